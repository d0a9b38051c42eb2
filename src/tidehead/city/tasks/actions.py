"""What people do to a task: give it out, change its terms, report, say that it is done, close it, and look back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.calc.casework.types import EventKind
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.actions import assign_case, attach_file, fill_case, move_case, set_lead
from tidehead.city.cases.queries import case_relations, cases_of, events_of
from tidehead.city.cases.rights import may_work
from tidehead.city.cases.types import CaseInfo, CaseRefused, NewFile
from tidehead.city.common.once import bound_key
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.posts.queries import post_by_code
from tidehead.city.tasks.facts import today_of
from tidehead.city.tasks.making import NewNode, refuse_number, refuse_terms
from tidehead.city.tasks.models import Node, ProgressReport, Remark, Task
from tidehead.city.tasks.rights import co_owners_of, may_report, require_edit, works_on
from tidehead.city.tasks.types import (
    CLOSED,
    DONE_REPORTED,
    ENDED_STATES,
    RESOLUTION,
    UNASSIGNED,
    ChangedMeanwhile,
    Evidence,
    NewReport,
    TaskNotFound,
    TaskRefused,
    Terms,
)

LONGEST_WORDS = 4000
PROGRESS_FILE = "progress"
RESULT_FILE = "result"
NOT_BEGUN = ("assigned", "open")
"""States in which somebody has the task and has not begun: the first report begins it."""


def task_row(number: str, *, lock: bool = False) -> Task:
    """The stored task. Raises TaskNotFound."""
    rows = Task.objects.select_for_update(of=("self",)) if lock else Task.objects
    row = rows.select_related("case__type", "case__place").filter(case__number=number).first()
    if row is None:
        raise TaskNotFound(Text(f"没有编号为 {number} 的任务。", f"There is no task {number}."))
    return row


def case_of(row: Task) -> CaseInfo:
    return cases_of([row.case_id])[row.case_id]


# Who works on it


@transaction.atomic
def assign_task(*, by: Actor, number: str, lead: str, owner: str, now: datetime, seen: int | None = None) -> None:
    """Put a task in an organisation's charge and on a post's desk.

    seen: the last event that the actor had seen; None takes the task as it is. Raises PermissionDenied, TaskRefused
    and what the kernel refuses.
    """
    row = task_row(number, lock=True)
    case = case_of(row)
    require_edit(by, case.place)
    if not lead or not owner:
        told = "A task needs an organisation in charge and a post that works on it."
        raise TaskRefused(Text("任务必须有牵头单位和责任岗位。", told))
    fields = {"lead": lead, "owner": owner}
    if case.state == UNASSIGNED:
        move_case(by=by, case_id=case.id, transition="assign", seen=seen, now=now, fields=fields)
    else:
        _hand_over(by, case, fields, seen, now)
    leave_trail(by.name, "task.assigned", f"task:{number}", at=now, detail=fields)


def _hand_over(by: Actor, case: CaseInfo, wanted: dict[str, str], seen: int | None, now: datetime) -> None:
    """Another organisation, another post, or both; nothing is written where neither changes."""
    if case.lead != wanted["lead"]:
        set_lead(by=by, case_id=case.id, organisation=wanted["lead"], seen=seen, now=now)
        seen = cases_of([case.id])[case.id].seq
    if case.owner != wanted["owner"]:
        assign_case(by=by, case_id=case.id, post=wanted["owner"], seen=seen, now=now)


def assign_many(
    *, by: Actor, given: Iterable[tuple[str, str, str]], now: datetime
) -> tuple[tuple[str, Text | None], ...]:
    """Give out several tasks: number, organisation, post. What could not be given out says why; the rest is done."""
    results: list[tuple[str, Text | None]] = []
    for number, lead, owner in given:
        try:
            assign_task(by=by, number=number, lead=lead, owner=owner, now=now)
        except (TaskRefused, CaseRefused) as refused:
            results.append((number, refused.text))
        else:
            results.append((number, None))
    return tuple(results)


def organisation_of_post(code: str) -> str:
    """Code of the organisation that a post belongs to; empty where there is no such post."""
    post = post_by_code(code)
    return post.organisation if post else ""


# Its terms


@transaction.atomic
def edit_task(*, by: Actor, number: str, terms: Terms, reason: str, seen: int, now: datetime) -> None:
    """Change dates, measure and weight. `seen`: the version that the actor had seen; a later one is told.

    Raises PermissionDenied, TaskRefused, ChangedMeanwhile.
    """
    row = task_row(number, lock=True)
    require_edit(by, case_of(row).place)
    refuse_terms(terms.start_on, terms.due_on, terms.weight, terms.target_value)
    before = Terms(
        row.start_on, row.due_on, row.measure, row.unit, row.target_value, row.weight, row.list_class, row.industry
    )
    if before == terms:
        return
    if before.due_on != terms.due_on and not reason.strip():
        told = "Say why the date is moved: it is kept with the task."
        raise TaskRefused(Text("调整完成日期须说明原因，原因会随任务留存。", told))
    names = Terms.__dataclass_fields__
    changed = {name: getattr(terms, name) for name in names if getattr(before, name) != getattr(terms, name)}
    if Task.objects.filter(id=row.pk, version=seen).update(**changed, version=seen + 1) != 1:
        raise ChangedMeanwhile(_CHANGED)
    detail = {name: [_told(getattr(before, name)), _told(value)] for name, value in changed.items()}
    leave_trail(by.name, "task.edited", f"task:{number}", at=now, detail={**detail, "reason": reason.strip()})


_CHANGED = Text("已有他人修改，请刷新后再改。", "Somebody else changed it meanwhile. Reload the page and look again.")


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def add_node(*, by: Actor, number: str, node: NewNode, now: datetime) -> int:
    """Add a milestone. Returns its id."""
    row = task_row(number, lock=True)
    require_edit(by, case_of(row).place)
    if not node.label.zh.strip() and not node.label.en.strip():
        raise TaskRefused(Text("请写明节点内容。", "Say what the milestone is."))
    refuse_terms(None, None, node.weight)
    made = Node.objects.create(
        task=row,
        label_zh=node.label.zh.strip()[:300],
        label_en=node.label.en.strip()[:300],
        due_on=node.due_on,
        weight=node.weight,
        ordinal=row.nodes.count(),
    )
    leave_trail(by.name, "task.node_added", f"task:{number}", at=now, detail={"node": made.pk})
    return int(made.pk)


@transaction.atomic
def drop_node(*, by: Actor, node_id: int, now: datetime) -> None:
    """Take out a milestone that was not passed yet."""
    node = _node(node_id)
    require_edit(by, case_of(node.task).place)
    if node.done_on is not None:
        told = "A milestone that was passed stays."
        raise TaskRefused(Text("已完成的节点不能删除。", told))
    number = node.task.case.number
    node.delete()
    leave_trail(by.name, "task.node_dropped", f"task:{number}", at=now, detail={"node": node_id})


def _node(node_id: int) -> Node:
    row = Node.objects.select_related("task__case__place").filter(id=node_id).first()
    if row is None:
        raise TaskNotFound(Text("没有这个节点。", "There is no such milestone."))
    return row


def task_of_node(node_id: int) -> str | None:
    """Number of the task that a milestone belongs to."""
    return Node.objects.filter(id=node_id).values_list("task__case__number", flat=True).first()


# What is reported


@transaction.atomic
def report_progress(*, by: Actor, number: str, report: NewReport, now: datetime) -> int:
    """Report how far a task is, with what shows it. Returns the report's id.

    The same key of the same account reports once on a task. Raises PermissionDenied, TaskRefused (it is ended or nobody
    has it; the day is to come; no share, value or words; a number beyond all measure; a report that is restated
    already; a key that came with another report).
    """
    row = task_row(number, lock=True)
    case = _reportable(by, row)
    key = bound_key(report.key, row.pk, by.name if by.pk is None else by.pk)
    known = ProgressReport.objects.filter(key=key).first() if key else None
    if known is not None:
        _refuse_another(known, report)
        return int(known.pk)
    _refuse_report(row, report, now)
    evidence = _attach(by, case, report.evidence, PROGRESS_FILE, now)
    made = _keep_report(row, report, evidence, by, now, key=key)
    _take_up(by, row, report, now)
    detail = {"report": made.pk, "share": report.share, "value": report.value, "restates": report.restates}
    leave_trail(by.name, "task.progress_reported", f"task:{number}", at=now, detail=detail)
    return int(made.pk)


def _reportable(by: Actor, row: Task) -> CaseInfo:
    case = case_of(row)
    if not may_report(by, case, co_owners_of(row)):
        raise PermissionDenied
    if case.state in ENDED_STATES:
        raise TaskRefused(Text("任务已结束，不能再填报。", "The task has ended; nothing more can be reported."))
    if case.state == UNASSIGNED:
        raise TaskRefused(Text("任务还没有责任人，请先落实。", "Nobody has this task yet: give it an owner first."))
    return case


def _refuse_another(known: ProgressReport, report: NewReport) -> None:
    """A form that was sent, changed and sent again is another report: it is not to be lost without a word."""
    said = (report.about, report.share, report.value, report.words.strip(), report.restates)
    if (known.about, known.share, known.value, known.words, known.restates_id) != said:
        told = "This form was sent already, with something else in it. Reload the page and report anew."
        raise TaskRefused(Text("这张表单已提交过，内容不同。请刷新页面后重新填报。", told))


def _refuse_report(row: Task, report: NewReport, now: datetime) -> None:
    if report.share is None and report.value is None and not report.words.strip():
        raise TaskRefused(Text("请填写进度、数值或说明。", "Report a share, a value or words."))
    if report.share is not None and not 0 <= report.share <= 1:
        raise TaskRefused(Text("进度应在 0 到 100% 之间。", "A share lies between 0 and 100 %."))
    refuse_number(report.value)
    if report.about > today_of(now):
        raise TaskRefused(Text("不能填报将来的日期。", "A report cannot be about a day that is to come."))
    if len(report.words) > LONGEST_WORDS:
        raise TaskRefused(Text(f"说明不超过 {LONGEST_WORDS} 字。", f"Use at most {LONGEST_WORDS} characters."))
    if report.restates is not None:
        earlier = ProgressReport.objects.filter(id=report.restates, task=row)
        if not earlier.filter(restated_by__isnull=True).exists():
            told = "That report does not exist or was restated already."
            raise TaskRefused(Text("该填报不存在或已被更正。", told))


def _attach(by: Actor, case: CaseInfo, evidence: Evidence | None, kind: str, now: datetime) -> int | None:
    if evidence is None:
        return None
    return attach_file(by=by, case_id=case.id, file=NewFile(evidence.name, kind, evidence.content), now=now)


def _keep_report(
    row: Task, report: NewReport, evidence: int | None, by: Actor, now: datetime, *, key: str | None
) -> ProgressReport:
    try:
        with transaction.atomic():
            return ProgressReport.objects.create(
                task=row,
                about=report.about,
                share=report.share,
                value=report.value,
                words=report.words.strip(),
                evidence_id=evidence,
                by=by.name,
                at=now,
                restates_id=report.restates,
                key=key,
            )
    except IntegrityError:
        raise ChangedMeanwhile(_CHANGED) from None


def _take_up(by: Actor, row: Task, report: NewReport, now: datetime) -> None:
    """A report on a task that nobody has begun begins it; the case's own field says how far it is."""
    case = _begun(by, row, now)
    works = may_work(case_relations(case.id, by))  # a co-owner's report is kept beside the case, not in it
    if report.share is not None and row.origin != RESOLUTION and works:
        said = {"progress_share": round(100 * report.share, 1)}
        fill_case(by=by, case_id=case.id, fields=said, seen=case.seq, now=now)


