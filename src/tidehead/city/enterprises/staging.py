"""Reads the tables that wait, one after another, beside the server: a million rows, and a kill at any moment."""

import os
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.lexicons import reader_of_rows
from tidehead.city.enterprises.models import RegisterImport
from tidehead.city.enterprises.types import FAILED, STAGED, STAGING, WAITING
from tidehead.city.enterprises.versions import register_folder
from tidehead.lake.register import ColumnMapping, MappingRefused, Progress, Staged, StageOptions, stage
from tidehead.lake.sheets import UnreadableFile

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
_GIVEN_UP = Text(
    f"读取这份表连续中断 {MOST_ATTEMPTS} 次，已停止尝试，原件已保留。请拆分后重新上传，或查看日志。",
    f"Reading this table broke off {MOST_ATTEMPTS} times and is not tried any more. Split it, or look into the log.",
)


class _Stopped(Exception):
    """Somebody stopped the reading, or another worker took it over."""


def stage_next() -> bool:
    """Read one table that waits. False when there is none."""
    import_id = claim_import(now=timezone.now())
    if import_id is None:
        return False
    try:
        staged = _read(import_id)
    except _Stopped:
        return True
    except (UnreadableFile, MappingRefused) as refused:
        store_failure(import_id, Text(refused.label.zh, refused.label.text("en")), now=timezone.now())
    else:
        store_staged(import_id, staged, now=timezone.now())
    return True


def claim_import(*, now: datetime) -> int | None:
    """The next table to read, leased to the caller; of two workers that try, one gets it.

    One whose reader was killed is claimed again when its lease has run out, and goes on where that one stopped.
    """
    waiting = RegisterImport.objects.filter(Q(state=WAITING) | Q(state=STAGING, lease_until__lt=now)).order_by("id")
    for import_id, state, until in waiting.values_list("id", "state", "lease_until")[:20]:
        mine = RegisterImport.objects.filter(id=import_id, state=state, lease_until=until)
        if mine.update(state=STAGING, lease_until=now + LEASE, attempts=F("attempts") + 1) != 1:
            continue
        if not RegisterImport.objects.filter(id=import_id, attempts__gt=MOST_ATTEMPTS).exists():
            return int(import_id)
        store_failure(import_id, _GIVEN_UP, now=now)
    return None


def release_imports() -> int:
    """Queue again what a killed worker left half read; called when the one worker starts. Returns how many."""
    return RegisterImport.objects.filter(state=STAGING).update(state=WAITING, lease_until=None)


def _read(import_id: int) -> Staged:
    row = RegisterImport.objects.get(id=import_id)
    if not row.staged_as:
        row.staged_as = f"staged-{import_id}-{os.urandom(4).hex()}"
        RegisterImport.objects.filter(id=import_id).update(staged_as=row.staged_as)
    return stage(
        settings.DATA / "uploads" / row.stored_as,
        ColumnMapping.from_json(row.mapping),
        out=register_folder() / row.staged_as,
        clean=reader_of_rows(row.as_of),
        options=StageOptions(
            source=row.origin or row.file_name,
            as_of=row.as_of.isoformat() if row.as_of else "",
            synthetic=row.synthetic,
        ),
        progress=lambda progress: _tell(import_id, progress),
    )


def _tell(import_id: int, progress: Progress) -> None:
    total = progress.rows_total or (round(progress.rows_done / progress.share) if progress.share else None)
    told = {"rows_done": progress.rows_done, "rows_total": total, "lease_until": timezone.now() + LEASE}
    if RegisterImport.objects.filter(id=import_id, state=STAGING).update(**told) != 1:
        raise _Stopped


@transaction.atomic
def store_staged(import_id: int, staged: Staged, *, now: datetime) -> None:
    """Keep what the reading gave; a table that was stopped meanwhile stays stopped."""
    counts = {
        "rows_done": staged.rows,
        "rows_total": staged.rows,
        "sound": staged.sound,
        "faulty": staged.faulty,
        "fatal": staged.fatal,
        "faults": staged.cells,
        "masked": staged.masked,
        "without_code": staged.without_code,
        "left_out": dict(staged.left_out),
    }
    reading = RegisterImport.objects.filter(id=import_id, state=STAGING)
    if reading.update(state=STAGED, lease_until=None, **counts) == 1:
        leave_trail("system", "register.table_read", f"import:{import_id}", at=now, detail=counts)


@transaction.atomic
def store_failure(import_id: int, error: Text, *, now: datetime) -> None:
    failed = {"error_zh": error.zh, "error_en": error.en, "lease_until": None}
    if RegisterImport.objects.filter(id=import_id, state=STAGING).update(state=FAILED, **failed) == 1:
        leave_trail("system", "register.table_failed", f"import:{import_id}", at=now, detail={"error": error.en})
