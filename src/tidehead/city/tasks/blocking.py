"""What stands in the way of a task: a typed blocker with an owner and a clock of its own; and when it goes higher."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.actions import link_cases, move_case, open_case
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import CaseInfo, NewCase
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.tasks.actions import case_of, task_row
from tidehead.city.tasks.models import Blocker, Escalation, Task
from tidehead.city.tasks.rights import co_owners_of, may_report
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import BLOCKED, ENDED_STATES, UNASSIGNED, TaskNotFound, TaskRefused

BLOCKER = "blocker"
BY_PERSON = "person"
"""The rule of an escalation that somebody asked for."""


@transaction.atomic
def raise_blocker(
    *, by: Actor, number: str, kind: str, what: str, organisation: str, owner: str = "", now: datetime
) -> str:
    """Say what stands in the way of a task and who has to clear it. Returns the number of the blocker's case.

    Raises PermissionDenied, TaskRefused (an unknown kind, nothing said, a task that is ended or has no owner).
    """
    row = task_row(number, lock=True)
    case = case_of(row)
    if not may_report(by, case, co_owners_of(row)):
        raise PermissionDenied
    body = _refuse_blocker(case, kind, what, organisation)
    new = NewCase(
        type=BLOCKER,
        title=what.strip()[:300],
        place=case.place,
        lead=body,
        owner=owner,
        fields={"kind": kind, "what": what.strip()},
        synthetic=case.synthetic,
    )
    blocker_id = open_case(by=by, new=new, now=now)
    Blocker.objects.create(task=row, case_id=blocker_id, kind=kind)
    link_cases(by=by, case_id=blocker_id, other_id=case.id, relation="part_of", now=now)
    if case.state != BLOCKED:
        _block(by, row, kind, what.strip(), now)
    found = cases_of([blocker_id])[blocker_id].number
    leave_trail(by.name, "task.blocked", f"task:{number}", at=now, detail={"kind": kind, "blocker": found})
    return found


def _refuse_blocker(case: CaseInfo, kind: str, what: str, organisation: str) -> str:
    """The organisation that has to clear it. Raises TaskRefused."""
    known = next((each for each in rules().blockers if each.id == kind), None)
    if known is None:
        raise TaskRefused(Text("请选择堵点类型。", "Choose what kind of blocker it is."))
    if not what.strip():
        raise TaskRefused(Text("请写明堵点。", "Say what stands in the way."))
    if case.state in ENDED_STATES or case.state == UNASSIGNED:
        raise TaskRefused(Text("只有已落实、未结束的任务可以报堵点。", "Only a task that is under way can be blocked."))
    body = organisation or known.organisation
    if not body:
        raise TaskRefused(Text("请选择负责解决的单位。", "Choose the organisation that has to clear it."))
    return body


def _block(by: Actor, row: Task, kind: str, what: str, now: datetime) -> None:
    case = case_of(row)
    fields = {"blocker_kind": kind}
    move_case(by=by, case_id=case.id, transition="block", seen=case.seq, now=now, fields=fields, reason=what)


@transaction.atomic
def resolve_blocker(*, by: Actor, blocker: str, words: str, now: datetime, seen: int | None = None) -> None:
    """Say how a blocker was cleared; with the last one gone its task goes on by itself."""
    found = Blocker.objects.select_related("task__case").filter(case__number=blocker).first()
    if found is None:
        raise TaskNotFound(Text(f"没有编号为 {blocker} 的堵点。", f"There is no blocker {blocker}."))
    row = task_row(found.task.case.number, lock=True)
    case = cases_of([found.case_id])[found.case_id]
    said = {"resolution": words.strip()}
    move_case(by=by, case_id=case.id, transition="resolve", seen=seen, now=now, fields=said)
    leave_trail(by.name, "blocker.resolved", f"task:{row.case.number}", at=now, detail={"blocker": blocker})
    go_on(row, now=now)


def go_on(row: Task, *, now: datetime) -> bool:
    """Take a task out of `blocked` where nothing stands in its way any longer. Returns whether it did."""
    case = case_of(row)
    still = Blocker.objects.filter(task=row, case__ended_at=None).exists()
    if still or case.state != BLOCKED:
        return False
    reason = "全部堵点已解决 / all blockers are cleared"
    move_case(by=SYSTEM, case_id=case.id, transition="unblock", seen=case.seq, now=now, reason=reason)
    return True


def go_on_all(*, now: datetime) -> int:
    """Take every task out of `blocked` whose blockers were cleared on their own pages. Returns how many."""
    rows = Task.objects.filter(case__state=BLOCKED).exclude(blockers__case__ended_at=None)
    return sum(_go_on(key, now) for key in rows.values_list("id", flat=True))


@transaction.atomic
def _go_on(task_id: int, now: datetime) -> bool:
    return go_on(Task.objects.select_for_update(of=("self",)).get(id=task_id), now=now)


def blocked_task(blocker: str) -> str:
    """Number of the task that a blocker stands in the way of; empty where it is none."""
    row = Blocker.objects.filter(case__number=blocker).values_list("task__case__number", flat=True).first()
    return row or ""


# Higher up


@transaction.atomic
def escalate(*, by: Actor, number: str, reason: str, now: datetime) -> None:
    """Put a task before the next meeting, saying why. Asking twice changes nothing."""
    row = task_row(number, lock=True)
    if not may_report(by, case_of(row), co_owners_of(row)):
        raise PermissionDenied
    if not reason.strip():
        raise TaskRefused(Text("请写明提请会议的理由。", "Say why the meeting should deal with it."))
    if put_up(row.pk, BY_PERSON, Text(reason.strip()[:500]), by=by.name, now=now):
        leave_trail(by.name, "task.escalated", f"task:{number}", at=now)


def put_up(task_id: int, rule: str, reason: Text, *, by: str, now: datetime) -> bool:
    """Keep an escalation; False where there is an open one by the same rule."""
    try:
        with transaction.atomic():
            Escalation.objects.create(
                task_id=task_id, rule=rule, reason_zh=reason.zh[:500], reason_en=reason.en[:500], by=by, at=now
            )
    except IntegrityError:
        return False
    return True


def settle_escalations(task_ids: list[int], *, now: datetime) -> None:
    """Mark what was before a meeting as dealt with."""
    Escalation.objects.filter(task_id__in=task_ids, settled_at=None).update(settled_at=now)


def escalated_on(task_id: int) -> tuple[date, ...]:
    """The days on which a task was put up."""
    return tuple(moment.date() for moment in Escalation.objects.filter(task_id=task_id).values_list("at", flat=True))
