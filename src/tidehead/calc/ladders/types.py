"""Ladders of growth: titles that firms climb, what each asks for, and for how long it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tidehead.calc.labels import Label
from tidehead.calc.rules import RuleSet, Variable


class Validity(StrEnum):
    """Whether a title counts on a day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNDATED = "undated"  # granted, but nobody says when: it may have lapsed


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a title asks for: the name of a rule in the title's rule set, and how people say it."""

    rule: str
    label: Label
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A step of a ladder. rule_set: "" where the conditions are not known. valid_years: None holds without end.

    granted: given by a body on application; False: it follows from figures alone.
    """

    id: str
    label: Label
    level: str = ""  # national | provincial | municipal | county | market; "" unknown
    rule_set: str = ""
    conditions: tuple[Condition, ...] = ()
    valid_years: int | None = None
    granted: bool = True
    source: str = ""
    locator: str = ""
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Titles in the order in which firms climb them, the lowest first."""

    id: str
    label: Label
    steps: tuple[str, ...]
    source: str = ""
    locator: str = ""
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class TitleRules:
    """The rules behind a title: its rule set and what the rules may name."""

    rule_set: RuleSet
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A title that a firm was given. valid_to: as printed; None: from the title's years, or without end."""

    title: str
    granted_on: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands on a ladder. step: index of the highest title that counts, -1 for none.

    undated: the step leans on a title whose day nobody says. lapsed: titles of the ladder that no longer count.
    """

    step: int
    title: str = ""
    since: date | None = None
    ends: date | None = None
    undated: bool = False
    lapsed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one condition says of a firm. met: None is unknown. text: the rule with the firm's values in it.

    missing: names of the data that would settle it, the fewest.
    """

    condition: Condition
    met: bool | None
    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether a firm meets all of a title's conditions; unknown stays unknown, one failed condition decides."""

    title: str
    met: bool | None
    verdicts: tuple[Verdict, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    clause: str = ""
    variables: Mapping[str, Label] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Conditions that are known not to hold."""
        return tuple(verdict for verdict in self.verdicts if verdict.met is False)

    @property
    def open(self) -> tuple[Verdict, ...]:
        """Conditions that nobody can judge yet."""
        return tuple(verdict for verdict in self.verdicts if verdict.met is None)
