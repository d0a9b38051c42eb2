"""The league of answering, by organisation and by officer, and how firms of each size and place fare."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tidehead.city.enterprises.wording import SIZES
from tidehead.city.places.queries import organisations_by_code, places_by_code
from tidehead.city.posts.queries import all_posts
from tidehead.city.services import league as counting
from tidehead.city.services.rules import service_rules
from tidehead.city.services.shares import Mean, Share
from tidehead.city.shell.charts import Bar, BarChart
from tidehead.city.shell.formatting import percent_text
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported

_YEAR = timedelta(days=365)
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    start: date
    end: date
    by: str  # organisation | officer


def league(request: HttpRequest) -> HttpResponse:
    """Of a period. Everybody sees the same table, whoever's cases they may see: it holds counts and shares only."""
    asked = _asked(request)
    found = counting.whole_region(start=asked.start, end=asked.end, now=timezone.now())
    rows = counting.by_body(found, _key(asked.by))
    names = _names(asked.by)
    tables = (
        _league_table(asked, rows, names),
        _fairness_table("size", counting.fairness(found, by="size"), {k: str(v) for k, v in SIZES.items()}),
        _fairness_table("place", counting.fairness(found, by="place"), _place_names()),
    )
    for table in tables:
        if (file := exported(request, table)) is not None:
            return file
    context = {
        "asked": asked,
        "received": len(found),
        "chart": _chart(rows, names),
        "tables": tables,
        "synthetic": bool(request.region and request.region.synthetic) or any(fact.synthetic for fact in found),
        "reopen_days": service_rules().reopen_days,
    }
    return render(request, "services/league.html", context)


def _asked(request: HttpRequest) -> Asked:
    today = timezone.localdate()
    end = _day(request.GET.get("to", ""), today)
    start = _day(request.GET.get("from", ""), end - _YEAR)
    by = request.GET.get("by", "organisation")
    return Asked(min(start, end), end, by if by in {"organisation", "officer"} else "organisation")


