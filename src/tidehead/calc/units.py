"""Units as Chinese sources print them, and conversion between those that mean the same.

A unit is a base unit with a Chinese magnitude in front ("万元", "百亿元"), or one such over another ("万元/亩").
Only magnitudes, exact physical equals (1 亩 = 2000/3 平方米) and plain ratios (1 = 100% = 1000‰) convert:
家 never turns into 个, nor 元 into 美元.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_MAGNITUDES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_EQUALS: dict[str, tuple[float, str]] = {
    "1": (1.0, ""),
    "": (1.0, ""),
    "倍": (1.0, ""),
    "%": (1e-2, ""),
    "％": (1e-2, ""),
    "‰": (1e-3, ""),
    "百分点": (1e-2, "百分点"),
    "个百分点": (1e-2, "百分点"),
    "名": (1.0, "人"),
    "平方公里": (1e6, "平方米"),
    "平方千米": (1e6, "平方米"),
    "公顷": (1e4, "平方米"),
    "亩": (2000 / 3, "平方米"),
    "公亩": (1e2, "平方米"),
    "英亩": (4046.8564224, "平方米"),  # the international acre: 4840 square yards of 0.9144 m
    "公里": (1e3, "米"),
    "千米": (1e3, "米"),
    "公斤": (1.0, "千克"),
    "千克": (1.0, "千克"),
    "克": (1e-3, "千克"),
    "吨": (1e3, "千克"),
    "吨标煤": (1.0, "吨标准煤"),
    "千克标准煤": (1e-3, "吨标准煤"),
    "千克标煤": (1e-3, "吨标准煤"),
    "千瓦时": (1.0, "千瓦时"),
    "度": (1.0, "千瓦时"),
    "千瓦": (1.0, "千瓦"),
}
_LONGEST = 40


class UnitError(ValueError):
    """Two units do not measure the same thing, or a text is no unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: how many of its base units one of it holds; base units over and under the line, sorted."""

    scale: float
    over: tuple[str, ...]
    under: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain ratio or count without a unit: 1, %, ‰, 倍, 万."""
        return not self.over and not self.under


@lru_cache(maxsize=4096)
def measure(unit: str) -> Measure:
    """What `unit` measures.

    Raises UnitError for text that cannot be a unit: spaces, an empty side of a "/", or over 40 characters.

    >>> measure("万元/亩").scale  # yuan per square metre
    15.0
    """
    over, slash, under = unit.partition("/")
    if not over or len(unit) > _LONGEST or (slash and not under) or any(c.isspace() for c in unit):
        raise UnitError(unit)
    scale, above = _product(over.split("·"), unit)
    divisor, below = _product(under.split("/"), unit) if under else (1.0, [])
    return _cancelled(scale / divisor, above, below)


def converts(source: str, target: str, *, growth: bool = False) -> bool:
    """Whether a value in unit `source` can be given in unit `target`; see `convert`."""
    try:
        convert(1.0, source, target, growth=growth)
    except UnitError:
        return False
    return True


def convert(value: float, source: str, target: str, *, growth: bool = False) -> float:
    """`value`, given in unit `source`, in unit `target`.

    `growth`: the value is a change, so percentage points (百分点) and % are the same amount; elsewhere they are not.
    Raises UnitError where the two units do not measure the same thing.

    >>> convert(1.25, "亿元", "万元")
    12500.0
    """
    have, want = measure(source), measure(target)
    if growth:
        have, want = _as_share(have), _as_share(want)
    if (have.over, have.under) != (want.over, want.under):
        raise UnitError(f"{source} → {target}")
    # Scales of money and counts are whole numbers, so dividing the larger by the smaller keeps 0.1 万 at 1000 exactly.
    return value * (have.scale / want.scale) if have.scale >= want.scale else value / (want.scale / have.scale)


def multiplied(first: str, second: str) -> tuple[float, str]:
    """What a product of values in the two units has to be multiplied by, and the unit it is then in.

    >>> multiplied("%", "亿元")
    (1000000.0, '元')
    """
    a, b = measure(first), measure(second)
    return _written(_cancelled(a.scale * b.scale, [*a.over, *b.over], [*a.under, *b.under]))


def divided(first: str, second: str) -> tuple[float, str]:
    """As `multiplied`, for a value in the first unit over one in the second.

    >>> divided("万元", "亿元")
    (0.0001, '1')
    """
    a, b = measure(first), measure(second)
    return _written(_cancelled(a.scale / b.scale, [*a.over, *b.under], [*a.under, *b.over]))


def _written(one: Measure) -> tuple[float, str]:
    over = "·".join(one.over) or "1"
    return one.scale, "/".join([over, *one.under])


def _product(parts: list[str], unit: str) -> tuple[float, list[str]]:
    scale, bases = 1.0, []
    for part in parts:
        if not part:
            raise UnitError(unit)
        factor, base = _simple(part)
        scale *= factor
        bases += base
    return scale, bases


def _simple(part: str) -> tuple[float, list[str]]:
    """Scale and base units of a unit without "/": magnitudes in front are taken off, 百分点 and 千克 are whole."""
    scale = 1.0
    while part not in _EQUALS and part[0] in _MAGNITUDES:
        scale *= _MAGNITUDES[part[0]]
        part = part[1:]
    factor, base = _EQUALS.get(part, (1.0, part))
    return scale * factor, [base] if base else []


def _cancelled(scale: float, over: list[str], under: list[str]) -> Measure:
    above, below = Counter(over), Counter(under)
    common = above & below
    return Measure(scale, tuple(sorted((above - common).elements())), tuple(sorted((below - common).elements())))


def _as_share(one: Measure) -> Measure:
    return Measure(one.scale, (), ()) if one.over == ("百分点",) and not one.under else one
