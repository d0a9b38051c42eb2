"""What a unit could do, and what a corrected datum would do, each verified by scoring; see docs/methods/advice.md."""

from tidehead.calc.advice.by_data import data_changes
from tidehead.calc.advice.cheapest import Choice, Lever, best_moves, cheapest_moves
from tidehead.calc.advice.corrections import correction_effect, sensitivity_of_each_datum
from tidehead.calc.advice.improving import cheapest_improvement
from tidehead.calc.advice.reach import effort_weights, furthest_values
from tidehead.calc.advice.sentences import goal_words, points_words
from tidehead.calc.advice.types import (
    Advice,
    AdviceRefused,
    CorrectionEffect,
    DataChange,
    DatumMargin,
    Goal,
    Limits,
    Move,
    OtherMoved,
    Standing,
)

__all__ = [
    "Advice",
    "AdviceRefused",
    "Choice",
    "CorrectionEffect",
    "DataChange",
    "DatumMargin",
    "Goal",
    "Lever",
    "Limits",
    "Move",
    "OtherMoved",
    "Standing",
    "best_moves",
    "cheapest_improvement",
    "cheapest_moves",
    "correction_effect",
    "data_changes",
    "effort_weights",
    "furthest_values",
    "goal_words",
    "points_words",
    "sensitivity_of_each_datum",
]
