"""What a pack says about chains: links and needs, who makes them here, supply, roles, limits for targets, tables.

    chains/*.yaml          ChainRow       chains/standings*.csv  StandingRow
    chains/supply.csv      SupplyRow      chains/roles.yaml      RoleRow
    chains/targets.yaml    TargetLimits   io/tables.yaml with io/*.csv  IoTable

Every file is optional. What is our own proposal is marked as a draft; all else names its source.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tidehead.calc.chains.gaps import Thresholds
from tidehead.calc.chains.types import Basis, Chain, Standing
from tidehead.calc.labels import Label
from tidehead.packs.position import Position
from tidehead.packs.schema_ladders import LadderRegion
from tidehead.packs.schema_work import NOWHERE, Lined


@dataclass(frozen=True, slots=True)
class ChainRow(Lined):
    """chains/*.yaml: one chain. source: of a chain that a body published; a draft has none."""

    chain: Chain
    source: str = ""
    locator: str = ""

    @property
    def id(self) -> str:
        """The chain's name."""
        return self.chain.id

    @property
    def node_names(self) -> frozenset[str]:
        """The names of its nodes in other files: "chain:node"."""
        return frozenset(f"{self.id}:{node.id}" for node in self.chain.nodes)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """chains/standings*.csv: a firm on a node, as a source says."""

    standing: Standing
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """chains/supply.csv: how much of a node is supplied here, or how near: a rate, minutes, or both."""

    chain: str
    node: str
    basis: Basis
    source: str
    locator: str
    rate: float | None = None  # of the input bought, 0–1
    minutes: float | None = None  # within which a full set is had
    comparator: str = "eq"  # eq | approx | ge | gt | near | le | lt: what the source says about its number
    place: str = ""  # empty: the whole region
    period: str = ""  # empty: the source gives no time
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """chains/roles.yaml: who answers for a chain: a post, a body or a firm, no person. What is left out is unknown.

    role: chief (链长) | lead_department (牵头部门) | chief_enterprise (链主) | innovation (链创) | finance (链金).
    """

    chain: str
    role: str
    post: str = ""
    organisation: str = ""
    enterprise: str = ""
    place: str = ""  # for whose part of the chain; empty: the whole region's
    draft: bool = False  # our own proposal: then without a source
    source: str = ""
    locator: str = ""
    note: Label | None = None
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def holder(self) -> str:
        """The code of whoever it is: exactly one of post, organisation and enterprise."""
        return self.post or self.organisation or self.enterprise


@dataclass(frozen=True, slots=True)
class TargetLimit:
    """A bound that a firm from outside has to keep. An empty chain or place: all of them."""

    id: str
    label: Label
    measure: str  # land_mu | energy_tce | carbon_t | energy_intensity | carbon_intensity | output_per_mu | tax_per_mu …
    value: float
    unit: str  # as printed
    valid_from: date
    direction: str = "at_most"  # at_most | at_least
    valid_to: date | None = None
    chain: str = ""
    place: str = ""
    draft: bool = False
    source: str = ""
    clause: str = ""
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class TargetWeight:
    """How much a part of the target score counts; only their proportions matter."""

    part: str  # one of calc.chains.targets.PARTS
    weight: float


@dataclass(frozen=True, slots=True)
class TargetLimits(Lined):
    """chains/targets.yaml: when a link is weak, how firms from outside are ranked, which bounds they keep."""

    valid_from: date  # since when the weights hold
    weights: tuple[TargetWeight, ...] = ()
    limits: tuple[TargetLimit, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)  # from which a link counts as weak, or as leaking
    draft: bool = False  # of weights and thresholds
    source: str = ""
    clause: str = ""
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class IoSector:
    """A sector of an input–output table. industries: the GB/T 4754 codes that it takes in."""

    id: str
    label: Label
    industries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IoPart:
    """A column of final use, or a row of imported or primary inputs.

    kind: consumption | investment | stocks | exports | imports | other; wages | taxes | depreciation | surplus.
    """

    id: str
    label: Label
    kind: str


@dataclass(frozen=True, slots=True)
class IoTable:
    """An input–output table, all figures in `unit`: n sectors.

    domestic: flows and final use are of domestic products, imported inputs stand in rows of their own.
    competitive: flows hold imports too, and a column of final use takes them off.
    Rows: Σ flows + Σ final = output. Columns: Σ flows + Σ imports + Σ added = output.
    """

    id: str
    label: Label
    year: int
    unit: str
    kind: str  # domestic | competitive
    sectors: tuple[IoSector, ...]
    flows: tuple[tuple[float, ...], ...]  # (n, n), seller by buyer
    final_parts: tuple[IoPart, ...]
    final: tuple[tuple[float, ...], ...]  # (n, columns of final use)
    import_parts: tuple[IoPart, ...]
    imports: tuple[tuple[float, ...], ...]  # (rows of imported inputs, n)
    added_parts: tuple[IoPart, ...]
    added: tuple[tuple[float, ...], ...]  # (rows of primary inputs, n)
    output: tuple[float, ...]  # (n,)
    source: str
    locator: str
    place: str = ""  # whose table it is; empty: a wider region's than the pack's
    tolerance: float = 1e-6  # of output, by which a sector may be out of balance
    note: Label | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRegion(LadderRegion):
    """The part of a region that is about chains."""

    chain_rows: tuple[ChainRow, ...] = ()
    standing_rows: tuple[StandingRow, ...] = ()
    supply: tuple[SupplyRow, ...] = ()
    chain_roles: tuple[RoleRow, ...] = ()
    target_limits: TargetLimits | None = None
    io_tables: tuple[IoTable, ...] = ()

    @property
    def chains(self) -> tuple[Chain, ...]:
        """Every chain."""
        return tuple(row.chain for row in self.chain_rows)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every firm that a source puts on a node."""
        return tuple(row.standing for row in self.standing_rows)


def labels_of_chains(region: ChainRegion) -> Iterator[tuple[Position, str, Label]]:
    """Where each name of a chain, a limit or a table stands, what it names, and the name in both languages."""
    for row in region.chain_rows:
        yield row.position, row.id, row.chain.label
        yield from ((row.at(f"nodes.{one.id}"), one.id, one.label) for one in row.chain.nodes)
        yield from ((row.at(f"technologies.{one.id}"), one.id, one.label) for one in row.chain.technologies)
    if limits := region.target_limits:
        yield from ((limits.at(f"limits.{one.id}"), one.id, one.label) for one in limits.limits)
    for table in region.io_tables:
        yield table.position, table.id, table.label
        yield from ((table.position, sector.id, sector.label) for sector in table.sectors)
