"""The other ways in which a scheme could have normalised and filled in: one table for each, made once.

A ruling is not doubted: a base, a threshold, a goalpost, zero or full marks for a missing figure stay as the scheme
says. What measures units against each other, and what stands in for a figure nobody knows, is a choice, and is doubted.
"""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Scale, normalise, peers_of
from tidehead.calc.doubt.model import Branch, Codes, Leaf, Model, Truths
from tidehead.calc.doubt.settings import Settings

RELATIVE = frozenset(
    ["min_max", "z_score", "rank", "percent_rank", "borda", "distance_to_max", "distance_to_reference"]
) | {"fraction_of_max"}
"""Methods that measure a unit against its board."""
ESTIMATED = frozenset(["mean_score", "mean_value", "median_value", "reweight"])
"""Rules for a missing figure that estimate it, or do without."""
STATED = "stated"
DRAWN = "drawn"
UNIT_RANGE = frozenset(["percent_rank", "distance_to_max", "fraction_of_max"])


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """normalisations, imputations: names, the scheme's own ("stated") first. scales[normalisation][leaf].
    tables[normalisation][imputation]: normalised[unit, leaf], nan left out; "drawn" begins from the scheme's own.
    doubted[unit, leaf]: cells that were estimated. kept: values for which an alternative has no result, and which stay
    as the scheme has them. pools[normalisation][leaf]: what a missing figure is drawn from. missing[leaf]: scored units
    without a figure. ratios[leaf]: value ÷ base or base ÷ value[unit] without floor and cap, for base ratios."""

    normalisations: tuple[str, ...]
    imputations: tuple[str, ...]
    scales: tuple[tuple[Scale, ...], ...]
    tables: tuple[tuple[Floats, ...], ...]
    doubted: Truths
    kept: int
    pools: "tuple[tuple[Pool | None, ...], ...]"
    missing: tuple[Codes, ...]
    ratios: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """For the missing cells of one leaf: units[cell], and start and size[cell] of what it is drawn from in values."""

    units: Codes
    start: Codes
    size: Codes
    values: Floats

    def drawn(self, chance: Floats) -> Floats:
        """chance[draw, cell] from 0 to below 1; returns values[draw, cell]."""
        return self.values[self.start + (chance * self.size).astype(np.int64)]


def alternatives_of(model: Model, settings: Settings) -> Alternatives:
    """Every table that a draw may take, as far as the scheme has a place for them."""
    leaves = model.leaves
    names = (STATED, *_normalisations(model.tree, leaves, settings))
    scales = tuple(_scales(model, name) for name in names)
    doubted = doubted_cells(model)
    some = doubted[model.scored].any()
    fillings = (STATED, *(settings.imputations if some else ()))
    bases, kept = zip(
        *(_renormalised(model, name, each) for name, each in zip(names, scales, strict=True)), strict=True
    )
    tables = tuple(tuple(_filled(model, base, doubted, filling) for filling in fillings) for base in bases)
    pools = tuple(tuple(_pool(model, base, doubted, leaf) for leaf in range(len(leaves))) for base in bases)
    missing = tuple(np.flatnonzero(column) for column in (np.isnan(model.values) & model.scored[:, None]).T)
    ratios = tuple(_plain_ratio(model, nth) for nth in range(len(leaves)))
    return Alternatives(names, fillings, scales, tables, doubted, sum(kept), pools, missing, ratios)


def doubted_cells(model: Model) -> Truths:
    """Cells [unit, leaf] that were estimated or left out, where the figure is unknown."""
    estimated = np.array([leaf.missing in ESTIMATED for leaf in model.leaves], dtype=np.bool_)
    return np.asarray(np.isnan(model.values) & estimated, dtype=np.bool_)


def needs_positive(tree: Branch) -> bool:
    """Whether a geometric or harmonic mean is anywhere in the tree."""
    below = (needs_positive(child) for child in tree.children if isinstance(child, Branch))
    return tree.aggregation in ("geometric", "harmonic") or any(below)


def _normalisations(tree: Branch, leaves: tuple[Leaf, ...], settings: Settings) -> tuple[str, ...]:
    methods = {leaf.scale.method for leaf in leaves} & RELATIVE
    fitting = (name for name in settings.normalisations if methods - {name})
    return tuple(name for name in fitting if name != "z_score" or not needs_positive(tree))


