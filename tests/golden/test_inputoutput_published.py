"""Published input–output tables: Miller & Blair, Germany 1995, China 2020, and the toy of R's ioanalysis."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.arrays import Floats
from tidehead.calc.inputoutput import (
    Blocks,
    Imports,
    InputOutputTable,
    OpenModel,
    Removed,
    allocation_coefficients,
    domestic_part,
    extraction,
    ghosh_inverse,
    import_leakage,
    leontief_inverse,
    linkages,
    mean_steps,
    multiplier_of,
    multiplier_product_matrix,
    open_model,
    output_for,
    output_multipliers,
    table_from_blocks,
    technical_coefficients,
)

pytestmark = pytest.mark.shared

CLOSE = 1e-12
FOUR_DIGITS = 0.5e-4 + 1e-12

Reader = Callable[[str], Floats]


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.reader(lines))


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "io_tables"


def test_miller_and_blairs_table_gives_their_inverse_and_their_new_output(folder: Path) -> None:
    book = json.loads((folder / "miller_blair_table_2_3.json").read_text(encoding="utf-8"))
    table = table_from_blocks(["1", "2"], book["Z"], Blocks({"f": book["f"]}, output=book["x"]))
    model = open_model(table)
    np.testing.assert_allclose(technical_coefficients(table), book["A"], rtol=CLOSE)
    np.testing.assert_allclose(leontief_inverse(model), book["L"], rtol=CLOSE)
    np.testing.assert_allclose(output_for(model, book["f_new"]), book["x_new"], rtol=CLOSE)


# Eurostat Manual of Supply, Use and Input–Output Tables (2008), Germany 1995, as rOpenGov's iotables tests print them.
GERMAN = ("CPA_A", "CPA_B-E", "CPA_F", "CPA_G-I", "CPA_J-N", "CPA_O-T")
BACKWARD = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
VALUE_ADDED = [0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199]
EMPLOYMENT = [0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242]


@pytest.fixture
def germany(folder: Path) -> tuple[InputOutputTable, dict[tuple[str, str], float]]:
    head, *body = rows_of(folder / "iotables_reference" / "germany_1995.csv")
    at = [head.index(name) for name in ("prod_na", "induse", "values")]
    cells = {(row[at[0]], row[at[1]]): float(row[at[2]]) for row in body if row[at[2]] != "NA"}
    flows = [[cells[seller, buyer] for buyer in GERMAN] for seller in GERMAN]
    uses = {use: [cells[seller, use] for seller in GERMAN] for use in ("P3_S14", "P3_S13", "P5", "P52", "P6")}
    outside = {row: [cells[row, buyer] for buyer in GERMAN] for row in ("P7", "D21X31")}
    blocks = Blocks(
        final_use=uses,
        value_added={"B1G": [cells["B1G", buyer] for buyer in GERMAN]},
        imported=outside,
        output=[cells["P1", buyer] for buyer in GERMAN],
        employment=[cells["EMP", buyer] * 1000 for buyer in GERMAN],
    )
    return table_from_blocks(GERMAN, flows, blocks, tolerance=1e-4, unit="MIO_EUR"), cells


def test_germany_1995_has_the_printed_multipliers(
    germany: tuple[InputOutputTable, dict[tuple[str, str], float]],
) -> None:
    table, _ = germany
    model = open_model(table)
    np.testing.assert_allclose(output_multipliers(model), BACKWARD, atol=FOUR_DIGITS)
    np.testing.assert_allclose(multiplier_of(model, table.value_added_row("B1G")).simple, VALUE_ADDED, atol=FOUR_DIGITS)
    np.testing.assert_allclose(multiplier_of(model, table.employment / 1000).simple, EMPLOYMENT, atol=FOUR_DIGITS)


def china_2020(folder: Path, kinds: tuple[str, str] = ("Domestic", "Imports")) -> InputOutputTable:
    head, *body = rows_of(folder / "china" / "china_2020_42.csv")
    first, last = head.index("01"), head.index("42") + 1
    uses = ("TC", "FU201", "FU202", "EX")
    domestic, foreign = ([row for row in body if row[4] == kind] for kind in kinds)

    def numbers(rows: list[list[str]]) -> Floats:
        return np.array([row[first:last] for row in rows], dtype=np.float64)

    blocks = Blocks(
        final_use={use: [float(row[head.index(use)]) for row in domestic] for use in uses},
        value_added={row[1]: [float(each) for each in row[first:last]] for row in body if row[1].startswith("VA")},
        imported={row[1]: [float(each) for each in row[first:last]] for row in foreign},
        output=[float(row[head.index("GO")]) for row in domestic],
    )
    return table_from_blocks([row[1] for row in domestic], numbers(domestic), blocks, unit="10 000 CNY")


def test_chinas_domestic_table_of_2020_has_the_reference_inverse_and_linkages(folder: Path) -> None:
    table = china_2020(folder)
    model = open_model(table)
    inverse = np.array(
        [row[1:] for row in rows_of(folder / "china_reference" / "china_2020_42_domestic_leontief_inverse.csv")[1:]],
        dtype=np.float64,
    )
    np.testing.assert_allclose(leontief_inverse(model), inverse, rtol=1e-11, atol=CLOSE)
    head, *body = rows_of(folder / "china_reference" / "china_2020_42_domestic_linkages.csv")
    found = linkages(model)
    for name, values in {
        "output_multiplier": found.backward,
        "ghosh_forward": found.forward,
        "power_of_dispersion": found.power,
        "sensitivity_leontief": found.sensitivity_leontief,
        "sensitivity_ghosh": found.sensitivity,
    }.items():
        np.testing.assert_allclose(values, [float(row[head.index(name)]) for row in body], rtol=CLOSE, err_msg=name)


def test_chinas_table_says_which_of_its_entries_are_negative_and_leaks_what_it_imports(folder: Path) -> None:
    table = china_2020(folder)
    # Subsidies exceed taxes on production in two sectors, and stocks were drawn down in nine.
    assert [note.en.split()[0] for note in table.notes] == ["9", "2"]
    model = open_model(table)
    leak = import_leakage(model)
    added = multiplier_of(model, table.total_value_added)
    np.testing.assert_allclose(leak.total + added.simple, 1.0, rtol=1e-9)
    assert not leak.estimated


def test_the_competitive_table_of_china_gives_a_domestic_part_that_balances(folder: Path) -> None:
    head, *body = rows_of(folder / "china" / "china_2020_153.csv")
    sectors = body[:153]
    flows = np.array([row[head.index("001") : head.index("153") + 1] for row in sectors], dtype=np.float64)
    output, imports, home, exports = (
        np.array([float(row[head.index(name)]) for row in sectors]) for name in ("GO", "IM", "TC", "EX")
    )
    formed = np.array([float(row[head.index("GCF")]) for row in sectors])
    final = {"consumption": home, "formation": formed, "exports": exports}
    blocks = Blocks(final, imports=imports, output=output)
    table = table_from_blocks([row[1] for row in sectors], flows, blocks, unit="10 000 CNY")
    assert table.treatment is Imports.WITHIN
    at_home = domestic_part(table, exports="exports")
    np.testing.assert_allclose(at_home.flows.sum(axis=1) + at_home.final_use.sum(axis=1), output, rtol=1e-9)
    assert (open_model(at_home).solve(np.ones(153)) >= 1).all()


TOY_REGIONS = {"Hogwarts": slice(0, 5), "Narnia": slice(5, 10)}


@pytest.fixture
def toy(folder: Path) -> Reader:
    def numbers(name: str) -> Floats:
        body = rows_of(folder / "ioanalysis_reference" / f"{name}.csv")[1:]
        return np.array([[float(cell) for cell in row[1:] if cell not in ("I", "II", "III", "IV")] for row in body])

    return numbers


@pytest.fixture
def toy_model(toy: Reader) -> OpenModel:
    # The columns of this made-up table do not add up to output, so it has no value added here: rows only are checked.
    uses = {f"f{each}": column for each, column in enumerate(toy("toyIO_f").T)}
    uses |= {f"e{each}": column for each, column in enumerate(toy("toyIO_E").T)}
    names = [f"{region}.{each}" for region in TOY_REGIONS for each in range(5)]
    return open_model(table_from_blocks(names, toy("toyIO_Z"), Blocks(uses, output=toy("toyIO_X")[:, 0])))


def test_the_toys_coefficients_and_inverses_are_those_of_ioanalysis(toy: Reader, toy_model: OpenModel) -> None:
    np.testing.assert_allclose(technical_coefficients(toy_model.table), toy("toyIO_A"), rtol=CLOSE)
    np.testing.assert_allclose(allocation_coefficients(toy_model.table), toy("toyIO_B"), rtol=CLOSE)
    np.testing.assert_allclose(leontief_inverse(toy_model), toy("toyIO_L"), rtol=CLOSE)
    np.testing.assert_allclose(ghosh_inverse(toy_model), toy("toyIO_G"), rtol=CLOSE)
    np.testing.assert_allclose(multiplier_product_matrix(toy_model), toy("toy_mpm"), rtol=CLOSE)


@pytest.mark.parametrize("region", TOY_REGIONS)
def test_the_toys_linkages_are_those_of_ioanalysis(region: str, toy: Reader, toy_model: OpenModel) -> None:
    here, found = TOY_REGIONS[region], linkages(toy_model)
    direct = np.stack([found.direct_backward, found.direct_forward], axis=1)[here]
    total = np.stack([found.backward, found.forward], axis=1)[here]
    np.testing.assert_allclose(direct, toy(f"toy_key_sector_{region}"), rtol=CLOSE)
    # Its normalised linkages count all 10 sectors but add up one region's 5: 10 ÷ Σ of 5 is twice one over their mean.
    for values, name in ((direct, "direct"), (total, "total")):
        expected = toy(f"toy_linkages_{name}_norm_{region}")
        np.testing.assert_allclose(10 * values / values.sum(axis=0), expected, rtol=CLOSE)


def test_the_toys_extraction_is_that_of_ioanalysis(toy: Reader, toy_model: OpenModel) -> None:
    # It leaves exports out of final demand, and counts their output to the fall.
    demand = toy("toyIO_f").sum(axis=1)
    found = extraction(toy_model, "Hogwarts.0", Removed.LINKS, demand=demand)
    output = toy_model.table.output
    fall = output - output_for(toy_model, demand) + found.fall
    np.testing.assert_allclose(fall, toy("toy_extraction")[:, 0], rtol=1e-11)
    np.testing.assert_allclose(fall / output, toy("toy_extraction_bt")[:, 0], rtol=1e-11)


@pytest.mark.parametrize("region", TOY_REGIONS)
def test_the_toys_upstreamness_is_that_of_ioanalysis(region: str, toy: Reader, toy_model: OpenModel) -> None:
    # It divides by the buyer's output plus exports less imports, where Antràs divides by the seller's less exports
    # plus imports; what goes to the other region counts as export, what comes from there not as import.
    flows, output, final = toy_model.table.flows, toy_model.table.output, toy("toyIO_f")
    exported = toy("toyIO_E").sum(axis=1)
    for side, other, uses in ((slice(0, 5), slice(5, 10), slice(3, 6)), (slice(5, 10), slice(0, 5), slice(0, 3))):
        exported[side] += flows[side, other].sum(axis=1) + final[side, uses].sum(axis=1)
    found = mean_steps(flows / (output + exported - toy("toyIO_M")[0]))[TOY_REGIONS[region]]
    np.testing.assert_allclose(found, toy(f"toy_upstream_{region}")[:, 0], rtol=CLOSE)
