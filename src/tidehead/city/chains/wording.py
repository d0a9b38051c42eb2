"""The words of the pages for what the code calls by short names."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

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
    "upstream": _l("Upstream"),
    "midstream": _l("Midstream"),
    "downstream": _l("Downstream"),
    "equipment": _l("Equipment"),
    "service": _l("Services"),
}
STATUSES: Words = {
    MISSING: _l("missing"),
    SINGLE: _l("one firm alone"),
    WEAK: _l("weak"),
    LEAKING: _l("leaking"),
    SOUND: _l("sound"),
    UNKNOWN: _l("unknown"),
}
MEANINGS: Words = {
    MISSING: _l("no local firm makes it"),
    SINGLE: _l("one local firm makes it: if it goes, what needs it breaks"),
    WEAK: _l("fewer local firms, or less specialised, than the chain needs"),
    LEAKING: _l("most of the local demand is met from outside"),
    SOUND: _l("nothing of the four was found"),
    UNKNOWN: _l("nobody knows which local firms make it"),
}
ROLE_NAMES: Words = {
    CHIEF: _l("Chain chief"),
    LEAD_DEPARTMENT: _l("Lead department"),
    CHIEF_ENTERPRISE: _l("Leading firm"),
    INNOVATION: _l("Innovation body"),
    FINANCE: _l("Finance body"),
    INSTITUTE: _l("Industry institute"),
    PARK: _l("Industry park"),
    FUND: _l("Industry fund"),
}
HOLDER_NAMES: Words = {
    "post": _l("a post"),
    "organisation": _l("an organisation"),
    "enterprise": _l("a firm"),
    "place": _l("a place"),
    "words": _l("a name"),
}
LIST_NAMES: Words = {
    FIRMS: _l("Key firms"),
    PROJECTS: _l("Key projects"),
    TECHNOLOGIES: _l("Key technologies"),
    TASKS: _l("Tasks of the year"),
}
ITEM_HELP: Words = {
    FIRMS: _l("Code of the firm"),
    PROJECTS: _l("Number of the project"),
    TECHNOLOGIES: _l("Code of the technology"),
    TASKS: _l("Number of the task"),
}
HOW: Words = {
    BY_SOURCE: _l("named by a source"),
    BY_PERSON: _l("put there by a person"),
    BY_REGISTER: _l("found by words of the register"),
}
FIRM_ROLES: Words = {"chief": _l("leading firm"), "key": _l("key firm"), "member": _l("member"), "": ""}
BASES: Words = {
    Basis.REPORTED.value: _l("reported"),
    Basis.ESTIMATED.value: _l("estimated"),
    Basis.UNKNOWN.value: _l("unknown"),
    "": _l("unknown"),
}
TECHNOLOGY_STATES: Words = {
    "open": _l("open"),
    "under_way": _l("under way"),
    "solved": _l("solved"),
    "": _l("unknown"),
}
TARGET_STATE_NAMES: Words = {
    PROPOSED: _l("proposed"),
    CONTACTED: _l("contacted"),
    LEAD: _l("a lead"),
    SIGNED: _l("signed"),
    REFUSED: _l("refused"),
}
PART_NAMES: Words = {
    "fit": _l("Fit to the gap"),
    "expansion": _l("Signs of growth"),
    "land": _l("Land"),
    "energy": _l("Energy"),
    "carbon": _l("Carbon"),
    "relations": _l("Ties to the region"),
    "size": _l("Size"),
    "poaching": _l("How loosely it sits at home"),
    "distance": _l("Distance"),
}
EVENTS: Words = {
    "map": _l("A new version of the map"),
    "firm_added": _l("Firm put on a node"),
    "firm_removed": _l("Firm taken off a node"),
    "status_set": _l("Status set by hand"),
    "status_undone": _l("Status set by hand taken back"),
    "role_set": _l("Role named"),
    "listed": _l("Put on a list"),
    "dropped": _l("Taken off a list"),
    "gap_opened": _l("Work on a gap begun"),
    "target_state": _l("Firm from outside"),
}
NODE_PARTS: Words = {
    "label": _l("name"),
    "stage": _l("stage"),
    "parent": _l("place on the bone"),
    "industries": _l("industry codes"),
    "hs": _l("HS codes"),
    "words": _l("product words"),
    "needs": _l("inputs"),
    "key": _l("key link"),
    "note": _l("note"),
    "source": _l("source"),
    "locator": _l("place in the source"),
}


def finding(picture: ChainPicture) -> str:
    """One sentence on a chain."""
    missing = picture.count(MISSING)
    if missing:
        words = ngettext(
            "%(missing)s of %(nodes)s links has no firm among the %(n)s that are known here",
            "%(missing)s of %(nodes)s links have no firm among the %(n)s that are known here",
            missing,
        )
        return words % {"missing": missing, "nodes": picture.info.nodes, "n": number_text(picture.searched)}
    if picture.count(UNKNOWN) == picture.info.nodes:
        return _("Nobody knows yet which firms make the links of this chain")
    return _("No link of the chain is missing among those that are known")


def gap_title(picture: ChainPicture, node: str, kind: str) -> str:
    """What a task or lead that closes a gap is called, in the words of officials."""
    verbs = {MISSING: "补链", WEAK: "强链", SINGLE: "强链", LEAKING: "固链"}
    return f"{verbs.get(kind, '强链')}：{picture.info.node_label(node).zh}（{picture.info.label.zh}）"
