"""Each normalisation by hand, its laws, and what becomes of the unknown."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import (
    METHODS,
    Scale,
    base_ratio,
    borda,
    distance_to_max,
    distance_to_reference,
    distance_to_target,
    fraction_of_max,
    goalposts,
    identity,
    min_max,
    normalise,
    peers_of,
    percent_rank,
    rank,
    scaled,
    tiers,
    z_score,
)

UNKNOWN = float("nan")
SCALES = {
    "min_max": Scale("min_max", high=100.0),
    "z_score": Scale("z_score"),
    "rank": Scale("rank"),
    "percent_rank": Scale("percent_rank"),
    "borda": Scale("borda"),
    "distance_to_max": Scale("distance_to_max"),
    "distance_to_reference": Scale("distance_to_reference", reference=0),
    "distance_to_target": Scale("distance_to_target", target=3.0),
    "fraction_of_max": Scale("fraction_of_max"),
    "goalposts": Scale("goalposts", worst=1.0, best=4.0),
    "scaled": Scale("scaled", worst=1.0, best=4.0, high=100.0),
    "base_ratio": Scale("base_ratio", base=2.0, cap=1.5, floor=0.0),
    "tiers": Scale("tiers", thresholds=(2.0, 3.0), points=(0.0, 0.5, 1.0)),
    "identity": Scale("identity"),
}
BY_BOARD = sorted(SCALES.keys() - {"goalposts", "scaled", "base_ratio", "tiers", "identity", "distance_to_reference"})
VALUES = st.lists(st.floats(0.125, 1e6, width=32) | st.just(UNKNOWN), min_size=2, max_size=30)


def equal(ours: Floats, expected: object) -> None:
    np.testing.assert_allclose(ours, np.asarray(expected, dtype=float), rtol=1e-12, atol=1e-12)


def test_every_method_has_a_case_here() -> None:
    assert SCALES.keys() == METHODS.keys()


def test_min_max_by_hand_for_more_and_for_less() -> None:
    equal(min_max([2.0, 4.0, 10.0], low=1.0, high=100.0), [1.0, 1 + 99 * (4 - 2) / (10 - 2), 100.0])
    equal(min_max([2.0, 4.0, 10.0], direction="down"), [1.0, (10 - 4) / (10 - 2), 0.0])


def test_directions_may_differ_by_indicator() -> None:
    ours = min_max([[1.0, 1.0], [3.0, 3.0]], direction=["up", "down"])
    equal(ours, [[0.0, 1.0], [1.0, 0.0]])


def test_a_direction_is_up_or_down() -> None:
    with pytest.raises(ValueError, match="'sideways'"):
        min_max([1.0, 2.0], direction="sideways")


def test_z_score_by_hand_has_n_less_one_below_the_line() -> None:
    # Mean 4, deviations −2, 0, 2; variance (4 + 0 + 4) ÷ 2 = 4.
    equal(z_score([2.0, 4.0, 6.0]), [-1.0, 0.0, 1.0])
    equal(z_score([2.0, 4.0, 6.0], direction="down", mean=50.0, deviation=10.0), [60.0, 50.0, 40.0])


@pytest.mark.parametrize("method", ["min_max", "z_score", "distance_to_max"])
def test_equal_values_differ_by_nothing_even_in_their_last_bits(method: str) -> None:
    assert np.isnan(normalise([0.1] * 9, SCALES[method]).values).all()
    assert normalise([0.1] * 9, SCALES[method]).undefined == 9


def test_ranks_and_their_kin_by_hand_with_a_tie() -> None:
    values = [7.0, 3.0, 7.0, 9.0, UNKNOWN]
    equal(rank(values), [2.0, 1.0, 2.0, 4.0, UNKNOWN])
    equal(rank(values, direction="down"), [2.0, 4.0, 2.0, 1.0, UNKNOWN])
    equal(borda(values), [1.0, 0.0, 1.0, 3.0, UNKNOWN])
    equal(percent_rank(values), [1 / 3, 0.0, 1 / 3, 1.0, UNKNOWN])


def test_distances_by_hand() -> None:
    equal(distance_to_max([2.0, 3.0, 6.0], direction="down"), [1.0, 3 / 4, 0.0])
    equal(distance_to_reference([2.0, 3.0, 6.0], 1), [0.0, 1.0, (6 - 2) / (3 - 2)])
    equal(distance_to_reference([2.0, 3.0, 6.0], 1, direction="down"), [(6 - 2) / (6 - 3), 1.0, 0.0])
    equal(distance_to_target([2.0, 3.0, 6.0], 4.0), [0.0, (3 - 2) / (4 - 2), (6 - 2) / (4 - 2)])


def test_a_reference_has_to_be_one_of_the_units() -> None:
    for nobody in (-1, 3):
        with pytest.raises(IndexError):
            distance_to_reference([1.0, 2.0, 3.0], nobody)


def test_a_target_that_the_worst_already_meets_measures_no_way() -> None:
    equal(distance_to_target([2.0, 3.0], 2.0), [UNKNOWN, UNKNOWN])
    equal(distance_to_target([2.0, 3.0], 1.0), [UNKNOWN, UNKNOWN])


def test_fraction_of_max_gives_the_best_one_whatever_the_direction() -> None:
    equal(fraction_of_max([2.0, 5.0, 8.0]), [0.25, 0.625, 1.0])
    equal(fraction_of_max([2.0, 5.0, 8.0], direction="down"), [1.0, 0.4, 0.25])


def test_fraction_of_max_knows_its_limits() -> None:
    equal(fraction_of_max([-2.0, 4.0]), [-0.5, 1.0])
    equal(fraction_of_max([-2.0, -4.0]), [UNKNOWN, UNKNOWN])
    equal(fraction_of_max([0.0, 5.0, UNKNOWN], direction="down"), [1.0, 0.0, UNKNOWN])
    equal(fraction_of_max([-1.0, 5.0], direction="down"), [UNKNOWN, UNKNOWN])


def test_goalposts_cut_off_and_scaled_does_not() -> None:
    # Life expectancy in the human development index lies between 20 and 85 years: 71.6 gives (71.6 − 20) ÷ 65.
    equal(goalposts([71.6, 10.0, 90.0], 20.0, 85.0), [(71.6 - 20) / 65, 0.0, 1.0])
    equal(goalposts([71.6], 85.0, 20.0), [1 - (71.6 - 20) / 65])
    equal(scaled([10.0, 90.0], 20.0, 85.0), [100 * (10 - 20) / 65, 100 * (90 - 20) / 65])


def test_equal_posts_measure_nothing() -> None:
    equal(goalposts([1.0, 2.0], 2.0, 2.0), [UNKNOWN, UNKNOWN])
    equal(scaled([1.0, 2.0], 2.0, 2.0), [UNKNOWN, UNKNOWN])


def test_a_base_ratio_is_held_between_floor_and_cap() -> None:
    # Tax per mu against a base of 20: 10, 20, 50 and a refund of 4; at most one and a half times, at least nothing.
    equal(base_ratio([10.0, 20.0, 50.0, -4.0], 20.0, floor=0.0, cap=1.5), [10 / 20, 1.0, 1.5, 0.0])
    equal(base_ratio([10.0, 20.0, 50.0, -4.0], 20.0), [0.5, 1.0, 2.5, -0.2])


def test_a_base_ratio_where_less_is_better_is_turned_over() -> None:
    equal(base_ratio([10.0, 20.0, 40.0], 20.0, direction="down", cap=1.5), [1.5, 1.0, 0.5])
    equal(base_ratio([0.0], 20.0, direction="down", cap=1.5), [1.5])
    equal(base_ratio([0.0], 20.0, direction="down"), [UNKNOWN])
    equal(base_ratio([-1.0], 20.0, direction="down", cap=1.5), [UNKNOWN])


@pytest.mark.parametrize("base", [0.0, -5.0, UNKNOWN, float("inf")])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_base_that_is_not_above_zero_gives_no_ratio(base: float, direction: str) -> None:
    equal(base_ratio([3.0, 0.0], base, direction=direction, cap=1.5, floor=0.0), [UNKNOWN, UNKNOWN])


def test_bases_may_differ_by_unit_and_indicator() -> None:
    equal(base_ratio([[1.0, 2.0], [3.0, 4.0]], [2.0, 4.0]), [[0.5, 0.5], [1.5, 1.0]])
    equal(base_ratio([[1.0], [3.0]], [[1.0], [6.0]]), [[1.0], [0.5]])


def test_tiers_begin_at_their_threshold() -> None:
    equal(tiers([4.999, 5.0, 9.999, 10.0, UNKNOWN], [5.0, 10.0], [0.0, 0.6, 1.0]), [0.0, 0.6, 0.6, 1.0, UNKNOWN])


@pytest.mark.parametrize(
    ("thresholds", "points"),
    [([5.0, 10.0], [0.0, 1.0]), ([10.0, 5.0], [0.0, 0.5, 1.0]), ([5.0, 5.0], [0.0, 0.5, 1.0]), ([UNKNOWN], [0.0, 1.0])],
)
def test_bands_that_do_not_fit_are_refused(thresholds: list[float], points: list[float]) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        tiers([1.0], thresholds, points)


def test_identity_changes_nothing_and_takes_no_direction_but_up() -> None:
    equal(identity([0.3, UNKNOWN]), [0.3, UNKNOWN])
    with pytest.raises(ValueError, match="more is better"):
        identity([0.3], direction="down")


def test_an_unknown_method_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="min_max"):
        normalise([1.0], Scale("magic"))


@pytest.mark.parametrize("method", sorted(SCALES))
def test_an_unknown_value_stays_unknown_and_moves_nobody(method: str) -> None:
    known = np.array([2.5, 1.0, 3.5, 4.0])
    alone = normalise(known, SCALES[method]).values
    beside = normalise([2.5, UNKNOWN, 1.0, float("inf"), 3.5, 4.0], SCALES[method]).values
    equal(beside, [alone[0], UNKNOWN, alone[1], UNKNOWN, alone[2], alone[3]])


@pytest.mark.parametrize("method", sorted(SCALES))
def test_the_name_gives_the_same_as_the_function_for_one_and_for_many_indicators(method: str) -> None:
    values = np.array([[1.0, 4.0], [2.0, 3.0], [4.0, 1.0]])
    many = normalise(values, SCALES[method]).values
    for column in range(2):
        equal(many[:, column], normalise(values[:, column], SCALES[method]).values)


@pytest.mark.parametrize("method", sorted(SCALES.keys() - {"distance_to_reference"}))
def test_boards_are_measured_apart_as_if_each_were_alone(method: str) -> None:
    random = np.random.default_rng(4)
    values, groups = random.integers(1, 9, (40, 3)).astype(float), random.integers(0, 5, 40)
    values[random.random(values.shape) < 0.2] = np.nan
    together = normalise(values, SCALES[method], groups=groups).values
    for board in range(5):
        equal(together[groups == board], normalise(values[groups == board], SCALES[method]).values)


def test_a_reference_may_be_on_another_board() -> None:
    # The worst of the first board is 1, of the second 2; the reference has 4.
    ours = distance_to_reference([4.0, 1.0, 2.0, 3.0], 0, groups=[0, 0, 1, 1])
    equal(ours, [1.0, 0.0, 0.0, (3 - 2) / (4 - 2)])


@pytest.mark.parametrize("method", BY_BOARD)
def test_a_unit_without_a_board_has_no_result_and_moves_nobody(method: str) -> None:
    ours = normalise([2.0, 99.0, 4.0, 1.0], SCALES[method], groups=[0, -1, 0, 0]).values
    alone = normalise([2.0, 4.0, 1.0], SCALES[method]).values
    equal(ours, [alone[0], UNKNOWN, alone[1], alone[2]])


def test_what_has_no_result_is_counted_and_so_are_floor_and_cap() -> None:
    done = normalise([[5.0, 1.0], [5.0, 9.0], [UNKNOWN, 3.0]], SCALES["min_max"])
    assert done.undefined.tolist() == [2, 0]  # two equal values have no range
    done = normalise([-1.0, 2.0, 3.0, 8.0], SCALES["base_ratio"])
    assert (done.at_floor.item(), done.at_cap.item(), done.undefined.item()) == (1, 2, 0)


def test_one_number_is_no_board() -> None:
    with pytest.raises(ValueError, match="one for each unit"):
        min_max(3.0)


@pytest.mark.parametrize("method", sorted(SCALES.keys() - {"distance_to_reference"}))
def test_nobody_at_all_gives_nothing_at_all(method: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert normalise(np.empty((0, 2)), SCALES[method]).values.shape == (0, 2)
        assert normalise(np.empty((0, 2)), SCALES[method], groups=[]).values.shape == (0, 2)
        assert np.isnan(normalise([UNKNOWN, UNKNOWN], SCALES[method]).values).all()


@pytest.mark.parametrize("method", sorted(SCALES.keys() - {"distance_to_reference"}))
@pytest.mark.parametrize("groups", [None, [0, 0, 1], [-1, -1, -1]])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_numbers_at_the_edge_give_a_number_or_unknown_and_never_infinity(
    method: str, groups: list[int] | None, direction: str
) -> None:
    if method == "identity" and direction == "down":
        return
    for values in ([1e308, -1e308, 5.0], [1e-320, 0.0, 0.0], [0.0, 0.0, 0.0], [UNKNOWN, 1e308, 1e-320]):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ours = normalise(values, SCALES[method], direction=direction, groups=groups).values
        assert not np.isinf(ours).any()
        assert not (np.isfinite(ours) & np.isnan(values)).any()


@given(VALUES, st.sampled_from(["up", "down"]))
def test_every_method_keeps_the_order(values: list[float], direction: str) -> None:
    for method in BY_BOARD:
        ours = normalise(values, SCALES[method], direction=direction).values
        known = np.isfinite(ours)
        given_, result = np.asarray(values)[known], ours[known]
        order = np.argsort(given_ if direction == "up" else -given_, kind="stable")
        assert (np.diff(result[order]) >= -1e-9 * np.abs(result[order][1:])).all(), method


@given(VALUES, st.floats(0.01, 100.0), st.floats(-1000.0, 1000.0))
def test_a_change_of_unit_changes_no_share_of_the_range(values: list[float], factor: float, shift: float) -> None:
    if np.nanmax([0.0, *values]) - np.nanmin([1e9, *values]) < 1.0:
        return
    ours = min_max(np.asarray(values) * factor + shift)
    np.testing.assert_allclose(ours, min_max(values), atol=1e-6)


@given(VALUES)
def test_the_order_of_rows_does_not_matter(values: list[float]) -> None:
    turned = peers_of(None, len(values))
    for method in ("min_max", "rank", "percent_rank"):
        forward = normalise(values, SCALES[method], groups=turned).values
        np.testing.assert_array_equal(normalise(values[::-1], SCALES[method]).values[::-1], forward)
