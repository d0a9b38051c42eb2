"""The search page; what it finds is tested in tests/city/test_search.py."""

import pytest
from django.test import Client

from tests.pages.asking import (
    CHINESE,
    ENGLISH,
    MOST_QUERIES,
    queries_of,
    take_the_region_away,
    words_of,
)

pytestmark = pytest.mark.django_db


def test_search_speaks_both_languages(bob: Client) -> None:
    assert "氢能" in words_of(bob.get("/search/", {"q": "氢能", **CHINESE}))
    assert "results for “hydrogen”" in words_of(bob.get("/search/", {"q": "hydrogen", **ENGLISH}))


def test_nothing_asked_says_how_to_ask(bob: Client) -> None:
    assert "Press / on any page to search." in words_of(bob.get("/search/", ENGLISH))


def test_nothing_found_says_what_to_try(bob: Client) -> None:
    assert "Nothing matches these words" in words_of(bob.get("/search/", {"q": "zzzzqq", **ENGLISH}))


def test_without_a_region_nothing_is_found(bob: Client) -> None:
    take_the_region_away()
    assert "Nothing matches these words" in words_of(bob.get("/search/", {"q": "示例", **ENGLISH}))


def test_one_kind_can_be_asked_for(bob: Client) -> None:
    everything = bob.get("/search/", {"q": "示例湾"}).context
    assert len(everything["kinds"]) > 1
    for kind in everything["kinds"]:
        shown = bob.get("/search/", {"q": "示例湾", "kind": kind.code}).context["shown"]
        assert [each.code for each in shown] == [kind.code]


def test_every_hit_leads_to_a_page(bob: Client) -> None:
    found = bob.get("/search/", {"q": "示例湾"}).context["shown"]
    hits = [hit for kind in found for hit in kind.hits]
    assert hits
    assert {bob.get(hit.url).status_code for hit in hits} == {200}


def test_search_asks_the_database_little(bob: Client) -> None:
    assert queries_of(bob, "/search/?q=示例湾") <= MOST_QUERIES


@pytest.mark.parametrize(
    "query", ['"', "*", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "AND OR NOT", "长" * 10_000]
)
def test_hostile_queries_are_only_words(bob: Client, query: str) -> None:
    page = words_of(bob.get("/search/", {"q": query}))
    assert "<script>alert" not in page
