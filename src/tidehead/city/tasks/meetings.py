"""Meetings of a leading group: seats held by posts, an agenda drawn from what is stuck, minutes, resolutions."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from tidehead.city.accounts.types import LEADER, SYSTEM, Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import leading_groups, organisation_ids
from tidehead.city.posts.queries import all_posts, holders_of, post_ids
from tidehead.city.tasks.blocking import settle_escalations
from tidehead.city.tasks.making import add_task
from tidehead.city.tasks.models import AgendaItem, Attendance, Meeting, Resolution, Task
from tidehead.city.tasks.rights import DECIDE, PREPARE, require, require_for_group
from tidehead.city.tasks.types import (
    RESOLUTION,
    ChangedMeanwhile,
    NewResolution,
    NewTask,
    TaskNotFound,
    TaskRefused,
)

PREPARED, HELD, ADOPTED = "prepared", "held", "adopted"
OWN_ITEM = "own"
RESOLUTION_TYPE = "resolution"
LONGEST_MINUTES = 20_000
_CLOSED = Text("纪要已审定，不能再改。", "The minutes have been adopted; nothing can be changed any more.")
_CHANGED = Text("已有他人修改，请刷新后再改。", "Somebody else changed it meanwhile. Reload the page and look again.")


@transaction.atomic
def call_meeting(
    *, by: Actor, group: str, title: str, held_on: date, venue: str = "", now: datetime, key: str = ""
) -> int:
    """Call a meeting of a leading group; its seats are those of the group. Returns its id; the same key calls once.

    Raises PermissionDenied, TaskRefused (no title, an unknown group).
    """
    require_for_group(by, PREPARE, group)
    known = Meeting.objects.filter(key=key).first() if key else None
    if known is not None:
        return int(known.pk)
    found = next((each for each in leading_groups() if each.code == group), None)
    if found is None:
        raise TaskRefused(Text("没有这个领导小组。", "There is no such leading group."))
    if not title.strip():
        raise TaskRefused(Text("请写会议名称。", "Give the meeting a name."))
    meeting = Meeting.objects.create(
        group=group,
        period=f"{held_on.year}Q{(held_on.month + 2) // 3}",
        title=title.strip()[:300],
        held_on=held_on,
        venue=venue.strip()[:200],
        made_by=by.name,
        made_at=now,
        key=key or None,
    )
    bodies = organisation_ids()
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            role=seat.role,
            organisation_id=bodies[seat.organisation.code],
            post_zh=seat.post.zh,
            post_en=seat.post.en,
            ordinal=nth,
        )
        for nth, seat in enumerate(found.seats)
    )
    leave_trail(by.name, "meeting.called", f"meeting:{meeting.pk}", at=now, detail={"group": group})
    return int(meeting.pk)


def open_meeting(by: Actor, meeting_id: int) -> Meeting:
    """A meeting that may still be changed, held until the transaction ends.

    Raises PermissionDenied, TaskNotFound, TaskRefused once its minutes are adopted.
    """
    require(by, PREPARE)
    row = Meeting.objects.select_for_update(of=("self",)).filter(id=meeting_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这次会议。", "There is no such meeting."))
    require_for_group(by, PREPARE, row.group)
    if row.state == ADOPTED:
        raise TaskRefused(_CLOSED)
    return row


# Agenda


def _item(by: Actor, item_id: int) -> AgendaItem:
    row = AgendaItem.objects.filter(id=item_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这项议题。", "There is no such item on the agenda."))
    open_meeting(by, row.meeting_id)
    return row


@transaction.atomic
def add_item(*, by: Actor, meeting_id: int, title: str, reason: str = "", task: str = "", now: datetime) -> int:
    """Put something on the agenda by hand. Returns the item's id."""
    meeting = open_meeting(by, meeting_id)
    row = Task.objects.select_related("case").filter(case__number=task).first() if task else None
    if task and row is None:
        raise TaskNotFound(Text(f"没有编号为 {task} 的任务。", f"There is no task {task}."))
    words = title.strip() or (row.case.title if row else "")
    if not words:
        raise TaskRefused(Text("请写议题。", "Say what the item is about."))
    if row and AgendaItem.objects.filter(meeting=meeting, task=row).exists():
        raise TaskRefused(Text("这项任务已在议程上。", "The task is on the agenda already."))
    made = AgendaItem.objects.create(
        meeting=meeting,
        task=row,
        title=words[:500],
        origin=OWN_ITEM,
        reason_zh=reason.strip()[:1000],
        ordinal=_last(meeting) + 1,
    )
    leave_trail(by.name, "agenda.item_added", f"meeting:{meeting_id}", at=now, detail={"item": made.pk})
    return int(made.pk)


