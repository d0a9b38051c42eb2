"""What is computed of a chain at one moment: firms on its nodes, gaps, what hangs on whom, supply, coverage."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tidehead.calc.chains import (
    Basis,
    Chain,
    Maker,
    Nearness,
    NodeFacts,
    Thresholds,
    coverage,
    critical_firms,
    doubts,
    gaps,
    node_rates,
    node_status,
    share_by_quotient,
    supply_within,
)
from tidehead.city.chains.matching import Match, matches_of, of_class, quotient
from tidehead.city.chains.models import StandingRow
from tidehead.city.chains.queries import (
    all_chains,
    all_overrides,
    all_supply,
    chain_by_code,
    current_pool,
    standings,
    taken_off,
)
from tidehead.city.chains.types import (
    BY_PERSON,
    BY_REGISTER,
    ChainInfo,
    ChainPicture,
    NodeFirm,
    OverrideInfo,
    SupplyInfo,
)
from tidehead.city.common.region import current_region
from tidehead.city.common.types import Text
from tidehead.city.enterprises import queries as enterprises
from tidehead.city.enterprises.types import FROM_PACK, EnterpriseInfo
from tidehead.city.enterprises.versions import current_register, current_version, register_folder, version_by_number
from tidehead.city.places.queries import places_under
from tidehead.lake.register import NoRegister, Register

THRESHOLDS = Thresholds()
LIMIT_MINUTES = 30.0
MOST_NAMED = 400
"""Firms of a node that are listed one by one; the register has the rest."""


@dataclass(frozen=True, slots=True)
class _Here:
    """What all chains are computed from, read once."""

    register: Register | None
    pool: Register | None
    local: frozenset[str]
    searched: int
    registered: bool
    synthetic: bool
    firms: Mapping[str, EnterpriseInfo]
    supply: Mapping[str, Mapping[str, tuple[SupplyInfo, ...]]]
    overrides: Mapping[str, Mapping[str, OverrideInfo]]
    taken_off: frozenset[tuple[str, str, str]]


def picture_of(code: str) -> ChainPicture:
    """Everything that is computed of a chain. Raises NoSuchChain."""
    info = chain_by_code(code)
    rows = standings([code])
    return _picture(info, rows.get(code, ()), _here(rows))


def all_pictures() -> tuple[ChainPicture, ...]:
    """Of every chain."""
    rows = standings()
    here = _here(rows)
    return tuple(_picture(info, rows.get(info.code, ()), here) for info in all_chains())


def _here(rows: Mapping[str, tuple[StandingRow, ...]]) -> _Here:
    register, region = current_register(), current_region()
    return _Here(
        register=register,
        pool=pool_register(),
        local=places_under(region.root) if region else frozenset(),
        searched=register.meta.rows if register else len(enterprises.sizes()),
        registered=has_register(),
        synthetic=bool(region and region.synthetic) or bool(register and register.meta.synthetic),
        firms=enterprises.enterprises({row.enterprise for some in rows.values() for row in some}),
        supply=all_supply(),
        overrides=all_overrides(),
        taken_off=taken_off(),
    )


def has_register() -> bool:
    """Whether the register that counts holds more than the firms that the region's pack names."""
    current = current_version()
    return current is not None and _holds_more(current.number, current.folder)


@lru_cache(maxsize=4)
def _holds_more(number: int, folder: str) -> bool:
    """Kept by its folder: the parts of a version that counts never change."""
    version = version_by_number(number)
    return version is not None and version.folder == folder and any(part.kind != FROM_PACK for part in version.parts)


def _picture(info: ChainInfo, rows: Iterable[StandingRow], here: _Here) -> ChainPicture:
    chain, register = info.chain, here.register
    found = _found_here(info, here) if register else {}
    elsewhere = matches_of(here.pool, chain.nodes) if here.pool else {}
    firms = _firms_by_node(chain, tuple(rows), found, here.firms)
    supply = here.supply.get(info.code, {})
    classes = of_class(register, chain.nodes, here.local) if register else {}
    facts = {}
    for node in chain.nodes:
        some, match = firms[node.id], found.get(node.id)
        can_tell = bool(some) or match is not None or (register is None and here.searched > 0)
        known = _facts(some, classes.get(node.id), here, can_tell=can_tell)
        at = None if match is None else _quotient_of(known, elsewhere.get(node.id), here)
        rate, basis = _rate_of(supply.get(node.id, ()), at)
        facts[node.id] = replace(known, quotient=at, supply=rate, basis=basis)
    unsure = doubts(chain, facts, THRESHOLDS)
    # Nobody was found, and nobody can tell whether there is nobody: that is unknown, and no zero on any page.
    facts = {node: replace(one, firms=one.firms or None) if node in unsure else one for node, one in facts.items()}
    overrides = {node: one for node, one in here.overrides.get(info.code, {}).items() if node in facts}
    wrong = gaps(chain, facts, THRESHOLDS)
    status = {node.id: node_status(node.id, wrong, facts, unsure=unsure) for node in chain.nodes}
    rates = {node: (one.supply, one.basis) for node, one in facts.items() if one.supply is not None}
    return ChainPicture(
        info=info,
        facts=facts,
        firms=firms,
        gaps=wrong,
        status=status | {node: one.status for node, one in overrides.items()},
        computed=status,
        doubts={node: Text(why.zh, why.en) for node, why in unsure.items()},
        overrides=overrides,
        critical=critical_firms(
            chain, {node: {one.code for one in some} for node, some in firms.items()}, unsure=unsure
        ),
        coverage=coverage(chain, facts),
        supply=supply,
        rates=node_rates(chain, rates),
        nearness=_nearness(chain, firms, facts),
        searched=here.searched,
        registered=here.registered,
        synthetic=here.synthetic,
    )


