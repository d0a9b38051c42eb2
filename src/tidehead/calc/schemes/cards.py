"""One unit's scorecard: every indicator, adjustment and veto with its working, and a sum that a reader can check."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tidehead.calc.composite import Peers, peers_of
from tidehead.calc.labels import Label
from tidehead.calc.rules import Part, Record, Rule, explain, tidy_number, with_unit
from tidehead.calc.rules import evaluate as value_of
from tidehead.calc.schemes.filling import full_marks
from tidehead.calc.schemes.types import (
    Adjustment,
    Aggregation,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Pillar,
    Scoring,
    Veto,
)
from tidehead.calc.schemes.wording import METHOD_NAMES, MISSING_NAMES


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in both languages, and the tree of the formula behind it, one for each language; None where there is
    no formula: the datum was handed in ready-made."""

    text: Label
    zh: Part | None = None
    en: Part | None = None


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """What one indicator gave. Numbers are nan where unknown.

    value, base: in `unit`; base: the base or target it is held against, nan where the method has none of its own.
    weight: what the normalised value was multiplied by (the scheme's weight, after re-weighting). at_base: points at
    the base, the target or the top; full: the most that can be had, more than at_base where a cap above 1 lets a
    ratio go beyond its base; lost: full − points, below 0 where no cap holds a surplus. filled: "" or the missing
    rule used. place: of the unit's normalised value among the `among` units of its board that have one; mean_points:
    theirs. origin: how the value was computed; working: how it became points.
    """

    id: str
    label: Label
    clause: str
    unit: str
    value: float
    base: float
    normalised: float
    weight: float
    points: float
    at_base: float
    full: float
    lost: float
    filled: str
    place: float
    among: int
    mean_points: float
    origin: Line
    working: Label


@dataclass(frozen=True, slots=True)
class AdjustmentCard:
    """Points after the adjustment's own ceiling, with their sign; nan undecided."""

    id: str
    label: Label
    clause: str
    is_malus: bool
    ceiling: float | None
    points: float
    line: Line


