"""Do neighbours resemble each other, over the whole map: Moran's I and Geary's C.

Places with an unknown value are left out, with their links, and the coverage says how many were kept. Standardised
weights are then standardised again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label
from tidehead.calc.spatial.weights import SpatialRefused, Weights, row_standardised, row_sums, times

FEWEST = 4
"""Places below which the variances are not defined."""
BLOCK = 100_000
"""Numbers held at once while values are shuffled: few enough to stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """A coefficient and how unusual it would be if values had fallen on places by chance.

    z_normal, p_normal: if values were drawn from one normal law; z_random, p_random: if the values seen were dealt out
    anew, by formula; p_permuted: the same by shuffling (nan where none was asked). All p are of both sides. coverage:
    share of places with a known value, islands: kept places without neighbours.
    """

    value: float
    expected: float
    z_normal: float
    p_normal: float
    z_random: float
    p_random: float
    p_permuted: float
    coverage: float
    islands: int


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Places with a known value: which, their values about the mean, and their links."""

    places: NDArray[np.intp]
    apart: Floats
    weights: Weights
    coverage: float


def moran(values: Numbers, weights: Weights, *, permutations: int = 0, seed: int = 0) -> Autocorrelation:
    """Moran's I: above its expectation -1/(n - 1) where neighbours are alike, below where they differ.

    values[place], nan unknown; weights, see `weights`, as they are: row-standardised is usual. permutations: 0, or how
    often values are shuffled, with the seed. nan throughout where fewer than four places, no link or no difference is
    left.

    Sources: Moran 1950, Biometrika 37; Cliff & Ord 1981, Spatial Processes, for the variances.

    By hand: 1, 1, 3, 3 on a line: deviations -1, -1, 1, 1; of three links (both ways six) products 1, -1, 1:
    4/6 x 2/4 = 1/3.

    >>> from tidehead.calc.spatial.weights import from_neighbours
    >>> round(moran([1.0, 1.0, 3.0, 3.0], from_neighbours([[1], [0, 2], [1, 3], [2]])).value, 9)
    0.333333333
    """
    kept = keep_known(values, weights)
    count, islands = len(kept.apart), _islands(kept.weights)
    if not usable(kept):
        return _nothing(kept.coverage, islands)
    one, two, three = link_sums(kept.weights)
    squares = float((kept.apart**2).sum())
    value = count / one * float(kept.apart @ times(kept.weights, kept.apart)) / squares
    expected = -1.0 / (count - 1)
    normal = (count**2 * two - count * three + 3 * one**2) / ((count**2 - 1) * one**2) - expected**2
    random = _moran_random(count, (one, two, three), float(_tailedness(kept.apart))) - expected**2

    def shuffled(deals: Floats) -> Floats:
        return floats(count / one * (deals * times(kept.weights, deals)).sum(axis=0) / squares)

    drawn = _shuffles(kept.apart, shuffled, permutations, seed)
    return _judged(value, expected, variances=(normal, random), drawn=drawn, coverage=kept.coverage, islands=islands)


def geary(values: Numbers, weights: Weights, *, permutations: int = 0, seed: int = 0) -> Autocorrelation:
    """Geary's C: below 1 where neighbours are alike, above where they differ; it looks at near differences.

    Arguments and unknowns as in `moran`. Source: Geary 1954, The Incorporated Statistician 5(3); variances, Cliff &
    Ord 1981.

    By hand, as in `moran`: one of three links differs, by 2; both ways 2 x 4 = 8: 3 x 8 / (2 x 6 x 4) = 0.5.

    >>> from tidehead.calc.spatial.weights import from_neighbours
    >>> geary([1.0, 1.0, 3.0, 3.0], from_neighbours([[1], [0, 2], [1, 3], [2]])).value
    0.5
    """
    kept = keep_known(values, weights)
    count, islands = len(kept.apart), _islands(kept.weights)
    if not usable(kept):
        return _nothing(kept.coverage, islands)
    one, two, three = link_sums(kept.weights)
    scale = (count - 1) / (2.0 * one * float((kept.apart**2).sum()))
    both = row_sums(kept.weights) + row_sums(kept.weights.T.tocsr())

    def coefficient(deals: Floats) -> Floats:
        return floats(scale * (both @ deals**2 - 2.0 * (deals * times(kept.weights, deals)).sum(axis=0)))

    value = float(coefficient(kept.apart[:, None])[0])
    normal = ((2 * two + three) * (count - 1) - 4 * one**2) / (2 * (count + 1) * one**2)
    random = _geary_random(count, (one, two, three), float(_tailedness(kept.apart)))
    drawn = _shuffles(kept.apart, coefficient, permutations, seed)
    return _judged(value, 1.0, variances=(normal, random), drawn=drawn, coverage=kept.coverage, islands=islands)


def keep_known(values: Numbers, weights: Weights) -> Kept:
    """The places with a known value and the links between them.

    Raises SpatialRefused for values that are not one a place, and weights below zero or of a place to itself.
    """
    given = floats(values)
    if given.shape != (weights.shape[0],) or weights.shape[0] != weights.shape[1]:
        raise SpatialRefused(Label("数值、权重与地点个数不同", "values, weights and places differ in number"))
    if (weights.data < 0).any() or not np.isfinite(weights.data).all() or weights.diagonal().any():
        raise SpatialRefused(Label("权重不能为负，也不能指向自己", "no weight below zero or of a place to itself"))
    places = np.flatnonzero(np.isfinite(given))
    links = weights
    if len(places) < len(given):
        links = weights[places][:, places]
        sums = row_sums(weights)
        if np.allclose(sums[sums > 0], 1.0):
            links = row_standardised(links)
    left = given[places]
    alike = not len(left) or np.ptp(left) <= 1e-12 * np.abs(left).max()
    apart = np.zeros(len(left)) if alike else left - left.mean()
    return Kept(places, apart, links, len(places) / len(given) if len(given) else float("nan"))


def usable(kept: Kept) -> bool:
    """Are there enough places, links and differences to say anything?"""
    return len(kept.apart) >= FEWEST and bool(kept.weights.sum() > 0) and bool(kept.apart.any())


def link_sums(weights: Weights) -> tuple[float, float, float]:
    """Cliff and Ord's S0, S1 and S2: of all weights, of squares of both ways, of squares of rows and columns.

    >>> from tidehead.calc.spatial.weights import from_neighbours
    >>> link_sums(from_neighbours([[1], [0]]))
    (2.0, 4.0, 8.0)
    """
    both = weights + weights.T
    margins = row_sums(weights) + row_sums(weights.T.tocsr())
    return float(weights.sum()), float((both.data**2).sum() / 2.0), float((margins**2).sum())


def two_sided(z: Numbers) -> Floats:
    """The probability of a normal number at least so far from zero.

    >>> round(two_sided(1.959964).item(), 6)
    0.05
    """
    return floats(2.0 * special.ndtr(-np.abs(floats(z))))


def _tailedness(apart: Floats) -> np.float64:
    return np.float64((apart**4).mean() / (apart**2).mean() ** 2)


def _moran_random(count: int, sums: tuple[float, float, float], tails: float) -> float:
    one, two, three = sums
    first = count * ((count**2 - 3 * count + 3) * two - count * three + 3 * one**2)
    second = tails * ((count**2 - count) * two - 2 * count * three + 6 * one**2)
    return (first - second) / ((count - 1) * (count - 2) * (count - 3) * one**2)


def _geary_random(count: int, sums: tuple[float, float, float], tails: float) -> float:
    one, two, three = sums
    first = (count - 1) * two * (count**2 - 3 * count + 3 - (count - 1) * tails)
    second = (count - 1) * three * (count**2 + 3 * count - 6 - (count**2 - count + 2) * tails) / 4.0
    third = one**2 * (count**2 - 3 - (count - 1) ** 2 * tails)
    return (first - second + third) / (count * (count - 2) * (count - 3) * one**2)


def _shuffles(apart: Floats, coefficient: Callable[[Floats], Floats], permutations: int, seed: int) -> Floats:
    """The coefficient of the values dealt out anew, so often; deals[place, deal] are made in blocks."""
    lots = np.random.default_rng(seed)
    block = max(1, BLOCK // len(apart))
    drawn = [np.empty(0)]
    for start in range(0, permutations, block):
        many = min(block, permutations - start)
        drawn.append(coefficient(lots.permuted(np.tile(apart[:, None], many), axis=0)))
    return np.concatenate(drawn)


def _judged(
    value: float, expected: float, *, variances: tuple[float, float], drawn: Floats, coverage: float, islands: int
) -> Autocorrelation:
    """The coefficient beside its variances (normal, dealt out) and the values drawn."""
    scores = [(value - expected) / variance**0.5 if variance > 0 else float("nan") for variance in variances]
    permuted = float("nan")
    if len(drawn):
        tail = min((drawn >= value).sum(), (drawn <= value).sum())
        permuted = min(1.0, 2.0 * float(tail + 1) / (len(drawn) + 1))
    p_normal, p_random = two_sided(scores).tolist()
    return Autocorrelation(value, expected, scores[0], p_normal, scores[1], p_random, permuted, coverage, islands)


def _nothing(coverage: float, islands: int) -> Autocorrelation:
    unknown = float("nan")
    return Autocorrelation(unknown, unknown, unknown, unknown, unknown, unknown, unknown, coverage, islands)


def _islands(weights: Weights) -> int:
    return int((row_sums(weights) == 0).sum())
