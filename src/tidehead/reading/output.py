"""A reading as rows for machines and for people: JSON lines, a table for the terminal, a workbook."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from unicodedata import combining, east_asian_width

import xlsxwriter

from tidehead.reading.records import Reading, Statement

# Lone surrogates cannot be written as UTF-8.
_LONE = re.compile("[\ud800-\udfff]")
# What would move a terminal's cursor, recolour it or turn its writing direction, and line breaks inside a cell.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]+")
# Excel takes text that starts so for a formula when somebody edits the cell or saves it as CSV.
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")
_CELL_LIMIT = 32_767
_SHEET_ROWS = 1_048_575

_SIGNS = {"approx": "≈", "at_least": "≥", "over": ">", "nearly": "≲", "at_most": "≤"}

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a statement, and what people call it."""

    name: str
    zh: str
    en: str
    width: int


_LABELS = {
    "line": ("行", "Line", 7),
    "value": ("数值", "Value", 12),
    "value_high": ("上限", "Upper end", 12),
    "unit": ("单位", "Unit", 10),
    "qualifier": ("限定", "Qualifier", 10),
    "time": ("时间", "Time", 14),
    "kind": ("性质", "Kind", 12),
    "change": ("变化", "Change", 11),
    "indicator": ("指标", "Indicator", 32),
    "subject": ("主体", "Subject", 18),
    "quote": ("原文", "Quote", 60),
    "page": ("页", "Page", 6),
    "page_line": ("页内行", "Line of the page", 8),
    "table": ("表", "Table", 8),
    "row_no": ("表内行", "Row", 8),
    "time_text": ("时间原文", "Time as written", 14),
    "time_basis": ("时间依据", "Basis of the time", 10),
    "period": ("频率", "Repeats", 8),
    "modality": ("约束力", "Force", 10),
    "value_text": ("数值原文", "Value as written", 14),
    "start": ("起", "Start", 9),
    "end": ("止", "End", 9),
    "value_start": ("数值起", "Value start", 9),
    "value_end": ("数值止", "Value end", 9),
    "line_start": ("行内起", "Start in line", 9),
    "line_end": ("行内止", "End in line", 9),
    "formula": ("公式", "Formula", 8),
    "nominal": ("名称中", "In a name", 8),
    "slogan": ("口号", "Slogan", 8),
    "milestone": ("节点", "Milestone", 8),
}


def columns() -> tuple[Column, ...]:
    """Every field of a statement in the order in which rows are written, those people look at first."""
    known = [name for name in _LABELS if name in _FIELDS]
    later = [name for name in _FIELDS if name not in _LABELS]
    return tuple(Column(name, *_LABELS.get(name, (name, name, 10))) for name in (*known, *later))


_FIELDS = tuple(field.name for field in fields(Statement))
_COLUMNS = columns()


def row(statement: Statement) -> dict[str, Cell]:
    """A statement by the names of its fields, in the order of ``columns``."""
    return {column.name: getattr(statement, column.name) for column in _COLUMNS}


def to_jsonl(reading: Reading) -> str:
    """One JSON object a line for each statement."""
    lines = (json.dumps(row(statement), ensure_ascii=False) + "\n" for statement in reading.statements)
    return _LONE.sub("\ufffd", "".join(lines))


# ---- for a terminal ------------------------------------------------------------

_SHOWN = (
    ("line", 6),
    ("value", 16),
    ("unit", 12),
    ("time", 17),
    ("kind", 13),
    ("change", 10),
    ("subject", 20),
    ("indicator", 44),
)
_TO_THE_RIGHT = {"line", "value"}


def to_table(reading: Reading) -> str:
    """The statements as a table in fixed widths; wide characters count as the two places they take."""
    body = [_shown(statement) for statement in reading.statements]
    labels = {column.name: column.zh if reading.language == "zh" else column.en for column in _COLUMNS}
    head = [labels[name] for name, _ in _SHOWN]
    widths = [_width([head[i], *(cells[i] for cells in body)], most) for i, (_, most) in enumerate(_SHOWN)]
    rule = "  ".join("─" * width for width in widths)
    lines = [*_about(reading), "", _line(head, widths), rule, *(_line(cells, widths) for cells in body)]
    return _LONE.sub("\ufffd", "\n".join(line.rstrip() for line in lines) + "\n")


