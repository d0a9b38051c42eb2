"""Sobol's indices: closed forms, SALib as the judge, and what they say of a ranking."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.doubt.leagues import NOTHING, branch, leaf, league
from tidehead.calc.composite import Scale
from tidehead.calc.doubt import (
    DoubtRefused,
    Settings,
    plain_model,
    saltelli_points,
    sensitivity,
    sobol_indices,
    swapped,
)


def ishigami(x: np.ndarray) -> np.ndarray:
    """x[row, 3] from 0 to 1."""
    turned = np.pi * (2.0 * x - 1.0)
    return np.sin(turned[:, 0]) + 7.0 * np.sin(turned[:, 1]) ** 2 + 0.1 * turned[:, 2] ** 4 * np.sin(turned[:, 0])


def samples(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first, second = saltelli_points(rows, 3, 5)
    mixed = np.stack([ishigami(swapped(first, second, np.array([nth]))) for nth in range(3)])
    return ishigami(first)[:, None], ishigami(second)[:, None], mixed[:, :, None]


def test_ishigamis_indices_come_out_as_in_closed_form():
    """a = 7, b = 0.1: V = a²/8 + b·π⁴/5 + b²·π⁸/18 + 1/2 = 13.8446; V₁ = (1 + b·π⁴/5)²/2 = 4.3459, V₂ = a²/8 = 6.125,
    V₁₃ = 8·b²·π⁸/225 = 3.3737: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (Ishigami & Homma 1990)."""
    found = sobol_indices(*samples(4096), seed=1)
    assert found.first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert (found.total_low <= found.total).all() and (found.total <= found.total_high).all()


def test_salib_gives_the_same_total_indices():
    """SALib's total index is Jansen's too, over the standard deviation of both samples; its first one is Saltelli's."""
    sobol = pytest.importorskip("SALib.analyze.sobol")
    first, second, mixed = samples(1024)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    table = np.column_stack([first, *(each for each in mixed), second])
    theirs = sobol.analyze(problem, table.ravel(), calc_second_order=False, seed=1)
    ours = sobol_indices(first, second, mixed, seed=1)
    assert ours.total[:, 0] == pytest.approx(theirs["ST"], abs=1e-12)
    assert ours.first[:, 0] == pytest.approx(theirs["S1"], abs=0.03)
    width = (ours.total_high - ours.total_low)[:, 0] / 2
    assert width == pytest.approx(theirs["ST_conf"] * 1.645 / 1.960, rel=0.25)


def test_an_output_that_does_not_vary_has_no_indices():
    same = np.full((8, 1), 3.0)
    assert np.isnan(sobol_indices(same, same, same[None], seed=1).total).all()


def test_points_come_in_powers_of_two():
    with pytest.raises(ValueError, match="power of two"):
        saltelli_points(100, 2, 1)


def test_of_a_score_linear_in_its_errors_each_share_is_its_variance():
    """Score = (x₁ + x₂)/2 with deviations 0.1·1 and 0.1·3 for figures 1 and 3: shares 1/10 and 9/10, no interplay."""
    one, other = (leaf(name, 1.0, Scale("identity"), noise=0.1) for name in ("x", "y"))
    values = np.array([[1.0, 3.0], [1.0, 3.0]])
    model = plain_model(branch("all", one, other), values, values)
    found = sensitivity(model, NOTHING, 1, rows=4096, grouped=False)
    assert [each.id for each in found.inputs] == ["x", "y"]
    assert found.score.first[:, 0] == pytest.approx([0.1, 0.9], abs=0.05)
    assert found.score.total[:, 0] == pytest.approx([0.1, 0.9], abs=0.05)
    assert found.runs == 4096 * 4


def test_groups_of_inputs_share_the_rank_shift():
    model = league(20, 6, gaps=0.1, noise=0.1)
    found = sensitivity(model, Settings(), 3, rows=256)
    assert [each.kind for each in found.inputs] == ["weight", "normalisation", "imputation", "noise"]
    assert found.shift.total.shape == (4, 1) and found.score.total.shape == (4, 20)
    assert (found.shift.total[:, 0] > -0.01).all() and found.shift.total.sum() > 0.9
    again = sensitivity(model, Settings(), 3, rows=256)
    assert np.array_equal(found.shift.total, again.shift.total)


def test_single_inputs_are_every_weight_choice_and_error():
    found = sensitivity(league(15, 4, noise=0.1), Settings(), 3, rows=64, grouped=False, by_unit=False)
    assert [each.kind for each in found.inputs] == ["weight"] * 4 + ["normalisation"] + ["noise"] * 4
    assert found.score is None and found.runs == 64 * 11


def test_an_input_that_cannot_move_a_score_has_no_part_in_it():
    """The unit has the same mark in both indicators, so weights do not matter to it; its errors do."""
    values = np.array([[1.0, 1.0], [0.5, 2.0], [2.0, 0.3]])
    tree = branch("all", leaf("x", 1.0, Scale("identity"), noise=0.1), leaf("y", 1.0, Scale("identity")))
    found = sensitivity(plain_model(tree, values, values), replace(NOTHING, weight_spread=0.25), 1, rows=512)
    assert found.score.total[0, 1] > 0.05
    quiet = sensitivity(
        plain_model(branch("all", leaf("x"), leaf("y")), values, values), Settings(normalisations=()), 1
    )
    assert np.isnan(quiet.score.total[0, 0])


def test_nothing_uncertain_and_too_many_runs_are_refused():
    with pytest.raises(DoubtRefused, match="Nothing is uncertain"):
        sensitivity(league(), NOTHING, 1)
    with pytest.raises(DoubtRefused, match="rank shift only"):
        sensitivity(league(20_000), Settings(), 1)
    with pytest.raises(DoubtRefused, match="fewer rows"):
        sensitivity(league(20_000), Settings(), 1, rows=1 << 16)
