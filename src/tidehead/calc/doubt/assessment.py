"""From a run of a scheme to its doubt."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Scale, treat
from tidehead.calc.doubt.model import NEVER, Branch, Codes, Grades, Leaf, Model
from tidehead.calc.doubt.montecarlo import doubt
from tidehead.calc.doubt.settings import Settings
from tidehead.calc.doubt.types import Doubt
from tidehead.calc.schemes.filling import groups_of, scale_of
from tidehead.calc.schemes.inputs import indicator_columns, numbers_of
from tidehead.calc.schemes.scoring import score
from tidehead.calc.schemes.types import Direction, Effect, Entries, Indicator, Pillar, Prepared, Scheme, Scoring


def uncertainty(prepared: Prepared, entries: Entries, settings: Settings, seed: int) -> Doubt:
    """Runs the scheme, and runs it again `settings.draws` times with what is uncertain about it.

    Raises what `score` raises, and DoubtRefused. See `doubt`.
    """
    return uncertainty_of(score(prepared, entries), settings, seed)


def uncertainty_of(scoring: Scoring, settings: Settings, seed: int) -> Doubt:
    """The doubt of a run that was made already. Adjustments and vetoes are facts and stay as they are."""
    return doubt(model_of(scoring), settings, seed)


def model_of(scoring: Scoring) -> Model:
    """A run of a scheme as arrays and a tree of weights.

    Figures are taken after outliers were tamed. Units that are on no board, or of which too little is known, have no
    part in what others are measured by, as in the run.
    """
    scheme, size = scoring.scheme, len(scoring.entries.ids)
    columns = indicator_columns(scoring.prepared, scoring.entries)
    boards = groups_of(scoring.prepared.board, columns, size).peers.codes
    inside = (boards >= 0) & (np.isfinite(scoring.values).mean(axis=1) >= scheme.least_coverage)
    values = _treated(scheme, np.where(inside[:, None], scoring.values, np.nan), boards)
    met = {effect: _met(scoring, effect) for effect in (Effect.ZERO, Effect.GRADE)}
    position = {band.grade: place for place, band in enumerate(scheme.grades)}
    given = np.array([position.get(grade, -1) for grade in scoring.grade], dtype=np.int64)
    return Model(
        tree=_branch(scheme.tree, _scales(scoring, columns)),
        values=values,
        normalised=scoring.normalised,
        scored=np.asarray(np.isfinite(scoring.score), dtype=np.bool_),
        ranked=np.asarray(np.isfinite(scoring.rank), dtype=np.bool_),
        boards=boards,
        adjustments=scoring.adjustments,
        zeroed=met[Effect.ZERO],
        fixed_grade=np.where(met[Effect.GRADE] & (given >= 0), given, _never(scheme, scoring, given)),
        groups=_groups(scoring.prepared, columns, boards),
        grades=_grades(scheme),
        breakers=_breakers(scoring),
        decimals=scheme.decimals,
    )


def _met(scoring: Scoring, effect: Effect) -> NDArray[np.bool_]:
    of_effect = np.array([veto.effect == effect for veto in scoring.scheme.vetoes], dtype=np.bool_)
    return np.asarray((scoring.met[:, of_effect] == 1).any(axis=1), dtype=np.bool_)


def _never(scheme: Scheme, scoring: Scoring, given: Codes) -> Codes:
    """A ranked unit without a grade has a veto that is undecided."""
    undecided = bool(scheme.grades) & np.isfinite(scoring.rank) & (given < 0)
    return np.asarray(np.where(undecided, NEVER, -1), dtype=np.int64)


def _groups(prepared: Prepared, columns: Mapping[str, NDArray[Any]], boards: Codes) -> Codes:
    """Among whom a missing figure is estimated: the scheme's group on the board, or the board."""
    if prepared.group is None:
        return boards
    within = groups_of(prepared.group, columns, len(boards)).peers.codes
    apart = boards * (within.max(initial=0) + 1) + within
    return np.asarray(np.where((boards >= 0) & (within >= 0), apart, -1), dtype=np.int64)


def _treated(scheme: Scheme, values: Floats, boards: Codes) -> Floats:
    if scheme.treatment is None:
        return values
    result, how = values.copy(), scheme.treatment
    for board in np.unique(boards[boards >= 0]):
        units = np.flatnonzero(boards == board)
        done = treat(values[units], skew=how.skew, kurtosis_limit=how.kurtosis, most_winsorised=how.most_winsorised)
        result[units] = done.values
    return result


def _branch(pillar: Pillar, scales: Mapping[str, Scale]) -> Branch:
    children = tuple(
        _leaf(child, scales[child.id]) if isinstance(child, Indicator) else _branch(child, scales)
        for child in pillar.children
    )
    return Branch(pillar.id, pillar.label, pillar.weight, children, pillar.aggregation.value)


def _leaf(indicator: Indicator, scale: Scale) -> Leaf:
    return Leaf(
        indicator.id,
        indicator.label,
        indicator.weight,
        scale,
        direction=indicator.direction.value,
        missing=indicator.missing.value,
        noise=indicator.noise,
    )


def _scales(scoring: Scoring, columns: Mapping[str, NDArray[Any]]) -> dict[str, Scale]:
    """Each indicator's normalisation with its base, target and posts worked out: one number, or [unit, 1]."""
    prepared, ids = scoring.prepared, scoring.entries.ids
    found = {}
    for indicator, rules in zip(prepared.scheme.indicators, prepared.settings, strict=True):
        numbers = {
            name: numbers_of(rule, columns, len(ids) if rule.names else 1)[:, None] for name, rule in rules.items()
        }
        found[indicator.id] = scale_of(indicator, numbers, ids)
    return found


def _grades(scheme: Scheme) -> Grades:
    names = tuple(band.grade for band in scheme.grades)
    if names and scheme.grades[0].up_to is not None:
        return Grades(names, up_to=tuple(band.up_to or 0.0 for band in scheme.grades))
    return Grades(names, at_least=tuple(-np.inf if b.at_least is None else b.at_least for b in scheme.grades))


def _breakers(scoring: Scoring) -> Floats | None:
    """Values of the tie breakers, turned so that more is better."""
    names = [one.id for one in scoring.scheme.indicators]
    some = [names.index(name) for name in scoring.scheme.tie_breakers]
    signs = [1.0 if scoring.scheme.indicators[place].direction == Direction.UP else -1.0 for place in some]
    return scoring.values[:, some] * np.array(signs) if some else None
