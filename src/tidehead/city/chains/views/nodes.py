"""One link of a chain: who makes it, what it needs, what breaks without it, and what can be done about its gap."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidehead.calc.chains import GapKind, Node, relying_on, substitutes_of
from tidehead.city.chains import actions
from tidehead.city.chains.naming import named_firms
from tidehead.city.chains.picture import MOST_NAMED, picture_of
from tidehead.city.chains.queries import current_pool, gap_cases, removed_standings
from tidehead.city.chains.rights import may_edit
from tidehead.city.chains.sheets import MOST_FIRMS, breaking_text, firms_table, node_url
from tidehead.city.chains.target_lists import target_lists
from tidehead.city.chains.types import NODE_STATUSES, PROJECT, STANDING_ROLES, TASK, UNKNOWN, ChainPicture
from tidehead.city.chains.views.acting import done, given, missing_is_404
from tidehead.city.chains.wording import (
    BASES,
    FIRM_ROLES,
    MEANINGS,
    STAGES,
    STATUSES,
    TECHNOLOGY_STATES,
    gap_title,
)
from tidehead.city.common.once import new_key
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations
from tidehead.city.posts.queries import all_posts
from tidehead.city.projects.rights import may_enter_leads
from tidehead.city.shell.formatting import percent_text
from tidehead.city.shell.tables import exported
from tidehead.city.tasks.rights import may_edit as may_edit_tasks


@require_GET
@missing_is_404
def node(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """A link of the chain; short in the drawer, whole on its page."""
    picture = picture_of(code)
    one = actions.node_of(picture.info, node)
    firms = picture.firms[node]
    whole = "format" in request.GET
    table = firms_table(picture, node, named_firms(firms if whole else firms[:MOST_FIRMS]))
    if file := exported(request, table):
        return file
    context = _facts(picture, one) | {"table": table, "more": len(firms) - MOST_FIRMS, "here": request.path}
    return render(request, "chains/node.html", context | _work(request, picture, one))


def _facts(picture: ChainPicture, one: Node) -> dict[str, Any]:
    info, known = picture.info, picture.facts[one.id]
    gaps = picture.gaps_of(one.id)
    return {
        "chain": info,
        "node": one,
        "label": info.node_label(one.id),
        "note": Text(one.note.zh, one.note.en) if one.note else "",
        "stage": STAGES[one.stage.value],
        "status": picture.status[one.id],
        "status_word": STATUSES[picture.status[one.id]],
        "computed_word": STATUSES[picture.computed[one.id]],
        "doubt": picture.doubts.get(one.id, ""),
        "meaning": MEANINGS[picture.status[one.id]],
        "override": picture.overrides.get(one.id),
        "known": known,
        "basis": BASES[known.basis.value],
        "gaps": [(STATUSES[gap.kind.value], gap.kind.value, Text(gap.because.zh, gap.because.en), gap) for gap in gaps],
        "breaks": breaking_text(picture, one.id),
        "needs": [_need(picture, each) for each in one.needs],
        "relying": [(info.node_label(each), node_url(info.code, each)) for each in relying_on(info.chain, one.id)],
        "substitutes": [
            (info.node_label(each), node_url(info.code, each)) for each in substitutes_of(info.chain, one.id)
        ],
        "technologies": [
            (Text(each.label.zh, each.label.en), each.bottleneck, TECHNOLOGY_STATES.get(each.state, ""))
            for each in info.chain.technologies
            if each.node == one.id
        ],
        "supply": [
            (row, BASES[row.basis.value], _source(row.source, row.locator)) for row in picture.supply.get(one.id, ())
        ],
        "rates": [(BASES[rate.basis.value], rate) for rate in picture.rates.get(one.id, ())],
        "near": picture.nearness.get(one.id),
        "source_url": _source(one.source, one.locator),
        "synthetic": picture.synthetic,
        "searched": picture.searched,
    }


def _need(picture: ChainPicture, need: Any) -> tuple[list[tuple[Text, str, str]], bool, str]:
    """Its nodes with address and status, whether any one does, and its share of the input."""
    info = picture.info
    nodes = [(info.node_label(one), node_url(info.code, one), str(STATUSES[picture.status[one]])) for one in need.nodes]
    return nodes, need.any_one, percent_text(need.share) if need.share is not None else ""


def _source(source: str, locator: str) -> str:
    return reverse("web:locator_source", args=[source, locator or "-"]) if source else ""


def _work(request: HttpRequest, picture: ChainPicture, one: Node) -> dict[str, Any]:
    """What can be done, for those who may."""
    info, editing = picture.info, may_edit(request.actor, picture.info.code)
    standing = bool(picture.gaps_of(one.id))
    cases = [case for case in gap_cases(info.code) if case.node == one.id]
    context: dict[str, Any] = {
        "may_edit": editing,
        "cases": [(case, STATUSES[case.kind], standing) for case in cases],
        "lists": target_lists(info.code, node=one.id),
        "pool": current_pool(),
    }
    if not editing:
        return context
    removed = [row for row in removed_standings(info.code) if row[1] == one.id]
    kinds = [gap.kind.value for gap in picture.gaps_of(one.id)]
    by_hand = picture.status[one.id]
    if one.id in picture.overrides and by_hand not in kinds and by_hand in {kind.value for kind in GapKind}:
        kinds.insert(0, by_hand)
    under_way = {case.what for case in cases if not case.ended}
    return context | {
        "key": new_key(),
        "may_task": TASK not in under_way and may_edit_tasks(request.actor, ""),
        "may_lead": PROJECT not in under_way and may_enter_leads(request.actor),
        "gap_kinds": [(kind, STATUSES[kind], gap_title(picture, one.id, kind)) for kind in kinds],
        "statuses": [(code, STATUSES[code]) for code in NODE_STATUSES if code != UNKNOWN],
        "roles": [("", "—"), *((code, FIRM_ROLES[code]) for code in STANDING_ROLES)],
        "organisations": _bodies() if kinds else [],
        "removable": [firm for firm in named_firms(picture.firms[one.id][:MOST_NAMED]) if firm.standing],
        "removed": removed,
    }


def _bodies() -> list[tuple[str, Text]]:
    """Whom a task can be given to: bodies of the region that hold posts first, then the others."""
    holding = {post.organisation for post in all_posts()}
    return [(body.code, body.label) for body in sorted(all_organisations(), key=lambda one: one.code not in holding)]


# What is done


@require_POST
@missing_is_404
def set_status(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Give the link a status by hand, or take it back."""
    back, now = node_url(code, node), timezone.now()
    if given(request, "status") == "computed":
        return done(
            request,
            lambda: actions.undo_status(by=request.actor, chain=code, node=node, now=now),
            said=_("The computed status counts again."),
            otherwise=back,
        )
    return done(
        request,
        lambda: actions.set_status(
            by=request.actor,
            chain=code,
            node=node,
            status=given(request, "status"),
            reason=given(request, "reason"),
            now=now,
        ),
        said=_("The status is set, with your reason beside it."),
        otherwise=back,
    )


