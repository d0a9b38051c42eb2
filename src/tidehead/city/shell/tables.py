"""Tables as every page shows them and as people take them away: HTML with sorting and filtering, CSV, Excel.

A view builds one `Table` and answers `exported(request, table)` first: with `?format=csv` or `?format=xlsx` it is the
file, otherwise nothing, and the template writes `{% table table %}`.
"""

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from tidehead.city.common.types import Text
from tidehead.city.shell.cell_pictures import CellPicture
from tidehead.city.shell.formatting import date_text, figure_text, is_unknown, number_text, period_text, unit_text
from tidehead.city.shell.statuses import status_of

Words = str | Promise | Text
Value = str | int | float | Decimal | date | datetime | bool | Promise | None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMERIC = {"number", "figure", "percent"}
# A spreadsheet runs a cell that begins like this; a quote in front makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER_LIKE = re.compile(r"[+-]?\d+([.,]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, number (unit in the head), figure (unit in the cell), percent (ratio 0–1), date, period, status.

    `filtered` adds a list of the column's values to choose from above the table; `secondary` columns are left out on
    phones, where each row is a card.
    """

    key: str
    label: Words
    kind: str = "text"
    unit: str = ""
    unit_en: str = ""
    decimals: int | None = None
    sortable: bool = True
    filtered: bool = False
    secondary: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in _NUMERIC

    @property
    def head(self) -> str:
        return head_text(self)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with what hangs on it: `text` where the column's own format is not right, the page it leads to, the
    drawer that says where it is from, a note, a figure's comparator, upper end and unit."""

    value: Value = None
    text: Words = ""
    url: str = ""
    source: str = ""
    note: Words = ""
    comparator: str = "eq"
    value_high: float | None = None
    unit: str = ""
    unit_en: str = ""
    picture: CellPicture | None = None
    origin: Words = ""  # in a file, the document beside the value
    locator: str = ""  # and the place in it
    shown: Words = ""  # what the page says where the file keeps the value as it is


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell | Value, ...]
    key: str = ""  # becomes the row's id, so that a link can point at it
    group: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`name` is short ASCII, unique on the page: the file's name and the prefix of the URL's parameters.

    head: which column names the row, and heads its card on a phone.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: Words = ""
    as_of: date | None = None
    synthetic: bool = False
    searchable: bool = True
    exportable: bool = True
    empty: Words = ""
    empty_remedy: Words = ""
    note: Words = ""
    head: int = 0


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the template needs it: text made, sort key a plain string or number."""

    column: Column
    text: str
    sort_key: str
    url: str = ""
    source: str = ""
    note: str = ""
    status: str = ""
    picture: CellPicture | None = None

    @property
    def is_numeric(self) -> bool:
        return self.column.is_numeric


@dataclass(frozen=True, slots=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    key: str
    group: str


@dataclass(frozen=True, slots=True)
class Filter:
    index: int
    label: str
    choices: tuple[str, ...] = field(default=())


def shown_rows(table: Table) -> tuple[ShownRow, ...]:
    """The rows ready for the page."""
    return tuple(
        ShownRow(
            cells=tuple(_shown(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)),
            key=row.key,
            group=str(row.group),
        )
        for row in table.rows
    )


def filters_of(table: Table, rows: tuple[ShownRow, ...]) -> tuple[Filter, ...]:
    """What can be chosen above the table: each filtered column with the values that occur in it."""
    return tuple(
        Filter(index, str(column.label), tuple(sorted({row.cells[index].text for row in rows} - {""})))
        for index, column in enumerate(table.columns)
        if column.filtered
    )


def exported(request: HttpRequest, table: Table) -> HttpResponse | None:
    """The table as a file where the request asks for one with `?format=`, else None.

    With several tables on a page, `&table=NAME` says which; without it the first one asked answers.
    """
    wanted = request.GET.get("format", "")
    if request.GET.get("table", table.name) != table.name:
        return None
    if wanted == "xlsx":
        return xlsx_response(table)
    return csv_response(table) if wanted == "csv" else None


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: one of the table's, or one that holds a part of a figure's cells."""

    head: str
    values: tuple[object, ...]
    kind: str = "text"


