"""One place: in all its trees, with its figures, peers, targets and work."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tidehead.city.accounts.middleware import public_page
from tidehead.city.indicators.asking import kept_day
from tidehead.city.indicators.queries import targets
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.places.kinds import level_word, place_kind
from tidehead.city.places.queries import place_by_code, places_by_code, standings_of
from tidehead.city.plans.queries import commitments, schedule
from tidehead.city.shell.tables import exported
from tidehead.city.web.asked import asked_date
from tidehead.city.web.place_view import (
    NewestFigure,
    figures_file,
    figures_table,
    newest_of_place,
    peers_chart,
    series_chart,
)


@public_page("places")
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    place = place_by_code(code)
    if place is None or request.region is None:
        raise Http404
    as_of = asked_date(request)
    rows = newest_of_place(place, as_of=as_of)
    if request.GET.get("format"):
        whole = figures_file(rows, request.region, name=str(place.label), as_of=as_of)
        if (file := exported(request, whole)) is not None:
            return file
    table = figures_table(rows, request.region, name=str(place.label), as_of=as_of)
    today = as_of or timezone.localdate()
    places = places_by_code()
    course, ranked = _longest_course(rows), _best_known(rows)
    return render(
        request,
        "web/place.html",
        {
            "place": place,
            "kind": place_kind(place.kind),
            "level": level_word(place.status),
            "within": places.get(place.within),
            "source_url": reverse("web:locator_source", args=[place.source, place.locator]),
            "standings": standings_of(code),
            "table": table,
            "as_of": as_of,
            "kept": kept_day(as_of),
            "series": series_chart(course, request.region, place=place) if course else None,
            "peers": peers_chart(ranked, request.region, places=places, as_of=as_of) if ranked else None,
            "statuses": target_statuses(targets(place=code, as_of=today), today=today, as_of=as_of),
            "commitments": commitments(place=code),
            "schedule": schedule(place=code),
        },
    )


def _longest_course(rows: tuple[NewestFigure, ...]) -> NewestFigure | None:
    """The indicator with the most whole-year figures, three at least."""
    known = [(sum(len(f.period) == 4 for f in row.series), -n, row) for n, row in enumerate(rows) if not row.industry]
    most = max(known, default=None, key=lambda item: item[:2])
    return most[2] if most and most[0] >= 3 else None


def _best_known(rows: tuple[NewestFigure, ...]) -> NewestFigure | None:
    """The indicator for which most peers are known, two at least."""
    known = [(row.rank[1], -n, row) for n, row in enumerate(rows) if row.rank]
    most = max(known, default=None, key=lambda item: item[:2])
    return most[2] if most and most[0] >= 3 else None
