"""Laws of replaying: the same log gives the same case, and a log that cannot be is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.casework.kinds import CALENDAR, WAYS, ZONE, Event, allowed, at, log, request
from tidehead.calc.casework import (
    CaseRecord,
    CaseworkRefused,
    Clock,
    ClockStatus,
    CoOwner,
    EventKind,
    Opinion,
    readings,
    replay,
)

KIND = request()
ORGANISATIONS = ("tax", "land", "power")


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """A case's life: moves that are possible, words, co-owners, and other allowances, at moments that may be equal."""
    moment = datetime(2026, 1, 5, tzinfo=ZONE) + timedelta(minutes=draw(st.integers(0, 60_000)))
    events = [Event(1, moment, EventKind.OPENED, {"type": "request"})]
    state, asked = "received", set()
    for _ in range(draw(st.integers(0, 14))):
        moment += timedelta(minutes=draw(st.sampled_from([0, 1, 600, 1440, 9000])))
        ways = [one for one in WAYS if state in one.sources]
        what = draw(st.sampled_from(["move", "move", "comment", "co_owner", "fill", "clock"]))
        if what == "move" and ways:
            way = draw(st.sampled_from(ways))
            state = way.target
            kind, data = EventKind.MOVED, {"transition": way.id, "to": way.target}
        elif what == "co_owner":
            organisation = draw(st.sampled_from(ORGANISATIONS))
            kind = EventKind.CO_OWNER_ANSWERED if organisation in asked else EventKind.CO_OWNER_ADDED
            asked ^= {organisation}
            data = {"organisation": organisation}
        elif what == "fill":
            kind, data = EventKind.FILLED, {"fields": {"investment_10k_cny": draw(st.integers(0, 9))}}
        else:
            kind, data = EventKind.COMMENTED, {"words": "…"}
        events.append(Event(len(events) + 1, moment, kind, data))
    return events


def read(events: list[Event], now: datetime) -> tuple:
    return readings(KIND, replay(KIND, events, CALENDAR), calendar=CALENDAR, now=now)


@given(logs())
def test_the_same_log_gives_the_same_case(events: list[Event]) -> None:
    assert replay(KIND, events, CALENDAR) == replay(KIND, list(events), CALENDAR)


@given(logs(), st.data())
def test_what_happened_later_changes_nothing_of_what_was_done(events: list[Event], data: st.DataObject) -> None:
    """A prefix of the log is a case of its own, and its ended runs, opinions and visits stand in the longer one."""
    cut = data.draw(st.integers(1, len(events)))
    early, whole = replay(KIND, events[:cut], CALENDAR), replay(KIND, events, CALENDAR)
    assert early.seq == cut
    assert all(whole.visits[state] >= times for state, times in early.visits.items())
    later = {(one.clock, one.party): one for one in whole.clocks}
    for track in early.clocks:
        turns = [*later[track.clock, track.party].earlier, later[track.clock, track.party]]
        same = turns[len(track.earlier)]
        ended = [run for run in track.runs if run.end]
        kept = list(same.runs[: len(ended)])
        assert [run.start for run in kept] == [run.start for run in ended]
        assert same.stopped_at == track.stopped_at or track.stopped_at is None


@given(logs(), st.integers(0, 500_000))
def test_a_clock_never_counts_paused_time(events: list[Event], more: int) -> None:
    """Used and paused time are the whole of it, to the second, and what is paused does not grow what is used."""
    hours = Clock(
        "plain", KIND.clocks[1].label, allowed(9999, "hours"), ("received",), ("resolved",), ("waiting_for_firm",)
    )
    kind = request(hours)
    now = events[-1].at + timedelta(minutes=more)
    record = replay(kind, events, CALENDAR)
    for reading, track in zip(readings(kind, record, calendar=CALENDAR, now=now), record.clocks, strict=True):
        until = track.stopped_at or now
        whole = (until - track.runs[0].start).total_seconds()
        assert reading.used_seconds + reading.paused_seconds == whole
        spent = _seconds_in(events, "waiting_for_firm", until)
        assert reading.paused_seconds == spent


def _seconds_in(events: list[Event], state: str, until: datetime) -> float:
    targets = {one.id: one.target for one in WAYS}
    now_in, since, total = "received", events[0].at, 0.0
    for event in events[1:]:
        if event.kind is EventKind.MOVED and event.at <= until:
            total += (event.at - since).total_seconds() if now_in == state else 0
            now_in, since = targets[event.data["transition"]], event.at
    return total + ((until - since).total_seconds() if now_in == state else 0)


