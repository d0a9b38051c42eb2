"""Shares of small numbers, told with their doubt."""

import math
from dataclasses import dataclass

FEW = 10
"""Below so many, a share is shown with a word of caution: one case more or less moves it by a tenth and more."""
_Z = 1.959964  # of the normal distribution, 95 % in the middle


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; low and high bound what share stands behind it, with 95 % confidence. None: nothing to count."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_doubtful(self) -> bool:
        return self.of < FEW


def share(hits: int, of: int) -> Share:
    """A share with Wilson's interval, which is right for small numbers and for 0 and 1.

    Source: Wilson 1927, J. Am. Stat. Assoc. 22: p. 209; form in Brown, Cai, DasGupta 2001, Statist. Sci. 16, p. 107.

    >>> s = share(8, 10)  # (0.8 + z²/20 ± z·sqrt(0.16/10 + z²/400)) / (1 + z²/10), z = 1.96
    >>> round(s.low, 3), round(s.high, 3)
    (0.49, 0.943)
    """
    if of <= 0:
        return Share(hits, of, None, None, None)
    value, square = hits / of, _Z * _Z
    centre = (value + square / (2 * of)) / (1 + square / of)
    half = _Z * math.sqrt(value * (1 - value) / of + square / (4 * of * of)) / (1 + square / of)
    return Share(hits, of, value, max(0.0, centre - half), min(1.0, centre + half))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many values; low and high with 95 % confidence, None below two values."""

    of: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_doubtful(self) -> bool:
        return self.of < FEW


def mean(values: tuple[float, ...], *, least: float, most: float) -> Mean:
    """A mean with Student's interval, kept within the scale.

    >>> m = mean((4, 5, 3), least=1, most=5)  # mean 4, s = 1, t(2) = 4.303: 4 ± 4.303/√3, cut at the scale's ends
    >>> m.value, round(m.low, 2), m.high
    (4.0, 1.52, 5.0)
    """
    count = len(values)
    if count == 0:
        return Mean(0, None, None, None)
    middle = sum(values) / count
    if count == 1:
        return Mean(1, middle, None, None)
    spread = math.sqrt(sum((value - middle) ** 2 for value in values) / (count - 1))
    half = _student(count - 1) * spread / math.sqrt(count)
    return Mean(count, middle, max(float(least), middle - half), min(float(most), middle + half))


_STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


def _student(freedom: int) -> float:
    """The 97.5 % point of Student's distribution: a table up to 10, then its expansion (Abramowitz and Stegun 26.7.5).

    >>> round(_student(20), 3)  # the tables say 2.086
    2.086
    """
    if freedom in _STUDENT:
        return _STUDENT[freedom]
    cube, fifth = _Z**3, _Z**5
    first = (cube + _Z) / (4 * freedom)
    return _Z + first + (5 * fifth + 16 * cube + 3 * _Z) / (96 * freedom**2)
