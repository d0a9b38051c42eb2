"""Scores of many draws at once: matrix products where a pillar is a sum or a mean, whatever lies below it.

Rows are the scored units in the order of `Rows`, board by board; every array of draws is [draw, row].
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import copeland
from tidehead.calc.doubt.alternatives import DRAWN, Alternatives
from tidehead.calc.doubt.inputs import Inputs
from tidehead.calc.doubt.model import Branch, Codes, Leaf, Model
from tidehead.calc.doubt.noise import LOST, noisy_values


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """units[row]: which unit of the run each row is; the model's units stand in the order of the rows, and those
    without a score behind them: others. boards: the slice of each board's ranked rows. ties[row]: order by the
    tie-breakers, equal where they are, ascending on each board; None where there are none. decimals: of the scores."""

    units: Codes
    others: Codes
    boards: tuple[slice, ...]
    ties: Codes | None
    decimals: int


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What a block of draws chose. factors[draw, node]: multipliers of weights. normalisation, imputation[draw]:
    numbers of alternatives. errors: by leaf, standard normal numbers[draw, unit]. chances: by leaf, [draw, cell] for
    figures drawn by lot."""

    factors: Floats
    normalisation: Codes
    imputation: Codes
    errors: Mapping[int, NDArray[np.float32]]
    chances: Mapping[int, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """Everything that draws have in common."""

    model: Model
    alternatives: Alternatives
    inputs: Inputs
    rows: Rows


def arranged(model: Model) -> tuple[Model, Rows]:
    """Scored units first, ranked ones before others, board by board, those ahead by tie-breakers first: a block of
    draws then reads one stretch of memory."""
    ties = None if model.breakers is None or not model.breakers.shape[1] else _tie_order(model)
    outside = np.iinfo(np.int64).max
    board = np.where(model.scored, np.where(model.ranked, model.boards, outside - 1), outside)
    order = np.lexsort((board,) if ties is None else (ties, board))
    scored, ranked = int(model.scored.sum()), int((model.ranked & model.scored).sum())
    starts = np.flatnonzero(np.diff(board[order][:ranked], prepend=-2))
    ends = np.append(starts[1:], ranked)[: len(starts)]
    slices = tuple(slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True))
    breakers = None if ties is None else ties[order][:scored]
    rows = Rows(order[:scored], order[scored:], slices, breakers, model.decimals)
    return model.in_order(order), rows


def _tie_order(model: Model) -> Codes:
    given = np.asarray(model.breakers)
    columns = -np.where(np.isnan(given), -np.inf, given)
    return np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def scores(base: Base, draws: Draws) -> Floats:
    """Rounded scores[draw, row]; nan where a draw leaves a unit without one."""
    rows, model, leaves = len(base.rows.units), base.model, base.model.leaves
    result = np.empty((len(draws.factors), rows))
    for which, chosen in _alike(draws):
        noisy = {
            leaf: noisy_values(
                model,
                base.alternatives,
                base.inputs,
                normalisation=which[0],
                numbered=(leaf, leaves[leaf]),
                errors=each[chosen],
            )[:, :rows]
            for leaf, each in draws.errors.items()
        }
        chances = {leaf: each[chosen] for leaf, each in draws.chances.items()}
        table = _filled(base, which, noisy, chances)
        result[chosen] = _Tree(table, noisy, draws.factors[chosen], model.boards[:rows]).value(model.tree)
    if not np.isfinite(result.sum()):
        result[~np.isfinite(result)] = np.nan
    result += model.adjustments[:rows]
    result[:, model.zeroed[:rows]] = 0.0
    return np.round(result, model.decimals, out=result)


def _alike(draws: Draws) -> Iterator[tuple[tuple[int, int], slice | Codes]]:
    """Each pair of alternatives with its draws: a stretch where they stand side by side, as `drawing.choices` has
    them, so that nothing is copied."""
    both = np.stack([draws.normalisation, draws.imputation], axis=1)
    for pair in np.unique(both, axis=0):
        where = np.flatnonzero((both == pair).all(axis=1))
        first, last = int(where[0]), int(where[-1])
        yield (int(pair[0]), int(pair[1])), slice(first, last + 1) if last - first < len(where) else where


