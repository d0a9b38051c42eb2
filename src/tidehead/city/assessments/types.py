"""Schemes, runs of them, league tables, scorecards and objections, as pages and the API see them."""

from dataclasses import dataclass
from datetime import date, datetime

from tidehead.calc.schemes.types import Scheme
from tidehead.city.common.types import Text

# Where a scheme comes from, and whether it may be run in earnest.
PACK, EDITED = "pack", "edited"
DRAFT, ADOPTED, RETIRED = "draft", "adopted", "retired"
SCHEME_STATES = (DRAFT, ADOPTED, RETIRED)
OFFICIAL, PROPOSED, TEMPLATE = "official", "proposed", "template"

# What units handed in: a table, figures of the region as known on a day, or a table of the pack.
TABLE, FIGURES = "table", "figures"
ENTRY_KINDS = (TABLE, FIGURES, PACK)

# A run's life. The first five before it is judged, the others after.
WAITING, COMPUTING, FAILED, CANCELLED, COMPUTED = "waiting", "computing", "failed", "cancelled", "computed"
REVIEWED, PUBLISHED, SUPERSEDED, WITHDRAWN = "reviewed", "published", "superseded", "withdrawn"
RUN_STATES = (WAITING, COMPUTING, FAILED, CANCELLED, COMPUTED, REVIEWED, PUBLISHED, SUPERSEDED, WITHDRAWN)
SHOWN_STATES = (COMPUTED, REVIEWED, PUBLISHED, SUPERSEDED, WITHDRAWN)
"""Those that have results."""

# An objection's life; FILED is open.
FILED, ACCEPTED, REJECTED, TAKEN_BACK = "filed", "accepted", "rejected", "taken_back"
OBJECTION_STATES = (FILED, ACCEPTED, REJECTED, TAKEN_BACK)

# Lights of a league: where on its board a unit stands.
AHEAD, ON_COURSE, BEHIND, UNKNOWN = "ahead", "on_course", "behind", "unknown"


