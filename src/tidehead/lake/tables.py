"""What units hand in as a table: every cell read, or every fault named with its place; nothing half imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Column, Entries, Prepared
from tidehead.lake.blocks import Blocks, read_blocks
from tidehead.lake.cells import excerpt
from tidehead.lake.columns import Progress
from tidehead.lake.headings import ID, NAME, Datum, Dictionary, Heading
from tidehead.lake.layouts import Laid, lay_out
from tidehead.lake.second_looks import contradictions, sums_among
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
    progress: Progress | None = None,
) -> EntriesRead:
    """A table (CSV, xlsx or xls) as entries of a scheme, cell by cell.

    good_rows_only: units with a fault are left out instead of the whole table. chosen: heading to datum ("" leaves the
    column out, "(id)" and "(name)" say who a row is), for a preview in which people put right what was not recognised.
    progress: told how far a large CSV has been read.
    """
    stem, choice = PurePath(filename).stem, chosen or {}
    try:
        blocks = read_blocks(data, prepared.scheme, choice, most=MOST_FAULTS, progress=progress)
        if blocks is not None:
            return _Reading(blocks, Sheet("", (), blocks.form), prepared, stem).result(good_rows_only, 1)
        sheets = read_sheets(data)
    except UnreadableFile as error:
        return EntriesRead(None, (Fault("", 0, "", "", PurePath(filename).name, error.label),), (), ())
    laid, sheet = _best(sheets, prepared, choice)
    return _Reading(laid, sheet, prepared, stem).result(good_rows_only, len(sheets))


def _best(sheets: Sequence[Sheet], prepared: Prepared, chosen: Mapping[str, str]) -> tuple[Laid, Sheet]:
    found = [(lay_out(sheet, prepared.scheme, chosen), sheet) for sheet in sheets]
    (laid, _), sheet = max(found, key=lambda one: one[0][1])
    return laid, sheet


class _Reading:
    """One table on its way to entries."""

    def __init__(self, laid: Laid | Blocks, sheet: Sheet, prepared: Prepared, stem: str) -> None:
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
        units = {self.laid.at(0, unit)[0]: unit for unit in range(self.laid.size)} if self.laid.faults else {}
        for row, column, words, message in self.laid.faults:
            self._fault(row, column, words, message)
            self.bad |= {units[row]} if row in units else set()
        ids, names = self._who()
        columns = {} if fatal else self._columns()
        if self.too_many:
            more = self.too_many
            self.notes.append(Label(f"另有 {more} 处问题没有列出", f"{more} more faults are not listed"))
        entries: Entries | None = None
        rows: tuple[int, ...] = ()
        if not fatal and self.laid.size and (not self.faults or good_rows_only):
            entries, rows = self._entries(ids, names, columns)
        if entries is not None:
            self.notes += [*contradictions(self.prepared, entries), *sums_among(entries, rows)]
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
        who = (tuple(ids), tuple(names)) if not self.bad else _of(good, ids, names)
        return Entries(*who, columns), self.laid.numbers(good)

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
        self.notes += _told(self.laid.headings)
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
        ids, names = self.laid.words(id_at), self.laid.words(name_at)
        odd = len(set(ids)) != len(ids) or "" in ids or max(map(len, ids), default=0) > _LONGEST_ID
        if odd or "\n" in "".join(ids):
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
            elif "\n" in one:
                message = _BROKEN_ID
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
        read = self.laid.column(at, datum.kind, heading.unit or datum.unit, datum.unit, most=MOST_FAULTS)
        self.bad.update(read.bad)
        for unit, (words, message) in zip(read.bad, read.said, strict=False):
            self._fault(*self.laid.at(at, unit), words, message)
        self.too_many += len(read.bad) - len(read.said)
        return read.values


def _of(units: list[int], ids: list[str], names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(ids[unit] for unit in units), tuple(names[unit] for unit in units)


def _told(headings: Sequence[Heading]) -> list[Label]:
    """What people should know of how headings were read, one note for all of which the same is said."""
    alike: dict[Label, list[str]] = {}
    for heading in headings:
        if heading.remark is not None and heading.name:
            alike.setdefault(heading.remark, []).append(heading.text)
    return [
        Label(f"“{'”“'.join(texts)}”：{remark.zh}", f"{', '.join(map(repr, texts))}: {remark.en}")
        for remark, texts in alike.items()
    ]


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
_BROKEN_ID = Label("代码中有换行；请检查引号", "the id has a line break in it; look at the quotes")
_LONG_ID = Label(f"代码长于 {_LONGEST_ID} 个字", f"the id is longer than {_LONGEST_ID} characters")


def _same_id(one: str, row: int) -> Label:
    return Label(
        f"“{one}”在第 {row} 行已有；每个单位只能有一行",
        f'"{one}" stands in row {row} already; a unit has one row',
    )
