"""Tasks, as pages and other apps see them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from tidehead.city.cases.types import CaseInfo
from tidehead.city.common.types import Text

COMMITMENT = "commitment"
SCHEDULE = "schedule"
PROJECT = "project"
RESOLUTION = "resolution"
OWN = "own"
ORIGINS = (COMMITMENT, SCHEDULE, PROJECT, RESOLUTION, OWN)

UNASSIGNED = "unassigned"
BLOCKED = "blocked"
DONE_REPORTED = "done_reported"
CLOSED = "closed"
CANCELLED = "cancelled"
ENDED_STATES = frozenset({CLOSED, CANCELLED})

REPORT_KINDS = ("week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be made. Without `lead` and `owner` it waits for an owner; `due_on` None is open."""

    title: str
    origin: str = OWN
    lead: str = ""  # code of an organisation
    owner: str = ""  # code of a post
    co_owners: tuple[str, ...] = ()
    place: str = ""
    commitment: str = ""
    work: str = ""
    project: str = ""
    section: str = ""
    industry: str = ""
    list_class: str = ""
    year: int = 0
    start_on: date | None = None
    due_on: date | None = None
    measure: str = ""
    unit: str = ""
    target_value: float | None = None
    weight: float = 1.0
    parent: str = ""  # number of a task
    key: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be edited in a task."""

    start_on: date | None
    due_on: date | None
    measure: str
    unit: str
    target_value: float | None
    weight: float
    list_class: str
    industry: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that shows what is reported."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody reports: a share (0–1) of the whole, or a value in the task's unit, or only words.

    restates: the id of an earlier report that was wrong. key: the same key reports once.
    """

    about: date
    share: float | None = None
    value: float | None = None
    words: str = ""
    evidence: Evidence | None = None
    restates: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class NodeInfo:
    id: int
    label: Text
    due_on: date | None
    weight: float
    done_on: date | None
    done_by: str
    evidence: int | None  # id of an attachment
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """One report of progress. `restated`: a later one stands in its place."""

    id: int
    about: date
    share: float | None
    value: float | None
    words: str
    evidence: int | None
    evidence_name: str
    by: str
    at: datetime
    restates: int | None
    restated: bool


