"""Which closed tasks are looked at again, and how likely that finds what is bad."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.tasking.statuses import TaskingRefused

LARGEST_EXACT = 10_000
"""Up to here binomials are counted in whole numbers; beyond they have too many digits."""


@dataclass(frozen=True, slots=True)
class AuditSample:
    """The chosen ids, sorted, and of each stratum how many were chosen of how many."""

    chosen: tuple[str, ...]
    strata: Mapping[str, tuple[int, int]]
    seed: int


def audit_sample(strata: Mapping[str, Sequence[str]], size: int, *, seed: int) -> AuditSample:
    """A random sample of closed tasks, from every stratum (organisation, kind) by its size.

    strata: ids by stratum. Every stratum gives at least one where the size allows (else the largest strata do), the
    rest by the largest remainder. The same seed and ids give the same sample whatever their order, so that anybody can
    draw it again. Raises TaskingRefused for an id given twice, or a size below zero or above the number of tasks.

    >>> audit_sample({"a": ["1", "2", "3"], "b": ["4"]}, 2, seed=7).strata
    {'a': (1, 3), 'b': (1, 1)}
    """
    ids = [each for members in strata.values() for each in members]
    if len(set(ids)) < len(ids):
        raise TaskingRefused(Label("有任务重复", "a task is given twice"))
    if not 0 <= size <= len(ids):
        raise TaskingRefused(Label(f"样本量须在 0 到 {len(ids)} 之间", f"the size lies between 0 and {len(ids)}"))
    filled = {name: sorted(strata[name]) for name in sorted(strata) if strata[name]}
    sizes = allotted({name: len(members) for name, members in filled.items()}, size)
    stream = np.random.default_rng(np.random.SeedSequence(seed))
    chosen: list[str] = []
    for name, members in filled.items():
        rows = stream.choice(len(members), sizes[name], replace=False)
        chosen += [members[row] for row in rows]
    counts = {name: (sizes[name], len(members)) for name, members in filled.items()}
    return AuditSample(tuple(sorted(chosen)), counts, seed)


def allotted(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` places each stratum gets: one each as far as they go, largest strata first, the rest by size.

    >>> allotted({"a": 60, "b": 30, "c": 10}, 10)
    {'a': 6, 'b': 3, 'c': 1}
    """
    whole = sum(counts.values())
    by_size = sorted(counts, key=lambda name: (-counts[name], name))
    if size < len(counts) or not whole:
        return {name: int(place < size) for place, name in sorted(enumerate(by_size), key=lambda each: each[1])}
    places = {name: max(size * counts[name] // whole, 1) for name in sorted(counts)}
    while sum(places.values()) != size:
        step = 1 if sum(places.values()) < size else -1
        # Whoever is furthest below (or above) the exact part moves next; never below one, never above all.
        movable = [name for name in places if 1 <= places[name] + step <= counts[name]]
        gap = {name: step * (size * counts[name] - places[name] * whole) for name in movable}
        places[max(movable, key=lambda name: (gap[name], name))] += step
    return places


def chance_of_finding(population: int, bad: int, size: int) -> float:
    """The probability that a random sample of `size` holds at least one of the `bad` ones.

    1 − C(population − bad, size) / C(population, size): exact up to a population of 10,000, else to rounding. A sample
    by strata finds bad ones that are spread over the strata about as well, and ones that sit in one small stratum a
    little worse or better.
    Raises TaskingRefused for numbers that cannot be.

    Of 10 with one bad, a sample of 3 holds it with 3/10.

    >>> chance_of_finding(10, 1, 3)
    0.3
    """
    if not (0 <= bad <= population and 0 <= size <= population):
        raise TaskingRefused(Label("样本或问题数超出总数", "more sampled, or more bad, than there are"))
    if population <= LARGEST_EXACT:
        every = comb(population, size)
        return (every - comb(population - bad, size)) / every
    # Sample and bad ones may change places in the formula; the smaller of the two is the shorter product.
    fewer, more = sorted((bad, size))
    if fewer + more > population:
        return 1.0
    drawn = np.arange(fewer)
    return float(-np.expm1(np.sum(np.log1p(-more / (population - drawn)))))


def size_needed(population: int, bad_share: float, *, chance: float = 0.95) -> int:
    """The smallest sample that finds a bad one with probability `chance` where a share `bad_share` is bad.

    bad_share is rounded up to whole tasks. 0 where none is bad: there is nothing to find.
    Raises TaskingRefused for shares outside 0 to 1.

    >>> size_needed(10, 0.1, chance=0.3)
    3
    """
    if not (0 <= bad_share <= 1 and 0 < chance < 1 and population >= 0):
        raise TaskingRefused(Label("比例须在 0 到 1 之间", "shares lie between 0 and 1"))
    bad = int(np.ceil(round(population * bad_share, 9)))
    if bad == 0:
        return 0
    high = 1
    while high < population and chance_of_finding(population, bad, high) < chance:
        high *= 2
    low, high = high // 2, min(high, population)
    while low < high:
        middle = (low + high) // 2
        if chance_of_finding(population, bad, middle) >= chance - 1e-12:
            high = middle
        else:
            low = middle + 1
    return low
