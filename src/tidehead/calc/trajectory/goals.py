"""What is to be reached: direction, comparator, nature, and a goal made of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tidehead.calc.arrays import Floats, Numbers, floats

TOLERANCE = 0.05
"""How far from its number a target worded "about" or "nearly" may lie: 5 % of it."""


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Comparator(StrEnum):
    """How a target is worded against its number."""

    EQ = "eq"
    """to reach it (达到): at least, or at most where down is better"""
    APPROX = "approx"
    """about (左右): within 5 % either side"""
    GE = "ge"
    """at least, not below (不低于, 以上)"""
    GT = "gt"
    """more than (超过)"""
    NEAR = "near"
    """nearly (近, 接近): no more than 5 % short of it"""
    LE = "le"
    """at most, not above (不超过, 控制在…以内)"""
    LT = "lt"
    """less than (低于)"""
    BETWEEN = "between"
    """from the number to a second, upper one"""


class Nature(StrEnum):
    """What kind of figure it is, which decides what a path to it means."""

    FLOW = "flow"
    """an amount of one year: output, tax, investment"""
    STOCK = "stock"
    """a level on a day: firms, beds, balance"""
    CUMULATIVE = "cumulative"
    """a running total since a start: firms attracted in the plan period"""
    RATIO = "ratio"
    """a share or intensity: R&D to GDP"""


class Band(NamedTuple):
    """The values that meet a target: low <= value <= high; an open end is infinite."""

    low: Floats
    high: Floats


def sign_of(direction: ArrayLike) -> Floats:
    """+1 where up is better, -1 where down is; any other word is refused.

    >>> sign_of(["up", "down"]).tolist()
    [1.0, -1.0]
    """
    return np.where(among(direction, Direction) == Direction.UP.value, 1.0, -1.0)


def among(words: ArrayLike, kind: type[StrEnum]) -> NDArray[np.str_]:
    """The words as an array, each checked to belong to the kind.

    Raises ValueError, naming the words that do not belong.

    >>> among(["up", "sideways"], Direction)
    Traceback (most recent call last):
    ValueError: not a Direction: sideways
    """
    texts = np.asarray(words, dtype=np.str_)
    strange = sorted(set(np.unique(texts).tolist()) - {each.value for each in kind})
    if strange:
        raise ValueError(f"not a {kind.__name__}: {', '.join(strange)}")
    return texts


def wanted_direction(comparator: ArrayLike, direction: ArrayLike = Direction.UP) -> NDArray[np.str_]:
    """Which way counts as progress: the comparator's own way if it has one, else the indicator's.

    "Not above 3 %" pulls down even on an indicator of which more is better.

    >>> wanted_direction(["ge", "le", "approx"], "down").tolist()
    ['up', 'down', 'down']
    """
    words = among(comparator, Comparator)
    upward = np.isin(words, [Comparator.GE, Comparator.GT])
    downward = np.isin(words, [Comparator.LE, Comparator.LT])
    given = among(direction, Direction)
    return np.where(upward, Direction.UP.value, np.where(downward, Direction.DOWN.value, given))


def accepted(
    target: Numbers,
    comparator: ArrayLike = Comparator.GE,
    *,
    direction: ArrayLike = Direction.UP,
    upper: Numbers = np.nan,
) -> Band:
    """The band of values that meet each target.

    target, upper: in the indicator's unit; upper is read for "between" only.
    Returns a band of two arrays; nan where the target (or a needed upper) is unknown.
    A strict comparator excludes the number itself by one step of the float.
    Raises ValueError for an unknown comparator or direction.

    >>> band = accepted(200.0, "approx")
    >>> round(band.low.item(), 6), round(band.high.item(), 6)
    (190.0, 210.0)
    """
    goal, words, ceiling, sign = np.broadcast_arrays(
        floats(target), among(comparator, Comparator), floats(upper), sign_of(wanted_direction(comparator, direction))
    )
    # A hair more than 5 %, or the rounding of 3 * 1.05 would fall outside.
    slack = TOLERANCE * np.abs(goal) * (1 + 1e-12)
    up = sign > 0
    low = np.where(up, goal, -np.inf)
    high = np.where(up, np.inf, goal)
    for comparator_, bottom, top in (
        (Comparator.GT, np.nextafter(goal, np.inf), np.full(goal.shape, np.inf)),
        (Comparator.LT, np.full(goal.shape, -np.inf), np.nextafter(goal, -np.inf)),
        (Comparator.APPROX, goal - slack, goal + slack),
        (Comparator.NEAR, np.where(up, goal - slack, -np.inf), np.where(up, np.inf, goal + slack)),
        (Comparator.BETWEEN, goal, ceiling),
    ):
        here = words == comparator_.value
        low, high = np.where(here, bottom, low), np.where(here, top, high)
    unknown = np.isnan(goal) | ((words == Comparator.BETWEEN.value) & np.isnan(ceiling))
    return Band(np.where(unknown, np.nan, low), np.where(unknown, np.nan, high))


def meets(value: Numbers, band: Band) -> Floats:
    """1.0 where the value lies in the band, 0.0 where it does not, nan where that is unknown.

    >>> meets([190.0, 211.0, float("nan")], accepted(200.0, "approx")).tolist()
    [1.0, 0.0, nan]
    """
    seen = floats(value)
    inside = (seen >= band.low) & (seen <= band.high)
    return np.where(np.isnan(seen) | np.isnan(band.low) | np.isnan(band.high), np.nan, inside.astype(np.float64))


@dataclass(frozen=True)
class Goal:
    """Where a figure started, what it is to become, and by when; arrays or single values.

    base, target, upper: in the indicator's unit. base_time, target_time: in years;
    an annual figure belongs to the number of its year, a level of 31 December too.
    """

    base: Numbers
    target: Numbers
    base_time: Numbers
    target_time: Numbers
    nature: ArrayLike = Nature.STOCK
    direction: ArrayLike = Direction.UP
    comparator: ArrayLike = Comparator.EQ
    upper: Numbers = np.nan

    @property
    def band(self) -> Band:
        """The values that meet the target."""
        return accepted(self.target, self.comparator, direction=self.direction, upper=self.upper)

    @property
    def sign(self) -> Floats:
        """+1 where progress is upward, -1 where it is downward."""
        return sign_of(wanted_direction(self.comparator, self.direction))

    @property
    def met_at_base(self) -> NDArray[np.bool_]:
        """True where the base already meets the target, so that it is a limit to keep."""
        return np.equal(meets(self.base, self.band), 1.0)
