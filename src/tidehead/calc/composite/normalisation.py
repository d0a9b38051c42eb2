"""Values of different units made comparable: values[unit, indicator] (or [unit]) in, the same shape out.

Everywhere: an unknown value (nan) stays unknown and has no part in what its board is measured by; so does every unit
without a board. A known value whose normalised value does not exist (a range of zero, a base of zero) becomes unknown,
never 0; `normalise` counts those. "Worst" is the least value where more is better and the greatest where less is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.composite.peers import Directions, Groups, Peers, peers_of, signs
from tidehead.calc.composite.ranking import places_from_below


def min_max(
    values: Numbers, *, direction: Directions = "up", low: float = 0.0, high: float = 1.0, groups: Groups = None
) -> Floats:
    """From `low` for the worst of the board to `high` for the best: low + (high − low)·(x − worst) ÷ (best − worst).

    Returns [unit, indicator] on the scale low to high; nan where all known values of the board are equal.
    Source: OECD/JRC Handbook 2008, step 5 (re-scaling); COINr n_minmax.

    >>> min_max([2.0, 4.0, 6.0, float("nan")], high=100.0).tolist()
    [0.0, 50.0, 100.0, nan]
    >>> min_max([2.0, 4.0, 6.0], direction="down").tolist()
    [1.0, 0.5, 0.0]
    """
    given, peers = _units(values, groups)
    worst, best = _worst_and_best(given, direction, peers)
    return _rescaled(_way(given, peers.spread(worst), peers.spread(_apart(best, worst))), low, high)


def z_score(
    values: Numbers, *, direction: Directions = "up", mean: float = 0.0, deviation: float = 1.0, groups: Groups = None
) -> Floats:
    """Standard deviations from the board's mean: mean + deviation·(x − x̄) ÷ s, turned round where less is better.

    s has n − 1 below the line. Returns [unit, indicator]; nan where fewer than two are known or all are equal.
    Source: OECD/JRC Handbook 2008, step 5 (standardisation); COINr n_zscore.

    >>> z_score([1.0, 2.0, 3.0], mean=10.0, deviation=2.0).tolist()
    [8.0, 10.0, 12.0]
    """
    given, peers = _units(values, groups)
    least, most = peers.extremes(given)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = given - peers.spread(peers.mean(given))
        freedom = np.where(
            most > least, peers.count(given) - 1.0, np.nan
        )  # equal values differ from their mean by bits
        variance = ratio(peers.total(apart * apart), freedom)
    spread = peers.spread(np.sqrt(np.where(variance > 0, variance, np.nan)))
    return floats(mean + deviation * signs(direction) * apart / spread)


def rank(values: Numbers, *, direction: Directions = "up", groups: Groups = None) -> Floats:
    """Place from the bottom of the board: 1 for the worst; ties share the lower place (1, 2, 2, 4).

    Returns places [unit, indicator]. Source: OECD/JRC Handbook 2008, step 5 (ranking); COINr n_rank.

    >>> rank([30.0, 10.0, 10.0, 20.0]).tolist()
    [4.0, 1.0, 1.0, 3.0]
    """
    given, peers = _units(values, groups)
    return places_from_below(given * signs(direction), peers)


def percent_rank(values: Numbers, *, direction: Directions = "up", groups: Groups = None) -> Floats:
    """The share of the other known units of the board that are worse: (rank − 1) ÷ (known − 1).

    Returns shares 0 to 1 [unit, indicator]; nan where nobody else is known. Source: COINr n_prank.

    >>> percent_rank([30.0, 10.0, 20.0]).tolist()
    [1.0, 0.0, 0.5]
    """
    given, peers = _units(values, groups)
    others = peers.spread(peers.count(given)) - 1.0
    return ratio(places_from_below(given * signs(direction), peers) - 1.0, np.where(others > 0, others, np.nan))


def borda(values: Numbers, *, direction: Directions = "up", groups: Groups = None) -> Floats:
    """Borda's points: one for each known unit of the board that is worse, rank − 1.

    Returns points [unit, indicator]. Source: OECD/JRC Handbook 2008, step 6 (Borda); COINr n_borda.

    >>> borda([30.0, 10.0, 10.0]).tolist()
    [2.0, 0.0, 0.0]
    """
    return rank(values, direction=direction, groups=groups) - 1.0


def distance_to_max(values: Numbers, *, direction: Directions = "up", groups: Groups = None) -> Floats:
    """How far the unit has come to the best of the board: 1 − (best − x) ÷ (best − worst).

    Returns shares 0 to 1 [unit, indicator]; nan where all are equal. The same number as `min_max` from 0 to 1.
    Source: OECD/JRC Handbook 2008, step 5 (distance to a reference); COINr n_dist2max.

    >>> distance_to_max([2.0, 3.0, 6.0]).tolist()
    [0.0, 0.25, 1.0]
    """
    return min_max(values, direction=direction, groups=groups)


def distance_to_reference(
    values: Numbers, reference: int, *, direction: Directions = "up", groups: Groups = None
) -> Floats:
    """How far the unit has come to one named unit: 1 − (x_ref − x) ÷ (x_ref − worst); 1 is level with it.

    reference: the index of that unit; it may be on another board. Returns [unit, indicator], above 1 for those ahead of
    it; nan where the reference is unknown, or no better than the worst of the board.
    Raises IndexError where there is no such unit. Source: COINr n_dist2ref (which gives infinity in the last case).

    >>> distance_to_reference([2.0, 4.0, 8.0], 1).tolist()
    [0.0, 1.0, 3.0]
    """
    given = floats(values)
    if not 0 <= reference < len(given):
        raise IndexError(f"there is no unit {reference} among {len(given)}")
    return distance_to_target(given, given[reference], direction=direction, groups=groups)


def distance_to_target(
    values: Numbers,
    target: Numbers,
    *,
    worst: Numbers | None = None,
    direction: Directions = "up",
    groups: Groups = None,
) -> Floats:
    """How far the unit has come from the worst to the target: 1 − (target − x) ÷ (target − worst); 1 is reached.

    target, worst: in the indicator's unit, one number or one for each indicator; worst None: the worst of the board.
    Returns [unit, indicator], above 1 beyond the target; nan where the target is no better than the worst.
    Source: OECD/JRC Handbook 2008, step 5 (distance to a reference); COINr n_dist2targ (negative in the last case).

    >>> distance_to_target([2.0, 3.0, 8.0], 6.0).tolist()
    [0.0, 0.25, 1.5]
    >>> distance_to_target([9.0, 3.0], 3.0, worst=11.0, direction="down").tolist()
    [0.25, 1.0]
    """
    given, peers = _units(values, groups)
    start = peers.spread(_worst_and_best(given, direction, peers)[0]) if worst is None else floats(worst)
    goal = floats(target)
    ahead = _apart(goal, start)
    return floats(_way(given, start, np.where(ahead * signs(direction) > 0, ahead, np.nan)))


def fraction_of_max(values: Numbers, *, direction: Directions = "up", groups: Groups = None) -> Floats:
    """The share of the best of the board: x ÷ best; where less is better best ÷ x, so that the best always has 1.

    Returns [unit, indicator]; nan where more is better and the board's greatest value is not above zero. Where less is
    better, values are from zero up: nan on a board with a negative one; beside a best of 0, 0 has 1 and others 0.
    Source: OECD/JRC Handbook 2008, step 5 (distance to the leader); COINr n_fracmax, which takes x ÷ best where less is
    better too, so that the worst there has the most.

    >>> fraction_of_max([2.0, 8.0]).tolist(), fraction_of_max([2.0, 8.0], direction="down").tolist()
    ([0.25, 1.0], [1.0, 0.25])
    """
    given, peers = _units(values, groups)
    least, most = peers.extremes(given)
    share = ratio(given, peers.spread(np.where(most > 0, most, np.nan)))
    best = peers.spread(np.where(least >= 0, least, np.nan))
    inverse = np.where((given == 0) & (best == 0), 1.0, ratio(best, given))
    return np.where(signs(direction) > 0, share, inverse)


def goalposts(values: Numbers, worst: Numbers, best: Numbers, *, low: float = 0.0, high: float = 1.0) -> Floats:
    """From `low` at the lower post to `high` at the upper one, and no further on either side.

    worst, best: the posts, in the indicator's unit, one or one for each indicator; they say the direction: worst above
    best means that less is better. Returns [unit, indicator]; nan where the posts are equal or unknown.
    Source: COINr n_goalposts; the human development index's goalposts (UNDP).

    >>> goalposts([10.0, 20.0, 40.0, 90.0], 20.0, 60.0, high=100.0).tolist()
    [0.0, 0.0, 50.0, 100.0]
    """
    given, start, end = floats(values), floats(worst), floats(best)
    return _rescaled(np.clip(_way(given, start, _apart(end, start)), 0.0, 1.0), low, high)


def scaled(values: Numbers, lower: Numbers, upper: Numbers, *, high: float = 100.0) -> Floats:
    """A straight line through 0 at `lower` and `high` at `upper`, not cut off: (x − lower) ÷ (upper − lower)·high.

    lower, upper: in the indicator's unit; lower above upper means that less is better. Returns [unit, indicator].
    Source: COINr n_scaled (Global Innovation Index 2020).

    >>> scaled([5.0, 15.0], 0.0, 10.0).tolist()
    [50.0, 150.0]
    """
    given, start, end = floats(values), floats(lower), floats(upper)
    return _rescaled(_way(given, start, _apart(end, start)), 0.0, high)


def base_ratio(
    values: Numbers,
    base: Numbers,
    *,
    direction: Directions = "up",
    floor: float | None = None,
    cap: float | None = None,
) -> Floats:
    """Value over base, within floor and cap; where less is better, base over value.

    base: above zero, in the indicator's unit: one, one for each indicator, or one for each unit and indicator.
    Returns ratios [unit, indicator]: 1 is at the base; nan where the base is unknown or not above zero. Where less is
    better, 0 lies beyond every cap and has the cap, and is unknown without one; a negative value is unknown.
    Source: hundred-point rules of Chinese assessments (value ÷ base × points, with ceiling).

    >>> base_ratio([5.0, 10.0, 30.0, -1.0], 10.0, floor=0.0, cap=1.5).tolist()
    [0.5, 1.0, 1.5, 0.0]
    >>> base_ratio([5.0, 20.0, 0.0], 10.0, direction="down", cap=1.5).tolist()
    [1.5, 0.5, 1.5]
    """
    given, below, more_is_better = floats(values), floats(base), signs(direction) > 0
    usable = np.where(below > 0, below, np.nan)
    with np.errstate(over="ignore"):
        direct = floats(given / usable)
        if more_is_better.all():
            return _within(direct, floor, cap)
        beyond = np.where(given == 0, np.nan if cap is None else cap, np.nan)
        inverse = np.where(given > 0, ratio(usable, given), beyond * usable / usable)
    return _within(np.where(more_is_better, direct, inverse), floor, cap)


def tiers(values: Numbers, thresholds: Sequence[float], points: Sequence[float]) -> Floats:
    """Points by the band that a value falls into: points[0] below thresholds[0], points[i] from thresholds[i − 1] on.

    thresholds: ascending, in the indicator's unit; points: one more than thresholds; they say the direction.
    Returns points [unit, indicator]. Raises ValueError where counts or order are wrong.

    >>> tiers([3.0, 5.0, 9.9, 10.0], [5.0, 10.0], [0.0, 0.6, 1.0]).tolist()
    [0.0, 0.6, 0.6, 1.0]
    """
    edges, worth = floats(thresholds), floats(points)
    if len(worth) != len(edges) + 1:
        raise ValueError(f"{len(edges)} thresholds make {len(edges) + 1} bands, not {len(worth)}")
    if np.isnan(edges).any() or (np.diff(edges) <= 0).any():
        raise ValueError(f"thresholds ascend: {edges.tolist()}")
    given = floats(values)
    return np.where(np.isnan(given), np.nan, worth[np.searchsorted(edges, given, side="right")])


def identity(values: Numbers, *, direction: Directions = "up") -> Floats:
    """The value itself: it already is points or a share, of which more is better.

    Raises ValueError where less is said to be better: turn such a value round in its formula, where all can see it.

    >>> identity([0.4, float("nan")]).tolist()
    [0.4, nan]
    """
    if (signs(direction) < 0).any():
        raise ValueError("points taken as they are have to be such that more is better")
    return floats(values)


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How an indicator is normalised: one of METHODS with what that method needs; the rest is left alone.

    low, high: the scale of min_max, goalposts and scaled (high only); for z_score the wished mean and deviation.
    base: base_ratio. target, worst: distance_to_target; worst, best: goalposts, and scaled's lower and upper.
    reference: the index of a unit. thresholds, points: tiers. floor, cap: limits of the result, in every method.
    """

    method: str
    low: float = 0.0
    high: float = 1.0
    base: Numbers = float("nan")
    target: Numbers = float("nan")
    worst: Numbers | None = None
    best: Numbers = float("nan")
    reference: int = -1
    thresholds: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    floor: float | None = None
    cap: float | None = None


