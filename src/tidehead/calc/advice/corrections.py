"""What a correction of data would do before an appeal is filed, and how small one would have to be."""

from collections.abc import Sequence

import numpy as np

from tidehead.calc.advice.sentences import correction_sentence
from tidehead.calc.advice.trials import Change, Trials, is_reached, score_to_beat, standing_of
from tidehead.calc.advice.types import AdviceRefused, CorrectionEffect, DatumMargin, Goal, OtherMoved
from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes.types import Entries, Prepared, SchemeVariable, Scoring

_LADDER = 64
_ROUNDS = 6
_LARGE, _FEW = 300, 9


def correction_effect(prepared: Prepared, entries: Entries, unit: str, values: Change) -> CorrectionEffect:
    """The board as it is against the board with some of one unit's data corrected.

    values: variables (or indicators by their id) to the corrected value; None takes a datum away.
    Raises AdviceRefused for a unit or a column that is not there, or a number where text is wanted and the other way
    round; EntriesRefused where the corrected value breaks a bound of its variable.
    """
    trials = Trials(prepared, entries, unit)
    _check(prepared, values)
    now, then, row = trials.now, trials.board(values), trials.row
    points = {
        indicator.id: (float(now.points[row, place]), float(then.points[row, place]))
        for place, indicator in enumerate(prepared.scheme.indicators)
        if not _same(now.points[row, place], then.points[row, place])
    }
    others = _others(now, then, row)
    decimals = prepared.scheme.decimals
    moved = ~np.isclose(np.round(now.score, decimals), np.round(then.score, decimals), rtol=0, atol=0, equal_nan=True)
    moved[row] = False
    before, after = standing_of(now, row), standing_of(then, row)
    sentence = correction_sentence(before, after, others=len(others))
    return CorrectionEffect(unit, before, after, points, others, int(moved.sum()), sentence)


def sensitivity_of_each_datum(
    prepared: Prepared, entries: Entries, unit: str, *, furthest: float = 0.5
) -> tuple[DatumMargin, ...]:
    """For each number that a unit handed in, the least correction of it alone that changes the unit's grade.

    Numbers are data, and indicators where they were handed in ready-made.
    furthest: corrections are looked for up to this share of the value, either way. Margins are signed shares of the
    value, found to about 1e-9 and verified by scoring the board. A datum that is 0 or unknown has no share and is
    left out. Those whose grade hangs on the least come first.
    Raises AdviceRefused for a unit that is not on the board, and for a scheme without grades.
    """
    trials = Trials(prepared, entries, unit)
    if not prepared.scheme.grades:
        raise AdviceRefused(Label("本办法不分等级，没有等级界线可言", "the scheme has no grades, so no margin to one"))
    ready_made = [SchemeVariable(Variable(one.id, "number", one.unit, one.label)) for one in prepared.scheme.indicators]
    found = [
        _margin(trials, one, furthest)
        for one in (*prepared.scheme.variables, *ready_made)
        if one.variable.kind == "number" and one.name in entries.columns and _is_usable(entries, one.name, trials.row)
    ]
    return tuple(sorted(found, key=lambda one: min(abs(one.up or np.inf), abs(one.down or np.inf))))


def _margin(trials: Trials, variable: SchemeVariable, furthest: float) -> DatumMargin:
    value = float(trials.entries.columns[variable.name][trials.row])
    grades = [band.grade for band in trials.prepared.scheme.grades]
    now = trials.now.grade[trials.row]
    place = grades.index(now) if now in grades else len(grades)
    up = _least(trials, variable, furthest, Goal(grade=grades[place - 1]), wanted=True) if place else None
    stays = Goal(grade=now) if now in grades and place + 1 < len(grades) else None
    down = _least(trials, variable, furthest, stays, wanted=False) if stays else None
    return DatumMargin(variable.name, variable.variable.label, variable.variable.unit, value, up, down)


