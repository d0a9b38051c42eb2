"""Firms from outside: the pool, ranked lists, one firm of a list, and how good the lists were."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidehead.city.chains import targeting
from tidehead.city.chains.naming import role_sheet
from tidehead.city.chains.picture import picture_of
from tidehead.city.chains.queries import chain_by_code, current_pool
from tidehead.city.chains.rights import may_edit, may_edit_pool
from tidehead.city.chains.sheets import node_url
from tidehead.city.chains.target_lists import HITS_AT, hit_rates_of, target_by_id, target_list
from tidehead.city.chains.target_sheets import hits_table, left_out_table, score_text, targets_table
from tidehead.city.chains.types import CHIEF_ENTERPRISE, MISSING, TARGET_STATES, ChainRefused, NoSuchChain
from tidehead.city.chains.views.acting import done, given, missing_is_404
from tidehead.city.chains.views.chains import head
from tidehead.city.chains.wording import PART_NAMES, TARGET_STATE_NAMES, gap_title
from tidehead.city.common.asked import whole_number
from tidehead.city.common.once import new_key
from tidehead.city.enterprises.versions import all_versions
from tidehead.city.projects.rights import may_enter_leads
from tidehead.city.shell.tables import exported


@require_POST
@missing_is_404
def make_list(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Rank the firms of the pool for a link."""
    info = chain_by_code(code)
    leaders = [str(one.label) for one in role_sheet(info, today=timezone.localdate()) if one.role == CHIEF_ENTERPRISE]
    try:
        made = targeting.make_target_list(by=request.actor, chain=code, node=node, leaders=leaders, now=timezone.now())
    except NoSuchChain:
        raise
    except ChainRefused as refused:
        messages.error(request, str(refused.text))
        return redirect(node_url(code, node))
    return redirect("chains:target_list", made)


@require_GET
@missing_is_404
def one_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """A list of firms from outside, with the parts of each score and what came of them."""
    shown = target_list(list_id)
    table, out = targets_table(shown), left_out_table(shown)
    for each in (table, out):
        if file := exported(request, each):
            return file
    weights = [(PART_NAMES.get(part, part), weight) for part, weight in shown.weights.items() if weight]
    context = {
        "shown": shown,
        "chain": chain_by_code(shown.chain),
        "table": table,
        "left_out": out,
        "weights": weights,
        "url": node_url(shown.chain, shown.node),
    }
    return render(request, "chains/targets.html", context)


@require_GET
@missing_is_404
def one_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """A firm from outside: why it stands where it stands, and what came of it."""
    shown, target = target_by_id(target_id)
    info = chain_by_code(shown.chain)
    context = {
        "shown": shown,
        "target": target,
        "chain": info,
        "score": score_text(target),
        "state": TARGET_STATE_NAMES[target.state],
        "parts": [
            (PART_NAMES.get(part.part, part.part), part, shown.weights.get(part.part, 0.0)) for part in target.parts
        ],
        "may_edit": may_edit(request.actor, shown.chain),
        "may_lead": may_enter_leads(request.actor),
        "states": [(state, TARGET_STATE_NAMES[state]) for state in TARGET_STATES],
        "title": f"{gap_title(picture_of(shown.chain), shown.node, MISSING)}：{target.name}",
        "key": new_key(),
    }
    return render(request, "chains/target.html", context)


@require_POST
@missing_is_404
def record(request: HttpRequest, target_id: int) -> HttpResponse:
    """Record how far a firm from outside is won."""
    return done(
        request,
        lambda: targeting.record_outcome(
            by=request.actor,
            target_id=target_id,
            state=given(request, "state", 12),
            note=given(request, "note", 600),
            now=timezone.now(),
            key=given(request, "key", 80),
        ),
        said=_("It is recorded."),
        otherwise=reverse("chains:target", args=[target_id]),
    )


@require_POST
@missing_is_404
def make_lead(request: HttpRequest, target_id: int) -> HttpResponse:
    """Open a project lead with a firm from outside."""
    shown, _target = target_by_id(target_id)
    gaps = [gap.kind.value for gap in picture_of(shown.chain).gaps_of(shown.node)]
    return done(
        request,
        lambda: targeting.make_lead(
            by=request.actor,
            target_id=target_id,
            title=given(request, "title", 300),
            kind=gaps[0] if gaps else MISSING,
            now=timezone.now(),
            key=given(request, "key", 80),
        ),
        said=_("The lead is entered; it stands beside the gap."),
        otherwise=reverse("chains:target", args=[target_id]),
    )


@require_GET
@missing_is_404
def hits(request: HttpRequest, code: str) -> HttpResponse:
    """How many of each list's first firms were signed later, against signing by chance."""
    picture = picture_of(code)
    found = hit_rates_of(code)
    table = hits_table(found)
    if file := exported(request, table):
        return file
    context = head(request, picture, "hits") | {"table": table, "ks": HITS_AT, "pool": current_pool()}
    return render(request, "chains/hits.html", context)


@require_http_methods(["GET", "POST"])
def pool(request: HttpRequest) -> HttpResponse:
    """Which firms from elsewhere targets are looked for among, and how to load some."""
    if request.method == "POST":
        return _choose(request)
    current = current_pool()
    context = {
        "pool": current,
        "versions": [one for one in all_versions() if not one.is_waiting and one.rows],
        "may_edit": may_edit_pool(request.actor),
    }
    return render(request, "chains/pool.html", context)


def _choose(request: HttpRequest) -> HttpResponse:
    back, now = reverse("chains:pool"), timezone.now()
    if given(request, "verb") == "drop":
        return done(
            request,
            lambda: targeting.drop_pool(by=request.actor, now=now),
            said=_("No pool is used now."),
            otherwise=back,
        )
    number = whole_number(given(request, "version", 9))
    chosen = next((one for one in all_versions() if one.number == number), None)
    label = given(request, "label", 200)
    return done(
        request,
        lambda: targeting.choose_pool(
            by=request.actor,
            folder=chosen.folder if chosen else "",
            label=label or (_("Register %(n)s") % {"n": chosen.number} if chosen else ""),
            as_of=chosen.as_of if chosen else None,
            now=now,
        ),
        said=_("Firms from outside are looked for in this register now."),
        otherwise=back,
    )
