"""Plans: what they promise, by when, by whom, and the schedule of what they build."""

from dataclasses import dataclass
from datetime import date

from tidehead.city.common.types import Text


@dataclass(frozen=True, slots=True)
class PlanInfo:
    code: str
    label: Text
    period: str
    status: str
    source: str
    commitments: int
    unowned: int


@dataclass(frozen=True, slots=True)
class SectionInfo:
    number: str
    label: Text


@dataclass(frozen=True, slots=True)
class QuantityInfo:
    value: float
    unit: str
    comparator: str
    value_high: float | None
    what: str


@dataclass(frozen=True, slots=True)
class CommitmentInfo:
    """One promise of a plan. `responsible` empty: the text names nobody, so an owner must be asked for."""

    code: str
    plan: str
    section: str
    label: Text
    action: str
    object: str
    kind: str
    quantities: tuple[QuantityInfo, ...]
    start: str
    deadline: str
    deadline_on: date | None
    recurrence: str
    responsible: tuple[tuple[str, Text], ...]  # organisation code and name
    places: tuple[tuple[str, Text], ...]
    targets: tuple[str, ...]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class MilestoneInfo:
    period: str
    on: date | None
    label: Text
    locator: str


@dataclass(frozen=True, slots=True)
class ScheduleInfo:
    code: str
    plan: str
    place: str
    place_label: Text
    label: Text
    start: str
    start_on: date | None
    finish: str
    finish_on: date | None
    words: str
    milestones: tuple[MilestoneInfo, ...]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something whose date has passed and of which nobody has reported that it is done."""

    kind: str  # commitment | schedule
    code: str
    plan: str
    label: Text
    due: str
    due_on: date
    owners: tuple[Text, ...]
    source: str
    locator: str
    targets: tuple[str, ...] = ()  # codes of those that measure it
