"""What each draw chooses, from streams that depend on the seed and the number of the block only.

A block's size is set by the number of units alone, so that equal seeds give equal digits however many threads run.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy  # its parts are loaded when they are used
from numpy.typing import NDArray

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


@cache
def quantiles() -> NDArray[np.float32]:
    """65,536 equally likely numbers, symmetric about 0 with deviation 1, the largest 4.3: the middles of as many parts
    of the normal distribution. An error is not known any better."""
    middles = scipy.special.ndtri((np.arange(1 << 16) + 0.5) / (1 << 16))
    return np.asarray(middles / middles.std(), dtype=np.float32)


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
    """What all draws choose. Draws with the same alternatives stand side by side, so that a block has few of them; all
    else about a draw is by chance, whatever its number."""
    chances = stream(seed, WEIGHTS).random((draws, len(base.inputs.weights)))
    lots = stream(seed, CHOICES).random((draws, 2))
    counts = len(base.alternatives.normalisations), len(base.alternatives.imputations)
    both = np.sort(chosen(lots[:, 0], counts[0]) * counts[1] + chosen(lots[:, 1], counts[1]))
    return Choices(chances, both // counts[1], both % counts[1])


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
    """Standard normal numbers[draw, unit] for every leaf with noise, each one of `quantiles` with equal chance."""
    seed, *rest = key
    return {leaf: _normal(stream(seed, ERRORS, leaf, *rest), draws, base.model.units) for leaf in base.inputs.noisy}


def _normal(lots: np.random.Generator, draws: int, units: int) -> NDArray[np.float32]:
    """Four numbers from each 64 bits: a sixth of the time of drawing them one by one."""
    cells = draws * units
    codes = lots.bit_generator.random_raw(-(-cells // 4)).view(np.uint16)[:cells]
    return np.take(quantiles(), codes, mode="clip").reshape(draws, units)


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
