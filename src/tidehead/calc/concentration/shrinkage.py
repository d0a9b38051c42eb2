"""Location quotients of small counts drawn towards their industry's other places, with their doubt.

A place with two firms where 0.4 were to be expected has a quotient of 5, and nobody should believe it. The counts are
read as n[place, industry] ~ Poisson(quotient × expected), the quotients of an industry as drawn from one gamma law that
the industry's own counts tell (empirical Bayes). The doubt about that law is added to the doubt of each quotient.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, floats, known, ratio
from tidehead.calc.concentration.fitting import Law, fit_gamma_law
from tidehead.calc.concentration.tables import Totals, alike, amounts, totals


@dataclass(frozen=True, slots=True)
class Shrunken:
    """What the counts say of each quotient: all [place, industry], and the laws [industry].

    raw: the plain location quotient. quotient: its expectation after shrinking; low, high: ends of the interval;
    above: probability that it is more than `above_what`. expected: count at a quotient of 1. pull: 0 where the count
    alone speaks, 1 where the industry's law alone. shape, rate: of the gamma law that describes each quotient.
    """

    raw: Floats
    quotient: Floats
    low: Floats
    high: Floats
    above: Floats
    expected: Floats
    pull: Floats
    shape: Floats
    rate: Floats
    law: Law


def shrink(
    counts: Numbers,
    *,
    margins: Totals | None = None,
    level: float = 0.9,
    above_what: float = 1.0,
    law: Law | None = None,
) -> Shrunken:
    """Shrunken location quotients of counts, with intervals and probabilities.

    counts[place, industry]: firms or persons, nan unknown (unknown everywhere then, unless margins are given, as in
    `location_quotient`). level: of the interval, equal tails. law: laws known from elsewhere (last year, the whole
    country), else they are fitted, see `fit_gamma_law`.
    Returns nan where a place or an industry has none at all. Raises ConcentrationRefused as `location_quotient`.

    Sources: the model, Clayton & Kaldor 1987, Biometrics 43(3), 671-681; the doubt about the law added to the doubt
    of each cell, Kass & Steffey 1989, J. Am. Stat. Assoc. 84, 717-726, their first-order formula.

    By hand, with a law that is certain, of mean 1 and shape 2 (rate 2): two firms where 0.5 were expected have the
    shape 2 + 2 and the rate 2 + 0.5: (2 + 2) / (2 + 0.5) = 1.6, not 4.

    >>> sure = Law(shape=floats([2.0]), mean=floats([1.0]), doubt=np.zeros((1, 2, 2)))
    >>> margins = Totals(floats([5.0]), floats([10.0]), 100.0)
    >>> found = shrink([[2.0]], margins=margins, law=sure)
    >>> found.raw.item(), found.quotient.item(), round(found.pull.item(), 3)
    (4.0, 1.6, 0.8)
    """
    table = amounts(counts, axes=2)
    expected = expected_counts(table, margins=margins)
    usable = known(table, expected) & (expected > 0)
    laws = fit_gamma_law(table, expected) if law is None else law
    alike(table, laws.shape)
    mean, variance = _posterior(table, expected, laws)
    shape = np.where(usable, ratio(mean**2, variance), np.nan)
    rate = np.where(usable, ratio(mean, variance), np.nan)
    tail = (1.0 - level) / 2.0
    return Shrunken(
        raw=ratio(table, expected),
        quotient=np.where(usable, mean, np.nan),
        low=special.gammaincinv(shape, tail) / rate,
        high=special.gammainccinv(shape, tail) / rate,
        above=special.gammaincc(shape, rate * above_what),
        expected=expected,
        pull=np.where(usable, ratio(laws.rate, laws.rate + expected), np.nan),
        shape=shape,
        rate=rate,
        law=laws,
    )


def expected_counts(counts: Numbers, *, margins: Totals | None = None) -> Floats:
    """What each cell would be at a location quotient of 1: the place's total by the industry's, by the table's.

    >>> expected_counts([[30.0, 10.0], [10.0, 30.0]]).tolist()
    [[20.0, 20.0], [20.0, 20.0]]
    """
    table = amounts(counts, axes=2)
    sums = totals(table) if margins is None else margins
    place, industry = floats(sums.place), floats(sums.industry)
    alike(table, place, 0)
    alike(table, industry)
    return place[:, None] * ratio(industry, sums.table)[None, :]


def probability_above(found: Shrunken, quotient: float) -> Floats:
    """The probability that each quotient is more than another number, as 2 for the star of specialisation.

    >>> found = shrink([[30.0, 10.0], [10.0, 30.0]])
    >>> bool((probability_above(found, 2.0) < found.above).all())
    True
    """
    return floats(special.gammaincc(found.shape, found.rate * quotient))


def _posterior(counts: Floats, expected: Floats, law: Law) -> tuple[Floats, Floats]:
    """Mean and variance of every quotient: of the cell given its law, and for not knowing the law.

    With a = shape and m = mean, the cell's mean is (a + n) / (a/m + e). Its slopes by log a and log m carry the
    law's doubt over.
    """
    shape, rate = law.shape[None, :], law.rate[None, :]
    bottom = rate + expected
    mean = ratio(shape + counts, bottom)
    by_shape = ratio(shape - mean * rate, bottom)
    by_mean = ratio(mean * rate, bottom)
    doubt = law.doubt
    added = (
        by_shape**2 * doubt[None, :, 0, 0]
        + 2.0 * by_shape * by_mean * doubt[None, :, 0, 1]
        + by_mean**2 * doubt[None, :, 1, 1]
    )
    return mean, ratio(mean, bottom) + added
