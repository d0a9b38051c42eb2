"""Where a short yearly series is heading, with an interval, and how likely that reaches a target."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, Words, floats
from tidehead.calc.trajectory.goals import Band, Nature, among

FEWEST_POINTS = 4
"""Below this no interval is honest: three points leave one degree of freedom, and an 80 % interval
three standard errors wide."""


class Method(StrEnum):
    """How a series is carried forward."""

    DRIFT = "drift"
    """last value plus the mean yearly change; doubt grows with the distance"""
    TREND = "trend"
    """straight line by least squares; doubt grows little"""


class Reason(StrEnum):
    """What to know about a forecast, or why there is none (the last three) or no interval (exact_fit)."""

    OK = "ok"
    FAR_AHEAD = "far_ahead"
    """further ahead than the history is long; given all the same"""
    EXACT_FIT = "exact_fit"
    """the past lies on its line without any deviation, as filled-in figures do: the point is given,
    but nothing is known of the doubt, so that interval and probability are nan"""
    TOO_FEW_POINTS = "too_few_points"
    NOT_AHEAD = "not_ahead"
    """the asked time is not after the last value"""
    UNKNOWN_INPUT = "unknown_input"


@dataclass(frozen=True)
class Forecast:
    """A forecast for each series, with the Student distribution it came from.

    point, low, high: in the series' unit (on a log scale, point is the median).
    center, spread, freedom: location, scale and degrees of freedom on the working scale;
    logarithmic says where that scale is the natural logarithm. points: known values used.
    """

    point: Floats
    low: Floats
    high: Floats
    level: float
    method: Method
    points: NDArray[np.int64]
    reason: Words
    center: Floats
    spread: Floats
    freedom: Floats
    logarithmic: NDArray[np.bool_]


class _Fit(NamedTuple):
    center: Floats
    spread: Floats
    freedom: Floats


def forecast(
    times: Numbers,
    values: Numbers,
    *,
    at: Numbers,
    level: float = 0.8,
    method: Method = Method.DRIFT,
    nature: ArrayLike = Nature.STOCK,
) -> Forecast:
    """The value at a later time, with the interval that holds it with probability level.

    times[year] or [series, year], values[..., year]: any order, nan where unknown; at: a time of each series.
    A flow whose known values are all above zero is carried forward on a log scale, as a percentage.
    Needs four known values, else nan; reason says why. Years may be missing.
    Raises ValueError for a level outside 0 to 1, lengths that differ, or one time given twice.

    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 and 5.5
    (drift method); the trend by textbook least squares. Intervals by Student's t, exact under the model.

    >>> ahead = forecast([1, 2, 3, 4], [1.0, 3.0, 4.0, 7.0], at=6)
    >>> ahead.point.item(), [round(ahead.low.item(), 2), round(ahead.high.item(), 2)]
    (11.0, [7.56, 14.44])
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    moments, series = _aligned(times, values)
    seen = np.isfinite(series) & np.isfinite(moments)
    logarithmic = _logarithmic(series, seen, nature)
    with np.errstate(invalid="ignore", divide="ignore"):
        working = np.where(logarithmic[..., None], np.log(series), series)
    due = np.broadcast_to(floats(at), series.shape[:-1])
    points = seen.sum(axis=-1)
    reason = _reason(moments, seen, due, points)
    usable = np.isin(reason, [Reason.OK, Reason.FAR_AHEAD])
    fit = (_drift if method == Method.DRIFT else _trend)(moments, np.where(seen, working, np.nan), due)
    center, spread, freedom = (np.where(usable, part, np.nan) for part in fit)
    exact = spread == 0
    reason, spread = np.where(exact, Reason.EXACT_FIT.value, reason), np.where(exact, np.nan, spread)
    # The quantile is slow to find, and series share their few degrees of freedom.
    quantiles = special.stdtrit(np.maximum(np.arange(series.shape[-1] + 1) - 2.0, 1.0), (1 + level) / 2)
    reach = spread * quantiles[points]
    point, low, high = (_back(each, logarithmic) for each in (center, center - reach, center + reach))
    return Forecast(point, low, high, level, method, points, reason, center, spread, freedom, logarithmic)


def probability_of_reaching(ahead: Forecast, band: Band) -> Floats:
    """How likely the forecast value meets the target, from the same distribution as the interval.

    band: from goals.accepted, which knows comparator and direction.
    Returns 0 to 1; nan where the forecast or the target is unknown.

    >>> from tidehead.calc.trajectory.goals import accepted
    >>> ahead = forecast([1, 2, 3, 4], [1.0, 3.0, 4.0, 7.0], at=6)
    >>> probability_of_reaching(ahead, accepted(11.0, "ge")).item()
    0.5
    """
    low, high = (_forward(edge, ahead.logarithmic) for edge in band)
    with np.errstate(invalid="ignore", divide="ignore"):
        short, over = (ahead.center - low) / ahead.spread, (high - ahead.center) / ahead.spread
    # One open side needs one tail only, which also keeps small probabilities from vanishing in 1 - F.
    one_tail = special.stdtr(ahead.freedom, np.minimum(short, over))
    both = np.isfinite(short) & np.isfinite(over)
    chance = np.where(both, 0.0, one_tail)
    if np.any(both):
        freedom = np.broadcast_to(ahead.freedom, both.shape)
        inside = special.stdtr(freedom[both], over[both]) - special.stdtr(freedom[both], -short[both])
        chance[both] = np.clip(inside, 0.0, 1.0)
    unknown = np.isnan(ahead.spread) | np.isnan(band.low) | np.isnan(band.high)
    return np.where(unknown, np.nan, chance)


