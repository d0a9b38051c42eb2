"""The league that allows for how hard a unit has it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.calc.schemes.examples import UNKNOWN, entries, number, plain, run, text
from tidehead.calc.schemes import Boards, Scheme, Scoring, difficulty_adjusted

HILLS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.35]
RNG = np.random.default_rng(7)
EXTRA = RNG.normal(0, 0.03, 10)
X = [0.9 - 0.5 * hill + extra for hill, extra in zip(HILLS, EXTRA, strict=True)]


def hilly(*names: str, **more: Any) -> Scheme:
    return plain("x", *(number(name, zh=f"难度{name}") for name in names), difficulty=names, **more)


def league(**more: Sequence[Any]) -> Scoring:
    return run(hilly("hills"), **({"x": X, "hills": HILLS} | more))


def test_each_units_expected_score_is_foretold_without_it() -> None:
    scoring = league()
    done = difficulty_adjusted(scoring)
    for unit in range(10):
        others = [at for at in range(10) if at != unit]
        slope, constant = np.polyfit(np.array(HILLS)[others], scoring.score[others], 1)
        assert done.expected[unit] == pytest.approx(constant + slope * HILLS[unit])
    np.testing.assert_allclose(done.score, scoring.score - done.expected + scoring.score.mean())


def test_the_fit_tells_coefficient_share_and_count() -> None:
    (fit,) = difficulty_adjusted(league()).fits
    slope, constant = np.polyfit(HILLS, league().score, 1)
    assert fit.coefficients == (pytest.approx(slope),) and fit.constant == pytest.approx(constant)
    assert fit.r_squared == pytest.approx(np.corrcoef(HILLS, X)[0, 1] ** 2)
    assert fit.left_out < fit.r_squared and fit.units == 10 and fit.refusal is None


def test_a_unit_that_does_well_for_its_difficulty_is_not_last() -> None:
    best = 8  # the hilliest
    x = list(X)
    x[best] += 0.15
    scoring = league(x=x)
    done = difficulty_adjusted(scoring)
    assert done.rank[best] == 1 and done.plain_rank[best] > 4
    assert done.plain_rank.tolist() == scoring.rank.tolist()


def test_units_of_units_do_not_matter() -> None:
    here = difficulty_adjusted(league())
    there = difficulty_adjusted(league(hills=[hill * 1e6 for hill in HILLS]))
    np.testing.assert_allclose(here.score, there.score)


def test_the_variables_may_come_from_another_table() -> None:
    scoring = run(hilly("hills"), x=X)
    assert "缺少" in (difficulty_adjusted(scoring).fits[0].refusal or pytest.fail()).zh
    done = difficulty_adjusted(scoring, entries({"hills": HILLS}))
    np.testing.assert_allclose(done.score, difficulty_adjusted(league()).score)


def test_a_unit_without_a_score_or_without_the_variable_takes_no_part() -> None:
    wide = {"x": [*X, UNKNOWN, 0.5], "hills": [*HILLS, 0.5, UNKNOWN]}
    done = difficulty_adjusted(run(hilly("hills"), **wide))
    assert np.isnan(done.score[10:]).all() and np.isnan(done.rank[10:]).all()
    np.testing.assert_allclose(done.score[:10], difficulty_adjusted(league()).score)


@pytest.mark.parametrize(
    ("made", "columns", "said"),
    [
        (hilly("hills"), {"x": X[:8], "hills": HILLS[:8]}, "9 are needed"),  # max(8, 3·(1 + 2))
        (hilly("hills", "coast"), {"x": X, "hills": HILLS, "coast": HILLS[::-1]}, "12 are needed"),
        (hilly("hills"), {"x": X, "hills": [1.0] * 10}, "the same for all"),
        (hilly("a", "b"), {"x": X * 2, "a": HILLS * 2, "b": [2 * hill for hill in HILLS * 2]}, "told apart"),
        (plain("x"), {"x": X}, "names no difficulty"),
    ],
)
def test_without_enough_to_go_by_there_is_no_adjusted_league(
    made: Scheme, columns: dict[str, Sequence[Any]], said: str
) -> None:
    done = difficulty_adjusted(run_wide(made, columns))
    assert np.isnan(done.score).all() and np.isnan(done.rank).all()
    assert said in (done.fits[0].refusal or pytest.fail()).en
    assert not done.steps[0].done and said in done.steps[0].what.en


def run_wide(made: Scheme, columns: dict[str, Sequence[Any]]) -> Scoring:
    return run(made, **columns)


def test_each_board_is_adjusted_by_itself_and_small_ones_are_told() -> None:
    made = plain("x", number("hills"), text("kind"), difficulty=("hills",), boards=Boards("kind"))
    kind = ["p"] * 10 + ["q"] * 2
    done = difficulty_adjusted(run(made, x=[*X, 0.1, 0.2], hills=[*HILLS, 0.1, 0.2], kind=kind))
    assert [fit.refusal is None for fit in done.fits] == [True, False]
    np.testing.assert_allclose(done.score[:10], difficulty_adjusted(league()).score)
    assert "q" in done.steps[0].what.en and done.steps[0].count == 10


def test_a_unit_that_no_other_comes_near_has_no_expected_score() -> None:
    one_of_its_kind = [0.0] * 9 + [1.0]
    done = difficulty_adjusted(league(hills=one_of_its_kind))
    assert np.isnan(done.score[9]) and np.isfinite(done.score[:9]).all()


def test_difficulty_that_explains_nothing_is_said_to() -> None:
    noise = RNG.normal(size=10)
    done = difficulty_adjusted(league(hills=noise.tolist(), x=RNG.uniform(0.4, 0.5, 10).tolist()))
    assert done.fits[0].left_out < 0 and "explains nothing" in done.steps[0].what.en
