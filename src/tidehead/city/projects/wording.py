"""The words of the pages for what the code calls by short names."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidehead.city.projects.types import (
    BENEFIT_SHARING,
    BROKEN,
    CLAIMED,
    DISMISSED,
    DRAFT,
    ENDED,
    FIRM,
    GOVERNMENT,
    HOST,
    IN_FORCE,
    KEPT,
    MUTUAL_COUNTING,
    OPEN,
    ORIGIN,
    PARTNER,
    SETTLED,
    WAIVED,
)

Words = Mapping[str, str | Promise]

SIDES: Words = {FIRM: _("The firm"), GOVERNMENT: _("The government")}
PROMISE_STATES: Words = {OPEN: _("open"), KEPT: _("kept"), BROKEN: _("broken"), WAIVED: _("waived")}
PARTS: Words = {HOST: _("host"), ORIGIN: _("origin"), PARTNER: _("partner")}
AGREEMENT_KINDS: Words = {BENEFIT_SHARING: _("Benefits are shared"), MUTUAL_COUNTING: _("Each counts it whole")}
AGREEMENT_STATES: Words = {DRAFT: _("draft"), IN_FORCE: _("in force"), ENDED: _("ended")}
PAIR_STATES: Words = {
    OPEN: _("to be looked at"),
    DISMISSED: _("not the same"),
    CLAIMED: _("handover claimed"),
    SETTLED: _("handover carried out"),
}
QUANTITY_NAMES: Words = {
    "investment": _("Investment made"),
    "foreign": _("Foreign capital used"),
    "output": _("Output"),
    "tax": _("Taxes paid"),
    "jobs": _("Jobs"),
    "land": _("Land taken"),
}
SPACE_UNITS: Words = {"m2": _("m²"), "rooms": _("rooms")}
BOUNDS: Words = {
    "gain": _("the gain over the base"),
    "nothing_gained": _("nothing was gained over the base"),
    "floor": _("the floor"),
    "cap": _("the cap of a year"),
    "total_cap": _("the cap of the whole term"),
    "unknown": _("unknown"),
    "after_unknown": _("an earlier year is unknown"),
}
ANSWERS: Mapping[bool | None, str | Promise] = {True: _("yes"), False: _("no"), None: _("unknown")}
COUNTED: Mapping[bool | None, str | Promise] = {True: _("counts"), False: _("does not count"), None: _("unknown")}
