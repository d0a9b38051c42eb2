"""The one array type of calc: 64-bit floats in which nan means unknown."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Floats | Sequence[float] | float
"""What a formula accepts: an array, a list or one number."""

Words = NDArray[np.str_]
"""Codes, one to each place of an array: states, reasons, statuses."""


def floats(numbers: Numbers) -> Floats:
    """The numbers as an array of 64-bit floats; one number becomes an array without axes.

    No figure is infinite: an infinite number becomes unknown.

    >>> floats([1, float("inf")]).tolist(), floats(3).shape
    ([1.0, nan], ())
    """
    given = np.asarray(numbers, dtype=np.float64)
    return np.where(np.isinf(given), np.nan, given) if np.isinf(given).any() else given


def known(*numbers: Numbers) -> NDArray[np.bool_]:
    """True where all the given numbers are finite.

    >>> known([1.0, float("nan")], 2.0).tolist()
    [True, False]
    """
    result: NDArray[np.bool_] = np.asarray(True)
    for each in numbers:
        result = np.logical_and(result, np.isfinite(floats(each)))
    return result


def ratio(top: Numbers, bottom: Numbers) -> Floats:
    """top / bottom, unknown where the bottom is zero or either is unknown.

    >>> ratio([1.0, 1.0], [4.0, 0.0]).tolist()
    [0.25, nan]
    """
    above, below = np.broadcast_arrays(floats(top), floats(bottom))
    usable = known(above, below) & (below != 0)
    return floats(np.divide(above, below, out=np.full(above.shape, np.nan), where=usable))
