"""Schematic maps (示意图) from labelled points: cells, or tiles where points are missing.

No boundary is read and none is claimed; see docs/methods/drawing.md.
"""

from tidehead.calc.drawing.cells import cell_drawing
from tidehead.calc.drawing.sheets import Drawing, Region, Sheet, region_of, sheet_for
from tidehead.calc.drawing.tiles import Tile, placed_tiles, tile_drawing

__all__ = [
    "Drawing",
    "Region",
    "Sheet",
    "Tile",
    "cell_drawing",
    "placed_tiles",
    "region_of",
    "sheet_for",
    "tile_drawing",
]
