"""Leaving, sealing, verifying and reading the trail of who did what.

Rows are added by whoever acts, in any order and in their own transactions. The sealer then gives each its number and a
digest over it and the row before: whoever changes, takes out or puts in a sealed row breaks every digest after it.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, time

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tidehead.city.common.models import Trail, TrailHead
from tidehead.city.common.slices import Slices
from tidehead.city.common.trail_guard import guard_statements, unguard_statements
from tidehead.city.common.types import Text, TrailRow, TrailVerdict, TrailWanted

READ = "sensitive.read"
_BATCH = 500
_account: ContextVar[int | None] = ContextVar("acting_account", default=None)


# Leaving a trail


@contextmanager
def acting_account(key: int | None) -> Iterator[None]:
    """Within it, what is done is done by this account, whatever name it shows."""
    token = _account.set(key)
    try:
        yield
    finally:
        _account.reset(token)


def leave_trail(actor: str, verb: str, subject: str, *, at: datetime, detail: dict[str, object] | None = None) -> None:
    """Note what was done, in the transaction that did it."""
    Trail.objects.create(actor=actor, account=_account.get(), verb=verb, subject=subject, at=at, detail=detail or {})


def note_reading(actor: str, subject: str, purpose: str, *, at: datetime) -> None:
    """Note that somebody read sensitive data, and what for. Raises ValueError without a purpose."""
    if not purpose.strip():
        raise ValueError("sensitive data is read for a purpose")
    leave_trail(actor, READ, subject, at=at, detail={"purpose": purpose.strip()})


# Sealing and verifying


def seal_next() -> bool:
    """Seal some of the rows that wait. Returns whether there were any."""
    if not Trail.objects.filter(number=None).exists():
        return False
    with transaction.atomic():
        head = _locked_head()
        rows = list(Trail.objects.filter(number=None).order_by("id")[:_BATCH])
        for row in rows:
            row.number = head.number = head.number + 1
            row.digest = head.digest = digest_of(row, head.digest)
        Trail.objects.bulk_update(rows, ["number", "digest"], batch_size=100)
        head.save()
    return bool(rows)


def seal_all() -> None:
    while seal_next():
        pass


def _locked_head() -> TrailHead:
    """The end of the chain, held until the transaction ends: of two sealers, the second waits."""
    TrailHead.objects.get_or_create(id=1)
    return TrailHead.objects.select_for_update().get(id=1)


def digest_of(row: Trail, before: str) -> str:
    """SHA-256 over all that a row says and the digest before it, whatever engine it is stored in."""
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [before, row.number, row.actor, row.account, row.verb, row.subject, moment, row.detail]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def verify_trail(*, expected: tuple[int, str] | None = None) -> TrailVerdict:
    """Seal what waits, then follow the chain from its beginning to the first row that does not fit.

    expected: number and digest of a row, noted elsewhere before.
    """
    seal_all()
    with transaction.atomic():
        head = _locked_head()
        checked, digest = 0, ""
        for row in Trail.objects.exclude(number=None).order_by("number").iterator(chunk_size=_BATCH):
            if row.number != checked + 1:
                return _broken(head, checked, Text(f"缺第 {checked + 1} 条", f"row {checked + 1} is missing"))
            digest = digest_of(row, digest)
            if digest != row.digest or (expected and expected[0] == row.number and expected[1] != digest):
                said = f"{row.at:%Y-%m-%d %H:%M:%S} {row.actor} {row.verb} {row.subject}"
                why = Text(
                    f"第 {row.number} 条与其摘要不符：{said}", f"row {row.number} is not what was sealed: {said}"
                )
                return _broken(head, checked, why)
            checked += 1
        if (head.number, head.digest) != (checked, digest) or (expected and expected[0] > checked):
            return _broken(head, checked, Text("末尾的记录缺失", "rows are missing at the end"))
        return TrailVerdict(checked, head.number, head.digest)


def _broken(head: TrailHead, checked: int, why: Text) -> TrailVerdict:
    return TrailVerdict(checked, head.number, head.digest, broken=checked + 1, why=why)


@contextmanager
def unguarded_trail() -> Iterator[None]:
    """Within it rows may be taken away: for putting a backup in place of everything. Only inside a transaction."""
    with connection.cursor() as cursor:
        for statement in unguard_statements(connection.vendor):
            cursor.execute(statement)
        yield
        for statement in guard_statements(connection.vendor):
            cursor.execute(statement)


# Reading the trail


def recent_trail(*, subject: str = "", most: int = 50) -> tuple[TrailRow, ...]:
    rows = Trail.objects.order_by("-at", "-id")
    if subject:
        rows = rows.filter(subject=subject)
    return tuple(_row(row) for row in rows[:most])


def trail_slices(wanted: TrailWanted) -> Slices[TrailRow]:
    """The rows that are asked for, the latest first, a page at a time."""
    rows = _wanted(wanted).order_by("-at", "-id")
    return Slices(lambda offset, limit: [_row(row) for row in rows[offset : offset + limit]], rows.count)


def _wanted(wanted: TrailWanted) -> QuerySet[Trail]:
    rows = Trail.objects.all()
    if wanted.person:
        rows = rows.filter(actor__icontains=wanted.person)
    if wanted.subject:
        rows = rows.filter(subject__icontains=wanted.subject)
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.readings:  # each app may have its own word for it; all of them say what for
        rows = rows.filter(detail__has_key="purpose")
    if wanted.since:
        rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(wanted.since, time.min)))
    if wanted.until:
        rows = rows.filter(at__lte=timezone.make_aware(datetime.combine(wanted.until, time.max)))
    return rows


def _row(row: Trail) -> TrailRow:
    return TrailRow(
        actor=row.actor,
        verb=row.verb,
        subject=row.subject,
        at=row.at.isoformat(),
        detail=row.detail,
        id=row.pk,
        account=row.account,
        number=row.number,
    )
