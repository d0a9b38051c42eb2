"""Cards in columns (a kanban board) and days of a month: two ways to lay out work, needing no script."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of work. `status` is one of the six states, shown as a light; `lines` are short facts under the title.

    move_url: where its menu of moves opens as a part (htmx), for those who may move it.
    """

    title: Words
    url: str
    lines: tuple[Words, ...] = ()
    status: str = ""
    told: Words = ""  # what the light means here: "late by 3 days"
    tags: tuple[Words, ...] = ()
    move_url: str = ""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """`count` and `total` are of all that stands here, also of what is not shown."""

    label: Words
    cards: tuple[Card, ...]
    count: int
    total: Words = ""
    more_url: str = ""
    note: Words = ""

    @property
    def hidden(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    name: str
    title: Words
    columns: tuple[BoardColumn, ...]
    synthetic: bool = False
    empty: Words = ""
    empty_remedy: Words = ""

    @property
    def is_empty(self) -> bool:
        return not any(column.count for column in self.columns)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day of the calendar."""

    on: date
    title: Words
    url: str = ""
    status: str = ""
    told: Words = ""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    on: date
    inside: bool  # of the month that is shown
    today: bool
    off: bool  # nobody works
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MonthCalendar:
    """A month in whole weeks from Monday on."""

    name: str
    title: Words
    month: date  # its first day
    weeks: tuple[tuple[CalendarDay, ...], ...]
    before_url: str = ""
    after_url: str = ""
    synthetic: bool = False

    @property
    def busy_days(self) -> tuple[CalendarDay, ...]:
        """Those of the month with entries: what a phone lists."""
        return tuple(day for week in self.weeks for day in week if day.inside and day.entries)


def weeks_of(
    month: date, entries: Iterable[Entry], *, today: date, off: frozenset[date] = frozenset()
) -> tuple[tuple[CalendarDay, ...], ...]:
    """The weeks of a month with what is on each day. `off`: days on which nobody works."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.on, []).append(entry)
    shown = calendar.Calendar(calendar.MONDAY).monthdatescalendar(month.year, month.month)
    return tuple(
        tuple(
            CalendarDay(day, day.month == month.month, day == today, day in off, tuple(by_day.get(day, ())))
            for day in week
        )
        for week in shown
    )


def month_of(text: str, *, otherwise: date) -> date:
    """The first day of a month written as "2026-11"; of the month of `otherwise` where it is written in no such way."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise.replace(day=1)


def months_around(month: date) -> tuple[str, str]:
    """The month before and the month after, as "2026-10" and "2026-12"."""
    before = month - timedelta(days=1)
    after = month + timedelta(days=32)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"
