"""What a formula of concentration accepts: checked tables, their totals and shares, and the refusal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label


class ConcentrationRefused(ValueError):
    """Figures that cannot be computed with; `message` says why."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Totals:
    """Margins of a table place × industry that are known from elsewhere, as offices publish them beside hidden cells.

    place[place], industry[industry], table: one number; all in the unit of the table.
    """

    place: Floats
    industry: Floats
    table: float


def amounts(given: Numbers, *, axes: int | None = None) -> Floats:
    """Figures of which none is below zero (nan is unknown), with so many axes if that is asked.

    Raises ConcentrationRefused for a figure below zero, or another number of axes.

    >>> amounts([1, float("nan")]).tolist()
    [1.0, nan]
    """
    table = floats(given)
    if axes is not None and table.ndim != axes:
        words = Label(f"应是{axes}维的表，给的是{table.ndim}维", f"a table of {axes} axes is needed, not {table.ndim}")
        raise ConcentrationRefused(words)
    if (table < 0).any():
        raise ConcentrationRefused(Label("数量不能为负", "amounts cannot be below zero"))
    return table


def alike(one: NDArray[Any], other: NDArray[Any], axis: int = -1) -> None:
    """Raises ConcentrationRefused unless both are as long on that axis."""
    if one.shape[axis] != other.shape[axis]:
        lengths = f"{one.shape[axis]}, {other.shape[axis]}"
        raise ConcentrationRefused(Label(f"长度不同：{lengths}", f"lengths differ: {lengths}"))


def totals(jobs: Numbers) -> Totals:
    """The margins of a table place × industry; a margin with an unknown cell is unknown.

    >>> totals([[30.0, 10.0], [10.0, 30.0]]).place.tolist()
    [40.0, 40.0]
    """
    table = amounts(jobs, axes=2)
    return Totals(table.sum(axis=1), table.sum(axis=0), float(table.sum()))


def tabulate(
    place: NDArray[np.intp], industry: NDArray[np.intp], jobs: Numbers | None = None, *, size: tuple[int, int]
) -> Floats:
    """The table place × industry of a list of firms or figures: sums of their jobs, or how many there are.

    place, industry[row]: numbers from 0; jobs[row], nan unknown: its cell is then unknown; size: how many places and
    industries there are. Cells that no row names are zero.
    Raises ConcentrationRefused for numbers that are not there, lists that differ in length and jobs below zero.

    >>> tabulate(np.array([0, 1, 1]), np.array([0, 1, 1]), size=(2, 2)).tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    rows, columns = np.asarray(place, dtype=np.intp), np.asarray(industry, dtype=np.intp)
    alike(rows, columns)
    places, industries = size
    if len(rows) and (min(rows.min(), columns.min()) < 0 or rows.max() >= places or columns.max() >= industries):
        raise ConcentrationRefused(Label("有地点或行业不在表中", "a place or an industry is not in the table"))
    codes = rows * industries + columns
    if jobs is None:
        return np.bincount(codes, minlength=places * industries).astype(np.float64).reshape(size)
    given = amounts(jobs, axes=1)
    alike(codes, given)
    return summed_by(codes, given, places * industries).reshape(size)


def shares(values: Numbers, axis: int = -1) -> Floats:
    """Each figure as a share, 0 to 1, of the sum along the axis; unknown where the sum is zero or not known.

    >>> shares([1.0, 3.0]).tolist(), shares([0.0, 0.0]).tolist()
    ([0.25, 0.75], [nan, nan])
    """
    given = amounts(values)
    return ratio(given, given.sum(axis=axis, keepdims=True))


def summed_by(codes: NDArray[np.intp], values: Numbers, count: int) -> Floats:
    """The sum of the values of each code, of which there are `count`, numbered from 0.

    >>> summed_by(np.array([0, 2, 2]), [1.0, 2.0, 3.0], 4).tolist()
    [1.0, 0.0, 5.0, 0.0]
    """
    return np.asarray(np.bincount(codes, floats(values), minlength=count), dtype=np.float64)


def coverage(values: Numbers, axis: int = -1) -> Floats:
    """The share of figures along the axis that are known, 0 to 1: what stands beside an aggregate that is unknown.

    >>> coverage([[1.0, float("nan")], [2.0, 3.0]]).tolist()
    [0.5, 1.0]
    """
    return floats(np.isfinite(floats(values)).mean(axis=axis))
