"""Clocks that others got wrong, by name, and the moments at which they show it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.calc.casework.kinds import ANSWER, CALENDAR, CONFIRM, DONE, allowed, at, log, request, shown
from tidehead.calc.casework import CaseworkRefused, Clock, ClockStatus, reading_of, readings, replay

RECEIVED = ("2026-03-02 09:00", "opened")  # a Monday
TAKEN = ("2026-03-02 10:00", "take")


def test_osticket_3034_a_state_pauses_the_clock() -> None:
    """Wanted there since 2016: waiting for the asker must not use up the answerer's time."""
    events = log(RECEIVED, TAKEN, ("2026-03-04 09:00", "ask_firm"))
    paused = shown(request(), events, "2026-03-20 09:00")["done"]
    assert paused.status is ClockStatus.PAUSED
    assert paused.used == 1  # 3 March; on the 4th it did not run at the close
    assert paused.paused_seconds == 16 * 86_400
    going = shown(request(), [*events, *_after(events, ("2026-03-20 09:00", "firm_replied"))], "2026-03-20 10:00")[
        "done"
    ]
    assert going.status is ClockStatus.RUNNING
    assert going.due_day == date(2026, 4, 20)  # 2 April + 16 days not counted (4–19 March) = 18 April, a Saturday: 20th


def test_frappe_1554_a_paused_clock_does_not_run() -> None:
    """There the page said paused and the time ran on: here nothing but the would-be due moment moves."""
    events = log(RECEIVED, TAKEN, ("2026-03-04 09:00", "ask_firm"))
    early, late = (shown(request(), events, now)["done"] for now in ("2026-03-05 09:00", "2026-12-05 09:00"))
    assert early.used == late.used == 1
    assert early.used_seconds == late.used_seconds == 2 * 86_400
    assert late.status is ClockStatus.PAUSED
    assert early.due_at < late.due_at


def test_glpi_15605_another_allowance_keeps_pauses_and_used_time() -> None:
    """There the pause was lost when the agreement changed."""
    start = log(RECEIVED, TAKEN, ("2026-03-04 09:00", "ask_firm"), ("2026-03-09 09:00", "firm_replied"))
    before = shown(request(), start, "2026-03-10 09:00")["done"]
    change = ("2026-03-10 09:00", "clock_changed", {"clock": "done", "due": {"amount": 15, "unit": "working_days"}})
    after = shown(request(), [*start, *_after(start, change)], "2026-03-10 09:00")["done"]
    assert after.paused_seconds == before.paused_seconds == 5 * 86_400
    assert after.used == 2  # working days 3 and 9 March: 4–8 March were paused
    assert after.due_day == date(2026, 3, 26)  # 13 more: 10–13, 16–20, 23–26
    back = ("2026-03-10 09:00", "clock_changed", {"clock": "done", "due": {"amount": 1, "unit": "months"}})
    events = [*start, *_after(start, change, back)]
    assert shown(request(), events, "2026-03-10 09:00")["done"] == before


def test_2212_lunch_and_holidays_are_no_working_time() -> None:
    hours = Clock("call", DONE.label, allowed(10, "working_hours"), ("received",), ("resolved",))
    told = shown(request(hours), log(("2026-02-14 16:00", "opened")), "2026-02-24 15:00")["call"]
    assert told.used_seconds == (1.5 + 3.5 + 1) * 3600  # Saturday's end; 15–23 February off; Tuesday without lunch
    assert told.due_at == at("2026-02-25 10:00")  # 10 = 1.5 + 7 + 1.5
    assert told.status is ClockStatus.RUNNING


