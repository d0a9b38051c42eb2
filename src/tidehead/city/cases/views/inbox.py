"""One's own work: boxes, filters, and what is done with many cases at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.actions import assign_many, move_many
from tidehead.city.cases.addresses import case_address
from tidehead.city.cases.queries import case_slices, case_types, cases_of
from tidehead.city.cases.queries import inbox as inbox_of
from tidehead.city.cases.types import CaseInfo, Inbox, Wanted
from tidehead.city.cases.wording import due_day_words, due_light, due_words, words_of
from tidehead.city.common.asked import own_page, whole_number
from tidehead.city.common.slices import Slices
from tidehead.city.posts.queries import all_posts
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50
MOST_AT_ONCE = 500
MOST_EXPORTED = 5_000


@dataclass(frozen=True, slots=True)
class Box:
    code: str
    label: str
    count: int | None  # None: not counted
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    case: CaseInfo
    address: str
    light: str
    told: str
    due: str


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What I have to do, what my organisation has, what waits, what is late."""
    now, actor = timezone.now(), request.actor
    box = request.GET.get("box", "todo")
    found = inbox_of(actor, now)
    wanted = _narrowed(request)
    slices = _slices(actor, found, box, wanted)
    if request.GET.get("format") and (file := exported(request, _table(slices, now))) is not None:
        return file
    page = Paginator(slices, A_PAGE).get_page(request.GET.get("page"))
    shown = tuple(page.object_list)
    return render(
        request,
        "cases/inbox.html",
        {
            "finding": _finding(found),
            "boxes": _boxes(found, box),
            "asked": {"box": box, **{name: request.GET.get(name, "") for name in ("text", "type", "due")}},
            "kinds": [(kind.id, words_of(kind.label)) for kind in case_types()],
            "cases": tuple(line_of(case, now) for case in shown),
            "page": page,
            "nothing": _nothing(box, wanted),
            "remedy": _("Cases come here when they are given to a post that you hold, or to your organisation."),
            "excel_url": "?" + urlencode({**request.GET.dict(), "table": "cases", "format": "xlsx"}),
            "unread": found.counts.notes,
            **_bulk_offers(actor, shown),
        },
    )


def line_of(case: CaseInfo, now: datetime) -> Line:
    """A case in a list: its address, and how its time stands."""
    light = due_light(case.due_at, case.warn_at, now)
    return Line(
        case, case_address(case.family, case.number), light, due_words(case.due_at, now), due_day_words(case.due_at)
    )


def _narrowed(request: HttpRequest) -> Wanted:
    asked = request.GET
    return Wanted(
        types=(asked["type"],) if asked.get("type") else (),
        text=asked.get("text", "").strip()[:200],
        due=asked.get("due", "") if asked.get("due") in {"late", "soon"} else "",
    )


def _slices(actor: Actor, found: Inbox, box: str, wanted: Wanted) -> Slices[CaseInfo]:
    """The box; where it is narrowed, all that the actor sees is searched."""
    if wanted != Wanted():
        return case_slices(actor, wanted)
    if box == "all":
        return case_slices(actor, Wanted(order="moved"))
    return getattr(found, box, found.todo) if box in _LABELS else found.todo


_LABELS = ("todo", "organisation", "joined", "waiting", "late")


def _boxes(found: Inbox, current: str) -> list[Box]:
    counts = found.counts
    labels = {
        "todo": (_("To do"), counts.todo),
        "late": (_("Late, with my organisation"), counts.late),
        "organisation": (_("My organisation"), counts.organisation),
        "joined": (_("Asked to help"), counts.joined),
        "waiting": (_("Waiting for others"), counts.waiting),
    }
    chosen = current if current in labels or current == "all" else "todo"
    return [
        *(Box(code, label, count, code == chosen) for code, (label, count) in labels.items()),
        Box("all", _("All that I see"), None, chosen == "all"),
    ]


