"""A kind of case, logs of it, and the calendar of 2025 and 2026, for the tests of casework."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tidehead.calc.casework import (
    CaseField,
    CaseType,
    Choice,
    Clock,
    ClockReading,
    Duration,
    DurationUnit,
    Event,
    EventKind,
    Phase,
    State,
    Template,
    Transition,
    WorkingCalendar,
    readings,
    replay,
)
from tidehead.calc.labels import Label

ZONE = ZoneInfo("Asia/Shanghai")


def days(year: int, *spans: str) -> set[date]:
    """Days given as "02-15..02-23" or "01-01"."""
    found = set()
    for span in spans:
        first, _, last = span.partition("..")
        start, end = (date.fromisoformat(f"{year}-{text}") for text in (first, last or first))
        found |= {start + timedelta(days=nth) for nth in range((end - start).days + 1)}
    return found


# General Office of the State Council: notices on the holidays of 2025 (12 November 2024) and 2026 (4 November 2025)
OFF = days(2025, "01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08") | days(
    2026, "01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"
)
WORKED = days(2025, "01-26", "02-08", "04-27", "09-28", "10-11") | days(
    2026, "01-04", "02-14", "02-28", "05-09", "09-20", "10-10"
)
CALENDAR = WorkingCalendar(frozenset(OFF), frozenset(WORKED), known_until=date(2026, 12, 31))


def at(text: str) -> datetime:
    """A local moment: "2026-03-02 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def label(text: str) -> Label:
    return Label(text, text)


def way(id: str, sources: str, target: str, by: str = "owner", **more: Any) -> Transition:
    return Transition(id, label(id), tuple(sources.split()), target, tuple(by.split()), **more)


def allowed(amount: int, unit: str) -> Duration:
    return Duration(amount, DurationUnit(unit))


STATES = (
    State("received", label("received"), Phase.OPEN),
    State("in_progress", label("in progress"), Phase.OPEN),
    State("waiting_for_firm", label("waiting for the firm"), Phase.WAITING),
    State("resolved", label("resolved"), Phase.ANSWERED),
    State("confirmed", label("confirmed"), Phase.ENDED),
    State("withdrawn", label("withdrawn"), Phase.ENDED),
)
WAYS = (
    way("take", "received", "in_progress"),
    way("ask_firm", "in_progress", "waiting_for_firm"),
    way("firm_replied", "waiting_for_firm", "in_progress", "owner requester"),
    way("answer", "in_progress", "in_progress", message="answered"),
    way("update", "received in_progress", "in_progress"),
    way("resolve", "in_progress waiting_for_firm", "resolved", fill=("outcome",)),
    way("confirm", "resolved", "confirmed", "requester"),
    way("reopen", "resolved confirmed", "in_progress", "requester", rule="case.days_in_state <= 90", fill=("reason",)),
    way("withdraw", "received in_progress waiting_for_firm", "withdrawn", "requester"),
)
FIELDS = (
    CaseField("outcome", label("outcome"), "choice", choices=(Choice("solved", label("solved")),)),
    CaseField("investment_10k_cny", label("investment"), "money", unit="万元"),
    CaseField("signed_on", label("signed on"), "day"),
    CaseField("is_foreign", label("foreign"), "truth"),
)
ANSWER = Clock(
    "answer", label("answer"), allowed(7, "days"), ("received",), ("resolved",), stopped_by=("answer",),
    warn=allowed(1, "working_days"),
)  # fmt: skip
DONE = Clock(
    "done", label("done"), allowed(1, "months"), ("received",), ("resolved",), ("waiting_for_firm",), ("reopen",)
)
CO_OWNER = Clock(
    "co_owner", label("co-owner"), allowed(5, "working_days"), (), ("resolved",), ("waiting_for_firm",), per="co_owner",
    party="co_owner",
)  # fmt: skip
CONFIRM = Clock("confirm", label("confirm"), allowed(7, "days"), ("resolved",), ("confirmed",), party="requester")
ANSWERED = Template("answered", ("requester",), label("{number}"), label("{title}: {state}"))


def request(*clocks: Clock) -> CaseType:
    """A request of a firm, with the clocks given or its usual ones."""
    usual = (ANSWER, DONE, CO_OWNER)
    return CaseType(
        "request", label("request"), "request", "REQ-{year}-{nth:06}", STATES, "received", WAYS, FIELDS,
        clocks or usual, (ANSWERED,),
    )  # fmt: skip


def log(*lines: tuple[str, str] | tuple[str, str, Mapping[str, Any]], opened: Mapping[str, Any] | None = None):
    """Events from lines (moment, kind or transition, data); the first line is the opening."""
    events = []
    for seq, (moment, what, *data) in enumerate(lines, start=1):
        told = dict(data[0]) if data else {}
        if what in {one.value for one in EventKind}:
            kind = EventKind(what)
        else:
            kind, told = EventKind.MOVED, {"transition": what, **told}
        events.append(Event(seq, at(moment), kind, told))
    return events


def shown(
    kind: CaseType, events: Iterable[Event], now: str, calendar: WorkingCalendar = CALENDAR
) -> dict[str, ClockReading]:
    """What the clocks show, by clock and co-owner: "done", "co_owner:tax"."""
    record = replay(kind, list(events), calendar)
    told = readings(kind, record, calendar=calendar, now=at(now))
    return {one.clock + (f":{one.party}" if one.party else ""): one for one in told}
