"""Why scores and ranks moved from one period to the next, split exactly into five factors."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.attribution.coupling import coupled_units, place_among
from tidehead.calc.attribution.mixing import Data, essence, in_units_of_before, mixed_data, mixed_scheme
from tidehead.calc.attribution.sentences import grade_sentence, unsplit_reasons
from tidehead.calc.attribution.shapley import shapley_parts
from tidehead.calc.attribution.types import FACTORS, AttributionRefused, Factor, GradeMove, Moves, Period
from tidehead.calc.labels import Label
from tidehead.calc.schemes import EntriesRefused, prepare, score
from tidehead.calc.schemes.types import Column, Entries, Prepared, Scoring

_COALITIONS = 1 << len(FACTORS)
_BIT = {factor: 1 << place for place, factor in enumerate(FACTORS)}
_Key = tuple[bool, bool]
_Parts = tuple[int, _Key, _Key]


def why_it_moved(
    before: Period, after: Period, *, units: Sequence[str] | None = None, restated: Entries | None = None
) -> Moves:
    """Each unit's change of score and of rank, split among the five factors (Shapley), so that the parts add up.

    units: whom to explain; None: everybody who is in both periods. restated: the earlier period's data as known now,
    where they were corrected since; rows and columns it does not have stand as they were. Both entries carry what their
    own scheme needs.
    Costs up to 16 runs of a board for everybody, where no score depends on the others; else up to 16 more for each
    unit whose score does. Factors that changed nothing cost nothing.
    Raises AttributionRefused for a unit that is not in both periods, SchemeRefused for a scheme and EntriesRefused for
    a table that cannot be run.

    Source: Shorrocks 2013, J. Econ. Inequal. 11, 99–126.
    """
    game = _Game(before, after, restated)
    ids = _asked(before, after, units)
    scores, ranks = game.worth(ids)
    gaps = np.isnan(scores).any(axis=0) & ~np.isnan(scores[[0, -1]]).any(axis=0)
    stand_ins = np.zeros(len(ids), dtype=bool)
    if gaps.any():
        where = np.flatnonzero(gaps)
        filled = game.worth([ids[place] for place in where], filled=True)
        unknown = np.isnan(scores[:, where])
        scores[:, where] = np.where(unknown, filled[0], scores[:, where])
        ranks[:, where] = np.where(unknown, filled[1], ranks[:, where])
        stand_ins[where] = True
    first, last = game.scoring(0), game.scoring(_COALITIONS - 1)
    here, there = _rows(first, ids), _rows(last, ids)
    return Moves(
        ids=tuple(ids),
        names=tuple(last.entries.names[row] for row in there),
        score_before=scores[0],
        score_after=scores[-1],
        score_parts=shapley_parts(scores).T,
        rank_before=ranks[0],
        rank_after=ranks[-1],
        rank_parts=shapley_parts(ranks).T,
        grade_before=tuple(first.grade[row] for row in here),
        grade_after=tuple(last.grade[row] for row in there),
        reasons=unsplit_reasons(scores, ranks),
        stand_ins=stand_ins,
        boards_run=game.boards_run,
    )


def why_the_grade_moved(before: Period, after: Period, unit: str, *, restated: Entries | None = None) -> GradeMove:
    """Which factors were enough to give one unit its later grade: the smallest sets that alone would have.

    Where the grade did not move, no factor was needed, and none is named. Up to 32 runs of the board.
    Raises as `why_it_moved`.
    """
    game = _Game(before, after, restated)
    _asked(before, after, [unit])
    grades = [game.grade(unit, coalition) for coalition in range(_COALITIONS)]
    moving = range(1, _COALITIONS) if grades[0] != grades[-1] else range(0)
    giving = sorted((c for c in moving if grades[c] == grades[-1]), key=lambda c: (c.bit_count(), c))
    least: list[int] = []
    for coalition in giving:
        if not any(coalition & one == one for one in least):
            least.append(coalition)
    enough = tuple(frozenset(factor for factor, bit in _BIT.items() if one & bit) for one in least)
    return GradeMove(unit, grades[0], grades[-1], enough, grade_sentence(grades[0], grades[-1], enough))


class _Game:
    """What each coalition of factors gives, with every board run once."""

    def __init__(self, before: Period, after: Period, restated: Entries | None) -> None:
        self.boards_run = 0
        self._data: Data = mixed_data(before, after, restated)
        self._boards: dict[tuple[int, _Key, bool], Scoring] = {}
        self._prepared: list[tuple[Prepared, bool]] = []
        self._variants: dict[tuple[bool, bool], int] = {}
        self._may_blank = False
        seen: list[object] = []
        for rule in (False, True):
            for bases in (False, True):
                structure = after.scheme if rule else before.scheme
                scheme = mixed_scheme(structure, after.scheme if bases else before.scheme)
                # Where data have to be turned into the earlier units, equal texts are still not the same run.
                core = (essence(scheme), bool(self._data.scales) and not rule)
                if core not in seen:
                    seen.append(core)
                    self._prepared.append((prepare(scheme), core[1]))
                self._variants[rule, bases] = seen.index(core)
        # The two periods themselves are run as they stand: what is wrong with them is refused, and only then
        # may a mixture of both break a bound of one.
        self.scoring(0)
        self.scoring(_COALITIONS - 1)
        self._may_blank = True

    def worth(self, ids: Sequence[str], *, filled: bool = False) -> tuple[Floats, Floats]:
        """scores[coalition, unit] and ranks[coalition, unit]. filled: the unit's own unknown cells stand filled."""
        # Factors that changed nothing make coalitions alike: each different one is looked at once.
        parts = [self._parts(coalition) for coalition in range(_COALITIONS)]
        found = {each: self._worth_of(each, ids, filled) for each in dict.fromkeys(parts)}
        return np.stack([found[each][0] for each in parts]), np.stack([found[each][1] for each in parts])

    def scoring(self, coalition: int) -> Scoring:
        """The board of a coalition that holds both own performance and peers, or neither."""
        variant, _, peers = self._parts(coalition)
        return self._board(variant, peers)

    def grade(self, unit: str, coalition: int) -> str:
        """The grade of one unit under a coalition."""
        variant, own, peers = self._parts(coalition)
        scoring = self._board(variant, peers) if own == peers else self._swapped(variant, own, peers, unit, False)
        return scoring.grade[scoring.entries.ids.index(unit)]

    def _worth_of(self, parts: _Parts, ids: Sequence[str], filled: bool) -> tuple[Floats, Floats]:
        variant, own, peers = parts
        theirs = self._board(variant, peers)
        if own == peers and not filled:
            rows = _rows(theirs, ids)
            return theirs.score[rows], theirs.rank[rows]
        mine = self._board(variant, own, filled)
        rows, rows_there = _rows(mine, ids), _rows(theirs, ids)
        scores, ranks = mine.score[rows], place_among(mine, theirs, list(zip(rows, rows_there, strict=True)))
        # A unit that lends others its value for a mean moves them, so all are looked at again where anybody leans.
        leans = coupled_units(mine)[rows] | coupled_units(theirs).any()
        for place in np.flatnonzero(leans).tolist():
            scoring = self._swapped(variant, own, peers, ids[place], filled)
            row = self._data.positions[peers][ids[place]]
            scores[place], ranks[place] = scoring.score[row], scoring.rank[row]
        return scores, ranks

    def _parts(self, coalition: int) -> _Parts:
        def has(factor: Factor) -> bool:
            return bool(coalition & _BIT[factor])

        restated = has(Factor.REVISION) and self._data.is_restated
        variant = self._variants[has(Factor.RULE), has(Factor.REBASING)]
        return variant, (has(Factor.OWN), restated), (has(Factor.PEERS), restated)

    def _board(self, variant: int, key: _Key, filled: bool = False) -> Scoring:
        found = self._boards.get((variant, key, filled))
        if found is None:
            table = (self._data.filled if filled else self._data.tables)[key]
            found = self._boards[variant, key, filled] = self._run(variant, table)
        return found

    def _swapped(self, variant: int, own: _Key, peers: _Key, unit: str, filled: bool) -> Scoring:
        """The board of the peers with one row as another table has it."""
        theirs, mine = self._data.tables[peers], (self._data.filled if filled else self._data.tables)[own]
        row, row_there = self._data.positions[own][unit], self._data.positions[peers][unit]
        columns: dict[str, Column] = {}
        for name, column in theirs.columns.items():
            columns[name] = column.copy()
            columns[name][row_there] = mine.columns[name][row]
        return self._run(variant, replace(theirs, columns=columns))

    def _run(self, variant: int, entries: Entries) -> Scoring:
        prepared, is_earlier = self._prepared[variant]
        self.boards_run += 1
        table = in_units_of_before(entries, self._data.scales) if is_earlier else entries
        try:
            return score(prepared, table)
        except EntriesRefused as refused:
            if not self._may_blank:
                raise
            return score(prepared, _without(table, refused))


