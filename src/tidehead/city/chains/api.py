"""Chains, their links and gaps, and firms from outside under /api/; recording what came of a firm."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tidehead.city.chains.picture import all_pictures, picture_of
from tidehead.city.chains.plain import gaps_in_plain
from tidehead.city.chains.target_lists import target_by_id, target_list, target_lists
from tidehead.city.chains.targeting import record_outcome
from tidehead.city.chains.types import ChainPicture, ChainRefused, NoSuchChain, TargetInfo, TargetListInfo
from tidehead.city.common.types import Text

router = Router(tags=["chains"])
ERRORS: dict[type[Exception], int] = {NoSuchChain: 404, ChainRefused: 422}


class ChainOut(Schema):
    """A chain with how many of its links are missing, weak, alone, leaking, sound or unknown."""

    code: str
    label: Text
    draft: bool
    as_of: str
    version: int
    made_at: datetime
    nodes: int
    counts: dict[str, int]
    searched: int
    synthetic: bool


class NodeOut(Schema):
    """A link of a chain; what is unknown is null."""

    id: str
    label: Text
    stage: str
    parent: str
    key: bool
    industries: list[str]
    hs: list[str]
    status: str
    firms: int | None
    location_quotient: float | None
    supply_rate: float | None
    supply_basis: str


class PartOut(Schema):
    """One part of a target's score; value null: unknown, it makes the interval wider."""

    part: str
    value: float | None
    share: float | None
    because: Text


class TargetOut(Schema):
    """A firm from outside. rank 0: left out by the limits in `broken`."""

    id: int
    rank: int
    enterprise: str
    name: str
    place: str
    low: float
    high: float
    parts: list[PartOut]
    broken: list[Text]
    unproven: list[Text]
    state: str
    project: str


class TargetListOut(Schema):
    """A list of firms from outside for a link, as it was made."""

    id: int
    node: str
    made_at: datetime
    made_by: str
    pool: str
    pool_rows: int
    considered: int
    weights: dict[str, float]
    synthetic: bool


class OutcomeIn(Schema):
    """What came of a firm: proposed, contacted, lead, signed or refused. `key`: the same key records once."""

    state: str
    note: str = ""
    project: str = ""
    key: str = ""


@router.get("/chains", response=list[ChainOut], summary="Every chain, with how many of its links are what")
def list_chains(request: HttpRequest) -> list[ChainOut]:
    return [_chain(one) for one in all_pictures()]


def _chain(picture: ChainPicture) -> ChainOut:
    info = picture.info
    counts: dict[str, int] = {}
    for status in picture.status.values():
        counts[status] = counts.get(status, 0) + 1
    return ChainOut(
        code=info.code,
        label=info.label,
        draft=info.draft,
        as_of=info.as_of,
        version=info.version,
        made_at=info.made_at,
        nodes=info.nodes,
        counts=counts,
        searched=picture.searched,
        synthetic=picture.synthetic,
    )


@router.get("/chains/{code}/nodes", response=list[NodeOut], summary="The links of a chain with their status")
def list_nodes(request: HttpRequest, code: str) -> list[NodeOut]:
    picture = picture_of(code)
    return [
        NodeOut(
            id=node.id,
            label=picture.info.node_label(node.id),
            stage=node.stage.value,
            parent=node.parent,
            key=node.key,
            industries=list(node.industries),
            hs=list(node.hs),
            status=picture.status[node.id],
            firms=picture.facts[node.id].firms,
            location_quotient=picture.facts[node.id].quotient,
            supply_rate=picture.facts[node.id].supply,
            supply_basis=picture.facts[node.id].basis.value,
        )
        for node in picture.info.chain.nodes
    ]


@router.get("/chains/{code}/gaps", response=dict[str, Any], summary="Every gap of a chain, why, and what breaks")
def list_gaps(request: HttpRequest, code: str) -> dict[str, Any]:
    return gaps_in_plain(picture_of(code))


@router.get("/chains/{code}/targets", response=list[TargetListOut], summary="The lists of firms from outside")
def list_target_lists(request: HttpRequest, code: str) -> list[TargetListInfo]:
    return list(target_lists(code))


@router.get("/chain-targets/{list_id}", response=list[TargetOut], summary="The firms of a list, the best first")
def list_targets(request: HttpRequest, list_id: int) -> list[TargetInfo]:
    found = target_list(list_id)
    return [*found.targets, *found.left_out]


@router.post("/chain-targets/firms/{target_id}/outcome", response=TargetOut, summary="Record what came of a firm")
def post_outcome(request: HttpRequest, target_id: int, given: OutcomeIn) -> TargetInfo:
    record_outcome(
        by=request.actor,
        target_id=target_id,
        state=given.state,
        note=given.note,
        project=given.project,
        key=given.key,
        now=timezone.now(),
    )
    return target_by_id(target_id)[1]
