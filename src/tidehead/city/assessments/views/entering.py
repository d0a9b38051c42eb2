"""A new run: which scheme, whose data, how much doubt."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tidehead.city.assessments import actions, queries
from tidehead.city.assessments.forms import FiguresForm, HandInForm, StartForm
from tidehead.city.assessments.types import ADOPTED, AssessmentRefused, Fault, NotFound, SchemeFaulty, SchemeVersionInfo
from tidehead.city.assessments.wording import ENTRY_KINDS, STANDINGS
from tidehead.city.common.asked import whole_number
from tidehead.city.evidence.actions import Incoming

MOST_FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A scheme in the list to choose from."""

    version: SchemeVersionInfo
    standing: str
    chosen: bool


def new_run(request: HttpRequest) -> HttpResponse:
    """One page for the three steps; each POST does one of them and comes back here or to the run."""
    if not request.actor.may("assessments.run"):
        raise PermissionDenied
    version = _asked_scheme(request)
    if request.method == "POST" and version is not None:
        return _step(request, version)
    return _page(request, version)


def _asked_scheme(request: HttpRequest) -> SchemeVersionInfo | None:
    asked = whole_number((request.POST if request.method == "POST" else request.GET).get("scheme", ""))
    if asked is None:
        return None
    try:
        return queries.scheme_version(asked)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing


def _step(request: HttpRequest, version: SchemeVersionInfo) -> HttpResponse:
    step = {"hand_in": _hand_in, "figures": _take_figures, "start": _start}.get(request.POST.get("step", ""))
    if step is None:
        return _page(request, version)
    try:
        return step(request, version)
    except AssessmentRefused as refused:
        messages.error(request, str(refused.text))
        return _page(request, version)


def _hand_in(request: HttpRequest, version: SchemeVersionInfo) -> HttpResponse:
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, version, hand_in=form)
    given = form.cleaned_data
    try:
        entries = actions.hand_in(
            by=request.actor,
            scheme_id=version.id,
            file=Incoming(given["file"].name, given["file"].file),
            period=given["period"],
            as_of=given["as_of"],
            label=given["label"],
            now=timezone.now(),
        )
    except SchemeFaulty as faulty:
        return _page(request, version, hand_in=form, faults=faulty.faults)
    if known := actions.known_as(entries, file_name=given["file"].name, period=given["period"]):
        messages.info(request, str(known))
    return _chosen(version, entries)


def _take_figures(request: HttpRequest, version: SchemeVersionInfo) -> HttpResponse:
    form = FiguresForm(request.POST)
    if not form.is_valid():
        return _page(request, version, figures=form)
    given = form.cleaned_data
    try:
        entries = actions.take_figures(
            by=request.actor,
            scheme_id=version.id,
            period=given["period"],
            as_of=given["as_of"],
            now=timezone.now(),
        )
    except SchemeFaulty as faulty:
        return _page(request, version, figures=form, faults=faulty.faults)
    return _chosen(version, entries)


def _chosen(version: SchemeVersionInfo, entries: int) -> HttpResponse:
    return redirect(f"{reverse('assessments:new_run')}?scheme={version.id}&entries={entries}")


def _start(request: HttpRequest, version: SchemeVersionInfo) -> HttpResponse:
    form = StartForm(request.POST)
    if not form.is_valid():
        return _page(request, version, start=form)
    given = form.cleaned_data
    try:
        run = actions.start_run(
            by=request.actor,
            scheme_id=version.id,
            entries_id=given["entries"],
            draws=given["draws"],
            seed=given["seed"],
            now=timezone.now(),
        )
    except SchemeFaulty as faulty:
        return _page(request, version, start=form, faults=faulty.faults)
    return redirect("assessments:run", run)


def _page(
    request: HttpRequest, version: SchemeVersionInfo | None, *, faults: tuple[Fault, ...] = (), **forms: Form
) -> HttpResponse:
    adopted = [each for family in queries.scheme_families(drafts=False) for each in family.versions]
    choices = [
        Choice(each, str(STANDINGS[each.standing]), version is not None and each.id == version.id)
        for each in adopted
        if each.state == ADOPTED
    ]
    context = {"choices": choices, "version": version, "faults": faults[:MOST_FAULTS_SHOWN], "fault_count": len(faults)}
    if version:
        context |= _parts_of_page(request, version, forms)
    status = 422 if faults or any(form.errors for form in forms.values()) else 200
    return render(request, "assessments/new_run.html", context, status=status)


def _parts_of_page(request: HttpRequest, version: SchemeVersionInfo, forms: dict[str, Form]) -> dict[str, object]:
    asked = (request.POST if request.method == "POST" else request.GET).get("entries", "")
    known = queries.entry_sets(version.code)
    chosen = next((each for each in known if str(each.id) == asked), None)
    first = {"period": version.period, "as_of": timezone.localdate().isoformat()}
    return {
        "entry_sets": [(each, str(ENTRY_KINDS[each.kind])) for each in known],
        "entries": chosen,
        "hand_in": forms.get("hand_in") or HandInForm(initial=first),
        "figures": forms.get("figures") or FiguresForm(initial=first),
        "start": forms.get("start") or StartForm(initial={"entries": chosen.id if chosen else None}),
        "by_places": version.assessed == "places",
        "title": _("New run"),
    }
