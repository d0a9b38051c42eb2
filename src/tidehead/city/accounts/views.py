"""Signing in and out, and one's own account."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidehead.city.accounts.actions import set_password, spend_token
from tidehead.city.accounts.middleware import needs, open_to_strangers
from tidehead.city.accounts.types import AccountRefused


@open_to_strangers
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        user = authenticate(
            request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
        )
        if user is not None:
            login(request, user)
            return redirect(_next(request))
        error = _("The name or the password is wrong. After five wrong tries, wait a quarter of an hour.")
    return render(
        request, "accounts/sign_in.html", {"error": error, "next": _next(request)}, status=401 if error else 200
    )


@open_to_strangers
@never_cache
@require_GET
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    user = spend_token(token, now=timezone.now())
    if user is None:
        error = _(
            "This sign-in link is used or too old. Start the server again, or ask an administrator for a new one."
        )
        return render(request, "accounts/sign_in.html", {"error": error, "next": "/"}, status=401)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("web:cockpit")


@needs()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


@needs()
@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            set_password(
                user_id=request.actor.pk,
                password=request.POST.get("password", ""),
                current=request.POST.get("current", ""),
                now=timezone.now(),
            )
        except AccountRefused as refused:
            error = str(refused)
        else:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The new password is set."))
            return redirect("accounts:own_account")
    return render(
        request,
        "accounts/own_account.html",
        {"error": error, "has_password": request.user.has_usable_password()},
        status=422 if error else 200,
    )


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    error = _("Too many wrong tries. Wait a quarter of an hour, then try again.")
    return render(request, "accounts/sign_in.html", {"error": error, "next": "/"}, status=429)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
