"""Schemes and data of which part is as before and part as after: what a coalition of factors is scored by."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.attribution.types import AttributionRefused, Period
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import (
    Column,
    Entries,
    Indicator,
    Method,
    Normalisation,
    Parameter,
    Pillar,
    Scheme,
    SchemeVariable,
    Tier,
)
from tidehead.calc.units import UnitError, convert

_BASES = ("base", "target", "worst", "best")


def mixed_scheme(structure: Scheme, numbers: Scheme) -> Scheme:
    """The rule of `structure` with the bases of `numbers`: what re-basing alone, or a new rule alone, would be.

    Bases are the values of parameters, the numbers in base, target, worst and best, and where tiers begin. Parameters
    are matched by name, indicators by id, and converted where units differ in scale. What has no counterpart with a
    known value keeps its own, so a base that came with a new rule counts as part of the rule; so do texts in which
    a formula, not one number or one parameter, says the base, and tiers that differ in number.
    """
    if structure is numbers:
        return structure
    others = {parameter.name: parameter for parameter in numbers.parameters}
    # A parameter that base texts of both schemes point at moves once, by its name; the texts stay.
    parameters = tuple(_parameter(own, others.get(own.name)) for own in structure.parameters)
    leaves = {leaf.id: leaf for leaf in numbers.indicators}
    tree = _pillar(structure.tree, leaves, (structure, numbers))
    return replace(structure, parameters=parameters, tree=tree)


def essence(scheme: Scheme) -> Scheme:
    """The scheme without what never moves a score: names, sources, periods, cases. Two equal essences score alike."""
    parameters = tuple(replace(one, label=Label(""), source="", clause="") for one in scheme.parameters)
    plain: dict[str, object] = dict.fromkeys(("id", "family", "period", "source", "clause"), "")
    plain |= dict.fromkeys(("in_force_from", "in_force_to"), "") | dict.fromkeys(("label", "note"), Label(""))
    plain |= {"cases": (), "public": (), "notice_days": 0, "parameters": parameters}
    return replace(scheme, **plain)  # type: ignore[arg-type]


def _parameter(own: Parameter, other: Parameter | None) -> Parameter:
    if other is None or other.value is None or own.value is None:
        return own
    value = _in_unit(other.value, other.unit, own.unit)
    return own if value is None else replace(own, value=value)


def _pillar(pillar: Pillar, leaves: Mapping[str, Indicator], schemes: tuple[Scheme, Scheme]) -> Pillar:
    children = tuple(
        _pillar(child, leaves, schemes)
        if isinstance(child, Pillar)
        else replace(child, normalisation=_normalisation(child, leaves.get(child.id), schemes))
        for child in pillar.children
    )
    return replace(pillar, children=children)


def _normalisation(own: Indicator, other: Indicator | None, schemes: tuple[Scheme, Scheme]) -> Normalisation:
    if other is None or _in_unit(1.0, other.unit, own.unit) is None:
        return own.normalisation
    texts = {name: _base(name, own, other, schemes) for name in _BASES}
    return replace(own.normalisation, **texts, tiers=_tiers(own, other))  # type: ignore[arg-type]


def _base(name: str, own: Indicator, other: Indicator, schemes: tuple[Scheme, Scheme]) -> str:
    """The text of one base: the other scheme's number where both say one number; else the own text."""
    text, text_there = getattr(own.normalisation, name), getattr(other.normalisation, name)
    structure, numbers = schemes
    names = {parameter.name for parameter in structure.parameters} & {one.name for one in numbers.parameters}
    if text == text_there or text.strip() in names:
        return str(text)
    here, there = _number(text, own.unit, structure), _number(text_there, other.unit, numbers)
    value = None if here is None or there is None else _in_unit(there, other.unit, own.unit)
    return str(text) if value is None else repr(value)


def _number(text: str, unit: str, scheme: Scheme) -> float | None:
    """The number that a base text is: a literal, or one parameter's value in the indicator's unit. None: neither."""
    for parameter in scheme.parameters:
        if parameter.name == text.strip():
            return None if parameter.value is None else _in_unit(parameter.value, parameter.unit, unit)
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _tiers(own: Indicator, other: Indicator) -> tuple[Tier, ...]:
    mine, theirs = own.normalisation.tiers, other.normalisation.tiers
    both = own.normalisation.method is other.normalisation.method is Method.TIERS
    starts = [_in_unit(tier.at_least, other.unit, own.unit) if tier.at_least is not None else None for tier in theirs]
    open_ends = [(a.at_least is None) == (b is None) for a, b in zip(mine, starts, strict=False)]
    if not both or len(mine) != len(theirs) or not all(open_ends):
        return mine
    return tuple(Tier(start, tier.points) for tier, start in zip(mine, starts, strict=True))


