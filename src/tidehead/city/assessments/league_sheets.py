"""A league as a table and as a picture, as its page shows it and as people take it away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.assessments.types import League, LeagueRow, RunInfo
from tidehead.city.assessments.wording import board_label, finding, gained_text, range_text, shares_text, thirds_words
from tidehead.city.shell.cell_pictures import RankRange, Shares
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.formatting import is_unknown
from tidehead.city.shell.tables import Cell, Column, Row, Table

MOST_BARS = 40  # more names than this cannot be read on one picture


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the first: its place or its board, its name, its score where that may be seen."""

    where: str
    name: str
    score: float | None


def league_table(league: League, *, told: str = "", linked: bool = True, searchable: bool = True) -> Table:
    """Rank, unit, score, the range of the rank, the chance of each grade, and places won or lost.

    told: the finding of the whole board, where the rows are only a part of it; without it they are all there are.
    linked: whether each unit leads to its scorecard, which strangers may not see. searchable: whether the rows are all
    there is, so that filtering them finds everybody.
    """
    shown = [each for each in _COLUMNS if _is_shown(each[0], league)]
    return Table(
        name="league",
        title=told or finding(league.run, league.rows),
        columns=tuple(_column(key, league, searchable) for key, _make in shown),
        rows=tuple(
            Row(tuple(make(row, league, linked) for _key, make in shown), group=row.board) for row in league.rows
        ),
        as_of=league.run.as_of,
        synthetic=league.run.entries.synthetic,
        searchable=searchable,
        empty=_("No unit fits."),
        empty_remedy=_("Clear the search, or choose another board."),
        note=_told(league.run),
        head=1,
    )


def _told(run: RunInfo) -> str:
    words = {"scheme": str(run.scheme.label), "seed": run.seed, "draws": run.draws, "digest": run.result_digest[:12]}
    if not run.draws:
        return _("%(scheme)s; result %(digest)s") % words
    return _("%(scheme)s; ranges from %(draws)s draws, seed %(seed)s; result %(digest)s") % words


def _is_shown(key: str, league: League) -> bool:
    several = len(league.run.boards) > 1
    needs = {
        "board": several and not league.board,
        "range": league.has_doubt and {"rank_low", "rank_high"} <= league.columns,
        "shares": league.has_doubt and "grade_shares" in league.columns and bool(league.run.scheme.grades),
        "gained": league.before is not None and "rank_before" in league.columns,
        "grade": bool(league.run.scheme.grades) and "grade" in league.columns,
        "adjusted": league.has_adjusted and "adjusted_rank" in league.columns,
        "light": "light" in league.columns and not _is_small(league),
        "score": "score" in league.columns,
        "why": "reasons" in league.columns and any(row.reasons for row in league.rows),
    }
    return needs.get(key, True)


def _is_small(league: League) -> bool:
    """Whether no board has the three units that thirds need."""
    return all(board.ranked < 3 for board in league.run.boards)


def _column(key: str, league: League, searchable: bool) -> Column:
    noun = str(league.run.scheme.noun)
    return {
        "rank": Column("rank", _("Rank"), kind="number"),
        "name": Column("name", noun[:1].upper() + noun[1:]),
        "board": Column("board", _("Board"), filtered=searchable),
        "light": Column("light", _("On the board"), kind="status"),
        "score": Column("score", _("Score"), kind="number", decimals=2),
        "grade": Column("grade", _("Grade"), filtered=searchable),
        "range": Column("range", _("Nine-in-ten range")),
        "shares": Column("shares", _("Chance of each grade"), secondary=True),
        "gained": Column("gained", _("Change of place")),
        "adjusted": Column("adjusted", _("Rank, allowing for difficulty"), kind="number"),
        "why": Column("why", _("What is missing or decided")),
    }[key]


def _name(row: LeagueRow, league: League, linked: bool) -> Cell:
    url = reverse("assessments:scorecard", args=[league.run.id, row.unit]) if linked else ""
    return Cell(row.name or row.unit, url=url)


