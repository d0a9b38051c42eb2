"""Reports over all tasks as they stood: of a week, a month, a quarter; and what changed since the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.shell.statuses import status_of
from tidehead.city.tasks.facts import today_of
from tidehead.city.tasks.models import Report, Snapshot
from tidehead.city.tasks.queries import snapshot_info, tasks
from tidehead.city.tasks.rights import EDIT, require_for_all
from tidehead.city.tasks.rulebook import status_text
from tidehead.city.tasks.types import (
    REPORT_KINDS,
    Change,
    ReportHead,
    SnapshotInfo,
    TaskInfo,
    TaskNotFound,
    TaskRefused,
)

NOTABLE_SHARE = 0.05
"""How much further a task is before a report says so."""
_OPEN = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class Span:
    """A week, month or quarter. `text`: "2026-W47", "2026-11", "2026Q4"."""

    text: str
    start: date
    end: date


def span_of(kind: str, on: date) -> Span:
    """The week, month or quarter that a day lies in.

    >>> span_of("quarter", date(2026, 11, 21))
    Span(text='2026Q4', start=datetime.date(2026, 10, 1), end=datetime.date(2026, 12, 31))
    """
    if kind == "week":
        year, week, weekday = on.isocalendar()
        monday = on - timedelta(days=weekday - 1)
        return Span(f"{year}-W{week:02}", monday, monday + timedelta(days=6))
    months = 3 if kind == "quarter" else 1
    first = (on.month - 1) // months * months + 1
    start = date(on.year, first, 1)
    end = (start + timedelta(days=31 * months)).replace(day=1) - timedelta(days=1)
    return Span(f"{on.year}Q{first // 3 + 1}" if months == 3 else f"{start:%Y-%m}", start, end)


@transaction.atomic
def take_report(*, by: Actor, kind: str, on: date, now: datetime) -> int:
    """Keep every task as it stands now as the report of the period that `on` lies in. Returns the report's id.

    A report says what was known when it was taken, so only the present period and the one before it can be reported.
    Raises PermissionDenied, TaskRefused (an unknown kind, a period too far away, one that is reported already).
    """
    require_for_all(by, EDIT)
    if kind not in REPORT_KINDS:
        raise TaskRefused(Text("报告分周、月、季三种。", "A report is of a week, a month or a quarter."))
    today = today_of(now)
    span = span_of(kind, on)
    newest = span_of(kind, today)
    if span not in (newest, span_of(kind, newest.start - timedelta(days=1))):
        told = "Only the present period and the one before it can be reported."
        raise TaskRefused(Text("只能生成本期或上一期的报告。", told))
    report = _begin(by, kind, span, now)
    found = tasks(now=now)
    Snapshot.objects.bulk_create((_snapshot(report, each) for each in found), batch_size=200)
    detail: dict[str, object] = {"kind": kind, "tasks": len(found)}
    leave_trail(by.name, "report.taken", f"report:{span.text}", at=now, detail=detail)
    return int(report.pk)


def _begin(by: Actor, kind: str, span: Span, now: datetime) -> Report:
    try:
        with transaction.atomic():
            return Report.objects.create(
                kind=kind, period=span.text, start_on=span.start, end_on=span.end, taken_at=now, taken_by=by.name
            )
    except IntegrityError:
        told = "The report of this period has been taken. It stays as it was."
        raise TaskRefused(Text("本期报告已经生成，不再改动。", told)) from None


def _snapshot(report: Report, task: TaskInfo) -> Snapshot:
    standing = task.standing
    return Snapshot(
        report=report,
        task_id=task.id,
        status=standing.status,
        state=task.case.state,
        phase=task.case.phase,
        share=standing.share,
        expected=standing.expected,
        finish_on=standing.finish,
        finish_low=standing.finish_low,
        finish_high=standing.finish_high,
        due_on=task.due_on,
        lead=task.case.lead,
        blocked=list(task.blocked_by),
        why_zh=standing.why.zh[:1000],
        why_en=standing.why.en[:1000],
    )


# Reading


def reports(kind: str = "", *, most: int = 24) -> tuple[ReportHead, ...]:
    """The last reports, the newest first."""
    rows = Report.objects.annotate(tasks=Count("snapshots")).order_by("-end_on", "-taken_at")
    return tuple(map(_head, (rows.filter(kind=kind) if kind else rows)[:most]))


def report_by_id(report_id: int) -> ReportHead:
    """One report. Raises TaskNotFound."""
    row = Report.objects.annotate(tasks=Count("snapshots")).filter(id=report_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这份报告。", "There is no such report."))
    return _head(row)


def _head(row: Report) -> ReportHead:
    return ReportHead(row.pk, row.kind, row.period, row.start_on, row.end_on, row.taken_at, row.taken_by, row.tasks)


@dataclass(frozen=True, slots=True)
class Reported:
    """A task in a report."""

    task_id: int
    number: str
    title: str
    lead: str  # code
    phase: str
    blocked: tuple[str, ...]
    shot: SnapshotInfo


def reported(report_id: int) -> tuple[Reported, ...]:
    """Every task as a report found it, the worst first."""
    rows = Snapshot.objects.filter(report_id=report_id).select_related("report", "task__case")
    found = [
        Reported(
            row.task_id,
            row.task.case.number,
            row.task.case.title,
            row.lead,
            row.phase,
            tuple(row.blocked),
            snapshot_info(row),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=_worst_first))


def _worst_first(row: Reported) -> tuple[int, date, str]:
    return status_of(row.shot.status).rank, row.shot.due_on or date.max, row.number


def report_before(report: ReportHead) -> ReportHead | None:
    """The report of the same kind before this one."""
    rows = Report.objects.annotate(tasks=Count("snapshots")).filter(kind=report.kind, end_on__lt=report.end_on)
    row = rows.order_by("-end_on").first()
    return _head(row) if row else None


def changes(before: Iterable[Reported], after: Iterable[Reported]) -> tuple[Change, ...]:
    """What is different between two reports: what is new, closed, better, worse, moved; the worst first."""
    known = {row.task_id: row for row in before}
    found = [change for row in after for change in _changes_of(known.get(row.task_id), row)]
    return tuple(sorted(found, key=lambda each: (each.better is not False, each.better is None, each.number)))


def _changes_of(before: Reported | None, after: Reported) -> Iterable[Change]:
    if before is None:
        yield Change("new", after.number, after.title, Text("新列入", "new"), None)
        return
    old, new = before.shot, after.shot
    if old.state != new.state and new.state in ("closed", "cancelled", "done_reported"):
        yield Change("state", after.number, after.title, _STATES[new.state], new.state != "cancelled")
    if old.status != new.status:
        better = status_of(new.status).rank > status_of(old.status).rank
        words = _pair(status_text(old.status), status_text(new.status))
        yield Change("status", after.number, after.title, words, better)
    if old.share is not None and new.share is not None and abs(new.share - old.share) >= NOTABLE_SHARE:
        words = Text(f"进度 {old.share:.0%} → {new.share:.0%}", f"done {old.share:.0%} → {new.share:.0%}")
        yield Change("share", after.number, after.title, words, new.share > old.share)
    if old.due_on != new.due_on:
        words = Text(
            f"完成日期 {_day(old.due_on)} → {_day(new.due_on)}", f"due {_day(old.due_on)} → {_day(new.due_on)}"
        )
        yield Change("due", after.number, after.title, words, None)
    for kind in sorted(set(after.blocked) - set(before.blocked)):
        yield Change("blocked", after.number, after.title, Text(kind), False)


_STATES = {
    "closed": Text("已销号", "closed"),
    "cancelled": Text("已取消", "given up"),
    "done_reported": Text("报完成，待核验", "reported done"),
}


def _pair(old: Text, new: Text) -> Text:
    return Text(f"{old.zh} → {new.zh}", f"{old.en} → {new.en}")


def _day(on: date | None) -> str:
    return on.isoformat() if on else "—"


# What a report counts


@dataclass(frozen=True, slots=True)
class UnitCount:
    """One organisation in a report: how many of its tasks are where, and how many got better or worse."""

    organisation: str
    total: int
    closed: int
    on_time: int
    late: int
    blocked: int
    unknown: int
    better: int
    worse: int


def by_unit(rows: Iterable[Reported], moved: Iterable[Change] = ()) -> tuple[UnitCount, ...]:
    """The organisations of a report, those with the largest share of late tasks first; "" has nobody in charge."""
    groups: dict[str, list[Reported]] = {}
    for row in rows:
        groups.setdefault(row.lead, []).append(row)
    turns = [change for change in moved if change.kind == "status"]
    counts = [_unit(code, found, turns) for code, found in groups.items()]
    return tuple(sorted(counts, key=lambda each: (-each.late / each.total, -each.total, each.organisation)))


def _unit(code: str, rows: list[Reported], turns: list[Change]) -> UnitCount:
    own = {row.number for row in rows}
    open_rows = [row for row in rows if row.phase in _OPEN]
    return UnitCount(
        organisation=code,
        total=len(rows),
        closed=sum(row.shot.state == "closed" for row in rows),
        on_time=sum(row.shot.status in ("ahead", "on_course") for row in open_rows),
        late=sum(row.shot.status in ("behind", "off_course") for row in open_rows),
        blocked=sum(bool(row.blocked) for row in open_rows),
        unknown=sum(row.shot.status == "unknown" for row in open_rows),
        better=sum(change.better is True and change.number in own for change in turns),
        worse=sum(change.better is False and change.number in own for change in turns),
    )
