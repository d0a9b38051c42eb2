"""Recording a figure that the work itself brings: the sum of what was reported to the region, not a publication."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tidehead.calc.units import UnitError, convert
from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.indicators.keys import figure_key, period_dates
from tidehead.city.indicators.models import Indicator, Observation
from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN, MappingRefused, Subject
from tidehead.city.places.queries import place_ids

RETURNS = "returns"
"""Origin of a figure that adds up what was reported."""


@transaction.atomic
def record_figure(
    *,
    by: Actor,
    subject: Subject,
    period: str,
    value: float,
    unit: str,
    locator: str,
    now: datetime,
    note: str = "",
) -> int | None:
    """Record what reports add up to, as known today. Returns the figure's id; None where a published figure stands.

    It is an estimate from below ("at least"), because not everybody reports, so that a published figure for the same
    thing always goes before it; where there is one already, nothing is recorded. What was recorded earlier stays: that
    of an earlier day as its vintage, that of the same day withdrawn. Who may report has been checked by the caller.
    Raises MappingRefused for an indicator that is not there or a unit that does not convert.
    """
    row = Indicator.objects.select_for_update().filter(code=subject.indicator, current=True).first()
    if row is None:
        raise MappingRefused(Text(f"没有指标“{subject.indicator}”。", f'There is no indicator "{subject.indicator}".'))
    key = figure_key(subject.indicator, subject.place, period)
    known = Observation.objects.filter(key=key, state=ACCEPTED)
    if known.exclude(origin=RETURNS).exists():
        return None
    today = timezone.localdate(now)
    known.filter(as_of=today).update(state=WITHDRAWN, withdrawn_at=now)
    start, end = period_dates(period)
    made = Observation.objects.create(
        indicator=row,
        place_id=place_ids()[subject.place],
        period=period,
        period_start=start,
        period_end=end,
        value=_converted(value, unit, row.unit),
        printed_value=value,
        printed_unit=unit,
        comparator="ge",
        basis="estimate",
        as_of=today,
        locator=locator[:200],
        origin=RETURNS,
        note=note,
        key=key,
        recorded_at=now,
    )
    leave_trail(by.name, "figure.recorded", f"observation:{made.pk}", at=now, detail={"key": key, "value": value})
    return made.pk


def _converted(value: float, unit: str, wanted: str) -> float:
    try:
        return convert(value, unit, wanted)
    except UnitError as error:
        raise MappingRefused(
            Text(
                f"单位“{unit}”不能换算成指标的单位“{wanted}”。",
                f'"{unit}" does not convert to the indicator\'s unit "{wanted}".',
            )
        ) from error
