"""Forecasts of short series: known arithmetic, honest silence, and intervals that hold what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tidehead.calc.trajectory import Method, accepted, forecast, probability_of_reaching

UNKNOWN = float("nan")
SEED = 20261121


def test_drift_by_hand() -> None:
    # Steps 2, 1, 3: mean 2, squared deviations 0 + 1 + 1 over 2 degrees of freedom = 1; two years on:
    # variance 1 * (2 + 2 * 2 / 3), point 7 + 2 * 2.
    ahead = forecast([1, 2, 3, 4], [1.0, 3.0, 4.0, 7.0], at=6)
    reach = stats.t.ppf(0.9, 2) * np.sqrt(2 + 4 / 3)
    np.testing.assert_allclose([ahead.point, ahead.low, ahead.high], [11.0, 11.0 - reach, 11.0 + reach])


def test_drift_agrees_with_the_textbook_formula_for_even_years() -> None:
    # Hyndman and Athanasopoulos 5.5: standard error s * sqrt(h * (1 + h / (T - 1))).
    series = np.array([3.0, 4.5, 4.0, 6.5, 7.0, 9.5])
    steps = np.diff(series)
    ahead = forecast(np.arange(6), series, at=8)
    np.testing.assert_allclose(ahead.spread, steps.std(ddof=1) * np.sqrt(3 * (1 + 3 / 5)))


def test_the_trend_agrees_with_ordinary_least_squares() -> None:
    times, series = np.arange(6.0), np.array([3.0, 4.5, 4.0, 6.5, 7.0, 9.5])
    fit = stats.linregress(times, series)
    ahead = forecast(times, series, at=8, method=Method.TREND)
    np.testing.assert_allclose(ahead.point, fit.intercept + fit.slope * 8)
    misfit = series - fit.intercept - fit.slope * times
    scale = np.sqrt((misfit**2).sum() / 4 * (1 + 1 / 6 + (8 - 2.5) ** 2 / 17.5))
    np.testing.assert_allclose(ahead.spread, scale)


def test_a_flow_above_zero_is_carried_forward_by_percentages() -> None:
    growing = 100 * 1.1 ** np.arange(6) * np.array([1.0, 1.01, 0.99, 1.02, 1.0, 1.0])
    ahead = forecast(np.arange(6), growing, at=7, nature="flow")
    np.testing.assert_allclose(ahead.point, 100 * 1.1**7, rtol=1e-9)
    assert ahead.low > 0


@pytest.mark.parametrize(
    ("times", "values", "at", "reason"),
    [
        ([1, 2, 3], [1.0, 2.0, 2.5], 4, "too_few_points"),
        ([1, 2, 3, 4], [1.0, UNKNOWN, 2.5, 3.0], 5, "too_few_points"),
        ([1, 2, 3, 4], [1.0, float("inf"), 2.5, 3.0], 5, "too_few_points"),
        ([1, 2, 3, 4], [1.0, 2.0, 2.5, 3.0], 4, "not_ahead"),
        ([1, 2, 3, 4], [1.0, 2.0, 2.5, 3.0], UNKNOWN, "unknown_input"),
        ([], [], 4, "too_few_points"),
    ],
)
def test_where_nothing_can_be_said_the_forecast_is_unknown_and_says_why(
    times: list[float], values: list[float], at: float, reason: str
) -> None:
    ahead = forecast(times, values, at=at)
    assert ahead.reason == reason
    assert np.isnan([ahead.point, ahead.low, ahead.high]).all()
    assert np.isnan(probability_of_reaching(ahead, accepted(1.0)))


def test_a_past_without_any_deviation_gives_a_point_but_no_certainty() -> None:
    ahead = forecast([1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4], at=6)
    np.testing.assert_allclose(ahead.point, 0.6)
    assert ahead.reason == "exact_fit"
    assert np.isnan(ahead.low)
    assert np.isnan(probability_of_reaching(ahead, accepted(0.5)))


def test_further_ahead_than_the_history_is_long_is_marked() -> None:
    assert forecast([1, 2, 3, 4], [1.0, 3.0, 4.0, 7.0], at=8).reason == "far_ahead"


def test_a_missing_year_is_stepped_over_not_filled() -> None:
    gap = forecast([1, 2, 3, 4, 5, 6], [1.0, 3.0, UNKNOWN, 7.0, 8.0, 11.0], at=8)
    without = forecast([1, 2, 4, 5, 6], [1.0, 3.0, 7.0, 8.0, 11.0], at=8)
    np.testing.assert_allclose([gap.point, gap.low, gap.high], [without.point, without.low, without.high])
    # By hand: slope 10 / 5 = 2; misfits (2-2)²/1, (4-4)²/2, (1-2)²/1, (3-2)²/1 = 2 over 3 degrees of freedom.
    np.testing.assert_allclose(gap.spread, np.sqrt(2 / 3 * (2 + 4 / 5)))


def test_a_time_given_twice_a_missing_year_and_a_percentage_for_a_level_are_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        forecast([1, 1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0, 5.0], at=6)
    with pytest.raises(ValueError, match="same number of years"):
        forecast([1, 2, 3], [1.0, 2.0], at=6)
    with pytest.raises(ValueError, match="level"):
        forecast([1, 2, 3, 4], [1.0, 2.0, 3.0, 5.0], at=6, level=80)


def test_many_series_at_once_give_what_each_gives_alone() -> None:
    random = np.random.default_rng(SEED)
    values = random.normal(size=(50, 7)).cumsum(axis=1) + 20
    values[random.random(values.shape) < 0.2] = np.nan
    natures = np.where(np.arange(50) % 2, "flow", "stock")
    for method in Method:
        together = forecast(np.arange(7), values, at=9, method=method, nature=natures)
        for place in range(50):
            alone = forecast(np.arange(7), values[place], at=9, method=method, nature=natures[place])
            np.testing.assert_allclose(together.low[place], alone.low)
            assert together.reason[place] == alone.reason


lists = st.lists(st.floats(min_value=1, max_value=1e6), min_size=4, max_size=10)


@given(values=lists, seed=st.integers(min_value=0, max_value=999))
def test_the_order_of_rows_does_not_matter(values: list[float], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(values))
    straight = forecast(np.arange(len(values)), values, at=20)
    mixed = forecast(np.arange(len(values))[order], np.array(values)[order], at=20)
    np.testing.assert_array_equal(straight.high, mixed.high)


@given(values=lists, scale=st.floats(min_value=1e-3, max_value=1e3))
def test_a_change_of_unit_scales_the_interval_and_leaves_the_probability(values: list[float], scale: float) -> None:
    times, series = np.arange(len(values)), np.array(values)
    plain, scaled = forecast(times, series, at=12), forecast(times, series * scale, at=12)
    if plain.reason != "exact_fit" and scaled.reason != "exact_fit" and plain.spread > 1e-6 * series.max():
        np.testing.assert_allclose(scaled.high, plain.high * scale, rtol=1e-6, atol=1e-6 * series.max() * scale)
        target = series.mean()
        np.testing.assert_allclose(
            probability_of_reaching(scaled, accepted(target * scale)),
            probability_of_reaching(plain, accepted(target)),
            atol=1e-6,
        )


@given(values=lists, target=st.floats(min_value=1, max_value=1e6), more=st.floats(min_value=0, max_value=1e5))
def test_a_harder_target_is_never_likelier(values: list[float], target: float, more: float) -> None:
    ahead = forecast(np.arange(len(values)), values, at=12)
    easy, hard = (probability_of_reaching(ahead, accepted(each)) for each in (target, target + more))
    assert np.isnan(easy) or hard <= easy
    at_least = probability_of_reaching(ahead, accepted(target, "ge"))
    at_most = probability_of_reaching(ahead, accepted(target, "le"))
    assert np.isnan(at_least) or abs(at_least + at_most - 1.0) < 1e-9


def test_the_probability_agrees_with_the_interval() -> None:
    ahead = forecast([1, 2, 3, 4, 5], [1.0, 3.0, 4.0, 7.0, 7.5], at=7, level=0.8)
    np.testing.assert_allclose(probability_of_reaching(ahead, accepted(ahead.low)), 0.9)
    np.testing.assert_allclose(probability_of_reaching(ahead, accepted(ahead.high)), 0.1)
    inside = accepted(ahead.low, "between", upper=ahead.high)
    np.testing.assert_allclose(probability_of_reaching(ahead, inside), 0.8)


def coverage(method: Method, paths: np.ndarray, points: int) -> float:
    ahead = forecast(np.arange(points), paths[:, :points], at=paths.shape[1] - 1, method=method)
    return float(np.mean((ahead.low <= paths[:, -1]) & (paths[:, -1] <= ahead.high)))


@pytest.mark.parametrize("points", [4, 6, 10])
@pytest.mark.parametrize("years", [1, 3])
def test_drift_keeps_its_promise_where_changes_add_up_and_errs_wide_where_they_do_not(points: int, years: int) -> None:
    noise = np.random.default_rng(SEED).normal(size=(8000, points + years))
    walking, around_a_line = np.cumsum(1 + noise, axis=1), np.arange(points + years) + noise
    assert abs(coverage(Method.DRIFT, walking, points) - 0.8) < 0.02
    assert coverage(Method.DRIFT, around_a_line, points) > 0.79


def test_the_trend_would_promise_too_much_where_changes_add_up() -> None:
    noise = np.random.default_rng(SEED).normal(size=(8000, 11))
    assert coverage(Method.TREND, np.cumsum(1 + noise, axis=1), 8) < 0.6
    assert abs(coverage(Method.TREND, np.arange(11) + noise, 8) - 0.8) < 0.02
