"""`tidehead clusters quotients`: a line for each place and industry, with its doubt."""

import json

import pytest

from tests.cli.asking import invoke
from tests.support.clusters_pages import OWN, SPECIAL, a_register
from tidehead.city.enterprises.models import RegisterVersion
from tidehead.city.enterprises.types import CURRENT

pytestmark = pytest.mark.django_db


def test_quotients_are_printed_and_given_as_json() -> None:
    a_register()
    asked = ["clusters", "quotients", "--by", "class", "--reference", "register"]
    done = invoke(asked)
    assert done.exit_code == 0, done.stderr
    assert "firms, quotient" in done.stdout
    rows = [json.loads(line) for line in invoke([*asked, "--json"]).stdout.splitlines()]
    best = max((row for row in rows if row["place"] == OWN[0]), key=lambda row: row["low"])
    assert best["industry"] == SPECIAL[OWN[0]]


def test_without_a_register_it_says_how_to_make_one() -> None:
    RegisterVersion.objects.filter(state=CURRENT).update(state="superseded")
    done = invoke(["clusters", "quotients"])
    assert done.exit_code == 1
    assert "register import" in done.stderr
