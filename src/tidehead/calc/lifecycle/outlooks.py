"""When a project will reach the goal, and whether it will: the stages still ahead, chained."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy  # its parts are loaded when they are used

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.labels import Label
from tidehead.calc.lifecycle.curves import Estimate
from tidehead.calc.lifecycle.history import Codes, End, LifecycleRefused
from tidehead.calc.lifecycle.laws import Lifecycle, StageLaw, enough, lasting, law_of, subdensity

GRID = 2048
"""Most steps of the grid of days on which stages are chained; a longer way takes steps of several days."""
MEAN_DRAWS = 64
"""Draws of which the days ahead are the mean: beyond these it moves by less than half a point of a hundred."""
UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


class Reason(StrEnum):
    """Why there is a number, or none."""

    OK = "ok"
    REACHED = "reached"
    NOT_ENOUGH_HISTORY = "not_enough_history"
    """too few stays of this stage, or of one still ahead, have ended"""
    BEYOND_HISTORY = "beyond_history"
    """has waited longer than all but a few that were ever seen to wait"""
    UNKNOWN_INPUT = "unknown_input"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of one project.

    production: probability that it ever reaches the goal; by[n]: by the nth asked day from now; lost: that it is lost
    or moves away; each with the interval of what the history leaves in doubt. unresolved: the share of which the
    history does not say, because nobody was watched that long; production lies between its value and that plus this.
    days: days from now to the goal (10, 50 and 90 of 100 such projects that reach it), doubt of the history included.
    """

    production: Estimate
    by: tuple[Estimate, ...]
    lost: Estimate
    unresolved: float
    days: tuple[float, float, float]
    reason: Reason


NOTHING = (float("nan"),) * 3


def outlook(
    learned: Lifecycle,
    stage: int,
    waited: float,
    *,
    group: Sequence[str] = (),
    asked: Sequence[float] = (),
    level: float = 0.8,
) -> Outlook:
    """Whether and when a project that has been in `stage` for `waited` days will reach the goal.

    stage: number from 0; the last is the goal. waited: days, given that it is still there. group: codes in the order of
    learned.by. asked: days from now. Stages are taken as independent once entered, but for what one project's weight
    ties together (see `learn`). No number is given where too few stays have ended in a stage still ahead.
    Raises LifecycleRefused for a stage that is not there.

    Ten projects, each a day longer in talks, one lost after ten: after 5 days, 5 are left, of which 4 advance.

    >>> from tidehead.calc.lifecycle.history import project_history
    >>> from tidehead.calc.lifecycle.laws import Settings, learn
    >>> nan = float("nan")
    >>> rows = [[0, day] for day in range(1, 10)] + [[0, nan]]
    >>> seen = project_history(["talks", "signed"], rows, as_of=20, gone=[nan] * 9 + [10])
    >>> ahead = outlook(learn(seen, seed=1, settings=Settings(fewest=5)), 0, 5)
    >>> round(ahead.production.value, 3), ahead.days[2]
    (0.8, 4.0)
    """
    return outlooks(learned, stage, [waited], group=group, asked=asked, level=level)[0]


def outlooks(
    learned: Lifecycle,
    stage: int,
    waited: Sequence[float],
    *,
    group: Sequence[str] = (),
    asked: Sequence[float] = (),
    level: float = 0.8,
) -> tuple[Outlook, ...]:
    """As `outlook`, of several projects of one stage and group at once, which costs little more than one."""
    goal = len(learned.stages) - 1
    if not 0 <= stage <= goal:
        raise LifecycleRefused(Label("没有这个阶段", "no such stage"))
    if stage == goal:
        sure = Estimate(1.0, 1.0, 1.0)
        done = Outlook(sure, (sure,) * len(asked), Estimate(0.0, 0.0, 0.0), 0.0, (0.0,) * 3, Reason.REACHED)
        return (done,) * len(waited)
    if not all(enough(learned, each) for each in range(stage, goal)):
        return (_none(len(asked), Reason.NOT_ENOUGH_HISTORY),) * len(waited)
    laws = [law_of(learned, each, group) for each in range(stage, goal)]
    way = _Way(laws)
    fewest = learned.settings.fewest / 2
    return tuple(_outlook(way, each, fewest, asked, level) for each in waited)


