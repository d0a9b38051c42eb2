"""The guide's tables are those of the code, its smallest pack can be read, and the examples in the code are right."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import tidehead.packs
from tidehead.packs import messages, read_pack
from tidehead.packs.guide import EVERYWHERE, TABLES, key_tables, mistakes_table
from tidehead.packs.layout import FORMS

GUIDE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text("utf-8")
MODULES = [
    importlib.import_module(f"tidehead.packs.{one.name}") for one in pkgutil.iter_modules(tidehead.packs.__path__)
]


@pytest.mark.parametrize("part", [key_tables, mistakes_table])
def test_the_guide_holds_the_tables_of_the_code(part: object) -> None:
    assert callable(part)
    assert part() in GUIDE, "docs/packs.md is stale: write its generated parts again"


def test_every_shape_of_every_file_has_its_table() -> None:
    shown = {id(shape) for _, shape, _ in TABLES}
    rows = [form.row for form in FORMS.values() if form.row]
    assert [shape for shape in rows if id(shape) not in shown] == []
    assert {heading.partition(":")[0].rstrip("*.csvyaml") for heading, _, _ in TABLES} == {
        file.rstrip("*.csvyaml") for file in FORMS
    }


def test_no_meaning_is_left_over_and_none_is_missing() -> None:
    for heading, shape, own in TABLES:
        assert own.keys() <= shape.keys.keys(), heading
        assert {name for name in shape.keys if name not in own and name not in EVERYWHERE} == set(), heading
    used = {name for _, shape, own in TABLES for name in shape.keys if name not in own}
    assert EVERYWHERE.keys() - used == set()


def test_the_order_of_columns_is_the_one_the_format_promises() -> None:
    headers = {file: ",".join(form.row.keys) for file, form in FORMS.items() if form.row}
    assert headers == {
        "points.csv": "name,longitude,latitude,place,source",
        "observations/": "indicator,place,industry,organisation,period,value,value_high,unit,comparator,basis,yoy_pct,"
        "as_of,source,locator,note",
        "targets/": "id,indicator,place,industry,organisation,period,value,value_high,unit,comparator,force,basis,"
        "base_period,words,parent,source,locator,note",
        "crosswalk.csv": "from_taxonomy,from_member,to_taxonomy,to_member,relation,basis,source,locator,note",
        "enterprises/": "code,name,name_en,short_name,place,industry,size,jobs,longitude,latitude,source,locator",
        "divisions.csv": "code,name,kind,county,aliases,former_codes,source",
        "industries/codes.csv": "code,label,level,parent,section,label_en",
        "industries/roles.csv": "prefix,role",
        "industries/uses.csv": "prefix,wholesale,retail,repair,rental,installation,study,sold",
        "industries/words.csv": "code,words,kind,part,machine,processed,role,weight,place",
        "chains/standings.csv": "chain,node,enterprise,role,capacity,minutes,basis,source,locator",
        "chains/supply.csv": "chain,node,rate,minutes,comparator,basis,place,period,source,locator",
        "honours/": "enterprise,title,granted_on,valid_to,batch,source,locator",
        "spaces/": "code,name,name_en,kind,place,area_m2,rooms,available,ready_on,rent_cny_m2_month,source,locator",
    }


def test_the_smallest_pack_of_the_guide_can_be_read(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(# pack\.yaml\n.*?)```", GUIDE, re.DOTALL)
    assert block is not None
    for part in re.split(r"(?=# \w+\.yaml\n)", block[1])[1:]:
        name, _, text = part.partition("\n")
        (tmp_path / "tiny").mkdir(exist_ok=True)
        (tmp_path / "tiny" / name.removeprefix("# ")).write_text(text, "utf-8")
    assert [place.code for place in read_pack(tmp_path / "tiny").places] == ["990000"]


def test_every_message_is_used_somewhere_and_ends_in_both_languages() -> None:
    code = "".join(Path(str(module.__file__)).read_text("utf-8") for module in MODULES if module is not messages)
    for name, (en, zh) in messages.MESSAGES.items():
        assert f'"{name}"' in code, name
        assert re.search(r"[.}]$", en), name
        assert re.search(r"[。}]$", zh), name
        assert set(re.findall(r"{\w+}", zh)) <= set(re.findall(r"{\w+}", en)) | {"{what_zh}", "{why_zh}"}, name


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_examples_in_the_code_are_right(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
