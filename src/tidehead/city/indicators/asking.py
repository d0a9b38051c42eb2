"""What an address asks of a page about figures: the day on which they were known."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Nobody's figures are older or newer; further out, counting in years runs off the calendar."""


class DayRefused(ValueError):
    """The day in the address is none; the message says how to write one."""


def asked_day(request: HttpRequest) -> date | None:
    """The day of `?as_of=YYYY-MM-DD`; None where nothing is asked for. Raises DayRefused."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.get_current_timezone()).date()
    except ValueError:
        told = gettext("“%(text)s” is no day. Write it as 2025-06-30, or leave it out for the newest figures.")
        raise DayRefused(told % {"text": text[:40]}) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        told = gettext("“%(text)s” is too far away. Ask for a day between %(first)s and %(last)s.")
        raise DayRefused(told % {"text": text[:40], "first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()})
    return day


def judging_day(as_of: date | None) -> date:
    """The day on which targets are judged: the day asked for, else today."""
    return as_of or timezone.localdate()


def kept_day(as_of: date | None) -> str:
    """The end of every link that keeps the day asked for: "?as_of=2025-06-30", or nothing."""
    return f"?as_of={as_of.isoformat()}" if as_of else ""
