"""Contacts with investors that the seeded generator made up, and taken away again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.common.removing import remove_rows
from tidehead.city.places.queries import organisation_ids
from tidehead.city.projects.models import Contact

ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class MadeUpContact:
    """One contact about a project; `by`: the name of who made it, `post`: their post."""

    case_id: int
    organisation: str
    on: date
    kind: str
    with_whom: str
    post: str
    by: str


def keep_contacts(contacts: Iterable[MadeUpContact], *, now: datetime) -> int:
    """Store made-up contacts. Returns how many there are."""
    bodies = organisation_ids()
    rows = [
        Contact(
            case_id=one.case_id,
            organisation_id=bodies[one.organisation],
            on=one.on,
            kind=one.kind,
            with_whom=one.with_whom,
            post=one.post,
            by_name=one.by,
            at=now,
            synthetic=True,
        )
        for one in contacts
    ]
    Contact.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return len(rows)


def remove_contacts() -> int:
    """Delete every synthetic contact."""
    keys = list(Contact.objects.filter(synthetic=True).values_list("id", flat=True))
    remove_rows(Contact, keys)
    return len(keys)
