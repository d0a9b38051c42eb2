"""How unevenly an amount is spread: over firms, places, industries or people. One number for each row of the last axis.

An unknown figure makes the number unknown (`tables.coverage` says how much is known); so does a sum of zero.
"""

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.concentration.tables import ConcentrationRefused, alike, amounts, shares
from tidehead.calc.labels import Label


def herfindahl(values: Numbers) -> Floats:
    """Sum of the squared shares: values[..., n] of any unit; 1/n where all are equal, 1 where one has all.

    Source: Hirschman 1964, The Paternity of an Index, American Economic Review 54(5).

    Shares 0.2, 0.4, 0.3, 0.1: 0.04 + 0.16 + 0.09 + 0.01 = 0.3.

    >>> round(herfindahl([20.0, 40.0, 30.0, 10.0]).item(), 12)
    0.3
    """
    return floats((shares(values) ** 2).sum(axis=-1))


def herfindahl_normalised(values: Numbers) -> Floats:
    """The Herfindahl index from 0 (all equal) to 1 (one has all): (H - 1/n) / (1 - 1/n); unknown for a single one.

    >>> round(herfindahl_normalised([20.0, 40.0, 30.0, 10.0]).item(), 12)
    0.066666666667
    """
    even = 1.0 / max(1, floats(values).shape[-1])
    return ratio(herfindahl(values) - even, 1.0 - even)


def entropy(values: Numbers, *, base: float = 2.0) -> Floats:
    """Shannon's entropy of the shares, in bits by default: log n where all are equal, 0 where one has all.

    Source: Shannon 1948, A Mathematical Theory of Communication, Bell System Technical Journal 27(3).

    >>> entropy([1.0, 1.0, 2.0]).item()
    1.5
    """
    part = shares(values)
    logs = np.log(np.where(part > 0, part, 1.0)) / np.log(base)
    return floats(np.abs((part * logs).sum(axis=-1)))


def gini(values: Numbers) -> Floats:
    """Gini's coefficient, every value counting alike: 0 where all are equal, (n - 1)/n where one has all.

    Source: Gini 1912, Variabilità e mutabilità; computed as the weighted sum of ordered values.

    Two have 1 and 3: half the mean of all differences by the mean, (0 + 2 + 2 + 0)/4 / (2 x 2) = 0.25.

    >>> gini([1.0, 3.0]).item()
    0.25
    """
    ordered = np.sort(amounts(values), axis=-1)
    count = ordered.shape[-1]
    weight = 2.0 * np.arange(1, count + 1) - count - 1.0
    return ratio((ordered * weight).sum(axis=-1), count * ordered.sum(axis=-1))


def gini_normalised(values: Numbers) -> Floats:
    """Gini's coefficient by its largest value, (n - 1)/n, so that it ends at 1; unknown for a single value.

    >>> gini_normalised([1.0, 3.0]).item()
    0.5
    """
    count = floats(values).shape[-1]
    return ratio(gini(values) * count, count - 1.0)


def balassa_gini(values: Numbers, reference: Numbers) -> Floats:
    """Hoover–Gini: area between the Balassa curve and the diagonal, doubled: 0 as the reference, towards 1.

    values[..., n]: of an industry in n places; reference[n] or [..., n]: what it is compared with, all jobs or people
    there. Places are put in the order of values by reference. One with neither value nor reference counts
    nothing; unknown where a place has no reference but a value.

    Source: Hoover 1936, The Measurement of Industrial Localization, Rev. Econ. Stat. 18(4), 162-171.

    Two places of the same size, all in one: the curve runs along the bottom to the middle; area 1/4, doubled 1/2.

    >>> balassa_gini([0.0, 8.0], [5.0, 5.0]).item()
    0.5
    """
    given = amounts(values)
    even = np.broadcast_to(amounts(reference), given.shape)
    nothing = (given == 0) & (even == 0)
    order = np.argsort(np.where(nothing, 0.0, ratio(given, even)), axis=-1, kind="stable")
    upward = np.take_along_axis(shares(given), order, axis=-1)
    along = np.take_along_axis(shares(even), order, axis=-1)
    top = np.cumsum(upward, axis=-1)
    area = (along * (2.0 * top - upward)).sum(axis=-1)
    lost = ((given > 0) & (even == 0)).any(axis=-1)
    return np.where(lost, np.nan, np.maximum(1.0 - area, 0.0))


