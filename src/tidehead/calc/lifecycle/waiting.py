"""How unusual a wait is among peers, and what is known of each stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.lifecycle.curves import Estimate, kaplan_meier, quantile_days
from tidehead.calc.lifecycle.history import ENDS, End, History, LifecycleRefused, stays_in
from tidehead.calc.lifecycle.incidence import cumulative_incidence, incidence_at
from tidehead.calc.lifecycle.laws import FEWEST, Lifecycle, StageLaw, enough, lasting, law_of
from tidehead.calc.lifecycle.outlooks import UNKNOWN, Reason

SLOW, STUCK = 0.75, 0.9
"""Shares of peers that have left the stage by then, from which a wait is slow, and (its lower bound) stuck."""


class Wait(StrEnum):
    """How a wait compares."""

    USUAL = "usual"
    SLOW = "slow"
    STUCK = "stuck"
    """even the lower bound of the share says that nine in ten peers had left"""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How unusual a wait is: share of peers that had left the stage by then, one way or another; peers: how many stays
    of the stage have ended; still: how many were watched waiting longer than this."""

    share: Estimate
    state: Wait
    peers: int
    still: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What the history says of one stage. stays: all; under_way, advanced, lost, moved: where they are now; skipped:
    passed through without a day. median: days until half have left, one way or another; advance, lose, move: shares
    that have ended so by the longest time watched. nan, with the reason, where too few have ended."""

    stage: str
    stays: int
    under_way: int
    advanced: int
    lost: int
    moved: int
    skipped: int
    median: Estimate
    advance: Estimate
    lose: Estimate
    move: Estimate
    longest: float
    reason: Reason


def waiting(learned: Lifecycle, stage: int, waited: float, *, group: Sequence[str] = (), level: float = 0.8) -> Waiting:
    """How unusual it is to be still in a stage after `waited` days.

    Stage, waited and group as in `outlook`. A wait longer than any that was watched is stuck by its share (all who
    ended had ended), as far as all but a few have ended. Raises LifecycleRefused for a stage that is not there, or the
    goal, where nobody waits.

    Ten stays of 1 to 10 days: by day 9 nine tenths had left.

    >>> from tidehead.calc.lifecycle.history import project_history
    >>> from tidehead.calc.lifecycle.laws import learn
    >>> seen = project_history(["talks", "signed"], [[0, day] for day in range(1, 11)], as_of=20)
    >>> found = waiting(learn(seen, seed=1), 0, 9)
    >>> round(found.share.value, 3), found.state.value, found.still
    (0.9, 'slow', 1)
    """
    return waits(learned, stage, [waited], group=group, level=level)[0]


def waits(
    learned: Lifecycle, stage: int, waited: Sequence[float], *, group: Sequence[str] = (), level: float = 0.8
) -> tuple[Waiting, ...]:
    """As `waiting`, of several projects of one stage and group at once."""
    if not 0 <= stage < len(learned.stages) - 1:
        raise LifecycleRefused(Label("没有这个阶段，或已在终点", "no such stage, or the goal"))
    if not enough(learned, stage):
        nothing = Waiting(UNKNOWN, Wait.UNKNOWN, learned.laws[stage].ended, 0, Reason.NOT_ENOUGH_HISTORY)
        return (nothing,) * len(waited)
    law = law_of(learned, stage, group)
    after_last = np.prod(1.0 - np.minimum(law.hazard.sum(axis=1), 1.0), axis=1)
    left = np.column_stack([lasting(law.hazard), after_last])
    return tuple(_waiting(law, left, each, level) for each in waited)


def stage_records(history: History, *, level: float = 0.8, fewest: int = FEWEST) -> tuple[StageRecord, ...]:
    """Counts, median days and ways of ending of every stage but the goal.

    >>> from tidehead.calc.lifecycle.history import project_history
    >>> seen = project_history(["talks", "signed"], [[0, day] for day in range(1, 11)], as_of=20)
    >>> stage_records(seen)[0].median.value
    5.0
    """
    return tuple(_record(history, stage, level, fewest) for stage in range(len(history.stages) - 1))


def _waiting(law: StageLaw, left: Floats, waited: float, level: float) -> Waiting:
    if not np.isfinite(waited) or waited < 0:
        return Waiting(UNKNOWN, Wait.UNKNOWN, law.ended, 0, Reason.UNKNOWN_INPUT)
    place = int(np.searchsorted(law.days, waited, side="right"))
    gone = 1.0 - left[:, place]
    low, high = np.quantile(gone[1:], [(1 - level) / 2, (1 + level) / 2])
    value = float(gone[0])
    share = Estimate(value, float(min(low, value)), float(max(high, value)))
    state = Wait.STUCK if share.low >= STUCK else Wait.SLOW if value >= SLOW else Wait.USUAL
    still = round(float(law.at_risk[place])) if place < len(law.days) else 0
    return Waiting(share, state, law.ended, still, Reason.OK)


def _record(history: History, stage: int, level: float, fewest: int) -> StageRecord:
    stays = stays_in(history, stage)
    counts = [int(count) for count in np.bincount(stays.end, minlength=ENDS + 1)]
    longest = float(stays.days.max(initial=0.0))
    median, ways, reason = UNKNOWN, [UNKNOWN] * ENDS, Reason.NOT_ENOUGH_HISTORY
    if sum(counts[1:]) >= fewest:
        found = cumulative_incidence(stays.days, stays.end.astype(np.float64), kinds=ENDS)
        median = quantile_days(kaplan_meier(stays.days, (stays.end > 0).astype(np.float64)), level=level)
        ways = [incidence_at(found, kind, longest, level=level) for kind in (End.ADVANCED, End.LOST, End.MOVED)]
        reason = Reason.OK
    return StageRecord(
        history.stages[stage],
        sum(counts),
        under_way=counts[End.UNDER_WAY],
        advanced=counts[End.ADVANCED],
        lost=counts[End.LOST],
        moved=counts[End.MOVED],
        skipped=stays.skipped,
        median=median,
        advance=ways[0],
        lose=ways[1],
        move=ways[2],
        longest=longest,
        reason=reason,
    )