def _begun(by: Actor, row: Task, now: datetime) -> CaseInfo:
    """The case, begun where whoever reports works on it; an office that reports for others does not begin it."""
    case = case_of(row)
    working = works_on(by, lead=case.lead, owner=case.owner, co_owners=co_owners_of(row))
    if case.state in NOT_BEGUN and working:
        move_case(by=by, case_id=case.id, transition="start", seen=case.seq, now=now)
        return case_of(row)
    return case


@transaction.atomic
def pass_node(*, by: Actor, node_id: int, done_on: date, evidence: Evidence | None, now: datetime) -> None:
    """Say that a milestone was passed, with what shows it."""
    node = _node(node_id)
    row = task_row(node.task.case.number, lock=True)
    case = _reportable(by, row)
    if done_on > today_of(now):
        raise TaskRefused(Text("不能填报将来的日期。", "A report cannot be about a day that is to come."))
    if evidence is None:
        told = "Attach what shows that the milestone was passed."
        raise TaskRefused(Text("请附上节点完成的证明材料。", told))
    file_id = _attach(by, case, evidence, PROGRESS_FILE, now)
    done = {"done_on": done_on, "done_by": by.name, "evidence_id": file_id}
    if Node.objects.filter(id=node_id, done_on=None).update(**done) != 1:
        raise ChangedMeanwhile(_CHANGED)
    _begun(by, row, now)
    leave_trail(by.name, "task.node_passed", f"task:{case.number}", at=now, detail={"node": node_id})


