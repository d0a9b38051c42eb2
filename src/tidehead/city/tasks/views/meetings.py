"""Meetings: called, their agenda drawn and put in order, held, minuted, adopted; and the papers for them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.common.asked import whole_number
from tidehead.city.places.kinds import seat_role
from tidehead.city.places.queries import leading_groups
from tidehead.city.shell.papers import DOCX_TYPE, PDF_TYPE, docx_of, pdf_of
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported, xlsx_response
from tidehead.city.tasks import agenda
from tidehead.city.tasks import meetings as acts
from tidehead.city.tasks.forms import Choices, ItemForm, MeetingForm, ResolutionForm, post_choices
from tidehead.city.tasks.meeting_queries import (
    meeting_detail,
    meeting_of_item,
    meeting_of_resolution,
    meeting_of_seat,
)
from tidehead.city.tasks.meeting_queries import meetings as all_meetings
from tidehead.city.tasks.meeting_sheets import agenda_table, meeting_finding, meeting_paper
from tidehead.city.tasks.rights import DECIDE, PREPARE, may_for_group, require
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.task_sheets import is_synthetic
from tidehead.city.tasks.types import AgendaItemInfo, MeetingDetail, MeetingHead, NewResolution, TaskNotFound
from tidehead.city.tasks.views.acting import done, filled, seen_of, told, tried
from tidehead.city.tasks.wording import AGENDA_ORIGINS, MEETING_STATES

of_staff = needs("cases.handle", "cases.view", PREPARE, DECIDE)
"""Minutes are for those who work, not for everybody who may look at figures."""
MAKERS = {"docx": (docx_of, DOCX_TYPE), "pdf": (pdf_of, PDF_TYPE)}


@of_staff
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings, the newest first, with what is still open of what they decided."""
    found = all_meetings()
    table = _meetings_table(found, request)
    if (file := exported(request, table)) is not None:
        return file
    return _list_page(request, _meeting_form(), table)


def _list_page(request: HttpRequest, form: MeetingForm, table: Table, *, status: int = 200) -> HttpResponse:
    context = {
        "table": table,
        "form": form,
        "may_prepare": any(may_for_group(request.actor, PREPARE, each.code) for each in leading_groups()),
    }
    return render(request, "tasks/meetings.html", context, status=status)


def _meeting_form() -> MeetingForm:
    today = timezone.localdate()
    quarter = (today.month + 2) // 3
    label = rules().meeting_label
    title = _("%(label)s, quarter %(quarter)s of %(year)s")
    words = {"label": str(label), "quarter": quarter, "year": today.year}
    return MeetingForm(initial={"group": rules().group, "title": title % words, "held_on": today})


def _meetings_table(found: tuple[MeetingHead, ...], request: HttpRequest) -> Table:
    return Table(
        name="meetings",
        title=_("Meetings"),
        columns=(
            Column("title", _("Meeting")),
            Column("day", _("Day"), kind="date"),
            Column("group", _("Group"), filtered=True, secondary=True),
            Column("state", _("State"), filtered=True),
            Column("items", _("Items"), kind="number"),
            Column("decided", _("Decided"), kind="number"),
            Column("open", _("Still open"), kind="number"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(each.title, url=reverse("tasks:meeting", args=[each.id])),
                    each.held_on,
                    str(each.group_label),
                    str(MEETING_STATES[each.state]),
                    each.items,
                    each.resolutions,
                    each.open_resolutions,
                ),
                key=str(each.id),
            )
            for each in found
        ),
        synthetic=is_synthetic(request.region),
        empty=_("No meeting has been called."),
        empty_remedy=_("Whoever prepares the group's meetings calls one here; its agenda draws itself."),
    )


