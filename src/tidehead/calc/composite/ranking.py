"""Places within boards: rounding first, ties share the better place, tie-breakers only where they are asked for."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.peers import Codes, Groups, Peers, in_board_order, peers_of

DECIMALS = 9
"""Scores are compared after rounding to so many decimals: sums taken in another order differ in the last bits."""


class Placing(NamedTuple):
    """rank[unit]: 1 is best, nan where there is no score or no board. tied[unit]: how many share the place, itself
    included, nan where unranked. ranked[unit]: how many units of its board have a place."""

    rank: Floats
    tied: Floats
    ranked: Floats


def ranks(
    scores: Numbers, *, groups: Groups = None, decimals: int = DECIMALS, tie_breakers: Numbers | None = None
) -> Placing:
    """Place of each unit on its board, the highest score first; equal scores share the better place (1, 2, 2, 4).

    scores[unit]: nan is unknown, has no place and moves nobody's. tie_breakers[unit, breaker]: looked at in turn where
    rounded scores are equal, more is better; an unknown one counts as the lowest; units equal in all share the place.
    Source: standard competition ranking, as R's rank(-x, ties.method = "min"), which COINr's results use.

    >>> ranks([3.0, 5.0, float("nan"), 5.0]).rank.tolist()
    [3.0, 1.0, nan, 1.0]
    >>> ranks([3.0, 5.0, 1.0, 5.0], groups=[0, 0, 1, 1], tie_breakers=[[1.0], [1.0], [1.0], [2.0]]).rank.tolist()
    [2.0, 1.0, 2.0, 1.0]
    """
    rounded = _rounded(floats(scores), decimals)
    if rounded.ndim != 1:
        raise ValueError("scores to be ranked are one number for each unit")
    peers = peers_of(groups, len(rounded))
    key = -rounded if tie_breakers is None else _one_key(rounded, floats(tie_breakers), decimals)
    return _placed(key, peers)


def places_from_below(values: Floats, peers: Peers) -> Floats:
    """Places[unit, indicator] from the least value up: 1 for the least, ties at the lower place, nan where unknown.

    >>> places_from_below(np.array([3.0, 5.0, np.nan, 5.0]), peers_of(None, 4)).tolist()
    [1.0, 2.0, nan, 2.0]
    """
    places = np.empty(values.shape)
    for indicator in np.ndindex(values.shape[1:]):
        cells = (slice(None), *indicator)
        places[cells] = _placed(np.ascontiguousarray(values[cells]), peers).rank
    return places


def _placed(keys: Floats, peers: Peers) -> Placing:
    """Places by ascending key."""
    order, board = _ordered(keys, peers)
    sizes = np.bincount(board, minlength=peers.boards) if peers.order is not None else np.array([len(order)])
    begins_board = (np.cumsum(sizes) - sizes)[sizes > 0]
    fresh = np.empty(len(order), dtype=np.bool_)
    fresh[1:] = keys[order[1:]] != keys[order[:-1]]
    fresh[begins_board] = True
    beginnings = np.flatnonzero(fresh)
    shared = np.diff(beginnings, append=len(order))
    place = np.repeat(beginnings, shared) - np.repeat(begins_board, sizes[sizes > 0]) + 1
    return Placing(
        _back(place, order, len(keys)),
        _back(np.repeat(shared, shared), order, len(keys)),
        np.where(peers.codes >= 0, sizes[peers.codes], 0).astype(np.float64) if len(sizes) else np.zeros(len(keys)),
    )


def _ordered(keys: Floats, peers: Peers) -> tuple[Codes, Codes]:
    """Units with a key and a board, board by board and by key within, and their boards."""
    order = np.argsort(keys)[: int(np.isfinite(keys).sum())]
    board = peers.codes[order]
    if peers.order is None:
        return order, board
    by_board = in_board_order(board)[int((board < 0).sum()) :]
    return order[by_board], board[by_board]


def _back(placed: NDArray[np.int64], order: Codes, size: int) -> Floats:
    result = np.full(size, np.nan)
    result[order] = placed
    return result


def _rounded(numbers: Floats, decimals: int) -> Floats:
    """Numbers too large to have such decimals stay what they are."""
    with np.errstate(over="ignore"):
        result = np.round(numbers, decimals)
    return np.where(np.isinf(result), numbers, result)


def _one_key(scores: Floats, breakers: Floats, decimals: int) -> Floats:
    """One ascending key that orders as the scores do, and the breakers where those are equal."""
    if breakers.ndim != 2 or len(breakers) != len(scores):
        raise ValueError(f"tie-breakers are [unit, breaker] with {len(scores)} units, not {breakers.shape}")
    columns = [-scores, *-np.where(np.isnan(breakers), -np.inf, _rounded(breakers, decimals)).T]
    order = np.lexsort(columns[::-1])
    sorted_columns = np.stack(columns)[:, order]
    changed = (sorted_columns[:, 1:] != sorted_columns[:, :-1]).any(axis=0)
    key = np.empty(len(scores))
    key[order] = np.concatenate([[0], np.cumsum(changed)])[: len(scores)]
    return np.where(np.isnan(scores), np.nan, key)
