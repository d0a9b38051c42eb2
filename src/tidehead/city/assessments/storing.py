"""How schemes, entries and outcomes become rows."""

import hashlib
import os
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from tidehead.calc.schemes import as_plain, digest
from tidehead.calc.schemes.types import Scheme
from tidehead.city.assessments.computing import ENGINE, Outcome
from tidehead.city.assessments.content import Content, packed
from tidehead.city.assessments.models import EntrySet, Result, Run

ROWS_AT_ONCE = 400


def scheme_fields(scheme: Scheme) -> dict[str, Any]:
    """The columns of a scheme's row that its content says."""
    return {
        "code": scheme.id,
        "digest": digest(scheme),
        "family": scheme.family or scheme.id,
        "label_zh": scheme.label.zh,
        "label_en": scheme.label.en,
        "standing": str(scheme.standing),
        "period": scheme.period,
        "in_force_from": scheme.in_force_from,
        "in_force_to": scheme.in_force_to,
        "plain": as_plain(scheme),
        "summary": _summary(scheme),
    }


def _summary(scheme: Scheme) -> dict[str, Any]:
    return {
        "noun": [scheme.assessed.noun.zh, scheme.assessed.noun.en],
        "assessed": scheme.assessed.kind,
        "source": scheme.source,
        "clause": scheme.clause,
        "note": [scheme.note.zh, scheme.note.en],
        "notice_days": scheme.notice_days,
        "public": list(scheme.public),
        "indicators": len(scheme.indicators),
        "grades": [band.grade for band in scheme.grades],
    }


def keep_entries(content: Content, *, kind: str, scheme_code: str, as_of: date, period: str = "", **fields: Any) -> int:
    """The id of the row with these cells; the same cells of the same period and day are kept once."""
    kept, content_digest = packed(content)
    row, _made = EntrySet.objects.get_or_create(
        scheme_code=scheme_code,
        digest=content_digest,
        kind=kind,
        as_of=as_of,
        period=period,
        defaults={
            "content": kept,
            "units": len(content.entries.ids),
            "synthetic": content.entries.synthetic,
            **fields,
        },
    )
    return row.pk


def keep_file(data: bytes, suffix: str) -> tuple[str, str]:
    """Keep a file that was handed in under its own digest: its name there, and the digest.

    The same bytes are one file, and none is ever removed: a published result stands on it.
    """
    found = hashlib.sha256(data).hexdigest()
    folder = settings.DATA / "entries"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{found}{suffix}"
    if not path.exists():
        draft = folder / f".{os.urandom(8).hex()}.part"
        try:
            with draft.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return path.name, found


def outcome_fields(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The columns of a run that computing it fills."""
    return {
        "engine": ENGINE,
        "result_digest": outcome.digest,
        "units": len(outcome.rows),
        "scored": outcome.scored,
        "boards": list(outcome.boards),
        "steps": list(outcome.steps),
        "drivers": list(outcome.drivers),
        "progress": 1.0,
        "lease_until": None,
        "computed_at": now,
    }


def keep_results(run: Run, rows: Iterable[dict[str, Any]]) -> None:
    Result.objects.bulk_create((Result(run=run, **row) for row in rows), batch_size=ROWS_AT_ONCE)