@transaction.atomic
def remark_on(*, by: Actor, number: str, status: str, words: str, now: datetime) -> None:
    """Say something to the computed status. It stands beside the light; the light stays as it is."""
    row = task_row(number)
    if not may_report(by, case_of(row), co_owners_of(row)):
        raise PermissionDenied
    if not words.strip():
        raise TaskRefused(Text("请写明说明。", "Write the remark."))
    Remark.objects.create(task=row, status=status, words=words.strip()[:1000], by=by.name, at=now)
    leave_trail(by.name, "task.remarked", f"task:{number}", at=now, detail={"status": status})


# Done, closed, sent back


@transaction.atomic
def report_done(
    *, by: Actor, number: str, words: str, evidence: Evidence | None, now: datetime, seen: int | None = None
) -> None:
    """Say that a task is done, with what shows it; somebody else will look at it and close it."""
    row = task_row(number, lock=True)
    case = _reportable(by, row)
    files = (NewFile(evidence.name, RESULT_FILE, evidence.content),) if evidence else ()
    said = {"done_words": words.strip()}
    move_case(by=by, case_id=case.id, transition="report_done", seen=seen, now=now, fields=said, files=files)
    leave_trail(by.name, "task.done_reported", f"task:{number}", at=now)


@transaction.atomic
def close_task(*, by: Actor, number: str, finding: str, now: datetime, seen: int | None = None) -> None:
    """Close a task that was reported done (销号): by the office, and by somebody else than who reported it.

    finding: what the evidence was found to show. Raises PermissionDenied, TaskRefused and what the kernel refuses.
    """
    row = task_row(number, lock=True)
    case = case_of(row)
    require_edit(by, case.place)
    if who_reported_done(case.id) == by.name:
        told = "Whoever reported it done does not close it: a second person looks at the evidence."
        raise TaskRefused(Text("报完成的人不能自己销号，须由另一人核验。", told))
    move_case(by=by, case_id=case.id, transition="close", seen=seen, now=now, reason=finding.strip())
    leave_trail(by.name, "task.closed", f"task:{number}", at=now)


