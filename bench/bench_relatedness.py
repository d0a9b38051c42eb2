"""Complexity, proximity, relatedness density, outlook and gain of places × industries, against ecomplexity (PyPI).

Both start from the same amounts and their outputs are compared before anything is reported. ecomplexity is run without
its check of log-supermodularity, which is no part of these numbers and takes longer still. Peak memory is Python's own
(tracemalloc), ours. The last row is ours alone: backbone and layout of the industry space.
"""

import json
import time
import tracemalloc
import warnings
from typing import Any

import numpy as np
import pandas as pd
from ecomplexity import ecomplexity

from tidehead.calc.arrays import Floats
from tidehead.calc.relatedness import (
    backbone,
    complexity,
    complexity_outlook,
    layout,
    presence_matrix,
    proximity,
    relatedness_density,
)

RUNS = 2
"""Of which the best is kept of each: other work on the machine only ever adds."""
SIZES = ((100, 300), (1000, 1500))
COLUMNS = {"time": "t", "loc": "c", "prod": "p", "val": "v"}
CLOSE = 1e-8


def amounts_of(places: int, industries: int) -> Floats:
    """Amounts that a seed makes, of very different places, four in ten cells empty."""
    chance = np.random.default_rng(places + industries)
    amounts = chance.lognormal(0, 2, (places, industries)) * chance.lognormal(0, 1, (places, 1))
    made: Floats = amounts * (chance.random(amounts.shape) < 0.6)
    return made


def ours(amounts: Floats) -> dict[str, Floats]:
    present = presence_matrix(amounts)
    near = proximity(present)
    density = relatedness_density(present, near).value
    found = complexity(present)
    outlook = complexity_outlook(present, near, found, density=density)
    return {
        "eci": found.eci[:, None],
        "pci": found.pci,
        "density": density,
        "coi": outlook.coi[:, None],
        "cog": outlook.cog,
    }


def theirs(frame: pd.DataFrame) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ecomplexity(frame, COLUMNS, check_logsupermodularity=False, verbose=False)


def agree(found: dict[str, Floats], said: pd.DataFrame, shape: tuple[int, ...]) -> None:
    said = said.sort_values(["c", "p"])
    for name, values in found.items():
        other = said[name].to_numpy().reshape(shape)
        assert np.abs(np.broadcast_to(values, shape) - other).max() < CLOSE, name


def row(places: int, industries: int) -> dict[str, Any]:
    amounts = amounts_of(places, industries)
    at, of = np.indices(amounts.shape)
    frame = pd.DataFrame({"t": 1, "c": at.ravel(), "p": of.ravel(), "v": amounts.ravel()})
    peer, seconds = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        said = theirs(frame)
        peer.append(time.perf_counter() - start)
        start = time.perf_counter()
        found = ours(amounts)
        seconds.append(time.perf_counter() - start)
    agree(found, said, amounts.shape)
    tracemalloc.start()
    ours(amounts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "name": f"ECI, PCI, proximity, density, COI, COG of {places:,} × {industries:,}",
        "n": amounts.size,
        "seconds": round(min(seconds), 4),
        "peak_mb": round(peak / 1e6, 1),
        "peer": "ecomplexity 0.5.3",
        "ratio": round(min(peer) / min(seconds), 1),
    }


def picture(industries: int) -> dict[str, Any]:
    near = proximity(presence_matrix(amounts_of(200, industries)))
    start = time.perf_counter()
    layout(industries, backbone(near, strongest=industries // 2))
    seconds = time.perf_counter() - start
    return {"name": "backbone and layout of an industry space", "n": industries, "seconds": round(seconds, 3)}


def main() -> list[dict[str, Any]]:
    """One row a size, and the picture."""
    return [*(row(*size) for size in SIZES), picture(500)]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
