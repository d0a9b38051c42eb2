"""CSV text to mappings that remember their lines, one a row; the header has to be exactly the one expected."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tidehead.packs.nodes import Mapping, Scalar
from tidehead.packs.problems import Problems
from tidehead.packs.schema import Position

if TYPE_CHECKING:
    from _csv import Reader

MOST_ROWS = 100_000
_WHY_ZH = {
    "unexpected end of data": "引号没有闭合",
    "',' expected after '\"'": "引号之后应为“,”",
    "line contains NUL": "含有空字符",
}


def rows(text: str, file: str, *, header: Sequence[str], problems: Problems) -> Iterator[Mapping]:
    """Each row as a mapping from column to cell. Rows with too few or many cells are reported and left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    count = 0
    for line, cells in _records(reader, file, problems):
        if line is None:
            return
        if not count and not _is_header(cells, header, Position(file, line), problems):
            return
        count += 1
        if count > MOST_ROWS + 1:  # the header is no row
            problems.add(Position(file, line), "too_many_rows", most=MOST_ROWS)
            return
        if count > 1 and _fits(cells, header, Position(file, line), problems):
            scalars = {name: Scalar(line, cell, "cell") for name, cell in zip(header, cells, strict=True)}
            yield Mapping(line, dict(scalars), dict.fromkeys(header, line))
    if not count:
        problems.add(Position(file, 1), "empty_file")


def free_rows(text: str, file: str, problems: Problems) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    """The header of a table whose columns are its own, and line and cells of each row; as `rows` in all else."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: tuple[str, ...] = ()
    found: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in _records(reader, file, problems):
        if line is None:
            break
        if len(found) == MOST_ROWS:
            problems.add(Position(file, line), "too_many_rows", most=MOST_ROWS)
            break
        stripped = tuple(cell.strip() for cell in cells)
        if not header:
            header = stripped
        elif _fits(cells, header, Position(file, line), problems):
            found.append((line, stripped))
    if not header and not problems.found:
        problems.add(Position(file, 1), "empty_file")
    return header, found


def _records(reader: "Reader", file: str, problems: Problems) -> Iterator[tuple[int | None, list[str]]]:
    """Line and cells of each record that is not blank; (None, []) after text that is no CSV."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = str(error)
            problems.add(Position(file, line), "csv", why=why, why_zh=_WHY_ZH.get(why, why))
            yield None, []
            return
        if cells:
            yield line, cells


def _is_header(cells: list[str], header: Sequence[str], where: Position, problems: Problems) -> bool:
    if cells == list(header):
        return True
    problems.add(where, "header", want=",".join(header))
    return False


def _fits(cells: list[str], header: Sequence[str], where: Position, problems: Problems) -> bool:
    if len(cells) != len(header):
        problems.add(where, "cells", have=len(cells), want=len(header))
        return False
    if any("\n" in cell or "\r" in cell for cell in cells):
        problems.add(where, "line_in_cell")
        return False
    return True