@pytest.mark.parametrize(
    "what", ["update", "commented", "filled", "attached", "assigned", "led", "opinion_asked", "linked"]
)
def test_zammad_5177_an_update_neither_satisfies_nor_resets_the_first_answer(what: str) -> None:
    opened = log(RECEIVED, TAKEN)
    data = {"fields": {"is_foreign": True}, "organisation": "tax"} if what != "update" else {}
    untouched = shown(request(), opened, "2026-03-09 17:00")["answer"]
    updated = [*opened, *_after(opened, ("2026-03-06 09:00", what, data))]
    assert shown(request(), updated, "2026-03-09 17:00")["answer"] == untouched
    assert untouched.status is ClockStatus.WARNING
    assert shown(request(), updated, "2026-03-10 00:01")["answer"].status is ClockStatus.LATE


def test_an_interim_answer_stops_the_first_answer_clock_and_no_other() -> None:
    events = log(RECEIVED, TAKEN, ("2026-03-09 23:00", "answer"))
    told = shown(request(), events, "2026-04-09 09:00")
    assert told["answer"].status is ClockStatus.MET  # on the last day, at any hour
    assert told["done"].status is ClockStatus.LATE
    again = [*events, *_after(events, ("2026-04-10 09:00", "answer"))]
    assert shown(request(), again, "2026-04-12 09:00")["answer"] == told["answer"]
    late = log(RECEIVED, TAKEN, ("2026-03-10 00:01", "answer"))
    assert shown(request(), late, "2026-03-10 09:00")["answer"].status is ClockStatus.MISSED


def test_a_case_reopened_starts_anew_and_its_first_turn_is_kept() -> None:
    first = log(RECEIVED, TAKEN, ("2026-04-07 09:00", "resolve"), ("2026-04-08 09:00", "confirm"))
    events = [*first, *_after(first, ("2026-06-01 09:00", "reopen"))]
    record = replay(request(), events, CALENDAR)
    track = next(one for one in record.clocks if one.clock == "done")
    told = next(
        one for one in readings(request(), record, calendar=CALENDAR, now=at("2026-06-02 09:00")) if one.clock == "done"
    )
    assert (told.turn, told.used, told.paused_seconds) == (2, 0, 0)
    assert told.due_day == date(2026, 7, 1)
    assert record.visits["in_progress"] == 2
    earlier = reading_of(DONE, track.earlier[0], calendar=CALENDAR, now=at("2026-06-02 09:00"))
    assert earlier.status is ClockStatus.MISSED  # due on 2 April
    assert earlier.due_day == date(2026, 4, 2)


def test_reopening_gives_the_time_first_allowed_not_an_extension_granted_once() -> None:
    change = {"clock": "done", "due": {"amount": 3, "unit": "months"}}
    events = log(
        RECEIVED, TAKEN, ("2026-03-03 09:00", "clock_changed", change), ("2026-04-07 09:00", "resolve"),
        ("2026-06-01 09:00", "reopen"),
    )  # fmt: skip
    assert shown(request(), events, "2026-06-02 09:00")["done"].due_day == date(2026, 7, 1)


def test_a_co_owner_has_a_clock_of_its_own() -> None:
    asked = ("2026-03-03 09:00", "co_owner_added", {"organisation": "tax"})
    later = ("2026-03-05 09:00", "co_owner_added", {"organisation": "land"})
    events = log(RECEIVED, TAKEN, asked, later, ("2026-03-06 09:00", "co_owner_answered", {"organisation": "tax"}))
    told = shown(request(), events, "2026-03-12 18:00")
    assert told["co_owner:tax"].status is ClockStatus.MET
    assert told["co_owner:land"].status is ClockStatus.LATE  # 6, 9, 10, 11, 12 March
    assert told["co_owner:land"].due_at == at("2026-03-12 17:30")
    assert told["done"].status is ClockStatus.RUNNING


def test_a_co_owners_clock_pauses_with_the_case_and_stops_with_it() -> None:
    events = log(
        ("2026-03-02 09:00", "opened", {"co_owners": ["tax"]}), TAKEN, ("2026-03-03 09:00", "ask_firm"),
        ("2026-03-10 09:00", "firm_replied"),
    )  # fmt: skip
    told = shown(request(), events, "2026-03-10 10:00")["co_owner:tax"]
    assert told.due_at == at("2026-03-16 17:30")  # 10, 11, 12, 13, 16 March: 3–9 March did not run at the close
    ended = [*events, *_after(events, ("2026-03-12 09:00", "withdraw"))]
    assert shown(request(), ended, "2026-05-12 09:00")["co_owner:tax"].status is ClockStatus.MET


