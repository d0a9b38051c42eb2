"""Whether what was said came true: outlooks made on an earlier day, judged by what happened since."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label
from tidehead.calc.lifecycle.curves import normal_reach
from tidehead.calc.lifecycle.history import History, LifecycleRefused, seen_on, standing
from tidehead.calc.lifecycle.laws import Settings, learn
from tidehead.calc.lifecycle.outlooks import Reason, outlooks


@dataclass(frozen=True, slots=True)
class Bin:
    """Projects that were given similar chances: said on average, and what happened with a Wilson interval."""

    low: float
    high: float
    projects: int
    said: float
    happened: float
    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """How good the outlooks of an earlier day were. projects: under way then; judged: those that were given a chance.

    said[project], happened[project]: chance of reaching the goal within the horizon, and 1 where it did. brier: mean
    of (said − happened)², 0 best; baseline: the same of giving each the share that happened; concordance: share of
    pairs of one that did and one that did not, in which the one that did was given more (ties half), 0.5 is blind.
    """

    projects: int
    judged: int
    said: Floats
    happened: Floats
    brier: float
    baseline: float
    concordance: float
    bins: tuple[Bin, ...]


def backtest(
    history: History,
    *,
    until: float,
    horizon: float,
    seed: int,
    by: Sequence[str] = (),
    settings: Settings | None = None,
) -> Backtest:
    """Learn from what was known at the end of day `until`, and judge the chances to reach the goal within `horizon`
    days that would have been told then of every project under way.

    A project lost meanwhile, or still under way, has not reached it. Raises LifecycleRefused where the history ends
    before the horizon.
    """
    if until + horizon > history.as_of:
        raise LifecycleRefused(Label("检验期超出历史", "the history ends before the horizon"))
    early = seen_on(history, until)
    stage, waited = standing(early)
    learned = learn(early, seed=seed, by=by, settings=settings)
    under_way = (stage >= 0) & (stage < len(history.stages) - 1)
    keys = [tuple(history.groups[key][row] for key in by) for row in range(history.projects)]
    together: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for row in np.flatnonzero(under_way):
        together.setdefault((int(stage[row]), keys[row]), []).append(int(row))
    said = np.full(history.projects, np.nan)
    for (place, group), rows in together.items():
        told = outlooks(learned, place, [float(waited[row]) for row in rows], group=group, asked=[horizon])
        said[rows] = [each.by[0].value if each.reason == Reason.OK else np.nan for each in told]
    judged = np.isfinite(said)
    happened = (history.entered[:, -1] <= until + horizon)[judged].astype(np.float64)
    return Backtest(
        int(under_way.sum()),
        int(judged.sum()),
        said[judged],
        happened,
        brier_score(said[judged], happened),
        brier_score(np.full(len(happened), happened.mean() if len(happened) else np.nan), happened),
        concordance(said[judged], happened),
        reliability(said[judged], happened),
    )


def brier_score(said: Numbers, happened: Numbers) -> float:
    """Mean squared distance between chances and what happened (1 or 0); nan where nothing is known of both.

    Source: Brier 1950, Mon. Weather Rev. 78, 1–3.

    >>> brier_score([0.8, 0.4], [1, 0])  # (0.04 + 0.16) / 2
    0.1
    """
    distance = (floats(said) - floats(happened)) ** 2
    known = distance[np.isfinite(distance)]
    return float(round(known.mean(), 15)) if len(known) else float("nan")


def concordance(said: Numbers, happened: Numbers) -> float:
    """Share of pairs, one that happened and one that did not, in which the first was given more; ties count half.

    nan where there is no such pair. Source: Harrell et al. 1982, JAMA 247, 2543–2546.

    Of the pairs (0.9, 0.3), (0.9, 0.5), (0.4, 0.3), (0.4, 0.5) three are right.

    >>> concordance([0.9, 0.3, 0.4, 0.5], [1, 0, 1, 0])
    0.75
    """
    chance, truth = floats(said), floats(happened)
    known = np.isfinite(chance) & np.isfinite(truth)
    did, not_done = np.sort(chance[known & (truth > 0)]), chance[known & (truth <= 0)]
    if len(did) == 0 or len(not_done) == 0:
        return float("nan")
    # Sorted search counts the pairs without making them.
    above = len(did) - np.searchsorted(did, not_done, side="right")
    level = len(did) - np.searchsorted(did, not_done, side="left") - above
    return float((above + level / 2).sum() / (len(did) * len(not_done)))


def reliability(said: Numbers, happened: Numbers, *, bins: int = 5, level: float = 0.8) -> tuple[Bin, ...]:
    """What happened to projects that were given similar chances; bins of equal width, empty ones left out.

    Source: intervals by Wilson 1927, J. Am. Stat. Assoc. 22, 209–212.

    >>> [(each.projects, each.said, each.happened) for each in reliability([0.1, 0.1, 0.9], [0, 1, 1])]
    [(2, 0.1, 0.5), (1, 0.9, 1.0)]
    """
    chance, truth = floats(said), floats(happened)
    known = np.isfinite(chance) & np.isfinite(truth)
    chance, truth = chance[known], truth[known]
    place = np.minimum((chance * bins).astype(np.intp), bins - 1)
    reach = normal_reach(level)
    return tuple(_bin(chance[place == nth], truth[place == nth], nth, bins, reach) for nth in np.unique(place))


def _bin(chance: Floats, truth: Floats, nth: int, bins: int, reach: float) -> Bin:
    count, share = len(truth), float(truth.mean())
    shrunk = 1 + reach**2 / count
    middle = (share + reach**2 / (2 * count)) / shrunk
    half = reach * np.sqrt(share * (1 - share) / count + reach**2 / (4 * count**2)) / shrunk
    low, high = float(max(middle - half, 0.0)), float(min(middle + half, 1.0))
    return Bin(float(nth / bins), float((nth + 1) / bins), count, float(chance.mean()), share, low, high)
