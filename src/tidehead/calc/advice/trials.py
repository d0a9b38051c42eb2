"""One unit tried with other data: its score alone where that is enough, the whole board where it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import count

import numpy as np

from tidehead.calc.advice.trial_boards import TrialBoards, Tried, joined
from tidehead.calc.advice.types import AdviceRefused, Goal, Standing
from tidehead.calc.arrays import Floats
from tidehead.calc.attribution import coupled_units, pillars
from tidehead.calc.labels import Label
from tidehead.calc.schemes import score
from tidehead.calc.schemes.deciding import GUARD
from tidehead.calc.schemes.types import Aggregation, Column, Effect, Entries, Prepared, Scoring

MOST_BOARDS, MOST_UNITS = 4000, 3_000_000
"""One question may try so many boards, and so many units on them; but a few boards in any case."""
FEWEST_BOARDS = 300

Change = Mapping[str, float | str | bool | None]
"""Columns (variables, or indicators by their id) to the values that one unit is tried with."""


class Trials:
    """A board as it is, and one unit of it to be tried with other data."""

    def __init__(self, prepared: Prepared, entries: Entries, unit: str) -> None:
        """Score the board as it is. Raises AdviceRefused for a unit that is not on it."""
        if unit not in entries.ids:
            raise AdviceRefused(Label(f"没有单位“{unit}”；请核对编号", f'there is no unit "{unit}"; check the id'))
        self.prepared, self.entries, self.unit = prepared, entries, unit
        self.row = entries.ids.index(unit)
        self.now: Scoring = score(prepared, entries)
        self.spent = 0
        self.most = max(FEWEST_BOARDS, min(MOST_BOARDS, MOST_UNITS // len(entries.ids)))
        leaning = coupled_units(self.now)
        self.is_alone = not leaning[self.row]
        self.leaves_others_alone = not leaning.any()

    @property
    def standing(self) -> Standing:
        """Where the unit stands now."""
        return standing_of(self.now, self.row)

    def is_spent(self, share: float = 1.0) -> bool:
        """Whether a share of the boards that may be tried was tried: a count, so that answers never hang on time."""
        return self.spent >= share * self.most

    def board(self, change: Change) -> Scoring:
        """The whole board with the unit's data changed."""
        self.spent += 1
        columns = dict(self.entries.columns)
        for name, value in change.items():
            columns[name] = self._column(name).copy()
            columns[name][self.row] = _cell(value, columns[name])
        return score(self.prepared, replace(self.entries, columns=columns))

    def scores(self, changes: Sequence[Change]) -> Floats:
        """The unit's score with each of the changes, one at a time; one run where no score depends on the others."""
        if not changes:
            return np.empty(0)
        if not self.is_alone:
            return self.tried(Goal(score=0.0), changes).score
        table = self._repeated(changes)
        return score(self.prepared, table).score

    def tried(self, goal: Goal, changes: Sequence[Change]) -> Tried:
        """The unit's standing with each of the changes, one at a time, on the board as it then is."""
        table = self._repeated(changes)
        able = self._boards.are_possible(table, [frozenset(change) for change in changes])
        if able.all():
            self.spent += len(changes)
            return self._boards.tried(goal, table)
        # What moves boards, bases or what is known is rare, and run in full.
        each = [
            self.tried(goal, [one]) if can else self._ran(goal, one) for one, can in zip(changes, able, strict=True)
        ]
        return joined(each)

    @cached_property
    def _boards(self) -> TrialBoards:
        return TrialBoards(self.now, self.row)

    def _ran(self, goal: Goal, change: Change) -> Tried:
        scoring = self.board(change)
        order = _grade_order(scoring)
        return Tried(
            scoring.score[[self.row]],
            scoring.rank[[self.row]],
            np.array([order.get(scoring.grade[self.row], -1)]),
            np.array([score_to_beat(goal, scoring, self.row)]),
            np.array([is_reached(goal, scoring, self.row)]),
        )

    def _repeated(self, changes: Sequence[Change]) -> Entries:
        """The unit's row once for each change, with it."""
        names = {name for change in changes for name in change}
        columns: dict[str, Column] = {}
        for name in {*self.entries.columns, *names}:
            column = self._column(name)
            repeated: Column = column[np.full(len(changes), self.row)]
            for place, change in enumerate(changes):
                if name in change:
                    repeated[place] = _cell(change[name], column)
            columns[name] = repeated
        ids = tuple(str(place) for place in range(len(changes)))
        return Entries(ids, ids, columns)

    def lead(self, goal: Goal, scoring: Scoring) -> float:
        """The unit's score, less what it has to beat on the board of a run where its own moves move that too."""
        score_there = float(scoring.score[self.row])
        target = -np.inf if self.is_alone else score_to_beat(goal, scoring, self.row)
        return score_there - target if np.isfinite(target) else score_there

    def leads(self, goal: Goal, changes: Sequence[Change]) -> Floats:
        """`lead` with each of the changes, one at a time."""
        if self.is_alone:
            return self.scores(changes)
        if not changes:
            return np.empty(0)
        found = self.tried(goal, changes)
        return np.where(np.isfinite(found.target), found.score - found.target, found.score)

    def _column(self, name: str) -> Column:
        if name in self.entries.columns:
            return self.entries.columns[name]
        for place, indicator in enumerate(self.prepared.scheme.indicators):
            if indicator.id == name:
                return self.now.values[:, place]
        raise AdviceRefused(
            Label(
                f"没有数据项“{name}”；请用办法里的变量名或指标编号",
                f'there is no datum "{name}"; use a variable or an indicator of the scheme',
            )
        )


