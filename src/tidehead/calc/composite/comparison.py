"""Two rankings side by side, and what a ranking would be without one of its parts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.aggregation import Level, aggregate_levels
from tidehead.calc.composite.description import correlations
from tidehead.calc.composite.peers import Groups
from tidehead.calc.composite.ranking import DECIMALS, ranks


class Agreement(NamedTuple):
    """spearman, kendall (tau-b): −1 to 1, nan where fewer than three units are known in both; compared: how many."""

    spearman: float
    kendall: float
    compared: int


class Shift(NamedTuple):
    """shift[unit]: places gained (above 0) or lost, nan where unranked in either; mean_absolute, largest: over the
    units ranked in both; moved: how many changed place; appeared, vanished: ranked only after, only before."""

    shift: Floats
    mean_absolute: float
    largest: float
    moved: int
    appeared: int
    vanished: int


class Removal(NamedTuple):
    """rank[node, unit]: places without that node; mean_absolute, largest[node]: change of place against all nodes;
    unranked[node]: units with a place before and none without the node."""

    rank: Floats
    mean_absolute: Floats
    largest: Floats
    unranked: Floats


def rank_agreement(first: Numbers, second: Numbers) -> Agreement:
    """How much two scorings agree in order, over the units known in both.

    first, second[unit]: scores (or ranks of both). Source: Spearman 1904; Kendall 1945 (tau-b); COINr compare_coins.

    >>> rank_agreement([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]).spearman
    0.8
    """
    one, other = floats(first)[:, None], floats(second)[:, None]
    spearman = correlations(one, other, method="spearman")
    kendall = correlations(one, other, method="kendall").coefficient
    return Agreement(
        round(float(spearman.coefficient[0, 0]), 15), round(float(kendall[0, 0]), 15), int(spearman.pairs[0, 0])
    )


def rank_shift(before: Numbers, after: Numbers) -> Shift:
    """Places gained and lost between two rankings of the same units.

    before, after[unit]: places, 1 is best, nan unranked.
    Source: OECD/JRC Handbook 2008, step 7 (average shift in rank).

    >>> rank_shift([1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 3.0, 4.0])
    Shift(shift=array([-1.,  1.,  0.,  0.]), mean_absolute=0.5, largest=1.0, moved=2, appeared=0, vanished=0)
    """
    old, new = floats(before), floats(after)
    shift = old - new
    both = np.abs(shift[np.isfinite(shift)])
    return Shift(
        shift,
        float(both.mean()) if len(both) else float("nan"),
        float(both.max()) if len(both) else float("nan"),
        int(np.count_nonzero(both)),
        int((np.isnan(old) & np.isfinite(new)).sum()),
        int((np.isfinite(old) & np.isnan(new)).sum()),
    )


def removal_shifts(
    values: Numbers,
    levels: Sequence[Level],
    *,
    at: int = 0,
    groups: Groups = None,
    decimals: int = DECIMALS,
    reweight: bool = False,
) -> Removal:
    """Ranks of the top of a hierarchy when each node of one level in turn weighs nothing.

    values[unit, indicator] normalised; at: 0 for the indicators, 1 for the level above them, and so on. The weights of
    its siblings grow in proportion where the parent is a mean; a parent that loses its only child goes with it.
    Raises IndexError where there is no such level, ValueError where nothing at all would be left.
    Source: OECD/JRC Handbook 2008, step 7; COINr remove_elements.

    >>> done = removal_shifts([[3.0, 0.0], [2.0, 2.0]], [Level([0, 0], [1.0, 1.0])])
    >>> done.rank.tolist(), done.mean_absolute.tolist()
    ([[2.0, 1.0], [1.0, 2.0]], [0.0, 1.0])
    """
    if not 0 <= at < len(levels):
        raise IndexError(f"there is no level {at} among {len(levels)}")

    def placed(some: Sequence[Level]) -> Floats:
        top = aggregate_levels(values, some, reweight=reweight)[-1].value[:, 0]
        return ranks(top, groups=groups, decimals=decimals).rank

    whole = placed(levels)
    without = [placed(_without(levels, at, node)) for node in range(len(levels[at].weights))]
    shifts = [rank_shift(whole, each) for each in without]
    return Removal(
        np.stack(without),
        np.array([shift.mean_absolute for shift in shifts]),
        np.array([shift.largest for shift in shifts]),
        np.array([float(shift.vanished) for shift in shifts]),
    )


def _without(levels: Sequence[Level], at: int, node: int) -> list[Level]:
    """The levels with one node's weight at zero, and its parent's where it has no other child."""
    left = list(levels)
    while True:
        weights = floats(left[at].weights).copy()
        weights[node] = 0.0
        left[at] = replace(left[at], weights=tuple(weights.tolist()))
        parents = np.asarray(left[at].parents)
        if weights[parents == parents[node]].sum() > 0:
            return left
        if at + 1 == len(left):
            raise ValueError("without this node nothing is left to rank by")
        node, at = int(parents[node]), at + 1
