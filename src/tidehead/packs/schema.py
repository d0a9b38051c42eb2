"""What a region pack may say: one frozen dataclass for each kind of row in its text files.

Files of a pack, all optional but pack.yaml, sources.yaml and places.yaml. Unknown files are refused:

    pack.yaml           Pack             places.yaml         Place, Tree
    sources.yaml        Source           points.csv          Point
    indicators.yaml     Indicator        schematic.yaml      Tile
    taxonomies.yaml     Taxonomy         crosswalk.csv       CrosswalkRow
    organisations.yaml  Organisation, Post, Group
    plans/*.yaml        Plan, Commitment, ScheduleItem
    observations/*.csv  ObservationRow   targets/*.csv       TargetRow
    checks.yaml         Check, Contradiction
    rules/*.yaml        ParameterRow, RuleSetRow
    schemes/*.yaml      SchemeRow        entries/**.csv      EntryTable
    posts.yaml          Post             and in schema_work:
    cases/*.yaml        CaseTypeRow      calendar.yaml       Calendar
    enterprises/*.csv   EnterpriseRow    service.yaml        Service
    projects.yaml       Projects         spaces/*.csv        Space
    agreements.yaml     Agreement        tasks.yaml          Tasks
    chains/, io/        see schema_chains    ladders.yaml, honours/  see schema_ladders

Codes are text. A value that nobody published is left out (None), never 0. Every row that states a fact names its
source and a locator in it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tidehead.calc.casework.types import CaseType
from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter
from tidehead.calc.schemes.types import Scheme
from tidehead.packs.position import Position as Position
from tidehead.packs.rule_rows import EntryTable, ParameterRow, RuleSetRow, SchemeRow
from tidehead.packs.schema_chains import ChainRegion
from tidehead.packs.schema_industry import (
    ChainRoleRow,
    ClusterDefinition,
    DivisionRow,
    GoodsUseRow,
    IndustryCodeRow,
    IndustryWordRow,
)
from tidehead.packs.schema_work import (
    Agreement,
    Calendar,
    CaseTypeRow,
    EnterpriseRow,
    Projects,
    Service,
    Space,
    Tasks,
)


class Direction(StrEnum):
    UP = "up"  # more is better
    DOWN = "down"  # less is better
    NONE = "none"  # neither: shown, never judged


class Nature(StrEnum):
    FLOW = "flow"  # adds up over a period: output of a year
    STOCK = "stock"  # counted at a moment: firms at the end of a year
    CUMULATIVE = "cumulative"  # added up since a start, never falls: platforms founded so far
    RATIO = "ratio"  # numerator over denominator; does not add up over places


class Comparator(StrEnum):
    EQUAL = "eq"
    ABOUT = "approx"
    AT_LEAST = "ge"
    MORE_THAN = "gt"
    NEARLY = "near"
    AT_MOST = "le"
    LESS_THAN = "lt"
    RANGE = "range"


class Force(StrEnum):
    BINDING = "binding"  # 约束性
    EXPECTED = "expected"  # 预期性
    STRIVING = "striving"  # 力争


class Basis(StrEnum):
    ACTUAL = "actual"  # final, as published
    PRELIMINARY = "preliminary"  # flash or quick figure, expected to be revised
    ESTIMATE = "estimate"  # 近, 约, 预计, or undated: the source itself is not exact


class TargetBasis(StrEnum):
    LEVEL = "level"  # the indicator's value in the target period
    CUMULATIVE = "cumulative"  # what has been reached in all by then
    INCREMENT = "increment"  # what is added between the plan's start and the target period
    ANNUAL = "annual"  # the same amount in each year of the period


@dataclass(frozen=True, slots=True)
class Pack:
    """pack.yaml. `synthetic` packs are labelled as invented on every screen and in every file."""

    id: str  # the folder name: "demo"
    label: Label
    version: str  # "2026.11"
    root: str  # the place that the cockpit opens on
    as_of: date  # when the pack's figures were last checked
    default_language: str = "zh-hans"  # or "en"
    synthetic: bool = False
    public_pages: tuple[str, ...] = ()  # of: cockpit, targets, indicators, places, plans, documents
    headline: tuple[str, ...] = ()  # figures the cockpit opens with: "indicator place [industry]"
    platform_tree: str = ""  # the tree whose leaves the map shows as platforms
    map_tree: str = ""  # the tree whose leaves are drawn as areas on the schematic map
    licence: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A document or page that facts come from. The pack holds no sentence of it."""

    id: str
    kind: str  # plan | draft | notice | communique | news | dataset | standard | rule | web
    title: Label
    issuer: str
    issued_on: date | None = None  # empty: the document does not say
    url: str = ""
    status: str = "in_force"  # in_force | draft | repealed | unknown
    plan_period: str = ""  # "2022/2026"
    text_sha256: str = ""  # of the document's text as a known file gives it, so that a loaded copy is recognised
    note: str = ""
    licence: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A county, a platform, a corridor group, a port city: anything that figures can be about."""

    code: str  # "331002", or "platform.luqiao"; text always
    label: Label
    # city | county | new_area | platform | corridor | core | area | group | carrying_area | linked_unit | port_city
    # | enclave | block | local_structure ...
    kind: str
    source: str
    locator: str
    aliases: tuple[str, ...] = ()
    parent_note: str = ""
    within: str = ""  # place in whose schematic area it is drawn, when it has no position of its own
    point: tuple[float, float] | None = None  # longitude, latitude
    status: str = ""  # e.g. national | provincial | municipal, as the source says
    inferred: bool = False  # true where the source does not say it in one place: shown as inferred
    note: Label | None = None
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """One way of putting places in order; the same place may stand in several trees, once in each."""

    id: str
    label: Label
    root: str
    children: dict[str, tuple[str, ...]]  # parent code -> child codes, in the source's order
    source: str
    locator: str
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Point:
    """points.csv: a named town point, from which the schematic map is drawn (our own drawing, no boundary)."""

    name: str
    longitude: float
    latitude: float
    place: str  # the place whose area it lies in
    source: str
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Tile:
    """schematic.yaml: a square of a tile map, for a region without points."""

    place: str
    column: int
    row: int
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str  # "rd_share_of_gdp"
    label: Label
    unit: str  # as printed in Chinese: "亿元", "%", "家"; "1" for a plain number
    direction: Direction
    nature: Nature
    topic: str  # one of pack's topics: "innovation", "industry", "land", "investment", "talent", "finance", ...
    source: str  # where the definition or the name comes from
    locator: str
    numerator: str = ""  # indicator id or words; asked for when nature is ratio
    denominator: str = ""
    scope: Label | None = None  # statistical scope, e.g. the three districts and the New Area
    definition: Label | None = None
    aliases: tuple[str, ...] = ()  # printed names under which documents give it
    decimals: int | None = None
    unit_en: str = ""  # "100 million yuan"
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What a figure is about. Text form: "indicator place period [industry=code] [organisation=code]"."""

    indicator: str
    place: str
    # 2025 | 2025Q1 | 2025H1 | 2025-10 | 2025-10-31 | 2025-01/2025-10 | 2021/2025 | "" where the source gives no time
    period: str
    industry: str = ""  # "taxonomy:member"
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """A row of observations/*.csv: a figure as one source gives it, known at one time."""

    key: FigureKey
    value: float
    unit: str  # as printed, must convert to the indicator's unit: 万/亿 scaled, else equal
    source: str
    locator: str
    value_high: float | None = None
    comparator: Comparator = Comparator.EQUAL
    basis: Basis = Basis.ACTUAL
    yoy_pct: float | None = None  # growth on the year before, as the same source prints it
    as_of: date | None = None  # when it was known; empty: the source's issue date
    note: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A row of targets/*.csv: what an indicator is to be by when, as one source sets it."""

    id: str
    # period: the target year; for basis "annual" the span of years "2025/2027"; empty, with `words`, for an aim
    # to which the source gives no time
    key: FigureKey
    value: float | None  # None when the target is words only
    unit: str
    source: str
    locator: str
    value_high: float | None = None
    comparator: Comparator = Comparator.AT_LEAST
    force: Force = Force.EXPECTED
    basis: TargetBasis = TargetBasis.LEVEL
    base_period: str = ""  # period of the observation it starts from; empty: unknown
    words: str = ""  # a target in words: "steady improvement"
    parent: str = ""  # target id it is a part of
    note: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    code: str
    label: Label
    group: str = ""  # code of the group in the taxonomy, where it has groups
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberGroup:
    """A part of a taxonomy: "5 core clusters". `stated` members, of which those listed are known by name."""

    code: str
    label: Label
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A versioned list of clusters. Members that the text does not list stay unknown: stated minus listed."""

    id: str
    label: Label
    version: str
    valid_from: str  # a year or a date, as the source gives it
    source: str
    locator: str
    groups: tuple[MemberGroup, ...] = ()
    members: tuple[Member, ...] = ()
    place: str = ""  # whose taxonomy it is, where not the root's
    note: Label | None = None
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A row of crosswalk.csv: how a member of one taxonomy stands to a member of another."""

    from_taxonomy: str
    from_member: str
    to_taxonomy: str
    to_member: str  # empty with relation "none"
    relation: str  # same | broader | narrower | overlaps | none | unknown
    basis: str  # "text" where a source says so, "editor" where the pack's editor judged
    source: str = ""
    locator: str = ""
    note: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Duty:
    label: Label
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A government, department, committee, company, institute. No persons."""

    code: str
    label: Label
    # government | department | committee | office | task_force | company | enterprise | institute | university
    # | park_body | ...
    kind: str
    source: str
    locator: str
    place: str = ""
    aliases: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    level: str = ""  # province | city | county | ...
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A place in an organisation, or a firm's own desk. Without a role it is only named, as the seat of a group.

    role: leader | office | chain_lead | recruiter | statistician | service_officer | handler
    | organisation_administrator | enterprise | auditor. place: what it is for; empty: all that its organisation does.
    """

    code: str
    label: Label
    organisation: str = ""
    role: str = ""
    enterprise: str = ""
    place: str = ""
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Seat:
    role: str  # head | executive_deputy | deputy | member | office
    organisation: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A leading group, by post: a successor takes the seat."""

    id: str
    label: Label
    source: str
    locator: str
    seats: tuple[Seat, ...] = ()
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float
    unit: str
    comparator: Comparator = Comparator.EQUAL
    value_high: float | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One thing a plan promises, in our own words. `responsible` empty: the text names nobody."""

    id: str
    label: Label  # action and object in one short sentence of our own
    section: str  # heading number: "二（一）1"
    source: str
    locator: str
    kind: str = "task"  # task | target | annual_target
    action: str = ""  # the verb: 推动
    object: str = ""
    quantities: tuple[Quantity, ...] = ()
    start: str = ""  # period
    deadline: str = ""  # period; empty: none given
    recurrence: str = ""  # "yearly" or ""
    responsible: tuple[str, ...] = ()  # organisation codes
    places: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()  # target ids that measure it
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Milestone:
    period: str
    label: Label
    locator: str


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """A place or a work with a planned year: one bar of the Gantt."""

    id: str
    place: str
    label: Label
    source: str
    locator: str
    start: str = ""
    finish: str = ""  # planned year; empty with `words`
    words: str = ""  # "long-term"
    milestones: tuple[Milestone, ...] = ()
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    label: Label
    period: str  # "2025/2027"
    status: str  # draft | in_force | ...
    source: str
    sections: tuple[tuple[str, Label], ...] = ()  # ("二（一）1", label), in order
    commitments: tuple[Commitment, ...] = ()
    schedule: tuple[ScheduleItem, ...] = ()
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation: the newest as_of, of one source where `source` names it. Magnitude in the indicator's unit."""

    key: FigureKey
    source: str = ""


@dataclass(frozen=True, slots=True)
class Targeted:
    """The value of a target."""

    id: str


@dataclass(frozen=True, slots=True)
class Given:
    """A number written into the check itself."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Combined:
    """`how`: sum, difference, product or quotient."""

    how: str
    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """Compound growth a year, in %."""

    start: "Term"
    end: "Term"
    years: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are. `what`: places, members, stated or commitments, of a tree, taxonomy or plan (`owner`).

    `part`: the parent place in the tree, or the group in the taxonomy; empty for all.
    """

    what: str
    owner: str
    part: str = ""


Term = Observed | Targeted | Given | Combined | Growth | Count


@dataclass(frozen=True, slots=True)
class Check:
    """Arithmetic that the pack must prove: left and right are terms, compared with a stated tolerance.

    `terms` says how a term is written. Magnitudes of observations and targets are in the indicator's unit, and a plain
    ratio is compared with "%" as times 100.
    """

    id: str
    label: Label
    left: Term
    relation: str  # equals | at_least | at_most | more_than | less_than
    right: Term
    tolerance: float = 0.0  # absolute, in the unit of the right side
    relative_tolerance: float = 0.0  # of the right side: 0.01 is one part in a hundred
    note: Label | None = None
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Side:
    source: str
    locator: str
    says: Label  # in our own words
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places in the documents that do not agree, kept as such."""

    id: str
    label: Label
    sides: tuple[Side, ...]  # two or more
    verdict: str  # open | different_period | different_scope | error
    note: Label | None = None
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Region(ChainRegion):
    """A whole pack, read and cross-checked."""

    pack: Pack
    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    trees: tuple[Tree, ...] = ()
    points: tuple[Point, ...] = ()
    tiles: tuple[Tile, ...] = ()
    topics: tuple[tuple[str, Label], ...] = ()  # from indicators.yaml, in order
    indicators: tuple[Indicator, ...] = ()
    observations: tuple[ObservationRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    taxonomies: tuple[Taxonomy, ...] = ()
    crosswalk: tuple[CrosswalkRow, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    posts: tuple[Post, ...] = ()
    groups: tuple[Group, ...] = ()
    plans: tuple[Plan, ...] = ()
    checks: tuple[Check, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    parameter_rows: tuple[ParameterRow, ...] = ()
    rule_sets: tuple[RuleSetRow, ...] = ()
    scheme_rows: tuple[SchemeRow, ...] = ()
    entries: tuple[EntryTable, ...] = ()
    case_type_rows: tuple[CaseTypeRow, ...] = ()
    enterprises: tuple[EnterpriseRow, ...] = ()
    spaces: tuple[Space, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    industry_codes: tuple[IndustryCodeRow, ...] = ()
    industry_words: tuple[IndustryWordRow, ...] = ()
    goods_uses: tuple[GoodsUseRow, ...] = ()
    industry_roles: tuple[ChainRoleRow, ...] = ()
    definitions: tuple[ClusterDefinition, ...] = ()
    divisions: tuple[DivisionRow, ...] = ()
    calendar: Calendar | None = None
    service: Service | None = None
    projects: Projects | None = None
    tasks: Tasks | None = None
    digest: str = ""  # sha256 over all files: an unchanged pack is not loaded twice

    @property
    def parameters(self) -> tuple[DatedParameter, ...]:
        """Every number that documents set, with all the values it has had."""
        return tuple(row.parameter for row in self.parameter_rows)

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """Every scheme of assessment, one for each version."""
        return tuple(row.scheme for row in self.scheme_rows)

    @property
    def case_types(self) -> tuple[CaseType, ...]:
        """Every kind of case."""
        return tuple(row.case_type for row in self.case_type_rows)
