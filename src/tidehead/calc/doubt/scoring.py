"""Scores of many draws at once: matrix products where a pillar is a sum or a mean, whatever lies below it.

Rows are the scored units in the order of `Rows`, board by board; every array of draws is [draw, row].
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import copeland
from tidehead.calc.doubt.alternatives import DRAWN, Alternatives
from tidehead.calc.doubt.inputs import Inputs
from tidehead.calc.doubt.model import Branch, Codes, Leaf, Model, Truths
from tidehead.calc.doubt.noise import LOST, noisy_column


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """units[row]: the unit of each row. at[unit]: its row, -1 where it has none. boards: the slice of each board's
    ranked rows. ties[row]: order by the tie-breakers, equal where they are; None where there are none."""

    units: Codes
    at: Codes
    boards: tuple[slice, ...]
    ties: Codes | None


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What a block of draws chose. factors[draw, node]: multipliers of weights. normalisation, imputation[draw]:
    numbers of alternatives. errors: by leaf, standard normal numbers[draw, unit]. chances: by leaf, [draw, cell] for
    figures drawn by lot."""

    factors: Floats
    normalisation: Codes
    imputation: Codes
    errors: Mapping[int, np.ndarray]
    chances: Mapping[int, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """Everything that draws have in common."""

    model: Model
    alternatives: Alternatives
    inputs: Inputs
    rows: Rows


def rows_of(model: Model) -> Rows:
    """Scored units, ranked ones first, board by board, those ahead by tie-breakers first."""
    ties = None if model.breakers is None or not model.breakers.shape[1] else _tie_order(model)
    scored = np.flatnonzero(model.scored)
    board = np.where(model.ranked[scored], model.boards[scored], np.iinfo(np.int64).max)
    keys = (board,) if ties is None else (ties[scored], board)
    units = scored[np.lexsort(keys)]
    ranked = model.boards[units][: int(model.ranked[units].sum())]
    starts = np.flatnonzero(np.diff(ranked, prepend=-2))
    ends = [*starts[1:], len(ranked)]
    at = np.full(model.units, -1, dtype=np.int64)
    at[units] = np.arange(len(units))
    slices = tuple(slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True))
    return Rows(units, at, slices, None if ties is None else ties[units])


def _tie_order(model: Model) -> Codes:
    given = np.asarray(model.breakers)
    columns = -np.round(np.where(np.isnan(given), -np.inf, given), model.decimals)
    return np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def scores(base: Base, draws: Draws) -> Floats:
    """Rounded scores[draw, row]; nan where a draw leaves a unit without one."""
    size = len(draws.factors)
    result = np.empty((size, len(base.rows.units)))
    pairs = draws.normalisation * len(base.alternatives.imputations) + draws.imputation
    for pair in np.unique(pairs):
        chosen = np.flatnonzero(pairs == pair)
        whole = len(chosen) == size
        which = divmod(int(pair), len(base.alternatives.imputations))
        result[slice(None) if whole else chosen] = _scored(base, _part(draws, chosen, whole), which)
    model, units = base.model, base.rows.units
    result[~np.isfinite(result)] = np.nan
    result += model.adjustments[units]
    result[:, model.zeroed[units]] = 0.0
    return np.round(result, model.decimals, out=result)


def _part(draws: Draws, chosen: Codes, whole: bool) -> Draws:
    if whole:
        return draws
    return Draws(
        draws.factors[chosen],
        draws.normalisation[chosen],
        draws.imputation[chosen],
        {leaf: errors[chosen] for leaf, errors in draws.errors.items()},
        {leaf: chances[chosen] for leaf, chances in draws.chances.items()},
    )


def _scored(base: Base, draws: Draws, which: tuple[int, int]) -> Floats:
    """Draws that chose the same alternatives: [draw, row]."""
    normalisation, imputation = which
    table = base.alternatives.tables[normalisation][imputation]
    moving: dict[int, Floats] = {}
    for leaf, errors in draws.errors.items():
        moving[leaf] = noisy_column(base.model, base.alternatives, base.inputs, which, leaf, errors)[:, base.rows.units]
    if base.alternatives.imputations[imputation] == DRAWN:
        for leaf, chances in draws.chances.items():
            pool = base.alternatives.pools[normalisation][leaf]
            if pool is None:
                continue
            column = moving.get(leaf)
            if column is None:
                column = np.repeat(table[base.rows.units, leaf][None, :], len(chances), axis=0)
            column[:, base.rows.at[pool.units]] = pool.drawn(chances)
            moving[leaf] = column
    return _Tree(table[base.rows.units], moving, draws.factors).value(base.model.tree)


