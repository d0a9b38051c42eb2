"""Places and grades of many draws at once."""

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.model import Codes, Model
from tidehead.calc.doubt.scoring import Rows
from tidehead.calc.doubt.sorting import compared_places, whole_keys, whole_places

Places = NDArray[np.int32]
MOST_SMALL = 100
"""So many grades fit into a byte."""
GUARD = 1e-9
"""A place share that exceeds a band's end by no more than this is inside, as in `calc.schemes`."""


def places(scores: Floats, rows: Rows) -> Places:
    """Place[draw, row] on its board: 1 is best, equal scores share the better place; 0 where there is none.

    scores[draw, row]: rounded. Where scores are equal, the rows' tie-breakers are looked at.
    """
    result = np.zeros(scores.shape, dtype=np.int32)
    for board in rows.boards:
        ties = None if rows.ties is None else rows.ties[board]
        whole = len(rows.boards) == 1 and board.stop - board.start == scores.shape[1]
        given = -scores[:, board]
        found = _place(given, rows.decimals, ties)
        if np.isnan(given.sum()):
            found[np.isnan(given)] = 0
        if whole:
            return found
        result[:, board] = found
    return result


def _place(given: Floats, decimals: int, ties: Codes | None) -> Places:
    """Rows with equal scores stand in the order of their ties, and stable sorts leave them so."""
    keys = whole_keys(given, decimals)
    found = None if keys is None else whole_places(keys, ties)
    return compared_places(given, ties) if found is None else found


def graded(scores: Floats, placed: Places, model: Model, rows: Rows) -> NDArray[np.signedinteger]:
    """Number of the grade[draw, row], -1 where there is none; a veto's grade stands whatever the score."""
    grades = model.grades
    result = np.full(scores.shape, -1, dtype=np.int16 if len(grades.names) > MOST_SMALL else np.int8)
    if grades.at_least:
        for nth in range(len(grades.names) - 1, -1, -1):
            result[scores >= grades.at_least[nth]] = nth
    elif grades.up_to:
        for board in rows.boards:
            _by_place(placed[:, board], grades.up_to, result[:, board])
    if np.isnan(scores.sum()):
        result[np.isnan(scores)] = -1
    size = scores.shape[1]
    if not model.ranked[:size].all():
        result[:, ~model.ranked[:size]] = -1
    fixed = model.fixed_grade[:size]
    given = np.flatnonzero(fixed != -1)
    result[:, given] = np.maximum(fixed[given], -1)
    return result


def _by_place(placed: Places, up_to: tuple[float, ...], into: NDArray[np.signedinteger]) -> None:
    """The number of ends before a place is that of its grade; behind the last end there is none."""
    there = placed > 0
    cuts = cut_places(up_to, there.sum(axis=1)).astype(np.int32)
    into[...] = 0
    for nth in range(len(up_to)):
        into += (placed > cuts[:, nth, None]).view(np.int8)
    beyond = placed > cuts[:, -1, None]
    if beyond.any():
        into[beyond] = -1
    if not there.all():
        into[~there] = -1


def how_often(truths: NDArray[np.bool_]) -> NDArray[np.int64]:
    """In how many draws[row] of truths[draw, row]; added up byte by byte, up to 255 draws at once."""
    result = np.zeros(truths.shape[1], dtype=np.int64)
    for start in range(0, len(truths), 255):
        result += np.add.reduce(truths[start : start + 255].view(np.uint8), axis=0, dtype=np.uint8)
    return result


def cut_places(up_to: tuple[float, ...], ranked: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last place[draw, grade] of each grade on a board with so many ranked units: never more than the share.

    A band that ends at 0.2 of 23 units ends at place 4 (4.6).
    """
    exact = ranked[:, None] * (np.asarray(up_to) + GUARD)[None, :]
    return np.asarray(np.floor(exact), dtype=np.int64)
