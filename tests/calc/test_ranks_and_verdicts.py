"""Rank among peers, and the four tests side by side."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.trajectory import (
    Comparator,
    Goal,
    State,
    forecast,
    forecast_test,
    growth_test,
    level_test,
    overall_test,
    place_share,
    rank_among,
    rank_test,
    verdict,
)

UNKNOWN = float("nan")
GOAL = Goal(base=100, target=200, base_time=2021, target_time=2026)


def test_ties_share_the_better_place_and_the_next_place_is_skipped() -> None:
    placed = rank_among([10.0, 30.0, 20.0, 20.0, 5.0])
    assert placed.rank.tolist() == [4.0, 1.0, 2.0, 2.0, 5.0]
    assert placed.tied.tolist() == [1.0, 1.0, 2.0, 2.0, 1.0]


def test_an_unknown_value_has_no_rank_and_moves_nobody_else() -> None:
    placed = rank_among([10.0, UNKNOWN, 20.0], "down")
    np.testing.assert_array_equal(placed.rank, [1.0, np.nan, 2.0])
    assert (placed.known, placed.coverage) == (2, 2 / 3)


def test_sums_that_differ_only_in_their_last_bits_are_ties() -> None:
    assert rank_among([0.1 + 0.2, 0.3]).rank.tolist() == [1.0, 1.0]


def test_a_rank_needs_peers() -> None:
    with pytest.raises(ValueError, match="peers"):
        rank_among(3.0)
    assert np.isnan(place_share(rank_among([3.0, UNKNOWN]))).all()


@given(values=st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=2, max_size=20))
def test_the_best_upward_is_the_last_downward(values: list[float]) -> None:
    up, down = rank_among(values, "up"), rank_among(values, "down")
    np.testing.assert_array_equal(up.rank + down.rank + up.tied - 1, len(values) + 1)


@given(
    values=st.lists(st.integers(min_value=-(10**6), max_value=10**6), min_size=2, max_size=20),
    seed=st.integers(min_value=0, max_value=999),
)
def test_the_order_of_peers_does_not_matter(values: list[int], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(values))
    np.testing.assert_array_equal(
        rank_among(np.array(values, dtype=float)[order]).rank, rank_among([float(v) for v in values]).rank[order]
    )


@pytest.mark.parametrize(
    ("latest", "state"),
    [(143.0, "ahead"), (140.0, "on_course"), (138.0, "on_course"), (130.0, "behind"), (123.0, "off_course")],
)
def test_the_level_is_judged_by_the_way_that_should_have_been_covered(latest: float, state: str) -> None:
    # Two of five years: 40 of the 100 are due.
    found = level_test(GOAL, latest, latest_time=2023)
    assert found.state == state
    np.testing.assert_allclose(found.measure, (latest - 100) / 40)


def test_a_flow_in_mid_year_is_judged_by_what_is_done_of_what_is_due() -> None:
    flow = Goal(100, 200, 2021, 2026, nature="flow")
    found = verdict(flow, 66.5, latest_time=2023, share_of_year=0.5)
    np.testing.assert_allclose(found.level.measure, 66.5 / 70)
    assert found.level.state == "on_course"
    assert (found.growth.state, found.growth.reason) == ("unknown", "part_year")


def test_a_limit_is_kept_or_broken_and_only_reached_when_its_time_has_come() -> None:
    limit = Goal(3.0, 5.0, 2020, 2025, comparator="le")
    found = level_test(limit, [4.0, 5.5, 4.0], latest_time=[2023, 2023, 2025])
    assert found.state.tolist() == ["on_course", "off_course", "reached"]
    assert found.reason.tolist() == ["within_limit", "limit_broken", "meets_target"]


def test_a_target_met_early_is_reached_and_so_is_the_light() -> None:
    assert verdict(GOAL, 205, latest_time=2024).overall.state == "reached"


def test_nothing_known_is_unknown_not_red() -> None:
    found = verdict(Goal(UNKNOWN, 200, 2021, 2026), UNKNOWN, latest_time=2023)
    for each in (found.level, found.growth, found.forecast, found.rank, found.overall):
        assert each.state == "unknown"
    assert found.overall.reason == "nothing"


def test_a_target_without_a_base_can_still_be_reached_but_not_judged_on_the_way() -> None:
    found = level_test(Goal(UNKNOWN, 200, 2021, 2026), [210.0, 150.0], latest_time=2023)
    assert found.state.tolist() == ["reached", "unknown"]


def test_the_light_is_the_middle_of_three_and_the_worse_of_two() -> None:
    ahead = forecast([2018, 2019, 2020, 2021, 2022, 2023], [70.0, 79, 88, 100, 118, 131], at=2026)
    found = verdict(GOAL, 131, latest_time=2023, ahead=ahead)
    states = [each.state.item() for each in (found.level, found.growth, found.forecast)]
    assert states == ["behind", "on_course", "off_course"]
    assert found.overall.state == "behind"
    assert found.overall.reason == "level+growth+forecast"
    assert found.overall.measure == 2.0
    assert verdict(GOAL, 131, latest_time=2023).overall.state == "behind"


def test_the_rank_is_shown_but_never_decides() -> None:
    found = verdict(GOAL, 123, latest_time=2023, place=1.0, peers=9)
    assert (found.rank.state, found.overall.state) == ("ahead", verdict(GOAL, 123, latest_time=2023).overall.state)
    assert rank_test(1.0, 3).reason == "too_few_peers"
    assert rank_test(UNKNOWN, 9).reason == "not_given"


def test_every_state_is_one_of_the_six() -> None:
    random = np.random.default_rng(3)
    base, target, latest = random.normal(50, 40, (3, 2000))
    words = random.choice(["eq", "ge", "le", "approx", "near", "gt", "lt"], 2000)
    natures = random.choice(["flow", "stock", "ratio", "cumulative"], 2000)
    goals = Goal(base, target, 2021, 2026, nature=natures, comparator=words)
    history = random.normal(50, 10, (2000, 5)).cumsum(axis=1)
    ahead = forecast(np.arange(2019, 2024), history, at=2026, nature=natures)
    found = verdict(goals, latest, latest_time=2023, ahead=ahead, place=random.random(2000), peers=9)
    for each in (found.level, found.growth, found.forecast, found.rank, found.overall):
        assert set(np.unique(each.state)) <= {state.value for state in State}
        assert each.state.shape == (2000,)


@given(
    base=st.floats(min_value=1, max_value=1e5),
    target=st.floats(min_value=1, max_value=1e5),
    latest=st.floats(min_value=1, max_value=1e5),
    power=st.integers(min_value=-10, max_value=10),
    nature=st.sampled_from(["flow", "stock", "ratio", "cumulative"]),
)
def test_the_unit_never_changes_the_light(base: float, target: float, latest: float, power: int, nature: str) -> None:
    # Powers of two change no bits but the exponent, so that even a value on a cut-off must stay there.
    scale = 2.0**power
    plain = verdict(Goal(base, target, 2021, 2026, nature=nature), latest, latest_time=2024)
    scaled = verdict(Goal(base * scale, target * scale, 2021, 2026, nature=nature), latest * scale, latest_time=2024)
    assert plain.overall.state == scaled.overall.state
    assert plain.level.state == scaled.level.state


@given(one=st.floats(min_value=1, max_value=300), other=st.floats(min_value=1, max_value=300))
def test_more_of_what_is_better_never_looks_worse(one: float, other: float) -> None:
    order = ["unknown", "off_course", "behind", "on_course", "ahead", "reached"]
    low, high = sorted((one, other))
    for goal, worse, better in (
        (GOAL, low, high),
        (Goal(200, 100, 2021, 2026, direction="down"), high, low),
    ):
        states = verdict(goal, [worse, better], latest_time=2023).overall.state.tolist()
        assert order.index(states[0]) <= order.index(states[1])


def test_unknown_infinite_zero_and_negative_input_is_answered_quietly() -> None:
    random = np.random.default_rng(0)
    odd = np.array([UNKNOWN, 0.0, -1.0, 1.0, 5.0, 100.0, 1e-9, 1e12, np.inf, -np.inf, 3.3])
    base, target, upper, latest = random.choice(odd, (4, 3000))
    times = random.choice([2019.0, 2022.0, 2026.0, UNKNOWN], (3, 3000))
    words = random.choice([each.value for each in Comparator], 3000)
    goals = Goal(base, target, times[0], times[1], comparator=words, upper=upper, nature="flow")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ahead = forecast(np.arange(2015, 2021), random.choice(odd, (3000, 6)), at=times[1], nature="flow")
        found = verdict(goals, latest, latest_time=times[2], share_of_year=0.5, ahead=ahead)
    assert (found.overall.state[np.isnan(target) | np.isinf(target)] == "unknown").all()


def test_growth_of_part_of_a_year_is_not_held_against_a_whole_one() -> None:
    flow = Goal(base=100, target=200, base_time=2021, target_time=2026, nature="flow")
    assert growth_test(flow, 60, latest_time=2023, share_of_year=0.5).reason.item() == "part_year"
    # (144 / 100) ** (1/2) - 1 = 20 % a year achieved, 2 ** (1/5) - 1 = 14.9 % required.
    whole = growth_test(flow, 144, latest_time=2023)
    np.testing.assert_allclose(whole.measure, 0.2 / (2 ** (1 / 5) - 1))
    assert whole.state.item() == "ahead"


def test_a_forecast_is_judged_by_its_chance_and_says_why_it_has_none() -> None:
    series = [100.0, 118.0, 139.0, 161.0, 178.0]
    ahead = forecast([2021, 2022, 2023, 2024, 2025], series, at=2026)
    likely = forecast_test(GOAL, ahead)
    assert likely.state.item() in {"on_course", "behind"}
    assert 0 < likely.measure.item() < 1
    few = forecast([2021, 2022], [100.0, 120.0], at=2026)
    assert (forecast_test(GOAL, few).state.item(), forecast_test(GOAL, few).reason.item()) == (
        "unknown",
        "too_few_points",
    )


def test_the_light_names_the_tests_that_decided_it() -> None:
    level = level_test(GOAL, 140, latest_time=2023)
    growth = growth_test(GOAL, 140, latest_time=2023)
    light = overall_test(level, growth, forecast_test(GOAL, None))
    assert light.reason.item() == "level+growth"
    assert light.state.item() == "on_course"
