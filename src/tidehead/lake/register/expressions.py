"""The questions that a register is asked, each one Ibis expression, so that every engine answers the same."""

from collections.abc import Sequence
from typing import Any

import ibis

from tidehead.lake.register.columns import FIRM_COLUMNS, NAME_KEY, PANEL_FIGURES, name_key
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter, wanted

LEVELS = {
    "county": "county",
    "town": "town",
    "park": "park",
    "division": "division",
    "group": "group_",
    "group_": "group_",
    "class": "industry",
    "industry": "industry",
    "cluster": "cluster",
    "role": "role",
    "activity": "activity",
    "kind": "kind",
    "status": "status",
    "source": "source",
    "year": "registered_year",
}
"""By what firms are counted: the name that is asked by, and the column."""
FIRMS = "firms"
MEASURES = (FIRMS, "jobs", "revenue_cny", "output_cny", "tax_cny", "land_mu", "capital_cny")
"""What is summed: firms, or one of their figures where it is known."""


class UnknownLevel(ValueError):
    """Firms are not counted by this; the message says by what they are."""


def level_column(firms: Any, level: str) -> Any:
    """The column of a level. Raises UnknownLevel."""
    if level not in LEVELS:
        raise UnknownLevel(f"{level!r} is no level; levels are {', '.join(LEVELS)}")
    if level == "year":
        return firms.registered_on.year().cast("string")
    return firms[LEVELS[level]]


def counted(firms: Any, levels: Sequence[str], sought: FirmFilter = EVERY_FIRM, *, measure: str = FIRMS) -> Any:
    """Columns level_0, level_1, … and n, ordered: firms (or the sum of a figure) by levels; NULL levels are kept."""
    table = wanted(firms, sought)
    keys = {f"level_{at}": level_column(table, level) for at, level in enumerate(levels)}
    total = table.count() if measure == FIRMS else table[measure].sum().coalesce(0.0)
    if not keys:
        return table.aggregate(n=total)
    return table.group_by(**keys).aggregate(n=total).order_by([ibis.asc(name, nulls_first=True) for name in keys])


def quotients(firms: Any, place: str, industry: str, sought: FirmFilter = EVERY_FIRM, *, measure: str = FIRMS) -> Any:
    """Location quotients: place, industry, n, of_place, of_industry, total, lq, ordered; unknown places left out."""
    cells = counted(firms, (place, industry), sought, measure=measure)
    cells = cells.filter(cells.level_0.notnull(), cells.level_1.notnull(), cells.n > 0)
    cells = cells.select(place=cells.level_0, industry=cells.level_1, n=cells.n)
    of_place = cells.n.sum().over(ibis.window(group_by=cells.place))
    of_industry = cells.n.sum().over(ibis.window(group_by=cells.industry))
    summed = cells.mutate(of_place=of_place, of_industry=of_industry, total=cells.n.sum().over(ibis.window()))
    made = summed.mutate(
        lq=(summed.n * summed.total).cast("float64") / (summed.of_place.cast("float64") * summed.of_industry)
    )
    return made.order_by(made.place, made.industry)


def found_firms(firms: Any, sought: FirmFilter) -> Any:
    """Wanted firms in order: those of exactly the name that is asked, then all others; by code in each."""
    table = wanted(firms, sought)
    key = name_key(sought.text)
    if not key:
        return table.order_by(table.code)
    nearness = ibis.cases((table[NAME_KEY] == key, 0), else_=1)
    return table.order_by(nearness, table.code)


def firm_columns(firms: Any) -> Any:
    """A table cut to the columns of a firm."""
    return firms.select(*FIRM_COLUMNS)


def alike(firms: Any, column: str, sought: FirmFilter = EVERY_FIRM) -> Any:
    """Values of a column that more than one firm has: key, n, first, last (codes), ordered by key."""
    table = wanted(firms, sought)
    table = table.filter(table[column].notnull(), table[column] != "")
    groups = table.group_by(key=table[column]).aggregate(n=table.count(), first=table.code.min(), last=table.code.max())
    groups = groups.filter(groups.n > 1)
    return groups.order_by(groups.key)


def panel_totals(panel: Any, firms: Any, place: str, sought: FirmFilter = EVERY_FIRM) -> Any:
    """place, year, reports, and the sum of each figure with how many reported it ("jobs", "jobs_known", …), ordered."""
    table = wanted(firms, sought)
    places = table.select(firm_code=table.code, place=level_column(table, place))
    joined = panel.inner_join(places, panel.enterprise == places.firm_code)
    figures = {name: joined[name].sum() for name in PANEL_FIGURES}
    known = {f"{name}_known": joined[name].count() for name in PANEL_FIGURES}
    grouped = joined.group_by("place", "year").aggregate(reports=joined.count(), **figures, **known)
    return grouped.order_by(ibis.asc("place", nulls_first=True), "year")
