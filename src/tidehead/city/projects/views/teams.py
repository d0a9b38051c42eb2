"""The recruiter's sheet: contacts a month, the pool, and what becomes of leads, by team."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidehead.city.common.once import new_key
from tidehead.city.places.queries import organisations_by_code
from tidehead.city.projects import contacting, contacts, queries
from tidehead.city.projects.contacts import TeamSheet
from tidehead.city.projects.conversion import reached_by
from tidehead.city.projects.forms import ContactForm
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import NoSuchProject, ProjectInfo
from tidehead.city.projects.views.asking import REFUSALS
from tidehead.city.shell.formatting import period_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

MONTHS = 6


@require_http_methods(["GET", "POST"])
def recruiters(request: HttpRequest) -> HttpResponse:
    """Every team whose projects the actor sees, and the form to write a contact down."""
    team = contacting.team_of(request.actor)
    if request.method == "POST" and team:
        return _log(request)
    return _page(request, team, ContactForm(initial={"on": timezone.localdate()}))


def _page(request: HttpRequest, team: str, form: ContactForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    months = last_months(today, MONTHS)
    found = queries.projects(request.actor)
    sheets = sheets_of(found, months, own=team)
    synthetic = bool(request.region and request.region.synthetic) or any(one.case.synthetic for one in found)
    table = _table(sheets, months, synthetic=synthetic)
    if file := exported(request, table):
        return file
    mine = next((one for one in sheets if one.organisation == team), None)
    context = {
        "table": table,
        "mine": mine,
        "target": standards().contacts_a_month,
        "form": form if team else None,
        "key": new_key(),
        "contacts": contacts.contacts_of(organisations=[team], most=30) if team else (),
    }
    return render(request, "projects/recruiters.html", context, status=status)


def _log(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST)
    team = contacting.team_of(request.actor)
    if not form.is_valid():
        return _page(request, team, form, status=422)
    given = form.cleaned_data
    new = contacting.NewContact(**given, key=request.POST.get("key", "")[:80])
    try:
        contacting.log_contact(by=request.actor, new=new, now=timezone.now(), today=timezone.localdate())
    except NoSuchProject as missing:
        form.add_error("number", str(missing.text))
        return _page(request, team, form, status=422)
    except REFUSALS as refused:
        form.add_error(None, str(refused.text))
        return _page(request, team, form, status=422)
    messages.success(request, _("The contact is written down."))
    return redirect("projects:recruiters")


def last_months(today: date, count: int) -> tuple[str, ...]:
    """The last whole and running months, the oldest first, as "2026-11"."""
    months = []
    year, month = today.year, today.month
    for _nth in range(count):
        months.append(f"{year:04}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(reversed(months))


def sheets_of(found: Sequence[ProjectInfo], months: Sequence[str], *, own: str) -> tuple[TeamSheet, ...]:
    """The sheets of the teams in charge of these projects, the own one too where it has none yet."""
    leads = {one.case.lead for one in found if one.case.lead} | ({own} if own else set())
    made = contacts.contacts_by_month(months, leads)
    reached = reached_by(found)
    bodies = organisations_by_code(leads)
    return tuple(
        contacts.team_sheet(
            (code, bodies[code].label),
            [one for one in found if one.case.lead == code],
            made.get(code, (0,) * len(months)),
            tuple(reached.get(code, {}).items()),
        )
        for code in sorted(leads & set(bodies))
    )


def _table(sheets: Sequence[TeamSheet], months: Sequence[str], *, synthetic: bool) -> Table:
    sizes = standards().sizes
    stages = queries.all_stages()
    return Table(
        name="recruiters",
        title=_("Teams"),
        columns=(
            Column("team", _("Team")),
            Column("mean", _("Contacts a month"), kind="number", decimals=1),
            *(Column(f"m{month}", period_text(month), kind="number", secondary=True) for month in months),
            Column("pool", _("Pool"), kind="number"),
            Column("new", _("New productive forces"), kind="number"),
            *(Column(f"s{one.id}", str(one.label), kind="number") for one in sizes),
            Column("foreign", _("Foreign"), kind="number"),
            Column("lost", _("Lost"), kind="number", secondary=True),
            *(Column(f"r{one.id}", str(one.label), kind="number", secondary=True) for one in stages),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(one.label)),
                    one.contacts_a_month,
                    *one.contacts,
                    one.pool,
                    one.new_productivity,
                    *(at_least(one, nth) for nth in range(len(sizes))),
                    one.foreign,
                    one.lost,
                    *(dict(one.reached).get(stage.id, 0) for stage in stages),
                ),
                key=one.organisation,
            )
            for one in sheets
        ),
        synthetic=synthetic,
        empty=_("No team has a project that you see"),
        empty_remedy=_("Recruiters enter leads on the board; their contacts are written down below."),
        note=_("The last columns say how many of the team's projects ever reached each stage."),
    )


def at_least(sheet: TeamSheet, nth: int) -> int:
    """How many projects of the pool are in the nth size class or above: a larger one is in the smaller classes too."""
    order = {one.id: place for place, one in enumerate(standards().sizes)}
    return sum(count for size, count in sheet.by_size if order.get(size, -1) >= nth)