@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting and draw its agenda at once."""
    require(request.actor, PREPARE)
    form = MeetingForm(request.POST)
    made: list[int] = []

    def act(given: dict[str, object]) -> None:
        key = request.POST.get("key", "")[:80]
        now = timezone.now()
        made.append(acts.call_meeting(by=request.actor, **given, now=now, key=key))  # type: ignore[arg-type]
        agenda.draw_agenda(by=request.actor, meeting_id=made[0], now=now)

    if filled(request, form, act):
        return redirect("tasks:meeting", made[0])
    return _list_page(request, form, _meetings_table(all_meetings(), request), status=422)


# One meeting


@of_staff
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: seats, agenda, minutes, what was decided, what the one before decided."""
    detail = _detail_or_404(meeting_id)
    table = agenda_table(detail, request.region)
    if (file := exported(request, table)) is not None:
        return file
    return render(request, "tasks/meeting.html", _context(request, detail))


def _detail_or_404(meeting_id: int) -> MeetingDetail:
    try:
        return meeting_detail(meeting_id, now=timezone.now())
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing


def _context(
    request: HttpRequest, detail: MeetingDetail, *, failed: dict[str, object] | None = None
) -> dict[str, object]:
    is_open = detail.head.state != acts.ADOPTED
    prepares = is_open and may_for_group(request.actor, PREPARE, detail.head.group)
    kept = [item for item in detail.agenda if not item.left_out]
    failed = failed or {}
    posts = post_choices() if prepares else None
    return {
        "detail": detail,
        "head": detail.head,
        "state": MEETING_STATES[detail.head.state],
        "finding": meeting_finding(detail),
        "seats": [(seat, seat_role(seat.role)) for seat in detail.seats],
        "agenda": [(item, AGENDA_ORIGINS[item.origin], _resolution_form(item, failed, posts)) for item in kept],
        "left_out": [item for item in detail.agenda if item.left_out],
        "prepares": prepares,
        "may_adopt": detail.head.state == acts.HELD and may_for_group(request.actor, DECIDE, detail.head.group),
        "item_form": failed.get("item") or ItemForm(),
        "failed": failed,
        "files": ("docx", "pdf", "xlsx"),
    }


def _resolution_form(item: AgendaItemInfo, failed: dict[str, object], posts: Choices | None) -> object:
    name = f"resolution-{item.id}"
    return failed.get(name) or (None if posts is None else ResolutionForm(prefix=name, posts=posts))


def _back(meeting_id: int, part: str = "") -> str:
    return reverse("tasks:meeting", args=[meeting_id]) + (f"#{part}" if part else "")


