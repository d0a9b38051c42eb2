"""Missing, single, weak, leaking: each with its reason, and nothing from what is unknown."""

from dataclasses import replace

import pytest

from tests.calc.chains.drawn import PUMP, chain, node
from tidehead.calc.chains import (
    Basis,
    Coverage,
    GapKind,
    Maker,
    Need,
    NodeFacts,
    Stakes,
    Thresholds,
    coverage,
    doubts,
    gaps,
    node_status,
    stakes_of,
)

REGISTERED = {"searched": 40, "registered": True}
NOBODY = NodeFacts(firms=0, of_class=0, **REGISTERED)
HERE = {
    "steel": NOBODY,
    "copper": NodeFacts(firms=1, makers=(Maker("smelter", 8e6, None),), of_class=1, **REGISTERED),
    "cast": NodeFacts(
        firms=2, makers=(Maker("foundry", 5e6, 30.0), Maker("caster", None, 12.0)), of_class=2, **REGISTERED
    ),
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
    assert node_status("stamped", gaps(PUMP, HERE), HERE, unsure=doubts(PUMP, HERE)) == "unknown"
    assert gaps(PUMP, {}) == ()


def test_the_reason_says_the_numbers() -> None:
    by_node = {gap.node: gap.because for gap in gaps(PUMP, HERE)}
    assert by_node["steel"].en == "no local firm is of its industries among 40 firms"
    assert "已查 40 家企业" in by_node["steel"].zh
    assert by_node["cast"].en == "2 local firms, fewer than 3"
    assert by_node["motor"].en == "location quotient 0.50, below 1.00"
    assert by_node["pump"].en == "30% of local demand is met here (reported), less than 50%"


def test_a_missing_link_names_what_could_take_its_place() -> None:
    found = gaps(PUMP, HERE | {"cast": NOBODY})
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
    facts = HERE | {"copper": NodeFacts(firms=1, named=1, supply=0.1, basis=Basis.ESTIMATED)}
    found = gaps(PUMP, facts)
    assert [gap.kind for gap in found if gap.node == "copper"] == [GapKind.SINGLE, GapKind.LEAKING]
    assert node_status("copper", found, facts, unsure=()) == "single"
    assert node_status("housing", found, facts, unsure=()) == "sound"


def test_what_nobody_here_makes_is_missing_and_not_leaking_too() -> None:
    found = gaps(PUMP, {"steel": replace(NOBODY, supply=0.0, basis=Basis.ESTIMATED)})
    assert [gap.kind for gap in found] == [GapKind.MISSING]


def test_bounds_are_arguments() -> None:
    assert [gap.node for gap in gaps(PUMP, HERE, Thresholds(firms=2, quotient=0.4, supply=0.2))] == ["steel", "copper"]


@pytest.mark.parametrize("firms", range(6))
def test_more_firms_never_make_it_worse(firms: int) -> None:
    grave = {"missing": 0, "single": 1, "weak": 2, "sound": 3}
    one = chain(node("a"))

    def at(count: int) -> int:
        facts = {"a": NodeFacts(firms=count, of_class=count, registered=True)}
        return grave[node_status("a", gaps(one, facts), facts, unsure=doubts(one, facts))]

    assert at(firms) <= at(firms + 1)


def test_coverage_is_told_beside() -> None:
    found = coverage(PUMP, HERE)
    # 7 of 8 nodes are known; 6 of those 7 are made here; 1 of 8 has a rate; of 4 firms 3 reported output
    assert found == Coverage(8, 7 / 8, 6 / 7, 1 / 8, 3 / 4)
    with pytest.raises(ValueError, match="nodes"):
        coverage(chain(), {})


# What cannot be told


def told(facts: NodeFacts) -> str:
    one = chain(node("a"))
    known = {"a": facts}
    return node_status("a", gaps(one, known), known, unsure=doubts(one, known))


@pytest.mark.parametrize("of_class", [None, 0, 7])
def test_whom_a_list_of_named_firms_leaves_out_is_not_missing(of_class: int | None) -> None:
    listed = NodeFacts(firms=0, searched=206, of_class=of_class)
    assert told(listed) == "unknown"
    why = doubts(chain(node("a")), {"a": listed})["a"]
    assert why.zh == "名单内无：仅知 206 家企业，导入企业登记表后再判断"
    assert why.en == "not on the list: only 206 firms are known; import a table of registered firms to tell"


@pytest.mark.parametrize(
    ("firms", "of_class", "word"),
    [
        (0, 0, "missing"),  # nobody is of its industries at all
        (0, 1, "unknown"),  # one is, and does not say whether it makes this
        (0, None, "unknown"),  # it has no codes: who is of its industries is unknown
        (1, 0, "single"),
        (1, 1, "single"),
        (1, 2, "unknown"),  # the second may make it, too
        (2, 2, "weak"),
        (2, 3, "unknown"),  # three are asked, and three may make it
        (3, 400, "sound"),
    ],
)
def test_what_scopes_do_not_say_is_unknown(firms: int, of_class: int | None, word: str) -> None:
    facts = NodeFacts(firms=firms, of_class=of_class, **REGISTERED)
    assert told(facts) == word
    assert (word == "unknown") == ("a" in doubts(chain(node("a")), {"a": facts}))


def test_a_silent_scope_says_how_many_could_have_spoken() -> None:
    why = doubts(chain(node("a")), {"a": NodeFacts(firms=0, of_class=364, **REGISTERED)})["a"]
    assert why.zh == "经营范围未写到这一层，无法判断（同行业企业 364 家）"
    assert why.en == "business scopes do not go into such detail: it cannot be told (364 firms of its industries)"


@pytest.mark.parametrize("registered", [True, False])
def test_a_firm_that_a_source_names_alone_is_alone(registered: bool) -> None:
    assert told(NodeFacts(firms=1, named=1, of_class=400, registered=registered)) == "single"
    assert told(NodeFacts(firms=2, named=2, of_class=400, registered=registered)) == "weak"
    assert told(NodeFacts(firms=2, named=1, of_class=400, registered=registered)) == "unknown"


def test_who_makes_what_it_goes_into_may_make_it_for_itself() -> None:
    impeller = node("impeller", parent="parts", industries=("3391",))
    parts, pump = node("parts", parent="pump", industries=("34",)), node("pump", industries=("3441", "3391"))
    chip = node("chip", parent="pump", industries=("3973",))
    drawn = chain(impeller, parts, pump, chip)
    makers = NodeFacts(firms=364, of_class=364, **REGISTERED)
    facts = {"impeller": NOBODY, "chip": NOBODY, "parts": makers, "pump": makers}
    # pump makers are of division 33 too, as impellers are; nobody who makes pumps is of division 39
    assert list(doubts(drawn, facts)) == ["impeller"]
    assert [gap.node for gap in gaps(drawn, facts)] == ["chip"]
    assert doubts(drawn, facts | {"pump": NOBODY, "parts": NOBODY}) == {}


def test_who_needs_it_may_make_it_for_itself() -> None:
    drawn = chain(node("winding", industries=("3812",)), node("motor", Need(("winding",)), industries=("3812",)))
    facts = {"winding": NOBODY, "motor": NodeFacts(firms=9, of_class=9, **REGISTERED)}
    assert list(doubts(drawn, facts)) == ["winding"]


def test_what_cannot_be_told_is_not_counted_as_known_or_as_nobody() -> None:
    found = coverage(PUMP, HERE | {"steel": NodeFacts(firms=0, searched=206)})
    # 6 of 8 are known, and all 6 are made here
    assert (found.firms_known, found.made_here) == (6 / 8, 1.0)


def test_a_leak_is_told_though_its_makers_are_not() -> None:
    assert told(NodeFacts(firms=0, searched=206, supply=0.2, basis=Basis.REPORTED)) == "leaking"
