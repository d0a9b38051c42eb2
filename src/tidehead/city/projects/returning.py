"""Reporting what a project invested and made: a value with its evidence, and the figure that it becomes part of."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.indicators.keys import period_dates
from tidehead.city.indicators.recording import record_figure
from tidehead.city.indicators.types import Subject
from tidehead.city.places.queries import place_ids
from tidehead.city.projects.given import refuse_number
from tidehead.city.projects.models import ProjectReturn
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.returns import STANDING_QUANTITIES, overlapping, sum_at
from tidehead.city.projects.rights import must_edit
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import QUANTITIES, ProjectInfo, ProjectRefused
from tidehead.packs.periods import PeriodError


@dataclass(frozen=True, slots=True)
class NewReturn:
    """A value of a project for a period, in the quantity's own unit."""

    quantity: str
    period: str
    value: float
    attachment: int | None = None
    note: str = ""


@transaction.atomic
def report(*, by: Actor, number: str, new: NewReturn, now: datetime) -> int:
    """Keep a value that is reported of a project; an earlier one for the same period stays beside it.

    The figure of the project's place that such values add up to is recorded anew, with this project among its sources.
    Raises PermissionDenied, NoSuchProject, ProjectRefused.
    """
    project = project_by_number(number, by)
    must_edit(by, project.case)
    start, end = _checked(new, project.case.id, timezone.localdate(now))
    earlier = ProjectReturn.objects.filter(
        case_id=project.case.id, quantity=new.quantity, period=new.period, newest=True
    )
    corrected = earlier.update(newest=False)
    if corrected and not new.note.strip():
        raise ProjectRefused(Text("更正已报的数值，请写明原因。", "Say why the value is corrected."))
    row = ProjectReturn.objects.create(
        case_id=project.case.id,
        quantity=new.quantity,
        period=new.period,
        period_start=start,
        period_end=end,
        value=new.value,
        attachment_id=new.attachment,
        note=new.note.strip(),
        by_name=by.name,
        at=now,
    )
    detail: dict[str, object] = {"quantity": new.quantity, "period": new.period, "value": new.value}
    leave_trail(
        by.name, "project.reported", f"project:{number}", at=now, detail=detail | {"corrected": bool(corrected)}
    )
    _feed(project, new, by=by, now=now)
    return row.pk


def _checked(new: NewReturn, case_id: int, today: date) -> tuple[date, date]:
    if new.quantity not in QUANTITIES:
        raise ProjectRefused(Text("请从列表中选择上报内容。", "Choose what is reported from the list."))
    refuse_number(new.value)
    try:
        start, end = period_dates(new.period)
    except PeriodError:
        start = end = None
    if start is None or end is None:
        raise ProjectRefused(
            Text("请把时期写成 2026、2026Q3 或 2026-10。", "Write the period as 2026, 2026Q3 or 2026-10.")
        )
    if start > today:
        raise ProjectRefused(Text("时期还没有开始。", "The period has not begun."))
    if new.quantity not in STANDING_QUANTITIES:
        other = overlapping(case_id, new.quantity, start, end, period=new.period)
        if other:
            raise ProjectRefused(
                Text(
                    f"与已报的时期 {other} 重叠，会重复计算；请改时期，或更正那一期。",
                    f"It overlaps {other}, which is reported already, and would be counted twice. Correct that one.",
                )
            )
    return start, end


def _feed(project: ProjectInfo, new: NewReturn, *, by: Actor, now: datetime) -> None:
    """Record the place's figure anew where the pack says which indicator such values add up to."""
    feed = next((one for one in standards().feeds if one.quantity == new.quantity), None)
    place = place_ids().get(project.case.place)
    if feed is None or place is None:
        return
    # A made-up project is nobody's figure, and a lost one no longer is
    total, projects = sum_at([place], quantity=new.quantity, period=new.period)
    if not projects:
        return
    record_figure(
        by=by,
        subject=Subject(feed.indicator, project.case.place),
        period=new.period,
        value=total,
        unit=QUANTITIES[new.quantity],
        locator=f"{project.number} +{projects - 1}" if projects > 1 else project.number,
        note=f"projects:{projects}",
        now=now,
    )
