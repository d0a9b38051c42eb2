"""Tables as they are laid out: one row a unit, one column a unit, or one row for each unit and indicator.

Every layout becomes columns of cells, one a datum, that still know where in the file each cell stands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Scheme
from tidehead.lake.cells import Cell, is_unknown, plain
from tidehead.lake.columns import ColumnRead, ColumnReader, words_of
from tidehead.lake.headings import (
    ID,
    NAME,
    Dictionary,
    Heading,
    common_unit,
    folded,
    header_row,
    read_headings,
    two_rows,
    who_is,
)
from tidehead.lake.sheets import Sheet
from tidehead.lake.unit_names import unit_of

_TOTALS = frozenset(
    """合计 总计 小计 共计 累计 总和 总数 汇总 平均 平均值 平均数 均值 加权平均 算术平均 简单平均 中位数 中值
    最大值 最小值 标准差 全区 全市 全县 全省 全国 total totals sum subtotal grandtotal average mean weightedaverage
    weightedmean median max min maximum minimum""".split()
)
_TOTAL_ENDINGS = ("合计", "总计", "小计", "平均", "平均值", "中位数")
_LONGEST_TOTAL = 10
_AROUND_TOTALS = re.compile(r"\(.*?\)|[\s\W_]+|\d+\s*[家户个]?")
_TOTAL_BEGINS = frozenset(one for word in _TOTALS for one in (word[0], word[0].upper())) | {"ſ", chr(0x3000), " "}
_TOTAL_ENDS = frozenset("计均值数")


def maybe_total(words: str) -> bool:
    """Whether a name is worth looking at as a word for totals: a quick test for tables of a million rows."""
    return words[:1] in _TOTAL_BEGINS or not _TOTAL_ENDS.isdisjoint(words)


_INDICATOR_KEYS = frozenset(
    "指标 指标名称 考核指标 评价指标 变量 项目 数据项 indicator variable item criterion".split()
)
_VALUE_KEYS = frozenset("值 数值 数据 指标值 value figure amount".split())
_DONE_KEYS = frozenset(
    "完成 完成值 完成数 完成情况 实际 实际值 实际完成 实际完成值 实绩 done actual achieved completed result".split()
)
_TARGET_KEYS = frozenset("目标 目标值 目标数 任务 任务数 计划 计划数 target goal planned plan".split())
_MEASURE_KEYS = frozenset("计量单位 单位 unit measure".split())
_ONLY_MEASURE = frozenset("计量单位 measure".split())
MOST_TURNED = 500
"""Longer tables are not taken to have one column a unit."""
_DONE_ENDINGS = ("_done", "_actual", "_achieved", "完成", "完成值", "完成数", "实际", "done", "achieved", "actual")
_TARGET_ENDINGS = ("_target", "_goal", "_planned", "目标", "目标值", "目标数", "target", "goal")


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as columns. cells[i][unit] belongs to headings[i]; at(i, unit) is its row and column in the sheet,
    both from 0. remarks: what was done on the way. head: the row of the headings, from 0."""

    sheet: str
    headings: tuple[Heading, ...]
    cells: tuple[Sequence[Cell], ...]
    at: Callable[[int, int], tuple[int, int]]
    size: int
    head: int
    remarks: tuple[Label, ...] = ()
    faults: tuple[tuple[int, int, str, Label], ...] = ()  # row, column, excerpt, message

    def numbers(self, units: Sequence[int]) -> tuple[int, ...]:
        """The rows of units as a spreadsheet numbers them."""
        return tuple(self.at(0, unit)[0] + 1 for unit in units)

    def words(self, column: int) -> list[str]:
        """The texts of a column that says who the units are."""
        return words_of(self.cells[column])

    def column(self, at: int, kind: Kind, have: str, want: str, *, most: int) -> ColumnRead:
        """The values of a column. most: how many faults are kept with their words."""
        reader = ColumnReader(kind, have, want, most=most)
        reader.take(self.cells[at])
        return reader.result()


def lay_out(sheet: Sheet, scheme: Scheme, chosen: Mapping[str, str]) -> tuple[Laid, int]:
    """The sheet as columns, and how well its headings fit the scheme (0: not at all)."""
    dictionary = Dictionary(scheme)
    named = _with_chosen(sheet.rows[:30], chosen)
    head, fit = header_row(sheet.rows, dictionary) if not named else (named - 1, 2 * len(chosen))
    both = None
    if (long := _long_head(sheet.rows, head)) is not None:
        return _long(sheet, long, scheme, dictionary)
    if not named and (both := two_rows(sheet.rows, dictionary, fit)) is not None:
        two, names, fit = both
        sheet, head = Sheet(sheet.name, [*sheet.rows[:two], names, *sheet.rows[two + 1 :]], sheet.form), two
    turned = _turned_over(sheet)
    if turned is not None:
        upright, top = turned
        turned_head, turned_fit = header_row(upright.rows[:1], dictionary)
        if turned_fit > fit:
            above = common_unit(sheet.rows[:top])
            return _wide(upright, turned_head, dictionary, chosen=chosen, above=above, top=top), turned_fit
    laid = _wide(sheet, head, dictionary, chosen=chosen, above=common_unit(sheet.rows[:head]))
    if both is not None:
        laid = replace(laid, remarks=(_two_rows_remark(head), *laid.remarks))
    return laid, fit


