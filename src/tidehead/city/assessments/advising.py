"""What would improve a unit's standing most cheaply, and what a correction of one datum would do."""

import math
from collections.abc import Iterable

from tidehead.calc import advice as advising
from tidehead.calc.schemes import EntriesRefused
from tidehead.calc.schemes.types import Scoring
from tidehead.city.assessments.computing import entry_faults, number, text_of, whole
from tidehead.city.assessments.content import Cell, stored_cell
from tidehead.city.assessments.scorings import position_of, run_with_results, scoring_of
from tidehead.city.assessments.types import (
    AdviceInfo,
    AssessmentRefused,
    EffectInfo,
    EffectRow,
    EntriesFaulty,
    Improvement,
    NotFound,
)
from tidehead.city.common.types import Text


def advice(run_id: int, unit: str, *, goal: str = "grade") -> AdviceInfo:
    """The cheapest set of improvements to the next better grade ("grade") or place ("rank").

    Raises NotFound, and AssessmentRefused where nothing is better or no advice can be given.
    """
    inputs, scoring = scoring_of(run_with_results(run_id))
    nth = position_of(inputs, unit)
    wanted, told = _next_grade(scoring, nth) if goal == "grade" else _next_rank(scoring, nth)
    try:
        found = advising.cheapest_improvement(scoring.prepared, inputs.entries, unit, wanted)
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


def correction_effect(run_id: int, unit: str, column: str, value: Cell) -> EffectInfo:
    """What another value of one datum would do to the unit and to everybody else. Nothing is stored.

    Raises NotFound, and AssessmentRefused where the value is of the wrong kind or outside its bounds.
    """
    inputs, scoring = scoring_of(run_with_results(run_id))
    nth = position_of(inputs, unit)
    kinds = {each.name: str(each.variable.kind) for each in inputs.scheme.variables}
    if column not in kinds:
        raise NotFound(Text(f"方案没有数据项“{column}”。", f'The scheme has no datum "{column}".'))
    try:
        stored = stored_cell(value, kinds[column])
    except ValueError:
        raise AssessmentRefused(Text(*_WANTED[kinds[column]])) from None
    if kinds[column] == "text" and stored is not None:
        _refuse_unheard_of(str(stored), inputs.entries.columns.get(column, ()))
    unknown = isinstance(stored, float) and math.isnan(stored)
    try:
        found = advising.correction_effect(
            scoring.prepared, inputs.entries, unit, {column: None if unknown else stored}
        )
    except advising.AdviceRefused as refused:
        raise AssessmentRefused(text_of(refused.message)) from refused
    except EntriesRefused as refused:
        raise EntriesFaulty(entry_faults(refused)) from refused
    own = _effect_row(unit, inputs.entries.names[nth], found.before, found.after)
    return EffectInfo(own, tuple(_effect_row(one.id, one.name, one.before, one.after) for one in found.others))


def _refuse_unheard_of(word: str, cells: Iterable[object]) -> None:
    """A text that no unit has, such as a board of its own, is a slip of the pen: a correction cannot bring it in."""
    known = sorted({str(cell) for cell in cells if cell is not None})
    if word in known:
        return
    shown = known[:_MOST_SHOWN]
    zh, en = "、".join(shown), ", ".join(shown)
    more = Text(f" 等 {len(known)} 个", f" and {len(known) - len(shown)} more") if len(known) > len(shown) else Text("")
    raise AssessmentRefused(
        Text(f"没有“{word[:40]}”这个值。已有：{zh}{more.zh}。", f'No unit has "{word[:40]}". Known are: {en}{more.en}.')
    )


_MOST_SHOWN = 20

_WANTED = {
    "number": ("这项数据须是数。请写 1250.5 这样的数字。", "This datum is a number. Write digits, such as 1250.5."),
    "truth": ("这项数据只能是“是”或“否”。", "This datum is yes or no."),
    "text": ("这项数据须是文字。", "This datum is a text."),
    "day": ("这项数据须是日期，如 2025-06-30。", "This datum is a day, such as 2025-06-30."),
}


def _effect_row(unit: str, name: str, before: advising.Standing, after: advising.Standing) -> EffectRow:
    return EffectRow(
        unit=unit,
        name=name,
        rank_before=whole(before.rank),
        rank=whole(after.rank),
        grade_before=before.grade,
        grade=after.grade,
        score_before=number(before.score),
        score=number(after.score),
    )
