"""Officers and firms paired all at once, each pair explained, and existing pairs kept unless a change is worth it."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.pairing.costs import Counts, Truths, allowed_pairs, cost_matrix, load_costs, pair_cost
from tidehead.calc.pairing.matching import LARGEST, Problem, cheapest
from tidehead.calc.pairing.types import (
    Firm,
    Load,
    Officer,
    Pair,
    Pairing,
    PairingRefused,
    Unpaired,
    Weights,
    WhyUnpaired,
)

UNITS = 10_000
"""Costs are rounded to one part of this, so that the solver adds whole numbers."""


def pair_officers(
    officers: Sequence[Officer],
    firms: Sequence[Firm],
    *,
    weights: Weights | None = None,
    existing: Mapping[str, str] | None = None,
    threshold: float = 0.0,
    barred: Collection[tuple[str, str]] = (),
    seed: int = 0,
) -> Pairing:
    """One officer for each firm, the cheapest of all pairings.

    First as many firms as possible are served, then as many floors (`Officer.least`) as possible are met, then the cost
    is the least there is; the result says by how much it may be above (0: proven). existing: firm to officer as they
    are; a pair is changed only where all changes together gain at least `threshold`, in units of cost, for each pair
    changed. barred: (officer, firm) that must not be. seed: decides between equals. The order of officers and firms
    does not matter.
    Raises PairingRefused for ids given twice, and for sizes beyond exact arithmetic.

    Two firms beside the officer "a", who takes one: the one whose other way is longer stays with it.

    >>> staff = [Officer("a", 120.0, 30.0, most=1), Officer("b", 120.2, 30.0, most=1)]
    >>> pair_officers(staff, [Firm("x", 120.0, 30.0), Firm("y", 120.05, 30.0)]).officers
    {'x': 'a', 'y': 'b'}
    """
    counted, before = weights or Weights(), dict(existing or {})
    if not 0 <= threshold < math.inf:
        raise PairingRefused(Label("调整门槛须为不小于0的数", "the threshold of change is not negative"))
    _refuse_twice([one.id for one in officers], Label("服务员", "officer"))
    _refuse_twice([one.id for one in firms], Label("企业", "firm"))
    chance = np.random.default_rng(seed)
    staff, served = (
        _shuffled(sorted(officers, key=lambda one: one.id), chance),
        _shuffled(sorted(firms, key=lambda one: one.id), chance),
    )
    allowed = _allowed(staff, served, barred)
    if not staff or not served:
        return _told(staff, served, allowed, _Found({}, before, counted))
    places = {one.id: at for at, one in enumerate(staff)}
    kept = np.array([places.get(before.get(one.id, ""), -1) for one in served])
    cost = _rounded(cost_matrix(staff, served, counted))
    has_one = np.flatnonzero(kept >= 0)
    cost[has_one, kept[has_one]] -= max(round(threshold * UNITS), 1)  # of equals, what is there
    problem = _problem(staff, cost, allowed, counted.load)
    solution = cheapest(problem, has_one * len(staff) + kept[has_one], seed)
    chosen = {served[at].id: staff[one] for at, one in enumerate(solution.officer) if one >= 0}
    return _told(staff, served, allowed, _Found(chosen, before, counted, solution.gap / UNITS, solution.rounds))


def _rounded(cost: Floats) -> Counts:
    if cost.max() * UNITS >= LARGEST:
        raise PairingRefused(
            Label("成本过大，无法精确计算；请减小权重", "costs are too large to be exact; use smaller weights")
        )
    return np.rint(cost * UNITS).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Found:
    chosen: Mapping[str, Officer]
    before: Mapping[str, str]
    weights: Weights
    gap: float = 0.0
    rounds: int = 0


def _problem(staff: Sequence[Officer], cost: Counts, allowed: Truths, load: float) -> Problem:
    """Slots with their load; a floor that is met outweighs all costs, a firm that is served all floors."""
    owner = np.repeat(np.arange(len(staff)), [one.most for one in staff])
    extra = [np.rint(load_costs(one.most, load) * UNITS).astype(np.int64) for one in staff]
    highest = int(cost.max() - min(cost.min(), 0)) + max((int(one.max()) for one in extra if len(one)), default=0) + 1
    a_floor = (len(cost) + 1) * highest
    for one, slots in zip(staff, extra, strict=True):
        slots[: one.least] -= a_floor
    a_firm = (len(cost) + 1) * (a_floor + highest)
    return Problem(cost, allowed, owner, np.concatenate([*extra, np.zeros(0, np.int64)]), a_firm)


def _allowed(staff: Sequence[Officer], served: Sequence[Firm], barred: Collection[tuple[str, str]]) -> Truths:
    if not staff or not served:
        return np.zeros((len(served), len(staff)), dtype=np.bool_)
    allowed = allowed_pairs(staff, served)
    rows = {one.id: at for at, one in enumerate(served)}
    columns = {one.id: at for at, one in enumerate(staff)}
    for officer, firm in barred:
        if officer in columns and firm in rows:
            allowed[rows[firm], columns[officer]] = False
    return allowed


def _told(staff: Sequence[Officer], served: Sequence[Firm], allowed: Truths, found: _Found) -> Pairing:
    """The pairing in the order of ids, explained."""
    firms_of: dict[str, list[str]] = {id: [] for id in sorted(one.id for one in staff)}
    for id in sorted(found.chosen):
        firms_of[found.chosen[id].id].append(id)
    pairs = []
    by_id = {one.id: one for one in served}
    for firm in (by_id[id] for id in sorted(by_id)):
        if (officer := found.chosen.get(firm.id)) is not None:
            parts = pair_cost(officer, firm, load=len(firms_of[officer.id]), weights=found.weights)
            pairs.append(Pair(firm.id, officer.id, parts, found.before.get(firm.id, "")))
    counts = {one.id: int(count) for one, count in zip(served, allowed.sum(axis=1), strict=True)}
    limits = {one.id: one for one in staff}
    return Pairing(
        pairs=tuple(pairs),
        unpaired=tuple(_unpaired(one, counts[one]) for one in sorted(counts) if one not in found.chosen),
        loads=tuple(Load(one, tuple(firms), limits[one].least, limits[one].most) for one, firms in firms_of.items()),
        cost=math.fsum(pair.parts.total for pair in pairs),
        gap=found.gap,
        kept=sum(pair.is_kept for pair in pairs),
        changed=sum(not pair.is_kept and pair.before in firms_of for pair in pairs),
        rounds=found.rounds,
    )


def _unpaired(firm: str, allowed: int) -> Unpaired:
    if allowed:
        text = Label(f"可服务的{allowed}名服务员均已满额", f"all {allowed} officers who may serve it are full")
        return Unpaired(firm, WhyUnpaired.ALL_FULL, allowed, text)
    return Unpaired(firm, WhyUnpaired.NOBODY_ALLOWED, 0, Label("没有可服务该地的服务员", "no officer may serve it"))


def _shuffled(people: "list[_Person]", chance: np.random.Generator) -> "list[_Person]":
    """In an order that favours nobody: the solver decides between equals by their order."""
    return [people[at] for at in chance.permutation(len(people))]


_Person = TypeVar("_Person", Officer, Firm)


def _refuse_twice(ids: Sequence[str], name: Label) -> None:
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise PairingRefused(Label(f"{name.zh}“{twice[0]}”出现了两次", f'{name.en} "{twice[0]}" is given twice'))
