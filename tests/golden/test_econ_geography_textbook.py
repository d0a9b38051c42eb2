"""Textbook cases with REAT 3.0.3's answers: every one that comes with its input, to the printed digits.

REAT departs from its sources in three places; there its own arithmetic is repeated here, so that the difference is
known to the last digit, and our number is the source's.
"""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tidehead.calc.arrays import Floats
from tidehead.calc.concentration import (
    Against,
    atkinson,
    ellison_glaeser,
    esteban,
    gini,
    gini_concentration,
    gini_normalised,
    gini_specialisation,
    group_coagglomeration,
    growth_quotients,
    herfindahl,
    herfindahl_normalised,
    hoover,
    krugman_concentration,
    krugman_index,
    krugman_specialisation,
    litzenberger_sternberg,
    location_quotient,
    mean_log_deviation,
    shift_share,
    williamson,
)

pytestmark = pytest.mark.shared

PRINTED = {"rtol": 1e-10, "atol": 1e-10}
"""Twelve significant digits are printed."""
REGIONS = ("A", "B", "C")


@dataclass(frozen=True)
class Textbook:
    folder: Path

    @cached_property
    def said(self) -> dict[str, Any]:
        return json.loads((self.folder / "reat_reference_results.json").read_text(encoding="utf-8"))

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"reat_{name}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def column(self, name: str, column: str) -> Floats:
        return np.array([float(row[column]) for row in self.rows(name)])


@pytest.fixture
def book(shared: Path) -> Textbook:
    return Textbook(shared / "data" / "econ_geography")


def growth_of(book: Textbook, key: str) -> tuple[tuple[Floats, Floats], dict[str, Floats], Floats]:
    case = book.said[key]
    place = (case["region_t0"], case["region_t1"])
    reference = {"reference_before": case["nation_t0"], "reference_after": case["nation_t1"]}
    return place, reference, np.ravel(case["result"]["components"])


@pytest.mark.parametrize("region", REGIONS)
def test_shift_share_of_dunn(book: Textbook, region: str) -> None:
    place, reference, said = growth_of(book, f"shift_share_{region}_Dunn")
    found = shift_share(*place, **reference).summed()
    np.testing.assert_allclose([found.change, found.common, found.mix, found.own, found.net], said, **PRINTED)


@pytest.mark.parametrize("region", REGIONS)
def test_shift_share_of_esteban(book: Textbook, region: str) -> None:
    place, reference, said = growth_of(book, f"shift_share_{region}_Esteban")
    found = esteban(*place, **reference).summed()
    np.testing.assert_allclose([found.change, found.common, found.mix, found.own, found.allocation], said, **PRINTED)


@pytest.mark.parametrize("region", REGIONS)
def test_shift_share_of_gerfin(book: Textbook, region: str) -> None:
    place, reference, said = growth_of(book, f"shift_share_{region}_Gerfin")
    found = growth_quotients(*place, **reference)
    np.testing.assert_allclose([found.structure, found.location, found.net], said, **PRINTED)


def test_shift_share_of_a_real_city(book: Textbook) -> None:
    years = [book.column("Freiburg", f"e_{place}{year}") for place in ("Freiburg", "Germany") for year in (2008, 2014)]
    found = shift_share(*years[:2], reference_before=years[2], reference_after=years[3]).summed()
    said = np.ravel(book.said["shift_freiburg"]["components"])
    np.testing.assert_allclose([found.change, found.common, found.mix, found.own, found.net], said, **PRINTED)


def test_ellison_and_glaeser_of_one_industry(book: Textbook) -> None:
    case = book.said["ellison_glaeser_a"]
    names = list(dict.fromkeys(case["firm_region"]))
    place = np.array([names.index(name) for name in case["firm_region"]])
    found = ellison_glaeser(
        case["firm_emp"], place, np.zeros(len(place), dtype=int), place_jobs=case["region_emp"]["v"]
    )
    said = [found.gamma, found.raw, found.z, found.firms, found.herfindahl]
    np.testing.assert_allclose(np.ravel(said), np.ravel(case["result"]), **PRINTED)


