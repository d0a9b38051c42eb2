"""What units hand in as a table: every cell read, or every fault named with its place; nothing half imported."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Column, Entries, Prepared
from tidehead.lake.cells import Cell, Unreadable, Value, excerpt, plain, reader
from tidehead.lake.headings import ID, NAME, Datum, Dictionary, Heading
from tidehead.lake.layouts import Laid, lay_out
from tidehead.lake.sheets import Sheet, UnreadableFile, column_letters, read_sheets

MOST_FAULTS = 1000
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, heading or file, and what to do. row: as a spreadsheet numbers it, 0 for the whole
    file; column: its letters, "" for the whole row."""

    sheet: str
    row: int
    column: str
    heading: str
    excerpt: str
    message: Label

    def place(self, language: str) -> str:
        """Where it is: "表一 D7" or "D7"."""
        cell = f"{self.column}{self.row}" if self.column and self.row else (str(self.row) if self.row else "")
        if not self.column and self.row:
            cell = f"第 {self.row} 行" if language.startswith("zh") else f"row {self.row}"
        return f"{self.sheet} {cell}".strip()


@dataclass(frozen=True, slots=True)
class EntriesRead:
    """What a table gave. entries: None while there are faults, unless the good rows alone were asked for.

    mapping: what every column was taken for. rows: the row of each unit of `entries` in the sheet. notes: what else
    was done (titles, totals, units assumed). total: how many units the table has, whether good or not.
    """

    entries: Entries | None
    faults: tuple[Fault, ...]
    mapping: tuple[Heading, ...]
    notes: tuple[Label, ...]
    rows: tuple[int, ...] = ()
    sheet: str = ""
    form: str = ""
    total: int = 0


def read_entries(
    data: bytes,
    filename: str,
    prepared: Prepared,
    *,
    good_rows_only: bool = False,
    chosen: Mapping[str, str] | None = None,
) -> EntriesRead:
    """A table (CSV, xlsx or xls) as entries of a scheme, cell by cell.

    good_rows_only: units with a fault are left out instead of the whole table. chosen: heading to datum ("" leaves the
    column out, "(id)" and "(name)" say who a row is), for a preview in which people put right what was not recognised.
    """
    try:
        sheets = read_sheets(data)
    except UnreadableFile as error:
        return EntriesRead(None, (Fault("", 0, "", "", PurePath(filename).name, error.label),), (), ())
    laid, sheet = _best(sheets, prepared, chosen or {})
    return _Reading(laid, sheet, prepared, PurePath(filename).stem).result(good_rows_only, len(sheets))


def _best(sheets: Sequence[Sheet], prepared: Prepared, chosen: Mapping[str, str]) -> tuple[Laid, Sheet]:
    found = [(lay_out(sheet, prepared.scheme, chosen), sheet) for sheet in sheets]
    (laid, _), sheet = max(found, key=lambda one: one[0][1])
    return laid, sheet


