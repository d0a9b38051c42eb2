"""Which places and industries are put in an order of complexity at all, and whether the first one is told apart."""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.concentration import Shrunken
from tidehead.calc.relatedness import Complexity, RelatednessRefused, complexity
from tidehead.city.clusters.measures import SEED
from tidehead.city.clusters.types import CountTable

FEWEST_FIRMS_OF_INDUSTRY = 5
FEWEST_PLACES_OF_INDUSTRY = 3
FEWEST_FIRMS_OF_PLACE = 20
FEWEST_INDUSTRIES_OF_PLACE = 10
"""Present industries that a place needs; a third of them where fewer than thirty are ranked."""
_DRAWS = 40
_SURE = 0.9
"""Share of the draws in which a place is to be first before it is named."""


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """Positions that are large enough to be ranked. industries_needed: how many present ones a place needs."""

    places: tuple[int, ...]
    industries: tuple[int, ...]
    industries_needed: int


def floor_of(table: CountTable, present: Floats) -> Floor:
    """What is large enough: one firm in one place looks rare, and so complex, by chance."""
    firms, places = table.counts.sum(axis=0), (table.counts > 0).sum(axis=0)
    industries = np.flatnonzero((firms >= FEWEST_FIRMS_OF_INDUSTRY) & (places >= FEWEST_PLACES_OF_INDUSTRY))
    needed = min(FEWEST_INDUSTRIES_OF_PLACE, ceil(len(industries) / 3))
    has = present[:, industries].sum(axis=1)
    kept = np.flatnonzero((table.totals.place >= FEWEST_FIRMS_OF_PLACE) & (has >= max(needed, 1)))
    return Floor(tuple(int(at) for at in kept), tuple(int(at) for at in industries), needed)


def ranked(present: Floats, floor: Floor) -> Complexity:
    """ECI and PCI of what is large enough; nan for the rest. RelatednessRefused where that is too little."""
    part = present[np.ix_(floor.places, floor.industries)]
    found = complexity(part, largest_part=True)
    eci, pci = np.full(present.shape[0], np.nan), np.full(present.shape[1], np.nan)
    eci[list(floor.places)], pci[list(floor.industries)] = found.eci, found.pci
    return replace(found, eci=floats(eci), pci=floats(pci))


def surely_first(table: CountTable, shrunken: Shrunken, floor: Floor, order: Complexity) -> int | None:
    """The place that stays the most complex when presence is drawn by its chance; None where none does.

    In each draw an industry is present with the chance that its quotient is more than 1.
    """
    best = int(np.nanargmax(order.eci))
    part = np.ix_(floor.places, floor.industries)
    chances = np.where(table.counts > 0, np.nan_to_num(shrunken.above), 0.0)[part]
    lots = np.random.default_rng(SEED)
    first = sum(_first_of(lots.random(chances.shape) < chances) == floor.places.index(best) for _ in range(_DRAWS))
    return best if first >= _SURE * _DRAWS else None


def _first_of(present: "np.ndarray") -> int:
    try:
        return int(np.nanargmax(complexity(present.astype(float), largest_part=True).eci))
    except RelatednessRefused:
        return -1
