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
    permission: str = "figures.view"  # offered to those who may this somewhere; "" to everybody
    in_menu: bool = False  # only in the menu: not among the names at the top of a wide page
    inside: bool = False  # no region makes it public: not offered to strangers


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    icon: str
    url: str
    current: bool
    on_phone: bool
    in_menu: bool
    counts_url: str = ""  # where the number beside it is asked for


DESTINATIONS = (
    Destination("web:cockpit", _("Cockpit"), "cockpit", on_phone=True),
    Destination("cases:inbox", _("My work"), "work", on_phone=True, permission="cases.handle"),
    Destination("services:desk", _("Our desk"), "work", on_phone=True, permission="desk.use"),
    Destination("indicators:targets", _("Targets"), "targets", on_phone=True, covers=("web:target",)),
    Destination("tasks:tasks", _("Tasks"), "tasks", covers=("tasks:meetings",), inside=True),
    Destination("projects:board", _("Projects"), "projects", inside=True),
    Destination("services:requests", _("Requests"), "requests", inside=True),
    Destination("chains:chains", _("Chains"), "chains"),
    Destination("assessments:leagues", _("League"), "league"),
    Destination("places:places", _("Places"), "places", on_phone=True),
    Destination("plans:plans", _("Plans"), "plans"),
    Destination("tasks:meetings", _("Meetings"), "meetings", in_menu=True, inside=True),
    Destination("clusters:clusters", _("Clusters"), "clusters", in_menu=True),
    Destination("indicators:indicators", _("Indicators"), "indicators", in_menu=True),
    Destination("enterprises:enterprises", _("Firms"), "enterprises", in_menu=True, inside=True),
    Destination("evidence:documents", _("Documents"), "documents", in_menu=True),
    Destination("posts:posts", _("Posts"), "posts", in_menu=True, permission="posts.administer"),
    Destination("posts:trail", _("Trail"), "trail", in_menu=True, permission="trail.read"),
    Destination("web:search", _("Search"), "search", on_phone=True),
)
ON_PHONE = (("services.visit", "services:requests"), ("projects.edit", "projects:board"), ("tasks.edit", "tasks:tasks"))
"""What else stands in the phone's bar for whom, in place of targets and places: where they work every day."""
COUNTED = {"cases:inbox": "cases:badge", "services:desk": "cases:badge"}
"""Destinations that carry a number, and the view that gives it."""


def url_or_nothing(view: str) -> str:
    """The address of a view, or an empty string where no such page is installed."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def navigation_of(request: HttpRequest) -> tuple[NavItem, ...]:
    """The pages on offer, the one being looked at marked: the longest address that the request's begins with."""
    offered = [(each, url_or_nothing(each.view)) for each in DESTINATIONS if _is_offered(each, request)]
    view = request.resolver_match.view_name if request.resolver_match else ""
    covering = [url for each, url in offered if view in each.covers]
    fitting = covering or [url for _each, url in offered if url and _contains(url, request.path)]
    current = max(fitting, key=len, default=None)
    daily = _daily(request)
    return tuple(
        NavItem(
            label=str(each.label),
            icon=each.icon,
            url=url,
            current=url == current,
            on_phone=each.view in daily if daily and each.view in _EITHER else each.on_phone,
            in_menu=each.in_menu,
            counts_url=url_or_nothing(COUNTED.get(each.view, "")) if each.view in COUNTED else "",
        )
        for each, url in offered
        if url
    )


_EITHER = {"indicators:targets", "places:places", *(view for _permission, view in ON_PHONE)}


def _daily(request: HttpRequest) -> tuple[str, ...]:
    """The two pages that the actor's posts are about; none for who holds no post."""
    actor = getattr(request, "actor", None)
    posts = getattr(actor, "posts", ())
    return tuple(view for permission, view in ON_PHONE if any(permission in post.permissions for post in posts))[:2]


def _is_offered(destination: Destination, request: HttpRequest) -> bool:
    """To strangers what their region may make public is offered too: the page itself says whether it does."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.name:
        return destination.permission == "figures.view" and not destination.inside
    return not destination.permission or actor.may(destination.permission)


def _contains(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