@dataclass(frozen=True, slots=True)
class VetoCard:
    """met: True, False, or None undecided."""

    id: str
    label: Label
    clause: str
    met: bool | None
    line: Line


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that a run says of one unit.

    rank: nan where not ranked; ranked: how many units of its board are. adjustments_total: after the common ceilings.
    total: the score as a sum of its parts. driver: what cost most. reasons: why there is no score, or what decided.
    """

    id: str
    name: str
    board: str
    board_label: Label
    score: float
    rank: float
    ranked: int
    grade: str
    aggregate: float
    adjustments_total: float
    indicators: tuple[IndicatorCard, ...]
    adjustments: tuple[AdjustmentCard, ...]
    vetoes: tuple[VetoCard, ...]
    total: Label
    driver: Label
    reasons: tuple[Label, ...]


def scorecard(scoring: Scoring, unit: int) -> Scorecard:
    """The scorecard of one unit, by its place in the entries. Raises IndexError where there is none.

    It is computed from the scoring alone, and its own formulas are evaluated once more, on the unit's record.
    """
    if not 0 <= unit < len(scoring.entries.ids):
        raise IndexError(f"there is no unit {unit} among {len(scoring.entries.ids)}")
    board = scoring.board[unit]
    same = np.array([one == board for one in scoring.board], dtype=np.bool_)
    indicators = tuple(_indicator(scoring, unit, place, same) for place in range(len(scoring.scheme.indicators)))
    adjustments = tuple(_adjustment(scoring, unit, place) for place in range(len(scoring.scheme.adjustments)))
    card = Scorecard(
        id=scoring.entries.ids[unit],
        name=scoring.entries.names[unit],
        board=board,
        board_label=scoring.scheme.boards.labels.get(board, Label(board)),
        score=float(scoring.score[unit]),
        rank=float(scoring.rank[unit]),
        ranked=int(np.isfinite(scoring.rank[same]).sum()),
        grade=scoring.grade[unit],
        aggregate=float(scoring.aggregate[unit]),
        adjustments_total=float(scoring.adjustments[unit]),
        indicators=indicators,
        adjustments=adjustments,
        vetoes=tuple(_veto(scoring, unit, place) for place in range(len(scoring.scheme.vetoes))),
        total=Label(""),
        driver=_driver(indicators),
        reasons=scoring.reasons.get(unit, ()),
    )
    return replace(card, total=_total(scoring, card))


def _indicator(scoring: Scoring, unit: int, place: int, same: Any) -> IndicatorCard:
    one = scoring.scheme.indicators[place]
    normalised, points, weight = (
        float(array[unit, place]) for array in (scoring.normalised, scoring.points, scoring.weights)
    )
    board = scoring.normalised[same, place]
    known = np.isfinite(board)
    beside = scoring.points[same, place]
    top = float(full_marks(one, board, _one_board(len(board)))[0])
    base = _base(scoring, unit, place)
    full = weight * max(top, _cap_of_ratio(one))
    return IndicatorCard(
        id=one.id,
        label=one.label,
        clause=one.clause,
        unit=one.unit,
        value=float(scoring.values[unit, place]),
        base=base,
        normalised=normalised,
        weight=weight,
        points=points,
        at_base=weight * top,
        full=full,
        lost=full - points,
        filled=str(scoring.filled[unit, place]),
        place=float((board[known] > normalised).sum() + 1) if np.isfinite(normalised) else float("nan"),
        among=int(known.sum()),
        mean_points=float(np.nanmean(beside)) if np.isfinite(beside).any() else float("nan"),
        origin=_origin(scoring, unit, place),
        working=_working(scoring, unit, place, base),
    )


def _cap_of_ratio(one: Indicator) -> float:
    """How many times its base a ratio may give; 0 where the method is another, or nothing caps it."""
    scale = one.normalisation
    return scale.cap if scale.method == Method.BASE_RATIO and scale.cap is not None else 0.0


def _one_board(size: int) -> Peers:
    return peers_of(None, size)


def _base(scoring: Scoring, unit: int, place: int) -> float:
    settings = scoring.prepared.settings[place]
    rule = settings.get("base") or settings.get("target") or settings.get("best")
    found = None if rule is None else value_of(rule, _record(scoring, unit, rule))
    return float(found) if isinstance(found, int | float) else float("nan")


def _record(scoring: Scoring, unit: int, rule: Rule) -> Record:
    """The unit's data and indicators as a rule names them."""
    leaves = {one.id: place for place, one in enumerate(scoring.scheme.indicators)}
    record: dict[str, Any] = {}
    for name in rule.names:
        cell = scoring.values[unit, leaves[name]] if name in leaves else _cell(scoring, unit, name)
        missing = cell is None or (isinstance(cell, float) and np.isnan(cell))
        record[name] = None if missing else _tamed(cell, rule.variables[name].kind)
    return record


def _cell(scoring: Scoring, unit: int, name: str) -> Any:
    column = scoring.entries.columns.get(name)
    return None if column is None else column[unit]


def _tamed(cell: Any, kind: str) -> Any:
    if kind == "day":
        return np.datetime64(cell, "D").item()
    return bool(cell) if kind == "truth" else float(cell) if kind == "number" else str(cell)


def _explained(scoring: Scoring, unit: int, rule: Rule, title: Label) -> Line:
    record = _record(scoring, unit, rule)
    zh, en = (explain(rule, record, language=language, title=title) for language in ("zh", "en"))
    return Line(Label(zh.text, en.text), zh.tree, en.tree)


def _origin(scoring: Scoring, unit: int, place: int) -> Line:
    one = scoring.scheme.indicators[place]
    if one.id not in scoring.entries.columns:
        return _explained(scoring, unit, scoring.prepared.values[place], one.label)
    value = float(scoring.values[unit, place])
    if np.isnan(value):
        return Line(
            Label(f"{one.label.zh}：直接填报，未填", f"{one.label.text('en')}: handed in ready-made, left empty")
        )
    return Line(
        Label(
            f"{one.label.zh} = {with_unit(value, one.unit, 'zh')}（直接填报）",
            f"{one.label.text('en')} = {with_unit(value, one.unit, 'en')} (handed in ready-made)",
        )
    )


