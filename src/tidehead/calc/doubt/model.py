"""A scored scheme as arrays and a tree of weights: what every draw starts from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Scale
from tidehead.calc.labels import Label

Truths = NDArray[np.bool_]
Codes = NDArray[np.int64]


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

    carries: what the branch counts in its parent's sum or mean: its weight, or 1 in a sum of points, where its
    children's weights are points of the whole already.
    """

    id: str
    label: Label
    weight: float
    children: "tuple[Branch | Leaf, ...]"
    aggregation: str = "sum"
    carries: float | None = None

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
    estimated. adjustments[unit]: points added
    after aggregation. zeroed[unit]: a veto makes the score 0. fixed_grade[unit]: the grade that a veto gives, -1 none.
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

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every indicator, in the order of the columns."""
        return tuple(self.tree.leaves())

    @property
    def units(self) -> int:
        """How many units there are, with and without a score."""
        return len(self.scored)


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
