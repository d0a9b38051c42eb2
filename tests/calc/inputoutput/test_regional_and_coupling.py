"""Regional estimates by location quotients, supply rates, and coupling between groups of industries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.inputoutput.tables import book, drawn
from tidehead.calc.inputoutput import (
    Blocks,
    ImpossibleEntries,
    Misshapen,
    NegativeFlows,
    Quotient,
    TableRefused,
    coupling,
    local_supply_rate,
    local_supply_shares,
    open_model,
    output_multipliers,
    regional_table,
    table_from_blocks,
)

seeds = st.integers(0, 10_000)


def test_the_quotients_by_hand():
    # Region 10 and 10 of 20, nation 100 and 300 of 400: SLQ 0.5/0.25 = 2 and 0.5/0.75 = 2/3.
    simple = local_supply_shares([10, 10], [100, 300], quotient=Quotient.SIMPLE)
    assert simple.simple.tolist() == pytest.approx([2, 2 / 3])
    np.testing.assert_allclose(simple.shares, [[1, 1], [2 / 3, 2 / 3]])
    # Cross: seller over buyer: 2 ÷ 2/3 = 3 → 1; 2/3 ÷ 2 = 1/3; the diagonal has SLQ itself.
    cross = local_supply_shares([10, 10], [100, 300], quotient=Quotient.CROSS)
    np.testing.assert_allclose(cross.shares, [[1, 1], [1 / 3, 2 / 3]])
    # Flegg: λ = log2(1 + 20/400)^0.3; times 2, 3, 1/3, 2/3.
    scale = np.log2(1 + 20 / 400) ** 0.3
    flegg = local_supply_shares([10, 10], [100, 300])
    assert flegg.scale == pytest.approx(scale)
    np.testing.assert_allclose(flegg.shares, np.minimum([[2 * scale, 3 * scale], [scale / 3, scale * 2 / 3]], 1))
    # Augmented: buyers with SLQ above 1 (the first: 2) take log2(1 + 2) times as much.
    augmented = local_supply_shares([10, 10], [100, 300], quotient=Quotient.AUGMENTED)
    np.testing.assert_allclose(augmented.shares, flegg.shares * [np.log2(3), 1])


@given(seeds, st.sampled_from(Quotient))
def test_a_region_that_is_the_nation_supplies_itself(seed, quotient):
    sizes = np.random.default_rng(seed).uniform(1, 100, 6)
    found = local_supply_shares(sizes, sizes, quotient=quotient)
    np.testing.assert_allclose(found.shares, 1.0)


@given(seeds)
def test_smaller_regions_supply_less_of_themselves(seed):
    chance = np.random.default_rng(seed)
    nation = chance.uniform(50, 100, 6)
    region = nation * chance.uniform(0.01, 0.1, 6)
    smaller, larger = (local_supply_shares(region * size, nation).shares for size in (0.5, 1.0))
    assert (smaller <= larger + 1e-12).all()
    cross = local_supply_shares(region, nation, quotient=Quotient.CROSS).shares
    assert (larger <= cross + 1e-12).all()


def test_what_the_region_or_the_nation_has_not_is_zero_or_unknown():
    for quotient in Quotient:
        found = local_supply_shares([5, 0, 5], [10, 10, 10], quotient=quotient).shares
        assert (found[1] == 0).all() and np.isfinite(found).all()
    assert np.isnan(local_supply_shares([5, 0], [10, 0], quotient=Quotient.SIMPLE).shares[1]).all()
    partly = local_supply_shares([5, np.nan], [10, 10])
    assert np.isnan(partly.shares[1]).all()
    assert "unknown for 1 sectors" in partly.notes[-1].en


def test_estimates_say_that_they_are():
    notes = local_supply_shares([1, 1], [9, 9], delta=0.25).notes
    assert "estimated from location quotients (FLQ, δ=0.25)" in notes[0].en
    assert "不是调查结果" in notes[0].zh


def test_sizes_that_cannot_be_are_refused():
    with pytest.raises(ImpossibleEntries, match="larger than the nation"):
        local_supply_shares([10, 10], [5, 5])
    with pytest.raises(ImpossibleEntries, match="not all zero"):
        local_supply_shares([0, 0], [5, 5])
    with pytest.raises(Misshapen):
        local_supply_shares([1], [5, 5])


@given(seeds, st.sampled_from(Quotient))
def test_an_estimated_region_balances(seed, quotient):
    nation = drawn(seed)
    output = nation.output * np.random.default_rng(seed).uniform(0.01, 0.2, len(nation))
    region = regional_table(nation, output, local_supply_shares(output, nation.output, quotient=quotient))
    np.testing.assert_allclose(region.flows.sum(axis=1) + region.final_use.sum(axis=1), output, rtol=1e-9)
    columns = region.flows.sum(axis=0) + region.imported.sum(axis=0) + region.value_added.sum(axis=0)
    np.testing.assert_allclose(columns, output, rtol=1e-9)
    assert (region.final_use >= -1e-9).all()
    multipliers = output_multipliers(open_model(region))
    assert (multipliers <= output_multipliers(open_model(nation)) + 1e-9).all()
    assert "estimated" in region.notes[0].en


def test_purchases_beyond_what_the_region_makes_are_cut_and_named():
    nation = table_from_blocks(["ore", "steel"], [[0, 80], [0, 0]], Blocks({"use": [20, 100]}, {"w": [100, 20]}))
    # The region makes 2 of ore and 10 of steel, which wants 0.8 · 10 = 8 of ore; shares of 1 ask for all of it here.
    shares = local_supply_shares([2, 2], [100, 100], quotient=Quotient.SIMPLE)
    found = regional_table(nation, [2, 10], shares)
    assert found.flows[0, 1] == pytest.approx(2)
    assert found.imported[0].tolist() == pytest.approx([0, 6])
    assert "cut to it: ore" in found.notes[-1].en


def test_a_nation_that_cannot_serve_as_recipe_is_refused():
    shares = local_supply_shares([1, 1], [9, 9])
    within = table_from_blocks(["a", "b"], [[1, 1], [1, 1]], Blocks({"u": [9, 9]}, imports=[1, 1]))
    with pytest.raises(TableRefused, match="domestic part"):
        regional_table(within, [1, 1], shares)
    signed = table_from_blocks(["a", "b"], [[1, -1], [1, 1]], Blocks({"u": [9, 9]}))
    with pytest.raises(NegativeFlows):
        regional_table(signed, [1, 1], shares)
    with pytest.raises(Misshapen, match="every sector"):
        regional_table(book(), [1, np.nan], shares)
    idle = table_from_blocks(["a", "b"], [[1, 0], [0, 0]], Blocks({"u": [9, 0]}))
    with pytest.raises(ImpossibleEntries, match="makes what the nation does not: b"):
        regional_table(idle, [1, 1], shares)


def test_supply_rates_by_hand():
    # "one" buys 350 in the region and 100 outside, "two" 600 and 200: 350/450, 600/800, 950/1250.
    found = local_supply_rate(book())
    assert found.by_buyer.tolist() == pytest.approx([350 / 450, 600 / 800])
    assert found.overall == pytest.approx(950 / 1250)


def trade():
    return table_from_blocks(
        ["a", "b", "c", "d"],
        [[9, 4, 0, 0], [2, 0, 2, 1], [0, 1, 7, 0], [0, 0, 0, 5]],
        Blocks({"use": [20, 20, 20, 20]}),
    )


def test_coupling_by_hand():
    # a trades 4 + 2 with others, all with b; b trades 2 + 2 + 1 out and 4 + 1 in, 10 in all: 6 ÷ √(6 · 10).
    found = coupling(trade(), {"A": ["a"]}, {"B": ["b"], "C": ["c"]})
    assert found.strength[0, 0] == pytest.approx(6 / np.sqrt(6 * 10))
    assert found.strength[0, 1] == 0
    # b's inputs from others: 4 from a, 1 from c; a's sales to others: all 4 to b.
    assert found.reliance[0, 0] == 4 / 5
    assert found.outlet[0, 0] == 1
    assert (found.flow[0, 0], found.flow_back[0, 0]) == (4, 2)


@given(seeds)
def test_coupling_is_a_share_the_same_both_ways(seed):
    table = drawn(seed)
    first, second = {"x": table.sectors[:2], "y": table.sectors[2:4]}, {"z": table.sectors[4:7], "w": table.sectors[7:]}
    forth, back = coupling(table, first, second), coupling(table, second, first)
    np.testing.assert_allclose(forth.strength, back.strength.T)
    known = forth.strength[np.isfinite(forth.strength)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()


def test_groups_that_trade_with_each_other_alone_are_wholly_coupled():
    flows = [[3, 5, 0], [4, 0, 0], [0, 0, 2]]
    table = table_from_blocks(["a", "b", "c"], flows, Blocks({"use": [9, 9, 9]}))
    found = coupling(table, {"a": ["a"], "c": ["c"]}, {"a": ["a"], "b": ["b"]})
    assert np.isnan(found.strength[0, 0])
    assert found.strength[0, 1] == pytest.approx(1)
    assert np.isnan(found.strength[1]).all()


def test_groups_that_share_sectors_are_refused():
    with pytest.raises(Misshapen, match="share sectors: b"):
        coupling(trade(), {"A": ["a", "b"]}, {"B": ["b"]})
    with pytest.raises(Misshapen, match="empty groups: z"):
        coupling(trade(), {"A": ["z"]}, {"B": ["b"]})
    signed = table_from_blocks(["a", "b"], [[1, -1], [1, 1]], Blocks({"u": [9, 9]}))
    with pytest.raises(NegativeFlows):
        coupling(signed, {"A": ["a"]}, {"B": ["b"]})
