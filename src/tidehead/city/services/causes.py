"""From the single case to the kind of case: requests that say the same, and the cause that many have in common."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from tidehead.city.accounts.types import Actor
from tidehead.city.cases import actions as cases
from tidehead.city.cases.queries import case_by_id
from tidehead.city.cases.types import CaseInfo, NewCase
from tidehead.city.common.slices import Slices
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisation_ids, organisations_by_code
from tidehead.city.services.models import CauseCase, CommonCause, GroupingNote
from tidehead.city.services.types import (
    CLOSED,
    DROPPED,
    FOUND,
    MEASURE,
    PROMOTED,
    CauseInfo,
    NotThere,
    ServiceRefused,
)

POLICY_PROBLEM = "policy_problem"
LONGEST_TITLE, LONGEST_WORDS = 200, 5_000
MOST_TOLD_APART = 100
NO_REQUEST = Text("没有这件诉求，或您看不到它。", "There is no such request, or you cannot see it.")
_NO_CAUSE = Text("没有这个共性问题。", "There is no such common cause.")
_STATES = {"found": PROMOTED, "measure": MEASURE, "closed": CLOSED, "dropped": DROPPED}
"""What the state of a policy problem's own case means for its common cause."""


def _refuse_unless_dispatching(by: Actor) -> None:
    if not by.may("cases.dispatch"):
        raise PermissionDenied


# Duplicates


@transaction.atomic
def join_duplicate(*, by: Actor, case_id: int, original_id: int, now: datetime) -> None:
    """Say that a request says the same as another: they are worked on together, each keeps its own clocks."""
    _refuse_unless_dispatching(by)
    if case_id == original_id:
        raise ServiceRefused(Text("一件诉求不能与自己合并。", "A request cannot repeat itself."))
    cases.link_cases(by=by, case_id=case_id, other_id=original_id, relation="duplicate_of", now=now)


@transaction.atomic
def note_different(*, by: Actor, case_ids: Iterable[int], now: datetime) -> None:
    """Say that requests are different matters, so that they are not suggested together again."""
    _refuse_unless_dispatching(by)
    ids = sorted(set(case_ids))
    if not 2 <= len(ids) <= MOST_TOLD_APART:
        told = f"Choose 2 to {MOST_TOLD_APART} requests."
        raise ServiceRefused(Text(f"请选择 2 至 {MOST_TOLD_APART} 件诉求。", told))
    for case_id in ids:
        _visible(case_id, by)
    pairs = (GroupingNote(one_id=one, other_id=two, by=by.name, at=now) for one, two in combinations(ids, 2))
    GroupingNote.objects.bulk_create(pairs, ignore_conflicts=True)
    leave_trail(by.name, "requests.told_apart", f"cases:{','.join(map(str, ids))}"[:200], at=now)


def told_apart() -> frozenset[tuple[int, int]]:
    """Pairs of cases, the smaller id first, that somebody looked at and found to be different."""
    return frozenset(GroupingNote.objects.values_list("one", "other"))


# Common causes


@transaction.atomic
def find_cause(*, by: Actor, title: str, words: str, case_ids: Iterable[int], now: datetime, key: str = "") -> int:
    """Write down what several requests have in common. Returns its id; the same key again returns the same id.

    Raises PermissionDenied, ServiceRefused (no title, fewer than two requests, one that has a cause already).
    """
    _refuse_unless_dispatching(by)
    if key and (known := CommonCause.objects.filter(key=key).values_list("id", flat=True).first()):
        return int(known)
    ids = sorted(set(case_ids))
    if not title.strip() or len(title) > LONGEST_TITLE or len(words) > LONGEST_WORDS:
        raise ServiceRefused(Text(f"请填写名称（最多 {LONGEST_TITLE} 字）。", "Give the cause a name; not too long."))
    if len(ids) < 2:
        raise ServiceRefused(Text("共性问题至少包含两件诉求。", "A common cause has two requests at least."))
    topics = {str(_visible(case_id, by).fields.get("topic") or "") for case_id in ids}
    row = CommonCause(
        title=title.strip(),
        words=words.strip(),
        topic=topics.pop() if len(topics) == 1 else "",
        found_by=by.name,
        found_at=now,
        key=key or None,
    )
    row.save(force_insert=True)
    _join(row, ids)
    leave_trail(by.name, "cause.found", f"cause:{row.pk}", at=now, detail={"cases": ids})
    return int(row.pk)


