"""The one chart language: what a picture says, as frozen dataclasses; `as_json` makes what charts.js draws.

A title is a finding ("Three of eleven platforms are behind"), not a name. Unknown values are None and leave a gap. A
`source` on a point is the address of the drawer that says where the figure comes from. Every chart has a short ASCII
`name`, unique on its page: it names the downloads.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext

from tidehead.city.common.types import Text
from tidehead.city.shell.formatting import figure_text, is_chinese, is_unknown, period_text, unit_text
from tidehead.city.shell.statuses import status_of

Words = str | Promise | Text


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: `x` is a period or a name. `low` and `high` are its interval, where it has one."""

    x: str
    y: float | None
    low: float | None = None
    high: float | None = None
    source: str = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Marks that belong together. `role` decides how they are drawn, the same on every page:

    actual (solid, accent) · preliminary (hollow) · path (thin dashed, towards a target) · target (diamond) ·
    forecast (dotted, with its interval as a band) · peer (grey) · vintage (pale, as once known) · plain.
    """

    label: Words
    marks: tuple[Mark, ...]
    role: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Values over time: actual figures, the path to a target, a forecast with its band, earlier vintages."""

    name: str
    title: Words
    series: tuple[Series, ...]
    unit: str = ""
    unit_en: str = ""
    source: Words = ""
    synthetic: bool = False
    from_zero: bool = False
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class Bar:
    label: Words
    value: float | None
    low: float | None = None
    high: float | None = None
    status: str = ""  # one of the six states, or nothing
    highlighted: bool = False
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Places or firms compared, the largest on top unless told; unknown ones are listed last, without a bar."""

    name: str
    title: Words
    bars: tuple[Bar, ...]
    unit: str = ""
    unit_en: str = ""
    reference: float | None = None  # a line to compare with: the target, the mean
    reference_label: Words = ""
    ranked: bool = True
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    on: str  # a day "2026-06-30"
    label: Words
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One bar of a Gantt chart, from day to day; an open end is None and is drawn fading, not invented."""

    label: Words
    start: str | None
    end: str | None
    status: str = "unknown"
    group: Words = ""
    milestones: tuple[Milestone, ...] = ()
    url: str = ""
    source: str = ""
    words: Words = ""  # how the plan says it: "long-term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    """Work over time with its milestones; `today` is given by the caller."""

    name: str
    title: Words
    tasks: tuple[Task, ...]
    today: str = ""
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A shape on a schematic map: `rings` of (x, y) points in any plane; y grows upward as latitude does."""

    code: str
    label: Words
    rings: tuple[tuple[tuple[float, float], ...], ...]
    value: float | None = None
    status: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A platform or a town on the map."""

    code: str
    label: Words
    at: tuple[float, float]
    value: float | None = None
    status: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchematicMap:
    """Our own drawing of a region, always marked as one. Coloured by status or, without any, by value."""

    name: str
    title: Words
    areas: tuple[Area, ...]
    spots: tuple[Spot, ...] = ()
    unit: str = ""
    unit_en: str = ""
    source: Words = ""
    synthetic: bool = False
    schematic: bool = True  # False only where a deployment has loaded its own boundaries
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line small enough for a table's cell, drawn as SVG on the server. The last known value gets a dot."""

    label: Words
    values: tuple[float | None, ...]
    target: float | None = None
    width: int = 96
    height: int = 24


class Structure(Protocol):
    """A picture that draws itself in the same language: see structures.py."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Words: ...

    @property
    def source(self) -> Words: ...

    @property
    def synthetic(self) -> bool: ...

    @property
    def empty(self) -> Words: ...

    def has_data(self) -> bool: ...

    def drawn(self) -> "tuple[dict[str, object], DataTable, Mapping[str, object]]": ...


Chart = LineChart | BarChart | Gantt | SchematicMap | Structure


@dataclass(frozen=True, slots=True)
class DataTable:
    """A chart's data in words, for readers who cannot see it and for the download."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=())


