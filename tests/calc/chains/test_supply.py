"""Local supply rates by basis, and how much is had within half an hour."""

import math

import pytest

from tests.calc.chains.drawn import PUMP, chain, node
from tidehead.calc.chains import (
    Basis,
    Bought,
    Need,
    SupplyRate,
    both_rates,
    estimated_minutes,
    great_circle_km,
    inputs_of,
    local_supply_rate,
    node_rates,
    share_by_quotient,
    supply_within,
)

REPORTED, ESTIMATED = Basis.REPORTED, Basis.ESTIMATED
BILL = (
    Bought("cast", 50.0, 0.9, REPORTED),
    Bought("motor", 30.0, 0.5, REPORTED),
    Bought("chip", 15.0, 0.2, ESTIMATED),
    Bought("seal", 5.0, None),
)


def test_the_rate_is_local_input_over_all_input_of_one_basis() -> None:
    # (50 × 0.9 + 30 × 0.5) ÷ (50 + 30) = 60 ÷ 80; covered: 80 of 100
    assert local_supply_rate(BILL, REPORTED) == SupplyRate(60 / 80, REPORTED, 0.8, 2)
    assert local_supply_rate(BILL, ESTIMATED) == SupplyRate(0.2, ESTIMATED, 0.15, 1)


def test_reported_and_estimated_are_never_mixed() -> None:
    reported, estimated = both_rates(BILL)
    assert (reported.value, estimated.value) == (0.75, 0.2)
    assert reported.coverage + estimated.coverage == pytest.approx(0.95)  # the seal is known to nobody


def test_nothing_known_is_unknown_and_covers_nothing() -> None:
    assert local_supply_rate([Bought("seal", 5.0, None)], REPORTED) == SupplyRate(None, REPORTED, 0.0, 0)


def test_an_unknown_weight_leaves_the_coverage_unknown() -> None:
    rows = [Bought("cast", 50.0, 0.9, REPORTED), Bought("oil", None, 0.1, REPORTED)]
    assert local_supply_rate(rows, REPORTED) == SupplyRate(0.9, REPORTED, None, 1)


def test_without_any_weight_inputs_count_alike() -> None:
    rows = [Bought("a", None, 1.0, REPORTED), Bought("b", None, 0.0, REPORTED)]
    assert local_supply_rate(rows, REPORTED) == SupplyRate(0.5, REPORTED, 1.0, 2)


@pytest.mark.parametrize("row", [Bought("a", 1.0, 1.2, REPORTED), Bought("a", -1.0, 0.5, REPORTED)])
def test_impossible_rates_and_weights_are_refused(row: Bought) -> None:
    with pytest.raises(ValueError):
        local_supply_rate([row], REPORTED)


def test_an_unknown_basis_is_no_basis_to_ask_for() -> None:
    with pytest.raises(ValueError, match="reported or estimated"):
        local_supply_rate(BILL, Basis.UNKNOWN)


def test_of_substitutes_the_one_that_is_bought_here_counts() -> None:
    rates = {"cast": (0.2, ESTIMATED), "stamped": (0.7, ESTIMATED)}
    assert inputs_of(PUMP.node("housing"), rates) == (Bought("stamped", None, 0.7, ESTIMATED),)
    reported_first = rates | {"cast": (0.1, REPORTED)}
    assert inputs_of(PUMP.node("housing"), reported_first)[0].node == "cast"


def test_a_share_is_divided_among_all_of() -> None:
    both = node("pump", Need(("motor", "housing"), share=0.6))
    assert [row.weight for row in inputs_of(both, {})] == [0.3, 0.3]


def test_rates_of_every_node_that_needs_something() -> None:
    found = node_rates(PUMP, {"motor": (0.5, REPORTED), "housing": (0.9, REPORTED)})
    assert set(found) == {"cast", "stamped", "motor", "housing", "pump"}
    assert found["pump"][0] == SupplyRate((0.5 + 0.9) / 2, REPORTED, 1.0, 2)


def test_an_estimate_from_a_quotient_is_capped_at_all() -> None:
    assert [share_by_quotient(value) for value in (0.0, 0.25, 1.0, 4.0)] == [0.0, 0.25, 1.0, 1.0]


# How near


def test_a_quarter_of_a_meridian_is_ten_thousand_kilometres() -> None:
    assert great_circle_km((0.0, 0.0), (0.0, 90.0)) == pytest.approx(6371.0088 * math.pi / 2)
    assert great_circle_km((120.0, 30.0), (120.0, 30.0)) == 0.0
    assert great_circle_km((1.0, 2.0), (3.0, 4.0)) == pytest.approx(great_circle_km((3.0, 4.0), (1.0, 2.0)))


def test_minutes_are_the_way_by_road_over_the_speed() -> None:
    km = great_circle_km((121.0, 28.0), (121.1, 28.0))
    assert estimated_minutes((121.0, 28.0), (121.1, 28.0)) == pytest.approx(km * 1.3 / 40 * 60)
    with pytest.raises(ValueError):
        estimated_minutes((0.0, 0.0), (0.0, 1.0), speed_km_h=0)
    with pytest.raises(ValueError):
        estimated_minutes((0.0, 0.0), (0.0, 1.0), detour=0.9)


def test_what_is_had_within_half_an_hour() -> None:
    pump = node(
        "pump",
        Need(("motor",), share=0.5),
        Need(("cast", "stamped"), any_one=True, share=0.3),
        Need(("seal",), share=0.2),
    )
    near = supply_within(pump, {"motor": 20.0, "cast": 90.0, "stamped": 10.0, "seal": 45.0})
    assert near.rate == pytest.approx(0.5 + 0.3)
    assert (near.coverage, near.full_set) == (1.0, 45.0)  # the seal comes last
    assert near.far == ("cast", "seal")


def test_who_is_nowhere_here_is_far_and_who_is_unknown_lowers_the_coverage() -> None:
    pump = node("pump", Need(("motor",), share=0.5), Need(("seal",), share=0.5))
    gone = supply_within(pump, {"motor": 20.0, "seal": math.inf})
    assert (gone.rate, gone.coverage, gone.full_set) == (0.5, 1.0, None)
    unknown = supply_within(pump, {"motor": 20.0})
    assert (unknown.rate, unknown.coverage, unknown.unknown) == (1.0, 0.5, ("seal",))
    assert supply_within(node("steel"), {}).rate is None


def test_a_wider_limit_never_lowers_the_rate() -> None:
    one = chain(node("a", Need(("b", "c")), Need(("d", "b"), any_one=True))).nodes[0]
    nearest = {"b": 12.0, "c": 40.0, "d": 25.0}
    rates = [supply_within(one, nearest, limit).rate or 0.0 for limit in (5, 15, 30, 60)]
    assert rates == sorted(rates)
