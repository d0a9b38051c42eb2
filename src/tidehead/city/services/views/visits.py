"""Visits and round tables: written down, looked at, followed up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.once import new_key
from tidehead.city.enterprises.queries import enterprises
from tidehead.city.services import pairings, roundtables
from tidehead.city.services import visits as visiting
from tidehead.city.services.forms import OfficialAskForm, RoundtableForm, VisitForm
from tidehead.city.services.roundtables import NewRoundtable
from tidehead.city.services.types import NewRequest, ServiceRefused, VisitInfo
from tidehead.city.services.views.asking import asked_text, back, key_of, refusal_words, told
from tidehead.city.services.views.pool import firm_named
from tidehead.city.services.visits import NewVisit
from tidehead.city.services.wording import PURPOSE_WORDS
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50
MOST_EXPORTED = 20_000


def visits(request: HttpRequest) -> HttpResponse:
    """What is to be followed up, then all visits that the reader may see."""
    slices = visiting.visit_slices(request.actor, enterprise=asked_text(request, "enterprise"))
    if request.GET.get("format"):
        return exported(request, _table(slices[:MOST_EXPORTED])) or HttpResponse(status=400)
    page = Paginator(slices, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "table": _table(list(page.object_list)),
        "page": page,
        "due": visiting.visit_slices(request.actor, due_by=timezone.localdate())[:20],
        "may_visit": request.actor.may("services.visit"),
    }
    return render(request, "services/visits.html", context)


def _table(found: list[VisitInfo]) -> Table:
    return Table(
        name="visits",
        title=_("Visits"),
        columns=(
            Column("firm", _("Firm")),
            Column("day", _("Day"), kind="date"),
            Column("who", _("Officer")),
            Column("purpose", _("What for?"), filtered=True),
            Column("findings", _("What was found")),
            Column("follow_up", _("Come back by"), kind="date"),
            Column("heard", _("Requests heard")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.enterprise_label), url=reverse("services:visit", args=[one.id])),
                    one.day,
                    one.who,
                    str(PURPOSE_WORDS.get(one.purpose, one.purpose)),
                    one.findings,
                    one.follow_up_on,
                    ", ".join(one.cases),
                ),
                key=str(one.id),
            )
            for one in found
        ),
        searchable=False,
        empty=_("No visit yet"),
        empty_remedy=_("Officers write their visits down here, on the phone, on the way back."),
    )


def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit."""
    found = visiting.visit_by_id(visit_id, request.actor)
    if found is None:
        raise Http404
    context = {
        "visit": found,
        "purpose": PURPOSE_WORDS.get(found.purpose, found.purpose),
        "may_follow_up": found.follow_up_on and not found.followed_up_at and request.actor.may("services.visit"),
    }
    return render(request, "services/visit.html", context)


def log_visit(request: HttpRequest) -> HttpResponse:
    """The form of a visit; what the firm asked for goes into the pool with it."""
    if not request.actor.may("services.visit"):
        raise PermissionDenied
    if request.method != "POST":
        start = {"day": timezone.localdate(), "key": new_key(), "enterprise": request.GET.get("enterprise", "")}
        return _visit_page(request, VisitForm(initial=start))
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            made = _logged(request, form)
        except (ServiceRefused, CaseRefused) as refused:
            form.add_error(None, refusal_words(refused))
        else:
            messages.success(request, _("Kept."))
            return redirect("services:visit", made)
    return _visit_page(request, form, status=422)


def _visit_page(request: HttpRequest, form: VisitForm, *, status: int = 200) -> HttpResponse:
    mine = [code for post in request.actor.posts for code in pairings.firms_of_post(post.code)][:200]
    return render(
        request, "services/log_visit.html", {"form": form, "firms": enterprises(mine).values()}, status=status
    )


def _logged(request: HttpRequest, form: VisitForm) -> int:
    given = form.cleaned_data
    firm = firm_named(given["enterprise"])
    new = NewVisit(
        enterprise=firm,
        day=given["day"],
        purpose=given["purpose"],
        findings=given["findings"],
        with_whom=given["with_whom"],
        next_step=given["next_step"],
        follow_up_on=given["follow_up_on"],
        key=key_of(request, "visit"),
    )
    asked = given["heard"].strip()
    heard = (NewRequest(enterprise=firm, title="", words=asked, topic=given["topic"]),) if asked else ()
    return visiting.log_visit(new, by=request.actor, now=timezone.now(), heard=heard)


@require_POST
def follow_up(request: HttpRequest, visit_id: int) -> HttpResponse:
    """What a visit left open is done."""
    told(
        request,
        lambda: visiting.follow_up(by=request.actor, visit_id=visit_id, now=timezone.now()),
        _("Followed up."),
    )
    return back(request, "services:visit", visit_id)


# Round tables


def roundtables_(request: HttpRequest) -> HttpResponse:
    """All round tables, and the form for a new one."""
    if request.method == "POST":
        return _hold(request)
    page = Paginator(roundtables.roundtable_slices(), A_PAGE).get_page(request.GET.get("page"))
    form = RoundtableForm(initial={"held_on": timezone.localdate(), "key": new_key()})
    context = {"page": page, "roundtables": page.object_list, "form": form, "may": request.actor.may("cases.open")}
    return render(request, "services/roundtables.html", context)


def _hold(request: HttpRequest) -> HttpResponse:
    form = RoundtableForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        new = NewRoundtable(
            title=given["title"],
            held_on=given["held_on"],
            organisation=given["organisation"],
            words=given["words"],
            key=key_of(request, "roundtable"),
        )
        try:
            return redirect(
                "services:roundtable", roundtables.hold_roundtable(new, by=request.actor, now=timezone.now())
            )
        except ServiceRefused as refused:
            form.add_error(None, str(refused.text))
    page = Paginator(roundtables.roundtable_slices(), A_PAGE).get_page(1)
    context = {"page": page, "roundtables": page.object_list, "form": form, "may": request.actor.may("cases.open")}
    return render(request, "services/roundtables.html", context, status=422)


def roundtable(request: HttpRequest, roundtable_id: int) -> HttpResponse:
    """One round table, what was heard there, and the form for one more request."""
    found = roundtables.roundtable_by_id(roundtable_id)
    if found is None:
        raise Http404
    form = OfficialAskForm(initial={"key": new_key(), "channel": "meeting"})
    status = 200
    if request.method == "POST":
        form = OfficialAskForm({**request.POST.dict(), "channel": "meeting"})
        form.fields["channel"].choices = [("meeting", "")]  # type: ignore[attr-defined]
        if form.is_valid() and _heard(request, form, roundtable_id):
            return redirect("services:roundtable", roundtable_id)
        status = 422
    fields = [field for field in form.visible_fields() if field.name != "channel"]
    context = {"roundtable": found, "form": form, "fields": fields, "may": request.actor.may("cases.open")}
    return render(request, "services/roundtable.html", context, status=status)


def _heard(request: HttpRequest, form: OfficialAskForm, roundtable_id: int) -> bool:
    given = form.cleaned_data
    try:
        new = NewRequest(
            enterprise=firm_named(given["enterprise"]),
            title=given["title"],
            words=given["words"],
            topic=given["topic"],
            contact=given["contact"],
            key=key_of(request, "hear"),
        )
        roundtables.hear(new, by=request.actor, roundtable_id=roundtable_id, now=timezone.now())
    except (ServiceRefused, CaseRefused) as refused:
        form.add_error(None, refusal_words(refused))
        return False
    messages.success(request, _("Kept. It is in the pool now."))
    return True
