"""A scored scheme as arrays and a tree of weights: what every draw starts from."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers
from tidehead.calc.composite import Scale
from tidehead.calc.labels import Label

Truths = NDArray[np.bool_]
Codes = NDArray[np.int64]
NEVER = -2
"""Instead of a grade that a veto gives: whether one applies is undecided, so there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """An indicator. scale: how it is normalised; numbers in it are one, or [unit, 1].

    missing: the scheme's rule for an unknown value, in the words of `calc.schemes`. noise: standard deviation of the
    figure's error as a share of the figure.
    """

    id: str
    label: Label
    weight: float
    scale: Scale
    direction: str = "up"
    missing: str = "refuse"
    noise: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A pillar; the whole scheme is one.

    A sum counts in the pillar above by its share of full marks: its value over the sum of its children's weights.
    """

    id: str
    label: Label
    weight: float
    children: "tuple[Branch | Leaf, ...]"
    aggregation: str = "sum"

    @property
    def full(self) -> float:
        """What the value is divided by to stand on the scale of a normalised value."""
        return float(np.sum([child.weight for child in self.children])) if self.aggregation == "sum" else 1.0

    def leaves(self) -> Iterator[Leaf]:
        """Every indicator below, in order."""
        for child in self.children:
            if isinstance(child, Leaf):
                yield child
            else:
                yield from child.leaves()


@dataclass(frozen=True, slots=True, eq=False)
class Grades:
    """Grades from the best down, by the share of a board that each ends at, or by the score that each begins at."""

    names: tuple[str, ...] = ()
    up_to: tuple[float, ...] = ()
    at_least: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One run of a scheme.

    values[unit, leaf]: figures before normalising, nan unknown. normalised[unit, leaf]: as the scheme has it, after
    filling in; nan is left out of the mean of its pillar. scored[unit]: has a score. ranked[unit]: has a place too.
    boards[unit]: with whom a unit is measured and ranked, 0 and up. groups[unit]: among whom a missing figure is
    estimated. adjustments[unit]: points added after aggregation. zeroed[unit]: a veto makes the score 0.
    fixed_grade[unit]: the grade that a veto gives, -1 none, NEVER where it has no grade in any draw.
    breakers[unit, breaker]: what decides between equal scores, more is better.
    """

    tree: Branch
    values: Floats
    normalised: Floats
    scored: Truths
    ranked: Truths
    boards: Codes
    adjustments: Floats
    zeroed: Truths
    fixed_grade: Codes
    groups: Codes
    grades: Grades = field(default_factory=Grades)
    breakers: Floats | None = None
    decimals: int = 9

    def in_order(self, order: Codes) -> "Model":
        """The same with its units in another order, what scales hold of units included."""
        of_units = (
            "values",
            "normalised",
            "scored",
            "ranked",
            "boards",
            "adjustments",
            "zeroed",
            "fixed_grade",
            "groups",
        )
        moved = {name: getattr(self, name)[order] for name in of_units}
        breakers = None if self.breakers is None else self.breakers[order]
        return replace(self, **moved, breakers=breakers, tree=_ordered(self.tree, order))

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every indicator, in the order of the columns."""
        return tuple(self.tree.leaves())

    @property
    def units(self) -> int:
        """How many units there are, with and without a score."""
        return len(self.scored)


def _ordered(tree: Branch, order: Codes) -> Branch:
    children = tuple(
        _ordered(child, order) if isinstance(child, Branch) else replace(child, scale=_scale(child.scale, order))
        for child in tree.children
    )
    return replace(tree, children=children)


def _scale(scale: Scale, order: Codes) -> Scale:
    place = int(np.flatnonzero(order == scale.reference)[0]) if scale.reference >= 0 else -1
    return replace(
        scale,
        base=_moved(scale.base, order),
        target=_moved(scale.target, order),
        worst=None if scale.worst is None else _moved(scale.worst, order),
        best=_moved(scale.best, order),
        reference=place,
    )


def _moved(numbers: Numbers, order: Codes) -> Numbers:
    given = np.asarray(numbers, dtype=np.float64)
    return given[order] if given.ndim and len(given) == len(order) > 1 else numbers


def plain_model(tree: Branch, values: Floats, normalised: Floats, *, grades: Grades | None = None) -> Model:
    """A model of one board without adjustments and vetoes; units with a normalised value are scored."""
    units = len(values)
    nowhere = np.zeros(units, dtype=np.int64)
    scored = np.asarray(np.isfinite(normalised).any(axis=1), dtype=np.bool_)
    return Model(
        tree=tree,
        values=values,
        normalised=normalised,
        scored=scored,
        ranked=scored,
        boards=nowhere,
        adjustments=np.zeros(units),
        zeroed=np.zeros(units, dtype=np.bool_),
        fixed_grade=nowhere - 1,
        groups=nowhere,
        grades=grades or Grades(),
    )
