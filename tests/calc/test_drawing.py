"""Schematic maps from points: regions tile the land, share their borders, and nothing strange breaks them."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon, unary_union
from shapely.geometry.base import BaseGeometry

from tidehead.calc.drawing import (
    Drawing,
    Region,
    Tile,
    cell_drawing,
    cells,
    placed_tiles,
    region_of,
    sheet_for,
    tile_drawing,
)
from tidehead.calc.drawing.cells import outline, shortest_net, typical_distance
from tidehead.calc.drawing.smoothing import chaikin, smoothed

TOWNS = Path(__file__).parents[3] / "shared" / "data" / "admin_divisions" / "taizhou_geonames_places.csv"
# Coordinates are rounded to a tenth: along borders of a thousand units that is at most so much area.
ROUNDING = 300.0


def shape(region: Region) -> BaseGeometry:
    return unary_union([Polygon(rings[0], rings[1:]).buffer(0) for rings in region.polygons])


def invented(seed: int, count: int, owners: int) -> tuple[np.ndarray, list[str]]:
    """Towns of a made-up region, each owned by the nearest of some seats."""
    random = np.random.default_rng(seed)
    towns = random.uniform([100.0, 20.0], [101.0, 20.8], (count, 2))
    seats = towns[:owners]
    nearest = np.linalg.norm(towns[:, None] - seats[None], axis=2).argmin(axis=1)
    return towns, [f"r{each}" for each in nearest]


def check_the_laws(drawing: Drawing, towns: np.ndarray, owner: list[str]) -> None:
    shapes = {code: shape(region) for code, region in drawing.regions.items()}
    assert sorted(shapes) == sorted(set(owner))
    assert all(one.area > 0 for one in shapes.values())
    whole = unary_union(list(shapes.values()))
    assert sum(one.area for one in shapes.values()) - whole.area < ROUNDING
    holes = sum(Polygon(ring).area for part in getattr(whole, "geoms", [whole]) for ring in part.interiors)
    assert holes < ROUNDING
    dots = drawing.sheet.on_canvas(towns)
    inside = [shapes[code].distance(Point(dot)) < 0.2 for dot, code in zip(dots, owner, strict=True)]
    assert np.mean(inside) > 0.85
    for code, region in drawing.regions.items():
        assert shapes[code].distance(Point(region.label)) == 0
        for rings in region.polygons:
            for ring in rings:
                assert (ring >= 0).all()
                assert (ring <= [drawing.sheet.width, drawing.sheet.height]).all()


@pytest.mark.parametrize("seed", range(8))
def test_regions_tile_the_land_and_hold_their_towns(seed: int) -> None:
    towns, owner = invented(seed, 60, 7)
    check_the_laws(cell_drawing(towns, owner), towns, owner)


def test_neighbours_share_every_point_of_their_border() -> None:
    towns, owner = invented(1, 60, 5)
    drawing = cell_drawing(towns, owner)
    shapes = [shape(region) for region in drawing.regions.values()]
    for at, one in enumerate(shapes):
        for other in shapes[at + 1 :]:
            if one.distance(other) == 0:
                assert one.intersection(other).area < 1e-6


def test_the_same_points_in_another_order_give_the_same_drawing() -> None:
    towns, owner = invented(2, 40, 5)
    order = np.random.default_rng(0).permutation(len(owner))
    one, other = cell_drawing(towns, owner), cell_drawing(towns[order], [owner[at] for at in order])
    for code, region in one.regions.items():
        assert region.label == other.regions[code].label
        for mine, theirs in zip(region.polygons, other.regions[code].polygons, strict=True):
            np.testing.assert_array_equal(mine[0], theirs[0])


def test_a_point_on_the_canvas_keeps_east_to_the_right_and_north_on_top() -> None:
    towns, owner = invented(3, 30, 3)
    west_north, east_south = cell_drawing(towns, owner).sheet.on_canvas([[100.2, 20.7], [100.8, 20.1]])
    assert west_north[0] < east_south[0]
    assert west_north[1] < east_south[1]


def test_a_degree_of_longitude_is_shortened_by_the_cosine_of_the_latitude() -> None:
    far_north = np.array([[10.0, 60.0], [11.0, 60.0], [10.0, 61.0], [11.0, 61.0]])
    sheet = cell_drawing(far_north, ["a", "a", "b", "b"]).sheet
    (x0, _), (x1, _) = sheet.on_canvas([[10.0, 60.5], [11.0, 60.5]])
    (_, y0), (_, y1) = sheet.on_canvas([[10.0, 61.0], [10.0, 60.0]])
    np.testing.assert_allclose((x1 - x0) / (y1 - y0), np.cos(np.radians(60.5)))


@pytest.mark.parametrize(
    ("towns", "owner"),
    [
        ([[100.0, 20.0], [100.1, 20.0], [100.0, 20.1], [100.2, 20.2]], ["a", "a", "a", "a"]),
        ([[100.0, 20.0], [100.1, 20.1], [100.2, 20.2], [100.3, 20.3]], ["a", "a", "b", "b"]),
        ([[100.0, 20.0], [100.1, 20.0], [100.2, 20.0], [100.3, 20.0]], ["a", "b", "a", "b"]),
        ([[100.0, 20.0], [100.0, 20.1], [100.0, 20.2]], ["a", "b", "c"]),
        ([[100.0, 20.0], [100.0, 20.0], [100.1, 20.0], [100.0, 20.1]], ["a", "a", "b", "b"]),
        ([[100.0, 20.0], [100.0, 20.0], [100.1, 20.0], [100.0, 20.1]], ["a", "b", "b", "b"]),
    ],
    ids=["one owner", "on a slope", "on a parallel", "on a meridian", "given twice", "shared"],
)
def test_odd_points_still_give_every_owner_its_land(towns: list[list[float]], owner: list[str]) -> None:
    drawing = cell_drawing(towns, owner)
    assert drawing.kind == "cells"
    assert sorted(drawing.regions) == sorted(set(owner))
    assert all(shape(region).area > 0 for region in drawing.regions.values())


def test_a_region_too_small_to_see_makes_all_of_them_tiles() -> None:
    far_off = [[100.0, 20.0], [100.0001, 20.0], [100.0, 20.0001], [140.0, 50.0]]
    assert cell_drawing(far_off, ["a", "a", "b", "c"]).kind == "tiles"


@pytest.mark.parametrize("towns", [[[100.0, 20.0]], [[100.0, 20.0], [101.0, 20.0]], [[100.0, 20.0], [100.0, 20.0]]])
def test_too_few_points_become_tiles(towns: list[list[float]]) -> None:
    owner = ["a", "b"][: len(towns)]
    drawing = cell_drawing(towns, owner)
    assert drawing.kind == "tiles"
    assert sorted(drawing.regions) == owner


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="owner"):
        cell_drawing([[100.0, 20.0]], ["a", "b"])
    with pytest.raises(ValueError, match="owner"):
        cell_drawing(np.empty((0, 2)), [])
    with pytest.raises(ValueError, match="known place"):
        cell_drawing([[100.0, float("nan")]], ["a"])
    with pytest.raises(ValueError, match="unique"):
        tile_drawing(["a", "a"])
    with pytest.raises(ValueError, match="unique"):
        tile_drawing([])


places = st.tuples(
    st.integers(min_value=0, max_value=12), st.integers(min_value=0, max_value=12), st.sampled_from("abcd")
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(places, min_size=1, max_size=25))
def test_any_points_give_every_owner_a_valid_region(rows: list[tuple[int, int, str]]) -> None:
    towns = [[100 + x / 10, 20 + y / 10] for x, y, _ in rows]
    owner = [code for _, _, code in rows]
    drawing = cell_drawing(towns, owner)
    assert sorted(drawing.regions) == sorted(set(owner))
    for region in drawing.regions.values():
        assert shape(region).area > 0
        assert all(np.isfinite(ring).all() for rings in region.polygons for ring in rings)


def test_corner_cutting_keeps_ends_and_closes_rings() -> None:
    ring = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4], [0, 0]])
    rounded = chaikin(ring, 2)
    np.testing.assert_array_equal(rounded[0], rounded[-1])
    # One round cuts four corners of 1 by 1: 16 - 4 * 0.5; the second cuts eight smaller ones.
    assert Polygon(chaikin(ring, 1)).area == 16 - 4 * 0.5
    assert 16 - 4 * 0.5 - 1 < Polygon(rounded).area < 16 - 4 * 0.5


def test_the_net_of_many_points_is_as_short_as_the_one_found_among_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(6).uniform(0, 10, (120, 2))
    among_all = shortest_net(points)
    monkeypatch.setattr(cells, "DENSE_NET", 10)
    quick = shortest_net(points)
    length = [np.linalg.norm(points[one] - points[other], axis=1).sum() for one, other in (among_all, quick)]
    np.testing.assert_allclose(*length)


def test_many_points_on_one_line_are_drawn_too() -> None:
    line = np.column_stack([np.linspace(100, 101, 450), np.linspace(20, 20.5, 450)])
    drawing = cell_drawing(line, ["a"] * 200 + ["b"] * 250)
    assert sorted(drawing.regions) == ["a", "b"]


def test_an_outline_is_one_piece_that_holds_all_points() -> None:
    points = np.random.default_rng(5).uniform(0, 10, (40, 2))
    land = outline(points, typical_distance(points))
    assert land.geom_type == "Polygon"
    assert land.covers(MultiPoint(points))


def test_regions_that_only_touch_stay_apart_after_smoothing() -> None:
    squares = [Polygon([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]) for x in range(3) for y in range(3)]
    rounded = smoothed(squares, tolerance=0.01)
    assert len(rounded) == 9
    np.testing.assert_allclose(sum(each.area for each in rounded), unary_union(rounded).area)


@pytest.mark.parametrize("tile", list(Tile))
def test_tiles_keep_east_and_north_touch_each_other_and_never_overlap(tile: Tile) -> None:
    names = ["west", "middle", "east", "north"]
    drawing = tile_drawing(names, [[100, 20], [101, 20], [102, 20], [101, 21]], tile=tile)
    label = {name: drawing.regions[name].label for name in names}
    assert label["west"][0] < label["middle"][0] < label["east"][0]
    assert label["north"][1] < label["middle"][1]
    shapes = [shape(region) for region in drawing.regions.values()]
    np.testing.assert_allclose(sum(each.area for each in shapes), unary_union(shapes).area)
    np.testing.assert_allclose([each.area for each in shapes], shapes[0].area, rtol=1e-2)


@pytest.mark.parametrize("tile", list(Tile))
def test_tiles_with_given_cells_lie_exactly_there(tile: Tile) -> None:
    drawing = placed_tiles(["a", "b", "c"], [[0, 0], [3, 0], [0, 2]], tile=tile)
    a, b, c = (drawing.regions[code].label for code in "abc")
    assert a[1] == b[1]
    assert a[0] == c[0]
    assert a[0] < b[0]
    assert a[1] < c[1]
    with pytest.raises(ValueError, match="no two the same"):
        placed_tiles(["a", "b"], [[0, 0], [0, 0]])
    with pytest.raises(ValueError, match="whole numbers"):
        placed_tiles(["a"], [[0.5, 0]])
    with pytest.raises(ValueError, match="unique"):
        placed_tiles(["a", "a"], [[0, 0], [1, 0]])


@pytest.mark.parametrize("count", [1, 2, 3, 9, 40])
def test_regions_of_unknown_place_get_a_tile_each(count: int) -> None:
    drawing = tile_drawing([f"r{at}" for at in range(count)])
    assert len({region.label for region in drawing.regions.values()}) == count


def test_a_region_of_unknown_place_takes_what_is_left() -> None:
    drawing = tile_drawing(["a", "lost", "b"], [[100.0, 20.0], [float("nan"), float("nan")], [101.0, 20.0]])
    assert len({region.label for region in drawing.regions.values()}) == 3


@pytest.mark.shared
@pytest.mark.skipif(not TOWNS.exists(), reason="the shared example data is not here")
def test_the_towns_of_a_real_region_give_nine_counties_in_one_piece() -> None:
    rows = list(csv.DictReader(TOWNS.open(encoding="utf-8")))
    towns = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    owner = [row["county_adcode"] for row in rows]
    drawing = cell_drawing(towns, owner)
    check_the_laws(drawing, towns, owner)
    assert len(drawing.regions) == 9
    assert unary_union([shape(region) for region in drawing.regions.values()]).buffer(0.2).geom_type == "Polygon"


def test_a_sheet_fits_its_bounds_with_a_margin_all_round() -> None:
    sheet = sheet_for((100.0, -30.0, 104.0, -28.0), shrink=1.0)
    corners = sheet.on_canvas([[100.0, 30.0], [104.0, 28.0]])
    # 4 by 2 degrees on a canvas of 1000: (1000 - 2 * 20) / 4 = 240 units a degree, so 2 * 240 + 2 * 20 high.
    np.testing.assert_allclose(corners, [[20.0, 20.0], [980.0, 500.0]])
    assert (sheet.width, sheet.height) == (1000.0, 520.0)


def test_a_name_lies_inside_its_region_even_where_the_middle_does_not() -> None:
    bent = Polygon([(0, 0), (100, 0), (100, 100), (90, 100), (90, 10), (0, 10)])
    assert not bent.contains(bent.centroid)
    assert bent.contains(Point(region_of(bent).label))
