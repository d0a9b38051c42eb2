"""What goes before a meeting and why: what the last one decided and is open, escalated, blocked for long, or late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.tasks.blocking import put_up
from tidehead.city.tasks.facts import days_between
from tidehead.city.tasks.meetings import open_meeting
from tidehead.city.tasks.models import AgendaItem, Blocker, Escalation, Meeting, Resolution
from tidehead.city.tasks.queries import tasks
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import CLOSED, ENDED_STATES, RESOLUTION, TaskFilter, TaskInfo

FOLLOW_UP, ESCALATED, BLOCKED_LONG, LATE = "follow_up", "escalated", "blocked", "late"
ORDER = (FOLLOW_UP, ESCALATED, BLOCKED_LONG, LATE)
MOST_LATE = 15
"""Late tasks beyond these are in the report, not on the agenda: a meeting has an afternoon."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A task that a meeting should deal with. A task that has several reasons stands under the first."""

    task: TaskInfo
    origin: str
    reason: Text


def escalate_by_rule(*, now: datetime) -> int:
    """Put up every task that something has stood in the way of for longer than the pack allows. Returns how many."""
    book = rules()
    found = 0
    rows = Blocker.objects.filter(case__ended_at=None).exclude(task__case__state__in=ENDED_STATES)
    known = set(Escalation.objects.filter(settled_at=None).values_list("task_id", "rule"))
    for task, kind, since in rows.values_list("task_id", "kind", "case__opened_at"):
        word = book.blocker(kind)
        days = int(days_between(since, None, now))
        if days >= word.days and (task, _rule(kind)) not in known:
            told = f"Blocked for {days} days ({word.label.en or word.label.zh}); {word.days} are allowed."
            reason = Text(f"因{word.label.zh}受阻 {days} 天，超过规定的 {word.days} 天。", told)
            found += put_up(task, _rule(kind), reason, by=SYSTEM.name, now=now)
    return found


def _rule(kind: str) -> str:
    return f"blocked:{kind}"[:40]


@transaction.atomic
def draw_agenda(*, by: Actor, meeting_id: int, now: datetime) -> int:
    """Draw what is stuck onto the agenda. What stands there stays as it was edited, and what was left out stays out.

    Returns how many items are new. Raises PermissionDenied, TaskNotFound, TaskRefused.
    """
    meeting = open_meeting(by, meeting_id)
    escalate_by_rule(now=now)
    known = set(meeting.agenda.values_list("task_id", flat=True))
    found = [each for each in matters(meeting, now=now) if each.task.id not in known]
    start = meeting.agenda.count()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            task_id=each.task.id,
            title=each.task.title,
            origin=each.origin,
            reason_zh=each.reason.zh[:1000],
            reason_en=each.reason.en[:1000],
            ordinal=nth,
        )
        for nth, each in enumerate(found, start + 1)
    )
    leave_trail(by.name, "agenda.drawn", f"meeting:{meeting_id}", at=now, detail={"items": len(found)})
    return len(found)


def matters(meeting: Meeting, *, now: datetime) -> tuple[Matter, ...]:
    """Everything that this meeting should deal with, in the order in which meetings take it."""
    known = tasks(TaskFilter(open_only=True), now=now)
    follow = _follow_up(meeting, known)
    asked = _escalated(known)
    late = sorted(filter(_is_late, known), key=lambda each: -each.standing.days_late)[:MOST_LATE]
    found = [
        *(Matter(task, FOLLOW_UP, reason) for task, reason in follow),
        *(Matter(task, ESCALATED, reason) for task, reason in asked),
        *(Matter(task, BLOCKED_LONG, task.standing.why) for task in known if task.blocked_by and _is_late(task)),
        *(Matter(task, LATE, task.standing.why) for task in late),
    ]
    first: dict[int, Matter] = {}
    for each in found:
        first.setdefault(each.task.id, each)
    return tuple(sorted(first.values(), key=lambda each: ORDER.index(each.origin)))


def _is_late(task: TaskInfo) -> bool:
    return task.standing.status == "off_course" or task.standing.days_late > 0


def _follow_up(meeting: Meeting, known: Iterable[TaskInfo]) -> list[tuple[TaskInfo, Text]]:
    """What earlier meetings of the group decided and is not done."""
    open_tasks = {each.id: each for each in known if each.origin == RESOLUTION}
    rows = Resolution.objects.filter(
        task_id__in=open_tasks, item__meeting__group=meeting.group, item__meeting__held_on__lte=meeting.held_on
    ).exclude(item__meeting=meeting)
    found = []
    for row in rows.select_related("item__meeting").order_by("due_on", "id"):
        held = row.item.meeting.held_on
        told = f"Decided on {held:%Y-%m-%d}, due {row.due_on:%Y-%m-%d}, not done."
        found.append(
            (
                open_tasks[row.task_id],
                Text(f"{held:%Y-%m-%d} 会议决定，应于 {row.due_on:%Y-%m-%d} 完成，尚未办结。", told),
            )
        )
    return found


def _escalated(known: Iterable[TaskInfo]) -> list[tuple[TaskInfo, Text]]:
    by_id = {each.id: each for each in known}
    rows = Escalation.objects.filter(settled_at=None).order_by("at", "id")
    return [(by_id[row.task_id], Text(row.reason_zh, row.reason_en)) for row in rows if row.task_id in by_id]


def is_done(state: str) -> bool:
    """Whether what a meeting decided has been closed."""
    return state == CLOSED
