"""Why scores moved: two runs side by side, split exactly into own performance, bases, rule, peers and revised data."""

from typing import Any

import numpy as np

from tidehead.calc import attribution
from tidehead.calc.schemes.types import Entries
from tidehead.city.assessments.computing import number, text_of, whole
from tidehead.city.assessments.models import Result
from tidehead.city.assessments.queries import run_before
from tidehead.city.assessments.scorings import position_of, run_with_results, scoring_of
from tidehead.city.assessments.snapshots import figures_content
from tidehead.city.assessments.types import (
    FIGURES,
    AssessmentRefused,
    ComparedRow,
    Comparison,
    Moved,
    MovedPart,
    RunInfo,
)
from tidehead.city.common.types import Text

MOST_COUPLED = 40
"""Units whose scores depend on one another that are split for a whole page; each costs sixteen runs of its board."""
_NOTHING = Text("")


def moved(run_id: int, unit: str) -> Moved | None:
    """Why a unit's score is another than in the run before; None where there is none, or the unit was not in it.

    Raises NotFound, and AssessmentRefused where the two cannot be compared.
    """
    run = run_with_results(run_id)
    position_of(scoring_of(run)[0], unit)
    before = run_before(run)
    if before is None or unit not in scoring_of(before)[0].entries.ids:
        return None
    moves = _moves(before, run, [unit])
    return Moved(
        before=before,
        score_before=number(moves.score_before[0]),
        score=number(moves.score_after[0]),
        rank_before=whole(moves.rank_before[0]),
        rank=whole(moves.rank_after[0]),
        grade_before=moves.grade_before[0],
        grade=moves.grade_after[0],
        parts=_parts(moves, 0),
    )


def _moves(before: RunInfo, after: RunInfo, units: list[str]) -> attribution.Moves:
    sides = [attribution.Period(scoring_of(run)[0].scheme, scoring_of(run)[0].entries) for run in (before, after)]
    try:
        return attribution.why_it_moved(*sides, units=units, restated=_restated(before, after))
    except attribution.AttributionRefused as refused:
        raise AssessmentRefused(text_of(refused.message)) from refused


def _restated(before: RunInfo, after: RunInfo) -> Entries | None:
    """The earlier run's figures as they are known by the later run's day, where figures are what was assessed."""
    if before.entries.kind != FIGURES or before.as_of >= after.as_of:
        return None
    scheme = scoring_of(before)[0].scheme
    return figures_content(scheme, period=before.period, as_of=after.as_of).entries


def _parts(moves: attribution.Moves, nth: int) -> tuple[MovedPart, ...]:
    names = attribution.FACTOR_NAMES
    changes = zip(attribution.FACTORS, moves.score_parts[nth], strict=True)
    return tuple(
        MovedPart(str(one), text_of(names[one]), float(change)) for one, change in changes if np.isfinite(change)
    )


def compare(before_id: int, after_id: int, *, offset: int = 0, limit: int = 100) -> Comparison:
    """Two runs side by side in the order of the later one; those who left come last. Raises NotFound.

    Changes are split where both runs can be put side by side and it does not take minutes; `why_not` says so else.
    """
    before, after = run_with_results(before_id), run_with_results(after_id)
    old, new = _stored(before_id), _stored(after_id)
    units = [*new, *(unit for unit in old if unit not in new)]
    page = units[offset : offset + limit]
    both = [unit for unit in page if unit in old and unit in new]
    parts, why_not = _split(before, after, both)
    return Comparison(
        before=before,
        after=after,
        rows=tuple(_compared(unit, old.get(unit, {}), new.get(unit, {}), parts.get(unit, ())) for unit in page),
        count=len(units),
        came=sum(unit not in old for unit in new),
        left=sum(unit not in new for unit in old),
        attributed=bool(parts),
        why_not=why_not,
    )


_STORED = ("unit", "name", "board", "score", "rank", "grade")


def _stored(run_id: int) -> dict[str, dict[str, Any]]:
    rows = Result.objects.filter(run_id=run_id).order_by("board", "rank", "ordinal").values(*_STORED)
    listed = sorted(rows, key=lambda row: (row["board"], row["rank"] is None))
    return {row["unit"]: row for row in listed}


def _split(before: RunInfo, after: RunInfo, units: list[str]) -> tuple[dict[str, tuple[MovedPart, ...]], Text]:
    if not units:
        return {}, Text("两次评价没有共同的单位。", "No unit is in both runs.")
    leaning = any(attribution.coupled_units(scoring_of(run)[1]).any() for run in (before, after))
    if leaning and len(units) > MOST_COUPLED:
        told = "Scores depend on one another here, so the parts are computed unit by unit: open a unit's scorecard."
        return {}, Text("各单位得分互相影响，变动原因逐个计算：请打开单位的评价卡。", told)
    try:
        moves = _moves(before, after, units)
    except AssessmentRefused as refused:
        return {}, refused.text
    return {unit: _parts(moves, nth) for nth, unit in enumerate(moves.ids)}, _NOTHING


def _compared(unit: str, old: dict[str, Any], new: dict[str, Any], parts: tuple[MovedPart, ...]) -> ComparedRow:
    shown = new or old
    return ComparedRow(
        unit=unit,
        name=shown["name"],
        board=shown["board"],
        score_before=old.get("score"),
        score=new.get("score"),
        rank_before=old.get("rank"),
        rank=new.get("rank"),
        grade_before=old.get("grade", ""),
        grade=new.get("grade", ""),
        parts=parts,
    )
