"""What is a person's is read one firm at a time, for a purpose that the trail keeps."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import note_reading
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import unmasked_firm
from tidehead.city.enterprises.types import FirmInfo, NotThere, RegisterRefused

LONGEST_PURPOSE = 400


@transaction.atomic
def reveal_firm(*, by: Actor, code: str, purpose: str, now: datetime) -> FirmInfo:
    """The firm with its name and address as they are. Raises RegisterRefused without a purpose."""
    if not by.may("register.reveal"):
        raise PermissionDenied
    said = purpose.replace("\x00", "").strip()[:LONGEST_PURPOSE]
    if not said:
        raise RegisterRefused(Text("请写明查看目的。", "Say what you read it for."))
    firm = unmasked_firm(code)
    if firm is None:
        raise NotThere(Text("登记簿中没有这家企业。", "The register has no such firm."))
    note_reading(by.name, f"enterprise:{firm.code}", said, at=now)
    return firm