def who_reported_done(case_id: int) -> str:
    """Name of the person who last said that a task is done; empty where nobody did."""
    return _who_moved(case_id, DONE_REPORTED)


def who_closed(case_id: int) -> str:
    """Name of the person who last closed a task; empty where nobody did."""
    return _who_moved(case_id, CLOSED)


def _who_moved(case_id: int, state: str) -> str:
    moves = (each for each in events_of(case_id) if each.kind is EventKind.MOVED and each.data.get("to") == state)
    return next((each.by for each in reversed(tuple(moves))), "")


@transaction.atomic
def send_back(*, by: Actor, number: str, reason: str, now: datetime, seen: int | None = None) -> None:
    """Send a task that was reported done back to its owner, saying what is missing."""
    _office_move(by, number, "send_back", reason=reason, now=now, seen=seen)


@transaction.atomic
def reopen_task(*, by: Actor, number: str, reason: str, now: datetime, seen: int | None = None) -> None:
    """Open a closed task again."""
    _office_move(by, number, "reopen", reason=reason, now=now, seen=seen)


@transaction.atomic
def cancel_task(*, by: Actor, number: str, reason: str, now: datetime, seen: int | None = None) -> None:
    """Give a task up, saying why."""
    _office_move(by, number, "cancel", reason=reason, now=now, seen=seen)


def _office_move(by: Actor, number: str, transition: str, *, reason: str, now: datetime, seen: int | None) -> None:
    row = task_row(number, lock=True)
    case = case_of(row)
    require_edit(by, case.place)
    move_case(by=by, case_id=case.id, transition=transition, seen=seen, now=now, reason=reason.strip())
    leave_trail(by.name, f"task.{transition}", f"task:{number}", at=now)


def is_closed(number: str) -> bool:
    """Whether a task has been closed."""
    return Task.objects.filter(case__number=number, case__state=CLOSED).exists()
