"""What the API tells: each list and each single thing, by pages, and equal to what the product's pages show."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.asking import items, keyed
from tests.support.pages import read_a_document
from tidehead.city.indicators.queries import figures, targets, vintages
from tidehead.city.places.queries import all_places
from tidehead.city.plans.queries import commitments, overdue

pytestmark = pytest.mark.django_db
LISTS = (
    "/api/places",
    "/api/organisations",
    "/api/indicators",
    "/api/observations",
    "/api/indicators/gdp/vintages",
    "/api/targets",
    "/api/sources",
    "/api/documents",
    "/api/facts",
    "/api/plans/corridor-2022/commitments",
)
WHOLE = (
    "/api/region",
    "/api/trees",
    "/api/plans",
    "/api/plans/corridor-2022/schedule",
    "/api/overdue",
    "/api/search?q=示例湾",
)
SINGLE = {
    "/api/places/990101": "label",
    "/api/trees/administration": "place",
    "/api/indicators/gdp": "unit",
    "/api/targets/t-gdp-2026/status": "state",
    "/api/plans/corridor-2022": "label",
}
MISSING = (
    "/api/places/none",
    "/api/places/none/standings",
    "/api/trees/none",
    "/api/indicators/none",
    "/api/targets/none/status",
    "/api/plans/none",
    "/api/plans/none/commitments",
    "/api/plans/none/schedule",
    "/api/documents/999999",
)


@pytest.mark.parametrize("address", [*LISTS, *WHOLE, *SINGLE, "/api/places/990101/standings"])
def test_everything_answers_at_little_cost(bob: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert bob.get(address).status_code == 200
    assert len(asked) <= 30


@pytest.mark.parametrize("address", LISTS)
def test_lists_come_in_pages_that_do_not_overlap(bob: Client, address: str) -> None:
    read_a_document()
    whole = items(bob, address)
    first, second = (bob.get(address, {"limit": 2, "offset": at}).json() for at in (0, 2))
    assert first["count"] == second["count"] == len(whole)
    assert [*first["items"], *second["items"]] == whole[:4]
    assert bob.get(address, {"limit": 2, "offset": len(whole)}).json()["items"] == []


@pytest.mark.parametrize("address", LISTS)
def test_a_page_of_no_size_is_refused(bob: Client, address: str) -> None:
    assert bob.get(address, {"limit": 0}).status_code == 422
    assert bob.get(address, {"offset": -1}).status_code == 422


@pytest.mark.parametrize(("address", "key"), SINGLE.items())
def test_one_thing_is_told_whole(bob: Client, address: str, key: str) -> None:
    assert bob.get(address).json()[key]


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_there_is_not_found_in_words(bob: Client, address: str) -> None:
    answer = bob.get(address)
    assert answer.status_code == 404
    assert "See /api/" in answer.json()["detail"]


def test_the_region_is_called_invented(bob: Client) -> None:
    region = bob.get("/api/region").json()
    assert region["pack"] == "demo"
    assert region["synthetic"] is True


# Figures


def test_figures_are_those_that_the_product_shows(bob: Client) -> None:
    told = items(bob, "/api/observations", indicator="gdp", place="990000")
    known = sorted(figures(indicator="gdp", place="990000"), key=lambda figure: figure.id)
    told.sort(key=lambda row: row["id"])
    assert [(row["id"], row["period"], row["value"], row["source"], row["locator"]) for row in told] == [
        (figure.id, figure.period, figure.value, figure.source, figure.locator) for figure in known
    ]
    page = bob.get("/indicators/gdp/").content.decode()
    latest = max(known, key=lambda figure: (figure.period_end or date.min, figure.period_start))
    assert f"/figures/{latest.id}/source/" in page


def test_every_figure_has_a_source_and_a_place_in_it(bob: Client) -> None:
    codes = {row["code"] for row in items(bob, "/api/sources")}
    for row in items(bob, "/api/observations"):
        assert row["source"] in codes
        assert row["locator"]


def test_figures_are_told_as_known_on_a_date(bob: Client) -> None:
    def gdp_of_2024(**query: str) -> list[float]:
        return [
            row["value"]
            for row in items(bob, "/api/observations", indicator="gdp", place="990000", period="2024", **query)
        ]

    assert gdp_of_2024() == [1373.6]
    assert gdp_of_2024(as_of="2025-06-30") == [1370.2]
    assert gdp_of_2024(as_of="2020-01-01") == []
    assert bob.get("/api/observations", {"as_of": "yesterday"}).status_code == 422


def test_vintages_keep_what_was_superseded(bob: Client) -> None:
    told = items(bob, "/api/indicators/gdp/vintages", place="990000")
    assert [row["id"] for row in told] == [figure.id for figure in vintages(indicator="gdp", place="990000")]
    assert [row["value"] for row in told if row["period"] == "2024"] == [1370.2, 1373.6]


def test_a_target_stands_as_its_page_says(bob: Client) -> None:
    assert {row["code"] for row in items(bob, "/api/targets")} == {target.code for target in targets()}
    status = bob.get("/api/targets/t-gdp-2026/status", {"as_of": "2026-06-30"}).json()
    row = bob.get("/indicators/targets/", {"as_of": "2026-06-30"}).context["rows"]
    shown = next(each for each in row if "t-gdp-2026/" in str(each))
    assert status["state"] in str(shown)
    assert [test["name"] for test in status["tests"]] == ["level", "growth", "forecast", "rank"]


def test_unknown_is_null_never_zero(bob: Client) -> None:
    words = next(row for row in items(bob, "/api/targets") if row["code"] == "t-service-2026")
    assert words["value"] is None
    assert words["words"]


# Places and plans


def test_places_can_be_asked_for_by_kind(bob: Client) -> None:
    counties = [place.code for place in all_places() if place.kind == "county"]
    assert [row["code"] for row in items(bob, "/api/places", kind="county")] == counties


def test_a_tree_holds_each_of_its_places_once(bob: Client) -> None:
    def codes(branch: dict[str, object]) -> list[str]:
        return [branch["place"]["code"], *(code for child in branch["children"] for code in codes(child))]

    found = codes(bob.get("/api/trees/administration").json())
    assert found[0] == "990000"
    assert len(found) == len(set(found))


def test_what_is_overdue_depends_on_the_day(bob: Client) -> None:
    day = date(2024, 6, 30)
    told = bob.get("/api/overdue", {"today": day.isoformat()}).json()
    assert [row["code"] for row in told] == [item.code for item in overdue(day)]
    assert len(told) < len(bob.get("/api/overdue", {"today": "2099-01-01"}).json())


def test_commitments_are_those_of_the_plan(bob: Client) -> None:
    told = items(bob, "/api/plans/corridor-2022/commitments")
    assert [row["code"] for row in told] == [each.code for each in commitments(plan="corridor-2022")]


# Documents and search


def test_a_document_is_told_with_its_text_and_facts(bob: Client) -> None:
    document = read_a_document()
    told = bob.get(f"/api/documents/{document}").json()
    assert told["document"]["state"] == "read"
    for fact in told["facts"]:
        assert told["text"][fact["start"] : fact["end"]] == fact["quote"]
    assert len(items(bob, "/api/facts", document=document)) == len(told["facts"])
    assert items(bob, "/api/facts", state="accepted") == []


def test_search_finds_two_characters_and_keeps_to_its_limit(bob: Client) -> None:
    assert len(bob.get("/api/search", {"q": "示例", "limit": 3}).json()) == 3
    assert bob.get("/api/search", {"q": "zzzzqq"}).json() == []
    for limit in (0, -5, 1000):
        assert bob.get("/api/search", {"q": "示例", "limit": limit}).status_code == 422


# Keys


@pytest.mark.parametrize("address", [*LISTS, *WHOLE])
def test_a_system_with_a_key_reads_what_its_account_may(charlie: Client, address: str) -> None:
    assert charlie.get(address, headers=keyed("bob")).status_code == 200


@pytest.mark.parametrize("asked", ["indicators?limit=100000000", f"cases?limit={'9' * 30}"])
def test_a_page_beyond_all_bounds_is_refused_in_words(dora: Client, asked: str) -> None:
    answer = dora.get(f"/api/{asked}")
    assert answer.status_code == 422 and answer.json()["detail"]


def test_a_page_after_the_last_one_is_empty(dora: Client) -> None:
    assert dora.get(f"/api/cases?offset={'9' * 30}").json()["items"] == []
