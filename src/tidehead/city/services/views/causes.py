"""Common causes: found among requests, promoted to a policy problem, told to the firms."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.cases.queries import case_by_number
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.asked import whole_number
from tidehead.city.common.once import new_key
from tidehead.city.places.queries import all_organisations
from tidehead.city.services import causes as finding
from tidehead.city.services.forms import CauseForm
from tidehead.city.services.grouping import groups, near
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import FOUND, CauseInfo, ServiceRefused
from tidehead.city.services.views.asking import back, key_of, refusal_words, told
from tidehead.city.services.wording import CAUSE_STATES
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50


def causes(request: HttpRequest) -> HttpResponse:
    """Common causes that are known, and requests that may have one."""
    slices = finding.cause_slices()
    if request.GET.get("format"):
        return exported(request, _table(slices[:5_000])) or HttpResponse(status=400)
    page = Paginator(slices, A_PAGE).get_page(request.GET.get("page"))
    may_find = request.actor.may("cases.dispatch")
    context = {
        "table": _table(list(page.object_list)),
        "page": page,
        "may_find": may_find,
        "groups": groups(request.actor, now=timezone.now()) if may_find else (),
        "key": new_key(),
    }
    return render(request, "services/causes.html", context)


def _table(found: list[CauseInfo]) -> Table:
    rules = service_rules()
    return Table(
        name="causes",
        title=_("Common causes"),
        columns=(
            Column("cause", _("Common cause")),
            Column("requests", _("Requests"), kind="number"),
            Column("topic", _("Matter"), filtered=True),
            Column("state", _("State"), filtered=True),
            Column("body", _("In charge")),
            Column("measure", _("Measure")),
            Column("found", _("Found on"), kind="date"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.title, url=reverse("services:cause", args=[one.id])),
                    one.size,
                    rules.topic_label(one.topic),
                    str(CAUSE_STATES.get(one.state, one.state)),
                    str(one.organisation_label),
                    one.measure,
                    timezone.localdate(one.found_at),
                ),
                key=str(one.id),
            )
            for one in found
        ),
        empty=_("No common cause yet"),
        empty_remedy=_("Requests that say the same are suggested below; the office joins them."),
    )


def cause(request: HttpRequest, cause_id: int) -> HttpResponse:
    """One common cause: its requests, its policy problem, its measure."""
    found = finding.cause_by_id(cause_id, request.actor)
    if found is None:
        raise Http404
    may = request.actor.may("cases.dispatch")
    context = {
        "cause": found,
        "state": CAUSE_STATES.get(found.state, found.state),
        "told": finding.members_told(cause_id),
        "case": case_by_number(found.case, request.actor) if found.case else None,
        "hidden": found.size - len(found.members),
        "organisations": all_organisations() if may and found.state == FOUND else (),
        "may_promote": may and found.state == FOUND,
        "may_tell": may and found.size > 0,
    }
    return render(request, "services/cause.html", context)


@require_POST
def find_cause(request: HttpRequest) -> HttpResponse:
    """Join what was chosen under a common cause, or say that these are different matters."""
    chosen = [number for text in request.POST.getlist("case") if (number := whole_number(text)) is not None][:500]
    now = timezone.now()
    if "different" in request.POST:
        told(
            request,
            lambda: finding.note_different(by=request.actor, case_ids=chosen, now=now),
            _("Noted: they are not suggested together again."),
        )
        return redirect("services:causes")
    if "duplicate" in request.POST:
        return _joined(request, chosen)
    form = CauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the common cause a name."))
        return redirect("services:causes")
    try:
        made = finding.find_cause(
            by=request.actor,
            title=form.cleaned_data["title"],
            words=form.cleaned_data["words"],
            case_ids=chosen,
            now=now,
            key=key_of(request, "cause"),
        )
    except (ServiceRefused, CaseRefused) as refused:
        messages.error(request, refusal_words(refused))
        return redirect("services:causes")
    messages.success(request, _("Kept. Give it an owner when it is a matter of policy."))
    return redirect("services:cause", made)


def _joined(request: HttpRequest, chosen: list[int]) -> HttpResponse:
    """The later of two repeats the earlier."""
    first, last = min(chosen, default=0), max(chosen, default=0)
    told(
        request,
        lambda: finding.join_duplicate(by=request.actor, case_id=last, original_id=first, now=timezone.now()),
        _("Joined: whoever works on one sees the other."),
    )
    return redirect("services:causes")


@require_POST
def promote(request: HttpRequest, cause_id: int) -> HttpResponse:
    """Make it a policy problem with an owner."""
    told(
        request,
        lambda: finding.promote(
            by=request.actor,
            cause_id=cause_id,
            organisation=request.POST.get("organisation", ""),
            now=timezone.now(),
        ),
        _("Promoted: it has a case of its own, with a time of its own."),
    )
    return redirect("services:cause", cause_id)


@require_POST
def drop_cause(request: HttpRequest, cause_id: int) -> HttpResponse:
    """There is no common cause after all."""
    reason = request.POST.get("reason", "")
    told(
        request,
        lambda: finding.drop_cause(by=request.actor, cause_id=cause_id, reason=reason, now=timezone.now()),
        _("Dropped."),
    )
    return redirect("services:cause", cause_id)


@require_POST
def tell_firms(request: HttpRequest, cause_id: int) -> HttpResponse:
    """Tell all firms concerned what is done."""
    words, now = request.POST.get("words", ""), timezone.now()
    try:
        count = finding.tell_firms(by=request.actor, cause_id=cause_id, words=words, now=now)
    except (ServiceRefused, CaseRefused) as refused:
        messages.error(request, refusal_words(refused))
    else:
        messages.success(request, ngettext("%(n)s firm was told.", "%(n)s firms were told.", count) % {"n": count})
    return redirect("services:cause", cause_id)


def near_requests(request: HttpRequest, number: str) -> HttpResponse:
    """What was asked before that is most like a request, and the causes it may belong to."""
    case = case_by_number(number, request.actor)
    if case is None or case.family != "request" or not request.actor.may("cases.handle"):
        raise Http404(number)
    context = {
        "case": case,
        "near": near(request.actor, case, now=timezone.now(), most=8, least=0.25),
        "cause": finding.cause_of_case(case.id),
        "causes": finding.cause_slices(open_only=True)[:100],
        "may_join": request.actor.may("cases.dispatch"),
    }
    return render(request, "services/near.html", context)


@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """From a request's page: add it to a common cause, or say that it repeats another."""
    case = case_by_number(number, request.actor)
    if case is None:
        raise Http404(number)
    now, other = timezone.now(), request.POST.get("original", "").strip()
    cause_id = whole_number(request.POST.get("cause", ""))

    def act() -> None:
        if other:
            original = case_by_number(other, request.actor)
            if original is None:
                raise ServiceRefused(finding.NO_REQUEST)
            finding.join_duplicate(by=request.actor, case_id=case.id, original_id=original.id, now=now)
        if cause_id is not None:
            finding.add_to_cause(by=request.actor, cause_id=cause_id, case_ids=[case.id], now=now)

    told(request, act, _("Joined."))
    return back(request, "services:request", number)


@require_POST
def leave(request: HttpRequest, cause_id: int, number: str) -> HttpResponse:
    """Take a request out of a common cause."""
    case = case_by_number(number, request.actor)
    if case is None:
        raise Http404(number)
    told(
        request,
        lambda: finding.take_from_cause(by=request.actor, cause_id=cause_id, case_id=case.id, now=timezone.now()),
        _("Taken out."),
    )
    return redirect("services:cause", cause_id)
