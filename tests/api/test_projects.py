"""Projects through the API: what each role may read, entering a lead, forecasts, spaces, agreements, counting."""

import json
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.asking import items, keyed
from tests.city.projecting import go, lead
from tests.support.holders import acting_as
from tidehead.city.projects.promising import NewPromise, make_promise
from tidehead.city.projects.returning import NewReturn, report

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_projects_that_they_may_see(olga: Client, rita: Client, rolf: Client, bob: Client) -> None:
    found = go(lead(), "signed")
    for client in (olga, rita):
        (row,) = items(client, "/api/projects")
        assert (row["number"], row["stage"], row["investment_10k_cny"]) == (found.number, "signed", 20000.0)
    assert items(rolf, "/api/projects") == items(bob, "/api/projects") == []
    assert rita.get(f"/api/projects/{found.number}").json()["title"] == found.case.title
    assert rolf.get(f"/api/projects/{found.number}").status_code == HTTPStatus.NOT_FOUND
    assert items(olga, "/api/projects", stage="lead") == []


def test_a_system_enters_a_lead_once(rita: Client) -> None:
    body = {
        "title": "示例线索",
        "place": "new_area",
        "fields": {"investor": "示例投资", "investment_10k_cny": 900},
        "key": "crm-7",
    }
    made = [
        Client().post("/api/projects", json.dumps(body), content_type="application/json", headers=keyed("rita"))
        for _ in range(2)
    ]
    assert {answer.status_code for answer in made} == {HTTPStatus.CREATED}
    assert len({answer.json()["number"] for answer in made}) == 1
    assert made[0].json()["lead"] == "org.new_area"


def test_a_page_of_somebody_else_enters_no_lead_by_the_cookie(rita: Client) -> None:
    rita.handler.enforce_csrf_checks = True
    answer = rita.post("/api/projects", json.dumps({"title": "甲"}), content_type="text/plain")
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_lead_is_refused_in_words(rita: Client, henry: Client) -> None:
    def answer(client: Client, **body: object) -> int:
        return client.post("/api/projects", json.dumps(body), content_type="application/json").status_code

    assert answer(rita, title="") == answer(rita, title="甲", pipeline="nothing") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer(henry, title="甲") == HTTPStatus.FORBIDDEN


def test_promises_returns_and_counting_of_a_project(rita: Client, rolf: Client) -> None:
    found, now = go(lead(), "registered"), timezone.now()
    make_promise(by=acting_as("rita"), number=found.number, new=NewPromise("investment", value=5000.0), now=now)
    report(by=acting_as("rita"), number=found.number, new=NewReturn("investment", "2026Q3", 300.0), now=now)
    address, number = f"/api/projects/{found.number}", found.number
    assert [row["value"] for row in rita.get(f"/api/projects/{number}/promises").json()] == [5000.0]
    assert [row["value"] for row in rita.get(f"/api/projects/{number}/returns").json()] == [300.0]
    counting = {row["counter"]: row["counts"] for row in rita.get(f"/api/projects/{number}/counting").json()}
    assert counting["counts"] is True and counting["over_1bn"] is False
    for part in ("promises", "returns", "counting"):
        assert rolf.get(f"{address}/{part}").status_code == HTTPStatus.NOT_FOUND


def test_forecasts_say_why_there_are_none(rita: Client) -> None:
    found = lead()
    (row,) = items(rita, "/api/projects/forecasts")
    assert (row["number"], row["probability"], row["light"]) == (found.number, None, "unknown")
    assert row["reason"]["en"]


def test_spaces_and_agreements_are_told(rita: Client) -> None:
    free = {row["code"]: row["capacity"] for row in rita.get("/api/projects/spaces").json()}
    assert free["space.reed_first"] == 8200.0
    agreements = rita.get("/api/projects/agreements").json()
    assert {row["state"] for row in agreements} == {"draft"} and agreements[0]["projects"] == []


def test_a_stranger_reads_nothing(charlie: Client) -> None:
    for address in ("/api/projects", "/api/projects/forecasts", "/api/projects/spaces", "/api/projects/agreements"):
        assert charlie.get(address).status_code == HTTPStatus.UNAUTHORIZED
