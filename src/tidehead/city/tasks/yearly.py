"""What a year is to bring: the plan of the year before copied forward, with a log of all that was changed and why."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisation_ids
from tidehead.city.tasks.models import Task, YearChange, YearItem, YearPlan
from tidehead.city.tasks.rights import EDIT, require_for_all
from tidehead.city.tasks.types import (
    ENDED_STATES,
    ChangedMeanwhile,
    TaskNotFound,
    TaskRefused,
    YearChangeInfo,
    YearItemInfo,
    YearPlanInfo,
)

DRAFT, ADOPTED = "draft", "adopted"
YEARS = range(2000, 2101)


@transaction.atomic
def begin_year(*, by: Actor, year: int, industry: str = "", now: datetime) -> int:
    """Begin a year's plan: what the plan of the year before left open, and what is due in the year. Returns its id.

    Everything that is taken over is in the change log with where it came from. Raises PermissionDenied, TaskRefused.
    """
    require_for_all(by, EDIT)
    if year not in YEARS:
        raise TaskRefused(Text("年份应在 2000 到 2100 之间。", "A year lies between 2000 and 2100."))
    before = YearPlan.objects.filter(year=year - 1, industry=industry).first()
    try:
        with transaction.atomic():
            plan = YearPlan.objects.create(
                year=year, industry=industry, copied_from=before, made_by=by.name, made_at=now
            )
    except IntegrityError:
        raise TaskRefused(Text("这一年的计划已经有了。", "There is a plan of this year already.")) from None
    carried = _carry(plan, before, by, now) if before else set()
    _take_in(plan, carried, by, now)
    leave_trail(by.name, "year_plan.begun", f"year:{year}", at=now, detail={"industry": industry})
    return int(plan.pk)


def _carry(plan: YearPlan, before: YearPlan, by: Actor, now: datetime) -> set[int]:
    """Copy the lines that the year before left open. Returns the keys of their tasks."""
    rows = before.items.filter(dropped=False).select_related("task__case").order_by("ordinal", "id")
    open_rows = [row for row in rows if row.task is None or row.task.case.state not in ENDED_STATES]
    for nth, row in enumerate(open_rows):
        item = YearItem.objects.create(
            year_plan=plan,
            task=row.task,
            label_zh=row.label_zh,
            label_en=row.label_en,
            lead_id=row.lead_id,
            due_on=row.due_on,
            ordinal=nth,
        )
        _log(plan, item, "carried", by, now, before=str(before.year), after=str(plan.year))
    return {row.task_id for row in open_rows if row.task_id}


def _take_in(plan: YearPlan, carried: set[int], by: Actor, now: datetime) -> None:
    """Add the open tasks that are due in the year, or belong to it."""
    within = Task.objects.filter(due_on__year=plan.year) | Task.objects.filter(year=plan.year)
    rows = within.exclude(case__state__in=ENDED_STATES).exclude(id__in=carried)
    if plan.industry:
        rows = rows.filter(industry=plan.industry)
    for nth, task in enumerate(rows.select_related("case", "commitment").order_by("due_on", "id"), len(carried)):
        item = YearItem.objects.create(
            year_plan=plan,
            task=task,
            label_zh=task.case.title,
            label_en=task.commitment.label_en if task.commitment else "",
            lead_id=task.case.lead_id,
            due_on=task.due_on,
            ordinal=nth,
        )
        _log(plan, item, "added", by, now, reason="本年到期或属于本年的任务 / due in the year or of the year")


def _log(
    plan: YearPlan,
    item: YearItem,
    kind: str,
    by: Actor,
    now: datetime,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> None:
    YearChange.objects.create(
        year_plan=plan,
        item=item,
        kind=kind,
        before=before[:300],
        after=after[:300],
        reason=reason.strip()[:1000],
        by=by.name,
        at=now,
    )


@transaction.atomic
def add_item(
    *,
    by: Actor,
    plan_id: int,
    label: str,
    lead: str = "",
    due_on: date | None = None,
    task: str = "",
    reason: str,
    now: datetime,
) -> int:
    """Add a line to a year's plan: a task that there is, or something new in words. Returns its id."""
    require_for_all(by, EDIT)
    plan = _plan(plan_id)
    row = _task(task) if task else None
    words = label.strip() or (row.case.title if row else "")
    _refuse(words, reason)
    item = YearItem(
        year_plan=plan,
        task=row,
        label_zh=words[:500],
        lead_id=organisation_ids().get(lead) if lead else (row.case.lead_id if row else None),
        due_on=due_on or (row.due_on if row else None),
        ordinal=plan.items.count(),
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        raise TaskRefused(Text("这项任务已在计划中。", "The task is in the plan already.")) from None
    _log(plan, item, "added", by, now, after=words, reason=reason)
    leave_trail(by.name, "year_plan.item_added", f"year:{plan.year}", at=now, detail={"item": item.pk})
    return int(item.pk)


def _task(number: str) -> Task:
    row = Task.objects.select_related("case").filter(case__number=number).first()
    if row is None:
        raise TaskNotFound(Text(f"没有编号为 {number} 的任务。", f"There is no task {number}."))
    return row


def _refuse(words: str, reason: str) -> None:
    if not words:
        raise TaskRefused(Text("请写明事项。", "Say what is to be done."))
    if not reason.strip():
        raise TaskRefused(Text("请写明变更原因，它会留在变更记录里。", "Say why: the reason stays in the change log."))


@transaction.atomic
def move_item(*, by: Actor, item_id: int, due_on: date | None, reason: str, now: datetime) -> None:
    """Move a line to another day, saying why."""
    item = _item(by, item_id, reason)
    before = item.due_on
    if before == due_on:
        return
    if YearItem.objects.filter(id=item_id, due_on=before).update(due_on=due_on) != 1:
        raise ChangedMeanwhile(_CHANGED)
    told = {"before": before.isoformat() if before else "", "after": due_on.isoformat() if due_on else ""}
    _log(item.year_plan, item, "moved", by, now, **told, reason=reason)
    leave_trail(by.name, "year_plan.item_moved", f"year:{item.year_plan.year}", at=now, detail={"item": item_id})


_CHANGED = Text("已有他人修改，请刷新后再改。", "Somebody else changed it meanwhile. Reload the page and look again.")


@transaction.atomic
def drop_item(*, by: Actor, item_id: int, reason: str, now: datetime) -> None:
    """Drop a line, saying why; it stays in the log and can be taken up again."""
    _turn(by, item_id, dropped=True, reason=reason, now=now)


@transaction.atomic
def restore_item(*, by: Actor, item_id: int, reason: str, now: datetime) -> None:
    """Take up a line again that was dropped."""
    _turn(by, item_id, dropped=False, reason=reason, now=now)


def _turn(by: Actor, item_id: int, *, dropped: bool, reason: str, now: datetime) -> None:
    item = _item(by, item_id, reason)
    if YearItem.objects.filter(id=item_id, dropped=not dropped).update(dropped=dropped) != 1:
        raise ChangedMeanwhile(_CHANGED)
    kind = "dropped" if dropped else "restored"
    _log(item.year_plan, item, kind, by, now, before=item.label_zh, reason=reason)
    leave_trail(by.name, f"year_plan.item_{kind}", f"year:{item.year_plan.year}", at=now, detail={"item": item_id})


def _item(by: Actor, item_id: int, reason: str) -> YearItem:
    require_for_all(by, EDIT)
    row = YearItem.objects.select_related("year_plan").filter(id=item_id).first()
    if row is None:
        raise TaskNotFound(Text("计划里没有这一项。", "There is no such line in the plan."))
    _refuse(row.label_zh or row.label_en, reason)
    return row


@transaction.atomic
def adopt_year(*, by: Actor, plan_id: int, now: datetime) -> None:
    """Adopt a year's plan; changes after that are logged like those before."""
    require_for_all(by, EDIT)
    plan = _plan(plan_id)
    adopted = {"state": ADOPTED, "adopted_by": by.name, "adopted_at": now}
    if YearPlan.objects.filter(id=plan_id, state=DRAFT).update(**adopted) != 1:
        raise ChangedMeanwhile(Text("这份计划已经定稿。", "This plan has been adopted already."))
    leave_trail(by.name, "year_plan.adopted", f"year:{plan.year}", at=now, detail={"industry": plan.industry})


def _plan(plan_id: int) -> YearPlan:
    row = YearPlan.objects.filter(id=plan_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这份年度计划。", "There is no such plan of a year."))
    return row


# Reading


def year_plans() -> tuple[YearPlanInfo, ...]:
    """All plans of years without their lines, the latest first."""
    return tuple(_plan_info(row) for row in YearPlan.objects.order_by("-year", "industry"))


def year_plan(year: int, industry: str = "") -> YearPlanInfo | None:
    """One year's plan with its lines and its change log; None where there is none."""
    row = YearPlan.objects.filter(year=year, industry=industry).first()
    if row is None:
        return None
    items = row.items.select_related("task__case", "lead").order_by("dropped", "ordinal", "id")
    changes = row.changes.select_related("item").order_by("-at", "-id")
    return _plan_info(row, map(_item_info, items), map(_change_info, changes))


def year_plan_by_id(plan_id: int) -> YearPlanInfo:
    """One year's plan, by its key, without its lines. Raises TaskNotFound."""
    return _plan_info(_plan(plan_id))


def year_of_item(item_id: int) -> YearPlanInfo:
    """The plan that a line is in, without its lines. Raises TaskNotFound."""
    row = YearItem.objects.select_related("year_plan").filter(id=item_id).first()
    if row is None:
        raise TaskNotFound(Text("计划里没有这一项。", "There is no such line in the plan."))
    return _plan_info(row.year_plan)


def _plan_info(
    row: YearPlan, items: Iterable[YearItemInfo] = (), changes: Iterable[YearChangeInfo] = ()
) -> YearPlanInfo:
    return YearPlanInfo(
        id=row.pk,
        year=row.year,
        industry=row.industry,
        state=row.state,
        copied_from=row.copied_from_id,
        made_by=row.made_by,
        adopted_by=row.adopted_by,
        items=tuple(items),
        changes=tuple(changes),
    )


def _item_info(row: YearItem) -> YearItemInfo:
    return YearItemInfo(
        id=row.pk,
        label=Text(row.label_zh, row.label_en),
        task=row.task.case.number if row.task else "",
        lead=row.lead.code if row.lead else "",
        lead_label=Text(row.lead.label_zh, row.lead.label_en) if row.lead else Text(""),
        due_on=row.due_on,
        dropped=row.dropped,
    )


def _change_info(row: YearChange) -> YearChangeInfo:
    return YearChangeInfo(
        row.kind, Text(row.item.label_zh, row.item.label_en), row.before, row.after, row.reason, row.by, row.at
    )
