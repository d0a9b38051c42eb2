"""League tables of runs: rank, score, grade with their doubt, and the places won or lost since the run before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Q, QuerySet

from tidehead.city.assessments.models import RANK_OR_LAST, Result, Run
from tidehead.city.assessments.queries import run_before, run_by_id, runs_by_id, scheme_of
from tidehead.city.assessments.types import (
    AHEAD,
    BEHIND,
    ON_COURSE,
    SHOWN_STATES,
    UNKNOWN,
    WITHDRAWN,
    AssessmentRefused,
    League,
    LeagueRow,
    RunInfo,
)
from tidehead.city.common.types import Text

_ALL = frozenset(field.name for field in fields(LeagueRow))
_ALWAYS = frozenset({"board"})
# A rank is never shown without the interval it lies in, nor a grade without its probabilities.
_WITH = {
    "name": {"name"},
    "id": {"unit"},
    "unit": {"unit"},
    "rank": {"rank", "ahead_of_next", "rank_low", "rank_high", "rank_before", "light", "is_sure"},
    "score": {"score", "score_before"},
    "grade": {"grade", "grade_shares", "grade_before"},
    "reasons": {"reasons", "filled"},
    "adjusted": {"adjusted_rank", "adjusted_score"},
}
_HIDDEN: dict[str, Any] = {
    "unit": "",
    "name": "",
    "place": "",
    "grade": "",
    "grade_shares": (),
    "grade_before": "",
    "light": UNKNOWN,
    "is_sure": False,
    "filled": 0,
    "reasons": (),
}
_ROW = (
    "unit",
    "name",
    "place",
    "board",
    "rank",
    "score",
    "grade",
    "rank_low",
    "rank_high",
    "ahead_of_next",
    "grade_shares",
    "adjusted_rank",
    "adjusted_score",
    "filled",
    "reasons",
)


def public_columns(names: Iterable[str]) -> frozenset[str]:
    """The columns of a league that strangers see, where these of the scheme are public."""
    return _ALWAYS.union(*(_WITH.get(name, set()) for name in names))


def league(
    run_id: int, *, board: str = "", find: str = "", offset: int = 0, limit: int = 100, public_only: bool = False
) -> League:
    """One board of a run, or all of them after one another, a page at a time. Raises NotFound.

    find: part of a unit's name or id. public_only: what strangers see, and of published runs only.
    """
    run = run_by_id(run_id, public_only=public_only)
    before = run_before(run, public_only=public_only)
    rows = Result.objects.filter(run_id=run_id)
    rows = rows.filter(board=board) if board else rows
    rows = rows.filter(_found(find, public_only, run)) if find else rows
    columns = public_columns(run.public) if public_only else _ALL
    shown = _rows(run, before, _ordered(rows)[offset : offset + limit])
    return League(
        run=run,
        board=board,
        before=before,
        rows=tuple(_only(row, columns) for row in shown) if public_only else shown,
        count=rows.count() if board or find else run.units,
        columns=columns,
        has_doubt=run.draws > 0,
        has_adjusted=any(row.adjusted_rank is not None for row in shown),
    )


def _found(find: str, public_only: bool, run: RunInfo) -> Q:
    by_id = not public_only or "unit" in public_columns(run.public)
    return Q(name__icontains=find) | Q(unit__icontains=find) if by_id else Q(name__icontains=find)


def _ordered(rows: QuerySet[Result]) -> QuerySet[Result]:
    return rows.order_by("board", RANK_OR_LAST, "ordinal")


def _only(row: LeagueRow, columns: frozenset[str]) -> LeagueRow:
    return replace(row, **{name: _HIDDEN.get(name) for name in _ALL - columns})


def _rows(run: RunInfo, before: RunInfo | None, rows: QuerySet[Result]) -> tuple[LeagueRow, ...]:
    listed = list(rows.values(*_ROW))
    earlier = _earlier(before, [row["unit"] for row in listed])
    ranked = {board.board: board.ranked for board in run.boards}
    grades = run.scheme.grades
    return tuple(_row(row, earlier.get(row["unit"]), ranked.get(row["board"], 0), grades) for row in listed)


def _earlier(before: RunInfo | None, units: list[str]) -> dict[str, tuple[Any, ...]]:
    if before is None:
        return {}
    rows = Result.objects.filter(run_id=before.id)
    rows = rows.filter(unit__in=units) if len(units) <= _MOST_NAMED else rows
    return {unit: tuple(rest) for unit, *rest in rows.values_list("unit", "rank", "score", "grade")}


_MOST_NAMED = 500
"""Units named in a question; more are read with all others, which databases bear better than a long list."""


def _row(row: dict[str, Any], before: tuple[Any, ...] | None, ranked: int, grades: tuple[str, ...]) -> LeagueRow:
    shares: dict[str, float] = row.pop("grade_shares")
    rank_before, score_before, grade_before = before or (None, None, "")
    light, is_sure = light_of(row["rank"], row["rank_low"], row["rank_high"], ranked)
    reasons = tuple(Text(zh, en) for zh, en in row.pop("reasons"))
    return LeagueRow(
        **{**row, "filled": len(row["filled"])},
        grade_shares=tuple((grade, shares[grade]) for grade in grades if grade in shares),
        rank_before=rank_before,
        score_before=score_before,
        grade_before=grade_before,
        light=light,
        is_sure=is_sure,
        reasons=reasons,
    )


def light_of(rank: float | None, low: float | None, high: float | None, ranked: int) -> tuple[str, bool]:
    """Which third of its board a unit is in, and whether the whole interval of its rank lies in it.

    >>> light_of(1, 1, 3, 9), light_of(4, 2, 7, 9), light_of(None, None, None, 9)
    (('ahead', True), ('on_course', False), ('unknown', False))
    """
    if rank is None or ranked < 1:
        return UNKNOWN, False
    third = _third(rank, ranked)
    is_sure = low is not None and high is not None and _third(low, ranked) == third == _third(high, ranked)
    return (AHEAD, ON_COURSE, BEHIND)[third], is_sure


def _third(rank: float, ranked: int) -> int:
    return min(2, max(0, int(3 * (rank - 1) / ranked)))


def row_of(run: RunInfo, unit: str, *, before: RunInfo | None) -> LeagueRow | None:
    """One unit's row."""
    return next(iter(_rows(run, before, Result.objects.filter(run_id=run.id, unit=unit))), None)


