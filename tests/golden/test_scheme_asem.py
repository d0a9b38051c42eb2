"""The published example as a scheme: denominators as formulas, group means, outliers, min–max, means of means, ranks.

Published: COINr 1.1.14, ASEM data (MIT). Its stages one by one are in test_composite_asem.py; here one run does all.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes import (
    Aggregation,
    Direction,
    Entries,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Pillar,
    Scheme,
    SchemeVariable,
    Scoring,
    Standing,
    Treatment,
    Weighting,
    score,
)

pytestmark = pytest.mark.shared
CLOSE = 1e-9
DENOMINATORS = ("Area", "Energy", "GDP", "Population")
UNKNOWN = float("nan")


class Example:
    """The files of the example."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meta = self.rows("iMeta")
        self.data = self.rows("iData")

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"asem_{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def column(self, name: str) -> Floats:
        return np.array([UNKNOWN if row[name] in ("NA", "") else float(row[name]) for row in self.data])

    def below(self, parent: str) -> tuple[Pillar | Indicator, ...]:
        rows = [row for row in self.meta if row["Parent"] == parent]
        return tuple(self.leaf(row) if row["Type"] == "Indicator" else self.pillar(row) for row in rows)

    def pillar(self, row: dict[str, str]) -> Pillar:
        return Pillar(
            row["iCode"],
            Label(row["iName"]),
            float(row["Weight"]),
            self.below(row["iCode"]),
            Aggregation.ARITHMETIC,
            Weighting.RELATIVE,
        )

    def leaf(self, row: dict[str, str]) -> Indicator:
        by = row["Denominator"]
        return Indicator(
            id=row["iCode"].lower(),
            label=Label(row["iName"]),
            value=f"{row['iCode'].lower()}_raw" + (f" / {by.lower()}" if by != "NA" else ""),
            unit="1",
            weight=float(row["Weight"]),
            normalisation=Normalisation(Method.MIN_MAX, low=0, high=100),
            direction=Direction.UP if row["Direction"] == "1" else Direction.DOWN,
            missing=Missing.MEAN_VALUE,
        )

    def scheme(self) -> Scheme:
        leaves = [row["iCode"] for row in self.meta if row["Type"] == "Indicator"]
        names = [f"{name.lower()}_raw" for name in leaves] + [name.lower() for name in DENOMINATORS]
        variables = [SchemeVariable(Variable(name)) for name in names]
        (top,) = [row for row in self.meta if row["iCode"] == "Index"]
        return Scheme(
            id="asem",
            label=Label("可持续互联互通", "Sustainable connectivity"),
            family="asem",
            standing=Standing.OFFICIAL,
            tree=self.pillar(top),
            variables=(*variables, SchemeVariable(Variable("eurasia", "text"))),
            treatment=Treatment(),
            filled_within="eurasia",
        )

    def entries(self) -> Entries:
        leaves = [row["iCode"] for row in self.meta if row["Type"] == "Indicator"]
        columns = {f"{name.lower()}_raw": self.column(name) for name in leaves}
        columns |= {name.lower(): self.column(name) for name in DENOMINATORS}
        groups = np.array([row["EurAsia_group"] for row in self.data], dtype=object)
        ids = tuple(row["uCode"] for row in self.data)
        return Entries(ids, tuple(row["uName"] for row in self.data), columns | {"eurasia": groups})


@pytest.fixture
def asem(shared: Path) -> Example:
    folder = shared / "data" / "composite_indicator"
    if not (folder / "asem_iMeta.csv").exists():
        pytest.skip("the published example is not among the shared data")
    return Example(folder)


@pytest.fixture
def scoring(asem: Example) -> Scoring:
    return score(asem.scheme(), asem.entries())


def in_order(asem: Example, name: str, column: str) -> Floats:
    """A column of a published stage, in the order of the entries."""
    found = {row["uCode"]: float(row[column]) for row in asem.rows(name)}
    return np.array([found[row["uCode"]] for row in asem.data])


def test_one_run_reaches_the_published_index_of_51_countries(asem: Example, scoring: Scoring) -> None:
    np.testing.assert_allclose(scoring.score, in_order(asem, "example_Aggregated", "Index"), rtol=CLOSE, atol=CLOSE)


@pytest.mark.parametrize("pillar", ["Conn", "Sust", "Physical", "ConEcFin", "Instit", "P2P", "Environ", "Social"])
def test_every_pillar_is_the_published_one(asem: Example, scoring: Scoring, pillar: str) -> None:
    published = in_order(asem, "example_Aggregated", pillar)
    np.testing.assert_allclose(scoring.pillars[pillar], published, rtol=CLOSE, atol=CLOSE)


def test_the_places_are_the_published_ones(asem: Example, scoring: Scoring) -> None:
    assert scoring.rank.tolist() == in_order(asem, "example_ranks_full", "Index").tolist()
    first = scoring.rank.tolist().index(1)
    assert scoring.entries.names[first] == "Switzerland"


def test_the_normalised_values_are_the_published_ones(asem: Example, scoring: Scoring) -> None:
    for place, indicator in enumerate(scoring.scheme.indicators):
        code = next(row["iCode"] for row in asem.meta if row["iCode"].lower() == indicator.id)
        published = in_order(asem, "example_Normalised", code)
        np.testing.assert_allclose(scoring.normalised[:, place], published, rtol=CLOSE, atol=CLOSE)


def test_the_points_of_the_49_indicators_add_up_to_each_index(scoring: Scoring) -> None:
    np.testing.assert_allclose(scoring.points.sum(axis=1), scoring.aggregate, rtol=1e-12)


def test_the_run_says_what_it_filled_in_and_what_it_treated(asem: Example, scoring: Scoring) -> None:
    unknown = sum(row.count("NA") for row in (list(row.values()) for row in asem.rows("example_Denominated")))
    steps = {step.stage: step for step in scoring.steps}
    assert unknown > 0 and steps["filling_values"].count == unknown
    assert steps["treatment"].done and steps["treatment"].count > 0