def _light(row: LeagueRow, _league: League, _linked: bool) -> Cell:
    words = thirds_words()[row.light]
    return Cell(row.light, text=words if row.is_sure or row.rank is None else _("%(third)s (open)") % {"third": words})


def _range(row: LeagueRow, league: League, _linked: bool) -> Cell:
    return Cell(between_text(row) or None, picture=range_picture(row, league.run, width=150))


def between_text(row: LeagueRow) -> str:
    """The two ends of the range of a rank; nothing where it is not known."""
    return "" if is_unknown(row.rank_low) or is_unknown(row.rank_high) else f"{row.rank_low:g}–{row.rank_high:g}"


def range_picture(row: LeagueRow, run: RunInfo, *, width: int) -> RankRange:
    """A unit's rank and its range on its board."""
    of = ranked_on(run, row.board)
    told = between_text(row)
    return RankRange(range_text(row), row.rank, row.rank_low, row.rank_high, of=of, width=width, told=told)


def ranked_on(run: RunInfo, board: str) -> int:
    """How many units are ranked on a board."""
    return next((each.ranked for each in run.boards if each.board == board), run.scored)


def _shares(row: LeagueRow, league: League, _linked: bool) -> Cell:
    return Cell(shares_text(row), picture=shares_picture(row, league.run, width=110))


def shares_picture(row: LeagueRow, run: RunInfo, *, width: int) -> Shares:
    """The chance of each grade of the scheme, so that a grade has the same shade in every row."""
    known = dict(row.grade_shares)
    parts = tuple((grade, known.get(grade, 0.0)) for grade in run.scheme.grades)
    return Shares(shares_text(row), parts, marked=row.grade, width=width)


def _why(row: LeagueRow, _league: League, _linked: bool) -> Cell:
    return Cell(_("; ").join(str(reason) for reason in row.reasons[:2]))


_COLUMNS = (
    ("rank", lambda row, _league, _linked: Cell(row.rank)),
    ("name", _name),
    ("board", lambda row, league, _linked: Cell(board_label(league.run, row.board))),
    ("score", lambda row, _league, _linked: Cell(row.score)),
    ("grade", lambda row, _league, _linked: Cell(row.grade)),
    ("range", _range),
    ("light", _light),
    ("shares", _shares),
    ("gained", lambda row, _league, _linked: Cell(row.places_gained, text=gained_text(row))),
    ("adjusted", lambda row, _league, _linked: Cell(row.adjusted_rank)),
    ("why", _why),
)


def league_chart(league: League, *, told: str = "") -> BarChart | None:
    """Scores of one board as bars, the best first; None where they may not be seen, or are too many to be read."""
    ranked = [row for row in league.rows if row.rank is not None and row.score is not None]
    if not ranked or len(ranked) > MOST_BARS or "score" not in league.columns or len({row.board for row in ranked}) > 1:
        return None
    return BarChart(
        name="scores",
        title=told or finding(league.run, league.rows),
        bars=tuple(
            Bar(
                row.name or row.unit,
                row.score,
                status=row.light,
                url=reverse("assessments:scorecard", args=[league.run.id, row.unit]),
            )
            for row in ranked
        ),
        unit="分",
        unit_en="points",
        source=str(league.run.scheme.label),
        synthetic=league.run.entries.synthetic,
        ranked=True,
    )


def leaders(run: RunInfo, rows: tuple[LeagueRow, ...], *, most: int = 3) -> tuple[Leader, ...]:
    """The first few of a league; where there are several boards, the first of each."""
    if len(run.boards) > 1:
        firsts = [row for row in rows if row.rank == 1]
        return tuple(Leader(board_label(run, row.board), row.name, row.score) for row in firsts[: 2 * most])
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank or 0)[:most]
    return tuple(Leader(str(row.rank), row.name, row.score) for row in ranked)
