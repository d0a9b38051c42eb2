"""The industries of one place: what it is specialised in, why it grew, who is like it, what lies near."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidehead.city.clusters.asking import asked_in, fields, level_of_place, reference_text, span_of
from tidehead.city.clusters.changing import shifted
from tidehead.city.clusters.measures import measured, strongest
from tidehead.city.clusters.place_sheets import (
    options_table,
    peers_table,
    shift_bars,
    shift_table,
    structure_facts,
    test_words,
)
from tidehead.city.clusters.sheets import specialities_table
from tidehead.city.clusters.spaces import backtested, options_of, peers_of, space
from tidehead.city.clusters.views.showing import no_register, said
from tidehead.city.clusters.wording import place_name
from tidehead.city.shell.tables import exported

_MOST_STRONGEST = 40


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Specialisations, structure, shift-share, peers and what could come next of a county, a town or a park."""
    level = level_of_place(code)
    if not level:
        raise Http404(code)
    asked = asked_in({**request.GET.dict(), "level": level})
    found, near = measured(asked), space(asked)
    if found is None or code not in found.table.places:
        return no_register(request, fields(asked, leave_out=("level", "place")), tab="")
    at = found.table.places.index(code)
    first, last = span_of(request.GET)
    change = shifted(asked, code, first=first, last=last) if last else None
    test = backtested(asked)
    strong = specialities_table(strongest(found, most=_MOST_STRONGEST, place=code), found.table)
    tables = {
        "strong": strong,
        "shift": shift_table(change, found.table) if change else None,
        "peers": peers_table(peers_of(found.table, at), found.table),
        "options": options_table(options_of(near, at), near, test) if near else None,
    }
    for table in filter(None, tables.values()):
        if file := exported(request, table):
            return file
    context = {
        **tables,
        "code": code,
        "label": place_name(code),
        "fields": fields(asked, leave_out=("level", "place")),
        "reference": reference_text(asked),
        "synthetic": found.table.synthetic,
        "facts": structure_facts(found, at, near),
        "change": change,
        "bars": shift_bars(change, found.table) if change else None,
        "test": test_words(test),
        "supported": bool(test and test.supported),
        "refusal": said(near.refusal) if near else "",
    }
    return render(request, "clusters/place.html", context)
