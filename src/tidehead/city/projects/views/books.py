"""The promise book of all projects, the stock of spaces, and what counts."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidehead.city.places.queries import places_by_code
from tidehead.city.projects import agreements, decisions, promises, queries, spaces
from tidehead.city.projects.agreements import CountedTogether
from tidehead.city.projects.decisions import Judged
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import ProjectInfo, PromiseInfo, SpaceInfo
from tidehead.city.projects.views.asking import asked_of, choices, found_for
from tidehead.city.projects.views.lists import MOST_ROWS, UNIT, filter_labels
from tidehead.city.projects.wording import COUNTED, PROMISE_STATES, SIDES, SPACE_UNITS
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

FEN_A_10K_CNY = agreements.FEN_A_10K_CNY


@require_GET
def promise_book(request: HttpRequest) -> HttpResponse:
    """What both sides promised in all projects that the actor sees: overdue first, then by day."""
    today, asked = timezone.localdate(), asked_of(request)
    found = {one.case.id: one for one in found_for(request, asked)}
    book = promises.promises_of(found, today=today)
    late = promises.overdue(book, today=today)
    shown = {"overdue": late, "check": tuple(one for one in book if one.check)}.get(request.GET.get("only", ""), book)
    table = _promise_table(shown, found, synthetic=_invented(request, found.values()))
    if file := exported(request, table):
        return file
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "place", "stage")),
        "table": table,
        "counts": (
            ("", _("All"), len(book)),
            ("overdue", _("Overdue"), len(late)),
            ("check", _("To be reviewed for fair competition"), sum(1 for one in book if one.check)),
        ),
        "only": request.GET.get("only", ""),
        "rests_on": any(one.check for one in book),
    }
    return render(request, "projects/promises.html", context)


def _invented(request: HttpRequest, found: Sequence[ProjectInfo] | object) -> bool:
    return bool(request.region and request.region.synthetic) or any(one.case.synthetic for one in found)  # type: ignore[attr-defined]


def _promise_table(book: Sequence[PromiseInfo], found: dict[int, ProjectInfo], *, synthetic: bool) -> Table:
    return Table(
        name="promises",
        title=_("Promises"),
        columns=(
            Column("what", _("Promise")),
            Column("project", _("Project")),
            Column("side", _("Who promised"), filtered=True),
            Column("value", _("Promised"), kind="figure"),
            Column("done", _("Kept so far"), kind="figure"),
            Column("due", _("Due"), kind="date"),
            Column("light", _("Standing"), kind="status"),
            Column("state", _("State"), secondary=True, filtered=True),
            Column("clause", _("Clause"), secondary=True),
            Column("check", _("To be reviewed"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(
                        str(one.label),
                        url=f"{reverse('projects:book', args=[found[one.case_id].number])}#promises",
                        note=one.words,
                    ),
                    found[one.case_id].case.title,
                    str(SIDES[one.side]),
                    Cell(one.value, unit=one.unit),
                    Cell(one.done, unit=one.unit),
                    one.due_on,
                    Cell(one.light, note=one.reason),
                    str(PROMISE_STATES[one.state]),
                    one.clause,
                    str(one.check) if one.check else "",
                ),
                key=f"promise-{one.id}",
            )
            for one in sorted(book, key=lambda one: (one.light != "off_course", one.due_on is None, one.due_on))
        ),
        synthetic=synthetic,
        empty=_("No promise is in the book"),
        empty_remedy=_("Promises are entered on the page of their project."),
    )


@require_GET
def space_stock(request: HttpRequest) -> HttpResponse:
    """Rooms and bases, what is free today, and who sits where."""
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    stock = spaces.spaces(on=today, kind=kind)
    seen = {one.case.id for one in queries.projects(request.actor)}
    sitting = spaces.placements_of(seen)
    table = _space_table(stock, synthetic=bool(request.region and request.region.synthetic))
    if file := exported(request, table):
        return file
    context = {
        "table": table,
        "kinds": [(one.id, one.label, one.id == kind) for one in standards().space_kinds],
        "kind": kind,
        "sitting": [one for one in sitting if one.to_on is None or one.to_on >= today],
        "units": {one.code: SPACE_UNITS[one.unit] for one in stock},
    }
    return render(request, "projects/spaces.html", context)


def _space_table(stock: Sequence[SpaceInfo], *, synthetic: bool) -> Table:
    kinds = {one.id: str(one.label) for one in standards().space_kinds}
    return Table(
        name="spaces",
        title=_("Spaces"),
        columns=(
            Column("space", _("Space")),
            Column("kind", _("Kind"), filtered=True),
            Column("place", _("Place"), filtered=True),
            Column("capacity", _("Room"), kind="number"),
            Column("taken", _("Taken today"), kind="number"),
            Column("free", _("Free today"), kind="number"),
            Column("unit", _("Counted in")),
            Column("ready", _("Ready from"), kind="date"),
            Column("rent", _("Rent"), kind="number", unit="元/平方米·月", unit_en="CNY/m²·month", secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.label), origin=one.source, locator=one.locator),
                    kinds.get(one.kind, one.kind),
                    str(one.place_label),
                    one.capacity,
                    one.taken,
                    one.free,
                    str(SPACE_UNITS[one.unit]),
                    one.ready_on,
                    one.rent,
                ),
                key=one.code,
            )
            for one in stock
        ),
        synthetic=synthetic,
        empty=_("No space is listed"),
        empty_remedy=_("The region's pack lists first-gathering places and ready bases in its folder spaces."),
    )


# What counts


@require_GET
def counting(request: HttpRequest) -> HttpResponse:
    """For one thing that is counted: which projects count by the rule in force, and why; and for whom."""
    asked, today = asked_of(request), timezone.localdate()
    counters = standards().counters
    chosen = next(
        (one for one in counters if one.id == request.GET.get("counter", "")), counters[0] if counters else None
    )
    found = found_for(request, asked)
    most = None if request.GET.get("format") else MOST_ROWS
    judged = decisions.judged_all(found, chosen, on=today, most_told=most) if chosen else ()
    table = _counting_table(judged[:most], synthetic=_invented(request, found))
    if file := exported(request, table):
        return file
    together = counted_for(judged)
    places = _place_table(together, synthetic=_invented(request, found)) if together else None
    if places and (file := exported(request, places)):
        return file
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "place", "size")),
        "counters": [(one.id, one.label, chosen is not None and one.id == chosen.id) for one in counters],
        "chosen": chosen,
        "tally": decisions.tally(judged),
        "table": table,
        "places": places,
        "together": together,
        "rule": judged[0].verdict if judged else None,
        "hidden": max(0, len(judged) - len(table.rows)),
    }
    return render(request, "projects/counting.html", context)


def counted_for(judged: Sequence[Judged]) -> CountedTogether | None:
    """The projects that count, for whom: each once for the region. None where nothing counts."""
    counted = [one.project for one in judged if one.verdict.counted]
    if not counted:
        return None
    credits = agreements.credits_of([one.case.id for one in counted])
    return agreements.counted_together(counted, credits, mutual=agreements.mutual_agreements())


def _counting_table(judged: Sequence[Judged], *, synthetic: bool) -> Table:
    return Table(
        name="counting",
        title=_("What counts"),
        columns=(
            Column("project", _("Project")),
            Column("answer", _("By the rule"), filtered=True),
            Column("amount", _("Amount"), kind="number"),
            Column("reason", _("Why")),
            Column("decided", _("Decided"), filtered=True),
            Column("on", _("Decided on"), kind="date", secondary=True),
            Column("elsewhere", _("Counted under"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(
                        one.project.case.title, url=f"{reverse('projects:shares', args=[one.project.number])}#counting"
                    ),
                    str(COUNTED[one.verdict.counted]),
                    one.verdict.amount,
                    str(one.verdict.reason),
                    str(COUNTED[one.decided.counted]) if one.decided else _("not yet"),
                    timezone.localdate(one.decided.decided_at) if one.decided else None,
                    one.elsewhere,
                ),
                key=one.project.number,
            )
            for one in judged
        ),
        synthetic=synthetic,
        empty=_("No project can be counted"),
        empty_remedy=_("The pack says what is counted and by which rule; projects are entered as leads."),
    )


def _place_table(together: CountedTogether, *, synthetic: bool) -> Table:
    """Every place with what it counts: by shares, and what it counts whole under mutual counting; the region once."""
    split, mutual = together.split, together.mutual
    names = places_by_code()
    codes = sorted({*split.parties, *mutual.parties})
    rows = []
    for code in codes:
        own, whole = split.parties.get(code), mutual.parties.get(code)
        amounts = [each.amount for each in (own, whole) if each is not None and each.amount is not None]
        rows.append(
            Row(
                (
                    str(names[code].label) if code in names else _("No place yet"),
                    float(own.projects) if own else 0.0,
                    whole.count if whole else 0,
                    sum(amounts) / FEN_A_10K_CNY if amounts else None,
                ),
                key=code or "nowhere",
            )
        )
    region = [each for each in (split.region.amount, mutual.region.amount) if each is not None]
    rows.append(
        Row(
            (
                _("The region, each project once"),
                float(split.region.projects),
                mutual.region.count,
                sum(region) / FEN_A_10K_CNY if region else None,
            ),
            key="region",
        )
    )
    return Table(
        name="parties",
        title=_("For whom it counts"),
        columns=(
            Column("place", _("Place")),
            Column("projects", _("Projects, by share"), kind="number", decimals=2),
            Column("mutual", _("Counted whole by host and origin"), kind="number"),
            Column("investment", _("Planned investment"), kind="number", unit=UNIT, unit_en="10k CNY"),
        ),
        rows=tuple(rows),
        synthetic=synthetic,
        searchable=False,
    )