def _last(meeting: Meeting) -> int:
    return int(meeting.agenda.aggregate(last=Max("ordinal"))["last"] or 0)


@transaction.atomic
def edit_item(*, by: Actor, item_id: int, title: str, reason: str, now: datetime) -> None:
    """Change the words of an item."""
    row = _item(by, item_id)
    if not title.strip():
        raise TaskRefused(Text("请写议题。", "Say what the item is about."))
    said = {"title": title.strip()[:500], "reason_zh": reason.strip()[:1000], "reason_en": ""}
    if reason.strip() in (row.reason_zh, row.reason_en):
        said = {"title": title.strip()[:500]}
    AgendaItem.objects.filter(id=item_id).update(**said)
    leave_trail(by.name, "agenda.item_edited", f"meeting:{row.meeting_id}", at=now, detail={"item": item_id})


@transaction.atomic
def leave_out(*, by: Actor, item_id: int, left_out: bool, now: datetime) -> None:
    """Take an item off the agenda, or put it back; drawing the agenda again does not bring it back."""
    row = _item(by, item_id)
    AgendaItem.objects.filter(id=item_id).update(left_out=left_out)
    verb = "agenda.item_left_out" if left_out else "agenda.item_taken_in"
    leave_trail(by.name, verb, f"meeting:{row.meeting_id}", at=now, detail={"item": item_id})


