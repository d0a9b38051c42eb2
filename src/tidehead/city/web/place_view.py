"""What a place's page shows: its newest figures with rank among its peers, its targets, its work."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.calc.trajectory import rank_among
from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.indicators.queries import figures, indicators_by_code, members_by_code
from tidehead.city.indicators.types import Figure, IndicatorInfo
from tidehead.city.places.queries import peers_of
from tidehead.city.places.types import PlaceInfo
from tidehead.city.shell.charts import Bar, BarChart, LineChart, Mark, Series
from tidehead.city.shell.formatting import figure_text, period_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class NewestFigure:
    """The newest figure of one indicator at a place, with its rank among known peers in the same period."""

    indicator: IndicatorInfo
    industry: Text | None
    figure: Figure
    series: tuple[Figure, ...]
    rank: int | None
    peers_known: int


def newest_of_place(place: PlaceInfo, *, as_of: date | None) -> tuple[NewestFigure, ...]:
    """One row for each indicator (and industry) known at the place, in the order of the indicators."""
    own = [figure for figure in figures(place=place.code, as_of=as_of) if not figure.subject.organisation]
    by_subject: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in own:
        by_subject[figure.subject.indicator, figure.subject.industry].append(figure)
    indicators = indicators_by_code(indicator for indicator, _industry in by_subject)
    members = members_by_code()
    peers = (
        figures(indicator=list(indicators), place=peers_of(place.code), industry="", as_of=as_of) if indicators else ()
    )
    fields: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for figure in peers:
        if not figure.subject.organisation:
            fields[figure.subject.indicator, figure.period][figure.subject.place] = figure.value
    rows = []
    for (code, industry), series in by_subject.items():
        if code not in indicators:
            continue
        latest = max(series, key=lambda f: (f.period_end or date.min, -(f.period_start or date.min).toordinal()))
        rank, known = _rank(latest, indicators[code], {} if industry else fields[code, latest.period])
        label = members[industry].label if industry in members else None
        rows.append(NewestFigure(indicators[code], label, latest, tuple(series), rank, known))
    return tuple(rows)


def _rank(latest: Figure, indicator: IndicatorInfo, peers: dict[str, float]) -> tuple[int | None, int]:
    if indicator.direction == "none" or not peers:
        return None, len(peers)
    ranks = rank_among([latest.value, *peers.values()], indicator.direction)
    return int(ranks.rank[0]), len(peers) + 1


def figures_table(rows: tuple[NewestFigure, ...], region: RegionInfo, *, name: str, as_of: date | None = None) -> Table:
    return Table(
        name="figures",
        title=_("Newest figures of %(place)s") % {"place": name},
        columns=(
            Column("indicator", _("Indicator")),
            Column("value", _("Value"), kind="figure"),
            Column("period", _("Period"), kind="period"),
            Column("growth", _("On the year before"), kind="number", unit="%"),
            Column("rank", _("Rank"), kind="text"),
            Column("count", _("Figures"), kind="number", secondary=True),
        ),
        rows=tuple(_figure_row(row) for row in rows),
        as_of=as_of or region.as_of,
        synthetic=region.synthetic,
        empty=_("No figure about this place yet"),
        empty_remedy=_("Upload a document that has some, and accept its facts."),
    )


def _figure_row(row: NewestFigure) -> Row:
    indicator, figure = row.indicator, row.figure
    label = f"{indicator.label} · {row.industry}" if row.industry else str(indicator.label)
    return Row(
        (
            Cell(label, url=reverse("web:indicator", args=[indicator.code]) + f"?place={figure.subject.place}"),
            Cell(
                figure.value,
                unit=indicator.unit,
                unit_en=indicator.unit_en,
                comparator=figure.comparator,
                value_high=figure.value_high,
                source=reverse("web:figure_source", args=[figure.id]),
            ),
            figure.period,
            figure.yoy_pct,
            _("%(rank)s of %(all)s") % {"rank": row.rank, "all": row.peers_known} if row.rank else "",
            len(row.series),
        )
    )


def series_chart(row: NewestFigure, region: RegionInfo, *, place: PlaceInfo) -> LineChart:
    """The longest whole-year course of one indicator at the place."""
    years = [figure for figure in row.series if len(figure.period) == 4]
    first, last = years[0], years[-1]
    words = {
        "indicator": row.indicator.label,
        "first": figure_text(first.value, row.indicator.unit, unit_en=row.indicator.unit_en),
        "last": figure_text(last.value, row.indicator.unit, unit_en=row.indicator.unit_en),
        "from": period_text(first.period),
        "to": period_text(last.period),
    }
    risen = _("%(indicator)s rose from %(first)s (%(from)s) to %(last)s (%(to)s)")
    fallen = _("%(indicator)s fell from %(first)s (%(from)s) to %(last)s (%(to)s)")
    level = _("%(indicator)s stands at %(last)s (%(to)s), as in %(from)s")
    title = risen if last.value > first.value else fallen if last.value < first.value else level
    marks = tuple(Mark(f.period, f.value, source=reverse("web:figure_source", args=[f.id])) for f in years)
    return LineChart(
        name="series",
        title=title % words,
        series=(Series(place.label, marks, role="actual"),),
        unit=row.indicator.unit,
        unit_en=row.indicator.unit_en,
        synthetic=region.synthetic,
    )


def peers_chart(
    row: NewestFigure, region: RegionInfo, *, place: PlaceInfo, places: dict[str, PlaceInfo], as_of: date | None
) -> BarChart:
    """The same indicator and period at the place and its peers."""
    codes = [place.code, *peers_of(place.code)]
    found = figures(indicator=row.indicator.code, place=codes, industry="", as_of=as_of)
    same = [
        f for f in found if f.period == row.figure.period and not f.subject.organisation and f.subject.place in places
    ]
    words = {"place": place.label, "rank": row.rank, "all": row.peers_known, "indicator": row.indicator.label}
    return BarChart(
        name="peers",
        title=_("%(place)s is number %(rank)s of %(all)s in %(indicator)s") % words,
        bars=tuple(
            Bar(
                places[f.subject.place].label,
                f.value,
                highlighted=f.subject.place == place.code,
                url=reverse("web:place", args=[f.subject.place]),
                source=reverse("web:figure_source", args=[f.id]),
            )
            for f in same
        ),
        unit=row.indicator.unit,
        unit_en=row.indicator.unit_en,
        source=period_text(row.figure.period),
        synthetic=region.synthetic,
    )
