"""All enterprises that work knows of, a page at a time, and one with what is known of it and where from."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.enterprises import queries
from tidehead.city.enterprises.queries import Sought
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.enterprises.wording import SIZES
from tidehead.city.places.queries import all_places
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_A_PAGE = 50


def enterprises(request: HttpRequest) -> HttpResponse:
    """Found by name or code, place, industry and size."""
    sought = Sought(
        **{
            name: request.GET.get(name, "").replace("\x00", "").strip()[:200]
            for name in ("text", "place", "industry", "size")
        }
    )
    if request.GET.get("format"):
        return exported(request, _table(request, queries.all_enterprises(sought))) or HttpResponse(status=400)
    page = Paginator(queries.enterprise_slices(sought), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "table": _table(request, tuple(page.object_list)),
        "page": page,
        "sought": sought,
        "places": all_places(),
        "industries": queries.industries(),
        "sizes": [(size, word) for size, word in SIZES.items() if size],
    }
    return render(request, "enterprises/enterprises.html", context)


def _table(request: HttpRequest, found: tuple[EnterpriseInfo, ...]) -> Table:
    region = request.region
    return Table(
        name="enterprises",
        title=_("Enterprises"),
        columns=(
            Column("enterprise", _("Enterprise")),
            Column("place", _("Place")),
            Column("industry", _("Trade")),
            Column("size", _("Size")),
            Column("jobs", _("Jobs"), kind="number"),
            Column("code", _("Code"), secondary=True),
        ),
        rows=tuple(_row(each) for each in found),
        as_of=region.as_of if region else None,
        synthetic=any(each.synthetic for each in found),
        searchable=False,
        empty=_("No enterprise found"),
        empty_remedy=_("Search by fewer words, or load a region pack with enterprises."),
    )


def _row(each: EnterpriseInfo) -> Row:
    origin = reverse("web:locator_source", args=[each.source, each.locator]) if each.source and each.locator else ""
    return Row(
        (
            Cell(str(each.label), url=reverse("enterprises:enterprise", args=[each.code])),
            str(each.place_label),
            each.industry,
            str(SIZES[each.size]) if each.size in SIZES else each.size,
            each.jobs,
            Cell(each.code, source=origin),
        ),
        key=each.code,
    )


def enterprise(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of one enterprise, each with its source."""
    found = queries.enterprise_by_code(code)
    if found is None:
        raise Http404
    origin = reverse("web:locator_source", args=[found.source, found.locator]) if found.source and found.locator else ""
    size = SIZES.get(found.size, found.size)
    return render(request, "enterprises/enterprise.html", {"enterprise": found, "size": size, "origin": origin})