def file_columns(table: Table) -> tuple[FileColumn, ...]:
    """The table as it leaves the house: every number a number, its unit, bounds and source in columns beside it."""
    found: list[FileColumn] = []
    for index, column in enumerate(table.columns):
        cells = [_full(row.cells[index]) for row in table.rows]
        found.append(FileColumn(head_text(column), tuple(_plain(cell, column) for cell in cells), column.kind))
        found += _beside(column, cells)
    return tuple(found)


def _full(cell: Cell | Value) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _beside(column: Column, cells: list[Cell]) -> list[FileColumn]:
    """What a figure's number does not say by itself; a part that no cell has gets no column."""
    parts: list[tuple[str, list[object]]] = []
    if column.kind == "figure":
        known = [cell for cell in cells if not is_unknown(cell.value)]
        units = [_unit(cell, column) if not is_unknown(cell.value) else "" for cell in cells]
        bounds = [cell.comparator if not is_unknown(cell.value) else "" for cell in cells]
        parts.append((gettext("%(column)s: unit"), list(units)))
        bounded = any(cell.comparator != "eq" for cell in known)
        parts.append((gettext("%(column)s: comparator"), list(bounds) if bounded else []))
        parts.append((gettext("%(column)s: upper end"), [cell.value_high for cell in cells]))
    parts.append((gettext("%(column)s: source"), [str(cell.origin) for cell in cells]))
    parts.append((gettext("%(column)s: place in it"), [cell.locator for cell in cells]))
    return [
        FileColumn(head % {"column": column.label}, tuple("" if value is None else value for value in values))
        for head, values in parts
        if any(value not in (None, "") for value in values)
    ]


def _unit(cell: Cell, column: Column) -> str:
    return unit_text(cell.unit or column.unit, unit_en=cell.unit_en or column.unit_en)


def csv_response(table: Table) -> HttpResponse:
    """UTF-8 with the mark that makes Excel read Chinese; nothing in it runs as a formula."""
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\r\n")
    columns = file_columns(table)
    writer.writerow(safe_text(column.head) for column in columns)
    for line in range(len(table.rows)):
        values = (column.values[line] for column in columns)
        writer.writerow(safe_text(value) if isinstance(value, str) else value for value in values)
    if table.synthetic:
        writer.writerow([gettext("Invented data")])
    return _attachment("\ufeff" + body.getvalue(), "text/csv; charset=utf-8", f"{table.name}.csv")


def xlsx_response(table: Table) -> HttpResponse:
    """An Excel file: the table, and a sheet "about" with source, as-of date and whether the data is invented."""
    body = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(body, {**safe, "remove_timezone": True}) as book:
        _write_rows(book, table)
        _write_about(book, table)
    return _attachment(body.getvalue(), XLSX_TYPE, f"{table.name}.xlsx")


def safe_text(text: str) -> str:
    """Text that a spreadsheet will not run: a quote goes before anything that begins like a formula.

    >>> safe_text("=1+1"), safe_text("-5.2%"), safe_text("潮湾")
    ("'=1+1", '-5.2%', '潮湾')
    """
    if text.startswith(_FORMULA_STARTS) and not _NUMBER_LIKE.fullmatch(text):
        return f"'{text}"
    return text


def head_text(column: Column) -> str:
    """A column's head, with its unit where the unit is not in the cells."""
    unit = unit_text(column.unit, unit_en=column.unit_en) if column.kind == "number" else ""
    return f"{column.label} ({unit})" if unit else str(column.label)


