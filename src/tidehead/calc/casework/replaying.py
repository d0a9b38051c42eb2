"""A case from its log: the state, the fields, who works on it, and every clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tidehead.calc.casework.counting import LONGEST
from tidehead.calc.casework.tracks import RunningClock
from tidehead.calc.casework.types import (
    CaseRecord,
    CaseType,
    CaseworkRefused,
    CoOwner,
    Duration,
    DurationUnit,
    Event,
    EventKind,
    Opinion,
    Phase,
    WorkingCalendar,
)
from tidehead.calc.casework.working_days import day_index
from tidehead.calc.labels import Label


def replay(kind: CaseType, events: Sequence[Event], calendar: WorkingCalendar) -> CaseRecord:
    """The case that a log tells of; moments in the calendar's zone.

    events: numbered 1, 2, 3…, the first one `opened`. Their numbers are their order: a moment earlier than that of the
    event before (two machines' clocks differ) counts as the same moment. Only moves, and the asking and answering of
    co-owners, touch clocks; comments, fillings and attachments never do.
    Raises CaseworkRefused for a log that cannot be, naming the event.
    """
    if not events:
        raise CaseworkRefused(Label("办理日志是空的", "the log is empty"))
    replaying = _Replaying(kind, calendar)
    for nth, event in enumerate(events, start=1):
        try:
            replaying.take(event, nth)
        except CaseworkRefused as refused:
            zh, en = refused.text.text("zh"), refused.text.text("en")
            raise CaseworkRefused(Label(f"第{nth}条记录：{zh}", f"event {nth}: {en}")) from None
    return replaying.record()


class _Replaying:
    def __init__(self, kind: CaseType, calendar: WorkingCalendar) -> None:
        self.kind = kind
        self.index = day_index(calendar)
        self.states = {state.id: state for state in kind.states}
        self.transitions = {one.id: one for one in kind.transitions}
        self.field_ids = frozenset(one.id for one in kind.fields)
        self.state = ""
        self.since: datetime | None = None
        self.fields: dict[str, Any] = {}
        self.lead = self.owner = ""
        self.co_owners: dict[str, CoOwner] = {}
        self.opinions: list[Opinion] = []
        self.clocks = [RunningClock(one, one.due) for one in kind.clocks if one.per == "case"]
        self.of_co_owners: dict[str, list[RunningClock]] = {}
        self.allowed: dict[tuple[str, str], Duration] = {}  # of co-owners' clocks, also of those yet to come
        self.attached: dict[str, None] = {}
        self.visits: dict[str, int] = {}
        self.links: dict[tuple[str, str], None] = {}
        self.seq = 0

    def take(self, event: Event, nth: int) -> None:
        """One more event."""
        if event.seq != nth:
            raise CaseworkRefused(
                Label(f"编号应为{nth}，实为{event.seq}", f"it must have number {nth}, not {event.seq}")
            )
        if (event.kind is EventKind.OPENED) != (nth == 1):
            raise CaseworkRefused(
                Label("日志须以“建立”开头，且只建立一次", "a log begins with its opening, and has one")
            )
        at = self.index.local(event.at)
        if self.latest is not None and at < self.latest:
            at = self.latest
        self.latest = at
        self.seq = nth
        _TAKE[event.kind](self, event.data, at)

    latest: datetime | None = None

    def record(self) -> CaseRecord:
        """What the events so far make."""
        assert self.since is not None  # noqa: S101
        tracks = [clock for clock in self.clocks if clock.has_begun]
        of_co_owners = [clock for clocks in self.of_co_owners.values() for clock in clocks]
        return CaseRecord(
            state=self.state,
            since=self.since,
            fields=dict(self.fields),
            lead=self.lead,
            owner=self.owner,
            co_owners=tuple(self.co_owners.values()),
            opinions=tuple(self.opinions),
            clocks=tuple(clock.track() for clock in (*tracks, *of_co_owners)),
            attached=tuple(self.attached),
            visits=dict(self.visits),
            links=tuple(self.links),
            seq=self.seq,
        )

    def opened(self, data: Mapping[str, Any], at: datetime) -> None:
        if data.get("type", self.kind.id) != self.kind.id:
            wrong = data["type"]
            raise CaseworkRefused(Label(f"事项类型是“{wrong}”，不是“{self.kind.id}”", f'the case is of type "{wrong}"'))
        self.lead, self.owner = data.get("lead") or "", data.get("owner") or ""
        self._fill(data.get("fields") or {})
        self._enter(self.kind.initial, at)
        for organisation in data.get("co_owners") or ():
            self._ask_co_owner(organisation, at)

    def moved(self, data: Mapping[str, Any], at: datetime) -> None:
        transition = self.transitions.get(data.get("transition", ""))
        if transition is None:
            raise _unknown("办理动作", "transition", data.get("transition"))
        if self.state not in transition.sources:
            raise CaseworkRefused(
                Label(
                    f"事项处于“{self.state}”，不能“{transition.label.zh}”",
                    f'the case is in "{self.state}", from where "{transition.id}" does not lead',
                )
            )
        if data.get("to", transition.target) != transition.target:
            raise _unknown("去向", "target", data["to"])
        self._fill(data.get("fields") or {})
        anew = [clock for clock in self.clocks if transition.id in clock.clock.restarts]
        for clock in anew:
            clock.begin_anew(at)
        for clock in self._all_clocks():
            if transition.id in clock.clock.stopped_by:
                clock.stop(at)
        if transition.target != self.state:
            self._enter(transition.target, at)
        else:
            for clock in anew:  # a state that pauses pauses what starts anew in it
                self._tell(clock, at)

    def filled(self, data: Mapping[str, Any], at: datetime) -> None:
        self._fill(data.get("fields") or {})

    def led(self, data: Mapping[str, Any], at: datetime) -> None:
        self.lead = data.get("organisation") or ""

    def assigned(self, data: Mapping[str, Any], at: datetime) -> None:
        self.owner = data.get("owner") or ""

    def co_owner_added(self, data: Mapping[str, Any], at: datetime) -> None:
        self._ask_co_owner(_organisation(data), at)

    def co_owner_removed(self, data: Mapping[str, Any], at: datetime) -> None:
        organisation = self._co_owner(data).organisation
        del self.co_owners[organisation]
        self._stop_co_owner(organisation, at)

    def co_owner_answered(self, data: Mapping[str, Any], at: datetime) -> None:
        """The first answer stops the clock; later ones only change the words."""
        known = self._co_owner(data)
        words = data.get("words") or known.words
        self.co_owners[known.organisation] = replace(known, answered_at=known.answered_at or at, words=words)
        self._stop_co_owner(known.organisation, at)

    def opinion_asked(self, data: Mapping[str, Any], at: datetime) -> None:
        self.opinions.append(Opinion(_organisation(data), data.get("question") or "", at))

    def opinion_given(self, data: Mapping[str, Any], at: datetime) -> None:
        organisation = _organisation(data)
        for nth, asked in enumerate(self.opinions):
            if asked.organisation == organisation and asked.given_at is None:
                verdict, words = data.get("verdict") or "", data.get("words") or ""
                self.opinions[nth] = replace(asked, given_at=at, verdict=verdict, words=words)
                return
        raise CaseworkRefused(
            Label(f"没有待“{organisation}”答复的征求意见", f'"{organisation}" was not asked for an opinion')
        )

    def attached_something(self, data: Mapping[str, Any], at: datetime) -> None:
        self.attached[data.get("kind") or ""] = None

    def clock_changed(self, data: Mapping[str, Any], at: datetime) -> None:
        """Another time is allowed; what ran and what was paused stays as it was."""
        name, due, organisation = data.get("clock", ""), _duration(data.get("due")), data.get("organisation") or ""
        changed = [clock for clock in self._all_clocks() if clock.clock.id == name]
        if not any(one.id == name for one in self.kind.clocks):
            raise _unknown("时限", "clock", name)
        if organisation:
            changed = [clock for clock in changed if clock.party == organisation]
        going = [clock for clock in changed if clock.stopped_at is None]
        if changed and not going:
            raise CaseworkRefused(Label(f"时限“{name}”已停止，不能再改", f'the clock "{name}" has stopped'))
        self.allowed[name, organisation] = due
        for clock in going:
            clock.due = due

    def linked(self, data: Mapping[str, Any], at: datetime) -> None:
        self.links[str(data.get("relation")), str(data.get("case"))] = None

    def unlinked(self, data: Mapping[str, Any], at: datetime) -> None:
        self.links.pop((str(data.get("relation")), str(data.get("case"))), None)

    def nothing(self, data: Mapping[str, Any], at: datetime) -> None:
        """Words: they change nothing."""

    def _all_clocks(self) -> list[RunningClock]:
        return [*self.clocks, *(clock for clocks in self.of_co_owners.values() for clock in clocks)]

    def _enter(self, state: str, at: datetime) -> None:
        if state not in self.states:
            raise _unknown("状态", "state", state)
        self.state, self.since = state, at
        self.visits[state] = self.visits.get(state, 0) + 1
        for clock in self._all_clocks():
            self._tell(clock, at)

    def _tell(self, clock: RunningClock, at: datetime) -> None:
        clock.enter(self.state, at, ends=self.states[self.state].phase is Phase.ENDED)

    def _fill(self, fields: Mapping[str, Any]) -> None:
        strange = [name for name in fields if name not in self.field_ids]
        if strange:
            raise _unknown("字段", "field", strange[0])
        for name, value in fields.items():
            if value is None or value == "":
                self.fields.pop(name, None)
            else:
                self.fields[name] = value

    def _ask_co_owner(self, organisation: str, at: datetime) -> None:
        known = self.co_owners.get(organisation)
        if known is not None and known.answered_at is None:
            raise CaseworkRefused(Label(f"“{organisation}”已是协办单位", f'"{organisation}" is asked already'))
        self.co_owners[organisation] = CoOwner(organisation, at)
        if organisation not in self.of_co_owners:
            declared = [one for one in self.kind.clocks if one.per == "co_owner"]
            self.of_co_owners[organisation] = [RunningClock(one, one.due, organisation) for one in declared]
        for clock in self.of_co_owners[organisation]:
            clock.begin_anew(at)
            for_all = self.allowed.get((clock.clock.id, ""), clock.due)
            clock.due = self.allowed.get((clock.clock.id, organisation), for_all)
            self._tell(clock, at)

    def _stop_co_owner(self, organisation: str, at: datetime) -> None:
        for clock in self.of_co_owners.get(organisation, ()):
            clock.stop(at)

    def _co_owner(self, data: Mapping[str, Any]) -> CoOwner:
        organisation = _organisation(data)
        if organisation not in self.co_owners:
            raise CaseworkRefused(Label(f"“{organisation}”不是协办单位", f'"{organisation}" is no co-owner'))
        return self.co_owners[organisation]


_TAKE: Mapping[EventKind, Callable[[_Replaying, Mapping[str, Any], datetime], None]] = {
    EventKind.OPENED: _Replaying.opened,
    EventKind.MOVED: _Replaying.moved,
    EventKind.FILLED: _Replaying.filled,
    EventKind.LED: _Replaying.led,
    EventKind.ASSIGNED: _Replaying.assigned,
    EventKind.CO_OWNER_ADDED: _Replaying.co_owner_added,
    EventKind.CO_OWNER_REMOVED: _Replaying.co_owner_removed,
    EventKind.CO_OWNER_ANSWERED: _Replaying.co_owner_answered,
    EventKind.OPINION_ASKED: _Replaying.opinion_asked,
    EventKind.OPINION_GIVEN: _Replaying.opinion_given,
    EventKind.COMMENTED: _Replaying.nothing,
    EventKind.ATTACHED: _Replaying.attached_something,
    EventKind.CLOCK_CHANGED: _Replaying.clock_changed,
    EventKind.LINKED: _Replaying.linked,
    EventKind.UNLINKED: _Replaying.unlinked,
}


def _organisation(data: Mapping[str, Any]) -> str:
    organisation = data.get("organisation")
    if not organisation or not isinstance(organisation, str):
        raise CaseworkRefused(Label("没有写明单位", "no organisation is named"))
    return organisation


def _duration(plain: Any) -> Duration:
    """The allowance of an event: {amount, unit}."""
    if isinstance(plain, Duration):
        return plain
    try:
        amount, unit = plain["amount"], DurationUnit(plain["unit"])
    except (KeyError, TypeError, ValueError):
        raise CaseworkRefused(
            Label("新的期限写法不对", "the new time allowed is not written as it should be")
        ) from None
    if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= LONGEST:
        raise CaseworkRefused(
            Label(f"期限须为1至{LONGEST}的整数", f"time allowed is a whole number from 1 to {LONGEST}")
        )
    return Duration(amount, unit)


def _unknown(zh: str, en: str, name: object) -> CaseworkRefused:
    return CaseworkRefused(Label(f"没有叫“{name}”的{zh}", f'there is no {en} "{name}"'))
