"""Schemes, runs, league tables and published results under /api/; and scoring of rows that are not stored."""

import math
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import django_auth

from tidehead.calc.schemes import as_plain
from tidehead.calc.schemes.types import Column, Entries, Scheme
from tidehead.city.assessments.actions import start_run
from tidehead.city.assessments.computing import checked, result_rows, scored
from tidehead.city.assessments.content import stored_cell
from tidehead.city.assessments.leagues import league
from tidehead.city.assessments.queries import (
    entry_sets,
    objections,
    run_by_id,
    runs,
    scheme_families,
    scheme_of,
    scheme_version,
)
from tidehead.city.assessments.scorecards import scorecard
from tidehead.city.assessments.types import (
    AssessmentRefused,
    EntriesFaulty,
    EntrySetInfo,
    Fault,
    League,
    LeagueRow,
    NotFound,
    ObjectionInfo,
    RunInfo,
    SchemeVersionInfo,
    Scorecard,
    StateChanged,
)
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text

router = Router(tags=["assessments"])
MOST_ROWS = 20_000


def by_token(request: HttpRequest) -> object:
    """A system with a key of its own; no cookie is involved, so no cross-site check is needed."""
    return request.actor if request.by_token and request.actor.name else None


class SchemeDetail(Schema):
    """One version of a scheme with everything it says, as its file has it."""

    version: SchemeVersionInfo
    scheme: dict[str, Any]


class Asked(Schema):
    """What to run: a scheme and entries that are stored. draws: 0 for no doubt; left out: as usual."""

    scheme: int
    entries: int
    draws: int | None = None
    seed: int | None = None


class Made(Schema):
    """The id of a new run."""

    id: int


class Rows(Schema):
    """What units hand in: objects with `id`, perhaps `name`, and the scheme's variables. Unknown is null, never 0."""

    rows: list[dict[str, float | str | bool | None]]


class ScoredRow(Schema):
    """What a scheme gives one unit; `reasons` say why there is no score, or what decided over it."""

    id: str
    name: str
    board: str
    score: float | None
    rank: int | None
    grade: str
    points: dict[str, float | None]
    filled: dict[str, str]
    reasons: list[Text]


@router.get("/schemes", response=list[SchemeVersionInfo], summary="All versions of all schemes of assessment")
@paginate(LimitOffsetPagination)
def list_schemes(request: HttpRequest, family: str = "") -> list[SchemeVersionInfo]:
    found = scheme_families(drafts=request.actor.may("assessments.edit_scheme"))
    return [version for each in found if family in ("", each.family) for version in each.versions]


@router.get("/schemes/{version_id}", response=SchemeDetail, summary="One version of a scheme, whole")
def get_scheme(request: HttpRequest, version_id: int) -> SchemeDetail:
    return SchemeDetail(version=scheme_version(version_id), scheme=as_plain(scheme_of(version_id)))


@router.get("/schemes/{version_id}/entries", response=list[EntrySetInfo], summary="What can be run by a scheme")
@paginate(LimitOffsetPagination)
def list_entries(request: HttpRequest, version_id: int) -> list[EntrySetInfo]:
    return list(entry_sets(scheme_version(version_id).code))


@router.post(
    "/schemes/{version_id}/score",
    response=list[ScoredRow],
    auth=[django_auth, by_token],
    summary="Score rows that are sent along; nothing is stored",
)
def post_score(request: HttpRequest, version_id: int, body: Rows) -> list[ScoredRow]:
    scheme = scheme_of(version_id)
    scoring = scored(checked(scheme), entries_of_rows(scheme, body.rows))
    return [_scored_row(row) for row in result_rows(scoring)]


def _scored_row(row: dict[str, Any]) -> ScoredRow:
    reasons = [Text(zh, en) for zh, en in row["reasons"]]
    kept = ("name", "board", "score", "rank", "grade", "points", "filled")
    return ScoredRow(id=row["unit"], reasons=reasons, **{name: row[name] for name in kept})


