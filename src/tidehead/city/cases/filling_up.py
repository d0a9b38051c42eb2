"""Many cases with whole logs at once, as when a region brings what happened before, or a generator makes it up."""

import hashlib
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tidehead.calc.casework.types import CaseType, Event, EventKind
from tidehead.city.cases.keys import keys_of
from tidehead.city.cases.kinds import calendar, current_version, kind_of
from tidehead.city.cases.log import Entry, chained, exact_moment, plain_data
from tidehead.city.cases.models import Case, CaseBody, CaseClock, CaseEvent, TypeVersion
from tidehead.city.cases.numbering import next_numbers
from tidehead.city.cases.projecting import Projection, clock_columns, projection
from tidehead.city.cases.types import LoggedCase
from tidehead.city.common.trail import leave_trail

AT_ONCE = 1_000
ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class _Prepared:
    case: Case
    found: Projection
    rows: list[CaseEvent]


@transaction.atomic
def load_logs(cases: Iterable[LoggedCase], *, now: datetime) -> int:
    """Store cases with their logs: all or nothing. Returns how many are new.

    Numbers are given here, in the order of the cases; a case whose `key` was loaded before is left out. What is due
    already is not told of: it is no news. Raises CaseRefused, CaseworkRefused.
    """
    versions: dict[str, TypeVersion] = {}
    waiting, loaded = iter(cases), 0
    while batch := list(islice(waiting, AT_ONCE)):
        batch = _new_ones(batch)
        for code in {one.new.type for one in batch} - versions.keys():
            versions[code] = current_version(code)
        _store(_prepared(batch, versions), now)
        loaded += len(batch)
    leave_trail("system", "cases.loaded", "cases", at=now, detail={"cases": loaded})
    return loaded


def loaded_key(key: str) -> str | None:
    return hashlib.sha256(f"loaded {key}".encode()).hexdigest() if key else None


def _new_ones(batch: Sequence[LoggedCase]) -> list[LoggedCase]:
    keys = [key for one in batch if (key := loaded_key(one.new.key))]
    known = set(Case.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    return [one for one in batch if loaded_key(one.new.key) not in known]


def _prepared(batch: Sequence[LoggedCase], versions: dict[str, TypeVersion]) -> list[_Prepared]:
    kinds, days = {code: kind_of(version) for code, version in versions.items()}, calendar()
    zone = ZoneInfo(days.zone)
    years = [one.events[0].at.astimezone(zone).year for one in batch]
    series = Tally((one.new.type, year) for one, year in zip(batch, years, strict=True))
    numbers = {key: iter(next_numbers(kinds[key[0]], key[1], count)) for key, count in series.items()}
    places = keys_of("place", {one.new.place for one in batch})
    parties = keys_of("party", {one.new.party for one in batch})
    prepared = []
    for one, year in zip(batch, years, strict=True):
        kind, version = kinds[one.new.type], versions[one.new.type]
        number = next(numbers[one.new.type, year])
        events = _events(one, kind, version)
        found = projection(kind, events, days)
        rows = chained(number, "", _entries(one, events), 0)
        case = Case(
            number=number,
            type=version,
            family=kind.family,
            type_code=kind.id,
            title=one.new.title,
            place_id=_known(places, one.new.place),
            party_id=_known(parties, one.new.party),
            opened_by_id=one.opened_by,
            opened_post=one.posts[0] if one.posts else "",
            opened_at=events[0].at,
            key=loaded_key(one.new.key),
            synthetic=one.new.synthetic,
            head=rows[-1].digest,
            **found.columns,
        )
        prepared.append(_Prepared(case, found, rows))
    return prepared


def _known(keys: dict[str, int], code: str) -> int | None:
    return keys[code] if code else None


def _events(one: LoggedCase, kind: CaseType, version: TypeVersion) -> list[Event]:
    """The events as a log keeps them; the opening says what the case itself is."""
    new = one.new
    identity = {
        "type": kind.id,
        "version": version.digest,
        "title": new.title,
        "place": new.place,
        "party": new.party,
        "fields": dict(new.fields),
        "lead": new.lead,
        "co_owners": list(new.co_owners),
    }
    events = [replace(event, at=exact_moment(event.at), data=plain_data(event.data)) for event in one.events]
    if events[0].kind is EventKind.OPENED:
        events[0] = replace(events[0], data=plain_data({**identity, **events[0].data}))
    return events


def _entries(one: LoggedCase, events: Sequence[Event]) -> list[Entry]:
    posts = one.posts or ("",) * len(events)
    reasons = [str(event.data.get("reason", "")) for event in events]
    return [
        Entry(event, None, event.by, post, reason) for event, post, reason in zip(events, posts, reasons, strict=True)
    ]


def _store(prepared: Sequence[_Prepared], now: datetime) -> None:
    bodies = keys_of("organisation", {code for one in prepared for code in one.found.organisations})
    owners = keys_of("owner", {one.found.owner for one in prepared})
    for one in prepared:
        one.case.lead_id = _known(bodies, one.found.lead)
        one.case.owner_id = _known(owners, one.found.owner)
    Case.objects.bulk_create([one.case for one in prepared], batch_size=ROWS_AT_ONCE)
    for one in prepared:
        for row in one.rows:
            row.case_id = one.case.pk
    CaseEvent.objects.bulk_create([row for one in prepared for row in one.rows], batch_size=ROWS_AT_ONCE)
    clocks: list[CaseClock] = []
    asked: list[CaseBody] = []
    for one in prepared:
        for clock in one.found.clocks:
            columns: dict[str, Any] = clock_columns(clock)
            columns["told_warning"] = clock.warn_at is not None and clock.warn_at <= now
            columns["told_late"] = clock.due_at is not None and clock.due_at <= now
            party = _known(bodies, clock.organisation)
            clocks.append(CaseClock(case=one.case, clock=clock.clock, organisation_id=party, **columns))
        for (code, part), answered in one.found.bodies.items():
            asked.append(CaseBody(case=one.case, organisation_id=bodies[code], part=part, answered_at=answered))
    CaseClock.objects.bulk_create(clocks, batch_size=ROWS_AT_ONCE)
    CaseBody.objects.bulk_create(asked, batch_size=ROWS_AT_ONCE)
