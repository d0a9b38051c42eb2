"""Firms that may be one: compared field by field, decided by button or key, taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.common.asked import own_page, whole_number
from tidehead.city.enterprises import firms, identity, pairing, versions
from tidehead.city.enterprises.terms import industry_label, place_label
from tidehead.city.enterprises.types import BRANCH_OF, SAME, NotThere, PairInfo, RegisterRefused
from tidehead.city.enterprises.views.asking import place_of, posted, source_words, told
from tidehead.city.enterprises.wording import VERDICTS, word
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_A_PAGE = 50
may_decide = needs("register.decide")


@may_decide
def pairs(request: HttpRequest) -> HttpResponse:
    """All pairs that wait, the surest first; and what was decided last."""
    text = request.GET.get("text", "").replace("\x00", "").strip()[:120]
    county = request.GET.get("county", "")[:80]
    waiting = pairing.pair_slices(county=county, text=text)
    if request.GET.get("format"):
        return exported(request, _table(waiting[0:10_000])) or HttpResponse(status=400)
    page = Paginator(waiting, _A_PAGE).get_page(request.GET.get("page"))
    version = versions.current_version()
    context = {
        "pairs": [(pair, place_label(pair.county)) for pair in page.object_list],
        "page": page,
        "text": text,
        "county": county,
        "counties": [(code, place_label(code)) for code in pairing.counties_of_pairs()],
        "decided": [(one, word(VERDICTS, one.verdict)) for one in identity.latest_decisions()],
        "version": version,
        "synthetic": firms.is_synthetic(),
    }
    return render(request, "enterprises/pairs.html", context)


def _table(found: list[PairInfo]) -> Table:
    return Table(
        name="pairs",
        title=_("Firms that may be one"),
        columns=(
            Column("a", _("One")),
            Column("b", _("The other")),
            Column("score", _("Probability that they are one"), kind="percent"),
            Column("county", _("County")),
            Column("code_a", _("Code of the one")),
            Column("code_b", _("Code of the other")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(pair.name_a, url=reverse("enterprises:enterprise", args=[pair.a])),
                    pair.name_b,
                    pair.score,
                    place_label(pair.county),
                    pair.a,
                    pair.b,
                ),
                key=f"pair-{pair.id}",
            )
            for pair in found
        ),
        synthetic=firms.is_synthetic(),
    )


@may_decide
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Two firms side by side, and what each field says."""
    try:
        found = pairing.pair_by_id(pair_id)
    except NotThere as missing:
        raise Http404(str(missing.text)) from missing
    known = firms.register_firms([found.a, found.b])
    stays = pairing.in_order(found.a, found.b)[1]
    sides = [
        (code, name, known.get(code), *_words(known.get(code)))
        for code, name in ((found.a, found.name_a), (found.b, found.name_b))
    ]
    context = {"pair": found, "sides": sides, "stays": stays, "gives_way": pairing.in_order(found.a, found.b)[0]}
    return render(request, "enterprises/pair.html", context)


def _words(firm: firms.FirmInfo | None) -> tuple[str, str, str]:
    if firm is None:
        return "", "", ""
    return place_of(firm), industry_label(firm.industry), source_words(firm)


@may_decide
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Say what two codes are to each other, and go on with the next pair."""
    a, b, verdict = posted(request, "a", 80), posted(request, "b", 80), posted(request, "verdict", 20)
    if verdict == f"{BRANCH_OF}_other":
        a, b, verdict = b, a, BRANCH_OF
    pair_id = whole_number(posted(request, "pair", 12))
    if verdict == SAME and pair_id is not None:
        a, b = pairing.in_order(a, b)
    given = {"by": request.actor, "a": a, "b": b, "verdict": verdict, "reason": posted(request, "reason")}
    told(request, lambda: identity.decide_pair(**given, now=timezone.now()), _("Decided. It can be taken back below."))
    if pair_id is None:
        return redirect(own_page(request, posted(request, "back", 400), otherwise=reverse("enterprises:pairs")))
    return _next(pair_id)


def _next(pair_id: int) -> HttpResponse:
    try:
        following = pairing.next_pair(pairing.pair_by_id(pair_id))
    except NotThere:
        following = pairing.next_pair()
    return redirect("enterprises:pair", following.id) if following else redirect("enterprises:pairs")


@may_decide
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """Say the same of all pairs that were ticked."""
    wanted = [number for each in request.POST.getlist("pair") if (number := whole_number(each)) is not None]
    try:
        done, left = pairing.decide_many(
            by=request.actor, pair_ids=wanted, verdict=posted(request, "verdict", 20), now=timezone.now()
        )
    except RegisterRefused as refused:
        messages.error(request, str(refused.text))
    else:
        words = _("%(done)s pairs decided, %(left)s were decided by somebody else before.")
        messages.success(request, words % {"done": done, "left": left})
    return redirect("enterprises:pairs")


@may_decide
@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back: both are as they were."""
    given = {"by": request.actor, "decision_id": decision_id, "now": timezone.now()}
    told(request, lambda: identity.undo_decision(**given), _("Taken back: the two are as they were."))
    return redirect(own_page(request, posted(request, "back", 400), otherwise=reverse("enterprises:pairs")))
