"""Did relatedness density foretell which industries entered? Asked before anything is recommended by it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import norm, rankdata

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.changes import entries_and_exits
from tidehead.calc.relatedness.types import PRESENCE, RelatednessRefused, table_of


class IntervalBy(StrEnum):
    """How the interval around an area under the curve is found."""

    DELONG = "delong"
    """DeLong's variance; takes the cells for independent, which cells of one place are not quite"""
    PLACES = "places"
    """bootstrap of whole places by a seed; wider, and right where a place's cells go together"""


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the ROC curve with an interval; nan where there is nothing of either kind to compare."""

    value: float
    low: float
    high: float
    by: IntervalBy


@dataclass(frozen=True, slots=True)
class Backtest:
    """How well a score told entries from what stayed absent, over cells that could have entered.

    area: 0.5 is chance, 1 is perfect. candidates: cells absent before, known after, with a score; entered: of these.
    base_rate: entered ÷ candidates. top: best-scored candidates taken of each place; hit_rate: share of these that
    entered, hit_rate ÷ base_rate is the lift. stayed: cells present before and after, which cannot enter; left:
    present before only. unseen, unseen_entered: cells of industries that were in no place before: nothing is near them,
    so they have no score and are counted apart. everywhere: industries in every place before, with no candidate.
    unknown: cells unknown in either period or without score. notes: what the reader should know.
    """

    area: Area
    candidates: int
    entered: int
    base_rate: float
    top: int
    hit_rate: float
    stayed: int
    left: int
    unseen: int
    unseen_entered: int
    everywhere: int
    unknown: int
    notes: tuple[Label, ...] = ()

    @property
    def lift(self) -> float:
        """Hit rate of the best-scored ÷ base rate; nan where nothing entered."""
        return float(ratio(self.hit_rate, self.base_rate))


def area_under_curve(scores: Numbers, happened: Numbers, *, level: float = 0.95) -> Area:
    """Chance that something that happened was scored higher than something that did not, ties counting half.

    scores, happened: one-dimensional, no nan; happened 0 or 1. level: of DeLong's interval, cut off at 0 and 1.

    Source: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44(3); by midranks as Sun & Xu 2014.

    >>> found = area_under_curve([0.9, 0.8, 0.3, 0.1], [1, 0, 1, 0])
    >>> found.value
    0.75
    """
    given, truth = floats(scores), floats(happened) == 1
    yes, no = given[truth], given[~truth]
    if not len(yes) or not len(no):
        return Area(np.nan, np.nan, np.nan, IntervalBy.DELONG)
    ranks = rankdata(given)
    above = (ranks[truth] - rankdata(yes)) / len(no)
    below = 1 - (ranks[~truth] - rankdata(no)) / len(yes)
    value = float(above.mean())
    spread = np.nan
    if len(yes) > 1 and len(no) > 1:
        spread = float(norm.ppf((1 + level) / 2) * np.sqrt(above.var(ddof=1) / len(yes) + below.var(ddof=1) / len(no)))
    return Area(value, max(value - spread, 0.0), min(value + spread, 1.0), IntervalBy.DELONG)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a backtest is done: `top` candidates a place; the interval by DeLong, or by `draws` of places from `seed`."""

    top: int = 10
    level: float = 0.95
    by: IntervalBy = IntervalBy.DELONG
    draws: int = 1000
    seed: int = 0


def backtest_entries(before: Numbers, after: Numbers, scores: Numbers, trial: Trial | None = None) -> Backtest:
    """How well scores made from the first period told which industries entered by the second.

    before, after [place, industry]: 0, 1 or nan unknown. scores[place, industry]: of `before` alone, higher means more
    likely, nan unknown: relatedness density, or any rival of it.

    Source: the test is that of Hidalgo et al. 2007, Science 317, figure 3; interval: DeLong et al. 1988.

    >>> before, after = [[1, 0, 0], [1, 1, 0], [0, 0, 1]], [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    >>> scores = [[0.0, 0.9, 0.1], [0.0, 0.0, 0.2], [0.3, 0.1, 0.0]]
    >>> found = backtest_entries(before, after, scores, Trial(top=1))
    >>> found.area.value, found.candidates, found.entered, round(found.hit_rate, 3)
    (1.0, 5, 1, 0.333)
    """
    how = trial or Trial()
    first, last, given = table_of(before, PRESENCE), table_of(after, PRESENCE), table_of(scores, PRESENCE)
    if given.shape != first.shape:
        raise RelatednessRefused(
            Label(f"得分须为{first.shape}，现为{given.shape}", f"scores must be {first.shape}, not {given.shape}")
        )
    entry = entries_and_exits(first, last).entry
    seen = np.nansum(first, axis=0) > 0
    at_risk = np.isfinite(entry)
    usable = at_risk & np.isfinite(given) & seen
    truth = entry[usable]
    area = area_under_curve(given[usable], truth, level=how.level)
    if how.by is IntervalBy.PLACES:
        area = _by_places(area, given, entry, usable, how)
    unseen = at_risk & ~seen
    return Backtest(
        area=area,
        candidates=int(usable.sum()),
        entered=int(truth.sum()),
        base_rate=float(ratio(truth.sum(), truth.size)),
        top=how.top,
        hit_rate=_hit_rate(given, entry, usable, how.top),
        stayed=int(((first == 1) & (last == 1)).sum()),
        left=int(((first == 1) & (last == 0)).sum()),
        unseen=int(unseen.sum()),
        unseen_entered=int((entry[unseen] == 1).sum()),
        everywhere=int((first == 1).all(axis=0).sum()),
        unknown=int((np.isnan(first) | np.isnan(last) | (at_risk & seen & ~np.isfinite(given))).sum()),
        notes=_notes(truth),
    )


def _hit_rate(scores: Floats, entry: Floats, usable: Floats, top: int) -> float:
    """Share of entries among the best-scored candidates of every place; of equal scores the first columns count."""
    ranked = np.where(usable, scores, -np.inf)
    best = np.argsort(-ranked, axis=1, kind="stable")[:, :top]
    counted = np.take_along_axis(usable, best, axis=1)
    hits = (np.take_along_axis(np.nan_to_num(entry), best, axis=1) == 1) & counted
    return float(ratio(hits.sum(), counted.sum()))


def _by_places(area: Area, scores: Floats, entry: Floats, usable: Floats, how: Trial) -> Area:
    """The same area with the interval of areas over places drawn with replacement."""
    chance = np.random.default_rng(how.seed)
    cells = [(scores[row][usable[row]], entry[row][usable[row]]) for row in range(len(scores))]
    found = []
    for _ in range(how.draws):
        drawn = chance.integers(len(cells), size=len(cells))
        found.append(
            area_under_curve(
                np.concatenate([cells[each][0] for each in drawn]), np.concatenate([cells[each][1] for each in drawn])
            ).value
        )
    known = np.array(found)[np.isfinite(found)]
    low, high = np.quantile(known, [(1 - how.level) / 2, (1 + how.level) / 2]) if len(known) else (np.nan, np.nan)
    return Area(area.value, float(low), float(high), IntervalBy.PLACES)


FEW_ENTRIES = 20


def _notes(truth: Floats) -> tuple[Label, ...]:
    entered = int(truth.sum())
    if entered == 0 or entered == truth.size:
        return (
            Label("没有进入（或全部进入），无从检验", "nothing entered, or everything did: there is nothing to test"),
        )
    if entered < FEW_ENTRIES:
        return (
            Label(
                f"仅有{entered}次进入，区间很宽，不宜据此推荐",
                f"only {entered} entries: the interval is wide and no ground for recommendations",
            ),
        )
    return ()
