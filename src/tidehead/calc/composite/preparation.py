"""Before anything is filled in: figures per denominator, and units with too little data set aside."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio

LEAST_KNOWN = 2 / 3
"""The share of indicators a unit has to have, where nothing else is said (COINr's; the JRC's rule of thumb is 65 %)."""


class Denominated(NamedTuple):
    """values[unit, indicator], in the indicator's unit per the denominator's; divided[indicator]: whether it was;
    lost[indicator]: known values that became unknown because their denominator is unknown or not above zero."""

    values: Floats
    divided: NDArray[np.bool_]
    lost: NDArray[np.int64]


class Screened(NamedTuple):
    """kept[unit]: enough data; known, nonzero[unit]: shares of its indicators that are known, and of those that are not
    zero; too_few_known, too_many_zeros: units that failed each test (a unit may fail both)."""

    kept: NDArray[np.bool_]
    known: Floats
    nonzero: Floats
    too_few_known: int
    too_many_zeros: int


def denominate(values: Numbers, denominators: Numbers, chosen: Sequence[int], *, factor: Numbers = 1.0) -> Denominated:
    """Divides each indicator by its denominator: x ÷ d × factor; -1 leaves an indicator as it is, factor and all.

    values[unit, indicator]; denominators[unit, denominator]; chosen[indicator]: the denominator's index, or -1.
    A denominator that is unknown, zero or negative gives an unknown value, and is counted.
    Raises ValueError where shapes do not fit or there is no such denominator.
    Source: OECD/JRC Handbook 2008, step 5 (scale effects); COINr Denominate.

    >>> denominate([[10.0, 7.0], [10.0, 7.0]], [[5.0], [0.0]], [0, -1])
    Denominated(values=array([[ 2.,  7.],
           [nan,  7.]]), divided=array([ True, False]), lost=array([1, 0]))
    """
    given, below, which = floats(values), floats(denominators), np.asarray(chosen, dtype=np.int64)
    if given.ndim != 2 or below.ndim != 2 or len(below) != len(given) or which.shape != given.shape[1:]:
        raise ValueError(f"values {given.shape}, denominators {below.shape} and choices {which.shape} do not fit")
    if which.size and (which.max() >= below.shape[1] or which.min() < -1):
        raise ValueError(f"denominators are numbered 0 to {below.shape[1] - 1}, or -1 for none")
    divided = which >= 0
    result = given.copy()
    divisors = below[:, which[divided]]
    factors = np.broadcast_to(floats(factor), which.shape)[divided]
    result[:, divided] = ratio(given[:, divided], np.where(divisors > 0, divisors, np.nan)) * factors
    lost = np.count_nonzero(np.isfinite(given) & np.isnan(result), axis=0)
    return Denominated(result, divided, np.asarray(lost, dtype=np.int64))


def screen(values: Numbers, *, least_known: float = LEAST_KNOWN, least_nonzero: float = 0.0) -> Screened:
    """Which units have enough data: at least `least_known` of the indicators, of which `least_nonzero` are not zero.

    values[unit, indicator]. Nothing is taken out: the caller does that with `kept`, and can say who was left out.
    A unit of which nothing is known has an unknown share of zeros and is not kept where zeros are tested.
    Raises ValueError where a share is not between 0 and 1.
    Source: OECD/JRC Handbook 2008, step 3; COINr Screen ("byNA", "byzeros", "byNAandzeros").

    >>> screen([[1.0, 2.0, 3.0], [1.0, float("nan"), float("nan")], [0.0, 0.0, 1.0]], least_nonzero=0.5).kept.tolist()
    [True, False, False]
    """
    given = floats(values)
    if given.ndim != 2 or not 0 <= least_known <= 1 or not 0 <= least_nonzero <= 1:
        raise ValueError("values are [unit, indicator], and shares between 0 and 1")
    count = np.isfinite(given).sum(axis=1).astype(np.float64)
    known = count / max(given.shape[1], 1)
    nonzero = ratio(count - (given == 0).sum(axis=1), count)
    few, zeros = known < least_known, ~(nonzero >= least_nonzero) if least_nonzero > 0 else np.zeros(len(given), bool)
    return Screened(~few & ~zeros, known, nonzero, int(few.sum()), int(zeros.sum()))
