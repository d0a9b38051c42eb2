"""Projects as cards by stage, as a table, on the map and in the calendar."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tidehead.city.places.queries import region_drawing
from tidehead.city.projects import forecasts, promises, queries
from tidehead.city.projects.forecasts import Forecast
from tidehead.city.projects.rights import may_enter_leads
from tidehead.city.projects.standards import industry_label, standards
from tidehead.city.projects.types import LOST, PAUSED, ProjectInfo
from tidehead.city.projects.views.asking import Asked, asked_of, choices, found_for
from tidehead.city.projects.wording import SIDES
from tidehead.city.shell.boards import Board, BoardColumn, Card, Entry, MonthCalendar, month_of, months_around, weeks_of
from tidehead.city.shell.charts import Area, SchematicMap, Spot
from tidehead.city.shell.formatting import date_text, figure_text, percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

MOST_CARDS = 10
"""Cards that a column shows; the rest is one step away in the table."""
MOST_ROWS = 200
"""Rows that a page shows of a long table; a file has them all."""
UNIT = "万元"
YEARS = range(1950, 2200)
"""Years that the calendar shows."""


def filter_labels(*names: str) -> dict[str, str]:
    """The headings of the lists to choose from."""
    known = {
        "type": _("Pipeline"),
        "place": _("Place"),
        "stage": _("Stage"),
        "size": _("Size"),
        "source": _("Source of the lead"),
        "lead": _("In charge"),
    }
    return {name: known[name] for name in names}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Cards by stage, each with how its wait compares and when it may produce."""
    asked, today = asked_of(request), timezone.localdate()
    found = found_for(request, asked)
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "place", "size", "source")),
        "board": _board(found, forecasts.forecasts(found, today=today), asked, synthetic=_invented(request, found)),
        "may_enter": may_enter_leads(request.actor),
        "sentence": board_sentence(found),
    }
    return render(request, "projects/board.html", context)


def _invented(request: HttpRequest, found: Sequence[ProjectInfo]) -> bool:
    return bool(request.region and request.region.synthetic) or any(one.case.synthetic for one in found)


def board_sentence(found: Sequence[ProjectInfo]) -> str:
    """How many projects are under way and what they are worth, those of unknown investment told apart."""
    under_way = [one for one in found if one.is_on_its_way]
    known = [one.investment_10k_cny for one in under_way if one.investment_10k_cny is not None]
    count = ngettext("%(n)s project under way", "%(n)s projects under way", len(under_way)) % {"n": len(under_way)}
    if not known:
        return count
    return _("%(count)s; planned investment %(sum)s, known of %(known)s") % {
        "count": count,
        "sum": figure_text(sum(known), UNIT),
        "known": len(known),
    }


def _board(found: Sequence[ProjectInfo], expected: dict[int, Forecast], asked: Asked, *, synthetic: bool) -> Board:
    grouped = queries.by_stage(found)
    states = [(one.id, str(one.label)) for one in queries.all_stages()]
    states += [(one, str(queries.state_label(one))) for one in (PAUSED, LOST) if grouped.get(one)]
    columns = []
    for state, label in states:
        here = sorted(grouped.get(state, []), key=lambda one: (-(one.investment_10k_cny or 0), one.case.id))
        known = [one.investment_10k_cny for one in here if one.investment_10k_cny is not None]
        columns.append(
            BoardColumn(
                label=label,
                cards=tuple(card_of(one, expected.get(one.case.id)) for one in here[:MOST_CARDS]),
                count=len(here),
                total=figure_text(sum(known), UNIT) if known else "",
                more_url=f"{reverse('projects:projects')}?{asked.query(stage=state)}",
            )
        )
    return Board(
        name="projects",
        title=_("Projects by stage"),
        columns=tuple(columns),
        synthetic=synthetic,
        empty=_("No project can be seen here"),
        empty_remedy=_(
            "Whoever recruits enters a lead with the button above. Projects are shown to those who work on them, and "
            "to the offices of their places."
        ),
    )


