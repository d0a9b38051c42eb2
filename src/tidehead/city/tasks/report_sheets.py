"""A report as its page shows it and as people take it away."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tidehead.city.common.types import RegionInfo
from tidehead.city.places.queries import organisations_by_code
from tidehead.city.shell.formatting import date_text
from tidehead.city.shell.papers import Paper, grid_of
from tidehead.city.shell.tables import Cell, Column, Row, Table
from tidehead.city.tasks.reporting import (
    Reported,
    UnitCount,
    by_unit,
    changes,
    report_before,
    report_by_id,
    reported,
)
from tidehead.city.tasks.task_sheets import LATE, is_synthetic, task_url
from tidehead.city.tasks.types import Change, ReportHead
from tidehead.city.tasks.wording import CHANGE_KINDS, blocker_label, report_title, span_text

MOST_ON_PAPER = 200


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """Everything that a report says."""

    head: ReportHead
    before: ReportHead | None
    rows: tuple[Reported, ...]
    moved: tuple[Change, ...]
    units: tuple[UnitCount, ...]


def sheet_of(report_id: int) -> ReportSheet:
    """A report with what changed since the one before. Raises TaskNotFound."""
    head = report_by_id(report_id)
    before, rows = report_before(head), reported(report_id)
    moved = changes(reported(before.id), rows) if before else ()
    return ReportSheet(head, before, rows, moved, by_unit(rows, moved))


def report_finding(sheet: ReportSheet) -> str:
    """The report in one or two sentences."""
    going = [row for row in sheet.rows if row.phase != "ended"]
    words = {
        "n": len(sheet.rows),
        "closed": sum(row.shot.state == "closed" for row in sheet.rows),
        "late": sum(row.shot.status in LATE for row in going),
        "blocked": sum(bool(row.blocked) for row in going),
    }
    told = ngettext(
        "%(n)s task: %(closed)s closed, %(late)s behind, %(blocked)s blocked",
        "%(n)s tasks: %(closed)s closed, %(late)s behind, %(blocked)s blocked",
        len(sheet.rows),
    )
    return told % words


def moved_finding(sheet: ReportSheet) -> str:
    """What is different since the report before."""
    if sheet.before is None:
        return _("There is no earlier report of this kind to compare with.")
    turns = [change for change in sheet.moved if change.kind == "status"]
    words = {
        "period": span_text(sheet.before),
        "better": sum(change.better is True for change in turns),
        "worse": sum(change.better is False for change in turns),
        "closed": sum(change.kind == "state" and change.better is True for change in sheet.moved),
        "new": sum(change.kind == "new" for change in sheet.moved),
    }
    return _("Since %(period)s: %(better)s better, %(worse)s worse, %(closed)s done or closed, %(new)s new") % words


def changes_table(sheet: ReportSheet, region: RegionInfo | None) -> Table:
    """What changed since the report before, the worst first."""
    return Table(
        name="changes",
        title=moved_finding(sheet),
        columns=(
            Column("task", _("Task")),
            Column("number", _("Number"), secondary=True),
            Column("kind", _("What changed"), filtered=True),
            Column("how", _("From what to what")),
            Column("turn", _("Turn"), filtered=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(change.title, url=task_url(change.number)),
                    change.number,
                    str(CHANGE_KINDS[change.kind]),
                    blocker_label(change.text.zh) if change.kind == "blocked" else str(change.text),
                    {True: _("better"), False: _("worse")}.get(change.better, ""),  # type: ignore[call-overload]
                )
            )
            for change in sheet.moved
        ),
        as_of=sheet.head.end_on,
        synthetic=is_synthetic(region),
        empty=_("Nothing changed since the report before."),
    )


def units_table(sheet: ReportSheet, region: RegionInfo | None) -> Table:
    """How the organisations' tasks stand, those with the largest share of late ones first."""
    labels = organisations_by_code()
    columns = (
        Column("unit", _("In charge")),
        Column("total", _("Tasks"), kind="number"),
        Column("closed", _("Closed"), kind="number"),
        Column("on_time", _("On course"), kind="number"),
        Column("late", _("Behind"), kind="number"),
        Column("blocked", _("Blocked"), kind="number"),
        Column("unknown", _("Unknown"), kind="number", secondary=True),
        Column("better", _("Better"), kind="number"),
        Column("worse", _("Worse"), kind="number"),
    )
    return Table(
        name="units",
        title=_units_finding(sheet),
        columns=columns,
        rows=tuple(
            Row(
                (
                    str(labels[unit.organisation].label) if unit.organisation in labels else _("nobody yet"),
                    unit.total,
                    unit.closed,
                    unit.on_time,
                    unit.late,
                    unit.blocked,
                    unit.unknown,
                    unit.better,
                    unit.worse,
                )
            )
            for unit in sheet.units
        ),
        as_of=sheet.head.end_on,
        synthetic=is_synthetic(region),
        empty=_("There are no tasks."),
    )


