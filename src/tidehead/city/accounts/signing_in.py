"""From a right password, link or identity to a session: at once, or after the second factor."""

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from tidehead.city.accounts.addresses import client_address
from tidehead.city.accounts.models import User
from tidehead.city.accounts.second_factor import has_second_factor
from tidehead.city.accounts.sessions import ADDRESS, AGENT, BEGUN, SEEN

PENDING, TWO_FACTORS = "pending_sign_in", "two_factors"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING_LIFE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=10)
"""How exactly it is known when a session was used last: each step costs a write."""


def begin_sign_in(request: HttpRequest, user: User, *, goal: str) -> str:
    """Sign in, or ask for the second factor where the account has one. Returns where to go now.

    Who wants nothing in particular begins with the page that is theirs: a firm with its own desk.
    """
    goal = reverse("accounts:home") if goal == "/" else goal
    if not has_second_factor(user.pk):
        finish_sign_in(request, user)
        return goal
    until = timezone.now() + PENDING_LIFE
    request.session[PENDING] = {"user": user.pk, "until": until.isoformat(), "goal": goal}
    return reverse("accounts:second_factor")


def pending_sign_in(request: HttpRequest) -> tuple[User, str] | None:
    """Who has shown a first factor in this browser, not long ago, and where they were going."""
    kept = request.session.get(PENDING)
    if not kept or datetime.fromisoformat(kept["until"]) < timezone.now():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept["goal"]) if user else None


def finish_sign_in(request: HttpRequest, user: User, *, two_factors: bool = False) -> None:
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    now = timezone.now().isoformat()
    request.session.update(
        {
            BEGUN: now,
            SEEN: now,
            ADDRESS: client_address(request),
            AGENT: request.headers.get("User-Agent", "")[:200],
            TWO_FACTORS: two_factors,
        }
    )


def note_seen(request: HttpRequest) -> None:
    """Keep when a session was used last, now and then."""
    seen = request.session.get(SEEN)
    if seen and timezone.now() - datetime.fromisoformat(seen) > SEEN_EVERY:
        request.session[SEEN] = timezone.now().isoformat()
