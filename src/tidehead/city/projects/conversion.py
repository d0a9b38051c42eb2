"""How many projects reached each stage, and how many of those that left it went on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tidehead.city.projects.queries import all_stages, moves_by_case
from tidehead.city.projects.stages import first_days
from tidehead.city.projects.types import LOST, ProjectInfo, StageInfo

EIGHT_IN_TEN = 1.2815515655446004
"""Standard deviations that hold 80 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. reached: ever here or further; settled: of them, those that went on or were lost; went_on: the share
    of the settled that went on, with its range; of_all: the share of all projects that reached it."""

    stage: StageInfo
    reached: int
    here: int
    settled: int
    went_on: float | None
    low: float | None
    high: float | None
    of_all: float | None


def conversion(projects: Sequence[ProjectInfo]) -> tuple[Step, ...]:
    """How far these projects came. A project counts for a stage that it passed over, too."""
    stages = all_stages()
    moves = moves_by_case([one.case.id for one in projects])
    order = {stage.id: nth for nth, stage in enumerate(stages)}
    furthest: list[tuple[int, bool]] = []
    for one in projects:
        days = first_days(moves.get(one.case.id, ()))
        reached = max((order[state] for state in days if state in order), default=-1)
        furthest.append((reached, one.case.state == LOST))
    steps = []
    for nth, stage in enumerate(stages):
        reached = sum(1 for far, _ in furthest if far >= nth)
        on = sum(1 for far, _ in furthest if far > nth)
        lost = sum(1 for far, gone in furthest if far == nth and gone)
        is_last = nth == len(stages) - 1
        share, low, high = (None, None, None) if is_last else wilson(on, on + lost)
        steps.append(
            Step(
                stage=stage,
                reached=reached,
                here=sum(1 for one in projects if one.case.state == stage.id),
                settled=on + lost,
                went_on=share,
                low=low,
                high=high,
                of_all=reached / len(projects) if projects else None,
            )
        )
    return tuple(steps)


def wilson(successes: int, trials: int) -> tuple[float | None, float | None, float | None]:
    """A share and the range that holds it eight times in ten; nothing without trials.

    Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209–212.
    """
    if trials == 0:
        return None, None, None
    share, reach = successes / trials, EIGHT_IN_TEN
    shrunk = 1 + reach**2 / trials
    middle = (share + reach**2 / (2 * trials)) / shrunk
    half = reach * math.sqrt(share * (1 - share) / trials + reach**2 / (4 * trials**2)) / shrunk
    return share, max(0.0, middle - half), min(1.0, middle + half)


def reached_by(projects: Sequence[ProjectInfo]) -> dict[str, dict[str, int]]:
    """How many projects of each organisation in charge ever reached each stage."""
    stages = all_stages()
    order = {stage.id: nth for nth, stage in enumerate(stages)}
    moves = moves_by_case([one.case.id for one in projects])
    found: dict[str, dict[str, int]] = {}
    for one in projects:
        days = first_days(moves.get(one.case.id, ()))
        far = max((order[state] for state in days if state in order), default=-1)
        mine = found.setdefault(one.case.lead, {stage.id: 0 for stage in stages})
        for stage in stages[: far + 1]:
            mine[stage.id] += 1
    return found
