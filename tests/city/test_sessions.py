"""Sessions: seen by their owner, ended one by one or together, gone with the account; addresses behind proxies."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.cli.asking import invoke
from tests.pages.asking import ENGLISH, words_of
from tests.support.city import PASSWORD
from tests.support.holders import acting_as
from tidehead.city.accounts.addresses import client_address
from tidehead.city.accounts.models import Session
from tidehead.city.accounts.queries import browser_of, sessions_of
from tidehead.city.accounts.signing_in import SEEN_EVERY
from tidehead.city.cli.commands.backup import kept_models

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def entered(agent: str, username: str = "bob") -> Client:
    client = Client(headers={"User-Agent": agent})
    assert client.post("/account/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def test_one_sees_where_one_is_signed_in() -> None:
    desk, _phone = entered(DESK), entered(PHONE)
    page = words_of(desk.get("/account/", ENGLISH))
    assert "Edge · Windows" in page and "Chrome · Android" in page and "127.0.0.1" in page
    assert page.count("Sign out there") == 1


def test_a_session_is_ended_from_another_browser_at_once() -> None:
    desk, phone = entered(DESK), entered(PHONE)
    other = next(one for one in sessions_of(acting_as("bob").pk) if one.browser == "Chrome · Android")
    desk.post("/account/sessions/end/", {"session": other.id})
    assert phone.get("/plans/").status_code == 302
    assert desk.get("/plans/").status_code == 200


def test_all_other_sessions_are_ended_together() -> None:
    desk, others = entered(DESK), [entered(PHONE) for _nth in range(3)]
    assert "3" in words_of(desk.post("/account/sessions/end-others/?lang=en", follow=True))
    assert [one.get("/plans/").status_code for one in others] == [302, 302, 302]
    assert desk.get("/plans/").status_code == 200


def test_nobody_ends_somebody_elses_session() -> None:
    bob, alice = entered(DESK), entered(DESK, "alice")
    theirs = sessions_of(acting_as("bob").pk)[0].id
    alice.post("/account/sessions/end/", {"session": theirs})
    alice.post("/account/sessions/end-others/")
    assert bob.get("/plans/").status_code == 200


def test_what_names_a_session_does_not_open_it() -> None:
    desk = entered(DESK)
    key = desk.session.session_key
    shown = sessions_of(acting_as("bob").pk, current=key)[0]
    assert shown.current and shown.id != key
    assert key not in desk.get("/account/").content.decode()


def test_a_new_password_ends_the_sessions_elsewhere() -> None:
    desk, phone = entered(DESK), entered(PHONE)
    desk.post("/account/", {"current": PASSWORD, "password": "seven green lighthouses"})
    assert desk.get("/plans/").status_code == 200
    assert phone.get("/plans/").status_code == 302


def test_when_a_session_was_used_last_is_known_to_ten_minutes() -> None:
    desk = entered(DESK)
    long_ago = (timezone.now() - SEEN_EVERY - timedelta(seconds=1)).isoformat()
    session = desk.session
    session["seen"] = long_ago
    session.save()
    desk.get("/plans/")
    seen = sessions_of(acting_as("bob").pk)[0].seen_at
    assert seen is not None and timezone.now() - seen < timedelta(minutes=1)


def test_a_closed_account_is_out_at_once_and_in_again_when_opened() -> None:
    desk = entered(DESK)
    assert invoke(["account", "close", "bob"]).exit_code == 0
    assert desk.get("/plans/").status_code == 302
    assert not Session.objects.filter(user__username="bob").exists()
    assert Client().post("/account/sign-in/", {"username": "bob", "password": PASSWORD}).status_code == 401
    assert invoke(["account", "close", "bob"]).exit_code == 1
    assert invoke(["account", "open", "bob"]).exit_code == 0
    assert invoke(["account", "open", "bob"]).exit_code == 1
    entered(DESK)


def test_no_backup_holds_what_opens_a_session() -> None:
    assert Session not in kept_models()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (DESK, "Edge · Windows"),
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (iPhone) AppleWebKit MicroMessenger/8.0 Safari/604.1", "WeChat · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) AppleWebKit Version/18 Safari/605", "Safari · macOS"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(agent: str, words: str) -> None:
    assert browser_of(agent) == words


# Behind proxies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # nobody is believed
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what the visitor wrote stands left of what the proxy saw
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    proxies: int, forwarded: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TIDEHEAD_PROXIES says how many there are."""
    monkeypatch.setitem(settings.ENVIRONMENT, "PROXIES", proxies)
    asked = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(asked) == address


def test_behind_a_proxy_one_visitor_does_not_lock_another_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.ENVIRONMENT, "PROXIES", 1)
    wrong = {"username": "bob", "password": "wrong"}
    for _try in range(6):
        Client(headers={"X-Forwarded-For": "203.0.113.9"}).post("/account/sign-in/", wrong)
    right = {"username": "bob", "password": PASSWORD}
    locked = Client(headers={"X-Forwarded-For": "203.0.113.9"}).post("/account/sign-in/", right)
    other = Client(headers={"X-Forwarded-For": "198.51.100.7"}).post("/account/sign-in/", right)
    assert (locked.status_code, other.status_code) == (429, 302)
