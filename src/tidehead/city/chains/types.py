"""Chains of the region, as pages and other apps see them. Unknown is None, or "" for text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tidehead.calc.chains import Basis, Chain, Coverage, CriticalFirm, Gap, Nearness, Node, NodeFacts, SupplyRate
from tidehead.city.common.types import Text

# Who answers for a chain. The first five come with packs; an institute, a park and a fund are the "four ones".
CHIEF = "chief"  # 链长
LEAD_DEPARTMENT = "lead_department"  # 牵头部门
CHIEF_ENTERPRISE = "chief_enterprise"  # 链主
INNOVATION = "innovation"  # 链创
FINANCE = "finance"  # 链金
INSTITUTE, PARK, FUND = "institute", "park", "fund"
ROLES = (CHIEF, LEAD_DEPARTMENT, CHIEF_ENTERPRISE, INNOVATION, FINANCE, INSTITUTE, PARK, FUND)
FOUR_ONES = (INSTITUTE, PARK, FUND)
"""What an industry is to have one of each, beside itself: an institute, a park and a fund."""
POST, ORGANISATION, ENTERPRISE, PLACE, WORDS = "post", "organisation", "enterprise", "place", "words"
HOLDER_KINDS = (POST, ORGANISATION, ENTERPRISE, PLACE, WORDS)

# What a node can be called.
MISSING, SINGLE, WEAK, LEAKING, SOUND, UNKNOWN = "missing", "single", "weak", "leaking", "sound", "unknown"
NODE_STATUSES = (MISSING, SINGLE, WEAK, LEAKING, SOUND, UNKNOWN)

# The four lists of a chain.
FIRMS, PROJECTS, TECHNOLOGIES, TASKS = "firms", "projects", "technologies", "tasks"
LISTS = (FIRMS, PROJECTS, TECHNOLOGIES, TASKS)

# What is made of a gap.
TASK, PROJECT = "task", "project"

# How far a firm from outside is won.
PROPOSED, CONTACTED, LEAD, SIGNED, REFUSED = "proposed", "contacted", "lead", "signed", "refused"
TARGET_STATES = (PROPOSED, CONTACTED, LEAD, SIGNED, REFUSED)
TRIED = frozenset({CONTACTED, LEAD, SIGNED, REFUSED})
"""States of firms that somebody approached: only they say whether a list was good."""

BY_SOURCE, BY_PERSON, BY_REGISTER = "source", "person", "register"
"""Why a firm is on a node: a source of the pack names it, a person put it there, the register's words match."""
STANDING_ROLES = ("chief", "key", "member")


@dataclass(frozen=True, slots=True)
class ChainInfo:
    """A chain as it is listed. version: the number of its map; made_at: when that was stored."""

    code: str
    label: Text
    draft: bool
    as_of: str
    note: Text
    clusters: tuple[str, ...]
    source: str
    locator: str
    version: int
    made_at: datetime
    chain: Chain = field(compare=False)

    @property
    def nodes(self) -> int:
        return len(self.chain.nodes)

    def node_label(self, node: str) -> Text:
        """The node's name; its code where a later version has lost it."""
        for one in self.chain.nodes:
            if one.id == node:
                return Text(one.label.zh, one.label.en)
        return Text(node)


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a chain's map."""

    number: int
    made_at: datetime
    by: str
    chain: Chain = field(compare=False)


@dataclass(frozen=True, slots=True)
class NodeFirm:
    """A firm on a node. how: source | person | register. basis: of its capacity and minutes."""

    code: str
    name: str
    node: str
    how: str
    role: str = ""
    capacity: float | None = None
    minutes: float | None = None
    basis: str = ""
    place: str = ""
    jobs: float | None = None
    output_cny: float | None = None
    source: str = ""
    locator: str = ""
    reason: str = ""
    standing: int | None = None  # id of the row, where there is one
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SupplyInfo:
    """What is said of the supply of a node: a rate, minutes, or both."""

    node: str
    rate: float | None
    minutes: float | None
    comparator: str
    basis: Basis
    place: str
    period: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class OverrideInfo:
    """A status that a person gave a node against what is computed, with the reason."""

    id: int
    node: str
    status: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GapCaseInfo:
    """What was made of a gap: a task or a lead, and the state of its case now."""

    id: int
    node: str
    kind: str
    what: str
    number: str
    by: str
    at: datetime
    state_label: Text = Text("")
    ended: bool = False


