"""A large CSV in chunks that can be read independently of each other: where records end is told by the CSV reader."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tidehead.lake.register.forms import TableLook
from tidehead.lake.sheets import csv_refused

CHUNK_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Bound:
    """Bytes of one chunk: from offset, so many. first_row: of its first record, as a spreadsheet numbers it."""

    number: int
    offset: int
    length: int
    first_row: int
    rows: int


def chunk_bounds(look: TableLook, *, size: int = CHUNK_ROWS) -> Iterator[Bound]:
    """Where the chunks of a file lie, in order.

    Separators and quotes are single bytes that neither UTF-8 nor GB18030 uses inside a character, so records can be
    told apart before they are decoded. Raises UnreadableFile.
    """
    with look.plain_path.open("rb") as file:
        end = 0

        def lines() -> Iterator[str]:
            nonlocal end
            for line in file:
                end += len(line)
                yield line.decode("latin-1")

        reader = csv.reader(lines(), delimiter=look.separator)
        try:
            yield from _bounds(reader, lambda: end, look.header_row, size)
        except csv.Error as error:
            raise csv_refused(error) from error


def _bounds(reader: Iterator[list[str]], end: Callable[[], int], header_row: int, size: int) -> Iterator[Bound]:
    for _ in range(header_row):
        next(reader, None)
    start, row, count, number = end(), header_row + 1, 0, 0
    for _ in reader:
        count += 1
        if count == size:
            yield Bound(number, start, end() - start, row, count)
            start, row, count, number = end(), row + count, 0, number + 1
    if count:
        yield Bound(number, start, end() - start, row, count)


def chunk_rows(look: TableLook, bound: Bound) -> tuple[list[list[str]], list[int]]:
    """The records of a chunk that hold anything, and their numbers in the file. Raises UnreadableFile."""
    with look.plain_path.open("rb") as file:
        file.seek(bound.offset)
        data = file.read(bound.length)
    encoding = "utf-8" if look.encoding == "utf-8-sig" else look.encoding
    try:
        records = list(csv.reader(io.StringIO(data.decode(encoding), newline="\n"), delimiter=look.separator))
    except csv.Error as error:
        raise csv_refused(error) from error
    kept = [at for at, record in enumerate(records) if any(record)]
    return [records[at] for at in kept], [bound.first_row + at for at in kept]
