"""The register for tests: a table of invented firms handed in, read and taken; pairs, decisions, lists, titles."""

import csv
import io
from datetime import date, datetime

from django.utils import timezone

from tests.support.holders import acting_as
from tidehead.calc.check_digits import credit_code_check
from tidehead.city.common.types import Text
from tidehead.city.enterprises import building, correcting, firms, honours, identity, imports, ladders, listing
from tidehead.city.enterprises.honours import NewHonour
from tidehead.city.enterprises.imports import IncomingTable, Mapped
from tidehead.city.enterprises.models import DoubtfulPair, RegisterVersion
from tidehead.city.enterprises.staging import stage_next

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=timezone.get_default_timezone())
FIRM = "demo-firm-01"
HEADINGS = ("统一社会信用代码", "企业名称", "法定代表人", "成立日期", "注册资本", "经营范围", "地址", "备注")
SOUND = 8


def code_of(nth: int) -> str:
    """A unified code of an invented firm of the demo's first district, its check character right."""
    body = f"91990101MA{nth:07d}"
    return body + credit_code_check(body)


def rows_of_firms(count: int = SOUND, *, first: int = 1) -> list[list[str]]:
    """Invented firms; none is anybody's."""
    return [
        [
            code_of(nth),
            f"灯螺区潮声{nth}号轴承有限公司",
            "虚构人",
            f"20{nth % 20:02d}-03-0{nth % 9 + 1}",
            f"{nth * 100}万元",
            "轴承制造；轴承销售",
            f"灯螺区螺号街道{nth}号",
            "",
        ]
        for nth in range(first, first + count)
    ]


FAULTY = [
    ["9199010" + "1MA00000990", "校验位不对有限公司", "", "2020-01-01", "100万元", "轴承制造", "灯螺区", ""],
    [code_of(900), "日期不对有限公司", "", "2020-02-31", "100万元", "轴承制造", "灯螺区", ""],
    [code_of(901), "", "", "2020-02-01", "100万元", "轴承制造", "灯螺区", ""],
]
"""A wrong check character, a day that is none, no name: the first and the last cannot be taken at all."""


def table_of(rows: list[list[str]], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(headings)
    writer.writerows(rows)
    return made.getvalue().encode(encoding)


def a_table(rows: list[list[str]] | None = None, *, who: str = "alice", name: str = "firms.csv", **said: object) -> int:
    """The id of an import that somebody handed in."""
    content = table_of(rows if rows is not None else rows_of_firms() + FAULTY)
    sent = IncomingTable(name=name, content=io.BytesIO(content), **said)  # type: ignore[arg-type]
    return imports.receive_table(by=acting_as(who), table=sent, now=NOW)


def as_suggested(import_id: int, **said: object) -> Mapped:
    found = imports.import_by_id(import_id)
    return Mapped(columns={each.heading: each.column for each in found.headings}, panel=found.panel, **said)  # type: ignore[arg-type]


def a_read_table(
    rows: list[list[str]] | None = None, *, who: str = "alice", whole: bool = False, **said: object
) -> int:
    """The id of an import that is read and waits for a decision."""
    import_id = a_table(rows, who=who, **said)
    mapped = as_suggested(import_id, whole=whole)
    imports.map_columns(by=acting_as(who), import_id=import_id, mapped=mapped, now=NOW)
    while stage_next():
        pass
    return import_id


def a_taken_table(rows: list[list[str]] | None = None, *, whole: bool = False, **said: object) -> int:
    """The id of an import whose sound rows are in the register that counts."""
    import_id = a_read_table(rows, whole=whole, **said)
    building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW)
    while building.build_next():
        pass
    return import_id


def a_pair(a: str = "demo-firm-01", b: str = "demo-firm-02", score: float = 0.6) -> int:
    """The id of a pair that waits for a decision."""
    version = RegisterVersion.objects.get(state="current")
    fields = [
        {
            "field": {"zh": "名称", "en": "name"},
            "a": "甲",
            "b": "乙",
            "outcome": {"zh": "相近", "en": "alike"},
            "bits": 2.5,
        }
    ]
    names = firms.register_firms([a, b])
    row, _made = DoubtfulPair.objects.update_or_create(
        a=a,
        b=b,
        defaults={
            "name_a": names[a].name if a in names else a,
            "name_b": names[b].name if b in names else b,
            "score": score,
            "fields": fields,
            "found_in": version,
        },
    )
    return row.pk


def a_title(code: str = FIRM, title: str = "high_tech", **said: object) -> int:
    """The id of a title that Alice noted."""
    given = {"enterprise": code, "title": title, "label": Text("高新技术企业", "High-tech firm"), **said}
    new = NewHonour(granted_on=date(2025, 12, 1), batch="2025", **given)  # type: ignore[arg-type]
    return honours.enter_honour(by=acting_as("alice"), honour=new, now=NOW)


def a_correction(code: str = FIRM) -> int:
    """The id of a correction by Alice."""
    firm = firms.register_firm(code)
    given = {"field": "activity", "value": "service", "reason": "It only repairs."}
    return correcting.correct_firm(by=acting_as("alice"), firm=firm, now=NOW, **given)


def an_answer(code: str = FIRM) -> int:
    """The id of a figure that Alice wrote down."""
    name = next(iter(ladders.variables_asked()))
    return ladders.write_answer(by=acting_as("alice"), code=code, name=name, text="1", about="handed in", now=NOW)


def arguments_of_enterprises() -> dict[str, dict[str, object]]:
    """For every route of enterprises that needs arguments."""
    alice = acting_as("alice")
    first = RegisterVersion.objects.get(state="current").number
    a_taken_table(rows_of_firms(2), name="taken.csv")
    table = {"import_id": a_read_table()}
    dora = acting_as("dora")
    kept = {"list_id": listing.make_list(by=dora, name="To visit", now=NOW)}
    listing.put_on_list(by=dora, codes=[FIRM], now=NOW, **kept)
    decided = identity.decide_pair(by=alice, a="demo-firm-03", b="demo-firm-04", verdict="different", now=NOW)
    firm = {"code": FIRM}
    names = "import progress map_columns stop original take refuse".split()
    return {
        **{f"enterprises:{name}": table for name in names},
        "enterprises:go_back": {"number": first},
        "enterprises:pair": {"pair_id": a_pair()},
        "enterprises:undo_decision": {"decision_id": decided},
        **{f"enterprises:{name}": kept for name in "list change_list drop_list take_off note_on_list".split()},
        **{f"enterprises:{name}": firm for name in "enterprise correct reveal honour".split()},
        "enterprises:undo_correction": firm | {"correction_id": a_correction()},
        "enterprises:ladder": {"ladder_id": "growth"},
        **{f"enterprises:{name}": firm for name in ("ladder_part", "answer")},
        "enterprises:take_back_answer": firm | {"answer_id": an_answer()},
        "enterprises:withdraw_honour": firm | {"honour_id": a_title()},
    }
