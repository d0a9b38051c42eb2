"""What differs between two versions of a chain."""

from dataclasses import replace

from tests.calc.chains.drawn import PUMP, node
from tidehead.calc.chains import Need, NodeChange, Standing, Technology, changes_between
from tidehead.calc.labels import Label


def test_the_same_chain_has_not_changed() -> None:
    assert changes_between(PUMP, PUMP).nothing


def test_nodes_that_came_went_and_changed() -> None:
    kept = [one for one in PUMP.nodes if one.id != "stamped"]
    kept[-1] = replace(kept[-1], key=True, words=("试验台",))
    after = replace(PUMP, nodes=(*kept, node("seal")))
    found = changes_between(PUMP, after)
    assert (found.added, found.removed) == (("seal",), ("stamped",))
    assert found.changed == (NodeChange("testing", ("words", "key")),)
    back = changes_between(after, PUMP)
    assert (back.added, back.removed) == (found.removed, found.added)


def test_the_order_of_codes_words_and_needs_is_no_change() -> None:
    one = node("a", Need(("b",)), Need(("c",)), industries=("3441", "3442"))
    other = node("a", Need(("c",)), Need(("b",)), industries=("3442", "3441"))
    nodes = (node("b"), node("c"))
    assert changes_between(replace(PUMP, nodes=(one, *nodes)), replace(PUMP, nodes=(*nodes, other))).nothing


def test_technologies_and_firms_are_compared_too() -> None:
    casting = Technology("t1", Label("精密铸造"), "cast")
    after = replace(PUMP, technologies=(replace(casting, state="solved"), Technology("t2", Label("永磁"), "motor")))
    found = changes_between(
        replace(PUMP, technologies=(casting,)),
        after,
        firms_before=[Standing("c", "cast", "old")],
        firms_after=[Standing("c", "cast", "new")],
    )
    assert (found.technologies_added, found.technologies_changed) == (("t2",), ("t1",))
    assert (found.firms_added, found.firms_removed) == ((("cast", "new"),), (("cast", "old"),))
    assert changes_between(after, replace(PUMP, technologies=())).technologies_removed == ("t1", "t2")
