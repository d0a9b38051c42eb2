"""Places, trees and organisations under /api/."""

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate

from tidehead.city.places.queries import (
    all_organisations,
    all_places,
    all_trees,
    place_by_code,
    standings_of,
    tree_branches,
)
from tidehead.city.places.types import Branch, OrganisationInfo, PlaceInfo, Standing, TreeInfo

router = Router(tags=["places"])


@router.get("/places", response=list[PlaceInfo], summary="All places")
@paginate(LimitOffsetPagination)
def list_places(request: HttpRequest, kind: str = "") -> list[PlaceInfo]:
    return [place for place in all_places() if kind in ("", place.kind)]


@router.get("/places/{code}", response=PlaceInfo, summary="One place")
def get_place(request: HttpRequest, code: str) -> PlaceInfo:
    return _found(place_by_code(code), code)


@router.get("/places/{code}/standings", response=list[Standing], summary="The place in all its trees")
def get_standings(request: HttpRequest, code: str) -> list[Standing]:
    _found(place_by_code(code), code)
    return list(standings_of(code))


@router.get("/trees", response=list[TreeInfo], summary="All trees")
def list_trees(request: HttpRequest) -> list[TreeInfo]:
    return list(all_trees())


@router.get("/trees/{code}", response=Branch, summary="One tree with all its branches")
def get_tree(request: HttpRequest, code: str) -> Branch:
    found = next((branch for tree, branch in tree_branches() if tree.code == code), None)
    if found is None:
        raise HttpError(404, f"There is no tree {code!r}. See /api/trees.")
    return found


@router.get("/organisations", response=list[OrganisationInfo], summary="All organisations with their duties")
@paginate(LimitOffsetPagination)
def list_organisations(request: HttpRequest) -> list[OrganisationInfo]:
    return list(all_organisations())


def _found(place: PlaceInfo | None, code: str) -> PlaceInfo:
    if place is None:
        raise HttpError(404, f"There is no place {code!r}. See /api/places.")
    return place
