"""Indicators, observations, targets and facts under /api/."""

from dataclasses import dataclass, fields
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Router, Schema
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.city.common.slices import Slices
from tidehead.city.evidence.actions import reject_fact
from tidehead.city.evidence.queries import fact_by_id
from tidehead.city.evidence.types import DocumentBeingRead, FactDecided, FactInfo, FactNotDecided, FactNotFound
from tidehead.city.indicators.actions import FigureConflict, accept_fact, take_back_fact
from tidehead.city.indicators.newest import figure_slices, vintage_slices
from tidehead.city.indicators.queries import all_indicators, indicator_by_code, target_by_code, target_slices
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.indicators.types import Figure, IndicatorInfo, Mapping, MappingRefused, TargetInfo, TargetStatus

router = Router(tags=["indicators"])


class Made(Schema):
    """The id of what accepting a fact made."""

    id: int


@dataclass(frozen=True, slots=True)
class Acceptance(Mapping):
    """What a fact is. Where another value is kept for the same thing, the answer is 409 and names it;
    `despite_conflict` keeps both."""

    despite_conflict: bool = False


class Reason(Schema):
    reason: str = ""


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


@router.get("/indicators", response=list[IndicatorInfo], summary="All indicators")
@paginate(LimitOffsetPagination)
def list_indicators(request: HttpRequest, topic: str = "") -> list[IndicatorInfo]:
    return list(all_indicators(topic=topic))


@router.get("/indicators/{code}", response=IndicatorInfo, summary="One indicator")
def get_indicator(request: HttpRequest, code: str) -> IndicatorInfo:
    found = indicator_by_code(code)
    if found is None:
        raise HttpError(404, f"There is no indicator {code!r}. See /api/indicators.")
    return found


@router.get("/observations", response=list[Figure], summary="Figures, as known on a date")
@paginate(LimitOffsetPagination)
def list_observations(
    request: HttpRequest, indicator: str = "", place: str = "", period: str = "", as_of: date | None = None
) -> Slices[Figure]:
    return figure_slices(indicator=indicator, place=place, period=period, as_of=as_of)


@router.get(
    "/indicators/{code}/vintages", response=list[Figure], summary="Every value ever accepted, oldest knowledge first"
)
@paginate(LimitOffsetPagination)
def list_vintages(request: HttpRequest, code: str, place: str = "") -> Slices[Figure]:
    return vintage_slices(indicator=code, place=place)


@router.get("/targets", response=list[TargetInfo], summary="All targets")
@paginate(LimitOffsetPagination)
def list_targets(request: HttpRequest, indicator: str = "", place: str = "") -> Slices[TargetInfo]:
    return target_slices(indicator=indicator, place=place)


@router.get("/targets/{code}/status", response=TargetStatus, summary="Where a target stands: four tests and the light")
def get_target_status(request: HttpRequest, code: str, as_of: date | None = None) -> TargetStatus:
    found = target_by_code(code)
    if found is None:
        raise HttpError(404, f"There is no target {code!r}. See /api/targets.")
    return target_statuses([found], today=as_of or timezone.localdate(), as_of=as_of)[0]


@router.post(
    "/facts/{fact_id}/accept", response=Made, auth=[django_auth, by_token], summary="Make a fact a figure or a target"
)
def post_accept(request: HttpRequest, fact_id: int, mapping: Body[Acceptance]) -> Made:
    plain = Mapping(**{field.name: getattr(mapping, field.name) for field in fields(Mapping)})
    despite = mapping.despite_conflict
    made = accept_fact(by=request.actor, fact_id=fact_id, mapping=plain, now=timezone.now(), despite_conflict=despite)
    return Made(id=made)


@router.post("/facts/{fact_id}/reject", response=FactInfo, auth=[django_auth, by_token], summary="Reject a fact")
def post_reject(request: HttpRequest, fact_id: int, body: Reason) -> FactInfo:
    fact_by_id(fact_id)
    reject_fact(by=request.actor, fact_id=fact_id, reason=body.reason, now=timezone.now())
    return fact_by_id(fact_id)


@router.post("/facts/{fact_id}/reopen", response=FactInfo, auth=[django_auth, by_token], summary="Take a decision back")
def post_reopen(request: HttpRequest, fact_id: int) -> FactInfo:
    fact_by_id(fact_id)
    take_back_fact(by=request.actor, fact_id=fact_id, now=timezone.now())
    return fact_by_id(fact_id)


ERRORS = {
    FactNotFound: 404,
    FactDecided: 409,
    FactNotDecided: 409,
    DocumentBeingRead: 409,
    FigureConflict: 409,
    MappingRefused: 422,
}
