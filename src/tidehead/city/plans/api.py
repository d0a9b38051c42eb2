"""Plans, commitments and schedules under /api/."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate

from tidehead.city.common.slices import Slices
from tidehead.city.plans.queries import all_plans, commitment_slices, overdue, plan_by_code, schedule
from tidehead.city.plans.types import CommitmentInfo, DueItem, PlanInfo, ScheduleInfo

router = Router(tags=["plans"])


@router.get("/plans", response=list[PlanInfo], summary="All plans")
def list_plans(request: HttpRequest) -> list[PlanInfo]:
    return list(all_plans())


@router.get("/plans/{code}", response=PlanInfo, summary="One plan")
def get_plan(request: HttpRequest, code: str) -> PlanInfo:
    found = plan_by_code(code)
    if found is None:
        raise HttpError(404, f"There is no plan {code!r}. See /api/plans.")
    return found


@router.get("/plans/{code}/commitments", response=list[CommitmentInfo], summary="What a plan promises")
@paginate(LimitOffsetPagination)
def list_commitments(request: HttpRequest, code: str) -> Slices[CommitmentInfo]:
    return commitment_slices(plan=get_plan(request, code).code)


@router.get("/plans/{code}/schedule", response=list[ScheduleInfo], summary="What a plan builds, and when")
def list_schedule(request: HttpRequest, code: str) -> list[ScheduleInfo]:
    return list(schedule(plan=get_plan(request, code).code))


@router.get("/overdue", response=list[DueItem], summary="What is past its date and not reported done")
def list_overdue(request: HttpRequest, today: date | None = None) -> list[DueItem]:
    return list(overdue(today or timezone.localdate()))
