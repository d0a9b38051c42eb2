"""Invented leagues for the tests of doubt."""

from typing import Any

import numpy as np

from tidehead.calc.composite import MEANS, Scale, normalise
from tidehead.calc.doubt import Branch, Grades, Leaf, Model, Settings, plain_model
from tidehead.calc.labels import Label

GRADES = Grades(("A", "B", "C"), up_to=(0.2, 0.7, 1.0))
NOTHING = Settings(draws=50, weight_spread=0.0, normalisations=(), imputations=())
"""Settings by which every draw is the run itself."""


def leaf(name: str, weight: float = 1.0, scale: Scale | None = None, **more: Any) -> Leaf:
    return Leaf(name, Label(name), weight, scale or Scale("min_max"), **more)


def branch(name: str, *children: Branch | Leaf, weight: float = 1.0, aggregation: str = "arithmetic") -> Branch:
    return Branch(name, Label(name), weight, children, aggregation)


def league(
    units: int = 12,
    indicators: int = 5,
    *,
    method: str = "min_max",
    aggregation: str = "arithmetic",
    gaps: float = 0.0,
    noise: float = 0.0,
    grades: Grades = GRADES,
    seed: int = 1,
) -> Model:
    lots = np.random.default_rng(seed)
    values = lots.lognormal(size=(units, indicators))
    values[lots.random(values.shape) < gaps] = np.nan
    scale = Scale(method, base=1.0, floor=0.0, cap=1.5) if method == "base_ratio" else Scale(method)
    found = normalise(values, scale).values
    filled = np.where(np.isnan(found), np.nanmean(found, axis=0), found)
    leaves = [leaf(f"x{nth}", 1.0 + nth % 3, scale, missing="mean_score", noise=noise) for nth in range(indicators)]
    return plain_model(branch("all", *leaves, aggregation=aggregation), values, filled, grades=grades)


def slow_score(tree: Branch, row: np.ndarray, factors: dict[str, float]) -> float:
    """One unit's score, child by child; factors: multipliers of weights by id."""
    column = iter(row)

    def value(node: Branch) -> float:
        marks = [next(column) if isinstance(child, Leaf) else value(child) / child.full for child in node.children]
        weights = [child.weight * factors.get(child.id, 1.0) for child in node.children]
        return float(MEANS[node.aggregation]([marks], weights, reweight=True).value[0])

    return value(tree)


def slow_ranks(scores: np.ndarray) -> np.ndarray:
    return np.array([1 + sum(other > own for other in scores) for own in scores])