def _scales(model: Model, name: str) -> tuple[Scale, ...]:
    """The scale of each leaf under an alternative: on the range, or about the mean and deviation, of the scheme's."""
    leaves = model.leaves
    relative = np.array([leaf.scale.method in RELATIVE for leaf in leaves])
    if name == STATED or not relative.any():
        return tuple(leaf.scale for leaf in leaves)
    stated = model.normalised[:, relative]
    middle, apart = float(np.nanmean(stated)), float(np.nanmean(np.nanstd(stated, axis=0, ddof=1)))
    bounds = float(np.nanmin(stated)), float(np.nanmax(stated))
    return tuple(
        _scale(leaf.scale, name, bounds, (middle, apart)) if leaf.scale.method in RELATIVE else leaf.scale
        for leaf in leaves
    )


def _scale(own: Scale, name: str, bounds: tuple[float, float], moments: tuple[float, float]) -> Scale:
    if name == own.method:
        return own
    if name == "z_score":
        return Scale("z_score", low=moments[0], high=moments[1])
    if own.method == "min_max":
        bounds = own.low, own.high
    elif own.method in UNIT_RANGE:
        bounds = 0.0, 1.0
    return Scale(name, low=bounds[0], high=bounds[1])


def normalised_by(leaf: Leaf, scale: Scale, values: Floats, boards: Codes) -> Floats:
    """values[unit, ...] of one leaf on a scale; as an alternative, shares of places are stretched over it."""
    peers = peers_of(None if len(boards) == 0 or not np.ptp(boards) else boards, len(boards))
    result = normalise(values, scale, direction=leaf.direction, groups=peers).values
    if scale.method == "percent_rank" and scale is not leaf.scale:
        result = scale.low + (scale.high - scale.low) * result
    return result if scale.floor is None and scale.cap is None else np.clip(result, scale.floor, scale.cap)


def _renormalised(model: Model, name: str, scales: tuple[Scale, ...]) -> tuple[Floats, int]:
    """normalised[unit, leaf] under an alternative, and how many values stay as the scheme has them."""
    if name == STATED:
        return model.normalised, 0
    table, kept = model.normalised.copy(), 0
    for nth, leaf in enumerate(model.leaves):
        if scales[nth] is leaf.scale:
            continue
        known = np.isfinite(model.values[:, nth])
        fresh = normalised_by(leaf, scales[nth], model.values[:, nth], model.boards)
        usable = known & np.isfinite(fresh)
        kept += int((known & ~usable & model.scored & np.isfinite(table[:, nth])).sum())
        table[usable, nth] = fresh[usable]
        estimated = ~known & np.isfinite(table[:, nth])
        table[estimated, nth] = _of_group(model, np.where(usable, fresh, np.nan), "mean")[estimated]
    return table, kept


def _filled(model: Model, base: Floats, doubted: Truths, filling: str) -> Floats:
    if filling in (STATED, DRAWN) or not doubted.any():
        return base
    table = base.copy()
    for nth in np.flatnonzero(doubted.any(axis=0)):
        column = np.where(np.isfinite(model.values[:, nth]), base[:, nth], np.nan)
        middle = _of_group(model, column, filling)
        cells = doubted[:, nth] & np.isfinite(middle)
        table[cells, nth] = middle[cells]
    return table


def _of_group(model: Model, column: Floats, middle: str) -> Floats:
    """The mean or the median of the known values of each unit's group: [unit]."""
    peers = peers_of(model.groups, model.units)
    figures = peers.mean(column) if middle == "mean" else peers.median(column)
    return np.broadcast_to(peers.spread(figures), column.shape)


def _pool(model: Model, base: Floats, doubted: Truths, leaf: int) -> Pool | None:
    known = np.isfinite(model.values[:, leaf]) & np.isfinite(base[:, leaf])
    cells = np.flatnonzero(doubted[:, leaf] & model.scored)
    if not len(cells) or not known.any():
        return None
    groups = model.groups[known]
    order = np.lexsort((base[known, leaf], groups))
    start = np.searchsorted(groups[order], model.groups[cells], side="left")
    size = np.searchsorted(groups[order], model.groups[cells], side="right") - start
    some = size > 0
    return Pool(cells[some], start[some], size[some], base[known, leaf][order]) if some.any() else None


def _plain_ratio(model: Model, leaf: int) -> Floats:
    """value ÷ base or base ÷ value[unit]; inf for a value of 0 where less is better, any number for one that is
    unknown; empty for other methods."""
    one, unknown = model.leaves[leaf], np.isnan(model.values[:, leaf])
    value = np.where(unknown, 1.0, model.values[:, leaf])
    if one.scale.method != "base_ratio":
        return np.empty(0)
    base = np.broadcast_to(np.asarray(one.scale.base, dtype=np.float64).reshape(-1), value.shape)
    usable = np.where(base > 0, base, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = value / usable if one.direction == "up" else np.where(value >= 0, usable / value, np.nan)
    return np.where(unknown, 1.0, result)
