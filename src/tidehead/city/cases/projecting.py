"""What is drawn from a case's log so that it can be asked for: its columns, clocks and organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tidehead.calc.casework import reading_of, readings, replay
from tidehead.calc.casework.types import (
    CaseRecord,
    CaseType,
    ClockReading,
    ClockStatus,
    Event,
    EventKind,
    Phase,
    WorkingCalendar,
)
from tidehead.city.cases.keys import keys_of
from tidehead.city.cases.models import Case, CaseBody, CaseClock
from tidehead.city.cases.relations import CO_OWNER, OPINION

PROJECTED = "state phase since fields lead_id owner_id ended_at due_at warn_at reopened seq moved_at head".split()
"""The columns of a case that its log says."""
_RUNNING = (ClockStatus.RUNNING, ClockStatus.WARNING, ClockStatus.LATE)
_STOPPED = (ClockStatus.MET, ClockStatus.MISSED)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """What is kept of one clock; `organisation` is a code, empty for the case's own."""

    clock: str
    organisation: str
    due_at: datetime | None
    warn_at: datetime | None
    stopped_at: datetime | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Projection:
    """Everything that a log says about the rows of its case, with codes in place of keys."""

    columns: dict[str, Any]
    lead: str
    owner: str
    clocks: tuple[ClockRow, ...]
    bodies: dict[tuple[str, str], datetime | None] = field(default_factory=dict)  # (code, part): answered

    @property
    def organisations(self) -> set[str]:
        return {self.lead, *(row.organisation for row in self.clocks), *(code for code, _part in self.bodies)}


def projection(kind: CaseType, events: Sequence[Event], calendar: WorkingCalendar) -> Projection:
    """What a log says as of its last event. Raises CaseworkRefused for a log that cannot be."""
    return projection_of(kind, events, replay(kind, events, calendar), calendar)


def projection_of(kind: CaseType, events: Sequence[Event], record: CaseRecord, calendar: WorkingCalendar) -> Projection:
    """As `projection`, where the log has been replayed already."""
    at = events[-1].at
    clocks = _clocks(record, readings(kind, record, calendar=calendar, now=at), _missed_before(kind, record, calendar))
    phase = kind.state(record.state).phase
    ours = {clock.id for clock in kind.clocks if clock.party != "requester"}
    due, warn = _earliest([one for one in clocks if one.clock in ours], phase)
    columns = {
        "state": record.state,
        "phase": str(phase),
        "since": record.since,
        "fields": dict(record.fields),
        "ended_at": record.since if phase is Phase.ENDED else None,
        "due_at": due,
        "warn_at": warn,
        "reopened": times_reopened(kind, events),
        "seq": record.seq,
        "moved_at": at,
    }
    return Projection(columns, record.lead, record.owner, clocks, _bodies(record))


def _bodies(record: CaseRecord) -> dict[tuple[str, str], datetime | None]:
    """When each organisation answered; one that was asked for several opinions has answered when it gave them all."""
    bodies = {(one.organisation, CO_OWNER): one.answered_at for one in record.co_owners}
    for one in record.opinions:
        before = bodies.get((one.organisation, OPINION), one.given_at)
        bodies[one.organisation, OPINION] = one.given_at if before is not None else None
    return bodies


def _missed_before(kind: CaseType, record: CaseRecord, calendar: WorkingCalendar) -> set[tuple[str, str]]:
    """Clocks of which an earlier turn was missed: starting anew does not make good what came too late."""
    declared = {clock.id: clock for clock in kind.clocks}
    return {
        (track.clock, track.party)
        for track in record.clocks
        for turn in track.earlier
        if track.clock in declared
        and reading_of(
            declared[track.clock], turn, calendar=calendar, now=turn.stopped_at or turn.runs[-1].start
        ).status
        is ClockStatus.MISSED
    }


def _clocks(record: CaseRecord, read: Sequence[ClockReading], missed: set[tuple[str, str]]) -> tuple[ClockRow, ...]:
    stopped = {(track.clock, track.party): track.stopped_at for track in record.clocks}
    return tuple(
        ClockRow(
            clock=one.clock,
            organisation=one.party,
            due_at=None if one.status is ClockStatus.PAUSED else one.due_at,
            warn_at=one.warn_at if one.status in _RUNNING else None,
            stopped_at=stopped.get((one.clock, one.party)),
            met=one.status is ClockStatus.MET and (one.clock, one.party) not in missed
            if one.status in _STOPPED
            else None,
        )
        for one in read
    )


def _earliest(clocks: Sequence[ClockRow], phase: Phase) -> tuple[datetime | None, datetime | None]:
    """When the case is due and when it warns: by its own earliest clock that runs, never after its end.

    The time that a requester has to answer makes nobody of us late.
    """
    running = [one for one in clocks if one.met is None and one.due_at is not None and not one.organisation]
    if phase is Phase.ENDED or not running:
        return None, None
    first = min(running, key=lambda one: (one.due_at, one.clock))
    return first.due_at, first.warn_at


def times_reopened(kind: CaseType, events: Sequence[Event]) -> int:
    """How often a case that was answered or ended went back to somebody who has to act."""
    phases = {state.id: state.phase for state in kind.states}
    before, count = phases[kind.initial], 0
    for event in events:
        if event.kind is EventKind.MOVED:
            after = phases[event.data["to"]]
            count += before in (Phase.ANSWERED, Phase.ENDED) and after in (Phase.OPEN, Phase.WAITING)
            before = after
    return count


def store(case: Case, found: Projection, *, head: str) -> None:
    """Write what a log says into the rows of its case; only what has changed is written."""
    organisations = keys_of("organisation", found.organisations)
    owner = keys_of("owner", [found.owner])
    for name, value in found.columns.items():
        setattr(case, name, value)
    case.lead_id, case.owner_id = organisations.get(found.lead), owner.get(found.owner)
    case.head = head
    case.save(update_fields=[name.removesuffix("_id") for name in PROJECTED])
    _store_clocks(case, found.clocks, organisations)
    _store_bodies(case, found.bodies, organisations)


def _store_clocks(case: Case, clocks: Sequence[ClockRow], organisations: Mapping[str, int]) -> None:
    stored = {(row.clock, row.organisation_id): row for row in case.clocks.all()}
    for one in clocks:
        row = stored.pop((one.clock, organisations.get(one.organisation)), None)
        said = clock_columns(one)
        if row is None:
            CaseClock.objects.create(
                case=case, clock=one.clock, organisation_id=organisations.get(one.organisation), **said
            )
        elif any(getattr(row, name) != value for name, value in said.items()):
            if row.due_at != one.due_at and one.due_at is not None:  # another time is told of again
                row.told_warning = row.told_late = False
            for name, value in said.items():
                setattr(row, name, value)
            row.save()
    for row in stored.values():
        row.delete()


def clock_columns(one: ClockRow) -> dict[str, Any]:
    return {"due_at": one.due_at, "warn_at": one.warn_at, "stopped_at": one.stopped_at, "met": one.met}


def _store_bodies(
    case: Case, bodies: Mapping[tuple[str, str], datetime | None], organisations: Mapping[str, int]
) -> None:
    stored = {(row.organisation_id, row.part): row for row in case.bodies.all()}
    for (code, part), answered in bodies.items():
        row = stored.pop((organisations[code], part), None)
        if row is None:
            CaseBody.objects.create(case=case, organisation_id=organisations[code], part=part, answered_at=answered)
        elif row.answered_at != answered:
            row.answered_at = answered
            row.save(update_fields=["answered_at"])
    for row in stored.values():
        row.delete()