def _about(reading: Reading) -> Iterator[str]:
    yield _plain(reading.title)
    issued = reading.issued_on.isoformat() if reading.issued_on else str(reading.issued_year or "?")
    yield f"成文 issued {issued} · {len(reading.statements)} 条 statements · {len(reading.tables)} 表 tables"
    for warning in reading.warnings:
        yield f"! {warning.zh} {warning.en}"


def _shown(statement: Statement) -> list[str]:
    cells = row(statement) | {"value": _value(statement)}
    return [_plain("" if cells[name] is None else str(cells[name])) for name, _ in _SHOWN]


def _value(statement: Statement) -> str:
    if statement.value is None:
        return "…"
    ends = [f"{x:.15g}" for x in (statement.value, statement.value_high) if x is not None]
    return _SIGNS.get(statement.qualifier, "") + "–".join(ends)


def _plain(text: str) -> str:
    return _UNSHOWN.sub(" ", text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        padded(cell, width, right=name in _TO_THE_RIGHT)
        for cell, width, (name, _) in zip(cells, widths, _SHOWN, strict=True)
    )


def _width(cells: Sequence[str], most: int) -> int:
    return min(most, max(places(cell) for cell in cells))


def places(text: str) -> int:
    """How many places of a terminal a text takes: two for a wide character, none for a combining mark.

    >>> places("GDP"), places("亿元"), places("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(_place(c) for c in text)


def _place(c: str) -> int:
    if combining(c):
        return 0
    return 2 if east_asian_width(c) in "WF" else 1


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly ``width`` places, cut with … where it takes more."""
    taken = places(text)
    if taken > width:
        text, taken = _cut(text, width)
    blank = " " * (width - taken)
    return blank + text if right else text + blank


def _cut(text: str, width: int) -> tuple[str, int]:
    taken, kept = 0, []
    for c in text:
        if taken + _place(c) > width - 1:
            break
        taken += _place(c)
        kept.append(c)
    return "".join(kept) + "…", taken + 1


# ---- for Excel -----------------------------------------------------------------


def to_xlsx(reading: Reading) -> bytes:
    """A workbook: the statements, and a sheet on the document. No cell is a formula or a link, whatever it says."""
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(memory, options)
    sheets = _Sheets(book)
    for first in range(0, max(1, len(reading.statements)), _SHEET_ROWS):
        sheets.add_statements(reading.statements[first : first + _SHEET_ROWS])
    sheets.add_document(reading)
    book.close()
    return memory.getvalue()


class _Sheets:
    """The sheets of one workbook, and the formats they share."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.quoted = book.add_format({"quote_prefix": True})

    def add_statements(self, statements: Sequence[Statement]) -> None:
        count = len(self.book.worksheets())
        sheet = self.book.add_worksheet("陈述 Statements" + (f" {count + 1}" if count else ""))
        for i, column in enumerate(_COLUMNS):
            sheet.set_column(i, i, column.width)
            sheet.write_string(0, i, f"{column.zh}\n{column.name}", self.head)
        for number, statement in enumerate(statements, start=1):
            for i, column in enumerate(_COLUMNS):
                self._write(sheet, number, i, getattr(statement, column.name))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(statements)), len(_COLUMNS) - 1)

    def add_document(self, reading: Reading) -> None:
        sheet = self.book.add_worksheet("文件 Document")
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        for number, (name, value) in enumerate(_facts_of(reading)):
            sheet.write_string(number, 0, name, self.head)
            self._write(sheet, number, 1, value)

    def _write(self, sheet: xlsxwriter.worksheet.Worksheet, number: int, column: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value)
        else:
            text = _LONE.sub("\ufffd", value)[:_CELL_LIMIT]
            sheet.write_string(number, column, text, self.quoted if text.startswith(_FORMULA_LIKE) else None)


def _facts_of(reading: Reading) -> Iterator[tuple[str, Cell]]:
    yield "标题 Title", reading.title
    yield "成文日期 Issued on", reading.issued_on.isoformat() if reading.issued_on else None
    yield "成文年份 Issue year", reading.issued_year
    yield "年份依据 Basis", reading.issued_basis
    yield "规划期 Plan period", "–".join(map(str, reading.plan_period)) if reading.plan_period else None
    yield "格式 Format", reading.source_format
    yield "页数 Pages", reading.pages
    yield "行数 Lines", len(reading.lines)
    yield "陈述数 Statements", len(reading.statements)
    yield "SHA-256", reading.sha256
    for warning in reading.warnings:
        yield "提示 Warning", f"{warning.zh} {warning.en}"
