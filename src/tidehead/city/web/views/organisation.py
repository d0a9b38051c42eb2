"""One organisation: its duties, its seats, what it answers for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidehead.city.accounts.middleware import public_page
from tidehead.city.places.kinds import organisation_kind, seat_role
from tidehead.city.places.queries import leading_groups, organisations_by_code, place_by_code
from tidehead.city.plans.queries import commitments


@public_page("places")
def organisation_page(request: HttpRequest, code: str) -> HttpResponse:
    body = organisations_by_code([code]).get(code)
    if body is None:
        raise Http404
    seats = [
        (group, seat_role(seat.role), seat)
        for group in leading_groups()
        for seat in group.seats
        if seat.organisation.code == code
    ]
    return render(
        request,
        "web/organisation.html",
        {
            "body": body,
            "kind": organisation_kind(body.kind),
            "place": place_by_code(body.place) if body.place else None,
            "duties": [
                (duty.label, reverse("web:locator_source", args=[duty.source, duty.locator])) for duty in body.duties
            ],
            "source_url": reverse("web:locator_source", args=[body.source, body.locator]),
            "seats": seats,
            "commitments": commitments(organisation=code),
        },
    )
