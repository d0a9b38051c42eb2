"""What a history teaches: how stays end day by day, for everyone, and by how much a group differs from everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from tidehead.calc.arrays import Floats, floats
from tidehead.calc.labels import Label
from tidehead.calc.lifecycle.history import ENDS, Codes, History, LifecycleRefused, stays_in

FEWEST = 10
"""Stays of a stage that must have ended before anything is said of it."""
LEAST_PSEUDO, MOST_PSEUDO = 5.0, 1000.0
"""Between how many pseudo-events a group is held to everyone: three projects can never speak for themselves."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to learn. draws: replicates for the doubt of what was learned; fewest: see FEWEST."""

    draws: int = 200
    fewest: int = FEWEST


class StageLaw(NamedTuple):
    """How stays in a stage end. hazard[draw, end, k]: chance that a stay which reaches days[k] ends then in that way
    (advanced, lost, moved); draw 0 is the estimate itself, the others its doubt. at_risk[k], ended: counts."""

    days: Floats
    hazard: Floats
    at_risk: Floats
    ended: int


class Ratio(NamedTuple):
    """A group's ends in a stage beside what everyone's law lets expect of its stays; each [stage, end].

    ratio = (seen + pseudo) / (expected + pseudo), to be laid over the law of the level above.
    """

    seen: Floats
    expected: Floats
    pseudo: float

    @property
    def ratio(self) -> Floats:
        """By how much the group's ends are more frequent than the level above's, after shrinkage."""
        return (self.seen + self.pseudo) / (self.expected + self.pseudo)


@dataclass(frozen=True, slots=True, eq=False)
class Lifecycle:
    """What was learned from one history: a law for each stage but the goal, and the ratio of each group on each level.

    by: the keys of the levels, from the widest; a group is the codes of the first few of them. chance[draw, stage, end]
    holds the lots with which the doubt of every group's ratio is drawn.
    """

    stages: tuple[str, ...]
    laws: tuple[StageLaw, ...]
    by: tuple[str, ...]
    ratios: Mapping[tuple[str, ...], Ratio]
    lots: Floats
    settings: Settings
    projects: int


def learn(history: History, *, seed: int, by: Sequence[str] = (), settings: Settings | None = None) -> Lifecycle:
    """The law of every stage, for everyone and for groups.

    Everyone: Aalen and Johansen's hazards. Their doubt: `settings.draws` replicates in which every project has a
    random weight (exponential, mean 1), the same in all stages, so that what goes together in projects stays so.
    Groups: by names keys of history.groups, e.g. ("size", "industry"): size within all, industry within size. A
    group's ends (seen) are compared with what the level above lets expect; their ratio is pulled to 1 by pseudo-events,
    of which there are as many as the groups of that level differ little: 1 / variance of the true ratios, at least 5.
    The same seed and rows give the same digits. Raises LifecycleRefused for a key that the history does not have.

    Source: Rubin 1981, Ann. Stat. 9, 130–134, for censored data Lo 1993, Ann. Stat. 21, 100–123 (the replicates);
    Clayton and Kaldor 1987, Biometrics 43, 671–681, and Marshall 1991, Appl. Stat. 40, 283–294 (the shrinkage).

    Ten projects, each a day longer in talks, and one of them lost: nine tenths advance.

    >>> from tidehead.calc.lifecycle.history import project_history
    >>> nan = float("nan")
    >>> rows = [[0, day] for day in range(1, 10)] + [[0, nan]]
    >>> seen = project_history(["talks", "signed"], rows, as_of=20, gone=[nan] * 9 + [10])
    >>> learned = learn(seen, seed=1)
    >>> round(float(subdensity(learned.laws[0].hazard)[0, 0].sum()), 3)
    0.9
    """
    chosen = settings or Settings()
    missing = [key for key in by if key not in history.groups]
    if missing:
        raise LifecycleRefused(Label(f"历史中没有分组 {missing[0]}", f"the history has no group {missing[0]}"))
    stream = np.random.default_rng(np.random.SeedSequence(seed))
    weights = np.vstack([np.ones(history.projects), stream.exponential(size=(chosen.draws, history.projects))])
    steps = range(len(history.stages) - 1)
    laws = tuple(_law(history, stage, weights) for stage in steps)
    lots = stream.random((chosen.draws, len(laws), ENDS))
    ratios = _ratios(history, laws, tuple(by))
    return Lifecycle(history.stages, laws, tuple(by), ratios, lots, chosen, history.projects)


def law_of(learned: Lifecycle, stage: int, group: Sequence[str] = ()) -> StageLaw:
    """The law of a stage for a group: everyone's, with the ratios of every level that the group has laid over it.

    group: codes in the order of `by`, as many as are known; a code never seen, or "", stops at the level above.
    Ratios multiply hazards the way proportional hazards do, so that no chance passes 1.
    """
    law = learned.laws[stage]
    for depth in range(1, len(group) + 1):
        found = learned.ratios.get(tuple(group[:depth]))
        if found is None:
            break
        law = law._replace(hazard=_laid_over(law.hazard, _drawn(found, learned.lots, stage)))
    return law


def enough(learned: Lifecycle, stage: int) -> bool:
    """Whether enough stays of a stage have ended to say anything of it."""
    return learned.laws[stage].ended >= learned.settings.fewest


def subdensity(hazard: Floats) -> Floats:
    """The share of stays that ends on each day in each way, from hazards [draw, end, k]; all in one shape.

    >>> subdensity(np.array([[[0.5, 0.5], [0.0, 0.5], [0.0, 0.0]]])).tolist()
    [[[0.5, 0.25], [0.0, 0.25], [0.0, 0.0]]]
    """
    return hazard * lasting(hazard)[:, None, :]


