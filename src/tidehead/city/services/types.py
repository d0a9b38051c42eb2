"""Requests of enterprises and what belongs to them, as pages and other apps see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tidehead.city.cases.types import CaseInfo, NewFile
from tidehead.city.common.types import Text

DESK, VISIT, PHONE, MEETING, IMPORT, API = "desk", "visit", "phone", "meeting", "import", "api"
SOLVED, EXPLAINED, REFERRED = "solved", "explained", "referred"
OUTCOMES = (SOLVED, EXPLAINED, REFERRED)

RECEIVED, ROUTED, IN_PROGRESS, WAITING_FOR_FIRM = "received", "routed", "in_progress", "waiting_for_firm"
ANSWERED, RESOLVED, CONFIRMED, UNCONFIRMED = "answered", "resolved", "confirmed", "unconfirmed"
REOPENED, WITHDRAWN = "reopened", "withdrawn"
"""States of the case type `request`, which every pack with requests has."""

PROPOSED, ADOPTED, DROPPED, CURRENT, ENDED = "proposed", "adopted", "dropped", "current", "ended"
FOUND, PROMOTED, MEASURE, CLOSED, OPEN = "found", "promoted", "measure", "closed", "open"
PURPOSES = ("routine", "request", "policy", "safety", "relief", "joint")


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """What a request can be about. `organisation`: who usually deals with it; empty: nobody is named."""

    id: str
    label: Text
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """How requests are taken and judged here."""

    case_type: str = "request"
    channels: tuple[tuple[str, Text], ...] = ()
    topics: tuple[TopicInfo, ...] = ()
    satisfaction: tuple[tuple[str, Text], ...] = ()  # from worst to best
    reopen_days: int = 90  # within which a reopened request counts against its closure
    firms_an_officer: int | None = None
    visits_a_year: int | None = None
    weights: Mapping[str, float] = field(default_factory=lambda: {"distance": 1.0, "industry": 1.0, "load": 1.0})
    standing: str = "proposed"
    source: str = ""
    clause: str = ""

    def topic(self, id: str) -> TopicInfo | None:
        """The topic of that id; None for one that nobody declared."""
        return next((topic for topic in self.topics if topic.id == id), None)

    def topic_label(self, id: str) -> str:
        """Its words, or the id itself."""
        found = self.topic(id)
        return str(found.label) if found else id

    def channel_label(self, id: str) -> str:
        """Its words, or the id itself."""
        return next((str(label) for channel, label in self.channels if channel == id), id)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What somebody asks for. `key`: the same key makes one request, however often it is sent."""

    enterprise: str  # code; "" where the firm is not in the register: `contact` then says who asks
    title: str
    words: str
    topic: str = ""
    channel: str = DESK
    contact: str = ""
    place: str = ""  # code; "" takes the firm's
    key: str = ""
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organisation that could deal with a request, and why it is thought so."""

    organisation: str
    label: Text
    reasons: tuple[Text, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A proposal of who looks after whom. `result` as the page shows it, see `pairing_runs`."""

    id: int
    state: str
    asked: Mapping[str, object]
    result: Mapping[str, object]
    made_by: str
    made_at: datetime
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PairInfo:
    post: str
    post_label: Text
    officer: str  # who holds the post; "" vacant
    organisation: str
    enterprise: str
    enterprise_label: Text
    place_label: Text
    distance_km: float | None
    why: Text
    start_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class VisitInfo:
    id: int
    enterprise: str
    enterprise_label: Text
    post: str
    post_label: Text
    who: str
    day: date
    purpose: str
    with_whom: str
    findings: str
    next_step: str
    follow_up_on: date | None
    followed_up_at: datetime | None
    cases: tuple[str, ...] = ()  # numbers of the requests that were heard


@dataclass(frozen=True, slots=True)
class RoundtableInfo:
    id: int
    title: str
    held_on: date
    organisation_label: Text
    place_label: Text
    words: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseInfo:
    id: int
    title: str
    words: str
    state: str
    topic: str
    organisation: str
    organisation_label: Text
    case: str  # number of the policy problem's own case
    measure: str
    result: str
    found_by: str
    found_at: datetime
    closed_at: datetime | None
    members: tuple[CaseInfo, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    id: int
    words: str
    organisation_label: Text
    due_on: date | None
    done_on: date | None
    case: str


@dataclass(frozen=True, slots=True)
class PlanInfo:
    id: int
    enterprise: str
    enterprise_label: Text
    title: str
    problem: str
    owner: str
    owner_label: Text
    due_on: date | None
    state: str
    result: str
    measures: tuple[MeasureInfo, ...]


class ServiceRefused(Exception):
    """Something cannot be done as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NotThere(ServiceRefused):
    """What is asked for does not exist, or not for who asks."""
