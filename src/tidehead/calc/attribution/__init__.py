"""Why a score, a rank or a grade moved: an exact split into five factors; see docs/methods/attribution.md."""

from tidehead.calc.attribution.coupling import coupled_units, is_coupled, pillars, place_among
from tidehead.calc.attribution.mixing import mixed_data, mixed_scheme
from tidehead.calc.attribution.moves import why_it_moved, why_the_grade_moved
from tidehead.calc.attribution.sentences import rank_sentence, score_sentence
from tidehead.calc.attribution.shapley import shapley_parts, shapley_split
from tidehead.calc.attribution.types import (
    FACTOR_NAMES,
    FACTORS,
    AttributionRefused,
    Factor,
    GradeMove,
    Moves,
    Period,
)

__all__ = [
    "FACTORS",
    "FACTOR_NAMES",
    "AttributionRefused",
    "Factor",
    "GradeMove",
    "Moves",
    "Period",
    "coupled_units",
    "is_coupled",
    "mixed_data",
    "mixed_scheme",
    "pillars",
    "place_among",
    "rank_sentence",
    "score_sentence",
    "shapley_parts",
    "shapley_split",
    "why_it_moved",
    "why_the_grade_moved",
]
