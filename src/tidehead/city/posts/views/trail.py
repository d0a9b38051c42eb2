"""The trail of who did what, for auditors: narrowed, exported, verified."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidehead.city.common.trail import trail_slices, verify_trail
from tidehead.city.common.types import TrailRow, TrailWanted
from tidehead.city.posts.forms import TrailForm
from tidehead.city.posts.rights import may_read_trail
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_A_PAGE = 50
_MOST_EXPORTED = 100_000


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """The latest first. A file of it holds what the page is narrowed to."""
    if not may_read_trail(request.actor):
        raise PermissionDenied
    form = TrailForm(request.GET or None)
    rows = trail_slices(TrailWanted(**form.cleaned_data) if form.is_valid() else TrailWanted())
    if request.GET.get("format"):
        return exported(request, _table(rows[0:_MOST_EXPORTED])) or HttpResponse(status=400)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form if form.is_bound else TrailForm(), "table": _table(page.object_list), "page": page}
    return render(request, "posts/trail.html", shown)


def _table(rows: list[TrailRow]) -> Table:
    return Table(
        name="trail",
        title=_("Trail"),
        columns=(
            Column("at", _("When")),
            Column("actor", _("Who")),
            Column("verb", _("What")),
            Column("subject", _("Subject")),
            Column("detail", _("Detail"), secondary=True),
            Column("account", _("Account no."), kind="number", secondary=True),
            Column("number", _("No. in the chain"), kind="number", secondary=True),
        ),
        rows=tuple(_row(row) for row in rows),
        searchable=False,
        empty=_("Nothing was done that fits"),
        empty_remedy=_("Ask for a longer time, or for less."),
    )


def _row(row: TrailRow) -> Row:
    detail = json.dumps(row.detail, ensure_ascii=False) if row.detail else ""
    moment = parse_datetime(row.at)
    when = Cell(row.at, text=f"{moment.astimezone():%Y-%m-%d %H:%M:%S}" if moment else row.at)
    return Row((when, row.actor, row.verb, row.subject, detail, row.account, row.number), key=str(row.id))


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Follow the whole chain now."""
    if not may_read_trail(request.actor):
        raise PermissionDenied
    found = verify_trail()
    if found.broken is None:
        words = _("Whole: {count} rows. The end of the chain: {end}")
        end = f"{found.head_number}:{found.head_digest}"
        messages.success(request, words.format(count=found.checked, end=end))
    else:
        messages.error(request, _("Broken: {why}").format(why=found.why))
    return redirect("posts:trail")
