"""Many changes of one unit's data scored at once: only the columns that a change can move are made comparable again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.advice.treating import treated_together
from tidehead.calc.advice.types import Goal
from tidehead.calc.arrays import Floats
from tidehead.calc.attribution import pillars
from tidehead.calc.composite import Peers, impute, peers_of
from tidehead.calc.schemes.aggregating import aggregate
from tidehead.calc.schemes.deciding import GUARD, Placed, adjust, grade_units, veto
from tidehead.calc.schemes.filling import MIDDLES, Groups, comparable, groups_of, units_by_board
from tidehead.calc.schemes.inputs import indicator_columns
from tidehead.calc.schemes.types import (
    Aggregation,
    Direction,
    Effect,
    Entries,
    Method,
    Missing,
    Pillar,
    Prepared,
    Scheme,
    Scoring,
    Truths,
)

_CELLS = 200_000
"""So many units of trial boards are scored in one go."""

_KEPT = 20_000_000
"""Columns are kept up to so many cells."""

_Marks = tuple[Floats, Truths, Truths]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What each change would give the unit. grade: position of the band, −1 for none; target: the score to beat then;
    met: whether the goal is met."""

    score: Floats
    rank: Floats
    grade: NDArray[np.int64]
    target: Floats
    met: Truths


def joined(parts: Sequence[Tried]) -> Tried:
    """What several trials gave, one after the other; there is one at least."""
    return Tried(
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.rank for part in parts]),
        np.concatenate([part.grade for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.met for part in parts]),
    )


