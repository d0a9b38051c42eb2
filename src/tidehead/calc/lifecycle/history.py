"""What a region has seen of its projects: who entered which stage when, and who was lost on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label

Codes = NDArray[np.intp]


class End(IntEnum):
    """How a stay in a stage ended, as far as it has been watched."""

    UNDER_WAY = 0
    ADVANCED = 1
    LOST = 2
    MOVED = 3
    """to another region: no loss to the firm, but to this history it is one way of never producing here"""


ENDS = 3
"""Ways in which a stay can end."""


class LifecycleRefused(ValueError):
    """A history or a question that cannot be; `message` says which and why."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Projects through ordered stages; the last stage is the goal, and nobody leaves it.

    entered[project, stage]: number of the day on which a project first entered a stage; nan: not, or not known.
    gone[project]: day on which it was lost or moved away, nan where it was not; how[project]: End.LOST or End.MOVED
    there. as_of: the last day of which anything is known. groups: for each key (size, industry, platform) the code of
    each project, "" where unknown.
    """

    stages: tuple[str, ...]
    entered: Floats
    gone: Floats
    how: Codes
    as_of: float
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def projects(self) -> int:
        """How many projects there are, whether or not anything is known of them."""
        return len(self.entered)


class Stays(NamedTuple):
    """The stays in one stage: whose, for how many days, how each ended, and how many were passed through unseen."""

    project: Codes
    days: Floats
    end: Codes
    skipped: int


def project_history(
    stages: Sequence[str],
    entered: Numbers,
    *,
    as_of: float,
    gone: Numbers = np.nan,
    how: Sequence[int] | int = int(End.LOST),
    groups: Mapping[str, Sequence[str]] | None = None,
) -> History:
    """The history of projects, with whatever happened after `as_of` left out.

    stages: in order, at least two, the last is the goal; the rest as in `History`; days are whole numbers of any
    count. A project that left for good after reaching the goal has reached it: its later end is dropped.
    Raises LifecycleRefused where a stage is entered before an earlier one, a project ended before it entered its last
    stage, or lengths differ.

    >>> seen = project_history(["talks", "signed", "production"], [[0, 30, 90], [10, 50, float("nan")]], as_of=60)
    >>> seen.entered.tolist()
    [[0.0, 30.0, nan], [10.0, 50.0, nan]]
    """
    days = floats(entered)
    days = days.reshape(-1, len(stages)) if days.size == 0 else days
    if len(stages) < 2 or len(set(stages)) < len(stages) or days.ndim != 2 or days.shape[1] != len(stages):
        raise LifecycleRefused(Label("阶段须两个以上且不重名，每个项目一行", "two or more stages, a row a project"))
    ended = np.broadcast_to(floats(gone), len(days)).copy()
    ways = np.broadcast_to(np.asarray(how, dtype=np.intp), len(days))
    if not np.isin(ways[np.isfinite(ended)], (End.LOST, End.MOVED)).all():
        raise LifecycleRefused(Label("项目离开只有流失或迁出两种", "a project that left was lost or moved away"))
    coded = {key: tuple(codes) for key, codes in (groups or {}).items()}
    if any(len(codes) != len(days) for codes in coded.values()):
        raise LifecycleRefused(Label("每个项目一个分组代码", "one code of each group for each project"))
    ended[np.isfinite(days[:, -1]) & (ended >= days[:, -1])] = np.nan
    _refuse_disorder(days, ended)
    known = History(tuple(stages), days, ended, ways, float("inf"), coded)
    return seen_on(known, as_of)


def seen_on(history: History, day: float) -> History:
    """The history as it was known at the end of an earlier day, for learning without looking ahead.

    Raises LifecycleRefused for a day after the history's own.
    """
    if not day <= history.as_of:
        raise LifecycleRefused(Label("不能看到历史之后的日子", "a day after the end of the history"))
    entered = np.where(history.entered <= day, history.entered, np.nan)
    gone = np.where(history.gone <= day, history.gone, np.nan)
    return replace(history, entered=entered, gone=gone, as_of=day)


def history_of(history: History, rows: Sequence[int]) -> History:
    """The history of some projects, by their rows: a group's own record, without help from the others.

    >>> seen = project_history(["talks", "signed"], [[0, 30], [10, 50]], as_of=60, groups={"size": ["a", "b"]})
    >>> history_of(seen, [1]).groups
    {'size': ('b',)}
    """
    chosen = np.asarray(rows, dtype=np.intp)
    groups = {key: tuple(codes[row] for row in chosen) for key, codes in history.groups.items()}
    return replace(
        history, entered=history.entered[chosen], gone=history.gone[chosen], how=history.how[chosen], groups=groups
    )


def standing(history: History) -> tuple[Codes, Floats]:
    """The stage each project is in (number; −1: in none, nothing known or gone) and for how many days.

    A project at the goal is in the last stage.

    >>> seen = project_history(["talks", "signed", "production"], [[0, 30, 90], [10, 50, float("nan")]], as_of=60)
    >>> [each.tolist() for each in standing(seen)]
    [[1, 1], [30.0, 10.0]]
    """
    known = np.isfinite(history.entered)
    stage = np.where(known.any(axis=1), known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1), -1)
    stage[np.isfinite(history.gone)] = -1
    day = np.take_along_axis(history.entered, np.maximum(stage, 0)[:, None], axis=1)[:, 0]
    return stage, np.where(stage >= 0, history.as_of - day, np.nan)


def stays_in(history: History, stage: int) -> Stays:
    """The stays in one stage (number from 0; not the goal).

    A stage without a day between two with one was passed through at once: a stay of no days that advanced, so that
    the days of all stages still add up to the whole way; `skipped` counts them. Before a project's first known
    stage nothing was watched.

    >>> seen = project_history(["talks", "signed", "production"], [[0, 30, 90], [10, float("nan"), 50]], as_of=60)
    >>> stays_in(seen, 1).days.tolist(), stays_in(seen, 1).end.tolist(), stays_in(seen, 1).skipped
    ([30.0, 0.0], [0, 1], 1)
    """
    if not 0 <= stage < len(history.stages) - 1:
        raise LifecycleRefused(Label("没有这个阶段", "no such stage, or the goal"))
    later = np.fmin.reduce(history.entered[:, stage + 1 :], axis=1)
    began = history.entered[:, stage]
    passed = np.isnan(began) & np.isfinite(later) & np.isfinite(history.entered[:, :stage]).any(axis=1)
    began = np.where(passed, later, began)
    finish = np.where(np.isfinite(later), later, history.gone)
    end = np.select([np.isfinite(later), np.isfinite(history.gone)], [int(End.ADVANCED), history.how], End.UNDER_WAY)
    days = np.where(np.isfinite(finish), finish, history.as_of) - began
    rows = np.flatnonzero(np.isfinite(began))
    return Stays(rows, days[rows], end[rows].astype(np.intp), int(passed.sum()))


def _refuse_disorder(days: Floats, ended: Floats) -> None:
    latest = np.fmax.accumulate(days, axis=1)
    with np.errstate(invalid="ignore"):
        back = np.any(days[:, 1:] < latest[:, :-1], axis=1) | (ended < latest[:, -1])
    if back.any():
        row = int(np.flatnonzero(back)[0])
        raise LifecycleRefused(
            Label(f"第 {row + 1} 个项目的阶段日期前后颠倒", f"project {row + 1} goes through its stages backwards")
        )
