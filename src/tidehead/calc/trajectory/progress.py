"""The Open SDG / Statistics Canada progress measure, as published."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tidehead.calc.arrays import Floats, Numbers, Words, floats, ratio
from tidehead.calc.trajectory.goals import Direction, sign_of
from tidehead.calc.trajectory.growth import yearly_growth

WITH_TARGET = (0.95, 0.60, 0.0)
"""Cut-offs of the ratio of observed to required growth: on track, acceleration needed, limited."""
WITHOUT_TARGET = (0.015, 0.005, 0.0)
"""Cut-offs of observed growth a year where no target is set."""
ZERO_STANDS_FOR = 0.001
"""The published rule puts this in place of a base or a target of zero."""
NEAR_LIMIT_POWER = 4.44
"""Exponent of the scaling factor C, from sdg-build; the documentation shows it only as a picture."""


class Status(StrEnum):
    """The published categories, under the codes Open SDG gives them."""

    TARGET_ACHIEVED = "target_achieved"
    SUBSTANTIAL_PROGRESS = "substantial_progress"
    MODERATE_PROGRESS = "moderate_progress"
    LIMITED_PROGRESS = "limited_progress"
    DETERIORATION = "deterioration"
    NOT_AVAILABLE = "not_available"


class Progress(NamedTuple):
    """value: ratio of growth (with a target) or growth a year (without); score: -5 to 5."""

    value: Floats
    score: Floats
    status: Words
    reason: Words


def progress_measure(
    base: Numbers,
    latest: Numbers,
    *,
    base_time: Numbers,
    latest_time: Numbers,
    target: Numbers = np.nan,
    target_time: Numbers = np.nan,
    direction: ArrayLike = Direction.UP,
    limit: Numbers = np.nan,
) -> Progress:
    """How a series moves towards its target, or just the right way where it has none.

    base, latest, target, limit: one unit; times in years; a target of nan means there is none.
    limit: a natural bound such as 100 %, read only without a target and only on the side of progress.
    Reasons: ok; zero_replaced (by 0.001, as published); limit_ignored; and, with status not_available
    and nan, unknown_input, too_short (under a year), signs_differ, nothing_required.

    Source: Statistics Canada, Progress Measurement for Canada's Sustainable Development Goals;
    Open SDG 2.4, docs/progress-methodology.md; code: sdg-build, sdg/ProgressMeasure.py.

    >>> poverty = progress_measure(14.5, 10.2, base_time=2015, latest_time=2023,
    ...                            target=7.25, target_time=2030, direction="down")
    >>> round(poverty.value.item(), 6), poverty.status.item()
    (0.95259, 'substantial_progress')
    """
    start, now, end, bound, span, room, sign = np.broadcast_arrays(
        floats(base),
        floats(latest),
        floats(target),
        floats(limit),
        floats(latest_time) - floats(base_time),
        floats(target_time) - floats(base_time),
        sign_of(direction),
    )
    aimed = ~np.isnan(end)
    first, last = _no_zero(start), _no_zero(end)
    observed = np.where(first < 0, -sign, sign) * _growth(first, now, span)
    required = np.abs(_growth(first, last, room))
    value = np.where(aimed, ratio(observed, required), observed)
    scale = near_limit_factor(start, bound, sign=sign)
    reached = aimed & (sign * (now - end) >= 0)
    reason = _reason(start, now, end, span, room)
    blocked = ~np.isin(reason, ["ok", "zero_replaced"])
    value = np.where(blocked, np.nan, value)
    score = np.where(aimed, _score_with_target(value), _score_without_target(value, scale))
    reason = np.where((reason == "ok") & ~aimed & _limit_off_course(start, bound, sign), "limit_ignored", reason)
    return Progress(
        value,
        np.where(reached, 5.0, score),
        np.where(reached, Status.TARGET_ACHIEVED.value, _status(value, aimed, scale)),
        np.where(reached & blocked, "ok", reason),
    )


def near_limit_factor(base: Numbers, limit: Numbers, *, sign: Numbers) -> Floats:
    """The factor C, 0 to 1, by which cut-offs shrink when the base lies close to a natural limit.

    1 without a limit, or with one on the other side of progress; 0 where the base is the limit.

    >>> near_limit_factor(99.0, 100.0, sign=1).round(4).item()
    0.0436
    """
    start, bound = np.abs(floats(base)), np.abs(floats(limit))
    absent = np.isnan(bound) | _limit_off_course(floats(base), floats(limit), floats(sign))
    near = np.where(start <= bound, ratio(start, bound), ratio(2 * bound - start, bound))
    factor = 1.0 - np.power(np.clip(np.nan_to_num(near), 0.0, 1.0), NEAR_LIMIT_POWER)
    return np.where(absent | (start >= 2 * bound), 1.0, factor)


def status_of_score(score: Numbers, *, all_reached: ArrayLike = False) -> Words:
    """The category of a mean score of several series; "achieved" only when all of them are.

    >>> status_of_score([1.0, -3.0, float("nan")]).tolist()
    ['moderate_progress', 'deterioration', 'not_available']
    """
    mean = floats(score)
    graded = _graded(mean, 2.5, 0.0, -2.5)
    return np.where(np.asarray(all_reached), Status.TARGET_ACHIEVED.value, graded)


def _growth(first: Floats, last: Floats, years: Floats) -> Floats:
    """Compound growth of two values of the same sign; two negative ones grow like their sizes."""
    same = first * last > 0
    size = yearly_growth(np.where(same, np.abs(first), np.nan), np.abs(last), years=years)
    # A figure that falls to exactly zero has lost all of itself, however many years that took.
    return np.where((last == 0) & (first != 0) & (years > 0), -1.0, size)


def _no_zero(numbers: Floats) -> Floats:
    return np.where(numbers == 0, ZERO_STANDS_FOR, numbers)


def _limit_off_course(base: Floats, limit: Floats, sign: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(sign * (limit - base) < 0)


def _reason(start: Floats, now: Floats, end: Floats, span: Floats, room: Floats) -> Words:
    """The first reason that applies, in the order of this list."""
    aimed = ~np.isnan(end)
    first, last = _no_zero(start), _no_zero(end)
    unknown = ~np.isfinite(start) | ~np.isfinite(now) | ~np.isfinite(span) | (aimed & ~np.isfinite(room))
    return np.select(
        [
            unknown,
            (span < 1) | (aimed & (room <= 0)),
            (first * now < 0) | (aimed & (first * last < 0)),
            aimed & (first == last),
            (start == 0) | (end == 0),
        ],
        ["unknown_input", "too_short", "signs_differ", "nothing_required", "zero_replaced"],
        "ok",
    )


def _score_with_target(value: Floats) -> Floats:
    """-5 at a ratio of -60 %, 0 at 60 %, 5 at 130 %; straight lines between."""
    return np.where(np.isnan(value), np.nan, np.interp(value, [-0.6, 0.6, 1.3], [-5.0, 0.0, 5.0]))


def _score_without_target(value: Floats, scale: Floats) -> Floats:
    """-5 at -2 % a year, -2.5 at 0, then 0, 2.5 and 5 at 0.5, 1.5 and 2 % times C."""
    falling = np.maximum(125.0 * value - 2.5, -5.0)
    lifted = np.where(scale > 0, ratio(value, scale), np.where(value >= 0, np.inf, np.nan))
    rising = np.interp(lifted, [0.0, 0.005, 0.015, 0.02], [-2.5, 0.0, 2.5, 5.0])
    return np.where(np.isnan(value), np.nan, np.where(value < 0, falling, rising))


def _status(value: Floats, aimed: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], scale: Floats) -> Words:
    high, middle, low = (np.where(aimed, a, b * scale) for a, b in zip(WITH_TARGET, WITHOUT_TARGET, strict=True))
    return _graded(value, high, middle, low)


def _graded(value: Floats, high: Numbers, middle: Numbers, low: Numbers) -> Words:
    return np.select(
        [np.isnan(value), value >= floats(high), value >= floats(middle), value >= floats(low)],
        [
            Status.NOT_AVAILABLE.value,
            Status.SUBSTANTIAL_PROGRESS.value,
            Status.MODERATE_PROGRESS.value,
            Status.LIMITED_PROGRESS.value,
        ],
        Status.DETERIORATION.value,
    )
