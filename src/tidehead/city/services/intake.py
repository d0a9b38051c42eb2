"""Requests from a table that people filled in: every wrong cell is named, and with one wrong nothing is taken."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import all_enterprises, search_enterprises
from tidehead.city.services import requests
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import IMPORT, NewRequest, ServiceRefused
from tidehead.lake.cells import Cell, plain
from tidehead.lake.sheets import Sheet, UnreadableFile, column_letters, read_sheets

MOST_ROWS = 2_000
COLUMNS = {
    "enterprise": Text("企业名称或代码", "Firm (name or code)"),
    "topic": Text("诉求类别", "Topic"),
    "title": Text("标题", "Title"),
    "words": Text("诉求内容", "What is asked for"),
    "contact": Text("联系人", "Contact"),
}
"""The headings of the template, in order; those of both languages are read."""
_NEEDED = ("enterprise", "words")
NO_FILE = Text("请选择文件。", "Choose a file.")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where something is wrong ("C4"), and what."""

    where: str
    text: Text


class TableFaulty(ServiceRefused):
    """A table that is not taken; `faults` names every wrong cell."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            Text(f"表中有 {len(faults)} 处错误，未导入任何内容。", f"{len(faults)} faults; nothing was taken.")
        )
        self.faults = tuple(faults)


def template(language: str) -> bytes:
    """The Excel file to fill in: the headings, the topics to choose from, and one sheet that says how."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D7EBE9", "text_wrap": True})
        sheet = book.add_worksheet(Text("诉求", "requests").in_language(language))
        for column, label in enumerate(COLUMNS.values()):
            sheet.write_string(0, column, label.in_language(language), head)
            sheet.set_column(column, column, 44 if column == 3 else 20)
        topics = [topic.label.in_language(language) for topic in service_rules().topics]
        if topics:
            sheet.data_validation(1, 1, MOST_ROWS, 1, {"validate": "list", "source": topics, "ignore_blank": True})
        _write_help(book, language)
    return body.getvalue()


def _write_help(book: xlsxwriter.Workbook, language: str) -> None:
    sheet = book.add_worksheet(Text("填写说明", "how to fill in").in_language(language))
    sheet.set_column(0, 0, 90)
    lines = (
        Text("一行一件诉求；企业和内容必填。", "One request a line; firm and words are needed."),
        Text("企业填全称、简称或统一社会信用代码。", "Write the firm's name, short name or code."),
        Text("表中有一处错误即全部不导入，请按提示改正后重新上传。", "With one cell wrong nothing is taken."),
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line.in_language(language))


@transaction.atomic
def take_table(data: bytes, *, by: Actor, now: datetime) -> tuple[int, ...]:
    """Put every line of a table into the pool. Returns the cases' ids; the same table again gives the same ones.

    Raises PermissionDenied, TableFaulty.
    """
    if not by.may("cases.open"):
        raise PermissionDenied
    found = read_table(data)
    mark = hashlib.sha256(repr(found).encode()).hexdigest()[:24]  # of what it says: a file that is saved again differs
    return tuple(requests.ask(_keyed(new, mark, line), by=by, now=now) for line, new in found)


def _keyed(new: NewRequest, mark: str, line: int) -> NewRequest:
    return NewRequest(
        enterprise=new.enterprise,
        title=new.title,
        words=new.words,
        topic=new.topic,
        contact=new.contact,
        channel=IMPORT,
        key=f"import:{mark}:{line}",
    )


