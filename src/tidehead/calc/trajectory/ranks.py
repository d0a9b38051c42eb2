"""Rank among peers, with ties and unknown values kept in sight."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.trajectory.goals import Direction, sign_of

SIGNIFICANT_DIGITS = 12
"""Sums taken in another order differ in the last bits; values equal to this many digits are ties."""


class Ranks(NamedTuple):
    """rank: 1 is best, ties share the better place; tied: how many share it (itself included);
    known: how many values are known; coverage: known out of all, 0 to 1."""

    rank: Floats
    tied: Floats
    known: NDArray[np.int64]
    coverage: Floats


def rank_among(values: Numbers, direction: Direction | str = Direction.UP) -> Ranks:
    """Place of each value among its peers, along the last axis.

    values[..., peer]: one unit, nan where unknown; an unknown value has no rank and moves nobody's.
    Raises ValueError for a single number or an unknown direction.

    >>> placed = rank_among([3.0, 5.0, float("nan"), 5.0])
    >>> placed.rank.tolist(), placed.tied.tolist(), placed.coverage.item()
    ([3.0, 1.0, nan, 1.0], [1.0, 2.0, nan, 2.0], 0.75)
    """
    peers = floats(values)
    if peers.ndim == 0:
        raise ValueError("a rank needs peers")
    keys = -sign_of(direction) * _rounded(np.where(np.isfinite(peers), peers, np.nan))
    count = np.isfinite(peers).sum(axis=-1)
    best = _placed(keys, "min")
    return Ranks(best, _placed(keys, "max") - best + 1.0, count, count / max(peers.shape[-1], 1))


def place_share(ranks: Ranks) -> Floats:
    """How much of the field lies behind: 1 for the sole best, 0 for the sole worst, ties in the middle.

    nan where the rank is unknown or nobody else is known.

    >>> place_share(rank_among([1.0, 2.0, 3.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    others = np.asarray(ranks.known, dtype=np.float64)[..., None] - 1.0
    middle = ranks.rank + (ranks.tied - 1.0) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(others > 0, 1.0 - (middle - 1.0) / others, np.nan)


def _placed(keys: Floats, method: Literal["min", "max"]) -> Floats:
    if keys.size == 0:
        return keys
    return np.asarray(stats.rankdata(keys, method=method, axis=-1, nan_policy="omit"), dtype=np.float64)


def _rounded(numbers: Floats) -> Floats:
    """Numbers cut to their significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(numbers)))
        unit = np.power(10.0, np.where(np.isfinite(size), size, 0.0) - (SIGNIFICANT_DIGITS - 1))
        rounded = np.round(numbers / unit) * unit
    return np.where(np.isfinite(rounded), rounded, numbers)
