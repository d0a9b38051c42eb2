"""The register as it is searched: words and filters, what was found by the page, and how it is spread."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from tidehead.city.enterprises import firms, listing
from tidehead.city.enterprises.honours import titles
from tidehead.city.enterprises.searching import FirmSearch, filter_of, read_search
from tidehead.city.enterprises.terms import (
    CLUSTER,
    ROLE,
    industries_below,
    industry_label,
    industry_tree,
    label_of,
    place_label,
    terms,
)
from tidehead.city.enterprises.types import MOST_EXPORTED, FirmInfo
from tidehead.city.enterprises.versions import current_version, version_by_number
from tidehead.city.enterprises.views.asking import firms_table, place_of
from tidehead.city.enterprises.wording import ACTIVITIES, KINDS, ORDERS, SIZES, STATUSES, word
from tidehead.city.places.queries import all_places
from tidehead.city.shell.tables import exported
from tidehead.lake.register import FirmFilter

_A_PAGE = 50
_MOST_VALUES = 12
_FACET_WORDS = {
    "county": lambda code: place_label(code),
    "division": lambda code: f"{code} {industry_label(code)}",
    "cluster": lambda code: label_of(CLUSTER, code),
    "role": lambda code: label_of(ROLE, code),
    "activity": lambda code: word(ACTIVITIES, code),
    "kind": lambda code: word(KINDS, code),
    "status": lambda code: word(STATUSES, code),
}
_ASKED = {
    "text": pgettext_lazy("of a search", "Words"),
    "place": _lazy("Place"),
    "industry": _lazy("Industry"),
    "cluster": _lazy("Cluster"),
    "role": _lazy("Role in the chain"),
    "activity": _lazy("Activity"),
    "kind": _lazy("Kind"),
    "status": _lazy("Status"),
    "registered_from": _lazy("Registered from"),
    "registered_to": _lazy("Registered until"),
    "capital_from": _lazy("Capital from (yuan)"),
    "capital_to": _lazy("Capital up to (yuan)"),
    "size": _lazy("Size"),
    "honour": pgettext_lazy("of a search", "Title"),
    "in_list": pgettext_lazy("of a search", "List"),
}
"""What a search can ask, as the form calls it."""
_ASKED_AS = {"county": "place", "division": "industry"}


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A column to narrow by: its name, and each value with its words, number and address."""

    label: str
    values: tuple[tuple[str, int, str, bool], ...]
    more: int
    unknown: int


def enterprises(request: HttpRequest) -> HttpResponse:
    """Firms found by words, place, industry and what else is asked; a page, or a file of them."""
    search = read_search(request.GET)
    sought = filter_of(search, actor_key=request.actor.pk, organisations=request.actor.organisations)
    if request.GET.get("format"):
        found = firms.firms_for_export(sought, MOST_EXPORTED)
        table = firms_table(
            found,
            synthetic=firms.is_synthetic(),
            note=" ".join(about_found(search, firms.firm_slices(sought).count())),
            **_register_told(),
        )
        return exported(request, table) or HttpResponse(status=400)
    page = Paginator(firms.firm_slices(sought, search.order), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(firm, place_of(firm), *_words(firm)) for firm in page.object_list],
        "page": page,
        "search": search,
        "facets": tuple(_facets(search, sought)),
        "version": current_version(),
        "synthetic": firms.is_synthetic(),
        "most": MOST_EXPORTED,
        "lists": [each for each in listing.lists_of(request.actor) if not each.search],
        "may_import": request.actor.may("register.import"),
        "may_decide": request.actor.may("register.decide"),
        **_choices(search),
    }
    return render(request, "enterprises/enterprises.html", context)


def _register_told() -> dict[str, Any]:
    """Which register a file is from, what that was made of, and the day that it speaks of."""
    current = current_version()
    made = version_by_number(current.number) if current else None
    if made is None:
        return {}
    parts = "; ".join(part.label for part in made.parts)
    return {
        "source": _("Register %(number)s: %(parts)s") % {"number": made.number, "parts": parts},
        "as_of": made.as_of,
    }


def about_found(search: FirmSearch, total: int) -> Iterator[str]:
    """What a file of firms tells of itself: what was asked for, how many there are, what is computed here."""
    asked = "; ".join(f"{_ASKED[name]}: {_asked_words(name, value)}" for name, value in search.narrowing.items())
    if asked:
        yield _("Asked for: %(words)s.") % {"words": asked}
    if total > MOST_EXPORTED:
        yield _bound(total)
    yield _(
        "Industry, cluster, role, activity and confidence are read here from names and business scopes; they are not "
        "registered data. Place is read from the address where the table does not give it."
    )


def _asked_words(name: str, value: str) -> str:
    """A value of a search as people read it; ids and words as they stand."""
    words = {**_FACET_WORDS, "place": place_label, "size": lambda size: word(SIZES, size)}
    if name == "industry":
        return f"{value} {industry_label(value)}".strip() if value.isdigit() else value
    if name == "honour":
        return next((str(label) for title, label, _count in titles() if title == value), value)
    return words[name](value) if name in words else value


def _bound(total: int) -> str:
    return _("The first %(most)s of %(total)s firms; narrow the search to take the others.") % {
        "most": MOST_EXPORTED,
        "total": total,
    }


def _words(firm: FirmInfo) -> tuple[str, str, str]:
    return industry_label(firm.industry), label_of(CLUSTER, firm.cluster), word(STATUSES, firm.status)


def _choices(search: FirmSearch) -> dict[str, object]:
    """What can be chosen in the form."""
    return {
        "places": all_places(),
        "sections": industry_tree(),
        "narrower": industries_below(search.industry),
        "industry_words": industry_label(search.industry),
        "clusters": terms(CLUSTER),
        "roles": terms(ROLE),
        "activities": tuple(ACTIVITIES.items()),
        "kinds": tuple(KINDS.items()),
        "statuses": tuple(STATUSES.items()),
        "sizes": tuple((size, words) for size, words in SIZES.items() if size),
        "orders": tuple(ORDERS.items()),
        "titles": titles(),
        "more_open": bool(search.narrowing.keys() - {"text", "place", "industry"}),
    }


def _facets(search: FirmSearch, sought: FirmFilter) -> Iterator[ShownFacet]:
    labels = {
        "county": _("County"),
        "division": _("Industry"),
        "cluster": _("Cluster"),
        "role": _("Role in the chain"),
        "activity": _("Activity"),
        "kind": _("Kind"),
        "status": _("Status"),
    }
    for facet in firms.facets(sought):
        name = _ASKED_AS.get(facet.column, facet.column)
        asked = getattr(search, name)
        if not facet.values:
            continue
        shown = tuple(
            (
                _FACET_WORDS[facet.column](value),
                count,
                search.address(**{name: "" if asked == value else value}),
                asked == value,
            )
            for value, count in facet.values[:_MOST_VALUES]
        )
        yield ShownFacet(labels[facet.column], shown, len(facet.values) - len(shown), facet.unknown)
