"""The words of casework: what a kind of case declares, what happens to a case, and what its clocks read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from tidehead.calc.labels import Label


class Phase(StrEnum):
    """What a state means for everybody who has no time to read its name."""

    OPEN = "open"  # somebody on our side has to act
    WAITING = "waiting"  # somebody outside has to act: clocks usually pause
    ANSWERED = "answered"  # done by our side, not yet confirmed
    ENDED = "ended"  # nothing more is to be done


class DurationUnit(StrEnum):
    """How a period of time is counted.

    DAYS, WORKING_DAYS, MONTHS: by the calendar, the day of the beginning not counted, due at the close of the last
    day. HOURS, WORKING_HOURS: to the second.
    """

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"


class EventKind(StrEnum):
    """What can happen to a case. Each event carries `data` with the keys named here."""

    OPENED = "opened"  # type, fields, lead, co_owners
    MOVED = "moved"  # transition, to
    FILLED = "filled"  # fields: only those that changed
    LED = "led"  # organisation: who is in charge (main responsibility)
    ASSIGNED = "assigned"  # owner: the code of a post, or "" for nobody
    CO_OWNER_ADDED = "co_owner_added"  # organisation
    CO_OWNER_REMOVED = "co_owner_removed"  # organisation
    CO_OWNER_ANSWERED = "co_owner_answered"  # organisation, words
    OPINION_ASKED = "opinion_asked"  # organisation, question, blocking (always False for parallel opinions)
    OPINION_GIVEN = "opinion_given"  # organisation, verdict, words
    COMMENTED = "commented"  # words, mentions
    ATTACHED = "attached"  # attachment, name, sha256, kind
    CLOCK_CHANGED = "clock_changed"  # clock, due: {amount, unit}: another time allowed, pauses kept
    LINKED = "linked"  # relation, case
    UNLINKED = "unlinked"  # relation, case


@dataclass(frozen=True, slots=True)
class Duration:
    """A period of time: a whole number, at least 1, of some unit."""

    amount: int
    unit: DurationUnit


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand."""

    id: str
    label: Label
    phase: Phase


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field of kind `choice` can have."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class CaseField:
    """Something that is filled in. `kind`: number | text | day | choice | truth | place | organisation | money."""

    id: str
    label: Label
    kind: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    help: Label | None = None
    sensitive: bool = False  # reading it is logged with its purpose; masked to everybody else


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from some states to another.

    by: which relations to the case may take it, any of: requester, owner, lead, lead_head, co_owner, dispatcher,
    office, administrator, anyone (of those who see the case). `system` alone: only the clockwork takes it.
    fill: fields that must be filled; `lead`, `owner` and `reason` may stand there too.
    attach: kinds of evidence that must be attached. rule: over the fields; unknown refuses, naming what it lacks.
    """

    id: str
    label: Label
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    fill: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    rule: str = ""
    rule_words: Label | None = None
    message: str = ""  # id of the template that is sent
    basis: str = ""  # source code of the rule it rests on
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time that may pass. It starts on entering a state of `starts` and again after a stop only by `restarts`.

    It is paused in the states of `pauses` and stops on entering one of `stops` or one that ends the case, and on taking
    a transition of `stopped_by`, also one that leaves the case where it is (an interim answer). A transition to the
    state in which the case is enters nothing: no update of a case moves a clock.
    `per`: "case", or "co_owner": one for each organisation that works on it beside the lead, from its being asked until
    its answer; `starts` and `restarts` do not concern it, and being asked again starts it anew.
    """

    id: str
    label: Label
    due: Duration
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    pauses: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()  # transitions that set it to nothing and start it anew
    warn: Duration | None = None  # so long before it is due
    per: str = "case"
    party: str = "lead"  # whose time it is: lead | requester | co_owner
    basis: str = ""
    clause: str = ""
    stopped_by: tuple[str, ...] = ()  # transitions that stop it


@dataclass(frozen=True, slots=True)
class Template:
    """A message. `to`: relations, as in Transition.by. Words may name {number} {title} {state} {due} {url} {reason}."""

    id: str
    to: tuple[str, ...]
    subject: Label
    body: Label


