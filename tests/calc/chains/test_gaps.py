"""Missing, single, weak, leaking: each with its reason, and nothing from what is unknown."""

import pytest

from tests.calc.chains.drawn import PUMP, chain, node
from tidehead.calc.chains import (
    Basis,
    Coverage,
    GapKind,
    Maker,
    NodeFacts,
    Stakes,
    Thresholds,
    coverage,
    gaps,
    node_status,
    stakes_of,
)

HERE = {
    "steel": NodeFacts(firms=0, searched=40),
    "copper": NodeFacts(firms=1, makers=(Maker("smelter", 8e6, None),), searched=40),
    "cast": NodeFacts(firms=2, makers=(Maker("foundry", 5e6, 30.0), Maker("caster", None, 12.0)), searched=40),
    "stamped": NodeFacts(),
    "motor": NodeFacts(firms=9, makers=(Maker("works", 2e7, 200.0),), quotient=0.5, searched=40),
    "housing": NodeFacts(firms=9, searched=40),
    "pump": NodeFacts(firms=9, makers=(Maker("works", 2e7, 200.0),), supply=0.3, basis=Basis.REPORTED, searched=40),
    "testing": NodeFacts(firms=9, searched=40),
}


def kinds_of(name: str) -> tuple[GapKind, ...]:
    return tuple(gap.kind for gap in gaps(PUMP, HERE) if gap.node == name)


def test_each_kind_is_found_where_it_is_and_nowhere_else() -> None:
    assert kinds_of("steel") == (GapKind.MISSING,)
    assert kinds_of("copper") == (GapKind.SINGLE,)
    assert kinds_of("cast") == (GapKind.WEAK,)  # two firms where three are asked
    assert kinds_of("motor") == (GapKind.WEAK,)  # nine firms, and yet half of what one expects
    assert kinds_of("pump") == (GapKind.LEAKING,)
    assert kinds_of("housing") == kinds_of("testing") == ()


def test_from_what_is_unknown_nothing_is_concluded() -> None:
    assert kinds_of("stamped") == ()
    assert node_status("stamped", gaps(PUMP, HERE), HERE) == "unknown"
    assert gaps(PUMP, {}) == ()


def test_the_reason_says_the_numbers() -> None:
    by_node = {gap.node: gap.because for gap in gaps(PUMP, HERE)}
    assert by_node["steel"].en == "no local firm makes it among 40 firms"
    assert "已查 40 家企业" in by_node["steel"].zh
    assert by_node["cast"].en == "2 local firms, fewer than 3"
    assert by_node["motor"].en == "location quotient 0.50, below 1.00"
    assert by_node["pump"].en == "30% of local demand is met here (reported), less than 50%"


def test_a_missing_link_names_what_could_take_its_place() -> None:
    found = gaps(PUMP, HERE | {"cast": NodeFacts(firms=0, searched=40)})
    assert next(gap.because.en for gap in found if gap.node == "cast").endswith("in its place: stamped")


def test_what_breaks_follows_the_needs_and_the_stakes_count_each_firm_once() -> None:
    copper = next(gap for gap in gaps(PUMP, HERE) if gap.node == "copper")
    assert copper.breaks == ("motor", "pump")
    # smelter on copper; works on motor and on pump: 8 + 20 million, not 8 + 20 + 20
    assert copper.stakes == Stakes(output_cny=8e6 + 2e7, jobs=200.0, firms=2)
    assert copper.figures["firms_with_jobs"] == 1


def test_stakes_that_nobody_reported_are_unknown_not_zero() -> None:
    assert stakes_of(["housing"], HERE) == Stakes(output_cny=None, jobs=None, firms=0)
    assert stakes_of(["stamped"], HERE) == Stakes(None, None, None)


def test_a_node_is_called_by_its_gravest_gap() -> None:
    facts = HERE | {"copper": NodeFacts(firms=1, supply=0.1, basis=Basis.ESTIMATED)}
    found = gaps(PUMP, facts)
    assert [gap.kind for gap in found if gap.node == "copper"] == [GapKind.SINGLE, GapKind.LEAKING]
    assert node_status("copper", found, facts) == "single"
    assert node_status("housing", found, facts) == "sound"


def test_what_nobody_here_makes_is_missing_and_not_leaking_too() -> None:
    found = gaps(PUMP, {"steel": NodeFacts(firms=0, supply=0.0, basis=Basis.ESTIMATED)})
    assert [gap.kind for gap in found] == [GapKind.MISSING]


def test_bounds_are_arguments() -> None:
    assert [gap.node for gap in gaps(PUMP, HERE, Thresholds(firms=2, quotient=0.4, supply=0.2))] == ["steel", "copper"]


@pytest.mark.parametrize("firms", range(6))
def test_more_firms_never_make_it_worse(firms: int) -> None:
    grave = {"missing": 0, "single": 1, "weak": 2, "sound": 3}
    one = chain(node("a"))

    def at(count: int) -> int:
        facts = {"a": NodeFacts(firms=count)}
        return grave[node_status("a", gaps(one, facts), facts)]

    assert at(firms) <= at(firms + 1)


def test_coverage_is_told_beside() -> None:
    found = coverage(PUMP, HERE)
    # 7 of 8 nodes are known; 6 of those 7 are made here; 1 of 8 has a rate; of 4 firms 3 reported output
    assert found == Coverage(8, 7 / 8, 6 / 7, 1 / 8, 3 / 4)
    with pytest.raises(ValueError, match="nodes"):
        coverage(chain(), {})
