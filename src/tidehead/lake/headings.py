"""Which column of a table is which datum of a scheme: by name, label, alias or indicator, with a unit in brackets."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Scheme
from tidehead.calc.units import converts
from tidehead.lake.cells import Cell, plain
from tidehead.lake.sheets import column_letters
from tidehead.lake.unit_names import looks_foreign, unit_of

ID, NAME = "(id)", "(name)"
_ID_HEADINGS = """id code uscc 代码 编码 编号 统一社会信用代码 社会信用代码 信用代码 组织机构代码 单位代码 企业代码
    地区代码 行政区划代码 区划代码 平台代码 unitid unitcode firmid entityid creditcode""".split()
_NAME_HEADINGS = """name unit 名称 企业名称 企业 单位 单位名称 公司 公司名称 平台 平台名称 地区 县市区 地区名称 园区
    园区名称 机构 机构名称 企业单位 被评价单位 评价对象 考核对象 县(市、区) 县(市区) 区县 载体 载体名称
    firm firmname company companyname unitname entity place platform country""".split()
_BRACKETS = re.compile(r"^(.*?)\s*[\(\[【]([^()\[\]【】]*)[\)\]】]\s*$", re.DOTALL)
_SLASH = re.compile(r"^(.*?)\s*[,、:：;]\s*(\S+)\s*$", re.DOTALL)
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[:：]\s*(\S+)")
_CLOSE = 60
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
        found = process.extractOne(folded(words), self._names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        return self._names[found[0]] if found else ""


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


def _known(cell: Cell, dictionary: Dictionary) -> bool:
    return isinstance(cell, str) and bool(_split(plain(cell), dictionary)[0])


def who_is(words: str) -> str:
    """ID or NAME where a heading says who the rows are, else ""."""
    key = folded(words)
    bare = folded(bracketed.group(1)) if (bracketed := _BRACKETS.match(words)) else key
    if key in _ID_KEYS or bare in _ID_KEYS:
        return ID
    return NAME if key in _NAME_KEYS or bare in _NAME_KEYS else ""


def _split(words: str, dictionary: Dictionary) -> tuple[str, str]:
    """The datum that a heading names, and the words in brackets behind the name."""
    name = dictionary.find(words)
    if name:
        return name, ""
    for pattern in (_BRACKETS, _SLASH):
        found = pattern.match(words)
        if found and (name := _split(found[1], dictionary)[0]):
            return name, found[2]
    return "", ""


def read_headings(
    row: Sequence[Cell], dictionary: Dictionary, *, common_unit: str = "", chosen: Mapping[str, str] | None = None
) -> tuple[Heading, ...]:
    """What every heading of a row is.

    common_unit: what the table says above the headings ("单位：万元"). chosen: heading to datum, where a person has
    said so; "" leaves a column out.
    """
    return tuple(
        _heading(position, plain(cell), dictionary, common_unit, chosen or {}) for position, cell in enumerate(row)
    )


def _heading(position: int, words: str, dictionary: Dictionary, common: str, chosen: Mapping[str, str]) -> Heading:
    name, inside = _split(words, dictionary)
    if words in chosen:
        name = chosen[words]
        found = _BRACKETS.match(words)
        inside = inside or (found[2] if found else "")
    if not name and words not in chosen:
        who = who_is(words)
        return Heading(position, words, who, nearest="" if who or not words else dictionary.nearest(words))
    datum = dictionary.data.get(name)
    if datum is None or datum.kind != "number":
        return Heading(position, words, name)
    return _with_unit(position, words, datum, inside, common)


def _with_unit(position: int, words: str, datum: Datum, inside: str, common: str) -> Heading:
    unit = unit_of(inside) if inside else None
    if inside and unit is None and inside in (datum.unit, datum.label.zh):
        unit = datum.unit
    if unit is not None and converts(unit, datum.unit):
        return Heading(position, words, datum.name, unit, unit_said=True)
    if unit is not None or (inside and looks_foreign(inside)):
        return Heading(position, words, datum.name, refused=_misfit(inside, datum.unit))
    if common and not inside and datum.unit != "1" and converts(common, datum.unit):
        remark = Label(f"按表头上方的“单位：{common}”读", f'read in "{common}", as said above the headings')
        return Heading(position, words, datum.name, common, unit_said=True, remark=remark)
    remark = Label(f"没有写单位，按“{datum.unit}”读", f'no unit is given: read in "{datum.unit}"')
    return Heading(position, words, datum.name, datum.unit, remark=None if datum.unit == "1" else remark)


def _misfit(have: str, want: str) -> Label:
    return Label(
        f"单位“{have}”不能换算成方案要求的“{want}”；请把该列换成“{want}”并改写表头",
        f'unit "{have}" does not convert to "{want}", which the scheme needs; give the column in "{want}" and say so',
    )


def common_unit(rows: Sequence[Sequence[Cell]]) -> str:
    """The unit that the lines above the headings give for the whole table; "" where they give none or more than one."""
    said = {unit_of(found[1]) for row in rows for cell in row if (found := _UNIT_LINE.search(plain(cell)))}
    return said.pop() or "" if len(said) == 1 else ""
