"""Which way a stay ends when it can end in several: Aalen and Johansen's cumulative incidence."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.lifecycle.curves import Estimate, checked_stays, counted, log_log_band, normal_reach


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The share of stays that has ended in each way by each day.

    days[k] ascending; at_risk[k]; ended[kind, k]; share[kind, k]: ended that way by days[k]; the shares of all kinds
    and survival[k] add up to 1. variance[kind, k]: of share. longest: the longest time watched.
    """

    days: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    variance: Floats
    survival: Floats
    stays: int
    unknown: int
    longest: float


def cumulative_incidence(
    days: Numbers, end: Numbers, *, kinds: int, since: Numbers = 0.0, weights: Numbers = 1.0
) -> Incidence:
    """The share of stays that has ended in each of several ways by each day.

    days[stay], since[stay]: as in `kaplan_meier`; end[stay]: 0 under way, 1 to `kinds` the way it ended, nan unknown.
    One minus a Kaplan–Meier curve that takes the other ends for "under way" would be too high: who is lost cannot
    advance any more. Raises ValueError as `kaplan_meier`, and for an end that is not 0 to kinds.

    Source: Aalen and Johansen 1978, Scand. J. Stat. 5, 141–150; variance by the delta method as in Marubini and
    Valsecchi 1995, Analysing Survival Data, 10.2 (with one kind it is Greenwood's).

    Four stays: 1 day, advanced; 2 days, lost; 3 days, advanced; 4 days, under way. Advanced: 1/4, 1/4, then
    1/4 + (2/4)·(1/2) = 1/2.

    >>> cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0], kinds=2).share.tolist()
    [[0.25, 0.25, 0.5], [0.0, 0.25, 0.25]]
    """
    lasted, ways, begun, weight = checked_stays(days, end, since, weights)
    known = np.isfinite(lasted) & np.isfinite(ways) & np.isfinite(begun)
    if not np.isin(ways[known], np.arange(kinds + 1)).all():
        raise ValueError(f"an end is a number from 0 to {kinds}")
    found = counted(lasted[known], ways[known].astype(np.intp), begun[known], weight[known], kinds=kinds)
    survival = np.cumprod(1.0 - found.ends.sum(axis=0) / found.at_risk)
    before = np.concatenate([[1.0], survival])[:-1]
    share = np.cumsum(before * found.ends / found.at_risk, axis=1)
    variance = _variance(found.at_risk, found.ends, before, share)
    longest = float(lasted[known].max(initial=0.0))
    return Incidence(
        found.days,
        found.at_risk,
        found.ends,
        share,
        variance,
        survival,
        int(known.sum()),
        int((~known).sum()),
        longest,
    )


def incidence_at(found: Incidence, kind: int, day: float, *, level: float = 0.95) -> Estimate:
    """The share of stays that has ended in one way (1 to kinds) by a day, with its log-log interval.

    nan beyond the longest time watched (unless all have ended before), and bounds of nan where the share is 0 or 1.

    >>> incidence_at(cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0], kinds=2), 1, 3.5).value
    0.5
    """
    reach = normal_reach(level)
    everything_ended = len(found.survival) > 0 and found.survival[-1] <= 0
    place = int(np.searchsorted(found.days, day, side="right")) - 1
    if not day >= 0 or (day > found.longest and not everything_ended):
        return Estimate(*[float("nan")] * 3)
    if place < 0:
        return Estimate(0.0, float("nan"), float("nan"))
    share = float(found.share[kind - 1, place])
    deviation = np.sqrt(found.variance[kind - 1, place])
    low, high = log_log_band(floats(share), floats(deviation), reach)
    return Estimate(share, float(low), float(high))


def _variance(at_risk: Floats, ends: Floats, before: Floats, share: Floats) -> Floats:
    """Sums over all days up to t of (F(t) − F(s))²·a − 2·(F(t) − F(s))·b + c, each from running sums."""
    gone = ends.sum(axis=0)
    last = at_risk <= gone
    # Once nobody is left F does not grow any more, so that the infinite factor meets a zero.
    first = np.where(last, 0.0, gone / np.where(last, 1.0, at_risk * (at_risk - gone)))
    second = before * ends / at_risk**2
    third = before**2 * ends * (at_risk - ends) / at_risk**3

    def running(values: Floats) -> Floats:
        return floats(np.cumsum(values, axis=1))

    first = np.broadcast_to(first, share.shape)
    spread = share**2 * running(first) - 2 * share * running(share * first) + running(share**2 * first)
    mixed = share * running(second) - running(share * second)
    return floats(np.maximum(spread - 2 * mixed + running(third), 0.0))
