"""What a cell of a table says: numbers as people write them, yes and no, days, and the spellings of "not known"."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias

from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.units import UnitError, convert
from tidehead.lake.unit_names import unit_of

Cell: TypeAlias = str | float | bool | date | None
Value: TypeAlias = float | str | date | None

NOT_KNOWN = frozenset(
    """- -- --- – — —— ― … . / \\ ? na n/a n.a. #n/a nan null none nil unknown missing 缺 缺失 空 未知 不详 暂无 暂缺
    无数据 未填 未报 未统计 不适用 待定 保密""".split()
)
_YES = frozenset("1 1.0 yes y true t 是 有 √ ✓ ✔ 对 真".split())
_NO = frozenset("0 0.0 no n false f 否 无 没有 × ✗ x 错 假".split())
_MAGNITUDES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
}
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)(.*)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LONGEST = 60


class Unreadable(ValueError):
    """A cell does not say what its column needs; `label` says why and what to write instead."""

    def __init__(self, label: Label) -> None:
        super().__init__(label.text("en"))
        self.label = label


def plain(cell: Cell) -> str:
    """The cell's text: full-width digits and signs made plain, spaces around it and no-break spaces taken off."""
    if isinstance(cell, str):
        return cell if cell.isalnum() and cell.isascii() else _tidied(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell.isoformat()


def _tidied(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().strip("\u200b\ufeff\u00a0'").strip()


def excerpt(cell: Cell) -> str:
    """The cell as it is shown in a message."""
    text = plain(cell)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def is_unknown(text: str) -> bool:
    """Whether a plain text is one of the spellings of "not known"."""
    return not text or text.lower() in NOT_KNOWN


def number(cell: Cell, *, have: str, want: str) -> float:
    """The cell's number in unit `want`; `have` is the unit of its column. nan: not known. Raises Unreadable.

    A unit or magnitude in the cell itself ("1.2万", "3.05%", "85万元") goes before that of the column.

    >>> number("１，２００", have="元", want="元"), number("1.2万", have="元", want="万元")
    (1200.0, 1.2)
    """
    if isinstance(cell, bool):
        raise Unreadable(
            Label("这里要数，却是“真/假”；请填数或留空", "a number is needed, not true or false; write one")
        )
    if isinstance(cell, float):
        return _converted(cell, have, want)
    if isinstance(cell, date):
        raise Unreadable(
            Label("这里要数，却是日期；请把单元格格式改为数值", "a number is needed, not a date; format it so")
        )
    text = plain(cell)
    return math.nan if is_unknown(text) else _number_in(text, have, want)


def _number_in(text: str, have: str, want: str) -> float:
    negative = text.startswith("(") and text.endswith(")")  # accountants write (120) for -120
    found = _NUMBER.fullmatch((text[1:-1] if negative else text).replace("−", "-").replace("，", ","))
    if found is None:
        raise Unreadable(_NO_NUMBER)
    value = float((found[1] if not negative else "-" + found[1]) + found[2].replace(",", ""))
    rest = found[3].strip()
    if not rest:
        return _converted(value, have, want)
    if rest in _MAGNITUDES:
        return _converted(value * _MAGNITUDES[rest], have, want)
    return _converted(value, _unit_in_cell(rest), want)


def _unit_in_cell(text: str) -> str:
    unit = unit_of(text)
    if unit is None:
        raise Unreadable(_NO_NUMBER)
    return unit


_NO_NUMBER = Label(
    "读不成一个数；请只填数（可带千分位逗号、%、万、亿），未知请留空",
    "this is not one number; write only a number (1,200 or 3% or 1.2万), or leave it empty where it is not known",
)


def _converted(value: float, have: str, want: str) -> float:
    if not math.isfinite(value):
        if math.isnan(value):
            return value
        raise Unreadable(Label("数太大；请核对", "the number is too large; check it"))
    if have == want:
        return value
    try:
        return convert(value, have, want)
    except UnitError:
        raise Unreadable(
            Label(
                f"单位“{have}”不能换算成方案要求的“{want}”；请改用“{want}”",
                f'unit "{have}" does not convert to "{want}", which the scheme needs; give the value in "{want}"',
            )
        ) from None


def truth(cell: Cell) -> float:
    """1 for yes, 0 for no, nan where not known. Raises Unreadable."""
    text = plain(cell).lower()
    if text in _YES:
        return 1.0
    if text in _NO:
        return 0.0
    if is_unknown(text):
        return math.nan
    raise Unreadable(
        Label("请填“是”或“否”，未知请留空", 'write "yes" or "no", or leave it empty where it is not known')
    )


def day(cell: Cell) -> date | None:
    """A day, None where not known. Raises Unreadable."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain(cell)
    if is_unknown(text):
        return None
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Unreadable(Label("请把日期写成 2025-03-31，未知请留空", "write the day as 2025-03-31, or leave it empty"))


def text(cell: Cell) -> str | None:
    """Words as they stand, None where there are none."""
    words = plain(cell)
    return None if is_unknown(words) else words


def reader(kind: Kind, have: str, want: str) -> Callable[[Cell], Value]:
    """What reads the cells of a column of this kind."""
    if kind == "number":
        return lambda cell: number(cell, have=have, want=want)
    if kind == "truth":
        return truth
    return day if kind == "day" else text
