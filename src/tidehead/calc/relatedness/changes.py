"""What entered and what left between two periods."""

from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Floats, Numbers
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import PRESENCE, RelatednessRefused, table_of


class Changes(NamedTuple):
    """entry and exit [place, industry]: 1 where it happened, 0 where it could have, nan where it could not or unknown.

    Only what was absent can enter, only what was present can leave.
    """

    entry: Floats
    exit: Floats


class Change(NamedTuple):
    """One industry that entered or left one place, by their positions."""

    place: int
    industry: int


def entries_and_exits(before: Numbers, after: Numbers) -> Changes:
    """Which industries each place gained and lost between two periods.

    before, after [place, industry]: 0, 1 or nan unknown, the same places and industries in the same order.

    Source: Neffke, Henning & Boschma 2011, Economic Geography 87(3); EconGeo's entry and exit.

    >>> found = entries_and_exits([[0.0, 1.0, 1.0]], [[1.0, 1.0, 0.0]])
    >>> found.entry.tolist(), found.exit.tolist()
    ([[1.0, nan, nan]], [[nan, 0.0, 1.0]])
    """
    first, last = table_of(before, PRESENCE), table_of(after, PRESENCE)
    if first.shape != last.shape:
        raise RelatednessRefused(
            Label(
                f"前后两期须为同样的地方和产业：{first.shape}与{last.shape}",
                f"both periods must have the same places and industries: {first.shape} and {last.shape}",
            )
        )
    for each in (first, last):
        if not (np.isnan(each) | (each == 0) | (each == 1)).all():
            raise RelatednessRefused(Label("有无矩阵只能有0和1", "the presence matrix holds zeros and ones only"))
    return Changes(np.where(first == 0, last, np.nan), np.where(first == 1, 1.0 - last, np.nan))


def happened(changes: Numbers) -> tuple[Change, ...]:
    """The cells where a change happened, place by place: a list of entries, or of exits.

    >>> happened([[1.0, float("nan")], [0.0, 1.0]])
    (Change(place=0, industry=0), Change(place=1, industry=1))
    """
    return tuple(Change(int(place), int(industry)) for place, industry in np.argwhere(table_of(changes, PRESENCE) == 1))
