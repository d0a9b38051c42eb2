"""The tree of pillars made into one number for each unit, with each indicator's part in it kept."""

from dataclasses import dataclass, replace

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Peers, copeland, geometric_mean, harmonic_mean
from tidehead.calc.schemes.types import Aggregation, Indicator, Pillar, Scheme, Truths

MEANS = {Aggregation.GEOMETRIC: geometric_mean, Aggregation.HARMONIC: harmonic_mean}


@dataclass(frozen=True, slots=True, eq=False)
class Aggregated:
    """value[unit]; pillars: each pillar's value; weights[unit, indicator]: times the normalised value gives the points
    (nan below a Copeland pillar, whose value has no parts)."""

    value: Floats
    pillars: dict[str, Floats]
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A node: its value, what its value is divided by to stand on the scale of a normalised value, and the weight of
    each leaf below in it, one row for all units or one for each."""

    value: Floats
    divisor: float
    leaves: Floats


def aggregate(scheme: Scheme, normalised: Floats, reweighted: Truths, peers: Peers) -> Aggregated:
    """The value of every pillar, from the leaves up.

    normalised[unit, indicator]: nan where unknown, which makes every pillar above unknown unless the cell is in
    `reweighted` (then the weights of the pillar's other children grow in proportion) or its weight is 0.
    A value too large for a number is unknown. Raises ValueError for a Copeland pillar on a board that is too large.
    """
    tree = _Tree(scheme, normalised, reweighted if reweighted.any() else None, peers)
    with np.errstate(over="ignore", invalid="ignore"):
        top = tree.pillar(scheme.tree, 0)
    return Aggregated(top.value, tree.pillars, np.broadcast_to(top.leaves, normalised.shape))


class _Tree:
    def __init__(self, scheme: Scheme, normalised: Floats, reweighted: Truths | None, peers: Peers) -> None:
        self.normalised, self.reweighted, self.peers = normalised, reweighted, peers
        self.pillars: dict[str, Floats] = dict.fromkeys(_pillar_ids(scheme.tree), normalised[:0, 0])

    def pillar(self, pillar: Pillar, first: int) -> _Part:
        """first: the position of the pillar's first leaf among the indicators."""
        parts, lost, place = [], [], first
        for child in pillar.children:
            if isinstance(child, Indicator):
                parts.append(_Part(self.normalised[:, place], 1.0, np.ones((1, 1))))
                lost.append(None if self.reweighted is None else self.reweighted[:, place])
                place += 1
            else:
                parts.append(self.pillar(child, place))
                lost.append(None)
                place += sum(1 for _ in child.indicators())
        weights = [child.weight for child in pillar.children]
        gone = None if all(one is None for one in lost) else _columns(lost, len(self.normalised))
        if pillar.aggregation in (Aggregation.SUM, Aggregation.ARITHMETIC):
            part = _linear(pillar.aggregation, parts, weights, gone)
        else:
            part = self._other(pillar.aggregation, parts, weights, gone)
        part = replace(part, value=finite(part.value))
        self.pillars[pillar.id] = part.value
        return part

    def _other(self, aggregation: Aggregation, parts: list[_Part], weights: list[float], gone: Truths | None) -> _Part:
        """Means without parts of their own: the value is shared out in proportion to weight times mark."""
        marks = np.stack([part.value / part.divisor for part in parts], axis=-1)
        weight = np.asarray(weights)
        lacking = np.isnan(marks) & (weight > 0)
        if gone is not None:
            marks, lacking = np.where(gone, np.nan, marks), lacking & ~gone
        whole_row = ~np.any(lacking, axis=1, keepdims=True)
        marks = np.where(whole_row, marks, np.nan)
        if aggregation == Aggregation.COPELAND:
            value = copeland(marks, weight, groups=self.peers, reweight=True).score
            count = sum(part.leaves.shape[1] for part in parts)
            return _Part(value, 1.0, np.full((1, count), np.nan))
        value = MEANS[aggregation](marks, weight, reweight=True).value
        whole = np.nansum(marks * weight, axis=1)
        share = np.divide(value, whole, out=np.zeros(len(value)), where=(whole > 0) & np.isfinite(value))
        share = np.where(np.isnan(value), np.nan, share)
        leaves = [
            share[:, None] * (one / part.divisor) * _kept(part.leaves, None if gone is None else gone[:, child])
            for child, (part, one) in enumerate(zip(parts, weights, strict=True))
        ]
        return _Part(value, 1.0, np.concatenate(leaves, axis=1))


def _linear(aggregation: Aggregation, parts: list[_Part], weights: list[float], gone: Truths | None) -> _Part:
    """Sums and arithmetic means: each leaf's part is exact. Added child by child, in the scheme's order."""
    whole = float(np.sum(weights))
    total = whole if aggregation == Aggregation.SUM else 1.0
    grown: Floats | float = 1.0
    if gone is not None and gone.any():
        known = np.where(gone, 0.0, np.asarray(weights)).sum(axis=1)
        grown = np.divide(whole, known, out=np.full(len(known), np.nan), where=known > 0)
    value, leaves = np.zeros(len(parts[0].value)), []
    for child, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        share = (weight if aggregation == Aggregation.SUM else weight / whole) / part.divisor
        there = None if gone is None or isinstance(grown, float) else ~gone[:, child]
        factor = share * grown if there is None else np.where(there, share * grown, 0.0)
        if weight > 0:
            value = value + np.where(factor == 0, 0.0, factor * part.value)
        leaves.append(np.reshape(np.asarray(factor, dtype=np.float64), (-1, 1)) * part.leaves)
    if not isinstance(grown, float):
        value = np.where(np.isnan(grown), np.nan, value)  # nothing of the pillar is known
    rows = max(len(one) for one in leaves)
    wide = [np.broadcast_to(one, (rows, one.shape[1])) for one in leaves]
    return _Part(value, total, np.concatenate(wide, axis=1))


def finite(numbers: Floats) -> Floats:
    """The numbers, unknown where they are too large for one."""
    infinite = np.isinf(numbers)
    return np.where(infinite, np.nan, numbers) if infinite.any() else numbers


def _kept(leaves: Floats, gone: Truths | None) -> Floats:
    return leaves if gone is None else np.where(gone[:, None], 0.0, leaves)


def _columns(lost: list[Truths | None], size: int) -> Truths:
    none = np.zeros(size, dtype=np.bool_)
    return np.stack([none if one is None else one for one in lost], axis=-1)


def _pillar_ids(pillar: Pillar) -> list[str]:
    """The pillar and those below it, from the top down."""
    below = [name for child in pillar.children if isinstance(child, Pillar) for name in _pillar_ids(child)]
    return [pillar.id, *below]
