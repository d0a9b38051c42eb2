"""Small invented schemes and tables, to be worked by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import (
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
    Scoring,
    Standing,
    Step,
    Weighting,
    score,
)

UNKNOWN = float("nan")
LESS_IS_BETTER: dict[str, Any] = {"direction": Direction.DOWN, "missing": Missing.MEAN_SCORE}
BASE_OUTPUT = Parameter("base_output", 100.0, "万元/亩", Label("亩均产值基准", "base of output per mu"))
THREE_GRADES = (Band("A", Label("甲"), 0.2), Band("B", Label("乙"), 0.8), Band("C", Label("丙"), 1.0))


def number(name: str, unit: str = "1", zh: str = "", **bounds: float) -> SchemeVariable:
    return SchemeVariable(Variable(name, "number", unit, Label(zh or name, name)), **bounds)


def text(name: str) -> SchemeVariable:
    return SchemeVariable(Variable(name, "text", "1", Label(name)))


def truth(name: str) -> SchemeVariable:
    return SchemeVariable(Variable(name, "truth", "1", Label(name)))


def leaf(
    id: str, value: str, weight: float, method: Method = Method.IDENTITY, *, unit: str = "1", **more: Any
) -> Indicator:
    """An indicator; what belongs to its normalisation goes there."""
    own = {name: more.pop(name) for name in list(more) if name in Normalisation.__dataclass_fields__}
    return Indicator(id, Label(more.pop("zh", id), id), value, unit, weight, Normalisation(method, **own), **more)


def pillar(
    id: str, weight: float, *children: Pillar | Indicator, aggregation: str = "sum", weighting: str = "points"
) -> Pillar:
    return Pillar(id, Label(id), weight, children, Aggregation(aggregation), Weighting(weighting))


def scheme(tree: Pillar, *variables: SchemeVariable, **more: Any) -> Scheme:
    return Scheme("s", Label("某办法", "A rule"), "s", Standing.TEMPLATE, tree, variables, **more)


def plain(names: Sequence[str], *others: SchemeVariable, **more: Any) -> Scheme:
    """Indicators i_x = x of 100 points in equal parts, points as they are: only what comes after is looked at."""
    parts = [leaf(f"i_{name}", name, 100 / len(names)) for name in names]
    return scheme(pillar("all", 100, *parts), *(number(name) for name in names), *others, **more)


def with_leaf(of: Scheme, **changed: Any) -> Scheme:
    """The scheme with its first indicator changed."""
    first, *others = of.tree.children
    return replace(of, tree=replace(of.tree, children=(replace(first, **changed), *others)))


def entries(columns: Mapping[str, Sequence[Any]]) -> Entries:
    """Units a, b, c … ; texts are objects, the rest floats."""
    made = {
        name: np.array(column, dtype=object if any(isinstance(cell, str) for cell in column) else np.float64)
        for name, column in columns.items()
    }
    ids = tuple(chr(ord("a") + row) for row in range(len(next(iter(made.values())))))
    return Entries(ids, tuple(f"单位{one}" for one in ids), made)


def run(of: Scheme, **columns: Sequence[Any]) -> Scoring:
    return score(of, entries(columns))


def step(scoring: Scoring, stage: str) -> Step:
    return next(one for one in scoring.steps if one.stage == stage)


def mu_rule(*others: SchemeVariable, **more: Any) -> Scheme:
    """Tax and output per mu against their bases, emissions by the board's mean mark where nobody measured them."""
    return scheme(
        pillar(
            "all",
            100,
            leaf("tax_per_mu", "tax / land", 50, Method.BASE_RATIO, unit="万元/亩", base="20", cap=1.5, zh="亩均税收"),
            leaf(
                "output_per_mu",
                "output / land",
                30,
                Method.BASE_RATIO,
                unit="万元/亩",
                base="base_output",
                zh="亩均产值",
            ),
            leaf("emission", "load / output", 20, Method.BASE_RATIO, unit="吨/万元", base="0.5", **LESS_IS_BETTER),
        ),
        number("tax", "万元", "税收"),
        number("land", "亩", "用地", above=0.0),
        number("output", "万元", "产值"),
        number("load", "吨", "排放"),
        *others,
        **({"parameters": (BASE_OUTPUT,)} | more),
    )
