"""What each draw chooses, from streams that depend on the seed and the number of the block only.

A block's size is set by the number of units alone, so that equal seeds give equal digits however many threads run.
"""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.alternatives import DRAWN
from tidehead.calc.doubt.inputs import multipliers
from tidehead.calc.doubt.model import Codes
from tidehead.calc.doubt.scoring import Base, Draws
from tidehead.calc.doubt.settings import Settings

BLOCK_CELLS = 1 << 18
LARGEST_BLOCK = 2048

WEIGHTS, CHOICES, ERRORS, LOTS = range(4)
"""Keys of the streams."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """For every draw: chances[draw, weight] from 0 to 1, and numbers of the alternatives[draw]."""

    chances: Floats
    normalisation: Codes
    imputation: Codes


def stream(seed: int, *key: int) -> np.random.Generator:
    """The stream of a key."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def blocks(units: int, draws: int) -> tuple[range, ...]:
    """The draws, block by block."""
    size = min(max(BLOCK_CELLS // max(units, 1), 1), LARGEST_BLOCK)
    return tuple(range(start, min(start + size, draws)) for start in range(0, draws, size))


def choices(base: Base, draws: int, seed: int) -> Choices:
    """What all draws choose."""
    chances = stream(seed, WEIGHTS).random((draws, len(base.inputs.weights)))
    lots = stream(seed, CHOICES).random((draws, 2))
    counts = len(base.alternatives.normalisations), len(base.alternatives.imputations)
    return Choices(chances, chosen(lots[:, 0], counts[0]), chosen(lots[:, 1], counts[1]))


def chosen(chances: Floats, count: int) -> Codes:
    """One of `count` with equal chance, for each chance from 0 to 1."""
    return np.minimum((chances * count).astype(np.int64), count - 1)


def drawn(base: Base, made: Choices, settings: Settings, *, block: range, key: tuple[int, ...]) -> Draws:
    """The draws of one block; key: seed and what else its streams depend on."""
    some = slice(block.start, block.stop)
    return Draws(
        multipliers(base.model, base.inputs, made.chances[some], settings),
        made.normalisation[some],
        made.imputation[some],
        errors(base, len(block), key),
        lots(base, len(block), key),
    )


def errors(base: Base, draws: int, key: tuple[int, ...]) -> dict[int, np.ndarray]:
    """Standard normal numbers[draw, unit] for every leaf with noise; 32 bits are more than an error is known to."""
    size = (draws, base.model.units)
    seed, *rest = key
    return {
        leaf: stream(seed, ERRORS, leaf, *rest).standard_normal(size, dtype=np.float32) for leaf in base.inputs.noisy
    }


def lots(base: Base, draws: int, key: tuple[int, ...]) -> dict[int, Floats]:
    """Chances[draw, cell] for every leaf with figures that may be drawn by lot."""
    if DRAWN not in base.alternatives.imputations:
        return {}
    seed, *rest = key
    pools = enumerate(base.alternatives.pools[0])
    return {
        leaf: stream(seed, LOTS, leaf, *rest).random((draws, len(pool.units)))
        for leaf, pool in pools
        if pool is not None
    }
