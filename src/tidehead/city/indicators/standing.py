"""Where each target stands: base, latest value, path to date, the four tests and the light.

All targets are judged in one vectorised pass of `calc.trajectory`; `lineup` says what is held against what.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tidehead.calc import trajectory
from tidehead.calc.trajectory import Goal
from tidehead.city.indicators.lineup import (
    ANNUAL,
    NAN,
    PART,
    TOTAL,
    Case,
    Field,
    by_subject,
    line_up,
    moment,
    ranked,
)
from tidehead.city.indicators.newest import peer_values
from tidehead.city.indicators.queries import disputes, figures, indicators_by_code, rivals_of
from tidehead.city.indicators.types import Figure, Finding, TargetInfo, TargetStatus
from tidehead.city.places.queries import places_by_code

_COMPARATORS = {"range": "between"}
_ABOUT = {"approx", "near"}
_TESTS = ("level", "growth", "forecast", "rank")


@dataclass(frozen=True, slots=True)
class Standing(TargetStatus):
    """A status with what a page needs to explain it."""

    kind: str  # level | annual | increment | total | part
    whole: Figure | None  # the figure that growth is judged by
    amount: float | None  # what is held against the path: the latest value, or a sum of years
    share_of_year: float
    share_basis: str  # days | last_year: how much of the latest figure's year was due
    rank_period: str
    forecast_year: int | None
    forecast_points: int
    is_due: bool  # the target's time is past
    is_final: bool  # and its own figure is known
    direction: str  # up | down: what counts as progress
    years_met: tuple[int, int] | None  # of a yearly target: years that met it, years known
    rivals: tuple[Figure, ...]  # other values that sources give for base or latest on the same day


def target_statuses(targets: Sequence[TargetInfo], *, today: date, as_of: date | None = None) -> tuple[Standing, ...]:
    """The standing of each target on `today`, with figures as known on `as_of` (default: today)."""
    if not targets:
        return ()
    known_on = as_of or today
    indicators = indicators_by_code(target.subject.indicator for target in targets)
    places = {target.subject.place for target in targets}
    subjects = by_subject(figures(indicator=list(indicators), place=places, as_of=known_on))
    disputed = disputes(indicator=list(indicators), place=places, as_of=known_on)
    lined_up = [
        line_up(target, indicators[target.subject.indicator], subjects.get(target.subject, ()), today=today)
        for target in targets
    ]
    field = field_around((f for case in lined_up for f in (case.latest, case.whole) if f), as_of=known_on)
    cases = [ranked(case, field) for case in lined_up]
    judged = _judged(cases)
    return tuple(_standing(case, nth, judged, disputed, today=today) for nth, case in enumerate(cases))


def field_around(shown: Iterable[Figure], *, as_of: date | None) -> Field:
    """The peers of the figures shown, in their periods only: other figures need not be read."""
    around = [f for f in shown if f.period and not f.subject.organisation]
    kinds = {code: place.kind for code, place in places_by_code().items()}
    wanted = {kinds[f.subject.place] for f in around if f.subject.place in kinds}
    if not wanted:
        return Field({}, kinds)
    indicators, periods = {f.subject.indicator for f in around}, {f.period for f in around}
    return Field(
        peer_values(indicators, periods, [c for c, kind in kinds.items() if kind in wanted], as_of=as_of), kinds
    )


def peers_of_figure(figure: Figure, *, as_of: date | None) -> tuple[Figure, ...]:
    """The figures that a figure is ranked among, its own among them."""
    subject = figure.subject
    field = field_around([figure], as_of=as_of).peers(figure)
    known = figures(indicator=subject.indicator, place=list(field), industry=subject.industry, as_of=as_of)
    return tuple(f for f in known if f.period == figure.period and not f.subject.organisation) if field else ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What calc found for all cases at once, one array a column."""

    verdict: trajectory.Verdict
    growth_goal: Goal
    columns: dict[str, Any]
    ahead: trajectory.Forecast


def _judged(cases: Sequence[Case]) -> _Judged:
    goal = _goal(cases)
    # Growth means nothing for an amount that starts anew every year, nor for a sum that starts at nothing.
    growing = _goal(cases, without_base=(ANNUAL, TOTAL))
    amount, time = [case.amount for case in cases], [case.time for case in cases]
    share = np.clip([case.share for case in cases], 0.0, 1.0)
    whole = [case.whole.value if case.whole else NAN for case in cases]
    whole_time = [_year_of(case) for case in cases]
    ahead = _forecast(cases)
    level = trajectory.level_test(_goal(cases, early=True), amount, latest_time=time, share_of_year=share)
    growth = trajectory.growth_test(growing, whole, latest_time=whole_time)
    outlook = trajectory.forecast_test(goal, ahead)
    rank = trajectory.rank_test([case.placed.share for case in cases], [case.placed.peers for case in cases])
    overall = trajectory.overall_test(level, growth, outlook)
    columns = {
        "plan": trajectory.plan_to_date(goal, time, share_of_year=share),
        "required": trajectory.required_growth(growing, latest=whole).rate,
        "achieved": trajectory.achieved_growth(growing, whole, latest_time=whole_time).rate,
        "method": trajectory.growth_method(growing, whole),
        "probability": trajectory.probability_of_reaching(ahead, goal.band),
    }
    return _Judged(trajectory.Verdict(level, growth, outlook, rank, overall), growing, columns, ahead)


