"""Invented regions whose projects go through three stages by laws that are known."""

from collections.abc import Sequence

import numpy as np

from tidehead.calc.lifecycle import End, History, project_history

STAGES = ("talks", "approval", "building", "production")
MEAN_DAYS = (60.0, 120.0, 300.0)
LOSS = (0.3, 0.15, 0.05)
"""Chance that a stay ends by being lost."""
THROUGH = 0.7 * 0.85 * 0.95


def region(projects: int, *, seed: int, years: int = 8, slow: Sequence[float] = (), moved: float = 0.3) -> History:
    """Projects that begin evenly over the years; `slow` multiplies the days of each group in turn."""
    lots = np.random.default_rng(seed)
    factor = np.asarray(slow or [1.0])
    group = lots.integers(0, len(factor), projects)
    as_of = 365.0 * years
    entered = np.full((projects, len(STAGES)), np.nan)
    gone = np.full(projects, np.nan)
    day = lots.uniform(0, as_of, projects).round()
    alive = np.ones(projects, dtype=bool)
    entered[:, 0] = day
    for stage, (mean, loss) in enumerate(zip(MEAN_DAYS, LOSS, strict=True)):
        day = day + np.ceil(lots.gamma(2.0, mean / 2.0, projects) * factor[group])
        lost = alive & (lots.random(projects) < loss)
        gone[lost] = day[lost]
        alive &= ~lost
        entered[alive, stage + 1] = day[alive]
    how = np.where(lots.random(projects) < moved, int(End.MOVED), int(End.LOST)).tolist()
    codes = [f"g{nth}" for nth in group]
    return project_history(STAGES, entered, as_of=as_of, gone=gone, how=how, groups={"size": codes})
