"""Growth achieved against growth required."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, Words, floats, known, ratio
from tidehead.calc.trajectory.goals import Goal, Nature, among


class GrowthMethod(StrEnum):
    """How growth is measured."""

    COMPOUND = "compound"
    """a percentage a year (CAGR), a plain ratio: 0.05 is 5 %"""
    STEP = "step"
    """an amount a year, in the indicator's unit"""


class Growth(NamedTuple):
    """Growth a year and how it was measured: compound (a ratio) or step (the indicator's unit)."""

    rate: Floats
    method: Words


def yearly_growth(first: Numbers, last: Numbers, *, years: Numbers) -> Floats:
    """Compound growth a year that leads from first to last.

    first, last: same unit, both above zero; years: above zero.
    Returns a plain ratio (0.05 is 5 % a year); nan where it is not defined or an input is unknown.

    >>> yearly_growth([100.0, 0.0], [121.0, 5.0], years=2).round(12).tolist()
    [0.1, nan]
    """
    start, end, span = np.broadcast_arrays(floats(first), floats(last), floats(years))
    usable = known(start, end, span) & (start > 0) & (end > 0) & (span > 0)
    exponent = ratio(np.log(np.where(usable, end, 1.0)) - np.log(np.where(usable, start, 1.0)), span)
    return np.where(usable, np.expm1(np.where(usable, exponent, 0.0)), np.nan)


def yearly_step(first: Numbers, last: Numbers, *, years: Numbers) -> Floats:
    """The equal amount a year that leads from first to last, in their unit.

    nan where an input is unknown or years is not above zero.

    >>> yearly_step(2.15, 3.35, years=5).round(12).item()
    0.24
    """
    span = floats(years)
    return ratio(floats(last) - floats(first), np.where(span > 0, span, np.nan))


def growth_method(goal: Goal, latest: Numbers = 1.0) -> Words:
    """Which measure of growth suits each goal, the same for what is required and what was achieved.

    A flow or a stock grows by a percentage. A ratio and a running total grow by steps, and so does
    anything of which base, target or latest value is not above zero, because no percentage leads there.

    >>> growth_method(Goal(base=[0.0, 5.0], target=9.0, base_time=2020, target_time=2025)).tolist()
    ['step', 'compound']
    """
    percentages = np.isin(among(goal.nature, Nature), [Nature.FLOW, Nature.STOCK])
    positive: NDArray[np.bool_] = ~((floats(goal.base) <= 0) | (floats(goal.target) <= 0) | (floats(latest) <= 0))
    return np.where(percentages & positive, GrowthMethod.COMPOUND.value, GrowthMethod.STEP.value)


def growth_between(first: Numbers, last: Numbers, *, years: Numbers, method: Words) -> Growth:
    """Growth a year from first to last by the given method of each.

    >>> growth_between(100.0, 121.0, years=2, method=np.asarray("step")).rate.item()
    10.5
    """
    compound = method == GrowthMethod.COMPOUND.value
    rate = np.where(compound, yearly_growth(first, last, years=years), yearly_step(first, last, years=years))
    return Growth(rate, np.broadcast_to(method, rate.shape))


def required_growth(goal: Goal, *, latest: Numbers = 1.0) -> Growth:
    """Growth a year that leads from the base to the target on time.

    latest is looked at only to choose the method (see growth_method), so that it can be
    compared with what was achieved. nan where base, target or the span is unknown.

    >>> round(required_growth(Goal(base=290.6, target=400, base_time=2021, target_time=2026)).rate.item(), 3)
    0.066
    """
    years = floats(goal.target_time) - floats(goal.base_time)
    return growth_between(goal.base, goal.target, years=years, method=growth_method(goal, latest))


def achieved_growth(goal: Goal, latest: Numbers, *, latest_time: Numbers) -> Growth:
    """Growth a year from the base to the latest value.

    latest: in the goal's unit, a whole year's amount for a flow; latest_time: its year.

    >>> half_way = Goal(base=100, target=144, base_time=2020, target_time=2024)
    >>> round(achieved_growth(half_way, 121, latest_time=2022).rate.item(), 12)
    0.1
    """
    years = floats(latest_time) - floats(goal.base_time)
    return growth_between(goal.base, latest, years=years, method=growth_method(goal, latest))


def growth_still_needed(goal: Goal, latest: Numbers, *, latest_time: Numbers) -> Growth:
    """Growth a year from the latest value to the target in the time that is left.

    nan where no time is left.

    >>> half_way = Goal(base=100, target=144, base_time=2020, target_time=2024)
    >>> growth_still_needed(half_way, 100, latest_time=2022).rate.round(12).item()
    0.2
    """
    years = floats(goal.target_time) - floats(latest_time)
    return growth_between(latest, goal.target, years=years, method=growth_method(goal, latest))


def progress_ratio(goal: Goal, latest: Numbers, *, latest_time: Numbers) -> Floats:
    """Growth achieved divided by growth required: 1 is exactly as planned, below 0 is the wrong way.

    nan where either is unknown, where nothing is required, or where the base already met the target
    (the target is then a limit to keep, and a ratio of growth says nothing).

    >>> down = Goal(base=100, target=80, base_time=2020, target_time=2024, nature="ratio", direction="down")
    >>> progress_ratio(down, 95, latest_time=2022).item()
    0.5
    """
    required = required_growth(goal, latest=latest).rate
    achieved = achieved_growth(goal, latest, latest_time=latest_time).rate
    return np.where(goal.met_at_base, np.nan, ratio(achieved, required))
