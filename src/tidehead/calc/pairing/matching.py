"""The cheapest way to give each firm one place at an officer: on few candidates first, then proven against all pairs.

Places at an officer are slots of rising cost, so the problem is an assignment problem. It is solved exactly on the
candidate pairs (LAPJVsp, the sparse Jonker–Volgenant method: Jonker & Volgenant 1987, Computing 38). The prices of its
dual then say what any other pair would gain; pairs that would gain something join the candidates, and it is solved
again, until none is left: then no pairing of all pairs is cheaper (column generation; duality of linear programmes).

Costs are whole numbers, so that sums in doubles are exact.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from tidehead.calc.labels import Label
from tidehead.calc.pairing.costs import Counts, Truths
from tidehead.calc.pairing.types import PairingRefused

NEAREST = 24  # officers that each firm has as candidates to begin with
NEAREST_FIRMS = 6  # firms that each officer has
ADDED = 4  # pairs a firm that join in a round
MOST_ROUNDS = 60
LARGEST = 2**50  # sums of a few costs up to this are exact in doubles


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """cost[firm, officer] as whole numbers from 0 on; allowed[firm, officer]; extra[slot] by officer, rising.

    owner[slot]: the officer of each slot. unpaired: what a firm without officer costs.
    """

    cost: Counts
    allowed: Truths
    owner: Counts
    extra: Counts
    unpaired: int


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """officer[firm], -1 for none. gap: by how much the cost may be above the least, in the problem's units."""

    officer: Counts
    gap: int
    rounds: int


def cheapest(problem: Problem, first: Counts, seed: int) -> Solution:
    """The cheapest pairing. first: pairs as firm · officers + officer that are candidates in any case.

    seed: which of equally near officers are tried first. Raises PairingRefused where costs are too large to be exact.
    """
    firms, officers = problem.cost.shape
    if problem.unpaired >= LARGEST:
        raise PairingRefused(Label("规模过大，成本无法精确计算", "too large to be computed exactly"))
    pairs = _candidates(problem, first, np.random.default_rng(seed))
    rounds = 0
    while True:
        rounds += 1
        slots = _solved(problem, pairs)
        price, value = _prices(problem, pairs, slots)
        gain = _gains(problem, price, value)
        if not (gain > 0).any() or rounds == MOST_ROUNDS:
            break
        pairs = np.union1d(pairs, _best(gain))
    gap = int(np.maximum(gain.max(axis=1, initial=0), 0).sum())
    owner = np.append(problem.owner, np.full(firms, -1))
    return Solution(owner[slots], gap, rounds)


def _candidates(problem: Problem, first: Counts, chance: np.random.Generator) -> Counts:
    """Each firm's nearest officers, each officer's nearest firms, chance deciding between equals."""
    firms, officers = problem.cost.shape
    shaken = problem.cost + chance.random(problem.cost.shape, dtype=np.float32)
    shaken[~problem.allowed] = np.inf
    near = _smallest(shaken, NEAREST)
    near_firms = _smallest(shaken.T, NEAREST_FIRMS)
    found = np.concatenate(
        [
            (np.arange(firms)[:, None] * officers + near).ravel(),
            (near_firms * officers + np.arange(officers)[:, None]).ravel(),
            first,
        ]
    )
    unique = np.unique(found)
    possible: Counts = unique[problem.allowed.ravel()[unique]]
    return possible


def _smallest(values: NDArray[Any], count: int) -> Counts:
    if values.shape[1] <= count:
        return np.broadcast_to(np.arange(values.shape[1]), values.shape)
    return np.argpartition(values, count, axis=1)[:, :count]


def _edges(problem: Problem, pairs: Counts) -> tuple[Counts, Counts, Counts]:
    """Firm, slot and cost of every way to pair a candidate, and at the end of leaving each firm unpaired."""
    firms, officers = problem.cost.shape
    slots = len(problem.owner)
    starts = np.searchsorted(problem.owner, np.arange(officers))
    sizes = np.searchsorted(problem.owner, np.arange(officers), side="right") - starts
    of_pair = pairs % officers
    many = sizes[of_pair]
    which = np.repeat(np.arange(len(pairs)), many)
    nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    slot = starts[of_pair][which] + nth
    firm = (pairs // officers)[which]
    cost = problem.cost.ravel()[pairs][which] + problem.extra[slot]
    everyone = np.arange(firms)
    return (
        np.concatenate([firm, everyone]),
        np.concatenate([slot, slots + everyone]),
        np.concatenate([cost, np.full(firms, problem.unpaired)]),
    )


def _solved(problem: Problem, pairs: Counts) -> Counts:
    """slot[firm] of the cheapest matching on the candidates; slots from the number of slots on mean unpaired."""
    firms = len(problem.cost)
    firm, slot, cost = _edges(problem, pairs)
    shift = 1 - int(cost.min())  # a cost of nought would be no edge
    table = csr_array((cost + float(shift), (firm, slot)), shape=(firms, len(problem.owner) + firms))
    rows, columns = min_weight_full_bipartite_matching(table)
    found = np.empty(firms, dtype=np.int64)
    found[rows] = columns
    return found


def _prices(problem: Problem, pairs: Counts, slots: Counts) -> tuple[Counts, Counts]:
    """Prices of the slots (≤ 0; 0 where free) and what each firm has: the dual of the matching on the candidates.

    A slot's price falls to what the firm in another slot would lose by moving here, until nothing falls (Bellman–Ford;
    there is no negative circle, because the matching is the cheapest).
    """
    firms = len(problem.cost)
    firm, slot, cost = _edges(problem, pairs)
    price = np.zeros(len(problem.owner) + firms, dtype=np.int64)
    here = slots[firm] == slot
    own = np.empty(firms, dtype=np.int64)
    own[firm[here]] = cost[here]
    order = np.argsort(slot, kind="stable")
    firm, slot, cost = firm[order], slot[order], cost[order]
    targets, starts = np.unique(slot, return_index=True)
    step = cost - own[firm]
    from_slot = slots[firm]
    while True:
        lowest = np.minimum.reduceat(price[from_slot] + step, starts)
        falls = lowest < price[targets]
        if not falls.any():
            return price[: len(problem.owner)], own - price[slots]
        price[targets[falls]] = lowest[falls]


def _gains(problem: Problem, price: Counts, value: Counts) -> Counts:
    """gain[firm, officer]: by how much a pair, candidate or not, beats the prices; above 0: worth a try."""
    firms, officers = problem.cost.shape
    gain = np.empty((firms, officers), dtype=np.int64)
    cheapest_slot = np.full(officers, np.iinfo(np.int64).max // 4)
    np.minimum.at(cheapest_slot, problem.owner, problem.extra - price)
    np.subtract(value[:, None] - cheapest_slot[None, :], problem.cost, out=gain)
    gain[~problem.allowed] = 0
    return gain


def _best(gain: Counts) -> Counts:
    """The pairs that gain most, a few of each firm."""
    officers = gain.shape[1]
    best = _smallest(-gain, ADDED)
    firm = np.broadcast_to(np.arange(len(gain))[:, None], best.shape)
    worth = gain[firm, best] > 0
    found: Counts = (firm * officers + best)[worth]
    return found
