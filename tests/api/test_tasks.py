"""Tasks through the API: lists with computed lights, reports, meetings, and reporting of progress by a system."""

from typing import Any

import pytest
from django.test import Client

from tests.api.asking import items, keyed
from tests.support.holders import acting_as
from tests.support.tasks_pages import NOW, TODAY, a_meeting, a_task, blocked, reported
from tidehead.city.tasks import reporting

pytestmark = pytest.mark.django_db


def sent(name: str, address: str, **body: Any) -> Any:
    return Client().post(address, body, content_type="application/json", headers=keyed(name))


def test_a_list_holds_lights_with_their_reasons_and_is_filtered() -> None:
    number = a_task()
    reported(number, 0.4)
    blocked(number)
    client = Client(headers=keyed("bob"))
    (row,) = items(client, "/api/tasks", organisation="org.industry", place="990101", open_only="true")
    assert (row["number"], row["standing"]["share"], row["blocked_by"]) == (number, 0.4, ["power"])
    assert "shown by evidence" in row["standing"]["why"]["en"]
    assert items(client, "/api/tasks", state="closed") == []


def test_one_task_comes_with_milestones_and_history() -> None:
    number = a_task()
    reporting.take_report(by=acting_as("olga"), kind="month", on=TODAY, now=NOW)
    found = Client(headers=keyed("bob")).get(f"/api/tasks/{number}").json()
    assert found["task"]["number"] == number
    assert [shot["period"] for shot in found["history"]] == ["2026-07"]
    assert Client(headers=keyed("bob")).get("/api/tasks/TSK-0").status_code == 404


def test_a_system_reports_progress_once_and_only_for_those_who_may() -> None:
    number = a_task()
    body = {"about": "2026-06-30", "share": 0.3, "words": "twelve", "key": "k"}
    made = sent("henry", f"/api/tasks/{number}/progress", **body)
    assert made.status_code == 201, made.content
    assert sent("henry", f"/api/tasks/{number}/progress", **body).json() == made.json()
    standing = Client(headers=keyed("henry")).get(f"/api/tasks/{number}").json()["task"]["standing"]
    assert (standing["claimed"], standing["share"]) == (0.3, 0.0)  # nothing shows it yet
    assert sent("hilda", f"/api/tasks/{number}/progress", **body).status_code == 403
    assert sent("henry", f"/api/tasks/{number}/progress", about="2026-06-30").status_code == 422
    assert Client().post(f"/api/tasks/{number}/progress").status_code == 401


def test_reports_say_what_changed() -> None:
    number = a_task()
    report = reporting.take_report(by=acting_as("olga"), kind="month", on=TODAY, now=NOW)
    client = Client(headers=keyed("bob"))
    assert [each["id"] for each in client.get("/api/tasks/reports").json()] == [report]
    found = client.get(f"/api/tasks/reports/{report}").json()
    assert [each["number"] for each in found["tasks"]] == [number]
    assert (found["before"], found["changes"]) == (None, [])


def test_meetings_are_for_those_who_work() -> None:
    held = a_meeting()
    client = Client(headers=keyed("henry"))
    assert [each["id"] for each in client.get("/api/tasks/meetings").json()] == [held.meeting]
    found = client.get(f"/api/tasks/meetings/{held.meeting}").json()
    assert found["agenda"][0]["resolutions"][0]["words"] == "Lay the line"
    for address in ("/api/tasks/meetings", f"/api/tasks/meetings/{held.meeting}"):
        assert Client(headers=keyed("bob")).get(address).status_code == 403


@pytest.mark.parametrize(
    "wrong", ['"value": 1e999', '"value": 1e16', '"value": NaN', '"share": Infinity', '"share": 2']
)
def test_numbers_beyond_all_measure_are_refused(wrong: str) -> None:
    address, body = f"/api/tasks/{a_task()}/progress", f'{{"about": "2026-06-30", "words": "x", {wrong}}}'
    answer = Client().post(address, body, content_type="application/json", headers=keyed("henry"))
    assert answer.status_code == 422, answer.content


def test_a_key_is_bound_to_its_task_and_not_too_long() -> None:
    one, two = a_task(), a_task(title="Other")
    body = {"about": "2026-06-30", "words": "x", "key": "1"}
    first, second = (sent("henry", f"/api/tasks/{number}/progress", **body).json() for number in (one, two))
    assert first != second
    assert sent("henry", f"/api/tasks/{one}/progress", **{**body, "key": "k" * 81}).status_code == 422
