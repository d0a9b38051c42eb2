"""What is wrong with a scheme or with what was handed in: the place, and what to do about it, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidehead.calc.labels import Label

SHOWN = 5
"""So many problems stand in the text of an error; all of them in its `problems`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a scheme. where: the path to it, as in the scheme's file ("indicators.tax_per_mu.value")."""

    where: str
    message: Label


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """One fault of a table. unit: its id, "" for the table as a whole; row: the unit's place from 0, -1 for none."""

    unit: str
    column: str
    message: Label
    row: int = -1


class SchemeRefused(ValueError):
    """A scheme that cannot be run. problems: everything that was found, in the scheme's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the parts; the text shows the first few in English."""
        self.problems = tuple(problems)
        super().__init__(_told([f"{one.where}: {one.message.text('en')}" for one in self.problems]))


class EntriesRefused(ValueError):
    """A table that a scheme cannot be run on. problems: what was found, column by column."""

    def __init__(self, problems: Iterable[EntryProblem]) -> None:
        """Keep the parts; the text shows the first few in English."""
        self.problems = tuple(problems)
        super().__init__(_told([_place(one) + one.message.text("en") for one in self.problems]))


def _place(problem: EntryProblem) -> str:
    parts = [part for part in (problem.unit, problem.column) if part]
    return ", ".join(parts) + ": " if parts else ""


def _told(lines: list[str]) -> str:
    more = len(lines) - SHOWN
    return "; ".join(lines[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
