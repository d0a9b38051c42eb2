"""The register through the API: firms found with facts and sources, titles, years, and lists that systems keep."""

from typing import Any

import pytest
from django.test import Client

from tests.api.asking import items, keyed
from tests.support.enterprises_pages import FIRM, NOW, SOUND, a_taken_table, a_title, code_of
from tests.support.holders import acting_as
from tidehead.city.enterprises import building, firms, listing

pytestmark = pytest.mark.django_db


def sent(who: str, address: str, **body: Any) -> Any:
    return Client().post(address, body, content_type="application/json", headers=keyed(who))


def test_firms_are_found_and_narrowed_as_on_the_page() -> None:
    a_taken_table(origin="an invented register")
    client = Client(headers=keyed("bob"))
    found = items(client, "/api/enterprises", text="潮声")
    assert len(found) == SOUND
    (one,) = items(client, "/api/enterprises", text="潮声3")
    assert (one["code"], one["source"], one["source_row"]) == (code_of(3), "an invented register", 4)
    assert one["capital_cny"] == 3_000_000 and one["place_label"]["zh"] and one["because"]
    assert items(client, "/api/enterprises", text="潮声", capital_from="7500000")[0]["code"] == code_of(8)
    assert items(client, "/api/enterprises", industry="99") == []


def test_one_firm_says_what_the_pack_and_the_register_know() -> None:
    client = Client(headers=keyed("bob"))
    one = client.get(f"/api/enterprises/{FIRM}").json()
    assert one["synthetic"] and one["pack_source"] and one["locator"] and one["label"]["en"]
    assert client.get("/api/enterprises/nobody").status_code == 404
    assert Client().get(f"/api/enterprises/{FIRM}").status_code == 401
    assert Client(headers=keyed("erin")).get("/api/enterprises").status_code == 403


def test_titles_and_years_are_read() -> None:
    a_title(title="specialised")
    client = Client(headers=keyed("bob"))
    assert "specialised" in {each["title"] for each in client.get(f"/api/enterprises/{FIRM}/honours").json()}
    assert client.get(f"/api/enterprises/{FIRM}/years").json() == []
    building.ask_for_made_up(by=acting_as("dora"), rows=200, seed=3, now=NOW)
    assert building.build_next()
    made_up = next(each for each in firms.firms_for_export(firms.FirmFilter(), 500) if each.source == "made-up")
    years = client.get(f"/api/enterprises/{made_up.code}/years").json()
    assert [each["year"] for each in years] == sorted(each["year"] for each in years) and years[0]["jobs"] is not None


def test_a_system_keeps_a_list_for_its_account_only() -> None:
    made = sent("bob", "/api/enterprise-lists", name="Watched", codes=[FIRM])
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert made.json()["firms"] == 1
    more = sent("bob", f"/api/enterprise-lists/{number}/firms", codes=[FIRM, "demo-firm-02"])
    assert {each["code"] for each in more.json()} == {FIRM, "demo-firm-02"}
    assert Client(headers=keyed("bob")).get("/api/enterprise-lists").json()[0]["name"] == "Watched"
    assert Client(headers=keyed("alice")).get(f"/api/enterprise-lists/{number}").status_code == 404
    assert sent("alice", f"/api/enterprise-lists/{number}/firms", codes=[FIRM]).status_code == 404
    assert sent("bob", "/api/enterprise-lists", name=" ").status_code == 422
    assert sent("erin", "/api/enterprise-lists", name="Ours").status_code == 403
    assert Client().post("/api/enterprise-lists").status_code == 401
    assert len(listing.lists_of(acting_as("bob"))) == 1


def test_a_request_of_a_firm_that_only_the_register_knows_makes_it_known() -> None:
    a_taken_table()
    made = sent("olga", "/api/requests", enterprise=code_of(2), title="Light", words="The road has no light.")
    assert made.status_code == 201, made.content
    assert made.json()["enterprise"] == code_of(2)
    refused = sent("olga", "/api/requests", enterprise="nobody", title="Light", words="The road has no light.")
    assert refused.status_code == 422