def _working(scoring: Scoring, unit: int, place: int, base: float) -> Label:
    """How a value became points, as arithmetic."""
    one = scoring.scheme.indicators[place]
    value, normalised, points, weight = (
        float(array[unit, place]) for array in (scoring.values, scoring.normalised, scoring.points, scoring.weights)
    )
    filled = str(scoring.filled[unit, place])
    if filled == Missing.REWEIGHT:
        return Label(
            f"缺项，不计分；{MISSING_NAMES[Missing.REWEIGHT].zh}",
            f"missing, no points; {MISSING_NAMES[Missing.REWEIGHT].en}",
        )
    if np.isnan(normalised):
        return Label("未知，不能计分", "unknown, no points")
    mark = tidy_number(normalised)
    if filled:
        rule = MISSING_NAMES[Missing(filled)]
        zh, en = f"缺项，{rule.zh}：{mark}", f"missing, {rule.en}: {mark}"
    else:
        zh, en = _mark(one, value, base, mark)
    if np.isnan(weight):
        return Label(f"{zh}（两两比较，不分项计分）", f"{en} (compared in pairs, no points of its own)")
    product = f"{mark} × {tidy_number(weight)} = {tidy_number(points)}"
    return Label(f"{zh}；{product}分", f"{en}; {product} points")


def _mark(one: Indicator, value: float, base: float, mark: str) -> tuple[str, str]:
    scale = one.normalisation
    if scale.method == Method.BASE_RATIO:
        over, under = (base, value) if one.direction == Direction.DOWN else (value, base)
        zh, en = (f"{with_unit(over, one.unit, at)} ÷ {with_unit(under, one.unit, at)}" for at in ("zh", "en"))
        exact = over / under if under else float("nan")
        if np.isfinite(exact) and tidy_number(exact) != mark:
            return f"{zh} = {tidy_number(exact)}，限为{mark}", f"{en} = {tidy_number(exact)}, held at {mark}"
        return f"{zh} = {mark}", f"{en} = {mark}"
    return (
        f"{with_unit(value, one.unit, 'zh')} 按“{METHOD_NAMES[scale.method].zh}”得{mark}",
        f"{with_unit(value, one.unit, 'en')} is {mark} by {METHOD_NAMES[scale.method].en}",
    )


def _adjustment(scoring: Scoring, unit: int, place: int) -> AdjustmentCard:
    one = scoring.scheme.adjustments[place]
    points = float(scoring.adjusted[unit, place])
    line = _explained(scoring, unit, scoring.prepared.points[place], one.label)
    return AdjustmentCard(
        one.id, one.label, one.clause, one.is_malus, one.ceiling, points, replace(line, text=_given(one, line, points))
    )


def _given(one: Adjustment, line: Line, points: float) -> Label:
    """The formula's line, and what came of it."""
    if np.isnan(points):
        return Label(f"{line.text.zh}；无法判断", f"{line.text.text('en')}; undecided")
    signed = f"{'−' if one.is_malus and points else '+'}{tidy_number(abs(points))}"
    ceiling = "" if one.ceiling is None else f"（上限{tidy_number(one.ceiling)}）"
    ceiling_en = "" if one.ceiling is None else f" (at most {tidy_number(one.ceiling)})"
    return Label(f"{line.text.zh}；计{signed}分{ceiling}", f"{line.text.text('en')}; {signed} points{ceiling_en}")


def _veto(scoring: Scoring, unit: int, place: int) -> VetoCard:
    one = scoring.scheme.vetoes[place]
    given = float(scoring.met[unit, place])
    met = None if np.isnan(given) else given == 1
    line = _explained(scoring, unit, scoring.prepared.conditions[place], one.label)
    told = _outcome(one, met)
    text = Label(f"{line.text.zh}；{told.zh}", f"{line.text.text('en')}; {told.en}")
    return VetoCard(one.id, one.label, one.clause, met, replace(line, text=text))