def _visible(case_id: int, by: Actor) -> CaseInfo:
    found = case_by_id(case_id, by)
    if found is None or found.family != "request":
        raise NotThere(NO_REQUEST)
    return found


def _join(row: CommonCause, ids: list[int]) -> None:
    try:
        with transaction.atomic():
            CauseCase.objects.bulk_create(CauseCase(cause=row, case_id=case_id) for case_id in ids)
    except IntegrityError:
        told = "One of the requests belongs to another common cause already."
        raise ServiceRefused(Text("其中有诉求已归入另一个共性问题。", told)) from None


@transaction.atomic
def add_to_cause(*, by: Actor, cause_id: int, case_ids: Iterable[int], now: datetime) -> None:
    """Add requests to a common cause; once it has a case of its own, they are linked to that too."""
    _refuse_unless_dispatching(by)
    row, ids = _row(cause_id, by), sorted(set(case_ids))
    for case_id in ids:
        _visible(case_id, by)
    _join(row, ids)
    for case_id in ids if row.case_id else ():
        cases.link_cases(by=by, case_id=case_id, other_id=row.case_id, relation="caused_by", now=now)
    leave_trail(by.name, "cause.joined", f"cause:{row.pk}", at=now, detail={"cases": ids})


@transaction.atomic
def take_from_cause(*, by: Actor, cause_id: int, case_id: int, now: datetime) -> None:
    """Take a request out of a common cause."""
    _refuse_unless_dispatching(by)
    _row(cause_id, by)
    if not CauseCase.objects.filter(cause=cause_id, case=case_id).delete()[0]:
        raise NotThere(_NO_CAUSE)
    leave_trail(by.name, "cause.left", f"cause:{cause_id}", at=now, detail={"case": case_id})


def _row(cause_id: int, by: Actor) -> CommonCause:
    """A common cause to be changed by somebody who sees all its requests; a district's office sees only its own."""
    row = CommonCause.objects.select_for_update().filter(id=cause_id).first()
    if row is None:
        raise NotThere(_NO_CAUSE)
    if any(case_by_id(case_id, by) is None for case_id in row.members.values_list("case_id", flat=True)):
        raise PermissionDenied
    return row


@transaction.atomic
def promote(*, by: Actor, cause_id: int, organisation: str, now: datetime) -> int:
    """Make a common cause a policy problem: with an owner, a case of its own and its clock. Returns the case's id.

    Of two who promote it, the second is told.
    """
    _refuse_unless_dispatching(by)
    row = _row(cause_id, by)
    if row.state != FOUND:
        raise ServiceRefused(Text("这个共性问题已经立项或终止。", "This cause was promoted or dropped already."))
    if organisation not in organisations_by_code([organisation]):
        raise ServiceRefused(Text("请选择牵头单位。", "Choose the organisation that answers for it."))
    new = NewCase(
        type=POLICY_PROBLEM,
        title=row.title,
        lead=organisation,
        fields={"words": row.words or row.title, "cause": str(row.pk)},
        key=f"cause:{row.pk}",
    )
    case_id = cases.open_case(by=by, new=new, now=now)
    changed = {"state": PROMOTED, "case_id": case_id, "organisation_id": organisation_ids()[organisation]}
    CommonCause.objects.filter(id=row.pk).update(**changed)
    for member in row.members.values_list("case_id", flat=True):
        cases.link_cases(by=by, case_id=member, other_id=case_id, relation="caused_by", now=now)
    leave_trail(by.name, "cause.promoted", f"cause:{row.pk}", at=now, detail={"organisation": organisation})
    return case_id


