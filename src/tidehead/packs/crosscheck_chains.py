"""Chains: links that exist, needs that can be met, firms and bodies that are known, and shares that can be shares."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from tidehead.calc.chains.types import Chain, Node, Stage
from tidehead.packs.loops import looping
from tidehead.packs.messages import MESSAGES
from tidehead.packs.names import Names, shown
from tidehead.packs.position import Position
from tidehead.packs.problems import Problem, Problems
from tidehead.packs.schema import Region
from tidehead.packs.schema_chains import ChainRow, IoTable, RoleRow, StandingRow, SupplyRow, TargetLimit, TargetLimits

SHARE_SLACK = 1e-9
# 18 characters of GB 32100-2015: digits and capitals without I, O, S, V, Z.
UNIFIED_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}", re.ASCII)
ALONE = (Stage.EQUIPMENT, Stage.SERVICE)  # stages whose links often stand beside the others


def check_chains(region: Region, names: Names) -> None:
    """Report what is wrong in chains/ and io/."""
    for row in region.chain_rows:
        _check_chain(row, names)
    _check_standings(region.standing_rows, names)
    for supply in region.supply:
        _check_supply(supply, names)
    for role in region.chain_roles:
        _check_role(role, names)
    if region.target_limits:
        _check_targets(region.target_limits, names)
    for table in region.io_tables:
        _check_table(table, names)
    _check_codes(region, names.problems)


def _check_codes(region: Region, problems: Problems) -> None:
    """Codes of links and sectors have to be in the pack's list of the classification, where it has one."""
    known = {row.code for row in region.industry_codes}
    if not known or "industry_code" in problems.unread:
        return
    for row in region.chain_rows:
        for node in row.chain.nodes:
            for code in node.industries:
                if code not in known:
                    problems.add(row.at(f"nodes.{node.id}"), "unknown_industry_code", name=code)
    for table in region.io_tables:
        for code in sorted({code for sector in table.sectors for code in sector.industries} - known):
            problems.add(table.position, "unknown_industry_code", name=code)


def advice_on_chains(region: Region) -> Iterator[Problem]:
    """Links that hang on nothing: they are drawn, and no gap can be concluded from them."""
    en, zh = MESSAGES["chain_orphan"]
    for row in region.chain_rows:
        used = _used(row.chain)
        for node in row.chain.nodes:
            if node.id not in used and not node.needs and not node.parent and node.stage not in ALONE:
                where, name = row.at(f"nodes.{node.id}"), node.id
                yield Problem(where.file, where.line, "chain_orphan", en.format(name=name), zh.format(name=name))


def _used(chain: Chain) -> set[str]:
    """Nodes that others need or stand below."""
    needed = {name for node in chain.nodes for need in node.needs for name in need.nodes}
    return needed | {node.parent for node in chain.nodes}


def _check_chain(row: ChainRow, names: Names) -> None:
    chain, problems = row.chain, names.problems
    want = f"chains/{row.id}.yaml"
    if row.position.file != want:
        problems.add(row.position, "chain_file", name=row.id, want=want)
    if chain.draft == bool(row.source):
        problems.add(row.position, "chain_draft", name=row.id)
    names.need("source", row.source, row.position)
    for cluster in chain.clusters:
        names.need_member(cluster.replace("/", ":"), row.at("clusters"))
    _check_once(row, "nodes", (one.id for one in chain.nodes), problems)
    _check_once(row, "technologies", (one.id for one in chain.technologies), problems)
    parents = {node.parent for node in chain.nodes}
    for node in chain.nodes:
        _check_node(row, node, names)
        if not (node.industries or node.words or node.id in parents):
            problems.add(row.at(f"nodes.{node.id}"), "chain_unmatched", name=node.id)
    for technology in chain.technologies:
        where = row.at(f"technologies.{technology.id}")
        _need_node(row.id, technology.node, where, names)
        _check_cited(technology.source, technology.locator, where, names)
    _check_loops(row, problems)


def _check_node(row: ChainRow, node: Node, names: Names) -> None:
    where = row.at(f"nodes.{node.id}")
    _need_node(row.id, node.parent, where, names)
    _check_cited(node.source, node.locator, where, names)
    for need in node.needs:
        for name in need.nodes:
            _need_node(row.id, name, where, names)
        if need.any_one and len(need.nodes) < 2:
            names.problems.add(where, "chain_any_one", name=node.id)
        if need.share is not None:
            _check_range("share", need.share, (0, 1), where, names.problems)
    known = [need.share for need in node.needs if need.share is not None]
    if sum(known) > 1 + SHARE_SLACK:
        names.problems.add(where, "chain_shares", name=node.id, total=f"{sum(known):.6g}")


