"""What advice is asked for, within what limits, and what comes back: frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidehead.calc.labels import Label


class AdviceRefused(ValueError):
    """Advice cannot be given for what was asked; `message` says why and what to do."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Goal:
    """What a unit wants: a score of at least so much, a rank of at most so much, or a grade at least so good."""

    score: float | None = None
    rank: int | None = None
    grade: str = ""

    def __post_init__(self) -> None:
        """Refuse no goal, and two at once."""
        if (self.score is not None) + (self.rank is not None) + bool(self.grade) != 1:
            raise AdviceRefused(
                Label("目标须为分数、名次、等级三者之一", "the goal is one of: a score, a rank, a grade")
            )
        if self.rank is not None and self.rank < 1:
            raise AdviceRefused(Label("目标名次最小为 1", "the best rank is 1"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How far advice may go. Where an indicator says what is reachable, that is the limit; else these, the nearer one.

    percentile: no further than this share of the unit's board has come. relative: no more than this share of the
    unit's own value. None: no such limit. within: indicator id to (least, greatest) value, which goes before all else.
    costs: indicator id to the cost of moving it by 1 unit; where any is given, the others stay as they are; where none
    is, effort is counted in interquartile ranges of the board. most: at most so many indicators are moved.
    """

    percentile: float | None = 0.9
    relative: float | None = 0.5
    within: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)
    most: int | None = None


@dataclass(frozen=True, slots=True)
class DataChange:
    """One datum that alone would bring an indicator to where it should be, the others held.

    before, after: in the variable's unit. score: the unit's score if only this were done; it may move other indicators.
    """

    variable: str
    label: Label
    unit: str
    before: float
    after: float
    score: float


@dataclass(frozen=True, slots=True)
class Move:
    """One indicator to improve: from and to in its unit, the points that this gains, and what it costs."""

    indicator: str
    label: Label
    unit: str
    before: float
    after: float
    gained: float
    effort: float
    by_data: tuple[DataChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands: nan, nan and "" where it has no score, rank or grade."""

    score: float
    rank: float
    grade: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The cheapest way to the goal, verified by scoring the whole board with it.

    is_reached: False: no way within the limits; `moves` are then the furthest, and `after` the best reachable.
    is_cheapest: True where gains add up indicator by indicator, so that the programme's optimum is the cheapest;
    elsewhere the way is verified and no single move can be smaller, but a cheaper one may exist.
    curve_error: how far, in points, the piecewise-linear gains were off at most where they were tried between nodes.
    others_passed: ids of the units that stand before and would then stand behind.
    is_cut_short: the boards that one question may try were used up before the search was through: the way is verified,
    but was not made as small as it could be; is_cheapest is then False.
    obstacle: the veto that no score gets past, where one is met.
    """

    unit: str
    goal: Goal
    is_reached: bool
    before: Standing
    after: Standing
    moves: tuple[Move, ...]
    effort: float
    is_cheapest: bool
    curve_error: float
    others_passed: tuple[str, ...]
    sentence: Label
    obstacle: Label | None = None
    alternatives: tuple["Advice", ...] = ()
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class OtherMoved:
    """A unit whose rank or grade a correction of somebody else's datum changes."""

    id: str
    name: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class CorrectionEffect:
    """What correcting data of one unit would do, to it and to the others.

    points: indicator id to its points before and after, where they differ. others: those whose rank or grade changes,
    the largest change of rank first. scores_moved: how many other units' scores change, whatever their rank.
    """

    unit: str
    before: Standing
    after: Standing
    points: Mapping[str, tuple[float, float]]
    others: tuple[OtherMoved, ...]
    scores_moved: int
    sentence: Label


@dataclass(frozen=True, slots=True)
class DatumMargin:
    """How little a correction of one datum has to be to change the grade, as signed shares of its value.

    up: to a better grade, down: to a worse one; None where no correction up to the limit does.
    """

    variable: str
    label: Label
    unit: str
    value: float
    up: float | None
    down: float | None
