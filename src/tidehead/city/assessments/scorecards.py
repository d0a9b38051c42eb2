"""One unit in one run: what it got and why, where each datum comes from, and what a correction of one would do."""

from collections.abc import Iterator

import numpy as np

from tidehead.calc.schemes import Scorecard as Card
from tidehead.calc.schemes import scorecard as card_of
from tidehead.calc.schemes.types import Indicator, Pillar, Scoring
from tidehead.city.assessments.advising import advice
from tidehead.city.assessments.comparing import moved
from tidehead.city.assessments.computing import Inputs, checked, number, scored, text_of, whole
from tidehead.city.assessments.content import Cell, Content, cell_of, corrected
from tidehead.city.assessments.leagues import row_of
from tidehead.city.assessments.queries import content_of, objections, review_notes, run_before
from tidehead.city.assessments.scorings import position_of, run_with_results, scoring_of
from tidehead.city.assessments.types import (
    AssessmentRefused,
    Correction,
    EffectInfo,
    EffectRow,
    IndicatorPart,
    Line,
    NotFound,
    Origin,
    RunInfo,
    Scorecard,
)
from tidehead.city.common.types import Text

__all__ = ["advice", "correctable", "correction_effect", "moved", "scorecard"]


def scorecard(run_id: int, unit: str) -> Scorecard:
    """Everything that is known of a unit in a run: for itself and the staff. Raises NotFound, AssessmentRefused."""
    run = run_with_results(run_id)
    row = row_of(run, unit, before=run_before(run))
    if row is None:
        raise NotFound(Text(f"这次评价没有单位“{unit}”。", f'The run has no unit "{unit}".'))
    inputs, scoring = scoring_of(run)
    nth = position_of(inputs, unit)
    card = card_of(scoring, nth)
    return Scorecard(
        run=run,
        row=row,
        summary=summary_lines(card),
        parts=tuple(_parts(scoring, nth, card)),
        adjustments=adjustment_lines(card),
        origins=correctable(run_id, unit),
        objections=objections(run=run_id, unit=unit),
        notes=review_notes(run_id, unit=unit),
    )


def _parts(scoring: Scoring, nth: int, card: Card) -> Iterator[IndicatorPart]:
    pillars = dict(_pillars(scoring.scheme.tree))
    same = np.array([board == scoring.board[nth] for board in scoring.board])
    lines = indicator_lines(card)
    for at, indicator in enumerate(scoring.scheme.indicators):
        points = scoring.points[same, at]
        yield IndicatorPart(
            id=indicator.id,
            label=text_of(indicator.label),
            pillar=pillars[indicator.id],
            clause=indicator.clause,
            unit=indicator.unit,
            weight=indicator.weight,
            value=number(scoring.values[nth, at]),
            normalised=number(scoring.normalised[nth, at]),
            points=number(scoring.points[nth, at]),
            filled=str(scoring.filled[nth, at] or ""),
            mean_points=number(np.nanmean(points)) if np.isfinite(points).any() else None,
            line=lines[indicator.id],
        )


def _pillars(pillar: Pillar) -> Iterator[tuple[str, str]]:
    for child in pillar.children:
        if isinstance(child, Indicator):
            yield child.id, pillar.id
        else:
            yield from _pillars(child)


# Where each datum comes from


def correctable(run_id: int, unit: str) -> tuple[Origin, ...]:
    """Each datum of a unit with where it comes from: what an objection can be about."""
    run = run_with_results(run_id)
    inputs, _scoring = scoring_of(run)
    content = content_of(run.entries.id)
    nth = position_of(inputs, unit)
    return tuple(_origins(run, content, inputs, nth))


def _origins(run: RunInfo, content: Content, inputs: Inputs, nth: int) -> Iterator[Origin]:
    unit = inputs.entries.ids[nth]
    put_right = {each.column: each for each in run.corrections if each.unit == unit}
    for variable in inputs.scheme.variables:
        name = variable.name
        stored, correction = cell_of(content, name, nth), put_right.get(name)
        figure = content.figures[name][nth] if name in content.figures else None
        yield Origin(
            column=name,
            label=text_of(variable.variable.label) if variable.variable.label.zh else Text(name),
            unit=variable.variable.unit if variable.variable.kind == "number" else "",
            value=correction.value if correction else stored,
            figure=figure,
            source=content.source or run.entries.file_name,
            locator=_locator(content, name, nth),
            corrected_from=stored if correction else None,
            objection=correction.objection if correction else None,
        )


def _locator(content: Content, column: str, nth: int) -> str:
    if not content.rows:
        return content.locator
    heading = content.headings.get(column, "")
    return f"row {content.rows[nth]}, {heading}" if heading else f"row {content.rows[nth]}"


# What a correction would do


def correction_effect(run_id: int, unit: str, column: str, value: Cell) -> EffectInfo:
    """What another value of one datum would do to the unit and to everybody else. Nothing is stored.

    Raises NotFound, and AssessmentRefused where the value is of the wrong kind or outside its bounds.
    """
    run = run_with_results(run_id)
    inputs, before = scoring_of(run)
    nth = position_of(inputs, unit)
    declared = {each.name: each for each in inputs.scheme.variables}
    if column not in declared:
        raise NotFound(Text(f"方案没有数据项“{column}”。", f'The scheme has no datum "{column}".'))
    content = Content(inputs.entries, {name: str(each.variable.kind) for name, each in declared.items()})
    try:
        entries = corrected(content, [Correction(unit, column, value)])
    except ValueError:
        kind = str(declared[column].variable.kind)
        raise AssessmentRefused(Text(*_WANTED[kind])) from None
    after = scored(checked(inputs.scheme), entries)
    moved = [other for other in _moved(before, after) if other != nth]
    moved.sort(key=lambda other: (before.rank[other], other))
    return EffectInfo(_effect(before, after, nth), tuple(_effect(before, after, other) for other in moved))


_WANTED = {
    "number": ("这项数据须是数。请写 1250.5 这样的数字。", "This datum is a number. Write digits, such as 1250.5."),
    "truth": ("这项数据只能是“是”或“否”。", "This datum is yes or no."),
    "text": ("这项数据须是文字。", "This datum is a text."),
    "day": ("这项数据须是日期，如 2025-06-30。", "This datum is a day, such as 2025-06-30."),
}


def _moved(before: Scoring, after: Scoring) -> list[int]:
    """Units whose rank or grade is another one."""
    elsewhere = ~((before.rank == after.rank) | (np.isnan(before.rank) & np.isnan(after.rank)))
    regraded = np.array([old != new for old, new in zip(before.grade, after.grade, strict=True)], dtype=bool)
    return [int(nth) for nth in np.flatnonzero(elsewhere | regraded)]


def _effect(before: Scoring, after: Scoring, nth: int) -> EffectRow:
    entries = before.entries
    return EffectRow(
        unit=entries.ids[nth],
        name=entries.names[nth],
        rank_before=whole(before.rank[nth]),
        rank=whole(after.rank[nth]),
        grade_before=before.grade[nth],
        grade=after.grade[nth],
        score_before=number(before.score[nth]),
        score=number(after.score[nth]),
    )


# Sentences


def summary_lines(card: Card) -> tuple[Line, ...]:
    raise NotImplementedError
