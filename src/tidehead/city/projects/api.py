"""Projects, their promises, what counts, spaces and forecasts under /api/; and entering a lead."""

from dataclasses import replace
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import LimitOffsetPagination, paginate

from tidehead.city.cases.api import WRITERS
from tidehead.city.cases.types import Wanted
from tidehead.city.common.types import Text
from tidehead.city.projects import agreements, decisions, forecasts, promises, queries, returns, spaces
from tidehead.city.projects.leads import open_lead
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import (
    AgreementInfo,
    NewLead,
    NoSuchProject,
    ProjectInfo,
    ProjectRefused,
    PromiseInfo,
    ReturnInfo,
    SpaceInfo,
)

router = Router(tags=["projects"])
ERRORS: dict[type[Exception], int] = {NoSuchProject: 404, ProjectRefused: 422}


class ProjectOut(Schema):
    """A project with what is asked for most; a field that nobody filled in is null."""

    number: str
    title: str
    pipeline: str
    stage: str
    stage_label: Text
    since: datetime
    place: str
    lead: str
    investment_10k_cny: float | None
    industry: str
    size: str
    source_of_lead: str
    foreign: bool | None
    spinoff: bool | None
    expected_production: date | None
    opened_at: datetime
    ended_at: datetime | None
    synthetic: bool


class ForecastOut(Schema):
    """What is to be expected of a project under way; null, with the reason, where the history is too short."""

    number: str
    probability: float | None
    low: float | None
    high: float | None
    early: date | None
    middle: date | None
    late: date | None
    light: str
    reason: Text


class LeadIn(Schema):
    """A lead. `key`: the same key opens one lead, however often it is sent."""

    title: str
    pipeline: str = ""
    place: str = ""
    fields: dict[str, str | float | bool] = {}
    key: str = ""


class CountingOut(Schema):
    """Whether a project counts by the rule in force today, and why; null where a datum is lacking."""

    counter: str
    label: Text
    counts: bool | None
    amount: float | None
    reason: Text
    source: str
    clause: str


@router.get("/projects", response=list[ProjectOut], summary="The projects that you may see, the newest first")
@paginate(LimitOffsetPagination)
def list_projects(request: HttpRequest, stage: str = "", place: str = "", pipeline: str = "") -> list[ProjectOut]:
    wanted = Wanted(
        states=(stage,) if stage else (), place=place, types=(pipeline,) if pipeline else (), order="newest"
    )
    return [_out(one) for one in queries.projects(request.actor, wanted)]


def _out(one: ProjectInfo) -> ProjectOut:
    case = one.case
    return ProjectOut(
        number=case.number,
        title=case.title,
        pipeline=case.type,
        stage=case.state,
        stage_label=case.state_label,
        since=case.since,
        place=case.place,
        lead=case.lead,
        investment_10k_cny=one.investment_10k_cny,
        industry=one.industry,
        size=one.size,
        source_of_lead=one.source_of_lead,
        foreign=one.foreign,
        spinoff=one.spinoff,
        expected_production=one.expected_production,
        opened_at=case.opened_at,
        ended_at=case.ended_at,
        synthetic=case.synthetic,
    )


@router.post("/projects", response={201: ProjectOut}, auth=WRITERS, summary="Enter a lead")
def create_lead(request: HttpRequest, lead: LeadIn) -> tuple[int, ProjectOut]:
    """Entered for your own organisation; the same key gives the same lead again."""
    new = NewLead(title=lead.title, type=lead.pipeline, place=lead.place, fields=lead.fields, key=lead.key)
    case_id = open_lead(by=request.actor, new=new, now=timezone.now())
    return 201, _out(queries.projects_by_id([case_id])[case_id])


@router.get("/projects/forecasts", response=list[ForecastOut], summary="Chance and day of production")
@paginate(LimitOffsetPagination)
def list_forecasts(request: HttpRequest) -> list[ForecastOut]:
    found = queries.projects(request.actor)
    expected = forecasts.forecasts(found, today=timezone.localdate())
    return [
        ForecastOut(
            number=one.number,
            probability=told.probability,
            low=told.low,
            high=told.high,
            early=told.early,
            middle=told.middle,
            late=told.late,
            light=told.light,
            reason=told.reason,
        )
        for one in found
        if (told := expected.get(one.case.id)) is not None
    ]


@router.get("/projects/spaces", response=list[SpaceInfo], summary="Spaces, with what is taken of them on a day")
def list_spaces(request: HttpRequest, on: date | None = None, place: str = "") -> list[SpaceInfo]:
    return list(spaces.spaces(on=on or timezone.localdate(), place=place))


@router.get("/projects/agreements", response=list[AgreementInfo], summary="Agreements between places")
def list_agreements(request: HttpRequest) -> list[AgreementInfo]:
    """The projects under an agreement are those that you may see."""
    seen = {one.case.id for one in queries.projects(request.actor)}
    return [_seen(one, seen) for one in agreements.agreements()]


def _seen(one: AgreementInfo, seen: set[int]) -> AgreementInfo:
    return replace(one, projects=tuple(each for each in one.projects if each[0] in seen))


@router.get("/projects/{number}", response=ProjectOut, summary="One project")
def get_project(request: HttpRequest, number: str) -> ProjectOut:
    return _out(queries.project_by_number(number, request.actor))


@router.get("/projects/{number}/promises", response=list[PromiseInfo], summary="What both sides promised")
def list_promises(request: HttpRequest, number: str) -> list[PromiseInfo]:
    found = queries.project_by_number(number, request.actor)
    return list(promises.promises_of([found.case.id], today=timezone.localdate()))


@router.get("/projects/{number}/returns", response=list[ReturnInfo], summary="What the project reported")
def list_returns(request: HttpRequest, number: str) -> list[ReturnInfo]:
    found = queries.project_by_number(number, request.actor)
    return list(returns.returns_of([found.case.id]))


@router.get("/projects/{number}/counting", response=list[CountingOut], summary="What the project counts for, and why")
def list_counting(request: HttpRequest, number: str) -> list[CountingOut]:
    found = queries.project_by_number(number, request.actor)
    judged = decisions.judged_project(found, on=timezone.localdate()) if standards().counters else ()
    return [
        CountingOut(
            counter=one.counter.id,
            label=one.counter.label,
            counts=one.verdict.counted,
            amount=one.verdict.amount,
            reason=one.verdict.reason,
            source=one.verdict.source,
            clause=one.verdict.clause,
        )
        for one in judged
    ]
