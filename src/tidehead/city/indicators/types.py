"""Indicators, figures about them with their vintages, targets and where they stand."""

from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.common.types import Text

ACCEPTED, WITHDRAWN = "accepted", "withdrawn"


@dataclass(frozen=True, slots=True)
class TopicInfo:
    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    code: str
    label: Text
    unit: str
    unit_en: str
    direction: str  # up | down | none
    nature: str  # flow | stock | cumulative | ratio
    topic: str
    numerator: str
    denominator: str
    scope: Text
    definition: Text
    aliases: tuple[str, ...]
    decimals: int | None
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class MemberInfo:
    code: str  # "taxonomy:member"
    label: Text
    taxonomy: str
    group: str


@dataclass(frozen=True, slots=True)
class TaxonomyInfo:
    code: str
    label: Text
    version: str
    valid_from: str
    source: str
    locator: str
    note: Text
    groups: tuple[tuple[str, Text, int | None], ...]
    members: tuple[MemberInfo, ...]


@dataclass(frozen=True, slots=True)
class CrosswalkInfo:
    from_member: str
    to_member: str
    relation: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about, besides its period."""

    indicator: str
    place: str
    industry: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value as it was known: never changed, only followed by a later vintage."""

    id: int
    subject: Subject
    period: str
    period_start: date | None
    period_end: date | None
    value: float  # in the indicator's unit
    value_high: float | None
    printed_value: float
    printed_unit: str
    comparator: str
    basis: str
    yoy_pct: float | None
    as_of: date
    recorded_at: datetime
    source: str
    locator: str
    fact: int | None
    state: str
    origin: str  # pack | review | returns
    note: str


@dataclass(frozen=True, slots=True)
class TargetInfo:
    id: int
    code: str
    subject: Subject
    period: str
    period_start: date | None
    period_end: date | None
    value: float | None
    value_high: float | None
    comparator: str
    force: str
    basis: str
    base_period: str
    words: str
    parent: str
    source: str
    locator: str
    fact: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One of the four tests of a target: its state, the number behind it, and why."""

    name: str  # level | growth | forecast | rank
    state: str  # reached | ahead | on_course | behind | off_course | unknown
    value: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """A target with its base, latest value, path, and all four tests; `state` is the light."""

    target: TargetInfo
    indicator: IndicatorInfo
    base: Figure | None
    latest: Figure | None
    series: tuple[Figure, ...]
    path: tuple[tuple[float, float], ...]  # (time, value) of the path from base to target; 2021.0 is the end of 2021
    plan_to_date: float | None
    growth_method: str  # compound: per cent a year; step: the indicator's unit a year
    required_growth: float | None
    achieved_growth: float | None
    forecast: tuple[float, float, float] | None  # point, low, high of the 80 % interval at the target's end
    probability: float | None
    rank: tuple[int, int] | None  # rank, of how many known
    tests: tuple[Finding, ...]
    state: str
    reason: str
    goal_value: float | None  # the level to reach, where the target is worded as an increment


@dataclass(frozen=True, slots=True)
class ContradictionSide:
    source: str
    locator: str
    says: Text
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ContradictionInfo:
    code: str
    label: Text
    verdict: str
    note: Text
    sides: tuple[ContradictionSide, ...]
    indicators: tuple[str, ...] = ()  # codes of those that its sides are about


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """One piece of arithmetic that the pack proves, as it came out when the pack was loaded."""

    code: str
    label: Text
    outcome: str  # holds | fails | unknown
    explanation: Text
    indicators: tuple[str, ...] = ()  # codes of those whose figures it takes


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a reviewer says that a fact is: the figure or target that accepting it makes."""

    indicator: str
    place: str
    period: str
    value: float
    unit: str
    kind: str  # actual | target | annual_target
    comparator: str = "eq"
    industry: str = ""
    organisation: str = ""
    value_high: float | None = None
    basis: str = ""
    force: str = "expected"
    base_period: str = ""  # of a target: what it starts from, where a reviewer says so


class MappingRefused(Exception):
    """A fact cannot be accepted as it is mapped; `text` says which part and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnitChanged(Exception):
    """An indicator's new unit measures something else than the figures that are stored."""
