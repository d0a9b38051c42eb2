"""Cases, as pages and other apps see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from tidehead.calc.casework.types import ClockReading, Event, Lack
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text

RELATIONS = (
    "requester",
    "owner",
    "lead",
    "lead_head",
    "co_owner",
    "dispatcher",
    "office",
    "second_office",
    "administrator",
    "anyone",
)
LINK_RELATIONS = ("duplicate_of", "part_of", "caused_by", "follows", "review_of")
NOTE_KINDS = ("moved", "assigned", "mentioned", "warning", "late", "message")
MASKED = "•••"
"""Stands where a sensitive field is filled; `reveal_field` shows it and says so in the trail."""


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
    quiet: bool = False  # nobody is told that it was opened, as where a whole plan is at once


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be attached. `kind`: what it is evidence of. `internal`: not shown to the firm whose case it is."""

    name: str
    kind: str
    content: BinaryIO
    internal: bool = True


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """A case with its whole log at once, for filling a region with what happened elsewhere or never happened."""

    new: NewCase
    events: tuple[Event, ...]  # the first is OPENED; numbered from 1
    opened_by: int | None = None  # id of an account
    posts: tuple[str, ...] = ()  # of each event, the post that its actor acted through; empty: none


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list is about; what is left empty does not narrow it."""

    family: str = ""
    types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    lead: str = ""  # code of an organisation
    co_owner: str = ""  # code of an organisation
    owner: str = ""  # code of a post
    party: str = ""  # code of an enterprise
    place: str = ""  # what stands under it included
    text: str = ""  # in the number or the title
    due: str = ""  # late | soon
    opened_from: date | None = None
    opened_to: date | None = None
    mine: bool = False  # of my own posts
    fields: Mapping[str, Any] = field(default_factory=dict)  # exactly these values
    order: str = "due"  # due | newest | moved | number


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
class CaseValues:
    """What is counted of a case, as codes; what is sensitive is masked."""

    id: int
    state: str
    phase: str
    opened_at: datetime
    ended_at: datetime | None
    reopened: int
    synthetic: bool
    lead: str
    owner: str
    place: str
    party: str
    fields: Mapping[str, Any]


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
    internal: bool = False


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
    body: Text = Text("")


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How much lies in each part of an inbox."""

    todo: int  # open, of my own posts
    late: int  # of those and of my organisations', past due
    organisation: int  # not ended, led by my organisations, of another's post or of nobody's
    joined: int  # my organisations were asked to work on it or for an opinion, and have not answered
    waiting: int  # of my own posts, waiting for somebody outside
    notes: int  # unread


@dataclass(frozen=True, slots=True)
class Inbox:
    """What a person has to do, and knows of, counted and a page at a time."""

    counts: InboxCounts
    todo: Slices[CaseInfo]
    late: Slices[CaseInfo]
    organisation: Slices[CaseInfo]
    joined: Slices[CaseInfo]
    waiting: Slices[CaseInfo]
    notes: tuple[NoteInfo, ...]  # the newest unread


class CaseRefused(Exception):
    """Something cannot be done to a case as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NoSuchKind(CaseRefused, KeyError):
    """There is no kind of case of that name."""


class NoSuchCase(CaseRefused):
    """There is no such case, or the actor may not see it: the two are not told apart."""


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
