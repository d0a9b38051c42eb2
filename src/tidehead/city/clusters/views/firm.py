"""On the page of a firm: how special its place is in what it does, and who does the same there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tidehead.city.clusters.measures import measured, speciality
from tidehead.city.clusters.types import CLUSTER, COUNTY, Asked, Speciality, level_of_industry
from tidehead.city.clusters.wording import industry_name, interval_text, place_name, stars_doubt, stars_text
from tidehead.city.enterprises.queries import register_firm


@require_GET
def firm_part(request: HttpRequest, code: str) -> HttpResponse:
    """Its cluster and its industry at its county: quotient, interval, chance, stars; 204 where nothing is known."""
    firm = register_firm(code)
    if firm is None or not firm.county:
        return HttpResponse(status=204)
    found = [
        _told(one)
        for industry in dict.fromkeys(filter(None, (firm.cluster, firm.group or firm.division)))
        if (one := _at(firm.county, industry))
    ]
    if not found:
        return HttpResponse(status=204)
    context = {"found": found, "county": place_name(firm.county), "code": firm.county}
    return render(request, "clusters/_firm_part.html", context)


def _at(county: str, industry: str) -> Speciality | None:
    found = measured(Asked(COUNTY, level_of_industry(industry)))
    if found is None or county not in found.table.places or industry not in found.table.industries:
        return None
    return speciality(found, found.table.places.index(county), found.table.industries.index(industry))


def _told(found: Speciality) -> dict[str, object]:
    name = "cluster" if level_of_industry(found.industry) == CLUSTER else "industry"
    search = urlencode({"place": found.place, name: found.industry})
    return {
        "info": found,
        "label": industry_name(found.industry),
        "url": reverse("clusters:cluster", args=[found.industry]),
        "interval": interval_text(found.low, found.high),
        "stars": stars_text(found),
        "doubt": stars_doubt(found),
        "peers_url": f"{reverse('enterprises:enterprises')}?{search}",
        "peers": found.firms - 1,
    }
