"""Who is asking."""

import hashlib

from django.http import HttpRequest

from tidehead.city.accounts.models import ApiToken, User
from tidehead.city.accounts.types import PERMISSIONS, STRANGER, Actor


def actor_of(user: object) -> Actor:
    """The actor behind a signed-in user; the stranger for anybody else."""
    if not isinstance(user, User) or not user.is_active:
        return STRANGER
    name = user.get_full_name() or user.username
    return Actor(name=name, role=user.role, pk=user.pk, permissions=PERMISSIONS[user.role])


def actor_of_request(request: HttpRequest) -> Actor:
    return actor_of(getattr(request, "user", None))


def all_people() -> tuple[Actor, ...]:
    return tuple(actor_of(user) for user in User.objects.filter(is_active=True).order_by("username"))


def actor_by_id(user_id: int) -> Actor:
    """The actor behind an account, the stranger where it is closed or unknown. Posts: posts.queries.acting."""
    return actor_of(User.objects.filter(pk=user_id).first())


def person_named(username: str) -> Actor:
    """The actor behind an account of that name, the stranger where there is none."""
    return actor_of(User.objects.filter(username=username).first())


def actor_of_token(token: str) -> Actor:
    """The actor on whose behalf a system asks the API; the stranger for an unknown key."""
    found = ApiToken.objects.filter(digest=token_digest(token)).select_related("user").first()
    return actor_of(found.user) if found else STRANGER


def token_digest(token: str) -> str:
    """What is kept of a token: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()
