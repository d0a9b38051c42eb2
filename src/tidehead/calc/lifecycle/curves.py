"""How long a stay lasts when some stays are still under way: Kaplan and Meier's curve, its bands and its quantiles."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, floats, ratio


class Scale(StrEnum):
    """On which scale a band is symmetric."""

    LOG_LOG = "log_log"
    """log(−log S): stays within 0 and 1, good from a dozen stays on"""
    LOG = "log"
    """log S: what R's survfit gives when not asked; cut at 1"""
    PLAIN = "plain"
    """S itself: the textbook S ± 1.96·se, cut at 0 and 1"""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The share of stays that still last after each day on which one ended.

    days[k]: ascending, the days of ends only; at_risk[k], ended[k]: stays watched just before that day, and those
    that ended on it (weights, where weights were given). survival[k]: share that lasts longer than days[k].
    variance[k]: Greenwood's, of survival. longest: the longest time watched; beyond it the curve knows nothing.
    """

    days: Floats
    at_risk: Floats
    ended: Floats
    survival: Floats
    variance: Floats
    stays: int
    unknown: int
    longest: float


class Estimate(NamedTuple):
    """A number with its interval; nan where the history does not reach it."""

    value: float
    low: float
    high: float


class Risk(NamedTuple):
    """Sorted stays, counted: the days of ends, the kinds of ends on each, and who was watched until then."""

    days: Floats
    at_risk: Floats
    ends: Floats


def kaplan_meier(days: Numbers, ended: Numbers, *, since: Numbers = 0.0, weights: Numbers = 1.0) -> Curve:
    """The share of stays that last longer than each day.

    days[stay]: how long each was watched; ended[stay]: 1 where it ended then, 0 where it was still under way;
    since[stay]: after how many days watching began (0: from the start). A stay with any of these unknown is left out
    and counted in `unknown`. A stay that is under way on the day another ends counts as watched on that day.
    Raises ValueError where lengths differ, a stay is negative, or watching began after it ended.

    Source: Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, 457–481; variance: Greenwood 1926.

    Five stays of 1, 2, 2+, 3, 4+ days: 4/5, then 4/5·3/4 = 3/5, then 3/5·1/2 = 3/10.

    >>> kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 1, 0]).survival.round(3).tolist()
    [0.8, 0.6, 0.3]
    """
    lasted, end, begun, weight = checked_stays(days, ended, since, weights)
    known = np.isfinite(lasted) & np.isfinite(end) & np.isfinite(begun)
    lasted, end, begun, weight = (each[known] for each in (lasted, end, begun, weight))
    found = counted(lasted, (end > 0).astype(np.intp), begun, weight, kinds=1)
    left = found.ends[0]
    survival = np.cumprod(1.0 - left / found.at_risk)
    staying = found.at_risk - left
    doubt = np.cumsum(ratio(left, found.at_risk * staying))
    # Where all have ended nothing is left to doubt, and the sum has no value.
    variance = np.where(survival > 0, survival**2 * np.nan_to_num(doubt), 0.0)
    longest = float(lasted.max(initial=0.0))
    return Curve(found.days, found.at_risk, left, survival, variance, int(known.sum()), int((~known).sum()), longest)


def bands(curve: Curve, *, level: float = 0.95, scale: Scale = Scale.LOG_LOG) -> tuple[Floats, Floats]:
    """Lower and upper band of the curve at each of its days, for one day at a time.

    Where everything has ended (survival 0) the bands on a log scale are nan: they have no width to tell.
    Raises ValueError for a level outside 0 to 1.

    Source: log-log form: Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, 2nd ed., 1.4.

    One end among 4: S = 3/4, variance 3/64, so that 3/4 ± 1.96·√(3/64) is cut at 1.

    >>> low, high = bands(kaplan_meier([1, 2, 2, 2], [1, 0, 0, 0]), scale=Scale.PLAIN)
    >>> low.round(4).tolist(), high.tolist()
    ([0.3257], [1.0])
    """
    reach = normal_reach(level)
    share, deviation = curve.survival, np.sqrt(curve.variance)
    if scale == Scale.PLAIN:
        return np.clip(share - reach * deviation, 0.0, 1.0), np.clip(share + reach * deviation, 0.0, 1.0)
    if scale == Scale.LOG:
        width = np.exp(reach * ratio(deviation, share))
        return share / width, np.minimum(share * width, 1.0)
    return log_log_band(share, deviation, reach)


def share_lasting(curve: Curve, days: Numbers) -> Floats:
    """The share of stays that last longer than `days`; nan beyond the longest time watched.

    After the last day of the curve the share stays known only as far as stays were watched, or where all have ended.

    >>> share_lasting(kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 1, 0]), [0, 2.5, 4, 5]).round(3).tolist()
    [1.0, 0.6, 0.3, nan]
    """
    asked = floats(days)
    steps = np.concatenate([[1.0], curve.survival])
    share = steps[np.searchsorted(curve.days, asked, side="right")]
    all_ended = steps[-1] == 0
    return np.where(np.isnan(asked) | (asked < 0) | ((asked > curve.longest) & (not all_ended)), np.nan, share)


def quantile_days(curve: Curve, share: float = 0.5, *, level: float = 0.95, scale: Scale = Scale.LOG_LOG) -> Estimate:
    """The first day by which `share` of the stays have ended, with the interval read off the bands.

    Each bound is nan where the history is too short to reach it: it is then open, not zero.
    Raises ValueError for a share outside 0 to 1.

    Source: Brookmeyer and Crowley 1982, Biometrics 38, 29–41.

    Of 1, 2, 2+, 3, 4+ days half have ended on day 3, where 3/10 are left.

    >>> quantile_days(kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 1, 0])).value
    3.0
    """
    if not 0 < share < 1:
        raise ValueError("share must lie between 0 and 1")
    low, high = bands(curve, level=level, scale=scale)
    # Where all have ended the log-log band has no width; the curve itself then closes the interval below.
    low = np.where(np.isnan(low) & (curve.survival == 0), 0.0, low)
    return Estimate(*(_first_below(curve.days, each, 1.0 - share) for each in (curve.survival, low, high)))


def checked_stays(*parts: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
    """Days, ends, since and weights of one length, refused where they cannot be."""
    given = [floats(each) for each in parts]
    if given[0].ndim != 1 or given[0].shape != given[1].shape:
        raise ValueError("days and ends must be two lists of one length")
    lasted, end, begun, weight = (np.broadcast_to(each, given[0].shape) for each in given)
    with np.errstate(invalid="ignore"):
        if np.any(lasted < 0) or np.any((begun > 0) & (begun >= lasted)) or np.any(weight < 0):
            raise ValueError("a stay is negative, or was not watched before it ended")
    return lasted, end, begun, weight


def counted(lasted: Floats, end: NDArray[np.intp], begun: Floats, weight: Floats, *, kinds: int) -> Risk:
    """The stays counted by day. end: 0 under way, else the kind of end from 1 to kinds. On a day are watched those that
    began before it and last at least until it."""
    moments, code = _coded(lasted)
    count = len(moments)
    cells = np.bincount(end * count + code, weight, (kinds + 1) * count).reshape(kinds + 1, count).astype(np.float64)
    leaving = cells.sum(axis=0)
    at_risk = np.sum(weight) - (np.cumsum(leaving) - leaving)
    if np.any(begun > 0):
        entering = np.where(begun > 0, np.searchsorted(moments, begun, side="right"), 0)
        at_risk -= np.sum(weight) - np.cumsum(np.bincount(entering, weight, count + 1))[:count]
    some = cells[1:].sum(axis=0) > 0
    return Risk(moments[some], at_risk[some], cells[1:, some])


def _coded(lasted: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Ascending days that hold all stays, and the place of each stay among them."""
    if len(lasted) and lasted.max() < 10 * len(lasted):
        # Whole days, as most are, need no sorting.
        whole = lasted.astype(np.intp)
        if np.array_equal(whole, lasted):
            return np.arange(whole.max() + 1.0), whole
    moments, code = np.unique(lasted, return_inverse=True)
    return moments, code.astype(np.intp)


def normal_reach(level: float) -> float:
    """How many standard deviations hold `level` of a normal distribution."""
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    return float(special.ndtri((1 + level) / 2))


def log_log_band(share: Floats, deviation: Floats, reach: float) -> tuple[Floats, Floats]:
    """The band that is symmetric on log(−log share); nan where share is 0 or 1."""
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    width = reach * ratio(deviation, safe * np.abs(np.log(safe)))
    with np.errstate(over="ignore"):
        low, high = safe ** np.exp(width), safe ** np.exp(-width)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def _first_below(days: Floats, values: Floats, limit: float) -> float:
    """The first day on which the values are at the limit or below it; rounding must not move it by a day."""
    reached = np.flatnonzero(values <= limit + 1e-12)
    return float(days[reached[0]]) if len(reached) else float("nan")
