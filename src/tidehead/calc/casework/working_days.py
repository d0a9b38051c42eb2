"""Days that are worked and the hours of them, counted without walking through them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tidehead.calc.casework.types import CaseworkRefused, WorkingCalendar
from tidehead.calc.labels import Label

NO_TIME = timedelta(0)
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Whether a day is worked: weekends worked by notice (调休) are, weekdays off by notice are not.

    Source: 国务院关于职工工作时间的规定 art. 7 (Saturday and Sunday are days of rest), and the yearly notices of the
    General Office of the State Council on holidays, which the calendar holds.

    >>> spring = WorkingCalendar(holidays=frozenset({date(2026, 2, 16)}), workdays=frozenset({date(2026, 2, 14)}))
    >>> is_working_day(date(2026, 2, 14), spring), is_working_day(date(2026, 2, 16), spring)
    (True, False)
    """
    return day_index(calendar).is_worked(day.toordinal())


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """How many working days lie after `start`, up to and with `end`; negative where `end` is before `start`.

    The first day is not counted: Civil Code of the PRC art. 201.

    >>> working_days_between(date(2026, 3, 6), date(2026, 3, 10), WorkingCalendar())  # Friday to Tuesday
    2
    """
    index = day_index(calendar)
    return index.worked_to(end.toordinal()) - index.worked_to(start.toordinal())


def add_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The working day that is the `count`-th after a day, the day itself not counted; before it where count < 0.

    Nought gives the day itself, worked or not. Raises CaseworkRefused beyond what dates can say.

    >>> weekends_off = WorkingCalendar()
    >>> add_working_days(date(2026, 3, 6), 5, weekends_off), add_working_days(date(2026, 3, 8), -1, weekends_off)
    (datetime.date(2026, 3, 13), datetime.date(2026, 3, 6))
    """
    if count == 0:
        return day
    index = day_index(calendar)
    ordinal = day.toordinal()
    if count > 0:
        return index.day(index.worked_to(ordinal) + count)
    return index.day(index.worked_to(ordinal - 1) + count + 1)


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The day itself where it is worked, otherwise the first working day after it (Civil Code art. 203).

    >>> next_working_day(date(2026, 3, 7), WorkingCalendar())  # a Saturday
    datetime.date(2026, 3, 9)
    """
    return day if is_working_day(day, calendar) else add_working_days(day, 1, calendar)


@dataclass(frozen=True, slots=True)
class DayIndex:
    """A calendar made ready for counting: how many working days there are up to a day, and which is the n-th.

    Days are ordinals as of `date.toordinal`. off, extra: weekdays off and weekends worked, in order.
    """

    zone: ZoneInfo
    off: tuple[int, ...]
    extra: tuple[int, ...]
    hours: tuple[tuple[timedelta, timedelta], ...]  # since midnight
    per_day: timedelta

    def worked_to(self, ordinal: int) -> int:
        """Working days from the first day there is up to and with this one. Ordinal 1 is a Monday."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) - bisect_right(self.off, ordinal) + bisect_right(self.extra, ordinal)

    def is_worked(self, ordinal: int) -> bool:
        """Whether the day is a working day."""
        return self.worked_to(ordinal) > self.worked_to(ordinal - 1)

    def ordinal(self, nth: int) -> int:
        """The day up to which `nth` days are worked, itself the last of them."""
        low, high = _weekday(nth - len(self.extra)) - 7, _weekday(nth + len(self.off)) + 7
        return low + bisect_left(range(low, high), nth, key=self.worked_to)

    def day(self, nth: int) -> date:
        """The nth working day as a date. Raises CaseworkRefused beyond what dates can say."""
        return as_day(self.ordinal(nth))

    def local(self, moment: datetime) -> datetime:
        """The moment on the clocks of the place. Raises CaseworkRefused for a moment without zone."""
        if moment.tzinfo is None:
            raise CaseworkRefused(Label(f"时刻“{moment}”没有时区", f"the moment {moment} has no time zone"))
        return moment.astimezone(self.zone)

    def at(self, ordinal: int, since_midnight: timedelta) -> datetime:
        """A moment of a day, by the clocks of the place."""
        whole, rest = divmod(since_midnight, ONE_DAY)
        midnight = datetime.combine(as_day(ordinal + whole), time(), tzinfo=self.zone)
        return midnight + rest

    def closing(self, ordinal: int) -> datetime:
        """When business of that day ends: the last working hour's end."""
        return self.at(ordinal, self.hours[-1][1])

    def worked_time(self, moment: datetime) -> timedelta:
        """Working time from the first day there is up to a moment."""
        local = self.local(moment)
        ordinal = local.toordinal()
        before = self.worked_to(ordinal - 1)
        if self.worked_to(ordinal) == before:
            return before * self.per_day
        passed = _since_midnight(local)
        today = sum((min(passed, end) - start for start, end in self.hours if passed > start), NO_TIME)
        return before * self.per_day + today

    def moment_of(self, worked: timedelta) -> datetime:
        """The earliest moment up to which so much time was worked."""
        days, rest = divmod(worked, self.per_day)
        if not rest:
            return self.closing(self.ordinal(days))
        for start, end in self.hours:
            if rest <= end - start:
                return self.at(self.ordinal(days + 1), start + rest)
            rest -= end - start
        raise AssertionError("the rest of a day is shorter than a day")


@lru_cache(maxsize=64)
def day_index(calendar: WorkingCalendar) -> DayIndex:
    """A calendar made ready for counting, kept for the next time.

    Raises CaseworkRefused for an unknown zone, and for working hours that are none, out of order or overlap.
    """
    hours = tuple((_of_time(start), _of_time(end)) for start, end in calendar.hours)
    borders = [border for pair in hours for border in pair]
    if not borders or any(later <= earlier for earlier, later in zip(borders[::2], borders[1::2], strict=True)):
        raise CaseworkRefused(
            Label("工作日历没有工作时间，或时段的结束不晚于开始", "working hours are missing or end early")
        )
    if borders != sorted(borders):
        raise CaseworkRefused(
            Label("工作时段须由早到晚、互不重叠", "working hours must be in order and must not overlap")
        )
    off = sorted(day.toordinal() for day in calendar.holidays - calendar.workdays if day.weekday() < 5)
    extra = sorted(day.toordinal() for day in calendar.workdays if day.weekday() >= 5)
    per_day = sum((end - start for start, end in hours), NO_TIME)
    return DayIndex(_zone(calendar.zone), tuple(off), tuple(extra), hours, per_day)


def as_day(ordinal: int) -> date:
    """The date of an ordinal. Raises CaseworkRefused beyond what dates can say."""
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise CaseworkRefused(
            Label("期限超出日历所能表示的范围", "the time lies beyond what a calendar can say")
        ) from None


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC, where differences are true differences whatever the clocks of the place do."""
    return moment.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise CaseworkRefused(Label(f"时区“{name}”不存在", f'there is no time zone "{name}"')) from None


def _weekday(nth: int) -> int:
    """The ordinal of the nth day from Monday to Friday, roughly: not more than three days off."""
    return nth // 5 * 7 + nth % 5


def _of_time(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)


def _since_midnight(local: datetime) -> timedelta:
    return _of_time(local.time())
