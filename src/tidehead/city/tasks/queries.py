"""Reads tasks: lists of them, one of them, and what other apps ask."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import CaseInfo
from tidehead.city.common.types import Text
from tidehead.city.places.queries import places_under
from tidehead.city.tasks.facts import (
    NO_FACTS,
    BlockedSpan,
    TaskFacts,
    countable,
    days_between,
    facts_of,
    nodes_of,
    report_info,
    slices_of,
    today_of,
)
from tidehead.city.tasks.models import (
    AgendaItem,
    AuditCheck,
    Blocker,
    Escalation,
    ProgressReport,
    Remark,
    Snapshot,
    Task,
)
from tidehead.city.tasks.standing import NO_PEERS, Peers, peers, standing_of
from tidehead.city.tasks.types import (
    CLOSED,
    DONE_REPORTED,
    ENDED_STATES,
    AgendaRef,
    BlockerInfo,
    CheckInfo,
    EscalationInfo,
    PromiseInfo,
    RemarkInfo,
    ReportInfo,
    SnapshotInfo,
    TaskDetail,
    TaskFilter,
    TaskInfo,
    TaskNotFound,
)

NO_FILTER = TaskFilter()
_LINKS = ("commitment", "work", "plan", "parent__case")
RECENT_REPORTS = 8
"""How many reports the history of a status goes back."""


def tasks(wanted: TaskFilter = NO_FILTER, *, actor: Actor | None = None, now: datetime) -> tuple[TaskInfo, ...]:
    """The tasks that are wanted with their standing, those that are due first on top; seven queries however many.

    actor: whose tasks `mine` means.
    """
    found = _infos(_with_links(_rows(wanted, actor)), now=now)
    return tuple(each for each in found if not wanted.status or each.standing.status == wanted.status)


def _rows(wanted: TaskFilter, actor: Actor | None) -> QuerySet[Task]:
    exact = {
        "plan__code": wanted.plan,
        "section": wanted.section,
        "case__lead__code": wanted.organisation,
        "case__state": wanted.state,
        "list_class": wanted.list_class,
        "industry": wanted.industry,
        "year": wanted.year,
        "origin": wanted.origin,
    }
    rows = Task.objects.filter(**{column: value for column, value in exact.items() if value})
    if wanted.place:
        rows = rows.filter(case__place__code__in=places_under(wanted.place))
    if wanted.text:
        rows = rows.filter(Q(case__title__icontains=wanted.text) | Q(case__number__iexact=wanted.text))
    if wanted.open_only:
        rows = rows.exclude(case__state__in=ENDED_STATES)
    if wanted.mine:
        rows = rows.filter(_of(actor))
    return rows


def _of(actor: Actor | None) -> Q:
    """Whose posts own it, whose organisation leads it or works on it beside the lead."""
    if actor is None:
        return Q(pk=None)
    bodies = actor.organisations
    return (
        Q(case__owner__code__in=[post.code for post in actor.posts])
        | Q(case__lead__code__in=bodies)
        | Q(case__bodies__organisation__code__in=bodies, case__bodies__part="co_owner")
    )


def _with_links(rows: QuerySet[Task]) -> QuerySet[Task]:
    linked = rows.select_related(*_LINKS)
    return linked.order_by("due_on", "plan__ordinal", "commitment__ordinal", "id").distinct()


def _infos(rows: Iterable[Task], *, now: datetime) -> tuple[TaskInfo, ...]:
    found = list(rows)
    today = today_of(now)
    cases = cases_of([row.case_id for row in found])
    facts = facts_of([row.pk for row in found], today=today)
    among = peers(today=today) if found else NO_PEERS
    infos = (_info(row, cases.get(row.case_id), facts.get(row.pk, NO_FACTS), now=now, among=among) for row in found)
    return tuple(sorted((each for each in infos if each is not None), key=_by_due))


def _by_due(task: TaskInfo) -> tuple[bool, bool, date, int]:
    return not task.is_open, task.due_on is None, task.due_on or date.max, task.id


def _info(row: Task, case: CaseInfo | None, facts: TaskFacts, *, now: datetime, among: Peers) -> TaskInfo | None:
    if case is None:
        return None
    open_nodes = [node for node in facts.nodes if node.done_on is None]
    return TaskInfo(
        id=row.pk,
        case=case,
        origin=row.origin,
        commitment=row.commitment.code if row.commitment else "",
        work=row.work.code if row.work else "",
        project=row.project,
        plan=row.plan.code if row.plan else "",
        section=row.section,
        industry=row.industry,
        list_class=row.list_class,
        year=row.year,
        start_on=row.start_on,
        due_on=row.due_on,
        measure=row.measure,
        unit=row.unit,
        target_value=countable(row.target_value),
        weight=row.weight,
        parent=row.parent.case.number if row.parent else "",
        version=row.version,
        standing=standing_of(row, case, facts, now=now, among=among),
        blocked_by=facts.open_blockers,
        next_node=min(open_nodes, key=lambda node: (node.due_on is None, node.due_on or date.max), default=None),
        nodes_done=len(facts.nodes) - len(open_nodes),
        nodes=len(facts.nodes),
        escalated=facts.escalated,
    )


def task_by_number(number: str, *, now: datetime) -> TaskInfo:
    """One task. Raises TaskNotFound."""
    found = _infos(_with_links(Task.objects.filter(case__number=number)), now=now)
    if not found:
        raise _not_found(number)
    return found[0]


def tasks_by_id(task_ids: Collection[int], *, now: datetime) -> dict[int, TaskInfo]:
    """Tasks by their keys."""
    return {each.id: each for each in _infos(_with_links(Task.objects.filter(id__in=task_ids)), now=now)}


def tasks_by_number(numbers: Iterable[str], *, now: datetime) -> dict[str, TaskInfo]:
    """Tasks by their numbers."""
    rows = Task.objects.filter(case__number__in=set(numbers))
    return {each.number: each for each in _infos(_with_links(rows), now=now)}


def task_detail(number: str, *, now: datetime) -> TaskDetail:
    """One task with all that is kept beside its case; each kind of row is read once. Raises TaskNotFound."""
    row = Task.objects.filter(case__number=number).select_related(*_LINKS, "commitment__source").first()
    if row is None:
        raise _not_found(number)
    today = today_of(now)
    reports, nodes, stops = reports_of(row.pk), nodes_of(row.pk, today=today), _blocker_rows(row.pk)
    escalations = _escalations(row.pk)
    cases = cases_of([row.case_id, *(each.case_id for each in stops)])
    blockers = tuple(_blocker(each, cases[each.case_id], now) for each in stops if each.case_id in cases)
    facts = TaskFacts(
        reports=tuple(report for report in reversed(reports) if not report.restated),
        nodes=nodes,
        spans=tuple(BlockedSpan(each.kind, each.case.opened_at, each.case.ended_at) for each in blockers),
        escalated=any(each.settled_at is None for each in escalations),
    )
    task = _info(row, cases.get(row.case_id), facts, now=now, among=peers(today=today))
    if task is None:
        raise _not_found(number)
    parts = Task.objects.filter(parent_id=row.pk).order_by("due_on", "id")
    return TaskDetail(
        task=task,
        promise=_promise(row),
        nodes=nodes,
        reports=reports,
        remarks=_remarks(row.pk),
        blockers=tuple(sorted(blockers, key=lambda each: not each.is_open)),
        history=history_of([row.pk]).get(row.pk, ()),
        parts=tuple(parts.values_list("case__number", "case__title")),
        agenda=_agenda(row.pk),
        escalations=escalations,
        checks=checks_of(AuditCheck.objects.filter(task_id=row.pk)),
    )


def _not_found(number: str) -> TaskNotFound:
    return TaskNotFound(Text(f"没有编号为 {number} 的任务。", f"There is no task {number}."))


def _promise(row: Task) -> PromiseInfo | None:
    found = row.commitment
    if found is None:
        return None
    label = Text(found.label_zh, found.label_en)
    return PromiseInfo(found.code, label, found.source.code, found.locator, tuple(found.targets))


def reports_of(task_id: int) -> tuple[ReportInfo, ...]:
    """All that was reported of a task, the newest first, what was restated included."""
    rows = ProgressReport.objects.filter(task_id=task_id).select_related("evidence", "restated_by")
    return tuple(
        report_info(row, restated=hasattr(row, "restated_by")) for row in rows.order_by("-about", "-at", "-id")
    )


def _remarks(task_id: int) -> tuple[RemarkInfo, ...]:
    rows = Remark.objects.filter(task_id=task_id).order_by("-at", "-id")
    return tuple(RemarkInfo(row.status, row.words, row.by, row.at) for row in rows)


def _blocker_rows(task_id: int) -> list[Blocker]:
    return list(Blocker.objects.filter(task_id=task_id).order_by("id"))


def _blocker(row: Blocker, case: CaseInfo, now: datetime) -> BlockerInfo:
    return BlockerInfo(row.kind, case, days_between(case.opened_at, case.ended_at, now), case.ended_at is None)


def history_of(
    task_ids: Collection[int], *, kind: str = "", most: int = RECENT_REPORTS
) -> dict[int, tuple[SnapshotInfo, ...]]:
    """The status of each task in the last reports, of one kind or of all, the newest first."""
    found: dict[int, list[SnapshotInfo]] = {}
    for portion in slices_of(task_ids):
        rows = Snapshot.objects.filter(task_id__in=portion).select_related("report")
        rows = rows.filter(report__kind=kind) if kind else rows
        for row in rows.order_by("-report__end_on", "-id"):
            kept = found.setdefault(row.task_id, [])
            if len(kept) < most:
                kept.append(snapshot_info(row))
    return {key: tuple(kept) for key, kept in found.items()}


def snapshot_info(row: Snapshot) -> SnapshotInfo:
    """A stored snapshot as others see it."""
    return SnapshotInfo(
        report=row.report_id,
        kind=row.report.kind,
        period=row.report.period,
        end_on=row.report.end_on,
        status=row.status,
        state=row.state,
        share=row.share,
        expected=row.expected,
        finish_on=row.finish_on,
        due_on=row.due_on,
        why=Text(row.why_zh, row.why_en),
    )


def _agenda(task_id: int) -> tuple[AgendaRef, ...]:
    rows = AgendaItem.objects.filter(task_id=task_id, left_out=False).select_related("meeting")
    return tuple(
        AgendaRef(
            row.meeting_id,
            row.meeting.title,
            row.meeting.held_on,
            row.meeting.state,
            Text(row.reason_zh, row.reason_en),
            row.minutes,
        )
        for row in rows.order_by("-meeting__held_on", "-id")
    )


def _escalations(task_id: int) -> tuple[EscalationInfo, ...]:
    rows = Escalation.objects.filter(task_id=task_id).order_by("-at", "-id")
    return tuple(
        EscalationInfo(row.pk, row.rule, Text(row.reason_zh, row.reason_en), row.by, row.at, row.settled_at)
        for row in rows
    )


def checks_of(rows: QuerySet[AuditCheck]) -> tuple[CheckInfo, ...]:
    """Audit checks as others see them."""
    found = rows.select_related("task__case").order_by("-draw_id", "id")
    return tuple(
        CheckInfo(row.pk, row.draw_id, row.task.case.number, row.task.case.title, row.result, row.words, row.by, row.at)
        for row in found
    )


# What other apps ask


def closed_commitments() -> frozenset[str]:
    """Codes of the commitments whose task is closed; of one that recurs, all tasks that there are."""
    rows = Task.objects.filter(commitment__isnull=False).values_list("commitment__code", "case__state")
    states: dict[str, set[str]] = {}
    for code, state in rows:
        states.setdefault(code, set()).add(state)
    return frozenset(code for code, known in states.items() if known == {CLOSED})


def reported_done() -> frozenset[str]:
    """Codes of the commitments and scheduled works whose task is reported done or closed."""
    rows = Task.objects.filter(case__state__in=(DONE_REPORTED, CLOSED))
    codes = rows.values_list("commitment__code", "work__code")
    return frozenset(code for pair in codes for code in pair if code)


def task_of_commitment(codes: Iterable[str]) -> dict[str, str]:
    """The number of the task of each commitment or scheduled work that has one, the latest year's of several."""
    wanted = set(codes)
    rows = Task.objects.filter(Q(commitment__code__in=wanted) | Q(work__code__in=wanted)).order_by("year")
    found = rows.values_list("commitment__code", "work__code", "case__number")
    return {promised or built: number for promised, built, number in found}


def tasks_of_organisation(code: str, *, now: datetime) -> tuple[TaskInfo, ...]:
    """What an organisation is in charge of and has not ended."""
    return tasks(TaskFilter(organisation=code, open_only=True), now=now)


def tasks_at_place(code: str, *, now: datetime) -> tuple[TaskInfo, ...]:
    """What is to be done at a place and under it, and is not ended."""
    return tasks(TaskFilter(place=code, open_only=True), now=now)
