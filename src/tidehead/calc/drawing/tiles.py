"""A map of equal tiles, for regions of which little more than the rough place is known."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components
from shapely import Polygon

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.drawing.sheets import CANVAS, MARGIN, Drawing, Sheet, flat, region_of

GAP = 0.94
"""Size of a tile against its place, so that neighbours stay apart."""


class Tile(StrEnum):
    """What a tile looks like."""

    HEXAGON = "hexagon"
    SQUARE = "square"


def tile_drawing(codes: Sequence[str], positions: Numbers | None = None, *, tile: Tile = Tile.HEXAGON) -> Drawing:
    """One tile for each region, near its place where that is known.

    codes[n]: unique; positions[n, 2]: longitude, latitude in degrees, nan where unknown.
    Tiles are given out so that all together move least; regions of unknown place get the tiles that are left,
    in the order of the codes. The sheet places tiles, not degrees: do not put points on it.
    Raises ValueError for a code given twice, no code at all, or lengths that differ.

    Source: assignment by Crouse 2016, IEEE Transactions on Aerospace 52(4), as scipy has it.

    >>> drawing = tile_drawing(["a", "b"], [[120.0, 28.0], [121.0, 28.0]])
    >>> drawing.regions["a"].label[0] < drawing.regions["b"].label[0]
    True
    """
    names = list(codes)
    places = floats(positions) if positions is not None else np.full((len(names), 2), np.nan)
    if not names or len(set(names)) != len(names) or places.shape != (len(names), 2):
        raise ValueError("codes must be unique, at least one, and each with a position")
    centers, near = _grid(len(names), _spread(places), tile)
    chosen = _together(_given_out(places, centers, near), centers)
    return _drawn(names, centers[chosen], near, tile)


def placed_tiles(codes: Sequence[str], cells: Numbers, *, tile: Tile = Tile.HEXAGON) -> Drawing:
    """One tile for each region, exactly where it is said to lie.

    codes[n]: unique; cells[n, 2]: column and row of the tile, whole numbers, row 0 on top; odd rows of
    hexagons lie half a tile to the right. Raises ValueError for a code or a cell given twice, no code at all,
    lengths that differ, or a place that is no whole number.

    >>> drawing = placed_tiles(["a", "b"], [[0, 0], [1, 0]], tile=Tile.SQUARE)
    >>> drawing.regions["a"].label, drawing.sheet.width, drawing.sheet.height
    ((260.0, 260.0), 1000.0, 520.0)
    """
    names, places = list(codes), floats(cells)
    if not names or len(set(names)) != len(names) or places.shape != (len(names), 2):
        raise ValueError("codes must be unique, at least one, and each with a cell")
    if not (places == np.round(places)).all() or len(np.unique(places, axis=0)) != len(places):
        raise ValueError("cells must be whole numbers, and no two the same")
    centers, near = _centers(places[:, 0], places[:, 1], tile)
    return _drawn(names, centers, near, tile)


def _drawn(names: list[str], centers: Floats, near: float, tile: Tile) -> Drawing:
    low, high = centers.min(axis=0) - near, centers.max(axis=0) + near
    scale = (CANVAS - 2 * MARGIN) / float((high - low).max())
    width, height = ((high - low) * scale + 2 * MARGIN).tolist()
    shapes = [_shape((center - low) * scale + MARGIN, near * scale, tile) for center in centers]
    sheet = Sheet(float(low[0]), -float(low[1]), 1.0, scale, round(width, 1), round(height, 1))
    return Drawing({name: region_of(shape) for name, shape in zip(names, shapes, strict=True)}, "tiles", sheet)


def _centers(column: Floats, row: Floats, tile: Tile) -> tuple[Floats, float]:
    """Centres of the tiles at columns and rows one apart, and the radius of a tile."""
    if tile == Tile.HEXAGON:
        return np.column_stack([column + 0.5 * (row % 2), row * np.sqrt(3) / 2]), 1 / np.sqrt(3)
    return np.column_stack([column, row]), 0.5


def _spread(places: Floats) -> float:
    """Width of the known places by their height, kept between a third and three."""
    seen = places[np.isfinite(places).all(axis=1)]
    if len(seen) < 2:
        return 1.5
    laid, _ = flat(seen)
    size = np.ptp(laid, axis=0)
    return float(np.clip(size[0] / size[1] if size[1] > 0 else 3.0, 1 / 3, 3.0))


def _grid(count: int, aspect: float, tile: Tile) -> tuple[Floats, float]:
    """Centres of a grid with about a quarter more tiles than needed, and the radius of a tile."""
    wanted = count if count <= 3 else 1.25 * count
    columns = max(1, int(np.ceil(np.sqrt(wanted * aspect))))
    rows = max(1, int(np.ceil(wanted / columns)))
    across, down = np.meshgrid(np.arange(columns, dtype=np.float64), np.arange(rows, dtype=np.float64))
    return _centers(across.ravel(), down.ravel(), tile)


def _given_out(places: Floats, centers: Floats, near: float) -> list[int]:
    """The tile of each region: known places by least total movement, the others in order."""
    chosen = np.full(len(places), -1)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if len(known):
        laid, _ = flat(places[known])
        size = np.ptp(laid, axis=0)
        unit = (laid - laid.min(axis=0)) / np.where(size > 0, size, 1.0)
        # Half by order: places that crowd in one corner spread out, and no tile lies far off.
        unit = (unit + stats.rankdata(unit, axis=0, method="average") / len(known)) / 2
        aims = centers.min(axis=0) + np.where(size > 0, unit, 0.5) * np.ptp(centers, axis=0)
        away = ((aims[:, None] - centers[None]) ** 2).sum(axis=-1)
        # A hair in favour of earlier tiles, so that equal choices always fall the same way.
        away += np.arange(len(centers)) * 1e-9 * near
        _, chosen[known] = linear_sum_assignment(away)
    free = (place for place in range(len(centers)) if place not in set(chosen[known].tolist()))
    return [int(place) if place >= 0 else next(free) for place in chosen]


def _together(chosen: list[int], centers: Floats) -> list[int]:
    """The same tiles in one piece: one that touches no other moves to the nearest free place that does."""
    tiles = list(chosen)
    away = np.linalg.norm(centers[:, None] - centers[None], axis=-1)
    touching = (away > 0) & (away < 1.01)
    for _ in range(len(tiles)):
        main = max(_pieces(tiles, touching), key=lambda piece: (len(piece), -min(piece)))
        loose = [at for at, tile in enumerate(tiles) if tile not in main]
        if not loose:
            break
        at = min(loose, key=lambda each: (float(away[tiles[each], list(main)].min()), each))
        free = [place for place in range(len(centers)) if place not in tiles and touching[place, list(main)].any()]
        tiles[at] = min(free, key=lambda place: (float(away[tiles[at], place]), place))
    return tiles


def _pieces(tiles: list[int], touching: NDArray[np.bool_]) -> list[set[int]]:
    """The tiles in groups that hang together."""
    _, group = connected_components(touching[np.ix_(tiles, tiles)], directed=False)
    return [{tile for tile, one in zip(tiles, group, strict=True) if one == each} for each in set(group.tolist())]


def _shape(center: Floats, radius: float, tile: Tile) -> Polygon:
    corners = 6 if tile == Tile.HEXAGON else 4
    # Radius is to the corner of a hexagon and to the side of a square.
    reach = radius * GAP * (1.0 if tile == Tile.HEXAGON else np.sqrt(2))
    turns = np.pi / 2 + np.pi / 4 * (tile == Tile.SQUARE) + np.arange(corners) * 2 * np.pi / corners
    return Polygon(center + reach * np.column_stack([np.cos(turns), np.sin(turns)]))
