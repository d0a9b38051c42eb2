"""Where the product's pages are, in the order people look for them. A page that is not installed is not offered."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Destination:
    """A page in the main navigation; `view` is the name of its URL, `icon` a shape in icons.svg."""

    view: str
    label: str | Promise
    icon: str
    on_phone: bool = False  # shown in the bar at the bottom of a phone; the rest is in the menu
    covers: tuple[str, ...] = ()  # further views that belong under it though their address does not say so


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    icon: str
    url: str
    current: bool
    on_phone: bool


DESTINATIONS = (
    Destination("web:cockpit", _("Cockpit"), "cockpit", on_phone=True),
    Destination("indicators:targets", _("Targets"), "targets", on_phone=True, covers=("web:target",)),
    Destination("indicators:indicators", _("Indicators"), "indicators"),
    Destination("assessments:leagues", _("League"), "league"),
    Destination("places:places", _("Places"), "places", on_phone=True),
    Destination("plans:plans", _("Plans"), "plans"),
    Destination("evidence:documents", _("Documents"), "documents", on_phone=True),
    Destination("web:search", _("Search"), "search", on_phone=True),
)


def url_or_nothing(view: str) -> str:
    """The address of a view, or an empty string where no such page is installed."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def navigation_of(request: HttpRequest) -> tuple[NavItem, ...]:
    """The pages on offer, the one being looked at marked: the longest address that the request's begins with."""
    offered = [(each, url_or_nothing(each.view)) for each in DESTINATIONS]
    view = request.resolver_match.view_name if request.resolver_match else ""
    covering = [url for each, url in offered if view in each.covers]
    fitting = covering or [url for _each, url in offered if url and _contains(url, request.path)]
    current = max(fitting, key=len, default=None)
    return tuple(
        NavItem(label=str(each.label), icon=each.icon, url=url, current=url == current, on_phone=each.on_phone)
        for each, url in offered
        if url
    )


def _contains(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
