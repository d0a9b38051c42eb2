"""Errors in figures: each known figure times one plus an error, normalised anew in every draw."""

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.alternatives import RELATIVE, Alternatives, normalised_by
from tidehead.calc.doubt.inputs import Inputs
from tidehead.calc.doubt.model import Leaf, Model

LOST = -np.inf
"""A value that a draw leaves without a result; what it goes into has none either."""


def noisy_column(
    model: Model, alternatives: Alternatives, inputs: Inputs, which: tuple[int, int], leaf: int, errors: np.ndarray
) -> Floats:
    """normalised[draw, unit] of one leaf with errors in its figures.

    errors[draw, unit]: standard normal. A figure becomes figure·max(0, 1 + deviation·error): it never changes its sign.
    Filled cells keep what they were filled with.
    """
    normalisation, imputation = which
    stated = alternatives.tables[normalisation][imputation][:, leaf]
    known = np.isfinite(model.values[:, leaf])
    factor = np.maximum(1.0 + inputs.noises[leaf] * errors, 0.0)
    fresh = _normalised(model, alternatives, normalisation, leaf, factor)
    lost = np.isnan(fresh)
    if lost.any():
        # a board where all are equal in a draw tells nobody apart, as in `alternatives`
        level = model.leaves[leaf].scale.method in RELATIVE
        fresh = np.where(lost & np.isfinite(stated), stated if level else LOST, fresh)
    return fresh if known.all() else np.where(known, fresh, stated)


def _normalised(model: Model, alternatives: Alternatives, normalisation: int, leaf: int, factor: Floats) -> Floats:
    """[draw, unit]"""
    one = model.leaves[leaf]
    scale = alternatives.scales[normalisation][leaf]
    if scale.method == "base_ratio":
        return _base_ratio(model, one, leaf, factor)
    noisy = model.values[:, leaf] * factor
    return normalised_by(one, scale, noisy.T, model.boards).T


def _base_ratio(model: Model, one: Leaf, leaf: int, factor: Floats) -> Floats:
    """The same as normalising anew, without a division: the ratio moves with its figure."""
    ratio = _plain_ratio(model, one, leaf)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.multiply(factor, ratio) if one.direction == "up" else np.divide(ratio, factor)
    if one.direction != "up":
        result[np.isinf(result)] = np.nan if one.scale.cap is None else one.scale.cap
    if one.scale.floor is None and one.scale.cap is None:
        return result
    return np.clip(result, one.scale.floor, one.scale.cap, out=result)


def _plain_ratio(model: Model, one: Leaf, leaf: int) -> Floats:
    """value ÷ base or base ÷ value[unit], without floor and cap; inf for a value of 0 where less is better."""
    value = model.values[:, leaf]
    base = np.broadcast_to(np.asarray(one.scale.base, dtype=np.float64).reshape(-1), value.shape)
    usable = np.where(base > 0, base, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if one.direction == "up":
            return value / usable
        return np.where(value >= 0, usable / value, np.nan)
