"""Tables and pictures of clusters: bubbles, quotients with their doubt, growth."""

from collections.abc import Iterable
from math import log10

import numpy as np
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.clusters.asking import reference_text
from tidehead.city.clusters.measures import SPAN, known_years
from tidehead.city.clusters.types import Asked, ClusterRow, CountTable, Entries, Speciality
from tidehead.city.clusters.wording import (
    growth_text,
    holes_text,
    industry_name,
    interval_text,
    place_name,
    stars_chance,
    stars_text,
    years_text,
)
from tidehead.city.shell.structures import Bubble, BubbleChart
from tidehead.city.shell.tables import Cell, Column, Row, Table

MOST_BUBBLES = 150
"""A picture with more of them cannot be read; the largest are drawn and the table has all."""
MOST_ROWS = 300
_WIDE = 4.0
"""From so many times the middle one on, the largest growth puts the axis on a scale of ratios."""
SURE = 0.9
"""From this chance on a place is called specialised in the title of a picture."""


def source_text(table: CountTable) -> str:
    told = _(
        "Firms of the register; location quotient shrunk by empirical Bayes, 90 %% interval; compared with %(what)s"
    )
    return told % {"what": reference_text(table.asked)}


def industry_url(code: str, asked: Asked) -> str:
    return f"{reverse('clusters:cluster', args=[code])}?{urlencode({'level': asked.level})}"


def place_url(code: str, asked: Asked) -> str:
    return f"{reverse('clusters:place', args=[code])}?{urlencode({'by': asked.by, 'level': asked.level})}"


# The map of bubbles


def bubbles(rows: tuple[ClusterRow, ...], table: CountTable) -> BubbleChart:
    """Growth by specialisation by size."""
    shown = rows[:MOST_BUBBLES]
    grown = [row.entries.ratio for row in shown if row.entries and row.entries.ratio is not None]
    wide = bool(grown) and max(grown) > _WIDE * float(np.median(grown))
    return BubbleChart(
        name="clusters",
        title=finding(rows),
        bubbles=tuple(_bubble(row, table.asked, by_growth=bool(grown), log_x=wide or not grown) for row in shown),
        x_label=_("Growth: registrations of five years ÷ those of the five before") if grown else _("Firms"),
        y_label=_("Specialisation of the leading place (shrunken quotient)"),
        size_label=_("Firms"),
        size_unit="家",
        x_reference=_overall(rows) if grown else None,
        log_x=wide or not grown,
        y_reference=1.0,
        log_y=_is_wide(shown),
        source=_bubbles_source(table, shown, by_growth=bool(grown), log_x=wide),
        synthetic=table.synthetic,
        empty=_(
            "No industry has registrations in both spans of years, so growth is unknown; the table tells the rest."
        ),
    )


def _bubbles_source(table: CountTable, shown: tuple[ClusterRow, ...], *, by_growth: bool, log_x: bool) -> str:
    """The source, and what the picture cannot show."""
    if not by_growth:
        return f"{source_text(table)}; {_('growth is unknown, so the number of firms stands across')}"
    gone = sum(1 for row in shown if row.entries and row.entries.ratio == 0) if log_x else 0
    if not gone:
        return source_text(table)
    told = ngettext(
        "%(n)s industry without any new registration stands in the table only",
        "%(n)s industries without any new registration stand in the table only",
        gone,
    )
    return f"{source_text(table)}; {told % {'n': gone}}"


def _across(row: ClusterRow, *, by_growth: bool, log_x: bool) -> float | None:
    """Growth; where it is unknown of all, firms. On an axis of ratios 0 has no place."""
    if not by_growth:
        return float(row.firms)
    ratio = row.entries.ratio if row.entries else None
    return None if log_x and not ratio else ratio


def _bubble(row: ClusterRow, asked: Asked, *, by_growth: bool, log_x: bool) -> Bubble:
    leading = row.leading
    return Bubble(
        label=industry_name(row.industry),
        x=_across(row, by_growth=by_growth, log_x=log_x),
        y=leading.quotient if leading else None,
        size=row.firms,
        group=place_name(leading.place) if leading else "",
        low=leading.low if leading else None,
        high=leading.high if leading else None,
        url=industry_url(row.industry, asked),
    )


def _overall(rows: tuple[ClusterRow, ...]) -> float | None:
    """Growth of all registrations together."""
    known = [row.entries for row in rows if row.entries]
    former = sum(one.former for one in known)
    if not former:
        return None
    later, earlier = known_years(known[0].last, known[0].holes)
    return sum(one.new for one in known) / former * earlier / later if later else None


def _is_wide(rows: Iterable[ClusterRow]) -> bool:
    quotients = [row.leading.quotient for row in rows if row.leading and row.leading.quotient > 0]
    return bool(quotients) and log10(max(quotients) / min(quotients)) > 1.3


def finding(rows: tuple[ClusterRow, ...]) -> str:
    sure = [row for row in rows if row.leading and row.leading.above >= SURE]
    if not sure:
        return _("No place is surely specialised in any of these industries")
    best = max(sure, key=_above_expectation)
    told = ngettext(
        "%(n)s of %(all)s industries has a place that is surely specialised, above all %(best)s in %(place)s",
        "%(n)s of %(all)s industries have a place that is surely specialised, above all %(best)s in %(place)s",
        len(sure),
    )
    place = place_name(best.leading.place) if best.leading else ""
    return told % {"n": len(sure), "all": len(rows), "best": industry_name(best.industry), "place": place}


