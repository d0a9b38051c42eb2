"""How sure the stars of a cluster are, when its counts are small."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.concentration.quotients import STAR_QUOTIENT, STAR_SHARE
from tidehead.calc.concentration.shrinkage import Shrunken, probability_above

BLOCK = 8_000_000
"""Numbers held at once while quotients are drawn."""


@dataclass(frozen=True, slots=True)
class StarChances:
    """Probabilities of the stars of every cluster: each [place, industry], nan where its count is unknown.

    size, specialisation, focus: of each star, see `Stars`; count[place, industry, 4]: of 0, 1, 2 and 3 stars, which
    sum to 1.
    """

    size: Floats
    specialisation: Floats
    focus: Floats
    count: Floats


def star_chances(
    found: Shrunken, *, draws: int = 500, seed: int, quotient: float = STAR_QUOTIENT, share: float = STAR_SHARE
) -> StarChances:
    """The probability of every star and of every number of stars, given shrunken quotients.

    found: of `shrink`. The quotients of an industry are drawn from their laws, so often, with the seed; size is the
    quotient times the expected count; the share of the place's jobs orders places within an industry as the quotient
    does. Specialisation by itself is computed, not drawn.

    >>> from tidehead.calc.concentration.shrinkage import shrink
    >>> chances = star_chances(shrink([[90.0, 10.0], [10.0, 390.0]]), seed=1)
    >>> bool(chances.count[0, 0, 3] > 0.9), bool(chances.count[1, 0, 0] > 0.9)
    (True, True)
    """
    lots = np.random.default_rng(seed)
    places, industries = found.quotient.shape
    tally = np.zeros((places, industries, 6))
    block = max(1, BLOCK // max(1, draws * places))
    for start in range(0, industries, block):
        some = slice(start, start + block)
        tally[:, some] = _tally(found, some, lots, draws=draws, limits=(quotient, share))
    tally[np.isnan(found.quotient)] = np.nan
    return StarChances(tally[..., 0], probability_above(found, quotient), tally[..., 1], tally[..., 2:])


def _tally(
    found: Shrunken, some: slice, lots: np.random.Generator, *, draws: int, limits: tuple[float, float]
) -> Floats:
    """Shares of draws: of the stars of size and focus, and of 0 to 3 stars: [place, industry, 6]."""
    shape, rate, expected = found.shape[:, some], found.rate[:, some], found.expected[:, some]
    known = np.isfinite(shape)
    drawn = lots.standard_gamma(np.where(known, shape, 1.0), (draws, *shape.shape)) / np.where(known, rate, 1.0)
    drawn[:, ~known] = -1.0
    seats = np.maximum(1, np.floor(limits[1] * known.sum(axis=0) + 1e-9)).astype(np.intp)
    size = _among_first(drawn * np.where(known, expected, 1.0), seats)
    focus = _among_first(drawn, seats)
    count = size.astype(np.int8) + focus + (drawn >= limits[0])
    every = [size, focus, *(count == number for number in range(4))]
    return np.stack([each.mean(axis=0) for each in every], axis=-1)


def _among_first(drawn: Floats, seats: NDArray[np.intp]) -> NDArray[np.bool_]:
    """True for the largest of each draw and industry: drawn[draw, place, industry], seats[industry]."""
    ordered = np.sort(drawn, axis=1)
    last = np.take_along_axis(ordered, (drawn.shape[1] - seats)[None, None, :], axis=1)
    return drawn >= last
