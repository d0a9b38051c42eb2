"""The stages of a pipeline, and when a project was in each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from tidehead.calc.casework.types import CaseType
from tidehead.city.common.types import Text
from tidehead.city.projects.types import LOST, PAUSED, GateInfo, StageInfo

BESIDE = (LOST, PAUSED)
"""States that are no step on the way."""
Moves = Sequence[tuple[datetime, str]]


def stages_of(kind: CaseType) -> tuple[StageInfo, ...]:
    """The steps from a lead to full production, in order; lost and paused left out."""
    return tuple(StageInfo(one.id, Text(one.label.zh, one.label.en)) for one in kind.states if one.id not in BESIDE)


def stages_together(kinds: Iterable[CaseType]) -> tuple[StageInfo, ...]:
    """The stages of several pipelines as one row, each once, in the order in which the pipelines have them."""
    together: list[StageInfo] = []
    for kind in kinds:
        place = 0
        for stage in stages_of(kind):
            known = next((nth for nth, one in enumerate(together) if one.id == stage.id), None)
            if known is None:
                together.insert(place, stage)
                place += 1
            else:
                place = known + 1
    return tuple(together)


def first_days(moves: Moves) -> dict[str, date]:
    """The local day on which each state was first entered."""
    days: dict[str, date] = {}
    for at, state in moves:
        days.setdefault(state, timezone.localdate(at))
    return days


def gates_of(kind: CaseType, moves: Moves, *, today: date) -> tuple[GateInfo, ...]:
    """Each stage with its first day and the days until the next one that was entered; None where it never was."""
    days = first_days(moves)
    stages = stages_of(kind)
    gates = []
    for nth, stage in enumerate(stages):
        entered = days.get(stage.id)
        later = [days[one.id] for one in stages[nth + 1 :] if one.id in days]
        left = min(later, default=days.get(LOST)) if entered else None
        end = left or today
        gates.append(GateInfo(stage, entered, left, (end - entered).days if entered else None))
    return tuple(gates)


def is_past(kind: CaseType, state: str, stage: str) -> bool:
    """Whether a project in this state has reached a stage; False for those that are lost or paused."""
    order = [one.id for one in stages_of(kind)]
    return state in order and stage in order and order.index(state) >= order.index(stage)
