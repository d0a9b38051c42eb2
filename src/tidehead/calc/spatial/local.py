"""Where neighbours resemble each other: local Moran, Getis and Ord's G*, and which finds stand among so many."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.spatial.autocorrelation import Kept, keep_known, two_sided, usable
from tidehead.calc.spatial.weights import Weights, row_sums, times

BLOCK = 4_000_000
"""Numbers held at once while neighbours are dealt out."""
Quadrants = NDArray[np.int8]


class Quadrant(IntEnum):
    """A place and its neighbours, each above or below the mean; numbered as GeoDa and esda do."""

    UNKNOWN = 0
    HIGH_HIGH = 1
    LOW_HIGH = 2
    """low among high"""
    LOW_LOW = 3
    HIGH_LOW = 4
    """high among low"""


@dataclass(frozen=True, slots=True)
class LocalMoran:
    """Every place and its neighbours, each [place]; unknown where the value is or where there is no neighbour.

    value: local Moran, above zero in a patch of alikes, below for an outlier. p: by shuffling all others, both sides.
    q: p after the control of false discoveries over all places. quadrant: `Quadrant`. found: q within the limit.
    coverage: share of places with a known value.
    """

    value: Floats
    p: Floats
    q: Floats
    quadrant: Quadrants
    found: NDArray[np.bool_]
    coverage: float


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Getis and Ord's G of every place, each [place]: z above 0 in a patch of high values, below in one of low ones.

    p: both sides, of a normal number; q, found, coverage: as `LocalMoran`.
    """

    z: Floats
    p: Floats
    q: Floats
    found: NDArray[np.bool_]
    coverage: float


def local_moran(
    values: Numbers, weights: Weights, *, permutations: int = 999, seed: int = 0, limit: float = 0.05
) -> LocalMoran:
    """Local Moran of every place, with quadrants and shuffled p.

    values[place], nan unknown and left out with its links; weights as in `moran`, row-standardised is usual.
    permutations: how often a place's neighbours are drawn anew from all other places (0: no p), with the seed; a place
    is never its own neighbour, but keeps its value. limit: of false discoveries among those found. The smallest p is
    2/(permutations + 1): with many places ask for many.

    Sources: Anselin 1995, Geographical Analysis 27(2), with n - 1 as divisor; limit, Benjamini & Hochberg 1995.

    By hand, as in `moran`: deviations -1, -1, 1, 1; the first has one neighbour: 3 x (-1 x -1) / 4 = 0.75.

    >>> from tidehead.calc.spatial.weights import from_neighbours
    >>> line = from_neighbours([[1], [0, 2], [1, 3], [2]])
    >>> local_moran([1.0, 1.0, 3.0, 3.0], line, permutations=0).value.tolist()
    [0.75, 0.0, 0.0, 0.75]
    """
    kept = keep_known(values, weights)
    count = len(floats(values))
    if not usable(kept):
        blank = np.full(count, np.nan)
        none = np.zeros(count, dtype=bool)
        return LocalMoran(blank, blank.copy(), blank.copy(), np.zeros(count, dtype=np.int8), none, kept.coverage)
    around = times(kept.weights, kept.apart)
    linked = np.diff(kept.weights.indptr) > 0
    scale = (len(kept.apart) - 1) / (kept.apart**2).sum()
    value = np.where(linked, scale * kept.apart * around + 0.0, np.nan)
    p = _shuffled_p(kept, around, permutations, seed)
    spread = _spread(kept, count)
    q = spread(false_discovery(p))
    quadrant = np.where(linked, _quadrants(kept.apart, around), Quadrant.UNKNOWN)
    places = spread(quadrant.astype(np.float64))
    return LocalMoran(
        spread(value), spread(p), q, np.nan_to_num(places).astype(np.int8), q <= limit, coverage=kept.coverage
    )


