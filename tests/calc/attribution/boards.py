"""Small schemes and boards with invented names, to explain moves of and to give advice on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes.types import (
    Aggregation,
    Band,
    Direction,
    Entries,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Parameter,
    Pillar,
    Scheme,
    SchemeVariable,
    Standing,
)

TAX = SchemeVariable(Variable("tax", unit="万元", label=Label("评价税收", "assessed tax")), at_least=0.0)
LAND = SchemeVariable(Variable("land", unit="亩", label=Label("用地面积", "land")), above=0.0)
POWER = SchemeVariable(Variable("power", unit="万千瓦时", label=Label("用电量", "power")), above=0.0)
BY_SHARES = (
    Band("A", Label("甲", "A"), up_to=0.2),
    Band("B", Label("乙", "B"), up_to=0.6),
    Band("C", Label("丙", "C"), up_to=1.0),
)
BY_SCORE = (
    Band("A", Label("甲", "A"), at_least=100.0),
    Band("B", Label("乙", "B"), at_least=80.0),
    Band("C", Label("丙", "C")),
)


def leaf(name: str, value: str, unit: str, weight: float, normalisation: Normalisation, **more: object) -> Indicator:
    return Indicator(name, Label(name), value, unit, weight, normalisation, **more)  # type: ignore[arg-type]


def ratio_to(base: str, **more: float) -> Normalisation:
    return Normalisation(Method.BASE_RATIO, base=base, **more)


def scheme_of(*leaves: Indicator, variables: Sequence[SchemeVariable] = (TAX, LAND, POWER), **more: object) -> Scheme:
    total = sum(one.weight for one in leaves)
    plain = Scheme(
        id="trial",
        label=Label("试算", "trial"),
        family="trial",
        standing=Standing.PROPOSED,
        tree=Pillar("all", Label("合计", "all"), total, leaves, Aggregation.SUM),
        variables=tuple(variables),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def two_ratios(tax_base: float, power_base: float, **more: object) -> Scheme:
    """Tax per mu and tax per unit of power, 50 points each at the base: a small firm's rule."""
    return scheme_of(
        leaf("tax_per_mu", "tax / land", "万元/亩", 50.0, ratio_to("tax_base")),
        leaf("tax_per_power", "tax / power", "万元/万千瓦时", 50.0, ratio_to("power_base")),
        parameters=(
            Parameter("tax_base", tax_base, "万元/亩", Label("亩均税收基准", "base of tax per mu")),
            Parameter("power_base", power_base, "万元/万千瓦时", Label("单位用电税收基准", "base of tax per power")),
        ),
        **more,
    )


def min_max_scheme(**more: object) -> Scheme:
    """Two ready-made figures between the board's worst and best, 60 and 40 points."""
    scale = Normalisation(Method.MIN_MAX, low=0.0, high=1.0)
    return scheme_of(
        leaf("one", "first", "1", 60.0, scale, missing=Missing.MEAN_SCORE),
        leaf("two", "second", "1", 40.0, scale, direction=Direction.DOWN),
        variables=(SchemeVariable(Variable("first")), SchemeVariable(Variable("second"))),
        **more,
    )


def entries_of(rows: Mapping[str, Mapping[str, float | str | None]]) -> Entries:
    """Units to their data; a number left out is unknown."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    columns = {}
    for name in names:
        cells = [row.get(name) for row in rows.values()]
        if any(isinstance(cell, str) for cell in cells):
            columns[name] = np.array(cells, dtype=object)
        else:
            columns[name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=float)
    return Entries(tuple(rows), tuple(f"unit {name}" for name in rows), columns)
