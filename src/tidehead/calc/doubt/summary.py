"""Intervals, probabilities of being ahead, and shares of the variance, out of the places and scores of all draws."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.drawing import Choices
from tidehead.calc.doubt.inputs import IMPUTATION, NOISE, NORMALISATION, WEIGHT
from tidehead.calc.doubt.places import Places, how_often
from tidehead.calc.doubt.scoring import Base, Rows
from tidehead.calc.doubt.settings import Settings

ROWS_AT_ONCE = 256
DRAWS_AT_ONCE = 16
NOWHERE = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Of each row; shares[row, input]; without: the share of draws that give no score."""

    rank_low: Floats
    rank_median: Floats
    rank_mean: Floats
    rank_high: Floats
    score_low: Floats
    score_median: Floats
    score_high: Floats
    without: Floats
    shares: Floats


def summary(
    base: Base,
    made: Choices,
    placed: Places,
    scored: Floats,
    *,
    errors: Floats,
    stated: NDArray[np.int32],
    settings: Settings,
) -> Summary:
    """Some rows at a time, so that they lie side by side in memory."""
    design = _design(base, made)
    kinds = [each.kind for each in base.inputs.alls]

    def part(start: int) -> tuple[Floats, Floats]:
        some = slice(start, min(start + ROWS_AT_ONCE, placed.shape[1]))
        figures, deviations, variance = _places(placed[:, some], stated[some], settings.confidence)
        shares = _shares(kinds, design, deviations, variance=variance, errors=errors[:, some])
        return np.vstack([figures, _scores(scored[:, some], settings.confidence)]), shares

    with ThreadPoolExecutor(settings.workers) as pool:
        parts = list(pool.map(part, range(0, placed.shape[1], ROWS_AT_ONCE)))
    figures = np.hstack([np.empty((8, 0)), *(figures for figures, _ in parts)])
    shares = np.vstack([np.empty((0, len(kinds))), *(shares for _, shares in parts)])
    low, middle, mean, high, score_low, score_median, score_high, without = figures
    return Summary(low, middle, mean, high, score_low, score_median, score_high, without, shares)


def _places(placed: Places, stated: NDArray[np.int32], confidence: float) -> tuple[Floats, Floats, Floats]:
    """Low, median, mean, high[row]; places away from the run itself[row, draw]; their variance[row]."""
    own = np.ascontiguousarray(placed.T)
    there = own > 0
    deviations = np.where(there, own - stated[:, None], 0).astype(np.float64)
    count = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, own.sum(axis=1, dtype=np.int64) / count, np.nan)
    ordered = np.sort(np.where(there, own, NOWHERE), axis=1)
    low, middle, high = _interval(ordered, count, confidence)
    return np.stack([low, middle, mean, high]), deviations, deviations.var(axis=1)


def _scores(scored: Floats, confidence: float) -> Floats:
    """Low, median, high and the share without a score[row]."""
    ordered = np.sort(scored.T, axis=1)
    count = np.isfinite(ordered).sum(axis=1)
    return np.stack([*_interval(ordered, count, confidence), 1.0 - count / scored.shape[0]])


