"""What the figures of an indicator look like, and how indicators move together: what treatment and weights rest on."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import scipy  # its parts are loaded when they are used, and scipy.stats is most of a second
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.composite.peers import peers_of

SKEW, KURTOSIS = 2.0, 3.5
"""Beyond both, an indicator is taken to have outliers."""


class Statistics(NamedTuple):
    """One number for each indicator, over the known values; shares are of all units, 0 to 1.

    deviation: n − 1 below the line. distinct: different values. most_same: how often the commonest occurs.
    low_coverage, many_zeros, few_distinct, outlying: what `statistics` was asked to warn of.
    """

    minimum: Floats
    maximum: Floats
    mean: Floats
    median: Floats
    deviation: Floats
    skew: Floats
    kurtosis: Floats
    known: NDArray[np.int64]
    nonzero: NDArray[np.int64]
    distinct: NDArray[np.int64]
    most_same: NDArray[np.int64]
    coverage: Floats
    low_coverage: NDArray[np.bool_]
    many_zeros: NDArray[np.bool_]
    few_distinct: NDArray[np.bool_]
    outlying: NDArray[np.bool_]


class Correlations(NamedTuple):
    """coefficient, p_value[indicator, other]: nan where fewer than three pairs are known or one side is constant;
    pairs[indicator, other]: units of which both are known."""

    coefficient: Floats
    p_value: Floats
    pairs: NDArray[np.int64]


def skewness(values: Numbers) -> Floats:
    """Sample skewness √(n(n − 1)) ÷ (n − 2) · m₃ ÷ m₂^1.5 of the known values of each indicator.

    values[unit, indicator] or [unit]. nan where fewer than three are known or all are equal.
    Source: Joanes & Gill 1998, G₁ (type 2, as Excel's SKEW and COINr skew).

    >>> skewness([1.0, 2.0, 3.0, 4.0, 10.0]).round(6).item()
    1.697056
    """
    of = _moments(floats(values))
    count = np.where(of.known > 2, of.known, np.nan)
    return np.sqrt(count * (count - 1.0)) / (count - 2.0) * ratio(of.third, of.second**1.5)


def kurtosis(values: Numbers) -> Floats:
    """Sample excess kurtosis ((n + 1)·(m₄ ÷ m₂² − 3) + 6)·(n − 1) ÷ ((n − 2)(n − 3)) of each indicator.

    values[unit, indicator] or [unit]. nan where fewer than four are known or all are equal.
    Source: Joanes & Gill 1998, G₂ (type 2, as Excel's KURT and COINr kurt).

    >>> kurtosis([1.0, 2.0, 3.0, 4.0, 10.0]).round(3).item()
    3.152
    """
    of = _moments(floats(values))
    n = np.where(of.known > 3, of.known, np.nan)
    return ((n + 1.0) * (ratio(of.fourth, of.second**2) - 3.0) + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))


def statistics(
    values: Numbers,
    *,
    least_known: float = 0.65,
    least_nonzero: float = 0.5,
    least_distinct: float = 0.5,
    skew: float = SKEW,
    kurtosis_limit: float = KURTOSIS,
) -> Statistics:
    """Describes every indicator and marks what to look at before using it.

    values[unit, indicator]. A mark is set where the share of units with a value, with one that is not zero, or of
    different values is below its limit, and where |skew| and kurtosis are both above theirs.
    Source: OECD/JRC Handbook 2008, step 4; COINr get_stats.

    >>> statistics([[1.0], [1.0], [4.0], [float("nan")]]).most_same.tolist()
    [2]
    """
    given = floats(values)
    if given.ndim != 2 or not len(given):
        raise ValueError(f"values are [unit, indicator] with at least one unit, not {given.shape}")
    everyone, (distinct, most_same) = peers_of(None, len(given)), _repeats(given)
    known = np.isfinite(given).sum(axis=0)
    nonzero = known - (given == 0).sum(axis=0)
    bent, pointed, of = skewness(given), kurtosis(given), _moments(given)
    spread = of.size * np.sqrt(ratio(of.second * known, known - 1.0))
    return Statistics(
        minimum=everyone.minimum(given)[0],
        maximum=everyone.maximum(given)[0],
        mean=everyone.mean(given)[0],
        median=np.array([everyone.median(column)[0] for column in given.T]),
        deviation=np.where(known > 1, np.where(np.isnan(spread), 0.0, spread), np.nan),
        skew=bent,
        kurtosis=pointed,
        known=known,
        nonzero=nonzero,
        distinct=distinct,
        most_same=most_same,
        coverage=known / len(given),
        low_coverage=known / len(given) < least_known,
        many_zeros=nonzero / len(given) < least_nonzero,
        few_distinct=distinct / len(given) < least_distinct,
        outlying=(np.abs(bent) > skew) & (pointed > kurtosis_limit),
    )


def correlations(values: Numbers, others: Numbers | None = None, *, method: str = "pearson") -> Correlations:
    """How each indicator moves with each other one, over the units of which both are known.

    values[unit, indicator]; others[unit, other], or None for the indicators among themselves.
    method: "pearson", "spearman" or "kendall" (tau-b). p_value: two-sided, against no relation.
    Raises ValueError for another method. Source: OECD/JRC Handbook 2008, step 4; COINr get_corr, which hides
    coefficients with p above 0.05.

    >>> correlations([[1.0, 2.0], [2.0, 4.0], [3.0, 7.0], [4.0, 8.0]]).coefficient.round(4).tolist()
    [[1.0, 0.9845], [0.9845, 1.0]]
    """
    if method not in TESTS:
        raise ValueError(f"no correlation {method!r}; there are {', '.join(TESTS)}")
    one = floats(values)
    other = one if others is None else floats(others)
    if one.ndim != 2 or other.ndim != 2 or len(one) != len(other):
        raise ValueError(f"values {one.shape} and others {other.shape} are not [unit, indicator] of the same units")
    found = np.full((3, one.shape[1], other.shape[1]), np.nan)
    for row in range(one.shape[1]):
        for column in range(row if others is None else 0, other.shape[1]):
            found[:, row, column] = _pair(one[:, row], other[:, column], method)
            if others is None:
                found[:, column, row] = found[:, row, column]
    return Correlations(found[0], found[1], found[2].astype(np.int64))


def _pearson(one: Floats, other: Floats) -> tuple[float, float]:
    found = scipy.stats.pearsonr(one, other)
    return float(found.statistic), float(found.pvalue)


def _spearman(one: Floats, other: Floats) -> tuple[float, float]:
    found = scipy.stats.spearmanr(one, other)
    return float(found.statistic), float(found.pvalue)


def _kendall(one: Floats, other: Floats) -> tuple[float, float]:
    found = scipy.stats.kendalltau(one, other)
    return float(found.statistic), float(found.pvalue)


TESTS: Mapping[str, Callable[[Floats, Floats], tuple[float, float]]] = {
    "pearson": _pearson,
    "spearman": _spearman,
    "kendall": _kendall,
}
"""Kinds of correlation by name: the coefficient and its p-value."""


def _pair(one: Floats, other: Floats, method: str) -> tuple[float, float, float]:
    both = np.isfinite(one) & np.isfinite(other)
    one, other, count = one[both], other[both], float(both.sum())
    if count < 3 or (one == one[0]).all() or (other == other[0]).all():
        return np.nan, np.nan, count
    return *TESTS[method](one, other), count


class _Moments(NamedTuple):
    """Of each indicator: known values, their greatest distance from the mean, and central moments in units of it."""

    known: Floats
    size: Floats
    second: Floats
    third: Floats
    fourth: Floats


def _moments(values: Floats) -> _Moments:
    """In units of the greatest distance, so that no power is too large or too small for a number."""
    everyone = peers_of(None, len(values))
    least, most = everyone.extremes(values)
    apart = values - everyone.mean(values)
    size = np.where(most > least, everyone.maximum(np.abs(apart)), np.nan)
    count = everyone.count(values)[0]
    share = apart / size
    second, third, fourth = (ratio(everyone.total(share**power)[0], count) for power in (2, 3, 4))
    return _Moments(count, size[0], np.where(np.isnan(size[0]), np.nan, second), third, fourth)


def _repeats(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Different values, and how often the commonest occurs, of each indicator."""
    counted = [np.unique(column[np.isfinite(column)], return_counts=True)[1] for column in values.T]
    return (
        np.array([len(counts) for counts in counted], dtype=np.int64),
        np.array([counts.max(initial=0) for counts in counted], dtype=np.int64),
    )
