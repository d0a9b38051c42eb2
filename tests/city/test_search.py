"""Search over everything: the same hits on every engine, and no query that breaks it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidehead.city.common.search import LONGEST_QUERY, grams, put_entry, remove_entry, replace_entries, search
from tidehead.city.common.types import SearchText, Text
from tidehead.city.places.queries import all_places

pytestmark = pytest.mark.django_db
HOSTILE = (
    '"',
    '""',
    "*",
    "**",
    "'",
    "AND",
    "OR",
    "NOT",
    "NEAR(a b)",
    "a AND",
    "gdp OR",
    "-gdp",
    "gdp*",
    '"gdp',
    'gdp"',
    "(",
    ")",
    "col:gdp",
    "^gdp",
    ":*",
    "<->",
    "& | !",
    "gdp & !",
    "\\",
    "%",
    "_",
    "\x00",
    "gdp\x00",
    "\ud800",
    "😀",
    "​",
    "1e999",
    "1.5",
    "a" * 10_000,
    "长" * 10_000,
    "a " * 5_000,
    "长 " * 5_000,
    '" OR 1=1 --',
    "'; DROP TABLE common_searchentry; --",
)


def codes(query: str, kind: str = "") -> list[str]:
    return [hit.code for hit in search(query) if kind in ("", hit.kind)]


# What is found


@pytest.mark.parametrize(
    ("query", "kind", "code"),
    [
        ("灯螺", "place", "990101"),  # two characters
        ("螺区", "place", "990101"),  # inside a name
        ("全市", "place", "990000"),  # an alias
        ("新区", "place", "new_area"),
        ("lampsh", "place", "990101"),  # the beginning of an English word
        ("LAMPSHELL", "place", "990101"),
        ("demo bay", "place", "990000"),
        ("ｄｅｍｏ ｂａｙ", "place", "990000"),  # full-width letters
        ("氢能", "commitment", "c-01"),
        ("科学技术", "organisation", "org.science"),
        ("hydrogen", "industry", "demo-2021:hydrogen"),
        ("统计年鉴", "source", "demo-yearbook-2025"),
        ("创新廊道", "plan", "corridor-2022"),
    ],
)
def test_parts_of_names_aliases_and_both_languages_are_found(query: str, kind: str, code: str) -> None:
    assert code in codes(query, kind)


@pytest.mark.parametrize("code", ["990101", "demo-yearbook-2025", "corridor-2022", "rd_share_of_gdp"])
def test_a_code_finds_what_it_stands_for(code: str) -> None:
    assert code in codes(code)


def test_every_place_is_found_by_its_whole_name_in_either_language() -> None:
    for place in all_places():
        assert place.code in codes(place.label.zh, "place")
        assert place.code in codes(place.label.en, "place")


def test_all_words_have_to_be_there_in_any_order() -> None:
    assert codes("bay demo") == codes("demo bay")
    assert codes("demo nowhere") == []


def test_characters_have_to_stand_together() -> None:
    assert "990101" in codes("灯螺", "place")
    assert "990101" not in codes("螺灯", "place")


def test_only_the_last_letters_of_a_word_may_be_missing() -> None:
    assert codes("ampshell") == []


def test_a_name_that_holds_the_query_comes_before_what_only_mentions_it() -> None:
    hits = search("灯螺")
    named = ["灯螺" in hit.label.zh for hit in hits]
    assert named == sorted(named, reverse=True)
    assert hits[0].kind == "place"


def test_no_more_than_was_asked_for_comes_back() -> None:
    assert len(search("示例", most=3)) == 3


# What cannot break it


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_are_only_words(query: str) -> None:
    assert len(search(query)) <= 50


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_at_all_breaks_it(query: str) -> None:
    search(query)


@pytest.mark.parametrize("query", ["", " ", "\t\n", "，。！", "()"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    assert search(query) == ()


def test_what_is_longer_than_any_name_is_cut_not_refused() -> None:
    assert codes("灯螺 " * LONGEST_QUERY) == codes("灯螺")


# How it is kept


def entry(code: str, zh: str, *words: str) -> SearchText:
    return SearchText(code, Text(zh), f"/{code}/", words=words)


def test_entries_of_a_kind_are_put_in_place_of_the_earlier_ones() -> None:
    replace_entries("tests", [entry("a", "琥珀灯塔"), entry("b", "青铜码头")])
    assert codes("琥珀") == ["a"]
    replace_entries("tests", [entry("b", "青铜码头", "琥珀")])
    assert codes("琥珀") == ["b"]
    remove_entry("tests", "b")
    assert codes("琥珀") == []


def test_an_entry_is_put_once_however_often() -> None:
    for _ in range(3):
        put_entry("tests", entry("a", "琥珀灯塔"))
    assert codes("琥珀") == ["a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("R&D 经费", "r d 经 费"), ("２０２５年", "2025 年"), ("GDP-2025", "gdp 2025"), ("", ""), ("…—", "")],
)
def test_a_text_is_cut_into_words_and_single_characters(text: str, words: str) -> None:
    assert grams(text) == words