def test_a_co_owner_asked_again_has_a_new_turn_and_removing_one_hides_no_lateness() -> None:
    tax = {"organisation": "tax"}
    events = log(
        RECEIVED, ("2026-03-02 10:00", "co_owner_added", tax), ("2026-03-20 10:00", "co_owner_removed", tax),
    )  # fmt: skip
    assert shown(request(), events, "2026-03-21 10:00")["co_owner:tax"].status is ClockStatus.MISSED
    again = [*events, *_after(events, ("2026-03-23 09:00", "co_owner_added", tax))]
    told = shown(request(), again, "2026-03-24 10:00")["co_owner:tax"]
    assert (told.status, told.turn) == (ClockStatus.RUNNING, 2)


def test_a_change_for_one_co_owner_leaves_the_others() -> None:
    change = {"clock": "co_owner", "organisation": "tax", "due": {"amount": 10, "unit": "working_days"}}
    events = log(
        ("2026-03-02 09:00", "opened", {"co_owners": ["tax", "land"]}), ("2026-03-03 09:00", "clock_changed", change),
    )  # fmt: skip
    told = shown(request(), events, "2026-03-03 10:00")
    assert (told["co_owner:tax"].allowed, told["co_owner:land"].allowed) == (10, 5)


def test_the_firms_own_time_is_a_clock_too() -> None:
    events = log(RECEIVED, TAKEN, ("2026-03-06 09:00", "resolve"))
    told = shown(request(CONFIRM), events, "2026-03-14 09:00")["confirm"]
    assert told.status is ClockStatus.LATE
    assert told.due_day == date(2026, 3, 13)


def test_late_stays_late_while_paused_and_stopping_in_a_pause_in_time_is_met() -> None:
    late = log(RECEIVED, TAKEN, ("2026-04-10 09:00", "ask_firm"))
    assert shown(request(), late, "2026-06-10 09:00")["done"].status is ClockStatus.LATE
    met = log(RECEIVED, TAKEN, ("2026-03-04 09:00", "ask_firm"), ("2026-06-10 09:00", "resolve"))
    assert shown(request(), met, "2026-07-10 09:00")["done"].status is ClockStatus.MET


def test_a_clock_that_begins_in_a_state_that_pauses_it_waits() -> None:
    clock = replace(DONE, starts=("waiting_for_firm",))
    events = log(RECEIVED, TAKEN, ("2026-03-03 09:00", "ask_firm"))
    told = shown(request(clock), events, "2026-03-09 09:00")["done"]
    assert (told.status, told.used_seconds) == (ClockStatus.PAUSED, 0)


def test_an_ended_case_has_no_running_clock() -> None:
    events = log(RECEIVED, ("2026-03-03 09:00", "withdraw"))
    assert {one.status for one in shown(request(), events, "2027-03-03 09:00").values()} == {ClockStatus.MET}


def test_a_due_day_after_what_is_known_of_the_calendar_says_so() -> None:
    events = log(("2026-12-10 09:00", "opened"))
    told = shown(request(), events, "2026-12-11 09:00")
    assert told["answer"].calendar_known  # 17 December 2026
    assert not told["done"].calendar_known  # 10 January 2027, a Sunday: the 11th, if nothing else is decreed
    assert told["done"].due_day == date(2027, 1, 11)
    hours = Clock("call", DONE.label, allowed(2000, "hours"), ("received",), ("resolved",))
    assert shown(request(hours), events, "2026-12-11 09:00")["call"].calendar_known  # plain hours need no calendar


