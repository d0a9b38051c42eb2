"""Cells of a few thousand rows to columns of a register, with every fault in its place.

What words mean is known to a callable that is handed in; numbers and units, personal data and codes of rows without
one are looked after here.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from tidehead.calc.labels import Label
from tidehead.lake.cells import Unreadable, excerpt, number
from tidehead.lake.register.columns import (
    FIRM_SCHEMA,
    FORMER_KEYS,
    NAME_KEY,
    PANEL_SCHEMA,
    former_keys,
    name_key,
)
from tidehead.lake.register.headings import FIRM_FIGURES, PANEL_FIGURE_UNITS
from tidehead.lake.register.mapping import ColumnMapping
from tidehead.lake.register.noting import noted
from tidehead.lake.register.personal import masked
from tidehead.lake.unit_names import unit_of

WITHOUT_CODE = "row-"
"""What the code of a firm begins with whose source gave none."""
FATAL_COLUMNS = frozenset({"code", "name", "enterprise", "year", ""})
"""A fault in one of these keeps the whole row out; any other cell can be taken as not known."""
_FREE_TEXTS = ("scope", "address", "name")
FAULT_COUNT, FATAL = "fault_count", "fatal"
FAULT_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.string()),
        ("heading", pa.string()),
        ("text", pa.string()),
        ("what_zh", pa.string()),
        ("what_en", pa.string()),
        ("remedy_zh", pa.string()),
        ("remedy_en", pa.string()),
        ("fatal", pa.bool_()),
    ]
)


class CellFault(Protocol):
    """What a cleaner says of one cell."""

    @property
    def row(self) -> int:
        """Its place among the rows that were handed in."""
        ...

    @property
    def column(self) -> str:
        """The column of the register, "" for the whole row."""
        ...

    @property
    def text(self) -> str:
        """What stands there."""
        ...

    @property
    def what(self) -> Label:
        """What is wrong."""
        ...

    @property
    def remedy(self) -> Label:
        """What to do."""
        ...


class CleanedRows(Protocol):
    """Columns of a register as a cleaner read them, each as long as what it was given."""

    @property
    def values(self) -> Mapping[str, Sequence[Any]]:
        """Column to values; None is unknown."""
        ...

    @property
    def faults(self) -> Sequence[CellFault]:
        """Every fault."""
        ...

    @property
    def left_out(self) -> Mapping[int, str]:
        """Rows that are not taken in at all, and why, in one word."""
        ...


class CleanRows(Protocol):
    """Reads the text columns of rows. It goes to other processes, so it can be pickled."""

    @property
    def fingerprint(self) -> str:
        """Tells two cleaners apart that would read the same cell otherwise."""
        ...

    def __call__(self, cells: Mapping[str, Sequence[str]], units: Mapping[str, str]) -> CleanedRows:
        """cells: column to texts as they stand, all equally long; units: what headings give."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. row: as a spreadsheet numbers it. column: of the register, "" for the whole row.

    fatal: the row cannot be taken in with this cell unknown.
    """

    row: int
    column: str
    heading: str
    text: str
    what: Label
    remedy: Label
    fatal: bool = False

    def as_row(self) -> dict[str, Any]:
        """For the table of faults."""
        return {
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "text": self.text,
            "what_zh": self.what.zh,
            "what_en": self.what.text("en"),
            "remedy_zh": self.remedy.zh,
            "remedy_en": self.remedy.text("en"),
            "fatal": self.fatal,
        }

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> "Fault":
        """What `as_row` gave."""
        return Fault(
            row["row"],
            row["column"],
            row["heading"],
            row["text"],
            Label(row["what_zh"], row["what_en"]),
            Label(row["remedy_zh"], row["remedy_en"]),
            row["fatal"],
        )


@dataclass(slots=True)
class Cleaned:
    """What became of the rows of one chunk. counts: left out by reason, masked, without_code, those of `noting`."""

    table: pa.Table
    faults: list[Fault]
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """What every row of an import says of where it comes from."""

    source: str
    synthetic: bool = False


def clean_rows(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], mapping: ColumnMapping, clean: CleanRows, origin: Origin
) -> Cleaned:
    """rows: cells of each row as they stand; numbers: of each row in the file."""
    return _Cleaning(rows, numbers, mapping, clean, origin).result()


class _Cleaning:
    """One chunk on its way."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        numbers: Sequence[int],
        mapping: ColumnMapping,
        clean: CleanRows,
        origin: Origin,
    ) -> None:
        self.rows, self.numbers, self.mapping, self.clean, self.origin = rows, numbers, mapping, clean, origin
        self.headings = mapping.headings
        self.width = len(mapping.guesses)
        self.faults: list[Fault] = []
        self.counts: dict[str, int] = {}

    def result(self) -> Cleaned:
        figure_units = PANEL_FIGURE_UNITS if self.mapping.panel else FIRM_FIGURES | {"longitude": "", "latitude": ""}
        cells = {column: self._cells(at) for column, at in self.mapping.columns.items()}
        self._check_widths()
        values: dict[str, Sequence[Any]] = {
            column: self._numbers(column, cells.pop(column), unit)
            for column, unit in figure_units.items()
            if column in cells
        }
        cleaned = self.clean(cells, self.mapping.units)
        values |= cleaned.values
        for fault in cleaned.faults:
            self._fault(fault.row, fault.column, fault.text, fault.what, fault.remedy)
        faulty = {(fault.row, fault.column) for fault in cleaned.faults}
        self.counts |= noted(cells, values, faulty=faulty, left_out=cleaned.left_out)
        if "capital_text" in values:
            values["capital_text"] = [
                None if (at, "capital_text") in faulty else text for at, text in enumerate(values["capital_text"])
            ]  # where columns slipped, names of persons stand in it
        return self._finished(values, cleaned.left_out)

    def _cells(self, at: int) -> list[str]:
        return [row[at] if at < len(row) else "" for row in self.rows]

    def _check_widths(self) -> None:
        for number_, row in enumerate(self.rows):
            if len(row) > self.width and any(cell.strip() for cell in row[self.width :]):
                self._fault(number_, "", excerpt(row[-1]), _TOO_WIDE, _QUOTE_IT)

    def _numbers(self, column: str, cells: list[str], want: str) -> list[float | None]:
        given = self.mapping.units.get(column, "")
        have = (unit_of(given) or want) if given else want
        made: list[float | None] = []
        for at, cell in enumerate(cells):
            try:
                value = number(cell, have=have, want=want) if cell else math.nan
                made.append(None if math.isnan(value) else value)
            except Unreadable as error:
                what, remedy = parts(error.label)
                self._fault(at, column, excerpt(cell), what, remedy)
                made.append(None)
        return made

    def _fault(self, at: int, column: str, text: str, what: Label, remedy: Label) -> None:
        heading = self.headings.get("code" if column == "enterprise" else column, "")
        fatal = column in FATAL_COLUMNS
        self.faults.append(Fault(self.numbers[at], column, heading, masked(text)[0], what, remedy, fatal))

    def _finished(self, values: dict[str, Sequence[Any]], left_out: Mapping[int, str]) -> Cleaned:
        for reason in left_out.values():
            self.counts[reason] = self.counts.get(reason, 0) + 1
        size = len(self.rows)
        columns: dict[str, list[Any]] = {name: list(column) for name, column in values.items()}
        self._mask(columns)
        columns["source"], columns["source_row"] = [self.origin.source] * size, list(self.numbers)
        columns["synthetic"] = [self.origin.synthetic] * size
        if self.mapping.panel:
            columns["enterprise"] = columns.pop("code", [None] * size)
        else:
            self._identify(columns, size)
        columns |= self._marks()
        schema = PANEL_SCHEMA if self.mapping.panel else FIRM_SCHEMA
        schema = schema.append(pa.field(FAULT_COUNT, pa.int32())).append(pa.field(FATAL, pa.bool_()))
        table = pa.table({one.name: pa.array(columns.get(one.name, [None] * size), one.type) for one in schema})
        gone = {self.numbers[at] for at in left_out}
        kept = [at for at in range(size) if at not in left_out]
        faults = [fault for fault in self.faults if fault.row not in gone]
        return Cleaned(
            table.take(pa.array(kept, pa.int64())) if left_out else table, sorted(faults, key=_place), self.counts
        )

    def _marks(self) -> dict[str, list[Any]]:
        number_of: dict[int, int] = {}
        fatal = set()
        for fault in self.faults:
            number_of[fault.row] = number_of.get(fault.row, 0) + 1
            if fault.fatal:
                fatal.add(fault.row)
        return {
            FAULT_COUNT: [number_of.get(row, 0) for row in self.numbers],
            FATAL: [row in fatal for row in self.numbers],
        }

    def _mask(self, columns: dict[str, list[Any]]) -> None:
        for name in _FREE_TEXTS:
            column = columns.get(name, ())
            for at, text in enumerate(column):
                if text:
                    bare, count = masked(text)
                    if count:
                        column[at] = bare  # type: ignore[index]
                        self.counts["masked"] = self.counts.get("masked", 0) + count

    def _identify(self, columns: dict[str, list[Any]], size: int) -> None:
        names = columns.get("name", [None] * size)
        columns[NAME_KEY] = [name_key(name) if name else None for name in names]
        if any(columns.get("former_names", ())):
            columns[FORMER_KEYS] = [former_keys(name) for name in columns["former_names"]]
        codes = columns.get("code", [None] * size)
        addresses = columns.get("county", [None] * size)
        for at, code in enumerate(codes):
            if not code:
                codes[at] = code_of_row(columns[NAME_KEY][at] or str(self.numbers[at]), addresses[at] or "")
                self.counts["without_code"] = self.counts.get("without_code", 0) + 1
        columns["code"] = codes


def code_of_row(key: str, county: str) -> str:
    """The code of a firm whose source gives none: the same for the same name in the same county."""
    return WITHOUT_CODE + hashlib.sha256(f"{county}/{key}".encode()).hexdigest()[:16]


def _place(fault: Fault) -> tuple[int, str]:
    return fault.row, fault.column


def parts(label: Label) -> tuple[Label, Label]:
    """What is wrong, and what to do about it, of a message that says both with ； (; in English) between."""
    zh, _, zh_remedy = label.zh.partition("；")
    en, _, en_remedy = label.text("en").partition("; ")
    return Label(zh, en), Label(zh_remedy or "请核对", en_remedy or "check it")


_TOO_WIDE = Label("这一行的格子比表头多", "this row has more cells than there are headings")
_QUOTE_IT = Label("含分隔符的内容要加引号", "put what holds a separator into quotes")
