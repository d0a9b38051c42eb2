"""All places in their trees, and all organisations with their duties."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.accounts.middleware import public_page
from tidehead.city.places.kinds import level_word, organisation_kind, place_kind, seat_role
from tidehead.city.places.queries import all_organisations, all_places, leading_groups, places_by_code, tree_branches
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported


@public_page("places")
def places(request: HttpRequest) -> HttpResponse:
    """Every place once in a table, and again in each tree where it stands."""
    table = _places_table(request)
    if (file := exported(request, table)) is not None:
        return file
    trees = tree_branches()
    chosen = request.GET.get("tree", "")
    shown = next((pair for pair in trees if pair[0].code == chosen), trees[0] if trees else None)
    return render(request, "places/places.html", {"table": table, "trees": trees, "shown": shown})


def _places_table(request: HttpRequest) -> Table:
    rows = tuple(
        Row(
            (
                Cell(
                    str(place.label),
                    url=reverse("web:place", args=[place.code]),
                    note=place.note if place.note.zh else "",
                ),
                str(place_kind(place.kind)),
                str(level_word(place.status)),
                "、".join(place.aliases),
                Cell(place.code, source=reverse("web:locator_source", args=[place.source, place.locator])),
            ),
            key=place.code,
        )
        for place in all_places()
    )
    columns = (
        Column("place", _("Place")),
        Column("kind", _("Kind"), filtered=True),
        Column("level", _("Level"), filtered=True),
        Column("aliases", _("Also called"), secondary=True),
        Column("code", _("Code"), secondary=True),
    )
    region = request.region
    return Table(
        name="places",
        title=_("All places"),
        columns=columns,
        rows=rows,
        as_of=region.as_of if region else None,
        synthetic=bool(region and region.synthetic),
        empty=_("No places yet"),
        empty_remedy=_("Load a region pack: tidehead pack load DIRECTORY."),
    )


@public_page("places")
def organisations(request: HttpRequest) -> HttpResponse:
    """Who does what, and who sits in the leading groups, by post."""
    table = _organisations_table(request)
    if (file := exported(request, table)) is not None:
        return file
    groups = [
        (
            group,
            [(seat_role(seat.role), seat) for seat in group.seats],
            reverse("web:locator_source", args=[group.source, group.locator]),
        )
        for group in leading_groups()
    ]
    return render(request, "places/organisations.html", {"table": table, "groups": groups})


def _organisations_table(request: HttpRequest) -> Table:
    places = places_by_code()
    rows = tuple(
        Row(
            (
                Cell(str(body.label), url=reverse("web:organisation", args=[body.code])),
                str(organisation_kind(body.kind)),
                str(places[body.place].label) if body.place in places else "",
                "; ".join(str(duty.label) for duty in body.duties),
                Cell(body.code, source=reverse("web:locator_source", args=[body.source, body.locator])),
            ),
            key=body.code,
        )
        for body in all_organisations()
    )
    columns = (
        Column("organisation", _("Organisation")),
        Column("kind", _("Kind"), filtered=True),
        Column("place", _("Place"), filtered=True),
        Column("duties", _("Duties")),
        Column("code", _("Code"), secondary=True),
    )
    region = request.region
    return Table(
        name="organisations",
        title=_("All organisations"),
        columns=columns,
        rows=rows,
        as_of=region.as_of if region else None,
        synthetic=bool(region and region.synthetic),
        empty=_("No organisations yet"),
        empty_remedy=_("Load a region pack: tidehead pack load DIRECTORY."),
    )