def test_a_clock_that_has_stopped_is_given_no_other_time() -> None:
    events = log(RECEIVED, TAKEN, ("2026-03-09 23:00", "answer"))
    change = ("2026-03-20 09:00", "clock_changed", {"clock": ANSWER.id, "due": {"amount": 30, "unit": "days"}})
    with pytest.raises(CaseworkRefused, match="has stopped"):
        shown(request(), [*events, *_after(events, change)], "2026-03-20 09:00")


HOURS = Clock("call", DONE.label, allowed(24, "hours"), ("received",), ("resolved",), ("waiting_for_firm",))


def test_what_is_paused_at_the_very_moment_of_being_due_is_not_late() -> None:
    events = log(RECEIVED, TAKEN, ("2026-03-03 09:00", "ask_firm"))
    told = shown(request(HOURS), events, "2026-03-20 09:00")["call"]
    assert (told.status, told.due_at) == (ClockStatus.PAUSED, at("2026-03-03 09:00"))
    stopped = [*events, *_after(events, ("2026-03-21 09:00", "resolve"))]
    assert shown(request(HOURS), stopped, "2026-03-22 09:00")["call"].status is ClockStatus.MET
    going = [*events, *_after(events, ("2026-03-21 09:00", "firm_replied"))]
    assert shown(request(HOURS), going, "2026-03-21 09:01")["call"].status is ClockStatus.LATE


def test_what_stops_at_the_very_moment_of_being_due_is_met() -> None:
    for moment, status in (("2026-03-03 09:00", ClockStatus.MET), ("2026-03-03 09:01", ClockStatus.MISSED)):
        told = shown(request(HOURS), log(RECEIVED, TAKEN, (moment, "resolve")), "2026-03-20 09:00")["call"]
        assert told.status is status


def test_a_warning_begins_at_its_moment() -> None:
    events = log(RECEIVED)
    before, then = (shown(request(), events, now)["answer"] for now in ("2026-03-06 17:29", "2026-03-06 17:30"))
    assert before.warn_at == at("2026-03-06 17:30")  # a working day before Monday 9 March
    assert (before.status, then.status) == (ClockStatus.RUNNING, ClockStatus.WARNING)


def test_the_last_day_known_is_known() -> None:
    events = log(("2026-03-02 09:00", "opened"))
    for known, is_known in ((date(2026, 3, 9), True), (date(2026, 3, 8), False)):
        told = shown(request(), events, "2026-03-03 09:00", replace(CALENDAR, known_until=known))["answer"]
        assert told.calendar_known is is_known


def test_a_change_for_all_co_owners_leaves_those_that_have_answered() -> None:
    change = {"clock": "co_owner", "due": {"amount": 10, "unit": "working_days"}}
    events = log(
        ("2026-03-02 09:00", "opened", {"co_owners": ["tax", "land"]}),
        ("2026-03-03 09:00", "co_owner_answered", {"organisation": "tax"}),
        ("2026-03-04 09:00", "clock_changed", change),
        ("2026-03-05 09:00", "co_owner_added", {"organisation": "power"}),
    )  # fmt: skip
    told = shown(request(), events, "2026-03-05 10:00")
    assert [told[f"co_owner:{one}"].allowed for one in ("tax", "land", "power")] == [5, 10, 10]


def test_a_clock_started_anew_in_a_state_that_pauses_it_waits() -> None:
    """A way back to the state itself: nothing is entered, and yet the clock starts from nothing."""
    kind = request(replace(DONE, restarts=("firm_asks_for_time",)))
    again = replace(kind.transitions[1], id="firm_asks_for_time", sources=("waiting_for_firm",))
    kind = replace(kind, transitions=(*kind.transitions, again))
    events = log(RECEIVED, TAKEN, ("2026-03-04 09:00", "ask_firm"), ("2026-03-06 09:00", "firm_asks_for_time"))
    told = shown(kind, events, "2026-03-09 09:00")["done"]
    assert (told.status, told.used_seconds, told.turn) == (ClockStatus.PAUSED, 0, 2)


def _after(events, *lines):
    more = log(*lines)
    return [replace(one, seq=len(events) + one.seq) for one in more]
