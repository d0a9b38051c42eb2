"""Making accounts and one-time sign-in links."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tidehead.city.accounts.models import ApiToken, Session, SignInToken, User
from tidehead.city.accounts.queries import token_digest
from tidehead.city.accounts.types import ADMINISTRATOR, ROLES, AccountRefused
from tidehead.city.common.trail import leave_trail

TOKEN_LIFE = timedelta(hours=12)


@transaction.atomic
def create_user(*, username: str, role: str, now: datetime, password: str = "", display_name: str = "") -> int:
    """A new account; without a password it can only be entered by a one-time link. Returns its id."""
    if role not in ROLES:
        raise AccountRefused(f"{role!r} is not a role: one of {', '.join(ROLES)}.")
    if User.objects.filter(username=username).exists():
        raise AccountRefused(f"There is an account named {username!r} already.")
    user = User(username=username, role=role, first_name=display_name)
    if password:
        check_password(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    leave_trail("system", "account.created", f"account:{username}", at=now, detail={"role": role})
    return user.pk


def check_password(password: str, user: User | None = None) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error


@transaction.atomic
def administrator_link(*, now: datetime) -> str:
    """A one-time token for the first administrator, who is made when there is none. Earlier unused links end."""
    user = User.objects.filter(role=ADMINISTRATOR, is_active=True).order_by("pk").first()
    if user is None:
        taken = User.objects.filter(username__startswith="admin").count()
        name = f"admin{taken + 1}" if taken else "admin"
        user = User.objects.get(pk=create_user(username=name, role=ADMINISTRATOR, now=now))
    SignInToken.objects.filter(user=user, used_at=None).delete()
    return _new_token(user, now)


def sign_in_link(*, username: str, now: datetime) -> str:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise AccountRefused(f"There is no account named {username!r}.")
    return _new_token(user, now)


def _new_token(user: User, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    SignInToken.objects.create(digest=token_digest(token), user=user, expires_at=now + TOKEN_LIFE)
    return token


@transaction.atomic
def create_api_token(*, username: str, name: str, now: datetime) -> str:
    """A key for the API with the rights of that account; shown once, kept as a digest."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise AccountRefused(f"There is no account named {username!r}.")
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(digest=token_digest(token), user=user, name=name, created_at=now)
    leave_trail("system", "api_token.created", f"account:{username}", at=now, detail={"name": name})
    return token


@transaction.atomic
def drop_api_tokens(*, username: str, now: datetime) -> int:
    """End every key of that account. Returns how many there were."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise AccountRefused(f"There is no account named {username!r}.")
    count, _ = ApiToken.objects.filter(user=user).delete()
    leave_trail("system", "api_token.dropped", f"account:{username}", at=now, detail={"count": count})
    return count


@transaction.atomic
def end_session(*, user_id: int, session: str, now: datetime) -> bool:
    """Sign a person out of one browser. `session`: its id in sessions_of. Returns whether it was still there."""
    keys = Session.objects.filter(user_id=user_id).values_list("session_key", flat=True)
    return _end_sessions(user_id, [key for key in keys if token_digest(key) == session], now) == 1


@transaction.atomic
def end_sessions(*, user_id: int, now: datetime, keep: str = "") -> int:
    """Sign a person out everywhere, but in the browser whose session's key is `keep`. Returns of how many."""
    keys = Session.objects.filter(user_id=user_id).exclude(session_key=keep).values_list("session_key", flat=True)
    return _end_sessions(user_id, list(keys), now)


def _end_sessions(user_id: int, keys: list[str], now: datetime) -> int:
    ended = Session.objects.filter(session_key__in=keys).delete()[0]
    if ended:
        name = User.objects.values_list("username", flat=True).get(pk=user_id)
        leave_trail(name, "sessions.ended", f"account:{name}", at=now, detail={"count": ended})
    return ended


@transaction.atomic
def close_account(*, username: str, now: datetime) -> None:
    """Let nobody in as this person any more; what they did stays theirs."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise AccountRefused(f"There is no open account named {username!r}.")
    User.objects.filter(pk=user.pk).update(is_active=False)
    Session.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user).delete()
    leave_trail("system", "account.closed", f"account:{username}", at=now)


@transaction.atomic
def open_account(*, username: str, now: datetime) -> None:
    if User.objects.filter(username=username, is_active=False).update(is_active=True) != 1:
        raise AccountRefused(f"There is no closed account named {username!r}.")
    leave_trail("system", "account.opened", f"account:{username}", at=now)


def spend_token(token: str, *, now: datetime) -> User | None:
    """The user whose link it is, the first time only; None when it is unknown, spent or expired."""
    fresh = SignInToken.objects.filter(digest=token_digest(token), used_at=None, expires_at__gt=now)
    if fresh.update(used_at=now) != 1:
        return None
    return User.objects.filter(signintoken__digest=token_digest(token), is_active=True).first()


@transaction.atomic
def set_password(*, user_id: int, password: str, now: datetime, current: str = "") -> None:
    """Give an account a password; one that has a password already only to who knows it."""
    user = User.objects.get(pk=user_id)
    if user.has_usable_password() and not user.check_password(current):
        raise AccountRefused(gettext("The current password is wrong."))
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    leave_trail(user.username, "account.password_set", f"account:{user.username}", at=now)
