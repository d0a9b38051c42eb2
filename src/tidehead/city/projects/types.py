"""Projects, as pages and other apps see them, and what the region's pack says about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tidehead.city.cases.types import CaseInfo
from tidehead.city.common.types import Text

FAMILY = "project"
LOST, PAUSED = "lost", "paused"
"""States beside the way from a lead to full production; every pipeline may have them."""
FIRM, GOVERNMENT = "firm", "government"
SIDES = (FIRM, GOVERNMENT)
AT_LEAST, AT_MOST = "at_least", "at_most"
OPEN, KEPT, BROKEN, WAIVED = "open", "kept", "broken", "waived"
PROMISE_STATES = (OPEN, KEPT, BROKEN, WAIVED)
HOST, ORIGIN, PARTNER = "host", "origin", "partner"
PARTS = (HOST, ORIGIN, PARTNER)
DRAFT, IN_FORCE, ENDED = "draft", "in_force", "ended"
AGREEMENT_STATES = (DRAFT, IN_FORCE, ENDED)
BENEFIT_SHARING, MUTUAL_COUNTING = "benefit_sharing", "mutual_counting"
AGREEMENT_KINDS = (BENEFIT_SHARING, MUTUAL_COUNTING)
SQUARE_METRES, ROOMS = "m2", "rooms"
DISMISSED, CLAIMED, SETTLED = "dismissed", "claimed", "settled"
PAIR_STATES = (OPEN, DISMISSED, CLAIMED, SETTLED)
QUANTITIES = {
    "investment": "万元",
    "foreign": "万美元",
    "output": "万元",
    "tax": "万元",
    "jobs": "人",
    "land": "亩",
}
"""What is reported of a project, and in which unit."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is chosen from a list of the pack."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class SizeClass:
    id: str
    label: Text
    at_least_cny: float


@dataclass(frozen=True, slots=True)
class PromiseKind:
    """What can be promised. `side`: who promises; `direction`: whether more or less than the value breaks it."""

    id: str
    label: Text
    side: str
    unit: str
    direction: str
    tied_to_tax: bool


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    id: str
    label: Text
    source: str
    clause: str


@dataclass(frozen=True, slots=True)
class Direction:
    """What a place is meant for: the industries that fit it and those that do not; all others are not spoken of."""

    place: str
    label: Text
    industries: tuple[str, ...]
    excluded: tuple[str, ...]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that projects are counted for, by one rule of one rule set of the pack. `unit` "": yes or no."""

    id: str
    label: Text
    rule_set: str
    rule: str
    unit: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Which indicator the projects' returns of one quantity add up to, and the unit that they are added up in."""

    indicator: str
    quantity: str
    unit: str


@dataclass(frozen=True, slots=True)
class SharingBase:
    id: str
    label: Text
    unit: str


