"""The gamma law from which the quotients of an industry are drawn, told by the industry's own counts."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, floats, known
from tidehead.calc.concentration.tables import alike, amounts, summed_by

SHAPE_GUESS, SHAPE_SPREAD, WORTH = 0.0, 1.5, 4.0
"""Before any count is seen: log of the shape is normal, so that places differ by about their own mean, within e^±3;
worth as much as so many industries when the table tells its own centre and spread."""
MEAN_SPREAD = 1.0
"""Before any count is seen: log of the mean is normal about 0, the mean quotient being 1 by its making."""
STEPS, CLOSE_ENOUGH = 60, 1e-9
LONGEST_STEP = 1.5
ROUNDS, SETTLED = 20, 0.02


@dataclass(frozen=True, slots=True)
class Law:
    """Gamma laws of quotients, one an industry: shape[industry], mean[industry], and how well they are known.

    doubt[industry, 2, 2]: covariance of log shape and log mean. A large shape: the places hardly differ.
    """

    shape: Floats
    mean: Floats
    doubt: Floats

    @property
    def rate(self) -> Floats:
        """shape / mean: how many expected counts weigh as much as the law does."""
        return self.shape / self.mean


def fit_gamma_law(counts: Numbers, expected: Numbers) -> Law:
    """The most likely law of each industry, and its doubt.

    counts, expected[place, industry]; places with unknown or no expected count are left out. Log shape and log mean are
    those with the largest marginal likelihood (negative binomial) times a weak normal prior, which keeps the fit finite
    where nine places tell too little. The prior's centre and spread for log shape are told by all industries of the
    table together (a few rounds of expectation and maximisation), so that industries with few firms borrow from the
    others; with some fifty places it hardly shows. doubt: the inverse of the curvature at the top. An industry without
    any usable place keeps the prior.

    Sources: the likelihood, Clayton & Kaldor 1987, section 3; the prior of priors as in Carlin & Louis 2009, Bayesian
    Methods for Data Analysis, chapter 5; its constants are ours.

    >>> law = fit_gamma_law([[8.0], [2.0], [5.0]], [[5.0], [5.0], [5.0]])
    >>> bool(0.5 < law.mean[0] < 1.5), law.doubt.shape
    (True, (1, 2, 2))
    """
    table, even = amounts(counts, axes=2), amounts(expected, axes=2)
    alike(table, even, 0)
    alike(table, even, 1)
    data = _Data.of(table, even)
    at, prior = np.zeros((2, table.shape[1])), _Prior(SHAPE_GUESS, SHAPE_SPREAD)
    asked = data.usable.any(axis=0)
    for _ in range(ROUNDS):
        at = _top(data, at, prior)
        doubt = _inverse(-data.slopes(at, prior)[1])
        learned = prior.learned(at[0, asked], doubt[asked, 0, 0])
        settled = abs(learned.centre - prior.centre) + abs(learned.spread - prior.spread) < SETTLED
        if settled:
            break
        prior = learned
    return Law(np.exp(at[0]), np.exp(at[1]), doubt)


@dataclass(frozen=True, slots=True)
class _Prior:
    """What is held of log shape before an industry is looked at."""

    centre: float
    spread: float

    def learned(self, found: Floats, variance: Floats) -> "_Prior":
        """The centre and spread of what was found, with the first guess as WORTH further industries."""
        count = len(found) + WORTH
        centre = (found.sum() + WORTH * SHAPE_GUESS) / count
        squares = ((found - centre) ** 2 + variance).sum() + WORTH * SHAPE_SPREAD**2
        return _Prior(float(centre), float(np.sqrt(squares / count)))


@dataclass(frozen=True, slots=True)
class _Data:
    """Expected counts and counts of every cell, and the different counts of each industry with how often they occur.

    Counts are small and repeat, so the costly functions are asked once for each that differs.
    """

    expected: Floats
    """zero where unusable, as the counts"""
    usable: NDArray[np.bool_]
    counts: Floats
    industry: NDArray[np.intp]
    count: Floats
    times: Floats

    @staticmethod
    def of(counts: Floats, expected: Floats) -> "_Data":
        usable = known(counts, expected) & (expected > 0)
        kept = np.where(usable, counts, 0.0)
        rows, columns = np.nonzero(kept)
        count = kept[rows, columns]
        order = np.lexsort((count, columns))
        columns, count = columns[order], count[order]
        first = np.ones(len(count), dtype=bool)
        first[1:] = (np.diff(columns) != 0) | (np.diff(count) != 0)
        starts = np.flatnonzero(first)
        times = np.diff(np.append(starts, len(count))).astype(np.float64)
        return _Data(np.where(usable, expected, 0.0), usable, kept, columns[starts], count[starts], times)

    def rise(self, shape: Floats, function: Callable[[Floats], Floats]) -> Floats:
        """The sum over an industry's places of function(shape + count) - function(shape)."""
        near = function(shape)[self.industry]
        gained = self.times * (function(shape[self.industry] + self.count) - near)
        return summed_by(self.industry, gained, len(shape))

    def height(self, at: Floats, prior: _Prior) -> Floats:
        """Log of likelihood and prior, constants left out."""
        shape, mean = np.exp(at)
        rising = self.rise(shape, special.gammaln)
        rate = shape / mean
        # a·log(rate / (rate + e)) - n·log(rate + e), as logs of 1 + e / rate that stay exact for large rates
        spread = np.log1p(self.expected / rate)
        falling = (shape + self.counts) * spread
        every = rising - falling.sum(axis=0) - self.counts.sum(axis=0) * np.log(rate)
        before = ((at[0] - prior.centre) / prior.spread) ** 2 + (at[1] / MEAN_SPREAD) ** 2
        return floats(every - before / 2.0)

    def slopes(self, at: Floats, prior: _Prior) -> tuple[Floats, Floats]:
        """First and second derivatives of the height by log shape and log mean: [2, industry], [2, 2, industry]."""
        shape, mean = np.exp(at)
        rate = shape / mean
        part = rate / (rate + self.expected)
        part[~self.usable] = 1.0
        digamma, trigamma = self.rise(shape, special.digamma), self.rise(shape, _trigamma)
        logs = np.log(part).sum(axis=0)
        apart = 1.0 - part
        gap = shape * apart - self.counts * part
        by_shape = shape * (digamma + logs) + gap.sum(axis=0)
        by_mean = -gap.sum(axis=0)
        bent = (shape + self.counts) * part * apart
        total = bent.sum(axis=0)
        twice = shape * (digamma + logs + shape * trigamma) + (2.0 * shape * apart).sum(axis=0) - total
        cross = -(shape * apart).sum(axis=0) + total
        slope = np.stack([by_shape - (at[0] - prior.centre) / prior.spread**2, by_mean - at[1] / MEAN_SPREAD**2])
        bend = np.array([[twice - 1.0 / prior.spread**2, cross], [cross, -total - 1.0 / MEAN_SPREAD**2]])
        return slope, bend


