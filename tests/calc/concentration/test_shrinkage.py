"""Small counts: the intervals keep their promise, the fit is the likeliest, and the laws of drawing together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from tidehead.calc.concentration import (
    ConcentrationRefused,
    Law,
    Totals,
    expected_counts,
    fit_gamma_law,
    location_quotient,
    probability_above,
    shrink,
    star_chances,
    stars,
)
from tidehead.calc.concentration.fitting import MEAN_SPREAD

UNKNOWN = float("nan")


def world(places, industries, *, shape, firms, seed):
    """Invented rates of a region, and counts drawn from them."""
    lots = np.random.default_rng(seed)
    size = lots.lognormal(0, 1, places) * firms
    share = lots.lognormal(0, 1, industries)
    rates = size[:, None] * share / share.sum() * lots.gamma(shape, 1 / shape, (places, industries))
    return rates, lots.poisson(rates).astype(float)


@pytest.mark.parametrize(("places", "industries"), [(9, 34), (60, 40)])
@pytest.mark.parametrize("shape", [0.5, 1.5, 8.0])
def test_nine_in_ten_intervals_hold_the_truth(places, industries, shape):
    """Nominal 90 %; between 84 and 97 % for nine places as for sixty, whether places differ much or hardly."""
    held, said, true = [], [], []
    for seed in range(12):
        rates, counts = world(places, industries, shape=shape, firms=100, seed=seed)
        found, truth = shrink(counts, level=0.9), location_quotient(rates)
        usable = np.isfinite(found.low)
        held.append(((found.low <= truth) & (truth <= found.high))[usable].mean())
        said.append(found.above[usable])
        true.append(truth[usable] > 1)
    assert 0.84 <= np.mean(held) <= 0.97
    chance, happened = np.concatenate(said), np.concatenate(true)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (chance >= low) & (chance <= low + 0.2)
        assert happened[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.15)


def test_shrinking_is_nearer_the_truth_than_the_plain_quotient():
    rates, counts = world(30, 30, shape=1.5, firms=40, seed=2)
    found, truth = shrink(counts), location_quotient(rates)
    usable = np.isfinite(found.quotient)
    plain, drawn = (np.abs(each - truth)[usable].mean() for each in (found.raw, found.quotient))
    assert drawn < 0.8 * plain


def test_two_firms_in_a_small_place_are_no_cluster_and_forty_are():
    """Both have a quotient near 4; only the larger count is believed."""
    counts = np.array([[2.0, 48.0], [40.0, 960.0], [30.0, 2970.0], [20.0, 3980.0], [15.0, 2985.0]])
    found = shrink(counts)
    assert found.raw[0, 0] > 3.9
    assert found.quotient[0, 0] < found.quotient[1, 0]
    assert found.low[0, 0] < 1.5 < 2.0 < found.low[1, 0]
    assert found.pull[0, 0] > found.pull[1, 0]


def test_by_hand_with_a_certain_law():
    """Mean 1, shape 2: 2 firms where 0.5 were expected: (2 + 2)/(2 + 0.5), a gamma law of shape 4 and rate 2.5."""
    margins = Totals(np.array([5.0]), np.array([10.0]), 100.0)
    sure = Law(np.array([2.0]), np.array([1.0]), np.zeros((1, 2, 2)))
    found = shrink([[2.0]], margins=margins, law=sure, level=0.8)
    law = stats.gamma(4, scale=1 / 2.5)
    said = [found.quotient, found.low, found.high, found.above, probability_above(found, 2.0)]
    want = [1.6, law.ppf(0.1), law.ppf(0.9), law.sf(1.0), law.sf(2.0)]
    np.testing.assert_allclose(np.ravel(said), want, rtol=1e-12)
    assert sure.rate.tolist() == [2.0]


def test_by_hand_with_a_law_in_doubt():
    """As above, with the doubt 0.4, 0.1 and 0.2: slopes (2 - 1.6 x 2)/2.5 by log shape, 1.6 x 2/2.5 by log mean."""
    margins = Totals(np.array([5.0]), np.array([10.0]), 100.0)
    law = Law(np.array([2.0]), np.array([1.0]), np.array([[[0.4, 0.1], [0.1, 0.2]]]))
    found = shrink([[2.0]], margins=margins, law=law)
    by_shape, by_mean = (2 - 1.6 * 2) / 2.5, 1.6 * 2 / 2.5
    variance = 1.6 / 2.5 + by_shape**2 * 0.4 + 2 * by_shape * by_mean * 0.1 + by_mean**2 * 0.2
    assert found.shape.item() == pytest.approx(1.6**2 / variance)
    assert found.rate.item() == pytest.approx(1.6 / variance)


def test_doubt_about_the_law_widens_the_interval():
    _, counts = world(9, 5, shape=1.5, firms=50, seed=4)
    law = fit_gamma_law(counts, expected_counts(counts))
    sure = Law(law.shape, law.mean, np.zeros_like(law.doubt))
    wide, narrow = shrink(counts), shrink(counts, law=sure)
    assert (wide.high - wide.low > narrow.high - narrow.low).mean() > 0.9
    np.testing.assert_allclose(wide.quotient, narrow.quotient)


def test_the_fit_is_the_top_of_the_likelihood():
    """A general optimiser on the negative binomial, with the prior that the table's industries have told."""
    _, counts = world(200, 1, shape=1.5, firms=500, seed=6)
    expected = np.abs(np.random.default_rng(1).normal(5, 2, counts.shape)) + 0.1
    law = fit_gamma_law(counts, expected)

    def loss(at):
        shape, mean = np.exp(at)
        chance = shape / (shape + mean * expected[:, 0])
        return -stats.nbinom.logpmf(counts[:, 0], shape, chance).sum() + at[1] ** 2 / 2 / MEAN_SPREAD**2

    top = optimize.minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8}).x
    np.testing.assert_allclose(np.log([law.shape[0], law.mean[0]]), top, atol=0.02)


