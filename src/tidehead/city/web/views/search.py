"""Search over everything."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.addresses import case_address
from tidehead.city.cases.queries import case_slices
from tidehead.city.cases.types import Wanted
from tidehead.city.common.search import search
from tidehead.city.common.types import SearchHit, Text
from tidehead.city.enterprises.queries import search_enterprises

KINDS: dict[str, str | Promise] = {
    "indicator": _("Indicators"),
    "place": _("Places"),
    "plan": _("Plans"),
    "organisation": _("Organisations"),
    "industry": _("Industries"),
    "commitment": _("Commitments"),
    "chain": _("Chains"),
    "chain_node": _("Links of the chain"),
    "scheme": _("Schemes"),
    "league": _("Published tables"),
    "document": _("Documents"),
    "source": _("Sources"),
    "enterprise": _("Firms"),
    "case": _("Cases"),
}
MOST = 200
MOST_OF_WORK = 30  # of firms, and of cases: their own lists have the rest


@dataclass(frozen=True, slots=True)
class Kind:
    """Hits of one kind, with how many there are."""

    code: str
    label: str | Promise
    hits: tuple[SearchHit, ...]


def search_page(request: HttpRequest) -> HttpResponse:
    """Everything that matches, by kind; `kind` narrows to one."""
    query = request.GET.get("q", "").strip()[:200]
    chosen = request.GET.get("kind", "")
    hits = (*search(query, most=MOST), *_of_work(request.actor, query)) if query else ()
    kinds = [Kind(code, label, tuple(hit for hit in hits if hit.kind == code)) for code, label in KINDS.items()]
    return render(
        request,
        "web/search.html",
        {
            "query": query,
            "found": len(hits),
            "more": len(hits) >= MOST,
            "kinds": [kind for kind in kinds if kind.hits],
            "shown": [kind for kind in kinds if kind.hits and chosen in ("", kind.code)],
            "chosen": chosen,
        },
    )


def _of_work(actor: Actor, query: str) -> tuple[SearchHit, ...]:
    """Firms, and the cases that the actor sees: rights are asked for, not indexed."""
    firms = search_enterprises(query, most=MOST_OF_WORK) if actor.may("figures.view") else ()
    cases = case_slices(actor, Wanted(text=query, order="moved")).read(0, MOST_OF_WORK) if actor.pk else ()
    return (
        *(
            SearchHit(
                "enterprise", one.code, one.label, one.place_label, reverse("enterprises:enterprise", args=[one.code])
            )
            for one in firms
        ),
        *(
            SearchHit("case", one.number, Text(one.title), one.state_label, case_address(one.family, one.number))
            for one in cases
        ),
    )
