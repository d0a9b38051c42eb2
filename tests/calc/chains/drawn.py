"""Chains that the tests of chains speak of."""

import random
from itertools import combinations

from tidehead.calc.chains import Chain, Need, Node, Stage
from tidehead.calc.labels import Label


def node(name: str, *needs: Need, stage: Stage = Stage.MIDSTREAM, **parts: object) -> Node:
    return Node(name, Label(name), stage, needs=needs, **parts)  # type: ignore[arg-type]


def chain(*nodes: Node) -> Chain:
    return Chain("c", Label("链", "chain"), nodes)


PUMP = chain(
    node("steel"),
    node("copper"),
    node("cast", Need(("steel",))),
    node("stamped", Need(("steel",))),
    node("motor", Need(("copper",))),
    node("housing", Need(("cast", "stamped"), any_one=True)),
    node("pump", Need(("motor", "housing"))),
    node("testing", stage=Stage.EQUIPMENT),
)
"""A pump needs a motor (of copper) and a housing, which is cast or stamped, both of steel."""


def random_chain(rng: random.Random) -> Chain:
    """Up to seven nodes with any needs, circles among them."""
    names = [f"n{nth}" for nth in range(rng.randint(2, 7))]
    return chain(
        *(
            node(
                name,
                *(
                    Need(tuple(rng.sample(names, rng.randint(1, min(3, len(names))))), any_one=rng.random() < 0.5)
                    for _ in range(rng.randint(0, 2))
                ),
            )
            for name in names
        )
    )


def standing_by_brute_force(of: Chain, lost: set[str], here: set[str] | None) -> set[str]:
    """The union of every set of nodes that holds itself up: what the fixpoint is by definition."""
    free = [one.id for one in of.nodes if one.id not in lost]
    held: set[str] = set()
    for size in range(len(free) + 1):
        for some in combinations(free, size):
            if all(_is_held(of.node(name), set(some), here) for name in some):
                held |= set(some)
    return held


def _is_held(one: Node, among: set[str], here: set[str] | None) -> bool:
    for need in one.needs:
        wanted = set(need.nodes)
        if not need.any_one:
            if not wanted <= among:
                return False
            continue
        local = wanted if here is None else (wanted & here) or wanted
        if not local & among:
            return False
    return True