def _above_expectation(row: ClusterRow) -> float:
    """Firms of the leading place beyond what were to be expected: a small trade does not lead by its quotient."""
    return row.leading.firms - row.leading.expected if row.leading else 0.0


def clusters_table(rows: tuple[ClusterRow, ...], table: CountTable) -> Table:
    """An industry a row, with the quotient of its leading place and its doubt."""
    entries = next((row.entries for row in rows if row.entries), None)
    return Table(
        name="clusters",
        title=_("Industries, where they are strongest, and how they grow"),
        columns=(
            Column("industry", _("Industry")),
            Column("firms", _("Firms"), kind="number"),
            Column("share", _("Share of firms"), kind="percent", secondary=True),
            Column("place", _("Leading place"), filtered=True),
            Column("there", _("Firms there"), kind="number", secondary=True),
            Column("expected", _("Expected at a quotient of 1"), kind="number", decimals=1, secondary=True),
            Column("raw", _("Raw quotient"), kind="number", decimals=2, secondary=True),
            Column("quotient", _("Quotient, shrunk"), kind="number", decimals=2),
            Column("interval", _("Interval (90 %)")),
            Column("above", _("Chance of more than 1"), kind="percent", decimals=0),
            Column("stars", _("Stars")),
            *star_columns(),
            Column("growth", _("Growth of registrations"), kind="number", decimals=2),
            Column("new", _("Registered in five years"), kind="number", secondary=True),
            Column("former", _("In the five before"), kind="number", secondary=True),
        ),
        rows=tuple(_cluster_row(row, table.asked) for row in rows),
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("The register knows no industry of any firm here."),
        empty_remedy=_("Choose another level, or bring in a table of firms with names and business scopes."),
        note=_growth_note(entries),
    )


def _growth_note(entries: Entries | None) -> str:
    if entries is None:
        return _("Growth is unknown: no day of registration is known.")
    told = _(
        "Growth compares registrations of %(spans)s; firms that have gone are in neither, so the earlier years are "
        "undercounted and growth looks better than it was."
    )
    words = told % {"spans": years_text(entries)}
    if not entries.holes:
        return words
    holes = holes_text(entries.holes)
    if min(known_years(entries.last, entries.holes)) <= SPAN / 2:
        return f"{holes} {_('Growth is left unknown, because most years of a span are missing.')}"
    return f"{words} {holes} {_('Means of the years that are known are compared.')}"


def star_columns() -> tuple[Column, ...]:
    return (
        Column("star_chance", _("Chance of as many stars"), kind="percent", decimals=0, secondary=True),
        Column("star_size", _("Chance of the star of size"), kind="percent", decimals=0, secondary=True),
        Column("star_special", _("Chance of the star of specialisation"), kind="percent", decimals=0, secondary=True),
        Column("star_focus", _("Chance of the star of focus"), kind="percent", decimals=0, secondary=True),
    )


def _cluster_row(row: ClusterRow, asked: Asked) -> Row:
    leading, entries = row.leading, row.entries
    head = Cell(industry_name(row.industry), url=industry_url(row.industry, asked))
    where = _where(leading, asked) if leading else (None,) * 12
    growth = Cell(entries.ratio, text=growth_text(entries)) if entries and entries.ratio is not None else None
    counts = (entries.new, entries.former) if entries else (None, None)
    return Row((head, row.firms, row.share, *where, growth, *counts), key=f"i-{row.industry}")


def _where(found: Speciality, asked: Asked) -> tuple[object, ...]:
    return (Cell(place_name(found.place), url=place_url(found.place, asked)), *doubt_cells(found))


def doubt_cells(found: Speciality) -> tuple[object, ...]:
    """Firms, expected, raw and shrunken quotient, interval, chance, stars and their chances."""
    return (
        found.firms,
        found.expected,
        found.raw,
        found.quotient,
        interval_text(found.low, found.high),
        found.above,
        stars_text(found),
        stars_chance(found),
        *found.chances,
    )


def specialities_table(found: Iterable[Speciality], table: CountTable, *, name: str = "strongest") -> Table:
    """A place and an industry a row, those whose quotient is surely high first."""
    return Table(
        name=name,
        title=_("Strongest specialisations"),
        columns=(
            Column("industry", _("Industry")),
            Column("place", _("Place"), filtered=True),
            Column("firms", _("Firms"), kind="number"),
            Column("expected", _("Expected at a quotient of 1"), kind="number", decimals=1, secondary=True),
            Column("raw", _("Raw quotient"), kind="number", decimals=2, secondary=True),
            Column("quotient", _("Quotient, shrunk"), kind="number", decimals=2),
            Column("interval", _("Interval (90 %)")),
            Column("above", _("Chance of more than 1"), kind="percent", decimals=0),
            Column("stars", _("Stars")),
            *star_columns(),
        ),
        rows=tuple(_speciality_row(one, table.asked) for one in found),
        source=source_text(table),
        synthetic=table.synthetic,
        empty=_("No place of the region has firms of these industries."),
        empty_remedy=_("Choose another level, or bring in a table of firms."),
        note=_("In the order of the lower end of the interval: what a few firms make large by chance does not lead."),
    )


def _speciality_row(found: Speciality, asked: Asked) -> Row:
    head = Cell(industry_name(found.industry), url=industry_url(found.industry, asked))
    return Row((head, *_where(found, asked)), key=f"s-{found.industry}-{found.place}")
