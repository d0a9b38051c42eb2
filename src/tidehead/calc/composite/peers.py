"""Who is measured against whom: boards of units, with sums and extremes of every board in one sweep."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, floats, ratio

Codes = NDArray[np.int64]
Directions = str | Sequence[str] | NDArray[np.str_]
"""One direction for every indicator, or one for each: "up" where more is better, "down" where less is."""

ROOMY = 4
"""Codes up to so many times the number of units are counted into a table; scattered ones are sorted first."""


@dataclass(frozen=True, slots=True, eq=False)
class Peers:
    """Boards, prepared once and used by every stage that measures units against each other.

    codes[unit]: 0 and up, -1 for a unit of no board, whose results stay unknown. order: the units of boards, board by
    board, and starts[board]: where each begins in it; order is None where all units are on one board.
    """

    codes: Codes
    order: Codes | None
    starts: Codes

    @property
    def boards(self) -> int:
        """How many boards there are."""
        return len(self.starts)

    def sizes(self) -> Codes:
        """Units of each board, known or not: sizes[board]."""
        return np.bincount(self.codes[self.codes >= 0], minlength=self.boards).astype(np.int64)

    def total(self, values: Floats) -> Floats:
        """The sum of the known values of each board: totals[board, ...]; 0 where none is known."""
        return self._over(np.add, np.where(np.isfinite(values), values, 0.0), start=0.0)

    def count(self, values: Floats) -> Floats:
        """How many values of each board are known: counts[board, ...]."""
        return self._over(np.add, np.isfinite(values).astype(np.float64), start=0.0)

    def mean(self, values: Floats) -> Floats:
        """The mean of the known values of each board: means[board, ...]; nan where none is known."""
        known = self.count(values)
        return ratio(self.total(values), known)

    def minimum(self, values: Floats) -> Floats:
        """The least known value of each board: [board, ...]; nan where none is known."""
        return self._over(np.fmin, values, start=np.nan)

    def maximum(self, values: Floats) -> Floats:
        """The greatest known value of each board: [board, ...]; nan where none is known."""
        return self._over(np.fmax, values, start=np.nan)

    def extremes(self, values: Floats) -> tuple[Floats, Floats]:
        """The least and the greatest known value of each board, in one sweep."""
        along = self._along(values)
        return self._swept(np.fmin, along, start=np.nan), self._swept(np.fmax, along, start=np.nan)

    def median(self, values: Floats) -> Floats:
        """The middle known value of each board, for one indicator: [board]; nan where none is known."""
        ranked = np.lexsort((values, self.codes))
        ranked = ranked[np.isfinite(values[ranked]) & (self.codes[ranked] >= 0)]
        known = np.bincount(self.codes[ranked], minlength=self.boards)
        first = np.cumsum(known) - known
        some = known > 0
        lower, upper = (first + (known - 1) // 2)[some], (first + known // 2)[some]
        result = np.full(self.boards, np.nan)
        result[some] = (values[ranked[lower]] + values[ranked[upper]]) / 2.0
        return result

    def spread(self, figures: Floats) -> Floats:
        """Each board's figures beside its units: [unit, ...], or [1, ...] where there is one board for all."""
        if self.order is None:
            return figures
        if self.boards == 0:
            return np.full((len(self.codes), *figures.shape[1:]), np.nan)
        beside = figures[self.codes]
        if len(self.order) < len(self.codes):
            beside[self.codes < 0] = np.nan
        return beside

    def _over(self, combine: np.ufunc, values: Floats, start: float) -> Floats:
        return self._swept(combine, self._along(values), start)

    def _along(self, values: Floats) -> Floats:
        """Units last and board by board: sweeping along memory is several times faster than across it."""
        return np.ascontiguousarray(np.moveaxis(values if self.order is None else values[self.order], 0, -1))

    def _swept(self, combine: np.ufunc, along: Floats, start: float) -> Floats:
        if self.boards == 0:
            return np.empty((0, *along.shape[:-1]))
        if self.order is None:
            return floats(combine.reduce(along, axis=-1, initial=start))[None]
        return floats(np.moveaxis(combine.reduceat(along, self.starts, axis=-1), -1, 0))


Groups = NDArray[np.integer] | Sequence[int] | Peers | None
"""Boards as a function takes them: a whole number for each unit (-1: no board), ready-made, or None for one board."""


def peers_of(groups: Groups, size: int) -> Peers:
    """The boards of `size` units; what is made once may be handed to every stage in place of the codes.

    Raises ValueError where there is not one whole number for each unit.

    >>> peers_of([7, 3, 7, -1], 4).total(np.array([1.0, 2.0, 3.0, 9.0])).tolist()
    [2.0, 4.0]
    """
    if groups is None:
        return Peers(np.zeros(size, dtype=np.int64), None, np.zeros(1, dtype=np.int64))
    made = groups if isinstance(groups, Peers) else _sorted(np.asarray(groups))
    if len(made.codes) != size:
        raise ValueError(f"{len(made.codes)} groups for {size} units")
    return made


def signs(direction: Directions) -> Floats:
    """1 where more is better and -1 where less is; one number, or one for each indicator.

    Raises ValueError for any other word.

    >>> signs(["up", "down"]).tolist()
    [1.0, -1.0]
    """
    words = np.asarray(direction, dtype=np.str_)
    wrong = words[(words != "up") & (words != "down")]
    if wrong.size:
        raise ValueError(f"a direction is 'up' or 'down', not {str(wrong.flat[0])!r}")
    return np.where(words == "up", 1.0, -1.0)


def in_board_order(codes: Codes) -> Codes:
    """Where each unit goes when units are put board by board, keeping their order within it."""
    kind = np.int16 if codes.size == 0 or codes.max() < np.iinfo(np.int16).max else np.int64
    return np.argsort(codes.astype(kind), kind="stable").astype(np.int64)


def _sorted(groups: NDArray[np.integer]) -> Peers:
    if groups.ndim != 1 or not (np.issubdtype(groups.dtype, np.integer) or groups.size == 0):
        raise ValueError("groups are whole numbers, one for each unit")
    codes = _dense(groups.astype(np.int64))
    order = in_board_order(codes)[int((codes < 0).sum()) :]
    within = codes[order]
    starts = np.flatnonzero(np.diff(within, prepend=-1)).astype(np.int64)
    return Peers(codes, order, starts)


def _dense(groups: Codes) -> Codes:
    """The same groups numbered 0, 1, 2 … without gaps; below zero becomes -1."""
    inside = groups >= 0
    if not inside.any():
        return np.full(len(groups), -1, dtype=np.int64)
    if groups.max() > ROOMY * len(groups) + 1000:
        groups = np.where(inside, np.unique(groups, return_inverse=True)[1], -1)
    present = np.bincount(groups[inside]) > 0
    return np.where(inside, (np.cumsum(present) - 1)[np.where(inside, groups, 0)], -1)
