"""Tasks over time as a drawing for papers: bars from start to due day, filled as far as evidence shows them done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from tidehead.city.shell.statuses import status_of
from tidehead.city.tasks.types import TaskInfo

MOST = 20
_LABEL, _WIDTH, _ROW, _HEAD = 250, 800, 26, 30
_COLOURS = {
    "off_course": "#b3261e",
    "behind": "#b06f00",
    "on_course": "#0b6e72",
    "ahead": "#0b6e72",
    "reached": "#2e6b34",
    "unknown": "#5f6b6b",
}
_FONT = 'font-family="Noto Sans CJK SC"'


@dataclass(frozen=True, slots=True)
class Axis:
    """Days of the drawing, from left to right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day lies; days outside lie at the edge."""
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return _LABEL + min(max(part, 0.0), 1.0) * (_WIDTH - _LABEL - 10)


def gantt_svg(tasks: Sequence[TaskInfo], *, today: date) -> str:
    """The tasks that have a due day as SVG, the first of them; empty where none has.

    Each light is said in a word beside the name, never by its colour alone.
    """
    shown = [task for task in tasks if task.due_on][:MOST]
    if not shown:
        return ""
    days = [day for task in shown for day in (task.start_on, task.due_on, task.standing.finish) if day]
    axis = Axis(min(*days, today), max(*days, today))
    height = _HEAD + _ROW * len(shown) + 6
    rows = "".join(_row(task, axis, _HEAD + _ROW * nth) for nth, task in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">'
        f"{_years(axis, height)}{rows}{_today(axis, today, height)}</svg>"
    )


def _years(axis: Axis, height: int) -> str:
    lines = []
    for year in range(axis.first.year, axis.last.year + 1):
        x = axis.x(date(year, 1, 1))
        lines.append(f'<line x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height}" stroke="#d5dcdc" stroke-width="1"/>')
        lines.append(f'<text x="{x + 3:.1f}" y="14" font-size="11" fill="#5f6b6b" {_FONT}>{year}</text>')
    return "".join(lines)


def _row(task: TaskInfo, axis: Axis, top: int) -> str:
    colour = _COLOURS[status_of(task.standing.status).code]
    start, due = axis.x(task.start_on or axis.first), axis.x(task.due_on or axis.last)
    width = max(due - start, 2.0)
    done = width * (task.standing.share or 0.0)
    word = f"{status_of(task.standing.status).word}"
    label = _short(f"{task.title} · {word}")
    parts = [
        f'<text x="4" y="{top + 16}" font-size="12" fill="#10201f" {_FONT}>{escape(label)}</text>',
        f'<rect x="{start:.1f}" y="{top + 6}" width="{width:.1f}" height="12" fill="none" stroke="{colour}"/>',
        f'<rect x="{start:.1f}" y="{top + 6}" width="{done:.1f}" height="12" fill="{colour}"/>',
    ]
    if task.standing.finish and task.is_open:
        x = axis.x(task.standing.finish)
        parts.append(f'<path d="M{x:.1f} {top + 5} l6 7 l-6 7 l-6 -7 z" fill="none" stroke="{colour}"/>')
    return "".join(parts)


def _short(text: str) -> str:
    """As much of a text as the column holds: a Chinese sign takes two places."""
    room, kept = 38, ""
    for sign in text:
        room -= 2 if ord(sign) > 0x2E7F else 1
        if room < 0:
            return f"{kept}…"
        kept += sign
    return kept


def _today(axis: Axis, today: date, height: int) -> str:
    x = axis.x(today)
    return f'<line x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height}" stroke="#10201f" stroke-dasharray="4 3"/>'
