"""Children of a pillar made into one number: values[unit, child] in, value and coverage[unit] out.

Any axes may stand before the last (draws, say). A unit with an unknown child has an unknown value, unless `reweight`
says that the weights of its known children grow in proportion; a child of weight 0 counts for nothing, known or not.
Weights are relative numbers from zero up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.pairs import copeland


class Aggregate(NamedTuple):
    """value[unit]; coverage[unit]: the share of the weight that is known, 0 to 1; outside[unit]: a known child that
    this mean has no place for (a negative value in a geometric or harmonic mean), so that the value is unknown."""

    value: Floats
    coverage: Floats
    outside: NDArray[np.bool_]


def weighted_sum(values: Numbers, weights: Numbers, *, reweight: bool = False) -> Aggregate:
    """Σ w·x: points by a rule. With `reweight`, the known part is carried to the full weight: Σ w·x·(Σ w ÷ Σ w known).

    >>> weighted_sum([[0.5, 1.0]], [60.0, 40.0]).value.tolist()
    [70.0]
    >>> weighted_sum([[0.5, float("nan")]], [60.0, 40.0], reweight=True).value.tolist()
    [50.0]
    """
    given, weight = _children(values, weights)
    known = _known_part(given, weight, np.zeros(given.shape, dtype=np.bool_))
    carried = np.divide(known.whole, known.share, out=np.full(known.share.shape, np.nan), where=known.share > 0)
    return known.answer(known.total * carried, reweight)


def arithmetic_mean(values: Numbers, weights: Numbers, *, reweight: bool = False) -> Aggregate:
    """Σ w·x ÷ Σ w: a shortfall in one child is made up by any other.

    Source: OECD/JRC Handbook 2008, step 6 (additive); COINr a_amean, which always re-weights.

    >>> arithmetic_mean([[1.0, 4.0], [1.0, float("nan")]], [1.0, 2.0]).value.tolist()
    [3.0, nan]
    """
    given, weight = _children(values, weights)
    return _mean_of(given, weight, reweight, np.zeros(given.shape, dtype=np.bool_))


def geometric_mean(values: Numbers, weights: Numbers, *, reweight: bool = False) -> Aggregate:
    """(Π x^w)^(1 ÷ Σ w), for values from zero up: a shortfall is made up only in part; a zero makes the whole zero.

    Source: OECD/JRC Handbook 2008, step 6 (geometric); COINr a_gmean, which stops at a zero.

    >>> geometric_mean([[1.0, 4.0], [0.0, 4.0], [-1.0, 4.0]], [1.0, 1.0]).value.tolist()
    [2.0, 0.0, nan]
    """
    return generalised_mean(values, weights, 0.0, reweight=reweight)


def harmonic_mean(values: Numbers, weights: Numbers, *, reweight: bool = False) -> Aggregate:
    """Σ w ÷ Σ (w ÷ x), for values from zero up: harder on a shortfall than the geometric mean; a zero makes zero.

    Source: COINr a_hmean, which stops at a zero; the value here is the limit.

    >>> harmonic_mean([[1.0, 4.0], [0.0, 4.0]], [1.0, 1.0]).value.tolist()
    [1.6, 0.0]
    """
    return generalised_mean(values, weights, -1.0, reweight=reweight)


def generalised_mean(values: Numbers, weights: Numbers, power: float, *, reweight: bool = False) -> Aggregate:
    """(Σ w·x^p ÷ Σ w)^(1 ÷ p): power 1 is the arithmetic mean, 0 the geometric (the limit), −1 the harmonic.

    For values from zero up (any, for power 1). The lower the power, the less one child can make up for another.
    Raises ValueError where the power is not finite. Source: OECD/JRC Handbook 2008, step 6; COINr a_genmean.

    >>> generalised_mean([[3.0, 4.0]], [1.0, 1.0], 2.0).value.round(6).tolist()
    [3.535534]
    """
    if not np.isfinite(power):
        raise ValueError("the power of a mean is a finite number")
    if power == 1.0:
        return arithmetic_mean(values, weights, reweight=reweight)
    given, weight = _children(values, weights)
    outside = (given < 0) & (weight > 0)
    given = np.where(outside, np.nan, given)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if power == 0.0:
            mean = _mean_of(np.log(given), weight, reweight, outside)
            return mean._replace(value=np.exp(mean.value))
        mean = _mean_of(given**power, weight, reweight, outside)
        return mean._replace(value=mean.value ** (1.0 / power))


MEANS: Mapping[str, Callable[..., Aggregate]] = {
    "sum": weighted_sum,
    "arithmetic": arithmetic_mean,
    "geometric": geometric_mean,
    "harmonic": harmonic_mean,
    "copeland": lambda values, weights, *, reweight=False: _copeland(values, weights, reweight),
}
"""Every way to make one number of several, by name; Copeland takes all units as one board."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One step up a hierarchy: parents[child] is the index of the node above, weights[child], and how they combine."""

    parents: Sequence[int]
    weights: Sequence[float]
    method: str = "arithmetic"