def _outcome(one: Veto, met: bool | None) -> Label:
    if met is None:
        return Label("无法判断", "undecided")
    if not met:
        return Label("不成立", "not met")
    return {
        Effect.GRADE: Label(f"成立，定为{one.grade}", f"met, the grade is {one.grade}"),
        Effect.EXCLUDE: Label("成立，不参加排名", "met, not ranked"),
        Effect.ZERO: Label("成立，得分为0", "met, the score is 0"),
    }[one.effect]


def _driver(indicators: tuple[IndicatorCard, ...]) -> Label:
    """What cost most against full marks."""
    known = [one for one in indicators if np.isfinite(one.lost)]
    worst = max(known, key=lambda one: one.lost, default=None)
    if worst is None:
        return Label("没有一项有得分", "no indicator has points")
    if not worst.lost > 0:
        return Label("没有失分项", "nothing is lost on any indicator")
    lost, full = tidy_number(round(worst.lost, 2)), tidy_number(round(worst.full, 2))
    if worst.full > worst.at_base:
        base = tidy_number(round(worst.at_base, 2))
        return Label(
            f"失分最多的是“{worst.label.zh}”：基准分{base}，封顶{full}，失{lost}分",
            f"loses most on “{worst.label.text('en')}”: {lost} of {full} points ({base} at the base)",
        )
    return Label(
        f"失分最多的是“{worst.label.zh}”：满分{full}分，失{lost}分",
        f"loses most on “{worst.label.text('en')}”: {lost} of {full} points",
    )


def _total(scoring: Scoring, card: Scorecard) -> Label:
    """The score as arithmetic that can be done again by hand."""
    if np.isnan(card.score):
        return Label("没有得分", "no score")
    if any(
        one.met and veto.effect == Effect.ZERO for one, veto in zip(card.vetoes, scoring.scheme.vetoes, strict=True)
    ):
        return Label("一票否决，得分为0", "a veto makes the score 0")
    parts = list(_terms(card))
    zh, en = (_summed(parts, at) for at in ("zh", "en"))
    shown = tidy_number(card.score)
    if _is_linear(scoring.scheme.tree) or not any(np.isnan(one.points) for one in card.indicators):
        held = _held(card)
        return Label(f"{zh} = {shown}{held.zh}", f"{en} = {shown}{held.en}")
    whole = tidy_number(card.aggregate)
    if not card.adjustments:
        return Label(f"{shown}（两两比较所得，不分项）", f"{shown} (from comparisons in pairs, not a sum)")
    return Label(
        f"{whole}（两两比较所得）加减分 {tidy_number(card.adjustments_total)} = {shown}",
        f"{whole} (from comparisons in pairs), adjustments {tidy_number(card.adjustments_total)} = {shown}",
    )


def _terms(card: Scorecard) -> Iterator[tuple[Label, float]]:
    yield from ((one.label, one.points) for one in card.indicators if np.isfinite(one.points))
    yield from ((one.label, one.points) for one in card.adjustments if one.points)


def _summed(parts: list[tuple[Label, float]], language: str) -> str:
    text = ""
    for label, points in parts:
        sign = ("−" if points < 0 else "+") if text else ("−" if points < 0 else "")
        amount = f"{tidy_number(abs(points))}"
        named = f"{label.text(language)} {amount}"
        text += f" {sign} {named}" if text else f"{sign}{named}"
    return text or "0"


def _held(card: Scorecard) -> Label:
    """Said where a common ceiling keeps the parts from adding up."""
    given = sum(one.points for one in card.adjustments)
    if np.isnan(given) or abs(given - card.adjustments_total) <= 1e-9:
        return Label("", "")
    total = tidy_number(card.adjustments_total)
    return Label(f"（加减分受合计上限，共计{total}）", f" (adjustments held by the common ceiling to {total})")


def _is_linear(pillar: Pillar) -> bool:
    if pillar.aggregation not in (Aggregation.SUM, Aggregation.ARITHMETIC):
        return False
    return all(_is_linear(child) for child in pillar.children if isinstance(child, Pillar))
