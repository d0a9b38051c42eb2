"""Small parts of SQL that grading is put together from."""

import math
from dataclasses import dataclass

from tidehead.calc.rules import Dialect
from tidehead.calc.schemes.types import Indicator, Method

LARGEST = "1.7976931348623157e308"


@dataclass(frozen=True, slots=True)
class Quote:
    dialect: Dialect

    def __call__(self, name: str) -> str:
        mark = '"' if self.dialect == "duckdb" else "`"
        return f"{mark}{name}{mark}"


def number_text(value: float) -> str:
    written = repr(float(value))
    written = written if "e" in written else f"{written}e0"
    return f"({written})" if value < 0 else written


def word_text(text: str, dialect: Dialect) -> str:
    if dialect == "spark":
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "''") + "'"


def tiers_sql(value: str, one: Indicator) -> str:
    cases: list[str] = []
    lowest = "null"
    for tier in sorted(one.normalisation.tiers, key=lambda tier: -math.inf if tier.at_least is None else tier.at_least):
        if tier.at_least is None:
            lowest = number_text(tier.points)
        else:
            cases.insert(0, f"when {value} >= {number_text(tier.at_least)} then {number_text(tier.points)}")
    return f"case when {value} is null then null {' '.join(cases)} else {lowest} end"


def full_marks_of(one: Indicator) -> float:
    """As `calc.schemes`: what a value at the base or at the top would give, within floor and cap."""
    scale = one.normalisation
    most = 1.0
    if scale.method == Method.TIERS:
        most = max(tier.points for tier in scale.tiers)
    elif scale.method == Method.GOALPOSTS:
        most = scale.high
    most = most if scale.cap is None else min(most, scale.cap)
    return most if scale.floor is None else max(most, scale.floor)