class Normalised(NamedTuple):
    """values[unit, indicator]; undefined[indicator]: how many known values have no normalised one;
    at_floor, at_cap[indicator]: how many results stand at the limit."""

    values: Floats
    undefined: NDArray[np.int64]
    at_floor: NDArray[np.int64]
    at_cap: NDArray[np.int64]


Step = Callable[[Floats, Scale, Directions, Peers], Floats]

METHODS: Mapping[str, Step] = {
    "min_max": lambda x, s, d, p: min_max(x, direction=d, low=s.low, high=s.high, groups=p),
    "z_score": lambda x, s, d, p: z_score(x, direction=d, mean=s.low, deviation=s.high, groups=p),
    "rank": lambda x, s, d, p: rank(x, direction=d, groups=p),
    "percent_rank": lambda x, s, d, p: percent_rank(x, direction=d, groups=p),
    "borda": lambda x, s, d, p: borda(x, direction=d, groups=p),
    "distance_to_max": lambda x, s, d, p: distance_to_max(x, direction=d, groups=p),
    "distance_to_reference": lambda x, s, d, p: distance_to_reference(x, s.reference, direction=d, groups=p),
    "distance_to_target": lambda x, s, d, p: distance_to_target(x, s.target, worst=s.worst, direction=d, groups=p),
    "fraction_of_max": lambda x, s, d, p: fraction_of_max(x, direction=d, groups=p),
    "goalposts": lambda x, s, d, p: goalposts(x, _post(s), s.best, low=s.low, high=s.high),
    "scaled": lambda x, s, d, p: scaled(x, _post(s), s.best, high=s.high),
    "base_ratio": lambda x, s, d, p: base_ratio(x, s.base, direction=d, floor=s.floor, cap=s.cap),
    "tiers": lambda x, s, d, p: tiers(x, s.thresholds, s.points),
    "identity": lambda x, s, d, p: identity(x, direction=d),
}
"""Every method by name; docs/methods/composite.md has its formula."""