def standing_of(scoring: Scoring, row: int) -> Standing:
    """Where one unit of a run stands."""
    return Standing(float(scoring.score[row]), float(scoring.rank[row]), scoring.grade[row])


def is_reached(goal: Goal, scoring: Scoring, row: int) -> bool:
    """Whether a unit of a run has what it wants. Scores are compared as they are ranked: after rounding."""
    if goal.score is not None:
        decimals = scoring.scheme.decimals
        return bool(np.round(scoring.score[row], decimals) >= np.round(goal.score, decimals))
    if goal.rank is not None:
        return bool(scoring.rank[row] <= goal.rank)
    order = _grade_order(scoring)
    return order.get(scoring.grade[row], len(order)) <= order[goal.grade]


def score_to_beat(goal: Goal, scoring: Scoring, row: int) -> float:
    """The score at which a unit would have what it wants if the others stayed as they are in a run.

    For a rank r the r-th best score of the others on its board: whoever equals it shares the place. For a grade by
    shares, r is the last place within its share. −inf where any score will do, inf where nobody can have it.
    """
    if goal.score is not None:
        return goal.score
    if goal.rank is not None:
        return _score_at(goal.rank, scoring, row)
    band = scoring.scheme.grades[_grade_order(scoring)[goal.grade]]
    if band.up_to is None:
        return -np.inf if band.at_least is None else band.at_least
    board = np.array(scoring.board)
    ranked = int(((board == board[row]) & ~np.isnan(scoring.rank)).sum())
    # As grades are given: a place's share of the ranked units, within the guard against rounding.
    return _score_at(int(np.floor((band.up_to + GUARD) * ranked)), scoring, row)


def _score_at(rank: int, scoring: Scoring, row: int) -> float:
    board = np.array(scoring.board)
    others = (board == board[row]) & ~np.isnan(scoring.rank)
    others[row] = False
    scores = np.sort(scoring.score[others])[::-1]
    if rank < 1:
        return np.inf
    return float(scores[rank - 1]) if rank <= len(scores) else -np.inf


def _grade_order(scoring: Scoring) -> dict[str, int]:
    return dict(zip((band.grade for band in scoring.scheme.grades), count(), strict=False))


def veto_in_the_way(goal: Goal, scoring: Scoring, row: int) -> Label | None:
    """Why no score would help: a veto decides over the grade, the rank or the score. None: none does."""
    for place, veto in enumerate(scoring.scheme.vetoes):
        worse = _grade_order(scoring).get(veto.grade, 0) > _grade_order(scoring).get(goal.grade, np.inf)
        bars = worse if veto.effect is Effect.GRADE else veto.effect is Effect.ZERO or goal.score is None
        if scoring.met[row, place] == 1 and bars:
            return Label(
                f"“{veto.label.zh}”已触发否决，提高得分无济于事",
                f'the veto "{veto.label.text("en")}" decides, whatever the score',
            )
    return None


def gains_add_up(scoring: Scoring) -> bool:
    """Whether what indicators gain adds up: sums and weighted means all the way, and no formula names an indicator."""
    plain = {Aggregation.SUM, Aggregation.ARITHMETIC}
    prepared = scoring.prepared
    leaves = {leaf.id for leaf in scoring.scheme.indicators}
    rules = (*prepared.values, *prepared.points, *prepared.conditions)
    is_linear = all(pillar.aggregation in plain for pillar in pillars(scoring.scheme.tree))
    return is_linear and not any(leaves & rule.names for rule in rules)


def _cell(value: float | str | bool | None, column: Column) -> float | str | None:
    if column.dtype == np.object_:
        return None if value is None else value
    return np.nan if value is None else float(value)
