"""What the cockpit shows, put together from all apps: headline figures, lights, what is late, new and old."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.evidence.queries import all_documents
from tidehead.city.indicators.queries import (
    all_indicators,
    contradictions,
    figures,
    members_by_code,
    newest_figures,
    targets,
)
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.indicators.types import Figure, IndicatorInfo, TargetStatus
from tidehead.city.places.queries import leaves_of_tree, places_by_code, region_drawing
from tidehead.city.places.types import DrawingInfo, PlaceInfo
from tidehead.city.plans.queries import overdue
from tidehead.city.plans.types import DueItem

OLD_AFTER = timedelta(days=730)
"""A figure whose period ended longer ago than this is called old."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that the region opens with, its series, and whose it is."""

    indicator: IndicatorInfo
    about: Text
    latest: Figure | None
    series: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class OldFigure:
    indicator: IndicatorInfo
    place: Text
    latest: Figure


@dataclass(frozen=True, slots=True)
class NewFigure:
    indicator: IndicatorInfo
    about: Text
    figure: Figure


@dataclass(frozen=True, slots=True)
class MapView:
    """The map with one indicator's latest values by place, and the indicators that could be shown instead."""

    drawing: DrawingInfo | None
    indicator: IndicatorInfo | None
    period: str
    values: dict[str, Figure]
    choices: tuple[IndicatorInfo, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    headlines: tuple[Headline, ...]
    statuses: tuple[TargetStatus, ...]
    late: tuple[DueItem, ...]
    new: tuple[NewFigure, ...]
    old: tuple[OldFigure, ...]
    map: MapView
    places: dict[str, PlaceInfo]
    waiting: int  # facts that nobody has decided on
    contradictions: int
    figures: int
    indicators: int


def overview(region: RegionInfo, *, today: date, as_of: date | None = None, shown_on_map: str = "") -> Overview:
    """The whole cockpit on one day. Costs one pass over the current figures, whatever the number of targets."""
    known = figures(as_of=as_of or today)
    indicators = {row.code: row for row in all_indicators()}
    places = places_by_code()
    by_subject: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in known:
        if not figure.subject.organisation:
            by_subject[figure.subject.indicator, figure.subject.place, figure.subject.industry].append(figure)
    return Overview(
        headlines=_headlines(region, by_subject, indicators, places),
        statuses=target_statuses(targets(), today=today, as_of=as_of),
        late=overdue(today),
        new=_new(indicators, places, as_of=as_of or today),
        old=_old(by_subject, indicators, places, today=today),
        map=_map_view(region, known, indicators, chosen=shown_on_map),
        places=places,
        waiting=sum(document.proposed for document in all_documents()),
        contradictions=len(contradictions()),
        figures=len(known),
        indicators=len({figure.subject.indicator for figure in known}),
    )


def _headlines(
    region: RegionInfo,
    by_subject: dict[tuple[str, str, str], list[Figure]],
    indicators: dict[str, IndicatorInfo],
    places: dict[str, PlaceInfo],
) -> tuple[Headline, ...]:
    members = members_by_code()
    found = []
    for text in region.headline:
        indicator, place, *rest = text.split()
        industry = rest[0].removeprefix("industry=") if rest else ""
        series = tuple(figure for figure in by_subject.get((indicator, place, industry), ()) if figure.period_end)
        if indicator in indicators and place in places:
            about = members[industry].label if industry in members else places[place].label
            found.append(Headline(indicators[indicator], about, _latest(series), series))
    return tuple(found)


def _latest(series: tuple[Figure, ...]) -> Figure | None:
    """The newest figure, the longer period first where two end on the same day."""
    return max(
        series, key=lambda f: (f.period_end or date.min, -(f.period_start or date.min).toordinal()), default=None
    )


def _new(indicators: dict[str, IndicatorInfo], places: dict[str, PlaceInfo], *, as_of: date) -> tuple[NewFigure, ...]:
    return tuple(
        NewFigure(indicators[figure.subject.indicator], places[figure.subject.place].label, figure)
        for figure in newest_figures(most=24, as_of=as_of)
        if figure.subject.indicator in indicators and figure.subject.place in places
    )


def _old(
    by_subject: dict[tuple[str, str, str], list[Figure]],
    indicators: dict[str, IndicatorInfo],
    places: dict[str, PlaceInfo],
    *,
    today: date,
) -> tuple[OldFigure, ...]:
    """Yearly series (two figures or more) whose newest is old, the oldest first."""
    found = []
    for (indicator, place, industry), series in by_subject.items():
        latest = _latest(tuple(figure for figure in series if figure.period_end))
        if latest is None or latest.period_end is None or industry or len(series) < 2:
            continue
        if today - latest.period_end > OLD_AFTER and indicator in indicators and place in places:
            found.append(OldFigure(indicators[indicator], places[place].label, latest))
    return tuple(sorted(found, key=lambda old: (old.latest.period_end or date.min, old.indicator.code)))


def _map_view(
    region: RegionInfo, known: tuple[Figure, ...], indicators: dict[str, IndicatorInfo], *, chosen: str
) -> MapView:
    """The indicator that was asked for, or the one known for most areas in its newest common period."""
    areas = set(leaves_of_tree(region.map_tree)) if region.map_tree else set()
    fields: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in known:
        subject = figure.subject
        if subject.place in areas and not subject.industry and not subject.organisation and figure.period_end:
            fields[subject.indicator, figure.period][subject.place] = figure
    usable = {
        key: values for key, values in fields.items() if len(values) >= max(2, len(areas) // 3) and key[0] in indicators
    }
    best: dict[str, tuple[int, date, str]] = {}
    for (indicator, period), values in usable.items():
        ends = next(iter(values.values())).period_end or date.min
        best[indicator] = max(best.get(indicator, (0, date.min, "")), (len(values), ends, period))
    order = sorted(best, key=lambda code: best[code], reverse=True)
    choice = chosen if chosen in best else next(iter(order), "")
    period = best[choice][2] if choice else ""
    return MapView(
        drawing=region_drawing(),
        indicator=indicators.get(choice),
        period=period,
        values=usable.get((choice, period), {}),
        choices=tuple(indicators[code] for code in sorted(best, key=lambda code: indicators[code].label.zh)),
    )
