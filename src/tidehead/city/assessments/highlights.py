"""What a leader wants to see of a league before its table: who leads, how surely, who moved, whose grade is open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.assessments.league_sheets import range_picture, shares_picture
from tidehead.city.assessments.types import AHEAD, BEHIND, ON_COURSE, League, LeagueRow, RunInfo
from tidehead.city.assessments.wording import board_label, gained_text, range_text, shares_text, thirds_words
from tidehead.city.shell.cell_pictures import RankRange, Shares
from tidehead.city.shell.formatting import is_unknown, number_text, percent_text

MOST_UNITS = 2000
"""Units that are read for the highlights; a larger league shows its table only."""
MOST_LISTED = 5
MOST_MOVED = 4
MOST_HEADLINES = 4
SURE = 0.75
"""A grade less likely than this could as well be another."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure with what it means; `url` leads to whom it is about."""

    label: str
    figure: str
    foot: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """One unit in a short list."""

    name: str
    url: str
    words: str
    mark: str = ""
    picture: RankRange | Shares | None = None


@dataclass(frozen=True, slots=True)
class Third:
    """How many units stand in a third of their boards, and how many of them would in nine draws of ten."""

    code: str
    label: str
    count: int
    sure: int


@dataclass(frozen=True, slots=True)
class Highlights:
    headlines: tuple[Headline, ...]
    leaders: tuple[Noted, ...]  # of each board, where there are several
    thirds: tuple[Third, ...]
    risers: tuple[Noted, ...]
    fallers: tuple[Noted, ...]
    doubtful: tuple[Noted, ...]
    missing: tuple[Noted, ...]  # units without a place, with what they lack
    missing_count: int


def highlights(league: League) -> Highlights:
    """All of it from the rows of the whole league; units are linked to their scorecards."""
    run, rows = league.run, league.rows
    ranked = tuple(row for row in rows if row.rank is not None)
    unranked = tuple(row for row in rows if row.rank is None)
    moved = sorted((row for row in ranked if row.places_gained), key=lambda row: -abs(row.places_gained or 0))
    return Highlights(
        headlines=(*_headlines(league, ranked), *_without_rank(ranked, unranked), *_filled(league))[:MOST_HEADLINES],
        leaders=_leaders(run, ranked) if len(run.boards) > 1 and not league.board else (),
        thirds=_thirds(ranked),
        risers=_moved(run, (row for row in moved if (row.places_gained or 0) > 0)),
        fallers=_moved(run, (row for row in moved if (row.places_gained or 0) < 0)),
        doubtful=_doubtful(run, ranked),
        missing=tuple(_missing(run, row) for row in unranked[: 4 * MOST_LISTED]),
        missing_count=len(unranked),
    )


def _headlines(league: League, ranked: tuple[LeagueRow, ...]) -> Iterable[Headline]:
    run = league.run
    if not ranked:
        return
    if len({row.board for row in ranked}) == 1:
        yield _leading(run, min(ranked, key=lambda row: row.rank or 0))
    if league.has_doubt:
        sure = sum(row.is_sure for row in ranked)
        told = _("units that keep their third of the board in nine draws of ten")
        yield Headline(_("Sure of their third"), f"{sure} / {len(ranked)}", told)
    if league.has_doubt and run.scheme.grades:
        yield _open_grades(ranked)
    if league.before is not None:
        yield _movement(ranked)


def _filled(league: League) -> Iterable[Headline]:
    cells = sum(row.filled for row in league.rows)
    if cells:
        of = len(league.rows) * league.run.scheme.indicators
        told = _("values that were unknown and were filled in as the rule says")
        yield Headline(_("Filled in"), f"{cells} / {of}", told)


def _without_rank(ranked: tuple[LeagueRow, ...], unranked: tuple[LeagueRow, ...]) -> Iterable[Headline]:
    if unranked:
        told = _("of %(count)s; the reasons stand below the table") % {"count": len(ranked) + len(unranked)}
        yield Headline(_("Without a rank"), str(len(unranked)), told, url="#missing")


