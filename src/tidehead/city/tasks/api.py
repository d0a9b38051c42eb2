"""Tasks, reports and meetings under /api/: lists, one of each, and reporting of progress."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.city.cases.filling import LARGEST
from tidehead.city.common.types import Text
from tidehead.city.tasks import meeting_queries, queries, reporting
from tidehead.city.tasks.actions import report_progress
from tidehead.city.tasks.rights import DECIDE, PREPARE
from tidehead.city.tasks.types import (
    Change,
    ChangedMeanwhile,
    MeetingDetail,
    MeetingHead,
    NewReport,
    NodeInfo,
    ReportHead,
    SnapshotInfo,
    Standing,
    TaskFilter,
    TaskInfo,
    TaskNotFound,
    TaskRefused,
)

router = Router(tags=["tasks"])
ERRORS: dict[type[Exception], int] = {TaskNotFound: 404, ChangedMeanwhile: 409, TaskRefused: 422}


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


class TaskOut(Schema):
    """A task with its standing, which is computed from evidence and time. Codes as in the pack; shares are 0 to 1."""

    number: str
    title: str
    state: str
    state_label: Text
    lead: str
    owner: str
    place: str
    origin: str
    commitment: str
    work: str
    project: str
    plan: str
    section: str
    list_class: str
    year: int
    start_on: date | None
    due_on: date | None
    measure: str
    unit: str
    target_value: float | None
    blocked_by: list[str]
    escalated: bool
    standing: Standing
    synthetic: bool


class TaskDetailOut(Schema):
    """A task with its milestones and its light in the last reports."""

    task: TaskOut
    nodes: list[NodeInfo]
    history: list[SnapshotInfo]


class ProgressIn(Schema):
    """What is reported: a share of the whole (0 to 1), a value in the task's unit, or words. Without a file it is shown
    as claimed and not counted. key: the same key of the same
    account reports once on a task. restates: the id of a report that was wrong."""

    about: date
    share: float | None = Field(None, ge=0, le=1, allow_inf_nan=False)
    value: float | None = Field(None, ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    words: str = ""
    key: str = Field("", max_length=80)
    restates: int | None = None


class ProgressMade(Schema):
    """The id of a report of progress."""

    id: int


class ReportedOut(Schema):
    """A task as a report found it."""

    number: str
    title: str
    lead: str
    blocked: list[str]
    snapshot: SnapshotInfo


class ReportOut(Schema):
    """A report: when it was taken, every task as it was found, what changed since the one before."""

    report: ReportHead
    before: ReportHead | None
    tasks: list[ReportedOut]
    changes: list[Change]


def task_out(task: TaskInfo) -> TaskOut:
    """A task as systems read it."""
    case = task.case
    return TaskOut(
        number=case.number,
        title=case.title,
        state=case.state,
        state_label=case.state_label,
        lead=case.lead,
        owner=case.owner,
        place=case.place,
        origin=task.origin,
        commitment=task.commitment,
        work=task.work,
        project=task.project,
        plan=task.plan,
        section=task.section,
        list_class=task.list_class,
        year=task.year,
        start_on=task.start_on,
        due_on=task.due_on,
        measure=task.measure,
        unit=task.unit,
        target_value=task.target_value,
        blocked_by=list(task.blocked_by),
        escalated=task.escalated,
        standing=task.standing,
        synthetic=case.synthetic,
    )


@router.get("/tasks", response=list[TaskOut], summary="Tasks with their lights, those that are due first on top")
@paginate(LimitOffsetPagination)
def list_tasks(  # noqa: PLR0913
    request: HttpRequest,
    *,
    plan: str = "",
    organisation: str = "",
    place: str = "",
    state: str = "",
    status: str = "",
    list_class: str = "",
    year: int = 0,
    open_only: bool = False,
) -> list[TaskOut]:
    wanted = TaskFilter(
        plan=plan,
        organisation=organisation,
        place=place,
        state=state,
        status=status,
        list_class=list_class,
        year=year,
        open_only=open_only,
    )
    return [task_out(each) for each in queries.tasks(wanted, now=timezone.now())]


@router.get("/tasks/reports", response=list[ReportHead], summary="Reports over all tasks, the newest first")
def list_reports(request: HttpRequest, kind: str = "") -> list[ReportHead]:
    return list(reporting.reports(kind))


@router.get("/tasks/reports/{report_id}", response=ReportOut, summary="One report with what changed in it")
def get_report(request: HttpRequest, report_id: int) -> ReportOut:
    head = reporting.report_by_id(report_id)
    before, rows = reporting.report_before(head), reporting.reported(report_id)
    moved = reporting.changes(reporting.reported(before.id), rows) if before else ()
    told = [
        ReportedOut(number=row.number, title=row.title, lead=row.lead, blocked=list(row.blocked), snapshot=row.shot)
        for row in rows
    ]
    return ReportOut(report=head, before=before, tasks=told, changes=list(moved))


@router.get("/tasks/meetings", response=list[MeetingHead], summary="Meetings, the newest first")
def list_meetings(request: HttpRequest) -> list[MeetingHead]:
    _require_staff(request)
    return list(meeting_queries.meetings())


@router.get("/tasks/meetings/{meeting_id}", response=MeetingDetail, summary="One meeting: agenda, minutes, resolutions")
def get_meeting(request: HttpRequest, meeting_id: int) -> MeetingDetail:
    _require_staff(request)
    return meeting_queries.meeting_detail(meeting_id, now=timezone.now())


def _require_staff(request: HttpRequest) -> None:
    """Minutes are for those who work, not for everybody who may look at figures."""
    if not any(request.actor.may(permission) for permission in ("cases.handle", "cases.view", PREPARE, DECIDE)):
        raise PermissionDenied


@router.get("/tasks/{number}", response=TaskDetailOut, summary="One task")
def get_task(request: HttpRequest, number: str) -> TaskDetailOut:
    detail = queries.task_detail(number, now=timezone.now())
    return TaskDetailOut(task=task_out(detail.task), nodes=list(detail.nodes), history=list(detail.history))


@router.post(
    "/tasks/{number}/progress",
    response={201: ProgressMade},
    auth=[by_token, django_auth],
    summary="Report how far a task is",
)
def post_progress(request: HttpRequest, number: str, given: ProgressIn) -> Status:
    made = report_progress(by=request.actor, number=number, report=NewReport(**given.dict()), now=timezone.now())
    return Status(201, ProgressMade(id=made))
