"""How much of what is near an industry a place already has."""

from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import AMOUNTS, PRESENCE, RelatednessRefused, table_of


class Density(NamedTuple):
    """value[place, industry]: share from 0 to 1 (of presences); coverage: share of the nearness that is known."""

    value: Floats
    coverage: Floats


def _matching(presence: Numbers, nearness: Numbers) -> tuple[Floats, Floats]:
    present, near = table_of(presence, PRESENCE), table_of(nearness, AMOUNTS)
    if near.shape != (present.shape[1], present.shape[1]):
        raise RelatednessRefused(
            Label(
                f"邻近度须为{present.shape[1]}×{present.shape[1]}，现为{near.shape[0]}×{near.shape[1]}",
                f"proximity must be {present.shape[1]} × {present.shape[1]}, not {near.shape[0]} × {near.shape[1]}",
            )
        )
    if (near < 0).any():
        raise RelatednessRefused(Label("邻近度不能为负", "proximity cannot be negative"))
    return present, near


def _weighted(present: Floats, weights: Floats) -> Density:
    """Mean of the presences under the weights of each column."""
    whole = weights.sum(axis=0)
    whole[whole == 0] = np.nan
    unknown = np.isnan(present)
    if not unknown.any():
        value = present @ weights
        value /= whole
        return Density(value, np.broadcast_to(np.where(np.isnan(whole), np.nan, 1.0), value.shape))
    known_weight = (~unknown).astype(np.float64) @ weights
    return Density(ratio(np.where(unknown, 0.0, present) @ weights, known_weight), ratio(known_weight, whole))


def relatedness_density(presence: Numbers, nearness: Numbers, *, itself: bool = True) -> Density:
    """Of all that is near an industry, the share that the place has: Σ nearness · presence ÷ Σ nearness.

    presence[place, industry]: 0 or 1, or an advantage; nan unknown and left out, its weight taken out of the coverage.
    nearness[industry, industry]: not negative, a column for the industry asked about; nan counts as no nearness.
    itself: whether the industry's own presence counts, by the diagonal (it does in Hidalgo et al. 2007; with False the
    density of an industry does not change when the place gains it).
    Returns value and coverage [place, industry]; nan where an industry is near to nothing.

    Source: Hidalgo, Klinger, Barabási & Hausmann 2007, Science 317.

    >>> found = relatedness_density([[1.0, 0.0]], [[1.0, 0.5], [0.5, 1.0]])
    >>> found.value.round(4).tolist()
    [[0.6667, 0.3333]]
    """
    present, near = _matching(presence, nearness)
    weights = np.nan_to_num(near)
    if not itself:
        weights = weights.copy()
        np.fill_diagonal(weights, 0.0)
    return _weighted(present, weights)


def nearest_density(presence: Numbers, nearness: Numbers, *, neighbours: int) -> Density:
    """Relatedness density among the `neighbours` nearest other industries of each, weighted by nearness.

    presence, nearness, unknown cells and the result are as in relatedness_density; the industry itself is no neighbour
    of its own. Of equally near ones at the edge the first in the order of columns count, so the number is exact.
    py-ecomplexity (0.5.3) weighs these neighbours and then sums them unweighted, without dividing: its numbers with
    `knn` are counts of neighbours present, not densities.

    Source: Hidalgo et al. 2007 restricted to neighbours, as Hausmann et al. 2021 describe.

    >>> near = [[1.0, 0.6, 0.2], [0.6, 1.0, 0.4], [0.2, 0.4, 1.0]]
    >>> nearest_density([[0.0, 1.0, 0.0]], near, neighbours=2).value.round(4).tolist()
    [[0.75, 0.0, 0.6667]]
    """
    present, near = _matching(presence, nearness)
    count = len(near)
    if not 1 <= neighbours <= max(count - 1, 1):
        raise RelatednessRefused(
            Label(f"近邻数须在1与{count - 1}之间", f"neighbours must be between 1 and {count - 1}, not {neighbours}")
        )
    weights = np.nan_to_num(near)
    ranked = weights.copy()
    np.fill_diagonal(ranked, -1.0)
    nearest = np.argsort(-ranked, axis=0, kind="stable")[:neighbours]
    kept = np.zeros_like(weights)
    np.put_along_axis(kept, nearest, np.take_along_axis(weights, nearest, axis=0), axis=0)
    if count == 1:
        kept[:] = 0.0
    return _weighted(present, kept)
