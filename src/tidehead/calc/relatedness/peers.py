"""Which places are alike, and what a place could do next."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import AMOUNTS, RelatednessRefused, complete, table_of


class Peer(NamedTuple):
    """A place by its position, how alike it is (cosine, 0 to 1), and the industries that make them alike most."""

    place: int
    likeness: float
    shared: tuple[int, ...]


def place_likeness(structures: Numbers) -> Floats:
    """How alike the structures of any two places are: the cosine between their rows.

    structures[place, industry]: shares, advantages or amounts, not negative, none unknown; the size of a place does
    not matter. Returns likeness[place, place]: 1 the same mix, 0 nothing in common; nan for a place without anything.

    >>> place_likeness([[1.0, 0.0], [2.0, 0.0], [0.0, 5.0]])[0].tolist()
    [1.0, 1.0, 0.0]
    """
    given = complete(table_of(structures, AMOUNTS), AMOUNTS)
    if (given < 0).any():
        raise RelatednessRefused(Label("数量不能为负", "amounts cannot be negative"))
    unit = ratio(given, np.linalg.norm(given, axis=1, keepdims=True))
    return np.minimum(unit @ unit.T, 1.0)


def nearest_places(structures: Numbers, place: int, *, count: int = 5, shared: int = 3) -> tuple[Peer, ...]:
    """The places most like one, the likest first; of equals the first in order.

    structures[place, industry]: as in place_likeness; place: position; count: peers wanted; shared: how many of the
    industries that add most to the likeness are named with each. Places without anything are never peers.

    >>> nearest_places([[1.0, 0.0], [2.0, 0.0], [0.0, 5.0]], 0, count=1)
    (Peer(place=1, likeness=1.0, shared=(0,)),)
    """
    given = table_of(structures, AMOUNTS)
    if not 0 <= place < len(given):
        raise RelatednessRefused(Label(f"没有第{place + 1}个地方", f"there is no place at position {place}"))
    alike = place_likeness(given)[place]
    alike[place] = np.nan
    order = np.argsort(-np.nan_to_num(alike, nan=-1.0), kind="stable")
    unit = ratio(given, np.linalg.norm(given, axis=1, keepdims=True))
    return tuple(
        Peer(int(each), float(alike[each]), _adding_most(unit[place] * unit[each], shared))
        for each in order[:count]
        if np.isfinite(alike[each])
    )


def _adding_most(parts: Floats, count: int) -> tuple[int, ...]:
    return tuple(int(each) for each in np.argsort(-parts, kind="stable")[:count] if parts[each] > 0)


@dataclass(frozen=True, slots=True)
class Option:
    """An industry that a place has not got, by its position.

    density: share of what is near it that the place has; complexity: PCI; gain: COG. Each nan where unknown.
    score: 0 to 1, nan where density or complexity is unknown; why_unscored says which and why.
    """

    industry: int
    density: float
    complexity: float
    gain: float
    score: float
    why_unscored: Label | None = None


NO_DENSITY = Label("没有与之相近的产业，相关密度未知", "nothing is near it: its relatedness density is unknown")
NO_COMPLEXITY = Label(
    "没有地方有此产业或不与其他相连，复杂度未知", "no place has it, or it stands apart: complexity unknown"
)


def next_industries(
    presence: Numbers, density: Numbers, of_industries: Numbers, *, gain: Numbers | None = None, weight: float = 0.5
) -> tuple[Option, ...]:
    """What one place could do next: near to what it does, and complex.

    presence, density, gain [industry]: of the place; of_industries[industry]: PCI. Only what the place is known not to
    have is an option. Score: d^(1−weight) · c^weight, d and c being the ranks (0 lowest, 1 highest, ties in the middle)
    of density and complexity among the place's options: both are needed, whatever their units.
    weight: 0 nearness only, 1 complexity only. The best first; what cannot be scored comes last and says why.

    >>> [each.industry for each in next_industries([1, 0, 0, 0], [0.9, 0.5, 0.4, 0.1], [0.0, 1.0, -1.0, 2.0])]
    [1, 2, 3]
    """
    have, near, pci = floats(presence), floats(density), floats(of_industries)
    gained = np.full(have.shape, np.nan) if gain is None else floats(gain)
    if have.ndim != 1 or not have.shape == near.shape == pci.shape == gained.shape:
        raise RelatednessRefused(Label("各列须为同样的产业", "all must be of the same industries"))
    if not 0 <= weight <= 1:
        raise RelatednessRefused(Label("权重须在0与1之间", "the weight must be between 0 and 1"))
    scored = (have == 0) & np.isfinite(near) & np.isfinite(pci)
    score = np.full(have.shape, np.nan)
    score[scored] = _rank(near[scored]) ** (1 - weight) * _rank(pci[scored]) ** weight
    missing = np.flatnonzero(have == 0)
    order = missing[np.lexsort((-np.nan_to_num(near[missing]), -np.nan_to_num(score[missing], nan=-1.0)))]
    return tuple(_option(int(each), (near, pci, gained, score)) for each in order)


def _option(industry: int, of_all: tuple[Floats, Floats, Floats, Floats]) -> Option:
    density, pci, gain, score = (float(each[industry]) for each in of_all)
    return Option(industry, density, pci, gain, score, _why(density, pci))


def _rank(values: Floats) -> Floats:
    """Ranks from 0 to 1; of one alone 1."""
    return (rankdata(values) - 1) / (len(values) - 1) if len(values) > 1 else np.ones(len(values))


def _why(density: float, pci: float) -> Label | None:
    if np.isfinite(density) and np.isfinite(pci):
        return None
    return NO_COMPLEXITY if np.isfinite(density) else NO_DENSITY
