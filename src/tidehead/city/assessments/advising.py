"""What would improve a unit's standing most cheaply, and what a correction of one datum would do."""

import math

from tidehead.calc import advice as advising
from tidehead.calc.schemes.types import Scoring
from tidehead.city.assessments.computing import checked, number, text_of, whole
from tidehead.city.assessments.scorings import position_of, run_with_results, scoring_of
from tidehead.city.assessments.types import AdviceInfo, AssessmentRefused, Improvement
from tidehead.city.common.types import Text


def advice(run_id: int, unit: str, *, goal: str = "grade") -> AdviceInfo:
    """The cheapest set of improvements to the next better grade ("grade") or place ("rank").

    Raises NotFound, and AssessmentRefused where nothing is better or no advice can be given.
    """
    inputs, scoring = scoring_of(run_with_results(run_id))
    nth = position_of(inputs, unit)
    wanted, told = _next_grade(scoring, nth) if goal == "grade" else _next_rank(scoring, nth)
    try:
        found = advising.cheapest_improvement(checked(inputs.scheme), inputs.entries, unit, wanted)
    except advising.AdviceRefused as refused:
        raise AssessmentRefused(text_of(refused.message)) from refused
    return AdviceInfo(
        goal=told,
        reached=found.is_reached,
        improvements=tuple(
            Improvement(move.indicator, text_of(move.label), move.unit, move.before, move.after) for move in found.moves
        ),
        score=number(found.after.score),
        rank=whole(found.after.rank),
        grade=found.after.grade,
        text=text_of(found.sentence),
    )


def _next_grade(scoring: Scoring, nth: int) -> tuple[advising.Goal, Text]:
    grades = [band.grade for band in scoring.scheme.grades]
    if scoring.grade[nth] not in grades:
        raise AssessmentRefused(Text("这个单位没有等级。", "This unit has no grade."))
    at = grades.index(scoring.grade[nth])
    if at == 0:
        raise AssessmentRefused(Text("已是最好的等级。", "It has the best grade already."))
    better = grades[at - 1]
    return advising.Goal(grade=better), Text(f"升到 {better}", f"Reach {better}")


def _next_rank(scoring: Scoring, nth: int) -> tuple[advising.Goal, Text]:
    rank = scoring.rank[nth]
    if math.isnan(rank):
        raise AssessmentRefused(Text("这个单位没有位次。", "This unit has no place."))
    if rank <= 1:
        raise AssessmentRefused(Text("已是第一名。", "It is first already."))
    better = int(rank) - 1
    return advising.Goal(rank=better), Text(f"升到第 {better} 名", f"Reach place {better}")
