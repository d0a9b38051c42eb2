"""Location quotients, and the three stars of a cluster: size, specialisation, focus."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, known, ratio
from tidehead.calc.concentration.tables import Totals, alike, amounts, totals

STAR_QUOTIENT = 2.0
"""The location quotient from which a cluster has the star of specialisation."""
STAR_SHARE = 0.1
"""The share of places, largest first, that has the stars of size and of focus."""


@dataclass(frozen=True, slots=True)
class Stars:
    """The three stars of every cluster, each 1, 0 or nan: [place, industry].

    size: among the largest tenth of the industry's places by jobs; specialisation: location quotient at least 2; focus:
    among the tenth of the industry's places where it has the largest share of the place's jobs; count: how many of
    the three, unknown where one is.
    """

    size: Floats
    specialisation: Floats
    focus: Floats
    count: Floats


def location_quotient(jobs: Numbers, *, margins: Totals | None = None) -> Floats:
    """How much more of an industry a place has than the whole table has.

    jobs[place, industry]: persons, firms or money; nan unknown. margins: the true totals, where cells are hidden or
    the table shows only a part. Without them one unknown cell leaves the total of the table unknown, and so every
    quotient.
    Returns lq[place, industry], a plain ratio: 1 is the table's own share; nan where a place or an industry has none.
    Raises ConcentrationRefused for a figure below zero or margins of another length.

    Source: Isserman 1977, The Location Quotient Approach to Estimating Regional Economic Impacts, J. Am. Inst.
    Planners 43(1), 33-41; as revealed comparative advantage Balassa 1965, Manchester School 33(2).

    A place has 30 of its 40 jobs in an industry that has 40 of all 80: (30/40) / (40/80) = 1.5.

    >>> location_quotient([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    table = amounts(jobs, axes=2)
    sums = totals(table) if margins is None else margins
    place, industry = floats(sums.place), floats(sums.industry)
    alike(table, place, 0)
    alike(table, industry)
    share = ratio(industry, sums.table)
    quotients = table / np.where(place > 0, place, np.nan)[:, None]
    quotients /= np.where(share > 0, share, np.nan)
    return quotients


def at_least(quotients: Numbers, least: float = 1.0) -> Floats:
    """1 where the quotient reaches a value, 0 where it does not, nan where it is unknown.

    >>> at_least([0.5, 1.0, float("nan")]).tolist()
    [0.0, 1.0, nan]
    """
    given = floats(quotients)
    return np.where(np.isnan(given), np.nan, (given >= least).astype(np.float64))


def among_largest(values: Numbers, share: float = STAR_SHARE) -> Floats:
    """1 for the largest values of each column, 0 for the others: values[place, industry].

    The places of a column that are counted are the known ones; as many as the share of them, rounded down, but at
    least one, are among the largest. Equal values are together inside or outside by the better place, so that
    there can be more; zero is never among them.

    >>> among_largest([[5.0], [1.0], [0.0]]).ravel().tolist()
    [1.0, 0.0, 0.0]
    """
    given = amounts(values, axes=2)
    counted = np.isfinite(given).sum(axis=0)
    seats = np.maximum(1, np.floor(share * counted + 1e-9)).astype(np.intp)
    ordered = -np.sort(-np.where(np.isnan(given), -np.inf, given), axis=0)
    last = np.take_along_axis(ordered, (seats - 1)[None, :], axis=0) if len(given) else ordered
    inside = (given >= last) & (given > 0)
    return np.where(np.isnan(given), np.nan, inside.astype(np.float64))


def stars(
    jobs: Numbers, *, margins: Totals | None = None, quotient: float = STAR_QUOTIENT, share: float = STAR_SHARE
) -> Stars:
    """The stars of every cluster: jobs[place, industry], margins as in `location_quotient`.

    quotient: from which the star of specialisation is given; share: of the places of an industry that get the stars of
    size and focus (see `among_largest`).

    Source: European Cluster Observatory, three-star method, in Lindqvist 2009, Disentangling Clusters, Stockholm School
    of Economics, and Ketels & Protsiv 2014, European Cluster Panorama: size and focus the top tenth of regions of the
    same cluster category, specialisation a location quotient of 2.

    >>> found = stars([[90.0, 10.0], [10.0, 390.0]])
    >>> found.specialisation.tolist(), found.size.tolist(), found.count[0].tolist()
    ([[1.0, 0.0], [0.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [3.0, 0.0])
    """
    table = amounts(jobs, axes=2)
    place = totals(table).place if margins is None else floats(margins.place)
    size = among_largest(table, share)
    specialisation = at_least(location_quotient(table, margins=margins), quotient)
    focus = among_largest(ratio(table, place[:, None]), share)
    every = known(size, specialisation, focus)
    count = np.where(every, np.nan_to_num(size) + np.nan_to_num(specialisation) + np.nan_to_num(focus), np.nan)
    return Stars(size, specialisation, focus, count)