def _check_loops(row: ChainRow, problems: Problems) -> None:
    """Bones that hold themselves, and links that cannot be made before themselves are made."""
    for name in sorted(looping({node.id: node.parent for node in row.chain.nodes if node.parent})):
        problems.add(row.at(f"nodes.{name}"), "chain_parent_loop", name=name)
    needed = {
        node.id: {name for need in node.needs if not need.any_one for name in need.nodes} for node in row.chain.nodes
    }
    try:
        TopologicalSorter(needed).prepare()
    except CycleError as error:
        circle = [str(name) for name in reversed(error.args[1])]
        problems.add(row.at(f"nodes.{circle[0]}"), "chain_need_loop", name=" → ".join(circle))


def _check_standings(rows: Iterable[StandingRow], names: Names) -> None:
    first: dict[tuple[str, str, str], Position] = {}
    for row in rows:
        one, where = row.standing, row.position
        _need_node(one.chain, one.node, where, names)
        names.need("source", one.source, where)
        if not UNIFIED_CODE.fullmatch(one.enterprise):
            names.need("enterprise", one.enterprise, where)
        key = (one.chain, one.node, one.enterprise)
        if key in first:
            names.problems.add(where, "standing_twice", name=" ".join(key), first=shown(first[key]))
        first.setdefault(key, where)
        for name, value in (("capacity", one.capacity), ("minutes", one.minutes)):
            if value is not None and value < 0:
                names.problems.add(where, "below_zero", name=name)


def _check_supply(row: SupplyRow, names: Names) -> None:
    where = row.position
    _need_node(row.chain, row.node, where, names)
    names.need("source", row.source, where)
    names.need("place", row.place, where)
    if row.rate is None and row.minutes is None:
        names.problems.add(where, "supply_empty")
    if row.rate is not None:
        _check_range("rate", row.rate, (0, 1), where, names.problems)
    if row.minutes is not None and row.minutes < 0:
        names.problems.add(where, "below_zero", name="minutes")


def _check_role(row: RoleRow, names: Names) -> None:
    where = row.position
    names.need("chain", row.chain, where)
    names.need("place", row.place, where)
    for kind in ("post", "organisation", "enterprise"):
        names.need(kind, getattr(row, kind), where)
    if sum(map(bool, (row.post, row.organisation, row.enterprise))) != 1:
        names.problems.add(where, "role_holder")
    if row.draft == bool(row.source):
        names.problems.add(where, "role_draft")
    _check_cited(row.source, row.locator, where, names)


def _check_targets(targets: TargetLimits, names: Names) -> None:
    problems = names.problems
    _check_drafted("weights", targets, targets.position, names)
    _check_once(targets, "weights", (one.part for one in targets.weights), problems)
    _check_once(targets, "limits", (one.id for one in targets.limits), problems)
    if any(one.weight < 0 for one in targets.weights):
        problems.add(targets.at("weights"), "below_zero", name="weight")
    elif targets.weights and not any(one.weight for one in targets.weights):
        problems.add(targets.at("weights"), "no_weight")
    _check_range("supply", targets.thresholds.supply, (0, 1), targets.at("thresholds"), problems)
    if targets.thresholds.quotient < 0:
        problems.add(targets.at("thresholds"), "below_zero", name="quotient")
    for limit in targets.limits:
        where = targets.at(f"limits.{limit.id}")
        _check_drafted(limit.id, limit, where, names)
        names.need("chain", limit.chain, where)
        names.need("place", limit.place, where)
        if limit.value < 0:
            problems.add(where, "below_zero", name=limit.id)
        if limit.valid_to and limit.valid_to < limit.valid_from:
            problems.add(where, "ends_before")


def _check_drafted(name: str, one: TargetLimits | TargetLimit, where: Position, names: Names) -> None:
    names.need("source", one.source, where)
    if one.draft == bool(one.source):
        names.problems.add(where, "limit_draft", name=name)


def _check_table(table: IoTable, names: Names) -> None:
    where = table.position
    names.need("source", table.source, where)
    names.need("place", table.place, where)
    if (table.kind == "competitive") == bool(table.import_parts):
        names.problems.add(where, "io_imports", name=table.id)
    owners = Counter(code for sector in table.sectors for code in sector.industries)
    for code, times in owners.items():
        inside = [other for other in owners if other != code and code.startswith(other)]
        if times > 1 or inside:
            names.problems.add(where, "io_industry_twice", name=code)


def _need_node(chain: str, node: str, where: Position, names: Names) -> None:
    """Report a chain nobody knows, or a node that it has not; a broken node still lends its name."""
    if node and names.need("chain", chain, where) and not names.problems.may_exist("chain_node", node):
        names.need("chain_node", f"{chain}:{node}", where)


def _check_cited(source: str, locator: str, where: Position, names: Names) -> None:
    names.need("source", source, where)
    if bool(source) != bool(locator):
        names.problems.add(where, "half_cited")


def _check_once(owner: ChainRow | TargetLimits, section: str, ids: Iterable[str], problems: Problems) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            problems.add(owner.at(f"{section}.{name}"), "part_twice", section=section, name=name)


def _check_range(name: str, value: float, bounds: tuple[float, float], where: Position, problems: Problems) -> None:
    least, most = bounds
    if not least <= value <= most:
        problems.add(where, "out_of_range", name=name, least=least, most=most)