def _trigamma(values: Floats) -> Floats:
    return floats(special.zeta(2.0, values))


def _newton(slope: Floats, bend: Floats) -> Floats:
    """A step uphill: Newton's, with the bend made negative where it is not, and no longer than the longest."""
    (up, cross), (_, side) = bend
    middle, half = (up + side) / 2.0, np.hypot((up - side) / 2.0, cross)
    push = np.maximum(middle + half + 1e-3, 0.0)
    up, side = up - push, side - push
    size = up * side - cross**2
    step = -np.stack([side * slope[0] - cross * slope[1], up * slope[1] - cross * slope[0]]) / size
    return floats(step * np.minimum(1.0, LONGEST_STEP / np.maximum(np.abs(step).max(axis=0), 1e-300)))


def _top(data: _Data, at: Floats, prior: _Prior) -> Floats:
    """The place of the largest height, uphill from where one stands, all industries at once."""
    height = data.height(at, prior)
    for _ in range(STEPS):
        step = _newton(*data.slopes(at, prior))
        if np.abs(step).max(initial=0.0) < CLOSE_ENOUGH:
            break
        at, height = _climb(data, at, height, step, prior=prior)
    return at


def _climb(data: _Data, at: Floats, height: Floats, step: Floats, *, prior: _Prior) -> tuple[Floats, Floats]:
    """The step, halved wherever it would go down."""
    for _ in range(12):
        reached = data.height(at + step, prior)
        worse = reached < height - 1e-9 * np.maximum(1.0, np.abs(height))
        if not worse.any():
            break
        step = np.where(worse, step / 2.0, step)
    return at + step, reached


def _inverse(matrices: Floats) -> Floats:
    """Of [2, 2, industry]: [industry, 2, 2]."""
    return np.asarray(np.linalg.inv(np.moveaxis(matrices, -1, 0)), dtype=np.float64)