def _two_rows_remark(lower: int) -> Label:
    return Label(f"第 {lower}、{lower + 1} 行合起来作表头", f"rows {lower} and {lower + 1} together are the headings")


def wide_head(sheet: Sheet, scheme: Scheme, chosen: Mapping[str, str]) -> tuple[tuple[Heading, ...], int] | None:
    """The headings and their row, from 0, of a sheet that begins as one with a row for each of many units does."""
    laid, _ = lay_out(sheet, scheme, chosen)
    return None if _long_head(sheet.rows, laid.head) is not None else (laid.headings, laid.head)


def _with_chosen(rows: Sequence[Sequence[Cell]], chosen: Mapping[str, str]) -> int:
    """The number, from 1, of the first row that holds a heading which a person has named; 0 where none does."""
    for number, row in enumerate(rows, 1):
        if chosen and {plain(cell) for cell in row} & set(chosen):
            return number
    return 0


def _turned_over(sheet: Sheet) -> tuple[Sheet, int] | None:
    """The sheet with one row a unit, where it has one column a unit; and how many rows above its headings were cut."""
    if len(sheet.rows) > MOST_TURNED:
        return None
    for top, row in enumerate(sheet.rows[:30]):
        words = [plain(cell) for cell in row]
        corner = folded(words[0]) if words else ""
        if any(words[1:]) and (not corner or corner in _INDICATOR_KEYS or who_is(words[0])):
            lines = [("名称", *row[1:]), *sheet.rows[top + 1 :]]
            return Sheet(sheet.name, list(zip_longest(*lines, fillvalue=None)), sheet.form), top
    return None


def _wide(
    sheet: Sheet, head: int, dictionary: Dictionary, *, chosen: Mapping[str, str], above: str, top: int | None = None
) -> Laid:
    turned = top is not None
    headings = read_headings(sheet.rows[head], dictionary, common_unit=above, chosen=chosen)
    width = len(headings)
    numbers, faults = _data_rows(sheet, head, width, turned)
    remarks = [_turned_remark()] if turned else []
    kept = []
    who = [heading.position for heading in headings if heading.name in (ID, NAME)]
    for number in numbers:
        if who and is_total(sheet.rows[number], who):
            remarks.append(left_out(number, turned))
        else:
            kept.append(number)
    cells = _as_columns([sheet.rows[number] for number in kept], width)

    def at(column: int, unit: int) -> tuple[int, int]:
        row, position = kept[unit], headings[column].position
        return (row, position) if top is None else (position + top, row)

    return Laid(sheet.name, headings, cells, at, len(kept), head, tuple(remarks), faults)


def _turned_remark() -> Label:
    return Label("表中每列是一个单位，已转置读取", "the table has one column a unit: it was read turned over")


def left_out(number: int, turned: bool) -> Label:
    """What is said of a row (column, where the table was turned over) of totals; number: from 0."""
    where = ("列", "column") if turned else ("行", "row")
    return Label(f"第 {number + 1} {where[0]}是合计或平均，没有读入", f"{where[1]} {number + 1} holds totals: left out")


