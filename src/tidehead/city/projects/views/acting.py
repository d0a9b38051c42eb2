"""What is done to a project beside moving it: each is a POST that leads back to its page, saying what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.actions import attach_file
from tidehead.city.cases.types import CaseInfo, NewFile
from tidehead.city.indicators.types import MappingRefused
from tidehead.city.places.queries import all_organisations
from tidehead.city.projects import agreeing, deciding, placing, promising, queries, returning, reviewing
from tidehead.city.projects import forms as filled
from tidehead.city.projects.agreements import agreements
from tidehead.city.projects.rights import may_decide_counting, may_edit, may_share
from tidehead.city.projects.types import IN_FORCE
from tidehead.city.projects.views.asking import REFUSALS, missing_is_404

Act = Callable[[], object]
May = Callable[[Actor, CaseInfo], bool]
PAGES = {"promises": "book", "returns": "book", "places": "shares", "counting": "shares", "reviews": "project"}
"""On which of the project's pages each of its parts is."""


def _done(
    request: HttpRequest, number: str, form: Form | None, act: Act, *, said: str, part: str, may: May = may_edit
) -> HttpResponse:
    """Do it where the form is complete, and lead back to the part of the page that it is about.

    Who may not do it is refused whatever they filled in. Raises NoSuchProject, PermissionDenied.
    """
    if not may(request.actor, queries.project_by_number(number, request.actor).case):
        raise PermissionDenied
    if form is not None and not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, f"{label}: {' '.join(errors)}" if label else " ".join(errors))
    else:
        try:
            act()
        except (*REFUSALS, MappingRefused) as refused:
            messages.error(request, str(refused.text))
        else:
            messages.success(request, said)
    return redirect(f"{reverse(f'projects:{PAGES[part]}', args=[number])}#{part}")


@require_POST
@missing_is_404
def promise(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a promise of one side."""
    form = filled.PromiseForm(request.POST, prefix="promise")
    return _done(
        request,
        number,
        form,
        lambda: promising.make_promise(
            by=request.actor, number=number, new=promising.NewPromise(**form.cleaned_data), now=timezone.now()
        ),
        said=_("The promise is in the book."),
        part="promises",
    )


@require_POST
@missing_is_404
def performance(request: HttpRequest, number: str, promise_id: int) -> HttpResponse:
    """Say how far a promise was kept on a day."""
    form = filled.PerformanceForm(request.POST, prefix=f"done-{promise_id}")
    return _done(
        request,
        number,
        form,
        lambda: promising.report_performance(
            by=request.actor, promise_id=promise_id, attachment=None, now=timezone.now(), **form.cleaned_data
        ),
        said=_("Kept beside what was reported before."),
        part="promises",
    )


@require_POST
@missing_is_404
def end_promise(request: HttpRequest, number: str, promise_id: int) -> HttpResponse:
    """Say that a promise was kept, broken or waived."""
    form = filled.PromiseEndForm(request.POST, prefix=f"end-{promise_id}")
    return _done(
        request,
        number,
        form,
        lambda: promising.end_promise(
            by=request.actor,
            promise_id=promise_id,
            now=timezone.now(),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        said=_("The promise has ended."),
        part="promises",
    )


@require_POST
@missing_is_404
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Report investment, output, taxes or jobs of a period, with the evidence where there is any."""
    form = filled.ReturnForm(request.POST, request.FILES, prefix="return")

    @transaction.atomic  # a return that is refused leaves no file behind
    def act() -> None:
        given = form.cleaned_data
        found = queries.project_by_number(number, request.actor)
        attachment = None
        if given["evidence"]:
            file = NewFile(name=given["evidence"].name, kind="return", content=given["evidence"].file)
            attachment = attach_file(by=request.actor, case_id=found.case.id, file=file, now=timezone.now())
        new = returning.NewReturn(
            quantity=given["quantity"],
            period=given["period"].strip(),
            value=given["value"],
            attachment=attachment,
            note=given["note"],
        )
        returning.report(by=request.actor, number=number, new=new, now=timezone.now())

    return _done(request, number, form, act, said=_("Reported."), part="returns")


@require_POST
@missing_is_404
def place(request: HttpRequest, number: str) -> HttpResponse:
    """Give the project room."""
    options = [(request.POST.get("place-space", ""), "")]
    form = filled.PlacementForm(options, request.POST, prefix="place")
    return _done(
        request,
        number,
        form,
        lambda: placing.place_project(by=request.actor, number=number, now=timezone.now(), **form.cleaned_data),
        said=_("The room is given."),
        part="places",
    )


@require_POST
@missing_is_404
def leave(request: HttpRequest, number: str, placement_id: int) -> HttpResponse:
    """Say on which day the project leaves its room."""
    form = filled.LeavingForm(request.POST, prefix=f"leave-{placement_id}")
    return _done(
        request,
        number,
        form,
        lambda: placing.end_placement(
            by=request.actor, placement_id=placement_id, now=timezone.now(), **form.cleaned_data
        ),
        said=_("The room is free from the next day on."),
        part="places",
    )


@require_POST
@missing_is_404
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a parallel review."""
    form = filled.ReviewForm([(one.code, "") for one in all_organisations()], request.POST, prefix="review")
    return _done(
        request,
        number,
        form,
        lambda: reviewing.ask_review(
            by=request.actor, number=number, organisation=form.cleaned_data["organisation"], now=timezone.now()
        ),
        said=_("The review runs beside the project, which goes on."),
        part="reviews",
    )


@require_POST
@missing_is_404
def count(request: HttpRequest, number: str) -> HttpResponse:
    """Decide by the rule in force whether the project counts."""
    return _done(
        request,
        number,
        None,
        lambda: deciding.decide_counting(
            by=request.actor,
            number=number,
            counter=request.POST.get("counter", ""),
            now=timezone.now(),
            today=timezone.localdate(),
        ),
        said=_("Decided by the rule in force; the reason is kept with it."),
        part="counting",
        may=may_decide_counting,
    )


@require_POST
@missing_is_404
def share(request: HttpRequest, number: str) -> HttpResponse:
    """Put the project under an agreement."""
    agreed = agreements(state=IN_FORCE)
    places = [(party.place, "") for one in agreed for party in one.parties]
    form = filled.ShareForm([(str(one.id), "") for one in agreed], places, request.POST, prefix="share")
    return _done(
        request,
        number,
        form,
        lambda: agreeing.share_project(
            by=request.actor,
            number=number,
            agreement_id=int(form.cleaned_data["agreement"]),
            origin=form.cleaned_data["origin"],
            now=timezone.now(),
        ),
        said=_("The parties are credited with the project from now on."),
        part="counting",
        may=lambda actor, _case: may_share(actor),
    )
