"""What happens to tasks without anybody: reports of ended periods, escalations by rule, tasks freed of blockers."""

from datetime import date, datetime, timedelta

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.tasks.agenda import escalate_by_rule
from tidehead.city.tasks.blocking import go_on_all
from tidehead.city.tasks.facts import today_of
from tidehead.city.tasks.models import Report, Task
from tidehead.city.tasks.reporting import span_of, take_report
from tidehead.city.tasks.types import REPORT_KINDS, TaskRefused


def keep_tasks(*, now: datetime) -> int:
    """Do what is due. Returns how many things were done; 0 leaves nothing to do until something changes."""
    if not Task.objects.exists():
        return 0
    return go_on_all(now=now) + escalate_by_rule(now=now) + _reports(now)


def _reports(now: datetime) -> int:
    """Take the report of each period that has ended and has none: as things stand now, which is soon after its end."""
    taken = 0
    for kind in REPORT_KINDS:
        ended = span_of(kind, span_of(kind, today_of(now)).start - timedelta(days=1))
        if not Report.objects.filter(kind=kind, period=ended.text).exists():
            taken += _take(kind, now, ended.start)
    return taken


def _take(kind: str, now: datetime, on: date) -> bool:
    try:
        take_report(by=SYSTEM, kind=kind, on=on, now=now)
    except TaskRefused:  # somebody took it in this very moment
        return False
    return True
