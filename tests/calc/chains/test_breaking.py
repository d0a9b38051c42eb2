"""What breaks when links go: by hand, by law, and against brute force."""

import random

import pytest

from tests.calc.chains.drawn import PUMP, chain, node, random_chain, standing_by_brute_force
from tidehead.calc.chains import (
    CriticalFirm,
    Need,
    UnknownNode,
    broken_without,
    critical_firms,
    end_products,
    relying_on,
    substitutes_of,
)


def test_without_copper_there_is_no_motor_and_so_no_pump() -> None:
    assert broken_without(PUMP, {"copper"}) == ("motor", "pump")


def test_a_substitute_stands_in() -> None:
    assert broken_without(PUMP, {"cast"}) == ()
    assert broken_without(PUMP, {"cast", "stamped"}) == ("housing", "pump")


def test_a_substitute_that_nobody_here_makes_does_not_stand_in_for_one_that_is_made_here() -> None:
    assert broken_without(PUMP, {"cast"}, made_here={"cast"}) == ("housing", "pump")
    assert broken_without(PUMP, {"cast"}, made_here={"cast", "stamped"}) == ()


def test_of_substitutes_that_are_all_bought_any_does() -> None:
    assert broken_without(PUMP, {"cast"}, made_here={"motor"}) == ()


def test_nothing_lost_breaks_nothing_even_in_a_circle() -> None:
    circle = chain(node("a", Need(("b",))), node("b", Need(("a",))))
    assert broken_without(circle, set()) == ()
    assert broken_without(circle, {"a"}) == ("b",)


@pytest.mark.parametrize("seed", range(60))
def test_the_fixpoint_is_what_brute_force_finds(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - seeded
    drawn = random_chain(rng)
    names = [one.id for one in drawn.nodes]
    lost = set(rng.sample(names, rng.randint(0, 2)))
    here = set(rng.sample(names, rng.randint(0, len(names)))) if rng.random() < 0.5 else None
    held = standing_by_brute_force(drawn, lost, here)
    expected = tuple(name for name in names if name not in held and name not in lost)
    assert broken_without(drawn, lost, made_here=here) == expected


@pytest.mark.parametrize("seed", range(20))
def test_losing_more_never_mends_anything(seed: int) -> None:
    rng = random.Random(1000 + seed)  # noqa: S311 - seeded
    drawn = random_chain(rng)
    names = [one.id for one in drawn.nodes]
    few = set(rng.sample(names, 1))
    more = few | set(rng.sample(names, 1))
    assert set(broken_without(drawn, few)) <= set(broken_without(drawn, more)) | more


def test_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNode, match="gold"):
        broken_without(PUMP, {"gold"})
    with pytest.raises(UnknownNode, match="tin"):
        broken_without(chain(node("a", Need(("tin",)))), set())


def test_a_firm_is_critical_by_what_it_alone_makes() -> None:
    makers = {
        "steel": {"mill", "smelter"},
        "copper": {"smelter"},
        "cast": {"foundry"},
        "stamped": {"press"},
        "motor": {"works"},
        "housing": {"foundry", "press"},
        "pump": {"works"},
    }
    assert critical_firms(PUMP, makers) == (
        CriticalFirm("smelter", ("copper",), ("motor", "pump"), ("pump",)),  # breaks two, so it comes first
        CriticalFirm("works", ("motor", "pump"), (), ("pump",)),
        CriticalFirm("foundry", ("cast",), (), ()),
        CriticalFirm("press", ("stamped",), (), ()),
    )


def test_what_the_chain_is_for_and_who_needs_whom() -> None:
    assert end_products(PUMP) == ("pump",)
    assert relying_on(PUMP, "steel") == ("cast", "stamped")
    assert substitutes_of(PUMP, "cast") == ("stamped",)
    assert substitutes_of(PUMP, "motor") == ()


def test_nobody_is_called_alone_where_others_may_make_it_too() -> None:
    makers = {"copper": {"smelter"}, "motor": {"works"}}
    assert [one.enterprise for one in critical_firms(PUMP, makers, unsure={"copper"})] == ["works"]
