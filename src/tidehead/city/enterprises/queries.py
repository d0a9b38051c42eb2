"""Reads enterprises: one by its code, those of a name or a place, and all of them a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.places.queries import places_under

_BATCH = 400  # codes in one question; engines limit how many values one may hold


@dataclass(frozen=True, slots=True)
class Sought:
    """Which enterprises are wanted; what is empty does not narrow. `place` includes what stands under it."""

    text: str = ""
    place: str = ""
    industry: str = ""
    size: str = ""


def enterprise_by_code(code: str) -> EnterpriseInfo | None:
    row = _rows().filter(code=code).first()
    return _info(row) if row else None


def enterprises(codes: Iterable[str]) -> dict[str, EnterpriseInfo]:
    """Those of the given codes, by code; a code that nobody has is left out."""
    wanted, found = sorted(set(codes)), {}
    for start in range(0, len(wanted), _BATCH):
        for row in _rows().filter(code__in=wanted[start : start + _BATCH]):
            found[row.code] = _info(row)
    return found


def search_enterprises(text: str = "", place: str = "", most: int = 20) -> tuple[EnterpriseInfo, ...]:
    """Those whose name or code contains the text, in a place; at most so many."""
    return tuple(_info(row) for row in _sought(Sought(text=text, place=place))[:most])


def all_enterprises(sought: Sought | None = None) -> tuple[EnterpriseInfo, ...]:
    return tuple(_info(row) for row in _sought(sought or Sought()))


def enterprise_slices(sought: Sought) -> Slices[EnterpriseInfo]:
    rows = _sought(sought)
    return Slices(lambda offset, limit: [_info(row) for row in rows[offset : offset + limit]], rows.count)


def industries() -> tuple[tuple[str, int], ...]:
    """The industries that enterprises say they are of, with how many; the commonest first."""
    found = Enterprise.objects.filter(current=True).exclude(industry="").values_list("industry")
    return tuple(found.annotate(firms=Count("id")).order_by("-firms", "industry"))


def sizes() -> dict[str, str]:
    """The size of every enterprise by its code; "" where it is unknown."""
    return dict(Enterprise.objects.values_list("code", "size"))


def counts_by(column: str) -> dict[str, int]:
    """How many enterprises there are now of each size, or at each place: "size" or "place"; "" where it is unknown."""
    name = "place__code" if column == "place" else "size"
    rows = Enterprise.objects.filter(current=True).order_by().values_list(name).annotate(firms=Count("id"))
    return {key or "": firms for key, firms in rows}


def enterprise_ids() -> dict[str, int]:
    """Keys of the stored enterprises by code, for the apps above that refer to them."""
    return dict(Enterprise.objects.values_list("code", "id"))


def _rows() -> QuerySet[Enterprise]:
    return Enterprise.objects.select_related("place", "source")


def _sought(sought: Sought) -> QuerySet[Enterprise]:
    rows = _rows().filter(current=True).order_by("ordinal", "id")
    for word in sought.text.split():
        named = Q(label_zh__icontains=word) | Q(label_en__icontains=word)
        rows = rows.filter(named | Q(short_name__icontains=word) | Q(code__icontains=word))
    if sought.place:
        rows = rows.filter(place__code__in=places_under(sought.place))
    if sought.industry:
        rows = rows.filter(industry=sought.industry)
    return rows.filter(size=sought.size) if sought.size else rows


def _info(row: Enterprise) -> EnterpriseInfo:
    place, point = row.place, None
    if row.longitude is not None and row.latitude is not None:
        point = (row.longitude, row.latitude)
    return EnterpriseInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        short_name=row.short_name,
        place=place.code if place else "",
        place_label=Text(place.label_zh, place.label_en) if place else Text(""),
        industry=row.industry,
        size=row.size,
        jobs=row.jobs,
        point=point,
        source=row.source.code if row.source else "",
        locator=row.locator,
        synthetic=row.synthetic,
    )
