"""Cases, as pages and other apps see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tidehead.calc.casework.types import ClockReading, Event, Lack
from tidehead.city.common.types import Text

RELATIONS = (
    "requester",
    "owner",
    "lead",
    "lead_head",
    "co_owner",
    "dispatcher",
    "office",
    "administrator",
    "anyone",
)
LINK_RELATIONS = ("duplicate_of", "part_of", "caused_by", "follows", "review_of")
NOTE_KINDS = ("moved", "assigned", "mentioned", "warning", "late", "message")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with. `key`: the same key opens one case, however often it is sent."""

    type: str
    title: str
    place: str = ""
    party: str = ""  # code of the enterprise whose case it is
    lead: str = ""  # code of the organisation in charge
    owner: str = ""  # code of the post that works on it
    fields: Mapping[str, Any] = field(default_factory=dict)
    co_owners: tuple[str, ...] = ()
    key: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """One line of a list of cases."""

    id: int
    number: str
    family: str
    type: str
    type_label: Text
    title: str
    state: str
    state_label: Text
    phase: str
    since: datetime
    place: str
    place_label: Text
    party: str
    party_label: Text
    lead: str
    lead_label: Text
    owner: str
    owner_label: Text
    opened_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    reopened: int
    fields: Mapping[str, Any]
    seq: int
    moved_at: datetime
    synthetic: bool


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A way on that the actor may take from here, with what it still needs."""

    transition: str
    label: Text
    target: str
    target_label: Text
    fill: tuple[str, ...]  # fields to be filled with the move
    attach: tuple[str, ...]  # kinds of evidence that are missing
    lacks: tuple[Lack, ...]  # what stands in the way whatever is filled now


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    id: int
    case_id: int
    name: str
    kind: str
    size: int
    content_type: str
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event in words."""

    seq: int
    at: datetime
    who: str
    post: Text
    text: Text
    reason: str
    kind: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one case that the actor may see."""

    case: CaseInfo
    clocks: tuple[ClockReading, ...]
    log: tuple[LogLine, ...]
    events: tuple[Event, ...]
    attachments: tuple[AttachmentInfo, ...]
    offers: tuple[MoveOffer, ...]
    relations: frozenset[str]
    co_owners: tuple[tuple[str, Text, bool], ...]  # organisation, name, has answered
    links: tuple[tuple[str, str, str], ...]  # relation, number, title; those it is linked from as "~relation"
    intact: bool  # the log's chain of digests holds


@dataclass(frozen=True, slots=True)
class NoteInfo:
    id: int
    kind: str
    text: Text
    at: datetime
    read: bool
    case_number: str


class CaseRefused(Exception):
    """Something cannot be done to a case as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class MoveRefused(CaseRefused):
    """A move lacks something: `lacks` names each thing."""

    def __init__(self, text: Text, lacks: tuple[Lack, ...]) -> None:
        super().__init__(text)
        self.lacks = lacks


class MovedMeanwhile(CaseRefused):
    """Somebody else was quicker: `since` is what happened after what the actor had seen."""

    def __init__(self, text: Text, since: tuple[LogLine, ...]) -> None:
        super().__init__(text)
        self.since = since