def _data_rows(
    sheet: Sheet, head: int, width: int, turned: bool
) -> tuple[list[int], tuple[tuple[int, int, str, Label], ...]]:
    """The rows below the headings that hold anything, and those with more cells than there are headings."""
    numbers, faults = [], []
    for number in range(head + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if not any(row) and not any(plain(cell) for cell in row):
            continue
        numbers.append(number)
        if len(row) > width and not turned and (extra := [plain(cell) for cell in row[width:] if plain(cell)]):
            faults.append((number, width, extra[0], TOO_WIDE))
    return numbers, tuple(faults)


TOO_WIDE = Label(
    "这一行的单元格比表头多；千分位逗号须放在引号里，或补上表头",
    "the row has more cells than there are headings; quote numbers with a comma in them, or add the heading",
)


def is_total(row: Sequence[Cell], who: Sequence[int]) -> bool:
    """Whether the cells that say who a row is, at `who`, hold words for totals and nothing else."""
    found = False
    for at in who:
        word = row[at] if at < len(row) else None
        if not word:
            continue
        if not isinstance(word, str):
            return False
        if _says_total(word):
            found = True
        elif not is_unknown(plain(word)):
            return False
    return found


def _says_total(words: str) -> bool:
    """Whether words say that a row adds others up: "合  计：", "合计（2家）", "规上企业小计", "TOTAL:"."""
    if not maybe_total(words):
        return False
    bare = _AROUND_TOTALS.sub("", plain(words)).casefold()
    return bare in _TOTALS or (len(bare) <= _LONGEST_TOTAL and bare.endswith(_TOTAL_ENDINGS))


def _as_columns(rows: list[Sequence[Cell]], width: int) -> tuple[Sequence[Cell], ...]:
    if not rows:
        return tuple(() for _ in range(width))
    if all(len(row) == width for row in rows):
        return tuple(zip(*rows, strict=True))
    return tuple(zip(*((*row[:width], *[None] * (width - len(row))) for row in rows), strict=True))


# One row for each unit and indicator


@dataclass(frozen=True, slots=True)
class _LongHead:
    row: int
    indicator: int
    value: int | None
    target: int | None
    done: int | None
    measure: int | None
    who: tuple[int, ...]


def _long_head(rows: Sequence[Sequence[Cell]], _head: int) -> _LongHead | None:
    for number, row in enumerate(rows[:30]):
        keys = [folded(plain(cell).split("(")[0]) for cell in row]
        indicator = _first(keys, _INDICATOR_KEYS)
        value, target, done = (_first(keys, names) for names in (_VALUE_KEYS, _TARGET_KEYS, _DONE_KEYS))
        if indicator is None or (value is None and done is None):
            continue
        measures = [at for at, key in enumerate(keys) if key in _MEASURE_KEYS]
        measure = next(
            (at for at in measures if keys[at] in _ONLY_MEASURE or _holds_units(rows[number + 1 :], at)), None
        )
        who = tuple(
            at
            for at, cell in enumerate(row)
            if at != measure and at != indicator and read_headings([cell], _NOBODY)[0].name in (ID, NAME)
        )
        return _LongHead(number, indicator, value, target, done, measure, who)
    return None


class _Nobody(Dictionary):
    """Knows no datum: tells identifiers and names from all else."""

    def __init__(self) -> None:
        self.data = {}
        self._names = {}
        self._loose = {}


_NOBODY = _Nobody()


def _first(keys: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, key in enumerate(keys) if key in names), None)


