"""The promise book: what both sides promised, how far it is kept, and what is to be looked at again."""

from collections.abc import Iterable
from datetime import date, timedelta

from tidehead.city.common.types import Text
from tidehead.city.projects.counting import judged
from tidehead.city.projects.models import Performance, Promise
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import (
    AT_LEAST,
    AT_MOST,
    BROKEN,
    GOVERNMENT,
    KEPT,
    OPEN,
    WAIVED,
    PerformanceInfo,
    PromiseInfo,
    PromiseKind,
)

SOON = timedelta(days=30)
REACHED, ON_COURSE, BEHIND, OFF_COURSE, UNKNOWN = "reached", "on_course", "behind", "off_course", "unknown"


def promises_of(case_ids: Iterable[int], *, today: date, open_only: bool = False) -> tuple[PromiseInfo, ...]:
    """The promises of these projects, those that are due first, with what is known of each."""
    rows = Promise.objects.filter(case_id__in=set(case_ids))
    if open_only:
        rows = rows.filter(state=OPEN)
    found = list(rows.order_by("due_on", "id"))
    performed: dict[int, list[Performance]] = {}
    for row in Performance.objects.filter(promise_id__in=[one.pk for one in found]).order_by("on", "id"):
        performed.setdefault(row.promise_id, []).append(row)
    kinds = {kind.id: kind for kind in standards().promise_kinds}
    return tuple(_promise(row, performed.get(row.pk, []), kinds, today) for row in found)


def overdue(promises: Iterable[PromiseInfo], *, today: date) -> tuple[PromiseInfo, ...]:
    """Those that are past due and not kept."""
    return tuple(
        one for one in promises if one.state == OPEN and one.due_on and one.due_on < today and one.light != REACHED
    )


def _promise(row: Promise, performed: list[Performance], kinds: dict[str, PromiseKind], today: date) -> PromiseInfo:
    newest = next((one for one in reversed(performed) if one.value is not None), None)
    done = newest.value if newest else None
    light, reason = _light(row, done, today)
    kind = kinds.get(row.kind)
    return PromiseInfo(
        id=row.pk,
        case_id=row.case_id,
        kind=row.kind,
        label=kind.label if kind else Text(row.kind),
        side=row.side,
        direction=row.direction,
        value=row.value,
        unit=row.unit,
        words=row.words,
        due_on=row.due_on,
        clause=row.clause,
        basis=row.basis,
        state=row.state,
        done=done,
        done_on=newest.on if newest else None,
        performed=tuple(
            PerformanceInfo(one.pk, one.on, one.value, one.words, one.by_name, one.at) for one in performed
        ),
        light=light,
        reason=reason,
        check=_to_check(row, kind, today),
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _light(row: Promise, done: float | None, today: date) -> tuple[str, Text]:
    if row.state != OPEN:
        words = {
            KEPT: (REACHED, Text("已兑现", "Kept")),
            BROKEN: (OFF_COURSE, Text("未兑现", "Broken")),
            WAIVED: (UNKNOWN, Text("已免除", "Waived")),
        }
        return words[row.state]
    if is_kept(row.value, done, row.direction) and (row.direction == AT_LEAST or _is_past(row.due_on, today)):
        return REACHED, Text("已达到约定数", "What was promised has been reached")
    if row.direction == AT_MOST and done is not None and row.value is not None and done > row.value:
        return OFF_COURSE, Text("已超过约定上限", "The promised ceiling has been exceeded")
    if _is_past(row.due_on, today):
        days = (today - row.due_on).days if row.due_on else 0
        return OFF_COURSE, Text(f"已逾期{days}天", f"Overdue by {days} days")
    if row.due_on and row.due_on - today <= SOON:
        left = (row.due_on - today).days
        return BEHIND, Text(f"{left}天后到期", f"Due in {left} days")
    if row.due_on is None:
        return UNKNOWN, Text("没有约定期限", "No day was agreed")
    return ON_COURSE, Text("未到期", "Not yet due")


def is_kept(value: float | None, done: float | None, direction: str) -> bool:
    """Whether what was done is what was promised; what is unknown is not kept."""
    if value is None or done is None:
        return False
    return done >= value if direction == AT_LEAST else done <= value


def _is_past(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today


def _to_check(row: Promise, kind: PromiseKind | None, today: date) -> Text | None:
    """What the pack's rule says should be looked at again: never a verdict."""
    rule = standards().promise_rule
    if rule is None or row.side != GOVERNMENT:
        return None
    record = {
        "kind": row.kind,
        "side": row.side,
        "tied_to_tax": kind.tied_to_tax if kind else None,
        "value": row.value,
        "unit": row.unit or None,
        "words": row.words or None,
    }
    title = Text("请作公平竞争审查", "Please review for fair competition")
    verdict = judged(*rule, record, on=today, title=title)
    if not verdict.counted:
        return None
    where = " ".join(part for part in (verdict.source, verdict.clause) if part)
    return Text(
        f"请作公平竞争审查：该优惠与纳税或经济贡献挂钩（依据：{where}）。是否违反由审查机构判断。",
        f"Please review for fair competition: this incentive is tied to taxes or economic contribution ({where}). "
        "Whether it breaks the rule is for the reviewing body to say.",
    )