def _leading(run: RunInfo, first: LeagueRow) -> Headline:
    told = _("%(score)s points") % {"score": number_text(first.score, decimals=2)}
    if first.ahead_of_next is not None:
        share = percent_text(first.ahead_of_next, decimals=0)
        told = _("%(told)s; ahead of the next in %(share)s of draws") % {"told": told, "share": share}
    return Headline(_("Leads"), first.name or first.unit, told, url=card_url(run, first))


def _open_grades(ranked: tuple[LeagueRow, ...]) -> Headline:
    graded = [row for row in ranked if row.grade_shares]
    count = sum(own_share(row) < SURE for row in graded)
    told = ngettext(
        "unit whose grade is less likely than %(sure)s", "units whose grade is less likely than %(sure)s", count
    )
    return Headline(_("Open grades"), str(count), told % {"sure": percent_text(SURE, decimals=0)})


def _movement(ranked: tuple[LeagueRow, ...]) -> Headline:
    gains = [row.places_gained for row in ranked if row.places_gained is not None]
    up, down = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    told = _("rose and fell since the run before; %(same)s stayed") % {"same": len(gains) - up - down}
    return Headline(_("Moved"), f"▲ {up}  ▼ {down}", told)


def card_url(run: RunInfo, row: LeagueRow) -> str:
    """Where a unit's scorecard is."""
    return reverse("assessments:scorecard", args=[run.id, row.unit])


def own_share(row: LeagueRow) -> float:
    """The probability of the grade that the unit has."""
    return dict(row.grade_shares).get(row.grade, 0.0)


def _leaders(run: RunInfo, ranked: tuple[LeagueRow, ...]) -> tuple[Noted, ...]:
    return tuple(
        Noted(row.name or row.unit, card_url(run, row), number_text(row.score, decimals=2), board_label(run, row.board))
        for row in ranked
        if row.rank == 1
    )


def _thirds(ranked: tuple[LeagueRow, ...]) -> tuple[Third, ...]:
    words = thirds_words()
    found = []
    for code in (AHEAD, ON_COURSE, BEHIND):
        inside = [row for row in ranked if row.light == code]
        found.append(Third(code, words[code], len(inside), sum(row.is_sure for row in inside)))
    return tuple(found)


def _moved(run: RunInfo, rows: Iterable[LeagueRow]) -> tuple[Noted, ...]:
    found = []
    for row in rows:
        words = _("No. %(before)s → No. %(now)s") % {"before": row.rank_before, "now": row.rank}
        found.append(Noted(row.name or row.unit, card_url(run, row), words, gained_text(row)))
        if len(found) == MOST_MOVED:
            break
    return tuple(found)


def _doubtful(run: RunInfo, ranked: tuple[LeagueRow, ...]) -> tuple[Noted, ...]:
    """Those whose grade is likeliest to be another; where there are no grades, those with the widest ranges."""
    graded = [row for row in ranked if row.grade_shares]
    if graded:
        first = sorted(graded, key=own_share)[:MOST_LISTED]
        return tuple(
            Noted(
                row.name or row.unit,
                card_url(run, row),
                shares_text(row),
                row.grade,
                shares_picture(row, run, width=120),
            )
            for row in first
            if own_share(row) < SURE
        )
    ranged = [row for row in ranked if not is_unknown(row.rank_low) and not is_unknown(row.rank_high)]
    widest = sorted(ranged, key=lambda row: row.rank_low - row.rank_high)[:MOST_LISTED]
    return tuple(_ranged(run, row) for row in widest if row.rank_high > row.rank_low)


def _ranged(run: RunInfo, row: LeagueRow) -> Noted:
    return Noted(row.name or row.unit, card_url(run, row), range_text(row), picture=range_picture(row, run, width=160))


def _missing(run: RunInfo, row: LeagueRow) -> Noted:
    told = _("; ").join(str(reason) for reason in row.reasons) or _("no score")
    return Noted(row.name or row.unit, card_url(run, row), told)
