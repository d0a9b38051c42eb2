"""Who may administer which posts.

Whoever administers the deployment administers every post. An organisation's own administrator administers the posts of
their organisation that see no more than its work, for places that they look after themselves. Whoever pairs officers
and firms opens the desks of firms.
"""

from tidehead.city.accounts.types import ENTERPRISE, GIVEN_BY_ORGANISATIONS, Actor


def may_administer(by: Actor, *, role: str, organisation: str = "", place: str = "") -> bool:
    """Whether they may make, give and end a post of this role. `place`: the one it is for, or the firm's."""
    if "posts.administer" in by.permissions:
        return True
    if role == ENTERPRISE:
        return by.may_at("services.pair", place=place)
    if role not in GIVEN_BY_ORGANISATIONS or not organisation:
        return False
    return by.may_at("posts.administer", organisation=organisation, place=place or None)


def sees_posts_of(by: Actor) -> frozenset[str] | None:
    """Codes of the organisations whose posts they administer; None: all."""
    if "posts.administer" in by.permissions:
        return None
    return frozenset(post.organisation for post in by.posts if "posts.administer" in post.permissions)


def may_make_any(by: Actor) -> bool:
    """Whether there is any post that they could make."""
    return by.may("posts.administer") or by.may("services.pair")


def may_read_trail(by: Actor) -> bool:
    """Whether they may read what everybody did: the trail knows no places, so their right has to reach everywhere."""
    return by.may_at("trail.read", place="")
