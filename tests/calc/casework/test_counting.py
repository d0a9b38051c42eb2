"""Periods by the Civil Code, and every count judged by a walk through the days or minutes."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.casework.kinds import CALENDAR, OFF, WORKED, ZONE, allowed, at
from tidehead.calc.casework import DurationUnit, Span, WorkingCalendar, add_months, due_moment, elapsed_seconds
from tidehead.calc.casework.counting import due_of_runs, moment_before, used_units

HOURS = CALENDAR.hours


def worked(day: date) -> bool:
    return (day.weekday() < 5 and day not in OFF) or day in WORKED


def minute_is_worked(moment: datetime) -> bool:
    return worked(moment.date()) and any(start <= moment.time() < end for start, end in HOURS)


def runs_at(moment: datetime, runs: list[Span]) -> bool:
    return any(run.start < moment and (run.end is None or moment <= run.end) for run in runs)


def due_by_walking_days(runs: list[Span], amount: int, resumes: datetime, *, working: bool) -> datetime:
    """Day after day: does it close while the clock runs?"""
    spans = [*runs, Span(resumes)]
    day, counted = runs[0].start.date(), 0
    while True:
        day += timedelta(days=1)
        close = datetime.combine(day, HOURS[-1][1] if working else time(), ZONE)
        close += timedelta(days=0 if working else 1)
        if (working and not worked(day)) or not runs_at(close, spans):
            continue
        counted += 1
        if counted >= amount and worked(day):
            return close


def due_by_walking_minutes(runs: list[Span], amount: int, resumes: datetime, *, working: bool) -> datetime:
    """Minute after minute: does the clock run, and is it worked?"""
    spans = [*runs, Span(resumes)]
    moment, left = runs[0].start, amount * 60
    while True:
        following = moment + timedelta(minutes=1)
        left -= runs_at(following, spans) and (not working or minute_is_worked(moment))
        moment = following
        if left == 0:
            return moment


@st.composite
def interrupted(draw: st.DrawFn, borders: int = 7) -> tuple[list[Span], datetime]:
    """Runs between whole minutes, the last one open or ended, and when it would go on."""
    start = datetime.combine(draw(st.dates(date(2025, 1, 20), date(2026, 10, 12))), time(), ZONE)
    steps = draw(st.lists(st.integers(0, 4000), min_size=1, max_size=borders))
    moments = [start + timedelta(minutes=draw(st.integers(0, 1439)))]
    for step in steps:
        moments.append(moments[-1] + timedelta(minutes=step))
    runs = [Span(one, two) for one, two in zip(moments[::2], moments[1::2], strict=False)]
    if len(moments) % 2:
        runs.append(Span(moments[-1]))
    return runs, moments[-1] + timedelta(minutes=draw(st.integers(0, 4000)))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-03-02 09:00", 7, "days", "2026-03-10 00:00"),  # the 2nd is not counted: the 9th, a Monday, at 24:00
        ("2026-03-02 23:59", 7, "days", "2026-03-10 00:00"),  # the hour does not matter
        ("2026-01-31 11:00", 1, "months", "2026-03-01 00:00"),  # no 31 February: the 28th, a Saturday that is worked
        ("2026-02-02 11:00", 1, "months", "2026-03-03 00:00"),
        ("2026-09-24 08:00", 10, "days", "2026-10-09 00:00"),  # 4 October is off until the 7th: on to the 8th
        ("2026-02-12 10:00", 5, "working_days", "2026-02-26 17:30"),  # 13, 14, 24, 25, 26
        ("2026-02-14 20:00", 1, "working_days", "2026-02-24 17:30"),  # after hours on a Saturday that is worked
        ("2026-02-15 10:00", 1, "working_days", "2026-02-24 17:30"),  # on a day off
        ("2026-03-06 16:30", 2, "working_hours", "2026-03-09 09:30"),  # an hour on Friday, an hour on Monday
        ("2026-03-06 11:30", 1, "working_hours", "2026-03-06 14:30"),  # lunch is not counted
        ("2026-03-06 08:30", 7, "working_hours", "2026-03-06 17:30"),  # a whole day, up as it closes
        ("2026-03-06 11:00", 1, "working_hours", "2026-03-06 12:00"),  # up as lunch begins, not after it
        ("2026-03-06 16:30", 24, "hours", "2026-03-07 16:30"),  # hours run through nights and weekends
    ],
)
def test_periods_worked_by_hand(start: str, amount: int, unit: str, due: str) -> None:
    assert due_moment(at(start), allowed(amount, unit), CALENDAR) == at(due)


def test_months_end_where_they_end() -> None:
    """Civil Code art. 202: no corresponding day means the last one."""
    assert [add_months(date(2026, 1, 31), nth) for nth in (1, 3, 13)] == [
        date(2026, 2, 28), date(2026, 4, 30), date(2027, 2, 28),
    ]  # fmt: skip
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


@given(interrupted(), st.integers(1, 12), st.booleans())
def test_days_fall_due_as_by_walking_through_the_days(case, amount: int, working: bool) -> None:
    runs, resumes = case
    unit = "working_days" if working else "days"
    expected = due_by_walking_days(runs, amount, resumes, working=working)
    assert due_of_runs(runs, allowed(amount, unit), CALENDAR, resumes) == expected


@given(interrupted(borders=4), st.integers(1, 40), st.booleans())
def test_hours_fall_due_as_by_walking_through_the_minutes(case, amount: int, working: bool) -> None:
    runs, resumes = case
    unit = "working_hours" if working else "hours"
    expected = due_by_walking_minutes(runs, amount, resumes, working=working)
    assert due_of_runs(runs, allowed(amount, unit), CALENDAR, resumes) == expected


@given(interrupted(borders=4), st.integers(0, 3000))
def test_elapsed_time_is_what_a_walk_through_the_minutes_finds(case, more: int) -> None:
    runs, resumes = case
    now = resumes + timedelta(minutes=more)
    moment, plain, working = runs[0].start, 0, 0
    while moment < now:
        following = moment + timedelta(minutes=1)
        plain += runs_at(following, runs)
        working += runs_at(following, runs) and minute_is_worked(moment)
        moment = following
    assert elapsed_seconds(runs, DurationUnit.HOURS, CALENDAR, now) == plain * 60
    assert elapsed_seconds(runs, DurationUnit.WORKING_DAYS, CALENDAR, now) == working * 60


@given(interrupted(), st.integers(1, 12), st.sampled_from(["hours", "working_hours", "working_days"]))
def test_at_the_due_moment_exactly_what_is_allowed_is_used(case, amount: int, unit: str) -> None:
    """For days and months the last day may be put off because it is off; for these units nothing is."""
    runs, resumes = case
    due = due_of_runs(runs, allowed(amount, unit), CALENDAR, resumes)
    going = runs if runs[-1].end is None else [*runs, Span(resumes)]
    assert used_units(going, allowed(amount, unit), CALENDAR, due) == pytest.approx(amount)


@given(interrupted(), st.integers(1, 40), st.sampled_from(list(DurationUnit)))
def test_more_time_is_never_due_earlier(case, amount: int, unit: DurationUnit) -> None:
    runs, resumes = case
    one, more = (due_of_runs(runs, allowed(each, unit), CALENDAR, resumes) for each in (amount, amount + 1))
    assert one <= more


def test_warnings_come_so_long_before() -> None:
    due = at("2026-02-26 17:30")
    assert moment_before(due, allowed(2, "working_days"), CALENDAR) == at("2026-02-24 17:30")
    assert moment_before(due, allowed(3, "working_days"), CALENDAR) == at("2026-02-14 17:30")
    assert moment_before(due, allowed(2, "days"), CALENDAR) == at("2026-02-24 17:30")
    assert moment_before(due, allowed(1, "months"), CALENDAR) == at("2026-01-26 17:30")
    assert moment_before(due, allowed(4, "hours"), CALENDAR) == at("2026-02-26 13:30")
    assert moment_before(due, allowed(8, "working_hours"), CALENDAR) == at("2026-02-25 16:30")  # 7 hours a day
    assert moment_before(at("2026-03-10 00:00"), allowed(1, "working_days"), CALENDAR) == at("2026-03-06 17:30")


def test_a_night_that_lasts_an_hour_more_is_an_hour_longer() -> None:
    """Where clocks are set back, plain hours are true hours (Berlin, 25 October 2026)."""
    berlin = WorkingCalendar(zone="Europe/Berlin")
    start = datetime.fromisoformat("2026-10-24T12:00:00+02:00")
    due = due_moment(start, allowed(24, "hours"), berlin)
    assert due.isoformat() == "2026-10-25T11:00:00+01:00"
    assert elapsed_seconds([Span(start)], DurationUnit.DAYS, berlin, due) == 24 * 3600
