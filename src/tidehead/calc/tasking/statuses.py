"""The status of a task, computed from evidence and time: nobody sets it by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import floats
from tidehead.calc.labels import Label
from tidehead.calc.trajectory.verdicts import AHEAD, BEHIND, ON_COURSE, State

EARLY = 0.1
"""Below this expected share a task without visible progress is too young to be judged."""


class TaskingRefused(ValueError):
    """A task, a tree or a question that cannot be; `message` says which and why."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Node:
    """A step of a task. due: number of a day; weight: its part of the work; share: done of it, 0 to 1, nan where
    nobody has said; evidenced: whether what is done is shown by evidence."""

    due: float
    weight: float = 1.0
    share: float = 0.0
    evidenced: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported on a day: share of the whole task done, 0 to 1, and whether evidence came with it."""

    day: float
    share: float
    evidenced: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """What a status is computed from; days are numbers of any count, nan where not set.

    closed: day on which it was closed with evidence (销号). Nodes go before reports where both are there.
    """

    start: float
    due: float
    nodes: tuple[Node, ...] = ()
    reports: tuple[Report, ...] = ()
    closed: float = nan
    cancelled: bool = False


class Done(NamedTuple):
    """How much of a task is done: shown by evidence, claimed with or without, and the share of the work of which
    anything is known (nothing is counted done of the rest)."""

    shown: float
    claimed: float
    coverage: float


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task's light and what it comes from. expected: share that should be done by now; ratio: shown / expected;
    late_days: days past the due day, until closed or today, 0 where none, nan without a due day."""

    state: State
    done: Done
    expected: float
    ratio: float
    late_days: float
    why: Label


NOTHING_KNOWN = Done(nan, nan, 0.0)


def task_status(task: Task, today: float) -> TaskStatus:
    """The light of a task on a day, from evidence and time.

    ratio = share shown by evidence / share expected: ahead from 1.05, on course from 0.95, behind from 0.60, else off
    course, as for targets (calc.trajectory). Past the due day it is behind at best until all is shown, and off course
    where nothing is known. reached: closed with evidence. unknown: cancelled, no start or due day, nothing reported
    before the due day, or too young (less than a tenth of the work expected and not ahead).
    Raises TaskingRefused for a due day before the start, or weights and shares that cannot be.

    Half the time gone, two of five equal nodes shown: 0.4 / 0.5 = 0.8 of what should be done.

    >>> steps = tuple(Node(due=20.0 * nth, share=1.0 if nth < 3 else 0.0, evidenced=True) for nth in range(1, 6))
    >>> status = task_status(Task(0, 100, steps), today=50)
    >>> status.state.value, round(status.ratio, 12), status.why.en
    ('behind', 0.8, '40 % shown by evidence where 50 % is due: 80 % of it')
    """
    _refuse(task)
    done = share_done(task)
    expected = expected_share(task, today)
    if task.cancelled:
        return TaskStatus(State.UNKNOWN, done, expected, nan, nan, Label("已取消", "cancelled"))
    late = max((task.closed if isfinite(task.closed) else today) - task.due, 0.0) if isfinite(task.due) else nan
    ratio = done.shown / expected if expected > 0 else nan
    state, why = _judged(task, done, expected, ratio, late)
    return TaskStatus(state, done, expected, ratio, late, why)


def share_done(task: Task) -> Done:
    """How much of a task is done: by its nodes, weighted, or else, and while nothing is known of any, by its report.

    A share without evidence is claimed, not shown. A closed task is done.

    Half of the work is shown, a quarter claimed, of a quarter nothing is known.

    >>> share_done(Task(0, 9, (Node(3, 2, 1, True), Node(6, 1, 1), Node(9, 1, nan))))
    Done(shown=0.5, claimed=0.75, coverage=0.75)
    """
    if isfinite(task.closed):
        return Done(1.0, 1.0, 1.0)
    if task.nodes:
        whole = sum(node.weight for node in task.nodes)
        known = [node for node in task.nodes if isfinite(node.share)]
        if known:
            claimed = sum(node.weight * node.share for node in known) / whole
            shown = sum(node.weight * node.share for node in known if node.evidenced) / whole
            return Done(shown, claimed, sum(node.weight for node in known) / whole)
    reports = sorted((report for report in task.reports if isfinite(report.share)), key=lambda each: each.day)
    if not reports:
        return NOTHING_KNOWN
    proved = [report.share for report in reports if report.evidenced]
    return Done(proved[-1] if proved else 0.0, reports[-1].share, 1.0)


