"""Doubt of a ranking by Monte Carlo: every draw moves the weights by ±25 %, chooses a normalisation and a filling.

Peer: the plain way, one draw after another with NumPy and pandas (weights, weighted mean, `DataFrame.rank`, quantiles),
without alternatives, grades, pairs and shares of the variance, which the measured rows have on top. Goals: 10,000 draws
of 51 units and 49 indicators in 1 s; 1,000 draws of 100,000 units and 6 indicators in 30 s and under 4 GB. The peer of
the large case runs 50 draws and is scaled up. Memory is what the process held most until then.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tidehead.calc.composite import Scale, normalise
from tidehead.calc.doubt import Branch, Grades, Leaf, Model, Settings, doubt, plain_model
from tidehead.calc.labels import Label

SEED = 20261121
PEER_DRAWS = 50
BYTES_PER_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
CASES = (("league", 51, 49, 10_000, "min_max", "arithmetic"), ("firms", 100_000, 6, 1_000, "base_ratio", "sum"))


def main() -> list[dict[str, Any]]:
    """A row for each case without and with errors in the figures, and one for its peer."""
    rows = []
    for name, units, indicators, draws, method, aggregation in CASES:
        for noise in (0.0, 0.05):
            model = synthetic(units, indicators, method, aggregation, noise=noise)
            taken = timed(lambda model=model, draws=draws: doubt(model, Settings(draws=draws), SEED))
            text = f"{name}: {units:,} × {indicators}, {draws:,} draws{', 5 % errors' if noise else ''}"
            rows.append(row(text, draws, taken))
        model = synthetic(units, indicators, method, aggregation, noise=0.0)
        run = draws if units < 1000 else PEER_DRAWS
        slow = timed(lambda model=model, run=run: plain_loop(model, run)) * draws / run
        rows[-2] |= {"peer": "NumPy/pandas loop", "ratio": round(slow / rows[-2]["seconds"], 1)}
        rows.append(row(f"{name}: NumPy/pandas loop, weights only", draws, slow))
    return rows


def synthetic(units: int, indicators: int, method: str, aggregation: str, *, noise: float) -> Model:
    """Invented figures, one in twenty missing."""
    lots = np.random.default_rng(SEED)
    values = lots.lognormal(size=(units, indicators))
    values[lots.random(values.shape) < 0.05] = np.nan
    scale = Scale(method, base=1.0, floor=0.0, cap=1.5) if method == "base_ratio" else Scale(method)
    found = normalise(values, scale).values
    filled = np.where(np.isnan(found), np.nanmean(found, axis=0), found)
    leaves = tuple(
        Leaf(f"x{nth}", Label(f"x{nth}"), 1.0 + nth % 3, scale, missing="mean_score", noise=noise)
        for nth in range(indicators)
    )
    grades = Grades(("A", "B", "C"), up_to=(0.2, 0.7, 1.0))
    return plain_model(Branch("all", Label("all"), 1.0, leaves, aggregation), values, filled, grades=grades)


def plain_loop(model: Model, draws: int) -> pd.DataFrame:
    """Rank intervals one draw after another."""
    lots = np.random.default_rng(SEED)
    weights = np.array([leaf.weight for leaf in model.leaves])
    ranks = []
    for _ in range(draws):
        moved = weights * (1 + 0.25 * lots.uniform(-1, 1, len(weights)))
        score = pd.Series(model.normalised @ (moved / moved.sum()))
        ranks.append(score.round(9).rank(ascending=False, method="min"))
    return pd.concat(ranks, axis=1).quantile([0.05, 0.5, 0.95], axis=1)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(name: str, draws: int, seconds: float) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_RSS_UNIT / 1e6
    return {
        "name": name,
        "n": draws,
        "seconds": round(seconds, 3),
        "rate": round(draws / seconds, 1),
        "peak_mb": round(peak),
        "peer": "",
        "ratio": None,
    }


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
