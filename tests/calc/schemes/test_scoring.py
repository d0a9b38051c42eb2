"""Whole runs, worked by hand."""

import numpy as np
import pytest

from tests.calc.schemes.examples import (
    LESS_IS_BETTER,
    UNKNOWN,
    entries,
    leaf,
    mu_rule,
    number,
    pillar,
    plain,
    run,
    scheme,
    step,
    text,
)
from tidehead.calc.labels import Label
from tidehead.calc.schemes import (
    Adjustment,
    Boards,
    Direction,
    Entries,
    Method,
    Missing,
    Tier,
    Treatment,
    input_columns,
    prepare,
    score,
)
from tidehead.calc.schemes.filling import scale_of

FIRMS = {
    "tax": [100.0, 300.0, 50.0],
    "land": [5.0, 5.0, 5.0],
    "output": [500.0, 1000.0, 250.0],
    "load": [250.0, 1000.0, UNKNOWN],
}


def test_ratios_to_bases_times_weights_are_added_up() -> None:
    done = run(mu_rule(), **FIRMS)
    # a: (100/5)/20 = 1, (500/5)/100 = 1, 0.5/(250/500) = 1
    # b: (300/5)/20 = 3, held at 1.5; (1000/5)/100 = 2; 0.5/(1000/1000) = 0.5
    # c: (50/5)/20 = 0.5, (250/5)/100 = 0.5; emissions unknown: the mean of 1 and 0.5
    np.testing.assert_allclose(done.normalised, [[1, 1, 1], [1.5, 2, 0.5], [0.5, 0.5, 0.75]])
    np.testing.assert_allclose(done.score, [50 + 30 + 20, 75 + 60 + 10, 25 + 15 + 15])
    assert done.rank.tolist() == [2, 1, 3]
    assert done.filled.tolist() == [["", "", ""], ["", "", ""], ["", "", "mean_score"]]


def test_a_unit_at_every_base_has_full_marks_to_the_last_digit() -> None:
    assert run(mu_rule(), **FIRMS).score[0] == 100.0


def test_the_rows_of_points_add_up_to_the_total() -> None:
    done = run(mu_rule(), **FIRMS)
    assert done.points.sum(axis=1).tolist() == done.aggregate.tolist()
    assert (done.weights * done.normalised).tolist() == done.points.tolist()


def test_units_are_ranked_and_filled_within_their_boards() -> None:
    made = run(mu_rule(text("trade"), boards=Boards("trade")), **FIRMS, trade=["x", "y", "y"])
    assert made.board == ("x", "y", "y")
    assert made.normalised[2, 2] == 0.5  # from b, the only firm of board y that measured
    assert made.rank.tolist() == [1, 1, 2]
    assert step(made, "boards").count == 2


def test_a_unit_whose_board_is_unknown_has_no_score_and_is_not_in_anybodys_mean() -> None:
    made = run(mu_rule(text("trade"), boards=Boards("trade")), **FIRMS, trade=["x", None, "x"])
    assert np.isnan(made.score[1]) and np.isnan(made.rank[1])
    assert made.normalised[2, 2] == 1.0  # from a alone
    assert "trade" in made.reasons[1][0].zh


def test_an_indicator_handed_in_ready_made_stands_in_for_its_formula_and_needs_none_of_its_columns() -> None:
    table = {"tax_per_mu": [20.0], "output": [100.0], "land": [1.0], "emission": [0.5]}
    done = run(mu_rule(), **table)
    assert done.score.tolist() == [50 + 30 + 20]
    assert step(done, "values").what.en.count("2 indicators were handed in")


def test_an_indicator_may_be_made_of_others_whatever_their_order() -> None:
    tree = pillar("all", 100, leaf("both", "one + two", 60), leaf("one", "x * 2", 20), leaf("two", "one + 1", 20))
    done = run(scheme(tree, number("x")), x=[1.0])
    assert done.values.tolist() == [[2 + 3, 2, 3]]


