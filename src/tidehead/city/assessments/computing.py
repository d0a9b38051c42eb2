"""Computes a run: the one place where assessments call the formulas. Reads and writes nothing."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tidehead import __version__
from tidehead.calc.labels import Label
from tidehead.calc.schemes import EntriesRefused, Prepared, SchemeRefused, prepare, score
from tidehead.calc.schemes.types import Entries, Scheme, Scoring
from tidehead.city.assessments.types import EntriesFaulty, Fault, SchemeFaulty
from tidehead.city.common.types import Text

ENGINE = f"tidehead {__version__} assessments 1"
"""What computed a run. The number rises when the same inputs begin to give another result."""
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Everything that a run depends on: with the same inputs it gives the same digits."""

    scheme: Scheme
    entries: Entries
    seed: int
    draws: int


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run gave: a row for each unit in the order of the entries, and what the run page tells."""

    scoring: Scoring
    rows: tuple[dict[str, Any], ...]
    boards: tuple[dict[str, Any], ...]
    steps: tuple[dict[str, Any], ...]
    drivers: tuple[dict[str, Any], ...]
    digest: str

    @property
    def scored(self) -> int:
        return int(np.isfinite(self.scoring.score).sum())


USUAL_DRAWS = 1000
MOST_CELLS = 20_000_000
"""Units times indicators beyond which doubt is computed only where somebody asks for it."""


def usual_draws(units: int, indicators: int) -> int:
    """How many draws a run takes where nobody says."""
    return USUAL_DRAWS if units * indicators <= MOST_CELLS and units > 1 else 0


def no_progress(share: float) -> None:
    """Nobody watches."""


def checked(scheme: Scheme) -> Prepared:
    """The scheme, ready to be run. Raises SchemeFaulty."""
    try:
        return prepare(scheme)
    except SchemeRefused as refused:
        raise SchemeFaulty(tuple(Fault(one.where, text_of(one.message)) for one in refused.problems)) from refused


def scored(prepared: Prepared, entries: Entries) -> Scoring:
    """The scheme run on the entries. Raises EntriesFaulty with every cell that cannot be."""
    try:
        return score(prepared, entries)
    except EntriesRefused as refused:
        raise EntriesFaulty(entry_faults(refused)) from refused


def entry_faults(refused: EntriesRefused) -> tuple[Fault, ...]:
    """Every cell that cannot be, as pages list them."""
    places = ((" ".join(filter(None, (one.unit, one.column))), one.message) for one in refused.problems)
    return tuple(Fault(where, text_of(message)) for where, message in places)


def text_of(label: Label) -> Text:
    return Text(label.zh, label.en)


def number(value: float) -> float | None:
    """A number as it is stored; nan is unknown."""
    found = float(value)
    return found if math.isfinite(found) else None


def whole(value: float) -> int | None:
    found = number(value)
    return None if found is None else round(found)


def compute(inputs: Inputs, progress: Progress = no_progress) -> Outcome:
    """Run the scheme, then its doubt. Raises SchemeFaulty and EntriesFaulty."""
    prepared = checked(inputs.scheme)
    scoring = scored(prepared, inputs.entries)
    progress(0.2)
    rows = result_rows(scoring)
    boards = tuple(_boards(scoring))
    steps = tuple(_plain_step(step.stage, step.done, step.what, step.count) for step in scoring.steps)
    return Outcome(scoring, rows, boards, steps, (), result_digest(rows))


def _plain_step(stage: str, done: bool, what: Label, count: int) -> dict[str, Any]:
    return {"stage": stage, "done": done, "zh": what.zh, "en": what.en, "count": count}


def _boards(scoring: Scoring) -> Iterable[dict[str, Any]]:
    labels = scoring.scheme.boards.labels
    named = np.array(scoring.board, dtype=object)
    known = list(dict.fromkeys([*(each for each in labels if each in scoring.board), *sorted(set(scoring.board))]))
    for board in known:
        members = named == board
        label = labels.get(board, Label(board))
        ranked = int(np.isfinite(scoring.rank[members]).sum())
        yield {"board": board, "zh": label.zh, "en": label.en, "units": int(members.sum()), "ranked": ranked}


def result_rows(scoring: Scoring) -> tuple[dict[str, Any], ...]:
    """What is stored of each unit, without doubt."""
    ids = [indicator.id for indicator in scoring.scheme.indicators]
    is_places = scoring.scheme.assessed.kind == "places"
    entries = scoring.entries
    return tuple(
        {
            "ordinal": nth,
            "unit": unit,
            "name": entries.names[nth],
            "place": unit if is_places else "",
            "board": scoring.board[nth],
            "score": number(scoring.score[nth]),
            "aggregate": number(scoring.aggregate[nth]),
            "adjustments": number(scoring.adjustments[nth]),
            "rank": whole(scoring.rank[nth]),
            "grade": scoring.grade[nth],
            "points": {name: number(points) for name, points in zip(ids, scoring.points[nth], strict=True)},
            "filled": {name: str(how) for name, how in zip(ids, scoring.filled[nth], strict=True) if how},
            "reasons": [[reason.zh, reason.en] for reason in scoring.reasons.get(nth, ())],
        }
        for nth, unit in enumerate(entries.ids)
    )


def result_digest(rows: Iterable[dict[str, Any]]) -> str:
    """The digest of a result: equal where all numbers are equal to twelve significant digits.

    Sums may differ in their last bits between processors; a result that differs there is the same result. Names and
    the words of reasons are not part of it.
    """
    digest = hashlib.sha256()
    for row in rows:
        told = {name: _rounded(value) for name, value in row.items() if name not in _UNTOLD}
        digest.update(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        digest.update(b"\n")
    return digest.hexdigest()


_UNTOLD = {"name", "reasons"}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
