"""Which raw datum, changed alone, would bring an indicator to a value: tax up by so much at unchanged land."""

from collections.abc import Callable

import numpy as np

from tidehead.calc.advice.trials import Trials
from tidehead.calc.advice.types import DataChange
from tidehead.calc.arrays import Floats
from tidehead.calc.rules import Rule, Value, evaluate_columns

_FURTHEST = 32.0
"""A datum is not looked for beyond so many times its value, or below that share of it."""
_STEPS = 257
_ROUNDS = 8


def data_changes(trials: Trials, place: int, value: float) -> tuple[DataChange, ...]:
    """For each number in an indicator's formula, the nearest change that alone gives the indicator a value.

    place: of the indicator; value: in its unit. A datum that cannot do it, or that the unit's row does not know, is
    left out; so is one that would break its bounds. The unit's score with only that change is scored, not estimated.
    """
    rule = trials.prepared.values[place]
    given = {one.name: one for one in trials.prepared.scheme.variables}
    known = _record(trials, rule)
    changes = []
    for name in sorted(rule.names & given.keys() & trials.entries.columns.keys()):
        start = known.get(name)
        if given[name].variable.kind != "number" or not isinstance(start, float) or np.isnan(start):
            continue
        found = _nearest(_of(rule, known, name), start, value)
        least, above = given[name].at_least, given[name].above
        found = None if found is None else float(f"{found:.10g}")  # without the last bits of the search
        if found is None or (least is not None and found < least) or (above is not None and found <= above):
            continue
        score = float(trials.scores([{name: found}])[0])
        variable = given[name].variable
        changes.append(DataChange(name, variable.label, variable.unit, start, found, score))
    return tuple(changes)


def _record(trials: Trials, rule: Rule) -> dict[str, Value | None]:
    """What the unit's row knows of the names in a formula."""
    leaves = {indicator.id: place for place, indicator in enumerate(trials.prepared.scheme.indicators)}
    record: dict[str, Value | None] = {}
    for name in rule.names:
        if name in leaves:
            record[name] = float(trials.now.values[trials.row, leaves[name]])
        elif name in trials.entries.columns:
            cell = trials.entries.columns[name][trials.row]
            record[name] = cell if cell is None or isinstance(cell, str) else float(cell)
    return record


def _of(rule: Rule, record: dict[str, Value | None], name: str) -> Callable[[Floats], Floats]:
    """The formula as a function of one of its names."""

    def tried(numbers: Floats) -> Floats:
        columns = {other: np.full(len(numbers), cell, dtype=object if isinstance(cell, str) or cell is None else float)
                   for other, cell in record.items()}  # fmt: skip
        return np.asarray(evaluate_columns(rule, columns | {name: numbers}, len(numbers)), dtype=np.float64)

    return tried


def _nearest(formula: Callable[[Floats], Floats], start: float, value: float) -> float | None:
    """The number nearest to `start` at which a formula takes a value; None where it does not within reach."""
    size = abs(start) or 1.0
    ladder = np.geomspace(1.0, _FURTHEST, _STEPS)
    tracks = [start + size * (ladder - 1.0), start + size * (1.0 / ladder - 1.0)]
    found = [root for track in tracks if (root := _first_root(formula, track, value)) is not None]
    return min(found, key=lambda root: abs(root - start), default=None)


def _first_root(formula: Callable[[Floats], Floats], track: Floats, value: float) -> float | None:
    for _ in range(_ROUNDS):
        off = formula(track) - value
        hit = np.flatnonzero(np.abs(off) <= 1e-12 * max(1.0, abs(value)))
        crossed = np.flatnonzero((off[:-1] < 0) != (off[1:] < 0))
        crossed = crossed[np.isfinite(off[crossed]) & np.isfinite(off[crossed + 1])]
        if len(hit) and (not len(crossed) or hit[0] <= crossed[0] + 1):
            return float(track[hit[0]])
        if not len(crossed):
            return None
        track = np.linspace(track[crossed[0]], track[crossed[0] + 1], _STEPS)
    return float(track[0])
