"""Quotients, stars and growth of a table of counts, each with its doubt."""

from functools import lru_cache

import numpy as np
from scipy import special

from tidehead.calc.concentration import Shrunken, shrink, star_chances, stars
from tidehead.city.clusters.counting import holes_of, last_full_year, region_codes, table_of, years_of
from tidehead.city.clusters.types import Asked, ClusterRow, CountTable, Entries, Measured, Speciality
from tidehead.city.enterprises.queries import current_register
from tidehead.lake.register import Register

SEED = 20_250_101
"""Of the draws behind the chances of stars: the same register gives the same chances."""
LEVEL = 0.9
"""Of every interval that pages of clusters show."""
_MOST_DRAWN = 2_000_000
"""Quotients drawn at most: 100 draws tell a chance to 5 points, which is what a page shows stars by."""
SPAN = 5
"""Years of registrations that are compared with as many before."""


def measured(asked: Asked) -> Measured | None:
    """Quotients of the counts that are asked for; None before there is a register, or where it has no such counts."""
    register = current_register()
    return measured_of(register, asked, region_codes()) if register else None


@lru_cache(maxsize=32)
def measured_of(register: Register, asked: Asked, inside: frozenset[str]) -> Measured | None:
    """Kept by the register, which never changes."""
    found = shrunken_of(register, asked, inside)
    if found is None:
        return None
    table, shrunken = found
    draws = int(np.clip(_MOST_DRAWN // table.counts.size, 100, 500))
    return Measured(
        table,
        shrunken,
        stars(table.counts, margins=table.totals),
        star_chances(shrunken, draws=draws, seed=SEED),
    )


@lru_cache(maxsize=48)
def shrunken_of(register: Register, asked: Asked, inside: frozenset[str]) -> tuple[CountTable, Shrunken] | None:
    """Counts and their shrunken quotients, without the stars, which cost most."""
    table = table_of(register, asked, inside)
    if not table.places or not table.industries:
        return None
    return table, shrink(table.counts, margins=table.totals, level=LEVEL)


def speciality(found: Measured, place: int, industry: int) -> Speciality:
    """One cell, told."""
    shrunken, at, chances = found.shrunken, (place, industry), found.chances
    star = float(found.stars.count[at])
    return Speciality(
        place=found.table.places[place],
        industry=found.table.industries[industry],
        firms=int(found.table.counts[at]),
        expected=float(shrunken.expected[at]),
        raw=float(shrunken.raw[at]),
        quotient=float(shrunken.quotient[at]),
        low=float(shrunken.low[at]),
        high=float(shrunken.high[at]),
        above=float(shrunken.above[at]),
        stars=int(star) if np.isfinite(star) else None,
        chances=(float(chances.size[at]), float(chances.specialisation[at]), float(chances.focus[at])),
        count_chances=tuple(float(each) for each in chances.count[at]),  # type: ignore[arg-type]
    )


def strongest(found: Measured, *, most: int, place: str = "", industry: str = "") -> tuple[Speciality, ...]:
    """The cells whose quotient is surely high: by the lower end of its interval, of the region's places only."""
    table = found.table
    low = np.where(np.asarray(table.inside)[:, None], found.shrunken.low, np.nan)
    low = np.where(table.counts > 0, low, np.nan)
    if place:
        low[[code != place for code in table.places]] = np.nan
    if industry:
        low[:, [code != industry for code in table.industries]] = np.nan
    order = np.argsort(-np.nan_to_num(low, nan=-1.0), axis=None, kind="stable")[:most]
    cells = [divmod(int(each), len(table.industries)) for each in order]
    return tuple(speciality(found, *cell) for cell in cells if np.isfinite(low[cell]))


def cluster_rows(found: Measured, *, place: str = "") -> tuple[ClusterRow, ...]:
    """Every industry of the table, the largest first; at one place where one is named."""
    register, table = current_register(), found.table
    own = [at for at in table.own if not place or table.places[at] == place]
    if register is None or not own:
        return ()
    grown = entries_of(register, table, tuple(own))
    firms = table.counts[own].sum(axis=0)
    whole = float(table.totals.place[own].sum())
    best = _leading(found, own)
    order = np.argsort(-firms, kind="stable")
    return tuple(
        ClusterRow(
            industry=table.industries[at],
            firms=int(firms[at]),
            share=float(firms[at] / whole) if whole else float("nan"),
            leading=speciality(found, best[at], int(at)) if best[at] >= 0 else None,
            entries=grown[at] if grown else None,
        )
        for at in order
        if firms[at] > 0
    )


def _leading(found: Measured, own: list[int]) -> list[int]:
    """Of each industry the place with the highest quotient after shrinking, among those that have firms; −1: none."""
    quotient = np.where(found.table.counts[own] > 0, found.shrunken.quotient[own], -1.0)
    best = np.argmax(np.nan_to_num(quotient, nan=-1.0), axis=0)
    highest = np.take_along_axis(np.nan_to_num(quotient, nan=-1.0), best[None, :], axis=0)[0]
    return [own[int(at)] if value >= 0 else -1 for at, value in zip(best, highest, strict=True)]


def entries_of(register: Register, table: CountTable, rows: tuple[int, ...]) -> tuple[Entries, ...]:
    """Registrations of each industry of the table at some of its places; () where no day of registration is known."""
    last = table.asked.year or last_full_year(register)
    if last is None or not years_of(register):
        return ()
    codes = frozenset(table.places)
    counted = [
        _by_industry(table_of(register, table.asked.at(year), codes), table, rows)
        for year in (last, last - SPAN, last - 2 * SPAN)
    ]
    new, former = counted[0] - counted[1], counted[1] - counted[2]
    holes = holes_of(register, last - 2 * SPAN + 1, last)
    return tuple(growth_of(float(a), float(b), last=last, holes=holes) for a, b in zip(new, former, strict=True))


def _by_industry(
    then: CountTable, now: CountTable, rows: tuple[int, ...]
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Firms of each industry of one table at some of its places, as another table counts them."""
    wanted = {now.places[row] for row in rows}
    kept = [at for at, code in enumerate(then.places) if code in wanted]
    sums = dict(zip(then.industries, then.counts[kept].sum(axis=0), strict=True))
    return np.array([sums.get(code, 0.0) for code in now.industries])


def growth_of(new: float, former: float, *, last: int, level: float = LEVEL, holes: tuple[int, ...] = ()) -> Entries:
    """new ÷ former with the interval of a ratio of two Poisson counts.

    Of the new + former registrations each is new with the chance ratio ÷ (1 + ratio): Clopper and Pearson's interval of
    that chance gives the ratio's. Source: Przyborowski & Wilenski 1940, Biometrika 31, 313-323.

    holes: years that the register knows nothing of. Means of the known years are compared; where fewer than half of a
    span's years are known, the ratio is unknown.

    30 after 20: 1.5, surely above 0.9.

    >>> found = growth_of(30, 20, last=2025)
    >>> found.ratio, round(found.low, 2), round(found.high, 2)
    (1.5, 0.9, 2.53)
    """
    known_new, known_former = known_years(last, holes)
    if min(known_new, known_former) <= SPAN / 2:
        return Entries(last - SPAN + 1, last, new, former, None, None, None, holes)
    exposure = known_former / known_new
    tail = (1 - level) / 2
    low = special.betaincinv(new, former + 1, tail) if new else 0.0
    high = special.betaincinv(new + 1, former, 1 - tail) if former else 1.0
    return Entries(
        first=last - SPAN + 1,
        last=last,
        new=new,
        former=former,
        ratio=new / former * exposure if former else None,
        low=_odds(float(low), exposure) if new + former else None,
        high=_odds(float(high), exposure) if former else None,
        holes=holes,
    )


def known_years(last: int, holes: tuple[int, ...]) -> tuple[int, int]:
    """How many years of the later and of the earlier span the register knows."""
    later = sum(year > last - SPAN for year in holes)
    return SPAN - later, SPAN - (len(holes) - later)


def _odds(chance: float, exposure: float) -> float | None:
    return chance / (1 - chance) * exposure if chance < 1 else None
