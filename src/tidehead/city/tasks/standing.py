"""Where a task stands, computed from evidence and time by calc.tasking; nobody sets it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite, nan

from tidehead.calc.lifecycle.curves import Curve, kaplan_meier
from tidehead.calc.tasking import (
    Block,
    Delay,
    Finish,
    Node,
    Report,
    TaskStatus,
    delay_split,
    finish_from_peers,
    finish_from_reports,
    task_status,
)
from tidehead.calc.tasking import Task as Judged
from tidehead.city.cases.types import CaseInfo
from tidehead.city.common.types import Text
from tidehead.city.tasks.facts import BlockedSpan, TaskFacts, today_of
from tidehead.city.tasks.models import Task
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import CANCELLED, CLOSED, DONE_REPORTED, ENDED_STATES, NodeInfo, ReportInfo, Standing

_FARTHEST = date(2200, 1, 1).toordinal()
"""A forecast beyond this day says no more than “not in sight”."""


@dataclass(frozen=True, slots=True)
class Peers:
    """How long tasks took, measured by the time that they were given: 1 is just in time. None: too few to tell."""

    curve: Curve | None = None


NO_PEERS = Peers()


def peers(*, today: date) -> Peers:
    """The time that all tasks with a start and a due day took, those that still run counted as they are; one query."""
    rows = Task.objects.filter(start_on__isnull=False, due_on__isnull=False).exclude(case__state=CANCELLED)
    spent: list[float] = []
    ended: list[int] = []
    for start, due, state, moment in rows.values_list("start_on", "due_on", "case__state", "case__ended_at"):
        given = (due - start).days
        last = today_of(moment) if state == CLOSED and moment else today
        if given > 0 and last >= start:
            spent.append((last - start).days / given)
            ended.append(int(state == CLOSED))
    return Peers(kaplan_meier(spent, ended)) if any(ended) else NO_PEERS


def standing_of(row: Task, case: CaseInfo, facts: TaskFacts, *, now: datetime, among: Peers = NO_PEERS) -> Standing:
    """The light of a task with what it comes from. among: those that it is compared with where its reports are few."""
    today = today_of(now)
    judged = _judged(row, case, facts)
    status = task_status(judged, today.toordinal())
    is_ended = case.state in ENDED_STATES
    finish = None if is_ended else _finish(row, judged, among, today)
    delay = _delay(row, case, facts, today) if isfinite(status.late_days) and status.late_days > 0 else None
    return Standing(
        status=str(status.state),
        why=_why(status, () if is_ended else facts.open_blockers),
        share=_known(status.done.shown),
        claimed=_known(status.done.claimed),
        expected=_known(status.expected),
        finish=_day(finish.day) if finish else None,
        finish_low=_day(finish.low) if finish else None,
        finish_high=_day(finish.high) if finish else None,
        days_late=int(status.late_days) if isfinite(status.late_days) else 0,
        blocked_days=tuple((kind, float(days)) for kind, days in delay.blocked.items()) if delay else (),
        own_days=float(delay.other) if delay else 0.0,
    )


def _judged(row: Task, case: CaseInfo, facts: TaskFacts) -> Judged:
    closed = today_of(case.ended_at).toordinal() if case.state == CLOSED and case.ended_at else nan
    return Judged(
        start=_ordinal(row.start_on),
        due=_ordinal(row.due_on),
        nodes=_nodes(row, case, facts.nodes),
        reports=tuple(_reports(row, case, facts.reports)),
        closed=closed,
        cancelled=case.state == CANCELLED,
    )


def _nodes(row: Task, case: CaseInfo, nodes: Sequence[NodeInfo]) -> tuple[Node, ...]:
    """The milestones and, after them, the end of the task itself: a task is not done when its last milestone is.

    As long as nobody has said of any milestone that it was passed, nothing is known; it is not zero.
    """
    if not nodes:
        return ()
    is_done = case.state == DONE_REPORTED
    if not is_done and all(node.done_on is None for node in nodes):
        return tuple(Node(day, weight, nan) for day, weight in [*_plain(nodes), (_ordinal(row.due_on), 1.0)])
    steps = [
        Node(_ordinal(node.due_on), node.weight, float(node.done_on is not None), node.evidence is not None)
        for node in nodes
    ]
    return (*steps, Node(_ordinal(row.due_on), 1.0, float(is_done), is_done))


def _plain(nodes: Sequence[NodeInfo]) -> list[tuple[float, float]]:
    return [(_ordinal(node.due_on), node.weight) for node in nodes]


def _reports(row: Task, case: CaseInfo, reports: Iterable[ReportInfo]) -> Iterable[Report]:
    for each in reports:
        share = share_of(each, row.target_value)
        if share is not None:
            yield Report(each.about.toordinal(), share, each.evidence is not None)
    if case.state == DONE_REPORTED:  # the move asked for what shows it
        yield Report(today_of(case.since).toordinal() + 0.5, 1.0, evidenced=True)


def share_of(report: ReportInfo, target: float | None) -> float | None:
    """The share of a task that a report claims: as it says, or its value by the target's."""
    if report.share is not None:
        return report.share
    if report.value is None or target is None or target <= 0:
        return None
    return min(max(report.value / target, 0.0), 1.0)


def _finish(row: Task, judged: Judged, among: Peers, today: date) -> Finish | None:
    """By its own reports where there are enough of them, else as its peers went; None where neither tells."""
    if not judged.nodes:
        shown = {report.day: report.share for report in judged.reports if report.evidenced}
        own = finish_from_reports(list(shown), list(shown.values()))
        if isfinite(own.day):
            return own
    if among.curve is None or row.start_on is None or row.due_on is None:
        return None
    given = (row.due_on - row.start_on).days
    if given <= 0 or today < row.start_on:
        return None
    found = finish_from_peers(among.curve, 0.0, (today - row.start_on).days / given)
    begin = row.start_on.toordinal()
    return Finish(
        begin + found.day * given, begin + found.low * given, begin + found.high * given, found.points, found.reason
    )


def _delay(row: Task, case: CaseInfo, facts: TaskFacts, today: date) -> Delay | None:
    if row.start_on is None or row.due_on is None:
        return None
    finish = today_of(case.ended_at) if case.ended_at else today
    return delay_split(row.start_on.toordinal(), row.due_on.toordinal(), finish.toordinal(), map(_block, facts.spans))


def _block(span: BlockedSpan) -> Block:
    end = today_of(span.end).toordinal() if span.end else None
    return Block(span.kind, today_of(span.start).toordinal(), end)


def _why(status: TaskStatus, blocked: Sequence[str]) -> Text:
    zh, en = status.why.zh, status.why.text("en")
    if blocked:
        labels = [rules().blocker(kind).label for kind in blocked]
        zh += f"；受阻：{'、'.join(label.zh for label in labels)}"
        en += f"; blocked by {', '.join(label.in_language('en') for label in labels)}"
    return Text(zh, en)


def _ordinal(day: date | None) -> float:
    return float(day.toordinal()) if day else nan


def _day(ordinal: float) -> date | None:
    return date.fromordinal(round(ordinal)) if isfinite(ordinal) and ordinal < _FARTHEST else None


def _known(value: float) -> float | None:
    return value if isfinite(value) else None
