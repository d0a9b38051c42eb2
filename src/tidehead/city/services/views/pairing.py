"""Pairing of officers and firms: chosen, computed, looked at, adopted or dropped."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidehead.city.common.once import new_key
from tidehead.city.common.types import Text
from tidehead.city.services import pairing_runs, pairings
from tidehead.city.services.forms import PairingForm
from tidehead.city.services.pairing_runs import Asked
from tidehead.city.services.types import PROPOSED, PairInfo, RunInfo, ServiceRefused
from tidehead.city.services.views.asking import key_of, told
from tidehead.city.services.wording import RUN_STATES
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50
MOST_EXPORTED = 20_000


def pairing(request: HttpRequest) -> HttpResponse:
    """What was proposed before, and the form for a new proposal."""
    if not request.actor.may("services.pair"):
        raise PermissionDenied
    if request.method == "POST":
        return _propose(request)
    usual = pairing_runs.usual()
    form = PairingForm(
        initial={
            **{name: getattr(usual, name) for name in ("distance", "trade", "load", "most", "least", "gentle")},
            "key": new_key(),
        }
    )
    return _page(request, form)


def _page(request: HttpRequest, form: PairingForm, *, status: int = 200) -> HttpResponse:
    runs = [(run, RUN_STATES.get(run.state, run.state)) for run in pairing_runs.runs()]
    return render(request, "services/pairing.html", {"form": form, "runs": runs}, status=status)


def _propose(request: HttpRequest) -> HttpResponse:
    form = PairingForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        asked = Asked(
            posts=tuple(given["posts"]),
            **{name: given[name] for name in ("place", "industry", "size", "distance", "trade", "load")},
            **{name: given[name] for name in ("most", "least", "gentle")},
        )
        try:
            made = pairing_runs.propose(asked, by=request.actor, now=timezone.now(), key=key_of(request, "pair"))
        except ServiceRefused as refused:
            form.add_error(None, str(refused.text))
        else:
            return redirect("services:pairing_run", made)
    return _page(request, form, status=422)


def pairing_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A proposal before it is adopted: how evenly, how far, who is left out and why."""
    if not request.actor.may("services.pair"):
        raise PermissionDenied
    run = pairing_runs.run_by_id(run_id)
    if run is None:
        raise Http404
    slices = pairings.pair_slices(run=run_id)
    unpaired = _unpaired(run)
    if request.GET.get("format"):
        pairs = _pairs(slices[:MOST_EXPORTED], request)
        return exported(request, pairs) or exported(request, unpaired) or HttpResponse(status=400)
    page = Paginator(slices, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "state": RUN_STATES.get(run.state, run.state),
        "result": run.result,
        "chart": _loads(run),
        "pairs": _pairs(list(page.object_list), request),
        "page": page,
        "unpaired": unpaired,
        "is_open": run.state == PROPOSED,
    }
    return render(request, "services/pairing_run.html", context)


def _loads(run: RunInfo) -> BarChart:
    loads: dict[str, int] = run.result["loads"]  # type: ignore[assignment]
    least, most = (min(map(int, loads), default=0), max(map(int, loads), default=0))
    return BarChart(
        name="loads",
        title=_("Officers have %(least)s to %(most)s firms each") % {"least": least, "most": most},
        bars=tuple(Bar(_("%(n)s firms") % {"n": firms}, officers) for firms, officers in loads.items()),
        unit="人",
        unit_en="officers",
        source=_("Computed by the pairing rule"),
    )


def _pairs(found: list[PairInfo], request: HttpRequest) -> Table:
    region = request.region
    return Table(
        name="pairs",
        title=_("Pairs, the farthest first"),
        columns=(
            Column("firm", _("Firm")),
            Column("place", _("Place")),
            Column("officer", _("Officer")),
            Column("who", _("Who holds it")),
            Column("km", _("Distance"), kind="number", unit="公里", unit_en="km", decimals=1),
            Column("why", _("Why")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.enterprise_label), url=reverse("enterprises:enterprise", args=[one.enterprise])),
                    str(one.place_label),
                    Cell(str(one.post_label), url=reverse("services:officer", args=[one.post])),
                    one.officer or _("vacant"),
                    one.distance_km,
                    str(one.why),
                ),
                key=one.enterprise,
            )
            for one in found
        ),
        synthetic=bool(region and region.synthetic),
        searchable=False,
        empty=_("No pair"),
        empty_remedy=_("The proposal was dropped, or no firm could be served."),
    )


def _unpaired(run: RunInfo) -> Table:
    rows: list[list[str]] = run.result["unpaired"]  # type: ignore[assignment]
    return Table(
        name="unpaired",
        title=_("Firms without an officer"),
        columns=(Column("firm", _("Firm")), Column("why", _("Why"))),
        rows=tuple(
            Row(
                (
                    Cell(str(Text(zh, en)), url=reverse("enterprises:enterprise", args=[code])),
                    str(Text(why_zh, why_en)),
                ),
                key=f"unpaired-{code}",
            )
            for code, zh, en, why_zh, why_en in rows
        ),
        empty=_("Every firm has an officer"),
        empty_remedy=_("Nothing is to be done."),
    )


@require_POST
def adopt(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make a proposal hold from today."""
    told(
        request,
        lambda: pairing_runs.adopt(by=request.actor, run_id=run_id, today=timezone.localdate(), now=timezone.now()),
        _("Adopted: these pairs hold from today."),
    )
    return redirect("services:pairing_run", run_id)


@require_POST
def drop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Put a proposal away."""
    told(request, lambda: pairing_runs.drop(by=request.actor, run_id=run_id, now=timezone.now()), _("Dropped."))
    return redirect("services:pairing")
