"""A meeting's agenda and minutes as people take them away: with figures, the picture of what is late, and sources."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tidehead.city.common.types import RegionInfo
from tidehead.city.places.kinds import seat_role
from tidehead.city.plans.queries import commitments_by_code
from tidehead.city.shell.formatting import date_text
from tidehead.city.shell.papers import Grid, Paper, Picture, grid_of
from tidehead.city.shell.tables import Cell, Column, Row, Table
from tidehead.city.tasks.pictures import gantt_svg
from tidehead.city.tasks.queries import tasks_by_number
from tidehead.city.tasks.task_sheets import LATE, is_synthetic, task_url
from tidehead.city.tasks.types import AgendaItemInfo, MeetingDetail, ResolutionInfo, SeatInfo, TaskInfo
from tidehead.city.tasks.wording import (
    AGENDA_ORIGINS,
    MEETING_STATES,
    finish_text,
    lateness_text,
    share_text,
)


def meeting_finding(detail: MeetingDetail) -> str:
    """The meeting in one sentence."""
    kept = [item for item in detail.agenda if not item.left_out]
    words = {
        "items": len(kept),
        "follow": sum(item.origin == "follow_up" for item in kept),
        "late": sum(item.origin in ("late", "blocked", "escalated") for item in kept),
        "decided": sum(len(item.resolutions) for item in kept),
    }
    told = ngettext(
        "%(items)s item: %(follow)s decided earlier, %(late)s late, blocked or escalated; %(decided)s resolutions",
        "%(items)s items: %(follow)s decided earlier, %(late)s late, blocked or escalated; %(decided)s resolutions",
        len(kept),
    )
    return told % words


def agenda_table(detail: MeetingDetail, region: RegionInfo | None) -> Table:
    """The agenda, in its order, with why each item is on it."""
    return _agenda(detail, known_tasks(detail), region)


def known_tasks(detail: MeetingDetail) -> dict[str, TaskInfo]:
    """The tasks on the agenda, by number."""
    return tasks_by_number([item.task for item in detail.agenda if item.task], now=timezone.now())


def _agenda(detail: MeetingDetail, known: dict[str, TaskInfo], region: RegionInfo | None) -> Table:
    kept = [item for item in detail.agenda if not item.left_out]
    return Table(
        name="agenda",
        title=_("Agenda"),
        columns=(
            Column("nth", _("No."), kind="number"),
            Column("item", _("Item")),
            Column("origin", _("Because"), filtered=True),
            Column("reason", _("Why")),
            Column("lead", _("In charge")),
            Column("due", _("Due"), kind="date"),
            Column("share", _("Shown by evidence"), kind="percent", decimals=0),
            Column("forecast", _("Forecast"), secondary=True),
        ),
        rows=tuple(_agenda_row(nth, item, known.get(item.task)) for nth, item in enumerate(kept, 1)),
        source=detail.head.title,
        as_of=detail.head.held_on,
        synthetic=is_synthetic(region),
        empty=_("Nothing is on the agenda."),
        empty_remedy=_("Draw it: what is late, blocked or escalated comes by itself."),
        head=1,
    )


def _agenda_row(nth: int, item: AgendaItemInfo, task: TaskInfo | None) -> Row:
    return Row(
        (
            nth,
            Cell(item.title, url=task_url(item.task) if item.task else ""),
            str(AGENDA_ORIGINS[item.origin]),
            str(item.reason),
            str(task.case.lead_label) if task else "",
            task.due_on if task else None,
            task.standing.share if task else None,
            finish_text(task.standing) if task and task.is_open else "",
        ),
        key=str(item.id),
    )


def meeting_paper(detail: MeetingDetail, region: RegionInfo | None) -> Paper:
    """The papers of a meeting: before it the agenda with the figures, after it the minutes with what was decided."""
    head = detail.head
    kept = [item for item in detail.agenda if not item.left_out]
    known = known_tasks(detail)
    words = {"group": str(head.group_label), "day": date_text(head.held_on), "venue": head.venue}
    place = _("%(group)s · %(day)s · %(venue)s") if head.venue else _("%(group)s · %(day)s")
    return Paper(
        title=head.title,
        subtitle=place % words,
        language=get_language() or "zh-hans",
        marks=(*_marks(region), str(MEETING_STATES[head.state])),
        paragraphs=(meeting_finding(detail), *((detail.opening,) if detail.opening else ())),
        pictures=late_picture([known[item.task] for item in kept if item.task in known]),
        grids=tuple(_grids(detail, kept, known, region)),
        notes=(*_notes(kept, known), *_sources(known.values())),
        foot=head.title,
    )


def late_picture(tasks: Sequence[TaskInfo]) -> tuple[Picture, ...]:
    """The tasks over time; none where no task has a date."""
    svg = gantt_svg(tasks, today=timezone.localdate())
    if not svg:
        return ()
    late = sum(task.standing.status in LATE for task in tasks)
    told = ngettext("%(late)s of %(all)s task is behind", "%(late)s of %(all)s tasks are behind", len(tasks))
    note = _(
        "Bars run from start to due day and are filled as far as evidence shows; the diamond is the forecast, the "
        "dashed line today."
    )
    return (Picture(told % {"late": late, "all": len(tasks)}, svg, note),)


def _marks(region: RegionInfo | None) -> tuple[str, ...]:
    if not is_synthetic(region):
        return ()
    return (_("Invented data: this region does not exist, and nothing here is a real figure."),)


def _grids(
    detail: MeetingDetail, kept: list[AgendaItemInfo], known: dict[str, TaskInfo], region: RegionInfo | None
) -> Iterable[Grid]:
    yield grid_of(_agenda(detail, known, region))
    if detail.follow_up:
        yield _resolution_grid(_("What the meeting before decided"), detail.follow_up)
    decided = [each for item in kept for each in item.resolutions]
    if decided:
        yield _resolution_grid(_("What is decided"), decided)
    yield _seat_grid(detail.seats)


def _resolution_grid(title: str, rows: Iterable[ResolutionInfo]) -> Grid:
    return Grid(
        title=title,
        heads=(_("What is decided"), _("In charge"), _("Post"), _("Due"), _("State")),
        rows=tuple(
            (each.words, str(each.lead_label), str(each.owner_label), date_text(each.due_on), str(each.state_label))
            for each in rows
        ),
        numeric=(False,) * 5,
    )


def _seat_grid(seats: Iterable[SeatInfo]) -> Grid:
    return Grid(
        title=_("Seats"),
        heads=(_("Role"), _("Organisation"), _("Post"), _("Holder"), _("There")),
        rows=tuple(
            (
                str(seat_role(seat.role)),
                str(seat.organisation_label),
                str(seat.post),
                seat.holder or _("vacant"),
                presence_text(seat),
            )
            for seat in seats
        ),
        numeric=(False,) * 5,
    )


def presence_text(seat: SeatInfo) -> str:
    """Whether somebody was there for a seat."""
    if seat.deputy:
        return _("%(name)s for them") % {"name": seat.deputy}
    return {True: _("yes"), False: _("no")}.get(seat.present, "")  # type: ignore[call-overload,no-any-return]


def _notes(kept: list[AgendaItemInfo], known: dict[str, TaskInfo]) -> Iterable[str]:
    """What was said of each item, or before the meeting how far its task is and why it is late."""
    for nth, item in enumerate(kept, 1):
        told = [item.minutes] if item.minutes else []
        task = known.get(item.task)
        if task is not None and not item.minutes:
            done = {"share": share_text(task.standing.share), "expected": share_text(task.standing.expected)}
            told += [_("%(share)s shown, %(expected)s due by now") % done, lateness_text(task.standing)]
        words = _("; ").join(part for part in told if part)
        if words:
            yield f"{nth}. {item.title}: {words}"


def _sources(tasks: Iterable[TaskInfo]) -> Iterable[str]:
    """Where each task comes from: the plan's document and the place in it."""
    named = {task.commitment: task for task in tasks if task.commitment}
    for code, found in commitments_by_code(named).items():
        task = named[code]
        where = {"number": task.number, "source": found.source, "locator": found.locator}
        yield _("Source of %(number)s: %(source)s, %(locator)s") % where
