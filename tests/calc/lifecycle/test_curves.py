"""Survival curves and incidences: laws, refusals, slow and obvious versions, and statsmodels as judge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.lifecycle import (
    Scale,
    bands,
    cumulative_incidence,
    incidence_at,
    kaplan_meier,
    quantile_days,
    share_lasting,
)

STAYS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 6)), min_size=1, max_size=40)


def watched(stays):
    """Stays that were watched before they ended."""
    fit = [(days, end, since) for days, end, since in stays if since == 0 or since < days]
    return [np.array(column, dtype=float) for column in zip(*fit, strict=True)] if fit else [np.array([])] * 3


def slow_incidence(days, ends, since, kinds=2):
    """One day after another, one stay after another."""
    left, shares, found = 1.0, [0.0] * kinds, []
    for day in sorted({day for day, end in zip(days, ends, strict=True) if end}):
        at_risk = sum(1 for d, s in zip(days, since, strict=True) if (s < day or s == 0) and d >= day)
        ended = [sum(1 for d, e in zip(days, ends, strict=True) if d == day and e == kind + 1) for kind in range(kinds)]
        shares = [share + left * count / at_risk for share, count in zip(shares, ended, strict=True)]
        left *= 1 - sum(ended) / at_risk
        found.append((day, left, *shares))
    return found


@given(STAYS)
def test_the_fast_incidence_is_the_slow_one(stays):
    days, ends, since = watched(stays)
    found = cumulative_incidence(days, ends, kinds=2, since=since)
    slow = slow_incidence(days, ends, since)
    assert found.days.tolist() == [row[0] for row in slow]
    np.testing.assert_allclose(found.survival, [row[1] for row in slow], atol=1e-12)
    np.testing.assert_allclose(found.share.T, np.array([row[2:] for row in slow]).reshape(-1, 2), atol=1e-12)


@given(STAYS)
def test_all_ways_to_end_and_what_still_lasts_add_up_to_one(stays):
    days, ends, since = watched(stays)
    found = cumulative_incidence(days, ends, kinds=2, since=since)
    np.testing.assert_allclose(found.share.sum(axis=0) + found.survival, 1.0, atol=1e-12)
    np.testing.assert_allclose(kaplan_meier(days, ends, since=since).survival, found.survival, atol=1e-12)


@given(STAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_stays_does_not_matter(stays, shuffler):
    mixed = list(stays)
    shuffler.shuffle(mixed)
    curves = [kaplan_meier(days, ends, since=since) for days, ends, since in (watched(stays), watched(mixed))]
    assert curves[0].survival.tolist() == curves[1].survival.tolist()
    assert curves[0].variance.tolist() == curves[1].variance.tolist()


def test_weeks_instead_of_days_change_the_days_and_nothing_else():
    days, ended = np.array([3.0, 5, 5, 8, 9]), [1, 0, 1, 1, 0]
    in_days, in_weeks = kaplan_meier(days, ended), kaplan_meier(days / 7, ended)
    assert in_days.survival.tolist() == in_weeks.survival.tolist()
    np.testing.assert_allclose(in_days.days, in_weeks.days * 7)


def test_without_censoring_the_curve_counts_and_its_variance_is_binomial():
    curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    np.testing.assert_allclose(curve.survival, [3 / 4, 2 / 4, 1 / 4, 0])
    np.testing.assert_allclose(curve.variance, [3 / 4 * 1 / 4 / 4, 1 / 2 * 1 / 2 / 4, 1 / 4 * 3 / 4 / 4, 0])


def test_greenwoods_variance_by_hand():
    # 4/5 and 3/4 survive: (3/5)² · (1/(5·4) + 1/(4·3)) = 9/25 · (3/60 + 5/60) = 9/25 · 2/15
    curve = kaplan_meier([1, 2, 2, 3], [1, 1, 0, 0])  # four stays
    assert curve.variance[0] == pytest.approx((3 / 4) ** 2 * (1 / (4 * 3)))
    assert kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 1, 0]).variance[1] == pytest.approx(9 / 25 * 2 / 15)


def test_an_unknown_stay_is_left_out_and_told():
    curve = kaplan_meier([1, float("nan"), 2], [1, 1, float("nan")])
    assert (curve.stays, curve.unknown) == (1, 2)
    found = cumulative_incidence([1, float("nan")], [1, 2], kinds=2)
    assert (found.stays, found.unknown) == (1, 1)


def test_no_stays_give_an_empty_curve_not_a_number():
    curve = kaplan_meier([], [])
    assert curve.survival.tolist() == []
    assert np.isnan(quantile_days(curve).value)
    assert np.isnan(share_lasting(curve, 3)) and share_lasting(curve, 0) == 1


def test_the_curve_says_nothing_beyond_what_was_watched_unless_all_have_ended():
    assert np.isnan(share_lasting(kaplan_meier([1, 2], [1, 0]), 3))
    assert share_lasting(kaplan_meier([1, 2], [1, 1]), 3) == 0
    assert np.isnan(incidence_at(cumulative_incidence([1, 2], [1, 0], kinds=1), 1, 3).value)
    assert incidence_at(cumulative_incidence([1, 2], [1, 1], kinds=1), 1, 3).value == 1
    assert incidence_at(cumulative_incidence([1, 2], [1, 1], kinds=1), 1, 0.5).value == 0


def test_a_median_that_the_history_does_not_reach_is_open():
    value, low, high = quantile_days(kaplan_meier([1, 2, 3, 4], [1, 0, 0, 0]))
    assert np.isnan(value) and np.isnan(high)
    assert np.isnan(low) or low >= 1


@pytest.mark.parametrize("scale", list(Scale))
def test_bands_hold_the_curve_and_widen_with_the_level(scale):
    lots = np.random.default_rng(7)
    curve = kaplan_meier(lots.exponential(10, 50).round(2), lots.integers(0, 2, 50))
    narrow, wide = bands(curve, level=0.5, scale=scale), bands(curve, level=0.99, scale=scale)
    inside = curve.survival > 0
    for low, high in (narrow, wide):
        assert (low[inside] <= curve.survival[inside]).all() and (high[inside] >= curve.survival[inside]).all()
        assert (low[inside] >= 0).all() and (high[inside] <= 1).all()
    assert (wide[0][inside] <= narrow[0][inside]).all() and (wide[1][inside] >= narrow[1][inside]).all()


@pytest.mark.parametrize(
    ("days", "ended", "since"),
    [([1, 2], [1], 0), ([-1], [1], 0), ([2], [1], 2), ([2], [1], 3), ([[1]], [[1]], 0)],
    ids=["lengths", "negative", "watched when it ended", "watched after", "two axes"],
)
def test_stays_that_cannot_be_are_refused(days, ended, since):
    with pytest.raises(ValueError):
        kaplan_meier(days, ended, since=since)


def test_an_end_of_no_kind_and_a_level_of_no_size_are_refused():
    with pytest.raises(ValueError, match="0 to 2"):
        cumulative_incidence([1.0], [3], kinds=2)
    for level in (0, 1):
        with pytest.raises(ValueError, match="level"):
            bands(kaplan_meier([1], [1]), level=level)
    with pytest.raises(ValueError, match="share"):
        quantile_days(kaplan_meier([1], [1]), 1.0)


def random_stays(seed, *, stays=300, ties=True):
    lots = np.random.default_rng(seed)
    days = lots.exponential(100, stays)
    days = np.ceil(days) if ties else days
    return days, lots.integers(0, 3, stays), np.floor(lots.uniform(0, 0.6, stays) * days)


@pytest.mark.parametrize("seed", range(5))
def test_curve_errors_bands_and_quantiles_are_those_of_statsmodels(seed):
    judge = pytest.importorskip("statsmodels.duration.survfunc", reason="statsmodels is not installed")
    days, ends, since = random_stays(seed)
    for entry in (None, since):
        theirs = judge.SurvfuncRight(days, (ends > 0).astype(int), entry=entry)
        ours = kaplan_meier(days, ends > 0, since=0.0 if entry is None else entry)
        np.testing.assert_array_equal(theirs.surv_times, ours.days)
        np.testing.assert_allclose(theirs.surv_prob, ours.survival, rtol=1e-10, atol=1e-15)
        inside = ours.survival > 1e-12
        share, error = theirs.surv_prob[inside], theirs.surv_prob_se[inside]
        np.testing.assert_allclose(error, np.sqrt(ours.variance[inside]), rtol=1e-10)
        half = 1.959963984540054 * error / (share * np.log(share))
        low, high = bands(ours)
        np.testing.assert_allclose(share ** np.exp(-half), low[inside], rtol=1e-9)
        np.testing.assert_allclose(share ** np.exp(half), high[inside], rtol=1e-9)
        for part in (0.25, 0.5, 0.75):
            assert theirs.quantile(part) == quantile_days(ours, part).value


@pytest.mark.parametrize("seed", range(5))
def test_incidence_and_variance_are_those_of_statsmodels(seed):
    judge = pytest.importorskip("statsmodels.duration.survfunc", reason="statsmodels is not installed")
    days, ends, _ = random_stays(seed)
    days[0] = days.max() + 1  # the last stay is under way, so that their errors have no division by zero
    ends[0] = 0
    theirs = judge.CumIncidenceRight(days, ends)
    ours = cumulative_incidence(days, ends, kinds=2)
    at = np.searchsorted(theirs.times, ours.days)
    for kind in (0, 1):
        np.testing.assert_allclose(theirs.cinc[kind][at], ours.share[kind], rtol=1e-10)
        np.testing.assert_allclose(theirs.cinc_se[kind][at], np.sqrt(ours.variance[kind]), rtol=1e-7, atol=1e-12)