@dataclass(slots=True, eq=False)
class _Tree:
    """Walks the tree in the order of nodes and of leaves, counting both."""

    table: Floats
    moving: Mapping[int, Floats]
    factors: Floats
    node: int = 0
    leaf: int = 0

    def value(self, tree: Branch) -> Floats:
        """[draw, row] of the top."""
        self.node, self.leaf = 0, 0
        result, _ = self._branch(tree, 0)
        return result

    def _branch(self, branch: Branch, first: int) -> tuple[Floats, int]:
        """[draw, row] and the number of the first node after those below."""
        following = first + len(branch.children)
        fixed: list[tuple[int, Floats]] = []
        moved: list[tuple[Floats, Floats]] = []
        for nth, child in enumerate(branch.children):
            factor = self.factors[:, first + nth] * carried(child)
            if isinstance(child, Leaf):
                leaf, self.leaf = self.leaf, self.leaf + 1
                if child.weight <= 0:
                    continue
                if leaf in self.moving:
                    moved.append((factor, self.moving[leaf]))
                else:
                    fixed.append((leaf, factor))
            else:
                value, following = self._branch(child, following)
                if child.weight > 0:
                    moved.append((factor, value))
        return self._combined(branch, fixed, moved), following

    def _combined(self, branch: Branch, fixed: list[tuple[int, Floats]], moved: list[tuple[Floats, Floats]]) -> Floats:
        columns = self.table[:, [leaf for leaf, _ in fixed]]
        factors = np.stack([factor for _, factor in fixed]) if fixed else np.empty((0, len(self.factors)))
        if branch.aggregation == "copeland":
            return _copeland(columns, factors, moved)
        return _mean(branch.aggregation, columns, factors, moved)


def carried(child: Branch | Leaf) -> float:
    """What a child counts in its parent at its own weight."""
    if isinstance(child, Branch) and child.carries is not None:
        return child.carries
    return child.weight


def _mean(aggregation: str, columns: Floats, factors: Floats, moved: list[tuple[Floats, Floats]]) -> Floats:
    """Σ w·f(x), divided by Σ w of the known in a mean, and turned back; nan cells are left out, their weight shared."""
    given = _into(aggregation, columns)
    gaps = np.isnan(columns)
    some_gaps = bool(gaps.any())
    total = factors.T @ np.where(gaps, 0.0, given).T if some_gaps else factors.T @ given.T
    moved_gaps = [np.isnan(value) for _, value in moved]
    some_gaps = some_gaps or any(bool(each.any()) for each in moved_gaps)
    share = factors.sum(axis=0)[:, None] + sum((factor for factor, _ in moved), start=np.zeros(len(total)))[:, None]
    for (factor, value), gap in zip(moved, moved_gaps, strict=True):
        turned = _into(aggregation, value)
        total += factor[:, None] * (np.where(gap, 0.0, turned) if some_gaps else turned)
    if not some_gaps:
        return _out_of(aggregation, total, share, share)
    known = factors.T @ (~gaps).astype(np.float64).T
    for (factor, _), gap in zip(moved, moved_gaps, strict=True):
        known += factor[:, None] * ~gap
    return _out_of(aggregation, total, known, share)


def _into(aggregation: str, values: Floats) -> Floats:
    """Values outside of a geometric or harmonic mean become infinite, and the mean unknown."""
    if aggregation in ("sum", "arithmetic"):
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        turned = np.log(values) if aggregation == "geometric" else 1.0 / values
    return np.where(values < 0, np.inf if aggregation == "geometric" else -np.inf, turned)


def _out_of(aggregation: str, total: Floats, known: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        if aggregation == "sum" and known is whole:
            return total
        mean = np.where(known > 0, total / known, np.nan)
        if aggregation == "sum":
            return mean * whole
        if aggregation == "geometric":
            return np.where(mean == np.inf, LOST, np.exp(mean))
        return mean if aggregation == "arithmetic" else np.where(mean == -np.inf, LOST, 1.0 / mean)


def _copeland(columns: Floats, factors: Floats, moved: list[tuple[Floats, Floats]]) -> Floats:
    result = np.empty((factors.shape[1], len(columns)))
    for draw in range(len(result)):
        children = np.column_stack([columns, *(value[draw] for _, value in moved)])
        weights = np.array([*factors[:, draw], *(factor[draw] for factor, _ in moved)])
        result[draw] = copeland(children, weights, reweight=True).score
    return result


def steady(base: Base, size: int) -> Draws:
    """Draws that change nothing."""
    nothing = np.zeros(size, dtype=np.int64)
    return Draws(np.ones((size, len(base.model.leaves) + _inner(base.model.tree))), nothing, nothing, {}, {})


def _inner(branch: Branch) -> int:
    return sum(1 + _inner(child) for child in branch.children if isinstance(child, Branch))


def ranked_rows(base: Base) -> Truths:
    """Which rows have a place."""
    return base.model.ranked[base.rows.units]
