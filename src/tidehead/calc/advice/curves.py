"""How many points a move of one indicator gains: a piecewise-linear curve, tried out by scoring."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from tidehead.calc.advice.cheapest import Lever
from tidehead.calc.advice.trials import Trials
from tidehead.calc.advice.types import Goal
from tidehead.calc.arrays import Floats
from tidehead.calc.rules import evaluate
from tidehead.calc.schemes.types import Method

_FIRST_NODES = 9
_ROUNDS_ALONE, _ROUNDS_TOGETHER = 14, 3
CURVES_SHARE = 0.5
"""Curves may use so much of the boards that a question may try; the ways share the rest."""
_TOLERANCE = 1e-4
"""A curve is split where it leaves the straight line by more than this share of what it gains in all."""
_STEP_WIDTH = 2e-4
"""What rises over less than this share of the way is a step."""


@dataclass
class _Curve:
    """Nodes of one lever while it is tried out: distance to points gained."""

    place: int
    start: float
    sign: float
    length: float
    gains: dict[float, float] = field(default_factory=dict)
    done: set[tuple[float, float]] = field(default_factory=set)
    error: float = 0.0
    unsettled: float = 0.0

    def value(self, distance: float) -> float:
        """The indicator's value after a move; the end is met exactly."""
        return self.start + self.sign * distance

    def to_split(self) -> list[tuple[float, float]]:
        """The pieces between nodes that nobody looked at yet, wide enough to have a middle."""
        nodes = sorted(self.gains)
        return [one for one in pairwise(nodes) if one not in self.done and one[1] - one[0] > 1e-12 * self.length]


def levers_of(trials: Trials, goal: Goal, furthest: Floats, efforts: Floats) -> tuple[list[Lever], list[int], float]:
    """A lever for each indicator with room to move, its position in the scheme, and the largest error left in a curve.

    furthest[indicator], efforts[indicator]: of `furthest_values` and `effort_weights`. Points are changes of the
    unit's score with only this indicator moved; where that moves the others too, changes of its lead on the score to
    beat. Nodes are tried where the rule has a corner (a cap, a tier, another
    unit's value) and between, until pieces are straight to 1e-4 of what the lever gains; the rest of the error is
    given back in points. Unbounded levers (an infinite limit) are not tried beyond ten times the unit's own value.
    """
    values = trials.now.values[trials.row]
    curves = []
    for place, end in enumerate(furthest):
        if np.isnan(end) or end == values[place]:
            continue
        far = (
            end if np.isfinite(end) else values[place] + np.sign(end) * 9 * max(abs(values[place]), 1 / efforts[place])
        )
        curves.append(_Curve(place, values[place], float(np.sign(far - values[place])), abs(far - values[place])))
    _try(trials, goal, [(curve, node) for curve in curves for node in _first_nodes(trials, curve)])
    for _ in range(_ROUNDS_ALONE if trials.is_alone else _ROUNDS_TOGETHER):
        pieces = [(curve, piece) for curve in curves for piece in curve.to_split()]
        if not pieces or trials.is_spent(CURVES_SHARE):
            break
        for curve in curves:
            curve.unsettled = 0.0
        _try(trials, goal, [(curve, (low + high) / 2) for curve, (low, high) in pieces])
        for curve, piece in pieces:
            _judge(curve, piece)
    levers = [_lever(trials, curve, float(efforts[curve.place])) for curve in curves]
    useful = [(lever, curve) for lever, curve in zip(levers, curves, strict=True) if lever.gains.max() > 0]
    error = max((max(curve.error, curve.unsettled) for _, curve in useful), default=0.0)
    return [lever for lever, _ in useful], [curve.place for _, curve in useful], error


def _try(trials: Trials, goal: Goal, asked: list[tuple[_Curve, float]]) -> None:
    ids = [indicator.id for indicator in trials.prepared.scheme.indicators]
    leads = trials.leads(goal, [{ids[curve.place]: curve.value(distance)} for curve, distance in asked])
    now = trials.lead(goal, trials.now)
    for (curve, distance), lead in zip(asked, leads, strict=True):
        curve.gains[distance] = float(lead - now) if distance else 0.0


