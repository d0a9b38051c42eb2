"""Every industry of the region: growth, specialisation and size as bubbles, quotients with stars and doubt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidehead.city.clusters.asking import asked_in, fields, reference_text
from tidehead.city.clusters.measures import cluster_rows, measured, strongest
from tidehead.city.clusters.sheets import MOST_ROWS, bubbles, clusters_table, specialities_table
from tidehead.city.clusters.views.showing import cut, narrowed, no_register
from tidehead.city.shell.tables import exported

_MOST_STRONGEST = 60


@require_GET
def clusters(request: HttpRequest) -> HttpResponse:
    """The map of bubbles, the table behind it, and the strongest specialisations."""
    asked, place = asked_in(request.GET), request.GET.get("place", "")
    found = measured(asked)
    if found is None:
        return no_register(request, fields(asked))
    place = place if place in found.table.places else ""
    rows = cluster_rows(found, place=place)
    table = clusters_table(rows, found.table)
    strong = specialities_table(strongest(found, most=_MOST_STRONGEST, place=place), found.table)
    if file := exported(request, table) or exported(request, strong):
        return file
    context = {
        "fields": fields(asked, place=place),
        "bubbles": bubbles(rows, found.table),
        "table": narrowed(cut(table, MOST_ROWS)),
        "strong": narrowed(strong),
        "synthetic": found.table.synthetic,
        "reference": reference_text(asked),
        "unplaced": found.table.unplaced,
        "firms": int(found.table.totals.table),
    }
    return render(request, "clusters/clusters.html", context)