@dataclass(frozen=True, slots=True)
class SchemeVersionInfo:
    """One version of a scheme. `standing` says whose it is and belongs on every page that shows it."""

    id: int
    code: str
    family: str
    label: Text
    standing: str  # official | proposed | template
    origin: str  # pack | edited
    state: str  # draft | adopted | retired
    digest: str
    period: str
    in_force_from: str  # ISO day; "" open
    in_force_to: str
    current: bool  # False: the pack has another version of it, or none
    noun: Text  # what is assessed: 企业 · firm
    assessed: str  # entries | places
    source: str
    clause: str
    note: Text
    notice_days: int
    public: tuple[str, ...]
    indicators: int
    grades: tuple[str, ...]  # from the best; empty where the scheme only ranks
    based_on: int | None
    edited_by: str
    edited_at: datetime
    adopted_by: str
    adopted_at: datetime | None

    def is_in_force(self, day: date) -> bool:
        """Whether the version is an authority's, adopted, and known to be in force on a day.

        A proposal or a template is in force nowhere; where no day is known from which it applies, nobody can say so.
        """
        shown = day.isoformat()
        return (
            self.standing == OFFICIAL
            and self.state == ADOPTED
            and self.current
            and bool(self.in_force_from)
            and self.in_force_from <= shown
            and (not self.in_force_to or shown <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True)
class SchemeFamily:
    """What a scheme's versions over the years have in common; the newest version first."""

    family: str
    label: Text
    versions: tuple[SchemeVersionInfo, ...]
    in_force: tuple[SchemeVersionInfo, ...]


@dataclass(frozen=True, slots=True)
class EntrySetInfo:
    """What the units of a run handed in."""

    id: int
    kind: str  # table | figures | pack
    scheme_code: str
    label: str
    period: str
    as_of: date
    digest: str
    units: int
    synthetic: bool
    file_name: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell that a corrected run takes otherwise than what was handed in."""

    unit: str
    column: str
    value: float | str | bool | None
    objection: int | None = None


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """One peer group of a run, ranked and graded apart; `board` is "" where there is one."""

    board: str
    label: Text
    units: int
    ranked: int


@dataclass(frozen=True, slots=True)
class StepInfo:
    """One stage of a run: what was done, or that it was not done."""

    stage: str
    done: bool
    what: Text
    count: int


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that is uncertain, and the share of the ranks' variance that moves with it alone, over all units."""

    label: Text
    share: float


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One computation of a scheme, with all that it takes to do it again."""

    id: int
    scheme: SchemeVersionInfo
    entries: EntrySetInfo
    state: str
    period: str
    as_of: date
    seed: int
    draws: int
    engine: str
    scheme_digest: str
    data_digest: str
    result_digest: str
    units: int
    scored: int
    boards: tuple[BoardInfo, ...]
    steps: tuple[StepInfo, ...]
    drivers: tuple[Driver, ...]  # what the doubt comes from; the largest first
    corrects: int | None
    corrected_by: int | None
    corrections: tuple[Correction, ...]
    progress: float
    error: Text
    computed_by: str
    asked_at: datetime
    computed_at: datetime | None
    reviewed_by: str
    reviewed_at: datetime | None
    published_by: str
    published_at: datetime | None
    notice_from: date | None
    notice_to: date | None
    public: tuple[str, ...]
    ended_by: str
    ended_at: datetime | None
    ended_reason: str

    @property
    def has_results(self) -> bool:
        return self.state in SHOWN_STATES

    @property
    def is_public(self) -> bool:
        """Whether strangers may see its published columns: while it is published, and after it was superseded."""
        return self.state in (PUBLISHED, SUPERSEDED)

    def takes_objections(self, day: date) -> bool:
        """Whether the notice period runs."""
        return self.state == PUBLISHED and self.notice_from is not None and self.notice_from <= day <= self.notice_to


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One unit's row of a league. What the reader may not see is None or empty; the table's `columns` say which."""

    unit: str
    name: str
    place: str  # the place's code, where places are assessed
    board: str
    rank: int | None
    score: float | None
    grade: str
    rank_low: float | None  # the interval that the rank lies in; None: doubt was not computed
    rank_high: float | None
    grade_shares: tuple[tuple[str, float], ...]  # grade and its probability, the best grade first
    rank_before: int | None
    score_before: float | None
    grade_before: str
    adjusted_rank: int | None  # in the league that allows for difficulty
    adjusted_score: float | None
    light: str  # ahead | on_course | behind | unknown: upper, middle and lower third of the board
    is_sure: bool  # the whole interval lies in the same third
    filled: int  # cells that were filled in because nothing was handed in
    reasons: tuple[Text, ...]  # why there is no score, or what decided over it
    ahead_of_next: float | None = None  # the probability of being ahead of who follows on the board

    @property
    def places_gained(self) -> int | None:
        """Places won (+) or lost (-) on the run before; None where it had no rank then."""
        return None if self.rank is None or self.rank_before is None else self.rank_before - self.rank


@dataclass(frozen=True, slots=True)
class League:
    """One board of a run as a table, a page at a time, with what it is compared with."""

    run: RunInfo
    board: str
    before: RunInfo | None
    rows: tuple[LeagueRow, ...]
    count: int  # rows in all
    columns: frozenset[str]  # names of LeagueRow that the reader may see
    has_doubt: bool
    has_adjusted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a scorecard in both languages, with its tree for who wants to look inside."""

    what: Text
    text: Text
    detail: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one cell comes from: a figure of the region, a row of a table, or a correction."""

    column: str
    label: Text
    unit: str
    value: float | str | bool | None
    figure: int | None  # the id of the figure, for its source page
    source: str  # the code of the source of a pack's table, or the file's name
    locator: str
    corrected_from: float | str | bool | None = None
    objection: int | None = None
    period: str = ""  # what the figure is about: a stock may be of an earlier time than the run


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """What one indicator gave a unit."""

    id: str
    label: Text
    pillar: str
    clause: str
    unit: str
    weight: float
    value: float | None  # in the indicator's unit
    normalised: float | None
    points: float | None
    filled: str  # "" where known, else the rule by which it was filled in
    mean_points: float | None  # of the unit's board
    line: Line


@dataclass(frozen=True, slots=True)
class Improvement:
    """One change of the cheapest set that reaches the goal."""

    indicator: str
    label: Text
    unit: str
    value: float
    wanted: float


@dataclass(frozen=True, slots=True)
class AdviceInfo:
    """The cheapest set of improvements that reaches a goal, or why there is none."""

    goal: Text
    reached: bool
    improvements: tuple[Improvement, ...]
    score: float | None
    rank: int | None
    grade: str
    text: Text


@dataclass(frozen=True, slots=True)
class MovedPart:
    """One part of why a score moved; the parts add up to the whole change."""

    name: str  # own | rebasing | rule | peers | revision
    label: Text
    change: float


@dataclass(frozen=True, slots=True)
class Moved:
    """Why a unit's score is another than in the run before."""

    before: RunInfo
    score_before: float | None
    score: float | None
    rank_before: int | None
    rank: int | None
    grade_before: str
    grade: str
    parts: tuple[MovedPart, ...]


@dataclass(frozen=True, slots=True)
class EffectRow:
    unit: str
    name: str
    rank_before: int | None
    rank: int | None
    grade_before: str
    grade: str
    score_before: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class EffectInfo:
    """What putting one datum right would do: to the unit itself, and to others of its board."""

    own: EffectRow
    others: tuple[EffectRow, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a unit says about one datum: the value that it ought to have, why, and what proves it."""

    unit: str
    column: str
    claimed: float | str | bool | None
    reason: str
    evidence: str = ""
    document: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectionInfo:
    id: int
    run: int
    unit: str
    name: str
    column: str
    label: Text
    value: float | str | bool | None
    claimed: float | str | bool | None
    reason: str
    evidence: str
    document: int | None
    effect: EffectInfo
    state: str
    filed_by: str
    filed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str
    corrected_run: int | None


@dataclass(frozen=True, slots=True)
class ReviewNoteInfo:
    unit: str
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that is known of one unit in one run: for the unit itself and the staff, never for strangers."""

    run: RunInfo
    row: LeagueRow
    doubt: Text  # how far the place can be relied on, in a sentence; empty where doubt was not computed
    summary: tuple[Line, ...]
    parts: tuple[IndicatorPart, ...]
    adjustments: tuple[Line, ...]
    origins: tuple[Origin, ...]
    objections: tuple[ObjectionInfo, ...]
    notes: tuple[ReviewNoteInfo, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    unit: str
    name: str
    board: str
    score_before: float | None
    score: float | None
    rank_before: int | None
    rank: int | None
    grade_before: str
    grade: str
    parts: tuple[MovedPart, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side: who moved, and why."""

    before: RunInfo
    after: RunInfo
    rows: tuple[ComparedRow, ...]
    count: int
    came: int  # units of the later run only
    left: int  # units of the earlier run only
    attributed: bool  # whether the changes were split into parts
    why_not: Text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, heading or rule, and what to do."""

    where: str
    message: Text


@dataclass(frozen=True, slots=True)
class SchemeSource:
    """A scheme as it is written. edits: what the editor sends back, so that of two people the second is told."""

    version: SchemeVersionInfo
    text: str
    edits: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would give on entries that are known; nothing of it is stored. `rows` are empty with faults."""

    faults: tuple[Fault, ...]
    rows: tuple[LeagueRow, ...]
    compared_with: RunInfo | None
    steps: tuple[StepInfo, ...]
    scheme: Scheme | None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A run computed again from what is stored. same: every number is equal to twelve significant digits."""

    run: RunInfo
    same: bool
    result_digest: str


class AssessmentRefused(Exception):
    """Something cannot be done with a scheme, run or objection as it stands; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


MOST_TOLD = 20
"""Faults that are told in one sentence; a page lists them all."""


class SchemeFaulty(AssessmentRefused):
    """A scheme cannot be run or adopted; `faults` says where and what to do."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        told = faults[:MOST_TOLD]
        text = Text(
            "；".join(f"{fault.where}：{fault.message.zh}" for fault in told),
            "; ".join(f"{fault.where}: {fault.message.en}" for fault in told),
        )
        super().__init__(text)
        self.faults = faults


class EntriesFaulty(SchemeFaulty):
    """A table cannot be taken; every wrong cell is named, and nothing of it was kept."""


class NotFound(Exception):
    """There is no such scheme, run, unit or objection."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class StateChanged(AssessmentRefused):
    """Somebody was faster: the thing is no longer in the state in which this can be done."""
