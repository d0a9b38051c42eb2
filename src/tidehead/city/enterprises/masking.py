"""What of a firm is a person's, and how it is shown to who has not said what for.

A sole trader's name is often a person's, and the address a home. Lists, files and pages show both cut short; whoever
may, reads them one firm at a time, for a purpose that the trail keeps.
"""

from dataclasses import replace

from tidehead.city.enterprises.types import FirmInfo
from tidehead.reading.firms.kinds import PERSONAL_KINDS

SOLE_TRADER_PREFIX = "92"  # GB 32100-2015: the registrar is of commerce, the body a sole trader
_KEPT = 2  # characters at either end
_SHORT = 5
HIDDEN = "＊＊＊"


def is_personal(code: str, kind: str) -> bool:
    """Whether a firm's name and address are those of a person.

    >>> is_personal("92110000MA00000000", ""), is_personal("91110000MA00000000", "limited")
    (True, False)
    """
    return code.startswith(SOLE_TRADER_PREFIX) or kind in PERSONAL_KINDS


def masked_name(name: str) -> str:
    """The beginning, which is mostly a place, and the end, which is mostly a trade.

    >>> masked_name("潮湾区李小灯五金加工店"), masked_name("小灯店")
    ('潮湾＊＊＊工店', '小＊＊＊')
    """
    if len(name) <= _SHORT:
        return name[:1] + HIDDEN
    return name[:_KEPT] + HIDDEN + name[-_KEPT:]


def masked(firm: FirmInfo) -> FirmInfo:
    """The firm as lists show it: whole where it is no person's, else without what says who the person is."""
    if firm.masked or not is_personal(firm.code, firm.kind):
        return firm
    return replace(
        firm,
        name=masked_name(firm.name),
        former_names=tuple(masked_name(name) for name in firm.former_names),
        address=HIDDEN if firm.address else "",
        point=None,
        masked=True,
    )
