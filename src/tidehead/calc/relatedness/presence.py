"""Which industries a place has: the zeros and ones that all of relatedness starts from."""

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import AMOUNTS, PresenceTest, RelatednessRefused, table_of


def amounts_of(numbers: Numbers) -> Floats:
    """A table of amounts, refused where one is negative."""
    given = table_of(numbers, AMOUNTS)
    if (given < 0).any():
        raise RelatednessRefused(Label("数量不能为负", "amounts cannot be negative"))
    return given


def revealed_advantage(amounts: Numbers) -> Floats:
    """How much more of an industry a place has than all places together (RCA, the location quotient).

    amounts[place, industry]: firms, jobs or money, not negative; nan unknown: shares are then of what is known (where
    true totals are known besides, use concentration.location_quotient with its margins).
    Returns a plain ratio of the same shape: 1 is the share of the whole; nan where the amount is unknown, or where
    the place or the industry has nothing.

    Source: Balassa 1965, The Manchester School 33(2).

    >>> revealed_advantage([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    given = amounts_of(amounts)
    in_place = ratio(given, np.nansum(given, axis=1, keepdims=True))
    overall = ratio(np.nansum(given, axis=0), np.nansum(given))
    return ratio(in_place, overall)


def advantage_per_head(amounts: Numbers, population: Numbers) -> Floats:
    """How much more of an industry a place has a head than all places together (RPOP).

    amounts[place, industry]: not negative, nan unknown; population[place]: persons, above zero, nan unknown.
    Returns a plain ratio of the amounts' shape; nan where an input is unknown or the industry has nothing.

    Source: Hausmann et al. 2021, the presence tests of the Growth Lab's ecomplexity.

    >>> advantage_per_head([[30.0], [10.0]], [100.0, 100.0]).round(12).tolist()
    [[1.5], [0.5]]
    """
    given, people = amounts_of(amounts), floats(population)
    if people.shape != given.shape[:1]:
        raise RelatednessRefused(
            Label(
                f"人口须与{len(given)}个地方一一对应",
                f"population must have one figure for each of {len(given)} places",
            )
        )
    a_head = ratio(given, np.where(people > 0, people, np.nan)[:, None])
    return ratio(a_head, ratio(np.nansum(given, axis=0), np.nansum(people)))


def presence_matrix(
    amounts: Numbers,
    *,
    test: PresenceTest = PresenceTest.ADVANTAGE,
    threshold: float = 1.0,
    population: Numbers | None = None,
) -> Floats:
    """1 where an industry is present in a place, 0 where not, nan where that is unknown.

    amounts[place, industry]: not negative, nan unknown. test: what counts as present; threshold: from where on.
    population[place]: persons, needed by the tests per head. A place or industry without anything has 0 throughout.

    >>> presence_matrix([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    >>> presence_matrix([[30.0, float("nan")]], test=PresenceTest.AMOUNT, threshold=20).tolist()
    [[1.0, nan]]
    """
    given = amounts_of(amounts)
    measures = []
    if test is PresenceTest.AMOUNT:
        measures.append(given)
    if test in (PresenceTest.ADVANTAGE, PresenceTest.BOTH):
        measures.append(revealed_advantage(given))
    if test in (PresenceTest.PER_HEAD, PresenceTest.BOTH):
        measures.append(_per_head(given, population))
    present = np.all([np.nan_to_num(each) >= threshold for each in measures], axis=0)
    return np.where(np.isnan(given), np.nan, present.astype(np.float64))


def _per_head(given: Floats, population: Numbers | None) -> Floats:
    if population is None or np.isnan(floats(population)).any():
        raise RelatednessRefused(
            Label("按人均判断须给出每个地方的人口", "a test per head needs the population of every place")
        )
    return advantage_per_head(given, population)


def diversity(presence: Numbers) -> Floats:
    """Industries that each place has; nan where a cell of the place is unknown.

    presence[place, industry]: 0, 1 or nan. Returns counts[place].

    >>> diversity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [2.0, 1.0]
    """
    return floats(table_of(presence, AMOUNTS).sum(axis=1))


def ubiquity(presence: Numbers) -> Floats:
    """Places that have each industry; nan where a cell of the industry is unknown.

    presence[place, industry]: 0, 1 or nan. Returns counts[industry].

    >>> ubiquity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [1.0, 2.0]
    """
    return floats(table_of(presence, AMOUNTS).sum(axis=0))