def _interval(ordered: Floats | Places, count: NDArray[np.int64], confidence: float) -> tuple[Floats, Floats, Floats]:
    """Low, median and high of the first `count` of each row, each one of them; the lower of two middles."""
    tail, last = (1.0 - confidence) / 2.0, np.maximum(count - 1, 0)
    where = (np.floor(tail * last + 1e-9), last // 2, np.ceil((1.0 - tail) * last - 1e-9))
    rows = np.arange(len(ordered))
    low, middle, high = (np.where(count > 0, ordered[rows, each.astype(np.int64)], np.nan) for each in where)
    return low, middle, high


def _design(base: Base, made: Choices) -> dict[str, Floats]:
    """What draws chose, as columns with mean 0 [draw, ...]: chances of weights in standard deviations; for a choice
    one column for each alternative, scaled so that the squares of covariances add up to the variance between."""
    size = len(made.chances)
    chances = made.chances - made.chances.mean(axis=0)
    spread = chances.std(axis=0)
    chosen = {NORMALISATION: made.normalisation, IMPUTATION: made.imputation}
    counts = {NORMALISATION: len(base.alternatives.normalisations), IMPUTATION: len(base.alternatives.imputations)}
    result = {WEIGHT: np.divide(chances, spread, out=np.zeros_like(chances), where=spread > 0)}
    for kind, codes in chosen.items():
        ones = (codes[:, None] == np.arange(counts[kind])).astype(np.float64)
        often = np.maximum(ones.sum(axis=0), 1.0) / size
        result[kind] = (ones - ones.mean(axis=0)) / np.sqrt(often)
    return result


def _shares(
    kinds: list[str], design: dict[str, Floats], deviations: Floats, *, variance: Floats, errors: Floats
) -> Floats:
    """The part of the variance[row, input] that moves with each input alone, adjusted for chance and never below 0.

    Weights and errors: the squared correlation; choices: the variance between the alternatives' means. Columns of the
    design have mean 0, so deviations need not be centred.
    """
    draws = deviations.shape[1]
    columns: list[Floats] = []
    if WEIGHT in kinds:
        columns.extend(_adjusted((deviations @ design[WEIGHT] / draws) ** 2, variance[:, None], draws, 2).T)
    for kind in (NORMALISATION, IMPUTATION):
        if kind in kinds:
            between = ((deviations @ design[kind] / draws) ** 2).sum(axis=1)
            columns.append(_adjusted(between, variance, draws, design[kind].shape[1]))
    if NOISE in kinds:
        columns.extend(_adjusted((errors / draws) ** 2, variance, draws, 2))
    return np.stack(columns, axis=1) if columns else np.empty((len(deviations), 0))


def _adjusted(explained: Floats, variance: Floats, draws: int, levels: int) -> Floats:
    """As the adjusted R²: what chance alone would explain is taken off."""
    if draws <= levels:
        return np.zeros(explained.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(variance > 0, explained / variance, 0.0)
    return np.clip(1.0 - (1.0 - share) * (draws - 1) / (draws - levels), 0.0, 1.0)


def pairs(placed: Places, rows: Rows, units: int) -> Floats:
    """ahead[unit, other]: the share of draws in which the unit's place is better, level ones half; draws in which one
    of the two has no place are left out. nan on different boards and for a unit beside itself."""
    result = np.full((units, units), np.nan)
    for board in rows.boards:
        own = np.ascontiguousarray(placed[:, board].T)
        members = rows.units[board]
        for nth in range(len(members) - 1):
            better, both = _ahead(own[nth], own[nth + 1 :])
            with np.errstate(invalid="ignore", divide="ignore"):
                result[members[nth], members[nth + 1 :]] = better / both
                result[members[nth + 1 :], members[nth]] = 1.0 - better / both
    return result


def _ahead(one: NDArray[np.int32], others: NDArray[np.int32]) -> tuple[Floats, NDArray[np.int64]]:
    there = (one > 0) & (others > 0)
    before = np.count_nonzero((one < others) & there, axis=-1)
    level = np.count_nonzero((one == others) & there, axis=-1)
    return before + 0.5 * level, np.count_nonzero(there, axis=-1)


def neighbours(placed: Places, stated: NDArray[np.int32], rows: Rows) -> tuple[NDArray[np.int64], Floats]:
    """Each row's follower in the ranking, -1 for nobody, and the share of draws in which the row is ahead of it."""
    follower = np.full(len(stated), -1, dtype=np.int64)
    share = np.full(len(stated), np.nan)
    for board in rows.boards:
        order = board.start + np.argsort(stated[board], kind="stable")
        first, second = order[:-1], order[1:]
        better, both = np.zeros(len(first)), np.zeros(len(first))
        for start in range(0, len(placed), DRAWS_AT_ONCE):
            own = placed[start : start + DRAWS_AT_ONCE].take(order, axis=1)
            one, other, there = own[:, :-1], own[:, 1:], own > 0
            before, level = one < other, one == other
            if there.all():
                both += len(own)
            else:
                pair = there[:, :-1] & there[:, 1:]
                before, level = before & pair, level & pair
                both += how_often(pair)
            better += how_often(before) + 0.5 * how_often(level)
        follower[first] = second
        share[first] = np.divide(better, both, out=np.full(len(first), np.nan), where=both > 0)
    return follower, share