def _finding(found: Inbox) -> str:
    counts = found.counts
    asked = ngettext(
        "Your organisation is asked to help with %(n)s case.",
        "Your organisation is asked to help with %(n)s cases.",
        counts.joined,
    ) % {"n": counts.joined}
    if not counts.todo and not counts.late:
        return asked if counts.joined else _("Nothing waits for you.")
    words = ngettext("%(n)s case waits for you.", "%(n)s cases wait for you.", counts.todo) % {"n": counts.todo}
    late = ngettext("%(n)s case is late.", "%(n)s cases are late.", counts.late) % {"n": counts.late}
    return " ".join([words, *([late] if counts.late else []), *([asked] if counts.joined else [])])


def _nothing(box: str, wanted: Wanted) -> str:
    if wanted != Wanted():
        return _("No case that you see fits these filters.")
    return {
        "todo": _("Nothing waits for you."),
        "late": _("Nothing is late."),
        "waiting": _("You wait for nobody."),
    }.get(box, _("There is no case here."))


def _bulk_offers(actor: Actor, cases: tuple[CaseInfo, ...]) -> dict[str, object]:
    """Moves that some of the shown cases offer, and posts they can be given to."""
    shown = {(case.type, case.state) for case in cases}
    moves = {
        transition.id: words_of(transition.label)
        for kind in case_types()
        for transition in kind.transitions
        if transition.by != ("system",)
        and any(kind.id == code and state in transition.sources for code, state in shown)
    }
    posts = all_posts(organisations=actor.organisations) if actor.organisations else ()
    return {"bulk_moves": sorted(moves.items()), "bulk_posts": posts}


def _table(slices: Slices[CaseInfo], now: datetime) -> Table:
    """The box as a file; the page writes its own rows, so that they can be chosen."""
    rows = slices[0:MOST_EXPORTED]
    return Table(
        name="cases",
        title=_("Cases"),
        columns=(
            Column("number", _("Number")),
            Column("title", _("Case")),
            Column("type", _("Kind")),
            Column("state", _("State")),
            Column("due", _("Due")),
            Column("left", _("Time left")),
            Column("party", _("Firm")),
            Column("place", _("Place")),
            Column("lead", _("In charge")),
            Column("owner", _("Works on it")),
            Column("opened", _("Opened"), kind="date"),
        ),
        rows=tuple(_row(case, now) for case in rows),
        synthetic=any(case.synthetic for case in rows),
    )


def _row(case: CaseInfo, now: datetime) -> Row:
    words: tuple[Any, ...] = (
        Cell(case.number, url=case_address(case.family, case.number)),
        case.title,
        str(case.type_label),
        str(case.state_label),
        due_day_words(case.due_at),
        due_words(case.due_at, now),
        str(case.party_label),
        str(case.place_label),
        str(case.lead_label),
        str(case.owner_label),
        timezone.localdate(case.opened_at),
    )
    return Row(words)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Move or give away all that were chosen; each for itself, and those that stay are told with the reason."""
    asked = map(whole_number, request.POST.getlist("case")[:MOST_AT_ONCE])
    chosen = [case_id for case_id in asked if case_id is not None]
    transition, post = request.POST.get("transition", ""), request.POST.get("post", "")
    back = _back(request)
    if not chosen or not (transition or post):
        messages.warning(request, _("Choose cases, and what is to be done with them."))
        return redirect(back)
    why, now = request.POST.get("reason", "").strip(), timezone.now()
    done = (
        move_many(by=request.actor, case_ids=chosen, transition=transition, now=now, reason=why)
        if transition
        else assign_many(by=request.actor, case_ids=chosen, post=post, now=now, reason=why)
    )
    known = cases_of([case_id for case_id, refused in done if refused is not None])
    refused = [(known[case_id], why) for case_id, why in done if why is not None and case_id in known]
    moved = sum(1 for _id, why in done if why is None)
    return render(request, "cases/bulk.html", {"done": moved, "refused": refused, "back": back})


def _back(request: HttpRequest) -> str:
    return own_page(request, request.POST.get("next", ""), otherwise=reverse("cases:inbox"))
