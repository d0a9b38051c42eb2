"""Definitions of clusters in their versions: what each counts, and what a change between two of them is made of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidehead.city.clusters.comparing import counted, split
from tidehead.city.clusters.definition_sheets import crosswalk_table, definition_label, members_table, split_table
from tidehead.city.clusters.definitions import DefinitionInfo, all_definitions
from tidehead.city.enterprises.queries import is_synthetic
from tidehead.city.shell.tables import exported


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """One definition with its counts, the crosswalk, and two of them compared."""
    every = all_definitions()
    chosen = _chosen(every, request.GET.get("definition", "")) or (every[0] if every else None)
    new = _chosen(every, request.GET.get("new", "")) or chosen
    old = _chosen(every, request.GET.get("old", "")) or _other(every, new)
    synthetic = is_synthetic()
    members = members_table(counted(chosen), chosen, synthetic=synthetic) if chosen else None
    change = split_table(split(old, new), old, new, synthetic=synthetic) if old and new and old != new else None
    links = crosswalk_table()
    for table in filter(None, (members, change, links)):
        if file := exported(request, table):
            return file
    context = {
        "definitions": [(one, definition_label(one)) for one in every],
        "chosen": chosen,
        "label": definition_label(chosen) if chosen else "",
        "members": members,
        "old": old,
        "new": new,
        "change": change,
        "crosswalk": links,
        "synthetic": synthetic,
    }
    return render(request, "clusters/definitions.html", context)


def _chosen(every: tuple[DefinitionInfo, ...], text: str) -> DefinitionInfo | None:
    return next((one for one in every if str(one.id) == text), None)


def _other(every: tuple[DefinitionInfo, ...], new: DefinitionInfo | None) -> DefinitionInfo | None:
    """A former definition of the same taxonomy, to begin with."""
    return next((one for one in every if new and one.taxonomy == new.taxonomy and one.id != new.id), None)
