"""Rounding the borders of regions that touch, so that they still touch afterwards."""

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from tidehead.calc.arrays import Floats, floats


def smoothed(shapes: list[BaseGeometry], *, tolerance: float, rounds: int = 3) -> list[Polygon | MultiPolygon]:
    """The same regions with simpler, rounder borders; what two share, they share exactly.

    shapes: regions that tile an area; tolerance: in their unit, the size of detail left out; rounds of corner cutting.
    Every border line is rounded once, between the points where three regions meet, and the regions are put together
    from the lines again. Where rounding would make lines cross, fewer rounds are done.

    >>> left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> one, other = smoothed([left, right], tolerance=0.01)
    >>> one.intersection(other).length > 0.5, one.intersection(other).area
    (True, 0.0)
    """
    snapped = shapely.set_precision(shapely.coverage_simplify(shapes, tolerance), 0.0)
    simpler = [shape if not shape.is_empty else old for shape, old in zip(snapped, shapes, strict=True)]
    for times in range(rounds, 0, -1):
        lines = [LineString(chaikin(floats(line.coords), times)) for line in border_lines(simpler)]
        rounded = _put_together(lines, simpler)
        if rounded is not None:
            return rounded
    return [shape for shape in simpler if isinstance(shape, Polygon | MultiPolygon)]


def border_lines(shapes: list[BaseGeometry]) -> list[LineString]:
    """The borders of regions, each once, from one meeting point to the next.

    >>> len(border_lines([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    3
    """
    merged = shapely.line_merge(shapely.union_all([shape.boundary for shape in shapes]))
    return [part for part in shapely.get_parts(merged) if isinstance(part, LineString)]


def chaikin(line: Floats, rounds: int) -> Floats:
    """The line with its corners cut, ends kept; a ring stays a ring.

    line[n, 2]. Source: Chaikin 1974, Computer Graphics and Image Processing 3(4).

    >>> chaikin(floats([[0, 0], [4, 0], [4, 4]]), 1).tolist()
    [[0.0, 0.0], [3.0, 0.0], [4.0, 1.0], [4.0, 4.0]]
    """
    ring = bool(np.array_equal(line[0], line[-1]))
    for _ in range(rounds):
        if len(line) < 3:
            return line
        near, far = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        line = np.vstack([cut, cut[:1]]) if ring else np.vstack([line[:1], cut[1:-1], line[-1:]])
    return line


def _put_together(lines: list[LineString], before: list[BaseGeometry]) -> list[Polygon | MultiPolygon] | None:
    """The regions the lines enclose, or None where the lines cross or a region is lost."""
    if not all(line.is_simple for line in lines):
        return None
    faces = [face for face in shapely.get_parts(shapely.polygonize(lines)) if face.area > 0]
    parts = [(at, part) for at, shape in enumerate(before) for part in shapely.get_parts(shape)]
    found: list[list[Polygon]] = [[] for _ in before]
    for face in faces:
        overlaps = [(part.intersection(face).area, at) for at, part in parts if part.intersects(face)]
        area, at = max(overlaps, default=(0.0, -1))
        if area > 0.3 * face.area:
            found[at].append(face)
    enclosed = sum(face.area for each in found for face in each)
    crossing = shapely.union_all(faces).area < enclosed * (1 - 1e-9)
    if crossing or not all(found) or len(faces) < len(parts):
        return None
    return [shapely.union_all(each) for each in found]