@dataclass(frozen=True)
class Firms:
    jobs: Floats
    place: np.ndarray
    industry: np.ndarray


@pytest.fixture
def firms(book: Textbook) -> Firms:
    rows = book.rows("FK2014_EGC")
    places, industries = (sorted({row[key] for row in rows}) for key in ("region", "industry"))
    return Firms(
        np.array([float(row["emp_firm"]) for row in rows]),
        np.array([places.index(row["region"]) for row in rows]),
        np.array([industries.index(row["industry"]) for row in rows]),
    )


def test_ellison_and_glaeser_of_four_industries(book: Textbook, firms: Firms) -> None:
    found = ellison_glaeser(firms.jobs, firms.place, firms.industry)
    said = np.column_stack([found.gamma, found.raw, found.z, found.firms, found.herfindahl])
    np.testing.assert_allclose(said, book.said["ellison_glaeser_a2"], rtol=1e-9, atol=1e-10)


def test_why_the_published_coagglomeration_is_not_ours(book: Textbook, firms: Firms) -> None:
    """REAT sums the industries' shares of each region, though they should be weighed by size, so that its G grows with
    the number of industries (12.07 where 1 is the most there can be); weighs industries by all jobs of the regions
    instead of the group's; and uses the sum of squared weights where each industry's own belongs."""
    every = ellison_glaeser(firms.jobs, firms.place, firms.industry)
    table = np.zeros((firms.place.max() + 1, len(every.gamma)))
    np.add.at(table, (firms.place, firms.industry), firms.jobs)
    rows = book.rows("FK2014_EGC")
    regions = sorted({row["region"] for row in rows})
    jobs = np.array([next(float(row["emp_region"]) for row in rows if row["region"] == each) for each in regions])
    place, weight = jobs / jobs.sum(), table.sum(axis=0) / jobs.sum()
    room, squares = 1 - (place**2).sum(), (weight**2).sum()
    raw = (((table / table.sum(axis=0)).sum(axis=1) - place) ** 2).sum()
    inside = (every.gamma * squares * (1 - every.herfindahl)).sum()
    theirs = (raw / room - (weight**2 * every.herfindahl).sum() - inside) / (1 - squares)
    assert theirs == pytest.approx(book.said["ellison_glaeser_coagg_c"], rel=1e-10)
    ours = group_coagglomeration(firms.jobs, firms.place, firms.industry, place_jobs=jobs)
    assert -1 < ours < 1


def test_unevenness_of_few_numbers(book: Textbook) -> None:
    said = book.said
    assert mean_log_deviation(said["theil"]["x"]).item() == pytest.approx(said["theil"]["result"], rel=1e-10)
    assert atkinson(said["theil"]["x"]).item() == pytest.approx(said["atkinson"], rel=1e-10)
    assert gini(said["gini_income"]["x"]).item() == pytest.approx(said["gini_income"]["result"])
    assert gini_normalised(said["gini_income"]["x"]).item() == pytest.approx(said["gini_income"]["normalised"])
    assert herfindahl(said["herf"]["x"]).item() == pytest.approx(said["herf"]["result"])
    assert herfindahl_normalised(said["herf"]["x"]).item() == pytest.approx(said["herf"]["norm"])


def test_income_of_sixteen_states(book: Textbook) -> None:
    """REAT's Williamson takes the differences from the plain mean and divides by the mean over people."""
    case = book.said["hoover_gdp_pop"]
    assert hoover(case["gdp"], case["pop"]).item() == pytest.approx(case["result"], rel=1e-10)
    people = np.array(case["pop"], dtype=np.float64)
    income = np.array(case["gdp"]) / people
    theirs = williamson(income, people, about=income.mean()).item()
    assert theirs == pytest.approx(book.said["williamson_gdp_pop"], rel=1e-10)
    assert williamson(income, people).item() < theirs


