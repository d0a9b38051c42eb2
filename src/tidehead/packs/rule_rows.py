"""What rules/, schemes/ and entries/ of a pack hold, with the place where it stands: for messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter, RuleSet, Value, Variable
from tidehead.calc.schemes.types import Scheme
from tidehead.packs.position import Position

_IN_FILES = {"normalisation": "normalise"}  # what files call a part otherwise than the scheme does


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A number that documents set."""

    parameter: DatedParameter
    position: Position = field(default=Position("", 0), compare=False)

    @property
    def id(self) -> str:
        """The parameter's name in rules."""
        return self.parameter.id


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A golden case of a rule set: on that day, the record must give what is expected (None: unknown)."""

    id: str
    label: Label
    day: date
    record: Mapping[str, Value | None]
    expected: Mapping[str, Value | None]
    tolerance: float = 1e-9
    position: Position = field(default=Position("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class RuleSetRow:
    """Named rules with their versions, what they may name beside the pack's parameters, and their golden cases."""

    rule_set: RuleSet
    variables: tuple[Variable, ...]
    cases: tuple[RuleCase, ...] = ()
    position: Position = field(default=Position("", 0), compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The rule set's name."""
        return self.rule_set.id

    def place(self, name: str) -> Position:
        """Where `name` stands in the file; the rule set's first line where it has none of its own."""
        return Position(self.position.file, self.lines.get(name, self.position.line))


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A scheme of assessment. lines: of everything in its file that has an id or a name, and "name.key" of its keys."""

    scheme: Scheme
    position: Position = field(default=Position("", 0), compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The scheme's name."""
        return self.scheme.id

    def place(self, where: str) -> Position:
        """Where the part at a path such as "indicators.tax_per_mu.value" stands; else the line nearest above it."""
        parts = [_IN_FILES.get(part, part) for part in where.split(".")]
        for end in range(len(parts), 0, -1):
            owner = parts[end - 2] if end > 1 else self.scheme.id
            for name in (f"{owner}.{parts[end - 1]}", parts[end - 1]):
                if name in self.lines:
                    return Position(self.position.file, self.lines[name])
        return self.position


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A table as units handed it in, cells still text: rows[row][column]; "" is an empty cell.

    file: entries/SCHEME.csv or entries/SCHEME/PERIOD.csv. lines: of each row. synthetic: the pack is invented.
    """

    file: str
    scheme: str
    period: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)
    synthetic: bool = False

    @property
    def position(self) -> Position:
        """The table as a whole."""
        return Position(self.file, 1)
