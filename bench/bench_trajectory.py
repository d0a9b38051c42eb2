"""Status of many targets at once, against a plain Python loop over the same formulas."""

import json
import math
import statistics
import time
import tracemalloc
from typing import Any

import numpy as np
from scipy import special

from tidehead.calc.arrays import Floats
from tidehead.calc.trajectory import Goal, Verdict, forecast, verdict

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
PEER_AT_MOST = 20_000
BLOCK = 20_000
YEARS = np.arange(2017.0, 2025.0)
NOW, DUE, BASE_YEAR = 2024.0, 2026.0, 2021.0
LADDER = ("off_course", "behind", "on_course", "ahead")


def sample(size: int) -> tuple[Floats, Floats]:
    """Histories of stocks, and a target for each."""
    random = np.random.default_rng(20261121)
    history = 100.0 * np.cumprod(1 + random.normal(0.06, 0.05, (size, len(YEARS))), axis=1)
    return history, history[:, 4] * random.uniform(1.1, 1.6, size)


def in_blocks(history: Floats, target: Floats) -> list[Verdict]:
    """As a caller with very many targets would: arrays that stay in the processor's cache are faster."""
    return [vectorised(history[at : at + BLOCK], target[at : at + BLOCK]) for at in range(0, len(target), BLOCK)]


def vectorised(history: Floats, target: Floats) -> Verdict:
    ahead = forecast(YEARS, history, at=DUE)
    goal = Goal(history[:, 4], target, BASE_YEAR, DUE)
    return verdict(goal, history[:, -1], latest_time=NOW, ahead=ahead)


def graded(value: float, low: float, middle: float, high: float) -> int:
    return (value >= low) + (value >= middle) + (value >= high)


def looped(history: list[list[float]], target: list[float]) -> list[str]:
    """The same light by the same formulas, one target after another."""
    lights = []
    for series, aim in zip(history, target, strict=True):
        base, latest = series[4], series[-1]
        if latest >= aim:
            lights.append("reached")
            continue
        planned = base + (aim - base) * (NOW - BASE_YEAR) / (DUE - BASE_YEAR)
        level = graded((latest - base) / (planned - base), 0.60, 0.95, 1.05)
        required = math.exp((math.log(aim) - math.log(base)) / (DUE - BASE_YEAR)) - 1
        achieved = math.exp((math.log(latest) - math.log(base)) / (NOW - BASE_YEAR)) - 1
        growth = graded(achieved / required, 0.60, 0.95, 1.05)
        steps = [after - before for before, after in zip(series, series[1:], strict=False)]
        drift = statistics.fmean(steps)
        variance = sum((step - drift) ** 2 for step in steps) / (len(steps) - 1)
        ahead = DUE - NOW
        spread = math.sqrt(variance * (ahead + ahead**2 / len(steps)))
        chance = float(special.stdtr(len(steps) - 1, (latest + drift * ahead - aim) / spread))
        outlook = graded(chance, 0.1, 0.5, 0.9)
        lights.append(LADDER[sorted((level, growth, outlook))[1]])
    return lights


def timed(history: Floats, target: Floats) -> tuple[float, float]:
    """Seconds (best of three, or one for a million) and peak megabytes of the vectorised run."""
    runs = []
    for _ in range(1 if len(target) >= 1_000_000 else 3):
        start = time.perf_counter()
        in_blocks(history, target)
        runs.append(time.perf_counter() - start)
    tracemalloc.start()
    in_blocks(history, target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(runs), peak / 1e6


def row(size: int) -> dict[str, Any]:
    history, target = sample(size)
    seconds, peak = timed(history, target)
    few = min(size, PEER_AT_MOST)
    lists, aims = history[:few].tolist(), target[:few].tolist()
    start = time.perf_counter()
    lights = looped(lists, aims)
    peer_seconds = (time.perf_counter() - start) * size / few
    assert lights == vectorised(history[:few], target[:few]).overall.state.tolist()
    peer = "plain Python loop" + ("" if few == size else f", timed on {few:,} and scaled")
    return {
        "name": "status of targets: level, growth, forecast, light",
        "n": size,
        "seconds": round(seconds, 4),
        "rate": round(size / seconds),
        "peak_mb": round(peak, 1),
        "peer": peer,
        "ratio": round(peer_seconds / seconds, 2),
    }


def main() -> list[dict[str, Any]]:
    """One row a size; ratio is how many times faster than the peer."""
    return [row(size) for size in SIZES]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
