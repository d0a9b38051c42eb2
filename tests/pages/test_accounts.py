"""Signing in and out: one-time links, passwords, wrong tries, what strangers see."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, queries_of, words_of
from tests.support.city import PASSWORD
from tidehead.city.accounts.actions import TOKEN_LIFE, administrator_link, sign_in_link, spend_token
from tidehead.city.common.region import current_region

pytestmark = pytest.mark.django_db
SIGN_IN, HOME = "/account/sign-in/", "/account/home/"
PUBLIC = ("/", "/wall/", "/indicators/targets/", "/places/", "/places/organisations/", "/places/990000/")
DRAWER = "/sources/demo-plan-2022/at/L6/"
CLOSED = ("/plans/", "/search/", "/documents/", "/account/", "/documents/sources/")


def tried(client: Client, username: str, password: str) -> int:
    return client.post(SIGN_IN, {"username": username, "password": password}).status_code


@pytest.fixture
def link() -> str:
    return f"{SIGN_IN}{sign_in_link(username='bob', now=timezone.now())}/"


# Strangers


@pytest.mark.parametrize("address", CLOSED)
def test_a_stranger_is_sent_to_the_sign_in_page_and_back(charlie: Client, address: str) -> None:
    answer = charlie.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"{SIGN_IN}?next={address}"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_stranger_sees_what_the_region_makes_public(charlie: Client, address: str) -> None:
    assert "示例湾" in words_of(charlie.get(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_are_closed_where_the_region_makes_nothing_public(
    charlie: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = current_region()
    assert region is not None
    shut = replace(region, public_pages=())
    monkeypatch.setattr("tidehead.city.accounts.middleware.current_region", lambda: shut)
    assert charlie.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/api/places", "/api/observations", "/api/openapi.json", "/api/documents"])
def test_a_stranger_at_the_api_is_told_to_sign_in(charlie: Client, address: str) -> None:
    answer = charlie.get(address)
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Sign in first."}


def test_a_stranger_who_asks_for_a_part_is_sent_to_sign_in(charlie: Client) -> None:
    page = "http://testserver/documents/sources/?kind=plan"
    answer = charlie.get("/documents/1/status/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{SIGN_IN}?next=%2Fdocuments%2Fsources%2F%3Fkind%3Dplan"
    assert not answer.content


def test_a_page_of_another_site_is_never_where_signing_in_leads(charlie: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/documents/"}
    answer = charlie.get("/documents/1/status/", headers=headers)
    assert answer["HX-Redirect"] == f"{SIGN_IN}?next=%2Fdocuments%2F1%2Fstatus%2F"


def test_whoever_sees_a_public_number_sees_where_it_is_from(charlie: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert charlie.get(DRAWER).status_code == 200
    region = current_region()
    assert region is not None
    monkeypatch.setattr("tidehead.city.accounts.middleware.current_region", lambda: replace(region, public_pages=()))
    assert charlie.get(DRAWER).status_code == 302


def test_the_sign_in_page_speaks_both_languages(charlie: Client) -> None:
    assert "登录" in words_of(charlie.get(SIGN_IN, CHINESE))
    assert "Sign in" in words_of(charlie.get(SIGN_IN, ENGLISH))
    assert queries_of(charlie, SIGN_IN) <= MOST_QUERIES


# Passwords


def test_a_password_signs_in_and_out(charlie: Client) -> None:
    assert tried(charlie, "bob", PASSWORD) == 302
    assert charlie.get("/plans/").status_code == 200
    assert charlie.post("/account/sign-out/").status_code == 302
    assert charlie.get("/plans/").status_code == 302


def test_looking_at_the_sign_out_address_signs_nobody_out(bob: Client) -> None:
    assert bob.get("/account/sign-out/").status_code == 405
    assert bob.get("/plans/").status_code == 200


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(charlie: Client) -> None:
    tried(charlie, "bob", PASSWORD)
    cookie = charlie.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["secure"] == ""  # until TIDEHEAD_HTTPS=yes


def test_signing_in_gives_a_new_session(charlie: Client) -> None:
    tried(charlie, "bob", PASSWORD)
    first = charlie.cookies[settings.SESSION_COOKIE_NAME].value
    charlie.post("/account/sign-out/")
    tried(charlie, "bob", PASSWORD)
    assert charlie.cookies[settings.SESSION_COOKIE_NAME].value != first


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/plans/", "/plans/"),
        ("/search/?q=gdp", "/search/?q=gdp"),
        ("https://elsewhere.example/", HOME),
        ("//elsewhere.example/", HOME),
        ("/\\elsewhere.example/", HOME),
        ("javascript:alert(1)", HOME),
        ("", HOME),
    ],
)
def test_after_signing_in_one_stays_on_this_site(charlie: Client, wanted: str, given: str) -> None:
    answer = charlie.post(SIGN_IN, {"username": "bob", "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, given)


@pytest.mark.parametrize(
    ("username", "page"), [("bob", "/"), ("henry", "/"), ("erin", "/services/desk/"), ("fred", "/account/")]
)
def test_everybody_begins_with_the_page_that_is_theirs(
    username: str, page: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(username)
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get(page).status_code == 200


def test_five_wrong_tries_lock_that_name_and_no_other(charlie: Client) -> None:
    assert [tried(charlie, "bob", "wrong") for _ in range(5)] == [401, 401, 401, 401, 429]
    assert tried(charlie, "bob", PASSWORD) == 429
    locked = charlie.post(f"{SIGN_IN}?lang=en", {"username": "bob", "password": PASSWORD})
    assert "Wait a quarter of an hour" in locked.content.decode()
    assert tried(Client(), "alice", PASSWORD) == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(charlie: Client) -> None:
    answers = [
        charlie.post(SIGN_IN, {"username": name, "password": "wrong"}, query_params=ENGLISH) for name in ("bob", "x")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all("The name or the password is wrong" in answer.content.decode() for answer in answers)


def test_a_new_password_is_set_and_the_session_goes_on(bob: Client) -> None:
    answer = bob.post("/account/", {"current": PASSWORD, "password": "seven green lighthouses"}, follow=True)
    assert answer.redirect_chain
    assert tried(Client(), "bob", "seven green lighthouses") == 302
    assert tried(Client(), "bob", PASSWORD) == 401


@pytest.mark.parametrize("password", ["short", "password123456"[:8], "1234567890", ""])
def test_a_weak_password_is_refused_with_the_reason(bob: Client, password: str) -> None:
    answer = bob.post("/account/", {"current": PASSWORD, "password": password})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert tried(Client(), "bob", PASSWORD) == 302


# One-time links


def test_a_link_signs_in_once(charlie: Client, link: str) -> None:
    assert charlie.post(link).status_code == 302
    assert charlie.get("/plans/").status_code == 200
    assert Client().post(link).status_code == 401
    assert Client().get(link).status_code == 401


def test_looking_at_a_link_spends_nothing(charlie: Client, link: str) -> None:
    """Mail programs and chat previews look at links before people do."""
    for _look in range(2):
        assert "bob" in words_of(charlie.get(link, ENGLISH))
    assert charlie.get("/plans/").status_code == 302
    assert charlie.post(link).status_code == 302


def test_a_link_ends_after_its_time() -> None:
    now = timezone.now()
    token = sign_in_link(username="bob", now=now)
    assert spend_token(token, now=now + TOKEN_LIFE + timedelta(seconds=1)) is None
    found = spend_token(token, now=now + TOKEN_LIFE - timedelta(seconds=1))
    assert found is not None and found.username == "bob"


def test_an_unknown_link_says_what_to_do(charlie: Client) -> None:
    answer = charlie.get(f"{SIGN_IN}nonsense/", ENGLISH)
    assert answer.status_code == 401
    assert "ask an administrator for a new one" in answer.content.decode()


def test_a_new_start_ends_the_links_of_earlier_ones() -> None:
    first, second = (administrator_link(now=timezone.now()) for _ in range(2))
    assert spend_token(first, now=timezone.now()) is None
    assert spend_token(second, now=timezone.now()) is not None


def test_a_link_is_not_kept_where_it_can_be_read(charlie: Client, link: str) -> None:
    assert "no-store" in charlie.get(link)["Cache-Control"]
    assert charlie.get(SIGN_IN)["Cache-Control"].count("no-store") == 1


# Rights


def test_who_only_looks_may_not_upload_nor_decide(bob: Client) -> None:
    """They lack documents.upload, documents.remove and facts.decide."""
    assert bob.post(reverse("evidence:upload"), {"file": ""}).status_code == 403
    for name in ("web:fact_accept", "web:fact_reject", "web:fact_reopen"):
        assert bob.post(reverse(name, args=[1])).status_code in (403, 404), name


def test_an_account_that_was_closed_sees_nothing(bob: Client) -> None:
    get_user_model().objects.filter(username="bob").update(is_active=False)
    assert bob.get("/plans/").status_code == 302


def test_a_password_is_changed_only_by_who_knows_the_old_one(bob: Client) -> None:
    answer = bob.post("/account/", {"current": "a guess at it", "password": "seven green lighthouses"})
    assert answer.status_code == 422
    assert tried(Client(), "bob", PASSWORD) == 302


def test_an_administrator_who_was_closed_out_does_not_stop_the_next_start() -> None:
    get_user_model().objects.filter(role="administrator").update(is_active=False)
    first, second = administrator_link(now=timezone.now()), administrator_link(now=timezone.now())
    assert spend_token(first, now=timezone.now()) is None
    assert spend_token(second, now=timezone.now()) is not None
