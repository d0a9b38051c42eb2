"""Outliers tamed so that one extreme unit does not press all others together; every change is reported."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.description import KURTOSIS, SKEW, kurtosis, skewness

MOST_WINSORISED = 5


class Treatment(NamedTuple):
    """What happened to one indicator.

    outcome: "as_it_was" (within limits), "winsorised", "logged" (Winsorising was not enough and was taken back), or
    "unchecked" (fewer than four known values, or all equal). high, low: units drawn in at each end. skew and kurtosis
    before and after; passes: whether they are within limits now.
    """

    outcome: str
    high: int
    low: int
    skew_before: float
    kurtosis_before: float
    skew_after: float
    kurtosis_after: float
    passes: bool


class Treated(NamedTuple):
    """values[unit, indicator], the logged ones on a scale of their own; changed[unit, indicator]; one Treatment for
    each indicator."""

    values: Floats
    changed: NDArray[np.bool_]
    treatments: tuple[Treatment, ...]


class Winsorised(NamedTuple):
    """values[unit]; how many were drawn in at the high and at the low end."""

    values: Floats
    high: int
    low: int


def treat(
    values: Numbers,
    *,
    skew: float = SKEW,
    kurtosis_limit: float = KURTOSIS,
    most_winsorised: int = MOST_WINSORISED,
) -> Treated:
    """Winsorises an indicator with |skew| and kurtosis both beyond their limits; takes logarithms where that fails.

    values[unit, indicator]; unknown values stay unknown and count for nothing. Order is kept; units drawn in become
    equal. A logged indicator may still be beyond the limits: `passes` says so.
    Source: OECD/JRC Handbook 2008, step 4 (outliers); COINr Treat with winsorise and log_CT.

    >>> done = treat([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0], [100.0]])
    >>> done.values[-1].tolist(), done.treatments[0].outcome, done.treatments[0].high
    ([7.0], 'winsorised', 1)
    """
    given = floats(values)
    if given.ndim != 2:
        raise ValueError(f"values are [unit, indicator], not {given.shape}")
    each = [_treated(column, skew, kurtosis_limit, most_winsorised) for column in given.T]
    result = np.stack([column for column, _ in each], axis=-1) if each else given.copy()
    changed = np.isfinite(given) & (given != result)
    return Treated(result, changed, tuple(treatment for _, treatment in each))


def winsorise(
    values: Numbers, *, skew: float = SKEW, kurtosis_limit: float = KURTOSIS, most: int = MOST_WINSORISED
) -> Winsorised:
    """Draws the most extreme value in to the next one, again and again, until skew or kurtosis is within its limit.

    values[unit]. At the high end where the skew is positive, else at the low end; ties are drawn in together, so that
    a last step may go beyond `most` by their number. Source: COINr winsorise.

    >>> winsorise([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0])
    Winsorised(values=array([1., 2., 3., 4., 5., 6., 7., 7.]), high=1, low=0)
    """
    result = floats(values).copy()
    high = low = 0
    while _beyond(result, skew, kurtosis_limit) and high + low < most:
        if skewness(result) >= 0:
            top = result == np.nanmax(result)
            result[top], high = np.nanmax(result[~top]), int(top.sum())
        else:
            bottom = result == np.nanmin(result)
            result[bottom], low = np.nanmin(result[~bottom]), int(bottom.sum())
    return Winsorised(result, high, low)


def logged(values: Numbers) -> Floats:
    """ln(x − least + 1 % of the range): the least value lies at ln(0.01·range), so that negative values are allowed.

    values[unit]; nan where all known values are equal. Order is kept. Source: COINr log_CT.

    >>> logged([0.0, 99.0, 100.0]).round(4).tolist()
    [0.0, 4.6052, 4.6151]
    """
    given = floats(values)
    if not np.isfinite(given).any():
        return given.copy()
    least, width = np.nanmin(given), np.nanmax(given) - np.nanmin(given)
    return np.log(given - least + 0.01 * width) if width > 0 else np.full(given.shape, np.nan)


def _treated(column: Floats, skew: float, limit: float, most: int) -> tuple[Floats, Treatment]:
    bent, pointed = float(skewness(column)), float(kurtosis(column))
    if not np.isfinite([bent, pointed]).all():
        return column, Treatment("unchecked", 0, 0, bent, pointed, bent, pointed, False)
    if not _beyond(column, skew, limit):
        return column, Treatment("as_it_was", 0, 0, bent, pointed, bent, pointed, True)
    tried = winsorise(column, skew=skew, kurtosis_limit=limit, most=most)
    if not _beyond(tried.values, skew, limit):
        after = float(skewness(tried.values)), float(kurtosis(tried.values))
        return tried.values, Treatment("winsorised", tried.high, tried.low, bent, pointed, *after, True)
    result = logged(column)
    after = float(skewness(result)), float(kurtosis(result))
    return result, Treatment("logged", 0, 0, bent, pointed, *after, not _beyond(result, skew, limit))


def _beyond(column: Floats, skew: float, limit: float) -> bool:
    return bool(np.abs(skewness(column)) > skew and kurtosis(column) > limit)
