"""Targets as they are worded: comparators, directions, and limits."""

import numpy as np
import pytest

from tidehead.calc.trajectory import Comparator, Direction, Goal, accepted, meets, wanted_direction

UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("comparator", "value", "met"),
    [
        ("eq", 200.0, 1.0),
        ("eq", 230.0, 1.0),
        ("eq", 199.9, 0.0),
        ("ge", 200.0, 1.0),
        ("gt", 200.0, 0.0),
        ("gt", 200.0001, 1.0),
        ("le", 200.0, 1.0),
        ("le", 200.0001, 0.0),
        ("lt", 200.0, 0.0),
        ("approx", 200 * 0.95, 1.0),
        ("approx", 200 * 1.06, 0.0),
        ("near", 200 * 0.95, 1.0),
        ("near", 400.0, 1.0),
        ("near", 189.0, 0.0),
        ("between", 205.0, 1.0),
        ("between", 211.0, 0.0),
    ],
)
def test_a_value_meets_a_target_of_200_as_it_is_worded(comparator: str, value: float, met: float) -> None:
    assert meets(value, accepted(200.0, comparator, upper=210.0)) == met


def test_reaching_a_target_downward_means_at_most_and_nearly_allows_five_percent_more() -> None:
    assert meets([3.0, 2.9, 3.1], accepted(3.0, "eq", direction="down")).tolist() == [1.0, 1.0, 0.0]
    assert meets([3.0 * 1.05, 3.2], accepted(3.0, "near", direction="down")).tolist() == [1.0, 0.0]


def test_not_above_pulls_down_whatever_the_indicator_wants() -> None:
    assert wanted_direction("le", "up") == "down"
    assert Goal(3.0, 5.0, 2020, 2025, comparator="le").met_at_base


def test_unknown_stays_unknown() -> None:
    assert np.isnan(meets(UNKNOWN, accepted(200.0)))
    assert np.isnan(meets(200.0, accepted(UNKNOWN)))
    assert np.isnan(meets(200.0, accepted(200.0, "between")))


def test_words_that_are_no_comparator_or_direction_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="not a Comparator: about"):
        accepted(1.0, "about")
    with pytest.raises(ValueError, match="not a Direction: sideways"):
        accepted(1.0, "ge", direction="sideways")


def test_many_targets_of_many_kinds_are_judged_at_once() -> None:
    band = accepted([10.0, 10.0, 10.0], ["ge", "le", "approx"], direction=["up", "up", "down"])
    assert meets([11.0, 11.0, 10.4], band).tolist() == [1.0, 0.0, 1.0]
    assert {each.value for each in Comparator} == {"eq", "approx", "ge", "gt", "near", "le", "lt", "between"}
    assert {each.value for each in Direction} == {"up", "down"}
