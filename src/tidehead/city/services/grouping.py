"""Requests that seem to say the same, or to have one cause, with the words that decided; people say whether they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.utils import timezone

from tidehead.calc.grouping import Index, common_causes, index_requests, likely_duplicates, nearest
from tidehead.calc.grouping import Request as Said
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import case_slices
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.common.types import Text
from tidehead.city.services.causes import told_apart, with_cause
from tidehead.city.services.types import WITHDRAWN

LOOKED_BACK = timedelta(days=365)
MOST_COMPARED = 2_000
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Group:
    """Requests that are suggested together. Of a duplicate pair the first is the earlier one."""

    cases: tuple[CaseInfo, ...]
    is_duplicate: bool
    title: str
    why: Text


@dataclass(frozen=True, slots=True)
class Near:
    """A request that is like another. likeness: of the words, 0 to 1."""

    case: CaseInfo
    likeness: float


def groups(actor: Actor, *, now: datetime) -> tuple[Group, ...]:
    """What the actor might join: common causes first, then pairs. Of the newest requests of a year; at most a dozen.

    What has a cause already, and what somebody told apart, is not suggested again.
    """
    cases = _compared(actor, now)
    known = {str(case.id): case for case in cases}
    taken = with_cause(case.id for case in cases)
    free = [case for case in cases if case.id not in taken]
    if len(free) < 2:
        return ()
    index = index_requests([_said(case) for case in free])
    apart = told_apart()
    found = [*_causes(index, known, apart), *_duplicates(index, known, apart)]
    return tuple(found[:MOST_SHOWN])


def _compared(actor: Actor, now: datetime) -> list[CaseInfo]:
    wanted = Wanted(family="request", opened_from=timezone.localdate(now - LOOKED_BACK), order="newest")
    slices = case_slices(actor, wanted, now=now)
    return [case for case in slices.read(0, MOST_COMPARED) if case.state != WITHDRAWN]


def _said(case: CaseInfo) -> Said:
    return Said(
        id=str(case.id),
        text=_text(case),
        topic=str(case.fields.get("topic") or ""),
        place=case.place,
        firm=case.party,
        day=timezone.localdate(case.opened_at),
    )


def _text(case: CaseInfo) -> str:
    """The words; the title alone where it is no beginning of them."""
    words = str(case.fields.get("description") or "")
    return words if words.startswith(case.title.rstrip("…")) else f"{case.title} {words}"


def _causes(index: Index, known: dict[str, CaseInfo], apart: frozenset[tuple[int, int]]) -> list[Group]:
    found = []
    for cause in common_causes(index):
        members = tuple(known[one] for one in cause.members)
        if not _told_apart(members, apart):
            words = "、".join(cause.words)
            why = Text(f"{cause.firms} 家企业都提到：{words}", f"{cause.firms} firms say: {', '.join(cause.words)}")
            found.append(Group(members, is_duplicate=False, title=words, why=why))
    return found


def _duplicates(index: Index, known: dict[str, CaseInfo], apart: frozenset[tuple[int, int]]) -> list[Group]:
    found = []
    for pair in likely_duplicates(index):
        members = (known[pair.original], known[pair.request])
        if not _told_apart(members, apart):
            words = pair.likeness.shared
            same = ("同一家企业；", "the same firm; ") if pair.is_same_firm else ("", "")
            why = Text(f"{same[0]}都提到：{'、'.join(words)}", f"{same[1]}both say: {', '.join(words)}")
            found.append(Group(members, is_duplicate=True, title="", why=why))
    return found


def _told_apart(members: Sequence[CaseInfo], apart: frozenset[tuple[int, int]]) -> bool:
    ids = sorted(case.id for case in members)
    return all(pair in apart for pair in combinations(ids, 2))


def near(actor: Actor, case: CaseInfo, *, now: datetime, most: int = 3, least: float = 0.4) -> tuple[Near, ...]:
    """What was asked before that is most like a request, for those who work on it."""
    others = [one for one in _compared(actor, now) if one.id != case.id]
    if not others:
        return ()
    known = {str(one.id): one for one in others}
    index = index_requests([_said(one) for one in others])
    return tuple(Near(known[id], likeness) for id, likeness in nearest(index, _said(case), most=most, least=least))
