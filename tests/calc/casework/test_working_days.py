"""Working days by the notices of the State Council, against hand-worked weeks and another package."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.casework.kinds import CALENDAR, OFF, WORKED, allowed, at
from tidehead.calc.casework import (
    CaseworkRefused,
    WorkingCalendar,
    add_working_days,
    due_moment,
    is_working_day,
    next_working_day,
    working_days_between,
)

DAYS = st.dates(date(2024, 12, 1), date(2027, 1, 31))


def test_a_year_has_248_working_days_as_the_ministry_counts() -> None:
    """人社部发〔2025〕2号: 365 − 104 days of rest − 13 holidays = 248 working days a year."""
    assert 365 - 104 - 13 == working_days_between(date(2024, 12, 31), date(2025, 12, 31), CALENDAR)
    assert 261 - 19 + 6 == working_days_between(date(2025, 12, 31), date(2026, 12, 31), CALENDAR)


def test_the_spring_festival_of_2026_by_hand() -> None:
    """Off 15–23 February; Saturdays 14 and 28 February are worked."""
    week = {day: is_working_day(date(2026, 2, day), CALENDAR) for day in (13, 14, 15, 16, 20, 23, 24, 28)}
    assert week == {13: True, 14: True, 15: False, 16: False, 20: False, 23: False, 24: True, 28: True}
    assert add_working_days(date(2026, 2, 12), 3, CALENDAR) == date(2026, 2, 24)  # 13, 14, 24
    assert next_working_day(date(2026, 2, 15), CALENDAR) == date(2026, 2, 24)
    assert add_working_days(date(2026, 2, 24), -2, CALENDAR) == date(2026, 2, 13)  # 14, 13


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_agrees_with_chinese_calendar(year: int) -> None:
    chinese_calendar = pytest.importorskip("chinese_calendar")
    day = date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day, CALENDAR) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@given(DAYS, st.integers(-400, 400))
def test_the_nth_working_day_is_found_as_by_walking(day: date, count: int) -> None:
    step, left, walked = (1 if count > 0 else -1), abs(count), day
    while left:
        walked += timedelta(days=step)
        left -= (walked.weekday() < 5 and walked not in OFF) or walked in WORKED
    assert add_working_days(day, count, CALENDAR) == walked


@given(DAYS, DAYS, DAYS)
def test_working_days_between_add_up(one: date, two: date, three: date) -> None:
    def between(start: date, end: date) -> int:
        return working_days_between(start, end, CALENDAR)

    assert between(one, two) + between(two, three) == between(one, three)
    assert between(one, two) == -between(two, one)


def test_a_day_in_both_lists_is_worked_and_a_weekend_off_is_no_news() -> None:
    saturday, sunday = date(2026, 3, 7), date(2026, 3, 8)
    monday = date(2026, 3, 9)
    calendar = WorkingCalendar(frozenset({saturday, sunday, monday}), frozenset({saturday, monday}))
    assert is_working_day(monday, calendar)
    assert is_working_day(saturday, calendar)
    assert not is_working_day(sunday, calendar)
    assert working_days_between(date(2026, 3, 1), date(2026, 3, 8), calendar) == 6


@pytest.mark.parametrize(
    "calendar",
    [
        WorkingCalendar(hours=()),
        WorkingCalendar(hours=((time(12), time(9)),)),
        WorkingCalendar(hours=((time(14), time(17)), (time(9), time(12)))),
        WorkingCalendar(hours=((time(9), time(12)), (time(11), time(17)))),
        WorkingCalendar(zone="Mars/Olympus"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(CaseworkRefused):
        is_working_day(date(2026, 3, 2), calendar)


def test_time_beyond_the_calendar_and_periods_that_are_none_are_refused() -> None:
    with pytest.raises(CaseworkRefused):
        add_working_days(date(9999, 12, 30), 30, CALENDAR)
    for amount in (0, -1, 36_501):
        with pytest.raises(CaseworkRefused):
            due_moment(at("2026-03-02 09:00"), allowed(amount, "days"), CALENDAR)
    with pytest.raises(CaseworkRefused):
        due_moment(at("9990-03-02 09:00"), allowed(36_500, "months"), CALENDAR)
    with pytest.raises(CaseworkRefused):
        due_moment(at("2026-03-02 09:00").replace(tzinfo=None), allowed(1, "days"), CALENDAR)