@dataclass(frozen=True, slots=True)
class RemarkInfo:
    status: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BlockerInfo:
    """What stands in the way: its own case with its own owner and clock."""

    kind: str
    case: CaseInfo
    days: float  # so far, or until it was resolved
    is_open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands, computed from evidence and time; nobody sets it.

    share: 0–1 shown by evidence; claimed: the last share that was reported, with or without evidence; expected: what
    the days that have passed ask for. finish: forecast day with its interval, None where nothing tells.
    """

    status: str
    why: Text
    share: float | None
    claimed: float | None
    expected: float | None
    finish: date | None = None
    finish_low: date | None = None
    finish_high: date | None = None
    days_late: int = 0
    blocked_days: tuple[tuple[str, float], ...] = ()  # days of its lateness by kind of blocker
    own_days: float = 0.0


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """One line of the lists of tasks."""

    id: int
    case: CaseInfo
    origin: str
    commitment: str
    work: str
    project: str
    plan: str
    section: str
    industry: str
    list_class: str
    year: int
    start_on: date | None
    due_on: date | None
    measure: str
    unit: str
    target_value: float | None
    weight: float
    parent: str
    version: int
    standing: Standing
    blocked_by: tuple[str, ...] = ()  # kinds of what is open
    next_node: NodeInfo | None = None
    nodes_done: int = 0
    nodes: int = 0
    escalated: bool = False

    @property
    def number(self) -> str:
        return self.case.number

    @property
    def title(self) -> str:
        return self.case.title

    @property
    def is_open(self) -> bool:
        return self.case.state not in ENDED_STATES


@dataclass(frozen=True, slots=True)
class PromiseInfo:
    """The commitment that a task comes from."""

    code: str
    label: Text
    source: str
    locator: str
    targets: tuple[str, ...]  # codes of those that measure it


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """One task with all that is kept beside its case."""

    task: TaskInfo
    promise: PromiseInfo | None
    nodes: tuple[NodeInfo, ...]
    reports: tuple[ReportInfo, ...]
    remarks: tuple[RemarkInfo, ...]
    blockers: tuple[BlockerInfo, ...]
    history: tuple["SnapshotInfo", ...]
    parts: tuple[tuple[str, str], ...]  # number and title of the tasks that it is made of
    agenda: tuple["AgendaRef", ...]
    escalations: tuple["EscalationInfo", ...]
    checks: tuple["CheckInfo", ...]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; empty texts ask for nothing."""

    plan: str = ""
    section: str = ""
    organisation: str = ""
    place: str = ""  # with what stands under it
    state: str = ""
    status: str = ""
    list_class: str = ""
    industry: str = ""
    year: int = 0
    origin: str = ""
    text: str = ""
    mine: bool = False
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class Unowned:
    """Something that has no owner, with organisations that might be one and why."""

    task: TaskInfo
    suggestions: tuple["Suggestion", ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    organisation: str
    label: Text
    post: str  # code of its post that would work on it, where it has one
    post_label: Text
    why: Text


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    report: int
    kind: str
    period: str
    end_on: date
    status: str
    state: str
    share: float | None
    expected: float | None
    finish_on: date | None
    due_on: date | None
    why: Text


@dataclass(frozen=True, slots=True)
class ReportHead:
    """A report over all tasks, as it is listed."""

    id: int
    kind: str
    period: str
    start_on: date
    end_on: date
    taken_at: datetime
    taken_by: str
    tasks: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is different in a task since the report before: new | status | share | due | state | gone."""

    kind: str
    number: str
    title: str
    text: Text
    better: bool | None  # None: neither


@dataclass(frozen=True, slots=True)
class EscalationInfo:
    id: int
    rule: str
    reason: Text
    by: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgendaRef:
    """A meeting that dealt with a task."""

    meeting: int
    title: str
    held_on: date
    state: str
    reason: Text
    minutes: str


@dataclass(frozen=True, slots=True)
class CheckInfo:
    id: int
    draw: int
    task_number: str
    title: str
    result: str
    words: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawInfo:
    id: int
    seed: int
    share: float
    closed_from: date
    closed_to: date
    population: int
    drawn_by: str
    drawn_at: datetime
    checks: tuple[CheckInfo, ...]


@dataclass(frozen=True, slots=True)
class YearItemInfo:
    id: int
    label: Text
    task: str  # number
    lead: str
    lead_label: Text
    due_on: date | None
    dropped: bool


@dataclass(frozen=True, slots=True)
class YearChangeInfo:
    kind: str
    item: Text
    before: str
    after: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YearPlanInfo:
    id: int
    year: int
    industry: str
    state: str
    copied_from: int | None
    made_by: str
    adopted_by: str
    items: tuple[YearItemInfo, ...] = ()
    changes: tuple[YearChangeInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatInfo:
    id: int
    role: str
    organisation: str
    organisation_label: Text
    post: Text
    holder: str
    present: bool | None
    deputy: str


@dataclass(frozen=True, slots=True)
class NewResolution:
    """What a meeting decides on an item. Without `owner` the organisation's office gives it to a post."""

    words: str
    lead: str  # code of an organisation
    due_on: date
    owner: str = ""  # code of a post


@dataclass(frozen=True, slots=True)
class ResolutionInfo:
    id: int
    nth: int
    words: str
    lead: str
    lead_label: Text
    owner: str
    owner_label: Text
    due_on: date
    task: str  # number, once it is one
    state_label: Text
    status: str


@dataclass(frozen=True, slots=True)
class AgendaItemInfo:
    id: int
    title: str
    task: str  # number
    origin: str
    reason: Text
    ordinal: int
    left_out: bool
    minutes: str
    status: str
    resolutions: tuple[ResolutionInfo, ...]


@dataclass(frozen=True, slots=True)
class MeetingHead:
    id: int
    group: str
    group_label: Text
    period: str
    title: str
    held_on: date
    venue: str
    state: str
    items: int
    resolutions: int
    open_resolutions: int


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    head: MeetingHead
    version: int
    opening: str
    adopted_by: str
    adopted_at: datetime | None
    seats: tuple[SeatInfo, ...]
    agenda: tuple[AgendaItemInfo, ...]
    follow_up: tuple[ResolutionInfo, ...] = field(default=())  # what the meeting before decided


class TaskRefused(Exception):
    """Something cannot be done to a task or a meeting as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class TaskNotFound(TaskRefused):
    """There is no such task, meeting or report."""


class ChangedMeanwhile(TaskRefused):
    """Somebody else was quicker."""
