"""Computes a run: the one place where assessments call the formulas. Reads and writes nothing."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tidehead import __version__
from tidehead.calc.doubt import Doubt, DoubtRefused, Settings, uncertainty_of
from tidehead.calc.labels import Label
from tidehead.calc.schemes import (
    AdjustedLeague,
    EntriesRefused,
    SchemeRefused,
    difficulty_adjusted,
    prepare,
    score,
)
from tidehead.calc.schemes.types import Entries, Prepared, Scheme, Scoring, Step
from tidehead.city.assessments.types import AssessmentRefused, EntriesFaulty, Fault, SchemeFaulty
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
    settings: Mapping[str, Any]


def usual_settings() -> dict[str, Any]:
    """How far doubt moves weights, methods and data where nobody says; kept with each run."""
    return {
        "weight_spread": 0.25,
        "weight_shape": "uniform",
        "normalisations": ["min_max", "z_score", "percent_rank"],
        "imputations": ["mean", "median", "drawn"],
        "noise": 0.0,
        "confidence": 0.9,
    }


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
    """Run the scheme, then its doubt and the league that allows for difficulty, where it has one.

    Raises SchemeFaulty, EntriesFaulty, and AssessmentRefused where doubt cannot be computed as asked.
    """
    prepared = checked(inputs.scheme)
    scoring = scored(prepared, inputs.entries)
    _refuse_boards(scoring)
    progress(0.1)
    doubt = _doubted(scoring, inputs)
    progress(0.9)
    adjusted = difficulty_adjusted(scoring) if inputs.scheme.difficulty else None
    rows = tuple(
        row | _doubt_columns(doubt, nth) | _adjusted_columns(adjusted, nth)
        for nth, row in enumerate(result_rows(scoring))
    )
    undoubted = _NO_DOUBT if not inputs.draws else _NOBODY
    steps = [*scoring.steps, *(doubt.steps if doubt else (undoubted,)), *(adjusted.steps if adjusted else (_PLAIN,))]
    return Outcome(
        scoring=scoring,
        rows=rows,
        boards=tuple(_boards(scoring)),
        steps=tuple(_plain_step(step) for step in steps),
        drivers=_drivers(doubt) if doubt else (),
        digest=result_digest(rows),
    )


LONGEST_BOARD = 120


def _refuse_boards(scoring: Scoring) -> None:
    long = next((board for board in scoring.board if len(board) > LONGEST_BOARD or not board.isprintable()), None)
    if long is not None:
        told = Text(
            f"分组名“{long[:40]}”过长或含看不见的字符（至多 {LONGEST_BOARD} 字）。请改正数据。",
            f'The board "{long[:40]}" is too long or has invisible characters (at most {LONGEST_BOARD}).',
        )
        raise AssessmentRefused(told)


_NO_DOUBT = Step("doubt", False, Label("没有抽样，位次区间未计算", "no draws were asked for; intervals are not known"))
_NOBODY = Step(
    "doubt", False, Label("没有单位有得分，位次区间未计算", "no unit has a score, so there is nothing to doubt")
)
_PLAIN = Step(
    "adjusted", False, Label("方案没有难度变量，未作难度调整", "the scheme names no difficulty; not adjusted")
)
_MOST_DRIVERS = 12


def _doubted(scoring: Scoring, inputs: Inputs) -> Doubt | None:
    if not inputs.draws or not np.isfinite(scoring.score).any():
        return None
    asked = {name: tuple(value) if isinstance(value, list) else value for name, value in inputs.settings.items()}
    settings = Settings(draws=inputs.draws, **asked)
    try:
        return uncertainty_of(scoring, settings, inputs.seed)
    except DoubtRefused as refused:
        raise AssessmentRefused(text_of(refused.message)) from refused


def _doubt_columns(doubt: Doubt | None, nth: int) -> dict[str, Any]:
    if doubt is None or not math.isfinite(doubt.rank[nth]):
        return {}
    sentence = doubt.sentence(nth)
    shares = zip(doubt.grades, doubt.grade_share[nth], strict=True)
    return {
        "rank_low": number(doubt.rank_low[nth]),
        "rank_median": number(doubt.rank_median[nth]),
        "rank_high": number(doubt.rank_high[nth]),
        "ahead_of_next": number(doubt.ahead_of_next[nth]),
        "grade_shares": {grade: float(share) for grade, share in shares if share > 0},
        "doubt": [sentence.zh, sentence.en],
    }


def _adjusted_columns(adjusted: AdjustedLeague | None, nth: int) -> dict[str, Any]:
    if adjusted is None:
        return {}
    return {"adjusted_score": number(adjusted.score[nth]), "adjusted_rank": whole(adjusted.rank[nth])}


def _drivers(doubt: Doubt) -> tuple[dict[str, Any], ...]:
    if not np.isfinite(doubt.shares).any():
        return ()
    shares = np.nanmean(np.where(np.isfinite(doubt.shares).any(axis=1)[:, None], doubt.shares, np.nan), axis=0)
    order = [int(at) for at in np.argsort(-shares, kind="stable")[:_MOST_DRIVERS] if shares[at] > 0]
    named = [(doubt.inputs[at].text("zh"), doubt.inputs[at].text("en"), float(shares[at])) for at in order]
    return tuple({"zh": zh, "en": en, "share": share} for zh, en, share in named)


def _plain_step(step: Step) -> dict[str, Any]:
    return {"stage": step.stage, "done": step.done, "zh": step.what.zh, "en": step.what.en, "count": step.count}


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


_UNTOLD = {"name", "reasons", "doubt"}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
