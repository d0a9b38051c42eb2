"""Golden cases: what a scheme gives for data whose result is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.schemes.preparing import prepare
from tidehead.calc.schemes.problems import EntriesRefused
from tidehead.calc.schemes.scoring import score
from tidehead.calc.schemes.types import Case, Entries, Prepared, Scheme, Scoring

EMPTY: Mapping[str, Any] = {"number": np.nan, "truth": np.nan, "text": None, "day": None}


@dataclass(frozen=True, slots=True)
class Difference:
    """One result that is not as expected; None: unknown. what: "score", "rank", "grade", "board", or an id."""

    unit: str
    what: str
    expected: float | str | None
    given: float | str | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a case. refusals: why it could not be run at all."""

    case: Case
    differences: tuple[Difference, ...] = ()
    refusals: tuple[Label, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything expected came out."""
        return not self.differences and not self.refusals


def run_cases(scheme: Scheme | Prepared) -> tuple[CaseResult, ...]:
    """Every golden case of a scheme, run and compared.

    Raises SchemeRefused for a scheme that cannot be run. What a case does not expect is not looked at.
    """
    prepared = scheme if isinstance(scheme, Prepared) else prepare(scheme)
    return tuple(_run(prepared, case) for case in prepared.scheme.cases)


def case_entries(prepared: Prepared, case: Case) -> Entries:
    """What a case hands in, as a table: a column for each variable, and for each indicator given ready-made.

    A datum that the case does not mention is unknown; days are ISO texts.
    """
    kinds = {one.name: one.variable.kind for one in prepared.scheme.variables}
    ready = {name for given in case.units.values() for name in given} - set(kinds)
    kinds |= {one.id: "number" for one in prepared.scheme.indicators if one.id in ready}
    columns = {}
    for name, kind in kinds.items():
        cells = [given.get(name) for given in case.units.values()]
        filled = [EMPTY[kind] if cell is None else _datum(kind, cell) for cell in cells]
        wrong = any(isinstance(cell, str) for cell in filled)
        columns[name] = np.array(filled, dtype=object if kind in ("text", "day") or wrong else np.float64)
    ids = tuple(case.units)
    return Entries(ids, ids, columns)


def _datum(kind: str, cell: float | str | bool) -> Any:
    """Days stand in cases as ISO text; text that is no day is left for `check_entries` to refuse."""
    if kind != "day" or not isinstance(cell, str):
        return cell
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell


def _run(prepared: Prepared, case: Case) -> CaseResult:
    try:
        scoring = score(prepared, case_entries(prepared, case))
    except EntriesRefused as refused:
        return CaseResult(case, refusals=tuple(problem.message for problem in refused.problems))
    position = {unit: place for place, unit in enumerate(scoring.entries.ids)}
    found = []
    for unit, wanted in case.expected.items():
        for what, expected in wanted.items():
            given = _given(scoring, position[unit], what)
            if not _same(expected, given, case.tolerance):
                found.append(Difference(unit, what, expected, given))
    return CaseResult(case, tuple(found))


def _given(scoring: Scoring, unit: int, what: str) -> float | str | None:
    if what in ("grade", "board"):
        return (scoring.grade if what == "grade" else scoring.board)[unit] or None
    if what in ("score", "rank"):
        return _number((scoring.score if what == "score" else scoring.rank)[unit])
    if what in scoring.pillars:
        return _number(scoring.pillars[what][unit])
    leaves = [one.id for one in scoring.scheme.indicators]
    if what in leaves:
        return _number(scoring.points[unit, leaves.index(what)])
    after = [one.id for one in scoring.scheme.adjustments]
    return _number(scoring.adjusted[unit, after.index(what)])


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _same(expected: float | str | None, given: float | str | None, tolerance: float) -> bool:
    if isinstance(expected, int | float) and isinstance(given, int | float):
        return abs(expected - given) <= tolerance
    return (expected or None) == given if isinstance(expected, str) else expected is given