@transaction.atomic
def move_item(*, by: Actor, item_id: int, up: bool, now: datetime) -> None:
    """Change places with the item before or after."""
    row = _item(by, item_id)
    rows = list(AgendaItem.objects.filter(meeting_id=row.meeting_id, left_out=False).order_by("ordinal", "id"))
    at = next((nth for nth, each in enumerate(rows) if each.pk == item_id), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for nth, each in enumerate(rows, 1):
        AgendaItem.objects.filter(id=each.pk).update(ordinal=nth)
    leave_trail(by.name, "agenda.item_moved", f"meeting:{row.meeting_id}", at=now, detail={"item": item_id})


# At the meeting


@transaction.atomic
def record_attendance(*, by: Actor, seat_id: int, present: bool, deputy: str, now: datetime) -> None:
    """Say who was there for a seat: its holder, a deputy, or nobody."""
    seat = Attendance.objects.filter(id=seat_id).first()
    if seat is None:
        raise TaskNotFound(Text("没有这个席位。", "There is no such seat."))
    open_meeting(by, seat.meeting_id)
    Attendance.objects.filter(id=seat_id).update(present=present, deputy=deputy.strip()[:150])
    leave_trail(by.name, "meeting.attendance", f"meeting:{seat.meeting_id}", at=now, detail={"seat": seat_id})


@transaction.atomic
def write_minutes(*, by: Actor, meeting_id: int, opening: str, items: dict[int, str], seen: int, now: datetime) -> None:
    """Write the minutes: of the whole, and of each item. `seen`: the version that the actor had seen."""
    meeting = open_meeting(by, meeting_id)
    if any(len(text) > LONGEST_MINUTES for text in (opening, *items.values())):
        told = f"Use at most {LONGEST_MINUTES} characters for an item."
        raise TaskRefused(Text(f"每项纪要不超过 {LONGEST_MINUTES} 字。", told))
    state = HELD if meeting.state == PREPARED else meeting.state
    written = {"opening": opening.strip(), "state": state, "version": seen + 1}
    if Meeting.objects.filter(id=meeting_id, version=seen).update(**written) != 1:
        raise ChangedMeanwhile(_CHANGED)
    for item_id, text in items.items():
        AgendaItem.objects.filter(id=item_id, meeting_id=meeting_id).update(minutes=text.strip())
    if meeting.state == PREPARED:
        _freeze_holders(meeting)
    leave_trail(by.name, "meeting.minutes_written", f"meeting:{meeting_id}", at=now)


def _freeze_holders(meeting: Meeting) -> None:
    """Who held each seat on the day stays in the minutes, whoever holds it later."""
    for seat in meeting.attendance.select_related("organisation"):
        Attendance.objects.filter(id=seat.pk).update(holder=seat_holder(seat.organisation.code, meeting.held_on))


def seat_holder(organisation: str, on: date) -> str:
    """Who speaks for an organisation on a day: whoever holds its leading post then."""
    posts = all_posts(organisations=[organisation], role=LEADER, on=on)
    names = [holder.name for post in posts for holder in holders_of(post.code, on)]
    return names[0] if names else ""


@transaction.atomic
def draft_resolution(*, by: Actor, item_id: int, new: NewResolution, now: datetime) -> int:
    """Write down what is decided on an item, who is in charge and by when. Returns its id."""
    item = _item(by, item_id)
    if not new.words.strip():
        raise TaskRefused(Text("请写明决定事项。", "Say what is decided."))
    lead = organisation_ids().get(new.lead)
    if lead is None:
        told = "Say which organisation is in charge of what is decided."
        raise TaskRefused(Text("请选择牵头单位。", told))
    made = Resolution.objects.create(
        item=item,
        nth=int(item.resolutions.aggregate(last=Max("nth"))["last"] or 0) + 1,
        words=new.words.strip()[:300],
        lead_id=lead,
        owner_id=post_ids([new.owner]).get(new.owner) if new.owner else None,
        due_on=new.due_on,
        drafted_by=by.name,
    )
    leave_trail(by.name, "resolution.drafted", f"meeting:{item.meeting_id}", at=now, detail={"resolution": made.pk})
    return int(made.pk)


@transaction.atomic
def drop_resolution(*, by: Actor, resolution_id: int, now: datetime) -> None:
    """Take back a resolution that is no task yet."""
    row = Resolution.objects.select_related("item").filter(id=resolution_id, task=None).first()
    if row is None:
        raise TaskNotFound(
            Text("没有这项决定，或已成为任务。", "There is no such resolution, or it is a task already.")
        )
    open_meeting(by, row.item.meeting_id)
    meeting = row.item.meeting_id
    row.delete()
    leave_trail(by.name, "resolution.dropped", f"meeting:{meeting}", at=now, detail={"resolution": resolution_id})


@transaction.atomic
def adopt_minutes(*, by: Actor, meeting_id: int, now: datetime) -> tuple[str, ...]:
    """A leader adopts the minutes: every resolution becomes a task with its owner and date. Returns their numbers.

    What was put before the meeting counts as dealt with. Raises PermissionDenied, TaskNotFound, TaskRefused (no
    minutes yet, adopted already).
    """
    require(by, DECIDE)
    require_for_group(by, DECIDE, _group_of(meeting_id))
    adopted = {"state": ADOPTED, "adopted_by": by.name, "adopted_at": now}
    if Meeting.objects.filter(id=meeting_id, state=HELD).update(**adopted) != 1:
        _refuse_adoption(meeting_id)
    meeting = Meeting.objects.get(id=meeting_id)
    rows = Resolution.objects.filter(item__meeting=meeting, item__left_out=False, task=None)
    numbers = tuple(_become_task(row, meeting, now) for row in _with_links(rows))
    on_agenda = AgendaItem.objects.filter(meeting=meeting, left_out=False, task__isnull=False)
    settle_escalations(list(on_agenda.values_list("task_id", flat=True)), now=now)
    detail: dict[str, object] = {"tasks": list(numbers)}
    leave_trail(by.name, "meeting.adopted", f"meeting:{meeting_id}", at=now, detail=detail)
    return numbers


def _group_of(meeting_id: int) -> str:
    group = Meeting.objects.filter(id=meeting_id).values_list("group", flat=True).first()
    if group is None:
        raise TaskNotFound(Text("没有这次会议。", "There is no such meeting."))
    return str(group)


def _refuse_adoption(meeting_id: int) -> None:
    state = Meeting.objects.filter(id=meeting_id).values_list("state", flat=True).first()
    told = "There are no minutes yet to be adopted."
    raise TaskRefused(_CLOSED if state == ADOPTED else Text("还没有纪要，不能审定。", told))


def _with_links(rows: Iterable[Resolution]) -> Iterable[Resolution]:
    return rows.select_related("lead", "owner", "item__task__case__place").order_by("item__ordinal", "nth")  # type: ignore[attr-defined,no-any-return]


def _become_task(row: Resolution, meeting: Meeting, now: datetime) -> str:
    """The leader's decision makes the task; the system only writes it down, so it is the one that opens the case."""
    about = row.item.task
    new = NewTask(
        title=row.words,
        origin=RESOLUTION,
        lead=row.lead.code,
        owner=row.owner.code if row.owner else "",
        place=about.case.place.code if about and about.case.place else "",
        parent=about.case.number if about else "",
        start_on=min(meeting.held_on, row.due_on),
        due_on=row.due_on,
        key=f"resolution:{row.pk}",
    )
    number = add_task(by=SYSTEM, new=new, now=now, case_type=RESOLUTION_TYPE)
    Resolution.objects.filter(id=row.pk).update(task=Task.objects.get(case__number=number))
    return number