def _goal(cases: Sequence[Case], *, without_base: tuple[str, ...] = (), early: bool = False) -> Goal:
    """The goals. `early`: before its time a target "about" or "near" a number is not reached by coming close to it."""
    return Goal(
        base=[NAN if case.kind in without_base else case.way.base for case in cases],
        target=[case.way.goal for case in cases],
        base_time=[case.way.base_time for case in cases],
        target_time=[case.way.goal_time for case in cases],
        nature=["cumulative" if case.kind == TOTAL else case.nature for case in cases],
        direction=[case.direction for case in cases],
        comparator=[_comparator(case, early=early) for case in cases],
        upper=[case.way.goal_high for case in cases],
    )


def _comparator(case: Case, *, early: bool) -> str:
    word = case.target.comparator
    return "eq" if early and word in _ABOUT and not case.is_final else _COMPARATORS.get(word, word)


def _year_of(case: Case) -> float:
    """When growth ends: the year of a whole flow, the moment of anything else."""
    return moment(case.whole.period_end) if case.whole else NAN


def _forecast(cases: Sequence[Case]) -> trajectory.Forecast:
    """Forecasts for all targets at once; years that a series lacks are unknown."""
    years = sorted({f.period_end.year for case in cases for f in case.series if f.period_end})
    column = {year: nth for nth, year in enumerate(years)}
    values = np.full((len(cases), max(len(years), 1)), np.nan)
    for row, case in enumerate(cases):
        for figure in case.series if case.kind != TOTAL else ():
            if figure.period_end:
                values[row, column[figure.period_end.year]] = figure.value
    times = np.asarray(years or [0], dtype=float)
    return trajectory.forecast(
        times, values, at=[_asked(case) for case in cases], nature=[case.indicator.nature for case in cases]
    )


def _asked(case: Case) -> float:
    """The time forecast for: the target's own, or the next year of one that comes due every year."""
    end = case.target.period_end
    if case.kind != ANNUAL or end is None or not case.series or case.series[-1].period_end is None:
        return case.way.goal_time
    return float(min(case.series[-1].period_end.year + 1, end.year))


def _standing(case: Case, nth: int, judged: _Judged, disputed: Any, *, today: date) -> Standing:
    def number(column: Any) -> float | None:
        value = float(column[nth])
        return None if math.isnan(value) else value

    columns, ahead = judged.columns, judged.ahead
    scale = 100.0 if str(columns["method"][nth]) == "compound" else 1.0
    required, achieved = number(columns["required"]), number(columns["achieved"])
    point, low, high = number(ahead.point), number(ahead.low), number(ahead.high)
    tests = _tests(case, judged.verdict, nth)
    state, reason = _light(case, judged.verdict, nth, tests)
    asked, end = _asked(case), case.target.period_end
    return Standing(
        target=case.target,
        indicator=case.indicator,
        base=case.base,
        latest=case.latest,
        series=case.series,
        path=_path(case),
        plan_to_date=number(columns["plan"]),
        growth_method=str(columns["method"][nth]),
        required_growth=None if required is None else required * scale,
        achieved_growth=None if achieved is None else achieved * scale,
        forecast=None if point is None or low is None or high is None else (point, low, high),
        probability=number(columns["probability"]),
        rank=case.placed.rank,
        tests=tests,
        state=state,
        reason=reason,
        goal_value=_known(case.way.goal),
        kind=case.kind,
        whole=case.whole,
        amount=_known(case.amount),
        share_of_year=case.share,
        share_basis=case.share_basis,
        rank_period=case.placed.period,
        forecast_year=None if math.isnan(asked) else math.ceil(asked),
        forecast_points=int(ahead.points[nth]),
        is_due=end is not None and end < today,
        is_final=case.is_final,
        direction=case.direction,
        years_met=_years_met(case),
        rivals=(*rivals_of(case.base, disputed), *rivals_of(case.latest, disputed)),
    )


