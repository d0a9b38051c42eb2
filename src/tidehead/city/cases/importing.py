"""Stores a pack's kinds of case and its calendar, and fills a region with cases whose logs exist already."""

import hashlib
import json
from datetime import datetime

from tidehead.calc.casework import calendar_to_plain, case_type_to_plain, type_digest
from tidehead.calc.casework.types import CaseType, WorkingCalendar
from tidehead.city.cases.filling_up import load_logs
from tidehead.city.cases.models import Calendar, TypeVersion
from tidehead.packs.schema import Region

__all__ = ["load_case_types", "load_logs", "put_calendar", "put_case_type"]


def load_case_types(region: Region, *, now: datetime) -> int:
    """Store the pack's kinds of case and its working calendar; returns how many versions of kinds are new.

    A changed kind is a further version: cases that were opened by an older one stay with it.
    """
    TypeVersion.objects.update(current=False)
    new = sum(put_case_type(kind, ordinal=nth, pack=region.pack.id) for nth, kind in enumerate(region.case_types))
    if region.calendar is not None:
        put_calendar(region.calendar.working)
    return new


def put_calendar(working: WorkingCalendar) -> None:
    """Make this the region's working calendar."""
    plain = calendar_to_plain(working)
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    Calendar.objects.update_or_create(id=1, defaults={"plain": plain, "digest": digest})


def put_case_type(kind: CaseType, *, ordinal: int = 0, pack: str = "") -> bool:
    """Make this version of a kind the one by which its cases are opened. Whether it is new."""
    said = {"current": True, "ordinal": ordinal, "pack": pack}
    digest = type_digest(kind)
    TypeVersion.objects.filter(code=kind.id).exclude(digest=digest).update(current=False)
    if TypeVersion.objects.filter(code=kind.id, digest=digest).update(**said):
        return False
    TypeVersion.objects.create(
        code=kind.id,
        digest=digest,
        family=kind.family,
        label_zh=kind.label.zh,
        label_en=kind.label.en,
        plain=case_type_to_plain(kind),
        **said,
    )
    return True
