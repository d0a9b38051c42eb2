"""Days as registers write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tidehead.calc.labels import Label
from tidehead.reading.firms.unknowns import is_unknown

_FIRST_YEAR = 1800
_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]*\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_PART = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(\d{1,2})?\s*月?)?")
_EXCEL_BEGINS = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DayReading:
    """day: None where it is not known. fault: what is wrong and what to do. mended: what was put right."""

    day: date | None
    fault: Label | None = None
    mended: Label | None = None


NO_DAY = DayReading(None)


@lru_cache(maxsize=65536)
def read_day(text: str | None, as_of: date | None = None) -> DayReading:
    """A day, also as Excel's serial number. as_of: a later day than this is a fault.

    >>> read_day("2003年10月23日").day.isoformat(), read_day("37917").day.isoformat(), read_day("不详").day
    ('2003-10-23', '2003-10-23', None)
    """
    if is_unknown(text):
        return NO_DAY
    words = unicodedata.normalize("NFKC", text or "").strip()
    found = _WRITTEN.fullmatch(words) or _COMPACT.fullmatch(words)
    if found is not None:
        return _checked(int(found[1]), int(found[2]), int(found[3]), as_of)
    serial = _SERIAL.fullmatch(words)
    if serial is not None:
        day = _EXCEL_BEGINS + timedelta(days=int(serial[1]))
        return DayReading(day, None, _FROM_EXCEL) if as_of is None or day <= as_of else DayReading(None, _LATER)
    return DayReading(None, _PARTLY if _PART.fullmatch(words) else _NO_READING)


def _checked(year: int, month: int, number: int, as_of: date | None) -> DayReading:
    try:
        day = date(year, month, number)
    except ValueError:
        return DayReading(None, _NOT_IN_CALENDAR)
    if year < _FIRST_YEAR:
        return DayReading(None, _TOO_EARLY)
    return DayReading(day) if as_of is None or day <= as_of else DayReading(None, _LATER)


_FROM_EXCEL = Label("按 Excel 的日期序号读", "read as Excel's number of a day")
_NO_READING = Label("读不成日期；请写成 2025-03-31，未知请留空", "no day; write 2025-03-31, or leave it empty")
_PARTLY = Label("只有年份或年月；请补全到日，或留空", "only a year or a month; give the day, or leave it empty")
_NOT_IN_CALENDAR = Label("日历上没有这一天；请核对", "the calendar has no such day; check it")
_TOO_EARLY = Label("早于 1800 年；请核对", "before 1800; check it")
_LATER = Label("晚于数据截止日；请核对", "later than the day the data are of; check it")
