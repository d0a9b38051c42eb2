"""Schematic maps (示意图) from labelled points: cells, or tiles where points are missing.

No boundary is read and none is claimed; see docs/methods/drawing.md.
"""

from tidehead.calc.drawing.cells import cell_drawing, outline, typical_distance
from tidehead.calc.drawing.sheets import Drawing, Region, Sheet, region_of, sheet_for
from tidehead.calc.drawing.smoothing import border_lines, chaikin, smoothed
from tidehead.calc.drawing.tiles import Tile, placed_tiles, tile_drawing

__all__ = [
    "Drawing",
    "Region",
    "Sheet",
    "Tile",
    "border_lines",
    "cell_drawing",
    "chaikin",
    "outline",
    "placed_tiles",
    "region_of",
    "sheet_for",
    "smoothed",
    "tile_drawing",
    "typical_distance",
]
