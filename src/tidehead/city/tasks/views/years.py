"""What a year is to bring, and the log of all that was changed in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tidehead.city.indicators.queries import members_by_code
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported
from tidehead.city.tasks import yearly
from tidehead.city.tasks.forms import MoveItemForm, ReasonForm, YearItemForm
from tidehead.city.tasks.queries import tasks_by_number
from tidehead.city.tasks.rights import EDIT, may_for_all, require_for_all
from tidehead.city.tasks.task_sheets import is_synthetic, task_url
from tidehead.city.tasks.types import TaskInfo, TaskNotFound, YearPlanInfo
from tidehead.city.tasks.views.acting import done, filled, told
from tidehead.city.tasks.wording import YEAR_CHANGES


def year(request: HttpRequest) -> HttpResponse:
    """One year's plan, of the region or of one industry: its lines, and what was added, moved and dropped, and why."""
    known, chosen = yearly.year_plans(), _chosen(request)
    industry = request.GET.get("industry", "")
    plan = yearly.year_plan(chosen, industry)
    context: dict[str, object] = {
        "year": chosen,
        "industry": industry,
        "industries": _industries(industry),
        "known": known,
        "plan": plan,
        "may_edit": may_for_all(request.actor, EDIT),
        "years": sorted({each.year for each in known} | {chosen}, reverse=True),
    }
    if plan is None:
        return render(request, "tasks/year.html", context)
    by_number = tasks_by_number([item.task for item in plan.items if item.task], now=timezone.now())
    tables = (_items(plan, by_number, request), _changes(plan, request))
    for table in tables:
        if (file := exported(request, table)) is not None:
            return file
    context |= {
        "finding": _finding(plan),
        "table": tables[0],
        "changes": tables[1],
        "items": [
            (item, MoveItemForm(prefix=f"move-{item.id}", initial={"due_on": item.due_on})) for item in plan.items
        ],
        "add_form": YearItemForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "tasks/year.html", context)


def _chosen(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else timezone.localdate().year


def _industries(chosen: str) -> list[tuple[str, str, bool]]:
    found = [(code, str(member.label)) for code, member in members_by_code().items()]
    return [(code, label, code == chosen) for code, label in found]


def _finding(plan: YearPlanInfo) -> str:
    kinds = [change.kind for change in plan.changes]
    words = {
        "n": sum(not item.dropped for item in plan.items),
        "carried": kinds.count("carried"),
        "added": kinds.count("added"),
        "moved": kinds.count("moved"),
        "dropped": kinds.count("dropped"),
    }
    sentence = ngettext(
        "%(n)s line: %(carried)s carried over, %(added)s added, %(moved)s moved, %(dropped)s dropped",
        "%(n)s lines: %(carried)s carried over, %(added)s added, %(moved)s moved, %(dropped)s dropped",
        int(words["n"]),
    )
    return sentence % words


def _items(plan: YearPlanInfo, known: dict[str, TaskInfo], request: HttpRequest) -> Table:
    return Table(
        name="year",
        title=_("Plan of %(year)s") % {"year": plan.year},
        columns=(
            Column("label", _("What is to be done")),
            Column("status", _("Light"), kind="status", filtered=True),
            Column("lead", _("In charge"), filtered=True),
            Column("due", _("Due"), kind="date"),
            Column("task", _("Task"), secondary=True),
            Column("state", _("State"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(str(item.label), url=task_url(item.task) if item.task else ""),
                    known[item.task].standing.status if item.task in known else "unknown",
                    str(item.lead_label),
                    item.due_on,
                    item.task,
                    _("dropped")
                    if item.dropped
                    else str(known[item.task].case.state_label)
                    if item.task in known
                    else "",
                ),
                key=str(item.id),
            )
            for item in plan.items
        ),
        synthetic=is_synthetic(request.region),
        empty=_("Nothing is planned for this year yet."),
        empty_remedy=_("Add a line, or give tasks a date in this year."),
    )


def _changes(plan: YearPlanInfo, request: HttpRequest) -> Table:
    return Table(
        name="changes",
        title=_("Change log"),
        columns=(
            Column("at", _("When"), kind="date"),
            Column("kind", _("What"), filtered=True),
            Column("item", _("Line")),
            Column("before", _("Before"), secondary=True),
            Column("after", _("After"), secondary=True),
            Column("reason", _("Why")),
            Column("by", _("Entered by"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    timezone.localdate(each.at),
                    str(YEAR_CHANGES[each.kind]),
                    str(each.item),
                    each.before,
                    each.after,
                    each.reason,
                    each.by,
                )
            )
            for each in plan.changes
        ),
        synthetic=is_synthetic(request.region),
        empty=_("Nothing was changed."),
    )


def _back(plan: YearPlanInfo) -> str:
    return f"{reverse('tasks:year')}?year={plan.year}&industry={plan.industry}"


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a year's plan from the one before."""
    text, industry = request.POST.get("year", ""), request.POST.get("industry", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    back = f"{reverse('tasks:year')}?year={text}&industry={industry}"

    def act() -> None:
        yearly.begin_year(by=request.actor, year=wanted, industry=industry, now=timezone.now())

    return done(request, act, said=_("The plan has begun. Every change is kept in its log."), back=back)


@require_POST
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a line."""
    require_for_all(request.actor, EDIT)
    form = YearItemForm(request.POST)

    def act(given: dict[str, object]) -> None:
        yearly.add_item(by=request.actor, plan_id=plan_id, **given, now=timezone.now())  # type: ignore[arg-type]

    ok = filled(request, form, act)
    return told(request, "" if ok else _faults(form), said=_("Added."), back=_back(_plan(plan_id)))


def _faults(form: object) -> str:
    errors = form.errors  # type: ignore[attr-defined]
    return "; ".join(str(each) for faults in errors.values() for each in faults)


def _plan(plan_id: int) -> YearPlanInfo:
    try:
        return yearly.year_plan_by_id(plan_id)
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing


@require_POST
def adopt(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Adopt the plan."""
    back = _back(_plan(plan_id))
    return done(
        request,
        lambda: yearly.adopt_year(by=request.actor, plan_id=plan_id, now=timezone.now()),
        said=_("Adopted. Later changes stay in the log."),
        back=back,
    )


@require_POST
def change(request: HttpRequest, item_id: int, verb: str) -> HttpResponse:
    """Move a line to another day, drop it, take it up again."""
    require_for_all(request.actor, EDIT)
    try:
        back = _back(yearly.year_of_item(item_id))
    except TaskNotFound as missing:
        raise Http404(str(missing.text)) from missing
    form = MoveItemForm(request.POST, prefix=f"move-{item_id}")
    acts = {"move": yearly.move_item, "drop": yearly.drop_item, "restore": yearly.restore_item}
    if verb not in acts:
        raise Http404(verb)

    def act(given: dict[str, object]) -> None:
        extra = {"due_on": given["due_on"]} if verb == "move" else {}
        acts[verb](by=request.actor, item_id=item_id, reason=str(given["reason"]), now=timezone.now(), **extra)

    ok = filled(request, form, act)
    return told(request, "" if ok else _faults(form), said=_("Changed; the log says why."), back=back)