def _day(text: str, otherwise: date) -> date:
    """A day that is written as 2026-03-01, of a year in which requests can have been put."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else otherwise


def _key(by: str) -> Callable[[counting.Fact], str]:
    return (lambda fact: fact.owner) if by == "officer" else (lambda fact: fact.lead)


def _names(by: str) -> Names:
    if by == "officer":
        return {post.code: f"{post.body_label} · {post.label}" for post in all_posts() if not post.enterprise}
    return {code: str(body.label) for code, body in organisations_by_code().items()}


def _place_names() -> Names:
    return {code: str(place.label) for code, place in places_by_code().items()}


def _share_cell(one: Share) -> Cell:
    """The share with its interval; few cases are said to be few."""
    if one.value is None:
        return Cell(None, note=_("no verdict yet"))
    low, high = percent_text(one.low, decimals=0), percent_text(one.high, decimals=0)
    words = _("%(hits)s of %(of)s; %(low)s to %(high)s") % {"hits": one.hits, "of": one.of, "low": low, "high": high}
    return Cell(one.value, note=f"{words} · {_('few cases')}" if one.is_doubtful else words)


def _mean_cell(one: Mean) -> Cell:
    if one.value is None:
        return Cell(None)
    note = _("%(n)s judgements") % {"n": one.of}
    if one.low is not None:
        note += f"; {one.low:.1f}–{one.high:.1f}"
    return Cell(round(one.value, 2), note=note)


def _league_table(asked: Asked, rows: tuple[counting.Row, ...], names: Names) -> Table:
    who = _("Post") if asked.by == "officer" else _("Organisation")
    return Table(
        name="league",
        title=_("The league of answering"),
        columns=(
            Column("body", who),
            Column("received", _("Received"), kind="number"),
            Column("open", _("Still open"), kind="number"),
            Column("answered", _("Answered in time"), kind="percent", decimals=0),
            Column("done", _("Done in time"), kind="percent", decimals=0),
            Column("expected", _("Expected of its topics"), kind="percent", decimals=0),
            Column("solved", _("Really solved"), kind="percent", decimals=0),
            Column("explained", _("Explained only"), kind="percent", decimals=0, secondary=True),
            Column("referred", _("Passed outside"), kind="percent", decimals=0, secondary=True),
            Column("back", _("Came back"), kind="percent", decimals=0),
            Column("satisfied", _("Satisfied firms"), kind="percent", decimals=0),
            Column("mark", _("Mark (1–5)"), kind="number", decimals=1, secondary=True),
            Column("late", _("Days of no answer"), kind="number", decimals=0),
            Column("asked_back", _("Times asked back"), kind="number", secondary=True),
            Column("topics", _("Most asked about"), secondary=True),
        ),
        rows=tuple(_row(row, names) for row in rows),
        as_of=asked.end,
        note=_note(),
        empty=_("No request in this period"),
        empty_remedy=_("Choose another period above."),
    )


def _note() -> str:
    return _(
        "Shares are of requests that have a verdict; their 95-per-cent intervals are Wilson's. “Expected” is the share "
        "in time if each request had gone as its topic goes in the whole region: compare it with “done in time”. Days "
        "of no answer are those after the promised day until the first answer came, or until today."
    )


def _row(row: counting.Row, names: Names) -> Row:
    rules = service_rules()
    topics = ", ".join(f"{rules.topic_label(topic) or _('no topic')} {count}" for topic, count in row.hardest)
    return Row(
        (
            names.get(row.code, row.code) or _("nobody yet"),
            row.received,
            row.open,
            _share_cell(row.answered),
            _share_cell(row.done),
            row.expected,
            _share_cell(row.solved),
            _share_cell(row.explained),
            _share_cell(row.referred),
            _share_cell(row.back),
            _share_cell(row.satisfied),
            _mean_cell(row.mark),
            row.late_days,
            row.asked_back,
            topics,
        ),
        key=row.code or "nobody",
    )


def _fairness_table(by: str, rows: tuple[counting.Fairness, ...], names: Names) -> Table:
    title = _("By size of firm") if by == "size" else _("By place")
    return Table(
        name=f"fairness_{by}",
        title=title,
        columns=(
            Column("key", _("Size") if by == "size" else _("Place")),
            Column("received", _("Received"), kind="number"),
            Column("per_100", _("For each 100 firms known"), kind="number", decimals=1),
            Column("answered", _("Answered in time"), kind="percent", decimals=0),
            Column("done", _("Done in time"), kind="percent", decimals=0),
            Column("solved", _("Really solved"), kind="percent", decimals=0),
            Column("days", _("Days to an answer, the middle one"), kind="number", decimals=1),
        ),
        rows=tuple(
            Row(
                (
                    names.get(row.key, row.key) or _("unknown"),
                    row.received,
                    row.per_100,
                    _share_cell(row.answered),
                    _share_cell(row.done),
                    _share_cell(row.solved),
                    row.middle_days,
                ),
                key=f"{by}-{row.key or 'unknown'}",
            )
            for row in rows
        ),
        searchable=False,
        note=_("A difference that is smaller than the intervals shows nothing yet."),
        empty=_("No request in this period"),
        empty_remedy=_("Choose another period above."),
    )


def _chart(rows: tuple[counting.Row, ...], names: Names) -> BarChart | None:
    shown = [row for row in rows if row.code and row.done.value is not None][:15]
    if not shown:
        return None
    best = max(shown, key=lambda row: row.done.value or 0.0)
    return BarChart(
        name="done_in_time",
        title=_("%(body)s is most often done in time: %(share)s")
        % {"body": names.get(best.code, best.code), "share": percent_text(best.done.value, decimals=0)},
        bars=tuple(
            Bar(
                names.get(row.code, row.code),
                _points(row.done.value),
                low=_points(row.done.low),
                high=_points(row.done.high),
            )
            for row in shown
        ),
        unit="%",
        source=_("Counted from the requests' own logs"),
        ranked=True,
    )


def _points(ratio: float | None) -> float | None:
    return None if ratio is None else round(100 * ratio, 1)
