"""Service officers: whom they look after, how often they were there, and how to reach them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.enterprises.queries import Sought, enterprise_slices
from tidehead.city.services import pairing_runs, pairings, visits
from tidehead.city.services.forms import CardForm
from tidehead.city.services.pairing_runs import NewCard
from tidehead.city.services.pairings import Officer
from tidehead.city.services.rules import service_rules
from tidehead.city.services.views.asking import asked_text, told
from tidehead.city.services.views.pool import firm_named
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_NEW_YEAR = (1, 1)
A_PAGE = 100


def officers(request: HttpRequest) -> HttpResponse:
    """All officers with their firms and their visits of this year."""
    today = timezone.localdate()
    text = asked_text(request, "text")
    found, loads = _named(pairings.officers(), text), pairings.loads()
    visited = visits.visits_since(_year(today), today)
    if request.GET.get("format"):
        return exported(request, _table(request, found, dict(loads), visited)) or HttpResponse(status=400)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    firms, paired = enterprise_slices(Sought()).count(), sum(loads.values())
    context = {
        "table": _table(request, tuple(page.object_list), dict(loads), visited),
        "page": page,
        "text": text,
        "officers": len(found),
        "firms": firms,
        "paired": paired,
        "alone": firms - paired,
        "may_pair": request.actor.may("services.pair"),
    }
    return render(request, "services/officers.html", context)


def _named(found: tuple[Officer, ...], text: str) -> tuple[Officer, ...]:
    """Those whose post, organisation or holder is called so."""
    if not text:
        return found
    return tuple(
        one for one in found if text in " ".join([one.label.zh, one.label.en, one.body.zh, one.body.en, *one.names])
    )


def _year(today: date) -> date:
    return today.replace(month=_NEW_YEAR[0], day=_NEW_YEAR[1])


def _table(request: HttpRequest, found: tuple[Officer, ...], loads: dict[str, int], visited: dict[str, int]) -> Table:
    region = request.region
    return Table(
        name="officers",
        title=_("Service officers"),
        columns=(
            Column("post", _("Post")),
            Column("who", _("Who holds it")),
            Column("body", _("Organisation")),
            Column("phone", _("Work phone")),
            Column("firms", _("Firms looked after"), kind="number"),
            Column("visits", _("Visits this year"), kind="number"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.label), url=reverse("services:officer", args=[one.post])),
                    ", ".join(one.names) or _("vacant"),
                    str(one.body),
                    one.phone,
                    loads.get(one.post, 0),
                    visited.get(one.post, 0),
                ),
                key=one.post,
            )
            for one in found
        ),
        synthetic=bool(region and region.synthetic),
        searchable=False,
        empty=_("No service officer yet"),
        empty_remedy=_("Posts of service officers come with the region pack, or are made under Posts."),
    )


def officer(request: HttpRequest, post: str) -> HttpResponse:
    """One officer: the firms, those not visited for long first; what is to be followed up; the card."""
    found = next((one for one in pairings.officers() if one.post == post), None)
    if found is None:
        raise Http404(post)
    today = timezone.localdate()
    card = pairings.cards([post]).get(post, pairings.Card())
    holds = any(one.code == post for one in request.actor.posts)
    context = {
        "officer": found,
        "firms": visits.attention(post, since=_year(today)),
        "wanted": service_rules().visits_a_year,
        "due": visits.visit_slices(request.actor, post=post, due_by=today)[:20],
        "latest": visits.visit_slices(request.actor, post=post)[:10],
        "may_write": holds or request.actor.may("services.pair"),
        "may_pair": request.actor.may("services.pair"),
        "may_visit": holds and request.actor.may("services.visit"),
        "form": CardForm(initial={"phone": card.phone, "industries": ", ".join(card.industries), "most": card.most}),
    }
    return render(request, "services/officer.html", context)


@require_POST
def write_card(request: HttpRequest, post: str) -> HttpResponse:
    """Write down phone and trades."""
    form = CardForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        words = given["industries"].replace("，", ",").replace("、", ",").split(",")
        trades = tuple(word.strip() for word in words if word.strip())
        card = NewCard(phone=given["phone"], industries=trades, most=given["most"])
        told(
            request,
            lambda: pairing_runs.write_card(card, by=request.actor, post=post, now=timezone.now()),
            _("Kept."),
        )
    return redirect("services:officer", post)


@require_POST
def give_firm(request: HttpRequest, post: str) -> HttpResponse:
    """Give a firm to this officer by hand."""
    if not request.actor.may("services.pair"):
        raise PermissionDenied

    def act() -> None:
        firm = firm_named(request.POST.get("enterprise", ""))
        today, now = timezone.localdate(), timezone.now()
        pairing_runs.pair_by_hand(by=request.actor, enterprise=firm, post=post, today=today, now=now)

    told(request, act, _("The firm has this officer now."))
    return redirect("services:officer", post)
