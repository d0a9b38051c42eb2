"""Leads that are alike across platforms, and agreements between places with their yearly settlement."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidehead.city.accounts.types import OFFICE
from tidehead.city.common.types import Text
from tidehead.city.projects import agreeing, agreements, contacts, duplicates, handing_over, pairing, queries
from tidehead.city.projects.forms import AgreementForm, SettlementForm
from tidehead.city.projects.rights import holds, may_share
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import (
    DRAFT,
    ENDED,
    IN_FORCE,
    OPEN,
    AgreementInfo,
    Bounds,
    PairInfo,
    ProjectInfo,
    ProjectRefused,
    SettlementInfo,
)
from tidehead.city.projects.views.asking import REFUSALS, missing_is_404
from tidehead.city.projects.wording import AGREEMENT_KINDS, AGREEMENT_STATES, BOUNDS, PAIR_STATES
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

FEN_A_10K_CNY = agreements.FEN_A_10K_CNY


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a pair. A name that the reader may not see is left out; where and when it was entered is told."""

    title: str
    number: str  # "" masked
    place: Text
    lead: Text
    entered: object
    goes_on: bool  # after a handover that was carried out


@dataclass(frozen=True, slots=True)
class ShownPair:
    pair: PairInfo
    sides: tuple[ShownSide, ShownSide]
    state: str
    rule: Text
    may_claim: bool
    may_dismiss: bool
    after: Text | None  # what is left to do, where the handover was carried out


@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs of leads that may be one project, as far as the actor has to do with either of them."""
    visible = {one.case.id for one in queries.projects(request.actor)}
    found = [pair for pair in duplicates.pairs() if {pair.first, pair.second} & visible]
    known = queries.projects_by_id([key for pair in found for key in (pair.first, pair.second)])
    last = contacts.last_contacts(known)
    today = timezone.localdate()
    credited = agreements.credits_of([pair.kept for pair in found if pair.kept])
    shown = []
    for pair in found:
        both = (known[pair.first], known[pair.second])
        _first, rule = duplicates.who_goes_first(*both, contacts=last, valid_days=standards().valid_days, today=today)
        is_open = pair.state == OPEN
        shown.append(
            ShownPair(
                pair=pair,
                sides=(_side(both[0], visible, pair.kept), _side(both[1], visible, pair.kept)),
                state=str(PAIR_STATES[pair.state]),
                rule=rule if {pair.first, pair.second} <= visible else _without_numbers(rule),
                may_claim=is_open and pairing.may_claim(request.actor, both),
                may_dismiss=is_open and all(holds(request.actor, OFFICE, place=one.case.place) for one in both),
                after=handing_over.next_step(decision=pair.decision, is_credited=pair.kept in credited)
                if pair.kept
                else None,
            )
        )
    context = {
        "pairs": shown,
        "likeness": standards().likeness,
        "source": standards().handover_source,
        "clause": standards().handover_clause,
        "is_compared": standards().likeness is not None,
    }
    return render(request, "projects/duplicates.html", context)


def _without_numbers(rule: Text) -> Text:
    """What the rule says is told to both sides only once a handover is claimed."""
    return Text("申请处置后，双方可见首报规则的结论。", "Once a handover is claimed both sides see what the rule says.")


def _side(one: ProjectInfo, visible: set[int], kept: int | None) -> ShownSide:
    is_seen = one.case.id in visible
    return ShownSide(
        title=one.case.title if is_seen else "",
        number=one.number if is_seen else "",
        place=one.case.place_label,
        lead=one.case.lead_label,
        entered=timezone.localdate(one.case.opened_at),
        goes_on=one.case.id == kept,
    )


@require_POST
@missing_is_404
def claim(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Claim the handover of a lead that two teams have."""
    try:
        number = pairing.claim_handover(
            by=request.actor, pair_id=pair_id, words=request.POST.get("words", "")[:2000], now=timezone.now()
        )
    except REFUSALS as refused:
        messages.error(request, str(refused.text))
        return redirect("projects:duplicates")
    messages.success(request, _("Claimed as %(number)s. Both sides see it now.") % {"number": number})
    return redirect("cases:case", number)


