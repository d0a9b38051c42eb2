"""Outlooks of an earlier day judged by what happened since."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.lifecycle.regions import region
from tidehead.calc.lifecycle import LifecycleRefused, Settings, backtest, brier_score, concordance, reliability

CHANCES = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=30)


def test_in_a_steady_world_the_chances_come_true():
    found = backtest(region(3000, seed=1), until=365 * 5, horizon=730, seed=1)
    assert found.brier < found.baseline
    assert found.concordance > 0.6
    assert found.judged >= 0.9 * found.projects > 100
    assert found.said.mean() == pytest.approx(found.happened.mean(), abs=0.06)
    big = [each for each in found.bins if each.projects >= 30]
    assert sum(each.at_least - 0.05 <= each.said <= each.at_most + 0.05 for each in big) >= len(big) - 1


def test_knowing_the_groups_helps_where_they_differ():
    history = region(3000, seed=2, slow=[0.6, 2.0])
    quick = Settings(draws=20)
    blind, knowing = (
        backtest(history, until=365 * 5, horizon=365, seed=1, by=by, settings=quick) for by in ((), ("size",))
    )
    assert knowing.brier < blind.brier
    assert knowing.concordance > blind.concordance


def test_what_happens_after_the_horizon_changes_nothing():
    history = region(500, seed=3)
    entered = np.where(history.entered > 2200, history.entered + 1000, history.entered)
    later = type(history)(history.stages, entered, history.gone, history.how, 5000.0, history.groups)
    one, other = (backtest(each, until=1600, horizon=600, seed=1) for each in (history, later))
    assert one.said.tolist() == other.said.tolist()
    assert one.happened.tolist() == other.happened.tolist()


def test_a_horizon_past_the_end_of_the_history_is_refused():
    with pytest.raises(LifecycleRefused):
        backtest(region(100, seed=1), until=2900, horizon=30, seed=1)


def test_with_too_little_history_nobody_is_judged():
    found = backtest(region(30, seed=1), until=400, horizon=365, seed=1)
    assert found.judged == 0 < found.projects
    assert np.isnan([found.brier, found.baseline, found.concordance]).all()
    assert found.bins == ()


@given(CHANCES)
def test_concordance_is_the_share_of_pairs(rows):
    said, happened = [row[0] / 10 for row in rows], [row[1] for row in rows]
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a, did in zip(said, happened, strict=True)
        if did
        for b, other in zip(said, happened, strict=True)
        if not other
    ]
    found = concordance(said, happened)
    assert np.isnan(found) if not pairs else found == pytest.approx(sum(pairs) / len(pairs))


@given(CHANCES)
def test_bins_hold_every_project_once(rows):
    bins = reliability([row[0] / 10 for row in rows], [row[1] for row in rows])
    assert sum(each.projects for each in bins) == len(rows)
    assert all(each.low - 1e-12 <= each.said <= each.high + 1e-12 for each in bins)
    assert all(each.at_least <= each.happened + 1e-12 and each.happened <= each.at_most + 1e-12 for each in bins)


def test_briers_score_by_hand_and_of_nothing():
    assert brier_score([1, 0, 0.5], [1, 0, 0]) == pytest.approx((0 + 0 + 0.25) / 3)
    assert brier_score([0.3, float("nan")], [0, 1]) == pytest.approx(0.09)
    assert np.isnan(brier_score([], []))


def test_wilsons_interval_by_hand():
    # 5 of 10 at 80 %: z = 1.2816, z² = 1.6424: (0.5 ± 1.2816·√(0.025 + 1.6424/400)) / 1.16424, around 0.5
    only = reliability([0.5] * 10, [1] * 5 + [0] * 5)[0]
    half = 1.2816 * (0.25 / 10 + 1.6424 / 400) ** 0.5 / 1.16424
    assert (only.at_least, only.at_most) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-4)
