"""What changed between two reports of the same tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tidehead.calc.trajectory.verdicts import State

_STEPS = {State.OFF_COURSE: 0, State.BEHIND: 1, State.ON_COURSE: 2, State.AHEAD: 3, State.REACHED: 4}


class Move(StrEnum):
    """How a light moved from one report to the next, the gravest first."""

    WORSE = "worse"
    REOPENED = "reopened"
    """reached, and now not any more"""
    NEW = "new"
    LOST_SIGHT = "lost_sight"
    """known, and now unknown"""
    GONE = "gone"
    SEEN = "seen"
    """unknown, and now known"""
    BETTER = "better"
    REACHED = "reached"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One task's light before and after; None where it was not in that report."""

    task: str
    before: State | None
    after: State | None
    move: Move


def changes(before: Mapping[str, State], after: Mapping[str, State]) -> tuple[Change, ...]:
    """Every task of either report with how its light moved, the gravest first, then by code.

    >>> [(each.task, each.move.value) for each in changes({"a": State.AHEAD, "b": State.BEHIND}, {"a": State.BEHIND})]
    [('a', 'worse'), ('b', 'gone')]
    """
    order = list(Move)
    found = [
        Change(task, before.get(task), after.get(task), _move(before.get(task), after.get(task)))
        for task in before.keys() | after.keys()
    ]
    return tuple(sorted(found, key=lambda each: (order.index(each.move), each.task)))


def _move(before: State | None, after: State | None) -> Move:
    if before == after:
        return Move.SAME
    if before is None or after is None:
        return Move.NEW if before is None else Move.GONE
    if State.UNKNOWN in (before, after):
        return Move.SEEN if before == State.UNKNOWN else Move.LOST_SIGHT
    if State.REACHED in (before, after):
        return Move.REACHED if after == State.REACHED else Move.REOPENED
    return Move.BETTER if _STEPS[after] > _STEPS[before] else Move.WORSE
