"""Strangers see the sign-in page only, and what the region itself has made public."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tidehead.city.accounts.queries import actor_of_request, actor_of_token
from tidehead.city.accounts.signing_in import TWO_FACTORS, note_seen
from tidehead.city.accounts.types import ADMINISTRATOR, Actor
from tidehead.city.common.region import current_region
from tidehead.city.common.remembered import one_pack_version
from tidehead.city.common.trail import acting_account

Respond = Callable[[HttpRequest], HttpResponse]


def open_to_strangers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    view.open_to_strangers = True  # type: ignore[attr-defined]
    return view


def needs(*permissions: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view as open to whoever has any of these permissions; with none named, to everybody who is signed in.

    What is not marked needs "figures.view".
    """

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.needs = permissions  # type: ignore[attr-defined]
        return view

    return mark


def without_second_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that is on the way to a second factor, for who has to have one and has none yet."""
    view.without_second_factor = True  # type: ignore[attr-defined]
    return view


def public_page(*names: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view as part of the pages that a region may make public under these names."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.public_page = frozenset(names)  # type: ignore[attr-defined]
        return view

    return mark


class SignInMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        request.by_token = scheme == "Bearer" and request.path.startswith("/api/")
        request.actor = actor_of_token(token) if request.by_token else actor_of_request(request)
        if request.actor.pk is not None and not request.by_token:
            note_seen(request)
        with acting_account(request.actor.pk):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if _lacks_second_factor(request) and not getattr(view, "without_second_factor", False):
            return redirect("accounts:set_up_second_factor")
        if _may_enter(request, view):
            return None
        if request.actor.pk is not None:
            return _refuse(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Sign in first."}, status=401)
        if request.headers.get("HX-Request"):
            return HttpResponse(
                status=401,
                headers={"HX-Redirect": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': _page_of(request)})}"},
            )
        return redirect_to_login(request.get_full_path())


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody is signed in with one factor where this deployment asks them for two."""
    wanted = settings.ENVIRONMENT["SECOND_FACTOR"]
    if wanted == "off" or request.actor.pk is None or request.by_token or request.session.get(TWO_FACTORS):
        return False
    return wanted == "everybody" or request.actor.role == ADMINISTRATOR or request.actor.may("posts.administer")


def _may_enter(request: HttpRequest, view: object) -> bool:
    if getattr(view, "open_to_strangers", False):
        return True
    if not getattr(view, "public_page", frozenset()).isdisjoint(request.region_public_pages):
        return True
    wanted = getattr(view, "needs", ("figures.view",))
    return any(request.actor.may(each) for each in wanted) if wanted else request.actor.pk is not None


def _refuse(request: HttpRequest) -> HttpResponse:
    """What a signed-in person meets who may not: firms are led from the front page to their own desk."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "You may not do this."}, status=403)
    if request.path == reverse(settings.LOGIN_REDIRECT_URL):
        return redirect(home_of(request.actor))
    raise PermissionDenied


def home_of(actor: Actor) -> str:
    """The address of the page that a person begins with."""
    if actor.may("figures.view"):
        return reverse(settings.LOGIN_REDIRECT_URL)
    return reverse("services:desk" if actor.may("desk.use") else "accounts:own_account")


def _page_of(request: HttpRequest) -> str:
    """The page that a part was asked for from: signing in leads back to it, not to the part."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    return page.path + (f"?{page.query}" if page.query else "") if page.netloc == request.get_host() else request.path


class RegionLanguageMiddleware:
    """The region's own language for whoever has not chosen one; also keeps the region at hand for the request."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.region = current_region() if not request.path.startswith(settings.STATIC_URL) else None
        request.region_public_pages = request.region.public_pages if request.region else ()
        chosen = request.GET.get("lang")
        if chosen in dict(settings.LANGUAGES):
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
        elif settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.region:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = request.region.default_language
        with one_pack_version(request.region):
            response = self.get_response(request)
        if chosen in dict(settings.LANGUAGES):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax")
        return response
