"""Tasks as a table, a board, a Gantt chart and a map."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.places.queries import all_places, region_drawing, tree_branches
from tidehead.city.places.types import DrawingInfo
from tidehead.city.shell.boards import Board, BoardColumn, Card
from tidehead.city.shell.charts import Area, Gantt, Milestone, SchematicMap, Spot, Task
from tidehead.city.shell.formatting import date_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, Value
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
    found: Iterable[TaskInfo], region: RegionInfo | None, *, today: date, name: str = "tasks", whole: bool = True
) -> Table:
    """Every task with owner, next node, light and reason. whole: with all that a file holds, else what a page holds."""
    shown = list(found)
    chosen = [(column, make) for column, make in _columns() if whole or column.key not in _FILE_ONLY]
    return Table(
        name=name,
        title=tasks_finding(shown),
        columns=tuple(column for column, _make in chosen),
        rows=tuple(Row(tuple(make(task) for _column, make in chosen), key=task.number) for task in shown),
        as_of=today,
        synthetic=is_synthetic(region),
        empty=_("No task fits"),
        empty_remedy=_("Clear the filters, or make tasks of a plan's commitments."),
    )


_FILE_ONLY = frozenset({"owner", "node", "expected", "finish", "place", "origin", "start", "measure"})
"""Columns that are in files and on a task's own page; a list is read from left to right on one screen."""


def _columns() -> list[tuple[Column, Callable[[TaskInfo], Cell | Value]]]:
    return [
        (Column("task", _("Task")), lambda task: Cell(task.title, url=task_url(task.number))),
        (Column("number", _("Number"), secondary=True), lambda task: task.number),
        (Column("status", _("Light"), kind="status", filtered=True), lambda task: task.standing.status),
        (Column("state", _("State"), filtered=True), lambda task: str(task.case.state_label)),
        (Column("lead", _("In charge"), filtered=True), lambda task: str(task.case.lead_label) or _("nobody yet")),
        (Column("owner", _("Post")), lambda task: str(task.case.owner_label)),
        (Column("start", _("Start"), kind="date"), lambda task: task.start_on),
        (Column("due", _("Due"), kind="date"), lambda task: task.due_on),
        (Column("measure", _("What is measured")), lambda task: task.measure),
        (Column("node", _("Next milestone")), node_text),
        (Column("share", _("Shown by evidence"), kind="percent", decimals=0), lambda task: task.standing.share),
        (Column("expected", _("Should be done"), kind="percent", decimals=0), lambda task: task.standing.expected),
        (Column("finish", _("Forecast")), lambda task: finish_text(task.standing) if task.is_open else ""),
        (
            Column("blocked", _("Blocked by"), filtered=True),
            lambda task: "、".join(map(blocker_label, task.blocked_by)),
        ),
        (Column("why", _("Why this light"), secondary=True), lambda task: str(task.standing.why)),
        (Column("place", _("Place")), lambda task: str(task.case.place_label)),
        (Column("origin", _("Comes from")), lambda task: str(ORIGINS[task.origin])),
    ]


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
    area_of = _areas_above({area.code for area in drawing.areas})
    late = Counter(area_of.get(task.case.place, "") for task in going if task.standing.status in LATE)
    known = Counter(area_of.get(task.case.place, "") for task in going)
    marked = Counter(task.case.place for task in going if task.standing.status in LATE)
    flip = drawing.height
    return SchematicMap(
        name="tasks",
        title=_map_finding(drawing, {area.code: late[area.code] for area in drawing.areas}),
        areas=tuple(
            Area(
                code=area.code,
                label=area.label,
                rings=tuple(tuple((x, flip - y) for x, y in ring) for ring in area.rings),
                value=float(late[area.code]) if known[area.code] else None,
                url=f"{reverse('tasks:tasks')}?view=list&place={area.code}",
            )
            for area in drawing.areas
        ),
        spots=tuple(
            Spot(
                mark.code,
                mark.label,
                (mark.at[0], flip - mark.at[1]),
                value=float(marked[mark.code]),
                url=f"{reverse('tasks:tasks')}?view=list&place={mark.code}",
            )
            for mark in drawing.marks
            if any(task.case.place == mark.code for task in going)
        ),
        unit="项",
        unit_en="tasks",
        synthetic=is_synthetic(region),
        schematic=drawing.schematic,
        empty=_("The pack has no points or tiles to draw a map from."),
    )


def _areas_above(areas: set[str]) -> dict[str, str]:
    """The area that each place lies in: itself, or the first that stands above it in any tree, if there is one only.

    What spans several areas, as a corridor does, lies in none of them.
    """
    above = _places_above()
    found: dict[str, str] = {}
    for place in above.keys() | areas:
        level, seen = {place}, {place}
        while level and not level & areas:
            level = set().union(*(above.get(code, set()) for code in level)) - seen
            seen |= level
        nearest = level & areas
        if len(nearest) == 1:
            found[place] = nearest.pop()
    return found


def _places_above() -> Mapping[str, set[str]]:
    """What stands directly above each place: what it lies within, or else its parents in the trees."""
    within = {place.code: place.within for place in all_places() if place.within}
    found: dict[str, set[str]] = {code: {place} for code, place in within.items()}
    waiting = [branch for _tree, branch in tree_branches()]
    while waiting:
        branch = waiting.pop()
        for child in branch.children:
            if child.place.code not in within:
                found.setdefault(child.place.code, set()).add(branch.place.code)
            waiting.append(child)
    return found


def _map_finding(drawing: DrawingInfo, late: dict[str, int]) -> str:
    worst = max(late, key=lambda code: late[code], default="")
    if not worst or not late[worst]:
        return _("No area has a task that is behind")
    label = next(str(area.label) for area in drawing.areas if area.code == worst)
    words = ngettext("%(n)s task is behind in %(place)s", "%(n)s tasks are behind in %(place)s", late[worst])
    return _("%(told)s, the most of all areas") % {"told": words % {"n": late[worst], "place": label}}
