"""One's own account: password, second factor, where one is signed in, and the account kept elsewhere."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tidehead.city.accounts.actions import end_session, end_sessions, set_password
from tidehead.city.accounts.middleware import needs, without_second_factor
from tidehead.city.accounts.oidc import Subject, link_identity, linked_name, provider, unlink_identity
from tidehead.city.accounts.queries import sessions_of
from tidehead.city.accounts.second_factor import (
    confirm_second_factor,
    has_second_factor,
    new_secret,
    picture,
    recovery_codes_left,
    remove_second_factor,
    renew_recovery_codes,
    scanned_address,
)
from tidehead.city.accounts.signing_in import TWO_FACTORS
from tidehead.city.accounts.types import AccountRefused
from tidehead.city.accounts.views.sign_in import TO_LINK

OFFERED = "offered_second_factor"


@needs()
@never_cache
@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    given = {"password": request.POST.get("password", ""), "current": request.POST.get("current", "")}
    try:
        set_password(user_id=request.actor.pk, now=timezone.now(), **given)
    except AccountRefused as refused:
        return _page(request, error=str(refused), status=422)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("The new password is set."))
    return redirect("accounts:own_account")


def _page(request: HttpRequest, *, status: int = 200, **shown: object) -> HttpResponse:
    user_id = request.actor.pk
    two_factors = has_second_factor(user_id)
    known = provider()
    shown |= {
        "sees_posts": request.actor.may("figures.view"),
        "has_password": request.user.has_usable_password(),
        "two_factors": two_factors,
        "codes_left": recovery_codes_left(user_id) if two_factors else 0,
        "sessions": sessions_of(user_id, current=request.session.session_key or ""),
        "provider": known,
        "linked": linked_name(user_id) if known else "",
    }
    return render(request, "accounts/own_account.html", shown, status=status)


# Sessions


@needs()
@require_POST
def revoke_session(request: HttpRequest) -> HttpResponse:
    ended = end_session(user_id=request.actor.pk, session=request.POST.get("session", ""), now=timezone.now())
    messages.success(request, _("Signed out there.") if ended else _("That session had ended already."))
    return redirect("accounts:own_account")


@needs()
@require_POST
def revoke_other_sessions(request: HttpRequest) -> HttpResponse:
    keep = request.session.session_key or ""
    count = end_sessions(user_id=request.actor.pk, keep=keep, now=timezone.now())
    messages.success(request, _("Signed out everywhere else: {count}.").format(count=count))
    return redirect("accounts:own_account")


# The second factor


@needs()
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Shows what to scan, and takes the first code; then the recovery codes are shown, once."""
    if has_second_factor(request.actor.pk):
        return redirect("accounts:own_account")
    if request.method != "POST":
        return render(request, "accounts/set_up_second_factor.html", _offer(request))
    given = {"user_id": request.actor.pk, "code": request.POST.get("code", ""), "now": timezone.now()}
    try:
        codes = confirm_second_factor(secret=_secret(request), **given)
    except AccountRefused as refused:
        shown = {**_offer(request), "error": str(refused)}
        return render(request, "accounts/set_up_second_factor.html", shown, status=422)
    del request.session[OFFERED]
    request.session[TWO_FACTORS] = True
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


def _offer(request: HttpRequest) -> dict[str, object]:
    secret = _secret(request)
    return {"secret": secret, "picture": picture(scanned_address(secret, request.user.username))}


def _secret(request: HttpRequest) -> str:
    """What this session offers to be scanned; the same until it is confirmed."""
    secret: str = request.session.setdefault(OFFERED, new_secret())
    return secret


@needs()
@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    given = {"user_id": request.actor.pk, "code": request.POST.get("code", ""), "now": timezone.now()}
    try:
        codes = renew_recovery_codes(**given)
    except AccountRefused as refused:
        return _page(request, factor_error=str(refused), status=422)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@needs()
@never_cache
@require_POST
def drop_second_factor(request: HttpRequest) -> HttpResponse:
    def drop() -> None:
        given = request.POST.get("code", "")
        remove_second_factor(user_id=request.actor.pk, code=given, now=timezone.now())
        request.session[TWO_FACTORS] = False

    return _done(request, drop, _("The second factor is off."), error="factor_error")


# The account kept elsewhere


@needs()
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def link_own_identity(request: HttpRequest) -> HttpResponse:
    """Asks before it links: whoever leads somebody here signed in as somebody else there must not take their place."""
    kept = request.session.get(TO_LINK)
    if kept is None:
        return redirect("accounts:own_account")
    subject = Subject(*kept)
    if request.method != "POST":
        return render(request, "accounts/link_identity.html", {"subject": subject, "provider": provider()})
    del request.session[TO_LINK]

    def link() -> None:
        link_identity(user_id=request.actor.pk, subject=subject, now=timezone.now())

    return _done(request, link, _("Linked. From now on you can sign in that way."), error="identity_error")


@needs()
@require_POST
def unlink_own_identity(request: HttpRequest) -> HttpResponse:
    unlink_identity(user_id=request.actor.pk, now=timezone.now())
    messages.success(request, _("No longer linked."))
    return redirect("accounts:own_account")


def _done(request: HttpRequest, do: Callable[[], None], words: str, *, error: str) -> HttpResponse:
    """Do it and say so, or say beside its form why not."""
    try:
        do()
    except AccountRefused as refused:
        return _page(request, **{error: str(refused)}, status=422)
    messages.success(request, words)
    return redirect("accounts:own_account")
