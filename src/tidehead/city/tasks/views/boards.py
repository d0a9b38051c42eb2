"""All tasks on one wall: as a list, a board, over time and on the map; those without an owner; the major lists."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tidehead.city.places.queries import all_organisations, places_by_code
from tidehead.city.plans.queries import all_plans, commitment_by_code, sections_of_plan
from tidehead.city.shell.statuses import STATUSES
from tidehead.city.shell.tables import exported
from tidehead.city.tasks import actions, making
from tidehead.city.tasks.forms import NewTaskForm, post_choices
from tidehead.city.tasks.queries import task_of_commitment
from tidehead.city.tasks.queries import tasks as wanted_tasks
from tidehead.city.tasks.rights import EDIT, require
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.suggesting import unowned as without_owner
from tidehead.city.tasks.task_sheets import LATE, tasks_board, tasks_gantt, tasks_map, tasks_table
from tidehead.city.tasks.types import NewTask, TaskFilter, TaskInfo
from tidehead.city.tasks.views.acting import filled, told, tried
from tidehead.city.tasks.wording import lateness_text, tasks_finding

VIEWS = ("list", "board", "gantt", "map")
MOST_ON_WALL = 9
ROWS = 15


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter."""

    value: str
    label: str
    chosen: bool


def tasks(request: HttpRequest) -> HttpResponse:
    """The wall-chart: every task with owner, node, light, as a list, a board, over time or on the map."""
    now, wanted = timezone.now(), filter_of(request)
    found = wanted_tasks(wanted, actor=request.actor, now=now)
    today = timezone.localdate(now)
    table = tasks_table(found, request.region, today=today, whole="format" in request.GET)
    if (file := exported(request, table)) is not None:
        return file
    if request.GET.get("view") == "wall":
        return render(request, "tasks/wall.html", _wall(request, found))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "board"
    context = {
        "view": view,
        "finding": tasks_finding(found),
        "count": len(found),
        "filters": _filters(wanted),
        "wanted": wanted,
        "kept": _kept(request),
        "may_edit": request.actor.may("tasks.edit"),
        "plans": [plan for plan in all_plans() if plan.commitments],
        "year": today.year,
        "mine": wanted.mine,
    }
    return render(request, "tasks/tasks.html", context | _pictured(request, view, found, table))


def _pictured(request: HttpRequest, view: str, found: tuple[TaskInfo, ...], table: object) -> dict[str, object]:
    today = timezone.localdate()
    if view == "board":
        return {"board": tasks_board(found, request.region, more_url=f"?view=list{_kept(request)}")}
    if view == "gantt":
        return {"chart": tasks_gantt(found, request.region, today=today), "table": table}
    return {"chart": tasks_map(found, request.region), "table": table} if view == "map" else {"table": table}


