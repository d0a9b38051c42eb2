"""Writing the promise book: promises are entered, their performance is reported, and they end with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidehead.city.accounts.types import Actor
from tidehead.city.common.once import bound_key
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.projects.given import refuse_number
from tidehead.city.projects.models import Performance, Promise
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import must_edit
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import OPEN, PROMISE_STATES, ProjectInfo, ProjectRefused


@dataclass(frozen=True, slots=True)
class NewPromise:
    """What is promised: a number, or words where it has none. `key`: sent twice by the same person, it is one."""

    kind: str
    value: float | None = None
    words: str = ""
    due_on: date | None = None
    clause: str = ""
    basis: str = ""
    key: str = ""


@transaction.atomic
def make_promise(*, by: Actor, number: str, new: NewPromise, now: datetime) -> int:
    """Enter a promise of one side. Raises PermissionDenied, NoSuchProject, ProjectRefused."""
    project = project_by_number(number, by)
    must_edit(by, project.case)
    kind = next((one for one in standards().promise_kinds if one.id == new.kind), None)
    if kind is None:
        raise ProjectRefused(Text("请从列表中选择承诺事项。", "Choose what is promised from the list."))
    if new.value is None and not new.words.strip():
        raise ProjectRefused(Text("请填写数值或文字。", "Give a number, or say it in words."))
    refuse_number(new.value)
    said = {
        "case_id": project.case.id,
        "kind": kind.id,
        "side": kind.side,
        "direction": kind.direction,
        "value": new.value,
        "unit": kind.unit,
        "words": new.words.strip(),
        "due_on": new.due_on,
        "clause": new.clause.strip(),
        "basis": new.basis.strip(),
        "made_by": by.name,
        "made_at": now,
    }
    key = bound_key(new.key, by.pk, "promise", number)
    rows = Promise.objects
    row, is_new = rows.get_or_create(key=key, defaults=said) if key else (rows.create(**said), True)
    if is_new:
        leave_trail(by.name, "promise.made", f"promise:{row.pk}", at=now, detail={"project": number, "kind": kind.id})
    return row.pk


@transaction.atomic
def report_performance(
    *,
    by: Actor,
    promise_id: int,
    on: date,
    value: float | None,
    words: str,
    attachment: int | None,
    now: datetime,
    key: str = "",
) -> int:
    """Say how far a promise was kept on a day; what was said before stays. Raises as `make_promise`."""
    promise = _open_promise(promise_id, by)
    if value is None and not words.strip():
        raise ProjectRefused(Text("请填写数值或文字。", "Give a number, or say it in words."))
    refuse_number(value)
    if on > timezone.localdate(now):
        raise ProjectRefused(Text("履约日期不能晚于今天。", "The day cannot lie in the future."))
    said = {
        "promise": promise,
        "on": on,
        "value": value,
        "words": words.strip(),
        "attachment_id": attachment,
        "by_name": by.name,
        "at": now,
    }
    bound = bound_key(key, by.pk, "performance", promise_id)
    rows = Performance.objects
    row, is_new = rows.get_or_create(key=bound, defaults=said) if bound else (rows.create(**said), True)
    if is_new:
        leave_trail(by.name, "promise.reported", f"promise:{promise_id}", at=now, detail={"on": on.isoformat()})
    return row.pk


@transaction.atomic
def end_promise(*, by: Actor, promise_id: int, state: str, reason: str, now: datetime, today: date) -> None:
    """Say that a promise was kept, broken or waived, with the reason; of two who do so the second is told.

    Raises PermissionDenied, NoSuchProject, ProjectRefused.
    """
    _open_promise(promise_id, by)
    if state not in PROMISE_STATES or state == OPEN:
        raise ProjectRefused(Text("请选择已兑现、未兑现或已免除。", "Choose kept, broken or waived."))
    if not reason.strip():
        raise ProjectRefused(Text("请写明理由。", "Give the reason."))
    ended = Promise.objects.filter(id=promise_id, state=OPEN).update(
        state=state, ended_on=today, ended_reason=reason.strip()
    )
    if ended != 1:
        raise _ended_already()
    leave_trail(by.name, f"promise.{state}", f"promise:{promise_id}", at=now, detail={"reason": reason.strip()})


def _open_promise(promise_id: int, by: Actor) -> Promise:
    promise = Promise.objects.select_related("case").filter(id=promise_id).first()
    project = _project(promise, by)
    must_edit(by, project.case)
    if promise is None or promise.state != OPEN:
        raise _ended_already()
    return promise


def _project(promise: Promise | None, by: Actor) -> ProjectInfo:
    return project_by_number(promise.case.number if promise else "", by)


def _ended_already() -> ProjectRefused:
    return ProjectRefused(
        Text("这项承诺已经了结，请刷新页面。", "This promise has ended already. Load the page again.")
    )
