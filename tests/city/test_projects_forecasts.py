"""Forecasts of projects from the region's own history, alarms against peers, and what is said where there is none."""

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.city.projecting import STAGES, WAY, lead
from tests.support.holders import acting_as
from tidehead.calc.casework.types import Event, EventKind
from tidehead.city.cases.importing import load_logs
from tidehead.city.cases.types import LoggedCase, NewCase
from tidehead.city.projects.conversion import conversion, wilson
from tidehead.city.projects.forecasts import forecasts, in_order, learned, proof, records
from tidehead.city.projects.queries import projects

pytestmark = pytest.mark.django_db


def logged(nth: int, *, days: int, stages: int, lost: bool = False, age: int = 1000) -> LoggedCase:
    """A project that took `days` for each stage, came so many stages far, and was lost or is still there."""
    at = timezone.now() - timedelta(days=age)
    events = [Event(1, at, EventKind.OPENED, {}, "synthetic")]
    for step, state in enumerate(STAGES[:stages], 1):
        moved = {"transition": WAY[step - 1][0], "to": state}
        events.append(Event(step + 1, at + timedelta(days=days * step), EventKind.MOVED, moved, "synthetic"))
    if lost:
        end = at + timedelta(days=days * (stages + 1))
        events.append(Event(len(events) + 1, end, EventKind.MOVED, {"transition": "lose", "to": "lost"}, "synthetic"))
    new = NewCase(
        type="project",
        title=f"虚构项目{nth}",
        place="new_area",
        lead="org.new_area",
        fields={"investment_10k_cny": 20000.0},
        key=f"history-{nth}",
        synthetic=True,
    )
    return LoggedCase(new, tuple(events))


@pytest.fixture
def history() -> None:
    """Sixty projects of the past: two of three came to production, 20 to 40 days a stage; the rest were lost."""
    made = [
        logged(nth, days=20 + nth % 21, stages=len(STAGES) if nth % 3 else 2 + nth % 4, lost=nth % 3 == 0)
        for nth in range(60)
    ]
    load_logs(made, now=timezone.now())


def test_without_a_history_nothing_is_forecast_and_that_is_said() -> None:
    found = lead()
    (expected,) = forecasts([found], today=timezone.localdate()).values()
    assert (expected.probability, expected.middle, expected.light) == (None, None, "unknown")
    assert "历史" in expected.reason.zh and "history" in expected.reason.en
    assert proof(timezone.localdate()) is None


def test_a_fresh_lead_has_the_chance_and_the_days_of_those_before_it(history: None) -> None:
    today = timezone.localdate()
    found = lead(place="new_area")
    expected = forecasts([found], today=today)[found.case.id]
    assert expected.low < expected.probability < expected.high
    assert abs(expected.probability - 40 / 60) < 0.1  # 40 of 60 reached production
    assert expected.early < expected.middle < expected.late
    days = (expected.middle - today).days
    assert 9 * 20 <= days <= 9 * 40  # nine stages of 20 to 40 days
    assert expected.light == "on_course"


def test_a_lead_that_waits_longer_than_nine_in_ten_of_its_peers_is_stuck(history: None) -> None:
    waited = {days: lead(f"甲{days}", now=timezone.now() - timedelta(days=days)) for days in (1, 39)}
    found = forecasts(list(waited.values()), today=timezone.localdate())
    assert not found[waited[1].case.id].is_stuck
    assert found[waited[39].case.id].is_stuck
    assert "39" in found[waited[39].case.id].told.zh


def test_what_is_lost_or_produces_is_not_forecast(history: None) -> None:
    known = projects(acting_as("olga"))
    assert {one.case.state for one in known} == {"lost", "production"}
    assert forecasts(known, today=timezone.localdate()) == {}


def test_the_history_is_learned_anew_when_a_project_moves(history: None) -> None:
    today = timezone.localdate()
    first = learned(today)
    assert learned(today) is first
    lead()
    assert learned(today) is not first


def test_stages_tell_their_days_and_forecasts_of_a_year_ago_are_judged(history: None) -> None:
    today = timezone.localdate()
    by_stage = {stage.id: record for stage, record in records(today)}
    assert by_stage["lead"].stays == 60 and 20 <= by_stage["lead"].median.value <= 40
    assert by_stage["talks"].lost == 0 and by_stage["signed"].lost == 5  # of nth 0, 12, 24, 36, 48: 2 + 0 stages
    load_logs([logged(100 + nth, days=30, stages=3, age=430) for nth in range(12)], now=timezone.now())
    found = proof(today)
    assert found is not None and found.projects >= 12


def test_conversion_counts_everybody_who_came_at_least_so_far(history: None) -> None:
    steps = {step.stage.id: step for step in conversion(projects(acting_as("olga")))}
    assert (steps["lead"].reached, steps["production"].reached) == (60, 40)
    assert steps["lead"].went_on == 1.0 and steps["production"].here == 40
    assert steps["signed"].settled == 60 and steps["signed"].went_on == 55 / 60
    assert steps["signed"].low < 55 / 60 < steps["signed"].high


def test_a_range_of_nothing_is_unknown_and_one_of_all_stays_below_one() -> None:
    assert wilson(0, 0) == (None, None, None)
    share, low, high = wilson(5, 5)
    assert share == 1.0 and low < 1.0 and math.isclose(high, 1.0)


def test_a_project_that_was_set_back_keeps_its_stages_in_order() -> None:
    nan = float("nan")
    assert in_order([1.0, 9.0, 5.0, nan])[::2] == [1.0, 5.0]
    assert math.isnan(in_order([1.0, 9.0, 5.0])[1])
