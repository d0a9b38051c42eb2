"""Cases through the API: who sees what, and what a refusal says so that a system can go on from it."""

from typing import Any

import pytest
from django.test import Client

from tests.api.asking import items, keyed
from tests.city.casework import HANDLER, NOW, being_worked_on, new_request, opened, person, seq_of, set_scene
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases import actions
from tidehead.city.cases.queries import cases_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scene(db: None) -> None:
    set_scene()


def number_of(case_id: int) -> str:
    return cases_of([case_id])[case_id].number


def sent(name: str, address: str, **body: Any) -> Any:
    return Client().post(address, body, content_type="application/json", headers=keyed(name))


def test_a_list_holds_what_its_reader_may_see() -> None:
    number = number_of(being_worked_on(fields={"contact": "13800000000"}))
    client = Client(headers=keyed("holly"))
    (row,) = items(client, "/api/cases", owner=HANDLER, state="working,waiting")
    assert (row["number"], row["fields"]) == (number, {"contact": "•••"})
    assert items(Client(headers=keyed("ines")), "/api/cases") == []
    assert items(client, "/api/cases", phase="ended") == []


def test_one_case_comes_with_log_clocks_and_ways_on() -> None:
    number = number_of(being_worked_on())
    found = Client(headers=keyed("holly")).get(f"/api/cases/{number}").json()
    assert [line["kind"] for line in found["log"]] == ["opened", "assigned", "moved"]
    assert [(clock["clock"], clock["status"]) for clock in found["clocks"]][0][0] == "answer"
    assert {offer["transition"] for offer in found["offers"]} == {"ask_back", "resolve"}
    assert found["intact"] is True
    hidden = Client(headers=keyed("ines")).get(f"/api/cases/{number}")
    assert hidden.status_code == 404
    assert "/api/cases" in hidden.json()["detail"]


def test_kinds_say_all_that_they_declare() -> None:
    found = Client(headers=keyed("holly")).get("/api/case-types", {"family": "request"}).json()
    declared = next(kind["declared"] for kind in found if kind["id"] == "test_request")
    assert {clock["id"] for clock in declared["clocks"]} == {"answer", "help", "confirm"}


def test_a_case_is_opened_once_by_its_key() -> None:
    said = {"type": "test_request", "title": "Light in the tunnel", "place": "990101", "key": "a-1"}
    first, second = sent("oona", "/api/cases", **said), sent("oona", "/api/cases", **said)
    assert (first.status_code, first.json()["number"]) == (201, "T-2026-0001")
    assert second.json() == first.json()


def test_a_move_says_what_it_lacks() -> None:
    case_id = being_worked_on()
    asked = {"transition": "resolve", "seen": seq_of(case_id)}
    answer = sent("holly", f"/api/cases/{number_of(case_id)}/moves", **asked)
    assert answer.status_code == 422
    assert {(lack["what"], lack["id"]) for lack in answer.json()["lacks"]} == {
        ("field", "outcome"),
        ("attachment", "answer"),
    }


def test_who_comes_second_is_told_what_happened() -> None:
    case_id = being_worked_on()
    address, asked = f"/api/cases/{number_of(case_id)}/moves", {"transition": "ask_back", "seen": seq_of(case_id)}
    assert sent("holly", address, reason="Which road?", **asked).status_code == 200
    second = sent("holly", address, reason="Which lorry?", **asked)
    assert second.status_code == 409
    assert [line["reason"] for line in second.json()["since"]] == ["Which road?"]


def test_who_may_not_is_refused_and_a_stranger_is_not_told_that_it_exists() -> None:
    case_id = being_worked_on()
    address = f"/api/cases/{number_of(case_id)}/moves"
    asked = {"transition": "resolve", "seen": seq_of(case_id)}
    assert sent("oona", address, **asked).status_code == 403
    assert sent("ines", address, **asked).status_code == 404
    assert Client().post(address, asked, content_type="application/json").status_code == 401
    assert sent("ines", "/api/cases", type="no_such_kind", title="x").status_code == 422


def test_a_comment_is_kept() -> None:
    case_id = being_worked_on()
    answer = sent("holly", f"/api/cases/{number_of(case_id)}/comments", words="We are on it", internal=False)
    assert answer.status_code == 201
    assert answer.json()["seq"] == seq_of(case_id)
    assert sent("holly", f"/api/cases/{number_of(case_id)}/comments", words=" ").status_code == 422


def test_a_case_of_another_place_is_opened_for_others_to_look_at() -> None:
    case_id = actions.open_case(by=SYSTEM, new=new_request(place="990103", party="demo-firm-05"), now=NOW)
    assert Client(headers=keyed("oona")).get(f"/api/cases/{number_of(case_id)}").status_code == 404
    assert person("oona").may("cases.open")
    assert opened()
