"""Closed tasks are looked at again: some are drawn by a seed that anybody can draw by again, and what fails reopens."""

from datetime import date, datetime

from django.db import transaction

from tidehead.calc.tasking import audit_sample
from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.actions import move_case
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.tasks.actions import case_of, who_closed
from tidehead.city.tasks.models import AuditCheck, AuditDraw, Task
from tidehead.city.tasks.queries import checks_of
from tidehead.city.tasks.rights import AUDIT, require_for_all
from tidehead.city.tasks.types import CLOSED, RESOLUTION, ChangedMeanwhile, DrawInfo, TaskNotFound, TaskRefused

PENDING, PASSED, FAILED = "pending", "passed", "failed"


@transaction.atomic
def draw_audit(*, by: Actor, start: date, end: date, share: float, seed: int, now: datetime, key: str = "") -> int:
    """Draw from the tasks that were closed in these days. Returns the draw's id; the same key draws once.

    At least one is drawn where any was closed. Raises PermissionDenied, TaskRefused.
    """
    require_for_all(by, AUDIT)
    if not 0 < share <= 1:
        raise TaskRefused(Text("抽查比例应在 0 到 100% 之间。", "The share drawn lies above 0 and up to 100 %."))
    if seed < 0:
        raise TaskRefused(Text("种子应为非负整数。", "The seed is a whole number from 0."))
    known = AuditDraw.objects.filter(key=key).first() if key else None
    if known is not None:
        return int(known.pk)
    closed = _closed_between(start, end)
    if not closed:
        raise TaskRefused(Text("这段时间没有销号的任务。", "No task was closed in these days."))
    drawn = set(audit_sample(_by_lead(closed), max(round(share * len(closed)), 1), seed=seed).chosen)
    made = AuditDraw.objects.create(
        seed=seed,
        share=share,
        closed_from=start,
        closed_to=end,
        population=len(closed),
        drawn_by=by.name,
        drawn_at=now,
        key=key or None,
    )
    AuditCheck.objects.bulk_create(
        AuditCheck(draw=made, task_id=key) for number, (key, _lead) in closed.items() if number in drawn
    )
    detail = {"seed": seed, "share": share, "population": len(closed), "drawn": len(drawn)}
    leave_trail(by.name, "audit.drawn", f"audit:{made.pk}", at=now, detail=detail)
    return int(made.pk)


def _closed_between(start: date, end: date) -> dict[str, tuple[int, str]]:
    """Key and organisation of the plan's tasks that were closed from day to day, by number."""
    rows = Task.objects.filter(case__state=CLOSED, case__ended_at__date__gte=start, case__ended_at__date__lte=end)
    plain = rows.exclude(origin=RESOLUTION).order_by("case__number")
    return {
        number: (key, lead or "") for number, key, lead in plain.values_list("case__number", "id", "case__lead__code")
    }


def _by_lead(closed: dict[str, tuple[int, str]]) -> dict[str, list[str]]:
    """Numbers by the organisation in charge: none that closed anything is left out, as far as the size goes."""
    strata: dict[str, list[str]] = {}
    for number, (_key, lead) in closed.items():
        strata.setdefault(lead, []).append(number)
    return strata


@transaction.atomic
def record_check(*, by: Actor, check_id: int, passed: bool, words: str, now: datetime) -> None:
    """Say whether the evidence of a closed task holds; one that fails is opened again.

    Raises PermissionDenied, TaskNotFound, TaskRefused (by whoever closed it; a failure without words),
    ChangedMeanwhile.
    """
    require_for_all(by, AUDIT)
    row = AuditCheck.objects.select_related("task__case").filter(id=check_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这项抽查。", "There is no such check."))
    if who_closed(row.task.case_id) == by.name:
        told = "Whoever closed the task does not audit it."
        raise TaskRefused(Text("销号人不能抽查自己核销的任务。", told))
    if not passed and not words.strip():
        raise TaskRefused(Text("未通过须写明问题。", "Say what is wrong with the evidence."))
    said = {"result": PASSED if passed else FAILED, "words": words.strip(), "by": by.name, "at": now}
    if AuditCheck.objects.filter(id=check_id, result=PENDING).update(**said) != 1:
        told = "This check was recorded meanwhile. Reload the page."
        raise ChangedMeanwhile(Text("这项抽查已有结果，请刷新。", told))
    number = row.task.case.number
    leave_trail(by.name, f"audit.{said['result']}", f"task:{number}", at=now, detail={"check": check_id})
    if not passed:
        _reopen(row.task, words.strip(), by=by, now=now)


def _reopen(task: Task, words: str, *, by: Actor, now: datetime) -> None:
    """An auditor has no hand in the case; what they found opens it, and the log says who found it."""
    case = case_of(task)
    if case.state != CLOSED:
        return
    reason = f"抽查未通过（{by.name}）：{words}"
    move_case(by=SYSTEM, case_id=case.id, transition="reopen", seen=case.seq, now=now, reason=reason)


def draws(*, most: int = 20) -> tuple[DrawInfo, ...]:
    """The last draws with their checks, the newest first."""
    rows = list(AuditDraw.objects.order_by("-drawn_at", "-id")[:most])
    checks = checks_of(AuditCheck.objects.filter(draw__in=[row.pk for row in rows]))
    return tuple(
        DrawInfo(
            row.pk,
            row.seed,
            row.share,
            row.closed_from,
            row.closed_to,
            row.population,
            row.drawn_by,
            row.drawn_at,
            tuple(each for each in checks if each.draw == row.pk),
        )
        for row in rows
    )
