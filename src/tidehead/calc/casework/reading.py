"""What the clocks of a case show at a moment."""

from datetime import datetime

from tidehead.calc.casework.counting import (
    allowed_units,
    due_of_runs,
    elapsed_seconds,
    last_day,
    moment_before,
    used_units,
)
from tidehead.calc.casework.types import (
    CaseRecord,
    CaseType,
    Clock,
    ClockReading,
    ClockStatus,
    ClockTrack,
    DurationUnit,
    WorkingCalendar,
)
from tidehead.calc.casework.working_days import NO_TIME, day_index, in_utc


def readings(
    kind: CaseType, record: CaseRecord, *, calendar: WorkingCalendar, now: datetime
) -> tuple[ClockReading, ...]:
    """What every clock that has begun shows, in the order of the record; a clock started anew by its present turn.

    now: not before the last event that the record knows; an earlier moment counts as that of the clock's last change.
    Raises CaseworkRefused where the calendar cannot be used.
    """
    declared = {clock.id: clock for clock in kind.clocks}
    return tuple(
        reading_of(declared[track.clock], track, calendar=calendar, now=now)
        for track in record.clocks
        if track.clock in declared
    )


def reading_of(clock: Clock, track: ClockTrack, *, calendar: WorkingCalendar, now: datetime) -> ClockReading:
    """What one clock shows. For an earlier turn, give it as the track: `track.earlier[0]`."""
    last = track.runs[-1]
    now = day_index(calendar).local(max(now, last.end or last.start))
    until = track.stopped_at or now
    due_at = due_of_runs(track.runs, track.due, calendar, until)
    warn_at = moment_before(due_at, clock.warn, calendar) if clock.warn else None
    running = sum(((in_utc(run.end or until) - in_utc(run.start)) for run in track.runs), NO_TIME)
    due_day = last_day(due_at, calendar)
    return ClockReading(
        clock=track.clock,
        party=track.party,
        status=_status(track, due_at, warn_at, until),
        due_at=due_at,
        warn_at=warn_at,
        used_seconds=elapsed_seconds(track.runs, track.due.unit, calendar, until),
        paused_seconds=(in_utc(until) - in_utc(track.runs[0].start) - running).total_seconds(),
        calendar_known=track.due.unit is DurationUnit.HOURS or due_day <= calendar.known_until,
        due_day=due_day,
        used=used_units(track.runs, track.due, calendar, until),
        allowed=allowed_units(track.runs[0].start, track.due, calendar),
        turn=len(track.earlier) + 1,
    )


def _status(track: ClockTrack, due_at: datetime, warn_at: datetime | None, until: datetime) -> ClockStatus:
    """Late and missed are what ran beyond the due moment; what is paused or stopped before it never gets there."""
    overran = (track.runs[-1].end or until) > due_at
    if track.stopped_at:
        return ClockStatus.MISSED if overran else ClockStatus.MET
    if overran:
        return ClockStatus.LATE
    if track.runs[-1].end is not None:
        return ClockStatus.PAUSED
    return ClockStatus.WARNING if warn_at and until >= warn_at else ClockStatus.RUNNING
