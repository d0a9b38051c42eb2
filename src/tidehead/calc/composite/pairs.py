"""Units compared two by two: who is ahead in indicators of more than half of the weight."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.peers import Codes, Groups, peers_of

EVEN = 1e-12
"""Weights for and against that differ by no more than this share of the whole are a draw."""

LARGEST_BOARD = 20_000
"""Every pair is compared; a larger board is refused, because it would take minutes."""

LARGEST_MATRIX = 5_000
"""A matrix of more units is refused, because it would take gigabytes."""

Truths = NDArray[np.bool_]


class Copeland(NamedTuple):
    """score[unit]: wins minus losses against the others of the board; wins, draws, losses[unit]: pairs."""

    score: Floats
    wins: Floats
    draws: Floats
    losses: Floats


class Outranking(NamedTuple):
    """matrix[unit, unit]: the share of the weight in which the row's unit is ahead, and half of what is equal.

    dominant: pairs in which one unit is ahead in every indicator that weighs, as a count and a share of all pairs.
    """

    matrix: Floats
    dominant_pairs: int
    dominant_share: float


def outranking_matrix(values: Numbers, weights: Numbers, *, reweight: bool = False) -> Outranking:
    """For each pair, the weight of the indicators in which the first is ahead, plus half of those that are equal.

    values[unit, indicator]: more is better. Returns shares 0 to 1; matrix + its transpose is 1, the diagonal is 0.
    An unknown indicator makes its unit's pairs unknown; with `reweight` a pair is compared in what is known of both.
    Raises ValueError for more than LARGEST_MATRIX units: it needs about 40 bytes for each pair.
    Source: OECD/JRC Handbook 2008, step 6 (non-compensatory); COINr outrankMatrix, which instead gives an unknown
    comparison to the unit listed later.

    >>> outranking_matrix([[3.0, 1.0], [2.0, 2.0]], [3.0, 1.0]).matrix.tolist()
    [[0.0, 0.75], [0.25, 0.0]]
    """
    given, weight = _comparable(values, weights)
    if len(given) > LARGEST_MATRIX:
        raise ValueError(f"{len(given)} units; an outranking matrix has room for {LARGEST_MATRIX}")
    net, compared = np.zeros((2, len(given), len(given)))
    for column, share in zip(given.T, weight / weight.sum(), strict=True):
        apart = _ahead(column[:, None], column[None, :])
        known = np.isfinite(apart)
        net += np.where(known, apart, 0.0) * share
        compared += known * share
    usable = compared > EVEN if reweight else compared > 1.0 - EVEN
    matrix = np.divide(net, compared, out=np.full(net.shape, np.nan), where=usable) / 2.0 + 0.5
    np.fill_diagonal(matrix, 0.0)
    pairs = len(given) * (len(given) - 1) / 2
    dominant = int(np.count_nonzero(matrix > 1.0 - EVEN))
    return Outranking(matrix, dominant, dominant / pairs if pairs else float("nan"))


def copeland(values: Numbers, weights: Numbers, *, groups: Groups = None, reweight: bool = False) -> Copeland:
    """Pairs won minus pairs lost; a pair is won by being ahead in indicators of more weight than one is behind in.

    values[unit, indicator]: more is better. No indicator makes up for another, and how far ahead does not count.
    A unit with an unknown indicator has no score and is compared with nobody; with `reweight` each pair is compared
    in what is known of both, and is no pair where that is nothing.
    Raises ValueError for a board of more than LARGEST_BOARD units.
    Source: OECD/JRC Handbook 2008, step 6 (Copeland rule on the outranking matrix). COINr a_copeland adds up the rows
    of the outranking matrix instead: `outranking_matrix(…).matrix.sum(axis=1)`.

    >>> copeland([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]], [2.0, 1.0]).score.tolist()
    [2.0, 0.0, -2.0]
    """
    given, weight = _comparable(values, weights)
    peers = peers_of(groups, len(given))
    absent = np.isnan(given[:, weight > 0])
    left_out = (peers.codes < 0) | (absent.all(axis=1) if reweight else absent.any(axis=1))
    inside = np.flatnonzero(~left_out)
    inside = inside[np.argsort(peers.codes[inside], kind="stable")]
    tally = np.full((3, len(given)), np.nan)
    tally[:, inside] = _tally(given[inside], weight / weight.sum(), np.diff(peers.codes[inside], prepend=-1) != 0)
    return Copeland(tally[0] - tally[2], *tally)


def _tally(values: Floats, weight: Floats, starts_board: Truths) -> Floats:
    """Wins, draws and losses of units that stand board by board: each is met with the one `step` places further on."""
    beginnings = np.flatnonzero(starts_board)
    sizes = np.diff(beginnings, append=len(values))
    if len(sizes) and sizes.max() > LARGEST_BOARD:
        raise ValueError(f"a board of {sizes.max()} units; Copeland compares every pair of at most {LARGEST_BOARD}")
    behind = np.repeat(beginnings + sizes, sizes) - np.arange(len(values)) - 1
    weigh = _net_of_known if np.isnan(values).any() else _net_of_all
    tally = np.zeros((3, len(values)))
    first = np.arange(len(values))
    for step in range(1, int(sizes.max(initial=0))):
        first = first[behind[first] >= step]
        one, other = _cells(first, step, len(values))
        net = weigh(values[one], values[other], weight)
        ahead, behind_there, even = net > EVEN, net < -EVEN, np.abs(net) <= EVEN
        tally[0][one] += ahead
        tally[2][one] += behind_there
        tally[0][other] += behind_there
        tally[2][other] += ahead
        tally[1][one] += even
        tally[1][other] += even
    return tally


def _cells(first: Codes, step: int, size: int) -> tuple[slice, slice] | tuple[Codes, Codes]:
    """The first of each pair and the second; on a single board as slices, which need no copy."""
    if len(first) == size - step:
        return slice(0, size - step), slice(step, size)
    return first, first + step


def _ahead(one: Floats, other: Floats) -> Floats:
    """1 where the one is ahead, -1 where it is behind, 0 where they are level, nan where either is unknown."""
    with np.errstate(over="ignore"):
        return floats(np.sign(one - other))


def _net_of_all(one: Floats, other: Floats, weight: Floats) -> Floats:
    """The weight in which `one` is ahead minus that in which it is behind."""
    return floats(_ahead(one, other) @ weight)


def _net_of_known(one: Floats, other: Floats, weight: Floats) -> Floats:
    """The same over what is known of both; nan where that is nothing."""
    apart = _ahead(one, other)
    known = np.isfinite(apart)
    net = np.where(known, apart, 0.0) @ weight
    return np.where(known[:, weight > 0].any(axis=1), net, np.nan)


def _comparable(values: Numbers, weights: Numbers) -> tuple[Floats, Floats]:
    given, weight = floats(values), floats(weights)
    if given.ndim != 2 or weight.shape != given.shape[-1:]:
        raise ValueError(f"{weight.size} weights for values of shape {given.shape}")
    if np.isnan(weight).any() or (weight < 0).any() or not weight.sum() > 0:
        raise ValueError(f"weights are known numbers from zero up, and one is above zero: {weight.tolist()}")
    return given, weight