def tile(column: int, row: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The square of a tile map, with a little air around it; row 0 is at the top.

    >>> tile(0, 0)[0][0]
    (0.03, -0.03)
    """
    left, top, side = column + 0.03, -row - 0.03, 0.94
    corners = ((left, top), (left + side, top), (left + side, top - side), (left, top - side), (left, top))
    return (tuple((round(x, 4), round(y, 4)) for x, y in corners),)


def as_json(chart: Chart) -> dict[str, object]:
    """Plain values for charts.js; every text is ready to be shown, every unknown is null."""
    body, table, download = _drawn(chart)
    return {
        "name": chart.name,
        "title": str(chart.title),
        "source": str(chart.source),
        "synthetic": chart.synthetic,
        "empty": not has_data(chart),
        "table": {"columns": table.columns, "rows": table.rows},
        "download": download,
        **body,
    }


def _drawn(chart: Chart) -> tuple[dict[str, object], DataTable, Mapping[str, object]]:
    draw = {LineChart: _line, BarChart: _bars, Gantt: _gantt, SchematicMap: _map}.get(type(chart))
    if draw is None:
        return chart.drawn()  # type: ignore[union-attr]
    body, table = draw(chart)  # type: ignore[operator]
    return body, table, _download(chart, table)


def _download(chart: Chart, table: DataTable) -> dict[str, object]:
    """The table for a spreadsheet: numbers as numbers in the unit of the head, unknown as nothing."""
    if isinstance(chart, Gantt):
        return {"columns": table.columns, "rows": table.rows}
    if not isinstance(chart, LineChart):
        things = chart.bars if isinstance(chart, BarChart) else (*chart.areas, *chart.spots)
        rows = [(str(each.label), _known(each.value), _status_word(each.status)) for each in things]
        return {"columns": table.columns, "rows": rows}
    by_period = [{mark.x: _known(mark.y) for mark in series.marks} for series in chart.series]
    periods = _in_order(mark.x for series in chart.series for mark in series.marks)
    columns = (gettext("Period"), *(_headed(str(series.label), chart) for series in chart.series))
    return {"columns": columns, "rows": [(x, *(marks.get(x) for marks in by_period)) for x in periods]}


def has_data(chart: Chart) -> bool:
    """Whether there is anything at all to draw: a chart of unknowns only is empty, not flat."""
    if isinstance(chart, LineChart):
        return any(not is_unknown(mark.y) for series in chart.series for mark in series.marks)
    if isinstance(chart, BarChart):
        return any(not is_unknown(bar.value) for bar in chart.bars)
    if isinstance(chart, Gantt):
        return any(task.start or task.end or task.milestones for task in chart.tasks)
    if isinstance(chart, SchematicMap):
        return bool(chart.areas or chart.spots)
    return chart.has_data()


def _line(chart: LineChart) -> tuple[dict[str, object], DataTable]:
    periods = _in_order(mark.x for series in chart.series for mark in series.marks)
    by_period = [{mark.x: mark for mark in series.marks} for series in chart.series]
    series = [
        {"label": str(each.label), "role": each.role, "marks": [_mark(marks.get(x), chart) for x in periods]}
        for each, marks in zip(chart.series, by_period, strict=True)
    ]
    rows = tuple((period_text(x), *(_interval_text(marks.get(x), chart) for marks in by_period)) for x in periods)
    columns = (gettext("Period"), *(str(each.label) for each in chart.series))
    body = {
        "kind": "line",
        "unit": unit_text(chart.unit, unit_en=chart.unit_en),
        "from_zero": chart.from_zero,
        "categories": [period_text(x) for x in periods],
        "series": series,
    }
    return body, DataTable(columns, rows)


def _bars(chart: BarChart) -> tuple[dict[str, object], DataTable]:
    bars = chart.bars
    if chart.ranked:
        bars = tuple(sorted(bars, key=lambda bar: -math.inf if is_unknown(bar.value) else bar.value, reverse=True))
    body = {
        "kind": "bar",
        "unit": unit_text(chart.unit, unit_en=chart.unit_en),
        "bars": [_bar(bar, chart) for bar in bars],
        "reference": _known(chart.reference),
        "reference_label": str(chart.reference_label),
        "reference_text": figure_text(chart.reference, chart.unit, unit_en=chart.unit_en),
    }
    columns = (gettext("Name"), _headed(gettext("Value"), chart), gettext("Status"))
    rows = tuple((str(bar.label), _bar_text(bar, chart), _status_word(bar.status)) for bar in bars)
    return body, DataTable(columns, rows)


def _gantt(chart: Gantt) -> tuple[dict[str, object], DataTable]:
    body = {"kind": "gantt", "today": chart.today, "tasks": [_task(task) for task in chart.tasks]}
    columns = (gettext("Task"), gettext("Start"), gettext("End"), gettext("Status"), gettext("Milestones"))
    rows = tuple(
        (
            str(task.label),
            period_text(task.start),
            str(task.words) or period_text(task.end),
            _status_word(task.status),
            "; ".join(f"{period_text(each.on)} {each.label}" for each in task.milestones),
        )
        for task in chart.tasks
    )
    return body, DataTable(columns, rows)


def _map(chart: SchematicMap) -> tuple[dict[str, object], DataTable]:
    body = {
        "kind": "map",
        # English values are scaled anew (CNY 3.2B) and say their unit; the printed one above them would disagree.
        "unit": unit_text(chart.unit, unit_en=chart.unit_en) if is_chinese() else "",
        "schematic": chart.schematic,
        "areas": [_placed(area, chart) | {"rings": area.rings} for area in chart.areas],
        "spots": [_placed(spot, chart) | {"at": spot.at} for spot in chart.spots],
    }
    columns = (gettext("Name"), _headed(gettext("Value"), chart), gettext("Status"))
    rows = tuple(
        (str(each.label), figure_text(each.value, chart.unit, unit_en=chart.unit_en), _status_word(each.status))
        for each in (*chart.areas, *chart.spots)
    )
    return body, DataTable(columns, rows)


def _mark(mark: Mark | None, chart: LineChart) -> dict[str, object] | None:
    if mark is None or is_unknown(mark.y):
        return None
    return {
        "y": mark.y,
        "low": _known(mark.low),
        "high": _known(mark.high),
        "text": _interval_text(mark, chart),
        "source": mark.source,
        "note": str(mark.note),
    }


def _interval_text(mark: Mark | None, chart: LineChart) -> str:
    if mark is None:
        return ""
    shown = figure_text(mark.y, chart.unit, unit_en=chart.unit_en)
    if is_unknown(mark.low) or is_unknown(mark.high):
        return shown
    return f"{shown} ({figure_text(mark.low, chart.unit, value_high=mark.high, unit_en=chart.unit_en)})"


def _bar(bar: Bar, chart: BarChart) -> dict[str, object]:
    return {
        "label": str(bar.label),
        "value": _known(bar.value),
        "low": _known(bar.low),
        "high": _known(bar.high),
        "text": _bar_text(bar, chart),
        "status": bar.status,
        "status_word": _status_word(bar.status),
        "highlighted": bar.highlighted,
        "url": bar.url,
        "source": bar.source,
    }


def _bar_text(bar: Bar, chart: BarChart) -> str:
    shown = figure_text(bar.value, chart.unit, unit_en=chart.unit_en)
    if is_unknown(bar.value) or is_unknown(bar.low) or is_unknown(bar.high):
        return shown
    return f"{shown} ({figure_text(bar.low, chart.unit, value_high=bar.high, unit_en=chart.unit_en)})"


def _task(task: Task) -> dict[str, object]:
    return {
        "label": str(task.label),
        "group": str(task.group),
        "start": task.start,
        "end": task.end,
        "span": f"{period_text(task.start)} – {str(task.words) or period_text(task.end)}",
        "status": status_of(task.status).code,
        "status_word": _status_word(task.status),
        "milestones": [
            {"on": each.on, "label": str(each.label), "done": each.done, "text": period_text(each.on)}
            for each in task.milestones
        ],
        "url": task.url,
        "source": task.source,
    }


def _placed(place: Area | Spot, chart: SchematicMap) -> dict[str, object]:
    return {
        "code": place.code,
        "label": str(place.label),
        "value": _known(place.value),
        "text": "" if place.value is None else figure_text(place.value, chart.unit, unit_en=chart.unit_en),
        "status": place.status,
        "status_word": _status_word(place.status),
        "url": place.url,
        "source": place.source,
    }


def _status_word(code: str) -> str:
    return str(status_of(code).word) if code else ""


def _headed(word: str, chart: LineChart | BarChart | SchematicMap) -> str:
    unit = unit_text(chart.unit, unit_en=chart.unit_en)
    return f"{word} ({unit})" if unit else word


def _known(value: float | None) -> float | None:
    return None if is_unknown(value) else value


def _in_order(periods: object) -> list[str]:
    """Periods sort as text but for their ends: 2025 comes after 2025H1 and 2025-06, being known only at its end."""
    return sorted(set(periods), key=lambda period: (_end_of(period), period))  # type: ignore[call-overload]


def _end_of(period: str) -> str:
    last = period.rpartition("/")[2]
    year, rest = last[:4], last[4:]
    return year + ({"": "-12~", "H1": "-06~", "H2": "-12", "Q1": "-03~", "Q2": "-06", "Q3": "-09~", "Q4": "-12"}).get(
        rest, rest
    )
