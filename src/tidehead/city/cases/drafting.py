"""One change of a case: its log read under a lock, events added, everything drawn from the log written with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tidehead.calc.casework import CaseworkRefused, replay
from tidehead.calc.casework.types import CaseRecord, CaseType, Event, EventKind, State, WorkingCalendar
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.kinds import calendar, kind_of
from tidehead.city.cases.log import Entry, chained, event_of, exact_moment, plain_data
from tidehead.city.cases.log_words import log_lines, outside_lines
from tidehead.city.cases.models import Case, CaseEvent
from tidehead.city.cases.projecting import projection_of, store
from tidehead.city.cases.relations import Standing, relations_of, standing_of
from tidehead.city.cases.rights import sees_inside
from tidehead.city.cases.types import CaseRefused, MovedMeanwhile, NoSuchCase
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text

DECIDING = frozenset(
    {
        EventKind.MOVED,
        EventKind.FILLED,
        EventKind.LED,
        EventKind.ASSIGNED,
        EventKind.CO_OWNER_ADDED,
        EventKind.CO_OWNER_REMOVED,
        EventKind.CLOCK_CHANGED,
    }
)
"""What makes a page that somebody looked at stale. A comment or a file in between stands in nobody's way."""
NO_SUCH_CASE = Text("没有这件事项，或您看不到它。", "There is no such case, or you cannot see it.")


@dataclass
class Draft:
    """A case under change. Nothing is stored before `keep`."""

    by: Actor
    at: datetime
    case: Case
    kind: CaseType
    calendar: WorkingCalendar
    rows: list[CaseEvent]
    record: CaseRecord | None  # None: it is about to be opened
    standing: Standing
    relations: frozenset[str]
    added: list[Entry] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [*(event_of(row) for row in self.rows), *(entry.event for entry in self.added)]

    @property
    def now_record(self) -> CaseRecord:
        """The case as it is after what was added. Raises AssertionError before its opening."""
        assert self.record is not None  # noqa: S101
        return self.record

    @property
    def current(self) -> State:
        return self.kind.state(self.now_record.state)

    def add(self, kind: EventKind, data: Mapping[str, Any], *, reason: str = "") -> int:
        """Add an event; the record is the case's after it. Returns its number. Raises CaseRefused."""
        event = Event(len(self.rows) + len(self.added) + 1, self.at, kind, plain_data(data), self.by.name)
        through = self.case.opened_post if self.record is None else acting_post(self.by, self.standing)
        self.added.append(Entry(event, self.by.pk, self.by.name, through, reason.strip()))
        try:
            self.record = replay(self.kind, self.events, self.calendar)
        except CaseworkRefused as refused:
            raise CaseRefused(Text(refused.text.zh, refused.text.en)) from refused
        return event.seq

    def keep(self, verb: str, detail: Mapping[str, Any] | None = None) -> None:
        """Store what was added, what is drawn from it, and the trail. Raises MovedMeanwhile where another was first."""
        rows = chained(self.case.number, self.case.head, self.added, self.case.pk)
        try:
            with transaction.atomic():
                CaseEvent.objects.bulk_create(rows)
        except IntegrityError as error:
            raise moved_meanwhile(self.case.pk, len(self.rows), self.relations) from error
        found = projection_of(self.kind, self.events, self.now_record, self.calendar)
        store(self.case, found, head=rows[-1].digest)
        traced = {"seq": rows[-1].seq, "digest": rows[-1].digest, **(detail or {})}
        leave_trail(self.by.name, verb, f"case:{self.case.number}", at=self.at, detail=traced)
        self.case = locked(self.case.pk)
        self.standing = standing_of(self.case)


def open_draft(*, by: Actor, case_id: int, now: datetime, seen: int | None = None) -> Draft:
    """A case to be changed by somebody who sees it. `seen`: the last event they knew of; None: whatever it is now.

    Of two who change the same case the second waits here until the first is done. Raises NoSuchCase, MovedMeanwhile.
    """
    case = locked(case_id)
    standing = standing_of(case)
    relations = relations_of(by, standing)
    if not relations:
        raise NoSuchCase(NO_SUCH_CASE)
    rows = list(case.events.order_by("seq"))
    if seen is not None and any(row.seq > seen and row.kind in DECIDING for row in rows):
        raise moved_meanwhile(case_id, seen, relations)
    kind, days = kind_of(case.type), calendar()
    record = replay(kind, [event_of(row) for row in rows], days)
    at = max(exact_moment(now), rows[-1].at)
    return Draft(by, at, case, kind, days, rows, record, standing, relations)


def locked(case_id: int) -> Case:
    """A case that nobody else changes until the transaction ends. Raises NoSuchCase."""
    rows = Case.objects.select_for_update(of=("self",)).filter(id=case_id)
    case = rows.select_related("type", "place", "party", "lead", "owner").first()
    if case is None:
        raise NoSuchCase(NO_SUCH_CASE)
    return case


def moved_meanwhile(case_id: int, seen: int, relations: frozenset[str]) -> MovedMeanwhile:
    """The refusal that tells what happened after what the actor had seen, as far as they may know it."""
    case = Case.objects.select_related("type").get(id=case_id)
    rows = list(case.events.filter(seq__gt=seen).order_by("seq"))
    kind = kind_of(case.type)
    since = log_lines(kind, rows)
    if not sees_inside(relations):
        since = outside_lines(kind, rows, since)
    zh = "；".join(f"{one.who}：{one.text.zh}" for one in since)
    en = "; ".join(f"{one.who}: {one.text.en}" for one in since)
    told = Text(
        f"您打开页面之后，这件事项已有变化（{zh}）。请看过最新情况再办理，您刚才的操作没有执行。",
        f"This case has changed since you opened the page ({en}). Look at it again: what you did was not carried out.",
    )
    return MovedMeanwhile(told, since)


def opening_post(by: Actor, *, party: str, place: str) -> str:
    """The post through which somebody opens a case: the firm's own, else one that opens cases there, else anywhere."""
    firms = [post for post in by.posts if party and post.enterprise == party]
    openers = [post for post in by.posts if "cases.open" in post.permissions]
    near = [post for post in openers if post.covers(place=place)]
    return next((post.code for post in [*firms, *near, *openers]), "")


def acting_post(by: Actor, case: Standing) -> str:
    """The post through which somebody acts on a case: the owner's, else one of its organisations or its firm."""
    held = {post.code for post in by.posts}
    if case.owner in held:
        return case.owner
    near = {case.lead, *case.bodies, *case.asked}
    for post in by.posts:
        if (post.organisation and post.organisation in near) or (post.enterprise and post.enterprise == case.party):
            return post.code
    return by.posts[0].code if by.posts else ""
