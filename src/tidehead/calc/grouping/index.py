"""Requests made ready for comparing: each wording once, its pieces weighted, and all pairs of like wordings found.

Pieces are weighted by term frequency and inverse document frequency (Spärck Jones 1972, J. Documentation 28(1)): a
piece that all requests have says nothing. Likeness of words is the cosine. Pairs are found through the pieces they
share, from the rarest on, as far as the work stays within a budget; the bound on what the other pieces can add is
exact (Bayardo, Ma & Srikant 2007, WWW: all-pairs similarity), so only pairs that share none but the commonest pieces
are lost.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tidehead.calc.arrays import Floats
from tidehead.calc.grouping.grams import phrases, pieces_of, plain_words
from tidehead.calc.grouping.types import Likeness, Request

LEAST_COSINE = 0.3
"""Wordings less like than this are not compared any further."""
BUDGET = 40_000_000
"""Multiplications spent on finding pairs; beyond it, the commonest pieces are left out of the search."""
MOST_DAYS = 60
UNKNOWN = 0.5
_BLOCK_WORK = 4_000_000
_MOST_WORDS = 5

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Like wordings: first < second, and the cosine of their pieces."""

    first: Counts
    second: Counts
    cosine: Floats


@dataclass(frozen=True, eq=False)
class Index:
    """Requests in the order in which they came, the wordings they have, and the pieces of the wordings.

    wording[request]; table[wording, piece]: rows of length 1. weights[piece]: inverse document frequency.
    """

    requests: tuple[Request, ...]
    wordings: tuple[str, ...]
    wording: Counts
    pieces: dict[str, int]
    weights: Floats
    table: csr_array

    @cached_property
    def place(self) -> dict[str, int]:
        """Request to its place in `requests`."""
        return {one.id: at for at, one in enumerate(self.requests)}

    @cached_property
    def members(self) -> list[list[int]]:
        """The requests of each wording, in the order in which they came."""
        found: list[list[int]] = [[] for _ in self.wordings]
        for at, wording in enumerate(self.wording.tolist()):
            found[wording].append(at)
        return found

    @cached_property
    def searched(self) -> NDArray[np.bool_]:
        """Which pieces pairs are searched by: all, or the rarer ones where all would be too much work."""
        spread = np.bincount(self.table.indices, minlength=len(self.weights)).astype(np.int64)
        order = np.argsort(spread, kind="stable")
        within = np.cumsum(spread[order] ** 2) <= BUDGET
        found = np.zeros(len(spread), dtype=np.bool_)
        found[order[within]] = True
        return found

    @cached_property
    def pairs(self) -> Pairs:
        """All pairs of wordings that are like enough to be compared."""
        return _pairs(self.table, self.searched)


def index_requests(requests: Sequence[Request]) -> Index:
    """Requests made ready for comparing. Raises ValueError for an id given twice.

    >>> index_requests([Request("a", "园区缺公交"), Request("b", "园区缺公交！")]).wordings
    ('园区缺公交',)
    """
    twice = [one for one, times in Counter(one.id for one in requests).items() if times > 1]
    if twice:
        raise ValueError(f'request "{twice[0]}" is given twice')
    arrived = tuple(sorted(requests, key=lambda one: (one.day is None, one.day or 0, one.id)))
    texts = [plain_words(one.text) for one in arrived]
    wordings = {text: nth for nth, text in enumerate(dict.fromkeys(texts))}
    pieces: dict[str, int] = {}
    counted = [_counted(text, pieces) for text in wordings]
    spread = np.bincount([piece for one in counted for piece in one], minlength=len(pieces))
    weights = np.log((1 + len(wordings)) / (1 + spread)) + 1
    wording = np.array([wordings[text] for text in texts], dtype=np.int64)
    return Index(arrived, tuple(wordings), wording, pieces, weights, _table(counted, weights))


def likeness(index: Index, request: str, other: str, *, most_days: int = MOST_DAYS) -> Likeness:
    """How like two requests of an index are, with the words that both have. Raises KeyError for an unknown id.

    >>> index = index_requests([Request("a", "园区缺公交", firm="x"), Request("b", "我们园区公交太少", firm="y")])
    >>> likeness(index, "a", "b").shared, likeness(index, "a", "b").firm
    (('公交', '园区'), 0.0)
    """
    one, two = index.place[request], index.place[other]
    cosine = float(_dots(index.table, index.wording[[one]], index.wording[[two]])[0])
    return compared(
        index.requests[one], index.requests[two], min(cosine, 1.0), most_days, shared_words(index, one, two)
    )


def nearest(
    index: Index, request: Request, *, most: int = 5, least: float = LEAST_COSINE
) -> tuple[tuple[str, float], ...]:
    """Requests of the index that are most like one that is not in it: their ids and the likeness of words.

    For the desk: what was asked before, while a new request is written. The newest of equals first.
    """
    counted = {piece: times for piece, times in _count(plain_words(request.text)).items() if piece in index.pieces}
    row = _table([{index.pieces[piece]: times for piece, times in counted.items()}], index.weights, len(index.pieces))
    cosines = (index.table @ row.T).toarray().ravel()[index.wording] if len(index.requests) else np.zeros(0)
    cosines = cosines * _known_share(request, counted, index)
    order = sorted(np.flatnonzero(cosines >= least).tolist(), key=lambda at: (-cosines[at], -at))
    return tuple((index.requests[at].id, min(float(cosines[at]), 1.0)) for at in order[:most])


