"""Scored pairs made into entities: by the mean of all evidence between two groups, never by one bridge.

Groups that are linked by some pair scored `same` are looked at one by one. In each, the two parts with the highest mean
score over all their pairs are joined first, as long as that mean speaks for one entity (average linkage; Sokal &
Michener 1958). What must not be one is never joined, what must be one always is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tidehead.calc.arrays import Floats
from tidehead.calc.linkage.types import Flags, Ints, LinkageRefused, Pairs

MOST_AGAINST = -6.0
"""Bits that one pair may speak against joining two groups: one spoiled row is not many witnesses (1 : 64)."""
_DECIDED = 1e9  # more than all evidence together
_LARGEST = 1500  # rows of a group whose every pair is scored; above it only stronger links hold
_SHIFT = 4e9
_STEP = 4.0  # bits
Rescore = Callable[[Pairs], tuple[Floats, Flags]]
"""Bits and vetoes of pairs that were no candidates."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with their bits and vetoes, in the order of first and second; rescore: for pairs that were none."""

    pairs: Pairs
    bits: Floats
    veto: Flags
    rescore: Rescore


@dataclass(frozen=True, slots=True)
class Constraints:
    """Rows that must or cannot be one, as pairs of rows; fixed[row]: the entity it has for good, -1 none yet."""

    must: Pairs
    cannot: Pairs
    fixed: Ints | None = None


def united(size: int, pairs: Pairs) -> Ints:
    """For each row the smallest row that it is joined with through the pairs.

    >>> united(4, Pairs(np.array([0, 2]), np.array([2, 3]))).tolist()
    [0, 1, 0, 0]
    """
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs.first, pairs.second)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return smallest_rows(labels.astype(np.int64))


def smallest_rows(labels: Ints) -> Ints:
    """Each label replaced by the first row that has it."""
    _, firsts, of = np.unique(labels, return_index=True, return_inverse=True)
    result: Ints = firsts[of].astype(np.int64)
    return result


def clusters(size: int, scored: Scored, *, cut: float, constraints: Constraints) -> Ints:
    """The entity of each row: its smallest row. cut: bits from which a pair may begin a group.

    A pair that is no candidate is scored when it matters. Decisions that contradict are refused.
    """
    pairs, bits = scored.pairs, scored.bits
    closed = united(size, constraints.must)
    if len(constraints.cannot) and (closed[constraints.cannot.first] == closed[constraints.cannot.second]).any():
        raise LinkageRefused("决定自相矛盾：必须合并与不得合并相冲突", "decisions contradict: must and cannot meet")
    strong = np.flatnonzero((bits >= cut) & ~scored.veto)
    edges = _with(pairs.chosen(strong), constraints)
    labels = united(size, edges)
    found = np.arange(size)
    large, work = _groups(labels), []
    while large:
        rows = large.pop()
        if len(rows) <= _LARGEST:
            work.append(rows)
            continue
        cut += _STEP
        kept = strong[bits[strong] >= cut]
        inside = united(size, _with(pairs.chosen(kept), constraints))
        parts = [rows[inside[rows] == one] for one in np.unique(inside[rows])]
        large += [part for part in parts if 1 < len(part) < len(rows)]
        if len(parts) == 1:
            work.append(rows) if cut > 60 else large.append(rows)
    for rows, evidence in _evidence(work, size, scored=scored, constraints=constraints, closed=closed):
        found[rows] = _split(rows, evidence)
    return found


def _with(pairs: Pairs, constraints: Constraints) -> Pairs:
    return Pairs(
        np.concatenate([pairs.first, constraints.must.first]), np.concatenate([pairs.second, constraints.must.second])
    )