def doubt_of(run_id: int, unit: str) -> Text:
    """How far a unit's place can be relied on, in a sentence; empty where doubt was not computed."""
    told = Result.objects.filter(run_id=run_id, unit=unit).values_list("doubt", flat=True).first()
    return Text(*told) if told else Text("")


def unit_history(run_id: int, unit: str) -> tuple[tuple[RunInfo, LeagueRow], ...]:
    """The unit in the runs of the family up to this one, one for each time, the earliest first."""
    run = run_by_id(run_id)
    states = [state for state in SHOWN_STATES if state != WITHDRAWN]
    same = Run.objects.filter(scheme__family=run.scheme.family, state__in=states, result__unit=unit)
    newest: dict[Any, int] = {}
    for found, state, period, as_of in same.order_by("id").values_list("id", "state", "period", "as_of"):
        if (period, as_of) < (run.period, run.as_of) and (state != "superseded" or (period, as_of) not in newest):
            newest[period, as_of] = found
    newest[run.period, run.as_of] = run.id
    wanted = [newest[key] for key in sorted(newest)][-_MOST_TIMES:]
    runs, rows = runs_by_id(wanted), {}
    for row in Result.objects.filter(run_id__in=wanted, unit=unit).values(*_ROW, "run_id"):
        rows[row.pop("run_id")] = row
    return tuple((runs[each], _plain_row(runs[each], rows[each])) for each in wanted if each in rows)


