"""Economic complexity: one order of places and one of industries that explain each other."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import Degenerate, Disconnected, presences

Whole = NDArray[np.intp]
"""Whole numbers: positions or groups."""

DENSE_UP_TO = 256
"""Rows up to which eigenvalues are found directly; above, Lanczos finds the two that are wanted."""
LEAST_GAP = 1e-9
"""Eigenvalues nearer to each other than this are one: their order of places is not determined."""


class SignBy(StrEnum):
    """What decided which end of the order is complex."""

    DIVERSITY = "diversity"
    """places with more industries are at the complex end"""
    UBIQUITY = "ubiquity"
    """diversity says nothing; places with rarer industries are at the complex end"""
    CONVENTION = "convention"
    """neither says anything; the place furthest from the middle is at the complex end"""


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """ECI of places and PCI of industries, in standard deviations of the ECI.

    eci[place]: mean 0, standard deviation 1 over the places that are ranked. pci[industry]: on the same scale, so that
    a place's ECI is the mean PCI of its industries. nan where there is nothing to go by (see notes).
    centre: added to PCI and ECI it gives the eigenvectors themselves, of which the sums weighted by ubiquity and by
    diversity are 0; the outlook uses them. second, third: eigenvalues, 0 to 1; a small gap between them means an order
    that small changes of the data may turn. sign_by: what decided which end is complex.
    """

    eci: Floats
    pci: Floats
    centre: float
    second: float
    third: float
    sign_by: SignBy
    notes: tuple[Label, ...] = ()


def complexity(presence: Numbers, *, largest_part: bool = False) -> Complexity:
    """Economic complexity of places and industries (ECI and PCI) by the second eigenvector.

    presence[place, industry]: 0 or 1, none unknown. Places without industries and industries without places are left
    out: nan, with a note. The projected matrices are not symmetric; they are similar to S Sᵀ and Sᵀ S with
    S = presence ÷ √(diversity · ubiquity), which are, so their eigenvectors are real and found on the smaller side.
    The sign: the correlation of ECI with diversity is positive.
    largest_part: where places and industries fall apart into unconnected groups, rank only the group with most places
    (nan elsewhere, with a note) instead of refusing. Refused: Disconnected; Degenerate where fewer than three places
    or industries differ or two eigenvalues are equal.

    Source: Hidalgo & Hausmann 2009, PNAS 106(26); normalised as in Hausmann et al. 2014, The Atlas of Economic
    Complexity, and the Growth Lab's ecomplexity.

    >>> found = complexity([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    >>> found.eci.round(3).tolist()
    [-0.075, -1.603, 0.748, 0.93]
    >>> found.pci.round(3).tolist()
    [-0.194, -1.603, 0.565, 0.93]
    """
    present = presences(presence)
    rows, columns, notes = _ranked_part(present, largest_part)
    part = present[np.ix_(rows, columns)]
    having, had = part.sum(axis=1), part.sum(axis=0)
    scaled = part / np.sqrt(having)[:, None]
    scaled /= np.sqrt(had)
    by_place = len(part) <= part.shape[1]
    second, third, vector = _second(scaled, np.sqrt(having if by_place else had))
    if by_place:
        of_places = vector / np.sqrt(having)
        of_industries = (of_places @ part) / had / second
    else:
        of_industries = vector / np.sqrt(had)
    of_places = (part @ of_industries) / having
    sign, sign_by = _sign(of_places, part)
    of_places, of_industries = sign * of_places, sign * of_industries
    middle, spread = float(of_places.mean()), float(of_places.std())
    if spread <= LEAST_GAP * np.abs(of_industries).max():
        raise Degenerate(Label("各地方没有可区分之处", "nothing tells the places apart"))
    eci, pci = np.full(len(present), np.nan), np.full(present.shape[1], np.nan)
    eci[rows], pci[columns] = (of_places - middle) / spread, (of_industries - middle) / spread
    return Complexity(eci, pci, middle / spread, second, third, sign_by, notes)


def _ranked_part(present: Floats, largest_part: bool) -> tuple[Whole, Whole, tuple[Label, ...]]:
    """Rows and columns that can be ranked together, and what is said of the others."""
    rows, columns = np.flatnonzero(present.any(axis=1)), np.flatnonzero(present.any(axis=0))
    notes = _left_out(len(present) - len(rows), present.shape[1] - len(columns))
    groups, of_place, of_industry = parts(present)
    if groups > 1:
        sizes = np.bincount(of_place[rows], minlength=groups)
        if not largest_part:
            raise Disconnected(
                Label(
                    f"地方与产业分成互不相连的{groups}组，不能排在一起；可只排最大的一组",
                    f"places and industries fall apart into {groups} groups with nothing in common and cannot be put "
                    "in one order; the largest may be ranked alone",
                )
            )
        largest = int(sizes.argmax())
        rows, columns = rows[of_place[rows] == largest], columns[of_industry[columns] == largest]
        notes += (
            Label(
                f"互不相连的{groups}组中只排了最大的一组（{len(rows)}个地方、{len(columns)}个产业）",
                f"of {groups} unconnected groups only the largest is ranked: {len(rows)} places and "
                f"{len(columns)} industries",
            ),
        )
    if len(rows) < 3 or len(columns) < 3:
        raise Degenerate(
            Label("至少须有3个地方和3个产业相连", "at least 3 places and 3 industries that are connected are needed")
        )
    return rows, columns, notes


def _left_out(places: int, industries: int) -> tuple[Label, ...]:
    notes = []
    if places:
        notes.append(Label(f"{places}个地方没有任何产业，未排", f"{places} places have no industry and are not ranked"))
    if industries:
        notes.append(
            Label(
                f"{industries}个产业不在任何地方，未排", f"{industries} industries are in no place and are not ranked"
            )
        )
    return tuple(notes)


def parts(presence: Numbers) -> tuple[int, Whole, Whole]:
    """Groups of places and industries with nothing in common: how many, and which each place and industry is in.

    presence[place, industry]: 0 or 1, none unknown. A place or industry without anything is in group −1.
    Groups are numbered in the order of their first place.

    >>> parts([[1, 0, 0], [0, 1, 0]])
    (2, array([0, 1]), array([ 0,  1, -1]))
    """
    present = presences(presence)
    places, industries = present.shape
    row, column = np.nonzero(present)
    ones = np.ones(len(row), dtype=np.int8)
    links = csr_array((ones, (row, column + places)), shape=(places + industries, places + industries))
    _, group = connected_components(links, directed=False)
    empty = np.concatenate([~present.any(axis=1), ~present.any(axis=0)])
    used = np.unique(group[~empty])
    numbers = np.full(group.max() + 1, -1)
    numbers[used] = np.arange(len(used))
    found = np.where(empty, -1, numbers[group])
    return len(used), found[:places], found[places:]


def _second(scaled: Floats, first: Floats) -> tuple[float, float, Floats]:
    """The second and third eigenvalue of the smaller projection, and the eigenvector of the second.

    The first eigenvalue is 1 and its eigenvector, `first`, is known; taken away, the second is the largest.
    """
    square = scaled @ scaled.T if len(scaled) <= scaled.shape[1] else scaled.T @ scaled
    square -= np.outer(first, first / (first @ first))
    second, third, vector = _largest_two(square)
    if second <= LEAST_GAP or second - third <= LEAST_GAP:
        raise Degenerate(
            Label(
                "第二特征值不唯一，地方的次序不能确定",
                f"the second eigenvalue ({second:.3g}) is zero or equals the third: the order is not determined",
            )
        )
    return second, third, vector


def _largest_two(square: Floats) -> tuple[float, float, Floats]:
    """The two largest eigenvalues and the eigenvector of the larger."""
    size = len(square)
    if size > DENSE_UP_TO:
        start = np.cos(np.arange(size, dtype=np.float64))
        try:
            values, vectors = eigsh(square, k=1, which="LA", v0=start, tol=0)
            # From one start Lanczos sees one vector of a repeated eigenvalue; with that one taken away, the next.
            rest = square - values[0] * np.outer(vectors[:, 0], vectors[:, 0])
            others = eigsh(rest, k=1, which="LA", v0=start, tol=0, return_eigenvectors=False)
            return float(values[0]), float(others[0]), floats(vectors[:, 0])
        except ArpackNoConvergence:
            pass  # eigenvalues too close together for Lanczos: all of them are found below, more slowly
    values, vectors = eigh(square, subset_by_index=[size - 2, size - 1])
    return float(values[1]), float(values[0]), floats(vectors[:, 1])


def _sign(of_places: Floats, part: Floats) -> tuple[float, SignBy]:
    """1 or −1, and what decided it."""
    having, had = part.sum(axis=1), part.sum(axis=0)
    for by, wanted in ((SignBy.DIVERSITY, having), (SignBy.UBIQUITY, -(part @ had) / having)):
        around = wanted - wanted.mean()
        together = float(around @ (of_places - of_places.mean()))
        if abs(together) > 1e-9 * float(np.linalg.norm(around) * np.linalg.norm(of_places)):
            return float(np.sign(together)), by
    furthest = of_places[np.abs(of_places).round(9).argmax()]
    return float(np.sign(furthest)) or 1.0, SignBy.CONVENTION
