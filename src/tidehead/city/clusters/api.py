"""Clusters under /api/: industries of the region, quotients of places, what lies near a place."""

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from tidehead.city.clusters.asking import asked_in, level_of_place, usual_space
from tidehead.city.clusters.plain import clusters_in_plain, next_in_plain, quotients_in_plain
from tidehead.city.clusters.types import Asked

router = Router(tags=["clusters"])


class AskedCounts(Schema):
    """Which counts. by: cluster, division, group or class; level: county, town or park; reference: region (its places
    together) or register (all places that the register has firms of); year: registered by its end, empty: all firms."""

    by: str = ""
    level: str = ""
    reference: str = ""
    year: str = ""


class QuotientOut(Schema):
    """A place in an industry. expected: firms at a quotient of 1; quotient: shrunk, with its 90 % interval low to high;
    above_one: chance that it is more than 1; star_chances: of size, specialisation and focus. Unknown is null."""

    place: str
    place_label: str
    industry: str
    industry_label: str
    firms: int
    expected: float | None
    raw: float | None
    quotient: float | None
    low: float | None
    high: float | None
    above_one: float | None
    stars: int | None
    star_chances: list[float | None]


class GrowthOut(Schema):
    """Registrations of the years first to last (new) against as many years before (former), with the 90 % interval."""

    first: int
    last: int
    new: float
    former: float
    ratio: float | None
    low: float | None
    high: float | None


class ClusterOut(Schema):
    """An industry of the region: firms, their share, the place where it is strongest, growth of registrations."""

    industry: str
    label: str
    firms: int
    share: float
    leading: QuotientOut | None
    growth: GrowthOut | None


class OptionOut(Schema):
    """An industry that a place has not got. density: 0-1; complexity: PCI; gain: COG; score: 0-1."""

    industry: str
    label: str
    score: float | None
    density: float | None
    complexity: float | None
    gain: float | None


class NextOut(Schema):
    """What lies near a place. supported: whether the interval of the backtest's area lies above 0.5; where it does not,
    the list describes and does not recommend."""

    place: str
    supported: bool
    area: float | None
    area_low: float | None
    area_high: float | None
    tested_from: int | None
    tested_to: int | None
    industries: list[OptionOut]


def _asked(given: AskedCounts, usual: Asked | None = None) -> Asked:
    return asked_in(given.model_dump(), usual=usual)


@router.get("/clusters", response=list[ClusterOut], summary="Industries of the region: specialisation and growth")
def get_clusters(request: HttpRequest, asked: Query[AskedCounts]) -> list[dict[str, object]]:
    return clusters_in_plain(_asked(asked))


@router.get("/clusters/quotients", response=list[QuotientOut], summary="Location quotients with their doubt")
def get_quotients(
    request: HttpRequest, asked: Query[AskedCounts], place: str = "", industry: str = ""
) -> list[dict[str, object]]:
    return list(quotients_in_plain(_asked(asked), place=place, industry=industry))


@router.get("/clusters/places/{code}/next", response=NextOut, summary="What lies near a place, and its backtest")
def get_next(request: HttpRequest, code: str, asked: Query[AskedCounts]) -> dict[str, object]:
    usual = usual_space()
    level = level_of_place(code)
    found = (
        next_in_plain(_asked(asked, Asked(level or usual.level, usual.by, usual.reference)), code) if level else None
    )
    if found is None:
        raise HttpError(404, "The register has no firm at such a place.")
    return found
