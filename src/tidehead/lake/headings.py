"""Which column of a table is which datum of a scheme: by name, label, alias or indicator, with a unit in brackets."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rapidfuzz import fuzz, process

from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Scheme
from tidehead.calc.units import convert, converts
from tidehead.lake.cells import Cell, plain
from tidehead.lake.sheets import column_letters
from tidehead.lake.unit_names import glued_units, unit_of, units_said

ID, NAME = "(id)", "(name)"
_ID_HEADINGS = """id code uscc 代码 编码 编号 统一社会信用代码 社会信用代码 信用代码 组织机构代码 单位代码 企业代码
    地区代码 行政区划代码 区划代码 平台代码 unitid unitcode firmid entityid creditcode""".split()
_NAME_HEADINGS = """name unit 名称 企业名称 企业 单位 单位名称 公司 公司名称 平台 平台名称 地区 县市区 地区名称 园区
    园区名称 机构 机构名称 企业单位 被评价单位 评价对象 考核对象 县(市、区) 县(市区) 区县 载体 载体名称
    firm firmname company companyname unitname entity place platform country""".split()
_BRACKETS = re.compile(r"^(.*?)\s*[\(\[【]([^()\[\]【】]*)[\)\]】]\s*$", re.DOTALL)
_INNER_BRACKETS = re.compile(r"^(.*)[\(\[【]([^()\[\]【】]*)[\)\]】](.*)$", re.DOTALL)
_OUTER_BRACKETS = re.compile(r"^([^()\[\]【】]+)[\(\[【](.*[(\[【].*[)\]】])[\)\]】]\s*$", re.DOTALL)
_YEAR = (
    r"(?:截[至止]到?)?(?:19|20)\d{2}(?:\s*[-–—~/至到]\s*(?:(?:19|20)\d{2}|\d{2}(?!\d)))?"
    r"\s*(?:年\s*(?:度|末|底|全年)?)?"
)
_YEAR_IN_FRONT = re.compile(rf"^({_YEAR})[\s_\-:：]*(\D.*)$", re.DOTALL)
_YEAR_BEHIND = re.compile(rf"^(.*?\D)[\s_\-:：]*({_YEAR})$", re.DOTALL)
_SLASH = re.compile(r"^(.*?)\s*[,、:：;]\s*(\S+)\s*$", re.DOTALL)
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[:：]\s*(\S+)")
_CLOSE = 60
_SHORTEST = 3
_HEAD_ROWS = 30


@dataclass(frozen=True, slots=True)
class Datum:
    """What a column can be: a variable of the scheme, or one of its indicators given ready-made."""

    name: str
    kind: Kind
    unit: str
    label: Label
    is_indicator: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What was made of one heading.

    name: a variable or an indicator of the scheme, ID, NAME, or "" for a column that is not used. unit: what its
    numbers are read in, `unit_said`: whether the table says so itself. nearest: for an unused column, the datum with
    the most similar name, "" where none is similar. remark: what people should know about it.
    """

    position: int
    text: str
    name: str
    unit: str = ""
    unit_said: bool = False
    nearest: str = ""
    remark: Label | None = None
    refused: Label | None = None

    @property
    def column(self) -> str:
        """The column's letters in a spreadsheet."""
        return column_letters(self.position)


