"""Firms by place and industry out of the register that counts: asked of the lake once a version, then kept."""

from functools import lru_cache

import numpy as np

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.concentration import Totals
from tidehead.city.clusters.types import CLUSTER, DIVISION, REGION, Asked, CountTable
from tidehead.city.common.region import current_region
from tidehead.city.common.remembered import remembered
from tidehead.city.enterprises.queries import current_register, labels
from tidehead.city.places.queries import places_under
from tidehead.lake.register import EVERY_FIRM, Counts, FirmFilter, Register

_LAND = "land"
_KEPT = 96


@remembered
def region_codes() -> frozenset[str]:
    """Codes of the region's places, those that only addresses name included."""
    region = current_region()
    return (places_under(region.root) if region else frozenset()) | frozenset(labels(_LAND))


def count_table(asked: Asked) -> CountTable | None:
    """The counts that are asked for; None before there is a register."""
    register = current_register()
    return table_of(register, asked, region_codes()) if register else None


@lru_cache(maxsize=_KEPT)
def table_of(register: Register, asked: Asked, inside: frozenset[str]) -> CountTable:
    """Kept by the register, which never changes. inside: codes of the region's places."""
    found = counts_of(register, asked.level, asked.by, asked.year)
    every = found if asked.by != CLUSTER else counts_of(register, asked.level, DIVISION, asked.year)
    places = tuple(sorted({*found.labels[0], *every.labels[0]}))
    if asked.reference == REGION and any(code in inside for code in places):
        places = tuple(code for code in places if code in inside)
    counts, weights = _rows(found, places), _rows(every, places).sum(axis=1)
    of_place = np.maximum(weights, counts.sum(axis=1))
    return CountTable(
        asked=asked,
        places=places,
        industries=found.labels[1],
        counts=counts,
        inside=tuple(code in inside for code in places) if _any_inside(places, inside) else _all(places),
        totals=Totals(of_place, counts.sum(axis=0), float(of_place.sum())),
        unplaced=int(every.unknown),
        synthetic=register.meta.synthetic,
    )


def _any_inside(places: tuple[str, ...], inside: frozenset[str]) -> bool:
    return any(code in inside for code in places)


def _all(places: tuple[str, ...]) -> tuple[bool, ...]:
    """A register of which no place is the region's is shown whole."""
    return (True,) * len(places)


@lru_cache(maxsize=_KEPT)
def counts_of(register: Register, level: str, by: str, year: int | None) -> Counts:
    """Firms by place and industry as the lake counts them."""
    return register.place_industry(level, by, as_of=year)


def _rows(counts: Counts, places: tuple[str, ...]) -> Floats:
    """The counts in the order of these places; nothing where the counts do not know a place."""
    at = {code: row for row, code in enumerate(counts.labels[0])}
    made = np.zeros((len(places), len(counts.labels[1])))
    for row, code in enumerate(places):
        if code in at:
            made[row] = counts.matrix[at[code]]
    return floats(made)


# Years


@lru_cache(maxsize=8)
def years_of(register: Register) -> tuple[int, ...]:
    """Years in which firms were registered, the first one first."""
    found = register.counts_by(("year",))
    return tuple(sorted(int(year) for year in found.labels[0] if year.isdigit()))


_FEWEST_A_YEAR = 5.0
"""Registrations of a usual year from which on a year without any is a hole of the table, and not chance."""


@lru_cache(maxsize=8)
def _registered(register: Register) -> dict[int, int]:
    found = register.counts_by(("year",))
    return {int(year): int(n) for year, n in zip(found.labels[0], found.matrix, strict=True) if year.isdigit()}


def holes_of(register: Register, first: int, last: int) -> tuple[int, ...]:
    """Years of a span in which the whole register has no registration at all, though usual years have some.

    Such a year is missing in the table that was brought in: nothing shrank in it.
    """
    known = _registered(register)
    if not known or not sum(known.values()) / len(known) >= _FEWEST_A_YEAR:
        return ()
    return tuple(year for year in range(max(first, min(known)), last + 1) if not known.get(year))


@lru_cache(maxsize=8)
def last_full_year(register: Register) -> int | None:
    """The last year that the register knows whole: by the day it is of, and not after its newest registration."""
    years, day = years_of(register), register.meta.as_of
    if not years or len(day) < 10:
        return years[-1] if years else None
    return min(years[-1], int(day[:4]) if day[5:10] == "12-31" else int(day[:4]) - 1)


@lru_cache(maxsize=_KEPT)
def registrations(register: Register, level: str, by: str, code: str, places: frozenset[str]) -> dict[int, int]:
    """Firms of an industry by the year of their registration, at the given places (all, where none is given)."""
    narrowed = {CLUSTER: {"cluster": code}}.get(by, {"industry": code})
    sought = FirmFilter(**narrowed, places=places or None) if code else EVERY_FIRM
    found = register.counts_by(("year",), sought)
    return {int(year): int(n) for year, n in zip(found.labels[0], found.matrix, strict=True) if year.isdigit()}
