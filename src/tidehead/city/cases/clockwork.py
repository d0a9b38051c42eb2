"""What happens by itself as time passes: warnings, what is late, and moves that a kind leaves to the clockwork."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tidehead.calc.casework import lacks
from tidehead.calc.casework.types import CaseType, Clock, Transition
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.actions import move_case
from tidehead.city.cases.drafting import open_draft
from tidehead.city.cases.kinds import kind_of
from tidehead.city.cases.models import Case, CaseClock
from tidehead.city.cases.relations import Standing, standing_of
from tidehead.city.cases.settling import settled
from tidehead.city.cases.telling import heads_of, people_of, tell
from tidehead.city.cases.types import CaseRefused
from tidehead.city.common.types import Text

AT_ONCE = 50


def remind_next(now: datetime) -> bool:
    """Tell of some clocks that warn or have run out, each of both once. False when there is nothing to tell.

    Two that run at the same time tell different ones.
    """
    going = CaseClock.objects.filter(stopped_at=None)
    late = Q(due_at__lte=now, told_late=False)
    soon = Q(warn_at__lte=now, due_at__gt=now, told_warning=False)
    ids = list(going.filter(late).order_by("due_at").values_list("id", flat=True)[:AT_ONCE])
    ids += list(going.filter(soon).order_by("warn_at").values_list("id", flat=True)[:AT_ONCE])
    for clock_id in ids:
        _remind(clock_id, now)
    return bool(ids)


@settled
def _remind(clock_id: int, now: datetime) -> None:
    row = CaseClock.objects.select_related("organisation").filter(id=clock_id, stopped_at=None).first()
    if row is None or row.due_at is None:
        return
    is_late = row.due_at <= now
    told = {"told_late": True, "told_warning": True} if is_late else {"told_warning": True}
    untold = {"told_late": False} if is_late else {"told_warning": False}
    if CaseClock.objects.filter(id=row.pk, due_at=row.due_at, stopped_at=None, **untold).update(**told) != 1:
        return
    case = Case.objects.select_related("type", "place", "party", "lead", "owner").get(id=row.case_id)
    clock = next((one for one in kind_of(case.type).clocks if one.id == row.clock), None)
    if clock is None:
        return
    if is_late and _move_by_itself(case, kind_of(case.type), clock, now):
        return
    _tell(case, clock, row, now, is_late=is_late)


def _tell(case: Case, clock: Clock, row: CaseClock, now: datetime, *, is_late: bool) -> None:
    standing = standing_of(case)
    organisation = row.organisation.code if row.organisation else ""
    people = _responsible(clock, organisation, standing, now, is_late=is_late)
    day = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"
    if is_late:
        zh, en = f"已超过“{clock.label.zh}”时限", f'the time for "{clock.label.text("en")}" has run out'
    else:
        zh, en = f"“{clock.label.zh}”时限将至", f'the time for "{clock.label.text("en")}" runs out soon'
    text = Text(f"{case.number} {case.title}：{zh}（{day}）", f"{case.number} {case.title}: {en} ({day})")
    mark = f"{clock.id}:{organisation}:{row.due_at:%Y%m%d%H%M%S}"
    tell(case, people, kind="late" if is_late else "warning", text=text, at=now, mark=mark)


def _responsible(clock: Clock, organisation: str, case: Standing, now: datetime, *, is_late: bool) -> set[int]:
    """Whose time it is; of what is late their heads hear, too, and of what is nobody's, whoever routes."""
    if organisation:
        return heads_of(organisation)
    if clock.party == "requester":
        return people_of("requester", case, now)
    people = people_of("lead", case, now)
    if is_late:
        people = people | people_of("lead_head", case, now)
    return people or people_of("dispatcher", case, now)


def _move_by_itself(case: Case, kind: CaseType, clock: Clock, now: datetime) -> bool:
    """Take the way that only the clockwork takes, where one leads from here to what stops the clock that ran out."""
    way = next((one for one in kind.transitions if _is_for(one, case.state, clock)), None)
    if way is None:
        return False
    draft = open_draft(by=SYSTEM, case_id=case.pk, now=now)
    if lacks(kind, draft.now_record, way.id, relations=draft.relations, now=draft.at):
        return False
    try:
        with transaction.atomic():
            move_case(by=SYSTEM, case_id=case.pk, transition=way.id, seen=None, now=now)
    except CaseRefused:
        return False
    return True


def _is_for(way: Transition, state: str, clock: Clock) -> bool:
    return way.by == ("system",) and state in way.sources and way.target in clock.stops