def _units_finding(sheet: ReportSheet) -> str:
    labels = organisations_by_code()
    late = [unit for unit in sheet.units if unit.late and unit.organisation in labels]
    if not late:
        return _("No organisation has a task that is behind")
    first = late[0]
    words = {"unit": str(labels[first.organisation].label), "late": first.late, "all": first.total}
    return _("%(unit)s has the largest share of tasks that are behind: %(late)s of %(all)s") % words


def reported_table(sheet: ReportSheet, region: RegionInfo | None, *, most: int = 0) -> Table:
    """Every task as the report found it, the worst first."""
    labels = organisations_by_code()
    rows = sheet.rows[:most] if most else sheet.rows
    return Table(
        name="reported",
        title=report_finding(sheet),
        columns=(
            Column("task", _("Task")),
            Column("number", _("Number"), secondary=True),
            Column("status", _("Light"), kind="status", filtered=True),
            Column("lead", _("In charge"), filtered=True),
            Column("due", _("Due"), kind="date"),
            Column("share", _("Shown by evidence"), kind="percent", decimals=0),
            Column("expected", _("Should be done"), kind="percent", decimals=0, secondary=True),
            Column("why", _("Why this light")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(row.title, url=task_url(row.number)),
                    row.number,
                    row.shot.status,
                    str(labels[row.lead].label) if row.lead in labels else _("nobody yet"),
                    row.shot.due_on,
                    row.shot.share,
                    row.shot.expected,
                    str(row.shot.why),
                ),
                key=row.number,
            )
            for row in rows
        ),
        source=report_title(sheet.head),
        as_of=sheet.head.end_on,
        synthetic=is_synthetic(region),
        empty=_("There are no tasks."),
    )


def report_paper(sheet: ReportSheet, region: RegionInfo | None) -> Paper:
    """The report as a paper."""
    head = sheet.head
    spent = {"start": date_text(head.start_on), "end": date_text(head.end_on)}
    return Paper(
        title=report_title(head),
        subtitle=_("%(region)s · %(start)s to %(end)s") % {**spent, "region": str(region.label) if region else ""},
        language=get_language() or "zh-hans",
        marks=_marks(region),
        paragraphs=(
            f"{report_finding(sheet)}。" if _is_chinese() else f"{report_finding(sheet)}.",
            moved_finding(sheet),
        ),
        grids=(
            grid_of(changes_table(sheet, region)),
            grid_of(units_table(sheet, region)),
            grid_of(reported_table(sheet, region, most=MOST_ON_PAPER)),
        ),
        notes=(
            _("Lights are computed from evidence and time; nobody sets them."),
            _("Taken on %(day)s by %(who)s; a report that was taken is never changed.")
            % {"day": date_text(head.taken_at), "who": head.taken_by},
        ),
        foot=report_title(head),
    )


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _marks(region: RegionInfo | None) -> tuple[str, ...]:
    if not is_synthetic(region):
        return ()
    return (_("Invented data: this region does not exist, and nothing here is a real figure."),)


def is_taken(heads: tuple[ReportHead, ...], kind: str, on: date) -> bool:
    """Whether the period that a day lies in has been reported."""
    return any(head.kind == kind and head.start_on <= on <= head.end_on for head in heads)
