"""The table by which many leads come in: a template to fill in, and what every cell of a filled one says."""

import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from tidehead.calc.casework.types import CaseField, CaseType
from tidehead.calc.labels import Label
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.city.projects.stages import BESIDE
from tidehead.city.projects.types import NewLead
from tidehead.lake.cells import Cell, Unreadable, day, number, plain, truth
from tidehead.lake.headings import folded
from tidehead.lake.sheets import Sheet, UnreadableFile, column_letters, read_sheets

MOST_LEADS = 2_000
TITLE, PLACE = "title", "place"
_TITLE = Label("项目名称", "Name of the project")
_PLACE = Label("落地板块", "Place")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell and what to write instead. `where`: "B7", or "" for the whole file."""

    where: str
    heading: str
    excerpt: str
    message: Text


@dataclass(frozen=True, slots=True)
class LeadsRead:
    """What a table gave: leads only where no cell is at fault. `key`: the same for the same bytes."""

    leads: tuple[NewLead, ...]
    faults: tuple[CellFault, ...]
    unused: tuple[str, ...]
    key: str


def entry_fields(kind: CaseType) -> tuple[CaseField, ...]:
    """What is asked of a lead: all that is filled before the second step on the way."""
    first = {kind.initial}
    early = {
        name for one in kind.transitions if first & set(one.sources) and one.target not in BESIDE for name in one.fill
    }
    wanted = [*early, *_USUAL]
    return tuple(one for one in kind.fields if one.id in wanted)


_USUAL = (
    "summary",
    "investor",
    "industry",
    "source_of_lead",
    "source_detail",
    "investment_10k_cny",
    "foreign",
    "new_productivity",
    "parent",
    "contact",
)
"""Fields that a recruiter can usually tell on the first day, where the pipeline has them."""


def lead_template(kind: CaseType, *, language: str) -> bytes:
    """A workbook with one column for each field that is asked of a lead, and a sheet that says what may stand there."""
    made = io.BytesIO()
    fields = entry_fields(kind)
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6F1F1"})
        sheet = book.add_worksheet(Label("线索", "Leads").text(language))
        sheet.write_row(
            0, 0, [_TITLE.text(language), _PLACE.text(language), *(_head(one, language) for one in fields)], head
        )
        sheet.set_column(0, len(fields) + 1, 20)
        sheet.freeze_panes(1, 1)
        for at, one in enumerate(fields, 2):
            choices = _choices(one, language)
            if choices and sum(map(len, choices)) + len(choices) <= _LONGEST_LIST:
                sheet.data_validation(1, at, MOST_LEADS, at, {"validate": "list", "source": choices})
        notes = book.add_worksheet(Label("说明", "Notes").text(language))
        for row, words in enumerate(_notes(fields, language)):
            notes.write_row(row, 0, words)
        notes.set_column(0, 1, 40)
    return made.getvalue()


_LONGEST_LIST = 255
"""Characters that a list of choices in a spreadsheet may have."""


def _head(field: CaseField, language: str) -> str:
    label = field.label.text(language)
    if not field.unit:
        return label
    return f"{label}（{field.unit}）" if language.startswith("zh") else f"{label} ({field.unit})"


def _choices(field: CaseField, language: str) -> list[str]:
    if field.kind == "truth":
        return [_YES.text(language), _NO.text(language)]
    return [one.label.text(language) for one in field.choices]


_YES, _NO = Label("是", "yes"), Label("否", "no")


def _notes(fields: Sequence[CaseField], language: str) -> list[tuple[str, str]]:
    rows = [
        (_TITLE.text(language), Label("必填；每行一条线索", "needed; one lead a row").text(language)),
        (
            _PLACE.text(language),
            Label("地区或平台的名称；不填则为本单位所在地", "name of a place; empty: your own").text(language),
        ),
    ]
    rows += [(_head(one, language), "、".join(_choices(one, language))) for one in fields]
    rows.append(("", Label("未知的留空，不要填0。", "Leave empty what is not known; do not write 0.").text(language)))
    return rows


def read_leads(data: bytes, kind: CaseType) -> LeadsRead:
    """The leads of a table, or every fault with its cell: nothing is half taken over."""
    key = hashlib.sha256(data).hexdigest()[:40]
    try:
        sheet = read_sheets(data)[0]
    except UnreadableFile as unreadable:
        return LeadsRead((), (_whole(unreadable.label),), (), key)
    return _Reading(sheet, kind).read(key)


def _whole(message: Label) -> CellFault:
    return CellFault("", "", "", Text(message.zh, message.en))


class _Reading:
    """One pass over a sheet, collecting what is wrong."""

    def __init__(self, sheet: Sheet, kind: CaseType) -> None:
        self.sheet, self.kind = sheet, kind
        self.faults: list[CellFault] = []
        self.fields = {one.id: one for one in kind.fields}
        self.headings = [plain(cell) for cell in sheet.rows[0]] if sheet.rows else []

    def read(self, key: str) -> LeadsRead:
        """Everything, once."""
        columns = self._columns()
        unused = tuple(words for at, words in enumerate(self.headings) if words and at not in columns)
        if TITLE not in columns.values():
            missing = Label(
                "第一行没有“项目名称”一列；请用模板填写",
                'the first row has no column "Name of the project"; fill in the template',
            )
            return LeadsRead((), (_whole(missing),), unused, key)
        rows = [(nth, row) for nth, row in enumerate(self.sheet.rows[1:], 2) if any(plain(cell) for cell in row)]
        if not rows or len(rows) > MOST_LEADS:
            message = Label(
                f"应有1到{MOST_LEADS}条线索，现有{len(rows)}条", f"1 to {MOST_LEADS} leads, not {len(rows)}"
            )
            return LeadsRead((), (_whole(message),), unused, key)
        leads = tuple(self._lead(nth, row, columns) for nth, row in rows)
        return LeadsRead(() if self.faults else leads, tuple(self.faults), unused, key)

    def _columns(self) -> dict[int, str]:
        """Which field each column holds: by its label in either language, with or without its unit, or its id."""
        names: dict[str, str] = {}
        for known, label in ((TITLE, _TITLE), (PLACE, _PLACE)):
            names |= {folded(words): known for words in (label.zh, label.en, known) if words}
        for one in self.kind.fields:
            heads = (one.label.zh, one.label.en, one.id, _head(one, "zh"), _head(one, "en"))
            names |= {folded(words): one.id for words in heads if words}
        found: dict[int, str] = {}
        for at, words in enumerate(self.headings):
            field = names.get(folded(words))
            if field and field not in found.values():
                found[at] = field
        return found

    def _lead(self, row: int, cells: Sequence[Cell], columns: Mapping[int, str]) -> NewLead:
        values: dict[str, object] = {}
        for at, name in columns.items():
            cell = cells[at] if at < len(cells) else None
            try:
                values[name] = self._value(name, cell)
            except Unreadable as fault:
                self._note(row, at, cell, fault.label)
        title = str(values.pop(TITLE, "") or "")
        if not title:
            at = next(at for at, name in columns.items() if name == TITLE)
            self._note(row, at, None, Label("请填写项目名称", "give the project's name"))
        place = str(values.pop(PLACE, "") or "")
        return NewLead(title=title, type=self.kind.id, place=place, fields=values)

    def _note(self, row: int, at: int, cell: Cell, message: Label) -> None:
        self.faults.append(
            CellFault(
                where=f"{column_letters(at)}{row}",
                heading=self.headings[at],
                excerpt=plain(cell)[:60],
                message=Text(message.zh, message.en),
            )
        )

    def _value(self, name: str, cell: Cell) -> object:
        words = plain(cell)
        if not words:
            return None
        if name == TITLE:
            return words
        if name == PLACE:
            return _code_of(words, {one.code: one.label for one in all_places()})
        return _field_value(self.fields[name], cell, words)


def _field_value(field: CaseField, cell: Cell, words: str) -> object:
    if field.kind in {"number", "money"}:
        value = number(cell, have=field.unit, want=field.unit)
        return None if math.isnan(value) else value
    if field.kind == "truth":
        answer = truth(cell)
        return None if math.isnan(answer) else bool(answer)
    if field.kind == "day":
        found: date | None = day(cell)
        return found.isoformat() if found else None
    if field.kind == "choice":
        return _code_of(words, {one.id: Text(one.label.zh, one.label.en) for one in field.choices})
    if field.kind == "place":
        return _code_of(words, {one.code: one.label for one in all_places()})
    if field.kind == "organisation":
        return _code_of(words, {one.code: one.label for one in all_organisations()})
    return words


def _code_of(words: str, known: Mapping[str, Text]) -> str:
    """The code of what is named by its code or its name in either language. Raises Unreadable."""
    wanted = folded(words)
    for code, label in known.items():
        if wanted in {folded(code), folded(label.zh), folded(label.en)} and wanted:
            return code
    some = list(known.values())[:6]
    raise Unreadable(
        Label(
            f"没有这一项；可填：{'、'.join(one.zh for one in some)}等",
            f"there is no such choice; write one of: {', '.join(one.en or one.zh for one in some)} …",
        )
    )
