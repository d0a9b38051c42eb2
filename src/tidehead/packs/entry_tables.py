"""Tables that units handed in, kept with the pack: entries/SCHEME.csv, or entries/SCHEME/PERIOD.csv."""

import math
from datetime import date
from typing import Any

import numpy as np

from tidehead.calc.schemes import Prepared, check_entries
from tidehead.calc.schemes.types import Column, Entries, Scheme
from tidehead.packs.kinds import BAD, NUMBER, Kind, Spot, iso_day
from tidehead.packs.nodes import Scalar
from tidehead.packs.periods import is_period
from tidehead.packs.position import Position
from tidehead.packs.problems import Problems, reasons
from tidehead.packs.rule_rows import EntryTable
from tidehead.packs.tables import free_rows

ENTRIES = "entries/"
TRUTHS = {"1": 1.0, "0": 0.0, "true": 1.0, "false": 0.0}


def entry_tables(file: str, text: str, problems: Problems) -> list[EntryTable]:
    """The table in a file, as a list of one; empty where the file is no table. An empty period is the scheme's own."""
    scheme, _, period = file.removeprefix(ENTRIES).removesuffix(".csv").partition("/")
    header, rows = free_rows(text, file, problems)
    if period and not is_period(period):
        problems.add(Position(file, 0), "not_a_period", key="entries/SCHEME/PERIOD.csv", text=period)
    if not header:
        return []
    return [
        EntryTable(file, scheme, period, header, tuple(cells for _, cells in rows), tuple(line for line, _ in rows))
    ]


def check_table(table: EntryTable, prepared: Prepared, problems: Problems) -> None:
    """Report every heading, cell and unit of a table that keeps it from being scored."""
    before = len(problems.found)
    _check_header(table, prepared.scheme, problems)
    if len(problems.found) > before:
        return
    entries = table_entries(table, prepared.scheme, problems)
    if len(problems.found) > before:
        return
    for fault in check_entries(prepared, entries):
        line = table.lines[fault.row] if fault.row >= 0 else 1
        problems.add(Position(table.file, line), "entry", column=fault.column or "id", **reasons(fault.message))


def table_entries(table: EntryTable, scheme: Scheme, problems: Problems) -> Entries:
    """The cells of a table as a run takes them; those that cannot be read are reported, and unknown."""
    kinds = {one.name: one.variable.kind for one in scheme.variables}
    columns = {
        name: _column(table, nth, kinds.get(name, "number"), problems)
        for nth, name in enumerate(table.header)
        if name not in ("id", "name")
    }
    ids, names = (tuple(row[table.header.index(name)] for row in table.rows) for name in ("id", "name"))
    return Entries(ids, names, columns, table.synthetic)


def _column(table: EntryTable, nth: int, kind: str, problems: Problems) -> Column:
    read = _READERS[kind]
    spot = Spot(table.file, table.header[nth], problems)
    cells = [_cell(row[nth], line, read, spot) for row, line in zip(table.rows, table.lines, strict=True)]
    if kind in ("text", "day"):
        return np.array(cells, dtype=object)
    return np.array([math.nan if cell is None else cell for cell in cells], dtype=np.float64)


def _cell(text: str, line: int, read: Kind, spot: Spot) -> Any:
    value = read.read(Scalar(line, text, "cell"), spot) if text else None
    return None if value is BAD else value


def _truth(node: Any, spot: Spot) -> Any:
    return TRUTHS[node.text] if node.text in TRUTHS else spot.bad(node.line, "not_truth", text=node.text)


def _day(node: Any, spot: Spot) -> date | Any:
    try:
        return iso_day(node.text)
    except ValueError:
        return spot.bad(node.line, "not_a_day", text=node.text)


def _text(node: Any, _spot: Spot) -> Any:
    return node.text


_READERS = {
    "number": NUMBER,
    "truth": Kind(_truth, "1 or 0"),
    "day": Kind(_day, "day"),
    "text": Kind(_text, "text"),
}


def _check_header(table: EntryTable, scheme: Scheme, problems: Problems) -> None:
    """Columns are the scheme's own names, so that a pack can be read without guessing."""
    known = {"id", "name", *(one.name for one in scheme.variables), *(one.id for one in scheme.indicators)}
    for heading in dict.fromkeys(table.header):
        if heading not in known:
            problems.add(table.position, "entry_column", name=heading, scheme=scheme.id)
        elif table.header.count(heading) > 1:
            problems.add(table.position, "entry_column_twice", name=heading)
    for heading in ("id", "name"):
        if heading not in table.header:
            problems.add(table.position, "entry_column_missing", name=heading)
