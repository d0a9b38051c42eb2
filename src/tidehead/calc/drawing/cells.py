"""A schematic map from labelled points alone: no boundary is read, none is claimed."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay
from scipy.spatial.distance import cdist
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.drawing.sheets import MARGIN, Drawing, flat, region_of, sheet_for
from tidehead.calc.drawing.smoothing import smoothed
from tidehead.calc.drawing.tiles import tile_drawing

Places = NDArray[np.int64]
FEWEST_POINTS = 3
DENSE_NET = 400
"""Up to so many points the shortest net is found among all pairs, points on one line included."""
REACH = 0.9
"""How far land goes beyond the outer points, in typical distances between neighbours."""
BRIDGE = 4.5
"""Points nearer to each other than this many typical distances have land between them."""
CALM = 0.35
"""What is smaller than this part of the typical distance is left out of a border."""

SMALLEST = 25.0
"""Area on the canvas below which a region cannot be seen: five units by five of a thousand."""


def cell_drawing(
    points: Numbers, owner: Sequence[str], *, calm: float = CALM, rounds: int = 3, bridge: float = BRIDGE
) -> Drawing:
    """A calm schematic map: every place belongs to the owner of the nearest point.

    points[n, 2]: longitude, latitude in degrees (towns, for instance); owner[n]: code of the region each belongs to.
    Cells of the nearest point are cut to a rounded outline of all points, joined by owner, simplified by calm
    (a part of the typical distance between neighbours) and rounded by rounds of corner cutting; gaps of up to
    bridge typical distances count as land. Neighbours share their borders exactly. The same points always give
    the same drawing, in whatever order.
    With fewer than three different points, or where a region would be too small to see, the regions become
    tiles (kind "tiles").
    Raises ValueError where lengths differ, nothing is given, or a coordinate is unknown.

    Sources: Voronoi cells as GEOS has them; corner cutting by Chaikin 1974, Computer Graphics and
    Image Processing 3(4); simplification of shared borders by Visvalingam and Whyatt 1993, Cartographic Journal 30(1).

    >>> towns = [[120.0, 28.0], [120.1, 28.1], [120.2, 28.0], [120.3, 28.1]]
    >>> drawing = cell_drawing(towns, ["west", "west", "east", "east"])
    >>> drawing.kind, sorted(drawing.regions)
    ('cells', ['east', 'west'])
    """
    degrees, owners = _checked(points, owner)
    codes = sorted(set(owners))
    if len(np.unique(degrees, axis=0)) >= FEWEST_POINTS:
        laid, shrink = flat(degrees)
        laid = _apart(laid)
        spacing = typical_distance(laid)
        cells = _owned(laid, owners, codes, outline(laid, spacing, bridge=bridge))
        shapes = smoothed(cells, tolerance=calm * spacing, rounds=rounds)
        sheet = sheet_for(shapely.union_all(shapes).bounds, shrink)
        corner = [sheet.west * shrink, -sheet.north]
        placed = [shapely.transform(shape, lambda xy: (xy - corner) * sheet.scale + MARGIN) for shape in shapes]
        if min(shape.area for shape in placed) >= SMALLEST:
            regions = {code: region_of(shape) for code, shape in zip(codes, placed, strict=True)}
            return Drawing(regions, "cells", sheet)
    middles = [degrees[[each == code for each in owners]].mean(axis=0) for code in codes]
    return tile_drawing(codes, floats(middles))


def typical_distance(points: Floats) -> float:
    """The median distance along the shortest net that joins all points.

    >>> typical_distance(floats([[0, 0], [0, 1], [0, 2], [0, 9]]))
    1.0
    """
    one, other = shortest_net(points)
    return float(np.median(np.linalg.norm(points[one] - points[other], axis=1)))


def shortest_net(points: Floats) -> tuple[Places, Places]:
    """The edges, as two lists of places, of the shortest net that joins all points (all different).

    >>> sorted(zip(*(ends.tolist() for ends in shortest_net(floats([[0, 0], [0, 1], [0, 3]])))))
    [(0, 1), (1, 2)]
    """
    if len(points) > DENSE_NET and not _on_one_line(points):
        # The shortest net is a part of the Delaunay triangulation, which is far smaller than all pairs.
        corners = Delaunay(points).simplices
        ends = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)
        lengths = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
        net = minimum_spanning_tree(coo_array((lengths, ends.T), shape=(len(points), len(points)))).tocoo()
        if net.nnz == len(points) - 1:
            return np.asarray(net.row, dtype=np.int64), np.asarray(net.col, dtype=np.int64)
    net = minimum_spanning_tree(cdist(points, points)).tocoo()
    return np.asarray(net.row, dtype=np.int64), np.asarray(net.col, dtype=np.int64)


def outline(points: Floats, spacing: float, *, bridge: float = BRIDGE) -> MultiPolygon | Polygon:
    """The land: what lies between near points, widened and rounded like a coast.

    points[n, 2] in flat units; spacing: typical distance in the same units. All points are inside, in one piece.

    >>> outline(floats([[0, 0], [1, 0], [0, 1]]), 1.0).covers(MultiPoint([[0, 0], [1, 0], [0, 1]]))
    True
    """
    links = MultiLineString(
        [LineString(points[[one, other]]) for one, other in zip(*shortest_net(points), strict=True)]
    )
    core = shapely.union_all([MultiPoint(points), links, *_between(points, bridge * spacing)])
    reach = REACH * spacing
    # Out and in again closes narrow bays; in and out again takes thin spits off the far side.
    wide = core.buffer(2.2 * reach).buffer(-1.2 * reach)
    land = wide.buffer(-0.35 * reach).buffer(0.35 * reach).union(core.buffer(0.5 * reach))
    rounded = land.buffer(0.3 * reach).buffer(-0.3 * reach)
    return shapely.union_all([Polygon(part.exterior) for part in _parts(rounded)])


def _checked(points: Numbers, owner: Sequence[str]) -> tuple[Floats, list[str]]:
    """Points and owners in an order that does not depend on the order given."""
    degrees, owners = floats(points), list(owner)
    if degrees.ndim != 2 or degrees.shape[1] != 2 or len(degrees) != len(owners) or not owners:
        raise ValueError("each point needs a longitude, a latitude and an owner")
    if not np.isfinite(degrees).all():
        raise ValueError("a point without a known place cannot be drawn")
    order = sorted(range(len(owners)), key=lambda at: (*degrees[at].tolist(), owners[at]))
    kept = [at for i, at in enumerate(order) if i == 0 or _differs(degrees, owners, at, order[i - 1])]
    return degrees[kept], [owners[at] for at in kept]


def _differs(degrees: Floats, owners: list[str], one: int, other: int) -> bool:
    return owners[one] != owners[other] or not np.array_equal(degrees[one], degrees[other])


def _apart(points: Floats) -> Floats:
    """Points of two owners at one place, moved apart by a hair so that each has a cell."""
    hair = 0.02 * typical_distance(np.unique(points, axis=0))
    _, group = np.unique(points, axis=0, return_inverse=True)
    turn = np.zeros(len(points))
    seen: dict[int, int] = {}
    for at, place in enumerate(group.ravel().tolist()):
        turn[at] = seen.get(place, 0)
        seen[place] = int(turn[at]) + 1
    angle = turn * 2.399963  # the golden angle: no two of any number lie in one direction
    return floats(points + hair * np.sqrt(turn)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _on_one_line(points: Floats) -> bool:
    """True where the points are a million times longer than wide, on which no triangles can be built."""
    length, width = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return bool(width <= 1e-6 * length)


def _between(points: Floats, longest: float) -> list[Polygon]:
    """Triangles of neighbouring points with no side longer than given."""
    if _on_one_line(points):
        return []
    corners = points[Delaunay(points).simplices]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    return [Polygon(each) for each in corners[sides <= longest]]


def _owned(points: Floats, owners: list[str], codes: list[str], land: BaseGeometry) -> list[BaseGeometry]:
    """The land of each code: its points' cells, joined; pieces without a point go to their neighbour."""
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=land.buffer(1.0)))
    holder = [owners[at] for at in _point_in_each(cells, points)]
    pieces: list[tuple[str, Polygon]] = []
    for code in codes:
        joined = shapely.union_all([cell for cell, whose in zip(cells, holder, strict=True) if whose == code])
        pieces += [(code, part) for part in _parts(joined.intersection(land))]
    mine = {code: MultiPoint(points[[each == code for each in owners]]) for code in codes}
    kept = [(code, part) for code, part in pieces if part.intersects(mine[code])]
    for code, part in pieces:
        if not part.intersects(mine[code]):
            kept.append((_neighbour(part, kept, code), part))
    return [shapely.union_all([part for whose, part in kept if whose == code]) for code in codes]


def _point_in_each(cells: Sequence[Polygon], points: Floats) -> list[int]:
    """Which point lies in each cell; the cells come in no promised order."""
    cell, point = shapely.STRtree(cells).query(shapely.points(points), predicate="intersects")[::-1]
    return [int(point[cell == at][0]) for at in range(len(cells))]


def _neighbour(part: Polygon, others: list[tuple[str, Polygon]], own: str) -> str:
    """The owner with the longest common border; its own where it has none."""
    shared = [(part.boundary.intersection(other).length, code) for code, other in others]
    length, code = max(shared, default=(0.0, own))
    return code if length > 0 else own


def _parts(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0]
