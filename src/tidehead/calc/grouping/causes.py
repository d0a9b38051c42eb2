"""Requests of several firms with one cause: stars of like requests about an exemplar.

Star clustering (Aslam, Pelekhov & Rus 2004, J. Graph Algorithms and Applications 8(1)): the request that is like most
others becomes a centre and takes those that are like it, and so on with the rest; then every request goes to the centre
that it is most like. So each member is like the exemplar, and nothing is joined through a chain of others.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from tidehead.calc.arrays import Floats
from tidehead.calc.grouping.grams import phrases, pieces_of
from tidehead.calc.grouping.index import UNKNOWN, Counts, Index
from tidehead.calc.grouping.types import CommonCause

WORDS, TOPIC, PLACE = 0.80, 0.15, 0.05
THRESHOLD = 0.45
_UNITING = 0.5  # share of the members that have a piece which unites them
_MOST_WORDS = 6


def common_causes(
    index: Index,
    *,
    threshold: float = THRESHOLD,
    least: int = 3,
    least_firms: int = 2,
    known: Mapping[str, str] | None = None,
) -> tuple[CommonCause, ...]:
    """Groups of at least `least` requests of at least `least_firms` firms that ask for the same; the largest first.

    Requests are alike by 0.80 · words + 0.15 · topic + 0.05 · place; unknown counts half. A request without firm counts
    as a firm of its own. known: request to cause, as found before: a group keeps the id that most of its members had,
    the largest group first; a new one is called by the request that came first.
    """
    score = _scores(index)
    centre = _stars(index, score, threshold)
    groups: dict[int, list[int]] = {}
    for wording, own in enumerate(centre.tolist()):
        if index.wordings[wording]:  # requests without words have nothing in common
            groups.setdefault(own, []).extend(index.members[wording])
    chosen = [(own, sorted(members)) for own, members in groups.items() if len(members) >= least]
    chosen = [(own, members) for own, members in chosen if _firms(index, members) >= least_firms]
    chosen.sort(key=lambda group: (-len(group[1]), group[1][0]))
    ids = _ids(index, [members for _, members in chosen], known or {})
    return tuple(_cause(index, id, own, members) for id, (own, members) in zip(ids, chosen, strict=True))


def _scores(index: Index) -> Floats:
    """How alike the two wordings of every pair are, by words, topic and place."""
    pairs = index.pairs
    topic = _codes([_usual([index.requests[at].topic for at in members]) for members in index.members])
    place = _codes([_usual([index.requests[at].place for at in members]) for members in index.members])
    found: Floats = WORDS * pairs.cosine
    for code, weight in ((topic, TOPIC), (place, PLACE)):
        one, two = code[pairs.first], code[pairs.second]
        found = found + weight * np.where((one < 0) | (two < 0), UNKNOWN, one == two)
    return found


def _stars(index: Index, score: Floats, threshold: float) -> Counts:
    """The centre of each wording; itself where it is like no other."""
    pairs, count = index.pairs, len(index.wordings)
    like = score >= threshold
    first, second, alike = pairs.first[like], pairs.second[like], score[like]
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    near = csr_array((np.concatenate([alike, alike]), ends), shape=(count, count))
    sizes = np.array([len(members) for members in index.members], dtype=np.float64)
    pull = near @ sizes + sizes
    centre = np.full(count, -1)
    for at in np.lexsort((np.arange(count), -pull)).tolist():
        if centre[at] < 0:
            centre[at] = at
            others = near.indices[near.indptr[at] : near.indptr[at + 1]]
            centre[others[centre[others] < 0]] = at
    return _nearest_centres(near, centre)


def _nearest_centres(near: csr_array, centre: Counts) -> Counts:
    """Every wording that is no centre goes to the centre that it is most like, the first one of equals."""
    is_centre = centre == np.arange(len(centre))
    rows = np.repeat(np.arange(len(centre)), np.diff(near.indptr))
    ways = is_centre[near.indices] & ~is_centre[rows]
    row, column, alike = rows[ways], near.indices[ways], near.data[ways]
    order = np.lexsort((column, -alike, row))
    firsts = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    found = centre.copy()
    found[row[firsts]] = column[firsts]
    return found


def _ids(index: Index, groups: Sequence[Sequence[int]], known: Mapping[str, str]) -> list[str]:
    """The id that most members had, each id once; else one from the request that came first."""
    taken: set[str] = set()
    found = []
    for members in groups:
        before = Counter(known[index.requests[at].id] for at in members if index.requests[at].id in known)
        ranked = sorted(before, key=lambda id: (-before[id], id))
        kept = next((id for id in ranked if id not in taken and before[id] * 2 > sum(before.values())), None)
        own = kept or _new_id([index.requests[at].id for at in members], taken.union(known.values()))
        taken.add(own)
        found.append(own)
    return found


def _new_id(members: Sequence[str], taken: set[str]) -> str:
    ids = (hashlib.sha256(member.encode()).hexdigest()[:12] for member in members)
    return next(id for id in ids if id not in taken)


def _cause(index: Index, id: str, own: int, members: list[int]) -> CommonCause:
    wordings = index.wording[members]
    exemplar = next(at for at in members if index.wording[at] == own)
    cosines = (index.table[wordings] @ index.table[[own]].T).toarray().ravel()
    dated = [day for at in members if (day := index.requests[at].day) is not None]
    return CommonCause(
        id=id,
        exemplar=index.requests[exemplar].id,
        members=tuple(index.requests[at].id for at in members),
        firms=_firms(index, members),
        words=_uniting(index, own, wordings),
        cohesion=float(np.minimum(cosines, 1.0).mean()),
        topic=_usual([index.requests[at].topic for at in members]),
        first_day=min(dated, default=None),
        last_day=max(dated, default=None),
    )


def _uniting(index: Index, own: int, wordings: Counts) -> tuple[str, ...]:
    """Words of the exemplar whose pieces at least half of the members have, weighted by how many do and how rare.

    Where there are none, those that most have.
    """
    have = index.table[wordings]
    share = np.bincount(have.indices, minlength=len(index.weights)) / len(wordings)
    numbers = {piece: index.pieces[piece] for piece in pieces_of(index.wordings[own])}
    enough = min(_UNITING, max(share[nth] for nth in numbers.values()))
    weights = {piece: float(share[nth] * index.weights[nth]) for piece, nth in numbers.items() if share[nth] >= enough}
    return phrases(index.wordings[own], weights, _MOST_WORDS)


def _firms(index: Index, members: Sequence[int]) -> int:
    return len({index.requests[at].firm or f"\0{at}" for at in members})


def _usual(codes: Sequence[str]) -> str:
    """The code that most have; "" where none has one."""
    counted = Counter(code for code in codes if code)
    return min(counted, key=lambda code: (-counted[code], code), default="")


def _codes(names: Sequence[str]) -> Counts:
    numbers = {name: nth for nth, name in enumerate(dict.fromkeys(name for name in names if name))}
    return np.array([numbers.get(name, -1) for name in names], dtype=np.int64)