def _aligned(times: Numbers, values: Numbers) -> tuple[Floats, Floats]:
    """Times and values of one shape, each series in order of time."""
    moments, series = floats(times), floats(values)
    if series.ndim == 0 or moments.ndim == 0 or moments.shape[-1] != series.shape[-1]:
        raise ValueError("times and values must have the same number of years")
    moments, series = np.broadcast_arrays(moments, series)
    if moments.shape[-1] == 0:
        moments = series = np.full((*moments.shape[:-1], 1), np.nan)
    order = np.argsort(moments, axis=-1, kind="stable")
    moments, series = np.take_along_axis(moments, order, -1), np.take_along_axis(series, order, -1)
    if np.any((np.diff(moments, axis=-1) == 0) & np.isfinite(series[..., 1:]) & np.isfinite(series[..., :-1])):
        raise ValueError("one time is given twice")
    return moments, series


def _logarithmic(series: Floats, seen: NDArray[np.bool_], nature: ArrayLike) -> NDArray[np.bool_]:
    positive = np.all(~seen | (series > 0), axis=-1)
    return np.asarray(positive & (among(nature, Nature) == Nature.FLOW.value))


def _reason(moments: Floats, seen: NDArray[np.bool_], due: Floats, points: NDArray[np.int64]) -> Words:
    first = np.min(np.where(seen, moments, np.inf), axis=-1, initial=np.inf)
    last = np.max(np.where(seen, moments, -np.inf), axis=-1, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        far = due - last > last - first
    return np.select(
        [np.isnan(due) | np.isinf(due), points < FEWEST_POINTS, due <= last, far],
        [
            Reason.UNKNOWN_INPUT.value,
            Reason.TOO_FEW_POINTS.value,
            Reason.NOT_AHEAD.value,
            Reason.FAR_AHEAD.value,
        ],
        Reason.OK.value,
    )


def _drift(moments: Floats, working: Floats, due: Floats) -> _Fit:
    """Random walk with drift on uneven times.

    A change over k years has mean k·m and variance k·s²; m is (last - first) / span, s² comes from the
    m-deviations with one degree of freedom spent, and the error h years ahead has variance s²·(h + h²/span).
    """
    seen = np.isfinite(working)
    filled_time, filled = _carried(moments, seen), _carried(working, seen)
    steps, gaps = np.diff(filled, axis=-1), np.diff(filled_time, axis=-1)
    first_time, first = filled_time[..., -1] - np.nansum(gaps, axis=-1), filled[..., -1] - np.nansum(steps, axis=-1)
    span, freedom = filled_time[..., -1] - first_time, seen.sum(axis=-1) - 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (filled[..., -1] - first) / span
        misfit = np.where(gaps > 0, (steps - slope[..., None] * gaps) ** 2 / gaps, 0.0).sum(axis=-1)
        variance = _whole(misfit, filled) / freedom
        ahead = due - filled_time[..., -1]
        spread = np.sqrt(variance * (ahead + ahead**2 / span))
    return _Fit(filled[..., -1] + slope * ahead, spread, freedom)


def _trend(moments: Floats, working: Floats, due: Floats) -> _Fit:
    """Least-squares line, with the usual prediction error of a new value."""
    seen = np.isfinite(working)
    points = seen.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle_time = np.where(seen, moments, 0.0).sum(axis=-1) / points
        middle = np.where(seen, working, 0.0).sum(axis=-1) / points
        offset = np.where(seen, moments - middle_time[..., None], 0.0)
        rise = np.where(seen, working - middle[..., None], 0.0)
        square = (offset**2).sum(axis=-1)
        slope = (offset * rise).sum(axis=-1) / square
        misfit = ((rise - slope[..., None] * offset) ** 2).sum(axis=-1)
        variance = _whole(misfit, np.where(seen, working, 0.0)) / (points - 2.0)
        ahead = due - middle_time
        spread = np.sqrt(variance * (1.0 + 1.0 / points + ahead**2 / square))
    return _Fit(middle + slope * ahead, spread, points - 2.0)


def _carried(numbers: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Each unseen place filled with the last seen number before it; nan before the first."""
    places = np.where(seen, np.arange(numbers.shape[-1]), -1)
    last = np.maximum.accumulate(places, axis=-1)
    taken = np.take_along_axis(numbers, np.maximum(last, 0), axis=-1)
    return np.where(last >= 0, taken, np.nan)


def _whole(misfit: Floats, scale: Floats) -> Floats:
    """The misfit, with what is only rounding of the floats set to zero."""
    size = np.max(np.abs(np.nan_to_num(scale)), axis=-1, initial=0.0)
    return np.where(misfit <= scale.shape[-1] * (8 * np.finfo(np.float64).eps * size) ** 2, 0.0, misfit)


def _back(numbers: Floats, logarithmic: NDArray[np.bool_]) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(logarithmic, np.exp(np.where(logarithmic, numbers, 0.0)), numbers)


def _forward(numbers: Floats, logarithmic: NDArray[np.bool_]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(numbers > 0, np.log(np.where(numbers > 0, numbers, 1.0)), -np.inf)
    return np.where(logarithmic & ~np.isnan(numbers), logs, numbers)
