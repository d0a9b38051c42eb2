"""An industrial chain as data: links, what each needs, who supplies it, and which technologies hold it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tidehead.calc.labels import Label


class Stage(StrEnum):
    """Where a node stands in its chain."""

    UPSTREAM = "upstream"
    MIDSTREAM = "midstream"
    DOWNSTREAM = "downstream"
    EQUIPMENT = "equipment"
    SERVICE = "service"


class Basis(StrEnum):
    """How a share is known."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class GapKind(StrEnum):
    """What can be wrong with a node."""

    MISSING = "missing"  # no local firm makes it
    WEAK = "weak"  # local firms are fewer or less specialised than the need
    SINGLE = "single"  # one local firm alone: if it goes, what needs it breaks
    LEAKING = "leaking"  # local demand is bought outside


@dataclass(frozen=True, slots=True)
class Need:
    """An input of a node: all of these nodes, or any one of them (substitutes)."""

    nodes: tuple[str, ...]
    any_one: bool = False
    share: float | None = None  # of the node's input cost, 0–1; None unknown


@dataclass(frozen=True, slots=True)
class Node:
    """A link, product or service of a chain; codes are GB/T 4754 (any depth) and HS."""

    id: str
    label: Label
    stage: Stage
    parent: str = ""  # a node above it on the same bone; "" a bone of its own
    industries: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # product words that a firm's scope is matched with
    needs: tuple[Need, ...] = ()
    key: bool = False  # a key link of the chain
    note: Label | None = None
    source: str = ""  # "" our own draft
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Technology:
    """A key technology of a node; `bottleneck` is 卡脖子."""

    id: str
    label: Label
    node: str
    bottleneck: bool = False
    state: str = ""  # open | under_way | solved; "" unknown
    source: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a region. `draft`: our own proposal, not the region's published chain."""

    id: str
    label: Label
    nodes: tuple[Node, ...]
    technologies: tuple[Technology, ...] = ()
    clusters: tuple[str, ...] = ()  # "taxonomy/member"
    draft: bool = True
    as_of: str = ""
    note: Label | None = None

    def node(self, node_id: str) -> Node:
        """The node of an id. Raises KeyError."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """A firm on a node: who makes it here."""

    chain: str
    node: str
    enterprise: str  # code
    role: str = ""  # chief (链主) | key | member
    capacity: float | None = None  # any one unit within a node; None unknown
    minutes: float | None = None  # travel time to the chain's chief place; None unknown
    basis: Basis = Basis.UNKNOWN
    confidence: float | None = None  # of a computed match; None where a source names it
    source: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Stakes:
    """Money and jobs that hang on a gap; None is unknown, never 0."""

    output_cny: float | None = None
    jobs: float | None = None
    firms: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a node, with what it is concluded from and what breaks if nothing is done."""

    node: str
    kind: GapKind
    because: Label
    breaks: tuple[str, ...] = ()  # nodes that cannot be made without it
    stakes: Stakes = Stakes()
    figures: Mapping[str, float | None] = field(default_factory=dict)
