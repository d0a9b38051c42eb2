"""The pool of requests: tabs and board, filters, bulk routing, Excel; and taking down a request by hand."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.cases.queries import case_type, cases_of
from tidehead.city.cases.types import CaseInfo, CaseRefused
from tidehead.city.cases.wording import due_light, due_words
from tidehead.city.common.asked import whole_number
from tidehead.city.common.once import new_key
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import enterprise_by_code, search_enterprises
from tidehead.city.places.queries import all_organisations, all_places, organisations_by_code, places_by_code
from tidehead.city.services import pool, requests
from tidehead.city.services.forms import OfficialAskForm
from tidehead.city.services.pool import Asked
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import NewRequest, ServiceRefused
from tidehead.city.services.views.asking import asked_text, key_of, refusal_words
from tidehead.city.services.wording import OUTCOME_WORDS
from tidehead.city.shell.boards import Board, BoardColumn, Card
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

A_PAGE = 50
MOST_EXPORTED = 20_000
MOST_AT_ONCE = 500
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


def requests_(request: HttpRequest) -> HttpResponse:
    """The pool, as a list by tabs or as a board."""
    asked, now = asked_of(request), timezone.now()
    if request.GET.get("format"):
        found = _read_all(pool.pool_slices(request.actor, asked, now))
        return exported(request, _table(request, found, now)) or HttpResponse(status=400)
    context = {**_narrowing(asked), "counts": _tabs(request, asked, now), "as_board": _is_board(request)}
    if _is_board(request):
        return render(request, "services/requests.html", {**context, "board": _board(request, asked, now)})
    page = Paginator(pool.pool_slices(request.actor, asked, now), A_PAGE).get_page(request.GET.get("page"))
    shown = tuple(page.object_list)
    lines = [(case, due_light(case.due_at, case.warn_at, now), due_words(case.due_at, now)) for case in shown]
    may_route = request.actor.may("cases.dispatch") and any(case.state == "received" for case in shown)
    context |= {
        "lines": [
            (case, light, told, service_rules().topic_label(_field(case, "topic"))) for case, light, told in lines
        ],
        "page": page,
        "may_route": may_route,
        "may_open": request.actor.may("cases.open"),
        "excel_url": "?" + urlencode({**request.GET.dict(), "table": "requests", "format": "xlsx"}),
    }
    return render(request, "services/requests.html", context)


def asked_of(request: HttpRequest) -> Asked:
    """What the address says of the pool; what makes no sense is left out."""
    given = {name: asked_text(request, name) for name in ("text", "topic", "channel", "party")}
    tab = request.GET.get("tab", "route" if request.actor.may("cases.dispatch") else "going")
    lead, place = request.GET.get("lead", ""), request.GET.get("place", "")
    return Asked(
        tab=tab if tab in pool.TABS else "all",
        lead=lead if lead in organisations_by_code([lead]) else "",
        place=place if place in places_by_code([place]) else "",
        opened_from=_day(request.GET.get("from", "")),
        opened_to=_day(request.GET.get("to", "")),
        order="newest" if tab == "all" else "due",
        **given,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _is_board(request: HttpRequest) -> bool:
    return request.GET.get("view") == "board"


def _is_invented(request: HttpRequest) -> bool:
    """Whether the whole region is: then so are its firms, whoever writes for them."""
    return bool(request.region and request.region.synthetic)


def _field(case: CaseInfo, name: str) -> str:
    return str(case.fields.get(name) or "")


def _narrowing(asked: Asked) -> dict[str, object]:
    rules = service_rules()
    return {
        "asked": asked,
        "topics": rules.topics,
        "channels": rules.channels,
        "organisations": all_organisations(),
        "places": all_places(),
    }


def _tabs(request: HttpRequest, asked: Asked, now: datetime) -> list[tuple[str, str, int, bool]]:
    words = {
        "route": _("To be routed"),
        "going": _("Being worked on"),
        "waiting": _("Waiting for the firm"),
        "late": _("Late"),
        "resolved": _("Done, to be confirmed"),
        "all": _("All"),
    }
    counts = pool.tab_counts(request.actor, asked, now)
    return [(tab, word, counts[tab], tab == asked.tab) for tab, word in words.items()]


def _board(request: HttpRequest, asked: Asked, now: datetime) -> Board:
    columns = pool.pool_columns(request.actor, asked, now)
    labels = {state.id: Text(state.label.zh, state.label.en) for state in _states()}
    return Board(
        name="requests",
        title=_("Requests by state"),
        columns=tuple(
            BoardColumn(
                label=" / ".join(str(labels[state]) for state in column.states if state in labels),
                cards=tuple(_card(case, now) for case in column.cases),
                count=column.count,
                more_url="?" + urlencode({"tab": "all"}),
            )
            for column in columns
        ),
        synthetic=_is_invented(request) or any(case.synthetic for column in columns for case in column.cases),
        empty=_("No request"),
        empty_remedy=_("Firms ask at their own desk; officials take requests down here."),
    )


def _states() -> tuple[object, ...]:
    try:
        return case_type(service_rules().case_type).states
    except CaseRefused:  # the pack has no kind of case for requests
        return ()


def _card(case: CaseInfo, now: datetime) -> Card:
    topic = service_rules().topic_label(_field(case, "topic"))
    return Card(
        title=case.title,
        url=reverse("services:request", args=[case.number]),
        lines=tuple(str(line) for line in (case.party_label, case.lead_label, topic) if str(line)),
        status=due_light(case.due_at, case.warn_at, now),
        told=due_words(case.due_at, now),
    )


def _read_all(slices: Slices[CaseInfo]) -> list[CaseInfo]:
    found: list[CaseInfo] = []
    for start in range(0, min(slices.count(), MOST_EXPORTED), 2_000):
        found += slices.read(start, 2_000)
    return found


def _table(request: HttpRequest, found: list[CaseInfo], now: datetime) -> Table:
    """The tab as a file."""
    return Table(
        name="requests",
        title=_("Requests"),
        columns=(
            Column("number", _("Number")),
            Column("title", _("Request")),
            Column("firm", _("Firm")),
            Column("place", _("Place")),
            Column("topic", _("Matter")),
            Column("channel", _("Channel")),
            Column("state", _("State")),
            Column("lead", _("In charge")),
            Column("opened", _("Asked on"), kind="date"),
            Column("left", _("Time left")),
            Column("outcome", _("How it ended")),
            Column("satisfaction", _("Satisfaction (1–5)"), kind="number"),
            Column("reopened", _("Times reopened"), kind="number"),
        ),
        rows=tuple(_row(case, now) for case in found),
        synthetic=_is_invented(request) or any(case.synthetic for case in found),
    )


def _row(case: CaseInfo, now: datetime) -> Row:
    rules, outcome = service_rules(), _field(case, "outcome")
    return Row(
        (
            Cell(case.number, url=reverse("services:request", args=[case.number])),
            case.title,
            str(case.party_label),
            str(case.place_label),
            rules.topic_label(_field(case, "topic")),
            rules.channel_label(_field(case, "channel")),
            str(case.state_label),
            str(case.lead_label),
            timezone.localdate(case.opened_at),
            due_words(case.due_at, now),
            str(OUTCOME_WORDS[outcome]) if outcome in OUTCOME_WORDS and outcome else "",
            case.fields.get("satisfaction"),
            case.reopened,
        ),
        key=case.number,
    )


@require_POST
def route_many(request: HttpRequest) -> HttpResponse:
    """Give all that were chosen to one organisation; those that stay are told with the reason."""
    chosen = [number for text in request.POST.getlist("case") if (number := whole_number(text)) is not None]
    organisation, back = request.POST.get("organisation", ""), reverse("services:requests")
    if not chosen or not organisation:
        messages.warning(request, _("Choose requests, and the organisation they go to."))
        return redirect(back)
    done = requests.route_many(
        by=request.actor, case_ids=chosen[:MOST_AT_ONCE], organisation=organisation, now=timezone.now()
    )
    routed = sum(1 for _id, why in done if why is None)
    known = cases_of([case_id for case_id, why in done if why is not None])
    if routed:
        messages.success(request, ngettext("%(n)s request routed.", "%(n)s requests routed.", routed) % {"n": routed})
    for case_id, why in done:
        if why is not None and case_id in known:
            messages.error(request, f"{known[case_id].number}: {why}")
    return redirect(back)


def new_request(request: HttpRequest) -> HttpResponse:
    """A request that an official takes down for a firm."""
    if not request.actor.may("cases.open"):
        raise PermissionDenied
    if request.method != "POST":
        form = OfficialAskForm(initial={"key": new_key(), "enterprise": request.GET.get("enterprise", "")})
        return render(request, "services/new_request.html", {"form": form})
    form = OfficialAskForm(request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data
            case_id = requests.ask(_taken_down(request, given), by=request.actor, now=timezone.now())
        except (ServiceRefused, CaseRefused) as refused:
            form.add_error(None, refusal_words(refused))
        else:
            messages.success(request, _("Kept. It is in the pool now."))
            return redirect("services:request", cases_of([case_id])[case_id].number)
    return render(request, "services/new_request.html", {"form": form}, status=422)


def _taken_down(request: HttpRequest, given: dict[str, str]) -> NewRequest:
    return NewRequest(
        enterprise=firm_named(given["enterprise"]),
        title=given["title"],
        words=given["words"],
        topic=given["topic"],
        channel=given["channel"],
        contact=given["contact"],
        key=key_of(request, "take"),
    )


def firm_named(text: str) -> str:
    """The code of the one firm that is meant. Raises ServiceRefused where none or several could be."""
    text = text.strip()
    if not text or enterprise_by_code(text) is not None:
        return text
    found = search_enterprises(text, most=6)
    exact = [firm for firm in found if text in {firm.label.zh, firm.label.en, firm.short_name}]
    if len(found) == 1 or len(exact) == 1:
        return (exact or list(found))[0].code
    if not found:
        raise ServiceRefused(Text(f"没有找到企业“{text}”。", f'There is no firm called "{text}".'))
    names = Text("、".join(firm.label.zh for firm in found), ", ".join(str(firm.label) for firm in found))
    told = f'Several firms could be meant by "{text}": {names.en}. Write its code.'
    raise ServiceRefused(Text(f"“{text}”可能指多家企业：{names.zh}。请写代码。", told))
