"""Versions of the register: which one counts, what it was made of, and the lake's side of it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import RegisterVersion
from tidehead.city.enterprises.types import CURRENT, PartInfo, VersionInfo
from tidehead.lake.register import Register

_OPEN = 4
"""Registers kept open at once: the one that counts, and what a page compares it with."""


def register_folder() -> Path:
    """Where registers and staged tables lie."""
    return Path(settings.DATA) / "register"


def current_version() -> VersionInfo | None:
    row = RegisterVersion.objects.filter(state=CURRENT).first()
    return _info(row) if row else None


def current_register() -> Register | None:
    """The register that counts, or None before there is any."""
    folder = RegisterVersion.objects.filter(state=CURRENT).values_list("folder", flat=True).first()
    return _opened(str(register_folder() / folder)) if folder else None


@lru_cache(maxsize=_OPEN)
def _opened(folder: str) -> Register:
    return Register(Path(folder), engine=settings.ENVIRONMENT.get("LAKE", "duckdb"))


def version_by_number(number: int) -> VersionInfo | None:
    row = RegisterVersion.objects.filter(number=number).select_related("former").prefetch_related("parts").first()
    return _info(row, with_parts=True) if row else None


def all_versions() -> tuple[VersionInfo, ...]:
    """The latest first."""
    rows = RegisterVersion.objects.select_related("former").prefetch_related("parts").order_by("-number")
    return tuple(_info(row, with_parts=True) for row in rows)


def version_being_made() -> VersionInfo | None:
    """One that the worker has before it or under its hands."""
    row = RegisterVersion.objects.filter(state__in=("queued", "building")).order_by("number").first()
    return _info(row) if row else None


def _info(row: RegisterVersion, *, with_parts: bool = False) -> VersionInfo:
    parts = sorted(row.parts.all(), key=lambda part: part.ordinal) if with_parts else ()
    return VersionInfo(
        id=row.pk,
        number=row.number,
        folder=row.folder,
        state=row.state,
        reason=row.reason,
        former=row.former.number if with_parts and row.former else None,
        rows=row.rows,
        synthetic=row.synthetic,
        as_of=row.as_of,
        made_by=row.made_by,
        made_at=row.made_at,
        ready_at=row.ready_at,
        pairs_at=row.pairs_at,
        progress=row.progress,
        error=Text(row.error_zh, row.error_en),
        parts=tuple(
            PartInfo(part.kind, part.label, part.rows, part.taken_from_id, part.staged_as, part.with_faults)
            for part in parts
        ),
    )