def test_gini_of_specialisation_and_concentration(book: Textbook) -> None:
    said = book.said
    concentrated, special = said["gini_conc"], said["gini_spec"]
    found = gini(np.array(concentrated["E_ij"]) / np.array(concentrated["E_j"]))
    assert found.item() == pytest.approx(concentrated["result"], rel=1e-10)
    found = gini(np.array(special["E_ij"]) / np.array(special["E_i"]))
    assert found.item() == pytest.approx(special["result"], rel=1e-10)
    found = gini(book.column("Freiburg", "e_Freiburg2014") / book.column("Freiburg", "e_Germany2014"))
    assert found.item() == pytest.approx(said["gini_spec_freiburg2014"], rel=1e-10)


def test_a_city_against_its_country(book: Textbook) -> None:
    """The first row, all industries together, is left out as in REAT's example."""
    city, country = (book.column("Goettingen", f"{place}2017")[1:] for place in ("Goettingen", "BRD"))
    assert gini(city / country).item() == pytest.approx(book.said["gini_spec_goettingen2017"], rel=1e-10)
    assert krugman_index(city, country).item() == pytest.approx(book.said["krugman_spec_goettingen2017"], rel=1e-10)


@dataclass(frozen=True)
class States:
    """German states × industries, in the order of their codes."""

    jobs: Floats
    firms: Floats
    area_km2: Floats
    people: Floats


@pytest.fixture
def states(book: Textbook) -> States:
    rows = book.rows("G.regions.industries")
    places, industries = (sorted({row[key] for row in rows}) for key in ("region_code", "ind_code"))
    assert (places, industries) == (book.said["spec_rows"], book.said["conc_G.regions_rows"])
    tables = {
        name: np.full((len(places), len(industries)), np.nan) for name in ("emp_all", "firms", "area_sqkm", "pop")
    }
    for row in rows:
        for name, table in tables.items():
            table[places.index(row["region_code"]), industries.index(row["ind_code"])] = float(row[name])
    return States(tables["emp_all"], tables["firms"], tables["area_sqkm"][:, 0], tables["pop"][:, 0])


def test_specialisation_of_states(book: Textbook, states: States) -> None:
    said = [[row[key] for key in ("H j", "G j", "K j")] for row in book.said["spec_G.regions"]]
    found = [
        hoover(states.jobs, states.jobs.sum(axis=0)),
        gini_specialisation(states.jobs),
        krugman_specialisation(states.jobs, against=Against.OTHERS),
    ]
    np.testing.assert_allclose(np.column_stack(found), said, **PRINTED)


def test_concentration_of_industries(book: Textbook, states: States) -> None:
    said = [[row[key] for key in ("H i", "G i", "K i")] for row in book.said["conc_G.regions"]]
    found = [
        hoover(states.jobs.T, states.jobs.sum(axis=1)),
        gini_concentration(states.jobs),
        krugman_concentration(states.jobs, against=Against.OTHERS),
    ]
    np.testing.assert_allclose(np.column_stack(found), said, **PRINTED)


def test_location_quotients_and_cluster_indices_of_states(book: Textbook, states: States) -> None:
    """One state has firms of an industry and no jobs: REAT has nothing there, the limit of the index is 0."""
    quotients = book.column("locq2_G.regions.industries", "LQ").reshape(states.jobs.shape)
    np.testing.assert_allclose(location_quotient(states.jobs), quotients, rtol=1e-12)
    rows = book.rows("litzenberger_CI_G.regions.industries")
    said = np.array([np.nan if row["CI"] == "NA" else float(row["CI"]) for row in rows]).reshape(states.jobs.shape)
    found = litzenberger_sternberg(states.jobs, firms=states.firms, area_km2=states.area_km2, people=states.people)
    missing = np.isnan(said)
    assert found[missing].tolist() == [0.0]
    np.testing.assert_allclose(found[~missing], said[~missing], rtol=1e-12)