def _groups(labels: Ints) -> list[Ints]:
    """Rows of every group of two or more."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    return [
        order[at : at + size] for at, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True)
    ]


def _evidence(
    groups: Sequence[Ints], size: int, *, scored: Scored, constraints: Constraints, closed: Ints
) -> Iterator[tuple[Ints, Floats]]:
    """Each group with the bits of all its pairs, first < second in the order of rows; decisions outweigh all else."""
    keys = scored.pairs.first * size + scored.pairs.second
    forbidden = closed[constraints.cannot.first] * size + closed[constraints.cannot.second]
    forbidden = np.union1d(forbidden, closed[constraints.cannot.second] * size + closed[constraints.cannot.first])
    for batch in _batches(groups):
        inner = [_inner(rows) for rows in batch]
        first, second = (np.concatenate([each[side] for each in inner]) for side in (0, 1))
        asked = first * size + second
        at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
        known = keys[at] == asked if len(keys) else np.zeros(len(asked), dtype=np.bool_)
        found, no = np.zeros(len(asked)), np.zeros(len(asked), dtype=np.bool_)
        found[known], no[known] = scored.bits[at[known]], scored.veto[at[known]]
        if not known.all():
            found[~known], no[~known] = scored.rescore(Pairs(first[~known], second[~known]))
        found = np.maximum(found, MOST_AGAINST)
        found[no] = -_DECIDED
        if constraints.fixed is not None:
            one, two = constraints.fixed[first], constraints.fixed[second]
            both = (one >= 0) & (two >= 0)
            found[both] = np.where(one[both] == two[both], _DECIDED, -_DECIDED)
        found[np.isin(closed[first] * size + closed[second], forbidden)] = -_DECIDED
        found[closed[first] == closed[second]] = _DECIDED
        ends = np.cumsum([len(each[0]) for each in inner])[:-1]
        yield from zip(batch, np.split(found, ends), strict=True)


def _batches(groups: Sequence[Ints], most: int = 1_000_000) -> Iterator[list[Ints]]:
    """Groups together as long as their pairs are not too many."""
    batch: list[Ints] = []
    held = 0
    for rows in groups:
        own = len(rows) * (len(rows) - 1) // 2
        if batch and held + own > most:
            yield batch
            batch, held = [], 0
        batch.append(rows)
        held += own
    if batch:
        yield batch


def _inner(rows: Ints) -> tuple[Ints, Ints]:
    one, two = np.triu_indices(len(rows), 1)
    return rows[one], rows[two]


def _split(rows: Ints, evidence: Floats) -> Ints:
    """The smallest row of each row's part; rows in ascending order."""
    if (evidence >= 0).all():
        return np.full(len(rows), rows[0])
    tree = linkage(_SHIFT - evidence, method="average")
    labels = fcluster(tree, t=_SHIFT, criterion="distance")
    return rows[smallest_rows(labels.astype(np.int64))]


def one_to_one(size: int, pairs: Pairs, bits: Floats, veto: Flags, *, cut: float, constraints: Constraints) -> Pairs:
    """The pairs of two lists that together have the highest score, each row at most once; decisions first.

    Only pairs from `cut` bits on are taken. Source: the assignment problem, solved exactly in every group of pairs
    that touch each other.
    """
    keys = pairs.first * size + pairs.second
    worth = np.where(veto, -1.0, bits - cut)
    worth[np.isin(keys, constraints.cannot.first * size + constraints.cannot.second)] = -1.0
    told = np.isin(keys, constraints.must.first * size + constraints.must.second)
    worth[told] = _DECIDED
    kept = np.flatnonzero(worth >= 0)
    labels = united(size, pairs.chosen(kept))[pairs.first[kept]]
    chosen = [kept[members] for members in _members(labels)]
    taken = np.concatenate([_assigned(pairs, worth, each) for each in chosen]) if chosen else kept
    return pairs.chosen(np.sort(taken))


def _members(labels: Ints) -> list[Ints]:
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    return [each for each in np.split(order, starts[1:]) if len(each)]


def _assigned(pairs: Pairs, worth: Floats, members: Ints) -> Ints:
    """The best of these pairs, each row at most once."""
    if len(members) == 1:
        return members
    left, rows = np.unique(pairs.first[members], return_inverse=True)
    right, columns = np.unique(pairs.second[members], return_inverse=True)
    table = np.full((len(left), len(right)), -1.0)
    number = np.full((len(left), len(right)), -1)
    table[rows, columns], number[rows, columns] = worth[members] + 1e-9, members
    one, two = linear_sum_assignment(np.maximum(table, 0), maximize=True)
    result: Ints = number[one, two][table[one, two] >= 0]
    return result