def card_of(project: ProjectInfo, expected: Forecast | None) -> Card:
    """A project in a few words."""
    url = reverse("projects:project", args=[project.number])
    known = [str(project.case.place_label), str(industry_label(project.industry)) if project.industry else ""]
    lines = [
        " · ".join(part for part in known if part),
        figure_text(project.investment_10k_cny, UNIT) if project.investment_10k_cny is not None else "",
        chance_words(expected) if expected and expected.probability is not None else "",
    ]
    tags = [_("foreign")] if project.foreign else []
    tags += [_("spin-off")] if project.spinoff else []
    return Card(
        title=project.case.title,
        url=url,
        lines=tuple(line for line in lines if line),
        status=expected.light if expected and expected.light != "unknown" else "",
        told=_("%(n)s days here") % {"n": expected.waited} if expected and expected.waited is not None else "",
        tags=tuple(tags),
        move_url=f"{url}#moves-head" if project.case.ended_at is None else "",
    )


def chance_words(expected: Forecast) -> str:
    """The chance of producing and when, in a few words."""
    if expected.probability is None:
        return str(expected.reason)
    chance = _("produces with %(p)s") % {"p": percent_text(expected.probability, decimals=0)}
    if expected.middle is None:
        return chance
    return _("%(chance)s, about %(day)s") % {"chance": chance, "day": expected.middle.strftime("%Y-%m")}


