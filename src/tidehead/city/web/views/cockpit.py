"""The cockpit: where the region stands today, on a desk, a phone or a wall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tidehead.city.accounts.middleware import public_page
from tidehead.city.indicators.asking import kept_day
from tidehead.city.tasks.queries import task_of_commitment
from tidehead.city.web.asked import asked_date
from tidehead.city.web.overview import overview, work_of
from tidehead.city.web.pictures import headline_spark, lights, lights_finding, region_map, worst


@public_page("cockpit")
def cockpit(request: HttpRequest) -> HttpResponse:
    """The picture at a glance; every number leads to its source."""
    return _page(request, "web/cockpit.html", most=8)


@public_page("cockpit")
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a large screen that nobody touches; it renews itself."""
    return _page(request, "web/wall.html", most=7)


def _page(request: HttpRequest, template: str, *, most: int) -> HttpResponse:
    region = request.region
    if region is None:
        return render(request, "web/no_region.html", status=503)
    as_of = asked_date(request)
    today = as_of or timezone.localdate()
    seen = overview(region, today=today, as_of=as_of, shown_on_map=request.GET.get("map", ""))
    task_of = task_of_commitment(item.code for item in seen.late[:most])
    urgent = worst(seen.statuses, most=most)
    return render(
        request,
        template,
        {
            "seen": seen,
            "as_of": as_of,
            "today": today,
            "kept": kept_day(as_of),
            "headlines": [(headline, headline_spark(headline)) for headline in seen.headlines],
            "map": region_map(seen.map, region, kept=kept_day(as_of)),
            "lights": lights(seen.statuses),
            "finding": lights_finding(seen.statuses),
            "urgent_targets": [(status, seen.places.get(status.target.subject.place)) for status in urgent],
            "due": [(item, task_of.get(item.code, "")) for item in seen.late[:most]],
            "work": work_of(request.actor, timezone.now()) if request.actor.pk else (),
            "new": seen.new[:most],
            "old": seen.old[:most],
        },
    )
