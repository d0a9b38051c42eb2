"""Sobol's indices of any function: how much of the variance of its result comes from each input.

Saltelli's sampling of N·(d + 2) runs on scrambled Sobol points, Jansen's estimators, and a bootstrap over the N rows.
"""

from typing import NamedTuple

import numpy as np
import scipy  # its parts are loaded when they are used, and scipy.stats is most of a second
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats

BOOTSTRAPS = 500


class SobolIndices(NamedTuple):
    """first[input, output]: the share of the variance that an input gives alone; total: with all its interplay.

    The rest are the ends of the bootstrap interval. nan where an output does not vary. Estimates may leave 0 to 1 a
    little; they are not cut off, so that too small a sample shows.
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats


def saltelli_points(rows: int, columns: int, seed: int) -> tuple[Floats, Floats]:
    """Two independent samples[row, column] of numbers from 0 to 1: the halves of one scrambled Sobol sequence.

    rows: a power of two, else ValueError. Source: Saltelli et al. 2010, Comput. Phys. Commun. 181, 259–270.
    """
    if rows < 2 or rows & (rows - 1):
        raise ValueError(f"the number of rows is a power of two, not {rows}")
    if not columns:
        return np.empty((rows, 0)), np.empty((rows, 0))
    sequence = scipy.stats.qmc.Sobol(2 * columns, scramble=True, rng=np.random.Generator(np.random.PCG64(seed)))
    points = sequence.random_base2(rows.bit_length() - 1)
    return points[:, :columns], points[:, columns:]


def swapped(first: Floats, second: Floats, columns: NDArray[np.int64]) -> Floats:
    """The first sample with these columns of the second: what tells an input's part."""
    mixed = first.copy()
    mixed[:, columns] = second[:, columns]
    return mixed


def sobol_indices(first: Floats, second: Floats, mixed: Floats, *, seed: int, confidence: float = 0.9) -> SobolIndices:
    """Indices from results on both samples [row, output] and on the swapped ones [input, row, output].

    With V the variance of both samples together: first = 1 − Σ(f_B − f_AB)² ÷ 2NV, total = Σ(f_A − f_AB)² ÷ 2NV.
    Source: Jansen 1999, Comput. Phys. Commun. 117, 35–43; Saltelli et al. 2010, table 2 (b) and (f).

    By hand, f = x₁ of two inputs, A = [(0, ·), (1, ·)], B the other way round, so that V = 1/4: with x₁ swapped,
    f_AB = f_B, first = 1 − 0 = 1 and total = (1 + 1)/(2·2·¼) = 2, of which a larger sample makes 1; with x₂ swapped,
    f_AB = f_A and total is 0:

    >>> a, b = np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    >>> sobol_indices(a, b, np.array([b, a]), seed=1).total.tolist()
    [[2.0], [0.0]]
    """
    rows = len(first)
    size = np.maximum(np.abs(first).max(axis=0), np.abs(second).max(axis=0))
    middle = first.mean(axis=0)
    first, second, mixed = first - middle, second - middle, mixed - middle
    alone = np.square(second - mixed)
    whole = np.square(first - mixed)
    least = np.square(1e-12 * size)
    every = np.ones((1, rows))
    lots = np.random.Generator(np.random.PCG64(seed))
    again = lots.multinomial(rows, np.full(rows, 1.0 / rows), size=BOOTSTRAPS).astype(np.float64)
    point_first, point_total = _jansen(every, first, second, (alone, whole), least)
    some_first, some_total = _jansen(again, first, second, (alone, whole), least)
    tails = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0]
    low_first, high_first = np.quantile(some_first, tails, axis=0)
    low_total, high_total = np.quantile(some_total, tails, axis=0)
    return SobolIndices(point_first[0], low_first, high_first, point_total[0], low_total, high_total)


def _jansen(
    counts: Floats, first: Floats, second: Floats, squares: tuple[Floats, Floats], least: Floats
) -> tuple[Floats, Floats]:
    """Both indices [sample, input, output], each row of the sample taken as often as counts[sample, row] says; unknown
    where the variance is not above `least`, what rounding makes."""
    rows = counts.shape[1]
    mean = counts @ (first + second) / (2 * rows)
    variance = counts @ (np.square(first) + np.square(second)) / (2 * rows) - np.square(mean)
    below = np.where(variance > least, 2.0 * rows * variance, np.nan)[:, None, :]
    alone, whole = (np.einsum("sr,iro->sio", counts, each, optimize=True) for each in squares)
    return 1.0 - alone / below, whole / below
