"""The questions that a register is asked, each one Ibis expression, so that every engine answers the same."""

from collections.abc import Sequence
from typing import Any

import ibis

from tidehead.lake.register.columns import FIRM_COLUMNS, NAME_KEY, PANEL_FIGURES
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter, keys_of, wanted

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


ORDERS = ("name", "registered_on", "capital_cny", "jobs", "revenue_cny", "output_cny", "tax_cny", "confidence")
"""What found firms may be put in order by, besides how near their names are."""


ORDERS = ("name", "code", "registered_on", "capital_cny", "jobs", "revenue_cny", "tax_cny", "confidence")
"""What firms may be put in order by; "" is the nearest name first, then the code."""


def found_firms(firms: Any, sought: FirmFilter, order: str = "", *, descending: bool = False) -> Any:
    """Wanted firms in order: by a column (unknown last), else those of exactly the name that is asked, then by code.

    Raises UnknownLevel for an order that is none.
    """
    table = wanted(firms, sought)
    if order:
        if order not in ORDERS:
            raise UnknownLevel(f"{order!r} is no order; orders are {', '.join(ORDERS)}")
        way = ibis.desc if descending else ibis.asc
        return table.order_by(way(table[order], nulls_first=False), table.code)
    keys = keys_of(sought.text)
    if not keys:
        return table.order_by(table.code)
    nearness = ibis.cases((table[NAME_KEY].isin(keys), 0), else_=1)
    return table.order_by(nearness, table.code)


FACETS = ("county", "division", "cluster", "role", "activity", "kind", "status")
"""Columns by whose values people narrow what they see."""


def facets(firms: Any, columns: Sequence[str], sought: FirmFilter = EVERY_FIRM) -> Any:
    """column, value, n: how many wanted firms have each value of each column; the commonest first within a column."""
    table = wanted(firms, sought)
    parts = [
        table.group_by(value=level_column(table, column)).aggregate(n=table.count()).mutate(column=ibis.literal(column))
        for column in columns
    ]
    every = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    every = every.select("column", "value", "n")
    return every.order_by("column", ibis.desc("n"), ibis.asc("value", nulls_first=False))


def firm_columns(firms: Any) -> Any:
    """A table cut to the columns of a firm."""
    return firms.select(*FIRM_COLUMNS)


def alike(firms: Any, column: str, sought: FirmFilter = EVERY_FIRM) -> Any:
    """Values of a column that more than one firm has: key, n, first, last (codes), ordered by key.

    Digests are counted before the texts themselves, because most texts are there once and need not be held.
    """
    table = wanted(firms, sought)
    table = table.filter(table[column].notnull(), table[column] != "").select("code", key=table[column])
    digests = table.group_by(digest=table.key.hash()).aggregate(n=table.count())
    shared = digests.filter(digests.n > 1)
    table = table.mutate(digest=table.key.hash()).semi_join(shared, "digest")
    groups = table.group_by("key").aggregate(n=table.count(), first=table.code.min(), last=table.code.max())
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
