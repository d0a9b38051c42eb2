"""Who may do what to a project, beside moving it: that the kernel of cases decides by the kind's own rules."""

from django.core.exceptions import PermissionDenied

from tidehead.city.accounts.types import LEADER, OFFICE, STATISTICIAN, Actor
from tidehead.city.cases.types import CaseInfo


def may_edit(actor: Actor, case: CaseInfo) -> bool:
    """Who looks after the project: recruiters of the organisation in charge, its own post, the office of its place."""
    return (
        (actor.may_at("projects.edit", organisation=case.lead) and bool(case.lead))
        or holds(actor, OFFICE, place=case.place)
        or any(post.code == case.owner for post in actor.posts if case.owner)
    )


def must_edit(actor: Actor, case: CaseInfo) -> None:
    """Raises PermissionDenied."""
    if not may_edit(actor, case):
        raise PermissionDenied


def may_decide_counting(actor: Actor, case: CaseInfo) -> bool:
    """The office and the statisticians of the place say what counts: never who recruited the project."""
    return holds(actor, OFFICE, STATISTICIAN, place=case.place)


def may_share(actor: Actor) -> bool:
    """Agreements between places are made above them: by an office or a leader of the whole region."""
    return "projects.edit" in actor.permissions or any(
        post.everywhere and post.role in (OFFICE, LEADER) for post in actor.posts
    )


def may_enter_leads(actor: Actor) -> bool:
    return actor.may("cases.open") and actor.may("projects.view")


def may_log_contacts(actor: Actor, organisation: str) -> bool:
    return bool(organisation) and actor.may_at("projects.edit", organisation=organisation)


def holds(actor: Actor, *roles: str, place: str | None = None) -> bool:
    """Whether one of the actor's posts has one of the roles and covers the place.

    Whose account itself may edit projects, as an administrator's and the system's own, needs no post.
    """
    if "projects.edit" in actor.permissions:
        return True
    return any(post.role in roles and post.covers(place=place) for post in actor.posts)
