"""The demo region, the cast and the running product.

The cast: Alice reviews, Bob looks, Charlie is a stranger and signed out, Dora administers. The others hold posts and
nothing else (tests/support/holders.py). Region and cast are loaded once and committed; every test sees them so.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest

django.setup()

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests.support.holders import FORMER, HOLDERS, give_posts
from tests.support.site import Site, signed_in_client
from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.types import ADMINISTRATOR, REVIEWER, VIEWER
from tidehead.city.cli.loading import load_region
from tidehead.city.common.trail_guard import unguard_statements

DEMO = Path(__file__).resolve().parents[2] / "packs" / "demo"
CAST = {"alice": REVIEWER, "bob": VIEWER, "dora": ADMINISTRATOR}
LOADED: dict[str, str] = {}
PASSWORD = "correct horse battery staple"


def pytest_configure(config: pytest.Config) -> None:
    if connection.vendor == "sqlite":  # a file, because a server in another thread has to see what was committed
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{os.environ['TIDEHEAD_DATA']}/test.sqlite3"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=turn_of)


def turn_of(item: pytest.Item) -> int:
    """First those that undo what they change, then those that look through a browser, last those that empty tables.

    The browser's event loop, once it runs, gives this thread another connection to the database, and an emptied
    database is of no use to those that read what was loaded once.
    """
    mark = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    if {"transactional_db", "live_server"} & fixtures or (mark and mark.kwargs.get("transaction")):
        return 2
    return 1 if "chromium" in fixtures else 0


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    know_rows()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """The browser may have started in between; without the rows Django would fill the emptied tables itself."""
    know_rows()
    if turn_of(item) == 2:
        with item._request.getfixturevalue("django_db_blocker").unblock():
            let_rows_go()


def let_rows_go() -> bool:
    """Take the guard off the trail: tests that empty tables and fill them again change its rows. Was it on?"""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("UPDATE common_trail SET actor = actor || '.'")
                transaction.set_rollback(True)
        except DatabaseError:
            for statement in unguard_statements(connection.vendor):
                cursor.execute(statement)
            return True
    return False


def know_rows() -> None:
    """Whichever connection this thread has now knows the rows to begin with."""
    if LOADED:
        connection._test_serialized_contents = LOADED["rows"]


# The region and the cast


@pytest.fixture(scope="session")
def load_demo() -> Callable[[], None]:
    """What fills the empty test database, for conftest.py."""
    return fill_database


def fill_database() -> None:
    """Fills the test database with the demo region and the cast, for all tests.

    A test that empties the database asks for `django_db_serialized_rollback`, and begins with the same rows.
    """
    load_region(DEMO)
    for username, role in CAST.items():
        create_user(username=username, role=role, now=timezone.now(), password=PASSWORD)
    give_posts()
    LOADED["guarded"] = "yes" if let_rows_go() else ""
    LOADED["rows"] = connection.creation.serialize_db_to_string()


@pytest.fixture
def alice(db: None) -> Client:
    """Signed in as Alice, who reviews."""
    return signed_in_client("alice")


@pytest.fixture
def bob(db: None) -> Client:
    """Signed in as Bob, who looks."""
    return signed_in_client("bob")


@pytest.fixture
def dora(db: None) -> Client:
    """Signed in as Dora, who administers."""
    return signed_in_client("dora")


@pytest.fixture
def charlie(db: None) -> Client:
    """Signed out: Charlie is a stranger."""
    return Client()


def signed_in_as(username: str) -> Callable[..., Client]:
    @pytest.fixture(name=username)
    def client(db: None) -> Client:
        return signed_in_client(username)

    return client


for holder in (*HOLDERS, FORMER):  # olga, henry, …: signed in as each who holds a post
    globals()[holder.username] = signed_in_as(holder.username)


# The running product


@pytest.fixture(scope="session")
def session_server(django_db_setup: None, django_db_blocker) -> Iterator[LiveServer]:
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture
def site(session_server: LiveServer, django_db_blocker) -> Iterator[Site]:
    """The running product over the rows that were loaded once; for tests that only look.

    A test that changes rows asks for `fresh_site`, which is slower and leaves nothing behind.
    """
    with django_db_blocker.unblock():
        yield Site(session_server.url)


@pytest.fixture
def fresh_site(django_db_serialized_rollback: None, transactional_db: None, live_server: LiveServer) -> Site:
    """The running product over rows of its own, which a test may change."""
    return Site(live_server.url)
