"""The Growth Lab's ecomplexity (PyPI) on the same amounts: the same complexity, density, outlook and gain."""

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.arrays import Floats
from tidehead.calc.relatedness import (
    PresenceTest,
    complexity,
    complexity_outlook,
    continuous_proximity,
    nearest_density,
    presence_matrix,
    proximity,
    relatedness_density,
    revealed_advantage,
)

pandas = pytest.importorskip("pandas", reason="pandas comes with the bench group")
peer = pytest.importorskip("ecomplexity", reason="ecomplexity comes with the bench group")

CLOSE = 1e-9


def theirs(amounts: Floats, names: tuple[str, ...], **options: object) -> dict[str, Floats]:
    places, industries = np.indices(amounts.shape)
    frame = pandas.DataFrame({"t": 1, "c": places.ravel(), "p": industries.ravel(), "v": amounts.ravel()})
    columns = {"time": "t", "loc": "c", "prod": "p", "val": "v"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = peer.ecomplexity(frame, columns, check_logsupermodularity=False, verbose=False, **options)
    found = found.sort_values(["c", "p"])
    return {name: found[name].to_numpy(dtype=np.float64).reshape(amounts.shape) for name in names}


def compare(amounts: Floats) -> None:
    said = theirs(amounts, ("mcp", "eci", "pci", "density", "coi", "cog"))
    present = presence_matrix(amounts)
    near = proximity(present)
    density = relatedness_density(present, near).value
    found = complexity(present)
    outlook = complexity_outlook(present, near, found, density=density)
    np.testing.assert_array_equal(present, said["mcp"])
    np.testing.assert_allclose(found.eci, said["eci"][:, 0], atol=CLOSE)
    np.testing.assert_allclose(found.pci, said["pci"][0], atol=CLOSE)
    np.testing.assert_allclose(density, said["density"], atol=CLOSE)
    np.testing.assert_allclose(outlook.coi, said["coi"][:, 0], atol=CLOSE)
    np.testing.assert_allclose(outlook.cog, said["cog"], atol=CLOSE)


@pytest.mark.parametrize(("places", "industries", "seed"), [(20, 30, 1), (40, 25, 2), (300, 280, 3), (8, 60, 4)])
def test_on_random_amounts_all_numbers_are_theirs(places: int, industries: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    amounts = chance.lognormal(0, 2, (places, industries)) * chance.lognormal(0, 1, (places, 1))
    compare(amounts * (chance.random(amounts.shape) < 0.7))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["zhejiang_city_by_keyword_counts", "taizhou_county_by_keyword_counts"])
def test_on_real_registrations_all_numbers_are_theirs(name: str, shared: Path) -> None:
    with (shared / "data" / "econ_geography" / f"{name}.csv").open(encoding="utf-8") as lines:
        head, *body = list(csv.reader(lines))
    first = 2 if "ALL_mfg" in head else 1
    compare(np.array([row[first:] for row in body], dtype=np.float64))


def test_continuous_proximity_gives_their_density_of_advantages() -> None:
    amounts = np.random.default_rng(5).lognormal(0, 1.5, (15, 12))
    said = theirs(amounts, ("density",), continuous=True)["density"]
    advantage = revealed_advantage(amounts)
    found = relatedness_density(advantage, continuous_proximity(advantage)).value
    np.testing.assert_allclose(found, said, atol=CLOSE)


def test_a_given_matrix_gives_the_same_numbers() -> None:
    present = (np.random.default_rng(6).random((14, 18)) < 0.4).astype(np.float64)
    said = theirs(present, ("eci", "density"), presence_test="manual")
    np.testing.assert_allclose(complexity(present).eci, said["eci"][:, 0], atol=CLOSE)
    np.testing.assert_allclose(relatedness_density(present, proximity(present)).value, said["density"], atol=CLOSE)
    np.testing.assert_array_equal(presence_matrix(present, test=PresenceTest.AMOUNT), present)


def test_their_nearest_neighbours_are_counted_and_not_weighed_so_ours_differ() -> None:
    amounts = np.random.default_rng(7).lognormal(0, 2, (25, 20))
    said = theirs(amounts, ("density",), knn=4)["density"]
    present = presence_matrix(amounts)
    ours = nearest_density(present, proximity(present), neighbours=4).value
    # Whole numbers up to 4 are counts of neighbours; a density is a share.
    assert said.max() > 1
    np.testing.assert_array_equal(said, np.round(said))
    assert 0 <= ours.min() and ours.max() <= 1
