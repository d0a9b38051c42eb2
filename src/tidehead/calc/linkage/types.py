"""What is linked, how, and what comes out: records, fields, blocks, decisions; and the refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.labels import Label

Kind = Literal[
    "company_name",
    "person_name",
    "text",
    "address",
    "code",
    "unified_code",
    "date",
    "number",
    "postcode",
    "category",
]
Verdict = Literal["same", "doubtful", "different"]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class LinkageRefused(ValueError):
    """What was given cannot be linked; `message` says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """The reason in both languages."""
        super().__init__(en)
        self.message = Label(zh, en)


@dataclass(frozen=True, slots=True)
class Records:
    """Rows as columns of text. ids: one a row, each once. An empty text and None are unknown."""

    ids: Sequence[str]
    columns: Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Field:
    """One comparison. columns: what it reads, by default the column of its own name.

    A `person_name` may read two columns, the given name and then the family name; every other kind reads one.
    aliases: codes that mean the same as another ("old code": "new code").
    """

    name: str
    kind: Kind
    columns: tuple[str, ...] = ()
    label: Label | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.columns or (self.name,)

    @property
    def title(self) -> Label:
        """What people call it."""
        return self.label or Label(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Block:
    """Two rows are compared where all keys agree: "column", or "column:part" with a part of `PARTS` in blocking."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From `same` on two rows are one; from `doubtful` on somebody should look; both are probabilities."""

    same: float = 0.9
    doubtful: float = 0.1

    def __post_init__(self) -> None:
        """Refuse thresholds that leave no order."""
        if not 0 < self.doubtful <= self.same < 1:
            raise LinkageRefused("阈值须满足 0 < 存疑 ≤ 相同 < 1", "thresholds must satisfy 0 < doubtful <= same < 1")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to link. places: name to code, of which a wider place's is the beginning (trailing zeros apart).

    largest_group: rows that share a key are not compared where they are more than this; the report counts them.
    """

    fields: tuple[Field, ...]
    blocks: tuple[Block, ...]
    places: Mapping[str, str] = field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    largest_group: int = 500


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, as pairs of ids: `must` be one, `cannot` be one. They outlast every new run."""

    must: tuple[tuple[str, str], ...] = ()
    cannot: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison. term: the name of the value that both rows share there, if its rarity counts."""

    name: str
    label: Label
    term: str = ""
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows by number, first < second, each once."""

    first: Ints
    second: Ints

    def __len__(self) -> int:
        """How many there are."""
        return len(self.first)

    def chosen(self, which: Flags | Ints) -> "Pairs":
        """Some of them."""
        return Pairs(self.first[which], self.second[which])
