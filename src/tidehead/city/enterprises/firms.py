"""Firms of the register as pages show them: read from the lake, set right by what people decided, masked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tidehead.city.common.slices import Slices
from tidehead.city.enterprises.correcting import corrected, standing_corrections
from tidehead.city.enterprises.identity import code_that_stays
from tidehead.city.enterprises.masking import masked
from tidehead.city.enterprises.types import FirmInfo, FirmYear
from tidehead.city.enterprises.versions import current_register
from tidehead.lake.register import EVERY_FIRM, Counts, Firm, FirmFilter, Register

FACETS = ("county", "division", "cluster", "role", "activity", "kind", "status")
_MOST_CODES = 2_000


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the firms that were found are of each value; unknown: of how many it is not known."""

    column: str
    values: tuple[tuple[str, int], ...]
    unknown: int


# One firm, and several by their codes


def register_firm(code: str) -> FirmInfo | None:
    """The firm of a code, or of the code that it was found to be the same as; masked."""
    found = unmasked_firm(code)
    return masked(found) if found else None


def unmasked_firm(code: str) -> FirmInfo | None:
    """With the name and address of a person. For this app's own use: who reads it leaves a trail."""
    register = current_register()
    if register is None:
        return None
    row = register.firm(code) or register.firm(code_that_stays(code))
    if row is None:
        return None
    return corrected(info(row), standing_corrections([row.code]).get(row.code, {}))


def register_firms(codes: Iterable[str]) -> dict[str, FirmInfo]:
    """Firms by code, masked; a code that the register does not have is left out."""
    register = current_register()
    wanted = list(dict.fromkeys(codes))
    if register is None or not wanted:
        return {}
    return {row.code: row for row in _shown(register.firms(wanted).values())}


# Many firms


def firm_slices(sought: FirmFilter, order: str = "") -> Slices[FirmInfo]:
    """The firms that are wanted, a page at a time, masked."""
    register = current_register()
    if register is None:
        return Slices(lambda offset, limit: (), lambda: 0)
    how = {"order": order, "descending": order != "name"} if order else {}
    return Slices(
        lambda offset, limit: _shown(register.search(sought, offset, limit, **how).rows),
        lambda: _count(register, sought),
    )


@lru_cache(maxsize=512)
def _count(register: Register, sought: FirmFilter) -> int:
    """Kept: a register never changes. Names are counted by their index, which is faster than going through all."""
    return register.search(sought, 0, 1).total if sought.text else register.count(sought)


def firms_for_export(sought: FirmFilter, most: int) -> Iterator[FirmInfo]:
    """At most so many of the firms that are wanted, in the order of codes, masked."""
    register = current_register()
    if register is None:
        return
    some: list[Firm] = []
    for nth, row in enumerate(register.rows_for_export(sought)):
        if nth >= most:
            break
        some.append(row)
        if len(some) == _MOST_CODES:
            yield from _shown(some)
            some = []
    yield from _shown(some)


def firms_named(text: str, most: int = 20, *, places: frozenset[str] | None = None) -> tuple[FirmInfo, ...]:
    """Firms whose name or code fits, for choosing one."""
    register = current_register()
    if register is None or not text.strip():
        return ()
    if places is None:
        return _shown(register.named(text, most))
    return _shown(register.search(FirmFilter(text=text, places=places), 0, most).rows)


def facets(sought: FirmFilter) -> tuple[Facet, ...]:
    """How what was found is spread over the columns that one can narrow by."""
    register = current_register()
    return _facets(register, sought) if register else ()


@lru_cache(maxsize=256)
def _facets(register: Register, sought: FirmFilter) -> tuple[Facet, ...]:
    """Kept: a register never changes, and most pages ask the same."""
    found = register.facets(sought, FACETS)
    return tuple(
        Facet(
            column,
            tuple((value, count) for value, count in found[column] if value is not None),
            sum(count for value, count in found[column] if value is None),
        )
        for column in FACETS
    )


def place_industry_counts(level: str = "county", by: str = "division", *, as_of: int | None = None) -> Counts | None:
    """Firms by place and industry. level: county | town | park; by: division | group | class | cluster."""
    register = current_register()
    return register.place_industry(level, by, as_of=as_of) if register else None


