"""Projects through their stages: curves of 100,000 stays, learning from 2,000 projects, outlooks of a pipeline.

Peer: statsmodels 0.15 on the same stays: `SurvfuncRight` and `CumIncidenceRight`, both with their standard errors (ours
counts three ways of ending as it does). Days are whole, so that ties are as in life. There is no peer for chained
stages with doubt: the row says how many projects a second get their outlook. Goals: no slower than the peer; 2,000
outlooks in 20 s.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from tidehead.calc.lifecycle import (
    History,
    cumulative_incidence,
    kaplan_meier,
    learn,
    outlooks,
    project_history,
    waits,
)

SEED = 20261121
STAYS, PROJECTS, STAGES = 100_000, 2_000, 9
REPEATS = 5


def main() -> list[dict[str, Any]]:
    """Curves beside statsmodels, then what has no peer."""
    days, ends = stays(STAYS)
    rows = [
        beside(
            "Kaplan–Meier with Greenwood", lambda: kaplan_meier(days, ends > 0), lambda: fitted_survival(days, ends)
        ),
        beside(
            "Aalen–Johansen, three ways, with variance",
            lambda: cumulative_incidence(days, ends, kinds=3),
            lambda: fitted_incidence(days, ends),
        ),
    ]
    history = pipeline(PROJECTS)
    taken, learned = timed(lambda: learn(history, seed=SEED, by=("size", "industry")), 1)
    rows.append(row("learn 9 stages, 200 replicates, two levels of groups", PROJECTS, taken))
    groups = sorted(code for code in learned.ratios if len(code) == 2)
    each = PROJECTS // len(groups)
    waited = np.linspace(0, 200, each).tolist()
    taken, _ = timed(lambda: [outlooks(learned, 2, waited, group=code, asked=(365, 730)) for code in groups], 1)
    rows.append(row("outlooks of a pipeline", each * len(groups), taken))
    taken, _ = timed(lambda: [waits(learned, 2, waited, group=code) for code in groups], 1)
    rows.append(row("waits among peers", each * len(groups), taken))
    return rows


def stays(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Invented stays: days, and 0 under way, 1 advanced, 2 lost, 3 moved away."""
    lots = np.random.default_rng(SEED)
    return np.ceil(lots.gamma(2.0, 150.0, count)), lots.choice(4, count, p=[0.2, 0.5, 0.25, 0.05]).astype(float)


def pipeline(projects: int) -> History:
    """Invented projects through nine stages and a goal, begun over ten years."""
    lots = np.random.default_rng(SEED)
    days = np.cumsum(np.ceil(lots.gamma(2.0, 60.0, (projects, STAGES))), axis=1)
    entered = lots.integers(0, 3650, projects)[:, None] + np.column_stack([np.zeros(projects), days])
    last = np.minimum(lots.geometric(0.08, projects) - 1, STAGES)
    gone = np.full(projects, np.nan)
    for project in range(projects):
        if last[project] < STAGES:
            gone[project] = entered[project, last[project]] + 40
        entered[project, last[project] + 1 :] = np.nan
    groups = {
        "size": [f"s{nth}" for nth in lots.integers(0, 3, projects)],
        "industry": [f"i{nth}" for nth in lots.integers(0, 8, projects)],
    }
    names = [f"stage {nth}" for nth in range(STAGES + 1)]
    return project_history(names, entered, as_of=3650, gone=gone, groups=groups)


def fitted_survival(days: np.ndarray, ends: np.ndarray) -> object:
    return SurvfuncRight(days, (ends > 0).astype(int)).surv_prob_se


def fitted_incidence(days: np.ndarray, ends: np.ndarray) -> object:
    with np.errstate(divide="ignore", invalid="ignore"):
        return CumIncidenceRight(days, ends.astype(int)).cinc_se


def beside(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> dict[str, Any]:
    taken, _ = timed(ours, REPEATS)
    slow, _ = timed(theirs, REPEATS)
    return row(name, STAYS, taken) | {"peer": "statsmodels", "ratio": round(slow / taken, 1)}


def timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """The shortest of several runs, and what the last one gave."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def row(name: str, count: int, seconds: float) -> dict[str, Any]:
    return {"name": name, "n": count, "seconds": round(seconds, 4), "rate": round(count / seconds), "ratio": None}


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
