"""Room where projects can begin: what there is, what is free on a day, and who sits where."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tidehead.city.common.types import Text
from tidehead.city.projects.models import Placement, Space
from tidehead.city.projects.types import PlacementInfo, SpaceInfo


def spaces(*, on: date, place: str = "", kind: str = "") -> tuple[SpaceInfo, ...]:
    """The spaces that the pack lists, with what is taken of each on a day."""
    rows = Space.objects.filter(current=True).select_related("place", "source")
    if place:
        rows = rows.filter(place__code=place)
    if kind:
        rows = rows.filter(kind=kind)
    taken = dict(standing(on).values_list("space").annotate(sum=Coalesce(Sum("amount"), 0.0)))
    return tuple(_space(row, taken.get(row.pk, 0.0)) for row in rows.order_by("ordinal"))


def standing(on: date) -> QuerySet[Placement]:
    """The placements that hold on a day."""
    return Placement.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on)


def _space(row: Space, taken: float) -> SpaceInfo:
    return SpaceInfo(
        code=row.code,
        label=Text(row.label_zh, row.label_en),
        kind=row.kind,
        place=row.place.code,
        place_label=Text(row.place.label_zh, row.place.label_en),
        capacity=row.capacity,
        unit=row.unit,
        taken=taken,
        ready_on=row.ready_on,
        rent=row.rent,
        source=row.source.code if row.source else "",
        locator=row.locator,
    )


def placements_of(case_ids: Iterable[int]) -> tuple[PlacementInfo, ...]:
    """Where projects sit, sat and will sit, in order of their days."""
    rows = Placement.objects.filter(case_id__in=set(case_ids)).select_related("space", "case")
    return tuple(
        PlacementInfo(
            id=row.pk,
            space=row.space.code,
            space_label=Text(row.space.label_zh, row.space.label_en),
            case_id=row.case_id,
            number=row.case.number,
            title=row.case.title,
            amount=row.amount,
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in rows.order_by("from_on", "id")
    )


def most_taken(placements: Iterable[tuple[float, date, date | None]], *, start: date, end: date | None) -> float:
    """The most that is taken at once on any day from `start` to `end` (None: open), both included.

    >>> most_taken([(300.0, date(2026, 1, 1), date(2026, 3, 31)), (200.0, date(2026, 3, 31), None)],
    ...            start=date(2026, 1, 1), end=None)
    500.0
    """
    within = [
        (amount, begin, stop)
        for amount, begin, stop in placements
        if (end is None or begin <= end) and (stop is None or stop >= start)
    ]
    # What is taken only rises on a day on which somebody moves in, so those days are enough.
    days = {start, *(begin for _, begin, _ in within if begin > start)}
    return max(
        sum(amount for amount, begin, stop in within if begin <= day and (stop is None or stop >= day)) for day in days
    )
