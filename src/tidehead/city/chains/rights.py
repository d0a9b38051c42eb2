"""Who may change a chain: who leads it or answers for it, an office for the whole region, reviewers."""

from django.core.exceptions import PermissionDenied

from tidehead.city.accounts.types import OFFICE, Actor
from tidehead.city.chains.queries import chains_led_by

EDIT = "chains.edit"


def may_edit(actor: Actor, chain: str) -> bool:
    """Whether they change this chain: by their account, as an office for all of the region, or by a role in it."""
    if EDIT in actor.permissions:
        return True
    posts = [post for post in actor.posts if EDIT in post.permissions]
    if any(post.role == OFFICE and post.everywhere for post in posts):
        return True
    holders = {code for post in posts for code in (post.code, post.organisation) if code}
    return bool(holders) and chain in chains_led_by(holders)


def require_edit(actor: Actor, chain: str) -> None:
    """Raises PermissionDenied."""
    if not may_edit(actor, chain):
        raise PermissionDenied


def may_edit_pool(actor: Actor) -> bool:
    """A pool serves every chain: reviewers and offices for the whole region say which it is."""
    return EDIT in actor.permissions or any(
        EDIT in post.permissions and post.role == OFFICE and post.everywhere for post in actor.posts
    )


def require_edit_pool(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not may_edit_pool(actor):
        raise PermissionDenied
