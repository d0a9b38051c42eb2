"""Quotients, shrinkage, agglomeration, neighbours: a dense table of 1,000 places × 1,500 industries, 10,000 places.

Peers on the same input in the same run: pandas and a plain loop for location quotients; for shrinkage one industry by
one with scipy's optimiser and quantiles (on the first industries, time a cell compared); for Ellison–Glaeser pandas
groups; PySAL's inequality and esda for Gini, Theil, Moran and local Moran with 999 shuffles. Every peer's answer is
compared with ours before it is timed. Goals: no slower than any; quotients in 0.1 s, shrinkage in 10 s; memory of
neighbours with the number of links.
"""

import json
import time
import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

import esda
import inequality
import libpysal
import numpy as np
import pandas as pd
from scipy import optimize, stats

from tidehead.calc.concentration import (
    Law,
    coagglomeration,
    ellison_glaeser,
    expected_counts,
    gini,
    hoover_gini,
    location_quotient,
    shrink,
    star_chances,
    stars,
    tabulate,
    theil,
)
from tidehead.calc.concentration.fitting import MEAN_SPREAD
from tidehead.calc.spatial import local_moran, moran, nearest, row_standardised

SEED = 20261121
PLACES, INDUSTRIES, SOME = 1_000, 1_500, 20
ROWS, FIRMS, POINTS, SHUFFLES = 10_000_000, 500_000, 10_000, 999


def main() -> list[dict[str, Any]]:
    """The rows of each part."""
    warnings.simplefilter("ignore")
    lots = np.random.default_rng(SEED)
    counts = lots.poisson(lots.gamma(0.3, 3.0, (PLACES, INDUSTRIES))).astype(np.float64)
    return [
        *listed(lots),
        *tables(counts),
        *small_counts(counts),
        *agglomeration(lots),
        *unevenness(lots),
        *neighbours(lots),
    ]


def listed(lots: np.random.Generator) -> list[dict[str, Any]]:
    place, industry = lots.integers(0, PLACES, ROWS), lots.integers(0, INDUSTRIES, ROWS)
    jobs = np.ceil(lots.lognormal(2, 1.5, ROWS))
    size = (PLACES, INDUSTRIES)
    frame = pd.DataFrame({"place": place, "industry": industry, "jobs": jobs})
    totals = frame.groupby(["place", "industry"])["jobs"].sum()
    found = tabulate(place, industry, jobs, size=size)
    assert found[tuple(totals.index.to_frame().to_numpy().T)].tolist() == totals.tolist()
    taken, peak = timed(lambda: location_quotient(tabulate(place, industry, jobs, size=size)), 2)
    slow, _ = timed(lambda: frame.groupby(["place", "industry"])["jobs"].sum(), 1)
    return [
        row("firms to table to quotients", ROWS, taken, peak_mb=peak, peer="pandas, table alone", ratio=slow / taken)
    ]


def tables(counts: np.ndarray) -> list[dict[str, Any]]:
    frame = pd.DataFrame(counts)
    np.testing.assert_allclose(location_quotient(counts), with_pandas(frame).to_numpy(), rtol=1e-12)
    few = counts[:, :SOME]
    np.testing.assert_allclose(location_quotient(few), looped(few.tolist()), rtol=1e-12)
    taken, peak = timed(lambda: location_quotient(counts), 5)
    pandas, _ = timed(lambda: with_pandas(frame), 5)
    plain, _ = timed(lambda: looped(few.tolist()), 1)
    rows = [row("location quotients", counts.size, taken, peak_mb=peak, peer="pandas", ratio=pandas / taken)]
    rate = plain / few.size * counts.size
    rows.append(row("location quotients", counts.size, taken, peer="plain loop (on a part)", ratio=rate / taken))
    taken, peak = timed(lambda: stars(counts), 3)
    rows.append(row("three stars", counts.size, taken, peak_mb=peak))
    taken, peak = timed(lambda: hoover_gini(counts), 3)
    rows.append(row("Hoover–Gini of every industry", counts.size, taken, peak_mb=peak))
    return rows


def small_counts(counts: np.ndarray) -> list[dict[str, Any]]:
    expected = expected_counts(counts)
    found = shrink(counts)
    one_by_one = [fitted(counts[:, nth], expected[:, nth], found.law) for nth in range(SOME)]
    np.testing.assert_allclose([each[0] for each in one_by_one], np.log(found.law.mean[:SOME]), atol=0.02)
    taken, peak = timed(lambda: shrink(counts), 2)
    slow, _ = timed(lambda: [fitted(counts[:, nth], expected[:, nth], found.law) for nth in range(SOME)], 1)
    ratio = slow / SOME * INDUSTRIES / taken
    rows = [
        row("shrunken quotients with intervals", counts.size, taken, peak_mb=peak, peer="scipy a column", ratio=ratio)
    ]
    few = shrink(counts[:, :100])
    taken, peak = timed(lambda: star_chances(few, seed=SEED, draws=200), 1)
    rows.append(row("chances of stars, 200 draws", few.raw.size, taken, peak_mb=peak))
    return rows