def aggregate_levels(values: Numbers, levels: Sequence[Level], *, reweight: bool = False) -> tuple[Aggregate, ...]:
    """Each level of a hierarchy from the one below, the lowest made of values[unit, indicator].

    Returns for each level an Aggregate whose arrays are [unit, node]. A node's coverage is that of its own children:
    with `reweight`, look at every level's.
    Raises ValueError where a level does not fit the one below, or names an unknown method. Source: COINr Aggregate.

    >>> levels = [Level([0, 0, 1], [1.0, 1.0, 1.0]), Level([0, 0], [1.0, 3.0])]
    >>> [each.value.tolist() for each in aggregate_levels([[1.0, 3.0, 6.0]], levels)]
    [[[2.0, 6.0]], [[5.0]]]
    """
    below, done = floats(values), []
    for level in levels:
        done.append(_raised(below, level, reweight))
        below = done[-1].value
    return tuple(done)


def _raised(below: Floats, level: Level, reweight: bool) -> Aggregate:
    parents, weights = np.asarray(level.parents), floats(level.weights)
    if not len(parents) == len(weights) == below.shape[-1]:
        raise ValueError(f"{below.shape[-1]} children, {len(parents)} parents and {len(weights)} weights")
    if level.method not in MEANS:
        raise ValueError(f"no aggregation {level.method!r}; there are {', '.join(MEANS)}")
    if len(np.unique(parents)) != parents.max() + 1 or parents.min() < 0:
        raise ValueError("parents are numbered 0, 1, 2 … and each has a child")
    nodes = [
        MEANS[level.method](below[:, parents == node], weights[parents == node], reweight=reweight)
        for node in range(parents.max() + 1)
    ]
    return Aggregate(
        np.stack([node.value for node in nodes], axis=-1),
        np.stack([node.coverage for node in nodes], axis=-1),
        np.stack([node.outside for node in nodes], axis=-1),
    )


def _copeland(values: Numbers, weights: Numbers, reweight: bool) -> Aggregate:
    given, weight = _children(values, weights)
    counted = copeland(given, weight, reweight=reweight)
    return Aggregate(counted.score, np.isfinite(given) @ weight / weight.sum(), np.zeros(len(given), dtype=np.bool_))


def _children(values: Numbers, weights: Numbers) -> tuple[Floats, Floats]:
    given, weight = floats(values), _weights(weights)
    if given.ndim < 1 or weight.shape != given.shape[-1:]:
        raise ValueError(f"{weight.size} weights for values of shape {given.shape}")
    return given, weight


def _weights(weights: Numbers) -> Floats:
    weight = floats(weights)
    if weight.ndim != 1 or np.isnan(weight).any() or (weight < 0).any():
        raise ValueError(f"weights are known numbers from zero up: {weight.tolist()}")
    return weight


class _KnownPart(NamedTuple):
    """What the known children of positive weight add up to, over all axes but the last; whole: all of the weight."""

    total: Floats
    share: Floats
    coverage: Floats
    outside: NDArray[np.bool_]
    lacking: NDArray[np.bool_]
    whole: float

    def answer(self, value: Floats, reweight: bool) -> Aggregate:
        """The value where it is defined: nowhere with a child outside, nor with one unknown unless weights grow."""
        undefined = self.outside if reweight else self.outside | self.lacking
        return Aggregate(np.where(undefined, np.nan, value), self.coverage, self.outside)


def _known_part(terms: Floats, weight: Floats, outside: NDArray[np.bool_]) -> _KnownPart:
    """Terms are unknown where they are nan; an infinite one (a zero under a negative power) counts.

    Added up child by child: so a unit's digits do not depend on who stands beside it, and a whole unit's share is
    exactly the whole.
    """
    total, share, coverage = np.zeros((3, *terms.shape[:-1]))
    beyond, lacking = np.zeros((2, *terms.shape[:-1]), dtype=np.bool_)
    whole = 0.0
    for child in np.flatnonzero(weight > 0):
        term = terms[..., child]
        unknown = np.isnan(term)
        whole += weight[child]
        if unknown.any():
            part = np.where(unknown, 0.0, weight[child])
            total += np.where(unknown, 0.0, weight[child] * term)
            share += part
            coverage += np.where(outside[..., child], weight[child], part)
            beyond |= outside[..., child]
            lacking |= unknown
        else:
            total += weight[child] * term
            share += weight[child]
            coverage += weight[child]
    return _KnownPart(total, share, coverage / (whole or np.nan), beyond, lacking, whole)


def _mean_of(terms: Floats, weight: Floats, reweight: bool, outside: NDArray[np.bool_]) -> Aggregate:
    known = _known_part(terms, weight, outside)
    mean = np.divide(known.total, known.share, out=np.full(known.total.shape, np.nan), where=known.share > 0)
    return known.answer(mean, reweight)
