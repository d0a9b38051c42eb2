"""Search over everything."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidehead.city.common.search import search
from tidehead.city.common.types import SearchHit

KINDS: dict[str, str | Promise] = {
    "indicator": _("Indicators"),
    "place": _("Places"),
    "plan": _("Plans"),
    "organisation": _("Organisations"),
    "industry": _("Industries"),
    "commitment": _("Commitments"),
    "scheme": _("Schemes"),
    "league": _("Published tables"),
    "document": _("Documents"),
    "source": _("Sources"),
}
MOST = 200


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
    hits = search(query, most=MOST) if query else ()
    kinds = [Kind(code, label, tuple(hit for hit in hits if hit.kind == code)) for code, label in KINDS.items()]
    return render(
        request,
        "web/search.html",
        {
            "query": query,
            "found": len(hits),
            "more": len(hits) == MOST,
            "kinds": [kind for kind in kinds if kind.hits],
            "shown": [kind for kind in kinds if kind.hits and chosen in ("", kind.code)],
            "chosen": chosen,
        },
    )
