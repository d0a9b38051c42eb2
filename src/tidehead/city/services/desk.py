"""What a firm sees of its own requests, in plain words: what happens now, what was promised, what it can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tidehead.calc.casework.types import ClockReading, ClockStatus, Event, EventKind
from tidehead.city.accounts.types import Actor
from tidehead.city.cases.queries import case_file, case_slices, clocks_of
from tidehead.city.cases.types import AttachmentInfo, CaseFile, CaseInfo, Wanted
from tidehead.city.cases.wording import due_light, due_words
from tidehead.city.common.slices import Slices
from tidehead.city.places.queries import organisations_by_code
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import CONFIRMED, UNCONFIRMED, WAITING_FOR_FIRM
from tidehead.city.services.wording import FOR_FIRMS, NEEDS_FIRM, OUTCOME_WORDS, STEPS, WORDS_OF_STEP
from tidehead.city.shell.formatting import date_text

ClockRow = tuple[str, str, datetime | None, datetime | None, bool | None]
"""As `cases.queries.clocks_of` gives it: clock, organisation, due, stopped, met."""
PROMISES = ("answer", "done")
"""Clocks that are promises to the firm; the others are between offices."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One of the firm's requests in a list."""

    number: str
    title: str
    told: str
    needs_you: bool
    promised: str  # "promised by 8 May: 3 days left"; "" where nothing is
    light: str
    moved_at: datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, as the firm is told."""

    at: datetime
    told: str
    words: str


@dataclass(frozen=True, slots=True)
class Promise:
    told: str
    light: str


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """One request as its firm sees it. `may`: what it can do now, as the names of moves."""

    case: CaseInfo
    told: str
    question: str
    outcome: str
    outcome_words: str
    promises: tuple[Promise, ...]
    steps: tuple[Step, ...]
    files: tuple[AttachmentInfo, ...]
    may: frozenset[str]
    reopen_until: date | None
    helpers: tuple[str, ...]  # organisations that work on it beside the one in charge


def desk_slices(actor: Actor, now: datetime, *, enterprise: str) -> Slices[DeskLine]:
    """The requests of a firm, those that moved last first."""
    found = case_slices(actor, Wanted(family="request", party=enterprise, order="moved"))
    return Slices(lambda offset, limit: _lines(found.read(offset, limit), now), found.count)


def waiting_for(actor: Actor, now: datetime, *, enterprise: str) -> tuple[DeskLine, ...]:
    """What waits for the firm's own word: a question to answer, a result to judge."""
    wanted = Wanted(family="request", party=enterprise, states=tuple(sorted(NEEDS_FIRM)), order="moved")
    return tuple(_lines(case_slices(actor, wanted)[:20], now))


def _lines(cases: Sequence[CaseInfo], now: datetime) -> list[DeskLine]:
    clocks = clocks_of([case.id for case in cases])
    return [_line(case, _promised_by(clocks.get(case.id, ())), now) for case in cases]


def _promised_by(clocks: tuple[ClockRow, ...]) -> datetime | None:
    """The earliest moment by which something was promised to the firm and has not come yet."""
    running = (due for clock, body, due, stopped, _met in clocks if clock in PROMISES and not body and not stopped)
    return min((due for due in running if due is not None), default=None)


def _line(case: CaseInfo, promised: datetime | None, now: datetime) -> DeskLine:
    needs_you = case.state in NEEDS_FIRM
    due = None if needs_you or case.phase == "ended" else promised
    words = (
        _("promised by %(day)s: %(left)s") % {"day": date_text(last_day(due)), "left": due_words(due, now)}
        if due
        else ""
    )
    return DeskLine(
        number=case.number,
        title=case.title,
        told=told_of(case),
        needs_you=needs_you,
        promised=words,
        light=due_light(due, None, now),
        moved_at=case.moved_at,
        ended=case.phase == "ended",
    )


def told_of(case: CaseInfo) -> str:
    """What the state of a request means for its firm."""
    words = FOR_FIRMS.get(case.state)
    return str(words) % {"lead": case.lead_label or _("The service office")} if words else str(case.state_label)


