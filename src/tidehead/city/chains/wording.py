"""The words of the pages for what the code calls by short names."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidehead.calc.chains import Basis
from tidehead.city.chains.types import (
    BY_PERSON,
    BY_REGISTER,
    BY_SOURCE,
    CHIEF,
    CHIEF_ENTERPRISE,
    CONTACTED,
    FINANCE,
    FIRMS,
    FUND,
    INNOVATION,
    INSTITUTE,
    LEAD,
    LEAD_DEPARTMENT,
    LEAKING,
    MISSING,
    PARK,
    PROJECTS,
    PROPOSED,
    REFUSED,
    SIGNED,
    SINGLE,
    SOUND,
    TASKS,
    TECHNOLOGIES,
    UNKNOWN,
    WEAK,
    ChainPicture,
)
from tidehead.city.shell.formatting import number_text

Words = Mapping[str, str | Promise]

STAGES: Words = {
    "upstream": gettext_lazy("Upstream"),
    "midstream": gettext_lazy("Midstream"),
    "downstream": gettext_lazy("Downstream"),
    "equipment": gettext_lazy("Equipment"),
    "service": gettext_lazy("Services"),
}
STATUSES: Words = {
    MISSING: gettext_lazy("missing"),
    SINGLE: gettext_lazy("one firm alone"),
    WEAK: gettext_lazy("weak"),
    LEAKING: gettext_lazy("leaking"),
    SOUND: gettext_lazy("sound"),
    UNKNOWN: gettext_lazy("unknown"),
}
MEANINGS: Words = {
    MISSING: gettext_lazy("a register was searched, and no local firm is of its industries"),
    SINGLE: gettext_lazy("one local firm makes it: if it goes, the local source is gone; buying outside may go on"),
    WEAK: gettext_lazy("fewer local firms, or less specialised, than the chain needs"),
    LEAKING: gettext_lazy("most of the local demand is met from outside"),
    SOUND: gettext_lazy("nothing of the four was found"),
    UNKNOWN: gettext_lazy("it cannot be told whether local firms make it"),
}
ROLE_NAMES: Words = {
    CHIEF: gettext_lazy("Chain chief"),
    LEAD_DEPARTMENT: gettext_lazy("Lead department"),
    CHIEF_ENTERPRISE: gettext_lazy("Leading firm"),
    INNOVATION: gettext_lazy("Innovation body"),
    FINANCE: gettext_lazy("Finance body"),
    INSTITUTE: gettext_lazy("Industry institute"),
    PARK: gettext_lazy("Industry park"),
    FUND: gettext_lazy("Industry fund"),
}
HOLDER_NAMES: Words = {
    "post": gettext_lazy("a post"),
    "organisation": gettext_lazy("an organisation"),
    "enterprise": gettext_lazy("a firm"),
    "place": gettext_lazy("a place"),
    "words": gettext_lazy("a name"),
}
LIST_NAMES: Words = {
    FIRMS: gettext_lazy("Key firms"),
    PROJECTS: gettext_lazy("Key projects"),
    TECHNOLOGIES: gettext_lazy("Key technologies"),
    TASKS: gettext_lazy("Tasks of the year"),
}
ITEM_HELP: Words = {
    FIRMS: gettext_lazy("Code of the firm"),
    PROJECTS: gettext_lazy("Number of the project"),
    TECHNOLOGIES: gettext_lazy("Code of the technology"),
    TASKS: gettext_lazy("Number of the task"),
}
HOW: Words = {
    BY_SOURCE: gettext_lazy("named by a source"),
    BY_PERSON: gettext_lazy("put there by a person"),
    BY_REGISTER: gettext_lazy("found by words of the register"),
}
FIRM_ROLES: Words = {
    "chief": gettext_lazy("leading firm"),
    "key": gettext_lazy("key firm"),
    "member": gettext_lazy("on the chain"),
    "": "",
}
BASES: Words = {
    Basis.REPORTED.value: gettext_lazy("reported"),
    Basis.ESTIMATED.value: gettext_lazy("estimated"),
    Basis.UNKNOWN.value: gettext_lazy("unknown"),
    "": gettext_lazy("unknown"),
}
TECHNOLOGY_STATES: Words = {
    "open": gettext_lazy("not begun"),
    "under_way": gettext_lazy("being worked on"),
    "solved": gettext_lazy("solved"),
    "": gettext_lazy("unknown"),
}
TARGET_STATE_NAMES: Words = {
    PROPOSED: gettext_lazy("proposed"),
    CONTACTED: gettext_lazy("contacted"),
    LEAD: gettext_lazy("a lead"),
    SIGNED: gettext_lazy("signed"),
    REFUSED: gettext_lazy("refused"),
}
PART_NAMES: Words = {
    "fit": gettext_lazy("Fit to the gap"),
    "expansion": gettext_lazy("Signs of growth"),
    "land": gettext_lazy("Land"),
    "energy": gettext_lazy("Energy"),
    "carbon": gettext_lazy("Carbon"),
    "relations": gettext_lazy("Ties to the region"),
    "size": gettext_lazy("Size"),
    "poaching": gettext_lazy("How loosely it sits at home"),
    "distance": gettext_lazy("Distance"),
}
EVENTS: Words = {
    "map": gettext_lazy("A new version of the map"),
    "firm_added": gettext_lazy("Firm put on a node"),
    "firm_removed": gettext_lazy("Firm taken off a node"),
    "status_set": gettext_lazy("Status set by hand"),
    "status_undone": gettext_lazy("Status set by hand taken back"),
    "role_set": gettext_lazy("Role named"),
    "listed": gettext_lazy("Put on a list"),
    "dropped": gettext_lazy("Taken off a list"),
    "gap_opened": gettext_lazy("Work on a gap begun"),
    "target_state": gettext_lazy("Firm from outside"),
}
NODE_PARTS: Words = {
    "label": gettext_lazy("name"),
    "stage": gettext_lazy("stage"),
    "parent": gettext_lazy("place on the bone"),
    "industries": gettext_lazy("industry codes"),
    "hs": gettext_lazy("HS codes"),
    "words": gettext_lazy("product words"),
    "needs": gettext_lazy("inputs"),
    "key": gettext_lazy("key link"),
    "note": gettext_lazy("note"),
    "source": gettext_lazy("source"),
    "locator": gettext_lazy("place in the source"),
}


def finding(picture: ChainPicture) -> str:
    """One sentence on a chain: how many links are missing, and of how many nobody can tell."""
    missing, unknown = picture.count(MISSING), picture.count(UNKNOWN)
    if unknown == picture.info.nodes:
        return _("Nobody knows yet which firms make the links of this chain")
    numbers = {
        "missing": missing,
        "unknown": unknown,
        "nodes": picture.info.nodes,
        "n": number_text(picture.searched),
    }
    if missing:
        words = ngettext(
            "%(missing)s of %(nodes)s links is missing: none of %(n)s firms is of its trade; %(unknown)s unknown",
            "%(missing)s of %(nodes)s links are missing: none of %(n)s firms is of their trade; %(unknown)s unknown",
            missing,
        )
        return words % numbers
    if unknown and not picture.registered:
        words = ngettext(
            "%(unknown)s of %(nodes)s links is unknown: only %(n)s firms are known, not the register",
            "%(unknown)s of %(nodes)s links are unknown: only %(n)s firms are known, not the register",
            unknown,
        )
        return words % numbers
    if unknown:
        words = ngettext(
            "No link is shown to be missing; of %(unknown)s of %(nodes)s it cannot be told",
            "No link is shown to be missing; of %(unknown)s of %(nodes)s it cannot be told",
            unknown,
        )
        return words % numbers
    return _("No link of the chain is missing")


def gap_title(picture: ChainPicture, node: str, kind: str) -> str:
    """What a task or lead that closes a gap is called, in the words of officials."""
    verbs = {MISSING: "补链", WEAK: "强链", SINGLE: "强链", LEAKING: "固链"}
    return f"{verbs.get(kind, '强链')}：{picture.info.node_label(node).zh}（{picture.info.label.zh}）"