@given(logs(), st.integers(0, 90_000), st.integers(0, 200))
def test_pausing_and_resuming_at_one_moment_changes_nothing(events: list[Event], more: int, later: int) -> None:
    record = replay(KIND, events, CALENDAR)
    if record.state != "in_progress":
        return
    moment = events[-1].at + timedelta(minutes=more)
    pause = [
        Event(len(events) + 1, moment, EventKind.MOVED, {"transition": "ask_firm"}),
        Event(len(events) + 2, moment, EventKind.MOVED, {"transition": "firm_replied"}),
    ]
    now = moment + timedelta(hours=later)
    assert read([*events, *pause], now) == read(events, now)


@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=6), st.integers(1, 1000))
def test_the_due_moment_moves_by_exactly_what_was_paused(minutes: list[int], amount: int) -> None:
    """For hours to the second; days and months by the closes that were paused (the walks of test_counting)."""
    clock = Clock("plain", KIND.clocks[1].label, allowed(amount, "hours"), ("received",), (), ("waiting_for_firm",))
    kind = request(clock)
    moment, paused = at("2026-03-02 09:00"), timedelta()
    events = [*log(("2026-03-02 09:00", "opened"), ("2026-03-02 09:00", "take"))]
    for nth, step in enumerate(minutes):
        length = timedelta(minutes=step)
        for way in ("ask_firm", "firm_replied"):
            events.append(Event(len(events) + 1, moment, EventKind.MOVED, {"transition": way}))
            moment += length if way == "ask_firm" else timedelta()
        paused += length
        assert nth + 1 == (len(events) - 2) // 2
    told = readings(kind, replay(kind, events, CALENDAR), calendar=CALENDAR, now=moment)[0]
    assert told.due_at == at("2026-03-02 09:00") + timedelta(hours=amount) + paused
    assert told.paused_seconds == paused.total_seconds()


@given(logs())
def test_only_the_moment_and_not_its_zone_counts(events: list[Event]) -> None:
    elsewhere = [replace(one, at=one.at.astimezone(UTC)) for one in events]
    assert replay(KIND, elsewhere, CALENDAR) == replay(KIND, events, CALENDAR)


def test_events_of_one_moment_happen_in_the_order_of_their_numbers() -> None:
    moment = "2026-03-03 09:00"
    events = log(("2026-03-02 09:00", "opened"), (moment, "take"), (moment, "ask_firm"), (moment, "firm_replied"))
    record = replay(KIND, events, CALENDAR)
    assert (record.state, record.since) == ("in_progress", at(moment))
    assert record.visits == {"received": 1, "in_progress": 2, "waiting_for_firm": 1}


def test_a_move_to_the_same_state_enters_nothing() -> None:
    events = log(("2026-03-02 09:00", "opened"), ("2026-03-02 10:00", "take"), ("2026-03-05 09:00", "update"))
    record = replay(KIND, events, CALENDAR)
    assert record.since == at("2026-03-02 10:00")
    assert record.visits == {"received": 1, "in_progress": 1}


def test_a_pause_of_no_time_leaves_one_run() -> None:
    moment = "2026-03-03 09:00"
    events = log(
        ("2026-03-02 09:00", "opened"), ("2026-03-02 10:00", "take"), (moment, "ask_firm"), (moment, "firm_replied")
    )
    done = next(one for one in replay(KIND, events, CALENDAR).clocks if one.clock == "done")
    assert [(run.start, run.end) for run in done.runs] == [(at("2026-03-02 09:00"), None)]


def test_a_moment_before_the_last_counts_as_the_last() -> None:
    """Two machines' clocks differ by seconds; the numbers say what came first."""
    events = log(("2026-03-02 09:00", "opened"), ("2026-03-02 10:00", "take"), ("2026-03-02 09:59", "ask_firm"))
    record = replay(KIND, events, CALENDAR)
    assert record.since == at("2026-03-02 10:00")


