"""One request for those who work on it: the case, who could deal with it, and what else is known of its firm."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.cases.frame import case_frame
from tidehead.city.cases.queries import case_by_number, case_file, case_slices
from tidehead.city.cases.types import CaseFile, CaseInfo, Wanted
from tidehead.city.places.queries import all_organisations
from tidehead.city.services import requests
from tidehead.city.services.causes import cause_of_case
from tidehead.city.services.pairings import officer_of
from tidehead.city.services.routing import suggestions
from tidehead.city.services.rules import service_rules
from tidehead.city.services.views.asking import back, seen_of, told


@needs("figures.view", "desk.use")
def request_(request: HttpRequest, number: str) -> HttpResponse:
    """A firm's own people are led to their desk."""
    file, now = case_file(number, request.actor, timezone.now()), timezone.now()
    if file is None:
        raise Http404(number)
    if file.relations <= {"requester", "anyone"} and file.case.party in request.actor.enterprises:
        return redirect("services:own_request", number)
    frame = case_frame(file, request.actor, now)
    context = {
        "case": file.case,
        # Routing names an organisation, which the form made from the kind of case has no place for.
        "frame_of_case": replace(frame, moves=tuple(m for m in frame.moves if m.offer.transition != "route")),
        "topic": service_rules().topic_label(str(file.case.fields.get("topic") or "")),
        "officer": officer_of(file.case.party) if file.case.party else None,
        "others": _others(request, file.case),
        "cause": cause_of_case(file.case.id),
        **_routing(file),
    }
    return render(request, "services/request.html", context)


def _routing(file: CaseFile) -> dict[str, object]:
    if not any(offer.transition == "route" for offer in file.offers):
        return {"may_route": False}
    return {"may_route": True, "suggestions": suggestions(file.case), "organisations": all_organisations()}


def _others(request: HttpRequest, case: CaseInfo) -> tuple[CaseInfo, ...]:
    """Other requests of the firm, the latest first."""
    if not case.party:
        return ()
    found = case_slices(request.actor, Wanted(family="request", party=case.party, order="newest"))[:6]
    return tuple(other for other in found if other.id != case.id)[:5]


@require_POST
def route(request: HttpRequest, number: str) -> HttpResponse:
    """Give a request to one organisation, and ask others to help."""
    case = case_by_number(number, request.actor)
    if case is None:
        raise Http404(number)
    told(
        request,
        lambda: requests.route(
            by=request.actor,
            case_id=case.id,
            organisation=request.POST.get("organisation", ""),
            co_owners=request.POST.getlist("co_owner"),
            seen=seen_of(request),
            now=timezone.now(),
        ),
        _("Routed. The organisation and the firm are told."),
    )
    return back(request, "services:request", number)
