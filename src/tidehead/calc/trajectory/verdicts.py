"""Four tests of a target, side by side, and the one light they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, Words, floats, ratio
from tidehead.calc.trajectory.forecasts import Forecast, probability_of_reaching
from tidehead.calc.trajectory.goals import Goal, Nature, among, meets
from tidehead.calc.trajectory.growth import progress_ratio
from tidehead.calc.trajectory.paths import checked_share, plan_to_date

AHEAD, ON_COURSE, BEHIND = 1.05, 0.95, 0.60
"""Cut-offs of level and growth: 0.95 and 0.60 are the published ones of the progress measure;
1.05 mirrors 0.95."""
LIKELY_AHEAD, LIKELY_ON_COURSE, LIKELY_BEHIND = 0.9, 0.5, 0.1
"""Cut-offs of probability. Above 0.9 or below 0.1 the target lies outside the 80 % interval."""
FEWEST_PEERS = 4
"""Below this a place among peers says too little."""


class State(StrEnum):
    """What a test says."""

    AHEAD = "ahead"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    OFF_COURSE = "off_course"
    REACHED = "reached"
    UNKNOWN = "unknown"


_STATES = (State.OFF_COURSE, State.BEHIND, State.ON_COURSE, State.AHEAD, State.REACHED, State.UNKNOWN)
"""From worst to best, then the two that are no step of that ladder."""
_REACHED, _UNKNOWN = 4, 5
_Flags = NDArray[np.bool_]


class Finding(NamedTuple):
    """The state one test finds, why, and the number behind it (nan where there is none)."""

    state: Words
    reason: Words
    measure: Floats


@dataclass(frozen=True)
class Verdict:
    """The four tests and the light. The measures are: share of the way that should have been covered
    (level), growth achieved by growth required (growth), probability (forecast), share of the peers
    that lie behind (rank), and how many steps the deciding tests disagree (overall)."""

    level: Finding
    growth: Finding
    forecast: Finding
    rank: Finding
    overall: Finding


def verdict(
    goal: Goal,
    latest: Numbers,
    *,
    latest_time: Numbers,
    share_of_year: Numbers = 1.0,
    ahead: Forecast | None = None,
    place: Numbers = np.nan,
    peers: Numbers = np.nan,
) -> Verdict:
    """All four tests of each target, none hidden, and the light they add up to.

    latest: in the goal's unit; a flow's amount so far in the year latest_time, of which share_of_year has passed.
    ahead: forecast for the target time; place: ranks.place_share; peers: how many peers are known.
    What is not given is unknown, and unknown where nothing decides.

    >>> goal = Goal(base=100, target=200, base_time=2021, target_time=2026)
    >>> late = verdict(goal, 125, latest_time=2023)
    >>> late.level.state.item(), late.forecast.reason.item(), late.overall.state.item()
    ('behind', 'not_given', 'behind')
    """
    level = level_test(goal, latest, latest_time=latest_time, share_of_year=share_of_year)
    growth = growth_test(goal, latest, latest_time=latest_time, share_of_year=share_of_year)
    outlook = forecast_test(goal, ahead)
    return Verdict(level, growth, outlook, rank_test(place, peers), overall_test(level, growth, outlook))


def level_test(goal: Goal, latest: Numbers, *, latest_time: Numbers, share_of_year: Numbers = 1.0) -> Finding:
    """The latest value against the path to date.

    A flow: done divided by planned so far (planned by done where down is better). Anything else: the way
    covered divided by the way that should have been covered. Where the base already met the target it is
    a limit: within it on_course until the target time, then reached; outside it off_course.
    Reasons: ok, meets_target, within_limit, limit_broken, nothing_due (the path has not moved yet), unknown_input.

    >>> level_test(Goal(100, 200, 2021, 2026), 140, latest_time=2023).state.item()
    'on_course'
    """
    seen, base = floats(latest), floats(goal.base)
    planned = plan_to_date(goal, latest_time, share_of_year=share_of_year)
    flow = (among(goal.nature, Nature) == Nature.FLOW.value) & (seen > 0) & (planned > 0)
    pace = np.where(flow, _completion(seen, planned, goal.sign), ratio(seen - base, planned - base))
    met, kept = meets(seen, goal.band), goal.met_at_base
    due = floats(latest_time) - 1.0 + checked_share(share_of_year) >= floats(goal.target_time)
    return _told(
        pace,
        AHEAD,
        ON_COURSE,
        BEHIND,
        exceptions=[
            (np.isnan(met), State.UNKNOWN, "unknown_input"),
            (kept & (met == 1) & ~due, State.ON_COURSE, "within_limit"),
            (met == 1, State.REACHED, "meets_target"),
            (kept, State.OFF_COURSE, "limit_broken"),
            (~flow & (planned == base), State.UNKNOWN, "nothing_due"),
        ],
    )


def growth_test(goal: Goal, latest: Numbers, *, latest_time: Numbers, share_of_year: Numbers = 1.0) -> Finding:
    """Growth achieved since the base against the growth required.

    Needs whole years: a flow of part of a year is not compared with a whole one.
    Reasons: ok, part_year, met_at_base, no_time_passed, unknown_input.

    >>> growth_test(Goal(100, 200, 2021, 2026, nature="ratio"), 130, latest_time=2023).state.item()
    'behind'
    """
    part = (among(goal.nature, Nature) == Nature.FLOW.value) & (checked_share(share_of_year) < 1)
    moment = floats(latest_time) - 1.0 + checked_share(share_of_year)
    pace = progress_ratio(goal, latest, latest_time=moment)
    return _told(
        pace,
        AHEAD,
        ON_COURSE,
        BEHIND,
        exceptions=[
            (part & ~np.isnan(floats(latest)), State.UNKNOWN, "part_year"),
            (goal.met_at_base, State.UNKNOWN, "met_at_base"),
            (moment <= floats(goal.base_time), State.UNKNOWN, "no_time_passed"),
        ],
    )


def forecast_test(goal: Goal, ahead: Forecast | None) -> Finding:
    """How likely the target is met at its time; the reason is the forecast's own.

    >>> forecast_test(Goal(1, 9, 2021, 2026), None).reason.item()
    'not_given'
    """
    if ahead is None:
        return _told(np.full(floats(goal.target).shape, np.nan), 1, 1, 1, missing="not_given")
    chance = probability_of_reaching(ahead, goal.band)
    test = _told(chance, LIKELY_AHEAD, LIKELY_ON_COURSE, LIKELY_BEHIND)
    target_unknown = np.isnan(chance) & ~np.isnan(ahead.spread)
    return test._replace(reason=np.where(target_unknown, "unknown_input", ahead.reason))


def rank_test(place: Numbers, peers: Numbers) -> Finding:
    """Quarter of the field in which a figure stands; it never decides the light.

    >>> rank_test([0.8, 0.1, 0.9], [8, 8, 3]).state.tolist()
    ['ahead', 'off_course', 'unknown']
    """
    share, count = np.broadcast_arrays(floats(place), floats(peers))
    few = ~np.isnan(share) & ~(count >= FEWEST_PEERS)
    return _told(share, 0.75, 0.5, 0.25, exceptions=[(few, State.UNKNOWN, "too_few_peers")], missing="not_given")


def overall_test(level: Finding, growth: Finding, outlook: Finding) -> Finding:
    """The light: reached where the level is; else the middle one of the known tests, the worse of two.

    A single test cannot turn the light alone when two others agree against it, and rank never counts:
    it judges the peers, not the target. The reason names what decided (level, growth, forecast, joined by +)
    and the measure says by how many steps the deciding tests disagree; nothing known is unknown.

    >>> light = overall_test(*(Finding(np.asarray(s), np.asarray("ok"), np.asarray(0.0))
    ...                        for s in ("ahead", "behind", "off_course")))
    >>> light.state.item(), light.reason.item(), light.measure.item()
    ('behind', 'level+growth+forecast', 3.0)
    """
    first, second, third = np.broadcast_arrays(*(_step(test.state) for test in (level, growth, outlook)))
    known = [~np.isnan(each) for each in (first, second, third)]
    worst = np.fmin(np.fmin(first, second), third)
    best = np.fmax(np.fmax(first, second), third)
    # Of three, the middle one is what is left when the worst and the best are taken away.
    middle = np.where(known[0] & known[1] & known[2], first + second + third - worst - best, worst)
    reached = np.broadcast_to(level.state == State.REACHED.value, worst.shape)
    code = np.where(reached, _REACHED, np.nan_to_num(middle, nan=_UNKNOWN).astype(np.intp))
    return Finding(_named(_STATES, code), _deciders(known, reached), np.where(reached, 0.0, best - worst))


def _completion(done: Floats, planned: Floats, sign: Floats) -> Floats:
    return np.where(sign > 0, ratio(done, planned), ratio(planned, done))


def _told(
    measure: Floats,
    high: float,
    middle: float,
    low: float,
    *,
    exceptions: list[tuple[_Flags, State, str]] | None = None,
    missing: str = "unknown_input",
) -> Finding:
    """Grade a measure by three cut-offs; the first exception that applies goes before the grade."""
    # Rounding must not move a figure that stands exactly on a cut-off to its wrong side.
    graded = np.round(measure, 12)
    code = np.where(np.isnan(graded), _UNKNOWN, (graded >= low) * 1 + (graded >= middle) + (graded >= high))
    why = np.where(np.isnan(graded), 1, 0)
    listed = exceptions or []
    for place, (here, instead, _) in reversed(list(enumerate(listed))):
        code, why = np.where(here, _STATES.index(instead), code), np.where(here, place + 2, why)
    reasons = ("ok", missing, *(reason for _, _, reason in listed))
    return Finding(_named(_STATES, code), _named(reasons, why), np.broadcast_to(measure, code.shape))


def _named(words: Sequence[str], codes: NDArray[np.int_]) -> Words:
    """The word of each code; numbers are many times faster to compare than words."""
    return np.asarray(np.take(np.asarray(words, dtype=np.str_), codes))


def _step(state: Words) -> Floats:
    """0 for off_course to 3 for ahead; nan for unknown and reached."""
    steps = np.full(state.shape, np.nan)
    for place, word in enumerate(_STATES[:_REACHED]):
        steps[state == word.value] = place
    return steps


def _deciders(known: list[_Flags], reached: _Flags) -> Words:
    """The names of the tests that decided, joined by +."""
    names = ("level", "growth", "forecast")
    words = ["+".join(name for bit, name in enumerate(names) if mask >> bit & 1) or "nothing" for mask in range(8)]
    masks = known[0] * 1 + known[1] * 2 + known[2] * 4
    return _named(words, np.where(reached, 1, masks))