def desk_request(number: str, actor: Actor, now: datetime) -> DeskRequest | None:
    """One request for somebody of its firm; None for everybody else."""
    file = case_file(number, actor, now)
    if file is None or file.case.family != "request" or file.case.party not in actor.enterprises:
        return None
    case = file.case
    return DeskRequest(
        case=case,
        told=told_of(case),
        question=str(case.fields.get("question") or "") if case.state == WAITING_FOR_FIRM else "",
        outcome=str(OUTCOME_WORDS.get(str(case.fields.get("outcome") or ""), "")),
        outcome_words=str(case.fields.get("outcome_words") or ""),
        promises=tuple(_promise(one, case, now) for one in file.clocks if one.clock in PROMISES and not one.party),
        steps=steps_of(file),
        files=tuple(one for one in file.attachments if not one.internal),
        may=_may(file, now),
        reopen_until=_reopen_until(case),
        helpers=tuple(str(label) for _code, label, _answered in file.co_owners),
    )


def _may(file: CaseFile, now: datetime) -> frozenset[str]:
    """What the firm can do now; what comes again after the last day for bringing it back is a new request."""
    until = _reopen_until(file.case)
    too_late = until is not None and timezone.localdate(now) > until
    return frozenset(o.transition for o in file.offers if o.transition != "reopen" or not too_late)


def _reopen_until(case: CaseInfo) -> date | None:
    """Until when it can be brought back, which counts against its closure."""
    if case.state not in {CONFIRMED, UNCONFIRMED} or case.ended_at is None:
        return None
    return timezone.localdate(case.ended_at + timedelta(days=service_rules().reopen_days))


def _promise(reading: ClockReading, case: CaseInfo, now: datetime) -> Promise:
    what = _("An answer") if reading.clock == "answer" else _("The result")
    told, light = {
        ClockStatus.RUNNING: (_("%(what)s by %(day)s at the latest"), "on_course"),
        ClockStatus.WARNING: (_("%(what)s by %(day)s at the latest"), "behind"),
        ClockStatus.LATE: (_("%(what)s was promised by %(day)s: %(late)s"), "off_course"),
        ClockStatus.PAUSED: (_("%(what)s: the time stands still until you answer"), "unknown"),
        ClockStatus.MET: (_("%(what)s: kept in time"), "reached"),
        ClockStatus.MISSED: (_("%(what)s: it came too late"), "off_course"),
    }[reading.status]
    late = due_words(reading.due_at, now)
    return Promise(told % {"what": what, "day": date_text(last_day(reading.due_at)), "late": late}, light)


def last_day(due_at: datetime) -> date:
    """The day at whose close something is due at the latest: that before midnight, where it is due at 24:00."""
    return timezone.localdate(due_at - timedelta(microseconds=1))


def steps_of(file: CaseFile) -> tuple[Step, ...]:
    """What happened, the latest first; nothing that offices say among themselves."""
    known: dict[str, Any] = {}
    steps: list[Step] = []
    for event in file.events:
        known.update(event.data.get("fields") or {})
        if event.kind is EventKind.LED:
            known["lead"] = event.data.get("organisation", "")
        if not event.data.get("internal") and (step := _step(event, known, file.case)) is not None:
            steps.append(step)
    return tuple(reversed(steps))


def _step(event: Event, known: Mapping[str, Any], case: CaseInfo) -> Step | None:
    if event.kind is EventKind.OPENED:
        return Step(event.at, _("You asked"), str(known.get("description") or case.title))
    if event.kind is EventKind.MOVED:
        return _moved(event, known, case)
    if event.kind is EventKind.CO_OWNER_ADDED:
        return Step(event.at, _("%(body)s works on it too") % {"body": _name(event.data.get("organisation", ""))}, "")
    if event.kind is EventKind.COMMENTED:
        return Step(event.at, event.by, str(event.data.get("words", "")))
    if event.kind is EventKind.ATTACHED:
        return Step(event.at, _("A file was added"), str(event.data.get("name", "")))
    return None


def _moved(event: Event, known: Mapping[str, Any], case: CaseInfo) -> Step | None:
    transition = str(event.data.get("transition", ""))
    words = STEPS.get(transition)
    if words is None:
        return None
    said = known.get(WORDS_OF_STEP.get(transition, ""), "")
    told = str(words) % {
        "lead": _name(str(known.get("lead") or case.lead)) or _("The service office"),
        "outcome": OUTCOME_WORDS.get(str(known.get("outcome") or ""), ""),
        "satisfaction": known.get("satisfaction", ""),
    }
    return Step(event.at, told, str(said or ""))


def _name(code: str) -> str:
    found = organisations_by_code([code]).get(code) if code else None
    return str(found.label) if found else code
