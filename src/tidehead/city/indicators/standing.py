"""Where each target stands: base, latest value, path to date, the four tests and the light.

All targets are judged in one vectorised pass of `calc.trajectory`; this module only lines the figures up.
"""

import calendar
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tidehead.calc import trajectory
from tidehead.calc.trajectory import Goal, Verdict
from tidehead.city.indicators.queries import figures, indicators_by_code
from tidehead.city.indicators.types import Figure, Finding, IndicatorInfo, Subject, TargetInfo, TargetStatus
from tidehead.city.places.queries import places_by_code

_COMPARATORS = {"range": "between"}
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Case:
    """One target lined up with its figures, before it is judged."""

    target: TargetInfo
    indicator: IndicatorInfo
    base: Figure | None
    latest: Figure | None
    series: tuple[Figure, ...]
    base_value: float
    base_time: float
    goal_value: float
    goal_time: float
    latest_time: float
    share_of_year: float
    place_share: float
    rank: tuple[int, int] | None
    peers: float


def target_statuses(
    targets: Sequence[TargetInfo], *, today: date, as_of: date | None = None
) -> tuple[TargetStatus, ...]:
    """The standing of each target on `today`, with figures as known on `as_of` (default: today)."""
    if not targets:
        return ()
    indicators = indicators_by_code(target.subject.indicator for target in targets)
    known = figures(indicator=list(indicators), as_of=as_of or today)
    by_subject: dict[Subject, list[Figure]] = defaultdict(list)
    for figure in known:
        by_subject[figure.subject].append(figure)
    ranks = _Ranks(known)
    cases = [_case(t, indicators[t.subject.indicator], by_subject[t.subject], ranks, today=today) for t in targets]
    return _judged(cases)


def _case(target: TargetInfo, indicator: IndicatorInfo, known: list[Figure], ranks: "_Ranks", *, today: date) -> Case:
    series = tuple(f for f in known if f.period_end is not None and f.value_high is None)
    whole = tuple(f for f in series if indicator.nature != "flow" or _is_whole_year(f))
    base = next((f for f in known if f.period == target.base_period), None) if target.base_period else None
    latest = _latest(series, indicator, after=base, today=today)
    base_value, base_time, goal_value, goal_time = _way(target, base, today=today)
    time, share = _moment(latest)
    placed = ranks.of(latest, indicator)
    return Case(
        target,
        indicator,
        base,
        latest,
        whole,
        base_value,
        base_time,
        goal_value,
        goal_time,
        time,
        share,
        placed[0],
        placed[1],
        placed[2],
    )


def _is_whole_year(figure: Figure) -> bool:
    start, end = figure.period_start, figure.period_end
    return (
        start is not None
        and end is not None
        and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
        and start.year == end.year
    )


def _latest(
    series: tuple[Figure, ...], indicator: IndicatorInfo, *, after: Figure | None, today: date
) -> Figure | None:
    """The newest figure that can be held against the target: a flow's must begin with its year."""
    usable = [
        f
        for f in series
        if f.period_end is not None
        and f.period_start is not None
        and (
            indicator.nature != "flow"
            or (f.period_start.month == f.period_start.day == 1 and f.period_start.year == f.period_end.year)
        )
        and (after is None or after.period_end is None or f.period_end > after.period_end)
    ]
    return max(usable, key=lambda f: (f.period_end or date.min, f.as_of), default=None)


def _moment(figure: Figure | None) -> tuple[float, float]:
    """The year a figure belongs to, and how much of that year it covers."""
    if figure is None or figure.period_end is None:
        return NAN, 1.0
    end = figure.period_end
    days = 366 if calendar.isleap(end.year) else 365
    return float(end.year), ((end - date(end.year, 1, 1)).days + 1) / days


def _way(target: TargetInfo, base: Figure | None, *, today: date) -> tuple[float, float, float, float]:
    """Base value and time, goal value and time, by what the target is measured in."""
    goal = NAN if target.value is None else target.value
    end = float(target.period_end.year) if target.period_end else NAN
    start = float(base.period_end.year) if base and base.period_end else NAN
    base_value = base.value if base else NAN
    if target.basis == "annual" and target.period_start and target.period_end:
        year = min(max(today.year - 1, target.period_start.year), target.period_end.year)
        return 0.0, year - 1.0, goal, float(year)
    if target.basis == "increment":
        return base_value, start, base_value + goal, end
    return base_value, start, goal, end