def _plain_row(run: RunInfo, row: dict[str, Any]) -> LeagueRow:
    ranked = next((board.ranked for board in run.boards if board.board == row["board"]), 0)
    return _row(row, None, ranked, run.scheme.grades)


def leading_rows(
    runs: Iterable[RunInfo], *, most: int = 3, public_only: bool = False
) -> dict[int, tuple[LeagueRow, ...]]:
    """The first few of each run, by its id, in one question; nothing is compared with earlier runs."""
    known = {run.id: run for run in runs if run.is_public or not public_only}
    found: dict[int, list[LeagueRow]] = {key: [] for key in known}
    rows = Result.objects.filter(run_id__in=known, rank__lte=most).order_by("board", "rank", "ordinal")
    for row in rows.values(*_ROW, "run_id"):
        run = known[row.pop("run_id")]
        made = _plain_row(run, row)
        found[run.id].append(_only(made, public_columns(run.public)) if public_only else made)
    return {key: tuple(rows) for key, rows in found.items()}


_MOST_TIMES = 5


@dataclass(frozen=True, slots=True)
class ExportColumn:
    name: str
    label: Text
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A whole run as rows for a file; `rows` is read once, as it is written."""

    run: RunInfo
    columns: tuple[ExportColumn, ...]
    rows: Iterator[tuple[Any, ...]]


_NAMED = {
    "rank": Text("位次", "Rank"),
    "unit": Text("编号", "Id"),
    "name": Text("名称", "Name"),
    "board": Text("分组", "Board"),
    "score": Text("总分", "Score"),
    "grade": Text("等级", "Grade"),
    "rank_low": Text("位次区间起", "Rank from"),
    "rank_high": Text("位次区间止", "Rank to"),
    "rank_before": Text("上次位次", "Rank before"),
    "adjusted_rank": Text("难度调整后位次", "Rank allowing for difficulty"),
}


def export_table(run_id: int, *, public_only: bool = False) -> ExportTable:
    """Every unit of a run with all that the reader may see, and for the staff the points of each indicator."""
    run = run_by_id(run_id, public_only=public_only)
    if not run.has_results:
        raise AssessmentRefused(Text("这次评价还没有结果。", "This run has no results yet."))
    before = run_before(run, public_only=public_only)
    columns = public_columns(run.public) if public_only else _ALL
    absent = set() if len(run.boards) > 1 else {"board"}
    absent |= set() if run.draws else {"rank_low", "rank_high"}
    absent |= set() if before else {"rank_before"}
    absent |= set() if run.scheme.grades else {"grade"}
    names = [name for name in _NAMED if name in columns and name not in absent]
    heads = [ExportColumn(name, _NAMED[name]) for name in names]
    if "grade_shares" in columns and run.draws and run.scheme.grades:
        heads += [ExportColumn(f"share.{grade}", Text(f"{grade} 概率", f"P({grade})")) for grade in run.scheme.grades]
    indicators = () if public_only else scheme_of(run.scheme.id).indicators
    heads += [ExportColumn(f"points.{one.id}", Text(one.label.zh, one.label.en)) for one in indicators]
    ids = tuple(one.id for one in indicators)
    return ExportTable(run, tuple(heads), _exported(run, before, [head.name for head in heads], ids))


def _exported(
    run: RunInfo, before: RunInfo | None, names: list[str], indicators: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    rows = _ordered(Result.objects.filter(run_id=run.id))
    for start in range(0, run.units, _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        points = dict(part.values_list("unit", "points")) if indicators else {}
        for row in _rows(run, before, part):
            shares = dict(row.grade_shares)
            own = points.get(row.unit, {})
            yield tuple(_value(row, name, shares, own) for name in names)


_AT_ONCE = 2000


def _value(row: LeagueRow, name: str, shares: dict[str, float], points: dict[str, float]) -> Any:
    kind, _dot, rest = name.partition(".")
    if kind == "share":
        return shares.get(rest)
    return points.get(rest) if kind == "points" else getattr(row, name)
