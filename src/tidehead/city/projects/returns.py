"""What is reported of projects: their investment, output, taxes and jobs by period, every value ever given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidehead.city.projects.models import ProjectReturn
from tidehead.city.projects.types import LOST, QUANTITIES, ReturnInfo


@dataclass(frozen=True, slots=True)
class Series:
    """The newest values of one quantity of one project. `total`: over all periods, None where a sum says nothing."""

    quantity: str
    unit: str
    values: tuple[tuple[str, float], ...]
    total: float | None


STANDING_QUANTITIES = frozenset({"jobs", "land"})
"""Quantities that are counted at a moment: they do not add up over periods."""


def returns_of(case_ids: Iterable[int]) -> tuple[ReturnInfo, ...]:
    """Everything that was reported, by period, the newest word of each last."""
    rows = ProjectReturn.objects.filter(case_id__in=set(case_ids)).order_by("quantity", "period_start", "period", "id")
    return tuple(
        ReturnInfo(
            id=row.pk,
            case_id=row.case_id,
            quantity=row.quantity,
            period=row.period,
            value=row.value,
            unit=QUANTITIES[row.quantity],
            attachment=row.attachment_id,
            note=row.note,
            by=row.by_name,
            at=row.at,
            newest=row.newest,
        )
        for row in rows
    )


def series_of(returns: Iterable[ReturnInfo]) -> tuple[Series, ...]:
    """The newest values by quantity. Periods of one quantity never overlap, so that what adds up is added once."""
    newest: dict[str, list[ReturnInfo]] = {}
    for one in returns:
        if one.newest:
            newest.setdefault(one.quantity, []).append(one)
    return tuple(
        Series(
            quantity,
            QUANTITIES[quantity],
            tuple((one.period, one.value) for one in newest[quantity]),
            None if quantity in STANDING_QUANTITIES else sum(one.value for one in newest[quantity]),
        )
        for quantity in QUANTITIES
        if quantity in newest
    )


def totals_of(case_ids: Iterable[int], quantity: str) -> dict[int, float]:
    """What was reported in all of a quantity that adds up, by project; a project without any is left out."""
    rows = ProjectReturn.objects.filter(case_id__in=set(case_ids), quantity=quantity, newest=True)
    totals: dict[int, float] = {}
    for case, value in rows.values_list("case_id", "value"):
        totals[case] = totals.get(case, 0.0) + value
    return totals


def sum_at(place_ids: Iterable[int], *, quantity: str, period: str) -> tuple[float, int]:
    """The sum over the projects of these places for exactly this period, and how many reported it.

    Lost projects, duplicates among them, and those that the generator made up are left out.
    """
    rows = ProjectReturn.objects.filter(
        case__place_id__in=set(place_ids), case__synthetic=False, quantity=quantity, period=period, newest=True
    ).exclude(case__state=LOST)
    values = list(rows.values_list("value", flat=True))
    return sum(values), len(values)


def overlapping(case_id: int, quantity: str, start: date, end: date, *, period: str) -> str:
    """Another period of the same quantity that shares a day with these; "" for none."""
    rows = ProjectReturn.objects.filter(
        case_id=case_id, quantity=quantity, newest=True, period_start__lte=end, period_end__gte=start
    )
    return rows.exclude(period=period).values_list("period", flat=True).first() or ""
