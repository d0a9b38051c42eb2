"""Chains through the API: what anybody signed in reads, and recording what came of a firm from outside."""

import json
from http import HTTPStatus

import pytest
from django.test import Client

from tests.api.asking import keyed
from tests.support.chains_pages import CHAIN, GAP, a_target_list
from tidehead.city.chains.target_lists import target_list

pytestmark = pytest.mark.django_db


def test_chains_links_and_gaps_are_read(bob: Client) -> None:
    (chain,) = bob.get("/api/chains").json()
    assert (chain["code"], chain["draft"], chain["synthetic"]) == (CHAIN, True, True)
    assert sum(chain["counts"].values()) == chain["nodes"] == 12
    nodes = {one["id"]: one for one in bob.get(f"/api/chains/{CHAIN}/nodes").json()}
    assert (nodes[GAP]["status"], nodes[GAP]["firms"]) == ("unknown", None)
    assert (nodes["compressor"]["supply_rate"], nodes["compressor"]["supply_basis"]) == (0.8, "reported")
    gaps = bob.get(f"/api/chains/{CHAIN}/gaps").json()["gaps"]
    assert next(one for one in gaps if one["node"] == "polymer")["breaks"] == [GAP, "stack", "system"]
    assert bob.get("/api/chains/gold/gaps").status_code == HTTPStatus.NOT_FOUND


def test_strangers_read_nothing(charlie: Client) -> None:
    assert charlie.get("/api/chains").status_code == HTTPStatus.UNAUTHORIZED


def test_targets_are_read_and_outcomes_recorded_once(bob: Client) -> None:
    listed = a_target_list()
    (head,) = bob.get(f"/api/chains/{CHAIN}/targets").json()
    assert head["id"] == listed
    rows = bob.get(f"/api/chain-targets/{listed}").json()
    assert [one["rank"] for one in rows] == [1, 2, 0]
    assert rows[0]["low"] < rows[0]["high"]
    address = f"/api/chain-targets/firms/{rows[0]['id']}/outcome"
    body = json.dumps({"state": "signed", "note": "met", "key": "crm-1"})
    for _ in range(2):
        answer = Client().post(address, body, content_type="application/json", headers=keyed("carl"))
        assert answer.json()["state"] == "signed"
    assert target_list(listed).targets[0].state == "signed"
    refused = Client().post(address, body, content_type="application/json", headers=keyed("bob"))
    assert refused.status_code == HTTPStatus.FORBIDDEN
    wrong = Client().post(
        address, json.dumps({"state": "happy"}), content_type="application/json", headers=keyed("carl")
    )
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
