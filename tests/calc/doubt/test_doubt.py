"""Doubt: what has to hold whatever the figures, cases worked by hand, a slow judge, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.doubt.leagues import GRADES, NOTHING, branch, leaf, league, slow_ranks, slow_score
from tidehead.calc.composite import Scale, normalise
from tidehead.calc.doubt import DoubtRefused, Grades, Settings, doubt, plain_model
from tidehead.calc.doubt.alternatives import alternatives_of
from tidehead.calc.doubt.drawing import blocks, choices, drawn, quantiles
from tidehead.calc.doubt.inputs import multipliers, nodes
from tidehead.calc.doubt.montecarlo import base_of
from tidehead.calc.doubt.noise import noisy_values
from tidehead.calc.doubt.scoring import scores


def two_units(weight: float = 1.0) -> tuple:
    """Two units and two indicators, each best in one: the heavier weight decides."""
    tree = branch("all", leaf("x", 1.0, Scale("identity")), leaf("y", weight, Scale("identity")))
    values = np.array([[1.0, 0.0], [0.0, 1.0]])
    return plain_model(tree, values, values, grades=Grades(("A", "B"), up_to=(0.5, 1.0)))


@pytest.mark.parametrize("aggregation", ["arithmetic", "sum", "geometric", "harmonic", "copeland"])
def test_without_anything_uncertain_every_interval_is_the_rank_itself(aggregation):
    found = doubt(league(aggregation=aggregation), NOTHING, 1)
    for edge in (found.rank_low, found.rank_median, found.rank_mean, found.rank_high):
        assert edge.tolist() == found.rank.tolist()
    assert found.score_low.tolist() == found.score_high.tolist() == found.score.tolist()
    assert set(np.unique(found.grade_share)) <= {0.0, 1.0}
    assert (found.driver == -1).all()
    assert not any(step.done for step in found.steps)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_probabilities_of_grades_add_up_to_one_and_pairs_to_one(noise):
    found = doubt(league(gaps=0.1, noise=noise), Settings(draws=300), 1)
    assert found.grade_share.sum(axis=1) == pytest.approx(1.0)
    off = ~np.eye(12, dtype=bool)
    assert (found.ahead + found.ahead.T)[off] == pytest.approx(1.0)
    assert np.isnan(np.diag(found.ahead)).all()


def test_intervals_hold_the_median_and_are_places_of_the_board():
    found = doubt(league(), Settings(draws=400), 5)
    assert (found.rank_low <= found.rank_median).all() and (found.rank_median <= found.rank_high).all()
    assert found.rank_low.min() >= 1 and found.rank_high.max() <= 12
    assert (found.rank_low == np.round(found.rank_low)).all()


def test_a_probability_worked_by_hand():
    """Weights 1 and 1.1, each ±25 %: P(1 + u/4 > 1.1·(1 + v/4)) for u, v uniform on −1 to 1.

    u > 0.4 + 1.1·v. Over v from −1 to 1: u > 1 needs v > 0.6/1.1 = 6/11, u > −1 always holds below v = −1.4/1.1, out
    of reach. So P = ½·∫ from −1 to 6/11 of (1 − 0.4 − 1.1·v)/2 dv = ¼·[0.6·(6/11 + 1) − 0.55·((6/11)² − 1)]
    = ¼·[0.6·17/11 + 0.55·85/121] = ¼·(0.927273 + 0.386364) = 0.328409.
    """
    found = doubt(two_units(1.1), Settings(draws=200_000), 3)
    assert found.ahead[0, 1] == pytest.approx(0.328409, abs=4 * np.sqrt(0.33 * 0.67 / 200_000))
    assert found.grade_share[0, 0] == pytest.approx(found.ahead[0, 1])
    assert found.ahead_of_next[1] == pytest.approx(found.ahead[1, 0]) and found.next_unit.tolist() == [-1, 0]
    assert {each.id for each in found.inputs} == {"x", "y"}


def test_symmetric_units_share_the_places_half_and_half():
    found = doubt(two_units(), Settings(draws=40_000), 3)
    assert found.ahead[0, 1] == pytest.approx(0.5, abs=4 * 0.5 / 200)
    assert found.rank.tolist() == [1.0, 1.0]


def test_units_that_are_equal_are_level_in_every_draw():
    values = np.array([[1.0, 2.0], [1.0, 2.0], [0.0, 0.0]])
    model = plain_model(branch("all", leaf("x"), leaf("y", 2.0)), values, values)
    assert doubt(model, Settings(draws=99), 1).ahead[0, 1] == 0.5


def test_the_same_seed_gives_the_same_digits_and_another_seed_others():
    model = league(60, gaps=0.1, noise=0.05)
    one, again = (doubt(model, Settings(draws=6000, workers=workers), 7) for workers in (1, 3))
    for name in ("rank_low", "rank_mean", "rank_high", "score_low", "grade_share", "ahead", "shares"):
        assert np.array_equal(getattr(one, name), getattr(again, name), equal_nan=True), name
    assert not np.array_equal(one.rank_mean, doubt(model, Settings(draws=6000), 8).rank_mean)
    assert len(blocks(60, 6000)) > 1


def test_the_order_of_rows_changes_nothing_but_their_order():
    model = league()
    order = np.random.default_rng(2).permutation(model.units)
    one, other = doubt(model, Settings(draws=200), 1), doubt(model.in_order(order), Settings(draws=200), 1)
    assert np.array_equal(one.rank_mean[order], other.rank_mean)
    assert one.ahead[np.ix_(order, order)] == pytest.approx(other.ahead, nan_ok=True)


def test_more_error_makes_wider_intervals():
    def width(noise: float) -> float:
        found = doubt(league(30, noise=noise), replace(NOTHING, draws=500), 1)
        return float((found.rank_high - found.rank_low).mean())

    assert 0 == width(0.0) < width(0.05) < width(0.3)


def test_a_wider_spread_of_weights_makes_wider_intervals():
    def width(spread: float) -> float:
        found = doubt(league(30), replace(NOTHING, draws=500, weight_spread=spread), 1)
        return float((found.rank_high - found.rank_low).mean())

    assert width(0.1) < width(0.5)


@pytest.mark.parametrize("shape", ["uniform", "dirichlet"])
def test_moved_weights_keep_their_sum_in_every_pillar_and_spread_as_stated(shape):
    tree = branch("all", branch("p", leaf("a", 3.0), leaf("b", 1.0), leaf("z", 0.0)), branch("q", leaf("c")), leaf("d"))
    values = np.random.default_rng(1).random((4, 5))
    settings = Settings(draws=20_000, weight_shape=shape, weight_spread=0.3)
    base = base_of(plain_model(tree, values, values), settings)
    chances = choices(base, settings.draws, 1).chances
    moved = multipliers(base.model, base.inputs, chances, settings)
    named = {node.id: moved[:, nth] for nth, node in enumerate(nodes(tree))}
    assert 3.0 * named["a"] + 1.0 * named["b"] == pytest.approx(4.0)
    assert named["p"] + named["q"] + named["d"] == pytest.approx(3.0)
    assert (named["c"] == 1.0).all()
    assert 0.5 * 0.3 / np.sqrt(3) < named["d"].std() < 0.3 / np.sqrt(3)


@pytest.mark.parametrize("aggregation", ["arithmetic", "sum", "geometric", "harmonic"])
def test_the_slow_and_obvious_judge_agrees_draw_by_draw(aggregation):
    lots = np.random.default_rng(4)
    inner = [branch(name, leaf(f"{name}1", 2.0), leaf(f"{name}2", 3.0), aggregation=aggregation) for name in "pq"]
    tree = branch("all", inner[0], leaf("d", 0.5), inner[1], aggregation=aggregation)
    table = lots.random((8, 5)) + 0.1
    table[2, 1] = table[5, 2] = np.nan
    model = plain_model(tree, table, table)
    settings = Settings(draws=20, normalisations=(), imputations=())
    base = base_of(model, settings)
    draws = drawn(base, choices(base, 20, 9), settings, block=range(20), key=(9, 0))
    fast = scores(base, draws)
    names = [node.id for node in nodes(tree)]
    for draw in range(20):
        factors = dict(zip(names, draws.factors[draw], strict=True))
        slow = np.array([slow_score(tree, row, factors) for row in table])
        assert fast[draw, np.argsort(base.rows.units)] == pytest.approx(slow, abs=1e-9)


def test_ranks_and_intervals_agree_with_the_slow_judge():
    model, settings = league(9), Settings(draws=81, normalisations=(), imputations=())
    found = doubt(model, settings, 6)
    base = base_of(model, settings)
    names = [node.id for node in nodes(model.tree)]
    factors = multipliers(model, base.inputs, choices(base, 81, 6).chances, settings)
    ranks = []
    for draw in factors:
        named = dict(zip(names, draw, strict=True))
        ranks.append(slow_ranks(np.round([slow_score(model.tree, row, named) for row in model.normalised], 9)))
    ordered = np.sort(ranks, axis=0)
    assert found.rank_mean == pytest.approx(np.mean(ranks, axis=0))
    assert found.rank_low.tolist() == ordered[4].tolist()  # 0.05 · 80 = 4 draws lie below
    assert found.rank_median.tolist() == ordered[40].tolist()
    assert found.rank_high.tolist() == ordered[76].tolist()
    assert found.grade_share[:, 0] == pytest.approx((np.array(ranks) <= 1).mean(axis=0))  # 0.2 · 9 = 1.8: one place


def test_errors_of_nearly_nothing_give_the_run_itself():
    for method in ("base_ratio", "min_max", "z_score", "percent_rank", "identity"):
        model = league(20, method=method, noise=1e-12, gaps=0.1)
        found = doubt(model, NOTHING, 1)
        assert found.score_low == pytest.approx(found.score, abs=1e-6), method
        assert found.rank_low.tolist() == found.rank_high.tolist() == found.rank.tolist()


@pytest.mark.parametrize("method", ["min_max", "z_score", "percent_rank", "base_ratio"])
@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("boards", [1, 2])
def test_noisy_figures_are_normalised_as_the_engine_normalises_them(method, direction, boards):
    """Draw by draw, with gaps and equal figures; the judge is handed figures with their errors."""
    lots = np.random.default_rng(8)
    values = lots.lognormal(size=(14, 1)).round(1)
    values[[2, 9], 0] = np.nan
    codes = np.arange(14) % boards
    one = leaf("x", 1.0, Scale(method, base=2.0, low=1.0, high=3.0), direction=direction, noise=0.3)
    model = replace(plain_model(branch("all", one), values, np.where(np.isnan(values), 0.5, values)), boards=codes)
    base = base_of(model, NOTHING)
    errors = lots.normal(size=(6, 14)).astype(np.float32)
    leaf_of = base.model.leaves[0]
    found = noisy_values(
        base.model, base.alternatives, base.inputs, normalisation=0, numbered=(0, leaf_of), errors=errors
    )
    given = base.model.values * np.maximum(np.float32(1.0) + np.float32(0.3) * errors, np.float32(0.0)).T
    engine = normalise(given, leaf_of.scale, direction=direction, groups=base.model.boards).values.T
    known = np.isfinite(base.model.values[:, 0])
    assert known.sum() == 12
    assert found[:, known] == pytest.approx(engine[:, known], rel=1e-12, abs=1e-12)


def test_figures_that_are_equal_in_a_draw_keep_what_the_scheme_says():
    """Errors of 0 leave three equal figures equal: nobody can be told apart, which is not a score of 0."""
    values = np.full((3, 1), 0.1)
    for method in ("min_max", "z_score"):
        model = plain_model(branch("all", leaf("x", 1.0, Scale(method), noise=0.3)), values, np.full((3, 1), 0.25))
        base = base_of(model, NOTHING)
        found = noisy_values(
            base.model,
            base.alternatives,
            base.inputs,
            normalisation=0,
            numbered=(0, base.model.leaves[0]),
            errors=np.zeros((2, 3), dtype=np.float32),
        )
        assert found.tolist() == [[0.25] * 3] * 2, method


def test_errors_are_normal_numbers():
    """65,536 equally likely ones: mean 0, deviation 1; of a normal variable 2.275 % lie below −2, and E z⁴ = 3."""
    found = quantiles().astype(np.float64)
    assert found.mean() == pytest.approx(0.0, abs=1e-7) and found.std() == pytest.approx(1.0, abs=1e-6)
    assert (found < -2.0).mean() == pytest.approx(0.02275, abs=1e-4)
    assert (found**4).mean() == pytest.approx(3.0, abs=0.01)


def test_a_run_in_which_nobody_has_a_score_has_no_places():
    model = league(5)
    none = np.zeros(5, dtype=bool)
    found = doubt(replace(model, scored=none, ranked=none), Settings(draws=20, noise=0.05), 1)
    assert np.isnan(found.rank).all() and (found.without_score == 1.0).all()


def test_less_is_better_keeps_its_sense_under_every_alternative_and_with_errors():
    values = np.array([[1.0], [2.0], [4.0], [8.0]])
    for method in ("min_max", "base_ratio"):
        one = leaf("x", 1.0, Scale(method, base=2.0), direction="down", noise=0.001)
        model = plain_model(branch("all", one), values, -values)
        found = doubt(model, Settings(draws=50), 1)
        assert found.rank_low.tolist() == found.rank_high.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_boards_are_ranked_graded_and_compared_apart():
    model = replace(league(20), boards=np.repeat([0, 1], 10))
    found = doubt(model, Settings(draws=100), 1)
    assert found.rank_high.max() <= 10
    assert np.isnan(found.ahead[:10, 10:]).all() and np.isfinite(found.ahead[0, 1:10]).all()
    for board in (slice(0, 10), slice(10, 20)):
        assert found.grade_share[board].sum(axis=0) == pytest.approx([2.0, 5.0, 3.0])


def test_vetoes_keep_their_effect_in_every_draw():
    base = league(10)
    fixed, zeroed = np.full(10, -1), np.zeros(10, dtype=bool)
    fixed[0], zeroed[1] = 2, True
    ranked = np.ones(10, dtype=bool)
    ranked[2] = False
    found = doubt(replace(base, fixed_grade=fixed, zeroed=zeroed, ranked=ranked), Settings(draws=100), 1)
    assert found.grade_share[0].tolist() == [0.0, 0.0, 1.0]
    assert found.score_high[1] == 0.0
    assert np.isnan(found.rank_low[2]) and found.grade_share[2].sum() == 0 and np.isfinite(found.score_low[2])
    assert found.sentence(2).zh == "没有名次。"
    assert found.without_score.max() == 0.0


def test_a_unit_without_a_score_stays_without_one_and_the_steps_say_so():
    base = league(10)
    found = doubt(replace(base, scored=np.arange(10) != 3, ranked=np.arange(10) != 3), Settings(draws=20), 1)
    assert found.without_score[3] == 1.0 and np.isnan(found.score_low[3])
    assert any("1 个单位没有得分" in step.what.zh for step in found.steps)


def test_a_draw_may_leave_a_unit_without_a_score():
    """A figure of 0 where less is better has no ratio; an error of more than 100 % makes it 0."""
    one = leaf("x", 1.0, Scale("base_ratio", base=1.0), direction="down", noise=0.9)
    values = np.array([[1.0], [2.0]])
    found = doubt(plain_model(branch("all", one), values, 1 / values), replace(NOTHING, draws=4000), 1)
    # P(1 + 0.9·z <= 0) = P(z <= −1.111) = 0.1333
    assert found.without_score == pytest.approx([0.1333, 0.1333], abs=0.02)
    assert "的抽样中没有得分" in found.sentence(0).zh


def test_grades_by_score_follow_the_score():
    model = league(10, grades=Grades(("good", "poor"), at_least=(0.3, -np.inf)))
    found = doubt(model, NOTHING, 1)
    assert (found.grade_share[:, 0] == (found.score >= 0.3)).all()


def test_equal_scores_are_told_apart_by_tie_breakers():
    values = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    model = plain_model(branch("all", leaf("x"), leaf("y")), values, values)
    found = doubt(replace(model, breakers=np.array([[1.0], [2.0], [np.nan], [np.nan]])), NOTHING, 1)
    assert found.rank_low.tolist() == found.rank.tolist() == [2.0, 1.0, 3.0, 3.0]


def test_missing_figures_drawn_by_lot_come_from_the_known_of_the_group():
    values = np.array([[1.0], [2.0], [np.nan], [8.0], [np.nan]])
    one = leaf("x", 1.0, Scale("identity"), missing="mean_score")
    model = plain_model(branch("all", one), values, np.array([[1.0], [2.0], [1.5], [8.0], [8.0]]))
    model = replace(model, groups=np.array([0, 0, 0, 1, 1]))
    found = doubt(model, Settings(draws=900, weight_spread=0.0, imputations=("drawn",)), 1)
    assert (found.score_low[2], found.score_median[2], found.score_high[2]) == (1.0, 1.5, 2.0)
    assert found.score_low[4] == found.score_high[4] == 8.0
    tables = alternatives_of(model, Settings(imputations=("mean", "median"), normalisations=())).tables[0]
    assert tables[1][2, 0] == tables[2][2, 0] == 1.5


def test_what_is_not_done_is_said_with_its_reason():
    found = doubt(league(method="base_ratio", aggregation="sum"), Settings(draws=20), 1)
    said = {step.stage: step for step in found.steps}
    assert said["doubt_weight"].done
    assert not said["doubt_normalisation"].done and "规定的基数" in said["doubt_normalisation"].what.zh
    assert not said["doubt_imputation"].done and "nothing was estimated" in said["doubt_imputation"].what.en
    assert not said["doubt_noise"].done
    geometric = doubt(league(aggregation="geometric"), Settings(draws=20), 1)
    assert any("未用标准分" in step.what.zh for step in geometric.steps)
    both = doubt(league(method="z_score"), Settings(draws=20, normalisations=("z_score",), weight_spread=0.0), 1)
    assert any("与方案相同" in step.what.zh for step in both.steps)


def test_the_driver_is_the_input_that_moves_the_rank():
    values = np.random.default_rng(3).random((15, 2))
    tree = branch("all", leaf("calm", 1.0, Scale("identity")), leaf("shaky", 1.0, Scale("identity"), noise=0.4))
    found = doubt(plain_model(tree, values, values), Settings(draws=2000, weight_spread=0.02), 1)
    middle = int(np.flatnonzero(found.rank == 8)[0])
    assert found.inputs[found.driver[middle]].id == "shaky"
    assert found.inputs[found.driver[middle]].kind == "noise"
    assert (found.shares >= 0).all() and found.shares.sum(axis=1).max() < 1.05


def test_a_sentence_says_place_interval_grade_and_driver():
    found = doubt(two_units(1.1), Settings(draws=500), 3)
    share = found.grade_share[1, 0]
    assert found.sentence(1).zh.startswith(f"第1名，90% 区间 1–2；A 级概率 {share:.0%}，主要取决于“")
    assert found.sentence(1).en.startswith(
        f"Place 1, 90% range 1–2; P(A) = {share:.0%}; depends mostly on the weight of"
    )
    assert doubt(two_units(), NOTHING, 1).sentence(0).zh == "第1名，90% 区间 1–1；A 级概率 100%，各次抽样名次不变。"


def test_only_neighbours_are_compared_where_there_are_many_units():
    found = doubt(league(501), Settings(draws=10), 1)
    assert found.ahead is None
    assert (found.next_unit == -1).sum() == 1 and np.isnan(found.ahead_of_next).sum() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 0},
        {"weight_spread": 1.0},
        {"weight_shape": "normal"},
        {"normalisations": ("rank",)},
        {"imputations": ("zero",)},
        {"noise": -0.1},
        {"noises": {"x": 2.0}},
        {"confidence": 1.0},
        {"workers": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong):
    with pytest.raises(DoubtRefused) as refused:
        Settings(**wrong)
    assert refused.value.message.zh and refused.value.message.en


def test_more_draws_than_memory_holds_are_refused_with_the_number_that_fits():
    with pytest.raises(DoubtRefused, match="at most"):
        doubt(league(1000), Settings(draws=10_000_000), 1)
    with pytest.raises(DoubtRefused, match="Pairwise"):
        doubt(league(400, aggregation="copeland"), Settings(draws=10_000), 1)


def test_shares_of_places_round_down_to_whole_units():
    """0.2 of 12 units is 2.4: two places; 0.7 is 8.4: eight."""
    found = doubt(league(12, grades=GRADES), NOTHING, 1)
    assert found.grade_share.sum(axis=0).tolist() == [2.0, 6.0, 4.0]
