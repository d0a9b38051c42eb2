"""Signing in with an account kept elsewhere, tried against a real provider that node runs beside the tests."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from joserfc.errors import JoseError

from tests.pages.asking import ENGLISH, words_of
from tests.support.oidc_provider import BACK, CLIENT, SECRET, RunningProvider, running_provider
from tests.support.site import signed_in_client
from tidehead.city.accounts import oidc
from tidehead.city.accounts.models import Identity
from tidehead.city.accounts.oidc import Provider
from tidehead.city.config.environment import SettingRefused, read_environment

pytestmark = pytest.mark.django_db
START, LINKING = "/account/sign-in/provider/", "/account/sign-in/provider/?link=1"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[RunningProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(elsewhere: RunningProvider, monkeypatch: pytest.MonkeyPatch) -> RunningProvider:
    """Tidehead set up for the provider."""
    given = {"ISSUER": elsewhere.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "LABEL": "City ID"}
    for name, value in given.items():
        monkeypatch.setitem(settings.ENVIRONMENT, f"OIDC_{name}", value)
    return elsewhere


def sent_back(client: Client, provider: RunningProvider, login: str = "grace", start: str = START) -> str:
    """From our page through the provider to the address that it sends back to."""
    answer = client.get(start)
    assert answer.status_code == 302, answer.content
    return provider.sign_in(answer["Location"], login).removeprefix("http://testserver")


def linked(client: Client, provider: RunningProvider, login: str = "grace") -> None:
    assert client.get(sent_back(client, provider, login, LINKING))["Location"] == "/account/identity/link/"
    client.post("/account/identity/link/")


# Signing in


def test_a_linked_person_signs_in_and_is_led_where_they_were_going(
    bob: Client, charlie: Client, provider: RunningProvider
) -> None:
    linked(bob, provider)
    answer = charlie.get(sent_back(charlie, provider, start=f"{START}?next=/plans/"))
    assert answer["Location"] == "/plans/"
    assert charlie.get("/plans/").status_code == 200
    assert charlie.session["_auth_user_id"] == str(get_user_model().objects.get(username="bob").pk)


def test_somebody_unknown_gets_no_account(charlie: Client, provider: RunningProvider) -> None:
    before = get_user_model().objects.count()
    answer = charlie.get(f"{sent_back(charlie, provider, 'mallory')}&lang=en")
    assert answer.status_code == 403
    assert "ask for an invitation" in answer.content.decode()
    assert charlie.get("/plans/").status_code == 302
    assert get_user_model().objects.count() == before


def test_a_name_like_an_accounts_is_not_that_account(charlie: Client, provider: RunningProvider) -> None:
    """Only the subject counts, and only when its owner has linked it: "bob" elsewhere is anybody."""
    assert charlie.get(sent_back(charlie, provider, "bob")).status_code == 403


def test_a_closed_account_stays_closed(bob: Client, charlie: Client, provider: RunningProvider) -> None:
    linked(bob, provider)
    get_user_model().objects.filter(username="bob").update(is_active=False)
    assert charlie.get(sent_back(charlie, provider)).status_code == 403


def test_the_sign_in_page_offers_it_where_it_is_set_up(charlie: Client, provider: RunningProvider) -> None:
    assert "Sign in with City ID" in words_of(charlie.get("/account/sign-in/", ENGLISH))


def test_without_a_provider_there_is_no_such_page(charlie: Client) -> None:
    assert charlie.get(START).status_code == 404
    assert charlie.get("/account/sign-in/provider/back/").status_code == 404
    assert START not in words_of(charlie.get("/account/sign-in/"))


@pytest.mark.parametrize("issuer", ["http://elsewhere.example", "elsewhere", "ftp://elsewhere.example"])
def test_a_provider_without_https_is_refused_but_on_this_machine(issuer: str) -> None:
    with pytest.raises(SettingRefused, match="TIDEHEAD_OIDC_ISSUER"):
        read_environment({"TIDEHEAD_OIDC_ISSUER": issuer})
    given = {"TIDEHEAD_OIDC_ISSUER": "http://127.0.0.1:9", "TIDEHEAD_OIDC_CLIENT_ID": "a"}
    read = read_environment(given | {"TIDEHEAD_OIDC_CLIENT_SECRET": "b", "TIDEHEAD_OIDC_LABEL": "City ID"})
    assert [read[f"OIDC_{name}"] for name in ("CLIENT_ID", "CLIENT_SECRET", "LABEL")] == ["a", "b", "City ID"]


# Linking


def test_linking_is_asked_before_it_is_done(bob: Client, provider: RunningProvider) -> None:
    bob.get(sent_back(bob, provider, start=LINKING))
    assert not Identity.objects.exists()
    assert "Name of grace" in words_of(bob.get("/account/identity/link/", ENGLISH))
    bob.post("/account/identity/link/")
    row = Identity.objects.get()
    assert (row.issuer, row.subject, row.user.username) == (provider.issuer, "grace", "bob")
    assert "Linked with Name of grace" in words_of(bob.get("/account/", ENGLISH))


def test_one_subject_is_one_account(bob: Client, provider: RunningProvider) -> None:
    linked(bob, provider)
    linked(signed_in_client("alice"), provider)
    linked(bob, provider, "heidi")
    assert [(row.subject, row.user.username) for row in Identity.objects.all()] == [("grace", "bob")]


def test_what_was_unlinked_opens_nothing(bob: Client, charlie: Client, provider: RunningProvider) -> None:
    linked(bob, provider)
    bob.post("/account/identity/unlink/")
    assert charlie.get(sent_back(charlie, provider)).status_code == 403


def test_a_stranger_links_nothing(charlie: Client, provider: RunningProvider) -> None:
    assert charlie.get(sent_back(charlie, provider, start=LINKING)).status_code == 403
    assert charlie.post("/account/identity/link/").status_code == 302
    assert not Identity.objects.exists()


# What is checked


def test_the_way_there_carries_state_nonce_and_a_challenge(charlie: Client, provider: RunningProvider) -> None:
    asked = parse_qs(urlsplit(charlie.get(START)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    assert asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def refused(client: Client, back: str) -> bool:
    return client.get(back).status_code == 401 and client.get("/plans/").status_code == 302


def test_an_answer_with_another_state_is_refused(bob: Client, charlie: Client, provider: RunningProvider) -> None:
    linked(bob, provider)
    back = sent_back(charlie, provider)
    assert refused(charlie, re.sub(r"state=[^&]+", "state=another", back))
    assert refused(Client(), back), "another browser did not ask"


def test_an_answer_is_taken_once(bob: Client, charlie: Client, provider: RunningProvider) -> None:
    linked(bob, provider)
    back = sent_back(charlie, provider)
    assert charlie.get(back).status_code == 302
    charlie.post("/account/sign-out/")
    assert refused(charlie, back)


@pytest.mark.parametrize("name", ["nonce", "code_verifier"])
def test_a_token_that_was_asked_for_elsewhere_is_refused(
    bob: Client, charlie: Client, provider: RunningProvider, name: str
) -> None:
    """The nonce in the token is not the one of this browser; the code was asked for with another verifier."""
    linked(bob, provider)
    back = sent_back(charlie, provider)
    session = charlie.session
    kept = next(value for key, value in session.items() if key.startswith("_state_"))
    kept["data"][name] = "x" * 48
    session.save()
    assert refused(charlie, back)


def test_a_provider_that_calls_itself_something_else_is_refused(
    charlie: Client, provider: RunningProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = provider.issuer.replace("127.0.0.1", "localhost")
    monkeypatch.setitem(settings.ENVIRONMENT, "OIDC_ISSUER", other)
    assert charlie.get(START).status_code == 502


def test_a_provider_that_does_not_answer_is_told_in_words(charlie: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.ENVIRONMENT, "OIDC_ISSUER", "http://127.0.0.1:9")
    answer = charlie.get(f"{START}?lang=en")
    assert answer.status_code == 502
    assert "did not succeed" in answer.content.decode()


def test_what_the_provider_refuses_is_told_in_words(charlie: Client, provider: RunningProvider) -> None:
    charlie.get(START)
    assert refused(charlie, "/account/sign-in/provider/back/?error=access_denied&state=x")


def test_a_token_for_another_client_or_of_another_issuer_is_refused(
    charlie: Client, provider: RunningProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider's own token, read as if somebody else had asked for it."""
    tokens = []
    read = oidc.DjangoOAuth2App.parse_id_token

    def kept(self: object, token: dict[str, object], nonce: str, **options: object) -> object:
        tokens.append((token, nonce))
        return read(self, token, nonce, **options)

    monkeypatch.setattr(oidc.DjangoOAuth2App, "parse_id_token", kept)
    charlie.get(sent_back(charlie, provider))
    token, nonce = tokens[0]
    known = Provider(provider.issuer, CLIENT, SECRET, "")
    client = oidc._registered(known)
    assert read(client, token, nonce, claims_options=oidc.wanted_claims(provider.issuer, CLIENT))["sub"] == "grace"
    for issuer, audience in ((provider.issuer, "another"), ("https://another.example", CLIENT)):
        with pytest.raises(JoseError):
            read(client, token, nonce, claims_options=oidc.wanted_claims(issuer, audience))


def test_a_token_that_nobody_signed_is_refused(provider: RunningProvider) -> None:
    """Only signatures with the provider's own key are taken: not "none", not one with a shared secret."""
    client = oidc._client()
    taken = client.server_metadata["id_token_signing_alg_values_supported"]
    assert taken and set(taken) <= set(oidc.SIGNED)
    assert not {"none", "HS256"} & set(oidc.SIGNED)