def _in_unit(value: float, source: str, target: str) -> float | None:
    if source == target:
        return value
    try:
        return convert(value, source, target)
    except UnitError:
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The four tables that coalitions draw on, keyed by (moved, restated), in the units of the scheme after.

    filled: the same tables with unknown cells standing at what another of the three tables knows.
    positions: for each table, the row of each unit. scales: for each column, what turns its number into the unit
    of the scheme before.
    """

    tables: Mapping[tuple[bool, bool], Entries]
    filled: Mapping[tuple[bool, bool], Entries]
    positions: Mapping[tuple[bool, bool], Mapping[str, int]]
    scales: Mapping[str, float]
    is_restated: bool


def mixed_data(before: Period, after: Period, restated: Entries | None = None) -> Data:
    """The data with nothing moved, with what the units did moved, with what was restated moved, and with both.

    With D0 the earlier data as then known, D0' as known now (`restated`) and D1 the later data, the tables are D0, D0',
    D0 + (D1 − D0') and D1. The third, cell by cell: where D1 = D0' it is D0; where D0' = D0 it is D1; where the sum
    breaks a bound of its variable, the same relative change, D0·D1/D0'; where a number is unknown, or the cell is
    no number, D1. A column that one period alone has stands at its values there: that it came in is the rule's doing.
    Units of the third and fourth table are those of D1, of the second those of D0' (and of D0 where not restated).
    Raises AttributionRefused where a variable's two units do not measure the same thing.
    """
    shared = before.entries.columns.keys() & after.entries.columns.keys()
    scales = _scales(before.scheme, after.scheme, shared)
    d0 = _scaled(before.entries, {name: 1 / scale for name, scale in scales.items()})
    d1 = after.entries
    now = _scaled(restated, {name: 1 / scale for name, scale in scales.items()}) if restated is not None else d0
    now = _over(now, d0)
    ids = tuple(dict.fromkeys((*d1.ids, *now.ids, *d0.ids)))
    names = tuple(dict.fromkeys((*d1.columns, *now.columns, *d0.columns)))
    first, second, third = (_aligned(one, ids, names) for one in (d0, now, d1))
    for name in names:  # a column that one period alone has
        if name not in d1.columns:
            third[name] = second[name]
        elif name not in now.columns and name not in d0.columns:
            first[name] = second[name] = third[name]
        elif name not in d0.columns:
            first[name] = second[name]
    variables = {one.name: one for one in (*before.scheme.variables, *after.scheme.variables)}
    sums = {name: _carried(first[name], second[name], third[name], variables.get(name)) for name in names}
    members = {(False, False): d0.ids, (False, True): now.ids, (True, False): d1.ids, (True, True): d1.ids}
    cells = {(False, False): first, (False, True): second, (True, False): sums, (True, True): third}
    labels = dict(zip((*d0.ids, *now.ids, *d1.ids), (*d0.names, *now.names, *d1.names), strict=True))
    row = {unit: place for place, unit in enumerate(ids)}
    tables, filled, positions = {}, {}, {}
    for key, kept in members.items():
        rows = np.array([row[unit] for unit in kept], dtype=np.intp)
        titles = tuple(labels[unit] for unit in kept)
        known = {name: _first_known(cells[key][name], third[name], second[name], first[name]) for name in names}
        tables[key] = Entries(kept, titles, {name: cells[key][name][rows] for name in names})
        filled[key] = Entries(kept, titles, {name: known[name][rows] for name in names})
        positions[key] = {unit: place for place, unit in enumerate(kept)}
    return Data(tables, filled, positions, scales, restated is not None)


def in_units_of_before(entries: Entries, scales: Mapping[str, float]) -> Entries:
    """A table of `Data` in the units of the scheme before."""
    return _scaled(entries, scales)


def _scales(before: Scheme, after: Scheme, shared: Set[str]) -> dict[str, float]:
    """What turns a number in the later unit into the earlier one, for the shared columns whose units differ."""
    units = {one.id: one.unit for one in before.indicators} | {one.name: one.variable.unit for one in before.variables}
    later = {one.id: one.unit for one in after.indicators} | {one.name: one.variable.unit for one in after.variables}
    scales = {}
    for name in sorted(units.keys() & later.keys() & shared):
        scale = _in_unit(1.0, later[name], units[name])
        if scale is None:
            raise AttributionRefused(
                Label(
                    f"“{name}”前后两期的单位“{units[name]}”与“{later[name]}”量的不是同一种东西；请改用两个名称",
                    f'the units of "{name}" in the two periods, "{units[name]}" and "{later[name]}", do not measure '
                    "the same thing; give the later one another name",
                )
            )
        if scale != 1.0:
            scales[name] = scale
    return scales


def _scaled(entries: Entries, scales: Mapping[str, float]) -> Entries:
    if not scales.keys() & entries.columns.keys():
        return entries
    columns = {
        name: column * scales[name] if name in scales and column.dtype != np.object_ else column
        for name, column in entries.columns.items()
    }
    return replace(entries, columns=columns)


def _over(now: Entries, earlier: Entries) -> Entries:
    """What is known now of the earlier period: restated rows and columns, over those that nobody restated."""
    if now is earlier:
        return now
    ids = tuple(dict.fromkeys((*earlier.ids, *now.ids)))
    names = tuple(dict.fromkeys((*earlier.columns, *now.columns)))
    labels = dict(zip((*earlier.ids, *now.ids), (*earlier.names, *now.names), strict=True))
    old, new = _aligned(earlier, ids, names), _aligned(now, ids, names)
    is_restated = np.isin(np.array(ids), np.array(now.ids))
    columns: dict[str, Column] = {
        name: np.where(is_restated, new[name], old[name]) if name in now.columns else old[name] for name in names
    }
    return Entries(ids, tuple(labels[unit] for unit in ids), columns)


def _aligned(entries: Entries, ids: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Column]:
    """Each column in the order of `ids`; unknown for units, and for columns, that the table does not have."""
    row = {unit: place for place, unit in enumerate(entries.ids)}
    places = np.array([row.get(unit, -1) for unit in ids], dtype=np.intp)
    return {name: _taken(entries.columns.get(name), places) for name in names}


def _taken(column: Column | None, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Column:
    if column is None or not len(column):
        return np.full(len(places), np.nan)
    unknown = None if column.dtype == np.object_ else np.nan
    taken: Column = column[places]
    taken[places < 0] = unknown
    return taken


def _carried(first: Column, second: Column, third: Column, variable: SchemeVariable | None) -> Column:
    """D0 + (D1 − D0'), as `mixed_data` says."""
    unmoved, unrestated = _same(second, third), _same(first, second)
    is_number = first.dtype != np.object_ and (variable is None or variable.variable.kind == "number")
    if is_number:
        summed = _bounded(_numbers(first), _numbers(second), _numbers(third), variable)
        both = np.where(np.isnan(summed), _numbers(third), summed)
        return np.where(unmoved, _numbers(first), np.where(unrestated, _numbers(third), both))
    chosen: Column = np.where(unmoved & ~unrestated, first, third)
    return chosen


def _bounded(first: Floats, second: Floats, third: Floats, variable: SchemeVariable | None) -> Floats:
    least = -np.inf if variable is None or variable.at_least is None else variable.at_least
    above = -np.inf if variable is None or variable.above is None else variable.above
    summed = first + (third - second)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = first * (third / second)
    broken = (summed < least) | (summed <= above)
    usable = np.isfinite(scaled) & (scaled >= least) & (scaled > above)
    return np.where(broken, np.where(usable, scaled, third), summed)


def _same(one: Column, other: Column) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if one.dtype == np.object_ or other.dtype == np.object_:
        return np.array([a == b or _unknown(a) and _unknown(b) for a, b in zip(one, other, strict=True)], dtype=bool)
    return np.asarray((one == other) | (np.isnan(_numbers(one)) & np.isnan(_numbers(other))))


def _unknown(value: object) -> bool:
    return value is None or value != value


def _first_known(*columns: Column) -> Column:
    """Cell by cell the first that is known."""
    found: Column = columns[0].copy()
    for other in columns[1:]:
        gaps = (
            np.array([_unknown(value) for value in found]) if found.dtype == np.object_ else np.isnan(_numbers(found))
        )
        if not gaps.any():
            break
        found = np.where(gaps, other, found)
    return found


def _numbers(column: Column) -> Floats:
    return np.asarray(column, dtype=np.float64)
