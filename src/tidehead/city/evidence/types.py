"""Documents, the facts read from them, and the sources of figures."""

from dataclasses import dataclass
from datetime import date, datetime

from tidehead.city.common.types import Text

RECEIVED, READING, READ, FAILED = "received", "reading", "read", "failed"
DOCUMENT_STATES = (RECEIVED, READING, READ, FAILED)
PROPOSED, ACCEPTED, REJECTED, SUPERSEDED = "proposed", "accepted", "rejected", "superseded"
FACT_STATES = (PROPOSED, ACCEPTED, REJECTED, SUPERSEDED)
"""A superseded fact was read before the document was read again; a withdrawn figure still refers to it."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where figures come from. `document` is the id of the loaded copy, if there is one."""

    code: str
    kind: str
    title: Text
    issuer: str
    issued_on: date | None
    url: str
    status: str
    plan_period: str
    note: str
    licence: str
    document: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    id: int
    title: str
    file_name: str
    size: int
    sha256: str
    state: str
    error: Text
    issued_on: date | None
    plan_period: str
    source: str
    uploaded_by: str
    uploaded_at: datetime
    read_at: datetime | None
    has_file: bool = True
    proposed: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def facts(self) -> int:
        return self.proposed + self.accepted + self.rejected

    @property
    def is_waiting(self) -> bool:
        return self.state in (RECEIVED, READING)

    @property
    def can_be_read_again(self) -> bool:
        """Nothing that somebody decided would be lost."""
        return self.has_file and not self.is_waiting and not self.accepted and not self.rejected


@dataclass(frozen=True, slots=True)
class FactInfo:
    """One quantified statement with its place in the document; spans count characters of the document's text.

    `start` to `end` is the passage, `value_start` to `value_end` the number with its unit in it.
    """

    id: int
    document: int
    ordinal: int
    line: int
    page: int | None
    start: int
    end: int
    quote: str
    value_start: int
    value_end: int
    value: float | None
    value_high: float | None
    unit: str
    comparator: str
    time: str
    time_text: str
    kind: str
    change: str
    indicator: str
    subject: str
    force: str
    table: str
    state: str
    decided_by: str
    decided_at: datetime | None
    reason: str

    @property
    def locator(self) -> str:
        return f"p{self.page} L{self.line}" if self.page else f"L{self.line}"


@dataclass(frozen=True, slots=True)
class DocumentText:
    document: DocumentInfo
    text: str
    facts: tuple[FactInfo, ...]
    page_starts: tuple[int, ...] = ()


class DocumentRefused(Exception):
    """A document cannot be taken; `text` says why and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class FactDecided(Exception):
    """Somebody has decided on this fact already."""


class FactNotDecided(Exception):
    """There is no decision to take back: somebody was faster, or there never was one."""


class FactNotFound(Exception):
    """There is no such fact."""


class DocumentBeingRead(Exception):
    """The fact's document waits to be read again, so that its facts are about to change."""

    def __init__(self) -> None:
        super().__init__("The document is being read again. Decide on its facts when it has been read.")
