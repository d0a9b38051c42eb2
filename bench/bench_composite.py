"""Normalise, combine and rank many firms by six indicators, against pandas and scikit-criteria in the same run.

Min–max to 0–1, weighted mean, places with ties; then the same on boards of about twenty firms, against pandas' groupby.
Peers are checked to put all firms in the same order. Memory is what Python allocated beyond the table itself.
"""

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import skcriteria
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.preprocessing.scalers import MinMaxScaler

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import arithmetic_mean, copeland, min_max, peers_of, ranks

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
PAIRS = (100, 1_000, 5_000)
BOARD = 20
WEIGHTS = np.array([30.0, 20.0, 20.0, 10.0, 10.0, 10.0])

Ranking = Callable[[Floats], Floats]


def table(size: int) -> Floats:
    """Six indicators, each with a long tail upwards, as firms have."""
    return np.random.default_rng(20261121).lognormal(size=(size, len(WEIGHTS)))


def ours(values: Floats) -> Floats:
    return ranks(arithmetic_mean(min_max(values), WEIGHTS).value).rank


def by_pandas(values: Floats) -> Floats:
    frame = pd.DataFrame(values)
    shares = (frame - frame.min()) / (frame.max() - frame.min())
    scores = (shares * WEIGHTS).sum(axis=1) / WEIGHTS.sum()
    return scores.round(9).rank(ascending=False, method="min").to_numpy()


def by_scikit_criteria(values: Floats) -> Floats:
    matrix = skcriteria.mkdm(values, objectives=[max] * len(WEIGHTS), weights=WEIGHTS / WEIGHTS.sum())
    return np.asarray(WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(matrix)).rank_, dtype=float)


def boards(values: Floats) -> np.ndarray:
    return np.random.default_rng(7).integers(0, max(len(values) // BOARD, 1), len(values))


def ours_on_boards(values: Floats) -> Floats:
    peers = peers_of(boards(values), len(values))
    return ranks(arithmetic_mean(min_max(values, groups=peers), WEIGHTS).value, groups=peers).rank


def pandas_on_boards(values: Floats) -> Floats:
    frame, board = pd.DataFrame(values), boards(values)
    least, most = frame.groupby(board).transform("min"), frame.groupby(board).transform("max")
    scores = ((frame - least) / (most - least) * WEIGHTS).sum(axis=1, skipna=False) / WEIGHTS.sum()
    return scores.round(9).groupby(board).rank(ascending=False, method="min").to_numpy()


def measured(ranking: Ranking, values: Floats) -> tuple[Floats, float, float]:
    """The ranks, seconds (best of five, or three for many) and peak megabytes."""
    found, runs = ranking(values), []
    for _ in range(5 if len(values) <= 100_000 else 3):
        start = time.perf_counter()
        ranking(values)
        runs.append(time.perf_counter() - start)
    tracemalloc.start()
    ranking(values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, min(runs), peak / 1e6


def assert_same_order(theirs: Floats, found: Floats, boards: np.ndarray | None = None) -> None:
    """Nobody stands the other way round; scikit-criteria counts ties densely and does not round, so that its numbers
    may differ where order does not."""
    order = np.lexsort((theirs, found, np.zeros(len(found)) if boards is None else boards))
    same_board = np.ones(len(found) - 1, bool) if boards is None else np.diff(boards[order]) == 0
    assert (np.diff(theirs[order])[same_board] >= 0).all()


def line(
    name: str, size: int, seconds: float, peak: float, peer: str = "", ratio: float | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "n": size,
        "seconds": round(seconds, 5),
        "rate": round(size / seconds),
        "peak_mb": round(peak, 2),
        "peer": peer,
        "ratio": None if ratio is None else round(ratio, 2),
    }


def compared(name: str, size: int, one: Ranking, peers: dict[str, Ranking]) -> list[dict[str, Any]]:
    """Ours once for each peer with the ratio of seconds, then the peer's own seconds and memory."""
    values = table(size)
    found, seconds, peak = measured(one, values)
    rows = []
    for peer, other in peers.items():
        theirs, peer_seconds, peer_peak = measured(other, values)
        assert_same_order(theirs, found, boards(values) if one is ours_on_boards else None)
        rows.append(line(name, size, seconds, peak, peer, peer_seconds / seconds))
        rows.append(line(f"{name}: {peer}", size, peer_seconds, peer_peak))
    return rows


def pairs(size: int) -> dict[str, Any]:
    """Copeland's rule, whose cost grows with the square of a board."""
    _, seconds, peak = measured(lambda values: copeland(values, WEIGHTS).score, table(size))
    return line("every pair compared (Copeland)", size, seconds, peak)


def main() -> list[dict[str, Any]]:
    """Two rows a size and peer; ratio is how many times faster than the peer."""
    rows: list[dict[str, Any]] = []
    for size in SIZES:
        peers = {"pandas": by_pandas, "scikit-criteria": by_scikit_criteria}
        rows += compared("normalise, combine, rank 6 indicators", size, ours, peers)
    for size in SIZES[1:]:
        rows += compared("the same on boards of twenty", size, ours_on_boards, {"pandas": pandas_on_boards})
    return rows + [pairs(size) for size in PAIRS]


if __name__ == "__main__":
    for each in main():
        print(json.dumps(each))
