"""What a coalition of factors is scored by: whose rule, whose bases, whose data."""

from dataclasses import replace

import numpy as np
import pytest

from tests.calc.attribution.boards import LAND, entries_of, leaf, ratio_to, scheme_of, two_ratios
from tidehead.calc.attribution import AttributionRefused, Period, mixed_data, mixed_scheme
from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes.types import Method, Normalisation, Parameter, SchemeVariable, Tier

OLD, NEW = two_ratios(20.0, 0.5), two_ratios(16.0, 0.4)


def test_the_bases_of_the_other_scheme_are_taken_over_and_nothing_else() -> None:
    heavier = replace(
        NEW, tree=replace(NEW.tree, children=tuple(replace(one, weight=7.0) for one in NEW.tree.children))
    )
    mixed = mixed_scheme(OLD, heavier)
    assert [parameter.value for parameter in mixed.parameters] == [16.0, 0.4]
    assert [one.weight for one in mixed.indicators] == [50.0, 50.0]
    assert mixed_scheme(OLD, OLD) is OLD


def test_a_base_in_another_unit_is_converted() -> None:
    yuan = replace(NEW, parameters=(Parameter("tax_base", 160000.0, "元/亩", Label("基准")),))
    assert mixed_scheme(OLD, yuan).parameters[0].value == 160000 / 10000
    assert mixed_scheme(OLD, yuan).parameters[1].value == 0.5  # has no counterpart: it is the old rule's own


def test_a_base_without_a_value_keeps_the_own_one() -> None:
    repealed = replace(NEW, parameters=(replace(NEW.parameters[0], value=None), NEW.parameters[1]))
    assert [one.value for one in mixed_scheme(OLD, repealed).parameters] == [20.0, 0.4]
    assert [one.value for one in mixed_scheme(repealed, OLD).parameters] == [None, 0.5]


def test_numbers_written_in_the_normalisation_are_bases_too() -> None:
    old = scheme_of(leaf("tax_per_mu", "tax / land", "万元/亩", 100.0, ratio_to("20", cap=1.5)))
    new = scheme_of(leaf("tax_per_mu", "tax / land", "万元/亩", 100.0, ratio_to("16", cap=1.2)))
    scale = mixed_scheme(old, new).indicators[0].normalisation
    assert (float(scale.base), scale.cap) == (16.0, 1.5)
    named = mixed_scheme(two_ratios(20.0, 0.5), new).indicators[0].normalisation
    assert float(named.base) == 16.0  # a parameter in one scheme, a number in the other: both say one number
    formula = scheme_of(leaf("tax_per_mu", "tax / land", "万元/亩", 100.0, ratio_to("land * 2")))
    assert mixed_scheme(formula, new).indicators[0].normalisation.base == "land * 2"


def test_where_tiers_begin_is_a_base_and_what_they_give_is_rule() -> None:
    def tiered(*tiers: Tier) -> Normalisation:
        return Normalisation(Method.TIERS, tiers=tiers)

    old = scheme_of(leaf("a", "tax / land", "万元/亩", 1.0, tiered(Tier(None, 0.0), Tier(10.0, 0.5))))
    new = scheme_of(leaf("a", "tax / land", "万元/亩", 1.0, tiered(Tier(None, 0.1), Tier(12.0, 0.7))))
    more = scheme_of(leaf("a", "tax / land", "万元/亩", 1.0, tiered(Tier(None, 0.1), Tier(5.0, 0.2), Tier(12.0, 0.7))))
    assert mixed_scheme(old, new).indicators[0].normalisation.tiers == (Tier(None, 0.0), Tier(12.0, 0.5))
    assert mixed_scheme(old, more).indicators[0].normalisation.tiers == (Tier(None, 0.0), Tier(10.0, 0.5))


def data_of(before: dict, after: dict, restated: dict | None = None):  # noqa: ANN201
    late = entries_of(restated) if restated is not None else None
    return mixed_data(Period(OLD, entries_of(before)), Period(NEW, entries_of(after)), late)