class _Way:
    """The stages ahead of one stage and group, chained once for all projects there."""

    def __init__(self, laws: Sequence[StageLaw]) -> None:
        self.here = laws[0]
        self.share, self.lasting = subdensity(self.here.hazard), lasting(self.here.hazard)
        self.step = max(1.0, np.ceil(sum(float(law.days[-1]) for law in laws) / GRID))
        length = sum(int(self.places(law.days[-1:])[0]) for law in laws)
        self.size = int(scipy.fft.next_fast_len(length + 1, real=True))
        later = np.ones((len(laws[0].hazard), self.size // 2 + 1), dtype=np.complex128)
        self.through = np.ones(len(later))
        self.lost_later = np.zeros(len(later))
        for law in reversed(laws[1:]):
            share = subdensity(law.hazard)
            later *= scipy.fft.rfft(self.laid(self.places(law.days), share[:, 0]), axis=1)
            advanced = share[:, 0].sum(axis=1)
            self.lost_later = share[:, 1:].sum(axis=(1, 2)) + advanced * self.lost_later
            self.through *= advanced
        arrival = scipy.fft.irfft(later, self.size, axis=1)
        self.arrived = np.cumsum(np.maximum(arrival, 0.0), axis=1)
        # What the mean over the draws is made of; single precision is far finer than a day, and twice as fast.
        self.later = later[1 : MEAN_DRAWS + 1].astype(np.complex64)

    def places(self, days: Floats) -> Codes:
        """Where days lie on the grid."""
        return np.asarray(np.floor(days / self.step + 0.5), dtype=np.intp)

    def laid(self, places: Codes, share: Floats) -> Floats:
        """Shares [draw, k] laid on the grid; places[k] ascending."""
        grid = np.zeros((len(share), self.size), dtype=share.dtype)
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        grid[:, places[starts]] = np.add.reduceat(share, starts, axis=1)
        return grid

    def by(self, asked: float, places: Codes, advanced: Floats) -> Floats:
        """The share that has arrived within `asked` days, [draw]: who has left this stage by then, and arrived."""
        if not asked >= 0:
            return np.zeros(len(advanced))
        left = int(min(asked / self.step, self.size - 1)) - places
        soon = left >= 0
        return floats(np.einsum("dk,dk->d", advanced[:, soon], self.arrived[:, left[soon]]))

    def mean_arrived(self, places: Codes, advanced: Floats) -> Floats:
        """The share that has arrived by each step of the grid, the mean of the draws."""
        here = scipy.fft.rfft(self.laid(places, advanced[1 : MEAN_DRAWS + 1].astype(np.float32)), axis=1)
        mean = np.einsum("df,df->f", here, self.later) / len(here)
        return floats(np.cumsum(np.maximum(scipy.fft.irfft(mean, self.size), 0.0)))


def _outlook(way: _Way, waited: float, fewest: float, asked: Sequence[float], level: float) -> Outlook:
    if not np.isfinite(waited) or waited < 0:
        return _none(len(asked), Reason.UNKNOWN_INPUT)
    first = int(np.searchsorted(way.here.days, waited, side="right"))
    if first == len(way.here.days) or way.here.at_risk[first] < fewest:
        return _none(len(asked), Reason.BEYOND_HISTORY)
    share = way.share[:, :, first:] / way.lasting[:, first, None, None]
    advanced, places = share[:, End.ADVANCED - 1], way.places(way.here.days[first:] - waited)
    production = advanced.sum(axis=1) * way.through
    lost = share[:, 1:].sum(axis=(1, 2)) + advanced.sum(axis=1) * way.lost_later
    return Outlook(
        _estimate(production, level),
        tuple(_estimate(way.by(each, places, advanced), level) for each in asked),
        _estimate(lost, level),
        float(max(1.0 - production[0] - lost[0], 0.0)),
        _quantiles(way.mean_arrived(places, advanced), way.step),
        Reason.OK,
    )


def _estimate(draws: Floats, level: float) -> Estimate:
    low, high = np.quantile(draws[1:], [(1 - level) / 2, (1 + level) / 2])
    value = float(np.clip(draws[0], 0.0, 1.0))
    return Estimate(value, float(max(min(low, value), 0.0)), float(min(max(high, value), 1.0)))


def _quantiles(arrived: Floats, step: float) -> tuple[float, float, float]:
    """Days by which 10, 50 and 90 of 100 that arrive have arrived; nan where none does."""
    if arrived[-1] <= 0:
        return NOTHING
    ten, half, ninety = (float(np.searchsorted(arrived, part * arrived[-1] - 1e-9)) for part in (0.1, 0.5, 0.9))
    return float(ten * step), float(half * step), float(ninety * step)


def _none(asked: int, reason: Reason) -> Outlook:
    return Outlook(UNKNOWN, (UNKNOWN,) * asked, UNKNOWN, float("nan"), NOTHING, reason)
