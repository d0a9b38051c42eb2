"""Errors in figures: each known figure times one plus an error, normalised anew in every draw."""

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.alternatives import RELATIVE, Alternatives, normalised_by
from tidehead.calc.doubt.inputs import Inputs
from tidehead.calc.doubt.model import Leaf, Model

LOST = -np.inf
"""A value that a draw leaves without a result; what it goes into has none either."""


def noisy_values(
    model: Model,
    alternatives: Alternatives,
    inputs: Inputs,
    *,
    normalisation: int,
    leaf: int,
    errors: NDArray[np.float32],
) -> Floats:
    """normalised[draw, unit] of one leaf with errors in its figures; cells without a figure are left to be filled.

    errors[draw, unit]: standard normal. A figure becomes figure·max(0, 1 + deviation·error): it never changes its sign.
    """
    factor = errors * np.float32(inputs.noises[leaf])
    factor += np.float32(1.0)
    np.maximum(factor, np.float32(0.0), out=factor)
    one, scale = model.leaves[leaf], alternatives.scales[normalisation][leaf]
    if scale.method == "base_ratio":
        fresh = _base_ratio(one, alternatives.ratios[leaf], factor)
    else:
        fresh = normalised_by(one, scale, (model.values[:, leaf] * factor).T, model.boards).T
    if np.isfinite(fresh.sum()):
        return fresh
    # a board where all are equal in a draw tells nobody apart, as in `alternatives`
    stated = alternatives.tables[normalisation][0][:, leaf]
    instead = stated if scale.method in RELATIVE else np.where(np.isfinite(stated), LOST, stated)
    return np.where(np.isnan(fresh), instead, fresh)


def _base_ratio(one: Leaf, ratio: Floats, factor: NDArray[np.float32]) -> Floats:
    """The same as normalising anew, without a division for each: the ratio moves with its figure."""
    if one.direction == "up":
        result: Floats = np.multiply(factor, ratio)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = np.divide(ratio, factor)
        result[np.isinf(result)] = np.nan if one.scale.cap is None else one.scale.cap
    if one.scale.floor is None and one.scale.cap is None:
        return result
    return np.clip(result, one.scale.floor, one.scale.cap, out=result)