def read_table(data: bytes) -> list[tuple[int, NewRequest]]:
    """The requests of a table with the number of their line. Raises TableFaulty with every wrong cell."""
    try:
        sheet = read_sheets(data)[0]
    except UnreadableFile as unreadable:
        raise TableFaulty([Fault("", Text(unreadable.label.zh, unreadable.label.en))]) from unreadable
    columns = _columns(sheet)
    firms, faults, found = _Firms(), list[Fault](), []
    lines = [(nth, row) for nth, row in enumerate(sheet.rows[1:], 2) if any(plain(cell) for cell in row)]
    if not 0 < len(lines) <= MOST_ROWS:
        told = f"The table has {len(lines)} lines; 1 to {MOST_ROWS} are taken at once."
        raise TableFaulty([Fault("", Text(f"表中有 {len(lines)} 行，一次可导入 1 至 {MOST_ROWS} 行。", told))])
    for nth, row in lines:
        given = {name: _said(row, at) for name, at in columns.items()}
        new, wrong = _request(given, firms)
        faults += [Fault(f"{column_letters(columns[name])}{nth}", text) for name, text in wrong]
        found.append((nth, new))
    if faults:
        raise TableFaulty(faults)
    return found


def _columns(sheet: Sheet) -> dict[str, int]:
    """Where each column stands, by the headings of either language. Raises TableFaulty for what is missing."""
    headings = [plain(cell).strip().casefold() for cell in (sheet.rows[0] if sheet.rows else ())]
    found = {}
    for name, label in COLUMNS.items():
        for heading in (label.zh, label.en, name):
            if heading.casefold() in headings:
                found[name] = headings.index(heading.casefold())
                break
    missing = [COLUMNS[name] for name in _NEEDED if name not in found]
    if missing:
        raise TableFaulty(
            [
                Fault("1", Text(f"缺少“{one.zh}”一列，请使用模板。", f'No column "{one.en}"; use the template.'))
                for one in missing
            ]
        )
    return found


def _said(row: Sequence[Cell], at: int) -> str:
    return plain(row[at]).strip() if at < len(row) else ""


def _request(given: dict[str, str], firms: "_Firms") -> tuple[NewRequest, list[tuple[str, Text]]]:
    faults: list[tuple[str, Text]] = []
    firm, wrong = firms.named(given["enterprise"])
    if wrong is not None:
        faults.append(("enterprise", wrong))
    topic = _topic(given.get("topic", ""))
    if topic is None:
        said = given["topic"]
        faults.append(("topic", Text(f"没有“{said}”这一类别。", f'There is no topic "{said}".')))
    if not given["words"]:
        faults.append(("words", Text("诉求内容为空。", "Nothing is asked for.")))
    if len(given["words"]) > requests.LONGEST_WORDS:
        faults.append(("words", Text(f"内容超过 {requests.LONGEST_WORDS} 字。", "The words are too long.")))
    title, contact = given.get("title", ""), given.get("contact", "")[:200]
    return NewRequest(firm, title, given["words"], topic=topic or "", contact=contact), faults


def _topic(said: str) -> str | None:
    """The topic's id by its words in either language; None for one that nobody declared."""
    if not said:
        return ""
    for topic in service_rules().topics:
        if said in {topic.id, topic.label.zh, topic.label.en}:
            return topic.id
    return None


class _Firms:
    """Finds firms by code and by name; all are read once."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.names: dict[str, set[str]] = {}
        for firm in all_enterprises():
            self.codes[firm.code.casefold()] = firm.code
            for name in {firm.label.zh, firm.label.en, firm.short_name} - {""}:
                self.names.setdefault(name.casefold(), set()).add(firm.code)

    def named(self, said: str) -> tuple[str, Text | None]:
        """The code of the firm that is meant, or why none is."""
        if not said:
            return "", Text("企业为空。", "No firm is named.")
        meant = (
            {self.codes[said.casefold()]} if said.casefold() in self.codes else self.names.get(said.casefold(), set())
        )
        if len(meant) == 1:
            return next(iter(meant)), None
        if meant:
            codes = ", ".join(sorted(meant))
            return "", Text(
                f"“{said}”可能指多家企业（{codes}），请填代码。", f'"{said}" could be {codes}: write the code.'
            )
        near = search_enterprises(said, most=3)
        zh = f"，是否为：{'、'.join(one.label.zh for one in near)}" if near else ""
        en = f" Did you mean {', '.join(str(one.label.en or one.label.zh) for one in near)}?" if near else ""
        return "", Text(f"没有找到企业“{said}”{zh}。", f'There is no firm "{said}".{en}')
