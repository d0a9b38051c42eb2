"""Leagues: what is assessed here and who leads, and one run as a league table with its doubt."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tidehead.city.accounts.middleware import public_page
from tidehead.city.assessments import leagues as league_queries
from tidehead.city.assessments import queries
from tidehead.city.assessments.actions import publish_refusal, review_refusal
from tidehead.city.assessments.highlights import MOST_UNITS, Highlights, highlights
from tidehead.city.assessments.league_sheets import Leader, leaders, league_chart, league_table, range_picture
from tidehead.city.assessments.publications import taken_away
from tidehead.city.assessments.types import (
    COMPUTED,
    PUBLISHED,
    REVIEWED,
    BoardInfo,
    LeagueRow,
    NotFound,
    ObjectionInfo,
    RunInfo,
)
from tidehead.city.assessments.wording import (
    ENTRY_KINDS,
    OBJECTION_STATES,
    RUN_STATES,
    STAGES,
    STANDINGS,
    board_label,
    coverage_text,
    finding,
    gained_text,
    movement_text,
)
from tidehead.city.common.slices import Slices
from tidehead.city.shell.formatting import percent_text

ROWS_A_PAGE = 100
MOST_RECENT = 12
MOST_ON_WALL = 14
MOST_DRIVERS = 6


@dataclass(frozen=True, slots=True)
class LeagueCard:
    """One scheme's newest run on the overview."""

    run: RunInfo
    state: str
    standing: str
    finding: str
    coverage: str
    leaders: tuple[Leader, ...]

    @property
    def has_scores(self) -> bool:
        """Strangers may not see the scores of every scheme; a column of blanks says nothing."""
        return any(leader.score is not None for leader in self.leaders)


@dataclass(frozen=True, slots=True)
class BoardTab:
    board: BoardInfo
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    stage: str
    done: bool
    what: str


@public_page("league")
def leagues(request: HttpRequest) -> HttpResponse:
    """Every scheme that has been run, with who leads; the schemes that still wait for a first run below."""
    staff = request.actor.may("figures.view")
    runs = queries.latest_runs(public_only=not staff)
    families = queries.scheme_families(drafts=False) if staff else ()
    started = {run.scheme.family for run in runs}
    shown = {run.id for run in runs}
    recent = [run for run in queries.runs()[:MOST_RECENT] if run.id not in shown] if staff else []
    context = {
        "cards": _cards(runs, public_only=not staff),
        "waiting": [family for family in families if family.family not in started],
        "recent": [(run, RUN_STATES[run.state], STANDINGS[run.scheme.standing]) for run in recent],
        "may_run": request.actor.may("assessments.run"),
        "staff": staff,
    }
    return render(request, "assessments/leagues.html", context)


def _cards(runs: tuple[RunInfo, ...], *, public_only: bool) -> list[LeagueCard]:
    first = league_queries.leading_rows(runs, most=3, public_only=public_only)
    return [_card(run, first.get(run.id, ())) for run in runs]


def _card(run: RunInfo, rows: tuple[LeagueRow, ...]) -> LeagueCard:
    return LeagueCard(
        run=run,
        state=str(RUN_STATES[run.state]),
        standing=str(STANDINGS[run.scheme.standing]),
        finding=finding(run, rows) if run.has_results else "",
        coverage=coverage_text(run) if run.has_results else "",
        leaders=leaders(run, rows),
    )


