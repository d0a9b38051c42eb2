"""Writing the log of contacts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.city.accounts.types import Actor
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisation_ids
from tidehead.city.projects.models import Contact
from tidehead.city.projects.queries import project_by_number
from tidehead.city.projects.rights import may_log_contacts
from tidehead.city.projects.standards import standards
from tidehead.city.projects.types import ProjectRefused


@dataclass(frozen=True, slots=True)
class NewContact:
    """`number` "": a contact about no project yet. `key`: the same key is one contact, however often it is sent."""

    on: date
    kind: str
    with_whom: str
    words: str = ""
    number: str = ""
    key: str = ""
    synthetic: bool = False


def team_of(actor: Actor) -> str:
    """The organisation for which the actor makes contacts; "" for none."""
    return next((code for code in sorted(actor.organisations) if may_log_contacts(actor, code)), "")


@transaction.atomic
def log_contact(*, by: Actor, new: NewContact, now: datetime, today: date) -> int:
    """Write a contact down for the actor's own organisation. Returns its id.

    Raises PermissionDenied, NoSuchProject, ProjectRefused.
    """
    team = team_of(by)
    if not team:
        raise PermissionDenied
    if new.on > today:
        raise ProjectRefused(Text("联系日期不能晚于今天。", "The day cannot lie in the future."))
    if not new.with_whom.strip():
        raise ProjectRefused(Text("请写明联系对象。", "Say with whom."))
    kinds = {kind.id for kind in standards().contact_kinds}
    if kinds and new.kind not in kinds:
        raise ProjectRefused(Text("请从列表中选择联系方式。", "Choose the kind of contact from the list."))
    project = project_by_number(new.number, by) if new.number else None
    if new.key and (known := Contact.objects.filter(key=new.key).first()):
        return known.pk
    row = Contact.objects.create(
        case_id=project.case.id if project else None,
        organisation_id=organisation_ids()[team],
        on=new.on,
        kind=new.kind,
        with_whom=new.with_whom.strip()[:200],
        words=new.words.strip(),
        post=next((post.code for post in by.posts if post.organisation == team), ""),
        by_name=by.name,
        at=now,
        key=new.key or None,
        synthetic=new.synthetic,
    )
    leave_trail(by.name, "contact.logged", f"contact:{row.pk}", at=now, detail={"project": new.number})
    return row.pk