def test_everything_a_log_can_say_is_in_the_record() -> None:
    tax, land = {"organisation": "tax"}, {"organisation": "land"}
    events = log(
        ("2026-03-02 09:00", "opened", {"type": "request", "lead": "bureau", "fields": {"outcome": "solved"}}),
        ("2026-03-02 09:01", "led", {"organisation": "office"}),
        ("2026-03-02 09:02", "assigned", {"owner": "desk-1"}),
        ("2026-03-02 09:03", "co_owner_added", tax),
        ("2026-03-02 09:04", "co_owner_answered", {**tax, "words": "yes"}),
        ("2026-03-02 09:05", "co_owner_answered", {**tax, "words": "yes, and soon"}),
        ("2026-03-02 09:06", "opinion_asked", {**land, "question": "is there land?"}),
        ("2026-03-02 09:07", "opinion_given", {**land, "verdict": "agree", "words": "ten mu"}),
        ("2026-03-02 09:08", "attached", {"kind": "contract", "name": "a.pdf"}),
        ("2026-03-02 09:09", "linked", {"relation": "part_of", "case": "REQ-1"}),
        ("2026-03-02 09:10", "linked", {"relation": "follows", "case": "REQ-2"}),
        ("2026-03-02 09:11", "unlinked", {"relation": "part_of", "case": "REQ-1"}),
        ("2026-03-02 09:12", "filled", {"fields": {"outcome": None, "is_foreign": False}}),
        ("2026-03-02 09:13", "take", {"fields": {"investment_10k_cny": 300}}),
        ("2026-03-02 09:14", "assigned", {"owner": ""}),
    )  # fmt: skip
    record = replay(KIND, events, CALENDAR)
    assert (record.state, record.lead, record.owner, record.seq) == ("in_progress", "office", "", 15)
    assert record.fields == {"is_foreign": False, "investment_10k_cny": 300}
    minutes = {nth: at(f"2026-03-02 09:{nth:02}") for nth in range(20)}
    assert record.co_owners == (CoOwner("tax", minutes[3], minutes[4], "yes, and soon"),)
    assert record.opinions == (Opinion("land", "is there land?", minutes[6], minutes[7], "agree", "ten mu"),)
    assert (record.attached, record.links) == (("contract",), (("follows", "REQ-2"),))
    assert isinstance(record, CaseRecord)


OPENED = ("2026-03-02 09:00", "opened")


def changed(clock: str, due: object) -> tuple:
    return ("2026-03-02 09:01", "clock_changed", {"clock": clock, "due": due})


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("2026-03-02 09:00", "take")], "begins with its opening"),
        ([OPENED, OPENED], "begins with its opening"),
        ([OPENED, ("2026-03-02 09:01", "resolve")], "does not lead"),
        ([OPENED, ("2026-03-02 09:01", "moved", {"transition": "fly"})], "fly"),
        ([OPENED, ("2026-03-02 09:01", "take", {"to": "resolved"})], "resolved"),
        ([OPENED, ("2026-03-02 09:01", "filled", {"fields": {"colour": 1}})], "colour"),
        ([OPENED, ("2026-03-02 09:01", "co_owner_answered", {"organisation": "tax"})], "no co-owner"),
        ([OPENED, ("2026-03-02 09:01", "co_owner_added", {})], "no organisation"),
        ([OPENED, *[("2026-03-02 09:01", "co_owner_added", {"organisation": "tax"})] * 2], "asked already"),
        ([OPENED, ("2026-03-02 09:01", "opinion_given", {"organisation": "tax"})], "not asked"),
        ([OPENED, changed("x", {"amount": 1, "unit": "days"})], 'no clock "x"'),
        ([OPENED, changed("done", {"amount": 0, "unit": "days"})], "1 to"),
        ([OPENED, changed("done", {"amount": 2, "unit": "weeks"})], "allowed"),
        ([OPENED, changed("done", "a week")], "allowed"),
        ([("2026-03-02 09:00", "opened", {"type": "project"})], "project"),
        ([], "empty"),
    ],
)  # fmt: skip
def test_a_log_that_cannot_be_is_refused_and_the_event_named(lines: list, words: str) -> None:
    with pytest.raises(CaseworkRefused, match=words) as refused:
        replay(KIND, log(*lines), CALENDAR)
    assert refused.value.text.zh
    if lines:
        assert f"event {len(lines)}:" in str(refused.value)


def test_missing_numbers_and_moments_without_zone_are_refused() -> None:
    first, second = log(OPENED, ("2026-03-02 10:00", "take"))
    with pytest.raises(CaseworkRefused, match="number 2"):
        replay(KIND, [first, replace(second, seq=3)], CALENDAR)
    with pytest.raises(CaseworkRefused, match="time zone"):
        replay(KIND, [replace(first, at=first.at.replace(tzinfo=None))], CALENDAR)


def test_a_reading_before_the_last_change_is_that_of_the_last_change() -> None:
    events = log(OPENED, ("2026-03-02 10:00", "take"), ("2026-03-04 09:00", "ask_firm"))
    early, then = read(events, at("2026-03-03 09:00")), read(events, at("2026-03-04 09:00"))
    assert early[1] == then[1]
    assert early[1].status is ClockStatus.PAUSED
