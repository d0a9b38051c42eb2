"""Newest figures, old ones and counts, each by a narrow question to the database.

A region's figures may be hundreds of thousands; a page shows a few dozen. Nothing here reads what is not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Window

from tidehead.city.common.remembered import remembered
from tidehead.city.common.slices import Slices
from tidehead.city.indicators.models import Indicator, Observation
from tidehead.city.indicators.queries import _figures as read_figures
from tidehead.city.indicators.queries import _firmest as firmest
from tidehead.city.indicators.queries import _known as known_on
from tidehead.city.indicators.queries import _narrowed as narrowed
from tidehead.city.indicators.queries import indicator_keys, place_keys
from tidehead.city.indicators.types import ACCEPTED, Figure

OLD_AFTER_YEARS = 2


def old_before(day: date) -> date:
    """A figure whose period ended before this day is old on `day`: there was time for two newer years.

    >>> old_before(date(2026, 11, 21)), old_before(date(2024, 2, 29))
    (datetime.date(2024, 11, 21), datetime.date(2022, 2, 28))
    """
    last_of_month = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - OLD_AFTER_YEARS, day.month, last_of_month)


def is_old(newest: date | None, day: date) -> bool:
    """Whether nothing is newer than two years; where nothing is known, nothing is old."""
    return newest is not None and newest < old_before(day)


def figures_version() -> tuple[int, int]:
    """What changes whenever a figure is added or withdrawn: whoever asks for something remembered names it."""
    found = Observation.objects.aggregate(last=Max("id"), accepted=Count("id", filter=Q(state=ACCEPTED)))
    return found["last"] or 0, found["accepted"]


@remembered
def count_known(*, version: tuple[int, int], as_of: date | None = None) -> tuple[int, int]:
    """How many figures are known, restated ones with every value, and of how many indicators."""
    known = known_on(as_of)
    return known.count(), Indicator.objects.filter(Exists(known.filter(indicator=OuterRef("pk")))).count()


@remembered
def old_series(day: date, *, version: tuple[int, int], as_of: date | None = None) -> tuple[tuple[str, str, date], ...]:
    """Indicator, place and newest day of every series that has grown old, the oldest first; one figure is no series."""
    plain = known_on(as_of).filter(member=None, organisation=None, period_end__isnull=False)
    rows = plain.values("indicator", "place").annotate(newest=Max("period_end"), first=Min("period_end"))
    old = rows.filter(newest__lt=old_before(day), first__lt=F("newest"))
    indicators = {key: code for code, key in indicator_keys().items()}
    places = {key: code for code, key in place_keys().items()}
    found = ((indicators[row["indicator"]], places[row["place"]], row["newest"]) for row in old)
    return tuple(sorted(found, key=lambda each: (each[2], each[0], each[1])))


def newest_of_series(
    *, indicator: Iterable[str] = (), place: Iterable[str] = (), as_of: date | None = None
) -> tuple[Figure, ...]:
    """The newest dated figure of each indicator at each place; of two that end together, that of the longer time."""
    rows = narrowed(known_on(as_of), indicator=set(indicator), place=set(place), industry="")
    dated = rows.filter(organisation=None, period_end__isnull=False)
    ends = Window(Max("period_end"), partition_by=[F("indicator"), F("place")])
    last = firmest(dated.annotate(end=ends).filter(end=F("period_end")))
    found: dict[tuple[str, str], Figure] = {}
    for figure in read_figures(last):
        key = figure.subject.indicator, figure.subject.place
        before = found.get(key)
        if before is None or (figure.period_start or date.max) < (before.period_start or date.max):
            found[key] = figure
    return tuple(found.values())


@remembered
def newest_figures(*, version: tuple[int, int], most: int = 12, as_of: date | None = None) -> tuple[Figure, ...]:
    """Figures about the most recent periods, as known on a date; what has no period is not news."""
    dated = known_on(as_of).filter(period_end__isnull=False)
    order = ("-period_end", "-as_of", "-id")
    keys: dict[str, None] = {}
    for seen in count(0, 4 * most):  # vintages of one thing share a key
        batch = dated.order_by(*order).values_list("key", flat=True)[seen : seen + 4 * most]
        keys |= dict.fromkeys(batch)
        if len(keys) >= most or len(batch) < 4 * most:
            break
    return read_figures(firmest(dated.filter(key__in=list(keys)[:most])), order=order, most=most)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of some places have a figure of an indicator in one period."""

    indicator: str
    period: str
    period_end: date
    places: int


@remembered
def spreads(
    places: tuple[str, ...], *, version: tuple[int, int], fewest: int, as_of: date | None = None
) -> tuple[Spread, ...]:
    """For which indicators and periods at least `fewest` of the places have a figure."""
    rows = narrowed(known_on(as_of), indicator="", place=places, industry="")
    dated = rows.filter(organisation=None, period_end__isnull=False)
    counted = dated.values("indicator", "period").annotate(n=Count("place", distinct=True), end=Max("period_end"))
    codes = {key: code for code, key in indicator_keys().items()}
    found = counted.filter(n__gte=fewest).values_list("indicator", "period", "end", "n")
    return tuple(Spread(codes[key], *rest) for key, *rest in found)


def peer_values(
    indicators: Iterable[str], periods: Iterable[str], places: Iterable[str], *, as_of: date | None = None
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Exact values by indicator, industry and period, each by place: the fields in which places are ranked."""
    rows = narrowed(known_on(as_of), indicator=set(indicators), place=set(places), industry=None)
    same = rows.filter(period__in=set(periods), organisation=None)
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    columns = ("indicator__code", "member__code", "period", "place__code", "value", "value_high")
    for indicator, member, period, place, value, high in firmest(same).order_by(*_FIELD_ORDER).values_list(*columns):
        if high is None:
            found.setdefault((indicator, member or "", period), {})[place] = value
    return found


_FIELD_ORDER = ("indicator__ordinal", "place__ordinal", "id")


# Lists that are read a page at a time


def figure_slices(
    *, indicator: str = "", place: str = "", period: str = "", as_of: date | None = None
) -> Slices[Figure]:
    """Figures as known on a date, in the order of their keys: indicator, place, period."""
    rows = narrowed(known_on(as_of), indicator=indicator, place=place, industry=None)
    rows = rows.filter(period=period) if period else rows
    keys = rows.order_by("key").values_list("key", flat=True).distinct()

    def read(offset: int, limit: int) -> tuple[Figure, ...]:
        return read_figures(firmest(rows.filter(key__in=list(keys[offset : offset + limit]))), order=("key",))

    return Slices(read, keys.count)


def vintage_slices(*, indicator: str, place: str = "") -> Slices[Figure]:
    """Every value ever accepted of an indicator, by place and period, the oldest knowledge first."""
    rows: QuerySet[Any] = narrowed(Observation.objects.all(), indicator=indicator, place=place, industry=None)
    order = ("place__code", "period", "as_of", "id")

    def read(offset: int, limit: int) -> tuple[Figure, ...]:
        page = list(rows.order_by(*order).values_list("id", flat=True)[offset : offset + limit])
        return read_figures(Observation.objects.filter(id__in=page), order=order)

    return Slices(read, rows.count)
