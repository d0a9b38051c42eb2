"""How time is counted: when a period is due, what of it is used, and when to warn.

Days are counted as the Civil Code of the PRC has it: the day of the beginning is not counted (art. 201); a period of
months ends on the corresponding day, or on the month's last where there is none (art. 202); a last day that is off
gives way to the first working day after it, and the last day ends at 24:00, or with business where there are business
hours (art. 203). Periods of authorities are counted in working days (Administrative Licensing Law art. 40 and 82);
what an applicant or an expert takes is not counted (art. 32 and 45): that is what pauses are for.

With pauses, a day counts if the clock runs at its close.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tidehead.calc.casework.types import CaseworkRefused, Duration, DurationUnit, Span, WorkingCalendar
from tidehead.calc.casework.working_days import NO_TIME, ONE_DAY, DayIndex, day_index, in_utc
from tidehead.calc.labels import Label

LONGEST = 36_500
"""More of any unit is refused: a hundred years of days."""
_HOUR_UNITS = (DurationUnit.HOURS, DurationUnit.WORKING_HOURS)
_INSTANT = timedelta(microseconds=1)


def due_moment(start: datetime, duration: Duration, calendar: WorkingCalendar) -> datetime:
    """When a period that begins at a moment and is never paused is due; in the calendar's zone.

    Raises CaseworkRefused for a period that is none or longer than `LONGEST`, or a moment without zone.

    >>> from datetime import UTC
    >>> month = Duration(1, DurationUnit.MONTHS)
    >>> due_moment(datetime(2026, 1, 31, 3, 0, tzinfo=UTC), month, WorkingCalendar()).isoformat()  # 28 Feb: a Saturday
    '2026-03-03T00:00:00+08:00'
    """
    return due_of_runs((Span(start),), duration, calendar, start)


def elapsed_seconds(spans: Sequence[Span], unit: DurationUnit, calendar: WorkingCalendar, now: datetime) -> float:
    """Time that spans took up to now: working time for units of working time, plain time for all others.

    >>> from datetime import UTC
    >>> friday = Span(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))  # 17:00 in the zone of the calendar
    >>> elapsed_seconds([friday], DurationUnit.WORKING_HOURS, WorkingCalendar(), datetime(2026, 3, 9, 1, 0, tzinfo=UTC))
    3600.0
    """
    index = day_index(calendar)
    is_worked = unit in (DurationUnit.WORKING_DAYS, DurationUnit.WORKING_HOURS)
    total = NO_TIME
    for span in spans:
        start, end = span.start, now if span.end is None else min(span.end, now)
        if start < end:
            total += index.worked_time(end) - index.worked_time(start) if is_worked else in_utc(end) - in_utc(start)
    return total.total_seconds()


def due_of_runs(runs: Sequence[Span], due: Duration, calendar: WorkingCalendar, resumes: datetime) -> datetime:
    """When time is up for a clock with these runs; where all of them ended, as if it went on at `resumes`.

    runs: in order, at least one. Raises CaseworkRefused as `due_moment`.
    """
    _check(due)
    index = day_index(calendar)
    if due.unit in _HOUR_UNITS:
        return _due_by_hours(runs, due, index, resumes)
    return _due_by_days(runs, due, index, resumes)


def used_units(runs: Sequence[Span], due: Duration, calendar: WorkingCalendar, now: datetime) -> float:
    """What is used up to now, in the unit of the allowance: days that were counted (months: their days), or hours."""
    if due.unit in _HOUR_UNITS:
        return elapsed_seconds(runs, due.unit, calendar, now) / 3600
    counter = _closes(runs[0].start, due.unit, day_index(calendar))
    ends = ((run.start, now if run.end is None else min(run.end, now)) for run in runs)
    return float(sum(counter.between(start, end) for start, end in ends if start < end))


def allowed_units(start: datetime, due: Duration, calendar: WorkingCalendar) -> float:
    """What is allowed, in the unit that `used_units` counts: months are turned into the days they have from a start."""
    if due.unit is not DurationUnit.MONTHS:
        return float(due.amount)
    return float(_days_of_months(day_index(calendar).local(start).date(), due.amount))


def moment_before(due_at: datetime, warn: Duration, calendar: WorkingCalendar) -> datetime:
    """The moment so long before one that is due; days and months back at the same hour, working days at their close.

    Raises CaseworkRefused as `due_moment`.
    """
    _check(warn)
    index = day_index(calendar)
    last = last_day(due_at, calendar)
    match warn.unit:
        case DurationUnit.HOURS:
            return index.local(in_utc(due_at) - timedelta(hours=warn.amount))
        case DurationUnit.WORKING_HOURS:
            return index.moment_of(index.worked_time(due_at) - timedelta(hours=warn.amount))
        case DurationUnit.WORKING_DAYS:
            before = index.worked_to(last.toordinal() - 1)
            return index.closing(index.ordinal(before - warn.amount + 1))
        case DurationUnit.DAYS:
            return index.local(due_at) - timedelta(days=warn.amount)
        case DurationUnit.MONTHS:
            return index.local(due_at) - (last - add_months(last, -warn.amount))


def last_day(due_at: datetime, calendar: WorkingCalendar) -> date:
    """The last day of what is due at a moment: 24:00 belongs to the day that it ends."""
    return (day_index(calendar).local(due_at) - _INSTANT).date()


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months on, or the month's last day where it has none (Civil Code art. 202).

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2028, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise CaseworkRefused(Label("期限超出日历所能表示的范围", "the time lies beyond what a calendar can say"))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check(duration: Duration) -> None:
    if not 1 <= duration.amount <= LONGEST:
        raise CaseworkRefused(
            Label(
                f"期限{duration.amount}不能用；请填1至{LONGEST}之间的整数",
                f"a period of {duration.amount} cannot be used; give a whole number from 1 to {LONGEST}",
            )
        )


def _due_by_hours(runs: Sequence[Span], due: Duration, index: DayIndex, resumes: datetime) -> datetime:
    left = timedelta(hours=due.amount)
    is_worked = due.unit is DurationUnit.WORKING_HOURS
    for span in (*runs, Span(resumes)):
        start = index.worked_time(span.start) if is_worked else in_utc(span.start)
        if span.end is not None:
            end = index.worked_time(span.end) if is_worked else in_utc(span.end)
            if end - start < left:  # type: ignore[operator]
                left -= end - start  # type: ignore[operator]
                continue
        return index.moment_of(start + left) if isinstance(start, timedelta) else index.local(start + left)
    raise AssertionError("the last span has no end")


@dataclass(frozen=True, slots=True)
class _Closes:
    """The closes of days, numbered; those up to the close of the first day are passed over."""

    index: DayIndex
    working: bool
    first: int  # number of the first day's close

    def number(self, moment: datetime) -> int:
        """How many days had closed by a moment."""
        local = self.index.local(moment)
        ordinal = local.toordinal()
        if not self.working:
            return max(ordinal - 1, self.first)
        is_closed = local >= self.index.closing(ordinal)
        return max(self.index.worked_to(ordinal if is_closed else ordinal - 1), self.first)

    def between(self, start: datetime, end: datetime) -> int:
        """How many days closed after `start`, up to and with `end`."""
        return self.number(end) - self.number(start)

    def next_due(self, number: int) -> int:
        """The first close from this one on that a period may end with: the last day must be a working day."""
        return number if self.working else self.index.ordinal(self.index.worked_to(number - 1) + 1)

    def moment(self, number: int) -> datetime:
        """When the close of that number is."""
        if self.working:
            return self.index.closing(self.index.ordinal(number))
        return self.index.at(number, ONE_DAY)


def _closes(start: datetime, unit: DurationUnit, index: DayIndex) -> _Closes:
    ordinal = index.local(start).toordinal()
    working = unit is DurationUnit.WORKING_DAYS
    return _Closes(index, working, index.worked_to(ordinal) if working else ordinal)


def _due_by_days(runs: Sequence[Span], due: Duration, index: DayIndex, resumes: datetime) -> datetime:
    """The first day that counts, is the last allowed or a later one, and may be a last day."""
    left = due.amount
    if due.unit is DurationUnit.MONTHS:
        left = _days_of_months(index.local(runs[0].start).date(), due.amount)
    closes = _closes(runs[0].start, due.unit, index)
    for span in (*runs, Span(resumes)):
        before = closes.number(span.start)
        last = closes.next_due(before + left)
        if span.end is None:
            return closes.moment(last)
        ended = closes.number(span.end)
        if last <= ended:
            return closes.moment(last)
        left = max(left - (ended - before), 1)
    raise AssertionError("the last span has no end")


def _days_of_months(first: date, months: int) -> int:
    return (add_months(first, months) - first).days
