"""Tasks come into being: one by one, or all that a plan promises and builds at once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.actions import move_case, open_case
from tidehead.city.cases.filling import LARGEST
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import NewCase
from tidehead.city.common.region import current_region
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.plans.queries import commitment_ids, commitments, plan_by_code, schedule, schedule_ids
from tidehead.city.plans.types import CommitmentInfo, PlanInfo, ScheduleInfo
from tidehead.city.tasks.models import Node, Task
from tidehead.city.tasks.rights import require_edit
from tidehead.city.tasks.rulebook import rules
from tidehead.city.tasks.types import COMMITMENT, SCHEDULE, UNASSIGNED, NewTask, TaskNotFound, TaskRefused
from tidehead.packs.periods import PeriodError, parse_period

LONGEST_TITLE = 300
LONGEST_MEASURE = 500


@dataclass(frozen=True, slots=True)
class NewNode:
    """A milestone of a task to be."""

    label: Text
    due_on: date | None = None
    weight: float = 1.0


@transaction.atomic
def make_task(*, by: Actor, new: NewTask, now: datetime, nodes: tuple[NewNode, ...] = (), case_type: str = "") -> str:
    """Make one task; with an owner it is assigned at once. Returns its number.

    Raises PermissionDenied, TaskRefused (no title, dates that do not follow each other, a promise or work that is a
    task already, no kind of task in the pack) and what the casework kernel refuses.
    """
    require_edit(by, new.place)
    return add_task(by=by, new=new, now=now, nodes=nodes, case_type=case_type)


def add_task(*, by: Actor, new: NewTask, now: datetime, nodes: tuple[NewNode, ...] = (), case_type: str = "") -> str:
    """As `make_task`, where the caller has asked whether the actor may, and is in a transaction."""
    refuse_terms(new.start_on, new.due_on, new.weight, new.target_value)
    if not new.title.strip():
        raise TaskRefused(Text("请写明任务内容。", "Say what is to be done."))
    kind = case_type or rules().case_type
    if not kind:
        told = "The pack says nothing about tasks. Add tasks.yaml and the case type that it names."
        raise TaskRefused(Text("资源包没有任务规则，请添加 tasks.yaml 及其事项类型。", told))
    case_id = open_case(by=by, new=_case_of(new, kind), now=now)
    known = Task.objects.filter(case_id=case_id).first()
    if known is not None:  # the same form, sent twice
        return known.case.number
    task = _keep(new, case_id)
    Node.objects.bulk_create(
        Node(
            task=task,
            label_zh=node.label.zh[:300],
            label_en=node.label.en[:300],
            due_on=node.due_on,
            weight=node.weight,
            ordinal=nth,
        )
        for nth, node in enumerate(nodes)
    )
    number = str(task.case.number)
    leave_trail(by.name, "task.made", f"task:{number}", at=now, detail={"origin": new.origin})
    if new.lead and new.owner:
        _assign_first(by, case_id, new, now)
    return number


def _case_of(new: NewTask, kind: str) -> NewCase:
    region = current_region()
    return NewCase(
        type=kind,
        title=new.title.strip()[:LONGEST_TITLE],
        place=new.place,
        lead=new.lead,
        owner="" if kind == rules().case_type else new.owner,
        co_owners=tuple(code for code in new.co_owners if code != new.lead),
        key=new.key,
        synthetic=bool(region and region.synthetic),
    )


def _keep(new: NewTask, case_id: int) -> Task:
    commitment = commitment_ids([new.commitment]).get(new.commitment) if new.commitment else None
    work = schedule_ids([new.work]).get(new.work) if new.work else None
    if (new.commitment and commitment is None) or (new.work and work is None):
        raise TaskNotFound(Text("没有这项承诺或工程。", "There is no such commitment or scheduled work."))
    plan_id = commitment[1] if commitment else work[1] if work else None
    try:
        with transaction.atomic():
            return Task.objects.create(
                case_id=case_id,
                origin=new.origin,
                commitment_id=commitment[0] if commitment else None,
                work_id=work[0] if work else None,
                project=new.project,
                plan_id=plan_id,
                section=new.section,
                industry=new.industry,
                list_class=new.list_class,
                year=new.year,
                start_on=new.start_on,
                due_on=new.due_on,
                measure=new.measure[:LONGEST_MEASURE],
                unit=new.unit,
                target_value=new.target_value,
                weight=new.weight,
                parent_id=_parent_id(new.parent),
            )
    except IntegrityError:
        told = "This promise, work or project is a task already."
        raise TaskRefused(Text("这项承诺、工程或项目已经列为任务。", told)) from None


def _parent_id(number: str) -> int | None:
    if not number:
        return None
    found = Task.objects.filter(case__number=number).values_list("id", flat=True).first()
    if found is None:
        raise TaskNotFound(Text(f"没有编号为 {number} 的任务。", f"There is no task {number}."))
    return int(found)


def _assign_first(by: Actor, case_id: int, new: NewTask, now: datetime) -> None:
    case = cases_of([case_id])[case_id]
    if case.state == UNASSIGNED:
        fields = {"lead": new.lead, "owner": new.owner}
        move_case(by=by, case_id=case_id, transition="assign", seen=case.seq, now=now, fields=fields)


def refuse_terms(start_on: date | None, due_on: date | None, weight: float, target: float | None = None) -> None:
    """Raises TaskRefused for dates that do not follow each other, a weight that is none, numbers beyond all measure."""
    if start_on and due_on and due_on < start_on:
        raise TaskRefused(Text("完成日期不能早于开始日期。", "A task cannot be due before it begins."))
    if not weight > 0:
        raise TaskRefused(Text("权重必须大于零。", "A weight must be more than zero."))
    refuse_number(weight)
    refuse_number(target)


def refuse_number(value: float | None) -> None:
    """Raises TaskRefused for what is no number or larger than anything that is counted."""
    if value is not None and not abs(value) <= LARGEST:  # holds for what is not a number, too
        raise TaskRefused(Text("数值过大或不是有效数字。", "The number is too large, or is none."))


# All of a plan


@transaction.atomic
def make_tasks_of_plan(*, by: Actor, plan: str, year: int, now: datetime) -> tuple[int, int]:
    """Make a task of everything that a plan promises and builds and that is none yet.

    What recurs becomes the task of `year`. Returns how many were made, and how many of them have no owner: the text
    rarely names a post, so all of them wait until somebody is named.
    """
    require_edit(by, "")
    found = plan_by_code(plan)
    if found is None:
        raise TaskNotFound(Text(f"没有编号为 {plan} 的规划。", f"There is no plan {plan}."))
    taken = set(Task.objects.filter(plan__code=plan).values_list("commitment__code", "year"))
    built = set(Task.objects.filter(plan__code=plan).values_list("work__code", flat=True))
    new = [from_commitment(one, found, year) for one in commitments(plan=plan)]
    wanted = [(each, ()) for each in new if (each.commitment, each.year) not in taken]
    works = [_from_work(one, found) for one in schedule(plan=plan) if one.code not in built]
    for task, nodes in (*wanted, *works):
        make_task(by=by, new=task, now=now, nodes=nodes)
    made = len(wanted) + len(works)
    leave_trail(by.name, "tasks.made", f"plan:{plan}", at=now, detail={"made": made, "year": year})
    return made, made


def from_commitment(promised: CommitmentInfo, plan: PlanInfo, year: int) -> NewTask:
    """What a commitment asks for, as a task; of the year, where it recurs."""
    recurs = bool(promised.recurrence)
    bodies = [code for code, _name in promised.responsible]
    quantity = promised.quantities[0] if promised.quantities else None
    start = date(year, 1, 1) if recurs else _first_day(promised.start) or _first_day(plan.period)
    due = date(year, 12, 31) if recurs else promised.deadline_on
    return NewTask(
        title=promised.label.zh or promised.label.en,
        origin=COMMITMENT,
        lead=bodies[0] if bodies else "",
        co_owners=tuple(bodies[1:]),
        place=promised.places[0][0] if promised.places else "",
        commitment=promised.code,
        section=promised.section,
        year=year if recurs else 0,
        start_on=None if start and due and start > due else start,
        due_on=due,
        measure=quantity.what if quantity else "",
        unit=quantity.unit if quantity else "",
        target_value=quantity.value if quantity else None,
        key=f"task:{promised.code}:{year if recurs else 0}",
    )


def _from_work(work: ScheduleInfo, plan: PlanInfo) -> tuple[NewTask, tuple[NewNode, ...]]:
    start = work.start_on or _first_day(plan.period)
    task = NewTask(
        title=work.label.zh or work.label.en,
        origin=SCHEDULE,
        place=work.place,
        work=work.code,
        list_class=_list_of_works(),
        start_on=None if start and work.finish_on and start > work.finish_on else start,
        due_on=work.finish_on,
        key=f"work:{work.code}",
    )
    return task, tuple(NewNode(each.label, each.on) for each in work.milestones)


def _list_of_works() -> str:
    """The major list that scheduled works belong to: the pack's one of that name."""
    return next((each.id for each in rules().lists if each.id in ("works", "infrastructure")), "")


def _first_day(period: str) -> date | None:
    try:
        return parse_period(period).start if period else None
    except PeriodError:
        return None
