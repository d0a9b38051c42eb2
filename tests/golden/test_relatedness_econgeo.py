"""Eleven cities × 34 keywords: EconGeo 1.3 on the same matrix, to the printed digits (15, or 2 for density)."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.arrays import Floats
from tidehead.calc.relatedness import (
    Similarity,
    co_occurrence,
    diversity,
    knowledge_complexity,
    presence_matrix,
    reflections,
    relatedness,
    relatedness_density,
    rescaled,
    ubiquity,
)

pytestmark = pytest.mark.shared

CLOSE = 1e-12
# Twenty reflections leave differences in the last digits, which the scale of 0 to 100 then blows up.
TWENTY_STEPS = 2e-10

Reader = Callable[[str], Floats]


@pytest.fixture
def read(shared: Path) -> Reader:
    def numbers(name: str) -> Floats:
        with (shared / "data" / "econ_geography" / f"{name}.csv").open(encoding="utf-8") as lines:
            return np.array([row[1:] for row in list(csv.reader(lines))[1:]], dtype=np.float64)

    return numbers


@pytest.fixture
def present(read: Reader) -> Floats:
    return presence_matrix(read("zhejiang_city_by_keyword_counts"))


def test_presence_diversity_ubiquity_and_co_occurrence_are_the_published_ones(read: Reader, present: Floats) -> None:
    np.testing.assert_array_equal(present, read("econgeo_rca_binary"))
    np.testing.assert_array_equal(diversity(present), read("econgeo_diversity_rca")[:, 0])
    np.testing.assert_array_equal(ubiquity(present), read("econgeo_ubiquity_rca")[:, 0])
    together = co_occurrence(present)
    np.fill_diagonal(together, 0.0)
    np.testing.assert_array_equal(together, read("econgeo_cooccurrence"))


@pytest.mark.parametrize(
    ("similarity", "file"),
    [
        (Similarity.PROBABILITY, "prob"),
        (Similarity.COSINE, "cosine"),
        (Similarity.JACCARD, "jaccard"),
        (Similarity.ASSOCIATION, "assoc"),
    ],
)
def test_relatedness_is_the_published_one(similarity: Similarity, file: str, read: Reader, present: Floats) -> None:
    found = relatedness(co_occurrence(present), similarity)
    np.testing.assert_allclose(found, read(f"econgeo_relatedness_{file}"), rtol=CLOSE, atol=CLOSE)


def test_relatedness_density_is_the_published_percentage_of_related_industries(read: Reader, present: Floats) -> None:
    related = (relatedness(co_occurrence(present), Similarity.ASSOCIATION) > 1).astype(np.float64)
    found = relatedness_density(present, related)
    np.testing.assert_allclose(np.round(100 * found.value, 2), read("econgeo_relatedness_density"), atol=1e-9)
    assert (found.coverage == 1).all()


@pytest.mark.parametrize("steps", [0, 1, 2, 4, 20])
def test_every_step_of_reflection_is_the_published_one(steps: int, read: Reader, present: Floats) -> None:
    found = reflections(present, steps=steps)
    for values, file in ((found.places, "MORc"), (found.industries, "MORt")):
        shown = rescaled(values) if steps > 2 else values
        limit = TWENTY_STEPS if steps == 20 else CLOSE
        np.testing.assert_allclose(shown, read(f"econgeo_{file}_step{steps}")[:, 0], rtol=limit, atol=limit)


def test_knowledge_complexity_is_the_published_one_with_its_four_digits(read: Reader, present: Floats) -> None:
    found = knowledge_complexity(present, digits=4)
    np.testing.assert_allclose(found.kci, read("econgeo_KCI_rca")[:, 0], rtol=CLOSE, atol=CLOSE)
    np.testing.assert_allclose(found.tci, read("econgeo_TCI_rca")[:, 0], rtol=CLOSE, atol=CLOSE)


def test_without_the_rounding_it_is_near_and_in_the_same_order(read: Reader, present: Floats) -> None:
    exact, published = knowledge_complexity(present).kci, read("econgeo_KCI_rca")[:, 0]
    assert 1e-4 < np.abs(exact - published).max() < 3e-3
    np.testing.assert_array_equal(np.argsort(exact), np.argsort(published))
