"""What the API takes: documents to read, and decisions about facts; from whom, and what it refuses."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.api.asking import items, keyed
from tests.support.pages import read_a_document
from tidehead.city.accounts.actions import drop_api_tokens
from tidehead.city.evidence.queries import facts_of_document

pytestmark = pytest.mark.django_db
GDP_2024 = {
    "indicator": "gdp",
    "place": "990000",
    "period": "2024",
    "value": 1370.2,
    "unit": "亿元",
    "kind": "actual",
}


def file(name: str = "note.txt", content: bytes = "2024年地区生产总值1370.2亿元。".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def a_fact() -> int:
    return facts_of_document(read_a_document())[0].id


# Keys


def test_a_key_opens_the_api_and_nothing_else(charlie: Client) -> None:
    key = keyed("alice")
    assert charlie.get("/api/places", headers=key).status_code == 200
    assert charlie.get("/plans/", headers=key).status_code == 302


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "bearer", ""])
def test_an_unknown_key_is_a_stranger(charlie: Client, header: str) -> None:
    assert charlie.get("/api/places", headers={"Authorization": header}).status_code == 401


def test_a_wrong_key_does_not_fall_back_on_the_cookie(alice: Client) -> None:
    assert alice.get("/api/places", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_a_key_that_was_taken_back_opens_nothing(charlie: Client) -> None:
    key = keyed("alice")
    assert drop_api_tokens(username="alice", now=timezone.now()) == 1
    assert charlie.get("/api/places", headers=key).status_code == 401


def test_a_key_ends_with_its_account(charlie: Client) -> None:
    key = keyed("alice")
    get_user_model().objects.filter(username="alice").update(is_active=False)
    assert charlie.get("/api/places", headers=key).status_code == 401


# Documents


def test_a_system_sends_a_document(charlie: Client) -> None:
    answer = charlie.post("/api/documents", {"file": file()}, headers=keyed("alice"))
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "received"
    assert answer.json()["uploaded_by"] == "alice"


def test_who_only_looks_may_not_send_a_document(charlie: Client, bob: Client) -> None:
    before = len(items(bob, "/api/documents"))
    for client, headers in ((charlie, keyed("bob")), (bob, {})):
        assert client.post("/api/documents", {"file": file()}, headers=headers).status_code == 403
    assert len(items(bob, "/api/documents")) == before


@pytest.mark.parametrize(("name", "content"), [("empty.txt", b""), ("program.exe", b"MZ\x90\x00")])
def test_what_is_no_document_is_refused_in_words(alice: Client, name: str, content: bytes) -> None:
    answer = alice.post("/api/documents", {"file": file(name, content)})
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert items(alice, "/api/documents") == []


def test_a_request_without_a_file_is_refused(alice: Client) -> None:
    assert alice.post("/api/documents").status_code == 422


# Facts


def test_a_fact_becomes_a_figure_and_can_be_taken_back(alice: Client) -> None:
    fact = a_fact()
    before = len(items(alice, "/api/observations"))
    made = alice.post(f"/api/facts/{fact}/accept", GDP_2024 | {"period": "2018"}, content_type="application/json")
    assert made.status_code == 200, made.content
    assert made.json()["id"] in {row["id"] for row in items(alice, "/api/observations", period="2018")}
    assert alice.post(f"/api/facts/{fact}/reopen").json()["state"] == "proposed"
    assert len(items(alice, "/api/observations")) == before


def test_a_fact_is_rejected_with_its_reason(alice: Client) -> None:
    fact = a_fact()
    answer = alice.post(f"/api/facts/{fact}/reject", {"reason": "a heading"}, content_type="application/json")
    assert (answer.json()["state"], answer.json()["reason"]) == ("rejected", "a heading")


def test_of_two_who_decide_the_second_is_told(alice: Client) -> None:
    fact = a_fact()
    assert alice.post(f"/api/facts/{fact}/reject", {}, content_type="application/json").status_code == 200
    again = alice.post(f"/api/facts/{fact}/accept", GDP_2024, content_type="application/json")
    assert again.status_code == 409
    assert again.json()["detail"]


@pytest.mark.parametrize("verb", ["accept", "reject", "reopen"])
def test_who_only_looks_may_not_decide(charlie: Client, verb: str) -> None:
    answer = charlie.post(
        f"/api/facts/{a_fact()}/{verb}", GDP_2024, content_type="application/json", headers=keyed("bob")
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("verb", ["accept", "reject", "reopen"])
def test_an_unknown_fact_is_not_found(alice: Client, verb: str) -> None:
    assert alice.post(f"/api/facts/999999/{verb}", GDP_2024, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "none"},
        {"place": "none"},
        {"period": "some day"},
        {"unit": "公斤"},
        {"kind": "rumour"},
        {"value": "many"},
        {"industry": "none"},
        {"organisation": "none"},
        {"comparator": "≈"},
    ],
)
def test_a_fact_that_does_not_fit_is_refused_in_words_and_stays(alice: Client, wrong: dict[str, object]) -> None:
    fact = a_fact()
    answer = alice.post(f"/api/facts/{fact}/accept", GDP_2024 | wrong, content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"]
    assert items(alice, "/api/facts", state="proposed")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_value_that_is_no_number_is_refused(alice: Client, value: str) -> None:
    body = json.dumps(GDP_2024 | {"value": float(value)})
    answer = alice.post(f"/api/facts/{a_fact()}/accept", body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content


def test_another_value_is_a_conflict_that_names_it_until_both_are_wanted(alice: Client) -> None:
    fact, address = a_fact(), "/api/facts/{}/accept"
    sent = GDP_2024 | {"value": 1234.5}
    refused = alice.post(address.format(fact), json.dumps(sent), content_type="application/json")
    assert refused.status_code == 409
    assert "1373.6" in refused.json()["detail"]  # what the communiqué of the year after gave
    both = alice.post(
        address.format(fact), json.dumps(sent | {"despite_conflict": True}), content_type="application/json"
    )
    assert both.status_code == 200
    assert alice.post(f"/api/facts/{fact}/reopen").status_code == 200
    assert alice.post(f"/api/facts/{fact}/reopen").status_code == 409
