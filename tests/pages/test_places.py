"""Places in their trees, organisations with their duties, and the page of each."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.asking import (
    CHINESE,
    ENGLISH,
    INVENTED,
    MOST_QUERIES,
    excel_texts,
    queries_of,
    take_the_region_away,
    words_of,
)
from tidehead.city.common.region import current_region
from tidehead.city.indicators.lineup import FEWEST_PEERS
from tidehead.city.places.queries import all_organisations, all_places, place_by_code, standings_of
from tidehead.city.web import place_view
from tidehead.city.web.place_view import newest_of_place

pytestmark = pytest.mark.django_db
ROOT, COUNTY = "990000", "990101"
LISTS = ("/places/", "/places/organisations/")
BEFORE_THE_YEARBOOK = date(2025, 6, 30)


@pytest.mark.parametrize("address", LISTS)
def test_lists_speak_both_languages(bob: Client, address: str) -> None:
    assert "示例湾" in words_of(bob.get(address, CHINESE))
    assert "Demo Bay" in words_of(bob.get(address, ENGLISH))


@pytest.mark.parametrize("address", LISTS)
def test_empty_lists_say_what_is_missing(bob: Client, address: str) -> None:
    take_the_region_away()
    assert "tidehead pack load" in words_of(bob.get(address, ENGLISH))


def test_every_place_has_a_page_at_little_cost(bob: Client) -> None:
    for place in all_places():
        address = reverse("web:place", args=[place.code])
        assert queries_of(bob, address) <= MOST_QUERIES, place.code
        assert str(place.label) in words_of(bob.get(address))


def test_every_organisation_has_a_page_at_little_cost(bob: Client) -> None:
    for body in all_organisations():
        address = reverse("web:organisation", args=[body.code])
        assert queries_of(bob, address) <= MOST_QUERIES, body.code
        assert body.label.en in words_of(bob.get(address, ENGLISH))


@pytest.mark.parametrize("address", ["/places/no-such-place/", "/organisations/no-such-body/"])
def test_what_is_not_there_is_not_found(bob: Client, address: str) -> None:
    answer = bob.get(address, ENGLISH)
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_a_place_without_a_region_is_not_found(bob: Client) -> None:
    take_the_region_away()
    assert bob.get(f"/places/{ROOT}/").status_code == 404


def test_a_place_is_shown_in_every_tree_where_it_stands(bob: Client) -> None:
    standings = standings_of(COUNTY)
    page = words_of(bob.get(f"/places/{COUNTY}/", ENGLISH))
    assert standings
    for standing in standings:
        assert standing.tree.label.en in page
        assert standing.path[-1].code == COUNTY
        assert all(reverse("web:place", args=[step.code]) in page for step in standing.path[:-1])


def test_every_newest_figure_leads_to_its_source(bob: Client) -> None:
    place = place_by_code(ROOT)
    assert place is not None
    page = words_of(bob.get(f"/places/{ROOT}/"))
    rows = newest_of_place(place, as_of=None)
    assert rows
    assert all(f'data-source="/figures/{row.figure.id}/source/"' in page for row in rows)


def test_what_became_known_later_is_not_shown(bob: Client) -> None:
    place = place_by_code(ROOT)
    assert place is not None
    rows = newest_of_place(place, as_of=BEFORE_THE_YEARBOOK)
    assert rows
    assert all(figure.as_of <= BEFORE_THE_YEARBOOK for row in rows for figure in (row.figure, *row.series))
    day = {"as_of": BEFORE_THE_YEARBOOK.isoformat(), **ENGLISH}
    page = words_of(bob.get(f"/places/{ROOT}/", day))
    assert "as known on" in page
    assert [row.figure.id for row in rows] != [row.figure.id for row in newest_of_place(place, as_of=None)]


def test_a_bad_date_is_refused_with_how_to_write_one(bob: Client) -> None:
    answer = bob.get(f"/places/{ROOT}/", {"as_of": "soon"})
    assert answer.status_code == 400
    assert "2025-06-30" in answer.content.decode()


def test_rank_counts_the_place_and_its_known_peers_where_there_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_by_code(COUNTY)
    assert place is not None
    row = next(row for row in newest_of_place(place, as_of=None) if row.indicator.code == "gdp")
    assert row.rank is None and 2 <= row.too_few < FEWEST_PEERS  # as the test of a target has it
    monkeypatch.setattr(place_view, "FEWEST_PEERS", row.too_few)
    row = next(row for row in newest_of_place(place, as_of=None) if row.indicator.code == "gdp")
    assert row.rank is not None
    assert 1 <= row.rank[0] <= row.rank[1]


@pytest.mark.parametrize("address", [*LISTS, f"/places/{ROOT}/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_tables_are_taken_away_as_files_that_say_they_are_invented(bob: Client, address: str, language: str) -> None:
    texts = excel_texts(bob.get(address, {"format": "xlsx", "lang": language}))
    lines = bob.get(address, {"format": "csv", "lang": language}).content.decode("utf-8-sig").splitlines()
    assert INVENTED[language] in texts
    assert INVENTED[language] == lines[-1]
    assert len(lines) > 3


def test_a_file_holds_each_number_with_its_unit_period_source_and_rank_in_columns_of_their_own(bob: Client) -> None:
    place = place_by_code(COUNTY)
    assert place is not None
    answer = bob.get(f"/places/{COUNTY}/", {"format": "csv", **ENGLISH})
    told = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    shown = newest_of_place(place, as_of=None)
    assert len(told) == len(shown) + 1  # the mark of invented data
    for line, row in zip(told, shown, strict=False):
        assert float(line["Value"]) == row.figure.value
        assert line["Period"] == row.figure.period and line["Known on"] == row.figure.as_of.isoformat()
        assert line["Value: place in it"] == row.figure.locator and line["Value: source"]
        assert (line["Rank"], line["Of how many"]) == (tuple(map(str, row.rank)) if row.rank else ("", ""))
    assert {line["Value: unit"] for line in told} >= {"100 million yuan"}


def test_a_rank_opens_the_figures_that_it_was_counted_from(bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_view, "FEWEST_PEERS", 2)
    place = place_by_code(COUNTY)
    assert place is not None
    row = next(row for row in newest_of_place(place, as_of=None) if row.rank)
    drawer = reverse("web:rank_source", args=[row.figure.id])
    assert f'data-source="{drawer}"' in words_of(bob.get(f"/places/{COUNTY}/"))
    told = words_of(bob.get(drawer, ENGLISH))
    assert told.count("/source/") >= row.rank[1]
    assert "How it was computed" in told


def test_a_file_as_known_on_a_date_says_which(bob: Client) -> None:
    asked = {"format": "xlsx", "as_of": "2025-06-30", **ENGLISH}
    texts = excel_texts(bob.get(f"/places/{ROOT}/", asked))
    region = current_region()
    assert region is not None and region.as_of != BEFORE_THE_YEARBOOK
    assert any("30" in text and "2025" in text and "Jun" in text for text in texts), texts[-20:]


def test_no_person_is_named_in_the_organisations(bob: Client) -> None:
    assert "persons are not kept" in words_of(bob.get("/places/organisations/", ENGLISH))