def lasting(hazard: Floats) -> Floats:
    """The share of stays that reaches each day, [draw, k]: everything before the ends of that day."""
    left = np.cumprod(1.0 - np.minimum(hazard.sum(axis=1), 1.0), axis=1)
    return np.concatenate([np.ones((len(left), 1)), left[:, :-1]], axis=1)


def _law(history: History, stage: int, weights: Floats) -> StageLaw:
    stays = stays_in(history, stage)
    ending = stays.end > 0
    days = np.unique(stays.days[ending])
    # A stay is watched on every day of an end up to its own last one.
    reach = np.searchsorted(days, stays.days, side="right")
    place = np.searchsorted(days, stays.days[ending])
    cell = (stays.end[ending] - 1) * len(days) + place
    hazard = np.zeros((len(weights), ENDS, len(days)))
    at_risk: list[Floats] = []
    for draw, weight in enumerate(weights):
        own = weight[stays.project]
        watched = np.cumsum(np.bincount(reach, own, len(days) + 1)[::-1])[::-1][1:]
        ended = np.bincount(cell, own[ending], ENDS * len(days)).reshape(ENDS, len(days))
        hazard[draw] = ended / watched
        at_risk = at_risk or [watched.astype(np.float64)]
    return StageLaw(days, hazard, at_risk[0], int(ending.sum()))


def _ratios(history: History, laws: Sequence[StageLaw], by: tuple[str, ...]) -> dict[tuple[str, ...], Ratio]:
    """Level by level: seen and expected of every group, then the pseudo-events of the level, then its ratios."""
    found: dict[tuple[str, ...], Ratio] = {}
    for depth in range(1, len(by) + 1):
        codes = list(zip(*(history.groups[key] for key in by[:depth]), strict=True))
        groups = sorted({code for code in codes if all(code)})
        index = {code: place for place, code in enumerate(groups)}
        member = np.array([index.get(code, -1) for code in codes], dtype=np.intp)
        seen, expected = _compared(history, laws, found, groups, member)
        pseudo = pseudo_events(seen, expected)
        found |= {code: Ratio(seen[place], expected[place], pseudo) for code, place in index.items()}
    return found


def _compared(
    history: History,
    laws: Sequence[StageLaw],
    above: Mapping[tuple[str, ...], Ratio],
    groups: Sequence[tuple[str, ...]],
    member: Codes,
) -> tuple[Floats, Floats]:
    """Ends seen and expected, [group, stage, end]."""
    seen = np.zeros((len(groups), len(laws), ENDS))
    expected = np.zeros_like(seen)
    for stage, law in enumerate(laws):
        stays = stays_in(history, stage)
        own = member[stays.project]
        inside = own >= 0
        ending = inside & (stays.end > 0)
        seen[:, stage] = np.bincount(own[ending] * ENDS + stays.end[ending] - 1, minlength=len(groups) * ENDS).reshape(
            -1, ENDS
        )
        reach = np.searchsorted(law.days, stays.days, side="right")
        running = np.concatenate([np.zeros((ENDS, 1)), np.cumsum(law.hazard[0], axis=1)], axis=1)
        for end in range(ENDS):
            expected[:, stage, end] = np.bincount(own[inside], running[end, reach[inside]], len(groups))
        for place, code in enumerate(groups):
            for depth in range(1, len(code)):
                if code[:depth] in above:
                    expected[place, stage] *= above[code[:depth]].ratio[stage]
    return seen, expected


def pseudo_events(seen: Floats, expected: Floats) -> float:
    """How many pseudo-events hold the groups of a level to the level above: 1 / variance of their true ratios.

    seen[…], expected[…]: counts of each group and kind. The variance is what (seen − expected)² has beyond chance:
    Σ((seen − expected)² − expected) / Σ expected². At least 5, at most 1,000 (no difference found).

    Seen 30 and 10 where 20 and 20 were expected: (100 + 100 − 40) / 800 = 1/5.

    >>> pseudo_events(np.array([30.0, 10.0]), np.array([20.0, 20.0]))
    5.0
    """
    square = float(np.sum(expected**2))
    beyond = float(np.sum((seen - expected) ** 2 - expected))
    if beyond <= 0 or square <= 0:
        return MOST_PSEUDO
    return min(max(square / beyond, LEAST_PSEUDO), MOST_PSEUDO)


def _drawn(found: Ratio, lots: Floats, stage: int) -> Floats:
    """The ratio, then as many draws of it as there are lots: [draw, end], gamma with the pseudo-events as prior."""
    seen, expected = found.seen[stage] + found.pseudo, found.expected[stage] + found.pseudo
    drawn = special.gammaincinv(seen, lots[:, stage]) / expected
    return np.vstack([seen / expected, drawn])


def _laid_over(hazard: Floats, ratio: Floats) -> Floats:
    """Hazards [draw, end, k] times ratios [draw, end], as proportional hazards: 1 − (1 − h)^r of all ends together."""
    wanted = hazard * ratio[:, :, None]
    whole, together = hazard.sum(axis=1), wanted.sum(axis=1)
    some = whole > 0
    with np.errstate(divide="ignore"):
        passed = np.log1p(-np.minimum(whole, 1.0))
    power = np.divide(together, whole, out=np.zeros_like(whole), where=some)
    total = np.where(some, -np.expm1(np.where(power > 0, passed, 0.0) * power), 0.0)
    share = np.divide(total, together, out=np.zeros_like(whole), where=together > 0)
    return floats(wanted * share[:, None, :])
