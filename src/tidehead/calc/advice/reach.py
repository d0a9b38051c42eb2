"""How far each indicator may be moved, and what moving it costs."""

import numpy as np

from tidehead.calc.advice.types import AdviceRefused, Limits
from tidehead.calc.arrays import Floats, floats
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Direction, Indicator, Scoring


def furthest_values(scoring: Scoring, row: int, limits: Limits) -> Floats:
    """The furthest value that advice may ask of one unit, for each indicator, in its unit and its wanted direction.

    The first of these that is there: `limits.within`, the scheme's reachable value, else the nearer of the board's
    percentile and the relative limit (which says nothing of a value of 0). Never behind where the unit stands;
    nan where the value is unknown or the scheme says that it cannot be moved.
    """
    peers = _board_values(scoring, row)
    furthest = np.full(len(scoring.scheme.indicators), np.nan)
    for place, indicator in enumerate(scoring.scheme.indicators):
        value = float(scoring.values[row, place])
        if indicator.easily_moved and not np.isnan(value) and not _is_left_out(indicator, limits):
            up = indicator.direction is Direction.UP
            limit = _limit(indicator, value, peers[:, place], limits)
            furthest[place] = max(value, limit) if up else min(value, limit)
    return furthest


def effort_weights(scoring: Scoring, row: int, limits: Limits) -> Floats:
    """What moving each indicator by 1 unit costs: `limits.costs`, or 1 over the board's interquartile range.

    So by default an effort of 1 is as far as it is from the board's lower quartile to its upper. Where those are equal
    the whole range stands in, then the size of the unit's own value, then 1.
    Raises AdviceRefused for a cost that is not above zero, or of an indicator that there is not.
    """
    ids = [indicator.id for indicator in scoring.scheme.indicators]
    for name, cost in limits.costs.items():
        if name not in ids or not (np.isfinite(cost) and cost > 0):
            raise AdviceRefused(
                Label(
                    f"“{name}”的成本 {cost} 不能用：须是本办法的指标，成本大于 0",
                    f'cost {cost} of "{name}" cannot be used: it has to be above 0, of an indicator of the scheme',
                )
            )
    peers = _board_values(scoring, row)
    spreads = [_spread(peers[:, place], float(scoring.values[row, place])) for place in range(len(ids))]
    return np.array([limits.costs.get(name, 1 / spread) for name, spread in zip(ids, spreads, strict=True)])


def _limit(indicator: Indicator, value: float, peers: Floats, limits: Limits) -> float:
    up = indicator.direction is Direction.UP
    none = np.inf if up else -np.inf
    side = 1 if up else 0
    given = limits.within.get(indicator.id)
    if given is not None:
        bound = given[side]
        return none if bound is None else bound
    reachable = indicator.reachable_high if up else indicator.reachable_low
    if reachable is not None:
        return reachable
    bounds = [none]
    if limits.relative is not None and value:
        bounds.append(value + (1 if up else -1) * limits.relative * abs(value))
    if limits.percentile is not None:
        bounds.append(float(np.nanquantile(peers, limits.percentile if up else 1 - limits.percentile)))
    return min(bounds) if up else max(bounds)


def _is_left_out(indicator: Indicator, limits: Limits) -> bool:
    return bool(limits.costs) and indicator.id not in limits.costs


def _board_values(scoring: Scoring, row: int) -> Floats:
    board = np.array(scoring.board)
    return floats(scoring.values[board == board[row]])


def _spread(peers: Floats, own: float) -> float:
    known = peers[np.isfinite(peers)]
    if len(known):
        low, high = np.quantile(known, [0.25, 0.75])
        for width in (high - low, known.max() - known.min()):
            if width > 0:
                return float(width)
    return abs(own) if np.isfinite(own) and own else 1.0