def register_size() -> int:
    """How many firms the register has."""
    register = current_register()
    return register.meta.rows if register else 0


def is_synthetic() -> bool:
    """Whether any row of the register is made up."""
    register = current_register()
    return bool(register and register.meta.synthetic)


_FIGURES = ("jobs", "revenue_cny", "output_cny", "value_added_cny", "tax_cny", "rd_cny", "energy_tce")


def rows_behind(code: str) -> tuple[FirmInfo, ...]:
    """The rows that a firm was made from, the leading one first; empty where it is one row as it came. Masked."""
    register = current_register()
    if register is None:
        return ()
    return tuple(masked(info(each.firm)) for each in register.history_of(code))


def years_of(code: str) -> tuple[FirmYear, ...]:
    """What a firm reported, the first year first."""
    return years_of_all([code]).get(code, ())


def years_of_all(codes: Iterable[str]) -> dict[str, tuple[FirmYear, ...]]:
    """What many firms reported, by code; those that reported nothing are left out."""
    register = current_register()
    found = register.panels_of(codes) if register else {}
    return {
        code: tuple(FirmYear(row.year, **{name: getattr(row, name) for name in _FIGURES}) for row in rows)
        for code, rows in found.items()
    }


def firms_by_revenue(most: int) -> tuple[FirmInfo, ...]:
    """Firms whose revenue the register knows, the largest first."""
    register = current_register()
    if register is None:
        return ()
    rows = register.search(EVERY_FIRM, 0, most, order="revenue_cny", descending=True).rows
    return _shown(row for row in rows if row.revenue_cny is not None)


def neighbours_of(firm: FirmInfo, most: int = 8) -> tuple[FirmInfo, ...]:
    """Firms of the same town (or county) and the same cluster (or group): those next to it where points are known."""
    register = current_register()
    place = firm.town or firm.county
    if register is None or not place or not (firm.cluster or firm.group or firm.division):
        return ()
    like = {"cluster": firm.cluster} if firm.cluster else {"industry": firm.group or firm.division}
    sought = FirmFilter(places=frozenset({place}), **like)
    found = [row for row in _shown(register.search(sought, 0, 10 * most).rows) if row.code != firm.code]
    return tuple(sorted(found, key=lambda row: _distance(firm, row))[:most])


def _distance(a: FirmInfo, b: FirmInfo) -> float:
    """For ordering only: squared degrees, a degree of longitude taken as shorter than one of latitude."""
    if a.point is None or b.point is None:
        return float("inf")
    return (0.87 * (a.point[0] - b.point[0])) ** 2 + (a.point[1] - b.point[1]) ** 2


# From the lake


def _shown(rows: Iterable[Firm]) -> tuple[FirmInfo, ...]:
    found = [info(row) for row in rows]
    set_right = standing_corrections([row.code for row in found]) if found else {}
    return tuple(masked(corrected(row, set_right.get(row.code, {}))) for row in found)


def info(row: Firm) -> FirmInfo:
    """A row of the lake as this app speaks of firms."""
    point = None if row.longitude is None or row.latitude is None else (row.longitude, row.latitude)
    return FirmInfo(
        code=row.code,
        name=row.name or row.code,
        former_names=tuple(name for name in (row.former_names or "").split(";") if name),
        kind=row.kind or "",
        status=row.status or "",
        registered_on=row.registered_on,
        capital_cny=row.capital_cny,
        capital_text=row.capital_text or "",
        scope=row.scope or "",
        address=row.address or "",
        county=row.county or "",
        town=row.town or "",
        park=row.park or "",
        point=point,
        industry=row.industry or row.group_ or row.division or "",
        division=row.division or "",
        group=row.group_ or "",
        cluster=row.cluster or "",
        role=row.role or "",
        activity=row.activity or "",
        confidence=row.confidence,
        because=_because(row.because),
        jobs=None if row.jobs is None else int(row.jobs),
        revenue_cny=row.revenue_cny,
        output_cny=row.output_cny,
        tax_cny=row.tax_cny,
        land_mu=row.land_mu,
        source=row.source or "",
        source_row=row.source_row,
        synthetic=bool(row.synthetic),
    )


def _because(text: str | None) -> tuple[tuple[str, str, str], ...]:
    return tuple((where, word, code) for where, word, code in json.loads(text)) if text else ()
