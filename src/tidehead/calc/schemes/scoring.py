"""One run of a scheme: every stage in its order, each saying what it did."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.schemes.aggregating import Aggregated, aggregate, finite
from tidehead.calc.schemes.deciding import Vetoed, adjust, grade_units, place_units, veto
from tidehead.calc.schemes.filling import comparable, groups_of
from tidehead.calc.schemes.inputs import check_entries, indicator_columns
from tidehead.calc.schemes.preparing import prepare
from tidehead.calc.schemes.problems import EntriesRefused, EntryProblem
from tidehead.calc.schemes.reasons import Grounds, Reasons
from tidehead.calc.schemes.steps import Work, steps_of
from tidehead.calc.schemes.types import Effect, Entries, Method, Prepared, Scheme, Scoring, Truths


def score(scheme: Prepared | Scheme, entries: Entries) -> Scoring:
    """Run a scheme on what units handed in; docs/methods/schemes.md says what each stage does.

    Raises SchemeRefused for a scheme that cannot be run and EntriesRefused for a table that it cannot be run on.
    A unit whose data are missing is no fault of the table: it has no score where its rule is to refuse, and a reason.
    """
    prepared = scheme if isinstance(scheme, Prepared) else prepare(scheme)
    _refuse(check_entries(prepared, entries))
    _refuse(_references(prepared, entries))
    size, the_scheme = len(entries.ids), prepared.scheme
    columns = indicator_columns(prepared, entries)
    values = np.stack([columns[one.id] for one in the_scheme.indicators], axis=-1)
    boards = groups_of(prepared.board, columns, size)
    marks = comparable(prepared, values, columns, boards=boards, ids=entries.ids)
    combined = _aggregated(the_scheme, marks.normalised, marks.reweighted, boards.peers)
    adjusted = adjust(prepared, columns, size)
    vetoed = veto(prepared, columns, size)
    outcome = _outcome(combined, adjusted.total, vetoed, inside=boards.peers.codes >= 0)
    placed = place_units(the_scheme, outcome.ranked, values, boards.peers)
    grades = grade_units(the_scheme.grades, outcome.ranked, placed, decimals=the_scheme.decimals)
    grades = np.where(vetoed.grade >= 0, vetoed.grade, grades)
    grades[vetoed.excluded | vetoed.undecided[Effect.GRADE] | vetoed.undecided[Effect.EXCLUDE]] = -1
    grounds = Grounds(
        prepared, columns, values, marks, combined.pillars, combined.value, adjusted, vetoed, boards.peers.codes
    )
    with np.errstate(over="ignore", invalid="ignore"):
        points = finite(marks.normalised * combined.weights)
    if (combined.weights == 0).any():
        points = np.where(combined.weights == 0, 0.0, points)
    names = np.array([*(band.grade for band in the_scheme.grades), ""], dtype=object)  # -1 is the last
    return Scoring(
        prepared=prepared,
        entries=entries,
        values=values,
        filled=marks.filled,
        normalised=marks.normalised,
        points=points,
        weights=combined.weights,
        pillars=combined.pillars,
        aggregate=combined.value,
        adjusted=adjusted.points,
        adjustments=adjusted.total,
        met=vetoed.met,
        vetoed=(vetoed.met == 1).any(axis=1),
        score=outcome.score,
        rank=placed.rank,
        grade=tuple(names[grades].tolist()),
        board=boards.of_units(),
        reasons=Reasons(grounds),
        steps=steps_of(Work(grounds, entries, boards, outcome.score, outcome.ranked, placed, grades)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """score[unit]; ranked[unit]: the same, nan where the unit is not to be ranked."""

    score: Floats
    ranked: Floats


def _outcome(combined: Aggregated, adjustments: Floats, vetoed: Vetoed, *, inside: Truths) -> _Outcome:
    """A score of which an undecided veto could make 0 is unknown; one undecided about taking part is not ranked."""
    with np.errstate(over="ignore"):
        score = finite(combined.value + adjustments)
    score = np.where(vetoed.undecided[Effect.ZERO] | ~inside, np.nan, score)
    score = np.where(vetoed.zero & inside, 0.0, score)
    out = vetoed.excluded | vetoed.undecided[Effect.EXCLUDE]
    return _Outcome(score, np.where(out, np.nan, score))


def _aggregated(scheme: Scheme, normalised: Floats, reweighted: Truths, peers: object) -> Aggregated:
    try:
        return aggregate(scheme, normalised, reweighted, peers)  # type: ignore[arg-type]
    except ValueError as too_large:
        message = Label(f"两两比较（Copeland）的单位太多：{too_large}", str(too_large))
        raise EntriesRefused([EntryProblem("", "", message)]) from too_large


def _references(prepared: Prepared, entries: Entries) -> tuple[EntryProblem, ...]:
    """Reference units have to be among the entries."""
    wanted = {
        one.normalisation.reference: one
        for one in prepared.scheme.indicators
        if one.normalisation.method == Method.DISTANCE_TO_REFERENCE
    }
    there = set(entries.ids) if wanted else set()
    return tuple(
        EntryProblem(
            unit,
            one.id,
            Label(
                f"参照单位“{unit}”不在表里；请补上这一行",
                f'the reference unit "{unit}" is not in the table; add its row',
            ),
        )
        for unit, one in wanted.items()
        if unit not in there
    )


def _refuse(problems: tuple[EntryProblem, ...]) -> None:
    if problems:
        raise EntriesRefused(problems)
