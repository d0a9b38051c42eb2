"""Indices of clusters that need more than jobs: firms, land, people, income."""

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.concentration.tables import alike, amounts, shares


def litzenberger_sternberg(jobs: Numbers, *, firms: Numbers, area_km2: Numbers, people: Numbers) -> Floats:
    """Litzenberger and Sternberg's cluster index: [place, industry], 1 as the whole table.

    jobs, firms[place, industry]; area_km2, people[place]. Density of jobs relative to the table's, times jobs a head
    relative to the table's, by the relative size of firms: many firms make a cluster, one big plant does not.
    nan where a place has no firm of the industry or anything is unknown (0 jobs in firms that are there give 0).

    Source: Litzenberger & Sternberg 2006, Der Clusterindex, Geographische Zeitschrift 94(4), 209-224.

    Two places of the same land and people, all 10 jobs and 5 firms in one: 2 x 2 / 1 = 4.

    >>> litzenberger_sternberg([[10.0], [0.0]], firms=[[5.0], [0.0]], area_km2=[1, 1], people=[9, 9])[:, 0].tolist()
    [4.0, nan]
    """
    table, plants = amounts(jobs, axes=2), amounts(firms, axes=2)
    land, heads = amounts(area_km2, axes=1), amounts(people, axes=1)
    alike(table, plants, 0)
    alike(table, plants, 1)
    alike(table, land, 0)
    alike(table, heads, 0)
    whole = table.sum(axis=0)
    density = ratio(ratio(table, land[:, None]), whole / land.sum())
    a_head = ratio(ratio(table, heads[:, None]), whole / heads.sum())
    size = ratio(ratio(table, plants), ratio(whole, plants.sum(axis=0)))
    empty = (table == 0) & (plants > 0)
    return np.where(empty, 0.0, ratio(density * a_head, size))


def prody(jobs: Numbers, income: Numbers) -> Floats:
    """The income that goes with an industry: [industry], in the unit of income.

    jobs[place, industry]: exports, jobs or firms; income[place]: a head. A mean of the places' incomes, each weighted
    by the industry's share in the place, so that small places count.

    Source: Hausmann, Hwang & Rodrik 2007, What you export matters, J. Economic Growth 12(1), equation 1.

    Shares of the first industry 0.75 and 0.25: (0.75 x 100 + 0.25 x 200) / 1 = 125.

    >>> prody([[30.0, 10.0], [10.0, 30.0]], [100.0, 200.0]).tolist()
    [125.0, 175.0]
    """
    part, earned = shares(amounts(jobs, axes=2)), floats(income)
    alike(part, earned, 0)
    return ratio((part * earned[:, None]).sum(axis=0), part.sum(axis=0))


def expy(jobs: Numbers, income_of_industry: Numbers) -> Floats:
    """The income that a place's industries go with: [place], the mean of their `prody` by the place's shares.

    Source: as `prody`, equation 2.

    >>> expy([[30.0, 10.0], [10.0, 30.0]], [125.0, 175.0]).tolist()
    [137.5, 162.5]
    """
    part, worth = shares(amounts(jobs, axes=2)), floats(income_of_industry)
    alike(part, worth)
    return floats(np.where(part == 0, 0.0, part * worth).sum(axis=1))
