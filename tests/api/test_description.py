"""The API's description is frozen: whoever changes it says so by renewing docs/openapi.json."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.api.freeze import FROZEN, PAGE, described, operations_table, with_table

RENEW = "Systems depend on the API. If the change is meant, run: .venv/bin/python -m tests.api.freeze"


def test_the_description_has_not_changed() -> None:
    assert json.loads(FROZEN.read_text(encoding="utf-8")) == described(), RENEW


@pytest.mark.django_db
def test_the_description_is_served_to_who_is_signed_in(bob: Client) -> None:
    assert bob.get("/api/openapi.json").json()["paths"].keys() == described()["paths"].keys()


def test_every_operation_says_what_it_does_in_words_of_its_own() -> None:
    operations = [operation for path in described()["paths"].values() for operation in path.values()]
    summaries = [operation["summary"] for operation in operations]
    assert all(summaries)
    assert len(set(summaries)) == len(summaries)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_the_page_about_the_api_names_every_operation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, operations_table(described())) == page, RENEW


def test_every_path_that_is_read_is_tried_in_these_tests() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for path in described()["paths"]:
        tried = re.sub(r"\\\{\w+\\\}", r"[^/\"]+", re.escape(path))
        assert re.search(rf'"{tried}[/?"]', tests), path