@require_POST
def draw(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Draw what is stuck onto the agenda, again as often as wanted."""
    counts: list[int] = []

    def act() -> None:
        counts.append(agenda.draw_agenda(by=request.actor, meeting_id=meeting_id, now=timezone.now()))

    refused = tried(request, act)
    drawn = counts[0] if counts else 0
    said = ngettext("%(n)s new item.", "%(n)s new items.", drawn) % {"n": drawn}
    return told(request, refused, said=said, back=_back(meeting_id, "agenda"))


@require_POST
def add_item(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Put something on the agenda."""
    require(request.actor, PREPARE)
    form = ItemForm(request.POST)

    def act(given: dict[str, object]) -> None:
        acts.add_item(by=request.actor, meeting_id=meeting_id, **given, now=timezone.now())  # type: ignore[arg-type]

    if filled(request, form, act):
        return told(request, "", said=_("On the agenda."), back=_back(meeting_id, "agenda"))
    context = _context(request, _detail_or_404(meeting_id), failed={"item": form})
    return render(request, "tasks/meeting.html", context, status=422)


@require_POST
def item(request: HttpRequest, item_id: int, verb: str) -> HttpResponse:
    """Move an item up or down, leave it out, take it in, change its words."""
    meeting_id, by, now = _of(meeting_of_item, item_id), request.actor, timezone.now()
    ways: dict[str, Callable[[], None]] = {
        "up": lambda: acts.move_item(by=by, item_id=item_id, up=True, now=now),
        "down": lambda: acts.move_item(by=by, item_id=item_id, up=False, now=now),
        "out": lambda: acts.leave_out(by=by, item_id=item_id, left_out=True, now=now),
        "in": lambda: acts.leave_out(by=by, item_id=item_id, left_out=False, now=now),
        "edit": lambda: acts.edit_item(
            by=by,
            item_id=item_id,
            title=request.POST.get("title", ""),
            reason=request.POST.get("reason", ""),
            now=now,
        ),
    }
    if verb not in ways:
        raise Http404(verb)
    return done(request, ways[verb], said=_("Changed."), back=_back(meeting_id, f"item-{item_id}"))


def _of(find: Callable[[int], int], key: int) -> int:
    try:
        return find(key)
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing


@require_POST
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Say who was there for a seat."""
    meeting_id = _of(meeting_of_seat, seat_id)
    present, deputy = request.POST.get("present") == "yes", request.POST.get("deputy", "")

    def act() -> None:
        acts.record_attendance(by=request.actor, seat_id=seat_id, present=present, deputy=deputy, now=timezone.now())

    return done(request, act, said=_("Recorded."), back=_back(meeting_id, "seats"))


@require_POST
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Write the minutes; with them the meeting has been held."""
    given = {
        number: words
        for name, words in request.POST.items()
        if name.startswith("item-") and (number := whole_number(name.removeprefix("item-"))) is not None
    }
    refused = tried(
        request,
        lambda: acts.write_minutes(
            by=request.actor,
            meeting_id=meeting_id,
            opening=request.POST.get("opening", ""),
            items=given,
            seen=seen_of(request) or 0,
            now=timezone.now(),
        ),
    )
    if not refused:
        return told(request, "", said=_("The minutes are kept."), back=_back(meeting_id, "minutes"))
    context = _context(request, _detail_or_404(meeting_id))
    typed = {"refused": refused, "typed_opening": request.POST.get("opening", ""), "typed": given}
    return render(request, "tasks/meeting.html", context | typed, status=422)


@require_POST
def resolve(request: HttpRequest, item_id: int) -> HttpResponse:
    """Write down what is decided on an item."""
    require(request.actor, PREPARE)
    meeting_id = _of(meeting_of_item, item_id)
    form = ResolutionForm(request.POST, prefix=f"resolution-{item_id}")

    def act(given: dict[str, object]) -> None:
        new = NewResolution(**given)  # type: ignore[arg-type]
        acts.draft_resolution(by=request.actor, item_id=item_id, new=new, now=timezone.now())

    if filled(request, form, act):
        said = _("Written down. It becomes a task when the minutes are adopted.")
        return told(request, "", said=said, back=_back(meeting_id, f"item-{item_id}"))
    context = _context(request, _detail_or_404(meeting_id), failed={f"resolution-{item_id}": form})
    return render(request, "tasks/meeting.html", context, status=422)


@require_POST
def drop_resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Take back what was written down."""
    meeting_id = _of(meeting_of_resolution, resolution_id)

    def act() -> None:
        acts.drop_resolution(by=request.actor, resolution_id=resolution_id, now=timezone.now())

    return done(request, act, said=_("Taken back."), back=_back(meeting_id, "agenda"))


@require_POST
def adopt(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A leader adopts the minutes: what was decided becomes tasks."""
    numbers: list[str] = []

    def act() -> None:
        numbers.extend(acts.adopt_minutes(by=request.actor, meeting_id=meeting_id, now=timezone.now()))

    refused = tried(request, act)
    said = ngettext(
        "Adopted. %(n)s resolution is a task now.", "Adopted. %(n)s resolutions are tasks now.", len(numbers)
    ) % {"n": len(numbers)}
    return told(request, refused, said=said, back=_back(meeting_id))


@of_staff
def paper(request: HttpRequest, meeting_id: int, kind: str) -> HttpResponse:
    """The papers of a meeting as Word, PDF or Excel: agenda with figures, or the minutes once there are any."""
    detail = _detail_or_404(meeting_id)
    if kind == "xlsx":
        return xlsx_response(agenda_table(detail, request.region))
    if kind not in MAKERS:
        raise Http404(kind)
    make, content_type = MAKERS[kind]
    answer = HttpResponse(make(meeting_paper(detail, request.region)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.{kind}"'
    return answer
