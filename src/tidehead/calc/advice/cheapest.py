"""The cheapest set of moves that gains enough: a small mixed-integer programme over piecewise-linear gains."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from tidehead.calc.arrays import Floats

_SLACK = 1e-9
_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """What one indicator can do. moves: how far, ascending from 0, in the indicator's unit; gains: points gained there.

    Gains between two moves are linear; two gains at one move are a step. effort: cost of a move by 1 unit.
    """

    id: str
    moves: Floats
    gains: Floats
    effort: float

    def __post_init__(self) -> None:
        """Refuse what is no curve from nothing on."""
        ascending = len(self.moves) == len(self.gains) > 0 and bool((np.diff(self.moves) >= 0).all())
        if not ascending or self.moves[0] != 0 or self.gains[0] != 0 or not self.effort >= 0:
            raise ValueError(f"lever {self.id}: moves and gains begin at 0, moves ascend, the effort is not negative")

    def gain(self, move: float) -> float:
        """Points gained by a move, the better one at a step; a move beyond the last gains what the last does.

        >>> Lever("rd", np.array([0.0, 1.0, 1.0]), np.array([0.0, 2.0, 5.0]), 1.0).gain(1.0)
        5.0
        """
        at = self.moves == move
        return float(self.gains[at].max() if at.any() else np.interp(move, self.moves, self.gains))


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """How far each lever is moved, and what that costs and gains by the levers' own curves.

    is_proven: False where the solver reached its limit of nodes before it had shown that nothing is cheaper.
    """

    moves: Floats
    effort: float
    gain: float
    is_proven: bool = True


def cheapest_moves(levers: Sequence[Lever], need: float, *, most: int | None = None) -> Choice | None:
    """The least effort that gains at least `need` points, with at most `most` levers moved; None where none does.

    Each lever's gain is piecewise linear and may have steps and any shape; the answer is the optimum of that programme
    (HiGHS, relative gap 1e-9), and effort is linear in the moves.
    Raises ArithmeticError where the solver stops without an answer.

    Source: multiple-choice form of piecewise-linear cost, Croxton, Gendron & Magnanti 2003, Management Science 49(9).

    Two levers of 1 point a unit, up to 3 and 5 units, at 2 and 1 a unit: 6 points are 5 of the second (5) and 1 of the
    first (2), together 7.

    >>> line = lambda name, length, effort: Lever(name, np.array([0.0, length]), np.array([0.0, length]), effort)
    >>> cheapest_moves([line("a", 3.0, 2.0), line("b", 5.0, 1.0)], 6.0).moves.round(9).tolist()
    [1.0, 5.0]
    """
    best = np.array([lever.gains.max() for lever in levers])
    if need <= 0:
        return Choice(np.zeros(len(levers)), 0.0, 0.0)
    allowed = len(levers) if most is None else most
    if np.sort(best)[::-1][:allowed].sum() < need - _SLACK * max(1.0, abs(need)):
        return None
    # What can only just be gained may be out of reach by the solver's tolerance: then it takes everything.
    return _solved(levers, need, allowed) or best_moves(levers, most=most)


def best_moves(levers: Sequence[Lever], *, most: int | None = None) -> Choice:
    """The most points that the levers can gain together, each at the first move that gives its most.

    >>> best_moves([Lever("a", np.array([0.0, 2.0, 4.0]), np.array([0.0, 3.0, 3.0]), 1.0)]).moves.tolist()
    [2.0]
    """
    gains = np.array([lever.gains.max() for lever in levers])
    kept = np.argsort(-gains, kind="stable")[: len(levers) if most is None else most]
    moves = np.zeros(len(levers))
    for place in kept:
        moves[place] = levers[place].moves[int(np.argmax(levers[place].gains))]
    effort = float(sum(lever.effort * move for lever, move in zip(levers, moves, strict=True)))
    return Choice(moves, effort, float(gains[kept].sum()))


def _solved(levers: Sequence[Lever], need: float, most: int) -> Choice | None:
    """Each lever is at one point of one of its segments: a share of its length, and whether it is the one."""
    starts, ends = (_all(levers, "moves", part) for part in (slice(None, -1), slice(1, None)))
    gains_from, gains_to = (_all(levers, "gains", part) for part in (slice(None, -1), slice(1, None)))
    owner = np.repeat(np.arange(len(levers)), [len(lever.moves) - 1 for lever in levers])
    efforts = np.array([lever.effort for lever in levers])[owner]
    size = len(owner)
    # Variables: whether a segment is the one (0 or 1), then how far along it; scaled so that the costs are near 1.
    cost = np.concatenate([efforts * starts, efforts * (ends - starts)])
    scale = max(float(np.abs(cost).max(initial=0.0)), 1e-300)
    gains = np.concatenate([gains_from, gains_to - gains_from])
    each = np.arange(size)
    within = coo_array((np.r_[np.ones(size), -np.ones(size)], (np.r_[each, each], np.r_[each + size, each])))
    one = coo_array((np.ones(size), (owner, each)), shape=(len(levers), 2 * size))
    counted = np.r_[np.ones(size), np.zeros(size)]
    rows = [
        LinearConstraint(gains / need, 1.0, np.inf),
        LinearConstraint(within.tocsr(), -np.inf, 0.0),
        LinearConstraint(one.tocsr(), -np.inf, 1.0),
        LinearConstraint(counted, -np.inf, float(most)),
    ]
    found = milp(
        cost / scale,
        integrality=counted,
        bounds=Bounds(0.0, 1.0),
        constraints=rows,
        options={"mip_rel_gap": 1e-9, "node_limit": _MOST_NODES},
    )
    if found.status == 2:  # noqa: PLR2004 the solver's word for "no such set"
        return None
    if found.x is None:
        raise ArithmeticError(f"the solver gave no answer: {found.message}")
    chosen, along = np.round(found.x[:size]), np.clip(found.x[size:], 0.0, 1.0)
    moves = np.asarray(np.bincount(owner, chosen * (starts + along * (ends - starts)), len(levers)), dtype=np.float64)
    gain = float((chosen * (gains_from + along * (gains_to - gains_from))).sum())
    return Choice(moves, float((np.array([lever.effort for lever in levers]) * moves).sum()), gain, found.status == 0)


def _all(levers: Sequence[Lever], what: str, part: slice) -> Floats:
    return np.concatenate([getattr(lever, what)[part] for lever in levers])
