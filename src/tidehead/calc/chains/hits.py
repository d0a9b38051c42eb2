"""How good lists of targets were: which of the first k were signed later, against signing by chance."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

Z = 1.959963984540054
"""Of the normal distribution, for an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class HitRate:
    """Of the first k of a list: tried, hits among them, their share with its 95 % interval (Wilson).

    base: share of hits among all that were listed and tried; lift: share ÷ base, None where base is 0 or unknown.
    """

    k: int
    tried: int
    hits: int
    share: float | None
    low: float | None
    high: float | None
    base: float | None
    lift: float | None


def wilson_interval(hits: int, tried: int) -> tuple[float, float]:
    """The 95 % score interval of a share. Raises ValueError without trials or with more hits than trials.

    Source: Wilson 1927, J. Am. Stat. Assoc. 22(158).

    >>> [round(x, 4) for x in wilson_interval(8, 10)]
    [0.4902, 0.9433]
    """
    if tried <= 0 or not 0 <= hits <= tried:
        raise ValueError("a share needs trials, and no more hits than trials")
    p, square = hits / tried, Z * Z
    middle = (p + square / (2 * tried)) / (1 + square / tried)
    half = Z * math.sqrt(p * (1 - p) / tried + square / (4 * tried * tried)) / (1 + square / tried)
    return max(0.0, middle - half), min(1.0, middle + half)


def hit_rate(
    listed: Sequence[str], outcomes: Collection[str], k: int, *, tried: Collection[str] | None = None
) -> HitRate:
    """Hits among the first k of a list.

    outcomes: who was signed; tried: who was approached, None where all count as tried. Who was not tried says nothing
    of the list, and is in neither number. Raises ValueError for k below 1 or a firm listed twice.
    """
    if k < 1 or len(set(listed)) != len(listed):
        raise ValueError("k is one or more, and a list names each firm once")
    counted = [one for one in listed if tried is None or one in tried]
    first = [one for one in listed[:k] if tried is None or one in tried]
    hits = sum(one in outcomes for one in first)
    base = sum(one in outcomes for one in counted) / len(counted) if counted else None
    if not first:
        return HitRate(k, 0, 0, None, None, None, base, None)
    share = hits / len(first)
    low, high = wilson_interval(hits, len(first))
    return HitRate(k, len(first), hits, share, low, high, base, share / base if base else None)


def hit_rates(
    lists: Iterable[tuple[str, Sequence[str]]],
    outcomes: Collection[str],
    ks: Sequence[int],
    *,
    tried: Collection[str] | None = None,
) -> dict[str, tuple[HitRate, ...]]:
    """By vintage of the list, for several k."""
    return {vintage: tuple(hit_rate(listed, outcomes, k, tried=tried) for k in ks) for vintage, listed in lists}