def _first_nodes(trials: Trials, curve: _Curve) -> list[float]:
    corners = {abs(value - curve.start) for value in _corners(trials, curve) if _is_ahead(curve, value)}
    before = {float(np.nextafter(corner, 0)) for corner in corners}
    return sorted({*np.linspace(0, curve.length, _FIRST_NODES).tolist(), *corners, *before})


def _is_ahead(curve: _Curve, value: float) -> bool:
    return 0 < (value - curve.start) * curve.sign < curve.length


def _corners(trials: Trials, curve: _Curve) -> list[float]:
    """Values at which the rule itself turns: tiers, cap and floor of a base ratio, what others have."""
    indicator = trials.prepared.scheme.indicators[curve.place]
    scale, settings = indicator.normalisation, trials.prepared.settings[curve.place]
    corners = [tier.at_least for tier in scale.tiers if tier.at_least is not None]
    numbers = {name: evaluate(rule, {}) for name, rule in settings.items() if not rule.names}
    known = {name: float(number) for name, number in numbers.items() if isinstance(number, int | float)}
    corners += [number for name, number in known.items() if name != "base"]
    base = known.get("base")
    for limit in (scale.cap, scale.floor):
        if scale.method is Method.BASE_RATIO and base and limit:
            corners.append(base * limit if curve.sign > 0 else base / limit)
    if not trials.is_alone:
        others = trials.now.values[:, curve.place]
        ahead = np.unique([value for value in others if np.isfinite(value) and _is_ahead(curve, value)])
        corners += np.quantile(ahead, np.linspace(0, 1, 9), method="nearest").tolist() if len(ahead) else []
    return corners


def _judge(curve: _Curve, piece: tuple[float, float]) -> None:
    """A piece whose middle lies on the line is done, and so are its halves; else both halves are looked at again."""
    low, high = piece
    middle = (low + high) / 2
    off = abs(curve.gains[middle] - (curve.gains[low] + curve.gains[high]) / 2)
    curve.done.add(piece)
    most = max(abs(gain) for gain in curve.gains.values())
    if off <= _TOLERANCE * max(most, 1e-12):
        curve.done |= {(low, middle), (middle, high)}
        curve.error = max(curve.error, off)
    else:
        curve.unsettled = max(curve.unsettled, off)


def _lever(trials: Trials, curve: _Curve, effort: float) -> Lever:
    """The nodes as a lever. A steep rise over a very short way is a step at its far end, so that advice arrives."""
    nodes = [node for node in sorted(curve.gains) if np.isfinite(curve.gains[node])]
    moves, gains = [0.0], [0.0]
    most = max((abs(curve.gains[node]) for node in nodes), default=0.0)
    for low, high in pairwise(nodes):
        rise = abs(curve.gains[high] - curve.gains[low])
        if high - low < _STEP_WIDTH * curve.length and rise > 1e-2 * most:
            moves.append(high)
            gains.append(gains[-1])
        moves.append(high)
        gains.append(curve.gains[high])
    return Lever(trials.prepared.scheme.indicators[curve.place].id, *_straightened(moves, gains), effort)


def _straightened(moves: list[float], gains: list[float]) -> tuple[Floats, Floats]:
    """Nodes without those that lie on the line between their neighbours."""
    kept = [0]
    for place in range(1, len(moves)):
        if place + 1 == len(moves) or not _on_line(moves, gains, (kept[-1], place, place + 1)):
            kept.append(place)
    return np.array(moves)[kept], np.array(gains)[kept]


def _on_line(moves: list[float], gains: list[float], at: tuple[int, int, int]) -> bool:
    (x0, x1, x2), (y0, y1, y2) = (moves[p] for p in at), (gains[p] for p in at)
    if not x0 < x1 < x2:
        return False
    return abs(y0 + (y2 - y0) * (x1 - x0) / (x2 - x0) - y1) <= 1e-12 * max(1.0, *map(abs, gains))
