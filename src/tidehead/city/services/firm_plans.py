"""One plan for one firm: its problem, its measures, who looks after it, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tidehead.city.accounts.types import Actor
from tidehead.city.common.slices import Slices
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.queries import enterprise_ids
from tidehead.city.places.queries import organisation_ids
from tidehead.city.posts.queries import post_ids
from tidehead.city.services import requests
from tidehead.city.services.models import FirmPlan, PlanMeasure
from tidehead.city.services.overseeing import readable
from tidehead.city.services.pairings import officer_of
from tidehead.city.services.types import (
    CLOSED,
    OPEN,
    VISIT,
    MeasureInfo,
    NewRequest,
    NotThere,
    PlanInfo,
    ServiceRefused,
)

LONGEST_TITLE, LONGEST_WORDS = 200, 5_000
_NO_PLAN = Text("没有这个方案。", "There is no such plan.")


@dataclass(frozen=True, slots=True)
class NewMeasure:
    words: str
    organisation: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewPlan:
    """`owner`: code of the post that looks after the plan. `key`: the same key makes one plan."""

    enterprise: str
    title: str
    problem: str
    owner: str
    due_on: date | None = None
    measures: tuple[NewMeasure, ...] = ()
    key: str = ""


@transaction.atomic
def make_plan(new: NewPlan, *, by: Actor, now: datetime) -> int:
    """Make a plan for a firm. Returns its id. Raises PermissionDenied, ServiceRefused."""
    if not by.may("cases.open"):
        raise PermissionDenied
    if new.key and (known := FirmPlan.objects.filter(key=new.key).values_list("id", flat=True).first()):
        return int(known)
    firm, owner = enterprise_ids().get(new.enterprise), post_ids([new.owner]).get(new.owner)
    if firm is None or owner is None:
        raise ServiceRefused(Text("请选择企业和责任岗位。", "Choose the firm and the post that looks after it."))
    if not new.title.strip() or not new.problem.strip():
        raise ServiceRefused(Text("请填写方案名称和企业的问题。", "Give the plan a name, and say what the problem is."))
    if len(new.title) > LONGEST_TITLE or len(new.problem) > LONGEST_WORDS:
        raise ServiceRefused(Text("文字过长。", "The words are too long."))
    row = FirmPlan(
        enterprise_id=firm,
        title=new.title.strip(),
        problem=new.problem.strip(),
        owner_id=owner,
        due_on=new.due_on,
        made_by=by.name,
        made_at=now,
        key=new.key or None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # sent twice at the same moment
        return int(FirmPlan.objects.values_list("id", flat=True).get(key=new.key))
    for nth, measure in enumerate(new.measures):
        _add(row, measure, nth)
    leave_trail(by.name, "plan.made", f"firm_plan:{row.pk}", at=now, detail={"enterprise": new.enterprise})
    return int(row.pk)


@transaction.atomic
def add_measure(measure: NewMeasure, *, by: Actor, plan_id: int, now: datetime) -> None:
    """Add a measure to an open plan."""
    row = _owned(plan_id, by)
    _add(row, measure, row.measures.count())
    leave_trail(by.name, "plan.measure_added", f"firm_plan:{plan_id}", at=now, detail={"words": measure.words})


def _add(row: FirmPlan, measure: NewMeasure, ordinal: int) -> None:
    if not measure.words.strip() or len(measure.words) > 500:
        raise ServiceRefused(Text("请写明措施（最多 500 字）。", "Say what the measure is, in 500 characters."))
    PlanMeasure.objects.create(
        plan=row,
        words=measure.words.strip(),
        organisation_id=organisation_ids().get(measure.organisation),
        due_on=measure.due_on,
        ordinal=ordinal,
    )


def _owned(plan_id: int, by: Actor) -> FirmPlan:
    """An open plan that the actor may change: its owner, or an office."""
    row = FirmPlan.objects.select_for_update(of=("self",)).select_related("owner").filter(id=plan_id).first()
    if row is None or not FirmPlan.objects.filter(_visible(by), id=plan_id).exists():
        raise NotThere(_NO_PLAN)
    mine = any(post.code == row.owner.code for post in by.posts)
    if not mine and not by.may("cases.dispatch"):
        raise PermissionDenied
    if row.state != OPEN:
        raise ServiceRefused(Text("方案已经办结。", "The plan is closed."))
    return row


@transaction.atomic
def finish_measure(*, by: Actor, plan_id: int, measure_id: int, day: date, now: datetime) -> None:
    """Say that a measure is done."""
    _owned(plan_id, by)
    if PlanMeasure.objects.filter(id=measure_id, plan=plan_id, done_on=None).update(done_on=day) != 1:
        raise ServiceRefused(Text("这项措施已经完成或不存在。", "This measure is done already, or there is none."))
    leave_trail(by.name, "plan.measure_done", f"firm_plan:{plan_id}", at=now, detail={"measure": measure_id})


@transaction.atomic
def open_request_for(*, by: Actor, plan_id: int, measure_id: int, now: datetime) -> int:
    """Put a measure into the pool as a request of the firm. Returns the case's id; once only."""
    row = _owned(plan_id, by)
    measure = row.measures.filter(id=measure_id).first()
    if measure is None:
        raise NotThere(_NO_PLAN)
    if measure.case_id:
        return int(measure.case_id)
    words = f"{measure.words}\n\n{row.title}: {row.problem}"
    new = NewRequest(
        enterprise=row.enterprise.code, title=measure.words, words=words, channel=VISIT, key=f"measure:{measure.pk}"
    )
    case_id = requests.ask(new, by=by, now=now)
    PlanMeasure.objects.filter(id=measure.pk).update(case=case_id)
    return case_id


