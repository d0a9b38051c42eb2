"""Which industries are near each other, and what that says of places; see docs/methods/relatedness.md."""

from tidehead.calc.relatedness.backtest import Area, Backtest, IntervalBy, Trial, area_under_curve, backtest_entries
from tidehead.calc.relatedness.changes import Change, Changes, entries_and_exits, happened
from tidehead.calc.relatedness.complexity import Complexity, SignBy, complexity, parts
from tidehead.calc.relatedness.density import Density, nearest_density, relatedness_density
from tidehead.calc.relatedness.outlook import Outlook, average_complexity, complexity_outlook
from tidehead.calc.relatedness.peers import Option, Peer, nearest_places, next_industries, place_likeness
from tidehead.calc.relatedness.presence import (
    advantage_per_head,
    diversity,
    presence_matrix,
    revealed_advantage,
    ubiquity,
)
from tidehead.calc.relatedness.proximity import co_occurrence, continuous_proximity, proximity, relatedness
from tidehead.calc.relatedness.reflections import (
    KnowledgeComplexity,
    Reflections,
    knowledge_complexity,
    reflections,
    rescaled,
)
from tidehead.calc.relatedness.space import Edge, backbone, layout
from tidehead.calc.relatedness.types import (
    Degenerate,
    Disconnected,
    PresenceTest,
    RelatednessRefused,
    Similarity,
    UnknownCells,
)

__all__ = [
    "Area",
    "Backtest",
    "Change",
    "Changes",
    "Complexity",
    "Degenerate",
    "Density",
    "Disconnected",
    "Edge",
    "IntervalBy",
    "KnowledgeComplexity",
    "Option",
    "Outlook",
    "Peer",
    "PresenceTest",
    "Reflections",
    "RelatednessRefused",
    "SignBy",
    "Similarity",
    "Trial",
    "UnknownCells",
    "advantage_per_head",
    "area_under_curve",
    "average_complexity",
    "backbone",
    "backtest_entries",
    "co_occurrence",
    "complexity",
    "complexity_outlook",
    "continuous_proximity",
    "diversity",
    "entries_and_exits",
    "happened",
    "knowledge_complexity",
    "layout",
    "nearest_density",
    "nearest_places",
    "next_industries",
    "parts",
    "place_likeness",
    "presence_matrix",
    "proximity",
    "reflections",
    "relatedness",
    "relatedness_density",
    "rescaled",
    "revealed_advantage",
    "ubiquity",
]
