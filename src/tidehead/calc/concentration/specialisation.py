"""How special a place is, how concentrated an industry: jobs[place, industry] in, a number for each of them out.

Every measure is one function of shares; concentration is specialisation of the turned table. A table with an unknown
cell leaves its place unknown, and what is compared with all places unknown for all.
"""

from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.concentration.inequality import balassa_gini, gini
from tidehead.calc.concentration.quotients import location_quotient
from tidehead.calc.concentration.tables import alike, amounts, shares


class Against(StrEnum):
    """What a place (or an industry) is compared with."""

    TABLE = "table"
    """the sum of all places, itself included"""
    OTHERS = "others"
    """the mean of the other places' shares, each counting alike"""


def krugman_index(one: Numbers, other: Numbers) -> Floats:
    """Sum of the differences between two sets of shares, 0 alike to 2 nothing in common: [..., n] each, of any unit.

    Source: Krugman 1991, Geography and Trade, MIT Press, appendix B.

    Shares 0.25, 0.75 and 0.5, 0.5: 0.25 + 0.25.

    >>> krugman_index([1.0, 3.0], [5.0, 5.0]).item()
    0.5
    """
    first, second = shares(one), shares(other)
    alike(first, second)
    return floats(np.abs(first - second).sum(axis=-1))


def krugman_specialisation(jobs: Numbers, *, against: Against = Against.TABLE) -> Floats:
    """Krugman's index of every place: jobs[place, industry] to [place], 0 to 2.

    Sources: against the table, as EconGeo; against the mean of the others, Midelfart-Knarvik et al. 2002, The Location
    of European Industry, as REAT.

    >>> krugman_specialisation([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.5, 0.5]
    """
    table = amounts(jobs, axes=2)
    if against is Against.TABLE:
        return krugman_index(table, table.sum(axis=0))
    part = shares(table)
    others = ratio(part.sum(axis=0) - part, len(part) - 1.0)
    return floats(np.abs(part - others).sum(axis=1))


def krugman_concentration(jobs: Numbers, *, against: Against = Against.TABLE) -> Floats:
    """Krugman's index of every industry's spread over the places: jobs[place, industry] to [industry], 0 to 2.

    Sources as in `krugman_specialisation`.

    >>> krugman_concentration([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.5, 0.5]
    """
    return krugman_specialisation(amounts(jobs, axes=2).T, against=against)


def specialisation_coefficient(jobs: Numbers) -> Floats:
    """The share of a place's jobs that would have to change industry for its mix to be the table's: [place], 0 to 1.

    Source: Hoover & Giarratani 1985, An Introduction to Regional Economics, chapter 9.

    >>> specialisation_coefficient([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.25, 0.25]
    """
    return krugman_specialisation(jobs) / 2.0


def hachman(jobs: Numbers) -> Floats:
    """How like the table's mix a place's mix is: [place], 1 alike, towards 0: one by the share-weighted quotient.

    Source: Hachman index, as in Moore 2001, Measuring economic diversification, Oregon Employment Dept.

    By hand: quotients 1.5 and 0.5 with shares 0.75 and 0.25: 1 / (1.125 + 0.125) = 0.8.

    >>> hachman([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.8, 0.8]
    """
    table = amounts(jobs, axes=2)
    part = shares(table)
    weighed = np.where(part == 0, 0.0, location_quotient(table) * part)
    return ratio(1.0, weighed.sum(axis=1))


def gini_specialisation(jobs: Numbers) -> Floats:
    """Gini's coefficient of a place's location quotients, every industry counting alike: [place].

    Source: Farhauer & Kröll 2014, Standorttheorien, chapter 14, as REAT's gini.spec.

    >>> gini_specialisation([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.25, 0.25]
    """
    return gini(location_quotient(jobs))


def gini_concentration(jobs: Numbers) -> Floats:
    """Gini's coefficient of an industry's location quotients, every place counting alike: [industry].

    Source as in `gini_specialisation`, as REAT's gini.conc.

    >>> gini_concentration([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.25, 0.25]
    """
    return gini(location_quotient(jobs).T)


def hoover_gini(jobs: Numbers, reference: Numbers | None = None) -> Floats:
    """Hoover–Gini of every industry against all jobs of the places, or a reference[place]: [industry], 0 to 1.

    Source and rules as `balassa_gini`.

    >>> hoover_gini([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.25, 0.25]
    """
    table = amounts(jobs, axes=2)
    return balassa_gini(table.T, table.sum(axis=1) if reference is None else reference)


def locational_gini(jobs: Numbers) -> Floats:
    """Krugman's locational Gini of every industry: [industry], 0 to 0.5: the area itself, half of Hoover–Gini.

    Source: Krugman 1991, Geography and Trade, chapter 2.

    >>> locational_gini([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [0.125, 0.125]
    """
    return hoover_gini(jobs) / 2.0