@transaction.atomic
def close_plan(*, by: Actor, plan_id: int, result: str, now: datetime) -> None:
    """Close a plan with what came of it."""
    _owned(plan_id, by)
    if not result.strip():
        raise ServiceRefused(Text("请写明成效。", "Say what came of it."))
    FirmPlan.objects.filter(id=plan_id).update(state=CLOSED, result=result.strip(), closed_at=now)
    leave_trail(by.name, "plan.closed", f"firm_plan:{plan_id}", at=now)


# Reading


def _visible(actor: Actor) -> Q:
    return readable(actor, post="owner")


def plan_slices(actor: Actor, *, enterprise: str = "") -> Slices[PlanInfo]:
    """Plans that the actor may see: open ones first, those due first."""
    rows = _rows().filter(_visible(actor)).order_by("-state", "due_on", "id")
    if enterprise:
        rows = rows.filter(enterprise__code=enterprise)
    return Slices(lambda offset, limit: _infos(rows[offset : offset + limit]), rows.count)


def plan_by_id(plan_id: int, actor: Actor) -> PlanInfo | None:
    return next(iter(_infos(_rows().filter(_visible(actor), id=plan_id))), None)


def may_change(plan: PlanInfo, actor: Actor) -> bool:
    """Whether the actor may add to an open plan and close it."""
    mine = any(post.code == plan.owner for post in actor.posts)
    return plan.state == OPEN and (mine or actor.may("cases.dispatch"))


def post_for(actor: Actor, enterprise: str) -> str:
    """The post through which somebody looks after a plan: their own, else that of the firm's officer; "" for none."""
    own = next((post.code for post in actor.posts if "cases.open" in post.permissions), "")
    officer = officer_of(enterprise) if not own else None
    return own or (officer.post if officer else "")


def _rows() -> QuerySet[FirmPlan]:
    related = FirmPlan.objects.select_related("enterprise", "owner")
    return related.prefetch_related("measures__organisation", "measures__case")


def _infos(rows: Iterable[FirmPlan]) -> list[PlanInfo]:
    return [_info(row) for row in rows]


def _info(row: FirmPlan) -> PlanInfo:
    measures = sorted(row.measures.all(), key=lambda one: (one.ordinal, one.pk))
    return PlanInfo(
        id=row.pk,
        enterprise=row.enterprise.code,
        enterprise_label=Text(row.enterprise.label_zh, row.enterprise.label_en),
        title=row.title,
        problem=row.problem,
        owner=row.owner.code,
        owner_label=Text(row.owner.label_zh, row.owner.label_en),
        due_on=row.due_on,
        state=row.state,
        result=row.result,
        measures=tuple(_measure(one) for one in measures),
    )


def _measure(row: PlanMeasure) -> MeasureInfo:
    body = row.organisation
    return MeasureInfo(
        id=row.pk,
        words=row.words,
        organisation_label=Text(body.label_zh, body.label_en) if body else Text(""),
        due_on=row.due_on,
        done_on=row.done_on,
        case=row.case.number if row.case else "",
    )