@dataclass(frozen=True, slots=True)
class ChainPicture:
    """Everything that is computed of a chain at one moment.

    status: of each node as it is shown, overrides included; computed: without them. facts, firms: by node. doubts: why
    it cannot be told of a node whether it is missing, single or weak. searched: firms that are known; registered:
    whether they are a register, not only those that the pack names.
    """

    info: ChainInfo
    facts: Mapping[str, NodeFacts] = field(repr=False)
    firms: Mapping[str, tuple[NodeFirm, ...]] = field(repr=False)
    gaps: tuple[Gap, ...]
    status: Mapping[str, str]
    computed: Mapping[str, str]
    doubts: Mapping[str, Text]
    overrides: Mapping[str, OverrideInfo]
    critical: tuple[CriticalFirm, ...]
    coverage: Coverage
    supply: Mapping[str, tuple[SupplyInfo, ...]]
    rates: Mapping[str, tuple[SupplyRate, SupplyRate]]
    nearness: Mapping[str, Nearness]
    searched: int
    registered: bool
    synthetic: bool

    def count(self, status: str) -> int:
        return sum(one == status for one in self.status.values())

    def gaps_of(self, node: str) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.node == node)

    def node(self, node: str) -> Node:
        return self.info.chain.node(node)


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """Who holds a role of a chain. kind "": nobody is named, which is said as unknown."""

    role: str
    kind: str = ""
    holder: str = ""
    label: Text = Text("")
    person: str = ""  # who holds the post today
    draft: bool = False
    source: str = ""
    locator: str = ""
    note: Text = Text("")
    id: int | None = None  # of the row that a person set
    by: str = ""
    url: str = ""
    place: str = ""  # code: of which place only; "" the whole region


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A line of one of the four lists. item: code or number of what it is about; dropped_at: None while it stands."""

    id: int
    list: str
    item: str
    label: str
    node: str
    reason: str
    by: str
    at: datetime
    url: str = ""
    state: str = ""
    dropped_by: str = ""
    dropped_at: datetime | None = None
    dropped_reason: str = ""


@dataclass(frozen=True, slots=True)
class PoolInfo:
    """Firms from elsewhere among which targets are looked for."""

    id: int
    label: str
    folder: str
    rows: int
    source: str
    as_of: date | None
    synthetic: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PartInfo:
    """One part of a target's score. share: what it adds to the middle; None: unknown."""

    part: str
    value: float | None
    share: float | None
    because: Text


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """A firm of a list of targets, with what came of it so far. rank 0: left out, `broken` says by which limits."""

    id: int
    list_id: int
    rank: int
    enterprise: str
    name: str
    place: str
    industry: str
    low: float
    high: float
    parts: tuple[PartInfo, ...]
    broken: tuple[Text, ...]
    unproven: tuple[Text, ...]
    state: str
    state_by: str = ""
    state_at: datetime | None = None
    note: str = ""
    project: str = ""

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class TargetListInfo:
    """A list of targets of a gap as it was made on a day: it is never changed."""

    id: int
    chain: str
    node: str
    node_label: Text
    made_at: datetime
    made_by: str
    pool: str
    pool_rows: int
    considered: int
    weights: Mapping[str, float]
    limits: tuple[Text, ...]
    targets: tuple[TargetInfo, ...] = ()
    left_out: tuple[TargetInfo, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class EventInfo:
    """One thing that changed in a chain."""

    at: datetime
    by: str
    what: str
    text: Text
    node: str = ""


class ChainRefused(Exception):
    """Something cannot be done to a chain as asked; `text` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en or text.zh)
        self.text = text


class NoSuchChain(ChainRefused):
    """There is no such chain, node, row or list."""


class ChangedMeanwhile(ChainRefused):
    """Somebody else was quicker."""
