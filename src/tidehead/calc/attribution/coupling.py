"""Whether one unit's score depends on the others' data, and where a unit would stand among others as they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.schemes.types import Aggregation, Direction, Method, Missing, Pillar, Scheme, Scoring

_ALONE = {Method.BASE_RATIO, Method.TIERS, Method.GOALPOSTS, Method.IDENTITY}
_FROM_THE_BOARD = {Missing.MEAN_SCORE, Missing.MEAN_VALUE, Missing.MEDIAN_VALUE}


def is_coupled(scheme: Scheme) -> bool:
    """Whether a score with all data known depends on the other units: by min–max, z, ranks, outliers, pairs.

    Base ratios, tiers, goalposts and ready-made points do not. Unknown data may couple a unit all the same: see
    `coupled_units`. Ranks and forced shares always do, and are no part of this.
    """
    leaves = any(leaf.normalisation.method not in _ALONE for leaf in scheme.indicators)
    pairs = any(one.aggregation is Aggregation.COPELAND for one in pillars(scheme.tree))
    return leaves or pairs or scheme.treatment is not None


def coupled_units(scoring: Scoring) -> NDArray[np.bool_]:
    """For each unit, whether its score in this run depends on the others: `is_coupled`, or it was filled by a mean.

    Returns coupled[unit].
    """
    if is_coupled(scoring.scheme):
        return np.ones(len(scoring.entries.ids), dtype=bool)
    from_board = [leaf.missing in _FROM_THE_BOARD for leaf in scoring.scheme.indicators]
    return np.asarray((np.isnan(scoring.values) & np.array(from_board, dtype=bool)).any(axis=1))


def pillars(pillar: Pillar) -> tuple[Pillar, ...]:
    """The pillar and every pillar below it."""
    below = [pillars(child) for child in pillar.children if isinstance(child, Pillar)]
    return (pillar, *(one for each in below for one in each))


def place_among(own: Scoring, others: Scoring, pairs: Sequence[tuple[int, int]]) -> Floats:
    """The rank that a unit, scored as in one run, would take among the other units as scored in another.

    pairs: for each unit asked about, its row in `own` and its row in `others`, where it is taken out. Both runs are of
    one scheme. Returns rank[pair]: 1 is best, those equal share the better place; nan where the unit is not ranked.
    The runs' scores are taken as they stand, which is exact where no score depends on the others.
    """
    mine, theirs = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    keys = np.vstack([_keys(others), _keys(own)[mine]])
    codes = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    codes_there, codes_here = codes[: len(others.score)], codes[len(others.score) :]
    board_there, board_here = np.array(others.board), np.array(own.board)[mine]
    is_ranked = ~np.isnan(others.rank)
    ranks = np.full(len(mine), np.nan)
    for board in np.unique(board_here):
        field = np.sort(codes_there[is_ranked & (board_there == board)])
        here = board_here == board
        ahead = len(field) - np.searchsorted(field, codes_here[here], side="right")
        itself = is_ranked[theirs] & (board_there[theirs] == board) & (codes_there[theirs] > codes_here)
        ranks[here] = 1.0 + ahead - itself[here]
    return np.where(np.isnan(own.rank[mine]), np.nan, ranks)


def _keys(scoring: Scoring) -> Floats:
    """keys[unit, …]: what units are placed by, the rounded score first; more is better, unknown the lowest."""
    scheme = scoring.scheme
    ids = [indicator.id for indicator in scheme.indicators]
    places = [ids.index(name) for name in scheme.tie_breakers]
    signs = [1.0 if scheme.indicators[place].direction is Direction.UP else -1.0 for place in places]
    keys = np.column_stack([np.round(scoring.score, scheme.decimals), scoring.values[:, places] * signs])
    return np.where(np.isnan(keys), -np.inf, keys)