def _least(trials: Trials, variable: SchemeVariable, furthest: float, goal: Goal, *, wanted: bool) -> float | None:
    """The least share, either way, at which a goal is met (or no longer met)."""
    found = []
    for sign in (1.0, -1.0):
        ladder = np.concatenate([[0.0], sign * np.geomspace(1e-6, furthest, _LADDER)])
        share = _first_share(trials, variable, ladder, goal, wanted)
        if share is not None:
            found.append(share)
    return min(found, key=abs, default=None)


def _first_share(trials: Trials, variable: SchemeVariable, ladder: Floats, goal: Goal, wanted: bool) -> float | None:
    value = float(trials.entries.columns[variable.name][trials.row])
    ladder = np.array([share for share in ladder if _is_within(variable, value * (1 + share))])
    rounds, size = _ROUNDS, len(ladder)
    if not trials.is_alone and len(trials.entries.ids) > _LARGE:
        rounds, size = 2 * _ROUNDS, _FEW  # more looks at fewer boards
    for turn in range(rounds):
        met = _met(trials, [{variable.name: value * (1 + share)} for share in ladder], goal)
        hits = np.flatnonzero(met == wanted)
        if not len(hits):
            return None
        first = int(hits[0])
        if first == 0 or turn == rounds - 1:
            return _verified(trials, variable.name, ladder[first:], goal, wanted)
        ladder = np.linspace(ladder[first - 1], ladder[first], max(size, 3))
    return None


def _verified(trials: Trials, name: str, shares: Floats, goal: Goal, wanted: bool) -> float | None:
    """The first of a few shares that holds when the whole board is scored; ties can ask for a hair more."""
    value = float(trials.entries.columns[name][trials.row])
    for share in [*shares[:3].tolist(), *(float(shares[0]) * (1 + nudge) for nudge in (1e-9, 1e-8, 1e-6))]:
        scoring = trials.board({name: value * (1 + share)})
        if is_reached(goal, scoring, trials.row) == wanted:
            return float(share)
    return None


def _met(trials: Trials, changes: Sequence[Change], goal: Goal) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a goal is met with each change: by the score alone where nobody else moves, else by the whole board."""
    if trials.is_alone and trials.leaves_others_alone:
        decimals = trials.prepared.scheme.decimals
        target = np.round(score_to_beat(goal, trials.now, trials.row), decimals)
        return np.asarray(np.round(trials.scores(changes), decimals) >= target)
    return trials.tried(goal, changes).met


def _is_usable(entries: Entries, name: str, row: int) -> bool:
    value = float(entries.columns[name][row])
    return bool(np.isfinite(value) and value != 0)


def _is_within(variable: SchemeVariable, value: float) -> bool:
    least, above = variable.at_least, variable.above
    return (least is None or value >= least) and (above is None or value > above)


def _check(prepared: Prepared, values: Change) -> None:
    kinds = {one.name: one.variable.kind for one in prepared.scheme.variables}
    for name, value in values.items():
        is_text = isinstance(value, str)
        if value is not None and is_text != (kinds.get(name, "number") == "text"):
            raise AdviceRefused(
                Label(
                    f"“{name}”的更正值“{value}”种类不对，应为{'文字' if not is_text else '数'}",
                    f'the corrected value {value!r} of "{name}" should be a {"text" if not is_text else "number"}',
                )
            )


def _others(now: Scoring, then: Scoring, row: int) -> tuple[OtherMoved, ...]:
    rank_moved = ~np.isclose(now.rank, then.rank, rtol=0, atol=0, equal_nan=True)
    grade_moved = np.array([old != new for old, new in zip(now.grade, then.grade, strict=True)], dtype=bool)
    changed = [int(other) for other in np.flatnonzero(rank_moved | grade_moved) if other != row]
    moved = [
        OtherMoved(now.entries.ids[other], now.entries.names[other], standing_of(now, other), standing_of(then, other))
        for other in changed
    ]
    return tuple(
        sorted(moved, key=lambda one: -abs(float(np.nan_to_num(one.after.rank - one.before.rank, nan=np.inf))))
    )


def _same(one: float, other: float) -> bool:
    return bool(one == other or (np.isnan(one) and np.isnan(other)))
