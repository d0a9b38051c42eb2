"""What the doubt comes from: Sobol's indices of scores and ranks over the uncertain inputs of a scheme."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.drawing import blocks, chosen, errors, lots
from tidehead.calc.doubt.inputs import IMPUTATION, KINDS, NOISE, NORMALISATION, WEIGHT, Input, multipliers
from tidehead.calc.doubt.model import Codes, Model
from tidehead.calc.doubt.montecarlo import base_of
from tidehead.calc.doubt.places import places
from tidehead.calc.doubt.reporting import steps_of
from tidehead.calc.doubt.scoring import Base, Draws, scores, steady
from tidehead.calc.doubt.settings import DoubtRefused, Settings
from tidehead.calc.doubt.sobol import SobolIndices, saltelli_points, sobol_indices
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Step

FIRST, SECOND = 0, 1
MOST_RUNS_CELLS = 2_000_000_000
MOST_UNIT_CELLS = 30_000_000


class Outputs(NamedTuple):
    """What is explained: shift[row, 1], the mean absolute places moved, and score[row, unit row]; or all of the mixed
    samples, [input, row, ...]."""

    shift: Floats
    score: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """inputs: the groups or single inputs. shift: indices of the mean absolute rank shift [input, 1]. score: indices of
    each unit's score [input, unit], nan where it does not vary or has none; None where it was not asked for. runs: how
    often the scheme was run. steps: what was varied, and what not and why."""

    inputs: tuple[Input, ...]
    shift: SobolIndices
    score: SobolIndices | None
    runs: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Both samples and what the seed makes of them."""

    base: Base
    settings: Settings
    seed: int
    chances: tuple[Floats, Floats]
    lots: tuple[Floats, Floats]
    by_unit: bool


def sensitivity(
    model: Model, settings: Settings, seed: int, *, rows: int = 512, grouped: bool = True, by_unit: bool = True
) -> Sensitivity:
    """First-order and total Sobol indices of the mean absolute rank shift, and of each unit's score.

    rows: N of Saltelli's N·(d + 2) runs, a power of two. grouped: weights, normalisation, filling in and errors as one
    input each; False: each weight and each indicator's errors by itself. Errors and figures drawn by lot are random
    numbers of which each sample has its own, as an input of many columns. `settings.draws` is not used.
    Raises DoubtRefused where there is nothing uncertain, or more runs than can be done; ValueError for `rows`.
    Source: Saisana, Saltelli & Tarantola 2005, J. R. Stat. Soc. A 168(2), 307–323 (mean rank shift as output).
    """
    base = base_of(model, settings)
    inputs = _groups(base) if grouped else base.inputs.alls
    runs = rows * (len(inputs) + 2)
    _refuse(base, inputs, runs, by_unit=by_unit)
    plan = _plan(base, settings, seed, rows=rows, by_unit=by_unit)
    stated = places(scores(base, steady(base, 1)), base.rows)[0]
    first, second = _outputs(plan, stated, None, side=FIRST), _outputs(plan, stated, None, side=SECOND)
    mixed = [_outputs(plan, stated, each, side=FIRST) for each in inputs]
    stacked = Outputs(*(np.stack(each) for each in zip(*mixed, strict=True)))
    found = [
        sobol_indices(*each, seed=seed, confidence=settings.confidence)
        for each in zip(first, second, stacked, strict=True)
    ]
    score = _by_unit(found[1], model.units, base.rows.units) if by_unit else None
    return Sensitivity(inputs, found[0], score, runs, steps_of(base, settings))


def _groups(base: Base) -> tuple[Input, ...]:
    kinds = dict.fromkeys(each.kind for each in base.inputs.alls)
    return tuple(Input(kind, "", KINDS[kind]) for kind in kinds)


