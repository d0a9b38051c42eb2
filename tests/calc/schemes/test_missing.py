"""Unknown is unknown: what each missing rule makes of it, and what the unit is told."""

import numpy as np
import pytest

from tests.calc.schemes.examples import UNKNOWN, leaf, mu_rule, number, pillar, run, scheme, step, text
from tidehead.calc.labels import Label
from tidehead.calc.schemes import Method, Missing, Parameter, Scheme

LANDS = {"x": [2.0, 4.0, 9.0, UNKNOWN], "y": [1.0, 1.0, 1.0, 0.5]}


def two(missing: Missing, **more: object) -> Scheme:
    """x against a base of 4, of 60 points; y of 40."""
    x = leaf("ix", "x", 60, Method.BASE_RATIO, base="4", missing=missing, cap=2.0)
    return scheme(pillar("all", 100, x, leaf("iy", "y", 40)), number("x"), number("y"), **more)


@pytest.mark.parametrize(
    ("missing", "mark"),
    [
        (Missing.MEAN_SCORE, (0.5 + 1 + 2) / 3),  # 9/4 is held at 2
        (Missing.MEAN_VALUE, (2 + 4 + 9) / 3 / 4),
        (Missing.MEDIAN_VALUE, 4 / 4),
        (Missing.FULL_MARKS, 1.0),
        (Missing.ZERO, 0.0),
    ],
)
def test_a_missing_value_is_filled_in_as_its_rule_says_and_marked(missing: Missing, mark: float) -> None:
    done = run(two(missing), **LANDS)
    assert done.score[3] == pytest.approx(60 * mark + 40 * 0.5)
    assert done.filled[3].tolist() == [missing.value, ""]
    assert np.isnan(done.values[3, 0])  # what was handed in stays unknown
    stage = "filling_values" if missing in (Missing.MEAN_VALUE, Missing.MEDIAN_VALUE) else f"filling_{missing}"
    assert step(done, stage).done and step(done, stage).count == 1


def test_reweighting_lets_the_others_of_the_pillar_grow_in_proportion() -> None:
    done = run(two(Missing.REWEIGHT), **LANDS)
    assert done.score[3] == pytest.approx(0.5 * 40 * 100 / 40)
    assert done.points[3].tolist() == [0.0, pytest.approx(50)]
    assert done.weights[3].tolist() == [0.0, pytest.approx(100)]
    assert done.score[0] == 60 * 0.5 + 40


def test_reweighting_a_pillar_of_which_nothing_is_known_gives_no_score() -> None:
    inner = pillar("inner", 60, leaf("ix", "x", 60, missing=Missing.REWEIGHT))
    done = run(scheme(pillar("all", 100, inner, leaf("iy", "y", 40)), number("x"), number("y")), x=[UNKNOWN], y=[1.0])
    assert np.isnan(done.score[0])
    assert done.reasons[0]


def test_refusing_gives_no_score_no_place_and_names_what_it_would_take() -> None:
    done = run(two(Missing.REFUSE), **LANDS)
    assert np.isnan(done.score[3]) and np.isnan(done.rank[3])
    assert done.filled[3, 0] == "refuse"
    assert [reason.en for reason in done.reasons[3]] == ['"ix" is unknown: no score; it would take: x']
    assert list(done.reasons) == [3] and 0 not in done.reasons
    assert step(done, "filling_refuse").count == 1


def test_the_reason_names_only_the_data_that_are_missing() -> None:
    done = run(mu_rule(), tax=[100.0], land=[UNKNOWN], output=[10.0], load=[1.0])
    said = " ".join(reason.zh for reason in done.reasons[0])
    assert "用地" in said and "税收" not in said.replace("亩均税收", "")


def test_a_datum_missing_for_the_whole_board_cannot_be_filled_by_its_mean() -> None:
    done = run(two(Missing.MEAN_SCORE), x=[UNKNOWN, UNKNOWN], y=[1.0, 1.0])
    assert np.isnan(done.score).all()
    assert "nobody on the board" in done.reasons[0][0].en
    assert done.filled[0, 0] == "refuse"


def test_mean_values_may_be_those_of_a_group_on_the_board() -> None:
    made = two(Missing.MEAN_VALUE, filled_within="kind")
    made = scheme(made.tree, *made.variables, text("kind"), filled_within="kind")
    done = run(made, x=[2.0, 4.0, 8.0, UNKNOWN], y=[1.0] * 4, kind=["p", "q", "q", "q"])
    assert done.normalised[3, 0] == (4 + 8) / 2 / 4


def test_below_the_least_coverage_nothing_is_filled_in_and_nobody_is_measured_by_the_unit() -> None:
    made = two(Missing.MEAN_SCORE, least_coverage=0.6)
    done = run(made, x=[2.0, 4.0, UNKNOWN, 8.0], y=[1.0, 1.0, 1.0, UNKNOWN])
    assert np.isnan(done.score).tolist() == [False, False, True, True]
    assert done.filled[2, 0] == "refuse"
    assert "50" not in done.reasons[2][0].zh and "60%" in done.reasons[2][0].zh
    assert step(done, "coverage").count == 2


def test_a_parameter_without_a_value_gives_no_score_and_is_named() -> None:
    repealed = Parameter("base_output", None, "万元/亩", Label("亩均产值基准", "base of output per mu"))
    done = run(mu_rule(parameters=(repealed,)), tax=[100.0], land=[5.0], output=[500.0], load=[250.0])
    assert np.isnan(done.score[0])
    assert any("base" in reason.en for reason in done.reasons[0])


def test_zero_is_a_value_and_not_a_gap() -> None:
    done = run(two(Missing.FULL_MARKS), x=[0.0, UNKNOWN], y=[1.0, 1.0])
    assert done.score.tolist() == [40, 100]


def test_full_marks_of_z_scores_are_the_best_of_the_board() -> None:
    tree = pillar("all", 1, leaf("i", "x", 1, Method.Z_SCORE, missing=Missing.FULL_MARKS))
    done = run(scheme(tree, number("x")), x=[1.0, 2.0, 3.0, UNKNOWN])
    assert done.score[3] == done.score[2]


def test_an_unknown_that_weighs_nothing_keeps_nobody_from_a_score() -> None:
    tree = pillar("all", 100, leaf("told", "x", 0), leaf("iy", "y", 100))
    assert run(scheme(tree, number("x"), number("y")), x=[UNKNOWN], y=[0.5]).score.tolist() == [50]
