"""Signing in and out: by password, by one-time link, by an account kept elsewhere, and with a second factor."""

from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidehead.city.accounts.actions import spend_token
from tidehead.city.accounts.middleware import home_of, needs, open_to_strangers, without_second_factor
from tidehead.city.accounts.oidc import Subject, account_of, provider, subject_of, to_provider
from tidehead.city.accounts.queries import link_owner
from tidehead.city.accounts.second_factor import check_second_factor
from tidehead.city.accounts.signing_in import begin_sign_in, finish_sign_in, pending_sign_in
from tidehead.city.accounts.types import AccountRefused
from tidehead.city.common.asked import own_page

LINKING, TO_LINK, GOAL = "oidc_linking", "oidc_to_link", "oidc_goal"


@open_to_strangers
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _sign_in_page(request)
    user = authenticate(request, username=request.POST.get("username", ""), password=request.POST.get("password", ""))
    if user is not None:
        return redirect(begin_sign_in(request, user, goal=_next(request)))
    return _sign_in_page(
        request, _("The name or the password is wrong. After five wrong tries, wait a quarter of an hour."), status=401
    )


def _sign_in_page(request: HttpRequest, error: str = "", *, status: int = 200) -> HttpResponse:
    shown = {"error": error, "next": _next(request), "provider": provider()}
    return render(request, "accounts/sign_in.html", shown, status=status)


@open_to_strangers
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link spends nothing: programs that look at links for people would sign in instead of them."""
    if request.method == "POST":
        user = spend_token(token, now=timezone.now())
        if user is not None:
            return redirect(begin_sign_in(request, user, goal="/"))
    elif owner := link_owner(token, now=timezone.now()):
        return render(request, "accounts/sign_in_by_link.html", {"owner": owner})
    error = _("This sign-in link is used or too old. Start the server again, or ask an administrator for a new one.")
    return _sign_in_page(request, error, status=401)


@open_to_strangers
@without_second_factor
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code, after the password was right."""
    found = pending_sign_in(request)
    if found is None:
        return redirect("accounts:sign_in")
    user, goal = found
    if request.method != "POST":
        return render(request, "accounts/second_factor.html", {"error": ""})
    try:
        check_second_factor(user_id=user.pk, code=request.POST.get("code", ""), now=timezone.now())
    except AccountRefused as refused:
        return render(request, "accounts/second_factor.html", {"error": str(refused)}, status=401)
    finish_sign_in(request, user, two_factors=True)
    return redirect(goal)


@needs()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the page that a person begins with."""
    return redirect(home_of(request.actor))


@needs()
@without_second_factor
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


# An account kept elsewhere


@open_to_strangers
@without_second_factor
@never_cache
@require_GET
def by_provider(request: HttpRequest) -> HttpResponse:
    """To the provider. Following this link changes nothing here; a form could not lead to another site."""
    _refuse_without_provider()
    request.session[GOAL] = _next(request)
    request.session[LINKING] = "link" in request.GET and request.actor.pk is not None
    try:
        return to_provider(request, reverse("accounts:by_provider_back"))
    except AccountRefused as refused:
        return _sign_in_page(request, str(refused), status=502)


@open_to_strangers
@without_second_factor
@never_cache
@require_GET
def by_provider_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: signed in, or asked whether this is whom to link one's account with."""
    _refuse_without_provider()
    linking, goal = request.session.pop(LINKING, False), request.session.pop(GOAL, "/")
    try:
        subject = subject_of(request)
    except AccountRefused as refused:
        return _sign_in_page(request, str(refused), status=401)
    if linking and request.actor.pk is not None:
        request.session[TO_LINK] = [subject.issuer, subject.subject, subject.name]
        return redirect("accounts:link_identity")
    user = account_of(subject)
    if user is None:
        return _sign_in_page(request, _unknown(subject), status=403)
    return redirect(begin_sign_in(request, user, goal=goal))


def _refuse_without_provider() -> None:
    if provider() is None:
        raise Http404


def _unknown(subject: Subject) -> str:
    words = _("No account here is linked with {name}. Sign in another way and link it, or ask for an invitation.")
    return words.format(name=subject.name)


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return _sign_in_page(request, _("Too many wrong tries. Wait a quarter of an hour, then try again."), status=429)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return own_page(request, wanted, otherwise="/")
