"""Enterprises and the register of all firms, as pages and other apps see them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tidehead.city.common.types import Text

# States of an import: what comes after what stands in docs/enterprises.md.
UPLOADED = "uploaded"  # its columns are to be mapped
WAITING = "waiting"  # for the worker
STAGING = "staging"
STAGED = "staged"  # its report is there; somebody has to decide
TAKEN = "taken"
REFUSED = "refused"
FAILED = "failed"

# States of a version of the register.
QUEUED = "queued"
BUILDING = "building"
CURRENT = "current"
SUPERSEDED = "superseded"

# What a part of a version was made from, and why a version was made.
FROM_PACK, FROM_IMPORT, MADE_UP, BY_DECISIONS = "pack", "import", "made_up", "decisions"

TRADE = "trade"
"""Where a word that decided stands: in what a list of firms calls the trade, not in a business scope."""

# What is said about two codes.
SAME, DIFFERENT, BRANCH_OF = "same", "different", "branch_of"
VERDICTS = (SAME, DIFFERENT, BRANCH_OF)

CORRECTED_FIELDS = ("industry", "cluster", "role", "activity", "county", "town", "park", "status")
"""What a person may set right about a firm against what was read of it."""
MOST_EXPORTED = 50_000
"""Rows of one file that the pages give: an Excel sheet that an office computer still opens."""


@dataclass(frozen=True, slots=True)
class EnterpriseInfo:
    code: str
    label: Text
    short_name: str
    place: str  # code; "" unknown
    place_label: Text
    industry: str
    size: str
    jobs: int | None
    point: tuple[float, float] | None
    source: str
    locator: str
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmInfo:
    """A firm of the register. Unknown is None, or "" for text.

    place codes: county, town, park. industry: its class, or as far as it is settled; division and group its beginnings.
    confidence: 0-1 of the group of the industry; None where only its source's word for the trade tells it.
    because: the words that decided, (where, word, code) each. masked: whether name and address are cut
    short, because they are a person's.
    """

    code: str
    name: str
    former_names: tuple[str, ...] = ()
    kind: str = ""
    status: str = ""
    registered_on: date | None = None
    capital_cny: float | None = None
    capital_text: str = ""
    scope: str = ""
    address: str = ""
    county: str = ""
    town: str = ""
    park: str = ""
    point: tuple[float, float] | None = None
    industry: str = ""
    division: str = ""
    group: str = ""
    cluster: str = ""
    role: str = ""
    activity: str = ""
    confidence: float | None = None
    because: tuple[tuple[str, str, str], ...] = ()
    jobs: int | None = None
    revenue_cny: float | None = None
    output_cny: float | None = None
    tax_cny: float | None = None
    land_mu: float | None = None
    source: str = ""
    source_row: int | None = None
    synthetic: bool = False
    masked: bool = False

    @property
    def by_trade(self) -> bool:
        """Whether its industry is what its source's word for the trade says, and no more is known."""
        return self.confidence is None and any(where == TRADE for where, _word, _code in self.because)

    @property
    def places(self) -> tuple[str, ...]:
        """Where it lies, the smallest first."""
        return tuple(filter(None, (self.park, self.town, self.county)))


@dataclass(frozen=True, slots=True)
class FirmYear:
    """What is known of a firm in a year; None: unknown."""

    year: int
    jobs: float | None = None
    revenue_cny: float | None = None
    output_cny: float | None = None
    value_added_cny: float | None = None
    tax_cny: float | None = None
    rd_cny: float | None = None
    energy_tce: float | None = None


@dataclass(frozen=True, slots=True)
class TermInfo:
    """An industry, a cluster or a role by its code."""

    kind: str
    code: str
    label: Text
    parent: str


@dataclass(frozen=True, slots=True)
class PartInfo:
    """A table that a version is made of."""

    kind: str
    label: str
    rows: int
    import_id: int | None
    staged_as: str
    with_faults: bool = False


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of the register."""

    id: int
    number: int
    folder: str
    state: str
    reason: str
    former: int | None  # number
    rows: int
    synthetic: bool
    as_of: date | None
    made_by: str
    made_at: datetime
    ready_at: datetime | None
    pairs_at: datetime | None  # when doubtful pairs were looked for in it
    progress: float
    error: Text
    parts: tuple[PartInfo, ...] = ()

    @property
    def is_waiting(self) -> bool:
        return self.state in {QUEUED, BUILDING}


@dataclass(frozen=True, slots=True)
class MappedHeading:
    """A column of a file and what it is taken for. column: "" is left out. sure: 0-1. personal: the kind of it."""

    position: int
    heading: str
    samples: tuple[str, ...]
    column: str
    sure: float
    reason: Text
    unit: str = ""
    personal: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ImportInfo:
    """A table of firms that was handed in, and how far it is."""

    id: int
    file_name: str
    size: int
    uploaded_by: str
    uploaded_at: datetime
    origin: str
    as_of: date | None
    headings: tuple[MappedHeading, ...]
    panel: bool
    whole: bool
    synthetic: bool
    state: str
    rows_done: int
    rows_total: int | None
    sound: int
    faulty: int
    faults: int
    fatal: int
    masked: int
    without_code: int
    left_out: dict[str, int] = field(hash=False)
    staged_as: str
    error: Text
    decided_by: str
    decided_at: datetime | None
    reason: str
    mended_by: int | None = None

    @property
    def is_waiting(self) -> bool:
        return self.state in {WAITING, STAGING}

    @property
    def share(self) -> float | None:
        """How much of it is read, 0-1; None before its rows are counted."""
        return min(1.0, self.rows_done / self.rows_total) if self.rows_total else None


@dataclass(frozen=True, slots=True)
class FaultInfo:
    """What is wrong with a cell of a table, and what to do about it. row: as the file counts, its heading is 1."""

    row: int
    column: str
    heading: str
    text: str
    what: Text
    remedy: Text
    fatal: bool  # the whole row is left out; else the cell counts as unknown


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """What was said about two codes."""

    id: int
    a: str
    b: str
    verdict: str
    reason: str
    score: float | None
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """What one field says of two firms. bits: above 0 for their being one, below 0 against, 0 where unknown."""

    field: Text
    a: str
    b: str
    outcome: Text
    bits: float


@dataclass(frozen=True, slots=True)
class PairInfo:
    """Two firms that may be one. score: the probability that they are, 0-1."""

    id: int
    a: str
    b: str
    name_a: str
    name_b: str
    county: str
    score: float
    fields: tuple[FieldScore, ...]


@dataclass(frozen=True, slots=True)
class CorrectionInfo:
    id: int
    code: str
    field: str
    value: str
    former: str
    reason: str
    by: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HonourInfo:
    """A title of a firm. source: code of a source; "" where somebody entered it here, who is `by`."""

    id: int
    enterprise: str
    firm_name: str
    title: str
    label: Text
    granted_on: date | None
    valid_to: date | None
    batch: str
    source: str
    locator: str
    by: str


@dataclass(frozen=True, slots=True)
class ListInfo:
    """A saved list. organisation: whose it is besides the owner's; "" nobody's. search: asked again when looked at."""

    id: int
    name: str
    note: str
    owner: int
    owner_name: str
    organisation: str
    search: dict[str, str] = field(hash=False)
    firms: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ListedInfo:
    code: str
    note: str
    by: str
    at: datetime


class RegisterRefused(Exception):
    """What was asked of the register cannot be done; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NotThere(RegisterRefused):
    """The import, version, list or firm that was asked for is not there, or not for who asks."""


class Overtaken(RegisterRefused):
    """Somebody else was faster; what is shown is no longer so."""