def _found_here(info: ChainInfo, here: _Here) -> dict[str, tuple[Match, ...] | None]:
    """Firms of the register that make each node, whom a person took off left out.

    Those that lie here, or of which nobody knows where they lie: a register is of the region unless it says else.
    """
    register = here.register
    asked = matches_of(register, info.chain.nodes) if register else {}

    def counts(node: str, one: Match) -> bool:
        return (not one.county or one.county in here.local) and (info.code, node, one.code) not in here.taken_off

    return {
        node: None if some is None else tuple(one for one in some if counts(node, one)) for node, some in asked.items()
    }


def _firms_by_node(
    chain: Chain,
    rows: tuple[StandingRow, ...],
    found: Mapping[str, tuple[Match, ...] | None],
    known: Mapping[str, EnterpriseInfo],
) -> dict[str, tuple[NodeFirm, ...]]:
    """Who is named first, then whom the register's words find, each firm once."""
    figures = {one.code: one for some in found.values() for one in some or ()}
    by_node: dict[str, dict[str, NodeFirm]] = {node.id: {} for node in chain.nodes}
    for row in rows:
        if row.node in by_node:
            match, named = figures.get(row.enterprise), known.get(row.enterprise)
            by_node[row.node][row.enterprise] = NodeFirm(
                code=row.enterprise,
                name=str(named.label) if named else row.enterprise,
                node=row.node,
                how=row.origin,
                role=row.role,
                capacity=row.capacity,
                minutes=row.minutes,
                basis=row.basis,
                place=named.place if named else "",
                jobs=match.jobs if match and match.jobs is not None else (named.jobs if named else None),
                output_cny=match.output_cny if match else None,
                source=row.source,
                locator=row.locator,
                reason=row.reason if row.origin == BY_PERSON else "",
                standing=row.pk,
                synthetic=bool(named and named.synthetic),
            )
    for node, some in found.items():
        for one in some or ():
            firm = NodeFirm(one.code, "", node, BY_REGISTER, place=one.county, jobs=one.jobs, output_cny=one.output_cny)
            by_node[node].setdefault(one.code, firm)
    return {node: tuple(some.values()) for node, some in by_node.items()}


def _facts(firms: tuple[NodeFirm, ...], of_its_class: int | None, here: _Here, *, can_tell: bool) -> NodeFacts:
    return NodeFacts(
        firms=len(firms) if can_tell else None,
        makers=tuple(Maker(one.code, one.output_cny, one.jobs) for one in firms),
        named=sum(one.how != BY_REGISTER for one in firms),
        searched=here.searched if can_tell else None,
        registered=here.registered,
        of_class=of_its_class,
    )


def _rate_of(said: tuple[SupplyInfo, ...], at: float | None) -> tuple[float | None, Basis]:
    """A reported rate before an estimated one of a source, both before what a quotient lets one expect."""
    for basis in (Basis.REPORTED, Basis.ESTIMATED):
        rates = [one for one in said if one.rate is not None and one.basis is basis]
        if rates:
            latest = max(rates, key=lambda one: (not one.place, one.period))
            return latest.rate, basis
    estimated = share_by_quotient(at)
    return (None, Basis.UNKNOWN) if estimated is None else (estimated, Basis.ESTIMATED)


def pool_register() -> Register | None:
    """The firms from elsewhere that a node is compared with; None where there is no pool, or its folder is gone."""
    pool = current_pool()
    try:
        return _opened(str(register_folder() / pool.folder)) if pool else None
    except NoRegister:
        return None


@lru_cache(maxsize=2)
def _opened(folder: str) -> Register:
    return Register(Path(folder))


def _quotient_of(known: NodeFacts, elsewhere: tuple[Match, ...] | None, here: _Here) -> float | None:
    """None, too, where nobody says the node's words though firms of its industries are here, or may be."""
    silent = not known.firms and not (known.registered and known.of_class == 0)
    if here.pool is None or elsewhere is None or silent:
        return None
    return quotient(known.firms or 0, here.searched, len(elsewhere), here.pool.meta.rows)


# How near


def _nearness(
    chain: Chain, firms: Mapping[str, tuple[NodeFirm, ...]], facts: Mapping[str, NodeFacts]
) -> dict[str, Nearness]:
    nearest = {node.id: _minutes(firms[node.id], facts[node.id]) for node in chain.nodes}
    return {node.id: supply_within(node, nearest, LIMIT_MINUTES) for node in chain.nodes if node.needs}


def _minutes(firms: tuple[NodeFirm, ...], known: NodeFacts) -> float | None:
    times = [one.minutes for one in firms if one.minutes is not None]
    if times:
        return min(times)
    return math.inf if known.firms == 0 else None
