"""Entries, exits and whether density foretold them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.relatedness import (
    IntervalBy,
    RelatednessRefused,
    Trial,
    area_under_curve,
    backtest_entries,
    entries_and_exits,
    happened,
    presence_matrix,
    proximity,
    relatedness_density,
)

UNKNOWN = float("nan")
scored = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.0, 1.0])), min_size=2, max_size=40)


def test_only_what_was_absent_enters_and_only_what_was_present_leaves():
    found = entries_and_exits([[0.0, 0.0, 1.0, 1.0, UNKNOWN]], [[1.0, 0.0, 0.0, 1.0, 1.0]])
    np.testing.assert_array_equal(found.entry, [[1, 0, UNKNOWN, UNKNOWN, UNKNOWN]])
    np.testing.assert_array_equal(found.exit, [[UNKNOWN, UNKNOWN, 1, 0, UNKNOWN]])
    assert happened(found.entry) == ((0, 0),)
    assert happened(found.exit) == ((0, 2),)


def test_periods_of_other_places_are_refused():
    with pytest.raises(RelatednessRefused, match="same places"):
        entries_and_exits([[1.0]], [[1.0, 0.0]])
    with pytest.raises(RelatednessRefused, match="zeros and ones"):
        entries_and_exits([[2.0]], [[1.0]])


@given(scored)
def test_the_area_is_the_share_of_pairs_in_the_right_order(cells):
    scores, truth = (list(each) for each in zip(*cells, strict=True))
    yes = [score for score, true in cells if true]
    no = [score for score, true in cells if not true]
    found = area_under_curve(scores, truth).value
    if not yes or not no:
        assert np.isnan(found)
        return
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one, other in itertools.product(yes, no)]
    assert found == pytest.approx(sum(pairs) / len(pairs))


@given(scored)
def test_turning_the_scores_round_turns_the_area_round(cells):
    scores, truth = (np.array(each, dtype=float) for each in zip(*cells, strict=True))
    found, turned = area_under_curve(scores, truth), area_under_curve(-scores, truth)
    if np.isfinite(found.value):
        assert turned.value == pytest.approx(1 - found.value)


def test_delongs_variance_by_hand():
    # Scores of what happened 3, 1; of what did not 2, 0. Shares below: of 3 → 2/2, of 1 → 1/2; mean 0.75.
    # Shares above: of 2 → 1/2, of 0 → 2/2. Variances 0.125 each, ÷ 2 and ÷ 2: 0.125; deviation 0.3536 · 1.96.
    found = area_under_curve([3.0, 1.0, 2.0, 0.0], [1, 1, 0, 0])
    assert found.value == 0.75
    assert found.low == pytest.approx(0.75 - 1.959964 * np.sqrt(0.125 / 2 + 0.125 / 2), abs=1e-6)
    assert found.high == 1.0


def test_delongs_interval_covers_the_truth_as_often_as_it_says():
    # Normal scores one deviation apart: the true area is Φ(1 / √2) = 0.7602.
    chance = np.random.default_rng(4)
    truth = np.repeat([1.0, 0.0], [60, 90])
    hits = 0
    for _ in range(400):
        found = area_under_curve(chance.normal(size=150) + truth, truth)
        hits += found.low <= 0.760250 <= found.high
    assert 0.91 <= hits / 400 <= 0.985


def grown(seed=5, places=40, industries=60):
    """Two periods in which places gain what is near to what they have, and a little by chance."""
    chance = np.random.default_rng(seed)
    spots, homes = chance.random((industries, 2)), chance.random((places, 2))
    far = np.linalg.norm(homes[:, None] - spots[None], axis=2)
    before = presence_matrix(np.exp(-6 * far) * chance.lognormal(0, 0.4, far.shape))
    chances = np.where(before == 0, 0.6 * np.exp(-7 * far), 0.95)
    return before, (chance.random(far.shape) < chances).astype(float)


def test_where_places_gain_what_is_near_density_foretells_it():
    before, after = grown()
    density = relatedness_density(before, proximity(before)).value
    found = backtest_entries(before, after, density)
    assert found.area.low > 0.6
    assert found.lift > 1.5
    assert found.entered / found.candidates == found.base_rate
    blind = backtest_entries(before, after, np.random.default_rng(1).random(before.shape))
    assert blind.area.low < 0.5 < blind.area.high


def test_every_cell_is_counted_once():
    before, after = grown(6)
    before[:, 3] = 0.0
    after[:5, 3] = 1.0
    before[:, 4] = 1.0
    before[0, 10] = UNKNOWN
    density = relatedness_density(np.nan_to_num(before), proximity(np.nan_to_num(before))).value
    found = backtest_entries(before, after, density)
    assert found.candidates + found.stayed + found.left + found.unseen + found.unknown == before.size
    assert (found.unseen, found.unseen_entered) == (40, int(after[:, 3].sum()))
    assert found.everywhere == 1


def test_the_hit_rate_takes_the_best_of_every_place():
    before = np.array([[1.0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    after = np.array([[1.0, 1, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0]])
    scores = np.array([[0.0, 0.9, 0.8, 0.1], [0.3, 0, 0.1, 0], [0.2, 0.9, 0, 0.1]])
    # Best of each place: 2 (entered), 1 (did not), 2 (did not): 1 of 3; candidates 3 + 2 + 3 = 8, entered 2.
    found = backtest_entries(before, after, scores, Trial(top=1))
    assert found.hit_rate == pytest.approx(1 / 3)
    assert found.base_rate == 2 / 8
    assert found.lift == pytest.approx((1 / 3) / (2 / 8))


def test_few_entries_or_none_are_said():
    before, after = grown(7)
    nothing = backtest_entries(before, before, np.ones(before.shape))
    assert np.isnan(nothing.area.value)
    assert "nothing to test" in nothing.notes[0].en
    one = before.copy()
    place, industry = np.argwhere(before == 0)[0]
    one[place, industry] = 1.0
    assert "only 1 entries" in backtest_entries(before, one, np.ones(before.shape)).notes[0].en
    with pytest.raises(RelatednessRefused, match="scores must be"):
        backtest_entries(before, after, [[1.0]])


def test_drawing_places_by_a_seed_gives_the_same_interval_again():
    before, after = grown(8)
    density = relatedness_density(before, proximity(before)).value
    how = Trial(by=IntervalBy.PLACES, draws=200, seed=11)
    found, again = (backtest_entries(before, after, density, how).area for _ in range(2))
    assert found == again
    assert found.low < found.value < found.high
    assert backtest_entries(before, after, density, Trial(by=IntervalBy.PLACES, draws=200, seed=12)).area != found
