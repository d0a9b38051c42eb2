"""Who is whose neighbour: sparse matrices, a row a place, zero for those who are not.

Every maker gives plain ones; `row_standardised` makes every row sum to 1. Memory goes with the number of neighbours,
never with the square of the places.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label

Weights = sparse.csr_array[np.float64]
"""weights[place, neighbour], none below zero, nothing on the diagonal."""

EARTH_KM = 6371.0088
"""Mean radius of the earth, IUGG."""


class SpatialRefused(ValueError):
    """Places or weights that cannot be computed with; `message` says why."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


class Surface(StrEnum):
    """What coordinates are."""

    PLANE = "plane"
    """x and y in one unit, distances in it"""
    EARTH = "earth"
    """longitude and latitude in degrees, distances in km along the great circle"""


def great_circle_km(one: Numbers, other: Numbers) -> Floats:
    """Kilometres along the earth's surface, taken as a ball: one, other[..., 2], longitude and latitude in degrees.

    Within 0.6 % of the ellipsoid. Source: Sinnott 1984, Virtues of the Haversine, Sky and Telescope 68(2).

    A quarter round the equator: 6371.0088 π/2.

    >>> round(great_circle_km([0.0, 0.0], [90.0, 0.0]).item(), 3)
    10007.557
    """
    start, end = np.deg2rad(floats(one)), np.deg2rad(floats(other))
    apart = np.sin((end - start) / 2.0) ** 2
    chord = apart[..., 1] + np.cos(start[..., 1]) * np.cos(end[..., 1]) * apart[..., 0]
    return floats(2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def from_neighbours(neighbours: Sequence[Sequence[int]]) -> Weights:
    """Ones from lists: for each place the numbers of its neighbours, from 0.

    Raises SpatialRefused for a number that is not there, oneself or one named twice.

    >>> from_neighbours([[1], [0, 2], [1]]).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    lengths = [len(each) for each in neighbours]
    rows = np.repeat(np.arange(len(lengths)), lengths)
    columns = np.fromiter((one for each in neighbours for one in each), dtype=np.intp, count=sum(lengths))
    if len(columns) and not 0 <= columns.min() <= columns.max() < len(lengths):
        raise SpatialRefused(Label("邻居编号不在表中", "a neighbour is not there"))
    if (rows == columns).any() or len(np.unique(rows * len(lengths) + columns)) < len(columns):
        raise SpatialRefused(Label("自己不是邻居，邻居不重复", "a place is not its own neighbour, nor anyone's twice"))
    return _ones(rows, columns, len(lengths))


def nearest(points: Numbers, k: int, *, surface: Surface = Surface.PLANE) -> Weights:
    """Ones for the k nearest of every place: points[place, 2]; not symmetric.

    Among places equally far it is not said which are taken. Raises SpatialRefused for unknown points, or unless
    0 < k < places.

    >>> nearest([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]], 1).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    spots = _spots(points, surface)
    count = len(spots)
    if not 0 < k < count:
        raise SpatialRefused(
            Label("邻居数应大于0、小于地点数", "neighbours must be more than 0, fewer than the places")
        )
    found = np.asarray(cKDTree(spots).query(spots, k + 1)[1], dtype=np.intp)
    others = found != np.arange(count)[:, None]
    others[others.all(axis=1), -1] = False  # many at one point: oneself need not be among the nearest
    return _ones(np.repeat(np.arange(count), k), found[others], count)


def within(points: Numbers, distance: float, *, surface: Surface = Surface.PLANE) -> Weights:
    """Ones for all places up to a distance, the limit included; symmetric. points[place, 2], as in `nearest`.

    distance: in the unit of the plane, or km on the earth. Raises SpatialRefused for unknown points or a distance that
    is not above zero.

    >>> within([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]], 1.0).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    if not distance > 0:
        raise SpatialRefused(Label("距离应大于0", "the distance must be above zero"))
    spots = _spots(points, surface)
    straight = distance if surface is Surface.PLANE else _chord(distance)
    pairs = cKDTree(spots).query_pairs(straight * (1.0 + 1e-12), output_type="ndarray")
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T
    return _ones(rows, columns, len(spots))


def contiguity(polygons: Sequence[shapely.Geometry]) -> Weights:
    """Ones where two places meet, in a line or only a point (queen); symmetric.

    Overlaps of carelessly drawn borders count as meeting; gaps do not, however small: snap such borders before.

    >>> squares = [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 3)]
    >>> contiguity(squares).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    rows, columns = shapely.STRtree(polygons).query(np.asarray(polygons, dtype=object), predicate="intersects")
    other = rows != columns
    return _ones(rows[other], columns[other], len(polygons))


def row_standardised(weights: Weights) -> Weights:
    """Every row divided by its sum; a place without neighbours keeps its zeros.

    >>> row_standardised(from_neighbours([[1, 2], [0], []])).toarray().tolist()
    [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    sums = row_sums(weights)
    scale = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    result = sparse.csr_array(weights, copy=True)
    result.data *= np.repeat(scale, np.diff(result.indptr))
    return result


def lag(values: Numbers, weights: Weights) -> Floats:
    """The weighted sum of the neighbours' values (their mean with standardised weights); unknown where one is.

    >>> lag([1.0, 2.0, 6.0], row_standardised(from_neighbours([[1, 2], [0], []]))).tolist()
    [4.0, 1.0, 0.0]
    """
    given = floats(values)
    if given.shape != (weights.shape[0],):
        raise SpatialRefused(Label("数值与地点个数不同", "values and places differ in number"))
    return times(weights, given)


def times(weights: Weights, values: Floats) -> Floats:
    """The product of the matrix and values[place] or values[place, column]."""
    return np.asarray(weights @ values, dtype=np.float64)


def row_sums(weights: Weights) -> Floats:
    """The sum of what each place gives its neighbours: [place].

    >>> row_sums(from_neighbours([[1, 2], [0], []])).tolist()
    [2.0, 1.0, 0.0]
    """
    return times(weights, np.ones(weights.shape[1]))


def _ones(rows: NDArray[np.intp], columns: NDArray[np.intp], count: int) -> Weights:
    triples = (np.ones(len(rows)), (rows, columns))
    matrix: Weights = sparse.coo_array(triples, shape=(count, count)).tocsr()
    matrix.sort_indices()
    return matrix


def _spots(points: Numbers, surface: Surface) -> Floats:
    """Points in a space in which the straight distance orders them as the distance asked for."""
    given = floats(points)
    if given.ndim != 2 or given.shape[1] != 2 or not np.isfinite(given).all():
        raise SpatialRefused(Label("每个地点应有两个已知坐标", "every place needs two coordinates that are known"))
    if surface is Surface.PLANE:
        return given
    longitude, latitude = np.deg2rad(given).T
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def _chord(distance_km: float) -> float:
    """The straight way, in radii, to a point so far along the surface."""
    return float(2.0 * np.sin(min(distance_km / EARTH_KM, np.pi) / 2.0))