def filter_of(request: HttpRequest) -> TaskFilter:
    """What the address asks for; what it says wrongly is not asked."""
    asked = request.GET
    year = asked.get("year", "")
    return TaskFilter(
        plan=asked.get("plan", ""),
        section=asked.get("section", ""),
        organisation=asked.get("organisation", ""),
        place=asked.get("place", ""),
        state=asked.get("state", ""),
        status=asked.get("status", ""),
        list_class=asked.get("class", ""),
        industry=asked.get("industry", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        text=asked.get("q", "").strip()[:100],
        mine=asked.get("mine") == "1",
        open_only=asked.get("open") == "1",
    )


def _kept(request: HttpRequest) -> str:
    """What the address asks for beside the view, to be kept in links."""
    asked = request.GET.copy()
    for name in ("view", "page", "format", "table", "lang", "state"):
        asked.pop(name, None)
    return f"&{asked.urlencode()}" if asked else ""


def _filters(wanted: TaskFilter) -> list[tuple[str, str, list[Choice]]]:
    """The filters above the wall: name, label, choices."""
    sections = sections_of_plan(wanted.plan) if wanted.plan else ()
    offered = [
        ("plan", _("Plan"), wanted.plan, [(plan.code, str(plan.label)) for plan in all_plans()]),
        ("section", _("Action"), wanted.section, [(each.number, f"{each.number} {each.label}") for each in sections]),
        ("organisation", _("Organisation"), wanted.organisation, _bodies()),
        ("place", _("Place"), wanted.place, [(code, str(one.label)) for code, one in places_by_code().items()]),
        ("status", _("Light"), wanted.status, [(status.code, str(status.word)) for status in STATUSES]),
        ("class", _("Major list"), wanted.list_class, [(each.id, str(each.label)) for each in rules().lists]),
    ]
    return [
        (name, label, [Choice(code, words, code == chosen) for code, words in choices])
        for name, label, chosen, choices in offered
        if choices
    ]


def _bodies() -> list[tuple[str, str]]:
    return [(body.code, str(body.label)) for body in all_organisations()]


def _wall(request: HttpRequest, found: tuple[TaskInfo, ...]) -> dict[str, object]:
    """What a big screen shows: the counts, the worst, the blocked, and everything over time."""
    going = [task for task in found if task.is_open]
    late = [task for task in going if task.standing.status in LATE]
    late.sort(key=lambda task: -task.standing.days_late)
    blocked = [task for task in going if task.blocked_by]
    counted = (
        (_("Tasks"), len(found)),
        (_("Ended"), len(found) - len(going)),
        (_("Behind"), len(late)),
        (_("Blocked"), len(blocked)),
        (_("Without an owner"), sum(not task.case.owner for task in going)),
    )
    return {
        "headlines": counted,
        "finding": tasks_finding(found),
        "late": [(task, lateness_text(task.standing)) for task in late[:MOST_ON_WALL]],
        "blocked": blocked[:MOST_ON_WALL],
        "chart": tasks_gantt(late or going, request.region, today=timezone.localdate(), most=2 * MOST_ON_WALL),
    }


@require_GET
def of_commitment(request: HttpRequest, code: str) -> HttpResponse:
    """The task of a commitment or a scheduled work; where there is none yet, the tasks of its plan."""
    number = task_of_commitment([code]).get(code)
    if number is not None:
        return redirect("tasks:task", number)
    found = commitment_by_code(code)
    if found is None:
        raise Http404(code)
    messages.info(request, _("This commitment is no task yet. The office makes tasks of the whole plan here."))
    return redirect(f"{reverse('tasks:tasks')}?{urlencode({'plan': found.plan})}")


# Coming into being


@require_POST
def make_of_plan(request: HttpRequest) -> HttpResponse:
    """Everything that a plan promises and builds becomes a task."""
    plan, now = request.POST.get("plan", ""), timezone.now()
    counts: list[int] = []

    def act() -> None:
        year = timezone.localdate(now).year
        counts.append(making.make_tasks_of_plan(by=request.actor, plan=plan, year=year, now=now)[0])

    refused = tried(request, act)
    made = counts[0] if counts else 0
    said = ngettext("%(n)s task was made.", "%(n)s tasks were made.", made) % {"n": made}
    return told(request, refused, said=said, back=reverse("tasks:unowned"))


def new_task(request: HttpRequest) -> HttpResponse:
    """A task that no plan names."""
    require(request.actor, EDIT)
    form = NewTaskForm(request.POST or None)
    made: list[str] = []

    def act(given: dict[str, object]) -> None:
        new = NewTask(**given, key=request.POST.get("key", ""))  # type: ignore[arg-type]
        made.append(making.make_task(by=request.actor, new=new, now=timezone.now()))

    if request.method == "POST" and filled(request, form, act):
        return redirect("tasks:task", made[0])
    return render(request, "tasks/new_task.html", {"form": form}, status=422 if form.errors else 200)


def unowned(request: HttpRequest) -> HttpResponse:
    """What has no owner, with organisations that might be one; given out one by one or many at once."""
    now = timezone.now()
    if request.method == "POST":
        return _give_out(request, now)
    found = without_owner(now=now)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "posts": post_choices(),
        "may_edit": request.actor.may("tasks.edit"),
        "finding": _unowned_finding(len(found)),
    }
    return render(request, "tasks/unowned.html", context)


def _unowned_finding(count: int) -> str:
    if not count:
        return _("Every task has an owner")
    return ngettext("%(n)s task has no owner", "%(n)s tasks have no owner", count) % {"n": count}


def _give_out(request: HttpRequest, now: datetime) -> HttpResponse:
    """Each line names a post; its organisation is in charge."""
    require(request.actor, EDIT)
    offered = {code for code, _label in post_choices() if code}
    chosen = [
        (name.removeprefix("owner-"), post)
        for name, post in request.POST.items()
        if name.startswith("owner-") and post in offered
    ]
    given = [(number, actions.organisation_of_post(post), post) for number, post in chosen]
    results = actions.assign_many(by=request.actor, given=given, now=now)
    refused = [f"{number}: {text}" for number, text in results if text is not None]
    count = len(results) - len(refused)
    said = ngettext("%(n)s task has an owner now.", "%(n)s tasks have an owner now.", count) % {"n": count}
    return told(request, "; ".join(refused), said=said, back=reverse("tasks:unowned"))


# The major lists


def lists(request: HttpRequest) -> HttpResponse:
    """The region's major lists, each with its responsible units and nodes; what is late stands on top."""
    now, offered = timezone.now(), rules().lists
    chosen = request.GET.get("list", offered[0].id if offered else "")
    known = wanted_tasks(TaskFilter(place=request.GET.get("place", "")), now=now)
    counts = {each.id: sum(task.list_class == each.id for task in known) for each in offered}
    own = [task for task in known if task.list_class and task.list_class == chosen]
    own.sort(key=lambda task: (not task.is_open, task.standing.status not in LATE, -task.standing.days_late))
    table = tasks_table(own, request.region, name="list", today=timezone.localdate(now), whole="format" in request.GET)
    if (file := exported(request, table)) is not None:
        return file
    places = {task.case.place: str(task.case.place_label) for task in known if task.list_class and task.case.place}
    context = {
        "tabs": [(each.id, each.label, counts[each.id], each.id == chosen) for each in offered],
        "table": table,
        "chosen": chosen,
        "places": sorted(places.items(), key=lambda pair: pair[1]),
        "place": request.GET.get("place", ""),
        "chart": tasks_gantt(own, request.region, today=timezone.localdate(now)),
    }
    return render(request, "tasks/lists.html", context)