# The table


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Every project with its stage, size, expected production and how its wait compares."""
    asked, today = asked_of(request), timezone.localdate()
    found = found_for(request, asked)
    expected = forecasts.forecasts(found, today=today)
    if asked.light:
        found = tuple(one for one in found if one.case.id in expected and expected[one.case.id].light == asked.light)
    most = None if request.GET.get("format") else MOST_ROWS
    shown = _table(found[:most], expected, synthetic=_invented(request, found))
    if file := exported(request, shown):
        return file
    context = {
        "asked": asked,
        "choices": choices(
            asked, queries.pipelines(), labels=filter_labels("type", "place", "stage", "size", "source", "lead")
        ),
        "table": shown,
        "hidden": len(found) - len(shown.rows),
        "stuck": sum(1 for one in expected.values() if one.is_stuck),
        "stuck_url": f"?{asked.query(light='off_course')}",
        "may_enter": may_enter_leads(request.actor),
        "sentence": board_sentence(found),
    }
    return render(request, "projects/projects.html", context)


def _table(found: Sequence[ProjectInfo], expected: dict[int, Forecast], *, synthetic: bool) -> Table:
    sources = {one.id: str(one.label) for one in standards().lead_sources}
    sizes = {one.id: str(one.label) for one in standards().sizes}
    return Table(
        name="projects",
        title=_("Projects"),
        columns=(
            Column("project", _("Project")),
            Column("number", _("Number"), secondary=True),
            Column("stage", _("Stage")),
            Column("wait", _("Its wait"), kind="status"),
            Column("investment", _("Planned investment"), kind="number", unit=UNIT, unit_en="10k CNY"),
            Column("size", _("Size"), secondary=True),
            Column("place", _("Place")),
            Column("industry", _("Industry")),
            Column("chance", _("Chance of production"), kind="percent"),
            Column("production", _("Production expected"), kind="date"),
            Column("source", _("Source of the lead"), secondary=True),
            Column("lead", _("In charge"), secondary=True),
            Column("since", _("In its stage since"), kind="date", secondary=True),
        ),
        rows=tuple(_row(one, expected.get(one.case.id), sources, sizes) for one in found),
        synthetic=synthetic,
        empty=_("No project fits"),
        empty_remedy=_("Loosen the filters, or enter a lead."),
    )


def _row(one: ProjectInfo, expected: Forecast | None, sources: dict[str, str], sizes: dict[str, str]) -> Row:
    return Row(
        (
            Cell(one.case.title, url=reverse("projects:project", args=[one.number])),
            one.number,
            str(one.case.state_label),
            Cell(expected.light if expected else None, note=expected.told if expected else ""),
            one.investment_10k_cny,
            sizes.get(one.size, ""),
            str(one.case.place_label),
            str(industry_label(one.industry)) if one.industry else "",
            Cell(expected.probability if expected else None, note=_interval(expected)),
            Cell(expected.middle if expected else None, note=_days_between(expected)),
            sources.get(one.source_of_lead, one.source_of_lead),
            str(one.case.lead_label),
            timezone.localdate(one.case.since),
        ),
        key=one.number,
    )


def _interval(expected: Forecast | None) -> str:
    if expected is None or expected.low is None or expected.high is None:
        return str(expected.reason) if expected else ""
    return f"{percent_text(expected.low, decimals=0)} – {percent_text(expected.high, decimals=0)}"


def _days_between(expected: Forecast | None) -> str:
    if expected is None or expected.early is None or expected.late is None:
        return ""
    return f"{date_text(expected.early)} – {date_text(expected.late)}"


# The map


@require_GET
def on_map(request: HttpRequest) -> HttpResponse:
    """How many projects are under way at each place, and what they are worth."""
    asked = asked_of(request)
    found = [one for one in found_for(request, asked) if one.is_on_its_way]
    counts = Counter(one.case.place for one in found)
    worth: Counter[str] = Counter()
    for one in found:
        worth[one.case.place] += one.investment_10k_cny or 0
    shown = Table(
        name="places",
        title=_("Projects under way by place"),
        columns=(
            Column("place", _("Place")),
            Column("projects", _("Projects"), kind="number"),
            Column("investment", _("Planned investment"), kind="number", unit=UNIT, unit_en="10k CNY"),
        ),
        rows=tuple(
            Row(
                (
                    Cell(_label_of(found, place), url=f"{reverse('projects:projects')}?place={place}"),
                    count,
                    worth[place] or None,
                ),
                key=place or "nowhere",
            )
            for place, count in counts.most_common()
        ),
        synthetic=_invented(request, found),
        empty=_("No project is under way here"),
        empty_remedy=_("Loosen the filters, or enter a lead."),
    )
    if file := exported(request, shown):
        return file
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "stage", "size")),
        "map": _map(counts, synthetic=_invented(request, found)),
        "table": shown,
    }
    return render(request, "projects/map.html", context)


def _label_of(found: Sequence[ProjectInfo], place: str) -> str:
    return next((str(one.case.place_label) for one in found if one.case.place == place), "") or _("No place yet")


def _map(counts: Counter[str], *, synthetic: bool) -> SchematicMap | None:
    drawing = region_drawing()
    if drawing is None:
        return None
    base = reverse("projects:projects")
    return SchematicMap(
        name="projects-map",
        title=_("Projects under way"),
        areas=tuple(
            Area(
                one.code,
                one.label,
                rings=tuple(tuple((x, -y) for x, y in ring) for ring in one.rings),
                value=float(counts[one.code]) if one.code in counts else None,
                url=f"{base}?place={one.code}",
            )
            for one in drawing.areas
        ),
        spots=tuple(
            Spot(
                one.code,
                one.label,
                at=(one.at[0], -one.at[1]),
                value=float(counts[one.code]) if one.code in counts else None,
                url=f"{base}?place={one.code}",
            )
            for one in drawing.marks
        ),
        unit="个",
        unit_en="projects",
        synthetic=synthetic,
        schematic=drawing.schematic,
    )


# The calendar


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due in a month: promises, expected production, clocks of the stages."""
    today = timezone.localdate()
    month = month_of(request.GET.get("month", ""), otherwise=today)
    if month.year not in YEARS:
        month = today.replace(day=1)
    asked = asked_of(request)
    found = found_for(request, asked)
    before, after = months_around(month)
    shown = MonthCalendar(
        name="projects",
        title=month.strftime("%Y-%m"),
        month=month,
        weeks=weeks_of(month, _entries(found, today), today=today),
        before_url=f"?month={before}&{asked.query()}",
        after_url=f"?month={after}&{asked.query()}",
        synthetic=_invented(request, found),
    )
    context = {
        "asked": asked,
        "choices": choices(asked, queries.pipelines(), labels=filter_labels("type", "place")),
        "month": shown,
    }
    return render(request, "projects/calendar.html", context)


def _entries(found: Sequence[ProjectInfo], today: date) -> list[Entry]:
    by_id = {one.case.id: one for one in found}
    entries = []
    for promise in promises.promises_of(by_id, today=today, open_only=True):
        if promise.due_on:
            project = by_id[promise.case_id]
            title = f"{SIDES[promise.side]}: {promise.label} · {project.case.title}"
            url = f"{reverse('projects:book', args=[project.number])}#promises"
            entries.append(Entry(promise.due_on, title, url, promise.light, str(promise.reason)))
    for one in found:
        url = reverse("projects:project", args=[one.number])
        if one.case.due_at and one.case.ended_at is None:
            late = one.case.due_at < timezone.now()
            title = _("%(stage)s: time is up · %(title)s") % {"stage": one.case.state_label, "title": one.case.title}
            entries.append(
                Entry(timezone.localdate(one.case.due_at), title, url, "off_course" if late else "on_course")
            )
        if one.expected_production and one.is_on_its_way:
            title = _("Production expected · %(title)s") % {"title": one.case.title}
            entries.append(Entry(one.expected_production, title, url))
    return entries