def hoover(values: Numbers, reference: Numbers | None = None) -> Floats:
    """The share that would have to move for the shares to be those of the reference: 0 to 1.

    values[..., n]; reference[n] or [..., n]: people, area or all jobs; without it, equal parts.

    Source: Hoover 1936, as in `balassa_gini`; half the sum of the differences of shares.

    >>> hoover([1.0, 3.0]).item(), hoover([1.0, 3.0], [1.0, 3.0]).item()
    (0.25, 0.0)
    """
    given = amounts(values)
    even = np.ones(given.shape[-1:]) if reference is None else amounts(reference)
    alike(given, even)
    return floats(np.abs(shares(given) - shares(even)).sum(axis=-1) / 2.0)


def theil(values: Numbers) -> Floats:
    """Theil's T: mean of (x/mean)·ln(x/mean): 0 where all are equal, ln n where one has all.

    Source: Theil 1967, Economics and Information Theory, chapter 4.

    >>> theil([1.0, 1.0]).item(), round(theil([0.0, 1.0]).item(), 6)
    (0.0, 0.693147)
    """
    given = amounts(values)
    part = ratio(given, given.mean(axis=-1, keepdims=True))
    return floats((part * np.log(np.where(part > 0, part, 1.0))).mean(axis=-1))


def mean_log_deviation(values: Numbers) -> Floats:
    """Theil's L, second measure: mean of ln(mean/x); more of it comes from the poor. Unknown where one has nothing.

    Source: Theil 1967, chapter 4; what REAT calls theil.

    >>> round(mean_log_deviation([10.0, 10.0, 10.0, 20.0, 50.0]).item(), 9)
    0.232630162
    """
    given = amounts(values)
    part = np.where(given > 0, ratio(given, given.mean(axis=-1, keepdims=True)), np.nan)
    return floats(np.maximum(-np.log(part).mean(axis=-1), 0.0))


def atkinson(values: Numbers, *, aversion: float = 0.5) -> Floats:
    """The share of the sum that could be given away if the rest were spread evenly and all were as content.

    aversion: 0 counts no inequality, above 1 mostly what the poorest lack; at 1 and above, 1 where one has nothing.
    Raises ConcentrationRefused for an aversion below zero.

    Source: Atkinson 1970, On the Measurement of Inequality, J. Economic Theory 2(3).

    1 and 4: mean 2.5, ((1 + 2)/2)² = 2.25 evenly spread would content as much: 1 - 2.25/2.5 = 0.1.

    >>> round(atkinson([1.0, 4.0]).item(), 12)
    0.1
    """
    if not aversion >= 0:
        raise ConcentrationRefused(Label("不平等厌恶系数不能为负", "the aversion to inequality cannot be below zero"))
    given = amounts(values)
    part = ratio(given, given.mean(axis=-1, keepdims=True))
    with np.errstate(divide="ignore"):
        if aversion == 1.0:
            return floats(1.0 - np.exp(np.log(part).mean(axis=-1)))
        worth = (part ** (1.0 - aversion)).mean(axis=-1)
        return floats(1.0 - worth ** (1.0 / (1.0 - aversion)))


def williamson(values: Numbers, people: Numbers, *, about: Numbers | None = None) -> Floats:
    """Differences between places, weighted by their people, relative to the mean over people: [...].

    values[..., place]: income or output a head; people[place]. about[...]: what the differences are taken from, by
    default the mean over people, which is the income or output a head of all. (REAT 3.0.3 takes the plain mean of the
    places for the differences and divides by the mean over people.)

    Source: Williamson 1965, Regional Inequality and the Process of National Development, Economic Development and
    Cultural Change 13(4), his V_w.

    >>> williamson([1.0, 3.0], [5.0, 5.0]).item()
    0.5
    """
    given, weight = amounts(values), shares(people)
    alike(given, weight)
    mean = (given * weight).sum(axis=-1)
    middle = mean if about is None else floats(about)
    return ratio(np.sqrt(((given - middle[..., None]) ** 2 * weight).sum(axis=-1)), mean)