def test_many_places_tell_the_law_they_were_drawn_from():
    lots = np.random.default_rng(5)
    expected = lots.gamma(2.0, 3.0, (4000, 3))
    quotients = np.column_stack([lots.gamma(shape, 1.2 / shape, 4000) for shape in (0.5, 2.0, 6.0)])
    law = fit_gamma_law(lots.poisson(quotients * expected).astype(float), expected)
    np.testing.assert_allclose(law.shape, [0.5, 2.0, 6.0], rtol=0.12)
    np.testing.assert_allclose(law.mean, 1.2, rtol=0.06)


@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_places_and_industries_does_not_matter(seed, lots):
    _, counts = world(8, 5, shape=1.0, firms=60, seed=seed)
    rows, columns = list(range(8)), list(range(5))
    lots.shuffle(rows)
    lots.shuffle(columns)
    once, other = shrink(counts), shrink(counts[rows][:, columns])
    for name in ("quotient", "low", "high", "above"):
        np.testing.assert_allclose(getattr(other, name), getattr(once, name)[rows][:, columns], rtol=1e-5, atol=1e-9)


@given(st.integers(0, 50))
def test_the_interval_holds_the_quotient_and_grows_with_its_level(seed):
    _, counts = world(10, 6, shape=1.0, firms=80, seed=seed)
    narrow, wide = shrink(counts, level=0.5), shrink(counts, level=0.95)
    usable = np.isfinite(narrow.quotient)
    assert (wide.low <= narrow.low)[usable].all()
    assert (narrow.high <= wide.high)[usable].all()
    assert (wide.low <= wide.quotient)[usable].all()
    assert (wide.quotient <= wide.high)[usable].all()
    assert ((narrow.above >= 0) & (narrow.above <= 1))[usable].all()


def test_large_counts_speak_for_themselves():
    counts = world(9, 5, shape=1.5, firms=1e7, seed=3)[1]
    found = shrink(counts)
    np.testing.assert_allclose(found.quotient, found.raw, rtol=0.01)
    assert (found.pull < 0.01).all()


def test_an_industry_that_nobody_has_is_unknown_and_an_unknown_cell_is_no_zero():
    found = shrink([[5.0, 0.0], [3.0, 0.0]])
    assert np.isnan(found.quotient[:, 1]).all()
    assert np.isfinite(found.quotient[:, 0]).all()
    margins = Totals(np.array([50.0, 50.0]), np.array([20.0, 80.0]), 100.0)
    found = shrink([[UNKNOWN, 40.0], [10.0, 40.0]], margins=margins)
    assert np.isnan([found.quotient[0, 0], found.low[0, 0], found.above[0, 0]]).all()
    assert np.isfinite(found.quotient[1, 0])
    assert np.isnan(shrink([[UNKNOWN, 40.0], [10.0, 40.0]]).quotient).all()


def test_counts_below_zero_or_laws_of_other_industries_are_refused():
    with pytest.raises(ConcentrationRefused):
        shrink([[-1.0]])
    with pytest.raises(ConcentrationRefused):
        shrink([[1.0, 2.0]], law=Law(np.ones(1), np.ones(1), np.zeros((1, 2, 2))))
    with pytest.raises(ConcentrationRefused):
        fit_gamma_law([[1.0], [2.0]], [[1.0]])


def test_chances_of_stars_agree_with_the_stars_where_counts_are_large():
    counts = world(20, 4, shape=1.0, firms=1e6, seed=7)[1]
    chances, plain = star_chances(shrink(counts), seed=1, draws=200), stars(counts)
    for name in ("size", "specialisation", "focus"):
        chance, star = getattr(chances, name), getattr(plain, name)
        assert np.abs(chance - star).mean() < 0.02
    np.testing.assert_allclose(chances.count.sum(axis=-1), 1.0)


def test_chances_of_stars_come_true():
    said, happened = [], []
    for seed in range(10):
        rates, counts = world(40, 10, shape=1.0, firms=60, seed=seed)
        found = star_chances(shrink(counts), seed=seed, draws=200)
        said.append(found.count.reshape(-1, 4))
        truth = stars(rates).count.astype(int).ravel()
        happened.append(np.eye(4)[truth])
    for number in range(4):
        chance, came = np.concatenate(said)[:, number], np.concatenate(happened)[:, number]
        assert came[np.isfinite(chance)].mean() == pytest.approx(np.nanmean(chance), abs=0.02)


def test_the_same_seed_gives_the_same_chances_and_the_unknown_has_none():
    margins = Totals(np.array([50.0, 50.0]), np.array([20.0, 80.0]), 100.0)
    found = shrink([[UNKNOWN, 40.0], [10.0, 40.0]], margins=margins)
    one, other = (star_chances(found, seed=9, draws=50) for _ in range(2))
    np.testing.assert_array_equal(one.count, other.count)
    assert np.isnan(one.count[0, 0]).all()
    assert one.size[1, 0] == 1.0
