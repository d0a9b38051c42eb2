"""One unit in one run: what it got and why, where each datum comes from, and what a correction of one would do."""

from collections.abc import Iterator

from tidehead.calc.rules import Part
from tidehead.calc.schemes import IndicatorCard
from tidehead.calc.schemes import Line as CardLine
from tidehead.calc.schemes import Scorecard as Card
from tidehead.calc.schemes import scorecard as card_of
from tidehead.calc.schemes.types import Indicator, Pillar, Scoring
from tidehead.city.assessments.advising import advice, correction_effect
from tidehead.city.assessments.comparing import moved
from tidehead.city.assessments.computing import Inputs, number, text_of
from tidehead.city.assessments.content import Content, cell_of
from tidehead.city.assessments.leagues import doubt_of, row_of
from tidehead.city.assessments.queries import objections, review_notes, run_before
from tidehead.city.assessments.scorings import content_of_run, position_of, run_with_results, scoring_of
from tidehead.city.assessments.types import IndicatorPart, Line, NotFound, Origin, RunInfo, Scorecard
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
        doubt=doubt_of(run_id, unit),
        summary=_summary(card),
        parts=tuple(_parts(scoring, card)),
        adjustments=_adjustments(card),
        origins=correctable(run_id, unit),
        objections=objections(run=run_id, unit=unit),
        notes=review_notes(run_id, unit=unit),
    )


def _parts(scoring: Scoring, card: Card) -> Iterator[IndicatorPart]:
    pillars = dict(_pillars(scoring.scheme.tree))
    for one, indicator in zip(card.indicators, scoring.scheme.indicators, strict=True):
        yield IndicatorPart(
            id=one.id,
            label=text_of(one.label),
            pillar=pillars[one.id],
            clause=one.clause,
            unit=one.unit,
            weight=indicator.weight,
            value=number(one.value),
            normalised=number(one.normalised),
            points=number(one.points),
            filled=one.filled,
            mean_points=number(one.mean_points),
            line=_indicator_line(one),
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
    content = content_of_run(run)
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
            period=content.periods[name][nth] if name in content.periods else "",
        )


def _locator(content: Content, column: str, nth: int) -> str:
    if not content.rows:
        return content.locator
    heading = content.headings.get(column, "")
    return f"r{content.rows[nth]} {heading.replace(' ', '_')}".strip()


# Sentences


def _summary(card: Card) -> tuple[Line, ...]:
    """The score as a sum that can be done again by hand, and what cost most."""
    total = Line(Text("总分", "Score"), text_of(card.total))
    return (total, Line(Text("失分", "Loss"), text_of(card.driver)))


def _adjustments(card: Card) -> tuple[Line, ...]:
    """Bonus, deductions and vetoes, each with its working."""
    parts = (*card.adjustments, *card.vetoes)
    return tuple(Line(text_of(one.label), text_of(one.line.text), _inside(one.line)) for one in parts)


def _indicator_line(one: IndicatorCard) -> Line:
    """How the value was computed, and how it became points."""
    origin, working = one.origin.text, one.working
    text = Text(f"{origin.zh}；{working.zh}", f"{origin.text('en')}; {working.text('en')}")
    return Line(text_of(one.label), text, _inside(one.origin))


def _inside(line: CardLine) -> tuple[Line, ...]:
    """The parts of a line's formula."""
    if line.zh is None or line.en is None:
        return ()
    return tuple(_tree(zh, en) for zh, en in zip(line.zh.children, line.en.children, strict=True))


def _tree(zh: Part, en: Part) -> Line:
    below = tuple(_tree(one, other) for one, other in zip(zh.children, en.children, strict=True))
    return Line(Text(zh.label, en.label), Text(_told(zh), _told(en)), below)


def _told(part: Part) -> str:
    """A part with its values filled in and what it came to; a datum just with its value."""
    if not part.children or part.text == part.shown:
        return f"{part.label} = {part.shown}" if part.label != part.shown else part.shown
    return f"{part.label} = {part.text} = {part.shown}"
