"""Places and their neighbours: weights, Moran's I, Geary's C, local Moran, Getis and Ord's G*, distances.

Weights are sparse[place, neighbour]; values[place], nan unknown. See docs/methods/spatial.md.
"""

from tidehead.calc.spatial.autocorrelation import Autocorrelation, geary, link_sums, moran, two_sided
from tidehead.calc.spatial.local import HotSpots, LocalMoran, Quadrant, false_discovery, getis_ord, local_moran
from tidehead.calc.spatial.weights import (
    EARTH_KM,
    SpatialRefused,
    Surface,
    Weights,
    contiguity,
    from_neighbours,
    great_circle_km,
    lag,
    nearest,
    row_standardised,
    within,
)

__all__ = [
    "EARTH_KM",
    "Autocorrelation",
    "HotSpots",
    "LocalMoran",
    "Quadrant",
    "SpatialRefused",
    "Surface",
    "Weights",
    "contiguity",
    "false_discovery",
    "from_neighbours",
    "geary",
    "getis_ord",
    "great_circle_km",
    "lag",
    "link_sums",
    "local_moran",
    "moran",
    "nearest",
    "row_standardised",
    "two_sided",
    "within",
]