def _without(entries: Entries, refused: EntriesRefused) -> Entries:
    """The table with the cells that a rule of the other period does not admit taken for unknown.

    Raises the refusal again where it is not about single cells.
    """
    if not all(one.row >= 0 and one.column in entries.columns for one in refused.problems):
        raise refused
    columns = dict(entries.columns)
    for name in {one.column for one in refused.problems}:
        columns[name] = columns[name].copy()
    for one in refused.problems:
        columns[one.column][one.row] = None if columns[one.column].dtype == np.object_ else np.nan
    return replace(entries, columns=columns)


def _asked(before: Period, after: Period, units: Sequence[str] | None) -> list[str]:
    both = set(before.entries.ids) & set(after.entries.ids)
    if units is None:
        return [unit for unit in after.entries.ids if unit in both]
    strangers = [unit for unit in units if unit not in both]
    if strangers:
        raise AttributionRefused(
            Label(
                f"单位“{strangers[0]}”不是前后两期都有，无从比较；请选两期都参评的单位",
                f'unit "{strangers[0]}" is not in both periods, so nothing can be compared; choose one that is',
            )
        )
    return list(units)


def _rows(scoring: Scoring, ids: Iterable[str]) -> NDArray[np.intp]:
    row = {unit: place for place, unit in enumerate(scoring.entries.ids)}
    return np.array([row[unit] for unit in ids], dtype=np.intp)
