"""What a pipeline may bring: the sum, its interval, and what is not known."""

import numpy as np
import pytest

from tidehead.calc.lifecycle import Estimate, expected_amount

NAN = float("nan")


def sure(chance):
    return Estimate(chance, chance, chance)


def test_the_interval_holds_what_lots_bring_about_as_often_as_it_says():
    lots = np.random.default_rng(3)
    chances, amounts = lots.random(60), lots.lognormal(3, 0.5, 60)
    found = expected_amount([sure(chance) for chance in chances], amounts).amount
    brought = (lots.random((5000, 60)) < chances) @ amounts
    assert found.value == pytest.approx(brought.mean(), rel=0.02)
    assert ((brought >= found.low) & (brought <= found.high)).mean() == pytest.approx(0.8, abs=0.03)


def test_shared_doubt_does_not_cancel_out_in_a_large_pipeline():
    # 10,000 projects of 1 at 0.5 give or take 0.1: lots alone would reach 64 far, the doubt reaches 1,000.
    found = expected_amount([Estimate(0.5, 0.4, 0.6)] * 10_000, [1.0] * 10_000).amount
    assert found.value == pytest.approx(5000)
    assert (found.value - found.low, found.high - found.value) == pytest.approx((1000, 1000), abs=5)


def test_what_is_unknown_is_told_and_not_zero():
    found = expected_amount([sure(0.5), sure(NAN), sure(1.0)], [NAN, 5, 7])
    assert (found.amount.value, found.known, found.projects) == (7, 1, 3)
    nothing = expected_amount([sure(NAN)], [5])
    assert np.isnan(nothing.amount.value) and nothing.known == 0


def test_it_is_never_less_than_nothing_nor_more_than_everything():
    found = expected_amount([Estimate(0.1, 0.0, 0.9)], [100]).amount
    assert found.low == 0 and found.high <= 100


def test_amounts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="negative"):
        expected_amount([sure(0.5)], [-1])
    with pytest.raises(ValueError, match="one chance"):
        expected_amount([sure(0.5)], [1, 2])
