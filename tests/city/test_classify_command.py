"""`tidehead register classify`: tables as they come, and what is refused."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidehead.city.cli.commands.register import FIELDS, REFUSED
from tidehead.city.cli.main import root

DEMO = Path(__file__).parents[2] / "packs" / "demo"
HEADINGS = "uscc,name,business_scope,address"
FIRMS = ("A1,某某轴承厂,轴承制造,", "A2,某某海产有限公司,海带批发,", "A3,某某软件公司,软件开发,")


def run(content: bytes, *options: str, file: str = "-") -> Result:
    return CliRunner().invoke(root, ["register", "classify", file, "--pack", str(DEMO), *options], input=content)


def table(heading: str = HEADINGS, firms: tuple[str, ...] = FIRMS) -> str:
    return "\n".join((heading, *firms)) + "\n"


def lines(done: Result) -> list[dict[str, object]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_a_firm_with_all_that_was_asked_for() -> None:
    found = lines(run(table().encode(), "--json"))
    assert [one["uscc"] for one in found] == ["A1", "A2", "A3"]
    assert [one["gbt4"] for one in found] == ["3451", "5224", "6513"]
    assert [one["activity"] for one in found] == ["manufacture", "trade", "service"]
    assert found[1]["cluster"] == "none"
    assert all(set(FIELDS) <= set(one) for one in found)
    assert "scope:轴承→3451" in found[0]["because"]  # type: ignore[operator]


@pytest.mark.parametrize(
    "content",
    [
        table().encode("utf-8-sig"),
        table().encode("gb18030"),
        table().replace("\n", "\r\n").encode(),
        gzip.compress(table().encode()),
        table("统一社会信用代码,企业名称,经营范围,注册地址").encode(),
        table().replace("\n", "\n\n").encode(),
    ],
    ids=["byte order mark", "GB18030", "lines of Windows", "gzip", "Chinese headings", "empty lines"],
)
def test_a_table_is_read_as_it_comes(content: bytes) -> None:
    assert lines(run(content, "--json")) == lines(run(table().encode(), "--json"))


def test_columns_may_stand_in_any_order_and_code_and_address_may_be_missing() -> None:
    found = lines(run("business_scope,name,more\n轴承制造,某某厂,x\n".encode(), "--json"))
    assert (found[0]["uscc"], found[0]["gbt4"]) == ("", "3451")


def test_without_json_it_is_a_table_whose_cells_run_nothing() -> None:
    done = run(f"{HEADINGS}\n=1+1,某某轴承厂,轴承制造,\n".encode())
    read = list(csv.DictReader(io.StringIO(done.stdout)))
    assert tuple(read[0]) == FIELDS
    assert (read[0]["uscc"], read[0]["gbt2"]) == ("'=1+1", "34")


def test_two_processes_give_the_lines_of_one_in_order(tmp_path: Path) -> None:
    firms = tuple(f"B{at},某某{at}厂,{('轴承', '齿轮', '机器人')[at % 3]}制造," for at in range(4_500))
    path = tmp_path / "firms.csv"
    path.write_text(table(firms=firms), encoding="utf-8")
    one, two = (run(b"", "--json", "--processes", count, file=str(path)).stdout for count in "12")
    assert one == two
    assert len(one.splitlines()) == 4_500


def test_the_result_may_go_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run(table().encode(), "--json", "--out", str(out))
    assert (done.stdout, len(out.read_text(encoding="utf-8").splitlines())) == ("", 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"uscc,name\nA,b\n", "business_scope"),
        (f"{HEADINGS}\nA1,a,b,c,d\n".encode(), "Row 2 has 5 cells"),
        (b"name,business_scope\na,\xff\xff\xff\n", "Row 2"),
        (gzip.compress(table().encode())[:-9], "gzip"),
    ],
    ids=["empty", "no scope", "too many cells", "no text", "cut off"],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_place(content: bytes, said: str) -> None:
    done = run(content, "--json")
    assert done.exit_code == REFUSED
    assert said in done.output
    assert done.stdout == ""


def test_a_taxonomy_that_the_pack_does_not_have_is_named_with_those_it_has() -> None:
    done = run(table().encode(), "--taxonomy", "nowhere")
    assert done.exit_code != 0
    assert "demo-2025" in done.output