def normalise(values: Numbers, scale: Scale, *, direction: Directions = "up", groups: Groups = None) -> Normalised:
    """Normalises by name, holds the result between floor and cap, and counts what had no result or met a limit.

    Raises ValueError for a method that is not in METHODS.

    >>> done = normalise([5.0, 30.0, float("nan")], Scale("base_ratio", base=10.0, cap=2.0))
    >>> done.values.tolist(), done.undefined.item(), done.at_cap.item()
    ([0.5, 2.0, nan], 0, 1)
    """
    if scale.method not in METHODS:
        raise ValueError(f"no method {scale.method!r}; there are {', '.join(METHODS)}")
    given, peers = _units(values, groups)
    result = _within(METHODS[scale.method](given, scale, direction, peers), scale.floor, scale.cap)
    return Normalised(
        result,
        _counted(np.isfinite(given) & ~np.isfinite(result)),
        _counted(np.zeros(result.shape, np.bool_) if scale.floor is None else result == scale.floor),
        _counted(np.zeros(result.shape, np.bool_) if scale.cap is None else result == scale.cap),
    )


def _units(values: Numbers, groups: Groups) -> tuple[Floats, Peers]:
    given = floats(values)
    if given.ndim == 0:
        raise ValueError("values to be normalised are one for each unit")
    return given, peers_of(groups, len(given))


