"""Leaving and reading the trail of who did what."""

from datetime import datetime

from tidehead.city.common.models import Trail
from tidehead.city.common.types import TrailRow


def leave_trail(actor: str, verb: str, subject: str, *, at: datetime, detail: dict[str, object] | None = None) -> None:
    Trail.objects.create(actor=actor, verb=verb, subject=subject, at=at, detail=detail or {})


def recent_trail(*, subject: str = "", most: int = 50) -> tuple[TrailRow, ...]:
    rows = Trail.objects.order_by("-at", "-id")
    if subject:
        rows = rows.filter(subject=subject)
    return tuple(
        TrailRow(actor=row.actor, verb=row.verb, subject=row.subject, at=row.at.isoformat(), detail=row.detail)
        for row in rows[:most]
    )
