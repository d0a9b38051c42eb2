"""The kinds of places, bodies and seats in words; a kind that a pack invents is shown as it is written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise

PLACE_KINDS: dict[str, Word] = {
    "city": _("City"),
    "county": _("County"),
    "new_area": _("New area"),
    "platform_system": _("Platform system"),
    "platform": _("Platform"),
    "block": _("Platform block"),
    "corridor": _("Corridor"),
    "statistical_scope": _("Statistical scope"),
    "core": _("Core"),
    "area": _("Area"),
    "group": _("Functional group"),
    "site_group": _("Group of sites"),
    "site": _("Site"),
    "link_group": _("Linked group"),
    "carrying_area": _("Carrying area"),
    "linked_unit": _("Linked area"),
    "port_belt": _("Port belt"),
    "port_city": _("Port city"),
    "park": _("Park"),
    "enclave_group": _("Enclaves"),
    "enclave": _("Enclave"),
    "local_structure": _("Local structure"),
    "centre": _("Centre"),
    "port": _("Port"),
}
ORGANISATION_KINDS: dict[str, Word] = {
    "government": _("Government"),
    "department": _("Department"),
    "party_body": _("Party body"),
    "office": _("Office"),
    "committee": _("Committee"),
    "task_force": _("Task force"),
    "collective": _("Named together"),
    "park_body": _("Platform body"),
    "company": _("Company"),
    "enterprise": _("Enterprise"),
    "institute": _("Institute"),
    "university": _("University"),
    "centre": _("Centre"),
    "fund": _("Fund"),
    "alliance": _("Alliance"),
    "market": _("Market"),
    "organisation": _("Organisation"),
}
SEAT_ROLES: dict[str, Word] = {
    "head": _("Head"),
    "executive_deputy": _("Executive deputy"),
    "deputy": _("Deputy"),
    "member": _("Member"),
    "office": _("Office"),
}
LEVELS: dict[str, Word] = {
    "national": _("National"),
    "provincial": _("Provincial"),
    "municipal": _("Municipal"),
    "province": _("Provincial"),
    "city": _("City level"),
    "county": _("County level"),
}


def place_kind(kind: str) -> Word:
    return PLACE_KINDS.get(kind, kind)


def organisation_kind(kind: str) -> Word:
    return ORGANISATION_KINDS.get(kind, kind)


def seat_role(role: str) -> Word:
    return SEAT_ROLES.get(role, role)


def level_word(level: str) -> Word:
    return LEVELS.get(level, level)
