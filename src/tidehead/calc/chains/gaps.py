"""Gaps of a chain: missing, weak, hanging on one firm, leaking; each says why, what breaks, and what is at stake."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidehead.calc.chains.breaking import broken_without, relying_on, substitutes_of
from tidehead.calc.chains.types import Basis, Chain, Gap, GapKind, Node, Stakes
from tidehead.calc.labels import Label

SOUND = "sound"
UNKNOWN = "unknown"
GRAVITY = (GapKind.MISSING, GapKind.SINGLE, GapKind.WEAK, GapKind.LEAKING)
"""The gravest first: what a node with several gaps is called."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below what a link is weak or leaks. These defaults are our own proposal; a region states its own."""

    firms: int = 3  # local firms that a link needs
    quotient: float = 1.0  # location quotient of its industries
    supply: float = 0.5  # of what is bought, 0–1


@dataclass(frozen=True, slots=True)
class Maker:
    """A firm on a node; None: not reported."""

    enterprise: str
    output_cny: float | None = None
    jobs: float | None = None


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is known of a node here. None: unknown, never 0.

    firms: local firms that make it, of which makers are those that are known one by one, and named those that a source
    or a person names; searched: among how many firms it was looked for. registered: those are a register of the region,
    not only a list of named firms. of_class: local firms of the node's industries, whatever their scopes say.
    quotient: location quotient of its industries. supply: share of local demand met here.
    """

    firms: int | None = None
    makers: tuple[Maker, ...] = ()
    named: int = 0
    searched: int | None = None
    registered: bool = False
    of_class: int | None = None
    quotient: float | None = None
    supply: float | None = None
    basis: Basis = Basis.UNKNOWN


NOTHING_KNOWN = NodeFacts()
DEFAULT_THRESHOLDS = Thresholds()


def gaps(chain: Chain, facts: Mapping[str, NodeFacts], thresholds: Thresholds = DEFAULT_THRESHOLDS) -> tuple[Gap, ...]:
    """Every gap, in the chain's order, the gravest of a node first.

    missing: a register was searched, and it has no firm on the link nor any of the link's industries. single: exactly
    one. weak: two or more, yet fewer than asked, or of a location quotient below the one asked. leaking: less of local
    demand is met here than asked, and it is not missing. Where a number is unknown, nothing is concluded from it, nor
    from how few firms say the link's words where `doubts` has the link.
    breaks: nodes that cannot be made if this one is not to be had; substitutes that are made here stand in.
    stakes: output and jobs of the firms on the nodes that break, the node itself included, those that are known.
    """
    here = {node.id for node in chain.nodes if (facts.get(node.id, NOTHING_KNOWN).firms or 0) > 0}
    unsure = doubts(chain, facts, thresholds)
    found: list[Gap] = []
    for node in chain.nodes:
        known = facts.get(node.id, NOTHING_KNOWN)
        kinds = _kinds(known, thresholds, counted=node.id not in unsure)
        if not kinds:
            continue
        breaks = broken_without(chain, {node.id}, made_here=here)
        at_stake = stakes_of((node.id, *breaks), facts)
        for kind in kinds:
            why = _because(chain, node, known, kind, thresholds)
            figures = _figures(known, thresholds) | _stake_coverage((node.id, *breaks), facts)
            found.append(Gap(node.id, kind, why, breaks, at_stake, figures))
    return tuple(found)


def _kinds(known: NodeFacts, thresholds: Thresholds, *, counted: bool) -> tuple[GapKind, ...]:
    """counted: that no more firms make it than were found is certain enough to conclude something from it."""
    firms, kinds = known.firms, []
    if firms == 0 and counted:
        kinds.append(GapKind.MISSING)
    if firms == 1 and counted:
        kinds.append(GapKind.SINGLE)
    few = counted and firms is not None and 2 <= firms < thresholds.firms
    thin = bool(firms) and known.quotient is not None and known.quotient < thresholds.quotient
    if few or thin:
        kinds.append(GapKind.WEAK)
    if GapKind.MISSING not in kinds and known.supply is not None and known.supply < thresholds.supply:
        kinds.append(GapKind.LEAKING)
    return tuple(kinds)


def doubts(
    chain: Chain, facts: Mapping[str, NodeFacts], thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> dict[str, Label]:
    """Links of which nobody can tell whether they are missing, single or weak, and why; in the chain's order.

    Only a list of named firms is known: who is not on it may make it all the same. A register was searched, and firms
    of the link's industries do not say its words, or firms of what it goes into, in the same division, may make it for
    themselves: business scopes do not go into such detail. Firms that a source or a person names count as they are.
    """
    found = {}
    for node in chain.nodes:
        known = facts.get(node.id, NOTHING_KNOWN)
        if known.firms is None or known.firms >= max(2, thresholds.firms) or 0 < known.firms == known.named:
            continue
        if not known.registered:
            found[node.id] = _only_listed(known)
        elif not _few_of_class(known, thresholds) or (known.firms == 0 and _made_within(chain, node, facts)):
            found[node.id] = _scopes_silent(known)
    return found


def _few_of_class(known: NodeFacts, thresholds: Thresholds) -> bool:
    """Even if every firm of its industries made it, it would be called what it is called now."""
    most = {0: 0, 1: 1}.get(known.firms or 0, thresholds.firms - 1)
    return known.of_class is not None and known.of_class <= most


def _made_within(chain: Chain, node: Node, facts: Mapping[str, NodeFacts]) -> bool:
    """Whether firms here make what it goes into, in a division of its own codes: they may make it for themselves."""
    divisions = _divisions(node)
    beyond = (*_above(chain, node), *map(chain.node, relying_on(chain, node.id)))
    return any(divisions & _divisions(one) and (facts.get(one.id, NOTHING_KNOWN).firms or 0) > 0 for one in beyond)


def _divisions(node: Node) -> set[str]:
    return {code[:2] for code in node.industries}


def _above(chain: Chain, node: Node) -> list[Node]:
    """The nodes above one on its bone, once each though parents go round."""
    nodes = {one.id: one for one in chain.nodes}
    found: list[Node] = []
    while (parent := nodes.get(node.parent)) is not None and parent not in found:
        found.append(parent)
        node = parent
    return found


def _only_listed(known: NodeFacts) -> Label:
    number = "若干" if known.searched is None else str(known.searched)
    among = "some" if known.searched is None else str(known.searched)
    zh, en = (
        ("名单内无", "not on the list") if not known.firms else (f"名单内 {known.firms} 家", f"{known.firms} listed")
    )
    return Label(
        f"{zh}：仅知 {number} 家企业，导入企业登记表后再判断",
        f"{en}: only {among} firms are known; import a table of registered firms to tell",
    )


def _scopes_silent(known: NodeFacts) -> Label:
    zh, en = "经营范围未写到这一层，无法判断", "business scopes do not go into such detail: it cannot be told"
    if known.of_class:
        zh += f"（同行业企业 {known.of_class} 家）"
        en += f" ({known.of_class} firms of its industries)"
    return Label(zh, en)


def _figures(known: NodeFacts, thresholds: Thresholds) -> dict[str, float | None]:
    return {
        "firms": known.firms,
        "firms_needed": thresholds.firms,
        "searched": known.searched,
        "of_class": known.of_class,
        "quotient": known.quotient,
        "quotient_needed": thresholds.quotient,
        "supply": known.supply,
        "supply_needed": thresholds.supply,
    }


def _because(chain: Chain, node: Node, known: NodeFacts, kind: GapKind, need: Thresholds) -> Label:
    if kind is GapKind.MISSING:
        return _missing(chain, node, known)
    if kind is GapKind.SINGLE:
        return Label("本地仅知 1 家企业生产", "only one local firm is known to make it")
    if kind is GapKind.WEAK:
        return _weak(known, need)
    told = {Basis.REPORTED: ("上报", "reported"), Basis.ESTIMATED: ("估算", "estimated")}
    zh, en = told.get(known.basis, ("依据不明", "basis unknown"))
    share = known.supply or 0.0
    return Label(
        f"本地供给率 {share:.0%}（{zh}），低于 {need.supply:.0%}",
        f"{share:.0%} of local demand is met here ({en}), less than {need.supply:.0%}",
    )


def _missing(chain: Chain, node: Node, known: NodeFacts) -> Label:
    among_zh = f"已查 {known.searched} 家企业，" if known.searched is not None else ""
    among_en = f" among {known.searched} firms" if known.searched is not None else ""
    zh, en = f"{among_zh}没有同行业本地企业", f"no local firm is of its industries{among_en}"
    others = [chain.node(name).label for name in substitutes_of(chain, node.id)]
    if others:
        zh += "；可替代：" + "、".join(one.zh for one in others)
        en += "; in its place: " + ", ".join(one.text("en") for one in others)
    return Label(zh, en)


def _weak(known: NodeFacts, need: Thresholds) -> Label:
    zh, en = [], []
    if known.firms is not None and 2 <= known.firms < need.firms:
        zh.append(f"本地企业 {known.firms} 家，少于 {need.firms} 家")
        en.append(f"{known.firms} local firms, fewer than {need.firms}")
    if known.quotient is not None and known.quotient < need.quotient:
        zh.append(f"区位商 {known.quotient:.2f}，低于 {need.quotient:.2f}")
        en.append(f"location quotient {known.quotient:.2f}, below {need.quotient:.2f}")
    return Label("；".join(zh), "; ".join(en))


def stakes_of(nodes: Collection[str], facts: Mapping[str, NodeFacts]) -> Stakes:
    """Output, jobs and firms on some nodes, each firm once: the sum of what was reported; None where nothing was."""
    firms = _firms_on(nodes, facts)
    return Stakes(
        output_cny=_sum(one.output_cny for one in firms),
        jobs=_sum(one.jobs for one in firms),
        firms=len(firms) if any(facts.get(node, NOTHING_KNOWN).firms is not None for node in nodes) else None,
    )


def _firms_on(nodes: Collection[str], facts: Mapping[str, NodeFacts]) -> tuple[Maker, ...]:
    return tuple({one.enterprise: one for node in nodes for one in facts.get(node, NOTHING_KNOWN).makers}.values())


def _stake_coverage(nodes: Collection[str], facts: Mapping[str, NodeFacts]) -> dict[str, float | None]:
    """Of how many of the firms at stake output and jobs are known."""
    firms = _firms_on(nodes, facts)
    return {
        "firms_with_output": sum(one.output_cny is not None for one in firms),
        "firms_with_jobs": sum(one.jobs is not None for one in firms),
    }


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def node_status(node: str, found: Sequence[Gap], facts: Mapping[str, NodeFacts], *, unsure: Collection[str]) -> str:
    """The word for a node: its gravest gap, "sound" where there is none.

    "unknown" where nobody knows its firms, or it is among the unsure, those of `doubts`, without a gap that is certain.
    """
    kinds = {gap.kind for gap in found if gap.node == node}
    for kind in GRAVITY:
        if kind in kinds:
            return kind.value
    return UNKNOWN if node in unsure or facts.get(node, NOTHING_KNOWN).firms is None else SOUND


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a chain is known: parts of its nodes, 0–1; nodes: how many it has."""

    nodes: int
    firms_known: float
    made_here: float | None  # of the nodes whose firms are known
    supply_known: float
    output_known: float  # of the firms that are known one by one


def coverage(chain: Chain, facts: Mapping[str, NodeFacts]) -> Coverage:
    """How much of the chain is known, and how much of what is known is made here. Raises ValueError without nodes."""
    if not chain.nodes:
        raise ValueError("a chain has nodes")
    unsure = doubts(chain, facts)
    known = [facts.get(node.id, NOTHING_KNOWN) for node in chain.nodes]
    counted = [
        one
        for node, one in zip(chain.nodes, known, strict=True)
        if one.firms or (one.firms == 0 and node.id not in unsure)
    ]
    makers = _firms_on([node.id for node in chain.nodes], facts)
    return Coverage(
        nodes=len(known),
        firms_known=len(counted) / len(known),
        made_here=sum(bool(one.firms) for one in counted) / len(counted) if counted else None,
        supply_known=sum(one.supply is not None for one in known) / len(known),
        output_known=sum(one.output_cny is not None for one in makers) / len(makers) if makers else 0.0,
    )
