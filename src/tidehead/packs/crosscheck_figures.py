"""Figures: known names, units that convert, ranges that are ranges, bases that exist, nothing said twice."""

from datetime import date

from tidehead.calc.units import converts
from tidehead.packs.loops import looping
from tidehead.packs.names import Names, shown
from tidehead.packs.periods import parse_period
from tidehead.packs.problems import Problems
from tidehead.packs.schema import (
    Basis,
    Comparator,
    FigureKey,
    Indicator,
    Nature,
    ObservationRow,
    Position,
    Region,
    TargetBasis,
    TargetRow,
)


def check_figures(region: Region, names: Names) -> None:
    """Report what is wrong among indicators, observations and targets."""
    for indicator in region.indicators:
        _check_indicator(indicator, names)
    indicators = {indicator.id: indicator for indicator in region.indicators}
    for row in region.observations:
        names.need_key(row.key, row.position)
        names.need("source", row.source, row.position)
        _check_unit(row.unit, indicators.get(row.key.indicator), row.position, problems=names.problems)
        _check_range(row, names.problems)
    _check_days(region, names.problems)
    _check_targets(region, indicators, names)


def _check_indicator(indicator: Indicator, names: Names) -> None:
    names.need("source", indicator.source, indicator.position)
    names.need("topic", indicator.topic, indicator.position)
    if indicator.nature is Nature.RATIO and not (indicator.numerator and indicator.denominator):
        names.problems.add(indicator.position, "ratio_parts", name=indicator.id)


def _check_unit(
    unit: str, indicator: Indicator | None, where: Position, *, problems: Problems, growth: bool = False
) -> None:
    if indicator is not None and unit and not converts(unit, indicator.unit, growth=growth):
        problems.add(where, "unit_differs", unit=unit, want=indicator.unit, indicator=indicator.id)


def _check_range(row: ObservationRow | TargetRow, problems: Problems) -> None:
    is_range, high, value = row.comparator is Comparator.RANGE, row.value_high, row.value
    if is_range and (high is None or value is None or high <= value):
        problems.add(row.position, "range_needs_high")
    if not is_range and high is not None:
        problems.add(row.position, "high_needs_range", comparator=row.comparator.value)


def _check_days(region: Region, problems: Problems) -> None:
    """A vintage is a further row with another as_of; an empty as_of means the day the source was issued."""
    issued = {source.id: source.issued_on for source in region.sources}
    first: dict[tuple[FigureKey, str, date | None], Position] = {}
    for row in region.observations:
        known = row.as_of or issued.get(row.source)
        key = (row.key, row.source, known)
        if known and row.key.period and row.basis is not Basis.ESTIMATE:
            _check_known(row, known, problems)
        if key in first:
            problems.add(row.position, "same_figure", first=shown(first[key]))
        first.setdefault(key, row.position)


def _check_known(row: ObservationRow, known: date, problems: Problems) -> None:
    """Nobody knows a figure before its period begins; what was expected then is an estimate."""
    if known < parse_period(row.key.period).start:
        problems.add(row.position, "known_before", basis=row.basis.value, period=row.key.period, known=known)


def _check_targets(region: Region, indicators: dict[str, Indicator], names: Names) -> None:
    observed = {row.key for row in region.observations}
    targets = {target.id: target for target in region.targets}
    loops = looping({target.id: target.parent for target in region.targets if target.parent})
    for target in region.targets:
        where, problems = target.position, names.problems
        names.need_key(target.key, where)
        names.need("source", target.source, where)
        names.need("target", target.parent, where)
        indicator = indicators.get(target.key.indicator)
        growth = target.basis is TargetBasis.INCREMENT
        _check_unit(target.unit, indicator, where, problems=problems, growth=growth)
        _check_value(target, problems)
        _check_base(target, observed, names)
        if target.id in loops:
            problems.add(where, "own_parent", name=target.id)
        _check_parent(target, targets.get(target.parent), problems)


def _check_value(target: TargetRow, problems: Problems) -> None:
    _check_range(target, problems)
    if target.value is None and not target.words:
        problems.add(target.position, "target_empty")
    if target.value is not None and not target.unit:
        problems.add(target.position, "target_unit")
    if not target.key.period and not target.words:
        problems.add(target.position, "target_period")


def _check_base(target: TargetRow, observed: set[FigureKey], names: Names) -> None:
    key = target.key
    base = FigureKey(key.indicator, key.place, target.base_period, key.industry, key.organisation)
    if not target.base_period or base in observed or "observation" in names.problems.unread:
        return
    if key.indicator in names.known["indicator"]:
        names.problems.add(target.position, "base_missing", indicator=key.indicator, period=target.base_period)


def _check_parent(target: TargetRow, parent: TargetRow | None, problems: Problems) -> None:
    if parent is not None and parent.key.indicator != target.key.indicator:
        problems.add(target.position, "parent_indicator", name=target.id, parent=parent.id)