def getis_ord(values: Numbers, weights: Weights, *, limit: float = 0.05) -> HotSpots:
    """Getis and Ord's G* of every place: is the sum of it and its neighbours unusual?

    values[place], nan unknown and left out with its links; weights as made by `weights`,
    not standardised: every place is added with the largest of its neighbours' weights (one for an island).

    Source: Ord & Getis 1995, Geographical Analysis 27(4), equation 14 with the place itself.

    By hand: 0, 0, 0, 4 on a line: mean 1, s = √3; the last two sum to 4 where 2 were expected, and
    √((4 x 2 - 4) / 3) = 1.1547: (4 - 2) / (1.732 x 1.1547) = 1.

    >>> from tidehead.calc.spatial.weights import from_neighbours
    >>> getis_ord([0.0, 0.0, 0.0, 4.0], from_neighbours([[1], [0, 2], [1, 3], [2]])).z.round(9).tolist()
    [-1.0, -1.732050808, 0.577350269, 1.0]
    """
    kept, count = keep_known(values, weights), len(floats(values))
    spread = _spread(kept, count)
    if not usable(kept):
        blank = np.full(count, np.nan)
        return HotSpots(blank, blank.copy(), blank.copy(), np.zeros(count, dtype=bool), kept.coverage)
    largest = floats(kept.weights.max(axis=1).toarray().ravel())
    itself = np.where(largest > 0, largest, 1.0)
    whole = sparse.csr_array(kept.weights + sparse.diags_array(itself))
    sums, squares = row_sums(whole), row_sums(whole.multiply(whole).tocsr())
    places = len(kept.apart)
    room = np.sqrt(np.maximum(places * squares - sums**2, 0.0) / (places - 1))
    below = kept.apart.std() * room
    z = np.divide(times(whole, kept.apart), below, out=np.full(places, np.nan), where=below > 0)
    p = two_sided(z)
    q = spread(false_discovery(p))
    return HotSpots(spread(z), spread(p), q, q <= limit, kept.coverage)


def false_discovery(p: Numbers) -> Floats:
    """p after Benjamini and Hochberg: those at most q, called finds, hold on average at most the share q of false ones.

    p[question], nan unknown and not counted.

    Source: Benjamini & Hochberg 1995, J. Royal Statistical Society B 57(1), 289-300.

    >>> false_discovery([0.01, 0.04, 0.03, float("nan")]).round(9).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    given = floats(p)
    asked = np.flatnonzero(np.isfinite(given))
    order = asked[np.argsort(given[asked], kind="stable")]
    scaled = given[order] * len(order) / np.arange(1, len(order) + 1)
    result = np.full(given.shape, np.nan)
    result[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return result


def _quadrants(apart: Floats, around: Floats) -> NDArray[np.intp]:
    high, near = apart > 0, around > 0
    chosen = np.where(high, np.where(near, Quadrant.HIGH_HIGH, Quadrant.HIGH_LOW), 0)
    return np.where(high, chosen, np.where(near, Quadrant.LOW_HIGH, Quadrant.LOW_LOW))


def _shuffled_p(kept: Kept, around: Floats, permutations: int, seed: int) -> Floats:
    """How often others in a neighbourhood's stead give so low or so high a sum; the same deals serve every place."""
    count = len(kept.apart)
    if permutations <= 0:
        return np.full(count, np.nan)
    degrees = np.diff(kept.weights.indptr)
    lots = np.random.default_rng(seed)
    width = int(degrees.max())
    deals = np.stack([lots.permutation(count - 1)[:width] for _ in range(permutations)])
    p = np.full(count, np.nan)
    for degree in np.unique(degrees[degrees > 0]):
        rows = np.flatnonzero(degrees == degree)
        size = max(1, BLOCK // (permutations * int(degree)))
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            p[some] = _tails(kept, around[some], some, deals[:, :degree])
    return p


def _tails(kept: Kept, seen: Floats, rows: NDArray[np.intp], deals: NDArray[np.intp]) -> Floats:
    """p of both sides for rows of one degree: deals[permutation, neighbour] skip the place itself."""
    degree = deals.shape[1]
    links = kept.weights.data[kept.weights.indptr[rows][:, None] + np.arange(degree)]
    drawn = np.zeros((len(rows), len(deals)))
    for nth in range(degree):
        one = deals[None, :, nth]
        drawn += links[:, nth, None] * kept.apart[one + (one >= rows[:, None])]
    slack = 1e-12 * np.abs(kept.apart).max()
    high = (drawn >= seen[:, None] - slack).sum(axis=1)
    low = (drawn <= seen[:, None] + slack).sum(axis=1)
    return floats(np.minimum(1.0, 2.0 * (np.minimum(high, low) + 1.0) / (len(deals) + 1.0)))


def _spread(kept: Kept, count: int) -> Callable[[Floats], Floats]:
    """Puts numbers of the kept places back among all places."""

    def among_all(numbers: Floats) -> Floats:
        result = np.full(count, np.nan)
        result[kept.places] = numbers
        return result

    return among_all
