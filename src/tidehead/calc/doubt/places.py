"""Places and grades of many draws at once."""

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.doubt.model import Codes, Model
from tidehead.calc.doubt.scoring import Rows

Places = NDArray[np.int32]
GUARD = 1e-9
"""A place share that exceeds a band's end by no more than this is inside, as in `calc.schemes`."""


def places(scores: Floats, rows: Rows) -> Places:
    """Place[draw, row] on its board: 1 is best, equal scores share the better place; 0 where there is none.

    scores[draw, row]: rounded. Where scores are equal, the rows' tie-breakers are looked at.
    """
    result = np.zeros(scores.shape, dtype=np.int32)
    for board in rows.boards:
        ties = None if rows.ties is None else rows.ties[board]
        _place(-scores[:, board], result[:, board], ties)
    return result


def _place(keys: Floats, into: Places, ties: Codes | None) -> None:
    order = np.argsort(keys, axis=1)
    ranked = np.take_along_axis(keys, order, axis=1)
    fresh = np.ones(keys.shape, dtype=np.bool_)
    np.not_equal(ranked[:, 1:], ranked[:, :-1], out=fresh[:, 1:])
    if ties is not None:
        _break(keys, order, fresh, ties)
    there = np.arange(1, keys.shape[1] + 1, dtype=np.int32)
    first = np.where(fresh, there, np.int32(0))
    np.maximum.accumulate(first, axis=1, out=first)
    np.put_along_axis(into, order, first, axis=1)
    unknown = np.isnan(keys)
    if unknown.any():
        into[unknown] = 0


def _break(keys: Floats, order: NDArray[np.int64], fresh: NDArray[np.bool_], ties: Codes) -> None:
    """Draws with equal scores are put in order again, by the tie-breakers too."""
    for draw in np.flatnonzero(~fresh.all(axis=1)):
        order[draw] = np.lexsort((ties, keys[draw]))
        ranked, broken = keys[draw][order[draw]], ties[order[draw]]
        fresh[draw, 1:] = (ranked[1:] != ranked[:-1]) | (broken[1:] != broken[:-1])


def graded(scores: Floats, placed: Places, model: Model, rows: Rows) -> NDArray[np.int16]:
    """Number of the grade[draw, row], -1 where there is none; a veto's grade stands whatever the score."""
    grades = model.grades
    result = np.full(scores.shape, -1, dtype=np.int16)
    if grades.at_least:
        for nth in range(len(grades.names) - 1, -1, -1):
            result[scores >= grades.at_least[nth]] = nth
    elif grades.up_to:
        for board in rows.boards:
            here = placed[:, board]
            cuts = cut_places(grades.up_to, (here > 0).sum(axis=1))
            for nth in range(len(grades.names) - 1, -1, -1):
                result[:, board][(here > 0) & (here <= cuts[:, nth, None])] = nth
    result[np.isnan(scores)] = -1
    size = scores.shape[1]
    result[:, ~model.ranked[:size]] = -1
    fixed = model.fixed_grade[:size]
    given = np.flatnonzero(fixed != -1)
    result[:, given] = np.maximum(fixed[given], -1)
    return result


def cut_places(up_to: tuple[float, ...], ranked: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last place[draw, grade] of each grade on a board with so many ranked units: never more than the share.

    A band that ends at 0.2 of 23 units ends at place 4 (4.6).
    """
    exact = ranked[:, None] * (np.asarray(up_to) + GUARD)[None, :]
    return np.asarray(np.floor(exact), dtype=np.int64)