def _worst_and_best(values: Floats, direction: Directions, peers: Peers) -> tuple[Floats, Floats]:
    """[board, indicator] each."""
    least, most = peers.extremes(values)
    more_is_better = signs(direction) > 0
    return np.where(more_is_better, least, most), np.where(more_is_better, most, least)


def _apart(end: Floats, start: Floats) -> Floats:
    """The way from start to end; unknown where there is none."""
    with np.errstate(over="ignore"):
        return floats(np.where(end == start, np.nan, end - start))


def _way(values: Floats, start: Floats, width: Floats) -> Floats:
    """How much of the way a value has come: 0 at the start, 1 at its end."""
    with np.errstate(over="ignore", invalid="ignore"):
        share = values - start
        share /= width
    return share


def _rescaled(share: Floats, low: float, high: float) -> Floats:
    """A share of the way put on a scale; in place, since the tables are large."""
    with np.errstate(over="ignore"):
        if high - low != 1.0:
            share *= high - low
        share += low  # for 0 too: it turns a worst of −0 into 0
    return floats(share)


def _within(result: Floats, floor: float | None, cap: float | None) -> Floats:
    return result if floor is None and cap is None else np.clip(result, floor, cap)


def _post(scale: Scale) -> Numbers:
    return float("nan") if scale.worst is None else scale.worst


def _counted(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(np.count_nonzero(cells, axis=0), dtype=np.int64)
