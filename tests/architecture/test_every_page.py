"""Every address is found by itself: it answers, cheaply, to those who may see it, and to nobody else."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.sources import assert_none
from tests.support.pages import Route, arguments_of_pages, read_a_document, routes

MOST_QUERIES = 30
ANSWERS = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
OWN_ANSWERS = {
    "accounts:sign_in_by_link": {HTTPStatus.UNAUTHORIZED},  # the link of the arguments is no real one
    **dict.fromkeys(("accounts:by_provider", "accounts:by_provider_back"), {HTTPStatus.NOT_FOUND}),  # none is set
    "assessments:advice": {HTTPStatus.BAD_REQUEST},  # it has to be said for which goal
    "assessments:correction": {HTTPStatus.BAD_REQUEST},  # and which datum
    **dict.fromkeys(  # the desk of a firm is for its own people: tests/pages/test_desk.py looks at it as they do
        ("services:desk", "services:ask", "services:own_request", "services:act"), {HTTPStatus.FORBIDDEN}
    ),
}
LANGUAGES = ("zh-hans", "en")

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses() -> dict[Route, str]:
    """The address of every route, with a document read so that its pages have something to show."""
    arguments = arguments_of_pages(read_a_document())
    return {route: reverse(route.name, kwargs=arguments.get(route.name)) for route in routes()}


def is_open(route: Route) -> bool:
    """Whether the view says that strangers may see it, or that its region may let them."""
    return getattr(route.view, "open_to_strangers", False) or hasattr(route.view, "public_page")


def test_every_page_has_a_name_and_known_arguments(addresses: dict[Route, str]) -> None:
    assert_none(route.name for route in addresses if route.name.endswith("None"))
    assert len(addresses) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_who_may_see_it(addresses: dict[Route, str], dora: Client, language: str) -> None:
    dora.cookies["django_language"] = language
    answers = {route.name: dora.get(address).status_code for route, address in addresses.items()}
    strange = {name: status for name, status in answers.items() if status not in OWN_ANSWERS.get(name, ANSWERS)}
    assert_none(f"{name} answered {status}" for name, status in strange.items())


def test_every_page_asks_the_database_little(addresses: dict[Route, str], alice: Client) -> None:
    costly = []
    for route, address in addresses.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            alice.get(address)
        if len(asked) > MOST_QUERIES:
            costly.append(f"{route.name} asked {len(asked)} times")
    assert_none(costly)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_sees_nothing_that_is_not_open(addresses: dict[Route, str], charlie: Client, method: str) -> None:
    for route, address in addresses.items():
        if not is_open(route):
            answer = getattr(charlie, method)(address)
            assert answer.status_code == HTTPStatus.FOUND, route.name
            assert answer.headers["Location"].startswith(reverse("accounts:sign_in")), route.name


def test_nothing_that_changes_rows_is_done_by_looking(addresses: dict[Route, str], dora: Client) -> None:
    """A GET must not write but to the session: whoever follows a link must not change a figure."""
    writing = []
    for route, address in addresses.items():
        with CaptureQueriesContext(connection) as asked:
            dora.get(address)
        for query in asked.captured_queries:
            words = query["sql"].split(maxsplit=3)
            if words[0] in {"INSERT", "UPDATE", "DELETE"} and "accounts_session" not in query["sql"]:
                writing.append(f"{route.name}: {query['sql'][:80]}")
    assert_none(writing)
