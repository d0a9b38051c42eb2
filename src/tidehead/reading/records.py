"""What reading gives back: frozen records, no behaviour beyond looking things up."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Statement:
    """One number that the document states, with everything said about it.

    ``start:end`` cut ``quote`` out of ``Reading.text``; ``value_start:value_end`` cut out the figure with its unit.
    ``line_start:line_end`` count from the start of ``line``; the end lies beyond it where a figure runs on.
    ``line`` is 1-based over the whole text, ``page`` and ``page_line`` are set where the document has pages.
    ``value`` is as printed (8000 with unit 亿元), None where a table gives words in place of a number.
    """

    line: int
    value: float | None
    value_high: float | None
    unit: str | None
    qualifier: str
    time: str | None
    kind: str
    change: str | None
    indicator: str
    subject: str
    time_text: str | None
    quote: str
    start: int
    end: int
    line_start: int
    line_end: int
    value_start: int
    value_end: int
    value_text: str
    page: int | None = None
    page_line: int | None = None
    table: str | None = None
    row_no: str | None = None
    modality: str | None = None
    period: str | None = None
    time_basis: str | None = None
    formula: bool = False
    nominal: bool = False
    slogan: bool = False
    milestone: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its words and their place in ``Reading.text``; start is -1 where it was merged."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class TableRow:
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document; ``exact`` when its grid comes from the file and is not guessed from tabs."""

    name: str | None
    caption: str
    first_line: int
    last_line: int
    rows: tuple[TableRow, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something the reader could not be sure of; never fatal."""

    code: str
    zh: str
    en: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """Where a format put a table: which lines of the text are its rows, cells separated by tabs."""

    first_line: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A format's whole duty: the text in lines, tables as tab-separated lines, and where pages begin."""

    lines: tuple[str, ...]
    tables: tuple[RawTable, ...] = ()
    page_starts: tuple[int, ...] = ()
    title: str = ""
    date_text: str = ""
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, read: its text in lines, its tables and every quantified statement found in it.

    ``issued_basis`` says where the issue date comes from: given, printed, or (year only) inferred.
    """

    title: str
    issued_on: date | None
    issued_year: int | None
    issued_basis: str | None
    plan_period: tuple[int, int] | None
    language: str
    text: str
    lines: tuple[str, ...]
    page_starts: tuple[int, ...]
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...]
    sha256: str
    source_format: str
    warnings: tuple[ReadingWarning, ...] = field(default=())

    @property
    def pages(self) -> int | None:
        return len(self.page_starts) or None
