"""One cluster or industry: its places, its years, how it is spread, what it is made of, what was published of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidehead.city.clusters.asking import asked_in, fields, reference_text
from tidehead.city.clusters.counting import region_codes, registrations
from tidehead.city.clusters.definitions import default_definition
from tidehead.city.clusters.figures import figures_table, member_code
from tidehead.city.clusters.measures import cluster_rows, measured, speciality
from tidehead.city.clusters.one_sheets import (
    definition_rows,
    firms_url,
    map_of,
    neighbour_finding,
    places_bars,
    places_table,
    spread_facts,
    years_line,
)
from tidehead.city.clusters.spreading import neighbourhood, spread_of
from tidehead.city.clusters.types import CLUSTER, level_of_industry
from tidehead.city.clusters.views.showing import narrowed, no_register
from tidehead.city.clusters.wording import industry_name
from tidehead.city.enterprises.queries import current_register, labels
from tidehead.city.shell.tables import exported


@require_GET
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Quotients by place with their intervals, a map, registrations by year, concentration, definition, figures."""
    by = level_of_industry(code)
    asked = asked_in({**request.GET.dict(), "by": by})
    register, found = current_register(), measured(asked)
    if code not in labels(by) and (found is None or code not in found.table.industries):
        raise Http404(code)
    if found is None or register is None:
        return no_register(request, fields(asked, leave_out=("by", "place")))
    published = figures_table(code)
    if code not in found.table.industries:
        if file := exported(request, published):
            return file
        context = {"code": code, "label": industry_name(code), "figures": published, "definition": _definition(code)}
        return render(request, "clusters/cluster_empty.html", context)
    industry = found.table.industries.index(code)
    around = neighbourhood(found, industry)
    cells = [speciality(found, at, industry) for at in found.table.own]
    table = places_table(cells, found.table, around)
    if file := exported(request, table) or exported(request, published):
        return file
    row = next((each for each in cluster_rows(found) if each.industry == code), None)
    inside = region_codes() if any(place in region_codes() for place in found.table.places) else frozenset()
    context = {
        "code": code,
        "label": industry_name(code),
        "row": row,
        "fields": fields(asked, leave_out=("by", "place")),
        "reference": reference_text(asked),
        "synthetic": found.table.synthetic,
        "bars": places_bars(cells, found.table),
        "map": map_of(cells, found.table),
        "line": years_line(registrations(register, asked.level, by, code, inside), found.table),
        "table": narrowed(table),
        "spread": spread_facts(spread_of(register, found, industry)),
        "around": neighbour_finding(around),
        "definition": _definition(code),
        "figures": published,
        "firms_url": firms_url(code),
    }
    return render(request, "clusters/cluster.html", context)


def _definition(code: str) -> dict[str, object] | None:
    """What a cluster is made of; None for an industry of the classification, which the classification defines."""
    definition = default_definition()
    member = definition.member(code) if definition and level_of_industry(code) == CLUSTER else None
    if definition is None or member is None:
        return None
    return {"info": definition, "rules": definition_rows(member), "note": member.note, "member": member_code(code)}