@require_POST
@missing_is_404
def dismiss(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Say that two leads are not the same."""
    try:
        pairing.dismiss_pair(by=request.actor, pair_id=pair_id, now=timezone.now())
    except REFUSALS as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, _("They are kept as two."))
    return redirect("projects:duplicates")


# Agreements


@require_GET
def agreement_list(request: HttpRequest) -> HttpResponse:
    """All agreements with their parties and standing."""
    table = _agreements_table(agreements.agreements(), synthetic=bool(request.region and request.region.synthetic))
    if file := exported(request, table):
        return file
    return render(request, "projects/agreements.html", {"table": table, "may_share": may_share(request.actor)})


def _agreements_table(found: Sequence[AgreementInfo], *, synthetic: bool) -> Table:
    bases = {one.id: str(one.label) for one in standards().sharing_bases}
    return Table(
        name="agreements",
        title=_("Agreements"),
        columns=(
            Column("agreement", _("Agreement")),
            Column("kind", _("Kind"), filtered=True),
            Column("base", _("What is shared")),
            Column("parties", _("Parties")),
            Column("from", _("From"), kind="date"),
            Column("to", _("Until"), kind="date"),
            Column("projects", _("Projects"), kind="number"),
            Column("state", _("State"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.title), url=reverse("projects:agreement", args=[one.id])),
                    str(AGREEMENT_KINDS[one.kind]),
                    bases.get(one.base, one.base),
                    "; ".join(f"{party.label} {party.share}" for party in one.parties),
                    one.start_on,
                    one.end_on,
                    len(one.projects),
                    str(AGREEMENT_STATES[one.state]),
                ),
                key=f"agreement-{one.id}",
            )
            for one in found
        ),
        synthetic=synthetic,
        empty=_("There is no agreement"),
        empty_remedy=_("Whoever is responsible for the whole region draws one up with the button above."),
    )


@require_http_methods(["GET", "POST"])
def new_agreement(request: HttpRequest) -> HttpResponse:
    """The editor of an agreement: kind, base, parties with exact shares, term, bounds."""
    if not may_share(request.actor):
        raise PermissionDenied
    if request.method != "POST":
        return _editor(request, AgreementForm(initial={"start_on": timezone.localdate()}))
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _editor(request, form, status=422)
    try:
        made = agreeing.draw_up(by=request.actor, terms=_terms(form), now=timezone.now())
    except REFUSALS as refused:
        form.add_error(None, str(refused.text))
        return _editor(request, form, status=422)
    return redirect("projects:agreement", made)


def _editor(request: HttpRequest, form: AgreementForm, *, status: int = 200) -> HttpResponse:
    return render(request, "projects/new_agreement.html", {"form": form}, status=status)


def _terms(form: AgreementForm) -> agreeing.Terms:
    given = form.cleaned_data
    bounds = Bounds(
        base=_fen(given["base_10k_cny"]) or 0,
        floor=_fen(given["floor_10k_cny"]),
        cap=_fen(given["cap_10k_cny"]),
        total_cap=_fen(given["total_cap_10k_cny"]),
    )
    return agreeing.Terms(
        title=given["title"],
        kind=given["kind"],
        base=given["base"],
        shares=form.shares(),
        start_on=given["start_on"],
        end_on=given["end_on"],
        clause=given["clause"],
        bounds=bounds,
    )


def _fen(value: float | None) -> int | None:
    return None if value is None else round(value * FEN_A_10K_CNY)


@require_GET
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One agreement: its terms, its projects, and its years."""
    found = _agreement_or_404(agreement_id)
    settled = agreements.settlements_of(agreement_id)
    table = _settlement_table(found, settled, synthetic=bool(request.region and request.region.synthetic))
    if file := exported(request, table):
        return file
    shares = may_share(request.actor)
    seen = {one.case.id for one in queries.projects(request.actor)} if found.projects else set()
    context = {
        "agreement": found,
        "kind": AGREEMENT_KINDS[found.kind],
        "state": AGREEMENT_STATES[found.state],
        "base": next((one.label for one in standards().sharing_bases if one.id == found.base), found.base),
        "projects": [(number, title) for case, number, title in found.projects if case in seen],
        "hidden": sum(1 for case, _number, _title in found.projects if case not in seen),
        "table": table,
        "bounds": [
            (label, value / FEN_A_10K_CNY)
            for label, value in (
                (_("What the host had before, each year"), found.bounds.base or None),
                (_("Shared at least"), found.bounds.floor),
                (_("Shared at most"), found.bounds.cap),
                (_("Shared at most over the term"), found.bounds.total_cap),
            )
            if value is not None
        ],
        "may_begin": shares and found.state == DRAFT,
        "may_end": shares and found.state != ENDED,
        "settlement_form": SettlementForm() if shares and found.state == IN_FORCE and found.years else None,
    }
    return render(request, "projects/agreement.html", context)


def _agreement_or_404(agreement_id: int) -> AgreementInfo:
    try:
        return agreements.agreement_by_id(agreement_id)
    except ProjectRefused as missing:
        raise Http404(str(missing.text)) from missing


def _settlement_table(found: AgreementInfo, settled: Sequence[SettlementInfo], *, synthetic: bool) -> Table:
    parties = [str(one.label) for one in found.parties]
    return Table(
        name="settlement",
        title=_("Settled years"),
        columns=(
            Column("year", _("Year")),
            Column("actual", _("Brought"), kind="number", unit="元", unit_en="CNY", decimals=2),
            Column("pool", _("Shared"), kind="number", unit="元", unit_en="CNY", decimals=2),
            *(
                Column(f"p{nth}", name, kind="number", unit="元", unit_en="CNY", decimals=2)
                for nth, name in enumerate(parties)
            ),
            Column("bound", _("Decided by"), secondary=True),
            Column("state", _("Standing")),
            Column("by", _("Entered by"), secondary=True),
            Column("words", _("Note"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    str(one.year),
                    one.actual / 100,
                    None if one.pool is None else one.pool / 100,
                    *(_yuan({str(label): fen for label, fen in one.parts}.get(name)) for name in parties),
                    str(BOUNDS.get(one.bound, one.bound)),
                    _("holds") if one.in_force else _("corrected since"),
                    one.by,
                    one.words,
                )
            )
            for one in settled
        ),
        synthetic=synthetic,
        searchable=False,
        empty=_("No year has been settled"),
        empty_remedy=_("Enter what a year of the term brought; each party's part is worked out to the fen."),
    )


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


@require_POST
def begin_agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Put a draft in force."""
    return _changed(request, agreement_id, agreeing.put_in_force, said=_("The agreement is in force."))


@require_POST
def end_agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """End an agreement."""
    return _changed(request, agreement_id, agreeing.end_agreement, said=_("The agreement has ended."))


def _changed(request: HttpRequest, agreement_id: int, act: object, *, said: str) -> HttpResponse:
    _agreement_or_404(agreement_id)
    try:
        act(by=request.actor, agreement_id=agreement_id, now=timezone.now(), today=timezone.localdate())  # type: ignore[operator]
    except REFUSALS as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, said)
    return redirect("projects:agreement", agreement_id)


@require_POST
def settle(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Settle a year, or correct it."""
    _agreement_or_404(agreement_id)
    if not may_share(request.actor):
        raise PermissionDenied
    form = SettlementForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the year and what it brought."))
        return redirect("projects:agreement", agreement_id)
    given = form.cleaned_data
    try:
        agreeing.settle_year(
            by=request.actor,
            agreement_id=agreement_id,
            year=given["year"],
            actual_fen=int(given["actual_10k_cny"] * FEN_A_10K_CNY),
            words=given["words"],
            now=timezone.now(),
        )
    except REFUSALS as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, _("Settled to the fen."))
    return redirect("projects:agreement", agreement_id)
