"""How a person stands to a case, and which cases they see at all."""

from dataclasses import dataclass

from django.db.models import Q

from tidehead.city.accounts.queries import is_alone
from tidehead.city.accounts.types import (
    ADMINISTRATOR,
    LEADER,
    OFFICE,
    ORGANISATION_ADMINISTRATOR,
    RECRUITER,
    SYSTEM,
    Actor,
    HeldPost,
)
from tidehead.city.cases.keys import keys_of
from tidehead.city.cases.models import Case, CaseBody
from tidehead.city.cases.types import RELATIONS

CO_OWNER, OPINION = "co_owner", "opinion"
PROJECT = "project"
_HEADS = (LEADER, ORGANISATION_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides how somebody stands to a case, as codes. `bodies`: co-owners; `asked`: asked for an opinion."""

    family: str
    place: str
    party: str
    lead: str
    owner: str
    opened_by: int | None
    opened_post: str  # of whose holder it is as of who opened it; "": opened through no post
    bodies: frozenset[str]
    asked: frozenset[str] = frozenset()
    moved_by: int | None = None  # the account that made the last move


def standing_of(case: Case) -> Standing:
    """Needs place, party, lead and owner at hand; two more queries: organisations beside the lead, the last mover."""
    bodies: dict[str, set[str]] = {CO_OWNER: set(), OPINION: set()}
    for part, code in case.bodies.values_list("part", "organisation__code"):
        bodies[part].add(code)
    return Standing(
        family=case.family,
        place=case.place.code if case.place else "",
        party=case.party.code if case.party else "",
        lead=case.lead.code if case.lead else "",
        owner=case.owner.code if case.owner else "",
        opened_by=case.opened_by_id,
        opened_post=case.opened_post,
        bodies=frozenset(bodies[CO_OWNER]),
        asked=frozenset(bodies[OPINION]),
        moved_by=case.events.filter(kind="moved").order_by("-seq").values_list("by_id", flat=True).first(),
    )


def relations_of(actor: Actor, case: Standing) -> frozenset[str]:
    """Every relation that the actor has to a case; empty when they may not see it."""
    if actor == SYSTEM:
        return frozenset(RELATIONS) | {"system"}
    found = {name for name, holds in _tests(actor, case).items() if holds}
    if not found and not _sees(actor, case):
        return frozenset()
    return frozenset(found | {"anyone"})


def _tests(actor: Actor, case: Standing) -> dict[str, bool]:
    mine = {post.organisation for post in actor.posts if "cases.handle" in post.permissions}
    administers = actor.role == ADMINISTRATOR
    by_another = actor.pk != case.moved_by or is_alone(actor.pk)
    office = any(post.role == OFFICE and _reaches(post, case.place) for post in actor.posts)
    return {
        # Where it is no firm's, whoever opened it; but nobody confirms what they did themselves.
        "requester": case.party in actor.enterprises if case.party else _opened(actor, case) and by_another,
        "owner": bool(case.owner) and any(post.code == case.owner for post in actor.posts),
        "lead": bool(case.lead) and case.lead in mine,
        "lead_head": bool(case.lead)
        and any(post.role in _HEADS and post.organisation == case.lead for post in actor.posts),
        "co_owner": not case.bodies.isdisjoint(mine),
        "dispatcher": any("cases.dispatch" in post.permissions and _reaches(post, case.place) for post in actor.posts),
        "office": office,
        "second_office": (office or administers) and by_another,  # four eyes
        "administrator": administers,
    }


def _opened(actor: Actor, case: Standing) -> bool:
    """Whether it is theirs as of who opened it: what was opened through a post stays with the post, not the person."""
    if case.opened_post:
        return any(post.code == case.opened_post for post in actor.posts)
    return actor.pk is not None and actor.pk == case.opened_by


def _sees(actor: Actor, case: Standing) -> bool:
    if _opened(actor, case) or "cases.view" in actor.permissions or not case.asked.isdisjoint(actor.organisations):
        return True
    return any(_overlooks(post, case.family) and _reaches(post, case.place) for post in actor.posts)


def _reaches(post: HeldPost, place: str) -> bool:
    """Whether a place is one that a post is for; what is of no place is the whole region's, and no district's."""
    return post.everywhere or (bool(place) and post.covers(place=place))


def _overlooks(post: HeldPost, family: str = "") -> bool:
    """Whether a post is there to see the cases of its places, whoever works on them.

    Projects are seen by those, too, who need them for their own work, but a recruiter sees no other's projects. Who
    administers an organisation's posts sees what that organisation works on, through `lead_head`, and no more.
    """
    if post.role == ORGANISATION_ADMINISTRATOR:
        return False
    if post.permissions & {"cases.view", "cases.dispatch"}:
        return True
    return family == PROJECT and "projects.view" in post.permissions and post.role != RECRUITER


def sees_everything(actor: Actor) -> bool:
    """Whether no case is hidden from them."""
    everywhere = any(post.everywhere and _overlooks(post) for post in actor.posts)
    return actor.role == ADMINISTRATOR or "cases.view" in actor.permissions or everywhere


def visible_to(actor: Actor) -> Q:
    """The cases that a person sees: exactly those to which `relations_of` gives them a relation."""
    if sees_everything(actor):
        return Q()
    mine = keys_of("lead", {post.organisation for post in actor.posts if "cases.handle" in post.permissions}).values()
    heads = keys_of("lead", {post.organisation for post in actor.posts if post.role in _HEADS}).values()
    asked = keys_of("lead", actor.organisations).values()
    seen = Q(owner__in=list(keys_of("owner", {post.code for post in actor.posts}).values()))
    seen |= Q(lead__in=sorted({*mine, *heads}))
    seen |= Q(party__in=list(keys_of("party", actor.enterprises).values()))
    seen |= Q(id__in=CaseBody.objects.filter(organisation__in=list(mine), part=CO_OWNER).values("case"))
    seen |= Q(id__in=CaseBody.objects.filter(organisation__in=list(asked), part=OPINION).values("case"))
    seen |= Q(opened_post__in=[post.code for post in actor.posts])
    if actor.pk is not None:
        seen |= Q(opened_by=actor.pk, opened_post="")
    return seen | _overlooked(actor, "") | _overlooked(actor, PROJECT)


def _overlooked(actor: Actor, family: str) -> Q:
    """The cases of the places that the actor's posts are there to see; those of no place belong to the whole region."""
    posts = [post for post in actor.posts if _overlooks(post, family)]
    if not posts:
        return Q(pk__in=[])
    narrowed = Q(family=family) if family else Q()
    if any(post.everywhere for post in posts):
        return narrowed
    keys = keys_of("place", frozenset[str]().union(*(post.places for post in posts)))
    return Q(place__in=sorted(keys.values())) & narrowed
