"""Clusters through the API: what anybody signed in reads, each number with its doubt."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests.support.clusters_pages import OWN, SPECIAL, a_register

pytestmark = pytest.mark.django_db
WIDE = {"by": "class", "reference": "register"}


def test_industries_are_read_with_their_leading_place_and_growth(bob: Client) -> None:
    a_register()
    found = {one["industry"]: one for one in bob.get("/api/clusters", WIDE).json()}
    for place, code in SPECIAL.items():
        assert found[code]["leading"]["place"] == place
        assert found[code]["growth"]["last"] == 2025
        assert found[code]["growth"]["low"] < found[code]["growth"]["ratio"] < found[code]["growth"]["high"]


def test_quotients_are_read_with_interval_count_and_chance(bob: Client) -> None:
    a_register()
    rows = bob.get("/api/clusters/quotients", {**WIDE, "place": OWN[0]}).json()
    assert {row["place"] for row in rows} == {OWN[0]}
    for row in rows:
        assert row["low"] <= row["quotient"] <= row["high"]
        assert 0 <= row["above_one"] <= 1
        assert row["raw"] == pytest.approx(row["firms"] / row["expected"])
    one = bob.get("/api/clusters/quotients", {**WIDE, "industry": SPECIAL[OWN[0]]}).json()
    assert {row["industry"] for row in one} == {SPECIAL[OWN[0]]}


def test_what_lies_near_comes_with_its_backtest(bob: Client) -> None:
    a_register()
    found = bob.get(f"/api/clusters/places/{OWN[0]}/next", WIDE).json()
    assert found["area_low"] <= found["area"] <= found["area_high"]
    assert found["supported"] is (found["area_low"] > 0.5)
    assert found["industries"]
    assert bob.get("/api/clusters/places/nowhere/next").status_code == HTTPStatus.NOT_FOUND


def test_strangers_and_firms_read_nothing(charlie: Client, erin: Client) -> None:
    for address in ("/api/clusters", "/api/clusters/quotients", f"/api/clusters/places/{OWN[0]}/next"):
        assert charlie.get(address).status_code == HTTPStatus.UNAUTHORIZED
        assert erin.get(address).status_code == HTTPStatus.FORBIDDEN
