"""Replaying a log and reading its three clocks, against a walk through the minutes that counts one of them.

Both find the same working seconds. The walk knows already when the clock ran; it reads no log and finds no due moment.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tidehead.calc.casework import (
    CaseType,
    Clock,
    Duration,
    DurationUnit,
    Event,
    EventKind,
    Phase,
    State,
    Transition,
    WorkingCalendar,
    is_working_day,
    readings,
    replay,
)
from tidehead.calc.labels import Label

START = datetime(2026, 1, 5, 1, tzinfo=UTC)
CALENDAR = WorkingCalendar(known_until=date(2026, 12, 31))
WAYS = (("take", "received", "open"), ("ask", "open", "waiting"), ("back", "waiting", "open"))
STATES = (("received", Phase.OPEN), ("open", Phase.OPEN), ("waiting", Phase.WAITING), ("ended", Phase.ENDED))
UNITS = (DurationUnit.MONTHS, DurationUnit.WORKING_DAYS, DurationUnit.WORKING_HOURS)


def kind() -> CaseType:
    clocks = tuple(
        Clock(unit.value, Label("时限"), Duration(6, unit), ("received",), ("ended",), ("waiting",)) for unit in UNITS
    )
    return CaseType(
        "bench", Label("测速"), "other", "B-{nth}", tuple(State(id, Label(id), phase) for id, phase in STATES),
        "received", tuple(Transition(id, Label(id), (one,), two, ("owner",)) for id, one, two in WAYS), clocks=clocks,
    )  # fmt: skip


def log(size: int) -> list[Event]:
    """Opened, taken, then asked and back again, with a comment between."""
    events = [Event(1, START, EventKind.OPENED, {}), Event(2, START, EventKind.MOVED, {"transition": "take"})]
    round_trip = [
        (EventKind.MOVED, {"transition": "ask"}),
        (EventKind.COMMENTED, {}),
        (EventKind.MOVED, {"transition": "back"}),
    ]
    while len(events) < size:
        what, data = round_trip[(len(events) - 2) % 3]
        events.append(Event(len(events) + 1, START + timedelta(hours=5 * len(events)), what, data))
    return events


def walked(events: list[Event], now: datetime) -> float:
    """Working seconds of the clock that waits when the case waits, minute after minute."""
    hours, zone = CALENDAR.hours, ZoneInfo(CALENDAR.zone)
    moves = [(event.at, event.data["transition"]) for event in events if event.kind is EventKind.MOVED]
    moment, runs, nth, counted = START, True, 0, 0
    while moment < now:
        while nth < len(moves) and moves[nth][0] <= moment:
            runs = moves[nth][1] != "ask"
            nth += 1
        local = moment.astimezone(zone)
        if runs and any(start <= local.time() < end for start, end in hours):
            counted += is_working_day(local.date(), CALENDAR)
        moment += timedelta(minutes=1)
    return counted * 60.0


def seconds(call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def row(size: int) -> dict[str, Any]:
    declared, events = kind(), log(size)
    now = events[-1].at + timedelta(hours=1)
    told = readings(declared, replay(declared, events, CALENDAR), calendar=CALENDAR, now=now)
    assert told[-1].used_seconds == walked(events, now)
    ours = seconds(lambda: readings(declared, replay(declared, events, CALENDAR), calendar=CALENDAR, now=now), 100)
    peer = seconds(lambda: walked(events, now), 3)
    return {
        "name": "case replayed and three clocks read",
        "n": size,
        "seconds": round(ours, 6),
        "rate": round(1 / ours),
        "peer": "minutes walked, one clock",
        "ratio": round(peer / ours),
    }


def main() -> list[dict[str, Any]]:
    """One row a length of the log."""
    return [row(size) for size in (5, 50, 500)]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
