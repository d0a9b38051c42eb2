"""A league as a table and as a picture, as its page shows it and as people take it away."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.assessments.types import League, LeagueRow, RunInfo
from tidehead.city.assessments.wording import finding, gained_text, range_text, shares_text
from tidehead.city.shell.cell_pictures import RankRange, Shares
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.formatting import is_unknown, number_text
from tidehead.city.shell.tables import Cell, Column, Row, Table

MOST_BARS = 40  # more names than this cannot be read on one picture


def league_table(league: League, *, linked: bool = True) -> Table:
    """Rank, unit, score, the range of the rank, the chance of each grade, and places won or lost.

    linked: whether each unit leads to its scorecard, which strangers may not see.
    """
    shown = [each for each in _COLUMNS if _is_shown(each[0], league)]
    return Table(
        name="league",
        title=finding(league.run, league.rows),
        columns=tuple(_column(key, league) for key, _make in shown),
        rows=tuple(
            Row(tuple(make(row, league, linked) for _key, make in shown), group=row.board) for row in league.rows
        ),
        as_of=league.run.as_of,
        synthetic=league.run.entries.synthetic,
        empty=_("No unit fits."),
        empty_remedy=_("Clear the search, or choose another board."),
        note=_told(league.run),
    )


def _told(run: RunInfo) -> str:
    words = {"scheme": str(run.scheme.label), "seed": run.seed, "draws": run.draws, "digest": run.result_digest[:12]}
    if not run.draws:
        return _("%(scheme)s; result %(digest)s") % words
    return _("%(scheme)s; ranges from %(draws)s draws, seed %(seed)s; result %(digest)s") % words


def _is_shown(key: str, league: League) -> bool:
    several = len(league.run.boards) > 1
    needs = {
        "board": several,
        "range": league.has_doubt and {"rank_low", "rank_high"} <= league.columns,
        "shares": league.has_doubt and "grade_shares" in league.columns and bool(league.run.scheme.grades),
        "gained": league.before is not None and "rank_before" in league.columns,
        "grade": bool(league.run.scheme.grades) and "grade" in league.columns,
        "adjusted": league.has_adjusted and "adjusted_rank" in league.columns,
        "light": "light" in league.columns,
        "score": "score" in league.columns,
        "why": "reasons" in league.columns and any(row.reasons for row in league.rows),
    }
    return needs.get(key, True)


def _column(key: str, league: League) -> Column:
    noun = str(league.run.scheme.noun)
    return {
        "rank": Column("rank", _("Place"), kind="number"),
        "name": Column("name", noun[:1].upper() + noun[1:]),
        "board": Column("board", _("Board"), filtered=True),
        "light": Column("light", _("Third of the board"), kind="status"),
        "score": Column("score", _("Score"), kind="number", decimals=2),
        "grade": Column("grade", _("Grade"), filtered=True),
        "range": Column("range", _("Range of the place (90 %)")),
        "shares": Column("shares", _("Chance of each grade")),
        "gained": Column("gained", _("Places won")),
        "adjusted": Column("adjusted", _("Place, allowing for difficulty"), kind="number"),
        "why": Column("why", _("What is missing or decided"), secondary=True),
    }[key]


def _name(row: LeagueRow, league: League, linked: bool) -> Cell:
    url = reverse("assessments:scorecard", args=[league.run.id, row.unit]) if linked else ""
    return Cell(row.name or row.unit, url=url)


def _range(row: LeagueRow, league: League, _linked: bool) -> Cell:
    ranked = next((board.ranked for board in league.run.boards if board.board == row.board), league.run.scored)
    words = range_text(row)
    return Cell(
        None if is_unknown(row.rank_low) else f"{row.rank_low:g}–{row.rank_high:g}",
        note="" if is_unknown(row.rank_low) else f"{row.rank_low:g}–{row.rank_high:g}",
        picture=RankRange(words, row.rank, row.rank_low, row.rank_high, of=ranked),
    )


def _shares(row: LeagueRow, _league: League, _linked: bool) -> Cell:
    return Cell(shares_text(row), picture=Shares(shares_text(row), row.grade_shares, marked=row.grade))


def _why(row: LeagueRow, _league: League, _linked: bool) -> Cell:
    return Cell("；".join(str(reason) for reason in row.reasons[:2]) if row.reasons else "")


_COLUMNS = (
    ("rank", lambda row, _league, _linked: Cell(row.rank)),
    ("name", _name),
    ("board", lambda row, league, _linked: Cell(_board_label(row.board, league.run))),
    ("light", lambda row, _league, _linked: Cell(row.light)),
    ("score", lambda row, _league, _linked: Cell(row.score)),
    ("grade", lambda row, _league, _linked: Cell(row.grade)),
    ("range", _range),
    ("shares", _shares),
    ("gained", lambda row, _league, _linked: Cell(row.places_gained, text=gained_text(row))),
    ("adjusted", lambda row, _league, _linked: Cell(row.adjusted_rank)),
    ("why", _why),
)


def _board_label(board: str, run: RunInfo) -> str:
    return next((str(each.label) for each in run.boards if each.board == board), board)


def league_chart(league: League) -> BarChart | None:
    """Scores as bars, the best first; None where scores may not be seen or the board is too long to be read."""
    ranked = [row for row in league.rows if row.rank is not None and row.score is not None]
    if not ranked or len(ranked) > MOST_BARS or "score" not in league.columns:
        return None
    return BarChart(
        name="scores",
        title=finding(league.run, league.rows),
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


def leaders(rows: tuple[LeagueRow, ...], *, most: int = 3) -> tuple[tuple[str, str], ...]:
    """The first few of a league: place and name with score."""
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank)[:most]
    return tuple((f"{row.rank}", f"{row.name} {number_text(row.score, decimals=1)}") for row in ranked)
