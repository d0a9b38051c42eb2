"""What a scheme of assessment says, what units hand in, and what a run of it gives: frozen, and free of any region."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Rule, Variable


class Direction(StrEnum):
    """Whether more or less of an indicator is better."""

    UP = "up"
    DOWN = "down"


class Method(StrEnum):
    """How an indicator's value becomes comparable; `docs/methods/composite.md` has the formulas."""

    BASE_RATIO = "base_ratio"  # value / base (base / value where less is better), within floor and cap
    TIERS = "tiers"  # points by the band that the value falls into
    MIN_MAX = "min_max"  # from low for the worst to high for the best of the board
    Z_SCORE = "z_score"  # standard deviations from the board's mean, then scaled: low is its mean, high its deviation
    RANK = "rank"  # place from below: 1 for the worst
    PERCENT_RANK = "percent_rank"
    BORDA = "borda"
    DISTANCE_TO_MAX = "distance_to_max"
    DISTANCE_TO_REFERENCE = "distance_to_reference"
    DISTANCE_TO_TARGET = "distance_to_target"
    FRACTION_OF_MAX = "fraction_of_max"
    GOALPOSTS = "goalposts"
    IDENTITY = "identity"  # the value is already points or a share


class Missing(StrEnum):
    """What becomes of an indicator whose value is unknown. Said for each indicator; REFUSE where nothing is said."""

    REFUSE = "refuse"  # the unit gets no score, and is told which datum is missing
    MEAN_SCORE = "mean_score"  # the mean normalised value of the units of the board that have one
    MEAN_VALUE = "mean_value"  # the mean value of the board, then normalised
    MEDIAN_VALUE = "median_value"
    FULL_MARKS = "full_marks"  # what a value at the base, the target or the top would give
    ZERO = "zero"
    REWEIGHT = "reweight"  # the weights of the others in the pillar grow in proportion


class Aggregation(StrEnum):
    """How the children of a pillar become one number."""

    SUM = "sum"  # the sum of weight times normalised value: rules that give points
    ARITHMETIC = "arithmetic"  # weighted means
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    COPELAND = "copeland"  # pairwise majority of weights; gives a rank score


class Weighting(StrEnum):
    """What the weights of a pillar's children have to add up to."""

    POINTS = "points"  # the pillar's own weight; at the top, the scheme's full marks
    SHARES = "shares"  # 1
    RELATIVE = "relative"  # anything above 0


@dataclass(frozen=True, slots=True)
class Tier:
    """One band of tiered points: `points` from `at_least` (in the indicator's unit) up to the next band.

    The lowest band has no `at_least` (None). Points are a share of the weight: 1 is full marks.
    """

    at_least: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Normalisation:
    """How values become comparable.

    base, target, worst, best: rule texts in the indicator's unit (a number, a parameter or a formula of the unit's own
    variables). floor, cap: limits of the normalised value. low, high: the scale of min–max, goalposts and z-scores.
    reference: the id of the unit that distances to reference are taken to.
    """

    method: Method
    base: str = ""
    floor: float | None = None
    cap: float | None = None
    low: float = 0.0
    high: float = 1.0
    target: str = ""
    worst: str = ""
    best: str = ""
    reference: str = ""
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemeVariable:
    """A datum that units hand in, or that is read from the region's figures.

    indicator: the region's indicator it is read from, where units are places. aliases: other headings that a table may
    carry. at_least, above: what the value must not fall short of (a denominator is `above: 0`).
    """

    variable: Variable
    aliases: tuple[str, ...] = ()
    indicator: str = ""
    at_least: float | None = None
    above: float | None = None

    @property
    def name(self) -> str:
        """The variable's name in rules."""
        return self.variable.name


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that the rule sets: a base, a rate, a threshold. `value` None: repealed, or published nowhere."""

    name: str
    value: float | None
    unit: str
    label: Label
    source: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the scheme. value: a rule text over variables and parameters, in `unit`.

    Low and high bounds, both in `unit`, say what a unit could reach within a year: advice stays inside them.
    easily_moved: False for what a unit cannot change (its area); advice leaves it alone.
    """

    id: str
    label: Label
    value: str
    unit: str
    weight: float
    normalisation: Normalisation
    direction: Direction = Direction.UP
    missing: Missing = Missing.REFUSE
    clause: str = ""
    reachable_low: float | None = None
    reachable_high: float | None = None
    easily_moved: bool = True
    noise: float = 0.0  # standard deviation of the datum's error, as a share of its value; 0: taken as exact


