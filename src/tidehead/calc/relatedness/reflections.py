"""The method of reflections, and complexity on EconGeo's scale."""

from typing import NamedTuple

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.complexity import Complexity, complexity
from tidehead.calc.relatedness.types import Degenerate, RelatednessRefused, presences


class Reflections(NamedTuple):
    """places[place] and industries[industry] after some steps; nan for what is in nothing and has nothing."""

    places: Floats
    industries: Floats


def reflections(presence: Numbers, *, steps: int) -> Reflections:
    """What places and industries say of each other, reflected so many times.

    presence[place, industry]: 0 or 1, none unknown. Step 0: diversity and ubiquity; step 1: mean ubiquity of a place's
    industries and mean diversity of an industry's places; every further step: means of the step before.
    Values draw together as steps go on, so that they are read rescaled (see rescaled); with very many steps only
    rounding is left, and complexity is what they tend to.

    Source: Hidalgo & Hausmann 2009, PNAS 106(26), equations 1–4.

    >>> found = reflections([[1, 1], [0, 1]], steps=1)
    >>> found.places.tolist(), found.industries.tolist()
    ([1.5, 2.0], [2.0, 1.5])
    """
    present = presences(presence)
    if steps < 0:
        raise RelatednessRefused(Label("步数不能为负", "steps cannot be negative"))
    having, had = present.sum(axis=1), present.sum(axis=0)
    places, industries = having, had
    for _ in range(steps):
        places, industries = (
            ratio(present @ np.nan_to_num(industries), having),
            ratio(np.nan_to_num(places) @ present, had),
        )
    return Reflections(places, industries)


def rescaled(values: Numbers) -> Floats:
    """From 0 for the least to 100 for the greatest; nan stays, and all are nan where all are equal.

    >>> rescaled([1.0, 2.0, 5.0]).tolist()
    [0.0, 25.0, 100.0]
    """
    given = floats(values)
    least, greatest = np.nanmin(given), np.nanmax(given)
    return ratio(given - least, greatest - least) * 100


class KnowledgeComplexity(NamedTuple):
    """kci[place], tci[industry]: eigenvectors whose sum is 1 or −1, nan where not ranked."""

    kci: Floats
    tci: Floats


def knowledge_complexity(presence: Numbers, *, digits: int | None = None) -> KnowledgeComplexity:
    """Complexity of places and industries (technologies) on EconGeo's scale: the same order as ECI and PCI.

    presence[place, industry]: 0 or 1, none unknown; refused as complexity refuses. The sum of each is 1 or −1, so the
    scale means nothing; the sign is that of complexity. digits: EconGeo rounds its projected matrices to 4 decimals
    before it takes eigenvectors; digits=4 gives its printed numbers, None the exact ones (0.3 % away in its example).

    Source: Balland & Rigby 2017, Economic Geography 93(1); EconGeo 1.3.

    >>> have = [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
    >>> found = knowledge_complexity(have)
    >>> (found.kci / found.kci[3]).round(3).tolist()
    [-0.162, -1.928, 0.789, 1.0]
    """
    present = presences(presence)
    exact = complexity(present)
    places, industries = exact.eci + exact.centre, exact.pci + exact.centre
    if digits is not None:
        places, industries = _rounded(present, exact, digits)
    return KnowledgeComplexity(_summing_to_one(places), _summing_to_one(industries))


def _rounded(present: Floats, exact: Complexity, digits: int) -> tuple[Floats, Floats]:
    """Second eigenvectors of the two projections after rounding, with the signs of the exact ones."""
    rows, columns = np.isfinite(exact.eci), np.isfinite(exact.pci)
    part = present[np.ix_(rows, columns)]
    by_place, by_industry = part / part.sum(axis=1, keepdims=True), part / part.sum(axis=0)
    places, industries = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    places[rows] = _second_of(by_place @ by_industry.T, digits) * 1.0
    industries[columns] = _second_of(by_industry.T @ by_place, digits)
    for found, wanted in ((places, exact.eci + exact.centre), (industries, exact.pci + exact.centre)):
        found *= np.sign(np.nansum(found * wanted))
    return places, industries


def _second_of(square: Floats, digits: int) -> Floats:
    # Python rounds the decimal that a float stands for; NumPy multiplies first and can turn at a half.
    rounded = np.array([[round(value, digits) for value in row] for row in square.tolist()])
    values, vectors = np.linalg.eig(rounded)
    return floats(vectors[:, np.argsort(-values.real, kind="stable")[1]].real)


def _summing_to_one(values: Floats) -> Floats:
    total = abs(float(np.nansum(values)))
    if total <= 1e-12 * float(np.nansum(np.abs(values))):
        raise Degenerate(
            Label("合计为0，这一标度不存在；请用复杂度指数", "the sum is 0 and the scale does not exist: use ECI")
        )
    return values / total
