"""A long CSV with one row a unit, read block by block: what `lay_out` makes of it, without all cells held at once."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np

from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Scheme
from tidehead.lake.cells import plain
from tidehead.lake.columns import ColumnRead, ColumnReader, Progress, words_of
from tidehead.lake.headings import ID, NAME, Dictionary, Heading
from tidehead.lake.layouts import MOST_TURNED, TOO_WIDE, is_total, left_out, maybe_total, wide_head
from tidehead.lake.sheets import Sheet, csv_refused, encoding_of, is_book, separator_of

LEAST_BYTES = 1 << 20
"""Smaller files are read whole."""
BLOCK = 2_000
"""Few enough rows for their cells to stay near the processor."""
_Row = Sequence[str]


class Blocks:
    """A table as columns that have been read already: used as `layouts.Laid` is.

    rows: the row of each unit in the file, from 0.
    """

    sheet = ""

    def __init__(self, form: str, headings: tuple[Heading, ...], head: int, scheme: Scheme, *, most: int) -> None:
        self.form, self.headings, self.head, self.width = form, headings, head, len(headings)
        self.who = [heading.position for heading in headings if heading.name in (ID, NAME)]
        self.read_words: dict[int, list[str]] = {at: [] for at in self.who}
        self.readers: dict[int, ColumnReader] = {}
        data = Dictionary(scheme).data
        for at, heading in enumerate(headings):
            datum = data.get(heading.name)
            if datum is not None and heading.refused is None:
                self.readers[at] = ColumnReader(datum.kind, heading.unit or datum.unit, datum.unit, most=most)
        self.remarks: list[Label] = []
        self.faults: list[tuple[int, int, str, Label]] = []
        self.parts: list[Sequence[int]] = []
        self.rows: Sequence[int] = ()

    @property
    def size(self) -> int:
        """How many units there are."""
        return len(self.rows)

    def at(self, column: int, unit: int) -> tuple[int, int]:
        """Row and column of a cell in the file, from 0."""
        return int(self.rows[unit]), self.headings[column].position

    def numbers(self, units: Sequence[int]) -> tuple[int, ...]:
        """The rows of units as a spreadsheet numbers them."""
        found: list[int] = (np.asarray(self.rows)[np.asarray(units)] + 1).tolist()
        return tuple(found)

    def words(self, column: int) -> list[str]:
        """The texts of a column that says who the units are."""
        return self.read_words[column]

    def column(self, at: int, kind: Kind, have: str, want: str, *, most: int) -> ColumnRead:
        """The values of a column; it was read as the headings say when the file was."""
        return self.readers[at].result()

    def read(self, rows: Iterable[_Row], first: int) -> None:
        """All rows from row `first` on."""
        remaining = iter(rows)
        while block := list(islice(remaining, BLOCK)):
            self._take(block, first)
            first += len(block)
        self.rows = np.concatenate([np.asarray(part, dtype=np.int64) for part in self.parts]) if self.parts else ()  # type: ignore[assignment]

    def _take(self, block: list[_Row], first: int) -> None:
        numbers: Sequence[int] = range(first, first + len(block))
        if not all(map(any, block)) or set(map(len, block)) != {self.width}:
            numbers, block = self._evened(numbers, block)
        totals = self._totals(block)
        if totals:
            self.remarks += [left_out(numbers[at], False) for at in totals]
            gone = set(totals)
            numbers = [number for at, number in enumerate(numbers) if at not in gone]
            block = [row for at, row in enumerate(block) if at not in gone]
        if not block:
            return
        self.parts.append(numbers)
        for at, cells in enumerate(zip(*block, strict=True)):
            if at in self.readers:
                self.readers[at].take(cells)
            elif at in self.read_words:
                self.read_words[at] += words_of(cells)

    def _evened(self, numbers: Sequence[int], block: list[_Row]) -> tuple[Sequence[int], list[_Row]]:
        """The rows that hold anything, each as wide as the headings are."""
        kept: list[int] = []
        evened: list[_Row] = []
        for number, row in zip(numbers, block, strict=True):
            if not any(row):
                continue
            if len(row) > self.width and (extra := [plain(cell) for cell in row[self.width :] if plain(cell)]):
                self.faults.append((number, self.width, extra[0], TOO_WIDE))
            kept.append(number)
            evened.append([*row[: self.width], *[""] * (self.width - len(row))])
        return kept, evened

    def _totals(self, block: list[_Row]) -> list[int]:
        """Rows that hold totals: looked for only where a name begins or reads as one could."""
        likely: set[int] = set()
        for who in self.who:
            words = [row[who] for row in block]
            if maybe_total(f"-{''.join(words)}") or any(map(maybe_total, {word[:1] for word in words})):
                likely.update(at for at, word in enumerate(words) if maybe_total(word))
        return [at for at in sorted(likely) if is_total(block[at], self.who)]


def read_blocks(
    data: bytes, scheme: Scheme, chosen: Mapping[str, str], *, most: int, progress: Progress | None = None
) -> Blocks | None:
    """A CSV of many rows, one a unit; None for anything else, which has to be read whole.

    most: how many faults of a column are kept with their words. Raises UnreadableFile.
    """
    if len(data) < LEAST_BYTES or is_book(data):
        return None
    encoding = encoding_of(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as lines:
        separator = separator_of(lines.read(65536))
    source = io.BytesIO(data)
    with io.TextIOWrapper(source, encoding=encoding, newline="") as lines:
        rows = csv.reader(lines, delimiter=separator, strict=True)
        try:
            first = list(islice(rows, MOST_TURNED + 1))
            sheet = Sheet("", first, f"{encoding}, {separator!r}")
            found = wide_head(sheet, scheme, chosen) if len(first) > MOST_TURNED else None
            if found is None:
                return None
            headings, head = found
            blocks = Blocks(sheet.form, headings, head, scheme, most=most)
            blocks.read(_watched(chain(first[head + 1 :], rows), source.tell, len(data), progress), head + 1)
        except csv.Error as error:
            raise csv_refused(error) from error
    return blocks


def _watched(
    rows: Iterable[_Row], position: Callable[[], int], size: int, progress: Progress | None
) -> Iterator[_Row] | Iterable[_Row]:
    return rows if progress is None else _telling(rows, position, size, progress)


def _telling(rows: Iterable[_Row], position: Callable[[], int], size: int, progress: Progress) -> Iterator[_Row]:
    remaining = iter(rows)
    while block := list(islice(remaining, BLOCK)):
        progress(position(), size)
        yield from block
