"""What a pack says about work: kinds of cases, the calendar, who handles what, firms, and how projects and tasks run.

Every file is optional. A deployment without them shows figures and assessments, and no work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tidehead.calc.casework.types import CaseType, WorkingCalendar
from tidehead.calc.labels import Label
from tidehead.packs.position import Position

NOWHERE = Position("", 0)


@dataclass(frozen=True, slots=True)
class Lined:
    """Something with parts. lines: of each part, as "states.received", for messages."""

    position: Position = field(default=NOWHERE, compare=False, kw_only=True)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, kw_only=True)

    def at(self, part: str) -> Position:
        """Where a part stands in the file; the first line where it has none of its own."""
        return Position(self.position.file, self.lines.get(part, self.position.line))


@dataclass(frozen=True, slots=True)
class CaseTypeRow(Lined):
    """cases/*.yaml: one kind of case."""

    case_type: CaseType

    @property
    def id(self) -> str:
        """The kind's name."""
        return self.case_type.id


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What an authority says of one year. off: every day off that it names, weekends among them included."""

    year: int
    off: frozenset[date]
    workdays: frozenset[date]  # weekends that are worked (调休)
    source: str
    locator: str = ""
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Calendar:
    """calendar.yaml: how time is counted. Years follow each other without a gap."""

    working: WorkingCalendar
    years: tuple[CalendarYear, ...]
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """enterprises/*.csv: a firm, with what a source says of it."""

    code: str  # unified social credit code, or one of the pack's own
    label: Label
    source: str
    locator: str
    short_name: str = ""
    place: str = ""
    industry: str = ""  # in words, as the source says
    size: str = ""  # large | medium | small | micro; empty: unknown
    jobs: int | None = None  # persons
    longitude: float | None = None
    latitude: float | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a list to choose from."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class Topic:
    """What a request can be about. organisation: who handles it at first; empty: the office decides."""

    id: str
    label: Label
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """How much one service officer carries at most; None: no limit is set."""

    firms: int | None = None
    open_requests: int | None = None
    visits_a_year: int | None = None  # that each firm is to get, at least


@dataclass(frozen=True, slots=True)
class PairingWeights:
    """What counts how much when officers and firms are paired; only their proportions matter."""

    distance: float = 1.0
    industry: float = 1.0
    load: float = 1.0


@dataclass(frozen=True, slots=True)
class Service(Lined):
    """service.yaml: how requests of enterprises are taken and judged."""

    channels: tuple[Named, ...]
    topics: tuple[Topic, ...]
    satisfaction: tuple[Named, ...]  # ids "1", "2" …, from worst to best
    reopen_days: int  # after the firm was told that it is done
    load: OfficerLoad = field(default_factory=OfficerLoad)
    pairing: PairingWeights = field(default_factory=PairingWeights)
    case_type: str = "request"
    standing: str = "proposed"  # in_force | proposed
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Projects from a sum on, from the smallest class to the largest."""

    id: str
    label: Label
    at_least_cny: float
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class PromiseKind:
    """Something that one side promises the other. tied_to_tax: an advantage measured by taxes paid."""

    id: str
    label: Label
    side: str  # firm | government
    unit: str = ""
    direction: str = "at_least"  # at_least | at_most
    tied_to_tax: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    id: str
    label: Label
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class BlockDirection:
    """Which industries a place is meant for: "taxonomy:member"."""

    place: str
    label: Label  # the direction in our own words
    industries: tuple[str, ...]
    source: str
    locator: str
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """A rule that says whether, or how much, a project counts."""

    id: str
    label: Label
    rule_set: str
    rule: str
    unit: str = ""  # empty: a project counts or does not


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """The rule that asks for a fair-competition review of a promise."""

    rule_set: str
    rule: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """When two leads are compared, and how long the first registration holds."""

    likeness: float  # 0–1
    valid_days: int  # without contact, after which a lead is free again
    standing: str = "proposed"
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class SharingBase:
    """What partners of an agreement share."""

    id: str
    label: Label
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FigureOf:
    """Which indicator a project's return feeds."""

    indicator: str
    field: str  # investment | output | tax | jobs
    unit: str


@dataclass(frozen=True, slots=True)
class BlockerKind:
    """What can stand in the way. days: after which it is escalated, None: by the general rule."""

    id: str
    label: Label
    organisation: str = ""  # who clears it, where one body always does
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Projects(Lined):
    """projects.yaml: how leads become projects, and which of them count."""

    case_types: tuple[str, ...]  # the pipelines, first the usual one
    sizes: tuple[SizeClass, ...] = ()
    lead_sources: tuple[Named, ...] = ()
    promise_kinds: tuple[PromiseKind, ...] = ()
    space_kinds: tuple[Named, ...] = ()
    contact_kinds: tuple[Named, ...] = ()
    blockers: tuple[BlockerKind, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    positions: tuple[BlockDirection, ...] = ()
    counters: tuple[Counter, ...] = ()
    counted_states: tuple[str, ...] = ()  # states of the pipelines that count as landed
    review_rule: ReviewRule | None = None
    duplicates: Duplicates | None = None
    sharing_bases: tuple[SharingBase, ...] = ()
    figures: tuple[FigureOf, ...] = ()
    contacts_a_month: int | None = None  # that a recruiter is to make
    standing: str = "proposed"
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """spaces/*.csv: rooms and bases where a project can begin."""

    code: str
    label: Label
    kind: str  # one of projects.yaml's space_kinds
    place: str
    source: str
    locator: str
    area_m2: float | None = None
    rooms: int | None = None
    available: int | None = None  # rooms that are free; None: unknown
    ready_on: date | None = None
    rent_cny_m2_month: float | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    place: str
    share: float  # 0–1


@dataclass(frozen=True, slots=True)
class Agreement:
    """agreements.yaml: how places that a project touches share it. With mutual counting each may count it whole."""

    id: str
    label: Label
    kind: str  # benefit_sharing | mutual_counting
    base: str  # one of projects.yaml's sharing_bases
    shares: tuple[Share, ...]
    start: date | None = None
    end: date | None = None
    standing: str = "proposed"
    source: str = ""
    clause: str = ""
    note: Label | None = None
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def parties(self) -> tuple[str, ...]:
        """The places, in order."""
        return tuple(one.place for one in self.shares)


@dataclass(frozen=True, slots=True)
class MeetingCycle:
    """How often the group meets that decides what is stuck."""

    every: str  # month | quarter | half_year | year
    label: Label
    group: str = ""  # a leading group's id
    office: str = ""  # code of the organisation that prepares it
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Tasks(Lined):
    """tasks.yaml: how the tasks of plans are listed, escalated and closed."""

    lists: tuple[Named, ...]
    blockers: tuple[BlockerKind, ...]
    escalate_after_days: int  # that a blocker stands before it goes to the meeting
    meeting: MeetingCycle | None = None
    audit_share: float = 0.1  # of the closed tasks, drawn for audit
    case_type: str = "task"
    standing: str = "proposed"
    source: str = ""
    clause: str = ""
