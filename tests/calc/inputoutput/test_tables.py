"""Tables are checked: what is missing, unknown, unbalanced or impossible is named."""

import numpy as np
import pytest

from tests.calc.inputoutput.tables import book, drawn
from tidehead.calc.inputoutput import (
    Blocks,
    Imports,
    ImpossibleEntries,
    Misshapen,
    NotProductive,
    Singular,
    TableRefused,
    Unbalanced,
    UnknownEntries,
    aggregated,
    allocation_coefficients,
    domestic_part,
    import_shares,
    leontief_inverse,
    linkages,
    multiplier_of,
    open_model,
    output_multipliers,
    table_from_blocks,
    technical_coefficients,
)

NAMES = ["one", "two"]
FLOWS = [[150.0, 500.0], [200.0, 100.0]]


def test_a_table_knows_its_parts_by_name():
    table = book()
    assert table.output.tolist() == [1000, 2000]
    assert table.value_added_row("wages").tolist() == [300, 700]
    assert table.final_use_column("exports").tolist() == [100, 200]
    assert table.total_value_added.tolist() == [300 + 250, 700 + 500]
    assert table.final_demand.tolist() == [250 + 100, 1500 + 200]
    assert table.treatment is Imports.APART
    with pytest.raises(Misshapen, match='no "profits"; it has: wages、other'):
        table.value_added_row("profits")


def test_a_block_of_another_size_is_named():
    with pytest.raises(Misshapen, match="flows must be 2 × 2"):
        table_from_blocks(NAMES, [[1.0]], Blocks())
    with pytest.raises(Misshapen, match='value added "wages"'):
        table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, 1700]}, {"wages": [1.0]}))
    with pytest.raises(Misshapen, match="repeated: one"):
        table_from_blocks(["one", "one"], FLOWS, Blocks())
    with pytest.raises(Misshapen, match="not both"):
        table_from_blocks(NAMES, FLOWS, Blocks(imported={"m": [1, 1]}, imports=[1, 1]))


def test_an_unknown_cell_is_refused_by_its_row_and_column():
    with pytest.raises(UnknownEntries, match="row one, column two") as refused:
        table_from_blocks(NAMES, [[1, np.nan], [1, 1]], Blocks())
    assert refused.value.sectors == ("one", "two")
    assert refused.value.text.zh.endswith("one行、two列")
    with pytest.raises(UnknownEntries, match='final use "use" is unknown for two'):
        table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, np.nan]}))


def test_rows_and_columns_that_do_not_add_up_are_named_the_worst_first():
    with pytest.raises(Unbalanced, match="the row of 2 sectors") as refused:
        table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, 1700]}, output=[1001, 2500]))
    assert refused.value.sectors == ("two", "one")
    with pytest.raises(Unbalanced, match="the column of 1 sectors.*two adds up to 1600, output is 2000"):
        table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, 1700]}, {"wages": [650, 1000]}))
    # A tolerance for printed tables, whose figures are rounded.
    rounded = Blocks({"use": [350, 1700]}, output=[1001, 2000])
    assert table_from_blocks(NAMES, FLOWS, rounded, tolerance=0.01).output[0] == 1001


def test_figures_that_cannot_be_are_refused():
    with pytest.raises(ImpossibleEntries, match="negative output: one"):
        table_from_blocks(NAMES, [[0, 0], [0, 0]], Blocks({"use": [-5, 10]}))
    with pytest.raises(ImpossibleEntries, match="inputs without any output: two"):
        table_from_blocks(NAMES, [[0, 5], [0, 0]], Blocks({"use": [10, 0]}))
    with pytest.raises(ImpossibleEntries, match="negative employment: two"):
        table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, 1700]}, employment=[1, -1]))


def test_negative_entries_are_kept_and_said():
    table = table_from_blocks(
        NAMES,
        [[150, -20], [200, 100]],
        Blocks({"use": [870, 1750], "stocks": [0, -50]}, {"tax": [-10, 5], "w": [660, 1915]}),
    )
    assert [note.en for note in table.notes] == [
        "1 negative entries in flows, kept as they are",
        "1 negative entries in final use, kept as they are",
        "1 negative entries in value added, kept as they are",
    ]
    np.testing.assert_allclose(open_model(table).solve(table.final_demand), table.output)


def test_a_sector_without_output_has_no_ratios_and_disturbs_nobody():
    table = drawn(1, idle=True)
    assert "sectors without output: s7" in table.notes[-1].en
    model = open_model(table)
    found = linkages(model)
    assert np.isnan(found.backward[-1]) and np.isfinite(found.backward[:-1]).all()
    smaller = linkages(open_model(aggregated(table, {each: each if each != "s7" else "s0" for each in table.sectors})))
    np.testing.assert_allclose(found.backward[:-1], smaller.backward)
    np.testing.assert_allclose(found.power[:-1], smaller.power)
    assert np.isnan(multiplier_of(model, table.total_value_added).simple[-1])


