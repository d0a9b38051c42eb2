"""Laws: whatever is done, what is drawn from a log is what replaying it gives; who sees a case finds it in lists."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.city.casework import (
    HANDLER,
    INDUSTRY,
    INDUSTRY_POST,
    LAMP,
    NOW,
    OTHER_HANDLER,
    PEOPLE,
    SCIENCE,
    calendar,
    new_request,
    opened,
    paper,
    person,
    request_kind,
    set_scene,
)
from tidehead.calc.casework.types import Duration, DurationUnit, Event, EventKind
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases import actions
from tidehead.city.cases.importing import load_logs
from tidehead.city.cases.models import Case, CaseEvent
from tidehead.city.cases.projecting import projection
from tidehead.city.cases.queries import case_by_id, case_file, case_slices, cases_of, events_of, moves_of
from tidehead.city.cases.types import CaseRefused, LoggedCase, Wanted
from tidehead.city.cases.verifying import rebuild_cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


# One case, drawn and replayed


WAYS = [way.id for way in request_kind().transitions]
STEPS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(WAYS)),
    st.tuples(st.just("assign"), st.sampled_from([HANDLER, OTHER_HANDLER, INDUSTRY_POST, ""])),
    st.tuples(st.just("lead"), st.sampled_from([SCIENCE, INDUSTRY])),
    st.tuples(st.just("join"), st.sampled_from([LAMP, INDUSTRY])),
    st.tuples(st.just("leave"), st.sampled_from([LAMP, INDUSTRY])),
    st.tuples(st.just("answer"), st.sampled_from([LAMP, INDUSTRY])),
    st.tuples(st.just("ask"), st.sampled_from([LAMP, INDUSTRY])),
    st.tuples(st.just("opine"), st.sampled_from([LAMP, INDUSTRY])),
    st.tuples(st.just("fill"), st.sampled_from([{"urgent": True}, {"urgent": None}, {"satisfaction": 4}])),
    st.tuples(st.just("time"), st.integers(1, 30)),
    st.tuples(st.just("say"), st.just("a word")),
)


def take(case_id: int, step: tuple[str, Any], at: Any) -> None:
    """One step by the system, which may do everything; what cannot be is refused, and changes nothing."""
    what, which = step
    said: dict[str, Any] = {"by": SYSTEM, "case_id": case_id, "now": at}
    if what == "move":
        fields = {"outcome": "solved"} if which == "resolve" else {"satisfaction": 5} if which == "confirm" else {}
        fields |= {"lead": SCIENCE} if which == "route" else {}
        files = (paper(),) if which == "resolve" else ()
        actions.move_case(transition=which, seen=None, fields=fields, reason="because", files=files, **said)
    elif what == "assign":
        actions.assign_case(post=which, seen=None, **said)
    elif what == "lead":
        actions.set_lead(organisation=which, seen=None, **said)
    elif what == "join":
        actions.add_co_owner(organisation=which, seen=None, **said)
    elif what == "leave":
        actions.remove_co_owner(organisation=which, seen=None, **said)
    elif what == "answer":
        actions.answer_as_co_owner(organisation=which, words="done", **said)
    elif what == "ask":
        actions.ask_opinion(organisation=which, question="well?", **said)
    elif what == "opine":
        actions.give_opinion(organisation=which, verdict="agreed", words="", **said)
    elif what == "fill":
        actions.fill_case(fields=which, seen=None, **said)
    elif what == "time":
        due = Duration(which, DurationUnit.DAYS)
        actions.change_clock(clock="answer", due=due, reason="because", seen=None, **said)
    else:
        actions.comment(words=which, **said)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 72)), max_size=10))
def test_whatever_is_done_the_columns_are_what_the_log_says(steps: list[tuple[tuple[str, Any], int]]) -> None:
    case_id, at = opened(), NOW
    for step, hours in steps:
        at += timedelta(hours=hours)
        before = CaseEvent.objects.filter(case=case_id).count()
        try:
            take(case_id, step, at)
        except CaseRefused:
            assert CaseEvent.objects.filter(case=case_id).count() == before
    case = Case.objects.select_related("lead", "owner").get(id=case_id)
    found = projection(request_kind(), events_of(case_id), calendar())
    assert {name: getattr(case, name) for name in found.columns} == found.columns
    assert (case.lead.code if case.lead else "", case.owner.code if case.owner else "") == (found.lead, found.owner)
    columns = ("clock", "organisation__code", "due_at", "warn_at", "stopped_at", "met")
    stored = {(clock, code or "", *rest) for clock, code, *rest in case.clocks.values_list(*columns)}
    assert stored == {
        (one.clock, one.organisation, one.due_at, one.warn_at, one.stopped_at, one.met) for one in found.clocks
    }
    bodies = {
        (code, part): at for code, part, at in case.bodies.values_list("organisation__code", "part", "answered_at")
    }
    assert bodies == found.bodies
    assert actions.verify_log(case_id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=6), party=st.booleans(), place=st.sampled_from(["990101", "990103", ""]))
def test_who_sees_a_case_finds_it_in_lists_and_nobody_else(
    steps: list[tuple[str, Any]], party: bool, place: str
) -> None:
    case_id = actions.open_case(
        by=person("oona"), new=new_request(party="demo-firm-01" if party else "", place=place), now=NOW
    )
    for nth, step in enumerate(steps):
        try:
            take(case_id, step, NOW + timedelta(hours=nth))
        except CaseRefused:
            continue
    number = cases_of([case_id])[case_id].number
    for name in [*PEOPLE, "zuri"]:
        actor = person(name)
        listed = case_id in {case.id for case in case_slices(actor, Wanted(), now=NOW)[:]}
        assert listed == (case_by_id(case_id, actor) is not None), name
        assert listed == (case_file(number, actor, NOW) is not None), name


# Whole logs at once


def logged(nth: int, **changes: Any) -> LoggedCase:
    events = (
        Event(1, NOW, EventKind.OPENED, {}, "Somebody"),
        Event(2, NOW + timedelta(hours=1), EventKind.LED, {"organisation": SCIENCE}, "Somebody"),
        Event(3, NOW + timedelta(hours=2), EventKind.ASSIGNED, {"owner": HANDLER}, "Somebody"),
        Event(4, NOW + timedelta(hours=3), EventKind.MOVED, {"transition": "take", "to": "working"}, "Somebody"),
        Event(5, NOW + timedelta(hours=4), EventKind.CO_OWNER_ADDED, {"organisation": LAMP, "reason": "near"}, "x"),
    )
    return LoggedCase(new_request(title=f"Loaded {nth}", key=f"loaded-{nth}", synthetic=True), events, **changes)


def test_cases_that_are_loaded_are_as_if_they_had_been_lived_through() -> None:
    assert load_logs([logged(nth) for nth in range(3)], now=NOW) == 3
    assert load_logs([logged(nth) for nth in range(5)], now=NOW) == 2  # the first three are known
    assert actions.verify_all_logs() == (5, ())
    before = list(Case.objects.order_by("id").values())
    clocks = [sorted(case.clocks.values_list("clock", "due_at", "warn_at")) for case in Case.objects.order_by("id")]
    assert rebuild_cases() == 5
    assert list(Case.objects.order_by("id").values()) == before
    assert [
        sorted(case.clocks.values_list("clock", "due_at", "warn_at")) for case in Case.objects.order_by("id")
    ] == clocks
    first = Case.objects.order_by("id")[0]
    assert (first.number, first.state, first.owner.code, first.seq) == ("T-2026-0001", "working", HANDLER, 5)
    assert moves_of([first.pk])[first.pk] == ((NOW, "received"), (NOW + timedelta(hours=3), "working"))
    next_one = opened()
    assert cases_of([next_one])[next_one].number == "T-2026-0006"


def test_a_log_that_cannot_be_loads_nothing() -> None:
    wrong = logged(1)
    broken = replace(wrong, events=(*wrong.events[:3], replace(wrong.events[3], data={"transition": "confirm"})))
    with pytest.raises(ValueError):
        load_logs([logged(0), broken], now=NOW)
    assert not Case.objects.exists()