@transaction.atomic
def drop_cause(*, by: Actor, cause_id: int, reason: str, now: datetime) -> None:
    """Say that there is no common cause after all, and why."""
    _refuse_unless_dispatching(by)
    if not reason.strip():
        raise ServiceRefused(Text("请写明理由。", "Give the reason."))
    _row(cause_id, by)
    dropped = {"state": DROPPED, "result": reason.strip(), "closed_at": now}
    if CommonCause.objects.filter(id=cause_id, state=FOUND).update(**dropped) != 1:
        raise ServiceRefused(Text("这个共性问题已经立项或终止。", "This cause was promoted or dropped already."))
    CauseCase.objects.filter(cause=cause_id).delete()
    leave_trail(by.name, "cause.dropped", f"cause:{cause_id}", at=now, detail={"reason": reason.strip()})


@transaction.atomic
def tell_firms(*, by: Actor, cause_id: int, words: str, now: datetime) -> int:
    """Tell every firm whose request comes of the cause what is done about it. Returns how many were told."""
    _refuse_unless_dispatching(by)
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise ServiceRefused(Text("请写明要告知企业的内容。", "Write what the firms are to be told."))
    row = _row(cause_id, by)
    members = list(row.members.values_list("case_id", flat=True))
    for case_id in members:
        cases.comment(by=by, case_id=case_id, words=words.strip(), now=now, internal=False)
    row.members.update(told_at=now)
    leave_trail(by.name, "cause.told", f"cause:{row.pk}", at=now, detail={"firms": len(members)})
    return len(members)


# Reading


def cause_slices(*, open_only: bool = False) -> Slices[CauseInfo]:
    """Common causes, those of most requests first."""
    rows = _rows().order_by("-size", "-found_at")
    if open_only:
        rows = rows.exclude(state=DROPPED).exclude(case__phase="ended")
    return Slices(lambda offset, limit: [_info(row) for row in rows[offset : offset + limit]], rows.count)


def cause_by_id(cause_id: int, actor: Actor) -> CauseInfo | None:
    """A common cause with those of its requests that the actor may see."""
    row = _rows().filter(id=cause_id).first()
    if row is None:
        return None
    ids = row.members.order_by("case").values_list("case_id", flat=True)
    seen = tuple(found for case_id in ids if (found := case_by_id(case_id, actor)) is not None)
    return _info(row, seen)


def cause_of_case(case_id: int) -> CauseInfo | None:
    """The common cause that a request comes of."""
    cause = CauseCase.objects.filter(case=case_id).values_list("cause_id", flat=True).first()
    row = _rows().filter(id=cause).first() if cause else None
    return _info(row) if row else None


def with_cause(case_ids: Iterable[int]) -> frozenset[int]:
    """Those of the cases that have a common cause already."""
    return frozenset(CauseCase.objects.filter(case__in=list(case_ids)).values_list("case_id", flat=True))


def _rows() -> QuerySet[CommonCause]:
    return CommonCause.objects.select_related("organisation", "case").annotate(size=Count("members"))


def _info(row: CommonCause, members: tuple[CaseInfo, ...] = ()) -> CauseInfo:
    body, case = row.organisation, row.case
    fields = case.fields if case else {}
    return CauseInfo(
        id=row.pk,
        title=row.title,
        words=row.words,
        state=_STATES.get(case.state, row.state) if case else row.state,
        topic=row.topic,
        organisation=body.code if body else "",
        organisation_label=Text(body.label_zh, body.label_en) if body else Text(""),
        case=case.number if case else "",
        measure=str(fields.get("measure") or ""),
        result=str(fields.get("outcome_words") or row.result),
        found_by=row.found_by,
        found_at=row.found_at,
        closed_at=case.ended_at if case else row.closed_at,
        members=members,
        size=row.size,
    )


def members_told(cause_id: int) -> dict[int, datetime | None]:
    """When the firm of each request was told, by the case's id."""
    return dict(CauseCase.objects.filter(cause=cause_id).values_list("case_id", "told_at"))