def cell(data, key: tuple[bool, bool], column: str, unit: str = "a") -> float:  # noqa: ANN001
    return float(data.tables[key].columns[column][data.positions[key][unit]])


def test_what_a_unit_did_and_what_was_restated_add_up_cell_by_cell() -> None:
    data = data_of({"a": {"tax": 100.0}}, {"a": {"tax": 130.0}}, {"a": {"tax": 110.0}})
    assert cell(data, (False, False), "tax") == 100
    assert cell(data, (False, True), "tax") == 110
    assert cell(data, (True, False), "tax") == 100 + (130 - 110)
    assert cell(data, (True, True), "tax") == 130


def test_a_sum_that_breaks_a_bound_carries_the_relative_change_over() -> None:
    data = data_of({"a": {"land": 5.0}}, {"a": {"land": 4.0}}, {"a": {"land": 10.0}})
    assert cell(data, (True, False), "land") == 5 * (4 / 10)  # 5 + (4 − 10) is no area


def test_who_changed_nothing_moves_nothing_even_where_data_are_unknown() -> None:
    data = data_of({"a": {"tax": None}}, {"a": {"tax": 7.0}}, {"a": {"tax": 7.0}})
    assert np.isnan(cell(data, (True, False), "tax"))
    data = data_of({"a": {"tax": 7.0}}, {"a": {"tax": None}}, {"a": {"tax": 7.0}})
    assert np.isnan(cell(data, (True, False), "tax"))
    assert float(data.filled[True, False].columns["tax"][0]) == 7.0


def test_a_column_of_one_period_alone_stands_at_its_values_throughout() -> None:
    data = data_of({"a": {"tax": 1.0}}, {"a": {"tax": 2.0, "power": 9.0}})
    assert cell(data, (False, False), "power") == cell(data, (True, False), "power") == 9.0
    data = data_of({"a": {"tax": 1.0, "power": 9.0}}, {"a": {"tax": 2.0}})
    assert cell(data, (False, False), "power") == cell(data, (True, True), "power") == 9.0


def test_texts_are_taken_over_not_added_and_whoever_came_or_left_is_a_peer() -> None:
    data = data_of(
        {"a": {"tax": 1.0, "trade": "x"}, "left": {"tax": 3.0, "trade": "x"}},
        {"came": {"tax": 4.0, "trade": "y"}, "a": {"tax": 2.0, "trade": "y"}},
    )
    assert data.tables[False, False].ids == ("a", "left")
    assert data.tables[True, False].ids == ("came", "a")
    assert data.tables[True, False].columns["trade"].tolist() == ["y", "y"]
    assert data.tables[False, False].columns["trade"].tolist() == ["x", "x"]


def test_only_what_was_restated_changes_the_earlier_data() -> None:
    before = {"a": {"tax": 1.0, "power": 5.0}, "b": {"tax": 2.0, "power": 6.0}}
    data = data_of(before, before, {"b": {"tax": 2.5}})
    assert data.tables[False, True].columns["tax"].tolist() == [1.0, 2.5]
    assert data.tables[False, True].columns["power"].tolist() == [5.0, 6.0]


def test_units_of_one_kind_are_converted_and_others_are_refused() -> None:
    def priced(unit: str):  # noqa: ANN202
        tax = SchemeVariable(Variable("tax", unit=unit))
        return scheme_of(leaf("a", "tax / land", f"{unit}/亩", 1.0, ratio_to("1")), variables=(tax, LAND))

    rows = {"a": {"tax": 20000.0, "land": 2.0}}
    data = mixed_data(Period(priced("元"), entries_of(rows)), Period(priced("万元"), entries_of(rows)))
    assert cell(data, (False, False), "tax") == 20000 / 10000
    assert data.scales["tax"] == 10000
    with pytest.raises(AttributionRefused) as refused:
        mixed_data(Period(priced("美元"), entries_of(rows)), Period(priced("万元"), entries_of(rows)))
    assert "tax" in str(refused.value)
    assert "单位" in refused.value.message.zh
