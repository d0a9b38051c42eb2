"""What people set right about a firm against what was read of it: kept with the reason, applied, and undoable."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import FirmCorrection
from tidehead.city.enterprises.terms import CLASS, CLUSTER, DIVISION_OF_LAND, ROLE, labels
from tidehead.city.enterprises.types import (
    CORRECTED_FIELDS,
    CorrectionInfo,
    FirmInfo,
    NotThere,
    Overtaken,
    RegisterRefused,
)
from tidehead.city.enterprises.wording import ACTIVITIES, STATUSES
from tidehead.city.places.queries import place_by_code

# Reading


def corrections_of(code: str) -> tuple[CorrectionInfo, ...]:
    """All of a firm, taken back or not, the latest first."""
    return tuple(_info(row) for row in FirmCorrection.objects.filter(code=code).order_by("-at", "-id"))


def standing_corrections(codes: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
    """field -> value of each firm, of those that count; of all firms where no codes are given."""
    rows = FirmCorrection.objects.filter(undone_at=None)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, field, value in rows.values_list("code", "field", "value"):
        found[code][field] = value
    return dict(found)


def corrected(firm: FirmInfo, given: dict[str, str]) -> FirmInfo:
    """The firm with what people set right.

    >>> corrected(FirmInfo(code="a", name="b", industry="3441"), {"industry": "3452"}).group
    '345'
    """
    if not given:
        return firm
    changed: dict[str, object] = dict(given)
    if "industry" in given:
        code = given["industry"]
        changed |= {"division": code[:2], "group": code[:3], "confidence": 1.0}
    return replace(firm, **changed)


def _info(row: FirmCorrection) -> CorrectionInfo:
    return CorrectionInfo(
        row.pk, row.code, row.field, row.value, row.former, row.reason, row.by, row.at, row.undone_by, row.undone_at
    )


# Writing


@transaction.atomic
def correct_firm(*, by: Actor, firm: FirmInfo, field: str, value: str, reason: str, now: datetime) -> int:
    """Set a field of a firm right; a correction before it is taken back by this one. Raises RegisterRefused."""
    if not by.may("register.decide"):
        raise PermissionDenied
    value, reason = value.strip()[:200], reason.strip()[:1000]
    _refuse_unknown(field, value)
    if not reason:
        raise RegisterRefused(Text("请写明更正理由，以便日后查核。", "Say why, so that others can look it up."))
    former = str(getattr(firm, field) or "")
    if former == value:
        raise RegisterRefused(Text("与现有内容相同，没有更正。", "It says so already; nothing was corrected."))
    FirmCorrection.objects.filter(code=firm.code, field=field, undone_at=None).update(undone_by=by.name, undone_at=now)
    try:
        with transaction.atomic():
            row = FirmCorrection.objects.create(
                code=firm.code, field=field, value=value, former=former, reason=reason, by=by.name, at=now
            )
    except IntegrityError:
        raise Overtaken(Text("另一位同事刚刚更正了这一项。", "Somebody else has just corrected this.")) from None
    detail = {"field": field, "from": former, "to": value, "reason": reason}
    leave_trail(by.name, "firm.corrected", f"enterprise:{firm.code}", at=now, detail=detail)
    return row.pk


@transaction.atomic
def undo_correction(*, by: Actor, correction_id: int, now: datetime) -> str:
    """Take a correction back: what was read counts again. Returns the firm's code. Raises NotThere."""
    if not by.may("register.decide"):
        raise PermissionDenied
    standing = FirmCorrection.objects.filter(id=correction_id, undone_at=None)
    if standing.update(undone_by=by.name, undone_at=now) != 1:
        raise NotThere(Text("这项更正已被撤销。", "This correction has been taken back already."))
    row = FirmCorrection.objects.get(id=correction_id)
    detail = {"field": row.field, "value": row.value}
    leave_trail(by.name, "firm.correction_undone", f"enterprise:{row.code}", at=now, detail=detail)
    return row.code


def _refuse_unknown(field: str, value: str) -> None:
    if field not in CORRECTED_FIELDS:
        raise RegisterRefused(Text("这一项不能在此更正。", "This cannot be corrected here."))
    if not value:
        raise RegisterRefused(Text("请填写更正后的内容。", "Say what it should be."))
    if not _is_known(field, value):
        raise RegisterRefused(
            Text(f"没有“{value}”这个代码，请从列表中选择。", f"There is no code “{value}”; choose one of the list.")
        )


def _is_known(field: str, value: str) -> bool:
    if field == "industry":
        return value in labels(CLASS)
    if field == "cluster":
        return value in labels(CLUSTER)
    if field == "role":
        return value in labels(ROLE)
    if field in {"county", "town", "park"}:
        return value in labels(DIVISION_OF_LAND) or place_by_code(value) is not None
    return value in (ACTIVITIES if field == "activity" else STATUSES)