def _holds_units(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether a column called "unit" gives units of measure, and not the units that are assessed."""
    words = {plain(row[at]) for row in rows[:200] if at < len(row)} - {""}
    return bool(words) and 2 * sum(unit_of(one) is not None for one in words) > len(words)


def _long(sheet: Sheet, head: _LongHead, scheme: Scheme, dictionary: Dictionary) -> tuple[Laid, int]:
    collected = _Collected(scheme, dictionary, head)
    for number in range(head.row + 1, len(sheet.rows)):
        collected.take(sheet.rows[number], number)
    return collected.laid(sheet.name), 2 * len(collected.columns)


class _Collected:
    """The cells of a long table, sorted into units and data."""

    def __init__(self, scheme: Scheme, dictionary: Dictionary, head: _LongHead) -> None:
        self.scheme, self.dictionary, self.head = scheme, dictionary, head
        self.units: dict[tuple[str, ...], int] = {}
        self.columns: dict[str, dict[int, tuple[Cell, int, int]]] = {}
        self.measures: dict[str, str] = {}
        self.remarks: list[Label] = []
        self.faults: list[tuple[int, int, str, Label]] = []

    def take(self, row: Sequence[Cell], number: int) -> None:
        words = plain(_cell(row, self.head.indicator))
        if not words:
            if any(plain(cell) for cell in row):
                self.remarks.append(_without_indicator(number))
            return
        if _says_total(words) or is_total(row, self.head.who):
            self.remarks.append(left_out(number, False))
            return
        who = tuple(plain(_cell(row, at)) for at in self.head.who)
        unit = self.units.setdefault(who, len(self.units))
        for at, role in ((self.head.value, ""), (self.head.target, "target"), (self.head.done, "done")):
            if at is not None:
                self._put(unit, words, role, (_cell(row, at), number, at), plain(_cell(row, self.head.measure)))

    def _put(self, unit: int, words: str, role: str, cell: tuple[Cell, int, int], measure: str) -> None:
        heading = read_headings([words], self.dictionary)[0]
        name = meant_by(heading.name or words, role, self.scheme, self.dictionary)
        if not name:
            if role != "target":
                self.remarks.append(_not_used(words, cell[1], self.dictionary.nearest(words)))
            return
        column = self.columns.setdefault(name, {})
        if unit in column:
            self.faults.append((cell[1], cell[2], words, _TWICE))
            return
        strange = self._refused(words, measure, name)
        if strange is not None:
            self.faults.append((cell[1], self.head.indicator, words, strange))
        said = unit_of(measure) or (heading.unit if heading.unit_said else "")
        if said and self.measures.setdefault(name, said) != said:
            self.faults.append((cell[1], cell[2], measure, _OTHER_UNIT))
        column[unit] = cell

    def _refused(self, words: str, measure: str, name: str) -> Label | None:
        """What is wrong with the unit beside an indicator, or in its words, read as that of the datum they mean."""
        if unit_of(measure) is not None:
            return None  # told once for the column
        inside = f"({measure})" if measure else words[words.index("(") :] if "(" in words else ""
        return read_headings([f"{name}{inside}"], self.dictionary)[0].refused if inside else None

    def laid(self, sheet: str) -> Laid:
        who = [Heading(at, "", ID if nth == 0 else NAME) for nth, at in enumerate(self.head.who[:2])]
        names = [self._heading(name) for name in self.columns]
        units = list(self.units)
        ids = [[words[nth] for words in units] for nth in range(len(who))]
        cells = [
            [column[unit][0] if unit in column else None for unit in range(len(units))]
            for column in self.columns.values()
        ]
        places = [*({} for _ in who), *self.columns.values()]

        def at(column: int, unit: int) -> tuple[int, int]:
            found = places[column].get(unit)
            if found is not None:
                return found[1], found[2]
            first = [one[unit] for one in self.columns.values() if unit in one]
            return (first[0][1] if first else self.head.row), self.head.indicator

        remarks = tuple(dict.fromkeys(self.remarks))
        return Laid(sheet, (*who, *names), (*ids, *cells), at, len(units), self.head.row, remarks, tuple(self.faults))

    def _heading(self, name: str) -> Heading:
        datum = self.dictionary.data[name]
        said = self.measures.get(name, "")
        made = read_headings([f"{name}[{said}]" if said else name], self.dictionary)[0]
        position = next(iter(self.columns[name].values()))[2]
        return Heading(
            position, datum.label.zh or name, name, made.unit, made.unit_said, remark=made.remark, refused=made.refused
        )


def _cell(row: Sequence[Cell], at: int | None) -> Cell:
    return row[at] if at is not None and at < len(row) else None


def _without_indicator(number: int) -> Label:
    return Label(f"第 {number + 1} 行没有指标名称，没有读入", f"row {number + 1} names no indicator: left out")


def _not_used(words: str, number: int, nearest: str) -> Label:
    zh = f"第 {number + 1} 行的“{words}”不是本方案的数据，没有用到" + (f"；是否“{nearest}”？" if nearest else "")
    en = f'row {number + 1}: "{words}" is no datum of this scheme and is not used' + (
        f'; did you mean "{nearest}"?' if nearest else ""
    )
    return Label(zh, en)


_TWICE = Label("同一单位的同一指标出现了两次；请留一次", "this unit has this indicator twice; keep one")
_OTHER_UNIT = Label("同一指标用了不同的计量单位；请统一", "one indicator is given in different units; use one unit")


def meant_by(words: str, role: str, scheme: Scheme, dictionary: Dictionary) -> str:
    """The datum that a row of a long table means: `words` its indicator, `role` "", "target" or "done".

    A target is the variable that the indicator's rule takes as base or target; what was done is its value.
    """
    key = folded(words)
    indicator = next(
        (one for one in scheme.indicators if words in (one.id, one.value) or key in _folded_labels(one.label)), None
    )
    if role:
        for ending in _TARGET_ENDINGS if role == "target" else _DONE_ENDINGS:
            for stem in (words, *((indicator.id, indicator.label.zh, indicator.label.en) if indicator else ())):
                if stem and (name := dictionary.find(stem + ending)):
                    return name
    if role == "target":
        settings = (indicator.normalisation.base, indicator.normalisation.target) if indicator else ()
        return next((text for text in settings if _is_variable(text, scheme)), "")
    if indicator is not None and _is_variable(indicator.value, scheme):
        return indicator.value
    if dictionary.find(words):
        return dictionary.find(words)
    return indicator.id if indicator is not None else ""


def _folded_labels(label: Label) -> tuple[str, ...]:
    return tuple(folded(words) for words in (label.zh, label.en) if words)


def _is_variable(text: str, scheme: Scheme) -> bool:
    return any(one.name == text for one in scheme.variables)