class _Reading:
    """One table on its way to entries."""

    def __init__(self, laid: Laid, sheet: Sheet, prepared: Prepared, stem: str) -> None:
        self.laid, self.sheet, self.prepared, self.stem = laid, sheet, prepared, stem
        self.data = Dictionary(prepared.scheme).data
        self.faults: list[Fault] = []
        self.bad: set[int] = set()
        self.notes: list[Label] = list(laid.remarks)
        self.too_many = 0

    def result(self, good_rows_only: bool, sheets: int) -> EntriesRead:
        if sheets > 1:
            name = self.sheet.name
            self.notes.append(Label(f"文件有 {sheets} 张表，读的是“{name}”", f'of {sheets} sheets, "{name}" was read'))
        self._check_headings()
        fatal = bool(self.faults)
        for row, column, words, message in self.laid.faults:
            self._fault(row, column, words, message)
            self.bad |= {unit for unit in range(self.laid.size) if self.laid.at(0, unit)[0] == row}
        ids, names = self._who()
        columns = {} if fatal else self._columns()
        if self.too_many:
            more = self.too_many
            self.notes.append(Label(f"另有 {more} 处问题没有列出", f"{more} more faults are not listed"))
        entries: Entries | None = None
        rows: tuple[int, ...] = ()
        if not fatal and self.laid.size and (not self.faults or good_rows_only):
            entries, rows = self._entries(ids, names, columns)
        return EntriesRead(
            entries,
            tuple(self.faults),
            self.laid.headings,
            tuple(self.notes),
            rows,
            self.sheet.name,
            self.sheet.form,
            self.laid.size,
        )

    def _entries(
        self, ids: list[str], names: list[str], columns: dict[str, Column]
    ) -> tuple[Entries | None, tuple[int, ...]]:
        good = [unit for unit in range(self.laid.size) if unit not in self.bad]
        if self.bad:
            left = self.laid.size - len(good)
            self.notes.append(Label(f"有问题的 {left} 个单位没有读入", f"{left} units with faults were left out"))
            columns = {name: column[good] for name, column in columns.items()}
        if not good:
            return None, ()
        rows = tuple(self.laid.at(0, unit)[0] + 1 for unit in good)
        return Entries(tuple(ids[unit] for unit in good), tuple(names[unit] for unit in good), columns), rows

    # Headings

    def _check_headings(self) -> None:
        used: dict[str, Heading] = {}
        for heading in self.laid.headings:
            if heading.refused is not None:
                self._fault(self.laid.head, heading.position, heading.text, heading.refused)
            if not heading.name:
                if heading.text:
                    self.notes.append(_unused(heading, self.data))
            elif heading.name in used:
                if heading.name not in (ID, NAME):
                    message = _same_datum(heading, used[heading.name])
                    self._fault(self.laid.head, heading.position, heading.text, message)
            else:
                used[heading.name] = heading
        if not any(name in self.data for name in used):
            wanted = "、".join(self.data[name].label.zh or name for name in list(self.data)[:12])
            wanted_en = ", ".join(list(self.data)[:12])
            self._fault(self.laid.head, -1, "", _no_heading(wanted, wanted_en))
        elif not self.laid.size:
            self._fault(self.laid.head, -1, "", Label("表头下面没有数据", "there is nothing below the headings"))

    def _fault(self, row: int, column: int, words: str, message: Label) -> None:
        if len(self.faults) >= MOST_FAULTS:
            self.too_many += 1
            return
        heading = next((one.text for one in self.laid.headings if one.position == column), "")
        letters = column_letters(column) if column >= 0 else ""
        self.faults.append(Fault(self.sheet.name, row + 1, letters, heading, excerpt(words), message))

    # Who the rows are

    def _who(self) -> tuple[list[str], list[str]]:
        by_name = {name: at for at, name in reversed(list(enumerate(one.name for one in self.laid.headings)))}
        id_at, name_at = by_name.get(ID, by_name.get(NAME)), by_name.get(NAME, by_name.get(ID))
        if id_at is None or name_at is None:
            return self._nameless()
        ids = [plain(cell) for cell in self.laid.cells[id_at]]
        names = [plain(cell) for cell in self.laid.cells[name_at]]
        if len(set(ids)) != len(ids) or "" in ids or max(map(len, ids), default=0) > _LONGEST_ID:
            self._check_ids(ids, id_at)
        return ids, [name or one for name, one in zip(names, ids, strict=True)]

    def _nameless(self) -> tuple[list[str], list[str]]:
        if self.laid.size > 1:
            self._fault(self.laid.head, -1, "", _NOBODY)
            self.bad.update(range(self.laid.size))
        elif self.laid.size:
            self.notes.append(
                Label(f"表中没有单位名称，以文件名“{self.stem}”代替", f'no unit is named: "{self.stem}" stands for it')
            )
        return [self.stem] * self.laid.size, [self.stem] * self.laid.size

    def _check_ids(self, ids: list[str], column: int) -> None:
        first: dict[str, int] = {}
        for unit, one in enumerate(ids):
            message = None
            if not one:
                message = _NO_ID
            elif len(one) > _LONGEST_ID:
                message = _LONG_ID
            elif one in first:
                message = _same_id(one, self.laid.at(column, first[one])[0] + 1)
            first.setdefault(one, unit)
            if message is not None:
                self.bad.add(unit)
                self._fault(*self.laid.at(column, unit), one, message)

    # Cells

    def _columns(self) -> dict[str, Column]:
        made: dict[str, Column] = {}
        for at, heading in enumerate(self.laid.headings):
            datum = self.data.get(heading.name)
            if datum is not None:
                made[heading.name] = self._column(at, heading, datum)
        return made

    def _column(self, at: int, heading: Heading, datum: Datum) -> Column:
        cells = self.laid.cells[at]
        have = heading.unit or datum.unit
        if datum.kind == "number" and have == datum.unit:
            quick = _plain_numbers(cells)
            if quick is not None:
                return quick
        read = reader(datum.kind, have, datum.unit)
        made: list[Value] = []
        for unit, cell in enumerate(cells):
            try:
                made.append(read(cell))
            except Unreadable as error:
                made.append(math.nan if datum.kind in ("number", "truth") else None)
                self.bad.add(unit)
                self._fault(*self.laid.at(at, unit), plain(cell), error.label)
        return _array(made, datum.kind)


