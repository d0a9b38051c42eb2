"""Rows that are counted and read a page at a time, for lists that are too long to be read whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
LAST = 2**31 - 1
"""No list is longer, and beyond it some databases cannot count."""


@dataclass(frozen=True, slots=True)
class Slices(Generic[Row]):
    """`read(offset, limit)` gives a page, `count()` says how many rows there are; only what is asked for is read."""

    read: Callable[[int, int], Sequence[Row]]
    count: Callable[[], int]

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[Row]:
        start = min(wanted.start or 0, LAST)
        stop = self.count() if wanted.stop is None else wanted.stop
        return list(self.read(start, max(0, min(stop, LAST) - start)))