def _filled(base: Base, which: tuple[int, int], moving: dict[int, Floats], chances: Mapping[int, Floats]) -> Floats:
    """The table[row, leaf] of the alternatives; cells of moving columns[draw, row] without a figure are filled in."""
    normalisation, imputation = which
    rows, lot = len(base.rows.units), base.alternatives.imputations[imputation] == DRAWN
    table = base.alternatives.tables[normalisation][imputation][:rows]
    for leaf, column in moving.items():
        missing = base.alternatives.missing[leaf]
        column[:, missing] = table[missing, leaf]
    for leaf, each in chances.items() if lot else ():
        pool = base.alternatives.pools[normalisation][leaf]
        if pool is None:
            continue
        if leaf not in moving:
            moving[leaf] = np.repeat(table[:, leaf][None, :], len(each), axis=0)
        moving[leaf][:, pool.units] = pool.drawn(each)
    return table


@dataclass(slots=True, eq=False)
class _Tree:
    """Walks the tree in the order of nodes and of leaves, counting the leaves."""

    table: Floats
    moving: Mapping[int, Floats]
    factors: Floats
    boards: Codes
    leaf: int = 0

    def value(self, tree: Branch) -> Floats:
        """[draw, row] of the top."""
        self.leaf = 0
        result, _ = self._branch(tree, 0)
        return result

    def _branch(self, branch: Branch, first: int) -> tuple[Floats, int]:
        """[draw, row] and the number of the first node after those below."""
        following = first + len(branch.children)
        fixed: list[tuple[int, Floats]] = []
        moved: list[tuple[Floats, Floats]] = []
        for nth, child in enumerate(branch.children):
            factor = self.factors[:, first + nth] * child.weight
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
                    moved.append((factor, value if child.full == 1.0 else value / child.full))
        return self._combined(branch, fixed, moved), following

    def _combined(self, branch: Branch, fixed: list[tuple[int, Floats]], moved: list[tuple[Floats, Floats]]) -> Floats:
        columns = self.table[:, [leaf for leaf, _ in fixed]]
        factors = np.stack([factor for _, factor in fixed]) if fixed else np.empty((0, len(self.factors)))
        if branch.aggregation == "copeland":
            return _copeland(columns, factors, moved, self.boards)
        return _mean(branch.aggregation, columns, factors, moved)


def _mean(aggregation: str, columns: Floats, factors: Floats, moved: list[tuple[Floats, Floats]]) -> Floats:
    """Σ w·f(x), divided by Σ w of the known in a mean, and turned back; nan cells are left out, their weight shared.

    What moves is used here only, and overwritten."""
    given = _into(aggregation, columns)
    gaps = np.isnan(columns)
    some_gaps = bool(gaps.any())
    total = factors.T @ np.where(gaps, 0.0, given).T if some_gaps else factors.T @ given.T
    share = factors.sum(axis=0)[:, None] + sum((factor for factor, _ in moved), start=np.zeros(len(total)))[:, None]
    # a sum tells in one pass that nothing is unknown
    moved_gaps = [np.isnan(value) if np.isnan(value.sum()) else None for _, value in moved]
    for (factor, value), gap in zip(moved, moved_gaps, strict=True):
        turned = _into(aggregation, value)
        if gap is not None:
            turned = np.where(gap, 0.0, turned)
        total += np.multiply(turned, factor[:, None], out=turned)
    if not some_gaps and all(gap is None for gap in moved_gaps):
        return _out_of(aggregation, total, share, share)
    known = factors.T @ (~gaps).astype(np.float64).T
    for (factor, _), gap in zip(moved, moved_gaps, strict=True):
        known += factor[:, None] * (1.0 if gap is None else ~gap)
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


def _copeland(columns: Floats, factors: Floats, moved: list[tuple[Floats, Floats]], boards: Codes) -> Floats:
    result = np.empty((factors.shape[1], len(columns)))
    for draw in range(len(result)):
        children = np.column_stack([columns, *(value[draw] for _, value in moved)])
        weights = np.array([*factors[:, draw], *(factor[draw] for factor, _ in moved)])
        result[draw] = copeland(children, weights, groups=boards, reweight=True).score
    return result


def steady(base: Base, size: int) -> Draws:
    """Draws that change nothing."""
    nothing = np.zeros(size, dtype=np.int64)
    return Draws(np.ones((size, len(base.model.leaves) + _inner(base.model.tree))), nothing, nothing, {}, {})


def _inner(branch: Branch) -> int:
    return sum(1 + _inner(child) for child in branch.children if isinstance(child, Branch))