def _tests(case: Case, verdict: trajectory.Verdict, nth: int) -> tuple[Finding, ...]:
    """The four tests, with our own reasons where calc can only say that something is unknown."""
    found = []
    for name in _TESTS:
        test = getattr(verdict, name)
        state, reason, measure = str(test.state[nth]), str(test.reason[nth]), float(test.measure[nth])
        found.append(_explained(case, Finding(name, state, _known(measure), reason)))
    return tuple(found)


def _explained(case: Case, test: Finding) -> Finding:
    if test.name == "level" and _is_missed(case, test):
        return Finding("level", "off_course", test.value, "missed")
    if test.name == "level" and test.state == "unknown" and test.reason == "unknown_input":
        return Finding("level", "unknown", None, _missing(case))
    if test.name == "growth" and test.reason == "unknown_input":
        own = {ANNUAL: "every_year", TOTAL: "summed", PART: "part_target"}.get(case.kind)
        return Finding("growth", "unknown", None, own or _missing(case))
    if test.name == "forecast" and case.kind in {TOTAL, PART}:
        return Finding("forecast", "unknown", None, "summed" if case.kind == TOTAL else "part_target")
    vague = case.target.value is None or case.target.period_end is None
    if test.name == "forecast" and test.state == "unknown" and (vague or test.reason == "unknown_input"):
        return Finding("forecast", "unknown", None, _missing(case))
    return test


def _is_missed(case: Case, test: Finding) -> bool:
    """The figure of the target's own time is known, and does not meet it: near enough is not reached."""
    if not case.is_final or test.state == "reached" or math.isnan(case.amount) or math.isnan(case.way.goal):
        return False
    return case.target.comparator != "range" or not math.isnan(case.way.goal_high)


def _missing(case: Case) -> str:
    """What is not known, the most telling first."""
    target = case.target
    if target.value is None:
        return "words_only"
    if target.period_end is None:
        return "undated"
    if case.missing:
        return case.missing
    if case.latest is None:
        return "no_figure_since_base" if case.base else "no_figure"
    return "no_base" if case.base is None else "unknown_input"


def _light(case: Case, verdict: trajectory.Verdict, nth: int, tests: tuple[Finding, ...]) -> tuple[str, str]:
    """calc's light, but for a target whose own figure is known: that settles it, whatever the other tests say."""
    level = tests[0]
    if case.is_final and level.state in {"reached", "off_course"} and level.reason != "unknown_input":
        return level.state, "missed" if level.reason == "missed" else "level"
    state, reason = str(verdict.overall.state[nth]), str(verdict.overall.reason[nth])
    return state, level.reason if state == "unknown" else reason


def _years_met(case: Case) -> tuple[int, int] | None:
    """In how many of the known years of its span a yearly target was met."""
    target = case.target
    if case.kind != ANNUAL or target.period_start is None or target.period_end is None or math.isnan(case.way.goal):
        return None
    span = range(target.period_start.year, target.period_end.year + 1)
    values = [figure.value for figure in case.series if figure.period_end and figure.period_end.year in span]
    band = trajectory.accepted(
        case.way.goal, _comparator(case, early=False), direction=case.direction, upper=case.way.goal_high
    )
    return int(np.sum(trajectory.meets(values, band))), len(values)


def forecast_years(status: Standing) -> tuple[tuple[int, float, float, float], ...]:
    """Year, point, low and high of the 80 % interval for every year from the last known one to the target's."""
    if status.forecast is None or status.forecast_year is None or not status.series:
        return ()
    known = [(figure.period_end.year, figure.value) for figure in status.series if figure.period_end]
    years = list(range(known[-1][0] + 1, status.forecast_year + 1))
    ahead = trajectory.forecast(
        [year for year, _ in known],
        [[value for _, value in known]] * len(years),
        at=years,
        nature=[status.indicator.nature] * len(years),
    )
    return tuple(
        (year, float(ahead.point[nth]), float(ahead.low[nth]), float(ahead.high[nth]))
        for nth, year in enumerate(years)
        if not math.isnan(ahead.low[nth])
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _path(case: Case) -> tuple[tuple[float, float], ...]:
    """The path that the level is held against, year by year; what is due every year is a level line."""
    way, target = case.way, case.target
    if case.kind == ANNUAL and target.period_start and target.period_end and not math.isnan(way.goal):
        years = range(target.period_start.year, target.period_end.year + 1)
        return tuple((float(year), way.goal) for year in years)
    if any(map(math.isnan, (way.base, way.base_time, way.goal, way.goal_time))) or way.goal_time <= way.base_time:
        return ()
    first, last = math.ceil(way.base_time), math.floor(way.goal_time)
    times = sorted({way.base_time, *map(float, range(first, last + 1)), way.goal_time})
    values = trajectory.path_value(
        way.base, way.goal, base_time=way.base_time, target_time=way.goal_time, time=np.array(times)
    )
    return tuple(zip(times, values.tolist(), strict=True))