def _array(made: list[Value], kind: Kind) -> Column:
    if kind in ("number", "truth"):
        return np.array(made, dtype=np.float64)
    column = np.empty(len(made), dtype=object)
    column[:] = made
    return column


def _plain_numbers(cells: Sequence[Cell]) -> Floats | None:
    """The numbers of a column that holds nothing but plain numbers and empty cells; None where it holds more."""
    try:
        made = np.array([float(cell) if cell else _empty(cell) for cell in cells], dtype=np.float64)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    known = made[~np.isnan(made)]
    if not np.isfinite(known).all():
        return None
    is_text = all(type(cell) is str for cell in cells)
    if is_text:
        together = "".join(cells)  # type: ignore[arg-type]
        return None if "_" in together or "n" in together.lower() else made
    odd = any(
        isinstance(cell, bool) or (isinstance(cell, str) and ("_" in cell or "n" in cell.lower())) for cell in cells
    )
    return None if odd else made


def _empty(cell: Cell) -> float:
    return 0.0 if isinstance(cell, float) else math.nan


def _unused(heading: Heading, data: Mapping[str, Datum]) -> Label:
    near = data[heading.nearest].label if heading.nearest else Label("")
    near_zh = f"；是否“{near.zh or heading.nearest}”？" if heading.nearest else ""
    near_en = f'; did you mean "{near.text("en") or heading.nearest}"?' if heading.nearest else ""
    return Label(f"“{heading.text}”列没有用到{near_zh}", f'column "{heading.text}" is not used{near_en}')


def _same_datum(heading: Heading, first: Heading) -> Label:
    return Label(
        f"“{heading.text}”与“{first.text}”是同一项数据；请只留一列",
        f'"{heading.text}" and "{first.text}" are the same datum; keep one of the columns',
    )


def _no_heading(wanted: str, wanted_en: str) -> Label:
    return Label(
        f"没有一列的表头属于本方案；可用的表头：{wanted}",
        f"no heading belongs to this scheme; headings that do: {wanted_en}",
    )


_NOBODY = Label(
    "没有一列说明各行是谁；请加一列“代码”或“名称”",
    'no column says who the rows are; add one called "id" or "name"',
)
_NO_ID = Label("这一行没有代码或名称；请补上，或删去该行", "the row has no id or name; add it, or delete the row")
_LONG_ID = Label(f"代码长于 {_LONGEST_ID} 个字", f"the id is longer than {_LONGEST_ID} characters")


def _same_id(one: str, row: int) -> Label:
    return Label(
        f"“{one}”在第 {row} 行已有；每个单位只能有一行",
        f'"{one}" stands in row {row} already; a unit has one row',
    )
