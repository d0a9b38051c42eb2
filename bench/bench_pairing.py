"""Officers and firms paired all at once, proven cheapest, against scipy's dense assignment of all pairs and slots.

Both find the same cost; the dense one gets the same costs in whole numbers and the same slots.
"""

import json
import time
import tracemalloc
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from tests.calc.pairing.worlds import world
from tidehead.calc.pairing import Weights, pair_officers
from tidehead.calc.pairing.costs import cost_matrix, load_costs

MOST = 3
SIZES = ((500, 360), (3083, 2222))


def dense(staff: list[Any], firms: list[Any]) -> float:
    """Least cost by the dense matrix of firms and slots."""
    weights = Weights()
    cost = np.rint(cost_matrix(staff, firms, weights) * 10_000)
    extra = np.rint(load_costs(MOST, weights.load) * 10_000)
    slots = np.concatenate([cost + each for each in extra], axis=1)
    rows, columns = linear_sum_assignment(slots)
    return float(slots[rows, columns].sum() / 10_000)


def row(firms: int, officers: int) -> dict[str, Any]:
    staff, served = world(firms, officers, 1, towns=60, most=MOST)
    start = time.perf_counter()
    found = pair_officers(staff, served)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    least = dense(staff, served)
    peer = time.perf_counter() - start
    assert found.gap == 0 and abs(found.cost - least) < firms * 2e-4
    tracemalloc.start()
    pair_officers(staff, served)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "name": f"{firms:,} firms paired with {officers:,} officers",
        "n": firms,
        "seconds": round(ours, 3),
        "rate": round(firms / ours),
        "peak_mb": round(peak / 1e6, 1),
        "peer": "scipy linear_sum_assignment, dense",
        "ratio": round(peer / ours, 2),
    }


def main() -> list[dict[str, Any]]:
    """One row a size."""
    return [row(*size) for size in SIZES]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
