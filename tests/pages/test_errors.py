"""What goes wrong is said in words, with what to do, and every answer carries the page's policy."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.pages.asking import ENGLISH, INVENTED, MOST_QUERIES, queries_of, words_of
from tests.support.pages import arguments_of_pages, read_a_document, routes
from tidehead.city.indicators.queries import figures

pytestmark = pytest.mark.django_db


def answers(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """What every address answers, by the name of its route, with a document read so that all have something to show."""
    arguments = arguments_of_pages(read_a_document())
    for route in routes():
        yield route.name, client.get(reverse(route.name, kwargs=arguments.get(route.name)))


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """The whole pages among the answers, parts and files left out."""
    for name, answer in answers(client):
        if answer.status_code == 200 and not answer.streaming and b"<html" in answer.content:
            yield name, answer.content.decode()


def test_every_page_carries_a_policy_without_inline_code(dora: Client) -> None:
    for name, answer in answers(dora):
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "*" not in policy, name
        if answer.streaming:
            assert policy == "sandbox; default-src 'none'", name  # a document that somebody sent may do nothing at all
        else:
            assert "script-src 'self'" in policy and "style-src 'self'" in policy, name
            assert "object-src 'none'" in policy and "frame-ancestors 'none'" in policy, name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name


def test_every_page_says_that_the_region_is_invented(dora: Client) -> None:
    dora.cookies["django_language"] = "en"
    for name, page in pages(dora):
        assert INVENTED["en"] in page, name


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_every_page_has_one_heading_and_speaks_the_language_asked_for(dora: Client, language: str, tag: str) -> None:
    dora.cookies["django_language"] = language
    for name, page in pages(dora):
        assert f'<html lang="{tag}"' in page, name
        assert page.count("<h1") == 1, name
        assert "<title></title>" not in page, name


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_an_unknown_address_is_not_found_in_words(bob: Client, headers: dict[str, str]) -> None:
    answer = bob.get("/no/such/page/", ENGLISH, headers=headers)
    assert answer.status_code == 404
    assert "Look for it with the search" in answer.content.decode()


def test_the_api_answers_in_its_own_form(bob: Client) -> None:
    answer = bob.get("/api/no-such-thing")
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail"}


def test_a_failure_says_that_nothing_was_stored(bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the details are nobody's business")

    monkeypatch.setattr("tidehead.city.web.views.search.search", broken)
    bob.raise_request_exception = False
    answer = bob.get("/search/", {"q": "gdp", **ENGLISH})
    assert answer.status_code == 500
    assert "Nothing was stored" in answer.content.decode()
    assert "business" not in answer.content.decode()


def test_a_form_without_its_token_is_refused(bob: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bob.cookies
    answer = strict.post("/account/", {"password": "a whole new password"})
    assert answer.status_code == 403
    assert "sign in again" in strict.post("/account/sign-out/?lang=en").content.decode()


def test_a_cookie_alone_does_not_write_through_the_api(alice: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.cookies
    assert strict.post("/api/facts/1/reopen").status_code == 403


def test_an_address_with_a_wrong_host_is_refused(bob: Client) -> None:
    assert bob.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_page_is_the_same_whichever_way_its_language_is_chosen(bob: Client) -> None:
    assert bob.get("/places/?lang=en").cookies["django_language"].value == "en"
    assert '<html lang="en"' in words_of(bob.get("/places/"))
    assert "django_language" not in bob.get("/places/?lang=xx").cookies


def test_a_script_cannot_be_written_into_a_page_by_its_address(bob: Client) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    for address in ("/", "/places/", "/search/", "/indicators/targets/", f"/places/{figures()[0].subject.place}/"):
        for name in ("q", "as_of", "tree", "map", "kind", "lang", "status", "next"):
            assert nasty not in bob.get(address, {name: nasty}).content.decode(), (address, name)


def test_error_pages_are_cheap(bob: Client) -> None:
    assert queries_of(bob, "/account/") <= MOST_QUERIES
