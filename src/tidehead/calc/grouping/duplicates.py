"""Requests that were probably made before: by the same firm in like words, or in the same words by anybody."""

from collections.abc import Iterator

import numpy as np

from tidehead.calc.grouping.index import MOST_DAYS, Index, compared, shared_words
from tidehead.calc.grouping.types import Duplicate, Likeness

WEIGHTS = {"words": 0.60, "firm": 0.25, "topic": 0.05, "place": 0.05, "time": 0.05}
"""What counts how much; together 1."""
THRESHOLD = 0.70
NEAREST = 8  # like wordings that each wording is compared with
_ALL_PAIRS = 16  # of two wordings with not more pairs of requests, all are compared


def likely_duplicates(
    index: Index, *, threshold: float = THRESHOLD, most_days: int = MOST_DAYS
) -> tuple[Duplicate, ...]:
    """Each request that was probably made before, with the earlier one that it is most like; surest first.

    With the weights and threshold as they are, two requests on one topic and place within days are duplicates from a
    likeness of words of 0.5 on if they are of the same firm, 0.92 if they are not. Requests further apart than
    `most_days` are not compared; see docs/methods/grouping.md.
    """
    best: dict[int, tuple[float, int, float]] = {}
    least = (threshold - (1 - WEIGHTS["words"])) / WEIGHTS["words"]
    for earlier, later, cosine in _candidates(index, least):
        found = compared(index.requests[earlier], index.requests[later], cosine, most_days)
        score = duplicate_score(found)
        if found.time > 0 and score >= threshold and (score, -earlier) > best.get(later, (0.0, -later))[:2]:
            best[later] = (score, -earlier, cosine)
    ranked = sorted(best, key=lambda later: (-best[later][0], later))
    return tuple(_told(index, later, best[later], most_days) for later in ranked)


def duplicate_score(found: Likeness) -> float:
    """One number of a likeness: the weighted sum of its parts, 0 to 1.

    The same words (0.60), another firm (0), the same topic and place (0.05 each), 30 of 60 days apart (0.025):

    >>> round(duplicate_score(Likeness(1.0, 0.0, 1.0, 1.0, 0.5)), 3)
    0.725
    """
    parts = {"words": found.words, "firm": found.firm, "topic": found.topic, "place": found.place, "time": found.time}
    return sum(weight * parts[name] for name, weight in WEIGHTS.items())


def _candidates(index: Index, least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of requests, the earlier one first, with the likeness of their words."""
    for words, members in zip(index.wordings, index.members, strict=True):
        if not words:
            continue
        yield from ((one, two, 1.0) for one, two in _comparable(index, members, members))
    for first, second, cosine in _near_wordings(index, least):
        for one, two in _comparable(index, index.members[first], index.members[second]):
            yield one, two, cosine


def _near_wordings(index: Index, least: float) -> Iterator[tuple[int, int, float]]:
    """Like wordings: the nearest of each, and those of the same firm."""
    pairs = index.pairs
    like = pairs.cosine >= least
    first, second, cosine = pairs.first[like], pairs.second[like], pairs.cosine[like]
    firms = {firm: nth for nth, firm in enumerate(dict.fromkeys(one.firm for one in index.requests if one.firm))}
    firm = np.array([firms.get(index.requests[members[0]].firm, -1) for members in index.members])
    wanted = (firm[first] == firm[second]) & (firm[first] >= 0)
    for ends in (first, second):
        order = np.lexsort((-cosine, ends))
        starts = np.flatnonzero(np.diff(ends[order], prepend=-1))
        nth = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
        wanted[order[nth < NEAREST]] = True
    yield from zip(first[wanted].tolist(), second[wanted].tolist(), cosine[wanted].tolist(), strict=True)


def _comparable(index: Index, ones: list[int], twos: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs of requests of two wordings: all where they are few, else each with the last before it and its firm's."""
    if len(ones) * len(twos) <= _ALL_PAIRS:
        yield from ((min(one, two), max(one, two)) for one in ones for two in twos if one != two)
        return
    last: dict[str, int] = {}
    previous = -1
    for at in sorted({*ones, *twos}):
        firm = index.requests[at].firm
        if previous >= 0:
            yield previous, at
        if firm and firm in last:
            yield last[firm], at
        if firm:
            last[firm] = at
        previous = at


def _told(index: Index, later: int, best: tuple[float, int, float], most_days: int) -> Duplicate:
    score, earlier, cosine = best[0], -best[1], best[2]
    one, two = index.requests[earlier], index.requests[later]
    found = compared(one, two, cosine, most_days, shared_words(index, later, earlier))
    return Duplicate(two.id, one.id, score, found)
