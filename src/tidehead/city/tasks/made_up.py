"""Tasks that the seeded generator made up: the part that is not in their cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.tasks.models import ProgressReport, Task
from tidehead.city.tasks.types import OWN

MADE_BY = "synthetic"
ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class MadeUpTask:
    """What a task keeps beside its case. reports: (day it is about, share of the whole)."""

    case_id: int
    start_on: date
    due_on: date
    list_class: str = ""
    measure: str = ""
    unit: str = ""
    target_value: float | None = None
    reports: tuple[tuple[date, float], ...] = ()


def keep_tasks(tasks: Iterable[MadeUpTask], *, now: datetime) -> int:
    """Store made-up tasks with their reports. Returns how many there are."""
    wanted = list(tasks)
    rows = [
        Task(
            case_id=one.case_id,
            origin=OWN,
            list_class=one.list_class,
            start_on=one.start_on,
            due_on=one.due_on,
            measure=one.measure,
            unit=one.unit,
            target_value=one.target_value,
        )
        for one in wanted
    ]
    Task.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    ProgressReport.objects.bulk_create(
        (
            ProgressReport(task=row, about=day, share=share, words="虚构进展", by=MADE_BY, at=now)
            for row, one in zip(rows, wanted, strict=True)
            for day, share in one.reports
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return len(rows)
