"""Output multipliers and linkages both ways, of thousands of sectors, against pymrio (PyPI).

Both start from flows and output; the multipliers and linkages of both are compared before anything is reported. Two
paths of pymrio are measured: what its own calc_system does (L from A, and G from B by a second inverse), and the
shortest its functions allow (G made from L). Tables come from a seed. Peak memory is Python's own (tracemalloc), ours.
"""

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from pymrio.tools.iomath import calc_A, calc_B, calc_G, calc_L

from tidehead.calc.arrays import Floats
from tidehead.calc.inputoutput import Blocks, InputOutputTable, linkages, open_model, table_from_blocks

SIZES = (500, 3000)
ROUNDS = 3
CLOSE = 1e-9


def table_of(size: int) -> InputOutputTable:
    """A productive table of a seed, three flows in ten not zero; every sector buys six tenths of its output."""
    chance = np.random.default_rng(size)
    flows = chance.random((size, size)) * (chance.random((size, size)) < 0.3)
    output = flows.sum(axis=1) * 1.8 + 1
    flows *= 0.6 * output / flows.sum(axis=0)
    final = 0.6 * flows.sum(axis=1) + 1
    return table_from_blocks([f"s{each}" for each in range(size)], flows, Blocks({"final": final}))


def ours(table: InputOutputTable) -> tuple[Floats, Floats]:
    found = linkages(open_model(table))
    return found.backward, found.forward


def as_it_does(flows: pd.DataFrame, output: pd.Series) -> tuple[Floats, Floats]:
    leontief = calc_L(calc_A(flows, output))
    ghosh = calc_G(calc_B(flows, output))
    return leontief.to_numpy().sum(axis=0), ghosh.to_numpy().sum(axis=1)


def shortest(flows: pd.DataFrame, output: pd.Series) -> tuple[Floats, Floats]:
    leontief = calc_L(calc_A(flows, output))
    ghosh = calc_G(None, leontief, output)
    return leontief.to_numpy().sum(axis=0), ghosh.to_numpy().sum(axis=1)


def timed(works: list[Callable[[], tuple[Floats, Floats]]]) -> tuple[list[float], list[tuple[Floats, Floats]]]:
    """The best of a few rounds of each, in turns, and what came out: other work on the machine only ever adds."""
    seconds: list[list[float]] = []
    for _ in range(ROUNDS):
        found, spent = [], []
        for work in works:
            start = time.perf_counter()
            found.append(work())
            spent.append(time.perf_counter() - start)
        seconds.append(spent)
    return [min(each) for each in zip(*seconds, strict=True)], found


def rows_of(size: int) -> list[dict[str, Any]]:
    table = table_of(size)
    flows, output = pd.DataFrame(table.flows), pd.Series(table.output)
    peers = {"pymrio 0.7, as calc_system does": as_it_does, "pymrio 0.7, G from L": shortest}
    works = [lambda: ours(table), *(lambda work=work: work(flows, output) for work in peers.values())]
    (seconds, *of_peers), (found, *said) = timed(works)
    for other in said:
        assert all(np.abs(values - theirs).max() < CLOSE for values, theirs in zip(found, other, strict=True))
    tracemalloc.start()
    ours(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return [
        {
            "name": f"multipliers and linkages of {size:,} sectors",
            "n": size,
            "seconds": round(seconds, 4),
            "peak_mb": round(peak / 1e6, 1),
            "peer": peer,
            "ratio": round(spent / seconds, 2),
        }
        for peer, spent in zip(peers, of_peers, strict=True)
    ]


def main() -> list[dict[str, Any]]:
    """Two rows a size."""
    return [row for size in SIZES for row in rows_of(size)]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
