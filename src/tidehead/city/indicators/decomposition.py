"""How a target is split into parts, and the gap that nobody owns."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidehead.city.indicators.standing import Standing


@dataclass(frozen=True, slots=True)
class Part:
    status: Standing
    share: float | None  # of the whole, 0 to 1; None where it cannot be added up with the others


@dataclass(frozen=True, slots=True)
class Decomposition:
    """`gap` is what the whole asks for beyond its parts, in the indicator's unit; below zero the parts promise more."""

    parts: tuple[Part, ...]
    added: int  # how many parts are added up
    total: float | None
    gap: float | None
    reason: str  # "" | ratio | no_parts | unknown_whole: why there is no gap to tell


def decomposed(whole: Standing, parts: Sequence[Standing]) -> Decomposition:
    """The parts with their shares. Only what adds up is added: the same indicator and time, another place or industry.

    A part about the very subject of the whole says the same in another way (an increase beside a level), and is no
    share of it. Ratios do not add up.
    """
    adding = [part for part in parts if _adds_up(whole, part)]
    goal = whole.target.value
    reason = _why_not(whole, adding)
    if reason or goal is None:
        return Decomposition(tuple(Part(part, None) for part in parts), 0, None, None, reason)
    total = sum(part.target.value or 0.0 for part in adding)
    shared = tuple(Part(part, (part.target.value or 0.0) / goal if part in adding and goal else None) for part in parts)
    return Decomposition(shared, len(adding), total, goal - total, "")


def _why_not(whole: Standing, adding: Sequence[Standing]) -> str:
    if whole.indicator.nature == "ratio":
        return "ratio"
    if whole.target.value is None or whole.target.value_high is not None:
        return "unknown_whole"
    return "" if adding else "no_parts"


def _adds_up(whole: Standing, part: Standing) -> bool:
    ours, theirs = whole.target, part.target
    return (
        theirs.value is not None
        and theirs.value_high is None
        and theirs.subject.indicator == ours.subject.indicator
        and theirs.subject != ours.subject
        and theirs.period == ours.period
        and theirs.basis == ours.basis
    )
