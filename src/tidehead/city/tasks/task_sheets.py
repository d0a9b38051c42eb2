"""Tasks as a table, a board, a Gantt chart and a map."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.places.queries import region_drawing
from tidehead.city.places.types import DrawingInfo
from tidehead.city.posts.queries import places_under
from tidehead.city.shell.boards import Board, BoardColumn, Card
from tidehead.city.shell.charts import Area, Gantt, Milestone, SchematicMap, Spot, Task
from tidehead.city.shell.formatting import date_text
from tidehead.city.shell.tables import Cell, Column, Row, Table
from tidehead.city.tasks.types import BLOCKED, CLOSED, DONE_REPORTED, TaskInfo
from tidehead.city.tasks.wording import (
    ORIGINS,
    blocker_label,
    finish_text,
    share_text,
    tasks_finding,
)

MOST_CARDS = 12
MOST_BARS = 60
LATE = ("behind", "off_course")


def is_synthetic(region: RegionInfo | None) -> bool:
    return bool(region and region.synthetic)


def task_url(number: str) -> str:
    return reverse("tasks:task", args=[number])


def tasks_table(
    found: Iterable[TaskInfo], region: RegionInfo | None, *, name: str = "tasks", title: str = "", today: date
) -> Table:
    """Every task with owner, next node, light and reason."""
    shown = list(found)
    return Table(
        name=name,
        title=title or tasks_finding(shown),
        columns=(
            Column("task", _("Task")),
            Column("number", _("Number"), secondary=True),
            Column("status", _("Light"), kind="status", filtered=True),
            Column("state", _("State"), filtered=True),
            Column("lead", _("In charge"), filtered=True),
            Column("owner", _("Post"), secondary=True),
            Column("due", _("Due"), kind="date"),
            Column("node", _("Next milestone"), secondary=True),
            Column("share", _("Shown by evidence"), kind="percent", decimals=0),
            Column("expected", _("Should be done"), kind="percent", decimals=0, secondary=True),
            Column("finish", _("Forecast"), secondary=True),
            Column("blocked", _("Blocked by"), filtered=True),
            Column("why", _("Why this light"), secondary=True),
            Column("place", _("Place"), secondary=True),
            Column("origin", _("From"), secondary=True),
        ),
        rows=tuple(map(_row, shown)),
        as_of=today,
        synthetic=is_synthetic(region),
        empty=_("No task fits"),
        empty_remedy=_("Clear the filters, or make tasks of a plan's commitments."),
    )


def _row(task: TaskInfo) -> Row:
    standing = task.standing
    return Row(
        (
            Cell(task.title, url=task_url(task.number)),
            task.number,
            standing.status,
            str(task.case.state_label),
            str(task.case.lead_label) or _("nobody yet"),
            str(task.case.owner_label),
            task.due_on,
            node_text(task),
            standing.share,
            standing.expected,
            finish_text(standing) if task.is_open else "",
            "、".join(blocker_label(kind) for kind in task.blocked_by),
            str(standing.why),
            str(task.case.place_label),
            str(ORIGINS[task.origin]),
        ),
        key=task.number,
    )


def node_text(task: TaskInfo) -> str:
    """The next milestone with its day."""
    node = task.next_node
    if node is None:
        return ""
    return f"{node.label} ({date_text(node.due_on)})" if node.due_on else str(node.label)


# Board


def tasks_board(found: Iterable[TaskInfo], region: RegionInfo | None, *, more_url: str = "") -> Board:
    """Tasks as cards, by state, in the order in which a task goes."""
    by_state: dict[str, list[TaskInfo]] = {}
    labels: dict[str, Text] = {}
    for task in found:
        column = _COLUMN_OF.get(task.case.state, task.case.state)
        by_state.setdefault(column, []).append(task)
        if column == task.case.state:
            labels[column] = task.case.state_label
    order = [*_ORDER, *(state for state in by_state if state not in _ORDER)]
    return Board(
        name="tasks",
        title=_("Tasks by state"),
        columns=tuple(
            BoardColumn(
                label=str(labels.get(state) or _word(by_state[state])),
                cards=tuple(map(_card, by_state[state][:MOST_CARDS])),
                count=len(by_state[state]),
                more_url=more_url + f"&state={state}",
            )
            for state in order
            if state in by_state
        ),
        synthetic=is_synthetic(region),
        empty=_("No task fits"),
        empty_remedy=_("Clear the filters, or make tasks of a plan's commitments."),
    )


_ORDER = ("unassigned", "assigned", "in_progress", BLOCKED, DONE_REPORTED, CLOSED, "cancelled")
_COLUMN_OF = {"open": "assigned"}  # what a meeting decided is assigned from the start


def _word(tasks: list[TaskInfo]) -> Text:
    return tasks[0].case.state_label


def _card(task: TaskInfo) -> Card:
    lines = [str(task.case.lead_label) or _("nobody yet")]
    if task.due_on:
        lines.append(_("due %(day)s") % {"day": date_text(task.due_on)})
    if task.is_open and task.standing.share is not None:
        done = {"share": share_text(task.standing.share), "expected": share_text(task.standing.expected)}
        lines.append(_("%(share)s shown, %(expected)s due by now") % done)
    return Card(
        title=task.title,
        url=task_url(task.number),
        lines=tuple(lines),
        status=task.standing.status,
        tags=tuple(blocker_label(kind) for kind in task.blocked_by),
    )


# Gantt


def tasks_gantt(found: Iterable[TaskInfo], region: RegionInfo | None, *, today: date, most: int = MOST_BARS) -> Gantt:
    """Tasks over time with their milestones, those that are due first on top."""
    shown = [task for task in found if task.start_on or task.due_on or task.nodes]
    late = sum(task.standing.status in LATE for task in shown)
    told = ngettext("%(late)s of %(all)s task is behind", "%(late)s of %(all)s tasks are behind", len(shown))
    return Gantt(
        name="tasks",
        title=told % {"late": late, "all": len(shown)},
        tasks=tuple(map(_bar, shown[:most])),
        today=today.isoformat(),
        synthetic=is_synthetic(region),
        empty=_("No task that fits has a date."),
    )


def _bar(task: TaskInfo) -> Task:
    node = task.next_node
    return Task(
        label=task.title,
        start=task.start_on.isoformat() if task.start_on else None,
        end=task.due_on.isoformat() if task.due_on else None,
        status=task.standing.status,
        group=str(task.case.lead_label),
        milestones=(Milestone(node.due_on.isoformat(), node.label),) if node and node.due_on else (),
        url=task_url(task.number),
    )


# Map


def tasks_map(found: Iterable[TaskInfo], region: RegionInfo | None) -> SchematicMap:
    """How many tasks are behind in each area, with what lies within it; and where the others lie."""
    drawing = region_drawing() or DrawingInfo((), (), 1.0, 1.0, schematic=True)
    going = [task for task in found if task.is_open]
    late = Counter(task.case.place for task in going if task.standing.status in LATE)
    known = Counter(task.case.place for task in going)
    inside = {area.code: places_under(area.code) for area in drawing.areas}
    flip = drawing.height
    return SchematicMap(
        name="tasks",
        title=_map_finding(drawing, {code: _sum(late, below) for code, below in inside.items()}),
        areas=tuple(
            Area(
                code=area.code,
                label=area.label,
                rings=tuple(tuple((x, flip - y) for x, y in ring) for ring in area.rings),
                value=float(_sum(late, inside[area.code])) if _sum(known, inside[area.code]) else None,
                url=f"{reverse('tasks:tasks')}?view=list&place={area.code}",
            )
            for area in drawing.areas
        ),
        spots=tuple(
            Spot(
                mark.code,
                mark.label,
                (mark.at[0], flip - mark.at[1]),
                value=float(_sum(late, places_under(mark.code))),
                url=f"{reverse('tasks:tasks')}?view=list&place={mark.code}",
            )
            for mark in drawing.marks
            if _sum(known, places_under(mark.code))
        ),
        unit="项",
        unit_en="tasks",
        synthetic=is_synthetic(region),
        schematic=drawing.schematic,
        empty=_("The pack has no points or tiles to draw a map from."),
    )


def _sum(counts: Counter[str], places: Iterable[str]) -> int:
    return sum(counts[place] for place in places)


def _map_finding(drawing: DrawingInfo, late: dict[str, int]) -> str:
    worst = max(late, key=lambda code: late[code], default="")
    if not worst or not late[worst]:
        return _("No area has a task that is behind")
    label = next(str(area.label) for area in drawing.areas if area.code == worst)
    words = ngettext("%(n)s task is behind in %(place)s", "%(n)s tasks are behind in %(place)s", late[worst])
    return _("%(told)s, the most of all areas") % {"told": words % {"n": late[worst], "place": label}}