def test_values_are_brought_into_the_indicators_unit() -> None:
    tree = pillar("all", 1, leaf("tax_per_mu", "tax / land", 1, unit="元/亩"))
    done = run(scheme(tree, number("tax", "万元"), number("land", "亩")), tax=[2.0], land=[4.0])
    assert done.values.tolist() == [[2 * 10_000 / 4]]


def test_tiers_give_the_points_of_the_band_that_a_value_falls_into() -> None:
    steps = (Tier(None, 0.0), Tier(5.0, 0.6), Tier(10.0, 1.0))
    done = run(scheme(pillar("all", 10, leaf("i", "x", 10, Method.TIERS, tiers=steps)), number("x")), x=[4.9, 5, 10])
    assert done.score.tolist() == [0, 6, 10]


@pytest.mark.parametrize(
    ("method", "settings", "expected"),
    [
        (Method.MIN_MAX, {"low": 1, "high": 101}, [1, 26, 101]),  # 1 + 100·(x − 2)/(10 − 2)
        (
            Method.Z_SCORE,
            {},
            [(x - 16 / 3) / (52 / 3) ** 0.5 for x in (2, 4, 10)],
        ),  # mean 16/3, variance (100 + 16 + 196)/9/2 = 52/3
        (Method.RANK, {}, [1, 2, 3]),
        (Method.PERCENT_RANK, {}, [0, 0.5, 1]),
        (Method.BORDA, {}, [0, 1, 2]),
        (Method.DISTANCE_TO_MAX, {}, [0, 0.25, 1]),
        (Method.DISTANCE_TO_REFERENCE, {"reference": "b"}, [0, 1, 4]),  # 1 − (4 − x)/(4 − 2)
        (Method.DISTANCE_TO_TARGET, {"target": "12"}, [0, 0.2, 0.8]),  # 1 − (12 − x)/(12 − 2)
        (Method.DISTANCE_TO_TARGET, {"target": "12", "worst": "0"}, [2 / 12, 4 / 12, 10 / 12]),
        (Method.FRACTION_OF_MAX, {}, [0.2, 0.4, 1]),
        (Method.GOALPOSTS, {"worst": "3", "best": "7"}, [0, 0.25, 1]),
        (Method.IDENTITY, {}, [2, 4, 10]),
    ],
)
def test_every_method_of_the_composite_serves_a_scheme(
    method: Method, settings: dict[str, object], expected: list[float]
) -> None:
    done = run(scheme(pillar("all", 1, leaf("i", "x", 1, method, **settings)), number("x")), x=[2.0, 4.0, 10.0])
    np.testing.assert_allclose(done.score, expected, atol=1e-9)


def test_less_is_better_turns_every_method_round() -> None:
    down = {"direction": Direction.DOWN}
    done = run(scheme(pillar("all", 1, leaf("i", "x", 1, Method.MIN_MAX, **down)), number("x")), x=[2.0, 4.0, 10.0])
    np.testing.assert_allclose(done.score, [1, 0.75, 0])


def nested(aggregation: str) -> object:
    inner = pillar("inner", 3, leaf("a", "x", 1), leaf("b", "y", 1), aggregation=aggregation, weighting="relative")
    top = pillar("all", 1, inner, leaf("c", "z", 1), aggregation="arithmetic", weighting="relative")
    return scheme(top, number("x"), number("y"), number("z"))


@pytest.mark.parametrize(
    ("aggregation", "inner"),
    [("arithmetic", (1 + 4) / 2), ("geometric", (1 * 4) ** 0.5), ("harmonic", 2 / (1 / 1 + 1 / 4)), ("sum", 1 + 4)],
)
def test_means_of_means(aggregation: str, inner: float) -> None:
    done = run(nested(aggregation), x=[1.0], y=[4.0], z=[2.0])
    np.testing.assert_allclose(done.pillars["inner"], [inner])
    mark = inner / 2 if aggregation == "sum" else inner  # on the scale of its children
    np.testing.assert_allclose(done.score, [(3 * mark + 1 * 2) / 4])
    np.testing.assert_allclose(done.points.sum(axis=1), done.aggregate)


