"""The region's map: our own schematic drawing from a pack's points or tiles, or a deployment's own geometry."""

import json
import math
from typing import Any

import numpy as np
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape

from tidehead.calc.drawing import Drawing, Region, Sheet, cell_drawing, placed_tiles, region_of, sheet_for
from tidehead.city.places.types import GeometryRefused

CANVAS = 1000.0
Stored = dict[str, Any]


def schematic(
    points: list[tuple[float, float, str]], tiles: list[tuple[str, int, int]], marks: dict[str, tuple[float, float]]
) -> Stored:
    """The stored form of a schematic map: areas from points, else from tiles; marks only where there is a scale."""
    if points:
        drawn = cell_drawing(np.asarray([p[:2] for p in points]), [p[2] for p in points])
    elif tiles:
        drawn = placed_tiles([t[0] for t in tiles], [[t[1], t[2]] for t in tiles])
    else:
        return {"areas": {}, "marks": {}, "width": CANVAS, "height": CANVAS}
    return _stored(drawn, marks if drawn.kind == "cells" else {})


def from_geojson(
    content: bytes, *, property_name: str, known: set[str], marks: dict[str, tuple[float, float]]
) -> Stored:
    """The stored form of a deployment's own geometry. Raises GeometryRefused."""
    shapes = _shapes(content, property_name)
    areas = {code: area for code, area in shapes.items() if code in known}
    if not areas:
        raise GeometryRefused(
            f"No feature has a property {property_name!r} that holds the code of a place of this region."
        )
    west, south, east, north = (f(a.bounds[n] for a in areas.values()) for n, f in enumerate((min, min, max, max)))
    shrink = math.cos(math.radians((south + north) / 2))
    sheet = sheet_for((west * shrink, -north, east * shrink, -south), shrink)
    regions = {code: region_of(_projected(area, sheet)) for code, area in areas.items()}
    return _stored(Drawing(regions, "cells", sheet), marks)


def _shapes(content: bytes, property_name: str) -> dict[str, Polygon | MultiPolygon]:
    try:
        features = json.loads(content)["features"]
        found = {str(each["properties"].get(property_name, "")): shape(each["geometry"]) for each in features}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, GEOSException) as error:
        raise GeometryRefused("This is no GeoJSON FeatureCollection of polygons.") from error
    for code, each in found.items():
        if not isinstance(each, Polygon | MultiPolygon) or each.is_empty:
            raise GeometryRefused(f"The feature of {code or 'no code'} is no polygon.")
        if not (-180 <= each.bounds[0] <= each.bounds[2] <= 180 and -90 <= each.bounds[1] <= each.bounds[3] <= 90):
            raise GeometryRefused(
                f"The feature of {code} is not in longitude and latitude. Convert it to WGS 84 (EPSG:4326)."
            )
    return found


def _projected(area: Polygon | MultiPolygon, sheet: Sheet) -> MultiPolygon:
    parts = area.geoms if isinstance(area, MultiPolygon) else [area]
    flat = [
        Polygon(
            sheet.on_canvas(np.asarray(part.exterior.coords)[:, :2]),
            [sheet.on_canvas(np.asarray(r.coords)[:, :2]) for r in part.interiors],
        )
        for part in parts
    ]
    return MultiPolygon(
        [part for part in (each.simplify(0.5) for each in flat) if isinstance(part, Polygon) and not part.is_empty]
    )


def _stored(drawn: Drawing, marks: dict[str, tuple[float, float]]) -> Stored:
    placed = drawn.sheet.on_canvas(np.asarray(list(marks.values()))) if marks else np.empty((0, 2))
    return {
        "areas": {code: _area(region) for code, region in drawn.regions.items()},
        "marks": {code: [round(float(x), 1), round(float(y), 1)] for code, (x, y) in zip(marks, placed, strict=True)},
        "width": drawn.sheet.width,
        "height": drawn.sheet.height,
    }


def _area(region: Region) -> Stored:
    rings = [[[float(x), float(y)] for x, y in polygon[0]] for polygon in region.polygons]
    return {"rings": rings, "label_at": [float(region.label[0]), float(region.label[1])]}
