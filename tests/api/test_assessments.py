"""Schemes, runs and league tables through the API, and scoring of rows that are not stored."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.asking import items, keyed
from tests.city.assessing import FIRMS, HEAD, TODAY, computed, demo_scheme, entries, person, published
from tidehead.city.assessments.leagues import league
from tidehead.city.assessments.models import Run
from tidehead.city.assessments.objecting import file_objection
from tidehead.city.assessments.types import Claim

pytestmark = pytest.mark.django_db
TEXTS = ("id", "name", "industry_group", "opened_on")


def sent(*, unit: str = "", **cells: object) -> list[dict[str, object]]:
    """The firms as JSON, with some cells of one of them otherwise."""
    rows = []
    for line in FIRMS:
        row = dict(zip(HEAD.split(","), line.split(","), strict=True))
        told = {name: cell if name in TEXTS else _number(cell) for name, cell in row.items()}
        rows.append(told | {"grave_accident": row["grave_accident"] == "是"} | (cells if row["id"] == unit else {}))
    return rows


def _number(cell: str) -> float | None:
    return float(cell) if cell.replace(".", "").isdigit() else None


def post(client: Client, address: str, body: object, **options: object) -> object:
    return client.post(address, json.dumps(body), content_type="application/json", **options)


def test_schemes_are_told_with_whose_they_are(bob: Client) -> None:
    told = {row["code"]: row for row in items(bob, "/api/schemes")}
    assert told["demo-firms-2025"]["standing"] == "official"
    whole = bob.get(f"/api/schemes/{demo_scheme().id}").json()
    assert whole["scheme"]["id"] == "demo-firms-2025"
    assert items(bob, "/api/schemes", family="demo-firms")


def test_entries_and_runs_are_told_a_page_at_a_time(bob: Client) -> None:
    made, run = entries(), computed()
    assert made in [row["id"] for row in items(bob, f"/api/schemes/{demo_scheme().id}/entries")]
    assert [row["id"] for row in items(bob, "/api/runs", family="demo-firms")][0] == run
    assert items(bob, "/api/runs", state="published") == []
    told = bob.get(f"/api/runs/{run}").json()
    assert (told["seed"], told["draws"], told["units"]) == (7, 200, 12)


@pytest.mark.parametrize(
    "address", ["/api/runs/{}/results", "/api/runs/{}/units/F01", "/api/published/{}", "/api/runs"]
)
def test_what_is_asked_of_the_database_does_not_grow_with_the_units(bob: Client, address: str) -> None:
    run = published()
    with CaptureQueriesContext(connection) as asked:
        assert bob.get(address.format(run)).status_code == 200
    assert len(asked) <= 30


def test_results_come_in_pages_with_their_doubt(bob: Client) -> None:
    run = computed()
    rows = items(bob, f"/api/runs/{run}/results")
    assert [row["unit"] for row in rows] == [row.unit for row in league(run).rows]
    assert bob.get(f"/api/runs/{run}/results", {"limit": 3, "offset": 2}).json()["items"] == rows[2:5]
    first = rows[0]
    assert first["rank_low"] <= first["rank"] <= first["rank_high"]
    assert [row["unit"] for row in items(bob, f"/api/runs/{run}/results", board="machinery", find="甲三")] == ["F03"]


def test_a_scorecard_answers_where_each_number_is_from(bob: Client) -> None:
    card = bob.get(f"/api/runs/{computed()}/units/F02").json()
    assert {origin["locator"] for origin in card["origins"] if origin["column"] == "tax_paid"} == {"r3 tax_paid"}
    assert all(part["line"]["text"]["zh"] for part in card["parts"])
    assert card["doubt"]["en"]


def test_a_published_table_has_its_public_columns_only(bob: Client) -> None:
    run = published()
    assert [row["id"] for row in items(bob, "/api/published")] == [run]
    assert all(
        row["score"] is None and row["rank_low"] is not None
        for row in items(bob, f"/api/published/{run}")
        if row["rank"]
    )
    assert bob.get(f"/api/published/{computed(draws=0)}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/api/schemes/999999",
        "/api/schemes/999999/entries",
        "/api/runs/999999",
        "/api/runs/999999/results",
        "/api/runs/999999/units/F01",
        "/api/published/999999",
    ],
)
def test_what_is_not_there_is_not_found(bob: Client, address: str) -> None:
    answer = bob.get(address)
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_objections_are_told_with_their_effect(bob: Client) -> None:
    run = published()
    claim = Claim("F06", "tax_paid", 900.0, reason="A digit was lost.")
    made = file_objection(claim, by=person("alice"), run_id=run, now=timezone.now(), today=TODAY)
    (told,) = items(bob, "/api/objections", run=run)
    assert (told["id"], told["value"], told["claimed"]) == (made, 120.0, 900.0)
    assert told["effect"]["own"]["rank"] < told["effect"]["own"]["rank_before"]
    assert items(bob, "/api/objections", state="accepted") == []


# Scoring what is sent along


def test_rows_are_scored_as_a_run_scores_them_and_nothing_is_stored(charlie: Client) -> None:
    was = {row.unit: row for row in league(computed(draws=0)).rows}
    before = Run.objects.count()
    answer = post(charlie, f"/api/schemes/{demo_scheme().id}/score", {"rows": sent()}, headers=keyed("bob"))
    assert answer.status_code == 200, answer.content
    for row in answer.json():
        assert (row["score"], row["rank"], row["grade"]) == (
            was[row["id"]].score,
            was[row["id"]].rank,
            was[row["id"]].grade,
        )
    assert Run.objects.count() == before


@pytest.mark.parametrize(
    "rows",
    [
        [],
        sent(unit="F02", tax_paid="much"),
        sent(unit="F02", grave_accident=1),
        sent(unit="F02", opened_on="some day"),
        sent(unit="F02", land_mu=0),
        sent(unit="F02", beauty=1),
        [{"id": "F01", "tax_paid": 1}],
    ],
)
def test_rows_that_cannot_be_scored_are_refused_with_the_place(bob: Client, rows: list[object]) -> None:
    answer = post(bob, f"/api/schemes/{demo_scheme().id}/score", {"rows": rows})
    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"]


# Running


def test_a_system_runs_a_scheme_on_stored_entries(charlie: Client) -> None:
    body = {"scheme": demo_scheme().id, "entries": entries(), "draws": 10, "seed": 3}
    answer = post(charlie, "/api/runs", body, headers=keyed("alice"))
    assert answer.status_code == 201, answer.content
    assert charlie.get(f"/api/runs/{answer.json()['id']}", headers=keyed("alice")).json()["seed"] == 3


def test_who_only_looks_may_not_run(charlie: Client) -> None:
    body = {"scheme": demo_scheme().id, "entries": entries()}
    assert post(charlie, "/api/runs", body, headers=keyed("bob")).status_code == 403
    assert post(charlie, "/api/runs", body).status_code == 401
    assert post(charlie, "/api/runs", body | {"entries": 999_999}, headers=keyed("alice")).status_code == 404
