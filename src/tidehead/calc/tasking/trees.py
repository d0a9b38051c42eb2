"""How far a tree of tasks is: the mean of its parts, weighted by their work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.tasking.statuses import TaskingRefused

NO_PARENT = -1


@dataclass(frozen=True, slots=True, eq=False)
class RolledUp:
    """For every task, itself and everything below it that is not excluded. share: done, weighted by work; coverage:
    the work of which the share is known, by all work that is known; work: that sum; tasks, without_work: counts."""

    share: Floats
    coverage: Floats
    work: Floats
    tasks: NDArray[np.intp]
    without_work: NDArray[np.intp]


def roll_up(
    parents: Sequence[int], work: Numbers, share: Numbers, *, excluded: Sequence[bool] | None = None
) -> RolledUp:
    """The share done of every task together with all below it.

    parents[task]: row of the task above, −1 for none; work[task]: any unit, nan or 0 for a task that only gathers
    others; share[task]: 0 to 1, nan unknown; excluded[task]: cancelled or rejected, with all below it. What has work
    but no known share is left out of the mean and told by the coverage; what has no work is counted and has no weight.
    Raises TaskingRefused for a task above itself, rows that are not there, negative work, or a share outside 0 to 1.

    Source: OpenProject's totals "weighted by work": excluded statuses do not count, nor what has no work.

    50 hours 30 % done and 5 hours 70 % done: (15 + 3.5) / 55.

    >>> roll_up([-1, 0, 0], [float("nan"), 50, 5], [float("nan"), 0.3, 0.7]).share.round(4).tolist()
    [0.3364, 0.3, 0.7]
    """
    above = np.asarray(parents, dtype=np.intp)
    weight, done = floats(work), floats(share)
    out = np.zeros(len(above), dtype=np.bool_) if excluded is None else np.asarray(excluded, dtype=np.bool_)
    if not len(above) == len(weight) == len(done) == len(out):
        raise TaskingRefused(Label("各列长度不同", "columns of different lengths"))
    if np.any(weight < 0) or np.any((done < 0) | (done > 1)):
        raise TaskingRefused(Label("工作量为负，或进度不在 0 到 1 之间", "negative work, or a share outside 0 to 1"))
    levels = _levels(above)
    out = out.copy()
    for rows in levels[1:]:
        out[rows] |= out[above[rows]]
    weighted = np.where(np.isfinite(weight) & ~out, weight, 0.0)
    known = np.where(np.isfinite(done), weighted, 0.0)
    sums = np.column_stack([weighted, known, known * np.nan_to_num(done), ~out, (weighted == 0) & ~out])
    for rows in reversed(levels[1:]):
        np.add.at(sums, above[rows], sums[rows])
    return RolledUp(
        ratio(sums[:, 2], sums[:, 1]),
        ratio(sums[:, 1], sums[:, 0]),
        sums[:, 0],
        sums[:, 3].astype(np.intp),
        sums[:, 4].astype(np.intp),
    )


def _levels(above: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The rows from the top down, level by level."""
    if np.any((above < NO_PARENT) | (above >= len(above))):
        raise TaskingRefused(Label("上级任务不存在", "a task above that is not there"))
    level = np.full(len(above), -1)
    level[above == NO_PARENT] = 0
    found = [np.flatnonzero(level == 0)]
    while len(found[-1]):
        below = np.flatnonzero((level < 0) & (level[np.maximum(above, 0)] == len(found) - 1) & (above >= 0))
        level[below] = len(found)
        found.append(below)
    if np.any(level < 0):
        raise TaskingRefused(Label("任务互为上级", "a task is above itself"))
    return found[:-1] or found