@dataclass(frozen=True, slots=True)
class Pillar:
    """A branch of the scheme; the whole tree is one pillar."""

    id: str
    label: Label
    weight: float
    children: "tuple[Pillar | Indicator, ...]"
    aggregation: Aggregation = Aggregation.SUM
    weighting: Weighting = Weighting.POINTS

    def indicators(self) -> Iterator[Indicator]:
        """Every leaf below, in the scheme's order."""
        for child in self.children:
            if isinstance(child, Indicator):
                yield child
            else:
                yield from child.indicators()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added (bonus) or taken (malus: the rule gives points above 0, which are subtracted) after aggregation.

    ceiling: at most so many points from this rule; None: no limit, which the scheme has to say by leaving it out.
    missing: REFUSE (no score while unknown) or ZERO (the scheme says that no record means none).
    """

    id: str
    label: Label
    points: str
    is_malus: bool = False
    ceiling: float | None = None
    missing: Missing = Missing.REFUSE
    clause: str = ""


class Effect(StrEnum):
    """What a veto does."""

    GRADE = "grade"  # the grade becomes `grade`, whatever the score
    EXCLUDE = "exclude"  # not ranked, and not counted when shares are forced
    ZERO = "zero"  # the score becomes 0


@dataclass(frozen=True, slots=True)
class Veto:
    """A condition that decides over the score. missing: REFUSE (undecided while unknown) or ZERO (taken as not met)."""

    id: str
    label: Label
    when: str
    effect: Effect
    grade: str = ""
    missing: Missing = Missing.REFUSE
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One grade. up_to: the share of a board, from the top, that this grade ends at (forced shares; the last is 1).

    at_least: the score it begins at (thresholds; None for the lowest). One of the two is used throughout a scheme.
    """

    grade: str
    label: Label
    up_to: float | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Boards:
    """Peer groups ranked and graded apart. by: a rule text that gives a text; "" puts all units on one board."""

    by: str = ""
    labels: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Treatment:
    """Taming of outliers before normalising, as COINr's `Treat`: off where a scheme has none."""

    skew: float = 2.0
    kurtosis: float = 3.5
    most_winsorised: int = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A golden case: what is handed in for each unit, and what the scheme must give, within `tolerance`.

    units: unit id to its variables. expected: unit id to any of "score", "rank", "grade", "board" or an indicator's
    id (its points); None: the result must be unknown.
    """

    id: str
    label: Label
    units: Mapping[str, Mapping[str, float | str | bool | None]]
    expected: Mapping[str, Mapping[str, float | str | None]]
    tolerance: float = 1e-9
    source: str = ""
    locator: str = ""


class Standing(StrEnum):
    """Whose scheme it is."""

    OFFICIAL = "official"  # published by an authority; source and clauses say where
    PROPOSED = "proposed"  # our own draft, in force nowhere; every page and file says so
    TEMPLATE = "template"  # published weights without all of the rule: to be filled in before use


@dataclass(frozen=True, slots=True)
class Assessed:
    """Who is assessed. kind: "entries" (a table that is handed in) or "places" (children of `parent` in `tree`, or
    those listed in `places`), whose variables are read from the region's figures."""

    kind: str = "entries"
    tree: str = ""
    parent: str = ""
    places: tuple[str, ...] = ()
    noun: Label = Label("单位", "unit")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme of assessment. `period` is what it assesses; in force from and to are ISO days, "" open.

    family: what its versions over the years have in common ("huangyan-above" of "huangyan-2022-above").
    """

    id: str
    label: Label
    family: str
    standing: Standing
    tree: Pillar
    variables: tuple[SchemeVariable, ...]
    parameters: tuple[Parameter, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    bonus_ceiling: float | None = None
    malus_ceiling: float | None = None
    vetoes: tuple[Veto, ...] = ()
    boards: Boards = field(default_factory=Boards)
    grades: tuple[Band, ...] = ()
    tie_breakers: tuple[str, ...] = ()  # indicator ids, looked at in turn; those still equal share a place
    treatment: Treatment | None = None
    least_coverage: float = 0.0  # share of indicators that must be known before any is filled in
    filled_within: str = (
        ""  # a rule text that gives a text: mean and median values are those of this group on the board
    )
    difficulty: tuple[str, ...] = ()  # variables that say how hard a unit has it, for the adjusted league
    assessed: Assessed = field(default_factory=Assessed)
    decimals: int = 9  # scores are ranked after rounding to so many
    public: tuple[str, ...] = ("name", "rank", "grade")  # columns of a published table; the rest only the unit sees
    notice_days: int = 7
    period: str = ""
    in_force_from: str = ""
    in_force_to: str = ""
    source: str = ""
    clause: str = ""
    note: Label = Label("")
    cases: tuple[Case, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every leaf, in the scheme's order."""
        return tuple(self.tree.indicators())

    @property
    def full_marks(self) -> float:
        """What a unit at every base gets before adjustments, where weights are points."""
        return self.tree.weight


