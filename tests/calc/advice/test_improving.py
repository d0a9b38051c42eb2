"""What to do: by hand, against every combination on a grid, and always verified by scoring the board again."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.attribution.boards import (
    BY_SCORE,
    BY_SHARES,
    LAND,
    POWER,
    TAX,
    entries_of,
    leaf,
    min_max_scheme,
    ratio_to,
    scheme_of,
    two_ratios,
)
from tidehead.calc.advice import (
    Advice,
    AdviceRefused,
    Goal,
    Limits,
    cheapest_improvement,
    data_changes,
    effort_weights,
    furthest_values,
    goal_words,
)
from tidehead.calc.advice.trials import Trials
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import prepare, score
from tidehead.calc.schemes.types import (
    Aggregation,
    Direction,
    Effect,
    Entries,
    Method,
    Normalisation,
    Scheme,
    SchemeVariable,
    Tier,
    Veto,
)

FREE = Limits(percentile=None, relative=None, within={"tax_per_mu": (None, 100.0), "tax_per_power": (None, 100.0)})


def firms(*figures: tuple[float, float]) -> Entries:
    """Firms f0, f1, … with tax per mu and tax per power, on 10 mu each."""
    return entries_of({f"f{n}": {"tax": 10 * per_mu, "land": 10.0, "power": 10 * per_mu / per_power}
                       for n, (per_mu, per_power) in enumerate(figures)})  # fmt: skip


def verified(advice: Advice, scheme: Scheme, entries: Entries) -> None:
    """The advice holds when its values are handed in, on the whole board."""
    prepared = prepare(scheme)
    now = score(prepared, entries)
    row = entries.ids.index(advice.unit)
    ids = [one.id for one in scheme.indicators]
    columns = dict(entries.columns)
    for move in advice.moves:
        columns[move.indicator] = now.values[:, ids.index(move.indicator)].copy()
        columns[move.indicator][row] = move.after
    then = score(prepared, replace(entries, columns=columns))
    assert (then.score[row], then.rank[row], then.grade[row]) == (
        advice.after.score, advice.after.rank, advice.after.grade,
    )  # fmt: skip


def test_the_indicator_that_gains_most_for_its_effort_is_moved() -> None:
    # Quartiles of tax per mu of 2, 4, 6, 8, 10 are 4 and 8, of tax per power 9.5 and 10.5: 4 and 1 are an effort of 1.
    # Bases 10 and 10, 50 points each: tax per mu gives 5 points a unit, 20 an effort; tax per power 5 and 5.
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    scheme = two_ratios(10.0, 10.0)
    advice = cheapest_improvement(prepare(scheme), entries, "f1", Goal(score=80.0), limits=FREE)
    # It has 4/10·50 + 9.5/10·50 = 67.5; 12.5 more are 12.5/5 = 2.5 of tax per mu, an effort of 2.5/4.
    assert advice.is_reached
    assert advice.is_cheapest
    (move,) = advice.moves
    assert (move.indicator, move.before) == ("tax_per_mu", 4.0)
    assert move.after == pytest.approx(6.5)
    assert move.gained == pytest.approx(12.5)
    assert advice.effort == move.effort == pytest.approx(2.5 / 4)
    assert advice.after.score == pytest.approx(80.0)
    assert (
        advice.sentence.zh == "把tax_per_mu从 4 提高到 6.5 万元/亩（+12.5 分）：得分由 67.5 变为 80，名次由 4 变为 3。"
    )
    (other,) = advice.alternatives
    assert [one.indicator for one in other.moves] == ["tax_per_power"]
    assert other.moves[0].after == pytest.approx(9.5 + 12.5 / 5)
    assert other.effort == pytest.approx(2.5 / 1)
    verified(advice, scheme, entries)


def test_costs_that_the_unit_names_decide_and_the_rest_stays_as_it_is() -> None:
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    prepared = prepare(two_ratios(10.0, 10.0))
    dear = replace(FREE, costs={"tax_per_mu": 30.0, "tax_per_power": 20.0})
    advice = cheapest_improvement(prepared, entries, "f1", Goal(score=80.0), limits=dear)
    assert [move.indicator for move in advice.moves] == ["tax_per_power"]
    assert advice.effort == pytest.approx(2.5 * 20)
    only = cheapest_improvement(
        prepared, entries, "f1", Goal(score=80.0), limits=replace(FREE, costs={"tax_per_mu": 30.0})
    )
    assert [move.indicator for move in only.moves] == ["tax_per_mu"]
    assert only.alternatives == ()
    with pytest.raises(AdviceRefused, match="nothing_here"):
        cheapest_improvement(prepared, entries, "f1", Goal(score=80.0), limits=Limits(costs={"nothing_here": 1.0}))


def test_a_datum_that_would_do_it_alone_is_named_with_its_amount() -> None:
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    prepared = prepare(two_ratios(10.0, 10.0))
    advice = cheapest_improvement(prepared, entries, "f1", Goal(score=80.0), limits=FREE)
    land, tax = advice.moves[0].by_data
    assert (tax.variable, tax.before, tax.unit) == ("tax", 40.0, "万元")
    assert tax.after == pytest.approx(6.5 * 10)
    # More tax at the same power also raises tax per power: 65/(40/9.5) = 15.4375, so 32.5 + 77.1875 points.
    assert tax.score == pytest.approx(6.5 / 10 * 50 + 65 / (40 / 9.5) / 10 * 50)
    assert (land.variable, land.before) == ("land", 10.0)
    assert land.after == pytest.approx(40 / 6.5)
    assert land.score == pytest.approx(80.0)
    assert data_changes(Trials(prepared, entries, "f1"), 0, 1e9) == ()


def test_a_cap_is_not_paid_for_twice() -> None:
    # Tax per mu is capped at 1.2 of the base: 12, 60 points. From 8 (40 points), 25 more points are 20 and 5 elsewhere.
    scheme = scheme_of(
        leaf("tax_per_mu", "tax / land", "万元/亩", 50.0, ratio_to("10", cap=1.2)),
        leaf("tax_per_power", "tax / power", "万元/万千瓦时", 50.0, ratio_to("10")),
    )
    entries = firms((8, 8), (6, 9.5), (7, 10), (10, 10.5), (11, 8.5))
    advice = cheapest_improvement(
        prepare(scheme),
        entries,
        "f0",
        Goal(score=105.0),
        limits=replace(FREE, costs={"tax_per_mu": 1, "tax_per_power": 3}),
    )
    moved = {move.indicator: move.after for move in advice.moves}
    assert moved == pytest.approx({"tax_per_mu": 12.0, "tax_per_power": 9.0})
    verified(advice, scheme, entries)


def test_the_next_tier_is_reached_exactly() -> None:
    tiers = Normalisation(Method.TIERS, tiers=(Tier(None, 0.2), Tier(5.0, 0.6), Tier(9.0, 1.0)))
    scheme = scheme_of(leaf("tax_per_mu", "tax / land", "万元/亩", 100.0, tiers), variables=(TAX, LAND))
    entries = firms((4, 1), (5, 1), (9, 1))
    advice = cheapest_improvement(prepare(scheme), entries, "f0", Goal(score=50.0), limits=FREE)
    assert [move.after for move in advice.moves] == [5.0]
    assert advice.after.score == 60.0
    assert advice.effort == pytest.approx((5 - 4) / ((5 + 9) / 2 - (4 + 5) / 2))  # quartiles 4.5 and 7


def test_where_less_is_better_the_curve_is_followed_to_what_is_just_enough() -> None:
    # Base 4 over the value: at 8 half of 100 points, 80 points at 4/0.8 = 5.
    scheme = scheme_of(
        leaf("power_per_tax", "power / tax", "万千瓦时/万元", 100.0, ratio_to("4"), direction=Direction.DOWN),
        variables=(TAX, POWER),
    )
    entries = entries_of({f"f{n}": {"tax": 1.0, "power": value} for n, value in enumerate((8.0, 4.0, 5.0, 6.0))})
    advice = cheapest_improvement(prepare(scheme), entries, "f0", Goal(score=80.0), limits=Limits())
    (move,) = advice.moves
    assert move.after == pytest.approx(5.0, rel=1e-5)
    assert move.after <= 5.0
    assert 80.0 <= advice.after.score < 80.01
    assert 0 < advice.curve_error < 0.01
    assert "降低" in advice.sentence.zh


def test_a_rank_is_reached_by_equalling_who_holds_it_and_passing_where_ties_are_broken() -> None:
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    scheme = two_ratios(10.0, 10.0)
    advice = cheapest_improvement(prepare(scheme), entries, "f0", Goal(rank=2), limits=FREE)
    # Second now: 8/10·50 + 10.5/10·50 = 92.5, from 10 + 45 = 55.
    assert advice.after.score == pytest.approx(92.5)
    assert advice.after.rank == 2
    assert advice.others_passed == ("f1", "f2")
    broken = replace(scheme, tie_breakers=("tax_per_power",))
    ahead = cheapest_improvement(prepare(broken), entries, "f0", Goal(rank=2), limits=FREE)
    assert ahead.after.score > 92.5
    assert (ahead.after.rank, ahead.others_passed) == (2, ("f1", "f2", "f3"))
    verified(ahead, broken, entries)


def test_a_grade_of_forced_shares_takes_the_place_of_its_last_holder() -> None:
    # Of 5 firms A is the first, B up to the third: f2 holds the third place with 60.
    entries = firms((10, 10), (8, 8), (6, 6), (4, 4), (2, 2))
    scheme = two_ratios(10.0, 10.0, grades=BY_SHARES)
    advice = cheapest_improvement(prepare(scheme), entries, "f4", Goal(grade="B"), limits=FREE)
    assert (advice.before.grade, advice.after.grade) == ("C", "B")
    assert advice.after.score == pytest.approx(60.0)
    assert "等级由 C 变为 B" in advice.sentence.zh
    score_grades = two_ratios(10.0, 10.0, grades=BY_SCORE)
    by_score = cheapest_improvement(prepare(score_grades), entries, "f4", Goal(grade="B"), limits=FREE)
    assert by_score.after.score == pytest.approx(80.0)
    assert goal_words(by_score.goal).en == "grade B"


def test_an_own_change_that_moves_the_boards_best_value_is_verified_on_the_new_board() -> None:
    # One indicator between worst 0 and best 10 of the board: whoever passes the best drags the others down.
    scheme = min_max_scheme()
    entries = entries_of({name: {"first": first, "second": second} for name, first, second in (
        ("a", 0.0, 5.0), ("b", 10.0, 4.0), ("c", 6.0, 1.0), ("d", 3.0, 3.0))})  # fmt: skip
    limits = Limits(within={"one": (None, 30.0), "two": (0.0, None)})
    advice = cheapest_improvement(prepare(scheme), entries, "d", Goal(rank=1), limits=limits)
    assert advice.is_reached
    assert advice.after.rank == 1
    assert not advice.is_cheapest
    verified(advice, scheme, entries)


def test_what_is_out_of_reach_is_said_with_the_best_that_is_not() -> None:
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    advice = cheapest_improvement(prepared, entries, "f0", Goal(grade="A"))
    # Half more of 2 and of 9, the latter no further than the 90th percentile, 10.8: 3/10·50 + 10.8/10·50.
    assert not advice.is_reached
    assert advice.after.score == pytest.approx(15 + 54)
    assert {move.indicator: move.after for move in advice.moves} == pytest.approx(
        {"tax_per_mu": 3.0, "tax_per_power": 10.8}
    )
    assert "达不到“等级达到 A”" in advice.sentence.zh
    assert "out of reach" in advice.sentence.en
    nobody = replace(two_ratios(10.0, 10.0), grades=(replace(BY_SHARES[0], up_to=0.1), *BY_SHARES[1:]))
    assert not cheapest_improvement(prepare(nobody), entries, "f0", Goal(grade="A"), limits=FREE).is_reached


def test_what_is_met_already_needs_nothing() -> None:
    entries = firms((10, 10), (8, 8))
    advice = cheapest_improvement(prepare(two_ratios(10.0, 10.0)), entries, "f0", Goal(rank=1))
    assert (advice.is_reached, advice.moves, advice.effort) == (True, (), 0)
    assert advice.sentence.zh == "现在已经达到“进入前 1 名”，无须改进。"


def test_a_veto_is_named_where_no_score_helps() -> None:
    veto = Veto("accident", Label("发生重大事故", "a grave accident"), "accident", Effect.GRADE, grade="C")
    scheme = two_ratios(10.0, 10.0, grades=BY_SHARES, vetoes=(veto,))
    accident = replace(TAX, variable=replace(TAX.variable, name="accident", kind="truth", unit="1"), at_least=None)
    scheme = replace(scheme, variables=(*scheme.variables, accident))
    entries = firms((10, 10), (8, 8), (6, 6), (4, 4), (2, 2))
    entries = replace(entries, columns={**entries.columns, "accident": np.array([0.0, 0, 0, 0, 1.0])})
    advice = cheapest_improvement(prepare(scheme), entries, "f4", Goal(grade="B"), limits=FREE)
    assert not advice.is_reached
    assert "发生重大事故" in advice.sentence.zh
    assert (advice.moves, advice.after) == ((), advice.before)
    assert cheapest_improvement(prepare(scheme), entries, "f4", Goal(score=50.0), limits=FREE).is_reached


def test_bounds_of_the_scheme_go_before_those_of_the_board_and_the_askers_before_both() -> None:
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    scheme = two_ratios(10.0, 10.0)
    first, second = scheme.indicators
    told = replace(
        scheme,
        tree=replace(scheme.tree, children=(replace(first, reachable_high=7.0), replace(second, easily_moved=False))),
    )
    now = score(told, entries)
    assert furthest_values(now, 1, Limits())[0] == 7.0
    assert np.isnan(furthest_values(now, 1, Limits())[1])
    assert furthest_values(now, 1, Limits(within={"tax_per_mu": (None, 5.0)}))[0] == 5.0
    assert furthest_values(now, 4, Limits())[0] == 10.0  # it stands beyond what is reachable: no step back
    plain = score(scheme, entries)
    assert furthest_values(plain, 0, Limits())[0] == 2 * 1.5
    assert furthest_values(plain, 3, Limits(relative=None))[0] == pytest.approx(9.2)  # 8 + 0.6·2: 90th percentile
    assert effort_weights(plain, 0, Limits()).tolist() == pytest.approx([1 / 4, 1 / 1])


def test_weighted_geometric_means_are_verified_too_though_not_proved_cheapest() -> None:
    scheme = two_ratios(10.0, 10.0)
    scheme = replace(scheme, tree=replace(scheme.tree, aggregation=Aggregation.GEOMETRIC))
    entries = firms((2, 9), (4, 9.5), (6, 10), (8, 10.5), (10, 11))
    now = score(scheme, entries)
    advice = cheapest_improvement(prepare(scheme), entries, "f0", Goal(score=1.5 * float(now.score[0])), limits=FREE)
    assert advice.is_reached
    assert not advice.is_cheapest
    assert advice.after.score == pytest.approx(1.5 * now.score[0], rel=1e-3)
    verified(advice, scheme, entries)


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(2, 20), st.integers(2, 20)), min_size=4, max_size=7),
    st.integers(1, 3),
    st.floats(0.7, 1.6).map(lambda cap: round(cap, 2)),
)
def test_nothing_on_a_grid_reaches_the_rank_with_less_effort(
    figures: list[tuple[int, int]], rank: int, cap: float
) -> None:
    scheme = scheme_of(
        leaf("tax_per_mu", "tax / land", "万元/亩", 50.0, ratio_to("10", cap=cap)),
        leaf("tax_per_power", "tax / power", "万元/万千瓦时", 50.0, ratio_to("10")),
    )
    entries = firms(*figures)
    limits = Limits(percentile=None, relative=None, within={"tax_per_mu": (None, 24.0), "tax_per_power": (None, 24.0)})
    advice = cheapest_improvement(prepare(scheme), entries, "f0", Goal(rank=rank), limits=limits)
    now = score(scheme, entries)
    weights = effort_weights(now, 0, limits)
    least = np.inf
    others = np.sort(now.score[1:])[::-1]
    for steps in product(range(23), repeat=2):
        at = [min(value + step, max(value, 24.0)) for value, step in zip(now.values[0], steps, strict=True)]
        points = 50 * min(at[0] / 10, cap) + 50 * at[1] / 10
        if (others > points + 1e-9).sum() < rank:
            least = min(least, float(np.dot(weights, np.array(at) - now.values[0])))
    verified(advice, scheme, entries)
    assert advice.is_reached or least == np.inf
    assert not advice.is_reached or advice.effort <= least + 1e-4


METHODS = {
    "min_max": Normalisation(Method.MIN_MAX, low=0.0, high=1.0),
    "z_score": Normalisation(Method.Z_SCORE, low=0.0, high=1.0),
    "percent_rank": Normalisation(Method.PERCENT_RANK),
    "tiers": Normalisation(Method.TIERS, tiers=(Tier(None, 0.0), Tier(4.0, 0.3), Tier(8.0, 0.7), Tier(11.0, 1.0))),
    "ratio": ratio_to("3", cap=1.5),
}


@pytest.mark.parametrize(
    ("first", "second", "seed"),
    [("min_max", "tiers", 1), ("z_score", "ratio", 2), ("percent_rank", "min_max", 3), ("tiers", "ratio", 4),
     ("min_max", "min_max", 5), ("ratio", "percent_rank", 6)],
)  # fmt: skip
def test_whatever_the_methods_a_way_is_found_where_a_grid_finds_one(first: str, second: str, seed: int) -> None:
    """Every board of the grid is scored; on these boards the way found is no dearer either."""
    rng = np.random.default_rng(seed)
    scheme = scheme_of(
        leaf("one", "a", "1", 50.0, METHODS[first]), leaf("two", "b", "1", 50.0, METHODS[second]),
        variables=(SchemeVariable(Variable("a")), SchemeVariable(Variable("b"))), grades=BY_SHARES,
    )  # fmt: skip
    figures = {"a": rng.integers(1, 13, 6).astype(float), "b": rng.integers(1, 13, 6).astype(float)}
    figures = {name: np.concatenate([[2.0], column]) for name, column in figures.items()}
    names = tuple(f"u{place}" for place in range(7))
    entries, prepared = Entries(names, names, figures), prepare(scheme)
    limits = Limits(percentile=None, relative=None, within={"one": (None, 14.0), "two": (None, 14.0)})
    goal = Goal(grade="B")
    advice = cheapest_improvement(prepared, entries, "u0", goal, limits=limits)
    weights = effort_weights(score(prepared, entries), 0, limits)
    least = np.inf
    for steps in product(range(13), repeat=2):
        columns = {name: column.copy() for name, column in figures.items()}
        columns["a"][0], columns["b"][0] = 2.0 + steps[0], 2.0 + steps[1]
        if score(prepared, replace(entries, columns=columns)).grade[0] in "AB":
            least = min(least, float(np.dot(weights, steps)))
    assert least < np.inf
    assert advice.is_reached
    assert advice.effort <= least + 1e-4
    verified(advice, scheme, entries)


def test_a_goal_has_to_be_one_and_one_that_the_scheme_knows() -> None:
    entries = firms((10, 10), (8, 8))
    prepared = prepare(two_ratios(10.0, 10.0, grades=BY_SHARES))
    for wrong in ({}, {"rank": 1, "score": 2.0}, {"rank": 0}):
        with pytest.raises(AdviceRefused):
            Goal(**wrong)
    with pytest.raises(AdviceRefused, match="no grade"):
        cheapest_improvement(prepared, entries, "f0", Goal(grade="Z"))
    with pytest.raises(AdviceRefused, match="no unit"):
        cheapest_improvement(prepared, entries, "stranger", Goal(rank=1))
    gap = entries_of({"a": {"tax": None, "land": 1.0, "power": 1.0}, "b": {"tax": 1.0, "land": 1.0, "power": 1.0}})
    with pytest.raises(AdviceRefused, match="no score"):
        cheapest_improvement(prepared, gap, "a", Goal(rank=1))
