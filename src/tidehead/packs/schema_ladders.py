"""What a pack says about ladders of growth: titles, the order in which firms climb them, and who has which.

ladders.yaml  TitleRow, LadderRow        honours/*.csv  HonourRow
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tidehead.calc.labels import Label
from tidehead.calc.ladders import Ladder, Title
from tidehead.packs.position import Position
from tidehead.packs.schema_work import NOWHERE


@dataclass(frozen=True, slots=True)
class TitleRow:
    """ladders.yaml: a title that firms are given."""

    title: Title
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def id(self) -> str:
        """The title's name."""
        return self.title.id


@dataclass(frozen=True, slots=True)
class LadderRow:
    """ladders.yaml: titles in the order in which firms climb them."""

    ladder: Ladder
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def id(self) -> str:
        """The ladder's name."""
        return self.ladder.id


@dataclass(frozen=True, slots=True)
class HonourRow:
    """honours/*.csv: a firm has a title, as a source says. granted_on is left out where the source gives no day."""

    enterprise: str
    title: str
    source: str
    locator: str
    granted_on: date | None = None
    valid_to: date | None = None
    batch: str = ""  # as printed, or the year where no day is given
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRegion:
    """The part of a region that is about ladders."""

    title_rows: tuple[TitleRow, ...] = ()
    ladder_rows: tuple[LadderRow, ...] = ()
    honours: tuple[HonourRow, ...] = ()

    @property
    def titles(self) -> tuple[Title, ...]:
        """Every title."""
        return tuple(row.title for row in self.title_rows)

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Every ladder."""
        return tuple(row.ladder for row in self.ladder_rows)


def labels_of_ladders(region: LadderRegion) -> Iterator[tuple[Position, str, Label]]:
    """Where each name of a title, a condition or a ladder stands, what it names, and the name in both languages."""
    for row in region.title_rows:
        yield row.position, row.id, row.title.label
        yield from ((row.position, one.rule, one.label) for one in row.title.conditions)
    yield from ((row.position, row.id, row.ladder.label) for row in region.ladder_rows)
