"""Reads lists of targets, what came of their firms, and how good the lists were."""

from collections.abc import Iterable

from tidehead.calc.chains import HitRate, hit_rate
from tidehead.city.chains.models import Target, TargetList, TargetOutcome
from tidehead.city.chains.queries import chain_by_code
from tidehead.city.chains.types import (
    PROPOSED,
    SIGNED,
    TRIED,
    ChainInfo,
    NoSuchChain,
    PartInfo,
    TargetInfo,
    TargetListInfo,
)
from tidehead.city.common.types import Text

HITS_AT = (10, 20, 50)


def target_lists(chain: str, *, node: str = "") -> tuple[TargetListInfo, ...]:
    """Heads of the lists of a chain, the latest first."""
    info = chain_by_code(chain)
    rows = TargetList.objects.filter(chain__code=chain).select_related("pool").order_by("-id")
    return tuple(_head(row, info) for row in (rows.filter(node=node) if node else rows))


def target_list(list_id: int) -> TargetListInfo:
    """A list with its firms. Raises NoSuchChain."""
    row = TargetList.objects.select_related("pool", "chain").filter(id=list_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这份名单。", "There is no such list."))
    firms = list(row.targets.order_by("rank", "id"))
    states = _states(row)
    infos = [_target(one, states.get(one.enterprise)) for one in firms]
    return _head(
        row,
        chain_by_code(row.chain.code),
        targets=tuple(one for one in infos if one.rank),
        left_out=tuple(one for one in infos if not one.rank),
    )


def target_by_id(target_id: int) -> tuple[TargetListInfo, TargetInfo]:
    """A firm of a list, and the list's head. Raises NoSuchChain."""
    row = Target.objects.select_related("of__pool", "of__chain").filter(id=target_id).first()
    if row is None:
        raise NoSuchChain(Text("没有这家目标企业。", "There is no such target."))
    head = _head(row.of, chain_by_code(row.of.chain.code))
    return head, _target(row, _states(row.of).get(row.enterprise))


def _head(
    row: TargetList, info: ChainInfo, *, targets: tuple[TargetInfo, ...] = (), left_out: tuple[TargetInfo, ...] = ()
) -> TargetListInfo:
    return TargetListInfo(
        id=row.pk,
        chain=info.code,
        node=row.node,
        node_label=info.node_label(row.node),
        made_at=row.made_at,
        made_by=row.made_by,
        pool=row.pool.label,
        pool_rows=row.pool.rows,
        considered=row.considered,
        weights=row.weights,
        limits=tuple(
            Text(f"{one['zh']} {one['value']}", f"{one['en'] or one['zh']} {one['value']}") for one in row.limits
        ),
        targets=targets,
        left_out=left_out,
        synthetic=row.pool.synthetic,
    )


def _states(row: TargetList) -> dict[str, TargetOutcome]:
    """The last word on each firm for the list's chain and node, whichever list it came from."""
    found = TargetOutcome.objects.filter(chain_id=row.chain_id, node=row.node).order_by("at", "id")
    return {one.enterprise: one for one in found}


def _target(row: Target, last: TargetOutcome | None) -> TargetInfo:
    def told(some: Iterable[dict[str, str]]) -> tuple[Text, ...]:
        return tuple(Text(one["zh"], one["en"]) for one in some)

    return TargetInfo(
        id=row.pk,
        list_id=row.of_id,
        rank=row.rank,
        enterprise=row.enterprise,
        name=row.name,
        place=row.place,
        industry=row.industry,
        low=row.low,
        high=row.high,
        parts=tuple(PartInfo(one["part"], one["value"], one["share"], Text(one["zh"], one["en"])) for one in row.parts),
        broken=told(row.broken),
        unproven=told(row.unproven),
        state=last.state if last else PROPOSED,
        state_by=last.by if last else "",
        state_at=last.at if last else None,
        note=last.note if last else "",
        project=last.project if last else "",
    )


def hit_rates_of(chain: str) -> tuple[tuple[TargetListInfo, tuple[HitRate, ...]], ...]:
    """How many of each list's first firms were signed after it was made, the latest list first.

    Only firms that somebody approached since count: of the others nobody knows whether they would have come.
    """
    found = []
    for head in target_lists(chain):
        listed = list(
            Target.objects.filter(of_id=head.id, rank__gt=0).order_by("rank").values_list("enterprise", flat=True)
        )
        since = TargetOutcome.objects.filter(chain__code=chain, node=head.node, at__gte=head.made_at)
        last = {one.enterprise: one.state for one in since.order_by("at", "id")}
        signed = {code for code, state in last.items() if state == SIGNED}
        tried = {code for code, state in last.items() if state in TRIED}
        found.append((head, tuple(hit_rate(listed, signed, k, tried=tried) for k in HITS_AT)))
    return tuple(found)
