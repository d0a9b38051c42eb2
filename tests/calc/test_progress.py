"""Edges of the published progress measure; its published results are in tests/golden."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.trajectory import Progress, near_limit_factor, progress_measure

amounts = st.floats(min_value=0.1, max_value=1e6)


def of(base: float, latest: float | list[float], **rest: object) -> Progress:
    return progress_measure(base, latest, **{"base_time": 2015, "latest_time": 2020, **rest})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ratio", "status", "score"),
    [
        (1.30, "substantial_progress", 5.0),
        (0.9501, "substantial_progress", (0.9501 - 0.6) * 5 / 0.7),
        (0.9499, "moderate_progress", (0.9499 - 0.6) * 5 / 0.7),
        (0.6001, "moderate_progress", 0.0001 * 5 / 0.7),
        (0.5999, "limited_progress", -0.0001 * 5 / 1.2),
        (0.0, "limited_progress", -2.5),
        (-0.0001, "deterioration", -2.5 - 0.0001 * 5 / 1.2),
        (-0.6, "deterioration", -5.0),
    ],
)
def test_the_ratio_falls_into_its_published_category(ratio: float, status: str, score: float) -> None:
    # 2 % a year are required; the observed growth is the given multiple of it.
    result = of(100.0, 100.0 * (1 + 0.02 * ratio) ** 5, target=100.0 * 1.02**15, target_time=2030)
    assert result.status == status
    np.testing.assert_allclose(result.score, score, atol=1e-9)


@pytest.mark.parametrize(
    ("growth", "status", "score"),
    [
        (0.02, "substantial_progress", 5.0),
        (0.0151, "substantial_progress", 2.5 + 0.0001 * 500),
        (0.0149, "moderate_progress", 2.5 - 0.0001 * 250),
        (0.0049, "limited_progress", -0.0001 * 500),
        (-0.0001, "deterioration", -2.5 - 0.0001 * 125),
    ],
)
def test_growth_without_a_target_falls_into_its_published_category(growth: float, status: str, score: float) -> None:
    result = of(100.0, 100.0 * (1 + growth) ** 5)
    assert result.status == status
    np.testing.assert_allclose(result.score, score, atol=1e-9)


def test_zero_base_or_target_is_replaced_as_published_and_said_so() -> None:
    # sdg-build's own sample series 3-3-3: malaria 1.55 in 2015, 1.82 in 2019, target 0.
    malaria = of(1.55, 1.82, latest_time=2019, target=0.0, target_time=2030, direction="down")
    observed = (1.82 / 1.55) ** (1 / 4) - 1
    required = (0.001 / 1.55) ** (1 / 15) - 1
    np.testing.assert_allclose(malaria.value, -observed / abs(required))
    assert (malaria.status, malaria.reason) == ("deterioration", "zero_replaced")


def test_keeping_a_natural_limit_counts_as_on_track() -> None:
    kept = of(100.0, 100.0, limit=100.0)
    assert (kept.status.item(), kept.score.item()) == ("substantial_progress", 5.0)
    assert of(100.0, 99.9, limit=100.0).status == "deterioration"


def test_a_maximum_is_not_considered_where_less_is_better() -> None:
    # The documentation says so; sdg-build scales the cut-offs by it all the same.
    falling = of(90.0, 89.0, limit=100.0, direction="down")
    assert falling.reason == "limit_ignored"
    assert falling.value == of(90.0, 89.0, direction="down").value
    assert falling.score == of(90.0, 89.0, direction="down").score


def test_two_negative_values_turn_the_direction() -> None:
    shrinking_deficit = of(-10.0, -8.0)
    np.testing.assert_allclose(shrinking_deficit.value, -((8 / 10) ** (1 / 5) - 1))


@pytest.mark.parametrize(
    ("base", "latest", "rest", "reason"),
    [
        (float("nan"), 1.0, {}, "unknown_input"),
        (1.0, float("inf"), {}, "unknown_input"),
        (1.0, 2.0, {"target": 3.0}, "unknown_input"),
        (1.0, 2.0, {"latest_time": 2015}, "too_short"),
        (1.0, -2.0, {}, "signs_differ"),
        (5.0, 4.0, {"target": -1.0, "target_time": 2030, "direction": "down"}, "signs_differ"),
        (5.0, 4.0, {"target": 5.0, "target_time": 2030}, "nothing_required"),
    ],
)
def test_what_cannot_be_assessed_is_not_available_and_says_why(
    base: float, latest: float, rest: dict[str, object], reason: str
) -> None:
    result = of(base, latest, **rest)
    assert (result.status, result.reason) == ("not_available", reason)
    assert np.isnan(result.value)
    assert np.isnan(result.score)


def test_a_target_reached_is_achieved_even_where_growth_cannot_be_measured() -> None:
    kept = of(100.0, 100.0, target=100.0, target_time=2030)
    assert (kept.status, kept.score, kept.reason) == ("target_achieved", 5.0, "ok")


@given(base=amounts, latest=amounts, target=amounts, scale=st.floats(min_value=1e-3, max_value=1e3))
def test_the_unit_does_not_matter(base: float, latest: float, target: float, scale: float) -> None:
    rest = {"target_time": 2030}
    plain = of(base, latest, target=target, **rest)
    scaled = of(base * scale, latest * scale, target=target * scale, **rest)
    np.testing.assert_allclose(scaled.value, plain.value, rtol=1e-5, atol=1e-9)


@given(base=amounts, one=amounts, other=amounts, target=amounts)
def test_a_better_latest_value_never_gets_a_worse_score(base: float, one: float, other: float, target: float) -> None:
    low, high = sorted((one, other))
    for direction, worse, better in (("up", low, high), ("down", high, low)):
        pair = progress_measure(
            base,
            [worse, better],
            base_time=2015,
            latest_time=2020,
            target=target,
            target_time=2030,
            direction=direction,
        )
        if not np.isnan(pair.score).any():
            assert pair.score[1] >= pair.score[0] - 1e-9


@given(base=st.floats(min_value=0, max_value=300), limit=st.floats(min_value=1, max_value=100))
def test_the_factor_near_a_limit_lies_between_nothing_and_one(base: float, limit: float) -> None:
    for sign in (1.0, -1.0):
        assert 0.0 <= near_limit_factor(base, limit, sign=sign) <= 1.0


def test_the_factor_is_the_same_at_equal_relative_distance_above_and_below_a_limit() -> None:
    np.testing.assert_allclose(near_limit_factor(90.0, 100.0, sign=1), near_limit_factor(110.0, 100.0, sign=-1))
