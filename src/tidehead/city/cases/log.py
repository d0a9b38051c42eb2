"""A case's log: its rows as events, and the chain of digests that shows whether any row was changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tidehead.calc.casework.types import Event, EventKind
from tidehead.city.cases.models import CaseEvent


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written into a log: an event, and who stands behind it."""

    event: Event
    by_id: int | None
    by_name: str
    by_post: str
    reason: str


def event_of(row: CaseEvent) -> Event:
    return Event(seq=row.seq, at=row.at, kind=EventKind(row.kind), data=row.data, by=row.by_name)


def entry_of(row: CaseEvent) -> Entry:
    return Entry(event_of(row), row.by_id, row.by_name, row.by_post, row.reason)


def digest_of(number: str, before: str, entry: Entry) -> str:
    """SHA-256 over everything that an entry says, the case's number, and the digest of the entry before it."""
    event = entry.event
    said = [
        number,
        before,
        event.seq,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(event.kind),
        event.data,
        entry.by_id,
        entry.by_name,
        entry.by_post,
        entry.reason,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chained(number: str, before: str, entries: Iterable[Entry], case_id: int) -> list[CaseEvent]:
    """Rows for entries, each with the digest of the one before it."""
    rows = []
    for entry in entries:
        digest = digest_of(number, before, entry)
        rows.append(
            CaseEvent(
                case_id=case_id,
                seq=entry.event.seq,
                at=entry.event.at,
                kind=str(entry.event.kind),
                data=entry.event.data,
                by_id=entry.by_id,
                by_name=entry.by_name,
                by_post=entry.by_post,
                reason=entry.reason,
                before=before,
                digest=digest,
            )
        )
        before = digest
    return rows


def is_chain(number: str, head: str, rows: Sequence[CaseEvent]) -> bool:
    """Whether a log is whole: numbered from 1 without a gap, each digest right, the last one the case's head."""
    before = ""
    for seq, row in enumerate(rows, 1):
        if row.seq != seq or row.before != before or row.digest != digest_of(number, before, entry_of(row)):
            return False
        before = row.digest
    return bool(rows) and before == head


def plain_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data as the store gives them back, so that what is digested now is what is read later. Raises TypeError."""
    return dict(json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False)))


def exact_moment(at: datetime) -> datetime:
    return at.astimezone(UTC)
