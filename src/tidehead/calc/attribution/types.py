"""What a move of a score is asked of, and what comes back: frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Entries, Scheme


class Factor(StrEnum):
    """What can move a score from one period to the next; docs/methods/attribution.md draws the lines between them."""

    OWN = "own"  # what the unit itself handed in
    REBASING = "rebasing"  # the bases: parameters, targets, where tiers begin
    RULE = "rule"  # everything else of the scheme
    PEERS = "peers"  # what the others handed in, and who they are
    REVISION = "revision"  # that the earlier period's data are now known to be other


FACTORS: tuple[Factor, ...] = tuple(Factor)
FACTOR_NAMES: Mapping[Factor, Label] = {
    Factor.OWN: Label("自身表现", "own performance"),
    Factor.REBASING: Label("基准值调整", "re-basing"),
    Factor.RULE: Label("规则变化", "the change of rule"),
    Factor.PEERS: Label("同组其他单位变化", "the other units"),
    Factor.REVISION: Label("上期数据修订", "revised data of the earlier period"),
}


class AttributionRefused(ValueError):
    """Two runs cannot be compared; `message` says why and what to do."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Period:
    """One side of a comparison: the scheme that was run, and what it was run on."""

    scheme: Scheme
    entries: Entries


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Why scores and ranks moved. Axes: unit in the order of `ids`, factor in the order of FACTORS.

    score_parts add up to score_after − score_before, in points; rank_parts to rank_after − rank_before, in places, so
    that a minus is a rise. nan, with the reason, where a unit has no score (or rank) in one of the periods, or under
    one of the coalitions. grade: "" where none. boards_run: how many boards were scored for it.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    score_before: Floats
    score_after: Floats
    score_parts: Floats
    rank_before: Floats
    rank_after: Floats
    rank_parts: Floats
    grade_before: tuple[str, ...]
    grade_after: tuple[str, ...]
    reasons: Mapping[int, Label]
    stand_ins: NDArray[np.bool_]
    boards_run: int


@dataclass(frozen=True, slots=True)
class GradeMove:
    """What was enough to move one unit's grade: the smallest sets of factors that alone give the later grade."""

    unit: str
    before: str
    after: str
    enough: tuple[frozenset[Factor], ...]
    sentence: Label
