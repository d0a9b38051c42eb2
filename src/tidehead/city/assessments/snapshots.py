"""The region's figures as the entries of a scheme that assesses places: every cell keeps the figure it is."""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

import numpy as np

from tidehead.calc.schemes.types import Column, Entries, Scheme, SchemeVariable
from tidehead.calc.units import UnitError, convert
from tidehead.city.assessments.content import Content, with_kinds
from tidehead.city.assessments.types import AssessmentRefused, Fault, SchemeFaulty
from tidehead.city.common.region import current_region
from tidehead.city.common.types import Text
from tidehead.city.indicators.keys import period_dates
from tidehead.city.indicators.queries import figures, indicators_by_code
from tidehead.city.indicators.types import Figure, IndicatorInfo
from tidehead.city.places.queries import children_in_tree, places_by_code
from tidehead.city.places.types import PlaceInfo
from tidehead.packs.periods import PeriodError

_NO_PLACES = Text(
    "方案没有评价的地方。请在方案中写明树与上级地方，或逐一列出。",
    "The scheme assesses no places. Name a tree and the parent in it, or list the places.",
)
_BY_TABLE = Text(
    "这个方案评价的是填报单位，不能取自地区数据。请上传数据表。",
    "This scheme assesses units that hand in a table; the region's figures do not fill it. Upload a table.",
)


def assessed_places(scheme: Scheme) -> tuple[PlaceInfo, ...]:
    """The places that a scheme assesses, in order. Raises AssessmentRefused."""
    assessed = scheme.assessed
    if assessed.kind != "places":
        raise AssessmentRefused(_BY_TABLE)
    codes = assessed.places or children_in_tree(assessed.tree, assessed.parent)
    known = places_by_code(codes)
    if not known:
        raise AssessmentRefused(_NO_PLACES)
    return tuple(known[code] for code in codes if code in known)


def figures_content(scheme: Scheme, *, period: str, as_of: date) -> Content:
    """The figures of a period that each variable is read from, as they were known on a day; the rest is unknown.

    Where none is about that very period, a stock, ratio or cumulative figure about its last day stands for it, and
    for a stock (people, land) the newest one before. Each cell keeps the period that its figure is about.
    Raises AssessmentRefused, and SchemeFaulty where a variable's unit is not its indicator's.
    """
    places = assessed_places(scheme)
    codes = [place.code for place in places]
    bound = [variable for variable in scheme.variables if variable.indicator]
    indicators = indicators_by_code({variable.indicator for variable in bound})
    _refuse_units(bound, indicators)
    known = figures(indicator=indicators, place=codes, industry="", as_of=as_of)
    found = _by_cell(known, indicators, period)
    if not found:
        raise AssessmentRefused(_no_figure(known, period))
    columns: dict[str, Column] = {}
    ids: dict[str, tuple[int | None, ...]] = {}
    periods: dict[str, tuple[str, ...]] = {}
    for variable in scheme.variables:
        cells = [found.get((variable.indicator, code)) for code in codes]
        if variable.variable.kind == "number":
            unit = indicators[variable.indicator].unit if variable.indicator in indicators else ""
            columns[variable.name] = np.array([_value(cell, unit, variable) for cell in cells], dtype=float)
        else:
            columns[variable.name] = np.full(len(codes), None, dtype=object)
        ids[variable.name] = tuple(cell.id if cell else None for cell in cells)
        periods[variable.name] = tuple(cell.period if cell else "" for cell in cells)
    region = current_region()
    entries = Entries(
        tuple(codes), tuple(place.label.zh for place in places), columns, bool(region and region.synthetic)
    )
    return with_kinds(entries, scheme, figures=ids, periods=periods)


def _no_figure(known: Iterable[Figure], period: str) -> Text:
    """That nothing is known of a period, and of which most is."""
    counted = Counter(figure.period for figure in known if figure.period)
    periods = sorted(counted, key=lambda each: (counted[each], each), reverse=True)[:_MOST_PERIODS]
    zh = f"有数据较多的时期：{'、'.join(periods)}。" if periods else "这些地方还没有所需指标的数据。"
    en = f"Most is known of {', '.join(periods)}." if periods else "None is known of these places at all."
    return Text(f"“{period}”没有所需指标的数据。{zh}", f'No figure that the scheme needs is about "{period}". {en}')


_MOST_PERIODS = 4


def _refuse_units(bound: Iterable[SchemeVariable], indicators: dict[str, IndicatorInfo]) -> None:
    faults = []
    for variable in bound:
        indicator = indicators.get(variable.indicator)
        if indicator is None:
            told = Text(f"没有指标“{variable.indicator}”。", f'There is no indicator "{variable.indicator}".')
            faults.append(Fault(variable.name, told))
        elif not _converts(indicator.unit, variable.variable.unit):
            told = Text(
                f"变量单位“{variable.variable.unit}”与指标单位“{indicator.unit}”不可换算，请改方案。",
                f'Unit "{variable.variable.unit}" cannot be had from "{indicator.unit}"; change the scheme.',
            )
            faults.append(Fault(variable.name, told))
    if faults:
        raise SchemeFaulty(tuple(faults))


def _converts(source: str, wanted: str) -> bool:
    try:
        convert(1.0, source, wanted)
    except UnitError:
        return source == wanted
    return True


def _value(figure: Figure | None, unit: str, variable: SchemeVariable) -> float:
    if figure is None or figure.value_high is not None:  # a range is no number that can be ranked
        return math.nan
    return figure.value if unit == variable.variable.unit else convert(figure.value, unit, variable.variable.unit)


def _by_cell(
    known: Iterable[Figure], indicators: dict[str, IndicatorInfo], period: str
) -> dict[tuple[str, str], Figure]:
    """For each indicator and place the figure about the period: its own, or else a level at its last day."""
    try:
        end = period_dates(period)[1] if period else None
    except PeriodError:
        told = Text(
            f"“{period}”不是时期。请写 2025、2025Q1 或 2025-06。",
            f'"{period}" is no period: write 2025, 2025Q1 or 2025-06.',
        )
        raise AssessmentRefused(told) from None
    found: dict[tuple[str, str], tuple[tuple[object, ...], Figure]] = {}
    for figure in known:
        subject = figure.subject
        if subject.organisation or not _fits(figure, indicators[subject.indicator], period, end):
            continue
        key, order = (subject.indicator, subject.place), _order(figure, period)
        if key not in found or order > found[key][0]:
            found[key] = (order, figure)
    return {key: figure for key, (_order, figure) in found.items()}


def _fits(figure: Figure, indicator: IndicatorInfo, period: str, end: date | None) -> bool:
    if not period or figure.period == period:
        return figure.period_end is not None
    if indicator.nature == "flow" or end is None or figure.period_end is None:
        return False
    return figure.period_end == end or (indicator.nature == "stock" and figure.period_end < end)


def _order(figure: Figure, period: str) -> tuple[object, ...]:
    """The better figure is the greater: of the very period, then of the later end, then known later."""
    return figure.period == period, figure.period_end or date.min, figure.as_of, figure.id
