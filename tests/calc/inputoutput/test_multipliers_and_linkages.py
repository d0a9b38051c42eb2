"""Multipliers, linkages, upstreamness, extraction, leakage: by hand, by laws, by the inverse itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.inputoutput.tables import book, drawn, inverse
from tidehead.calc.inputoutput import (
    Blocks,
    Households,
    ImpossibleEntries,
    KeySector,
    Misshapen,
    Removed,
    Singular,
    TableRefused,
    closed_effects,
    downstreamness,
    extraction,
    extractions,
    ghosh_inverse,
    import_leakage,
    import_requirement,
    key_sectors,
    leontief_inverse,
    linkages,
    mean_steps,
    multiplier_of,
    multiplier_product_matrix,
    open_model,
    output_for,
    output_multipliers,
    per_output,
    table_from_blocks,
    upstreamness,
)

seeds = st.integers(0, 10_000)


def test_miller_and_blairs_new_demand_by_hand():
    # 0.85 x1 − 0.25 x2 = 600 and −0.2 x1 + 0.95 x2 = 1500; determinant 0.85 · 0.95 − 0.25 · 0.2 = 0.7575.
    found = output_for(open_model(book()), [600, 1500])
    assert found[0] == pytest.approx((0.95 * 600 + 0.25 * 1500) / 0.7575)
    assert found[1] == pytest.approx((0.2 * 600 + 0.85 * 1500) / 0.7575)


@given(seeds)
def test_one_factorisation_gives_what_the_inverses_give(seed):
    table = drawn(seed)
    model, whole = open_model(table), inverse(table)
    ghosh = whole / table.output[:, None] * table.output
    found = linkages(model)
    np.testing.assert_allclose(leontief_inverse(model), whole, rtol=1e-9)
    np.testing.assert_allclose(ghosh_inverse(model), ghosh, rtol=1e-9)
    np.testing.assert_allclose(output_multipliers(model), whole.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.backward, whole.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.forward, ghosh.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(found.forward_leontief, whole.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(multiplier_product_matrix(model), np.outer(whole.sum(1), whole.sum(0)) / whole.sum())


@given(seeds, st.floats(1e-3, 1e3))
def test_the_unit_of_money_does_not_matter(seed, unit):
    table = drawn(seed)
    other = table_from_blocks(table.sectors, table.flows * unit, Blocks({"use": table.final_demand * unit}))
    np.testing.assert_allclose(linkages(open_model(other)).forward, linkages(open_model(table)).forward, rtol=1e-9)


@given(seeds)
def test_final_demand_itself_calls_for_the_tables_output(seed):
    table = drawn(seed)
    np.testing.assert_allclose(output_for(open_model(table), table.final_demand), table.output, rtol=1e-9)


@given(seeds)
def test_value_added_and_imports_share_out_every_unit_of_demand(seed):
    table = drawn(seed)
    model = open_model(table)
    added = multiplier_of(model, table.total_value_added).simple
    np.testing.assert_allclose(added + import_leakage(model).total, 1.0, rtol=1e-9)


def test_income_multiplier_by_hand():
    # Wage rates 0.3 and 0.35; L = [[0.95, 0.25], [0.2, 0.85]] / 0.7575. For "one": (0.3·0.95 + 0.35·0.2) / 0.7575.
    found = multiplier_of(open_model(book()), [300, 700])
    assert found.direct.tolist() == [0.3, 0.35]
    assert found.simple[0] == pytest.approx((0.3 * 0.95 + 0.35 * 0.2) / 0.7575)
    assert found.type_one[0] == pytest.approx((0.3 * 0.95 + 0.35 * 0.2) / 0.7575 / 0.3)


def test_an_unknown_amount_is_unknown_for_all_that_buy_from_it_and_for_nobody_else():
    # a buys from b, nobody buys from a, and c stands alone.
    flows = [[0, 0, 0], [50, 0, 0], [0, 0, 10]]
    model = open_model(table_from_blocks(["a", "b", "c"], flows, Blocks({"use": [100, 50, 90]})))
    found = multiplier_of(model, [10, np.nan, 5])
    assert np.isnan(found.simple[:2]).all()
    assert found.simple[2] == pytest.approx(0.05 / 0.9)
    with pytest.raises(Misshapen, match="one amount for each of 3"):
        multiplier_of(model, [1.0])


def test_households_within_are_a_sector_more():
    table = book()
    wages, spending, earned = np.array([300.0, 700.0]), np.array([200.0, 600.0]), 1250.0
    found = closed_effects(open_model(table), Households(wages, spending, earned))
    closed = np.zeros((3, 3))
    closed[:2, :2] = table.flows / table.output
    closed[:2, 2], closed[2, :2] = spending / earned, wages / table.output
    whole = np.linalg.inv(np.eye(3) - closed)
    np.testing.assert_allclose(found.output, whole[:2, :2].sum(axis=0))
    np.testing.assert_allclose(found.with_households, whole[:, :2].sum(axis=0))
    np.testing.assert_allclose(found.income, whole[2, :2])
    np.testing.assert_allclose(found.ratio_two / found.ratio_one, found.induced)


def test_spending_all_of_more_income_than_was_earned_has_no_bound():
    with pytest.raises(ImpossibleEntries, match="no bound"):
        closed_effects(open_model(book()), Households(np.array([900.0, 1900.0]), np.array([400.0, 2600.0]), 1000.0))
    with pytest.raises(ImpossibleEntries, match="must be known"):
        closed_effects(open_model(book()), Households(np.array([np.nan, 1.0]), np.ones(2)))


@given(seeds)
def test_mean_power_and_sensitivity_are_one(seed):
    found = linkages(open_model(drawn(seed)))
    for each in (found.power, found.sensitivity, found.sensitivity_leontief):
        assert np.nanmean(each) == pytest.approx(1)
    assert (found.backward >= 1).all() and (found.forward >= 1 - 1e-12).all()


def test_key_sectors_are_above_the_mean_both_ways():
    found = linkages(open_model(drawn(3, idle=True)))
    for at, named in enumerate(key_sectors(found)):
        if at == 7:
            assert named == KeySector.UNKNOWN
        else:
            both = (found.power[at] > 1, found.sensitivity[at] > 1)
            assert (
                named
                == {
                    (True, True): KeySector.KEY,
                    (True, False): KeySector.BACKWARD,
                    (False, True): KeySector.FORWARD,
                    (False, False): KeySector.WEAK,
                }[both]
            )


def test_a_chain_counts_its_steps():
    # a sells all to b, b all to c, c to final use: 3, 2 and 1 steps from use; 1, 2 and 3 from labour.
    flows = [[0, 100, 0], [0, 0, 100], [0, 0, 0]]
    model = open_model(table_from_blocks(["a", "b", "c"], flows, Blocks({"use": [0, 0, 100]})))
    assert upstreamness(model).tolist() == [3, 2, 1]
    assert downstreamness(model).tolist() == [1, 2, 3]


def test_exports_are_taken_to_be_used_as_at_home():
    # b gets 50 of a's 100, 25 are exported: of the 75 at home 50 go on, so 1 + 50/75.
    model = open_model(table_from_blocks(["a", "b"], [[0, 50], [0, 0]], Blocks({"use": [50, 100]})))
    assert upstreamness(model).tolist() == [1 + 50 / 100, 1]
    assert upstreamness(model, exports=[25, 0])[0] == pytest.approx(1 + 50 / 75)
    assert upstreamness(model, imports=[100, 0])[0] == pytest.approx(1 + 50 / 200)


@given(seeds)
def test_mean_upstreamness_by_value_added_and_downstreamness_by_use_are_one_number(seed):
    # Antràs & Chor: Σ final demand · D = Σ output = Σ primary inputs · U.
    table = drawn(seed)
    model = open_model(table)
    primary = table.total_value_added + table.imported.sum(axis=0)
    assert float(table.final_demand @ downstreamness(model)) == pytest.approx(table.output.sum())
    assert float(primary @ upstreamness(model)) == pytest.approx(table.output.sum())


def test_what_goes_round_for_ever_has_no_steps():
    with pytest.raises(Singular, match="for ever"):
        mean_steps([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(Misshapen):
        mean_steps([[np.nan]])


def slow_extraction(table, at, removed):
    coefficients = table.flows / table.output
    if removed is Removed.FORWARD:
        shares = table.flows / table.output[:, None]
        shares[at] = 0
        primary = table.output - table.flows.sum(axis=0)
        return table.output - np.linalg.solve((np.eye(len(table)) - shares).T, primary)
    demand, own = table.final_demand.copy(), coefficients[at, at]
    if removed is not Removed.BACKWARD:
        coefficients[at] = 0
    coefficients[:, at] = 0
    if removed is Removed.TOTAL:
        demand[at] = 0
    if removed is Removed.LINKS:
        coefficients[at, at] = own
    return table.output - np.linalg.solve(np.eye(len(table)) - coefficients, demand)


@pytest.mark.parametrize("removed", Removed)
def test_extraction_is_that_of_solving_the_table_anew(removed):
    for seed in range(4):
        table = drawn(seed)
        model = open_model(table)
        for at, sector in enumerate(table.sectors):
            found = extraction(model, sector, removed)
            np.testing.assert_allclose(found.fall, slow_extraction(table, at, removed), rtol=1e-9, atol=1e-9)
            assert found.total == pytest.approx(found.fall.sum())
            assert found.own == found.fall[at]
            assert found.share == pytest.approx(found.total / table.output.sum())


def test_all_extractions_at_once_are_the_single_ones():
    table = drawn(6)
    model = open_model(table)
    np.testing.assert_allclose(extractions(model), [extraction(model, each).share for each in table.sectors])


def test_extraction_knows_its_sectors_and_its_models():
    model = open_model(book())
    with pytest.raises(Misshapen, match='no sector "three"'):
        extraction(model, "three")
    with pytest.raises(TableRefused, match="no final demand"):
        extraction(model, "one", Removed.FORWARD, demand=[1, 1])
    idle = open_model(drawn(1, idle=True))
    assert extraction(idle, "s7", Removed.FORWARD).total == 0
    assert extraction(idle, "s7").total == 0


def test_leakage_by_hand():
    # Import rates 0.1 and 0.1; L columns sum to (0.95 + 0.2) / 0.7575 and (0.25 + 0.85) / 0.7575.
    found = import_leakage(open_model(book()))
    assert found.direct.tolist() == [0.1, 0.1]
    assert found.total.tolist() == pytest.approx([0.1 * 1.15 / 0.7575, 0.1 * 1.1 / 0.7575])
    assert found.of_inputs.tolist() == pytest.approx([100 / (350 + 100), 200 / (600 + 200)])
    needed = import_requirement(open_model(book()), [350, 1700])
    assert needed.tolist() == pytest.approx([100, 200])
    within = table_from_blocks(["a"], [[20]], Blocks({"home": [90], "exports": [20]}, imports=[30]))
    with pytest.raises(TableRefused, match="domestic part"):
        import_leakage(open_model(within))


def test_ratios_to_output_are_unknown_without_output():
    assert per_output(book(), [100, 100]).tolist() == [0.1, 0.05]
    assert np.isnan(per_output(drawn(1, idle=True), np.ones(8))[-1])


def test_demand_for_other_sectors_is_refused():
    with pytest.raises(Misshapen, match="one figure for each of 2 sectors"):
        output_for(open_model(book()), [1.0, 2.0, 3.0])


def test_several_demands_are_solved_at_once():
    model = open_model(book())
    together = output_for(model, [[600, 350], [1500, 1700]])
    np.testing.assert_allclose(together[:, 1], [1000, 2000])
    np.testing.assert_allclose(together[:, 0], output_for(model, [600, 1500]))