@dataclass(frozen=True, slots=True)
class Standards:
    """What the pack says about projects. What it does not say is not counted, compared or judged, and pages say so."""

    case_types: tuple[str, ...] = ()
    sizes: tuple[SizeClass, ...] = ()
    lead_sources: tuple[Named, ...] = ()
    space_kinds: tuple[Named, ...] = ()
    contact_kinds: tuple[Named, ...] = ()
    blockers: tuple[Named, ...] = ()
    promise_kinds: tuple[PromiseKind, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    directions: tuple[Direction, ...] = ()
    counters: tuple[Counter, ...] = ()
    sharing_bases: tuple[SharingBase, ...] = ()
    feeds: tuple[Feed, ...] = ()
    promise_rule: tuple[str, str] | None = None  # rule set and rule: which promises are to be looked at again
    likeness: float | None = None  # from 0 to 1: two leads that are this alike are shown as a pair
    valid_days: int | None = None  # so long a first registration holds without contact
    handover_source: str = ""
    handover_clause: str = ""
    contacts_a_month: int | None = None  # that a recruiter is to make
    standing: str = ""
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether an industry fits a place's direction. `answer`: True, False, or None where nothing is said of it."""

    answer: bool | None
    reason: Text
    place: str = ""
    source: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """A project: its case, and what of its fields is asked for most. Unknown is None, never 0."""

    case: CaseInfo
    investment_10k_cny: float | None
    industry: str
    size: str  # id of its size class; "" unknown or below all
    source_of_lead: str
    investor: str
    foreign: bool | None
    spinoff: bool | None
    expected_production: date | None

    @property
    def number(self) -> str:
        return self.case.number

    @property
    def is_on_its_way(self) -> bool:
        return self.case.state not in (LOST, PAUSED) and self.case.ended_at is None


@dataclass(frozen=True, slots=True)
class StageInfo:
    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class GateInfo:
    """One stage of a project: when it was entered and left, and how many days lay between."""

    stage: StageInfo
    entered: date | None
    left: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class PromiseInfo:
    id: int
    case_id: int
    kind: str
    label: Text
    side: str
    direction: str
    value: float | None
    unit: str
    words: str
    due_on: date | None
    clause: str
    basis: str
    state: str
    done: float | None  # the newest performance
    done_on: date | None
    performed: tuple["PerformanceInfo", ...]
    light: str  # one of shell's six states
    reason: Text
    check: Text | None  # what the rule says should be looked at again; None: nothing
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PerformanceInfo:
    id: int
    on: date
    value: float | None
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CreditInfo:
    """What part of a project a place is credited with. `place` counts it; `part` says why."""

    place: str
    label: Text
    part: str
    share: str  # exact, as it is written
    agreement: int | None


@dataclass(frozen=True, slots=True)
class CountingInfo:
    """Whether a project counts for something, and why. `counted` None: a datum is lacking."""

    case_id: int
    counter: str
    counted: bool | None
    reason: Text
    once_key: str
    size: str
    decided_at: datetime
    decided_by: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class SpaceInfo:
    code: str
    label: Text
    kind: str
    place: str
    place_label: Text
    capacity: float | None
    unit: str  # m2 | rooms
    taken: float  # on the day that was asked about
    ready_on: date | None
    rent: float | None
    source: str
    locator: str

    @property
    def free(self) -> float | None:
        return None if self.capacity is None else self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class PlacementInfo:
    id: int
    space: str
    space_label: Text
    case_id: int
    number: str
    title: str
    amount: float
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class ReturnInfo:
    """One value that was reported of a project. A later one for the same period stands beside it, not in its place."""

    id: int
    case_id: int
    quantity: str
    period: str
    value: float
    unit: str
    attachment: int | None
    note: str
    by: str
    at: datetime
    newest: bool


@dataclass(frozen=True, slots=True)
class ContactInfo:
    id: int
    on: date
    kind: str
    organisation: str
    organisation_label: Text
    number: str
    title: str
    with_whom: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class PartyInfo:
    place: str
    label: Text
    share: str  # exact, as it is written


@dataclass(frozen=True, slots=True)
class Bounds:
    """What limits an agreement's pool, in fen; None: no such bound."""

    base: int = 0
    floor: int | None = None
    cap: int | None = None
    total_cap: int | None = None


@dataclass(frozen=True, slots=True)
class AgreementInfo:
    id: int
    code: str  # the pack's; "" made here
    title: Text
    kind: str
    base: str
    state: str
    start_on: date | None
    end_on: date | None
    bounds: Bounds
    clause: str
    source: str
    parties: tuple[PartyInfo, ...]
    projects: tuple[tuple[int, str, str], ...]  # case, number, title
    made_by: str
    replaces: int | None

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the term; empty where it has no first or no last day."""
        if self.start_on is None or self.end_on is None:
            return ()
        return tuple(range(self.start_on.year, self.end_on.year + 1))


@dataclass(frozen=True, slots=True)
class SettlementInfo:
    """A settled year, amounts in fen."""

    id: int
    agreement: int
    year: int
    actual: int
    pool: int | None
    parts: tuple[tuple[Text, int | None], ...]
    bound: str
    words: str
    by: str
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class PairInfo:
    """Two leads that may be the same project. A name that the reader may not see is empty."""

    id: int
    first: int
    second: int
    likeness: float
    reasons: tuple[Text, ...]
    state: str
    handover: str  # number of the handover, where one was claimed
    decision: str = ""  # what the handover was decided to be
    kept: int | None = None  # the one that goes on after the handover


@dataclass(frozen=True, slots=True)
class NewLead:
    """What a recruiter writes down in the field. `key`: the same key opens one lead, however often it is sent."""

    title: str
    type: str
    place: str = ""
    lead: str = ""
    owner: str = ""
    party: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    synthetic: bool = False


class ProjectRefused(Exception):
    """Something cannot be done to a project as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NoSuchProject(ProjectRefused):
    """There is none, or the actor may not see it: nobody is told which."""

    def __init__(self, number: object) -> None:
        super().__init__(
            Text(f"没有项目 {number}，或者您无权查看。", f"There is no project {number} that you may see.")
        )