def entries_of_rows(scheme: Scheme, rows: list[dict[str, Any]]) -> Entries:
    """Rows as entries. Raises EntriesFaulty with every cell that is of the wrong kind or that nothing asks for."""
    kinds = {each.name: str(each.variable.kind) for each in scheme.variables}
    faults: list[Fault] = []
    if not 0 < len(rows) <= MOST_ROWS:
        told = Text(f"请发送 1 到 {MOST_ROWS} 行。", f"Send from 1 to {MOST_ROWS} rows.")
        raise EntriesFaulty((Fault("rows", told),))
    ids = [str(row.get("id") or f"row {nth}") for nth, row in enumerate(rows, 1)]
    names = [str(row.get("name") or ids[nth]) for nth, row in enumerate(rows)]
    for name in sorted({name for row in rows for name in row} - set(kinds) - {"id", "name"}):
        told = Text(f"方案没有“{name}”这项数据。", f'The scheme has no variable "{name}". See /api/schemes.')
        faults.append(Fault(name, told))
    given = [name for name in kinds if any(name in row for row in rows)]
    columns = {name: _column(name, kinds[name], rows, ids, faults) for name in given}
    if faults:
        raise EntriesFaulty(tuple(faults))
    return Entries(tuple(ids), tuple(names), columns)


def _column(name: str, kind: str, rows: list[dict[str, Any]], ids: list[str], faults: list[Fault]) -> Column:
    cells: list[Any] = []
    for nth, row in enumerate(rows):
        try:
            cells.append(stored_cell(row.get(name), kind))
        except ValueError:
            told = Text(f"“{row[name]}”不是{_KINDS[kind][0]}。", f'"{row[name]}" is no {_KINDS[kind][1]}.')
            faults.append(Fault(f"{ids[nth]} {name}", told))
            cells.append(math.nan if kind in ("number", "truth") else None)
    if kind in ("number", "truth"):
        return np.array(cells, dtype=float)
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


_KINDS = {
    "number": ("数", "number"),
    "truth": ("是或否", "truth (true or false)"),
    "text": ("文字", "text"),
    "day": ("日期", "day (2025-06-30)"),
}


@router.get("/runs", response=list[RunInfo], summary="Runs of schemes, the newest first")
@paginate(LimitOffsetPagination)
def list_runs(request: HttpRequest, scheme: int = 0, family: str = "", state: str = "") -> Slices[RunInfo]:
    return runs(scheme=scheme, family=family, state=state)


@router.post("/runs", response={201: Made}, auth=[django_auth, by_token], summary="Run a scheme on stored entries")
def post_run(request: HttpRequest, body: Asked) -> tuple[int, Made]:
    made = start_run(
        by=request.actor,
        scheme_id=body.scheme,
        entries_id=body.entries,
        draws=body.draws,
        seed=body.seed,
        now=timezone.now(),
    )
    return 201, Made(id=made)


@router.get("/runs/{run_id}", response=RunInfo, summary="One run with all that it takes to do it again")
def get_run(request: HttpRequest, run_id: int) -> RunInfo:
    return run_by_id(run_id)


@router.get("/runs/{run_id}/results", response=list[LeagueRow], summary="A run's league table, with its doubt")
@paginate(LimitOffsetPagination)
def list_results(request: HttpRequest, run_id: int, board: str = "", find: str = "") -> Slices[LeagueRow]:
    return _rows(run_id, board, find, public_only=False)


@router.get(
    "/runs/{run_id}/units/{unit}", response=Scorecard, summary="One unit's scorecard, every datum with its origin"
)
def get_scorecard(request: HttpRequest, run_id: int, unit: str) -> Scorecard:
    return scorecard(run_id, unit)


@router.get("/published", response=list[RunInfo], summary="Published runs, the newest first")
@paginate(LimitOffsetPagination)
def list_published(request: HttpRequest, family: str = "") -> Slices[RunInfo]:
    return runs(family=family, public_only=True)


@router.get("/published/{run_id}", response=list[LeagueRow], summary="A published table: its public columns only")
@paginate(LimitOffsetPagination)
def list_published_rows(request: HttpRequest, run_id: int, board: str = "", find: str = "") -> Slices[LeagueRow]:
    return _rows(run_id, board, find, public_only=True)


def _rows(run_id: int, board: str, find: str, *, public_only: bool) -> Slices[LeagueRow]:
    def part(offset: int, limit: int) -> League:
        return league(run_id, board=board, find=find, offset=offset, limit=limit, public_only=public_only)

    counted = part(0, 1)  # an unknown run is told before anything is paged
    return Slices(lambda offset, limit: part(offset, limit).rows, lambda: counted.count)


@router.get("/objections", response=list[ObjectionInfo], summary="Objections with their effects, the open ones first")
@paginate(LimitOffsetPagination)
def list_objections(request: HttpRequest, run: int = 0, state: str = "") -> list[ObjectionInfo]:
    return list(objections(run=run, state=state))


ERRORS = {NotFound: 404, StateChanged: 409, AssessmentRefused: 422}
