"""Stores what a pack says about tasks."""

from typing import Any

from tidehead.city.common.storing import both
from tidehead.city.tasks.models import Rulebook
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import BlockerKind, Named


def load_tasks(region: Region) -> None:
    """Store what the pack says about tasks."""
    Rulebook.objects.update_or_create(id=1, defaults={"content": _plain(region)})


def _plain(region: Region) -> dict[str, Any]:
    said = region.tasks
    if said is None:
        return {}
    plain = {
        "case_type": said.case_type,
        "lists": list(map(_named, said.lists)),
        "blockers": [_blocker(each, said.escalate_after_days) for each in said.blockers],
        "escalate_after_days": said.escalate_after_days,
        "audit_share": said.audit_share,
        "standing": said.standing,
        "source": said.source,
        "clause": said.clause,
    }
    if said.meeting is not None:
        cycle = said.meeting
        plain |= {"group": cycle.group, "every": cycle.every, "office": cycle.office}
        plain["meeting_label"] = both(cycle.label)
    return plain


def _named(row: Named | BlockerKind) -> dict[str, Any]:
    return {"id": row.id, "label": both(row.label)}


def _blocker(row: BlockerKind, days: int) -> dict[str, Any]:
    return {**_named(row), "organisation": row.organisation, "days": days if row.days is None else row.days}
