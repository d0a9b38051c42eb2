"""Errors in figures: each known figure times one plus an error, normalised anew in every draw."""

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Scale
from tidehead.calc.doubt.alternatives import RELATIVE, Alternatives, normalised_by
from tidehead.calc.doubt.inputs import Inputs
from tidehead.calc.doubt.model import Codes, Leaf, Model
from tidehead.calc.doubt.sorting import close_places

LOST = -np.inf
"""A value that a draw leaves without a result; what it goes into has none either."""
SWIFT = frozenset(["min_max", "z_score", "percent_rank"])
"""Methods that are worked out here, for all draws at once and in place; the others go through `composite`."""
LIKELY_EQUAL = 1e-26
"""Where the variance is less than so much of the squared mean, figures are looked at one by one."""


def noisy_values(
    model: Model,
    alternatives: Alternatives,
    inputs: Inputs,
    *,
    normalisation: int,
    numbered: tuple[int, Leaf],
    errors: NDArray[np.float32],
) -> Floats:
    """normalised[draw, unit] of one leaf with errors in its figures; cells without a figure are left to be filled.

    numbered: the leaf's number and itself. errors[draw, unit]: standard normal.
    A figure becomes figure·max(0, 1 + deviation·error): it never changes its sign.
    """
    leaf, one = numbered
    factor = errors * np.float32(inputs.noises[leaf])
    factor += np.float32(1.0)
    np.maximum(factor, np.float32(0.0), out=factor)
    scale = alternatives.scales[normalisation][leaf]
    if scale.method == "base_ratio":
        fresh = _base_ratio(one, alternatives.ratios[leaf], factor)
    elif scale.method in SWIFT:
        fresh = _by_board(one, scale, model.values[:, leaf], factor=factor, boards=model.boards)
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
    return _held(result, one.scale)


def _held(result: Floats, scale: Scale) -> Floats:
    if scale.floor is None and scale.cap is None:
        return result
    return np.clip(result, scale.floor, scale.cap, out=result)


def _by_board(one: Leaf, scale: Scale, values: Floats, *, factor: NDArray[np.float32], boards: Codes) -> Floats:
    """As `alternatives.normalised_by` of values times factor[draw, unit]; any number where a figure is unknown."""
    unknown = np.isnan(values)
    figures = np.multiply(factor, np.where(unknown, 0.0, values))
    if one.direction != "up":
        np.negative(figures, out=figures)
    if not np.ptp(boards):
        return _held(_normalised(one, scale, figures, np.flatnonzero(unknown)), scale)
    result = np.zeros(figures.shape)
    for board in np.unique(boards):
        members = np.flatnonzero(boards == board)
        own = np.ascontiguousarray(figures[:, members])
        result[:, members] = _normalised(one, scale, own, np.flatnonzero(unknown[members]))
    return _held(result, scale)


def _normalised(one: Leaf, scale: Scale, figures: Floats, unknown: Codes) -> Floats:
    """figures[draw, unit] of one board, more is better, are overwritten; nan in draws in which all known are equal."""
    known = figures.shape[1] - len(unknown)
    if known == 0:
        return figures
    if scale.method == "percent_rank":
        return _percent_rank(one, scale, figures, unknown)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale.method == "z_score":
            return _z_score(scale, figures, unknown)
        if len(unknown):
            some = int(np.setdiff1d(np.arange(unknown[-1] + 2), unknown)[0])
            figures[:, unknown] = figures[:, some, None]
        worst, best = figures.min(axis=1), figures.max(axis=1)
        figures -= worst[:, None]
        figures *= ((scale.high - scale.low) / np.where(best > worst, best - worst, np.nan))[:, None]
    if scale.low:
        figures += scale.low
    return figures


def _z_score(scale: Scale, figures: Floats, unknown: Codes) -> Floats:
    """Figures that are unknown are 0 when this begins and at the mean when it ends."""
    known = figures.shape[1] - len(unknown)
    mean = figures.sum(axis=1) / known
    figures -= mean[:, None]
    figures[:, unknown] = 0.0
    squares = np.einsum("du,du->d", figures, figures)
    close = np.flatnonzero(squares <= LIKELY_EQUAL * known * mean * mean)
    if len(close):
        there = np.delete(figures[close], unknown, axis=1)
        squares[close[there.min(axis=1) == there.max(axis=1)]] = np.nan
    figures *= (scale.high / np.sqrt(squares / (known - 1)))[:, None]
    if scale.low:
        figures += scale.low
    return figures


def _percent_rank(one: Leaf, scale: Scale, figures: Floats, unknown: Codes) -> Floats:
    """Places over those of the others; as an alternative stretched over the scale."""
    others = figures.shape[1] - len(unknown) - 1
    figures[:, unknown] = np.inf
    low, wide = (0.0, 1.0) if scale is one.scale else (scale.low, scale.high - scale.low)
    step = wide / others if others else np.nan
    result: Floats = np.multiply(close_places(figures), step)
    result += low - step
    return result
