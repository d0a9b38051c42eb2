"""What a whole pipeline of projects may bring: each project's amount by its chance."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Numbers, floats
from tidehead.calc.lifecycle.curves import Estimate, normal_reach


class Expected(NamedTuple):
    """A sum with the interval that holds it with the level asked; known of all projects have a chance and an
    amount, and only they are in the sum."""

    amount: Estimate
    known: int
    projects: int


def expected_amount(chances: Sequence[Estimate], amounts: Numbers, *, level: float = 0.8) -> Expected:
    """The sum of amounts that is to be expected of projects that each come with a chance.

    chances[project]: with intervals at the same level, such as Outlook.production or one of Outlook.by; amounts
    [project]: any unit, not negative (investment, tax, jobs). Each project comes wholly or not at all, independent of
    the others; the doubt of what was learned is shared by all, so that it adds up without cancelling out. The interval
    is normal, within nothing and everything. Not a weighted sum by fixed stage percentages: the chances are the
    region's own. Raises ValueError for lengths that differ, or a negative amount.

    Two projects of 100 at 1/2 ± 0: 100 expected, deviation √(2·100²·1/4) = 70.7, so that 80 % reach 100 ± 90.6.

    >>> even = Estimate(0.5, 0.5, 0.5)
    >>> [round(each, 1) for each in expected_amount([even, even], [100, 100]).amount]
    [100.0, 9.4, 190.6]
    """
    worth = floats(amounts)
    table = np.array(chances, dtype=np.float64).reshape(-1, 3)
    if worth.shape != (len(table),):
        raise ValueError("one chance and one amount for each project")
    if np.any(worth < 0):
        raise ValueError("an amount is negative")
    known = np.isfinite(worth) & np.isfinite(table[:, 0])
    if not known.any():
        return Expected(Estimate(*[float("nan")] * 3), 0, len(worth))
    worth, table = worth[known], np.where(np.isfinite(table[known]), table[known], table[known][:, :1])
    chance, low, high = table.T
    reach = normal_reach(level)
    middle = float(worth @ chance)
    lots = float(np.sum(worth**2 * chance * (1 - chance))) * reach**2
    down, up = float(worth @ (chance - low)), float(worth @ (high - chance))
    least, most = middle - np.sqrt(lots + down**2), middle + np.sqrt(lots + up**2)
    limits = float(max(least, 0.0)), float(min(most, worth.sum()))
    return Expected(Estimate(middle, *limits), int(known.sum()), len(known))
