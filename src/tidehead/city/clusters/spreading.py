"""How one industry is spread over the region's places: concentration, agglomeration, neighbours that are alike."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.concentration import (
    ellison_glaeser_index,
    gini,
    herfindahl,
    hoover,
    hoover_gini,
    krugman_index,
    theil,
)
from tidehead.calc.spatial import Autocorrelation, LocalMoran, Surface, local_moran, moran, nearest, row_standardised
from tidehead.city.clusters.measures import SEED
from tidehead.city.clusters.types import CLUSTER, CountTable, Measured
from tidehead.city.places.queries import places_by_code
from tidehead.lake.register import LEVELS, Register

NEIGHBOURS = 3
"""Nearest places that count as neighbours: borders need not be known for it."""
_FEWEST_PLACES = 5
_ENOUGH_KNOWN = 0.5
"""Share of an industry's firms whose jobs are known, from which sizes are believed."""
_SHUFFLES = 999


@dataclass(frozen=True, slots=True)
class Spread:
    """An industry over places; nan unknown. by_jobs: whether firms' sizes are behind `gamma`, else each counts alike.

    hoover_gini: against all firms; gini: of the firms themselves; known_jobs: share of firms whose jobs are known.
    """

    gini: float
    hoover_gini: float
    hoover: float
    theil: float
    herfindahl: float
    krugman: float
    gamma: float
    by_jobs: bool
    known_jobs: float


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """Whether neighbours are alike in their quotients; places: whose point is known, in the order of `local`."""

    places: tuple[str, ...]
    whole: Autocorrelation
    local: LocalMoran


def spread_of(register: Register, found: Measured, industry: int) -> Spread:
    """Measures of one industry over the region's places."""
    table, own = found.table, list(found.table.own)
    firms, every = table.counts[own, industry], table.totals.place[own]
    gamma, by_jobs, share = _agglomeration(register, table, industry)
    return Spread(
        gini=float(gini(firms)),
        hoover_gini=float(hoover_gini(firms[:, None], every)[0]),
        hoover=float(hoover(firms, every)),
        theil=float(theil(firms)),
        herfindahl=float(herfindahl(firms)),
        krugman=float(krugman_index(firms, every)),
        gamma=gamma,
        by_jobs=by_jobs,
        known_jobs=share,
    )


def _agglomeration(register: Register, table: CountTable, industry: int) -> tuple[float, bool, float]:
    """Ellison and Glaeser's index; whether by jobs; the share of firms whose jobs are known."""
    own = list(table.own)
    firms, code, asked = table.counts[own, industry], table.industries[industry], table.asked
    if not firms.sum():
        return float("nan"), False, float("nan")
    sizes = sizes_of(register, asked.level, asked.by, code)
    known = sum(sizes[table.places[at]][1] for at in own if table.places[at] in sizes)
    share = float(known / firms.sum())
    if asked.year is None and share >= _ENOUGH_KNOWN:
        jobs, squares = _by_place(sizes, [table.places[at] for at in own])
        every = _all_jobs(register, asked.level, [table.places[at] for at in own])
        if jobs.sum() and every.sum():
            part = np.array([squares / jobs.sum() ** 2])
            return float(ellison_glaeser_index(jobs[:, None], part, place_jobs=every)[0]), True, share
    every = table.totals.place[own]
    return float(ellison_glaeser_index(firms[:, None], [1.0 / firms.sum()], place_jobs=every)[0]), False, share


def _by_place(sizes: dict[str, tuple[float, int, float]], places: list[str]) -> tuple[Floats, float]:
    none = (0.0, 0, 0.0)
    return floats([sizes.get(code, none)[0] for code in places]), sum(sizes.get(code, none)[2] for code in places)


@lru_cache(maxsize=64)
def sizes_of(register: Register, level: str, by: str, code: str) -> dict[str, tuple[float, int, float]]:
    """By place: jobs of an industry's firms, of how many they are known, and the sum of their squares."""
    firms: Any = register.firms_table
    column = firms.cluster if by == CLUSTER else firms[LEVELS[by]]
    some = firms.filter(column == code, firms.jobs.notnull(), firms[level].notnull())
    jobs = some.jobs.cast("float64")
    found = some.group_by(place=some[level]).aggregate(jobs=jobs.sum(), n=some.count(), squares=(jobs * jobs).sum())
    return {row["place"]: (row["jobs"], row["n"], row["squares"]) for row in found.to_pyarrow().to_pylist()}


@lru_cache(maxsize=16)
def _jobs_by_place(register: Register, level: str) -> dict[str, float]:
    found = register.counts_by((level,), measure="jobs")
    return dict(zip(found.labels[0], found.matrix.tolist(), strict=True))


def _all_jobs(register: Register, level: str, places: list[str]) -> Floats:
    known = _jobs_by_place(register, level)
    return floats([known.get(code, 0.0) for code in places])


def neighbourhood(found: Measured, industry: int) -> Neighbourhood | None:
    """Moran's I and local Moran of the shrunken quotients; None where too few places have a known point."""
    points = points_of(tuple(found.table.places[at] for at in found.table.own))
    own = [at for at in found.table.own if found.table.places[at] in points]
    if len(own) < _FEWEST_PLACES:
        return None
    codes = tuple(found.table.places[at] for at in own)
    weights = row_standardised(nearest([points[code] for code in codes], NEIGHBOURS, surface=Surface.EARTH))
    values = found.shrunken.quotient[own, industry]
    return Neighbourhood(
        codes,
        moran(values, weights, permutations=_SHUFFLES, seed=SEED),
        local_moran(values, weights, permutations=_SHUFFLES, seed=SEED),
    )


def points_of(codes: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the places that have one."""
    return {code: place.point for code, place in places_by_code(codes).items() if place.point is not None}
