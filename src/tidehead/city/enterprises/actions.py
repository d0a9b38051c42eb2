"""What work does to enterprises: a firm that only the register has becomes one that work knows."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import register_firm
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.queries import enterprise_by_code
from tidehead.city.enterprises.terms import industry_label
from tidehead.city.enterprises.types import EnterpriseInfo, FirmInfo, NotThere
from tidehead.city.places.queries import place_ids

_LONGEST = 200


@transaction.atomic
def ensure_enterprise(*, by: Actor, code: str, now: datetime) -> EnterpriseInfo:
    """The enterprise of a code; a firm of the register becomes known to work when somebody first works with it.

    Its name is kept masked where it is a person's. Raises NotThere where neither work nor the register has the code.
    """
    known = enterprise_by_code(code)
    if known is not None:
        return known
    if not by.name:
        raise PermissionDenied
    firm = register_firm(code)
    if firm is None:
        raise NotThere(Text("登记簿中没有这家企业。", "The register has no such firm."))
    known = enterprise_by_code(firm.code)
    if known is None:
        _, made = Enterprise.objects.get_or_create(code=firm.code, defaults=_as_work_knows(firm))
        if made:
            leave_trail(by.name, "enterprise.known", f"enterprise:{firm.code}", at=now, detail={"name": firm.name})
        known = enterprise_by_code(firm.code)
    if known is None:
        raise NotThere(Text("登记簿中没有这家企业。", "The register has no such firm."))
    return known


def enterprise_to_work_with(*, by: Actor, code: str, now: datetime) -> EnterpriseInfo | None:
    """The enterprise of a code, made known to work where only the register had it; None where nobody has it."""
    try:
        return ensure_enterprise(by=by, code=code, now=now)
    except NotThere:
        return None


def _as_work_knows(firm: FirmInfo) -> dict[str, object]:
    keys = place_ids()
    return {
        "label_zh": firm.name[:_LONGEST],
        "place_id": next((keys[place] for place in firm.places if place in keys), None),
        "industry": industry_label(firm.industry)[:120],
        "jobs": firm.jobs,
        "longitude": firm.point[0] if firm.point else None,
        "latitude": firm.point[1] if firm.point else None,
        "synthetic": firm.synthetic,
    }
