"""How near two industries are to each other, judged by the places that have both."""

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import AMOUNTS, RelatednessRefused, Similarity, complete, presences, table_of

EXACT_IN_SINGLE = 2**24
"""Counts up to here are exact in 32-bit floats, in which matrices multiply twice as fast."""


def co_occurrence(presence: Numbers) -> Floats:
    """Places that have both of two industries; on the diagonal, places that have the one.

    presence[place, industry]: 0 or 1, none unknown. Returns counts[industry, industry], symmetric.

    >>> co_occurrence([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    return _counts(presences(presence))


def _counts(present: Floats) -> Floats:
    if len(present) > EXACT_IN_SINGLE:
        return floats(present.T @ present)
    single = present.astype(np.float32)
    return (single.T @ single).astype(np.float64)


def proximity(presence: Numbers, similarity: Similarity = Similarity.PROBABILITY) -> Floats:
    """How alike any two industries are by the places that have them.

    presence[place, industry]: 0 or 1, none unknown. With c places that have both, u and v places that have each, of n:
    probability c ÷ max(u, v); cosine c ÷ √(u v); jaccard c ÷ (u + v − c); association c n ÷ (u v).
    Returns phi[industry, industry], symmetric; nan in the rows and columns of an industry that no place has.

    Source: Hidalgo, Klinger, Barabási & Hausmann 2007, Science 317; the others: van Eck & Waltman 2009, JASIST 60(8).

    >>> proximity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    present = presences(presence)
    together, having = _counts(present), present.sum(axis=0)
    having[having == 0] = np.nan
    match Similarity(similarity):
        case Similarity.PROBABILITY:
            together /= np.maximum(having[:, None], having)
        case Similarity.COSINE:
            together /= np.sqrt(having[:, None] * having)
        case Similarity.JACCARD:
            together /= having[:, None] + having - together
        case Similarity.ASSOCIATION:
            together *= len(present) / (having[:, None] * having)
    return together


def continuous_proximity(advantage: Numbers) -> Floats:
    """(1 + correlation) ÷ 2 of two industries' advantages over all places: no threshold, so no cliff at it.

    advantage[place, industry]: any measure, none unknown, at least two places.
    Returns phi[industry, industry] from 0 to 1, symmetric; nan for an industry that is the same everywhere.

    Source: the continuous option of the Growth Lab's ecomplexity.

    >>> continuous_proximity([[0.0, 1.0], [1.0, 0.0]]).round(12).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    given = complete(table_of(advantage, AMOUNTS), AMOUNTS)
    if len(given) < 2:
        raise RelatednessRefused(Label("相关至少需要两个地方", "a correlation needs at least two places"))
    centred = given - given.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    length[length <= 1e-12 * np.abs(given).max(axis=0)] = np.nan
    unit = centred / length
    return floats(np.clip((1 + unit.T @ unit) / 2, 0.0, 1.0))


def relatedness(together: Numbers, similarity: Similarity = Similarity.ASSOCIATION) -> Floats:
    """How related industries are by how often each meets others, not by how many places have it.

    together[industry, industry]: co-occurrences, symmetric, none unknown; the diagonal is left out. With c meetings of
    two, s and t meetings of each with all others, T = Σs: association c T ÷ (s t); cosine c ÷ √(s t); jaccard
    c ÷ (s + t − c); probability c ÷ ((s/T · t/(T−s) + t/T · s/(T−t)) · T/2), the meetings expected when two different
    industries are drawn. Association and probability are 1 where two meet as often as by chance.
    Returns relatedness[industry, industry] with 0 on the diagonal; nan for an industry that meets no other.

    Source: van Eck & Waltman 2009, JASIST 60(8); probability: Steijn 2021, EconGeo.

    >>> relatedness([[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]])[0].tolist()
    [0.0, 2.0, 0.0]
    """
    meetings = complete(table_of(together, AMOUNTS), AMOUNTS).copy()
    if meetings.shape[0] != meetings.shape[1] or not np.array_equal(meetings, meetings.T):
        raise RelatednessRefused(Label("共现表须为对称方阵", "co-occurrences must be a symmetric square"))
    np.fill_diagonal(meetings, 0.0)
    each = meetings.sum(axis=1)
    each[each == 0] = np.nan
    rows, columns, total = each[:, None], each, np.nansum(each)
    match Similarity(similarity):
        case Similarity.PROBABILITY:
            drawn = rows / total * (columns / (total - rows)) + columns / total * (rows / (total - columns))
            found = ratio(meetings, drawn * total / 2)
        case Similarity.COSINE:
            found = meetings / np.sqrt(rows * columns)
        case Similarity.JACCARD:
            found = meetings / (rows + columns - meetings)
        case Similarity.ASSOCIATION:
            found = meetings * total / (rows * columns)
    return floats(found)