@require_POST
@missing_is_404
def put_firm(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Put a firm on the link."""
    return done(
        request,
        lambda: actions.put_firm(
            by=request.actor,
            chain=code,
            node=node,
            enterprise=given(request, "enterprise", 120),
            role=given(request, "role", 12),
            reason=given(request, "reason"),
            now=timezone.now(),
        ),
        said=_("The firm stands on the link."),
        otherwise=node_url(code, node),
    )


@require_POST
@missing_is_404
def change_standing(request: HttpRequest, standing_id: int, verb: str) -> HttpResponse:
    """Take a firm off a link, or put it back."""
    code, node = actions.chain_of_standing(standing_id)
    now, back = timezone.now(), node_url(code, node)
    if verb == "back":
        return done(
            request,
            lambda: actions.put_firm_back(by=request.actor, standing_id=standing_id, now=now),
            said=_("The firm is back on the link."),
            otherwise=back,
        )
    if verb != "off":
        raise Http404
    reason = given(request, "reason")
    return done(
        request,
        lambda: actions.take_firm_off(by=request.actor, standing_id=standing_id, reason=reason, now=now),
        said=_("The firm is taken off; it can be put back below."),
        otherwise=back,
    )


@require_POST
@missing_is_404
def work_on_gap(request: HttpRequest, code: str, node: str, what: str) -> HttpResponse:
    """Open a task or a project lead that is to close a gap of the link."""
    kind, title, key = given(request, "kind", 12), given(request, "title", 300), given(request, "key", 80)
    now, back = timezone.now(), node_url(code, node)
    if not may_edit(request.actor, code):
        raise PermissionDenied
    if what == "task":
        task = actions.GapTask(title=title, lead=given(request, "lead", 120), key=key)
        return done(
            request,
            lambda: actions.open_gap_task(by=request.actor, chain=code, node=node, kind=kind, task=task, now=now),
            said=_("The task is opened; it stands beside the gap."),
            otherwise=back,
        )
    if what != "project" or kind not in {one.value for one in GapKind}:
        raise Http404
    return done(
        request,
        lambda: actions.open_gap_lead(
            by=request.actor, chain=code, node=node, kind=kind, lead=actions.lead_of_gap(title, key=key), now=now
        ),
        said=_("The lead is entered; it stands beside the gap."),
        otherwise=back,
    )
