"""The API: read access to all that a user may see, write access to what a system would automate."""

from collections.abc import Callable
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema

from tidehead import __version__
from tidehead.city.assessments import api as assessments
from tidehead.city.cases import api as cases
from tidehead.city.cases.types import CaseRefused
from tidehead.city.chains import api as chains
from tidehead.city.clusters import api as clusters
from tidehead.city.common.search import search
from tidehead.city.common.types import SearchHit, Text
from tidehead.city.enterprises import api as enterprises
from tidehead.city.evidence import api as evidence
from tidehead.city.indicators import api as indicators
from tidehead.city.places import api as places
from tidehead.city.plans import api as plans
from tidehead.city.projects import api as projects
from tidehead.city.services import api as services
from tidehead.city.tasks import api as tasks

api = NinjaAPI(
    title="Tidehead",
    version=__version__,
    description="A region's places, indicators, figures, targets, plans, documents and assessments, every figure with "
    "its source. "
    "Sign in, or send a key made with 'tidehead account token' as 'Authorization: Bearer KEY'.",
    docs_url=None,
)
for router in (
    places.router,
    enterprises.router,
    indicators.router,
    evidence.router,
    plans.router,
    assessments.router,
    cases.router,
    projects.router,
    services.router,
    tasks.router,
    clusters.router,
    chains.router,
):
    api.add_router("", router)


class RegionOut(Schema):
    """The region served, and whether it is invented."""

    pack: str
    label: Text
    version: str
    root: str
    synthetic: bool


@api.get("/region", response=RegionOut | None, summary="The region that is served")
def get_region(request: HttpRequest) -> object:
    return request.region


@api.get("/search", response=list[SearchHit], summary="Search over everything")
def get_search(request: HttpRequest, q: str, limit: Annotated[int, Field(ge=1, le=200)] = 50) -> list[SearchHit]:
    return list(search(q, most=limit))


def _answer_with(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
    def answer(request: HttpRequest, error: Exception) -> HttpResponse:
        text = getattr(error, "text", None)
        detail = str(text) if text is not None else f"{type(error).__name__}: {error}"
        return api.create_response(request, {"detail": detail}, status=status)

    return answer


for kind, status in {
    **indicators.ERRORS,
    **evidence.ERRORS,
    **enterprises.ERRORS,
    **assessments.ERRORS,
    **projects.ERRORS,
    **services.ERRORS,
    **tasks.ERRORS,
    **chains.ERRORS,
    PermissionDenied: 403,
}.items():
    api.add_exception_handler(kind, _answer_with(status))


def _unkept(request: HttpRequest, error: Exception) -> HttpResponse:
    """What no database can keep or count to, wherever in a request it stood."""
    return api.create_response(request, {"detail": str(_UNKEPT)}, status=422)


_UNKEPT = Text(
    "有的数字过大，或文字里有无法保存的字符。请改正后重试。",
    "A number is too large, or a text has characters that cannot be kept. Correct it and try again.",
)
for unkept in (OverflowError, UnicodeEncodeError, DataError):
    api.add_exception_handler(unkept, _unkept)


def _refuse_with(status: int) -> Callable[[HttpRequest, CaseRefused], HttpResponse]:
    def answer(request: HttpRequest, refused: CaseRefused) -> HttpResponse:
        return api.create_response(request, cases.refusal(refused), status=status)

    return answer


for refused, status in cases.REFUSALS.items():
    api.add_exception_handler(refused, _refuse_with(status))
