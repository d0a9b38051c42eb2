"""Which industries are near each other, and what that says of places; see docs/methods/relatedness.md."""

from tidehead.calc.relatedness.complexity import Complexity, SignBy, complexity, parts
from tidehead.calc.relatedness.density import Density, nearest_density, relatedness_density
from tidehead.calc.relatedness.outlook import Outlook, average_complexity, complexity_outlook
from tidehead.calc.relatedness.presence import (
    advantage_per_head,
    diversity,
    presence_matrix,
    revealed_advantage,
    ubiquity,
)
from tidehead.calc.relatedness.proximity import co_occurrence, continuous_proximity, proximity, relatedness
from tidehead.calc.relatedness.types import (
    Degenerate,
    Disconnected,
    PresenceTest,
    RelatednessRefused,
    Similarity,
    UnknownCells,
)

__all__ = [
    "Complexity",
    "Degenerate",
    "Density",
    "Disconnected",
    "Outlook",
    "PresenceTest",
    "RelatednessRefused",
    "SignBy",
    "Similarity",
    "UnknownCells",
    "advantage_per_head",
    "average_complexity",
    "co_occurrence",
    "complexity",
    "complexity_outlook",
    "continuous_proximity",
    "diversity",
    "nearest_density",
    "parts",
    "presence_matrix",
    "proximity",
    "relatedness",
    "relatedness_density",
    "revealed_advantage",
    "ubiquity",
]
