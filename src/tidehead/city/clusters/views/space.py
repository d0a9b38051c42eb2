"""The industry space as a network, and the complexity of places and industries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidehead.city.clusters.asking import asked_in, fields, reference_text, usual_space
from tidehead.city.clusters.place_sheets import test_words
from tidehead.city.clusters.sheets import MOST_ROWS
from tidehead.city.clusters.space_sheets import (
    complexity_bubbles,
    industries_table,
    network,
    nodes_table,
    places_table,
    shown_place,
    tested_facts,
)
from tidehead.city.clusters.spaces import MOST_NODES, backtested, drawn
from tidehead.city.clusters.spaces import space as space_asked
from tidehead.city.clusters.views.showing import cut, no_register, said
from tidehead.city.shell.tables import exported


@require_GET
def space(request: HttpRequest) -> HttpResponse:
    """Industries that the same places have, linked; of a chosen place what it has of them."""
    asked = asked_in(request.GET, usual=usual_space())
    found = space_asked(asked)
    if found is None:
        return no_register(request, fields(asked, leave_out=("place",)), tab="space")
    place = shown_place(found.table, request.GET.get("place", ""))
    table = nodes_table(found, place)
    if file := exported(request, table):
        return file
    context = {
        "fields": fields(asked, place=place, no_place=_("all places together")),
        "network": network(found, drawn(found), place),
        "table": cut(table, MOST_ROWS),
        "most": MOST_NODES,
        "synthetic": found.table.synthetic,
        "reference": reference_text(asked),
    }
    return render(request, "clusters/space.html", context)


@require_GET
def complexity(request: HttpRequest) -> HttpResponse:
    """ECI, PCI, COI, and before them whether nearness foretold what entered."""
    asked = asked_in(request.GET, usual=usual_space())
    found = space_asked(asked)
    if found is None:
        return no_register(request, fields(asked, leave_out=("place",)), tab="complexity")
    test = backtested(asked)
    places, industries = places_table(found), industries_table(found)
    if file := exported(request, places) or exported(request, industries):
        return file
    context = {
        "fields": fields(asked, leave_out=("place",)),
        "test": test_words(test),
        "supported": bool(test and test.supported),
        "facts": tested_facts(test),
        "bubbles": complexity_bubbles(found),
        "places": cut(places, MOST_ROWS),
        "industries": cut(industries, MOST_ROWS),
        "refusal": said(found.refusal),
        "notes": [said(note) for note in found.complexity.notes] if found.complexity else [],
        "synthetic": found.table.synthetic,
        "reference": reference_text(asked),
    }
    return render(request, "clusters/complexity.html", context)