def agglomeration(lots: np.random.Generator) -> list[dict[str, Any]]:
    jobs = np.ceil(lots.lognormal(2, 1.5, FIRMS))
    place, industry = lots.integers(0, PLACES, FIRMS), lots.integers(0, INDUSTRIES, FIRMS)
    frame = pd.DataFrame({"jobs": jobs, "place": place, "industry": industry})
    np.testing.assert_allclose(ellison_glaeser(jobs, place, industry).gamma, grouped(frame), rtol=1e-8)
    taken, peak = timed(lambda: ellison_glaeser(jobs, place, industry), 3)
    slow, _ = timed(lambda: grouped(frame), 1)
    rows = [row("Ellison–Glaeser", FIRMS, taken, peak_mb=peak, peer="pandas groups", ratio=slow / taken)]
    taken, peak = timed(lambda: coagglomeration(jobs, place, industry), 1)
    rows.append(row("coagglomeration of all pairs", INDUSTRIES * (INDUSTRIES - 1) // 2, taken, peak_mb=peak))
    return rows


def unevenness(lots: np.random.Generator) -> list[dict[str, Any]]:
    incomes = lots.lognormal(3, 1, 1_000_000)
    rows = []
    peers = {
        "Gini": (gini, lambda: inequality.gini.Gini(incomes).g),
        "Theil": (theil, lambda: inequality.theil.Theil(incomes).T),
    }
    for name, (ours, theirs) in peers.items():
        np.testing.assert_allclose(ours(incomes), theirs(), rtol=1e-9)
        taken, peak = timed(lambda ours=ours: ours(incomes), 3)
        slow, _ = timed(theirs, 2)
        rows.append(row(f"{name} of incomes", len(incomes), taken, peak_mb=peak, peer="inequality", ratio=slow / taken))
    return rows


def neighbours(lots: np.random.Generator) -> list[dict[str, Any]]:
    points, values = lots.uniform(0, 100, (POINTS, 2)), lots.lognormal(0, 1, POINTS)
    taken, peak = timed(lambda: nearest(points, 6), 3)
    slow, _ = timed(lambda: libpysal.weights.KNN.from_array(points, 6), 1)
    rows = [row("six nearest", POINTS, taken, peak_mb=peak, peer="libpysal", ratio=slow / taken)]
    weights, theirs = row_standardised(nearest(points, 6)), libpysal.weights.KNN.from_array(points, 6)
    np.testing.assert_allclose(moran(values, weights).z_random, esda.Moran(values, theirs, permutations=0).z_rand)
    taken, peak = timed(lambda: moran(values, weights, permutations=SHUFFLES, seed=SEED), 1)
    slow, _ = timed(lambda: esda.Moran(values, theirs, permutations=SHUFFLES), 1)
    rows.append(row("Moran, 999 shuffles", POINTS, taken, peak_mb=peak, peer="esda", ratio=slow / taken))
    taken, peak = timed(lambda: local_moran(values, weights, permutations=SHUFFLES, seed=SEED), 1)
    esda.Moran_Local(values[:], theirs, permutations=9, n_jobs=1)  # compiles, where numba is there
    slow, _ = timed(lambda: esda.Moran_Local(values, theirs, permutations=SHUFFLES, n_jobs=1), 1)
    rows.append(row("local Moran, 999 shuffles", POINTS, taken, peak_mb=peak, peer="esda, one job", ratio=slow / taken))
    return rows


def with_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.div(frame.sum(axis=1), axis=0) / (frame.sum(axis=0) / frame.to_numpy().sum())


def looped(table: list[list[float]]) -> list[list[float]]:
    every = sum(map(sum, table))
    industry = [sum(column) for column in zip(*table, strict=True)]
    return [
        [
            cell / size / (whole / every) if size and whole else float("nan")
            for cell, whole in zip(line, industry, strict=True)
        ]
        for line, size in ((line, sum(line)) for line in table)
    ]


def fitted(counts: np.ndarray, expected: np.ndarray, law: Law) -> tuple[float, np.ndarray, np.ndarray]:
    """One industry: the likeliest law by a general optimiser, and every place's quantiles."""
    centre, spread = np.log(law.shape).mean(), max(0.2, float(np.log(law.shape).std()))

    def loss(at: np.ndarray) -> float:
        shape, mean = np.exp(at)
        likely = stats.nbinom.logpmf(counts, shape, shape / (shape + mean * expected)).sum()
        return -likely + ((at[0] - centre) / spread) ** 2 / 2 + (at[1] / MEAN_SPREAD) ** 2 / 2

    shape, mean = np.exp(optimize.minimize(loss, [0.0, 0.0], method="BFGS").x)
    after = stats.gamma(shape + counts, scale=1 / (shape / mean + expected))
    return float(np.log(mean)), after.ppf(0.05), after.ppf(0.95)


def grouped(frame: pd.DataFrame) -> np.ndarray:
    table = frame.pivot_table(index="place", columns="industry", values="jobs", aggfunc="sum", fill_value=0)
    place = table.sum(axis=1) / table.to_numpy().sum()
    raw = ((table / table.sum()).sub(place, axis=0) ** 2).sum()
    sizes = frame.groupby("industry")["jobs"].apply(lambda jobs: ((jobs / jobs.sum()) ** 2).sum())
    room = 1 - (place**2).sum()
    return ((raw - room * sizes) / (room * (1 - sizes))).to_numpy()


def timed(work: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """The shortest of several runs in seconds, and what one more run held at most beyond its input, in MB."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    if repeats == 1 and best > 5:
        return best, float("nan")
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return best, peak


def row(
    name: str,
    count: int,
    seconds: float,
    *,
    peak_mb: float | None = None,
    peer: str | None = None,
    ratio: float | None = None,
) -> dict[str, Any]:
    peak = None if peak_mb is None or np.isnan(peak_mb) else round(peak_mb)
    shown = None if ratio is None else round(ratio, 1)
    return {
        "name": name,
        "n": count,
        "seconds": round(seconds, 4),
        "rate": round(count / seconds),
        "peak_mb": peak,
        "peer": peer,
        "ratio": shown,
    }


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
