"""The case that the methods page works through: invented round numbers, computed by the code that judges targets."""

from dataclasses import dataclass

import numpy as np

from tidehead.calc import trajectory
from tidehead.calc.trajectory import Goal

BASE, GOAL, FIRST_YEAR, LAST_YEAR, YEAR = 100.0, 200.0, 2021, 2026, 2024
HISTORY = ((2021, 100.0), (2022, 118.0), (2023, 131.0), (2024, 150.0))


@dataclass(frozen=True, slots=True)
class WorkedCase:
    base: float
    goal: float
    first_year: int
    last_year: int
    year: int
    history: tuple[tuple[int, float], ...]
    latest: float
    plan: float
    pace: float  # way covered by way due
    level: str
    required_pct: float
    achieved_pct: float
    ratio: float
    growth: str
    point: float
    low: float
    high: float
    chance: float
    forecast: str
    light: str


def worked_case() -> WorkedCase:
    """A stock that should double in five years, three years on."""
    goal = Goal(base=BASE, target=GOAL, base_time=FIRST_YEAR, target_time=LAST_YEAR, nature="stock", comparator="ge")
    latest = HISTORY[-1][1]
    ahead = trajectory.forecast([year for year, _ in HISTORY], [value for _, value in HISTORY], at=LAST_YEAR)
    found = trajectory.verdict(goal, latest, latest_time=YEAR, ahead=ahead)
    return WorkedCase(
        base=BASE,
        goal=GOAL,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        year=YEAR,
        history=HISTORY,
        latest=latest,
        plan=_number(trajectory.plan_to_date(goal, YEAR)),
        pace=_number(found.level.measure),
        level=str(found.level.state),
        required_pct=100 * _number(trajectory.required_growth(goal).rate),
        achieved_pct=100 * _number(trajectory.achieved_growth(goal, latest, latest_time=YEAR).rate),
        ratio=_number(found.growth.measure),
        growth=str(found.growth.state),
        point=_number(ahead.point),
        low=_number(ahead.low),
        high=_number(ahead.high),
        chance=_number(found.forecast.measure),
        forecast=str(found.forecast.state),
        light=str(found.overall.state),
    )


def _number(value: object) -> float:
    return float(np.asarray(value))
