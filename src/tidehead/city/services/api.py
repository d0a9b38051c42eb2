"""Requests under /api/: what a hotline or another pool hands over, and reads back."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.city.cases.queries import case_by_number, case_slices, cases_of, clocks_of
from tidehead.city.cases.types import CaseInfo, CaseRefused, Wanted
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.services import requests
from tidehead.city.services.types import API, NewRequest, NotThere, ServiceRefused

router = Router(tags=["services"])
ERRORS = {NotThere: 404, ServiceRefused: 422, CaseRefused: 422}


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


class Asked(Schema):
    """What a system hands over. `key`: the other system's own number; the same number again makes no second request."""

    enterprise: str
    words: str
    title: str = ""
    topic: str = ""
    contact: str = ""
    place: str = ""
    key: str = ""


class AskedRequests(Schema):
    """Which requests are wanted; what is left out does not narrow. `place` includes what stands under it."""

    state: str = ""
    place: str = ""
    lead: str = ""
    text: str = ""
    enterprise: str = ""


class RequestOut(Schema):
    """One request, without what is sensitive. due: when an answer, and the end, are promised; None while paused."""

    number: str
    title: str
    state: str
    state_label: Text
    enterprise: str
    place: str
    lead: str
    topic: str
    channel: str
    opened_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    outcome: str
    satisfaction: float | None
    reopened: int
    due: dict[str, datetime | None]


@router.get("/requests", response=list[RequestOut], summary="Requests of firms that the reader may see")
@paginate(LimitOffsetPagination)
def list_requests(request: HttpRequest, asked: Query[AskedRequests]) -> Slices[RequestOut]:
    wanted = Wanted(
        family="request",
        states=(_plain(asked.state),) if asked.state else (),
        place=_plain(asked.place),
        lead=_plain(asked.lead),
        text=_plain(asked.text),
        party=_plain(asked.enterprise),
        order="moved",
    )
    found = case_slices(request.actor, wanted)
    return Slices(lambda offset, limit: _shown(found.read(offset, limit)), found.count)


def _plain(text: str) -> str:
    """Without what no database takes."""
    return text.replace("\x00", "")


@router.get("/requests/{number}", response=RequestOut, summary="One request")
def get_request(request: HttpRequest, number: str) -> RequestOut:
    found = case_by_number(number, request.actor)
    if found is None or found.family != "request":
        raise NotThere(Text("没有这件诉求。", "There is no such request."))
    return _shown([found])[0]


@router.post(
    "/requests", response={201: RequestOut}, auth=[django_auth, by_token], summary="Put a request into the pool"
)
def post_request(request: HttpRequest, body: Asked) -> Status:
    key = f"api:{body.key}" if body.key else ""
    new = NewRequest(channel=API, **{**body.dict(), "key": key})
    case_id = requests.ask(new, by=request.actor, now=timezone.now())
    return Status(201, _shown([cases_of([case_id])[case_id]])[0])


def _shown(cases: list[CaseInfo]) -> list[RequestOut]:
    clocks = clocks_of(case.id for case in cases)
    return [_out(case, clocks.get(case.id, ())) for case in cases]


def _out(
    case: CaseInfo, clocks: tuple[tuple[str, str, datetime | None, datetime | None, bool | None], ...]
) -> RequestOut:
    fields = case.fields
    return RequestOut(
        number=case.number,
        title=case.title,
        state=case.state,
        state_label=case.state_label,
        enterprise=case.party,
        place=case.place,
        lead=case.lead,
        topic=str(fields.get("topic") or ""),
        channel=str(fields.get("channel") or ""),
        opened_at=case.opened_at,
        moved_at=case.moved_at,
        ended_at=case.ended_at,
        outcome=str(fields.get("outcome") or ""),
        satisfaction=fields.get("satisfaction"),
        reopened=case.reopened,
        due={clock: due for clock, body, due, stopped, _met in clocks if not body and stopped is None},
    )
