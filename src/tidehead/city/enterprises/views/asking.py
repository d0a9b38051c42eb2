"""What the pages of the register share: what is asked for, how a refusal is told, how firms stand in a table."""

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.enterprises.terms import CLUSTER, ROLE, industry_label, label_of, place_label
from tidehead.city.enterprises.types import FirmInfo, NotThere, RegisterRefused
from tidehead.city.enterprises.wording import ACTIVITIES, KINDS, STATUSES, word
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.tables import Cell, Column, Row, Table
from tidehead.lake.register.made_up import MADE_UP


def told(request: HttpRequest, act: Callable[[], object], done: object) -> bool:
    """Do it, and tell what came of it on the next page. Returns whether it was done. Raises Http404."""
    try:
        act()
    except NotThere as missing:
        raise Http404(str(missing.text)) from missing
    except RegisterRefused as refused:
        messages.error(request, str(refused.text))
        return False
    messages.success(request, str(done))
    return True


def refused(request: HttpRequest, words: str, status: int = 422) -> HttpResponse:
    """An upload that was not taken: words for htmx, a page otherwise."""
    if request.headers.get("HX-Request") == "true":
        return JsonResponse({"detail": words}, status=status)
    return problem_page(request, status, detail=words)


def posted(request: HttpRequest, name: str, most: int = 1000) -> str:
    """What a form says under a name, without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:most]


def place_of(firm: FirmInfo) -> str:
    """Where a firm lies in words, the larger place first."""
    return " · ".join(place_label(code) for code in (firm.county, firm.town, firm.park) if code)


def firms_table(
    found: Iterable[FirmInfo], *, synthetic: bool, note: str = "", source: str = "", as_of: date | None = None
) -> Table:
    """Firms as every list shows them and as they leave the house: names of persons cut short.

    note, source, as_of: told beside the table in its file; source names the version of the register.
    """
    return Table(
        name="enterprises",
        title=_("Enterprises"),
        columns=(
            Column("enterprise", _("Enterprise")),
            Column("place", _("Place")),
            Column("industry", _("Industry")),
            Column("cluster", _("Cluster")),
            Column("role", _("Role in the chain"), secondary=True),
            Column("activity", _("Activity"), secondary=True),
            Column("registered_on", _("Registered on"), kind="date"),
            Column("capital", _("Registered capital"), kind="number", unit="元", unit_en="CNY", decimals=0),
            Column("jobs", _("Jobs"), kind="number"),
            Column("status", _("Status"), secondary=True),
            Column("kind", _("Kind"), secondary=True),
            Column("confidence", _("Confidence"), kind="percent", decimals=0, secondary=True),
            Column("code", _("Code"), secondary=True),
            Column("source", _("Source"), secondary=True),
        ),
        rows=tuple(_row(each) for each in found),
        synthetic=synthetic,
        searchable=False,
        empty=_("No enterprise found"),
        empty_remedy=_("Search by fewer words, or narrow down by less."),
        note=note,
        source=source,
        as_of=as_of,
    )


def _row(firm: FirmInfo) -> Row:
    return Row(
        (
            Cell(firm.name, url=reverse("enterprises:enterprise", args=[firm.code])),
            place_of(firm),
            industry_label(firm.industry),
            label_of(CLUSTER, firm.cluster),
            label_of(ROLE, firm.role),
            word(ACTIVITIES, firm.activity),
            firm.registered_on,
            firm.capital_cny,
            firm.jobs,
            word(STATUSES, firm.status),
            word(KINDS, firm.kind),
            firm.confidence,
            firm.code,
            source_words(firm),
        ),
        key=firm.code,
    )


def source_words(firm: FirmInfo) -> str:
    """The table that a firm came in by, and the row in it."""
    if firm.source == MADE_UP:
        return _("made up, for trying things out")
    if firm.source and firm.source_row:
        return _("%(source)s, row %(row)s") % {"source": firm.source, "row": firm.source_row}
    return firm.source
