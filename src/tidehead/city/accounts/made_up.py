"""Accounts of people whom the seeded generator made up. Nobody can sign in to them but by a one-time link."""

from collections.abc import Iterable

from tidehead.city.accounts.models import User
from tidehead.city.accounts.types import MEMBER
from tidehead.city.common.removing import StillUsed, remove_rows

PREFIX = "synthetic-"
ROWS_AT_ONCE = 400


def keep_people(people: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Store accounts (name to sign in with, name shown) without a password. Returns the id of each."""
    rows = [User(username=username, role=MEMBER, first_name=shown) for username, shown in people]
    for row in rows:
        row.set_unusable_password()
    User.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return {row.username: row.pk for row in rows}


def remove_people() -> tuple[int, int]:
    """Delete made-up accounts, but for those that did something real, which are closed: (deleted, kept)."""
    rows = list(User.objects.filter(username__startswith=PREFIX, role=MEMBER).values_list("id", flat=True))
    gone = 0
    for key in rows:
        try:
            gone += bool(remove_rows(User, [key], never=("cases.CaseEvent", "posts.Term", "cases.Case")))
        except StillUsed:
            User.objects.filter(id=key).update(is_active=False)
    return gone, len(rows) - gone
