"""When a task will be finished: own pace and peers."""

import numpy as np
import pytest

from tidehead.calc.lifecycle import kaplan_meier
from tidehead.calc.tasking import finish_from_peers, finish_from_reports
from tidehead.calc.trajectory import forecast

DAYS = [0.0, 30.0, 65.0, 90.0, 120.0]
SHARES = [0.0, 0.1, 0.3, 0.35, 0.4]


def test_the_day_is_where_the_forecast_of_the_share_reaches_one_and_so_are_its_ends():
    found = finish_from_reports(DAYS, SHARES, level=0.5)
    middle, early, late = (forecast(DAYS, SHARES, at=day, level=0.5) for day in (found.day, found.low, found.high))
    assert middle.point.item() == pytest.approx(1)
    assert early.high.item() == pytest.approx(1)
    assert late.low.item() == pytest.approx(1)
    assert found.low < found.day < found.high


def test_order_and_unknown_reports_do_not_matter():
    mixed = finish_from_reports([90, 0, 120, 50, 65, 30], [0.35, 0, 0.4, float("nan"), 0.3, 0.1])
    assert mixed == finish_from_reports(DAYS, SHARES)


def test_weeks_instead_of_days_scale_the_forecast():
    days, weeks = (finish_from_reports(np.array(DAYS) / unit, SHARES, level=0.5) for unit in (1, 7))
    assert (weeks.low * 7, weeks.day * 7, weeks.high * 7) == pytest.approx((days.low, days.day, days.high))


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([0.1, 0.2], "too_few_reports"),
        ([0.3, 0.3, 0.2, 0.3], "no_progress"),
        ([0.1, 0.2, 0.3, 0.4], "exact_fit"),
        ([0.0, 0.3, 0.1, 0.35], "open_end"),
        ([0.2, 0.5, 1.0, 1.0], "finished"),
    ],
)
def test_a_forecast_that_is_not_whole_says_why(shares, reason):
    found = finish_from_reports(list(range(len(shares))), shares)
    assert found.reason == reason
    if reason == "open_end":
        assert np.isinf(found.high) and found.low > len(shares) - 1
    if reason == "exact_fit":
        assert found.day == pytest.approx(3 + 6) and np.isnan(found.low)
    if reason == "finished":
        assert found.day == 2


def test_wrong_reports_are_refused():
    with pytest.raises(ValueError, match="twice"):
        finish_from_reports([1, 1], [0.1, 0.2])
    with pytest.raises(ValueError, match="length"):
        finish_from_reports([1, 2], [0.1])
    for call in (lambda: finish_from_reports([1], [0.1], level=1.0), lambda: finish_from_peers(PEERS, 0, 1, level=0)):
        with pytest.raises(ValueError, match="level"):
            call()


PEERS = kaplan_meier([10.0 * nth for nth in range(1, 21)], [1] * 15 + [0] * 5)


def test_peers_that_lasted_as_long_say_when():
    # After 100 days ten are left; half of them have finished by day 150, one of them by 110, nine by nobody's word.
    found = finish_from_peers(PEERS, start=0, today=100)
    assert (found.low, found.day, found.high, found.points) == (110, 150, np.inf, 15)
    assert found.reason == "open_end"


def test_a_later_start_moves_every_day():
    one, other = (finish_from_peers(PEERS, start=start, today=start + 20, level=0.5) for start in (0, 700))
    assert (one.low + 700, one.day + 700, one.high + 700) == (other.low, other.day, other.high)


@pytest.mark.parametrize(
    ("curve", "today", "reason"),
    [
        (kaplan_meier([1.0] * 9, [1] * 9), 0, "too_few_peers"),
        (kaplan_meier([1.0 * n for n in range(1, 13)], [1] * 12), 12, "beyond_peers"),
        (PEERS, 500, "beyond_peers"),
        (PEERS, -1, "unknown_input"),
        (PEERS, float("nan"), "unknown_input"),
    ],
)
def test_peers_who_cannot_say_give_a_reason(curve, today, reason):
    found = finish_from_peers(curve, 0, today)
    assert found.reason == reason and np.isnan(found.day)
