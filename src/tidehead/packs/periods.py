"""Periods as packs write them: text in, first and last day out.

    2025  2025H1  2025Q3  2025-10  2025-10-31  and spans of two of these: 2025-01/2025-10, 2021/2025

A span runs from the first day of its first part to the last day of its second.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PART = re.compile(
    r"(?P<year>[12]\d{3})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?)?"
)
_QUARTERS_ZH = "一二三四"
_MONTHS_EN = calendar.month_name


class PeriodError(ValueError):
    """The text is not a period."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days. `kind`: year, half, quarter, month, day or span."""

    text: str
    kind: str
    start: date
    end: date
    label_zh: str
    label_en: str

    @property
    def whole_years(self) -> int | None:
        """How many calendar years it covers exactly; None where it begins or ends within a year."""
        starts = (self.start.month, self.start.day) == (1, 1)
        ends = (self.end.month, self.end.day) == (12, 31)
        return self.end.year - self.start.year + 1 if starts and ends else None


def parse_period(text: str) -> Period:
    """The period that `text` names.

    Raises PeriodError when it names none, ends before it begins, or has a day that the month has not.

    >>> parse_period("2025Q3").end
    datetime.date(2025, 9, 30)
    >>> parse_period("2025-01/2025-10").label_zh
    '2025年1—10月'
    """
    first, slash, second = text.partition("/")
    start = _part(first)
    if not slash:
        return start
    end = _part(second)
    if end.end <= start.end or end.start <= start.start:
        raise PeriodError(text)
    return Period(text, "span", start.start, end.end, _span_zh(start, end), _span_en(start, end))


def is_period(text: str) -> bool:
    """Whether `text` names a period."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


def _part(text: str) -> Period:
    match = _PART.fullmatch(text) if text.isascii() else None
    if match is None:
        raise PeriodError(text)
    year = int(match["year"])
    if match["half"]:
        return _half(text, year, int(match["half"]))
    if match["quarter"]:
        return _quarter(text, year, int(match["quarter"]))
    if match["day"]:
        return _day(text, year, int(match["month"]), int(match["day"]))
    if match["month"]:
        return _month(text, year, int(match["month"]))
    return Period(text, "year", date(year, 1, 1), date(year, 12, 31), f"{year}年", f"{year}")


def _half(text: str, year: int, half: int) -> Period:
    start, end = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    return Period(text, "half", start, end, f"{year}年{'上下'[half - 1]}半年", f"H{half} {year}")


def _quarter(text: str, year: int, quarter: int) -> Period:
    start, end = date(year, 3 * quarter - 2, 1), _last_day(year, 3 * quarter)
    return Period(text, "quarter", start, end, f"{year}年{_QUARTERS_ZH[quarter - 1]}季度", f"Q{quarter} {year}")


def _month(text: str, year: int, month: int) -> Period:
    start, end = date(year, month, 1), _last_day(year, month)
    return Period(text, "month", start, end, f"{year}年{month}月", f"{_MONTHS_EN[month]} {year}")


def _day(text: str, year: int, month: int, day: int) -> Period:
    try:
        when = date(year, month, day)
    except ValueError as error:
        raise PeriodError(text) from error
    return Period(text, "day", when, when, f"{year}年{month}月{day}日", f"{day} {_MONTHS_EN[month]} {year}")


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _span_zh(start: Period, end: Period) -> str:
    if start.kind == end.kind == "year":
        return f"{start.start.year}—{end.end.year}年"
    if start.kind == end.kind == "month" and start.start.year == end.end.year:
        return f"{start.start.year}年{start.start.month}—{end.end.month}月"
    return f"{start.label_zh}—{end.label_zh}"


def _span_en(start: Period, end: Period) -> str:
    if start.kind == end.kind == "month" and start.start.year == end.end.year:
        return f"{_MONTHS_EN[start.start.month]}–{end.label_en}"
    return f"{start.label_en}–{end.label_en}"
