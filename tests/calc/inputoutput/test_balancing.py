"""RAS and GRAS: by hand, by the optimum they stand for, and what cannot be balanced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from tidehead.calc.inputoutput import ImpossibleEntries, Misshapen, UnknownEntries, balanced


def test_one_round_by_hand():
    # Rows first: 3/2 and 1/2 of each row; columns then add up to 2 already.
    found = balanced([[1, 1], [1, 1]], rows=[3, 1], columns=[2, 2])
    assert found.matrix.tolist() == [[1.5, 1.5], [0.5, 0.5]]
    assert (found.rounds, found.converged) == (1, True)


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 6))
def test_totals_are_met_and_zeros_and_signs_stay(seed, rows, columns):
    chance = np.random.default_rng(seed)
    start = chance.uniform(0.5, 5, (rows, columns))
    target = start * chance.uniform(0.5, 2, (rows, columns))
    start[0, 0] = target[0, 0] = 0.0
    found = balanced(start, rows=target.sum(axis=1), columns=target.sum(axis=0))
    assert found.converged
    np.testing.assert_allclose(found.matrix.sum(axis=1), target.sum(axis=1), rtol=1e-8)
    np.testing.assert_allclose(found.matrix.sum(axis=0), target.sum(axis=0), rtol=1e-8)
    assert found.matrix[0, 0] == 0
    np.testing.assert_allclose(found.matrix, found.row_factors[:, None] * start * found.column_factors)


@given(st.integers(0, 10_000))
def test_what_is_balanced_already_stays(seed):
    start = np.random.default_rng(seed).normal(0, 3, (4, 5)) + 0.1
    start[:, 0], start[0] = np.abs(start[:, 0]) + 1, np.abs(start[0]) + 1
    found = balanced(start, rows=start.sum(axis=1), columns=start.sum(axis=0))
    assert found.converged
    np.testing.assert_allclose(found.matrix, start, rtol=1e-6, atol=1e-9)


# Four sectors' flows with negative entries, in the manner of Junius & Oosterhaven 2003.
SIGNED = np.array([[7.0, 3, 5, -3], [2, 9, 8, 1], [-2, 0, 2, 1]])
ROWS, COLUMNS = [15.0, 26, -1], [9.0, 16, 17, -2]


def test_negative_entries_keep_their_sign_and_the_totals_are_met():
    found = balanced(SIGNED, rows=ROWS, columns=COLUMNS)
    assert found.converged
    np.testing.assert_allclose(found.matrix.sum(axis=1), ROWS, atol=1e-7)
    np.testing.assert_allclose(found.matrix.sum(axis=0), COLUMNS, atol=1e-7)
    np.testing.assert_array_equal(np.sign(found.matrix), np.sign(SIGNED))
    # Every entry is r a s, and a negative one a ÷ (r s).
    together = found.row_factors[:, None] * found.column_factors
    np.testing.assert_allclose(found.matrix, np.where(SIGNED < 0, SIGNED / together, SIGNED * together), rtol=1e-9)


def test_the_balanced_matrix_is_nearest_in_information():
    # min Σ |a| (z ln z − z + 1), z = x ÷ a, under the totals: the objective that GRAS solves (Lenzen et al. 2007).
    cells = np.flatnonzero(SIGNED)
    weights = np.abs(SIGNED.ravel()[cells])

    def away(ratios):
        return float(weights @ (ratios * np.log(ratios) - ratios + 1))

    def missed(ratios):
        matrix = np.zeros(SIGNED.size)
        matrix[cells] = SIGNED.ravel()[cells] * ratios
        matrix = matrix.reshape(SIGNED.shape)
        return np.concatenate([matrix.sum(axis=1) - ROWS, (matrix.sum(axis=0) - COLUMNS)[:-1]])

    best = minimize(
        away,
        np.ones(len(cells)),
        constraints={"type": "eq", "fun": missed},
        bounds=[(1e-6, None)] * len(cells),
        options={"maxiter": 500, "ftol": 1e-14},
    )
    found = balanced(SIGNED, rows=ROWS, columns=COLUMNS).matrix.ravel()[cells] / SIGNED.ravel()[cells]
    np.testing.assert_allclose(found, best.x, rtol=1e-4)
    assert away(found) <= best.fun + 1e-7


def test_a_row_of_negative_entries_only_has_a_negative_total():
    found = balanced([[-1.0, -2.0], [5.0, 6.0]], rows=[-6.0, 12.0], columns=[3.0, 3.0])
    assert found.converged
    np.testing.assert_allclose(found.matrix.sum(axis=1), [-6, 12])


def test_a_line_of_zeros_stays_one():
    found = balanced([[0.0, 0.0], [1.0, 3.0]], rows=[0, 8], columns=[2, 6])
    assert found.matrix.tolist() == [[0, 0], [2, 6]]
    emptied = balanced([[1.0, 1.0], [1.0, 3.0]], rows=[0, 8], columns=[2, 6])
    np.testing.assert_allclose(emptied.matrix, [[0, 0], [2, 6]], atol=1e-12)


def test_zeros_that_make_the_totals_impossible_are_reported():
    # Row 1 and column 1 share their only cell; 3 and 2 cannot both be.
    found = balanced([[1.0, 0.0], [0.0, 1.0]], rows=[3, 1], columns=[2, 2], most_rounds=50)
    assert not found.converged
    assert found.gap > 0.1
    assert "not converged after 50 rounds" in found.notes[0].en


def test_totals_that_cannot_be_are_refused():
    with pytest.raises(ImpossibleEntries, match="rows: 3, columns: 4"):
        balanced([[1.0]], rows=[3], columns=[4])
    with pytest.raises(ImpossibleEntries, match="row 1 cannot add up to -1"):
        balanced([[1.0, 1.0], [1.0, 1.0]], rows=[-1, 3], columns=[1, 1])
    with pytest.raises(ImpossibleEntries, match="column 2 cannot add up to 2"):
        balanced([[1.0, 0.0], [1.0, 0.0]], rows=[2, 2], columns=[2, 2])
    with pytest.raises(UnknownEntries):
        balanced([[np.nan]], rows=[1], columns=[1])
    with pytest.raises(Misshapen):
        balanced([[1.0]], rows=[1, 2], columns=[1])