Truths = NDArray[np.bool_]
Column = Floats | NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What the units of a run handed in, column by column.

    Numbers and truths are floats (nan unknown; truths 1 and 0), texts and days objects (None unknown). A column may
    also be an indicator of the scheme by its id, given ready-made: it then stands in for the indicator's formula.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, Column]
    synthetic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A scheme that was checked, with its rule texts compiled and its parameters put in as constants.

    order: positions of the indicators, each after those that its formula names. values, settings: one to each
    indicator, in the scheme's order and the indicator's unit; settings by "base", "target", "worst" and "best" where
    the normalisation has them. points: one to each adjustment. conditions: one to each veto. board, group: the rules
    of `boards.by` and `filled_within`, None where there is none.
    """

    scheme: Scheme
    variables: Mapping[str, Variable]
    order: tuple[int, ...]
    values: tuple[Rule, ...]
    settings: tuple[Mapping[str, Rule], ...]
    points: tuple[Rule, ...]
    conditions: tuple[Rule, ...]
    board: Rule | None = None
    group: Rule | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a run: what was done to how many cells or units, or that it was not done, and why."""

    stage: str
    done: bool
    what: Label
    count: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """What a run of a scheme gave. Axes: unit in the order of the entries, indicator in the scheme's order.

    values: in each indicator's unit, as handed in (nan unknown). filled: "" where known, else the Missing rule used.
    normalised: after filling. points: weight times normalised (in a mean, the share of the pillar's mean) so that
    rows of a SUM scheme add up to `aggregate`. pillars: pillar id to its value for each unit. adjustments: points of
    all adjustments together, with their sign, after all ceilings. score = aggregate + adjustments (0 where a veto says
    so); nan where there is none. rank: 1 is best, within the board; nan where not ranked. grade: "" where none.
    reasons: unit index to why it has no score, or what decided over it; made when asked for. board: each unit's
    board, "" where there is one.
    adjusted[unit, adjustment]: points with their sign, after the adjustment's own ceiling. met[unit, veto]: 1 or 0, nan
    undecided. weights[unit, indicator]: what a normalised value was multiplied by to give its points.
    """

    prepared: Prepared
    entries: Entries
    values: Floats
    filled: NDArray[np.object_]
    normalised: Floats
    points: Floats
    weights: Floats
    pillars: Mapping[str, Floats]
    aggregate: Floats
    adjusted: Floats
    adjustments: Floats
    met: Floats
    vetoed: Truths
    score: Floats
    rank: Floats
    grade: tuple[str, ...]
    board: tuple[str, ...]
    reasons: Mapping[int, tuple[Label, ...]]
    steps: tuple[Step, ...]

    @property
    def scheme(self) -> Scheme:
        """The scheme that was run."""
        return self.prepared.scheme
