"""The sheet a schematic map is drawn on, and what lies on it."""

from dataclasses import dataclass

import numpy as np
from shapely import MultiPolygon, Polygon, maximum_inscribed_circle
from shapely.geometry.polygon import orient

from tidehead.calc.arrays import Floats, Numbers, floats

CANVAS = 1000.0
"""The longer side of every drawing."""
MARGIN = 20.0
"""Free space round the drawing, so that outlines and labels are not cut."""
DIGITS = 1
"""Decimals of a coordinate on the canvas: a tenth of a unit is under a pixel on any screen."""


@dataclass(frozen=True)
class Sheet:
    """How longitude and latitude fall on the canvas; x grows to the right, y downward as in SVG."""

    west: float
    north: float
    shrink: float
    scale: float
    width: float
    height: float

    def on_canvas(self, points: Numbers) -> Floats:
        """points[n, 2]: longitude, latitude in degrees. Returns x, y on the canvas, same shape.

        >>> Sheet(west=120, north=30, shrink=0.5, scale=100, width=200, height=200).on_canvas([[122.0, 29.0]]).tolist()
        [[120.0, 120.0]]
        """
        degrees = floats(points)
        across = (degrees[..., 0] - self.west) * self.shrink
        return np.stack([across, self.north - degrees[..., 1]], axis=-1) * self.scale + MARGIN


@dataclass(frozen=True)
class Region:
    """One region in canvas units: polygons as GeoJSON has them (outer ring, then holes), a point for its name."""

    polygons: tuple[tuple[Floats, ...], ...]
    label: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """Regions by code, on a sheet of width by height; kind is "cells" or "tiles"."""

    regions: dict[str, Region]
    kind: str
    sheet: Sheet


def flat(points: Floats) -> tuple[Floats, float]:
    """Degrees laid flat: longitude shrunk by the cosine of the middle latitude, y downward; and the cosine.

    >>> flat(floats([[120.0, 60.0]]))[0].round(6).tolist()
    [[60.0, -60.0]]
    """
    shrink = float(np.cos(np.radians((points[:, 1].min() + points[:, 1].max()) / 2)))
    return np.column_stack([points[:, 0] * shrink, -points[:, 1]]), shrink


def sheet_for(bounds: tuple[float, float, float, float], shrink: float) -> Sheet:
    """The sheet on which flat coordinates within the bounds (left, top, right, bottom) fill the canvas.

    >>> sheet = sheet_for((0.0, 0.0, 2.0, 1.0), shrink=1.0)
    >>> sheet.width, sheet.height
    (1000.0, 520.0)
    """
    left, top, right, bottom = bounds
    scale = (CANVAS - 2 * MARGIN) / max(right - left, bottom - top)
    width, height = ((far - near) * scale + 2 * MARGIN for near, far in ((left, right), (top, bottom)))
    return Sheet(left / shrink, -top, shrink, scale, round(width, DIGITS), round(height, DIGITS))


def region_of(shape: Polygon | MultiPolygon) -> Region:
    """A region in canvas units from its shape; the name goes where most room is, in its largest polygon.

    Source: the pole of inaccessibility, Garcia-Castellanos and Lombardo 2007, Scottish Geographical Journal 123(3).

    >>> region_of(Polygon([(0, 0), (10, 0), (10, 4), (0, 4)])).label[1]
    2.0
    """
    parts = sorted(shape.geoms if isinstance(shape, MultiPolygon) else [shape], key=lambda part: -part.area)
    room = maximum_inscribed_circle(parts[0], tolerance=0.5)
    x, y = room.coords[0]
    rings = tuple(
        tuple(floats(ring.coords).round(DIGITS) for ring in (part.exterior, *part.interiors))
        for part in (orient(each) for each in parts)
    )
    return Region(rings, (round(x, DIGITS), round(y, DIGITS)))