def _refuse(base: Base, inputs: tuple[Input, ...], runs: int, *, by_unit: bool) -> None:
    units = base.model.units
    if not inputs:
        zh = "没有不确定的因素可以分析；请给出权重浮动、替换方法或数据误差。"
        raise DoubtRefused(Label(zh, "Nothing is uncertain; give weights a spread, alternatives or errors."))
    if runs * units > MOST_RUNS_CELLS:
        zh = f"需要运行 {runs} 次、{units} 个单位，太多；请减少 rows 或按组分析。"
        raise DoubtRefused(Label(zh, f"{runs} runs of {units} units are too many; ask for fewer rows, or for groups."))
    if by_unit and runs * units > MOST_UNIT_CELLS:
        zh = "单位太多，不能逐个分析得分；请用 by_unit=False 只分析名次变动。"
        raise DoubtRefused(Label(zh, "Too many units to explain each score; ask for the rank shift only."))


def _plan(base: Base, settings: Settings, seed: int, *, rows: int, by_unit: bool) -> _Plan:
    weights = len(base.inputs.weights)
    first, second = saltelli_points(rows, weights + 2, seed)
    return _Plan(
        base,
        settings,
        seed,
        (first[:, :weights], second[:, :weights]),
        (first[:, weights:], second[:, weights:]),
        by_unit,
    )


def _outputs(plan: _Plan, stated: NDArray[np.int32], swapped: Input | None, *, side: int) -> Outputs:
    """All rows of one sample, with one input taken from the other."""
    rows = len(plan.chances[side])
    parts = [
        _of_block(plan, stated, swapped, side=side, numbered=each)
        for each in enumerate(blocks(plan.base.model.units, rows))
    ]
    return Outputs(np.concatenate([each.shift for each in parts]), np.concatenate([each.score for each in parts]))


def _of_block(
    plan: _Plan, stated: NDArray[np.int32], swapped: Input | None, *, side: int, numbered: tuple[int, range]
) -> Outputs:
    number, block = numbered
    scored = scores(plan.base, _draws(plan, swapped, side=side, number=number, block=block))
    placed = places(scored, plan.base.rows)
    there = (placed > 0) & (stated > 0)
    moved = np.where(there, np.abs(placed - stated), 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return Outputs(moved[:, None], scored if plan.by_unit else scored[:, :0])


def _draws(plan: _Plan, swapped: Input | None, *, side: int, number: int, block: range) -> Draws:
    """One block of a sample; what `swapped` names comes from the other sample."""
    base, some, other = plan.base, slice(block.start, block.stop), 1 - side
    kind = swapped.kind if swapped else ""
    chances = plan.chances[side][some].copy()
    if swapped and kind == WEIGHT:
        columns = [n for n, each in enumerate(_of_kind(base, WEIGHT)) if swapped.id in ("", each.id)]
        chances[:, columns] = plan.chances[other][some][:, columns]
    own = plan.lots[other if kind == NORMALISATION else side][some, 0]
    filling = other if kind == IMPUTATION else side
    return Draws(
        multipliers(base.model, base.inputs, chances, plan.settings),
        chosen(own, len(base.alternatives.normalisations)),
        chosen(plan.lots[filling][some, 1], len(base.alternatives.imputations)),
        _errors(plan, swapped, side=side, number=number, rows=len(block)),
        lots(base, len(block), (plan.seed, filling, number)),
    )


def _errors(plan: _Plan, swapped: Input | None, *, side: int, number: int, rows: int) -> dict[int, NDArray[np.float32]]:
    own = errors(plan.base, rows, (plan.seed, side, number))
    if swapped is None or swapped.kind != NOISE:
        return own
    other = errors(plan.base, rows, (plan.seed, 1 - side, number))
    names = [leaf.id for leaf in plan.base.model.leaves]
    return {leaf: other[leaf] if swapped.id in ("", names[leaf]) else own[leaf] for leaf in own}


def _of_kind(base: Base, kind: str) -> list[Input]:
    return [each for each in base.inputs.alls if each.kind == kind]


def _by_unit(found: SobolIndices, units: int, at: Codes) -> SobolIndices:
    """Columns of rows put where their units are."""

    def placed(figures: Floats) -> Floats:
        result = np.full((len(figures), units), np.nan)
        result[:, at] = figures
        return result

    return SobolIndices(*(placed(each) for each in found))
