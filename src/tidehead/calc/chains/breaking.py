"""What can no longer be made when links of a chain go: all-of and one-of needs, followed to the end."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tidehead.calc.chains.types import Chain, Need


@dataclass(frozen=True, slots=True)
class CriticalFirm:
    """What hangs on one firm. alone_on: nodes that it alone makes; breaks: further nodes; products: ends of the chain.

    products may hold nodes of alone_on: a firm that alone makes an end product breaks it by going.
    """

    enterprise: str
    alone_on: tuple[str, ...]
    breaks: tuple[str, ...]
    products: tuple[str, ...]


class UnknownNode(ValueError):
    """A need or a question names a node that the chain does not have."""


def broken_without(chain: Chain, lost: Collection[str], *, made_here: Collection[str] | None = None) -> tuple[str, ...]:
    """The further nodes that cannot be made once some are lost, in the chain's order.

    A node stays while each of its needs is met: an all-of need by all of its nodes, a one-of need by any. Nodes that
    hold each other up in a circle stay until something outside the circle goes (greatest fixpoint).
    made_here: the nodes with a firm of the region. A substitute that nobody here makes does not help while one that
    is made here was relied on; None: every substitute helps. Raises UnknownNode.

    >>> from tidehead.calc.chains.types import Node, Stage
    >>> from tidehead.calc.labels import Label
    >>> def node(name, *needs):
    ...     return Node(name, Label(name), Stage.MIDSTREAM, needs=needs)
    >>> pump = node("pump", Need(("motor",)), Need(("cast", "forged"), any_one=True))
    >>> chain = Chain("c", Label("c"), (node("motor"), node("cast"), node("forged"), pump))
    >>> broken_without(chain, {"motor"}), broken_without(chain, {"cast"})
    (('pump',), ())
    >>> broken_without(chain, {"cast"}, made_here={"motor", "cast", "pump"})
    ('pump',)
    """
    known = {node.id for node in chain.nodes}
    _refuse_unknown(chain, known, lost)
    here = None if made_here is None else frozenset(made_here)
    standing = known - set(lost)
    falling = True
    while falling:
        fallen = [
            node.id
            for node in chain.nodes
            if node.id in standing and not all(_is_met(need, standing, here) for need in node.needs)
        ]
        standing -= set(fallen)
        falling = bool(fallen)
    return tuple(node.id for node in chain.nodes if node.id not in standing and node.id not in lost)


def _is_met(need: Need, standing: Collection[str], here: frozenset[str] | None) -> bool:
    if not need.any_one:
        return all(node in standing for node in need.nodes)
    relied_on = need.nodes if here is None else [node for node in need.nodes if node in here]
    return any(node in standing for node in relied_on or need.nodes)


def _refuse_unknown(chain: Chain, known: set[str], asked: Iterable[str]) -> None:
    named = {name for node in chain.nodes for need in node.needs for name in need.nodes}
    strange = sorted((named | set(asked)) - known)
    if strange:
        raise UnknownNode(f"the chain {chain.id} has no node {', '.join(strange)}")


def end_products(chain: Chain) -> tuple[str, ...]:
    """Nodes that need something and that no other node needs: what the chain is for.

    A node that needs itself alone in a circle is no end.
    """
    needed = {name for node in chain.nodes for need in node.needs for name in need.nodes if name != node.id}
    return tuple(node.id for node in chain.nodes if node.needs and node.id not in needed)


def critical_firms(
    chain: Chain, makers: Mapping[str, Collection[str]], *, unsure: Collection[str] = ()
) -> tuple[CriticalFirm, ...]:
    """Firms whose going leaves a node without anybody, those that break most products first, then most nodes.

    makers: who makes a node here, by node; a node that is left out has nobody, and is not counted as lost by a firm.
    unsure: nodes of which others may be makers too; nobody is called alone on them.
    """
    here = {node for node, firms in makers.items() if firms}
    ends = set(end_products(chain))
    alone: dict[str, list[str]] = {}
    for node in chain.nodes:
        firms = set(makers.get(node.id, ()))
        if len(firms) == 1 and node.id not in unsure:
            alone.setdefault(firms.pop(), []).append(node.id)
    found = []
    for firm, nodes in alone.items():
        broken = broken_without(chain, nodes, made_here=here)
        gone = {*nodes, *broken}
        products = tuple(node.id for node in chain.nodes if node.id in ends & gone)
        found.append(CriticalFirm(firm, tuple(nodes), broken, products))
    order = sorted(found, key=lambda one: (-len(one.products), -len(one.breaks), -len(one.alone_on), one.enterprise))
    return tuple(order)


def relying_on(chain: Chain, node: str) -> tuple[str, ...]:
    """The nodes that name a node among their needs, in the chain's order."""
    return tuple(one.id for one in chain.nodes if any(node in need.nodes for need in one.needs))


def substitutes_of(chain: Chain, node: str) -> tuple[str, ...]:
    """The nodes that can take a node's place in some one-of need, in the chain's order."""
    beside = {
        other
        for one in chain.nodes
        for need in one.needs
        if need.any_one and node in need.nodes
        for other in need.nodes
    }
    return tuple(one.id for one in chain.nodes if one.id in beside and one.id != node)
