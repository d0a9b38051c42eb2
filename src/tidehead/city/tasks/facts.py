"""What is read of many tasks at once: reports, nodes, what blocks them. One query each, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tidehead.city.cases.filling import LARGEST
from tidehead.city.common.types import Text
from tidehead.city.tasks.models import Blocker, Escalation, Node, ProgressReport
from tidehead.city.tasks.types import NodeInfo, ReportInfo

_SLICE = 500
"""How many keys one question names: engines take only so many."""


@dataclass(frozen=True, slots=True)
class BlockedSpan:
    """From when to when something stood in the way; `end` None: it still does."""

    kind: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the standing of one task is computed from."""

    reports: tuple[ReportInfo, ...] = ()  # those that are restated left out, the earliest first
    nodes: tuple[NodeInfo, ...] = ()
    spans: tuple[BlockedSpan, ...] = ()
    escalated: bool = False

    @property
    def open_blockers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(span.kind for span in self.spans if span.end is None))


NO_FACTS = TaskFacts()


def facts_of(task_ids: Collection[int], *, today: date) -> dict[int, TaskFacts]:
    """The facts of these tasks; a task with none is left out."""
    reports, nodes, spans = _reports(task_ids), _nodes(task_ids, today), _spans(task_ids)
    escalated = _escalated(task_ids)
    known = {*reports, *nodes, *spans, *escalated}
    return {
        key: TaskFacts(
            tuple(reports.get(key, ())), tuple(nodes.get(key, ())), tuple(spans.get(key, ())), key in escalated
        )
        for key in known
    }


def slices_of(keys: Iterable[int]) -> Iterable[list[int]]:
    """Keys in portions that one question can name."""
    wanted = list(keys)
    return (wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE))


def _reports(task_ids: Collection[int]) -> dict[int, list[ReportInfo]]:
    found: dict[int, list[ReportInfo]] = defaultdict(list)
    for portion in slices_of(task_ids):
        rows = ProgressReport.objects.filter(task_id__in=portion, restated_by__isnull=True)
        for row in rows.select_related("evidence").order_by("about", "at", "id"):
            found[row.task_id].append(report_info(row))
    return found


def countable(value: float | None) -> float | None:
    """A stored number as pages can show it; one beyond all measure is unknown."""
    return value if value is not None and abs(value) <= LARGEST else None


def report_info(row: ProgressReport, *, restated: bool = False) -> ReportInfo:
    """A stored report as others see it."""
    return ReportInfo(
        id=row.pk,
        about=row.about,
        share=row.share,
        value=countable(row.value),
        words=row.words,
        evidence=row.evidence_id,
        evidence_name=row.evidence.name if row.evidence else "",
        by=row.by,
        at=row.at,
        restates=row.restates_id,
        restated=restated,
    )


def _nodes(task_ids: Collection[int], today: date) -> dict[int, list[NodeInfo]]:
    found: dict[int, list[NodeInfo]] = defaultdict(list)
    for portion in slices_of(task_ids):
        for row in Node.objects.filter(task_id__in=portion).order_by("ordinal", "due_on", "id"):
            found[row.task_id].append(_node(row, today))
    return found


def _node(row: Node, today: date) -> NodeInfo:
    return NodeInfo(
        id=row.pk,
        label=Text(row.label_zh, row.label_en),
        due_on=row.due_on,
        weight=row.weight,
        done_on=row.done_on,
        done_by=row.done_by,
        evidence=row.evidence_id,
        is_late=row.done_on is None and row.due_on is not None and row.due_on < today,
    )


def nodes_of(task_id: int, *, today: date) -> tuple[NodeInfo, ...]:
    """The milestones of one task."""
    return tuple(_nodes([task_id], today).get(task_id, ()))


def _spans(task_ids: Collection[int]) -> dict[int, list[BlockedSpan]]:
    found: dict[int, list[BlockedSpan]] = defaultdict(list)
    for portion in slices_of(task_ids):
        rows = Blocker.objects.filter(task_id__in=portion).order_by("case__opened_at", "id")
        for task, kind, start, end in rows.values_list("task_id", "kind", "case__opened_at", "case__ended_at"):
            found[task].append(BlockedSpan(kind, start, end))
    return found


def _escalated(task_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for portion in slices_of(task_ids):
        rows = Escalation.objects.filter(task_id__in=portion, settled_at=None)
        found |= set(rows.values_list("task_id", flat=True))
    return found


def days_between(start: datetime, end: datetime | None, now: datetime) -> float:
    """Plain days from one moment to another, or until now."""
    return max(((end or now) - start).total_seconds(), 0.0) / 86_400


def today_of(now: datetime) -> date:
    """The day of a moment where the region is."""
    return timezone.localdate(now)