def _shown(cell: Cell | Value, column: Column) -> ShownCell:
    full = cell if isinstance(cell, Cell) else Cell(cell)
    return ShownCell(
        column=column,
        text=str(full.shown) or str(full.text) or _text(full, column),
        sort_key=_sort_key(full.value, column),
        url=full.url,
        source=full.source,
        note=str(full.note),
        status=status_of(str(full.value or "")).code if column.kind == "status" else "",
        picture=full.picture,
    )


def _text(cell: Cell, column: Column) -> str:
    value = cell.value
    if column.kind == "status":
        return str(status_of(str(value or "")).word)
    if column.kind == "period":
        return period_text(str(value or ""))
    if isinstance(value, date):
        return date_text(value)
    if column.kind in _NUMERIC and (value is None or isinstance(value, int | float | Decimal)):
        return _number(cell, column)
    return "" if value is None else str(value)


def _number(cell: Cell, column: Column) -> str:
    value: int | float | Decimal | None = cell.value  # type: ignore[assignment]
    if column.kind == "percent":
        return number_text(None) if is_unknown(value) else f"{number_text(value * 100, decimals=_places(column, 1))}%"
    if column.kind == "number":
        return number_text(value, decimals=column.decimals)
    how = {"comparator": cell.comparator, "value_high": cell.value_high, "decimals": column.decimals}
    unit, unit_en = cell.unit or column.unit, cell.unit_en or column.unit_en
    return figure_text(value, unit, unit_en=unit_en, **how)


def _places(column: Column, otherwise: int) -> int:
    return otherwise if column.decimals is None else column.decimals


def _sort_key(value: Value, column: Column) -> str:
    """Empty is unknown and always sorts last, whichever way the column is turned."""
    if isinstance(value, str) and column.kind != "status":
        return value
    if column.kind == "status":
        return str(status_of(str(value or "")).rank)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(int(value))
    if isinstance(value, int | float | Decimal):
        return "" if is_unknown(value) else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(cell: Cell, column: Column) -> object:
    """Numbers stay numbers, so that they can be added up; unknown is an empty cell."""
    value = cell.value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        shown = None if is_unknown(value) or math.isinf(value) else value
        return shown if column.kind in _NUMERIC or shown is None else (str(cell.text) or _text(cell, column))
    if value is None or isinstance(value, datetime):
        return "" if value is None else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(cell.text) or _text(cell, column)


def _write_rows(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(str(table.title)))
    head = book.add_format({"bold": True, "bg_color": "#D7EBE9", "text_wrap": True, "valign": "top", "bottom": 1})
    percent = book.add_format({"num_format": "0.0%"})
    columns = file_columns(table)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.head, head)
        sheet.set_column(index, index, _width(column))
        for line, value in enumerate(column.values, start=1):
            if isinstance(value, int | float | Decimal):
                sheet.write_number(line, index, float(value), percent if column.kind == "percent" else None)
            elif value:
                sheet.write_string(line, index, str(value))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(columns) - 1)


def _write_about(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(gettext("About this table")))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    for line, (name, words) in enumerate(_about(table)):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, words)


def _about(table: Table) -> Iterable[tuple[str, str]]:
    yield gettext("Table"), str(table.title)
    yield gettext("Source"), str(table.source) or gettext("Tidehead, at the moment of the download")
    yield gettext("As of"), date_text(table.as_of or timezone.now())
    yield gettext("Downloaded"), date_text(timezone.now())
    yield gettext("Rows"), str(len(table.rows))
    yield gettext("Data"), gettext("Invented data") if table.synthetic else gettext("As published by the sources")
    yield gettext("Unknown"), gettext("An empty cell means that the figure is not known; it is not zero.")
    if table.note:
        yield gettext("Note"), str(table.note)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "table"


def _width(column: FileColumn) -> int:
    """Wide enough for what is in it: a Chinese character takes two."""
    texts = [column.head, *map(str, column.values[:200])]
    widest = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) for text in texts)
    return min(max(widest + 2, 8), 60)


def _attachment(body: str | bytes, content_type: str, file_name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