class TrialBoards:
    """A board as it was run, and what one unit's other values would make of it.

    Every stage is the one of a run (docs/methods/schemes.md), for the columns that a change moves; the others' values,
    bonus, malus and vetoes stand. A column for one value is made comparable once and kept.
    """

    def __init__(self, now: Scoring, row: int) -> None:
        """Keep what no change of this unit's numbers moves."""
        self.now, self.row = now, row
        self.prepared: Prepared = now.prepared
        scheme, size = now.scheme, len(now.entries.ids)
        self.columns = indicator_columns(self.prepared, now.entries)
        self.groups = groups_of(self.prepared.board, self.columns, size)
        short = np.isfinite(now.values).mean(axis=1) < scheme.least_coverage
        self.inside = self.groups.peers.codes >= 0
        self.codes = np.where(self.inside & ~short, self.groups.peers.codes, -1)
        self.reweighted = np.asarray(now.filled == Missing.REWEIGHT.value, dtype=np.bool_)
        vetoed = veto(self.prepared, self.columns, size)
        self.unscored = vetoed.undecided[Effect.ZERO] | ~self.inside
        self.zero = vetoed.zero & self.inside
        self.unranked = vetoed.excluded | vetoed.undecided[Effect.EXCLUDE]
        self.peers_here = np.flatnonzero(self.groups.peers.codes == self.groups.peers.codes[row])
        self.is_paired = any(one.aggregation is Aggregation.COPELAND for one in pillars(scheme.tree))
        self.kept: dict[tuple[int, float], _Marks] = {}

    def are_possible(self, table: Entries, changed: Sequence[frozenset[str]]) -> Truths:
        """For each change, whether it can be tried here: it moves no board, no base and no group of anybody, and
        what was known stays known.

        table: the unit's row once for each change, with it; changed: the columns that the change names.
        """
        fixed = {name for settings in self.prepared.settings for rule in settings.values() for name in rule.names}
        fixed |= {name for rule in (self.prepared.board, self.prepared.group) if rule for name in rule.names}
        values = self._values(table)
        known = (np.isfinite(values) == np.isfinite(self.now.values[self.row])).all(axis=1)
        leaves = np.array([one.id for one in self.now.scheme.indicators], dtype=object)
        moved = ~np.isclose(values, self.now.values[self.row], rtol=0, atol=0, equal_nan=True)
        named = [bool(fixed & (names | set(leaves[each]))) for names, each in zip(changed, moved, strict=True)]
        return np.asarray(known & ~np.array(named, dtype=np.bool_) & self.inside[self.row])

    def tried(self, goal: Goal, table: Entries) -> Tried:
        """The unit's standing with each row of `table` in the place of its own, one at a time."""
        size = len(self.now.entries.ids)
        at_once = max(1, _CELLS // size)
        parts = [
            self._part(goal, _rows(table, slice(start, start + at_once))) for start in range(0, len(table.ids), at_once)
        ]
        return joined(parts)

    def _values(self, table: Entries) -> Floats:
        columns = indicator_columns(self.prepared, table)
        return np.stack([columns[one.id] for one in self.now.scheme.indicators], axis=-1)

    def _part(self, goal: Goal, table: Entries) -> Tried:
        scheme, count = self.now.scheme, len(table.ids)
        columns = indicator_columns(self.prepared, table)
        values = np.stack([columns[one.id] for one in scheme.indicators], axis=-1)
        adjusted, vetoed = adjust(self.prepared, columns, count), veto(self.prepared, columns, count)
        combined = self._combined(values)
        own = np.where(vetoed.undecided[Effect.ZERO], np.nan, combined[:, self.row] + adjusted.total)
        own = np.where(vetoed.zero, 0.0, own)
        scores = np.where(self.unscored, np.nan, combined + self.now.adjustments)
        scores = np.where(self.zero, 0.0, scores)
        out = vetoed.excluded | vetoed.undecided[Effect.EXCLUDE]
        ranked = np.where(self.unranked, np.nan, scores)
        ranked[:, self.row] = np.where(out, np.nan, own)
        placed = self._placed(ranked, values)
        grade = grade_units(scheme.grades, ranked[:, self.row], placed, decimals=scheme.decimals)
        grade = np.where(vetoed.grade >= 0, vetoed.grade, grade)
        grade = np.where(out | vetoed.undecided[Effect.GRADE], -1, grade).astype(np.int64)
        target = self._targets(goal, ranked, placed.ranked)
        return Tried(own, placed.rank, grade, target, _met(goal, scheme, (own, placed.rank, grade)))

    def _combined(self, values: Floats) -> Floats:
        """aggregate[change, unit]; only rows of which a mark moves are put together again, unless units are paired."""
        count, size = len(values), len(self.now.values)
        if size * len(self.kept) > _KEPT:
            self.kept.clear()
        moved = (values != self.now.values[self.row]) & ~np.isnan(values)
        differs = np.full((count, size), self.is_paired)
        for place in range(values.shape[1]):
            wanted = values[moved[:, place], place].tolist()
            self._keep(place, set(wanted))
            differs[moved[:, place]] |= [self.kept[place, value][2] for value in wanted] or False
        changes, units = np.nonzero(differs)
        combined = np.tile(self.now.aggregate, (count, 1))
        if not len(units):
            return combined
        marks, gone = self.now.normalised[units], self.reweighted[units]
        for place in range(values.shape[1]):
            here = np.flatnonzero(moved[changes, place])
            if len(here):
                which, at = np.unique(values[changes[here], place], return_inverse=True)
                kept = [self.kept[place, value] for value in which.tolist()]
                marks[here, place] = np.stack([one[0] for one in kept])[at, units[here]]
                gone[here, place] = np.stack([one[1] for one in kept])[at, units[here]]
        peers = _side_by_side(self.groups.peers.codes, count) if self.is_paired else peers_of(None, len(units))
        combined[changes, units] = aggregate(self.now.scheme, marks, gone, peers).value
        return combined

    def _keep(self, place: int, wanted: set[float]) -> None:
        """Make one indicator's column comparable for each value of the unit that is not yet kept."""
        new = sorted(value for value in wanted if (place, value) not in self.kept)
        if not new:
            return
        before = self.now.normalised[:, place]
        at_once = 1 if self._is_referred(place) else len(new)
        for start in range(0, len(new), at_once):
            some = new[start : start + at_once]
            tables = np.repeat(self.now.values[:, [place]], len(some), axis=1)
            tables[self.row] = some
            marks, gone = self._marks(place, self._treated(place, tables))
            for at, value in enumerate(some):
                moves = (marks[at] != before) & ~(np.isnan(marks[at]) & np.isnan(before))
                self.kept[place, value] = marks[at], gone[at], moves | (gone[at] != self.reweighted[:, place])

    def _marks(self, place: int, tables: Floats) -> tuple[Floats, Truths]:
        """normalised[table, unit] and reweighted[table, unit] of one indicator, the tables side by side."""
        size, count = tables.shape
        one = _alone(self.prepared, place)
        names = {name for rule in one.settings[0].values() for name in rule.names}
        names |= one.group.names if one.group is not None else frozenset()
        columns = {name: np.tile(self.columns[name], count) for name in names if name in self.columns}
        groups = Groups((), _side_by_side(self.codes, count))
        done = comparable(one, tables.T.reshape(-1, 1), columns, boards=groups, ids=self.now.entries.ids)
        return done.normalised.reshape(count, size), done.reweighted.reshape(count, size)

    def _treated(self, place: int, tables: Floats) -> Floats:
        """tables[unit, table] of one indicator, unknown values filled in where that goes before, outliers tamed."""
        treatment, indicator = self.now.scheme.treatment, self.now.scheme.indicators[place]
        if treatment is None:
            return tables
        tables = np.where((self.codes >= 0)[:, None], tables, np.nan)
        if indicator.missing in MIDDLES and not np.isfinite(tables).all():
            tables = np.where((self.codes >= 0)[:, None], self._filled(indicator.missing, tables), np.nan)
        for units in units_by_board(peers_of(self.codes, len(tables))):
            tables[units] = treated_together(tables[units], treatment)
        return tables

    def _filled(self, missing: Missing, tables: Floats) -> Floats:
        """Unknown values of one indicator's tables taken from the group on the board, as a run does."""
        codes = self.codes
        if self.prepared.group is not None:
            within = groups_of(self.prepared.group, self.columns, len(codes))
            known = (codes >= 0) & (within.peers.codes >= 0)
            codes = np.where(known, codes * len(within.names) + within.peers.codes, -1)
        return impute(tables, method=MIDDLES[missing], groups=peers_of(codes, len(codes))).values

    def _is_referred(self, place: int) -> bool:
        return self.now.scheme.indicators[place].normalisation.method == Method.DISTANCE_TO_REFERENCE

    def _placed(self, ranked: Floats, values: Floats) -> Placed:
        """The unit's place with each change: who is before it, by rounded score and then by the tie breakers."""
        scheme, here = self.now.scheme, self.peers_here
        scores = np.round(ranked[:, here], scheme.decimals)
        own = np.round(ranked[:, [self.row]], scheme.decimals)
        ahead, equal = scores > own, scores == own
        places = [leaf.id for leaf in scheme.indicators]
        for name in scheme.tie_breakers:
            place = places.index(name)
            sign = 1.0 if scheme.indicators[place].direction is Direction.UP else -1.0
            theirs = np.nan_to_num(self.now.values[here, place] * sign, nan=-np.inf)
            mine = np.nan_to_num(values[:, [place]] * sign, nan=-np.inf)
            itself = here == self.row
            ahead |= equal & (theirs > mine) & ~itself
            equal &= (theirs == mine) | itself
        rank = np.where(np.isnan(own[:, 0]), np.nan, 1.0 + ahead.sum(axis=1))
        return Placed(rank, np.ones(len(rank)), np.isfinite(scores).sum(axis=1).astype(np.float64), 0, 0)

    def _targets(self, goal: Goal, ranked: Floats, count: Floats) -> Floats:
        """The score to beat with each change, as `score_to_beat` says."""
        if goal.score is not None:
            return np.full(len(ranked), goal.score)
        if goal.rank is not None:
            return self._scores_at(np.full(len(ranked), goal.rank), ranked)
        bands = {band.grade: band for band in self.now.scheme.grades}
        band = bands[goal.grade]
        if band.up_to is None:
            return np.full(len(ranked), -np.inf if band.at_least is None else band.at_least)
        return self._scores_at(np.floor((band.up_to + GUARD) * count).astype(np.int64), ranked)

    def _scores_at(self, rank: NDArray[np.int64], ranked: Floats) -> Floats:
        others = ranked[:, self.peers_here[self.peers_here != self.row]]
        others = -np.sort(-np.where(np.isnan(others), -np.inf, others), axis=1)
        others = np.pad(others, ((0, 0), (1, 1)), constant_values=-np.inf)
        others[:, 0] = np.inf
        at = np.clip(rank, 0, others.shape[1] - 1)
        return np.take_along_axis(others, at[:, None], axis=1)[:, 0]


def _met(goal: Goal, scheme: Scheme, reached: tuple[Floats, Floats, NDArray[np.int64]]) -> Truths:
    score, rank, grade = reached
    if goal.score is not None:
        return np.asarray(np.round(score, scheme.decimals) >= np.round(goal.score, scheme.decimals))
    if goal.rank is not None:
        return np.asarray(rank <= goal.rank)
    wanted = [band.grade for band in scheme.grades].index(goal.grade)
    return np.asarray((grade >= 0) & (grade <= wanted))


def _alone(prepared: Prepared, place: int) -> Prepared:
    """One indicator as if it were the whole scheme, after outliers were treated; coverage is judged elsewhere."""
    tree = Pillar("one", prepared.scheme.tree.label, 1.0, (prepared.scheme.indicators[place],))
    scheme = replace(prepared.scheme, tree=tree, treatment=None, least_coverage=0.0)
    return replace(
        prepared,
        scheme=scheme,
        order=(0,),
        values=(prepared.values[place],),
        settings=(prepared.settings[place],),
    )


def _side_by_side(codes: NDArray[np.int64], count: int) -> Peers:
    """The boards of `count` tables one after the other."""
    if count == 1 and not codes.any():
        return peers_of(None, len(codes))
    width = int(codes.max(initial=0)) + 1
    shifted = codes + width * np.arange(count)[:, None]
    return peers_of(np.where(codes >= 0, shifted, -1).reshape(-1), count * len(codes))


def _rows(table: Entries, rows: slice) -> Entries:
    columns: Mapping[str, Any] = {name: column[rows] for name, column in table.columns.items()}
    return Entries(table.ids[rows], table.names[rows], columns)