def expected_share(task: Task, today: float) -> float:
    """The share of the work that should be done by a day: evenly from the start to the due day, or with nodes each
    node's weight evenly from the node before it to its own due day; all of it once the task is due. nan without start
    or due day.

    A node of weight 3 due on day 50 and one of weight 1 due on day 100: three quarters by day 50.

    >>> expected_share(Task(0, 100, (Node(50, 3), Node(100, 1))), 75)
    0.875
    """
    if not isfinite(task.start):
        return nan
    if isfinite(task.due) and today >= task.due:
        return 1.0
    nodes = sorted((node for node in task.nodes if isfinite(node.due)), key=lambda node: node.due)
    if len(nodes) < len(task.nodes) or not nodes:
        if not isfinite(task.due):
            return nan
        length = task.due - task.start
        return float(np.clip((today - task.start) / length, 0.0, 1.0)) if length > 0 else float(today >= task.due)
    steps = {task.start: 0.0}
    for node in nodes:
        day = max(node.due, task.start)
        steps[day] = steps.get(day, 0.0) + node.weight
    return float(np.interp(today, list(steps), np.cumsum(list(steps.values())) / sum(steps.values()), left=0.0))


def _judged(task: Task, done: Done, expected: float, ratio: float, late: float) -> tuple[State, Label]:
    if isfinite(task.closed):
        return State.REACHED, _closed(late)
    if not isfinite(expected):
        return State.UNKNOWN, Label("没有起止日期，无法判断", "no start or no due day to judge by")
    if not isfinite(done.shown):
        if late > 0:
            return State.OFF_COURSE, Label(
                f"逾期 {late:g} 天，没有任何进展记录", f"{late:g} days late, nothing reported"
            )
        return State.UNKNOWN, Label("没有进展记录", "nothing reported yet")
    if expected < EARLY and not done.shown > expected:
        return State.UNKNOWN, Label("刚开始，尚不能判断", "too young to be judged")
    # Rounding must not move a share that stands exactly on a cut-off to its wrong side.
    graded = round(ratio, 12)
    cuts = ((AHEAD, State.AHEAD), (ON_COURSE, State.ON_COURSE), (BEHIND, State.BEHIND))
    state = next((state for cut, state in cuts if graded >= cut), State.OFF_COURSE)
    if done.shown >= 1:
        if late > 0:
            return state, Label(
                f"证据齐全，逾期 {late:g} 天，待销号", f"all shown, days late: {late:g}; waiting to be closed"
            )
        return state, Label("证据齐全，待销号", "all shown, waiting to be closed")
    if late > 0:
        return State.OFF_COURSE if state == State.OFF_COURSE else State.BEHIND, _late(done, late)
    return state, _compared(done, expected, ratio)


def _compared(done: Done, expected: float, ratio: float) -> Label:
    zh = f"有证据的进度 {done.shown:.0%}，时间进度 {expected:.0%}，为应有进度的 {ratio:.0%}"
    en = f"{_percent(done.shown)} shown by evidence where {_percent(expected)} is due: {_percent(ratio)} of it"
    if done.claimed > done.shown + 1e-9:
        zh += f"；另有 {done.claimed - done.shown:.0%} 只有口头进度，未计"
        en += f"; another {_percent(done.claimed - done.shown)} is claimed without evidence and not counted"
    return Label(zh, en)


def _late(done: Done, late: float) -> Label:
    return Label(
        f"逾期 {late:g} 天，有证据的进度 {done.shown:.0%}",
        f"{late:g} days late, {_percent(done.shown)} shown by evidence",
    )


def _closed(late: float) -> Label:
    if late > 0:
        return Label(f"已销号，逾期 {late:g} 天", f"closed with evidence, {late:g} days late")
    return Label("已销号", "closed with evidence")


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _refuse(task: Task) -> None:
    if task.due < task.start:
        raise TaskingRefused(Label("期限早于开始", "the due day is before the start"))
    if any(not node.weight > 0 for node in task.nodes):
        raise TaskingRefused(Label("节点权重须大于 0", "the weight of a node is not above zero"))
    shares: Sequence[Node | Report] = (*task.nodes, *task.reports)
    told = floats([each.share for each in shares])
    if np.any((told < 0) | (told > 1)):
        raise TaskingRefused(Label("进度须在 0 到 1 之间", "a share done lies between 0 and 1"))
