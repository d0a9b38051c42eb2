"""Cases under /api/: lists, one with its log and clocks, kinds; opening, moving and commenting."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.calc.casework import case_type_to_plain
from tidehead.city.cases.actions import comment, move_case, open_case
from tidehead.city.cases.queries import case_by_id, case_by_number, case_file, case_slices, case_type, case_types
from tidehead.city.cases.types import (
    AttachmentInfo,
    CaseInfo,
    CaseRefused,
    LogLine,
    MovedMeanwhile,
    MoveOffer,
    MoveRefused,
    NewCase,
    NoSuchCase,
    Wanted,
)
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text

router = Router(tags=["cases"])


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


WRITERS = [by_token, django_auth]


class CaseOut(Schema):
    """One case. Moments with their zone; codes as in the pack; what is sensitive is masked."""

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
    party: str
    lead: str
    owner: str
    opened_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    reopened: int
    fields: dict[str, Any]
    seq: int
    moved_at: datetime
    synthetic: bool


class CaseClockOut(Schema):
    """What one clock shows now. party: a co-owner's organisation. used_seconds: as the clock counts."""

    clock: str
    party: str
    status: str
    due_at: datetime
    warn_at: datetime | None
    used_seconds: float
    paused_seconds: float
    calendar_known: bool


class CaseLack(Schema):
    """Something that a move still needs."""

    what: str
    id: str
    text: Text


class CaseOffer(Schema):
    """A way on that you may take, and what it still needs."""

    transition: str
    label: Text
    target: str
    fill: list[str]
    attach: list[str]


class CaseDetail(Schema):
    """One case with all of it that you may see. intact: no entry of its log was changed."""

    case: CaseOut
    clocks: list[CaseClockOut]
    log: list[LogLine]
    attachments: list[AttachmentInfo]
    offers: list[CaseOffer]
    co_owners: list[str]
    links: list[tuple[str, str]]
    intact: bool


class AskedCases(Schema):
    """Which cases a list is about; what is left out does not narrow it. Lists are given with commas."""

    family: str = ""
    type: str = ""
    state: str = ""
    phase: str = ""
    lead: str = ""
    owner: str = ""
    party: str = ""
    place: str = ""
    text: str = ""
    due: str = ""
    mine: bool = False
    order: str = "due"


class CaseOpening(Schema):
    """A case to be opened. key: the same key opens one case, however often it is sent."""

    type: str
    title: str
    place: str = ""
    party: str = ""
    lead: str = ""
    owner: str = ""
    fields: dict[str, Any] = {}
    key: Annotated[str, Field(max_length=200)] = ""


class CaseMove(Schema):
    """A move. seen: `seq` of the case as you read it; where it has changed since, the move is refused with 409."""

    transition: str
    seen: int
    fields: dict[str, Any] = {}
    reason: str = ""


class CaseComment(Schema):
    """A comment. internal: not shown to the firm whose case it is."""

    words: str
    internal: bool = True


class CaseKind(Schema):
    """One kind of case: everything that it declares."""

    id: str
    label: Text
    family: str
    declared: dict[str, Any]


class CaseRefusal(Schema):
    """Why something was not done, and what is missing; since: what others did meanwhile."""

    detail: str
    text: Text
    lacks: list[CaseLack] = []
    since: list[LogLine] = []


@router.get("/cases", response=list[CaseOut], summary="Cases that you may see")
@paginate(LimitOffsetPagination)
def list_cases(request: HttpRequest, asked: Query[AskedCases]) -> Slices[CaseInfo]:
    wanted = Wanted(
        family=asked.family,
        types=_parts(asked.type),
        states=_parts(asked.state),
        phases=_parts(asked.phase),
        lead=asked.lead,
        owner=asked.owner,
        party=asked.party,
        place=asked.place,
        text=asked.text,
        due=asked.due,
        mine=asked.mine,
        order=asked.order,
    )
    return case_slices(request.actor, wanted, now=timezone.now())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@router.get("/cases/{number}", response=CaseDetail, summary="One case with its log, clocks and ways on")
def get_case(request: HttpRequest, number: str) -> dict[str, Any]:
    file = case_file(number, request.actor, timezone.now())
    if file is None:
        raise NoSuchCase(_no_such(number))
    return {
        "case": file.case,
        "clocks": file.clocks,
        "log": file.log,
        "attachments": file.attachments,
        "offers": [_offer(offer) for offer in file.offers],
        "co_owners": [code for code, _name, _answered in file.co_owners],
        "links": [(relation, other) for relation, other, _title in file.links],
        "intact": file.intact,
    }


def _offer(offer: MoveOffer) -> dict[str, Any]:
    return {
        "transition": offer.transition,
        "label": offer.label,
        "target": offer.target,
        "fill": list(offer.fill),
        "attach": list(offer.attach),
    }


def _no_such(number: str) -> Text:
    return Text(
        f"没有编号为 {number} 的事项，或您看不到它。请到 /api/cases 查看您的事项。",
        f"There is no case {number}, or you cannot see it. /api/cases lists those that you see.",
    )


@router.get("/case-types", response=list[CaseKind], summary="Kinds of case, with all that they declare")
def list_kinds(request: HttpRequest, family: str = "") -> list[dict[str, Any]]:
    return [
        {
            "id": kind.id,
            "label": Text(kind.label.zh, kind.label.en),
            "family": kind.family,
            "declared": case_type_to_plain(kind),
        }
        for kind in case_types(family)
    ]


@router.post("/cases", response={201: CaseOut, 422: CaseRefusal}, auth=WRITERS, summary="Open a case")
def post_case(request: HttpRequest, opening: CaseOpening) -> Status:
    case_type(opening.type)
    case_id = open_case(by=request.actor, new=NewCase(**opening.dict()), now=timezone.now())
    made = case_by_id(case_id, request.actor)
    if made is None:  # opened for others, and not theirs to look at
        raise NoSuchCase(_no_such(""))
    return Status(201, made)


@router.post(
    "/cases/{number}/moves",
    response={200: CaseOut, 404: CaseRefusal, 409: CaseRefusal, 422: CaseRefusal},
    auth=WRITERS,
    summary="Move a case",
)
def post_move(request: HttpRequest, number: str, moving: CaseMove) -> CaseInfo:
    move_case(by=request.actor, case_id=_case(request, number).id, now=timezone.now(), **moving.dict())
    return _case(request, number)


@router.post(
    "/cases/{number}/comments",
    response={201: CaseOut, 404: CaseRefusal, 422: CaseRefusal},
    auth=WRITERS,
    summary="Comment on a case",
)
def post_comment(request: HttpRequest, number: str, said: CaseComment) -> Status:
    comment(by=request.actor, case_id=_case(request, number).id, now=timezone.now(), **said.dict())
    return Status(201, _case(request, number))


def _case(request: HttpRequest, number: str) -> CaseInfo:
    found = case_by_number(number, request.actor)
    if found is None:
        raise NoSuchCase(_no_such(number))
    return found


def refusal(refused: CaseRefused) -> dict[str, Any]:
    """What is answered where something was not done: the reason in words, and in parts that a system can read."""
    lacks = getattr(refused, "lacks", ())
    return {
        "detail": str(refused.text),
        "text": {"zh": refused.text.zh, "en": refused.text.en},
        "lacks": [
            {"what": one.what, "id": one.id, "text": {"zh": one.text.zh, "en": one.text.text("en")}} for one in lacks
        ],
        "since": [asdict(line) for line in getattr(refused, "since", ())],
    }


REFUSALS = {NoSuchCase: 404, MovedMeanwhile: 409, MoveRefused: 422, CaseRefused: 422}
