"""Every address as every role: who is let in is written down, with the reason, in docs/rights.csv.

A new page fails here with the line to add. `RIGHTS=write pytest tests/architecture/test_rights.py` writes the matrix
again; each new or changed line then lacks its reason, and fails until somebody has thought about it.
"""

import os

import pytest
from django.test import override_settings

from tests.architecture.sources import assert_none
from tests.support.rights import HEAD, ROLES, doors, line_of, who_enters, write, written


@pytest.mark.django_db
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # a slow one would be most of it
def test_every_address_lets_in_whom_the_matrix_says() -> None:
    found = who_enters(list(doors()))
    if os.environ.get("RIGHTS") == "write":
        write(found)
    known = written()
    wrong = []
    for (route, method), words in sorted(found.items()):
        row = known.get((route, method))
        if row is None:
            wrong.append(f"docs/rights.csv lacks: {line_of(route, method, words, 'WHY')}")
        elif differing := [role for role in ROLES if row[role] != words[role]]:
            told = ", ".join(f"{role} is {'let in' if words[role] else 'refused'}" for role in differing)
            wrong.append(f"{method} {route}: {told}; docs/rights.csv says otherwise")
    wrong += [f"docs/rights.csv: {method} {route} is no address" for route, method in known.keys() - found.keys()]
    assert_none(wrong)


def test_every_line_of_the_matrix_says_why() -> None:
    known = written()
    silent = [key for key, row in known.items() if not row["why"]]
    assert_none(f"docs/rights.csv: {method} {route} lacks its reason" for route, method in silent)
    assert all(list(row) == HEAD for row in known.values())