class Dictionary:
    """Everything that a scheme's columns may be called."""

    def __init__(self, scheme: Scheme) -> None:
        self.data: dict[str, Datum] = {}
        self._names: dict[str, str] = {}
        for one in scheme.variables:
            self.data[one.name] = Datum(one.name, one.variable.kind, one.variable.unit, one.variable.label)
        for indicator in scheme.indicators:
            self.data.setdefault(indicator.id, Datum(indicator.id, "number", indicator.unit, indicator.label, True))
        self._call((name, name) for name in self.data)
        self._call((label, one.name) for one in scheme.variables for label in _both(one.variable.label))
        self._call((alias, one.name) for one in scheme.variables for alias in one.aliases)
        self._call((label, one.id) for one in scheme.indicators for label in _both(one.label))
        self._loose = self._loosely()

    def _call(self, pairs: Iterable[tuple[str, str]]) -> None:
        for words, name in pairs:
            key = folded(words)
            if key:
                self._names.setdefault(key, name)

    def _loosely(self) -> dict[str, str]:
        """Names with what offices say in more than one way made one; those that would then mean two data are left."""
        meant: dict[str, set[str]] = {}
        for key, name in self._names.items():
            meant.setdefault(_loosened(key), set()).add(name)
        return {key: names.pop() for key, names in meant.items() if len(names) == 1}

    def find(self, words: str) -> str:
        """The datum of this name, "" where there is none."""
        key = folded(words)
        return self._names.get(key) or self._loose.get(_loosened(key), "")

    def nearest(self, words: str) -> str:
        """The datum with the most similar name; "" where none is similar."""
        bare = _YEAR_IN_FRONT.sub(r"\2", _BRACKETS.sub(r"\1", words)) or words
        found = process.extractOne(folded(bare), self._names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        if found:
            return self._names[found[0]]
        key = _loosened(folded(bare))
        meant = {name for longer, name in self._loose.items() if len(key) >= _SHORTEST and _shortens(key, longer)}
        return meant.pop() if len(meant) == 1 else ""


def _shortens(key: str, longer: str) -> bool:
    """Whether the letters of a key stand in a longer one in this order, the first and the last at its ends."""
    letters = iter(longer)
    return key[0] == longer[0] and key[-1] == longer[-1] and all(letter in letters for letter in key)


def _both(label: Label) -> tuple[str, ...]:
    return tuple(words for words in (label.zh, label.en) if words)


def folded(words: str) -> str:
    """A name without what people vary in writing it: width, case, spaces, underscores, quotes.

    >>> folded("Ｒ＆Ｄ 经费\\n占比"), folded("Tax_per mu")
    ('r&d经费占比', 'taxpermu')
    """
    return re.sub(r"[\s_\-·“”\"'*]+", "", unicodedata.normalize("NFKC", words)).casefold()


_SAME = (
    ("经费支出", "经费"),
    ("主营业务收入", "主营收入"),
    ("营业收入", "主营收入"),
    ("工业增加值", "增加值"),
    ("之比", "比"),
    ("比重", "比"),
    ("占比", "比"),
    ("比例", "比"),
    ("比率", "比"),
    ("占", ""),
    ("用电", "电耗"),
    ("研发", "r&d"),
    ("每亩", "亩均"),
    ("的", ""),
    ("(", ""),
    (")", ""),
    ("目标数", "目标"),
    ("目标值", "目标"),
    ("完成数", "完成"),
    ("完成值", "完成"),
)


def _loosened(key: str) -> str:
    for variant, one in _SAME:
        key = key.replace(variant, one)
    return key


_ID_KEYS = frozenset(map(folded, _ID_HEADINGS))
_NAME_KEYS = frozenset(map(folded, _NAME_HEADINGS))


def header_row(rows: Sequence[Sequence[Cell]], dictionary: Dictionary) -> tuple[int, int]:
    """The row that holds most of the scheme's names among the first ones, and how many; titles may stand above it."""
    best, most = 0, -1
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        count = sum(2 for cell in row if _known(cell, dictionary)) + any(who_is(plain(cell)) for cell in row)
        if count > most and any(plain(cell) for cell in row):
            best, most = number, count
    return best, most


def two_rows(rows: Sequence[Sequence[Cell]], dictionary: Dictionary, fit: int) -> tuple[int, list[str], int] | None:
    """Headings that stand in two rows: the number of the lower one, both put together, and how many names they hold.

    A group above ("基础数据" over 税收 and 用地面积) is left out where the names below say enough, and put in front
    where they do not (新增企业 over 目标 and 完成); a row of units below goes into brackets. None where no two rows
    hold more than the best single one, whose names are `fit`.
    """
    best, most = None, fit
    for number in range(min(len(rows), _HEAD_ROWS) - 1):
        upper, lower = ([plain(cell) for cell in row] for row in rows[number : number + 2])
        if not any(upper) or not any(lower) or any(map(_is_figure, rows[number + 1])):
            continue
        units = all(unit_of(words) is not None for words in lower if words)
        made = _put_together(upper, lower, dictionary)
        _, count = header_row([made], dictionary)
        if count > most or (units and count == most and header_row([upper], dictionary)[1] == count):
            best, most = (number + 1, made, count), count
    return best


def _is_figure(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or plain(cell).replace(",", "").replace(".", "").isdigit())


def _put_together(upper: Sequence[str], lower: Sequence[str], dictionary: Dictionary) -> list[str]:
    made, group = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        group = above or (group if below else "")
        made.append(_one_of_two(group, below, dictionary))
    return made


def _one_of_two(above: str, below: str, dictionary: Dictionary) -> str:
    """One heading out of the group's and the one below it."""
    if not above or not below:
        return above or below
    if unit_of(below) is not None:
        return f"{above}({below})"
    found = _BRACKETS.match(above)
    stem, unit = (found[1], f"({found[2]})") if found else (above, "")
    for words in (f"{stem}{below}{unit}", f"{stem}({below}){unit}"):
        named = _split(words, dictionary)
        if named.name and not named.loose and below not in named.said:
            return words
    return below


def _known(cell: Cell, dictionary: Dictionary) -> bool:
    return isinstance(cell, str) and bool(_split(plain(cell), dictionary).name)


def who_is(words: str) -> str:
    """ID or NAME where a heading says who the rows are, else ""."""
    key = folded(words)
    bare = folded(bracketed.group(1)) if (bracketed := _BRACKETS.match(words)) else key
    if key in _ID_KEYS or bare in _ID_KEYS:
        return ID
    return NAME if key in _NAME_KEYS or bare in _NAME_KEYS else ""


@dataclass(frozen=True, slots=True)
class _Named:
    """The datum that a heading names, "" for none; what it says in brackets; the unit glued behind the name.

    year: one in front of the name or behind it. loose: whether the name had to be taken out of a longer word.
    """

    name: str = ""
    said: tuple[str, ...] = ()
    glued: str = ""
    year: str = ""

    @property
    def loose(self) -> bool:
        return bool(self.glued or self.year)


def _split(words: str, dictionary: Dictionary, depth: int = 0) -> _Named:
    """What a heading names: brackets, years and units are taken off until a name is left."""
    name = dictionary.find(words)
    if name or depth > _MOST_PARTS or not words:
        return _Named(name)
    return (
        _without_brackets(words, dictionary, depth + 1)
        or _without_year(words, dictionary, depth + 1)
        or _without_unit(words, dictionary, depth + 1)
        or _Named()
    )


_MOST_PARTS = 6


def _without_brackets(words: str, dictionary: Dictionary, depth: int) -> _Named | None:
    for pattern in (_OUTER_BRACKETS, _BRACKETS, _INNER_BRACKETS, _SLASH):
        found = pattern.match(words)
        if found is not None:
            bare = found[1] + (found[3] if pattern is _INNER_BRACKETS else "")
            named = _split(bare.strip(), dictionary, depth)
            if named.name:
                return replace(named, said=(*named.said, found[2].strip()))
    return None


def _without_year(words: str, dictionary: Dictionary, depth: int) -> _Named | None:
    for pattern, at in ((_YEAR_IN_FRONT, 2), (_YEAR_BEHIND, 1)):
        found = pattern.match(words)
        if found is not None:
            named = _split(found[at].strip(), dictionary, depth)
            if named.name:
                return replace(named, year=named.year or found[3 - at].strip())
    return None


def _without_unit(words: str, dictionary: Dictionary, depth: int) -> _Named | None:
    """A name with a unit glued on, where only one name and unit can be meant."""
    meant = {}
    for stem, unit in glued_units(words, ""):
        named = _Named(dictionary.find(stem)) if stem else _Named()
        named = named if named.name or not stem else _without_year(stem, dictionary, depth) or named
        datum = dictionary.data.get(named.name)
        if datum is not None and datum.kind == "number" and converts(unit, datum.unit):
            meant[named.name, unit] = replace(named, glued=unit)
    return meant.popitem()[1] if len(meant) == 1 else None


def read_headings(
    row: Sequence[Cell], dictionary: Dictionary, *, common_unit: str = "", chosen: Mapping[str, str] | None = None
) -> tuple[Heading, ...]:
    """What every heading of a row is.

    common_unit: what the table says above the headings ("单位：万元"). chosen: heading to datum, where a person has
    said so; "" leaves a column out.
    """
    made = [_heading(at, plain(cell), dictionary, common_unit, chosen or {}) for at, cell in enumerate(row)]
    plainly = {heading.name for heading, loose in made if not loose}
    return tuple(
        Heading(one.position, one.text, "", nearest=one.name) if loose and one.name in plainly else one
        for one, loose in made
    )


def _heading(
    position: int, words: str, dictionary: Dictionary, common: str, chosen: Mapping[str, str]
) -> tuple[Heading, bool]:
    """The heading, and whether a year or a unit had to be taken off its name."""
    named = _split(words, dictionary)
    if words in chosen:
        found = _BRACKETS.match(words)
        said = named.said or ((found[2],) if found else ())
        named = _Named(chosen[words], said, named.glued if named.name == chosen[words] else "")
    if not named.name and words not in chosen:
        who = who_is(words)
        return Heading(position, words, who, nearest="" if who or not words else dictionary.nearest(words)), False
    datum = dictionary.data.get(named.name)
    if datum is None or datum.kind != "number":
        return Heading(position, words, named.name), named.loose
    heading = _with_unit(position, words, datum=datum, named=named, common=common, dictionary=dictionary)
    return heading, named.loose


def _with_unit(
    position: int, words: str, *, datum: Datum, named: _Named, common: str, dictionary: Dictionary
) -> Heading:
    units, unknown = _units(datum, named, dictionary)
    fitting = list(dict.fromkeys(unit for unit in units if converts(unit, datum.unit)))
    if len(fitting) > 1 and len({convert(1.0, unit, datum.unit) for unit in fitting}) > 1:
        return Heading(position, words, datum.name, refused=_ambiguous(fitting))
    year = _year_remark(named.year) if named.year else None
    if fitting:
        remark = _glued_remark(named.glued) if named.glued else year
        return Heading(position, words, datum.name, fitting[0], unit_said=True, remark=remark)
    if units:
        return Heading(position, words, datum.name, refused=_misfit(units[0], datum.unit))
    if unknown:
        return Heading(position, words, datum.name, refused=_no_unit(unknown[0], datum.unit))
    if common and not named.said and datum.unit != "1" and converts(common, datum.unit):
        remark = Label(f"按表头上方的“单位：{common}”读", f'read in "{common}", as said above the headings')
        return Heading(position, words, datum.name, common, unit_said=True, remark=remark)
    remark = year if datum.unit == "1" else _assumed(named, datum.unit)
    return Heading(position, words, datum.name, datum.unit, remark=remark)


def _units(datum: Datum, named: _Named, dictionary: Dictionary) -> tuple[list[str], list[str]]:
    """The units that a heading gives, and what it says that is neither a unit nor a remark nor the datum's name."""
    units, unknown = ([named.glued] if named.glued else []), []
    for words in named.said:
        if dictionary.find(words) != datum.name:
            said, strange = units_said(words, datum.unit)
            units += said
            unknown += strange
    return units, unknown


def _assumed(named: _Named, unit: str) -> Label:
    passed = [words for words in (named.year, *named.said) if words]
    if not passed:
        return Label(f"没有写单位，按“{unit}”读", f'no unit is given: read in "{unit}"')
    zh, en = "、".join(passed), ", ".join(passed)
    return Label(
        f"“{zh}”只当作说明；没有写单位，按“{unit}”读", f'"{en}" is a remark; no unit is given: read in "{unit}"'
    )


def _year_remark(year: str) -> Label:
    return Label(f"表头里的“{year}”不是名称的一部分，已略去", f'"{year}" is no part of the name: passed over')


def _glued_remark(unit: str) -> Label:
    return Label(f"按表头末尾的单位“{unit}”读", f'read in "{unit}", the unit at the end of the heading')


def _ambiguous(units: Sequence[str]) -> Label:
    listed, listed_en = "、".join(units), ", ".join(units)
    return Label(
        f"表头里有几个单位（{listed}）；请只留一个", f"the heading gives several units ({listed_en}); keep one"
    )


def _no_unit(have: str, want: str) -> Label:
    return Label(
        f"认不出“{have}”是什么单位；请改写为“{want}”或能换算的单位，若只是说明请移出表头",
        f'"{have}" is no unit that is known; write "{want}" or a unit that converts to it, or take the remark away',
    )


def _misfit(have: str, want: str) -> Label:
    return Label(
        f"单位“{have}”不能换算成方案要求的“{want}”；请把该列换成“{want}”并改写表头",
        f'unit "{have}" does not convert to "{want}", which the scheme needs; give the column in "{want}" and say so',
    )


def common_unit(rows: Sequence[Sequence[Cell]]) -> str:
    """The unit that the lines above the headings give for the whole table; "" where they give none or more than one."""
    said = {unit_of(found[1]) for row in rows for cell in row if (found := _UNIT_LINE.search(plain(cell)))}
    return said.pop() or "" if len(said) == 1 else ""
