"""Duplicates and common causes among requests, against rapidfuzz comparing all pairs of texts (ratio, on all cores).

The peer only compares; it neither weighs words nor groups. From 5,000 requests on it is timed on 5,000 and scaled by
the number of pairs.
"""

import json
import time
import tracemalloc
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from tests.calc.grouping.worlds import world
from tidehead.calc.grouping import common_causes, index_requests, likely_duplicates

SIZES = (2_000, 20_000)
PEER_AT_MOST = 5_000


def made(size: int) -> list[Any]:
    return world(1, causes=size // 70, firms_a_cause=25, singles=size * 9 // 20, repeats=size // 5).requests


def grouped(requests: list[Any]) -> int:
    ready = index_requests(requests)
    return len(likely_duplicates(ready)) + len(common_causes(ready))


def row(size: int) -> dict[str, Any]:
    requests = made(size)
    start = time.perf_counter()
    assert grouped(requests)
    ours = time.perf_counter() - start
    few = [one.text for one in requests[:PEER_AT_MOST]]
    start = time.perf_counter()
    cdist(few, few, scorer=fuzz.ratio, workers=-1)
    peer = (time.perf_counter() - start) * (len(requests) / len(few)) ** 2
    tracemalloc.start()
    grouped(requests)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "name": "requests searched for duplicates and common causes",
        "n": len(requests),
        "seconds": round(ours, 3),
        "rate": round(len(requests) / ours),
        "peak_mb": round(peak / 1e6, 1),
        "peer": "rapidfuzz, all pairs compared" + ("" if len(few) == len(requests) else ", scaled"),
        "ratio": round(peer / ours, 2),
    }


def main() -> list[dict[str, Any]]:
    """One row a size."""
    return [row(size) for size in SIZES]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