class _Ranks:
    """Rank among places of the same kind, for the same indicator, industry and period."""

    def __init__(self, known: Iterable[Figure]) -> None:
        kinds = {code: place.kind for code, place in places_by_code().items()}
        self.kinds = kinds
        self.fields: dict[tuple[str, str, str, str], dict[str, float]] = defaultdict(dict)
        for figure in known:
            if not figure.subject.organisation and figure.subject.place in kinds:
                self.fields[self._field(figure)][figure.subject.place] = figure.value

    def _field(self, figure: Figure) -> tuple[str, str, str, str]:
        return (
            figure.subject.indicator,
            figure.subject.industry,
            figure.period,
            self.kinds.get(figure.subject.place, ""),
        )

    def of(self, figure: Figure | None, indicator: IndicatorInfo) -> tuple[float, tuple[int, int] | None, float]:
        if figure is None or indicator.direction == "none" or figure.subject.organisation:
            return NAN, None, NAN
        field = self.fields.get(self._field(figure), {})
        if figure.subject.place not in field or len(field) < 2:
            return NAN, None, float(len(field))
        ranks = trajectory.rank_among(list(field.values()), indicator.direction)
        where = list(field).index(figure.subject.place)
        share = float(np.asarray(trajectory.place_share(ranks))[where])
        return share, (int(ranks.rank[where]), int(ranks.known)), float(ranks.known)


def _judged(cases: list[Case]) -> tuple[TargetStatus, ...]:
    def column(name: str) -> list[float]:
        return [getattr(case, name) for case in cases]

    goal = Goal(
        base=column("base_value"),
        target=column("goal_value"),
        base_time=column("base_time"),
        target_time=column("goal_time"),
        nature=[case.indicator.nature for case in cases],
        direction=["down" if case.indicator.direction == "down" else "up" for case in cases],
        comparator=[_COMPARATORS.get(case.target.comparator, case.target.comparator) for case in cases],
        upper=[NAN if case.target.value_high is None else case.target.value_high for case in cases],
    )
    latest = [case.latest.value if case.latest else NAN for case in cases]
    times, shares = column("latest_time"), np.clip(column("share_of_year"), 0.0, 1.0)
    ahead = _forecast(cases)
    found = trajectory.verdict(
        goal,
        latest,
        latest_time=times,
        share_of_year=shares,
        ahead=ahead,
        place=column("place_share"),
        peers=column("peers"),
    )
    numbers = {
        "plan": trajectory.plan_to_date(goal, times, share_of_year=shares),
        "required": trajectory.required_growth(goal, latest=latest).rate,
        "achieved": trajectory.achieved_growth(goal, latest, latest_time=times).rate,
        "method": trajectory.growth_method(goal, latest),
        "probability": trajectory.probability_of_reaching(ahead, goal.band),
        "point": ahead.point,
        "low": ahead.low,
        "high": ahead.high,
    }
    return tuple(_status(case, nth, found, numbers) for nth, case in enumerate(cases))


def _forecast(cases: list[Case]) -> trajectory.Forecast:
    """Forecasts for all targets at once; years that a series lacks are unknown."""
    years = sorted({f.period_end.year for case in cases for f in case.series if f.period_end})
    column = {year: nth for nth, year in enumerate(years)}
    values = np.full((len(cases), max(len(years), 1)), np.nan)
    for row, case in enumerate(cases):
        for figure in case.series:
            if figure.period_end and (figure.period_end.month, figure.period_end.day) == (12, 31):
                values[row, column[figure.period_end.year]] = figure.value
    times = np.asarray(years or [0], dtype=float)
    return trajectory.forecast(
        times, values, at=[case.goal_time for case in cases], nature=[case.indicator.nature for case in cases]
    )


def _status(case: Case, nth: int, found: Verdict, numbers: dict[str, np.ndarray]) -> TargetStatus:
    def number(name: str) -> float | None:
        value = float(numbers[name][nth])
        return None if math.isnan(value) else value

    growth_scale = 100.0 if str(numbers["method"][nth]) == "compound" else 1.0
    required, achieved = number("required"), number("achieved")
    point, low, high = number("point"), number("low"), number("high")
    tests = tuple(
        Finding(
            name=name,
            state=str(test.state[nth]),
            value=None if math.isnan(test.measure[nth]) else float(test.measure[nth]),
            reason=str(test.reason[nth]),
        )
        for name, test in (
            ("level", found.level),
            ("growth", found.growth),
            ("forecast", found.forecast),
            ("rank", found.rank),
        )
    )
    return TargetStatus(
        target=case.target,
        indicator=case.indicator,
        base=case.base,
        latest=case.latest,
        series=case.series,
        path=_path(case),
        plan_to_date=number("plan"),
        growth_method=str(numbers["method"][nth]),
        required_growth=None if required is None else required * growth_scale,
        achieved_growth=None if achieved is None else achieved * growth_scale,
        forecast=None if point is None or low is None or high is None else (point, low, high),
        probability=number("probability"),
        rank=case.rank,
        tests=tests,
        state=str(found.overall.state[nth]),
        reason=str(found.overall.reason[nth]),
        goal_value=_known(case.goal_value),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _path(case: Case) -> tuple[tuple[float, float], ...]:
    if (
        any(math.isnan(x) for x in (case.base_value, case.base_time, case.goal_value, case.goal_time))
        or case.goal_time <= case.base_time
    ):
        return ()
    years = range(int(case.base_time), int(case.goal_time) + 1)
    step = (case.goal_value - case.base_value) / (case.goal_time - case.base_time)
    return tuple((float(year), case.base_value + step * (year - case.base_time)) for year in years)