def test_pillars_of_points_add_up_without_a_rounding_error() -> None:
    tree = pillar("all", 100, pillar("p", 70, leaf("a", "x", 50), leaf("b", "y", 20)), leaf("c", "z", 30))
    done = run(scheme(tree, number("x"), number("y"), number("z")), x=[1.0], y=[1.0], z=[1.0])
    assert done.pillars["p"].tolist() == [70.0] and done.score.tolist() == [100.0]


def test_copeland_counts_pairs_won_less_pairs_lost_and_has_no_parts() -> None:
    tree = pillar("all", 3, leaf("a", "x", 2), leaf("b", "y", 1), aggregation="copeland")
    done = run(scheme(tree, number("x"), number("y")), x=[3.0, 2.0, 1.0], y=[1.0, 2.0, 3.0])
    assert done.score.tolist() == [2, 0, -2]
    assert np.isnan(done.points).all()


def test_a_geometric_mean_with_a_negative_value_has_no_value_and_says_why() -> None:
    tree = pillar("all", 2, leaf("a", "x", 1), leaf("b", "y", 1), aggregation="geometric")
    done = run(scheme(tree, number("x"), number("y")), x=[-1.0, 4.0], y=[1.0, 9.0])
    assert np.isnan(done.score[0]) and done.score[1] == pytest.approx(6)
    assert "几何" in done.reasons[0][0].zh


def test_outliers_are_drawn_in_where_the_scheme_says_so() -> None:
    tree = pillar("all", 1, leaf("i", "x", 1, Method.MIN_MAX))
    table = {"x": [1.0, 2, 3, 4, 5, 6, 7, 100]}
    tame = run(scheme(tree, number("x"), treatment=Treatment()), **table)
    assert tame.score.tolist()[-2:] == [1, 1]  # 100 is drawn in to 7
    assert tame.values[-1, 0] == 100  # what was handed in stays
    assert step(tame, "treatment").count == 1
    assert not step(run(scheme(tree, number("x")), **table), "treatment").done


def test_every_stage_is_told_done_or_not() -> None:
    stages = [one.stage for one in run(plain("x"), x=[1.0, 2.0]).steps]
    assert stages == [
        "values", "boards", "coverage", "filling_values", "treatment", "normalising", "filling_refuse", "aggregating",
        "bonus", "malus", "ceilings", "veto", "scores", "ranking", "ties", "grading",
    ]  # fmt: skip
    for one in run(mu_rule(), **FIRMS).steps:
        assert one.what.zh and one.what.en


def test_a_template_asks_for_what_the_rules_use_and_no_more() -> None:
    made = mu_rule(number("staff"), number("hills"), difficulty=("hills",))
    assert [one.name for one in input_columns(prepare(made))] == ["tax", "land", "output", "load", "hills"]


def test_many_boards_are_as_if_each_were_run_alone() -> None:
    rng = np.random.default_rng(1)
    size = 60
    table = {name: rng.uniform(1, 9, size) for name in ("tax", "land", "output", "load")}
    table["load"][::4] = UNKNOWN
    trade = np.array([f"t{one % 7}" for one in range(size)], dtype=object)
    of = mu_rule(text("trade"), boards=Boards("trade"))
    ids = tuple(map(str, range(size)))
    whole = score(of, Entries(ids, ids, table | {"trade": trade}))
    for name in set(trade):
        rows = np.flatnonzero(trade == name)
        mine = tuple(ids[row] for row in rows)
        alone = score(of, Entries(mine, mine, {key: col[rows] for key, col in table.items()} | {"trade": trade[rows]}))
        np.testing.assert_allclose(whole.score[rows], alone.score, rtol=1e-12)
        assert whole.rank[rows].tolist() == alone.rank.tolist()


