"""What a place's page shows: its newest figures with rank among its peers, its targets, its work."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.evidence.queries import sources_by_code
from tidehead.city.evidence.types import SourceInfo
from tidehead.city.indicators.asking import kept_day
from tidehead.city.indicators.figure_sheets import subject_key, with_unknown_years
from tidehead.city.indicators.lineup import FEWEST_PEERS
from tidehead.city.indicators.queries import figures, indicators_by_code, members_by_code
from tidehead.city.indicators.standing import field_around, peers_of_figure
from tidehead.city.indicators.types import Figure, IndicatorInfo, Subject
from tidehead.city.places.types import PlaceInfo
from tidehead.city.shell.charts import Bar, BarChart, LineChart, Mark, Series
from tidehead.city.shell.formatting import figure_text, in_sentence, period_text
from tidehead.city.shell.tables import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class NewestFigure:
    """The newest figure of one indicator at a place, with its rank among known peers in the same period."""

    indicator: IndicatorInfo
    industry: Text | None
    figure: Figure
    series: tuple[Figure, ...]
    rank: tuple[int, int] | None  # place, among how many known of its kind; none where too few are known
    too_few: int = 0  # how many are known where a rank would say little


def newest_of_place(place: PlaceInfo, *, as_of: date | None) -> tuple[NewestFigure, ...]:
    """One row for each indicator (and industry) known at the place, in the order of the indicators."""
    by_subject: dict[Subject, list[Figure]] = defaultdict(list)
    for figure in figures(place=place.code, as_of=as_of):
        if not figure.subject.organisation:
            by_subject[figure.subject].append(figure)
    indicators, members = indicators_by_code(subject.indicator for subject in by_subject), members_by_code()
    newest = {
        subject: max(series, key=lambda f: (f.period_end or date.min, -(f.period_start or date.min).toordinal()))
        for subject, series in by_subject.items()
        if subject.indicator in indicators
    }
    field = field_around(newest.values(), as_of=as_of)
    found = []
    for subject, figure in newest.items():
        indicator = indicators[subject.indicator]
        industry = members[subject.industry].label if subject.industry in members else None
        rank = field.placed_by(figure, indicator).rank
        enough = rank is not None and rank[1] >= FEWEST_PEERS
        found.append(
            NewestFigure(
                indicator,
                industry,
                figure,
                tuple(by_subject[subject]),
                rank if enough else None,
                too_few=rank[1] if rank and not enough else 0,
            )
        )
    return tuple(found)


def figures_table(rows: tuple[NewestFigure, ...], region: RegionInfo, *, name: str, as_of: date | None = None) -> Table:
    return Table(
        name="figures",
        title=_("Newest figures of %(place)s") % {"place": name},
        columns=(
            Column("indicator", _("Indicator")),
            Column("value", _("Value"), kind="figure"),
            Column("period", _("Period"), kind="period"),
            Column("growth", _("On the year before"), kind="number", unit="%"),
            Column("rank", _("Rank"), kind="number"),
            Column("count", _("Figures"), kind="number", secondary=True),
        ),
        rows=tuple(_figure_row(row, as_of) for row in rows),
        as_of=as_of or region.as_of,
        synthetic=region.synthetic,
        empty=_("No figure about this place yet"),
        empty_remedy=_("Upload a document that has some, and accept its facts."),
    )


def _figure_row(row: NewestFigure, as_of: date | None) -> Row:
    indicator, figure = row.indicator, row.figure
    source = reverse("web:figure_source", args=[figure.id])
    query = "?" + urlencode({"of": subject_key(figure.subject), **({"as_of": as_of.isoformat()} if as_of else {})})
    return Row(
        (
            Cell(_label(row), url=reverse("web:indicator", args=[indicator.code]) + query),
            Cell(
                figure.value,
                unit=indicator.unit,
                unit_en=indicator.unit_en,
                comparator=figure.comparator,
                value_high=figure.value_high,
                source=source,
            ),
            figure.period,
            Cell(figure.yoy_pct, source=source if figure.yoy_pct is not None else ""),
            _rank_cell(row, as_of),
            len(row.series),
        )
    )


def _label(row: NewestFigure) -> str:
    return f"{row.indicator.label} · {row.industry}" if row.industry else str(row.indicator.label)


def _rank_cell(row: NewestFigure, as_of: date | None) -> Cell:
    """The rank, which opens the figures that it was counted from."""
    if row.rank is None:
        few = ngettext("only %(n)s known: too few for a rank", "only %(n)s known: too few for a rank", row.too_few)
        return Cell(None, text="—", note=few % {"n": row.too_few} if row.too_few else "")
    place, among = row.rank
    return Cell(
        place,
        text=_("%(rank)s of %(all)s") % {"rank": place, "all": among},
        source=reverse("web:rank_source", args=[row.figure.id]) + kept_day(as_of),
    )


def figures_file(rows: tuple[NewestFigure, ...], region: RegionInfo, *, name: str, as_of: date | None = None) -> Table:
    """The same for a file: every number by itself, with the unit, the source and the day it was known beside it."""
    sources = sources_by_code({row.figure.source for row in rows} - {""})
    columns = (
        Column("indicator", _("Indicator")),
        Column("industry", _("Industry")),
        Column("value", _("Value"), kind="figure"),
        Column("period", _("Period")),
        Column("growth", _("On the year before"), kind="number", unit="%"),
        Column("rank", _("Rank"), kind="number"),
        Column("of", _("Of how many"), kind="number"),
        Column("known", _("Known on"), kind="date"),
        Column("count", _("Figures"), kind="number"),
    )
    return Table(
        name="figures",
        title=_("Newest figures of %(place)s") % {"place": name},
        columns=columns,
        rows=tuple(_file_row(row, sources) for row in rows),
        as_of=as_of or region.as_of,
        synthetic=region.synthetic,
        source=_("The documents in the rows; ranks are counted among places of the same kind in the same period"),
    )


def _file_row(row: NewestFigure, sources: dict[str, SourceInfo]) -> Row:
    figure, (place, among) = row.figure, row.rank or (None, None)
    value = Cell(
        figure.value,
        unit=row.indicator.unit,
        unit_en=row.indicator.unit_en,
        comparator=figure.comparator,
        value_high=figure.value_high,
        origin=sources[figure.source].title if figure.source in sources else figure.source,
        locator=figure.locator,
    )
    industry = str(row.industry) if row.industry else ""
    told = (str(row.indicator.label), industry, value, figure.period, figure.yoy_pct, place, among, figure.as_of)
    return Row((*told, len(row.series)))


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
        series=(Series(place.label, with_unknown_years(marks), role="actual"),),
        unit=row.indicator.unit,
        unit_en=row.indicator.unit_en,
        synthetic=region.synthetic,
    )


def peers_chart(row: NewestFigure, region: RegionInfo, *, places: dict[str, PlaceInfo], as_of: date | None) -> BarChart:
    """The same indicator, industry and period at the place and its peers."""
    subject = row.figure.subject
    rank, among = row.rank or (0, 0)
    indicator = in_sentence(str(row.indicator.label))
    words = {"place": places[subject.place].label, "rank": rank, "all": among, "indicator": indicator}
    words["period"] = period_text(row.figure.period)
    return BarChart(
        name="peers",
        title=_("%(place)s is number %(rank)s of %(all)s in %(indicator)s (%(period)s)") % words,
        bars=tuple(
            Bar(
                places[f.subject.place].label,
                f.value,
                highlighted=f.subject.place == subject.place,
                url=reverse("web:place", args=[f.subject.place]) + kept_day(as_of),
                source=reverse("web:figure_source", args=[f.id]),
            )
            for f in peers_of_figure(row.figure, as_of=as_of)
        ),
        unit=row.indicator.unit,
        unit_en=row.indicator.unit_en,
        synthetic=region.synthetic,
    )
