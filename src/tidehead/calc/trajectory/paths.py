"""Where a figure should stand today: the path from base to target, and the plan to date."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.trajectory.goals import Goal, Nature, among


class Shape(StrEnum):
    """How the path runs between base and target."""

    LINEAR = "linear"
    """the same step every year"""
    COMPOUND = "compound"
    """the same percentage every year; needs base and target both above zero"""


def share_elapsed(time: Numbers, *, base_time: Numbers, target_time: Numbers) -> Floats:
    """How much of the way from base time to target time has passed: 0 before it, 1 after it.

    time, base_time, target_time: years. nan where a time is unknown or the span is not positive.

    >>> share_elapsed([2020, 2023, 2030], base_time=2021, target_time=2026).tolist()
    [0.0, 0.4, 1.0]
    """
    span = floats(target_time) - floats(base_time)
    passed = ratio(floats(time) - floats(base_time), np.where(span > 0, span, np.nan))
    return np.clip(passed, 0.0, 1.0)


def path_value(
    base: Numbers,
    target: Numbers,
    *,
    base_time: Numbers,
    target_time: Numbers,
    time: Numbers,
    shape: ArrayLike = Shape.LINEAR,
) -> Floats:
    """The value the path from base to target has at a time.

    base, target: in the indicator's unit; times in years. Held flat before the base and after the target.
    Returns the unit of base; nan where an input is unknown, the span is not positive,
    or the shape is compound and base or target is not above zero. Raises ValueError for an unknown shape.

    >>> path_value(100, 200, base_time=2021, target_time=2026, time=2023).item()
    140.0
    >>> round(path_value(100, 200, base_time=2021, target_time=2026, time=2023, shape="compound").item(), 3)
    131.951
    """
    start, end = floats(base), floats(target)
    share = share_elapsed(time, base_time=base_time, target_time=target_time)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        compound = np.where((start > 0) & (end > 0), start * np.power(end / start, share), np.nan)
    straight = start * (1.0 - share) + end * share
    return np.where(among(shape, Shape) == Shape.COMPOUND.value, compound, straight)


def flow_to_date(annual: Numbers, *, share_of_year: Numbers) -> Floats:
    """What part of a year's amount should be done by now (序时进度).

    annual: the whole year's amount. share_of_year: 0 to 1, days passed by days of the year, or the
    share that was usual by this date in earlier years where the work is seasonal.
    Raises ValueError for a share outside 0 to 1.

    >>> flow_to_date(300.0, share_of_year=0.5).item()
    150.0
    """
    return floats(annual) * checked_share(share_of_year)


def checked_share(share_of_year: Numbers) -> Floats:
    """The share as an array; one outside 0 to 1 raises ValueError.

    >>> checked_share(0.25).item()
    0.25
    """
    share = floats(share_of_year)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("share_of_year must lie between 0 and 1")
    return share


def plan_to_date(goal: Goal, time: Numbers, *, share_of_year: Numbers = 1.0, shape: ArrayLike = Shape.LINEAR) -> Floats:
    """What the plan asks for by now, by what kind of figure it is.

    time: the year that is running or has ended; share_of_year: how much of that year has passed (0 to 1).
    A flow: that year's amount on the path, times the share. A stock or a ratio: the level of the path
    on that day. A cumulative total: base plus equal yearly increments, whatever the shape asked for,
    since a running total does not grow by a percentage of itself.
    Returns the goal's unit; nan where something needed is unknown.

    >>> flow = Goal(base=100, target=200, base_time=2021, target_time=2026, nature="flow")
    >>> plan_to_date(flow, 2023, share_of_year=0.5).item()
    70.0
    >>> stock = Goal(base=100, target=200, base_time=2021, target_time=2026, nature="stock")
    >>> plan_to_date(stock, 2023, share_of_year=0.5).item()
    130.0
    """
    nature = among(goal.nature, Nature)
    share = checked_share(share_of_year)
    flow = nature == Nature.FLOW.value
    moment = np.where(flow, floats(time), floats(time) - 1.0 + share)
    drawn = np.where(nature == Nature.CUMULATIVE.value, Shape.LINEAR.value, among(shape, Shape))
    level = path_value(
        goal.base, goal.target, base_time=goal.base_time, target_time=goal.target_time, time=moment, shape=drawn
    )
    return np.where(flow, level * share, level)
