"""Numbers of cases: none is given twice, and none is left out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from tidehead.calc.casework.types import CaseType
from tidehead.city.cases.kinds import calendar
from tidehead.city.cases.models import Counter


def next_number(kind: CaseType, at: datetime) -> str:
    """The next number of the kind's series of the year, which is given when the transaction is, and not otherwise."""
    year = at.astimezone(ZoneInfo(calendar().zone)).year  # by the region's clocks
    return next_numbers(kind, year, 1)[0]


def next_numbers(kind: CaseType, year: int, count: int) -> list[str]:
    """So many numbers in a row. The series' row stays locked until the transaction ends, so that no gap can arise."""
    series = kind.number.replace("{year}", str(year))
    if not Counter.objects.filter(series=series).update(last=F("last") + count):
        Counter.objects.bulk_create([Counter(series=series)], ignore_conflicts=True)
        Counter.objects.filter(series=series).update(last=F("last") + count)
    last = Counter.objects.values_list("last", flat=True).get(series=series)
    return [kind.number.format(year=year, nth=nth) for nth in range(last - count + 1, last + 1)]
