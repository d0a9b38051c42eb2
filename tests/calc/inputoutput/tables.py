"""Tables to test with: a small one worked by hand, and random ones that balance."""

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.inputoutput import Blocks, InputOutputTable, table_from_blocks


def book() -> InputOutputTable:
    """Miller & Blair's two sectors with wages, imports and jobs added so that columns balance.

    Column 1: 150 + 200 + 100 imported + 550 = 1000; column 2: 500 + 100 + 200 + 1200 = 2000.
    """
    blocks = Blocks(
        final_use={"home": [250, 1500], "exports": [100, 200]},
        value_added={"wages": [300, 700], "other": [250, 500]},
        imported={"imports": [100, 200]},
        employment=[20, 10],
    )
    return table_from_blocks(["one", "two"], [[150, 500], [200, 100]], blocks, unit="10 000 CNY")


def drawn(seed: int, size: int = 8, *, idle: bool = False) -> InputOutputTable:
    """A random productive table; idle: its last sector makes and buys nothing."""
    chance = np.random.default_rng(seed)
    coefficients = chance.random((size, size)) * (chance.random((size, size)) < 0.6)
    coefficients *= chance.uniform(0.2, 0.7, size) / np.maximum(coefficients.sum(axis=0), 1e-9)
    final = chance.uniform(1, 100, size)
    if idle:
        coefficients[-1] = coefficients[:, -1] = final[-1] = 0.0
    output = np.linalg.solve(np.eye(size) - coefficients, final)
    flows = coefficients * output
    left = output - flows.sum(axis=0)
    split = chance.random(size)
    blocks = Blocks(
        {"home": final * 0.8, "exports": final * 0.2},
        {"wages": left * 0.5, "other": left * (0.5 - 0.5 * split)},
        {"imports": left * 0.5 * split},
        employment=output * chance.uniform(0.01, 0.1, size),
    )
    return table_from_blocks([f"s{each}" for each in range(size)], flows, blocks)


def inverse(table: InputOutputTable) -> Floats:
    """L by its definition."""
    coefficients = table.flows / np.where(table.output > 0, table.output, np.inf)
    return np.linalg.inv(np.eye(len(table)) - coefficients)
