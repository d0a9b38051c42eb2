"""`tidehead account`: accounts, one-time addresses and keys for the API."""

import re

import pytest
from django.test import Client

from tests.cli.asking import invoke
from tidehead.city.accounts.queries import all_people

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"http://127\.0\.0\.1:8331(/account/sign-in/\S+/)\n")


def test_a_new_account_signs_in_by_the_printed_address() -> None:
    printed = invoke(["account", "add", "gwen", "--role", "reviewer"]).stdout
    client = Client()
    assert client.post(ADDRESS.fullmatch(printed)[1]).status_code == 302
    assert client.get("/plans/").status_code == 200
    assert {"gwen": "reviewer"}.items() <= {person.name: person.role for person in all_people()}.items()


def test_without_a_role_an_account_only_looks() -> None:
    assert invoke(["account", "add", "gwen"]).exit_code == 0
    assert next(person.role for person in all_people() if person.name == "gwen") == "viewer"


def test_a_new_link_signs_an_old_account_in() -> None:
    printed = invoke(["account", "link", "bob"]).stdout
    assert Client().post(ADDRESS.fullmatch(printed)[1]).status_code == 302


def test_a_key_opens_the_api_until_it_is_ended() -> None:
    key = invoke(["account", "token", "bob", "--for", "a report"]).stdout.strip()
    asked = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/places", **asked).status_code == 200
    assert invoke(["account", "drop-tokens", "bob"]).stdout == "1 keys of bob ended.\n"
    assert Client().get("/api/places", **asked).status_code == 401


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["account", "add", "bob"], "There is an account named 'bob' already."),
        (["account", "link", "nobody"], "There is no account named 'nobody'."),
        (["account", "token", "nobody"], "There is no account named 'nobody'."),
        (["account", "drop-tokens", "nobody"], "There is no account named 'nobody'."),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], says: str) -> None:
    result = invoke(words)
    assert result.exit_code == 1
    assert says in result.stderr


def test_an_unknown_role_is_refused_with_the_roles() -> None:
    result = invoke(["account", "add", "gwen", "--role", "king"])
    assert result.exit_code == 2
    assert "administrator" in result.stderr
