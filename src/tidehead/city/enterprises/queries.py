"""Reads enterprises: those that work knows, and the register of all firms, one by its code or a page at a time.

What the register says is read in its own modules, and offered here to the apps above.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import FirmFilter as FirmFilter
from tidehead.city.enterprises.firms import facets as facets
from tidehead.city.enterprises.firms import firm_slices as firm_slices
from tidehead.city.enterprises.firms import firms_for_export as firms_for_export
from tidehead.city.enterprises.firms import firms_named
from tidehead.city.enterprises.firms import is_synthetic as is_synthetic
from tidehead.city.enterprises.firms import neighbours_of as neighbours_of
from tidehead.city.enterprises.firms import place_industry_counts as place_industry_counts
from tidehead.city.enterprises.firms import register_firm as register_firm
from tidehead.city.enterprises.firms import register_firms as register_firms
from tidehead.city.enterprises.firms import register_size as register_size
from tidehead.city.enterprises.firms import years_of as years_of
from tidehead.city.enterprises.honours import codes_with_title as codes_with_title
from tidehead.city.enterprises.honours import honour_rows as honour_rows
from tidehead.city.enterprises.honours import honours_of as honours_of
from tidehead.city.enterprises.honours import honours_of_all as honours_of_all
from tidehead.city.enterprises.honours import titles as titles
from tidehead.city.enterprises.identity import all_codes_of as all_codes_of
from tidehead.city.enterprises.identity import code_that_stays as code_that_stays
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.searching import places_of
from tidehead.city.enterprises.terms import industry_label, place_label
from tidehead.city.enterprises.terms import label_of as label_of
from tidehead.city.enterprises.terms import labels as labels
from tidehead.city.enterprises.terms import terms as terms
from tidehead.city.enterprises.types import EnterpriseInfo, FirmInfo
from tidehead.city.enterprises.versions import current_register as current_register
from tidehead.city.enterprises.versions import current_version as current_version
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
    """Those whose name or code contains the text, in a place; at most so many. Firms that work knows come first.

    Then those of the register only: whoever works with one of them makes it known by `ensure_enterprise`.
    """
    found = [_info(row) for row in _sought(Sought(text=text, place=place))[:most]]
    if len(found) < most and text.strip():
        known = {each.code for each in found}
        for firm in firms_named(text, 2 * most, places=places_of(place)):
            if firm.code not in known and len(found) < most:
                found.append(enterprise_of_firm(firm))
    return tuple(found)


def known_or_registered(code: str) -> EnterpriseInfo | None:
    """The enterprise of a code: as work knows it, else as the register does."""
    known = enterprise_by_code(code)
    if known is not None:
        return known
    firm = register_firm(code)
    return enterprise_of_firm(firm) if firm else None


def enterprise_of_firm(firm: FirmInfo) -> EnterpriseInfo:
    """A firm of the register as work speaks of enterprises; its name masked where it is a person's."""
    place = next(iter(firm.places), "")
    return EnterpriseInfo(
        code=firm.code,
        label=Text(firm.name),
        short_name="",
        place=place,
        place_label=Text(place_label(place)) if place else Text(""),
        industry=industry_label(firm.industry),
        size="",
        jobs=firm.jobs,
        point=firm.point,
        source="",
        locator="",
        synthetic=firm.synthetic,
    )


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