def test_a_closed_circle_is_singular():
    with pytest.raises(Singular, match="singular"):
        open_model(table_from_blocks(NAMES, [[0, 100], [100, 0]], Blocks({"use": [0, 0]})))


def test_sectors_that_use_more_than_they_make_are_named():
    # Both buy 1.5 for each unit made; final use is negative.
    with pytest.raises(NotProductive, match="one, two") as refused:
        open_model(table_from_blocks(NAMES, [[0, 150], [150, 0]], Blocks({"use": [-50, -50]})))
    assert refused.value.sectors == ("one", "two")


def test_coefficients_by_hand():
    assert technical_coefficients(book()).tolist() == [[150 / 1000, 500 / 2000], [200 / 1000, 100 / 2000]]
    assert allocation_coefficients(book()).tolist() == [[150 / 1000, 500 / 1000], [200 / 2000, 100 / 2000]]


def test_sectors_added_together_keep_the_balance():
    table = drawn(2)
    group_of = {name: "AB"[at % 2] for at, name in enumerate(table.sectors)}
    found = aggregated(table, group_of)
    assert found.sectors == ("A", "B")
    assert found.output[0] == pytest.approx(table.output[::2].sum())
    np.testing.assert_allclose(found.flows.sum(axis=1) + found.final_use.sum(axis=1), found.output)
    columns = found.flows.sum(axis=0) + found.imported.sum(axis=0) + found.value_added.sum(axis=0)
    np.testing.assert_allclose(columns, found.output)
    assert found.employment[1] == pytest.approx(table.employment[1::2].sum())
    assert "8 sectors were added together to 2" in found.notes[-1].en


def test_sectors_that_buy_alike_may_be_added_together_without_changing_multipliers():
    # Two sectors with one recipe: 0.2 of a and 0.1 of each of themselves.
    recipe = np.array([[0.2, 0.3, 0.3], [0.1, 0.1, 0.1], [0.1, 0.1, 0.1]])
    final = np.array([10.0, 20.0, 30.0])
    output = np.linalg.solve(np.eye(3) - recipe, final)
    table = table_from_blocks(["a", "b", "c"], recipe * output, Blocks({"use": final}))
    together = aggregated(table, {"a": "a", "b": "bc", "c": "bc"})
    found = output_multipliers(open_model(together))
    np.testing.assert_allclose(found, output_multipliers(open_model(table))[:2])


def test_groups_must_cover_the_sectors():
    with pytest.raises(Misshapen, match="two") as refused:
        aggregated(book(), {"one": "x", "three": "x"})
    assert refused.value.sectors == ("two", "three")


def test_jobs_of_a_group_are_unknown_where_one_sectors_are():
    table = table_from_blocks(NAMES, FLOWS, Blocks({"use": [350, 1700]}, employment=[5, np.nan]))
    assert np.isnan(aggregated(table, {"one": "x", "two": "x"}).employment[0])


def within():
    """One sector buys 20 of itself; 90 used at home, 20 exported, 30 imported: output 20 + 90 + 20 − 30 = 100."""
    return table_from_blocks(["a"], [[20]], Blocks({"home": [90], "exports": [20]}, {"wages": [80]}, imports=[30]))


def test_the_domestic_part_takes_imports_off_every_home_use_alike():
    # Home supply 100 + 30 − 20 = 110; imports are 30 of it: 20 · 80/110 = 14.5455 domestic, 20 · 30/110 imported.
    assert import_shares(within(), exports="exports").tolist() == [30 / 110]
    assert "made abroad" in within().notes[-1].en
    found = domestic_part(within(), exports="exports")
    assert found.flows[0, 0] == pytest.approx(20 * 80 / 110)
    assert found.imported[0, 0] == pytest.approx(20 * 30 / 110)
    assert found.final_use[0].tolist() == pytest.approx([90 * 80 / 110, 20])
    assert found.flows.sum() + found.final_use.sum() == pytest.approx(100)
    assert "estimate" in found.notes[-1].en
    with pytest.raises(TableRefused, match="apart in this table already"):
        domestic_part(found, exports="exports")


def test_imports_that_are_exported_again_are_refused():
    table = table_from_blocks(["a"], [[0]], Blocks({"home": [10], "exports": [120]}, {"w": [100]}, imports=[30]))
    with pytest.raises(ImpossibleEntries, match="imports exceed home supply: a"):
        domestic_part(table, exports="exports")


def test_the_inverse_of_random_tables_is_that_of_the_definition():
    for seed in range(5):
        table = drawn(seed)
        coefficients = technical_coefficients(table)
        np.testing.assert_allclose(leontief_inverse(open_model(table)), np.linalg.inv(np.eye(8) - coefficients))
