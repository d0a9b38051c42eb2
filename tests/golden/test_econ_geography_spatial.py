"""Registrations of 90 counties on the map: esda 2.9.0 and R's spdep 1.2-7, which agree to every printed digit."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from tidehead.calc.arrays import Floats
from tidehead.calc.spatial import (
    Weights,
    contiguity,
    from_neighbours,
    geary,
    getis_ord,
    local_moran,
    moran,
    nearest,
    row_standardised,
)

pytestmark = pytest.mark.shared

CLOSE = 1e-12


@dataclass(frozen=True)
class Published:
    """The reference, with values, neighbours and polygons in its order."""

    folder: Path

    @cached_property
    def said(self) -> dict[str, Any]:
        return json.loads((self.folder / "econ_geography/esda_zhejiang_reference.json").read_text(encoding="utf-8"))

    @cached_property
    def values(self) -> Floats:
        with (self.folder / "econ_geography/zhejiang_county_registrations.csv").open(encoding="utf-8") as file:
            found = {row["district_adcode"]: float(row["registrations"]) for row in csv.DictReader(file)}
        return np.array([found[code] for code in self.codes])

    @property
    def codes(self) -> list[str]:
        return list(self.said["neighbors"])

    @cached_property
    def weights(self) -> Weights:
        number = {code: nth for nth, code in enumerate(self.codes)}
        return from_neighbours([[number[each] for each in near] for near in self.said["neighbors"].values()])

    @cached_property
    def shapes(self) -> list[shapely.Geometry]:
        file = self.folder / "geometry/zhejiang_counties_tianditu.geojson"
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        by_code = {str(each["properties"]["district_adcode"]): each["geometry"] for each in features}
        return [shapely.geometry.shape(by_code[code]) for code in self.codes]


@pytest.fixture
def published(shared: Path) -> Published:
    return Published(shared / "data")


def test_moran_is_the_published_one(published: Published) -> None:
    found = moran(published.values, row_standardised(published.weights), permutations=999, seed=5)
    said = published.said
    assert found.value == pytest.approx(said["moran_I"], abs=CLOSE)
    assert found.expected == pytest.approx(said["moran_EI"], abs=CLOSE)
    assert found.z_normal == pytest.approx(said["moran_z_norm"], abs=CLOSE)
    assert found.p_normal == pytest.approx(said["moran_p_norm"], abs=CLOSE)
    assert found.z_random == pytest.approx(said["moran_z_rand"], abs=CLOSE)
    assert found.p_permuted < 0.05
    assert (found.coverage, found.islands) == (1.0, 0)


def test_geary_is_the_published_one(published: Published) -> None:
    found = geary(published.values, row_standardised(published.weights))
    assert found.value == pytest.approx(published.said["geary_C"], abs=CLOSE)
    assert found.z_normal == pytest.approx(published.said["geary_z_norm"], abs=1e-11)


def test_local_moran_and_quadrants_are_the_published_ones(published: Published) -> None:
    found = local_moran(published.values, row_standardised(published.weights), permutations=0)
    np.testing.assert_allclose(found.value, published.said["local_moran_Is"], atol=CLOSE)
    assert found.quadrant.tolist() == published.said["local_moran_quadrant"]


def test_hot_spots_are_the_published_ones(published: Published) -> None:
    np.testing.assert_allclose(getis_ord(published.values, published.weights).z, published.said["Gstar_z"], atol=CLOSE)


def test_the_five_nearest_centroids_are_the_published_neighbours(published: Published) -> None:
    centres = np.array([[shape.centroid.x, shape.centroid.y] for shape in published.shapes])
    assert (nearest(centres, 5) != published.weights).nnz == 0


def test_counties_that_meet_are_told_from_their_polygons(published: Published) -> None:
    """426 links both ways, and two island counties that touch nobody, as libpysal 4.14.1's Queen has it."""
    met = contiguity(published.shapes)
    assert met.nnz == 426
    assert (met != met.T).nnz == 0
    assert (np.diff(met.indptr) == 0).sum() == 2
