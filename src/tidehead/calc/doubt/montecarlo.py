"""The scheme run anew many times, each time with other weights, methods, fillings and errors; what the ranks do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.alternatives import alternatives_of
from tidehead.calc.doubt.drawing import Choices, blocks, choices, drawn
from tidehead.calc.doubt.inputs import inputs_of
from tidehead.calc.doubt.model import Branch, Model
from tidehead.calc.doubt.places import Places, graded, how_often, places
from tidehead.calc.doubt.reporting import steps_of
from tidehead.calc.doubt.scoring import Base, Draws, arranged, scores, steady
from tidehead.calc.doubt.settings import MOST_CELLS, DoubtRefused, Settings
from tidehead.calc.doubt.summary import neighbours, pairs, summary
from tidehead.calc.doubt.types import FEWEST, Doubt
from tidehead.calc.labels import Label

LARGEST_COPELAND = 2_000_000
"""Draws times units squared that pairwise majorities may take."""


@dataclass(slots=True, eq=False)
class Runs:
    """All draws: placed and scored [draw, row]; counts[row, grade]; errors[noisy leaf, row]: sums of error times the
    places by which a draw differs from the run itself."""

    placed: Places
    scored: Floats
    counts: NDArray[np.int64]
    errors: Floats


def doubt(model: Model, settings: Settings, seed: int) -> Doubt:
    """Runs the scheme `settings.draws` times and says how far ranks, scores and grades can be relied on.

    Equal model, settings and seed give equal digits, whatever `workers`. Raises DoubtRefused where the draws would not
    fit into memory, or pairwise majorities would take too long. Source: Saisana, Saltelli & Tarantola 2005,
    J. R. Stat. Soc. A 168(2); OECD/JRC Handbook 2008, step 7.
    """
    _refuse(model, settings)
    base = base_of(model, settings)
    made = choices(base, settings.draws, seed)
    scored = scores(base, steady(base, 1))
    placed = places(scored, base.rows)
    runs = _run(base, made, settings, seed=seed, stated=placed[0])
    return _doubt(base, runs, made, settings=settings, seed=seed, scored=scored[0], placed=placed[0])


def base_of(model: Model, settings: Settings) -> Base:
    """What all draws have in common."""
    placed, rows = arranged(model)
    alternatives = alternatives_of(placed, settings)
    return Base(placed, alternatives, inputs_of(placed, alternatives, settings), rows)


def _refuse(model: Model, settings: Settings) -> None:
    cells = model.units * settings.draws
    if cells > MOST_CELLS:
        most = MOST_CELLS // max(model.units, 1)
        zh = f"{model.units} 个单位抽样 {settings.draws} 次超出内存，最多 {most} 次。"
        en = f"{settings.draws} draws of {model.units} units do not fit into memory; ask for {most} at most."
        raise DoubtRefused(Label(zh, en))
    if _has_copeland(model.tree) and cells * model.units > LARGEST_COPELAND * 100:
        zh = "两两比较法（Copeland）在这么多单位和抽样次数下太慢，请减少抽样次数。"
        raise DoubtRefused(
            Label(zh, "Pairwise majorities of so many units and draws take too long; ask for fewer draws.")
        )


def _has_copeland(tree: Branch) -> bool:
    return tree.aggregation == "copeland" or any(_has_copeland(c) for c in tree.children if isinstance(c, Branch))


def _run(base: Base, made: Choices, settings: Settings, *, seed: int, stated: NDArray[np.int32]) -> Runs:
    rows, grades, noisy = len(base.rows.units), len(base.model.grades.names), len(base.inputs.noisy)
    runs = Runs(
        np.empty((settings.draws, rows), dtype=np.int32),
        np.empty((settings.draws, rows)),
        np.zeros((rows, grades), dtype=np.int64),
        np.zeros((noisy, rows)),
    )
    with ThreadPoolExecutor(settings.workers) as pool:
        work = partial(_block, base, made, settings=settings, seed=seed, runs=runs, stated=stated)
        for counts, errors in pool.map(work, enumerate(blocks(base.model.units, settings.draws))):
            runs.counts += counts
            runs.errors += errors
    return runs


def _block(
    base: Base,
    made: Choices,
    numbered: tuple[int, range],
    *,
    settings: Settings,
    seed: int,
    runs: Runs,
    stated: NDArray[np.int32],
) -> tuple[NDArray[np.int64], Floats]:
    """Fills in the rows of its own draws; sums go back, to be added in the order of the blocks."""
    number, block = numbered
    draws = drawn(base, made, settings, block=block, key=(seed, number))
    some = slice(block.start, block.stop)
    scored = runs.scored[some] = scores(base, draws)
    placed = runs.placed[some] = places(scored, base.rows)
    names = base.model.grades.names
    counts = np.zeros((len(stated), len(names)), dtype=np.int64)
    if names:
        given = graded(scored, placed, base.model, base.rows)
        for nth in range(len(names)):
            counts[:, nth] = how_often(given == nth)
    return counts, _moved_by(base, draws, placed, stated)


def _moved_by(base: Base, draws: Draws, placed: Places, stated: NDArray[np.int32]) -> Floats:
    """Sums[noisy leaf, row] of error times places moved."""
    result = np.zeros((len(draws.errors), len(stated)))
    if not len(result):
        return result
    moved = np.subtract(placed, stated, dtype=np.float32)
    if not placed.all():
        moved[placed == 0] = 0.0
    for nth, errors in enumerate(draws.errors.values()):
        result[nth] = np.einsum("dr,dr->r", errors[:, : len(stated)], moved)
    return result


def _doubt(
    base: Base,
    runs: Runs,
    made: Choices,
    *,
    settings: Settings,
    seed: int,
    scored: Floats,
    placed: NDArray[np.int32],
) -> Doubt:
    model, rows = base.model, base.rows
    found = summary(base, made, runs.placed, runs.scored, errors=runs.errors, stated=placed, settings=settings)
    following, ahead_of_next = neighbours(runs.placed, placed, rows)
    unit_of = np.append(rows.units, -1)
    next_unit = np.full(model.units, -1, dtype=np.int64)
    next_unit[rows.units] = unit_of[following]
    grade_share = np.zeros((model.units, len(model.grades.names)))
    grade_share[rows.units] = runs.counts / settings.draws
    given = np.flatnonzero(model.fixed_grade[len(rows.units) :] >= 0)
    grade_share[rows.others[given], model.fixed_grade[len(rows.units) :][given]] = 1.0
    shares = np.zeros((model.units, len(base.inputs.alls)))
    shares[rows.units] = found.shares
    driver = np.full(model.units, -1, dtype=np.int64)
    if shares.shape[1]:
        driver = np.where(shares.max(axis=1) > 0, shares.argmax(axis=1), -1)
    spread = partial(_by_unit, model.units, rows.units)
    stated = np.where(placed > 0, placed, np.nan)
    return Doubt(
        settings=settings,
        seed=seed,
        rank=spread(stated),
        rank_low=spread(found.rank_low),
        rank_median=spread(found.rank_median),
        rank_mean=spread(found.rank_mean),
        rank_high=spread(found.rank_high),
        score=spread(scored),
        score_low=spread(found.score_low),
        score_median=spread(found.score_median),
        score_high=spread(found.score_high),
        grades=model.grades.names,
        grade_share=grade_share,
        ahead=pairs(runs.placed, rows, model.units) if model.units <= FEWEST else None,
        next_unit=next_unit,
        ahead_of_next=spread(ahead_of_next),
        without_score=np.nan_to_num(spread(found.without), nan=1.0),
        inputs=base.inputs.alls,
        shares=shares,
        driver=driver,
        steps=steps_of(base, settings),
    )


def _by_unit(units: int, at: NDArray[np.int64], figures: Floats) -> Floats:
    result = np.full(units, np.nan)
    result[at] = figures
    return result
