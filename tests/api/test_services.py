"""Requests and enterprises through the API: what a hotline hands over and reads back."""

import pytest
from django.test import Client

from tests.api.asking import items, keyed
from tests.support.holders import acting_as, firms
from tests.support.services_pages import a_request, being_worked_on, resolved
from tidehead.city.cases.queries import case_slices
from tidehead.city.cases.types import Wanted

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def test_a_system_hands_over_a_request_once_under_its_own_number(charlie: Client) -> None:
    key = keyed("olga")
    body = {"enterprise": firms()[0], "words": "热线：门口路灯坏了", "topic": "other", "key": "12345-000017"}
    answers = [charlie.post("/api/requests", body, headers=key, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] == answers[1].json()["number"]
    found = case_slices(acting_as("olga"), Wanted(family="request"))[:5]
    assert [(case.title, case.fields["channel"]) for case in found] == [("热线：门口路灯坏了", "api")]


def test_what_is_wrong_is_told_and_nothing_is_kept(charlie: Client) -> None:
    key = keyed("olga")
    firm = firms()[0]
    for body in (
        {"enterprise": "nobody", "words": "缺电"},
        {"enterprise": firm, "words": " "},
        {"enterprise": firm, "words": "半个字\ud800"},
        {"enterprise": firm, "words": "缺电", "key": "\x00"},
    ):
        answer = charlie.post("/api/requests", body, headers=key, **JSON)
        assert answer.status_code == 422
        assert answer.json()["detail"]
    assert not case_slices(acting_as("olga"), Wanted(family="request")).count()


def test_who_may_not_is_refused(bob: Client, charlie: Client, erin: Client) -> None:
    body = {"enterprise": firms()[0], "words": "缺电"}
    assert charlie.post("/api/requests", body, **JSON).status_code == 401
    assert charlie.post("/api/requests", body, headers=keyed("bob"), **JSON).status_code == 403
    assert erin.get("/api/requests").status_code == 403


def test_a_reader_gets_what_they_may_see_and_nothing_sensitive(olga: Client, henry: Client, bob: Client) -> None:
    waiting, going, done = a_request("等交办"), being_worked_on("办理中"), resolved("已办结")
    numbers = {each["number"] for each in items(olga, "/api/requests")}
    assert numbers == {waiting.number, going.number, done.number}
    assert {each["number"] for each in items(henry, "/api/requests")} == {going.number, done.number}
    assert items(bob, "/api/requests") == []
    assert [each["number"] for each in items(olga, "/api/requests", state="resolved")] == [done.number]
    one = olga.get(f"/api/requests/{done.number}").json()
    assert (one["outcome"], one["lead"]) == ("solved", "org.industry")
    assert "contact" not in one
    assert bob.get(f"/api/requests/{done.number}").status_code == 404


def test_enterprises_are_read_by_name_and_code(bob: Client) -> None:
    firm = firms()[0]
    found = items(bob, "/api/enterprises", text=firm)
    assert [each["code"] for each in found] == [firm]
    assert bob.get(f"/api/enterprises/{firm}").json()["code"] == firm
    assert bob.get("/api/enterprises/none").status_code == 404
    assert len(items(bob, "/api/enterprises", size="large")) < len(items(bob, "/api/enterprises"))
