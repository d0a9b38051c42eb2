"""Who may do what to a task: offices edit and close in their places, those who work on it report."""

from django.core.exceptions import PermissionDenied

from tidehead.city.accounts.types import SYSTEM, Actor
from tidehead.city.cases.types import CaseInfo
from tidehead.city.places.queries import leading_groups
from tidehead.city.tasks.models import Task

EDIT = "tasks.edit"
AUDIT = "tasks.audit"
PREPARE = "meetings.prepare"
DECIDE = "meetings.decide"
OFFICE_SEAT = "office"
"""The seat in a leading group of the organisation that prepares its meetings."""


def may_edit(actor: Actor, place: str) -> bool:
    """Whether they make, give out and change tasks of a place; "" is the whole region."""
    return actor.may_at(EDIT, place=place)


def works_on(actor: Actor, *, lead: str, owner: str, co_owners: frozenset[str] = frozenset()) -> bool:
    """Whether their post owns a task, or their organisation leads it or works on it beside the lead."""
    if actor == SYSTEM:
        return True
    bodies = {lead, *co_owners} - {""}
    return any(
        post.code == owner or ("cases.handle" in post.permissions and post.organisation in bodies)
        for post in actor.posts
    )


def may_report(actor: Actor, case: CaseInfo, co_owners: frozenset[str]) -> bool:
    """Whether they report on a task: those who work on it, and the office of its place."""
    return works_on(actor, lead=case.lead, owner=case.owner, co_owners=co_owners) or may_edit(actor, case.place)


def require_edit(actor: Actor, place: str) -> None:
    if not may_edit(actor, place):
        raise PermissionDenied


def require(actor: Actor, permission: str) -> None:
    """Refuse who may it nowhere. Raises PermissionDenied."""
    if not actor.may(permission):
        raise PermissionDenied


def may_for_all(actor: Actor, permission: str) -> bool:
    """Whether they may for the whole region: what audits, reports and year plans are about."""
    return actor.may_at(permission, place="")


def require_for_all(actor: Actor, permission: str) -> None:
    if not may_for_all(actor, permission):
        raise PermissionDenied


def may_for_group(actor: Actor, permission: str, group: str) -> bool:
    """Whether they prepare or decide for a leading group.

    Posts for the whole region do; of the others, the organisation that has the group's office prepares its meetings,
    and the leaders of those that have a seat decide.
    """
    if may_for_all(actor, permission):
        return True
    seats = [seat for each in leading_groups() if each.code == group for seat in each.seats]
    bodies = {seat.organisation.code for seat in seats if permission != PREPARE or seat.role == OFFICE_SEAT}
    return any(actor.may_at(permission, organisation=body) for body in bodies)


def require_for_group(actor: Actor, permission: str, group: str) -> None:
    if not may_for_group(actor, permission, group):
        raise PermissionDenied


def co_owners_of(task: Task) -> frozenset[str]:
    """Codes of the organisations that work on a task beside its lead."""
    rows = task.case.bodies.filter(part="co_owner")
    return frozenset(rows.values_list("organisation__code", flat=True))
