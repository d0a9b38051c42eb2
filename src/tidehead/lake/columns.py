"""The cells of one column as values. Plain numbers are read all at once, every other cell by the careful reader.

What is read all at once gives what the careful reader would give: the tests hold the two side by side.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind
from tidehead.calc.schemes.types import Column
from tidehead.calc.units import convert
from tidehead.lake.cells import Cell, Unreadable, Value, plain, reader

MOST_REMEMBERED = 10_000
_TO_STRIP = re.compile(r"[\s'\u200b\ufeff]")


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """The values of a column, and the cells that could not be read: their units, and of the first ones what they say
    and what is wrong with it."""

    values: Column
    bad: Sequence[int]
    said: Sequence[tuple[str, Label]]


class ColumnReader:
    """Reads a column of one kind, a stretch of cells at a time. `most`: how many faults are kept with their words."""

    def __init__(self, kind: Kind, have: str, want: str, *, most: int) -> None:
        self.kind, self.have, self.want, self.most = kind, have, want, most
        self.read = reader(kind, have, want)
        self.unknown = math.nan if kind in ("number", "truth") else None
        self.remembered: dict[str, Value] = {}
        self.parts: list[Column] = []
        self.bad: list[int] = []
        self.said: list[tuple[str, Label]] = []
        self.size = 0

    def take(self, cells: Sequence[Cell]) -> None:
        """The next cells."""
        quick = plain_numbers(cells) if self.kind == "number" else None
        self.parts.append(self._one_by_one(cells) if quick is None else self._in_its_unit(quick))
        self.size += len(cells)

    def result(self) -> ColumnRead:
        """All cells so far."""
        parts: list[Any] = self.parts
        whole: Column = np.concatenate(parts) if parts else _array([], self.kind)
        return ColumnRead(whole, self.bad, self.said)

    def _in_its_unit(self, numbers: Floats) -> Floats:
        if self.have == self.want:
            return numbers
        scaled: Any = numbers
        with np.errstate(over="ignore"):
            return np.asarray(convert(scaled, self.have, self.want), dtype=np.float64)

    def _one_by_one(self, cells: Sequence[Cell]) -> Column:
        made: list[Value] = []
        one = self._number if self.kind == "number" and self.have == self.want else self._value
        for at, cell in enumerate(cells):
            try:
                made.append(one(cell))
            except Unreadable as error:
                made.append(self.unknown)
                self.bad.append(self.size + at)
                if len(self.said) <= self.most:
                    self.said.append((plain(cell), error.label))
        return _array(made, self.kind)

    def _number(self, cell: Cell) -> Value:
        if isinstance(cell, str):
            try:
                value = float(cell)
            except ValueError:
                return self._value(cell)
            if math.isfinite(value) and "_" not in cell:
                return value
        return self._value(cell)

    def _value(self, cell: Cell) -> Value:
        """Tables say the same words again and again."""
        if not isinstance(cell, str):
            return self.read(cell)
        if cell in self.remembered:
            return self.remembered[cell]
        value = self.read(cell)
        if len(self.remembered) < MOST_REMEMBERED:
            self.remembered[cell] = value
        return value


def words_of(cells: Sequence[Cell]) -> list[str]:
    """The plain text of every cell."""
    texts: Any = cells
    try:
        together = "".join(texts)
    except TypeError:
        return [plain(cell) for cell in cells]
    if unicodedata.is_normalized("NFKC", together) and not _TO_STRIP.search(together):
        return list(texts)
    return [plain(cell) for cell in cells]


def _array(made: list[Value], kind: Kind) -> Column:
    if kind in ("number", "truth"):
        return np.array(made, dtype=np.float64)
    column = np.empty(len(made), dtype=object)
    column[:] = made
    return column


def plain_numbers(cells: Sequence[Cell]) -> Floats | None:
    """The numbers of cells that hold nothing but plain numbers or nothing; None where they hold more."""
    texts: Any = cells
    try:
        together = "".join(texts)
    except TypeError:
        return _mixed_numbers(cells)
    blanks = texts.count("")
    try:
        if blanks:
            made = np.array([float(cell) if cell else math.nan for cell in texts], dtype=np.float64)
        else:
            made = np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None
    # "1_000", "nan" and "inf" are numbers to float() alone
    return None if "_" in together or np.isfinite(made).sum() + blanks != len(made) else made


def _mixed_numbers(cells: Sequence[Cell]) -> Floats | None:
    """As a workbook has them: numbers and texts."""
    try:
        made = np.array([float(cell) if cell else _empty(cell) for cell in cells], dtype=np.float64)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    known = made[~np.isnan(made)]
    if not np.isfinite(known).all():
        return None
    odd = any(
        isinstance(cell, bool) or (isinstance(cell, str) and ("_" in cell or "n" in cell.lower())) for cell in cells
    )
    return None if odd else made


def _empty(cell: Cell) -> float:
    return 0.0 if isinstance(cell, float) else math.nan


Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been read."""