@public_page("league")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: the league table with its doubt, what was done and what was not, and what may be done next."""
    staff = request.actor.may("figures.view")
    try:
        found = queries.run_by_id(run_id, public_only=not staff)
    except NotFound as missing:
        raise Http404(str(missing.text)) from missing
    context = {"run": found, "state": RUN_STATES[found.state], "standing": STANDINGS[found.scheme.standing]}
    if not found.has_results:
        return render(request, "assessments/run_waiting.html", context)
    if request.GET.get("wall") and staff:
        return render(request, "assessments/run_wall.html", context | _wall(found))
    answer = _league_parts(request, found, staff=staff)
    if isinstance(answer, HttpResponse):
        return answer
    context |= (
        answer
        | {
            "staff": staff,
            "entries_kind": ENTRY_KINDS[found.entries.kind],
            "steps": _steps(found),
            "coverage": coverage_text(found),
            "notes": queries.review_notes(run_id) if staff else (),
            "objections": _objections(run_id) if staff else (),
            "drivers": _drivers(found),
            "may_withdraw": request.actor.may("assessments.publish") and found.state in (COMPUTED, REVIEWED, PUBLISHED),
            "takes_objections": found.takes_objections(timezone.localdate()),
        }
        | _next_step(request, found)
    )
    return render(request, "assessments/run.html", context)


def _next_step(request: HttpRequest, found: RunInfo) -> dict[str, object]:
    """Whether the reader may review or publish the run, and why not where somebody else has to."""
    may_review = found.state == COMPUTED and request.actor.may("assessments.review")
    may_publish = found.state == REVIEWED and request.actor.may("assessments.publish")
    refusal = review_refusal(request.actor, found.id) if may_review else None
    if may_publish:
        refusal = publish_refusal(request.actor, found.id)
    return {"may_review": may_review, "may_publish": may_publish, "refusal": refusal}


def _objections(run_id: int) -> list[tuple[ObjectionInfo, str]]:
    return [(each, str(OBJECTION_STATES[each.state])) for each in queries.objections(run=run_id)]


def _drivers(found: RunInfo) -> list[tuple[str, str, str]]:
    """What the doubt comes from: in words, as the length of a bar, and as a percentage."""
    return [(str(each.label), f"{each.share:.3f}", percent_text(each.share)) for each in found.drivers[:MOST_DRIVERS]]


def _steps(found: RunInfo) -> list[ShownStep]:
    return [ShownStep(str(STAGES.get(step.stage, step.stage)), step.done, str(step.what)) for step in found.steps]


def _wall(found: RunInfo) -> dict[str, object]:
    """One run for a screen on the wall: the first board's league, and what is notable of all."""
    league = league_queries.league(found.id, limit=MOST_UNITS)
    first = found.boards[0].board if found.boards else ""
    own = [row for row in league.rows if row.board == first and row.rank is not None]
    return {
        "coverage": coverage_text(found),
        "highlights": highlights(league),
        "finding": finding(found, tuple(own)),
        "rows": [(row, range_picture(row, found, width=220), gained_text(row)) for row in own[:MOST_ON_WALL]],
        "board": board_label(found, first) if len(found.boards) > 1 else "",
        "has_grades": bool(found.scheme.grades),
    }


def _league_parts(request: HttpRequest, found: RunInfo, *, staff: bool) -> dict[str, object] | HttpResponse:
    """The table, its picture and its pages; the whole table as a file where one was asked for."""
    board, find = request.GET.get("board", ""), request.GET.get("find", "").strip()

    def part(offset: int, limit: int) -> league_queries.League:
        return league_queries.league(
            found.id, board=board, find=find, offset=offset, limit=limit, public_only=not staff
        )

    if request.GET.get("format"):
        if file := taken_away(request, part(0, max(found.units, 1)), linked=staff):
            return file
    first = part(0, ROWS_A_PAGE)
    pages = Paginator(Slices(lambda offset, limit: part(offset, limit).rows, lambda: first.count), ROWS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    league = first if page.number == 1 else part((page.number - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
    told = finding(found, _leading(found, board, public_only=not staff))
    return {
        "league": league,
        "table": league_table(league, told=told, linked=staff, searchable=not page.has_other_pages()),
        "highlights": _highlights(found, league, board) if staff and not find else None,
        "chart": league_chart(league, told=told) if staff and not find else None,
        "page": page,
        "find": find,
        "board": board,
        "tabs": _tabs(found, board),
        "finding": told,
        "movement": "" if find or page.has_other_pages() else movement_text(league.rows),
    }


def _leading(found: RunInfo, board: str, *, public_only: bool) -> tuple[LeagueRow, ...]:
    """The first of each board, or of the one shown: a search or a later page does not change who leads."""
    first = league_queries.leading_rows((found,), most=3, public_only=public_only).get(found.id, ())
    return tuple(row for row in first if not board or row.board == board)


def _highlights(found: RunInfo, shown: league_queries.League, board: str) -> Highlights | None:
    """From the whole board, which a short one is already; a very long one is not read for them."""
    if found.units > MOST_UNITS:
        return None
    whole = shown if shown.count <= len(shown.rows) else league_queries.league(found.id, board=board, limit=MOST_UNITS)
    return highlights(whole)


def _tabs(found: RunInfo, chosen: str) -> list[BoardTab]:
    if len(found.boards) < 2:
        return []
    here = reverse("assessments:run", args=[found.id])
    return [BoardTab(board, f"{here}?board={board.board}", board.board == chosen) for board in found.boards]
