"""When a task will be finished: from its own pace, and from peers."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite, nan, sqrt

import numpy as np
from scipy import special

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.lifecycle.curves import Curve, share_lasting
from tidehead.calc.trajectory.forecasts import FEWEST_POINTS

FEWEST_PEERS = 10
"""Peers that must have finished before they say anything."""


class FinishReason(StrEnum):
    """Why there is a forecast, or none, or none without an end."""

    OK = "ok"
    FINISHED = "finished"
    OPEN_END = "open_end"
    """at the slow end of the interval it never finishes"""
    EXACT_FIT = "exact_fit"
    """the reports lie on a line without deviation: a day, but no interval"""
    NO_PROGRESS = "no_progress"
    TOO_FEW_REPORTS = "too_few_reports"
    TOO_FEW_PEERS = "too_few_peers"
    BEYOND_PEERS = "beyond_peers"
    """has taken longer than the peers were ever watched"""
    UNKNOWN_INPUT = "unknown_input"


@dataclass(frozen=True, slots=True)
class Finish:
    """The day of finishing, and the days between which it lies with probability level; nan where unknown, infinite
    where it may never finish. points: reports or finished peers it rests on."""

    day: float
    low: float
    high: float
    points: int
    reason: FinishReason


def finish_from_reports(days: Numbers, shares: Numbers, *, level: float = 0.8) -> Finish:
    """When the share done will reach 1 if it goes on as reported.

    days[report], shares[report] (0 to 1): in any order, unknown ones left out; from four reports on. The share is
    carried forward by the same drift as figures (calc.trajectory.forecast): the day is where the line reaches 1, and
    the interval lies between the days on which the upper and the lower end of the share's interval reach 1.
    Raises ValueError for a level outside 0 to 1, lengths that differ, or one day given twice.

    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 (drift); ends inverted as in
    Fieller 1954, J. R. Stat. Soc. B 16, 175–185.

    0, 10, 30 and 40 % in months 0 to 3: 4/30 a month, so that the 60 % left take 4.5 months.

    >>> ahead = finish_from_reports([0, 1, 2, 3], [0.0, 0.1, 0.3, 0.4])
    >>> round(ahead.day, 6), round(ahead.low, 2), round(ahead.high, 2)
    (7.5, 5.67, 12.76)
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    moments, told = floats(days), floats(shares)
    if moments.shape != told.shape or moments.ndim != 1:
        raise ValueError("days and shares must be two lists of one length")
    known = np.isfinite(moments) & np.isfinite(told)
    order = np.argsort(moments[known], kind="stable")
    moments, told = moments[known][order], told[known][order]
    if np.any(np.diff(moments) == 0):
        raise ValueError("one day is given twice")
    if len(told) and told[-1] >= 1:
        first = float(moments[np.argmax(told >= 1)])
        return Finish(first, first, first, len(told), FinishReason.FINISHED)
    if len(told) < FEWEST_POINTS:
        return Finish(nan, nan, nan, len(told), FinishReason.TOO_FEW_REPORTS)
    return _carried(moments, told, level)


def finish_from_peers(curve: Curve, start: float, today: float, *, level: float = 0.8) -> Finish:
    """When a task will be finished if it goes like its peers that had lasted as long.

    curve: Kaplan–Meier curve of the days that peers took (calc.lifecycle.kaplan_meier). Days at which half, and the
    outer parts, of the peers that lasted as long as this one have finished; infinite where the history does not reach.

    Peers took 10, 20, …, 100 days; after 50 days five are left, of which half have finished by day 80.

    >>> from tidehead.calc.lifecycle.curves import kaplan_meier
    >>> finish_from_peers(kaplan_meier([10.0 * n for n in range(1, 11)], [1] * 10), start=1000, today=1050)
    Finish(day=1080.0, low=1060.0, high=1100.0, points=10, reason=<FinishReason.OK: 'ok'>)
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    points = int(curve.ended.sum())
    passed = today - start
    if not (isfinite(passed) and passed >= 0):
        return Finish(nan, nan, nan, points, FinishReason.UNKNOWN_INPUT)
    if points < FEWEST_PEERS:
        return Finish(nan, nan, nan, points, FinishReason.TOO_FEW_PEERS)
    left = float(share_lasting(curve, passed))
    if not left > 0:
        return Finish(nan, nan, nan, points, FinishReason.BEYOND_PEERS)
    later = curve.days > passed
    parts = ((1 - level) / 2, 0.5, (1 + level) / 2)
    low, day, high = (start + _when(curve.days[later], curve.survival[later] / left, part) for part in parts)
    return Finish(day, low, high, points, FinishReason.OPEN_END if high == inf else FinishReason.OK)


def _carried(moments: Floats, told: Floats, level: float) -> Finish:
    """(pace·h − left)² = q²·s²·(h + h²/span) solved for the days h still to go: its roots are the ends."""
    span, left = moments[-1] - moments[0], 1.0 - told[-1]
    pace = (told[-1] - told[0]) / span
    points = len(told)
    if not pace > 0:
        return Finish(nan, nan, nan, points, FinishReason.NO_PROGRESS)
    gaps = np.diff(moments)
    freedom = points - 2.0
    doubt = float(np.sum((np.diff(told) - pace * gaps) ** 2 / gaps)) / freedom
    day = float(moments[-1] + left / pace)
    if doubt <= (8 * np.finfo(np.float64).eps) ** 2:
        return Finish(day, nan, nan, points, FinishReason.EXACT_FIT)
    reach = float(special.stdtrit(freedom, (1 + level) / 2)) ** 2 * doubt
    square, linear = pace**2 - reach / span, 2 * pace * left + reach
    root = sqrt(max(linear**2 - 4 * square * left**2, 0.0))
    low = float(moments[-1] + 2 * left**2 / (linear + root))
    if square <= 0:
        return Finish(day, low, inf, points, FinishReason.OPEN_END)
    return Finish(day, low, float(moments[-1] + (linear + root) / (2 * square)), points, FinishReason.OK)


def _when(days: Floats, lasting: Floats, part: float) -> float:
    """The first day by which `part` have finished; infinite where the days end before."""
    reached = np.flatnonzero(1.0 - lasting >= part - 1e-12)
    return float(days[reached[0]]) if len(reached) else inf
