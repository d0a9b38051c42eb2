"""Chains: firms that they hang on, against every firm taken away by itself, as the definition says; targets ranked."""

import json
import random
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from tidehead.calc.chains import (
    Bound,
    Candidate,
    Chain,
    Need,
    Node,
    Part,
    Stage,
    broken_without,
    critical_firms,
    ranked,
)
from tidehead.calc.labels import Label

NODES, FIRMS = 80, 2_000
CANDIDATES = 20_000
PARTS = ("fit", "expansion", "size", "relations", "poaching")
WHY = Label("因为", "because")


def made(rng: random.Random) -> tuple[Chain, dict[str, set[str]]]:
    """A chain of 80 links, each needing up to three before it; a third of them made by one firm alone."""
    names = [f"n{nth}" for nth in range(NODES)]
    nodes = [
        Node(
            name,
            Label(name),
            Stage.MIDSTREAM,
            needs=tuple(
                Need(tuple(rng.sample(names[:nth], min(nth, 2))), any_one=rng.random() < 0.4) for _ in range(2) if nth
            ),
        )
        for nth, name in enumerate(names)
    ]
    firms = [f"f{nth}" for nth in range(FIRMS)]
    makers = {name: set(rng.sample(firms, 1 if rng.random() < 0.33 else 60)) for name in names}
    return Chain("c", Label("c"), tuple(nodes)), makers


def one_by_one(chain: Chain, makers: dict[str, set[str]]) -> int:
    """Every firm taken away by itself."""
    here = {node for node, firms in makers.items() if firms}
    found = 0
    for firm in {firm for some in makers.values() for firm in some}:
        lost = [node for node, firms in makers.items() if firms == {firm}]
        broken_without(chain, lost, made_here=here)
        found += bool(lost)
    return found


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(
    name: str, n: int, ours: Callable[[], object], peer: Callable[[], object] | None, against: str
) -> dict[str, Any]:
    seconds, other = timed(ours), timed(peer) if peer else None
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "name": name,
        "n": n,
        "seconds": round(seconds, 3),
        "rate": round(n / seconds),
        "peak_mb": round(peak / 1e6, 1),
        "peer": against,
        "ratio": None if other is None else round(other / seconds, 2),
    }


def main() -> list[dict[str, Any]]:
    """One row for firms that a chain hangs on, one for targets."""
    rng = random.Random(5)  # noqa: S311 - seeded
    chain, makers = made(rng)
    assert len(critical_firms(chain, makers)) == one_by_one(chain, makers)
    weights = dict(zip(PARTS, (4.0, 2.0, 1.0, 1.0, 1.0), strict=True))
    bounds = (Bound("land", WHY, "land_mu", 60.0),)
    firms = [
        Candidate(str(nth), tuple(Part(part, rng.random(), WHY) for part in PARTS), {"land_mu": 10.0})
        for nth in range(CANDIDATES)
    ]
    return [
        row(
            "firms that a chain of 80 links hangs on",
            FIRMS,
            lambda: critical_firms(chain, makers),
            lambda: one_by_one(chain, makers),
            "each firm taken away by itself",
        ),
        row(
            "firms from outside scored by parts and ranked",
            CANDIDATES,
            lambda: ranked(firms, weights, bounds),
            None,
            "",
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(main()))
