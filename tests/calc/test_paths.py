"""Plan to date, growth required and growth achieved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.trajectory import (
    Goal,
    achieved_growth,
    flow_to_date,
    growth_still_needed,
    path_value,
    plan_to_date,
    progress_ratio,
    required_growth,
    share_elapsed,
    yearly_growth,
    yearly_step,
)

amounts = st.floats(min_value=0.01, max_value=1e9)
levels = st.floats(min_value=-1e6, max_value=1e6)
years = st.integers(min_value=2000, max_value=2050)
UNKNOWN = float("nan")


def test_each_nature_asks_for_what_it_is_at_half_of_the_third_year() -> None:
    goals = Goal(100, 200, 2021, 2026, nature=["flow", "stock", "ratio", "cumulative"])
    expected = [(100 + 100 * 2 / 5) / 2, 100 + 100 * 1.5 / 5, 100 + 100 * 1.5 / 5, 100 + 100 * 1.5 / 5]
    np.testing.assert_allclose(plan_to_date(goals, 2023, share_of_year=0.5), expected)


def test_a_running_total_adds_equal_amounts_even_when_a_percentage_is_asked_for() -> None:
    totals = Goal(0, 500, 2021, 2026, nature="cumulative")
    assert plan_to_date(totals, 2023, shape="compound") == 0 + 500 * 2 / 5


def test_a_compound_path_without_positive_ends_is_unknown_not_zero() -> None:
    assert np.isnan(path_value(0.0, 10.0, base_time=2020, target_time=2025, time=2022, shape="compound"))


def test_the_path_is_held_before_its_base_and_after_its_target() -> None:
    path = path_value(100, 200, base_time=2021, target_time=2026, time=[2019, 2030])
    assert path.tolist() == [100.0, 200.0]


def test_a_target_that_is_due_before_its_base_has_no_path() -> None:
    assert np.isnan(share_elapsed(2022, base_time=2026, target_time=2021))


def test_unknown_base_unknown_target_or_unknown_time_gives_an_unknown_path() -> None:
    for base, target, time in ((UNKNOWN, 1.0, 2022), (1.0, UNKNOWN, 2022), (1.0, 2.0, UNKNOWN)):
        assert np.isnan(path_value(base, target, base_time=2020, target_time=2025, time=time))


def test_a_share_of_the_year_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        flow_to_date(100.0, share_of_year=1.2)


def test_an_unknown_shape_or_nature_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Shape: wavy"):
        path_value(1, 2, base_time=2020, target_time=2021, time=2020, shape="wavy")
    with pytest.raises(ValueError, match="not a Nature: share"):
        plan_to_date(Goal(1, 2, 2020, 2021, nature="share"), 2020)


@given(base=amounts, target=amounts, scale=st.floats(min_value=1e-4, max_value=1e4), time=years)
def test_a_change_of_unit_moves_the_path_by_the_same_factor(
    base: float, target: float, scale: float, time: int
) -> None:
    for shape in ("linear", "compound"):
        plain = path_value(base, target, base_time=2010, target_time=2040, time=time, shape=shape)
        scaled = path_value(base * scale, target * scale, base_time=2010, target_time=2040, time=time, shape=shape)
        np.testing.assert_allclose(scaled, plain * scale, rtol=1e-9)


@given(base=levels, target=levels, first=years, second=years)
def test_the_path_runs_one_way_and_stays_between_its_ends(base: float, target: float, first: int, second: int) -> None:
    early, late = sorted((first, second))
    before, after = path_value(base, target, base_time=2010, target_time=2040, time=[float(early), float(late)])
    margin = 1e-9 * max(abs(base), abs(target), 1.0)
    assert (after - before) * (target - base) >= -margin * abs(target - base)
    assert min(base, target) - margin <= before <= max(base, target) + margin


@given(base=amounts, target=amounts, latest=amounts)
def test_turning_every_sign_and_the_direction_leaves_the_ratio_of_growth(
    base: float, target: float, latest: float
) -> None:
    up = Goal(base, target, 2020, 2030, nature="ratio", direction="up")
    down = Goal(-base, -target, 2020, 2030, nature="ratio", direction="down")
    np.testing.assert_allclose(
        progress_ratio(up, latest, latest_time=2025), progress_ratio(down, -latest, latest_time=2025), rtol=1e-9
    )


def test_growing_at_the_required_rate_is_a_ratio_of_one_and_leaves_the_same_rate_to_go() -> None:
    goal = Goal(100, 161.051, 2020, 2025)
    np.testing.assert_allclose(progress_ratio(goal, 100 * 1.1**2, latest_time=2022), 1.0)
    np.testing.assert_allclose(growth_still_needed(goal, 100 * 1.1**2, latest_time=2022).rate, 0.1)


def test_required_growth_of_two_plan_figures_by_hand() -> None:
    # A share of 2.15 to 3.35 and an amount of 290.6 to 400 in five years: (3.35/2.15)^(1/5)-1 and (400/290.6)^(1/5)-1.
    np.testing.assert_allclose(yearly_growth([2.15, 290.6], [3.35, 400.0], years=5), [0.0928, 0.0660], atol=5e-5)


def test_a_base_of_zero_is_measured_in_steps_and_says_so() -> None:
    from_nothing = Goal(0, 50, 2020, 2025)
    assert required_growth(from_nothing).method == "step"
    assert required_growth(from_nothing).rate == 50 / 5
    assert achieved_growth(from_nothing, 18, latest_time=2022).rate == 18 / 2
    assert progress_ratio(from_nothing, 18, latest_time=2022) == (18 / 2) / (50 / 5)


def test_required_and_achieved_are_always_measured_the_same_way() -> None:
    fallen_to_zero = Goal(100, 200, 2020, 2025)
    assert achieved_growth(fallen_to_zero, 0.0, latest_time=2022).method == "step"
    assert required_growth(fallen_to_zero, latest=0.0).method == "step"


def test_growth_over_no_years_or_from_below_zero_is_unknown() -> None:
    assert np.isnan(yearly_growth([100.0, -5.0], 120.0, years=[0, 2])).all()
    assert np.isnan(yearly_step(1.0, 2.0, years=0))


def test_a_target_the_base_already_met_has_no_ratio_of_growth() -> None:
    assert np.isnan(progress_ratio(Goal(10, 8, 2020, 2025), 12, latest_time=2022))
