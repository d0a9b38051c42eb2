"""Giving a project room from a day on, never more than there is."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from tidehead.city.accounts.types import Actor
from tidehead.city.common.once import bound_key
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.projects.given import refuse_number
from tidehead.city.projects.models import Placement, Space
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import must_edit
from tidehead.city.projects.spaces import most_taken
from tidehead.city.projects.types import ProjectRefused


class NoRoom(ProjectRefused):
    """More is asked for than is free on every day of the stay; `free` is what there is."""

    def __init__(self, free: float, unit: str) -> None:
        shown = f"{free:g}{'平方米' if unit == 'm2' else '间'}"
        english = f"{free:g} {'m²' if unit == 'm2' else 'rooms'}"
        super().__init__(
            Text(
                f"这段时间最多还能安排{shown}。请减少面积、改日期或换一处空间。",
                f"At most {english} can be given for this time. Ask for less, another time or another space.",
            )
        )
        self.free = free


@transaction.atomic
def place_project(
    *,
    by: Actor,
    number: str,
    space: str,
    amount: float,
    from_on: date,
    to_on: date | None,
    now: datetime,
    key: str = "",
) -> int:
    """Give a project room in a space from a day to a day. Returns the placement's id.

    The space's row is written first, so that of two who ask for the last room at once the second waits, and is then
    told. The same key of the same person is one stay. Raises PermissionDenied, NoSuchProject, NoRoom, ProjectRefused.
    """
    project = project_by_number(number, by)
    must_edit(by, project.case)
    refuse_number(amount)
    if amount == 0 or (to_on is not None and to_on < from_on):
        raise ProjectRefused(Text("请检查数量和日期。", "Check the amount and the days."))
    Space.objects.filter(code=space, current=True).update(bookings=F("bookings") + 1)
    row = Space.objects.filter(code=space, current=True).first()
    if row is None:
        raise ProjectRefused(Text("请从列表中选择空间。", "Choose a space from the list."))
    bound = bound_key(key, by.pk, "place", number)
    if bound and (known := Placement.objects.filter(key=bound).first()):
        return known.pk
    if row.capacity is None:
        raise ProjectRefused(Text("这处空间的面积未知，不能安排。", "How much room this space has is unknown."))
    if row.ready_on and from_on < row.ready_on:
        words = Text(f"这处空间{row.ready_on}才可入驻。", f"This space is ready on {row.ready_on} only.")
        raise ProjectRefused(words)
    overlapping = row.placements.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on)).values_list(
        "amount", "from_on", "to_on"
    )
    free = row.capacity - most_taken(overlapping, start=from_on, end=to_on)
    if amount > free + 1e-9:
        raise NoRoom(max(free, 0.0), row.unit)
    made = Placement.objects.create(
        space=row,
        case_id=project.case.id,
        amount=amount,
        from_on=from_on,
        to_on=to_on,
        by_name=by.name,
        at=now,
        key=bound,
    )
    leave_trail(by.name, "project.placed", f"project:{number}", at=now, detail={"space": space, "amount": amount})
    return made.pk


@transaction.atomic
def end_placement(*, by: Actor, placement_id: int, to_on: date, now: datetime) -> None:
    """Say on which day a project leaves a space, which can only be earlier than was planned.

    Raises PermissionDenied, NoSuchProject, ProjectRefused.
    """
    row = Placement.objects.select_related("case", "space").filter(id=placement_id).first()
    project = project_by_number(row.case.number if row else "", by)
    must_edit(by, project.case)
    ended = Placement.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=to_on), id=placement_id, from_on__lte=to_on
    ).update(to_on=to_on)
    if ended != 1:
        raise ProjectRefused(
            Text(
                "离开日期应在入驻之后、原定离开之前。", "The last day lies after the first, and before the one planned."
            )
        )
    Space.objects.filter(placements=placement_id).update(bookings=F("bookings") + 1)
    leave_trail(by.name, "project.left_space", f"project:{project.number}", at=now, detail={"on": to_on.isoformat()})
