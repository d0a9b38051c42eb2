"""Ladders of growth: where firms stand, what lapses, who can move up and what is missing."""

from tidehead.calc.ladders.assessing import ReadyTitle, assess, nearest_first, ready_title
from tidehead.calc.ladders.standing import counts_by_step, end_of, lapsing, next_title, standing_on, validity
from tidehead.calc.ladders.types import (
    Assessment,
    Condition,
    Holding,
    Ladder,
    Standing,
    Title,
    TitleRules,
    Validity,
    Verdict,
)

__all__ = [
    "Assessment",
    "Condition",
    "Holding",
    "Ladder",
    "ReadyTitle",
    "Standing",
    "Title",
    "TitleRules",
    "Validity",
    "Verdict",
    "assess",
    "counts_by_step",
    "end_of",
    "lapsing",
    "nearest_first",
    "next_title",
    "ready_title",
    "standing_on",
    "validity",
]