def compared(one: Request, two: Request, cosine: float, most_days: int, shared: tuple[str, ...] = ()) -> Likeness:
    """The parts of likeness of two requests whose words are known to be so like."""
    apart = None if one.day is None or two.day is None else abs((one.day - two.day).days)
    time = UNKNOWN if apart is None else max(1 - apart / most_days, 0.0)
    return Likeness(
        cosine, _same(one.firm, two.firm), _same(one.topic, two.topic), _same(one.place, two.place), time, shared
    )


def _same(one: str, two: str) -> float:
    return UNKNOWN if not one or not two else float(one == two)


def shared_words(index: Index, one: int, two: int) -> tuple[str, ...]:
    """The weightiest words that two requests have, given by their places in the index."""
    first, second = (index.wordings[index.wording[at]] for at in (one, two))
    both = set(pieces_of(first)).intersection(pieces_of(second))
    return phrases(first, {piece: float(index.weights[index.pieces[piece]]) for piece in both}, _MOST_WORDS)


def _count(text: str) -> Counter[str]:
    return Counter(pieces_of(text))


def _counted(text: str, pieces: dict[str, int]) -> dict[int, int]:
    """How often each piece is in a text; new pieces get the next number."""
    return {pieces.setdefault(piece, len(pieces)): times for piece, times in _count(text).items()}


def _table(counted: Sequence[dict[int, int]], weights: Floats, width: int | None = None) -> csr_array:
    columns = np.array([piece for one in counted for piece in one], dtype=np.int64)
    times = np.array([count for one in counted for count in one.values()], dtype=np.float64)
    ends = np.cumsum([0, *(len(one) for one in counted)])
    values = (1 + np.log(times)) * weights[columns] if len(columns) else times
    table = csr_array((values, columns, ends), shape=(len(counted), len(weights) if width is None else width))
    table.sort_indices()
    lengths = np.sqrt(table.multiply(table).sum(axis=1))
    table.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(table.indptr))
    return table


def _known_share(request: Request, known: dict[str, int], index: Index) -> float:
    """The share of a text's length that known pieces make up: unknown ones make it less like anything."""
    unseen = math.log(1 + len(index.wordings)) + 1
    whole = seen = 0.0
    for piece, times in _count(plain_words(request.text)).items():
        weight = index.weights[index.pieces[piece]] if piece in known else unseen
        square = ((1 + math.log(times)) * float(weight)) ** 2
        whole += square
        seen += square if piece in known else 0.0
    return math.sqrt(seen / whole) if whole else 0.0


def _pairs(table: csr_array, searched: NDArray[np.bool_]) -> Pairs:
    keep = searched[table.indices]
    rare = _masked(table, keep)
    common = _masked(table, ~keep)
    left_over = np.sqrt(common.multiply(common).sum(axis=1))
    quick = rare.astype(np.float32)
    turned = quick.T.tocsr()
    found = [_block(quick, turned, left_over, block) for block in _blocks(rare, turned)]
    first, second, cosine = (np.concatenate(parts) for parts in zip(*found, strict=True)) if found else _nothing()
    if not searched.all() and len(first):
        cosine = cosine + _dots(common, first, second)
    like = cosine >= LEAST_COSINE
    return Pairs(first[like], second[like], np.minimum(cosine[like], 1.0))


def _block(rare: csr_array, turned: csr_array, left_over: Floats, block: slice) -> tuple[Counts, Counts, Floats]:
    """Pairs of some rows with later rows that may be like enough, given what the pieces left out can add at most."""
    product = rare[block] @ turned
    first = np.repeat(np.arange(block.start, block.stop), np.diff(product.indptr))
    at = np.flatnonzero(product.data >= LEAST_COSINE - left_over[block].max(initial=0) * left_over.max(initial=0))
    first, second, cosine = first[at], product.indices[at].astype(np.int64), product.data[at].astype(np.float64)
    may = (second > first) & (cosine + left_over[first] * left_over[second] >= LEAST_COSINE)
    return first[may], second[may], cosine[may]


def _blocks(rare: csr_array, turned: csr_array) -> list[slice]:
    """Rows in blocks of about the same work."""
    if not rare.shape[0]:
        return []
    spread = np.diff(turned.indptr)
    work = np.add.reduceat(np.append(spread[rare.indices], 0), np.minimum(rare.indptr[:-1], len(rare.indices)))
    work[np.diff(rare.indptr) == 0] = 0
    number = np.cumsum(work) // _BLOCK_WORK
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    return [slice(int(one), int(two)) for one, two in zip(starts, [*starts[1:], len(work)], strict=True)]


def _masked(table: csr_array, keep: NDArray[np.bool_]) -> csr_array:
    ends = np.concatenate([[0], np.cumsum(keep)])[table.indptr]
    return csr_array((table.data[keep], table.indices[keep], ends), shape=table.shape)


def _dots(table: csr_array, first: Counts, second: Counts) -> Floats:
    found = [
        table[first[at : at + _BLOCK_WORK // 16]].multiply(table[second[at : at + _BLOCK_WORK // 16]]).sum(axis=1)
        for at in range(0, len(first), _BLOCK_WORK // 16)
    ]
    return np.concatenate(found)


def _nothing() -> tuple[Counts, Counts, Floats]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