def test_difficulty_columns_need_not_be_there_for_a_score() -> None:
    assert run(mu_rule(number("hills"), difficulty=("hills",)), **FIRMS).score[0] == 100.0


def test_an_emission_of_zero_is_beyond_every_cap_and_unknown_without_one() -> None:
    capped = scheme(
        pillar("all", 1, leaf("i", "x", 1, Method.BASE_RATIO, base="2", cap=1.5, **LESS_IS_BETTER)), number("x")
    )
    assert run(capped, x=[0.0, 4.0]).score.tolist() == [1.5, 0.5]
    free = scheme(pillar("all", 1, leaf("i", "x", 1, Method.BASE_RATIO, base="2", **LESS_IS_BETTER)), number("x"))
    done = run(free, x=[0.0, 4.0])
    assert np.isnan(done.score[0])  # a known value is not filled in as if it were missing
    assert done.filled[0, 0] == "" and "得不出分" in done.reasons[0][0].zh


def test_entries_are_only_read() -> None:
    table = entries(FIRMS)
    before = {name: column.copy() for name, column in table.columns.items()}
    score(mu_rule(), table)
    for name, column in table.columns.items():
        np.testing.assert_array_equal(column, before[name])


def test_missing_rules_are_words_that_the_results_keep() -> None:
    done = run(mu_rule(), **FIRMS)
    assert Missing(done.filled[2, 2]) is Missing.MEAN_SCORE


@pytest.mark.filterwarnings("error")
def test_numbers_too_large_to_add_up_give_no_score_and_a_reason() -> None:
    great = plain(("x", "y"))
    done = run(great, x=[1e308, 1.0, 1.0], y=[1e308, 1.0, 0.5])
    assert np.isnan(done.score[0]) and np.isnan(done.aggregate[0]) and np.isnan(done.rank[0])
    assert not np.isinf(done.points).any() and "too large" in done.reasons[0][0].en and "过大" in done.reasons[0][0].zh
    assert done.rank.tolist()[1:] == [1, 2]


@pytest.mark.filterwarnings("error")
def test_a_mark_too_large_for_a_number_is_none_and_is_no_part_of_the_boards_mean() -> None:
    ratio = leaf("r", "x", 100, Method.BASE_RATIO, base="0.001", missing=Missing.MEAN_SCORE)
    done = run(scheme(pillar("all", 100, ratio), number("x")), x=[1e308, 0.002, UNKNOWN])
    assert np.isnan(done.score[0]) and done.reasons[0]
    assert done.score.tolist()[1:] == [200, 200]  # 100 · 0.002 ÷ 0.001, and the mean of that alone


@pytest.mark.filterwarnings("error")
def test_adjustments_too_large_to_add_up_give_no_score_and_a_reason() -> None:
    bonuses = tuple(Adjustment(f"b{one}", Label("奖"), "b") for one in range(2))
    done = run(plain("x", number("b"), adjustments=bonuses), x=[1.0], b=[1e308])
    assert np.isnan(done.score[0]) and np.isnan(done.adjustments[0]) and "too large" in done.reasons[0][0].en


def test_the_scale_of_an_indicator_holds_what_its_scheme_says_and_its_settings_give() -> None:
    one = leaf("r", "x", 1, Method.GOALPOSTS, worst="2", best="10", low=1.0, high=5.0, cap=4.0)
    made = scale_of(one, {"worst": np.full(1, 2.0), "best": np.full(1, 10.0)}, ("a",))
    assert (made.low, made.high, made.cap, made.worst, made.best) == (1, 5, 4, np.full(1, 2.0), np.full(1, 10.0))
    assert np.isnan(made.base).all() and made.reference == -1
    apart = leaf("r", "x", 1, Method.DISTANCE_TO_REFERENCE, reference="b")
    assert scale_of(apart, {}, ("a", "b")).reference == 1
