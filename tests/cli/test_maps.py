"""`tidehead map`: the deployment's own GeoJSON in place of the schematic map, and back."""

import json
from pathlib import Path

import pytest

from tests.cli.asking import invoke
from tidehead.city.places.queries import region_drawing

pytestmark = pytest.mark.django_db

POINT = {"type": "Point", "coordinates": [150, 20]}


def square(code: object, west: float, south: float, **more: object) -> dict[str, object]:
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def written(path: Path, *features: object) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


def test_own_polygons_are_drawn_and_taken_away_again(tmp_path: Path) -> None:
    before = region_drawing()
    file = written(
        tmp_path / "own.geojson", square("990101", 150.3, 20.1), square("990102", 150.4, 20.1), square("x", 0, 0)
    )
    result = invoke(["map", "load", file])
    assert result.exit_code == 0, result.stderr
    assert "2 areas" in result.stdout
    drawn = region_drawing()
    assert drawn is not None
    assert drawn.schematic is False
    assert {area.code for area in drawn.areas} == {"990101", "990102"}
    assert invoke(["map", "schematic"]).exit_code == 0
    assert region_drawing() == before


def test_another_property_may_hold_the_code(tmp_path: Path) -> None:
    file = written(tmp_path / "own.geojson", square(None, 150.3, 20.1, adcode="990101"))
    assert invoke(["map", "load", "--property", "adcode", file]).exit_code == 0


def test_a_place_of_several_parts_keeps_them(tmp_path: Path) -> None:
    one, two = square("990101", 150.3, 20.1), square("990101", 150.5, 20.3)
    parts = [one["geometry"]["coordinates"], two["geometry"]["coordinates"]]
    one["geometry"] = {"type": "MultiPolygon", "coordinates": parts}
    assert invoke(["map", "load", written(tmp_path / "own.geojson", one)]).exit_code == 0
    drawn = region_drawing()
    assert drawn is not None and len(drawn.areas[0].rings) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no GeoJSON"),
        ("not json", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        ('{"features": 5}', "no GeoJSON"),
        ('{"features": [{"properties": {}, "geometry": null}]}', "no GeoJSON"),
        ('{"features": []}', "No feature"),
        (json.dumps({"features": [square("elsewhere", 1, 1)]}), "No feature"),
        (json.dumps({"features": [square("990101", 4_000_000, 2_000_000)]}), "EPSG:4326"),
        (json.dumps({"features": [square("990101", 1, 1) | {"geometry": POINT}]}), "no polygon"),
        ("[" * 100_000, "no GeoJSON"),
        ("\ufeff{", "no GeoJSON"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_the_map_stays(tmp_path: Path, content: str, says: str) -> None:
    before = region_drawing()
    (tmp_path / "bad.geojson").write_text(content, encoding="utf-8")
    result = invoke(["map", "load", str(tmp_path / "bad.geojson")])
    assert result.exit_code == 1, result.output
    assert says in result.stderr
    assert region_drawing() == before


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.geojson").write_bytes(b"\xff\xfe\x00\x81")
    assert invoke(["map", "load", str(tmp_path / "bad.geojson")]).exit_code == 1
