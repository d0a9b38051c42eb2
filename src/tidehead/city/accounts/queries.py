"""Who is asking."""

import hashlib
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from tidehead.city.accounts.models import ApiToken, Session, SignInToken, User
from tidehead.city.accounts.types import PERMISSIONS, STRANGER, Actor, SessionInfo


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


def user_by_id(user_id: int) -> User:
    """The account itself, for signing in."""
    return User.objects.get(pk=user_id)


def person_named(username: str) -> Actor:
    """The actor behind an account of that name, the stranger where there is none."""
    return actor_of(User.objects.filter(username=username).first())


def is_alone(user_id: int | None) -> bool:
    """Whether nobody else can sign in here: one person with a laptop, whom no second pair of eyes can look over."""
    return user_id is not None and not User.objects.filter(is_active=True).exclude(pk=user_id).exists()


def actor_of_token(token: str) -> Actor:
    """The actor on whose behalf a system asks the API; the stranger for an unknown key."""
    found = ApiToken.objects.filter(digest=token_digest(token)).select_related("user").first()
    return actor_of(found.user) if found else STRANGER


def link_owner(token: str, *, now: datetime) -> str:
    """Whose one-time link it is; empty when it is unknown, spent or expired. Spends nothing."""
    found = SignInToken.objects.filter(digest=token_digest(token), used_at=None, expires_at__gt=now)
    row = found.filter(user__is_active=True).select_related("user").first()
    return actor_of(row.user).name if row else ""


def sessions_of(user_id: int, *, current: str = "") -> tuple[SessionInfo, ...]:
    """Where a person is signed in, the one that asks first, then the one used last. `current`: its key."""
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=timezone.now())
    ordered = sorted(rows, key=lambda row: (row.session_key != current, -_last(row).timestamp()))
    return tuple(
        SessionInfo(
            id=token_digest(row.session_key),
            browser=browser_of(row.agent),
            address=row.address,
            begun_at=row.begun_at,
            seen_at=row.seen_at,
            current=row.session_key == current,
        )
        for row in ordered
    )


def _last(row: Session) -> datetime:
    return row.seen_at or row.begun_at or row.expire_date


_BROWSERS = (("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))


def browser_of(agent: str) -> str:
    """What people call a browser and what it runs on; the beginning of what it says where that is unknown.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    'Edge · Windows'
    """
    browsers = (*_BROWSERS, ("Safari/", "Safari"))
    systems = (*_SYSTEMS, ("Mac OS", "macOS"), ("Linux", "Linux"))
    names = [next((name for mark, name in known if mark in agent), "") for known in (browsers, systems)]
    return " · ".join(filter(None, names)) or agent[:40]


def token_digest(token: str) -> str:
    """What is kept of a token: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()
