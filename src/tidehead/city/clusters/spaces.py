"""The industry space of the register: which industries go together, what is complex, and what it foretold."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.concentration import Shrunken
from tidehead.calc.labels import Label
from tidehead.calc.relatedness import (
    Backtest,
    Complexity,
    Edge,
    IntervalBy,
    Option,
    Outlook,
    Peer,
    RelatednessRefused,
    Trial,
    backbone,
    backtest_entries,
    complexity_outlook,
    diversity,
    layout,
    nearest_places,
    next_industries,
    proximity,
    relatedness_density,
    ubiquity,
)
from tidehead.city.clusters.counting import holes_of, last_full_year, region_codes
from tidehead.city.clusters.measures import SEED, SPAN, known_years, shrunken_of
from tidehead.city.clusters.ranking import Floor, floor_of, ranked, surely_first
from tidehead.city.clusters.types import Asked, CountTable
from tidehead.city.enterprises.queries import current_register
from tidehead.lake.register import Register

MOST_NODES = 240
"""Industries that a picture of the space shows: those with most firms."""
_DRAWN_CELLS = 2_000_000
_FEWEST_DRAWS = 50
CHANCE = 0.5
"""Area under the curve of a score that knows nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """present[place, industry]: firms there, and a quotient of at least 1 after shrinking. near: proximity.

    density[place, industry]: of what is near an industry, the share that the place has. complexity, outlook: None where
    refused, with the reason in `refusal`. floor: what is large enough to be ranked. first: the place that is told apart
    as the most complex one, where there is such.
    """

    table: CountTable
    present: Floats
    near: Floats
    density: Floats
    diversity: Floats
    ubiquity: Floats
    complexity: Complexity | None
    outlook: Outlook | None
    refusal: Label | None
    floor: Floor
    first: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """Whether density of the year `first` foretold which industries had entered by the year `last`."""

    first: int
    last: int
    found: Backtest

    @property
    def supported(self) -> bool:
        """Whether the whole interval lies above chance: only then is anything recommended by it."""
        area = self.found.area
        return bool(np.isfinite(area.low) and area.low > CHANCE)


def space(asked: Asked) -> Space | None:
    """The space of the counts that are asked for; None where there is nothing to count."""
    register = current_register()
    return space_of(register, asked, region_codes()) if register else None


@lru_cache(maxsize=16)
def space_of(register: Register, asked: Asked, inside: frozenset[str]) -> Space | None:
    """Kept by the register, which never changes."""
    found = shrunken_of(register, asked, inside)
    if found is None:
        return None
    table, present = found[0], presence_of(found)
    try:
        near = proximity(present)
        density = relatedness_density(present, near).value
    except RelatednessRefused:
        return None
    order, outlook, refusal, first = None, None, None, None
    floor = floor_of(table, present)
    try:
        order = ranked(present, floor)
        first = surely_first(table, found[1], floor, order)
        outlook = complexity_outlook(present, near, order, density=density)
    except RelatednessRefused as refused:
        refusal = refused.text
    rarity = diversity(present), ubiquity(present)
    return Space(table, present, near, density, *rarity, order, outlook, refusal, floor, first)


Quotients = tuple[CountTable, Shrunken]


def presence_of(found: Quotients) -> Floats:
    """1 where a place has firms of an industry and its quotient is at least 1 after shrinking."""
    table, shrunken = found
    return floats((table.counts > 0) & (np.nan_to_num(shrunken.quotient) >= 1.0))


# The test before anything is recommended


def backtested(asked: Asked) -> Tested | None:
    """The backtest over the last five full years; None where too little is known of days of registration."""
    register = current_register()
    return _tested(register, asked, region_codes()) if register else None


@lru_cache(maxsize=16)
def _tested(register: Register, asked: Asked, inside: frozenset[str]) -> Tested | None:
    last = asked.year or last_full_year(register)
    if last is None or known_years(last, holes_of(register, last - SPAN + 1, last))[0] <= SPAN / 2:
        return None
    then = shrunken_of(register, asked.at(last - SPAN), inside)
    now = shrunken_of(register, asked.at(last), inside)
    if then is None or now is None:
        return None
    before, after = aligned(then, now)
    try:
        score = relatedness_density(before, proximity(before)).value
        found = backtest_entries(before, after, score, _trial(before))
    except RelatednessRefused:
        return None
    return Tested(last - SPAN, last, found)


def _trial(before: Floats) -> Trial:
    """Places are drawn anew where that takes a moment, else DeLong's interval, which is narrower."""
    draws = min(_DRAWN_CELLS // max(before.size, 1), 400)
    if draws < _FEWEST_DRAWS:
        return Trial(seed=SEED)
    return Trial(by=IntervalBy.PLACES, draws=draws, seed=SEED)


def aligned(then: Quotients, now: Quotients) -> tuple[Floats, Floats]:
    """Presence of both years over the places and industries of the later one; what was not there yet is absent."""
    before, after = presence_of(then), presence_of(now)
    rows = {code: at for at, code in enumerate(then[0].places)}
    columns = {code: at for at, code in enumerate(then[0].industries)}
    to_rows = [at for at, code in enumerate(now[0].places) if code in rows]
    to_columns = [at for at, code in enumerate(now[0].industries) if code in columns]
    made = np.zeros_like(after)
    from_rows = [rows[now[0].places[at]] for at in to_rows]
    from_columns = [columns[now[0].industries[at]] for at in to_columns]
    made[np.ix_(to_rows, to_columns)] = before[np.ix_(from_rows, from_columns)]
    return made, after


# One place


def options_of(found: Space, place: int) -> tuple[Option, ...]:
    """What a place could do next, the best first; nothing where complexity was refused."""
    if found.complexity is None:
        return ()
    gain = found.outlook.cog[place] if found.outlook else None
    return next_industries(found.present[place], found.density[place], found.complexity.pci, gain=gain)


def peers_of(table: CountTable, place: int, *, most: int = 5) -> tuple[Peer, ...]:
    """Places with the likest mix of industries."""
    if len(table.places) < 2 or not table.counts[place].sum():
        return ()
    return nearest_places(table.counts, place, count=most)


# The picture


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """nodes: positions of the industries that are drawn; xy[node, 2] in the unit square; edges between nodes."""

    nodes: tuple[int, ...]
    xy: Floats
    edges: tuple[Edge, ...]


@lru_cache(maxsize=16)
def drawn(found: Space) -> Drawn:
    """The backbone of the space, laid out the same way every time."""
    firms = found.table.counts.sum(axis=0)
    usable = np.flatnonzero((found.ubiquity > 0) & (firms > 0))
    nodes = usable[np.argsort(-firms[usable], kind="stable")[:MOST_NODES]]
    nodes.sort()
    if not len(nodes):
        return Drawn((), np.zeros((0, 2)), ())
    near = found.near[np.ix_(nodes, nodes)].copy()
    np.fill_diagonal(near, 0.0)
    edges = backbone(near, strongest=len(nodes) // 2)
    return Drawn(tuple(int(each) for each in nodes), layout(len(nodes), edges, seed=SEED), edges)
