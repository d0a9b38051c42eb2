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
RUNS = 3
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


def timed(work: Callable[[], tuple[Floats, Floats]]) -> tuple[float, tuple[Floats, Floats]]:
    """The best of a few runs, and what came out; the best, since other work on the machine only ever adds."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def rows_of(size: int) -> list[dict[str, Any]]:
    table = table_of(size)
    flows, output = pd.DataFrame(table.flows), pd.Series(table.output)
    seconds, found = timed(lambda: ours(table))
    tracemalloc.start()
    ours(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rows = []
    for peer, work in (("pymrio 0.7, as calc_system does", as_it_does), ("pymrio 0.7, G from L", shortest)):
        peer_seconds, said = timed(lambda work=work: work(flows, output))
        for values, other in zip(found, said, strict=True):
            assert np.abs(values - other).max() < CLOSE
        rows.append(
            {
                "name": f"multipliers and linkages of {size:,} sectors",
                "n": size,
                "seconds": round(seconds, 4),
                "peak_mb": round(peak / 1e6, 1),
                "peer": peer,
                "ratio": round(peer_seconds / seconds, 2),
            }
        )
    return rows


def main() -> list[dict[str, Any]]:
    """Two rows a size."""
    return [row for size in SIZES for row in rows_of(size)]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
