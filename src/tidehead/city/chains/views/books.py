"""The four lists and the role sheet of a chain, and how they are changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidehead.city.chains import actions
from tidehead.city.chains.naming import four_lists, role_sheet
from tidehead.city.chains.picture import picture_of
from tidehead.city.chains.sheets import four_ones, list_table, roles_table
from tidehead.city.chains.types import HOLDER_KINDS, LISTS, ROLES
from tidehead.city.chains.views.acting import done, given, missing_is_404
from tidehead.city.chains.views.chains import head
from tidehead.city.chains.wording import HOLDER_NAMES, ITEM_HELP, LIST_NAMES, ROLE_NAMES
from tidehead.city.shell.tables import exported


@require_GET
@missing_is_404
def lists(request: HttpRequest, code: str) -> HttpResponse:
    """Key firms, key projects, key technologies, tasks of the year."""
    picture = picture_of(code)
    every = four_lists(picture, dropped=True)
    labels = {node.id: str(picture.info.node_label(node.id)) for node in picture.info.chain.nodes}
    shown = []
    for name in LISTS:
        items = [one for one in every if one.list == name and one.dropped_at is None]
        table = list_table(name, items, picture.info.label, labels)
        if file := exported(request, table):
            return file
        gone = [one for one in every if one.list == name and one.dropped_at is not None]
        shown.append((name, LIST_NAMES[name], table, items, gone, ITEM_HELP[name]))
    context = head(request, picture, "lists") | {
        "lists": shown,
        "nodes": labels.items(),
        "technologies": [(one.id, one.label.zh) for one in picture.info.chain.technologies],
    }
    return render(request, "chains/lists.html", context)


@require_POST
@missing_is_404
def put_on_list(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Put something on a list."""
    return done(
        request,
        lambda: actions.put_on_list(
            by=request.actor,
            chain=code,
            list_name=name,
            item=given(request, "item", 120),
            node=given(request, "node", 80),
            reason=given(request, "reason"),
            now=timezone.now(),
        ),
        said=_("It is on the list."),
        otherwise=reverse("chains:lists", args=[code]),
    )


@require_POST
@missing_is_404
def drop_from_list(request: HttpRequest, code: str, entry_id: int) -> HttpResponse:
    """Take a line off its list."""
    reason = given(request, "reason")
    return done(
        request,
        lambda: actions.drop_from_list(by=request.actor, entry_id=entry_id, reason=reason, now=timezone.now()),
        said=_("It is taken off; the history keeps it."),
        otherwise=reverse("chains:lists", args=[code]),
    )


@require_GET
@missing_is_404
def roles(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for the chain, and whether it has its institute, park and fund."""
    picture = picture_of(code)
    holders = role_sheet(picture.info, today=timezone.localdate())
    table = roles_table(holders, picture.info.label)
    if file := exported(request, table):
        return file
    context = head(request, picture, "roles") | {
        "table": table,
        "ones": four_ones(holders),
        "set_here": [(one, ROLE_NAMES[one.role]) for one in holders if one.id is not None],
        "role_choices": [(role, ROLE_NAMES[role]) for role in ROLES],
        "kind_choices": [(kind, HOLDER_NAMES[kind]) for kind in HOLDER_KINDS],
    }
    return render(request, "chains/roles.html", context)


@require_POST
@missing_is_404
def name_holder(request: HttpRequest, code: str) -> HttpResponse:
    """Name who holds a role."""
    return done(
        request,
        lambda: actions.name_holder(
            by=request.actor,
            chain=code,
            role=given(request, "role", 20),
            kind=given(request, "kind", 12),
            holder=given(request, "holder", 200),
            reason=given(request, "reason"),
            now=timezone.now(),
        ),
        said=_("The role sheet is changed."),
        otherwise=reverse("chains:roles", args=[code]),
    )


@require_POST
@missing_is_404
def end_role(request: HttpRequest, code: str, role_id: int) -> HttpResponse:
    """End that somebody holds a role."""
    return done(
        request,
        lambda: actions.end_role(by=request.actor, role_id=role_id, now=timezone.now()),
        said=_("The role sheet is changed."),
        otherwise=reverse("chains:roles", args=[code]),
    )
