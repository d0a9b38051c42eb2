"""Eleven cities × 34 keywords: EconGeo 1.3 on the same matrix, to the printed digits."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.arrays import Floats, ratio
from tidehead.calc.concentration import (
    at_least,
    entropy,
    hachman,
    herfindahl,
    hoover_gini,
    krugman_specialisation,
    location_quotient,
    locational_gini,
    prody,
    shrink,
    specialisation_coefficient,
)

pytestmark = pytest.mark.shared

CLOSE = 1e-12
THREE_DIGITS = 0.5e-3 + 1e-12
"""EconGeo prints Hoover–Gini and entropy to three digits."""


@dataclass(frozen=True)
class Table:
    rows: list[str]
    columns: list[str]
    values: Floats


def read(file: Path, skip: int = 1) -> Table:
    with file.open(encoding="utf-8") as lines:
        head, *body = csv.reader(lines)
    return Table(
        [line[skip - 1] for line in body], head[skip:], np.array([line[skip:] for line in body], dtype=np.float64)
    )


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "econ_geography"


@pytest.fixture
def cities(folder: Path) -> Table:
    return read(folder / "zhejiang_city_by_keyword_counts.csv")


def test_location_quotients_are_the_published_ones(folder: Path, cities: Table) -> None:
    said = read(folder / "econgeo_location_quotient.csv")
    assert (said.rows, said.columns) == (cities.rows, cities.columns)
    found = location_quotient(cities.values)
    np.testing.assert_allclose(found, said.values, rtol=CLOSE)
    for name in ("location_quotient_binary", "rca_binary"):
        assert at_least(found).tolist() == read(folder / f"econgeo_{name}.csv").values.tolist()
    diversity = read(folder / "econgeo_diversity_rca.csv").values[:, 0]
    ubiquity = read(folder / "econgeo_ubiquity_rca.csv").values[:, 0]
    assert at_least(found).sum(axis=1).tolist() == diversity.tolist()
    assert at_least(found).sum(axis=0).tolist() == ubiquity.tolist()


@pytest.mark.parametrize(
    ("name", "measure", "close"),
    [
        ("krugman", krugman_specialisation, CLOSE),
        ("spec_coeff", specialisation_coefficient, CLOSE),
        ("hachman", hachman, CLOSE),
        ("herfindahl", herfindahl, CLOSE),
        ("entropy", entropy, THREE_DIGITS),
    ],
)
def test_a_measure_of_cities_is_the_published_one(
    folder: Path, cities: Table, name: str, measure: Callable[[Floats], Floats], close: float
) -> None:
    said = read(folder / f"econgeo_{name}.csv")
    assert said.rows == cities.rows
    np.testing.assert_allclose(measure(cities.values), said.values[:, 0], atol=close)


@pytest.mark.parametrize(
    ("name", "measure", "close"),
    [("locational_gini", locational_gini, CLOSE), ("hoover_gini_by_industry", hoover_gini, THREE_DIGITS)],
)
def test_a_measure_of_industries_is_the_published_one(
    folder: Path, cities: Table, name: str, measure: Callable[[Floats], Floats], close: float
) -> None:
    said = read(folder / f"econgeo_{name}.csv", skip=2)
    assert said.rows == cities.columns
    np.testing.assert_allclose(measure(cities.values), said.values[:, 0], atol=close)


def test_prody_is_the_published_one_but_for_its_rounding(folder: Path, cities: Table) -> None:
    """EconGeo weighs by quotients rounded to two digits; with the same rounding the numbers are the same."""
    said = read(folder / "econgeo_prody.csv").values[0]
    size = cities.values.sum(axis=1)
    rounded = location_quotient(cities.values).round(2)
    np.testing.assert_allclose(ratio(size @ rounded, rounded.sum(axis=0)), said, rtol=CLOSE)
    np.testing.assert_allclose(prody(cities.values, size), said, rtol=0.02)


KNOWN = {"玉环": "阀门", "黄岩": "模具", "椒江": "缝纫", "温岭": "水泵", "临海": "眼镜"}
"""What everyone there knows: valves, moulds, sewing machines, pumps, glasses."""


@pytest.mark.parametrize(("county", "keyword"), KNOWN.items())
def test_what_everyone_knows_is_found(folder: Path, county: str, keyword: str) -> None:
    """The county leads the keyword, and the keyword the county's quotients, with an interval above 1."""
    table = read(folder / "taizhou_county_by_keyword_counts.csv")
    counts = table.values[:, 1:]
    found = shrink(counts, level=0.95)
    place, industry = table.rows.index(county), table.columns[1:].index(keyword)
    for quotient in (location_quotient(counts), found.quotient):
        assert quotient[:, industry].argmax() == place
        assert quotient[place].argmax() == industry
    assert found.low[place, industry] > 1.5
    assert found.above[place, industry] > 0.999
