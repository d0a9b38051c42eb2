"""What the cockpit shows, put together from all apps: headline figures, lights, what is late, new and old.

Every part asks its own narrow question; figures that are not shown are not read.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import case_slices
from tidehead.city.cases.types import Wanted
from tidehead.city.common.types import RegionInfo, Text
from tidehead.city.evidence.queries import count_proposed
from tidehead.city.indicators.newest import (
    Spread,
    count_known,
    figures_version,
    newest_figures,
    newest_of_series,
    old_series,
    spreads,
)
from tidehead.city.indicators.queries import all_indicators, contradictions, figures, members_by_code, targets
from tidehead.city.indicators.standing import Standing, target_statuses
from tidehead.city.indicators.types import Figure, IndicatorInfo, Subject
from tidehead.city.places.queries import leaves_of_tree, places_by_code, region_drawing
from tidehead.city.places.types import DrawingInfo, PlaceInfo
from tidehead.city.plans.queries import not_met, overdue
from tidehead.city.plans.types import DueItem
from tidehead.city.tasks.queries import reported_done


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
    statuses: tuple[Standing, ...]
    late: tuple[DueItem, ...]
    new: tuple[NewFigure, ...]
    old: tuple[OldFigure, ...]  # those shown; `old_count` are known
    old_count: int
    map: MapView
    places: dict[str, PlaceInfo]
    waiting: int  # facts that nobody has decided on
    contradictions: int
    figures: int
    indicators: int


def overview(
    region: RegionInfo, *, today: date, as_of: date | None = None, shown_on_map: str = "", most: int = 24
) -> Overview:
    """The whole cockpit on one day, with at most `most` new and old figures."""
    known_on, version = as_of or today, figures_version()
    indicators = {row.code: row for row in all_indicators()}
    places = places_by_code()
    statuses = target_statuses(targets(as_of=known_on), today=today, as_of=as_of)
    old = [
        each
        for each in old_series(today, version=version, as_of=known_on)
        if each[0] in indicators and each[1] in places
    ]
    counted, measured = count_known(version=version, as_of=known_on)
    return Overview(
        headlines=_headlines(region, indicators, places, as_of=known_on),
        statuses=statuses,
        late=_late(today, statuses),
        new=_new(newest_figures(most=most, version=version, as_of=known_on), indicators, places),
        old=_old(old[:most], indicators, places, as_of=known_on),
        old_count=len(old),
        map=_map_view(region, indicators, chosen=shown_on_map, version=version, as_of=known_on),
        places=places,
        waiting=count_proposed(),
        contradictions=len(contradictions()),
        figures=counted,
        indicators=measured,
    )


def _late(today: date, statuses: tuple[Standing, ...]) -> tuple[DueItem, ...]:
    """What is past its date and may still be open: no target says it is met, and no task of it is reported done."""
    done = reported_done()
    past = not_met(overdue(today), {status.target.code: status.state for status in statuses})
    return tuple(item for item in past if item.code not in done)


@dataclass(frozen=True, slots=True)
class Work:
    """How much of one kind of work the actor sees: not ended, and of that past due."""

    label: str
    url: str
    open: int
    late: int


def work_of(actor: Actor, now: datetime) -> tuple[Work, ...]:
    """The kinds of work with cases that the actor sees."""
    phases = ("open", "waiting", "answered")
    labels = {"request": (_("Requests"), "services:requests"), "project": (_("Projects"), "projects:board")}
    labels["task"] = (_("Tasks"), "tasks:tasks")
    found = []
    for family, (label, view) in labels.items():
        slices = case_slices(actor, Wanted(family=family, phases=phases), now=now)
        late = case_slices(actor, Wanted(family=family, phases=phases, due="late"), now=now)
        if len(slices):
            found.append(Work(label, reverse(view), len(slices), len(late)))
    return tuple(found)


def _headlines(
    region: RegionInfo, indicators: dict[str, IndicatorInfo], places: dict[str, PlaceInfo], *, as_of: date
) -> tuple[Headline, ...]:
    wanted = [subject for subject in map(_subject, region.headline) if subject.indicator in indicators]
    if not wanted:
        return ()
    known = figures(indicator={s.indicator for s in wanted}, place={s.place for s in wanted}, as_of=as_of)
    members = members_by_code({subject.industry for subject in wanted})
    found = []
    for subject in wanted:
        series = tuple(figure for figure in known if figure.subject == subject and figure.period_end)
        if subject.place in places:
            about = members[subject.industry] if subject.industry in members else places[subject.place]
            found.append(Headline(indicators[subject.indicator], about.label, _latest(series), series))
    return tuple(found)


def _subject(text: str) -> Subject:
    """What a headline of the region names: indicator, place and industry if any."""
    indicator, place, *rest = text.split()
    return Subject(indicator, place, rest[0].removeprefix("industry=") if rest else "")


def _latest(series: tuple[Figure, ...]) -> Figure | None:
    """The newest figure, the longer period first where two end on the same day."""
    return max(
        series, key=lambda f: (f.period_end or date.min, -(f.period_start or date.min).toordinal()), default=None
    )


def _new(
    newest: tuple[Figure, ...], indicators: dict[str, IndicatorInfo], places: dict[str, PlaceInfo]
) -> tuple[NewFigure, ...]:
    return tuple(
        NewFigure(indicators[figure.subject.indicator], places[figure.subject.place].label, figure)
        for figure in newest
        if figure.subject.indicator in indicators and figure.subject.place in places
    )


def _old(
    old: list[tuple[str, str, date]],
    indicators: dict[str, IndicatorInfo],
    places: dict[str, PlaceInfo],
    *,
    as_of: date,
) -> tuple[OldFigure, ...]:
    """The newest figure of each of these series."""
    if not old:
        return ()
    newest = newest_of_series(indicator={each[0] for each in old}, place={each[1] for each in old}, as_of=as_of)
    found = {(figure.subject.indicator, figure.subject.place): figure for figure in newest}
    return tuple(
        OldFigure(indicators[code], places[place].label, found[code, place])
        for code, place, _ in old
        if (code, place) in found
    )


def _map_view(
    region: RegionInfo, indicators: dict[str, IndicatorInfo], *, chosen: str, version: tuple[int, int], as_of: date
) -> MapView:
    """The indicator that was asked for, or the one known for most areas in its newest common period."""
    areas = leaves_of_tree(region.map_tree) if region.map_tree else ()
    fewest = max(2, len(areas) // 3)
    best: dict[str, Spread] = {}
    for spread in spreads(areas, version=version, fewest=fewest, as_of=as_of) if areas else ():
        if spread.indicator in indicators and (
            spread.indicator not in best or _weight(spread) > _weight(best[spread.indicator])
        ):
            best[spread.indicator] = spread
    order = sorted(best, key=lambda code: _weight(best[code]), reverse=True)
    choice = chosen if chosen in best else next(iter(order), "")
    period = best[choice].period if choice else ""
    known = figures(indicator=choice, place=areas, industry="", as_of=as_of) if choice else ()
    return MapView(
        drawing=region_drawing(),
        indicator=indicators.get(choice),
        period=period,
        values={f.subject.place: f for f in known if f.period == period and not f.subject.organisation},
        choices=tuple(indicators[code] for code in sorted(best, key=lambda code: indicators[code].label.zh)),
    )


def _weight(spread: Spread) -> tuple[int, date, str]:
    return spread.places, spread.period_end, spread.period