@dataclass(frozen=True, slots=True)
class CaseType:
    """One kind of case. `family`: request | project | task | review | agreement | other.

    `standing`: in_force | proposed (by Tidehead; in force nowhere).
    """

    id: str
    label: Label
    family: str
    number: str  # how its cases are numbered: "REQ-{year}-{nth:06}"
    states: tuple[State, ...]
    initial: str
    transitions: tuple[Transition, ...]
    fields: tuple[CaseField, ...] = ()
    clocks: tuple[Clock, ...] = ()
    templates: tuple[Template, ...] = ()
    standing: str = "in_force"
    source: str = ""
    clause: str = ""
    note: Label | None = None

    def state(self, id: str) -> State:
        """The state of that id. Raises KeyError."""
        return next((one for one in self.states if one.id == id), None) or _missing(id)

    def transition(self, id: str) -> Transition:
        """The transition of that id. Raises KeyError."""
        return next((one for one in self.transitions if one.id == id), None) or _missing(id)


def _missing(id: str) -> Any:
    raise KeyError(id)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked, and between which hours.

    holidays: weekdays off; workdays: weekends worked (adjusted rest, 调休); a day in both is worked. Both are known up
    to and with `known_until`; after it weekends are taken to be off and all else worked, but for days that are named,
    and readings say so.
    hours: of a working day, in local time.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    known_until: date = date.max
    hours: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as the log keeps it. Moments are aware."""

    seq: int
    at: datetime
    kind: EventKind
    data: Mapping[str, Any]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Time during which a clock ran, after `start` up to and with `end`. `end` None: it runs."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockTrack:
    """What the log says of one clock: when it ran, what was allowed, whether it has stopped for good."""

    clock: str
    party: str  # the organisation of a co-owner's clock; "" for the case's own
    due: Duration
    runs: tuple[Span, ...]
    stopped_at: datetime | None = None
    earlier: tuple["ClockTrack", ...] = ()  # its turns before it was started anew, the first one first


@dataclass(frozen=True, slots=True)
class CoOwner:
    """An organisation that works on the case beside the lead (协办), and what it answered."""

    organisation: str
    asked_at: datetime
    answered_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an organisation was asked beside the main way, and what it said. Nothing waits for it."""

    organisation: str
    question: str
    asked_at: datetime
    given_at: datetime | None = None
    verdict: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as its log says it is."""

    state: str
    since: datetime
    fields: Mapping[str, Any]
    lead: str = ""
    owner: str = ""  # code of the post that works on it
    co_owners: tuple[CoOwner, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    clocks: tuple[ClockTrack, ...] = ()
    attached: tuple[str, ...] = ()  # kinds of what is attached
    visits: Mapping[str, int] = field(default_factory=dict)  # how often each state was entered
    links: tuple[tuple[str, str], ...] = ()  # (relation, case)
    seq: int = 0


class ClockStatus(StrEnum):
    """What a clock shows. Late stays late, also while paused: lateness is not undone by waiting."""

    RUNNING = "running"
    WARNING = "warning"  # running, and due soon
    LATE = "late"  # running, and past due
    PAUSED = "paused"
    MET = "met"  # stopped in time
    MISSED = "missed"  # stopped too late


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a clock shows at a moment. `due_at` while paused: when it would be due if it went on now.

    due_day: the day that `due_at` belongs to: 24:00 is the end of a day, though calendars write it 0:00 of the next.
    used, allowed: in the unit of the allowance, as it is counted; of months, their days.
    """

    clock: str
    party: str
    status: ClockStatus
    due_at: datetime
    warn_at: datetime | None
    used_seconds: float  # working time or plain time, as the clock counts
    paused_seconds: float  # plain time
    calendar_known: bool = True  # False: the due day lies after what is known of the calendar
    due_day: date = date.min
    used: float = 0.0
    allowed: float = 0.0
    turn: int = 1  # 2: started anew once


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a move still needs. `what`: field | attachment | rule | right | state."""

    what: str
    id: str
    text: Label


class CaseworkRefused(ValueError):
    """A log or a move that cannot be. `text` says it in both languages."""

    def __init__(self, text: Label) -> None:
        """Keep the words."""
        super().__init__(text.en or text.zh)
        self.text = text
