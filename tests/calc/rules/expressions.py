"""Random rules with random rows, for holding every engine to the judge.

`rules()` draws rule texts of the whole subset, `ROWS` has rows with everything that engines disagree on: unknowns,
zeros, infinities, huge and tiny numbers, halves, quotes, characters outside the basic plane, leap days.
"""

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tidehead.calc.labels import Label
from tidehead.calc.rules import Value, Variable

VARIABLES = {
    one.name: one
    for one in (
        Variable("tax", unit="万元", label=Label("税收", "tax")),
        Variable("yuan", unit="元", label=Label("补助", "grant")),
        Variable("land", unit="亩", label=Label("用地面积", "land")),
        Variable("rate", unit="%", label=Label("比率", "rate")),
        Variable("x", label=Label("甲", "x")),
        Variable("unit.score", label=Label("得分", "score")),
        Variable("is_new", "truth", label=Label("新办企业", "new firm")),
        Variable("is_high", "truth"),
        Variable("town", "text", label=Label("镇街", "town")),
        Variable("trade", "text"),
        Variable("born", "day", label=Label("成立日", "founded on")),
        Variable("seen", "day"),
    )
}
NUMBERS: Sequence[float | None] = (
    None, 0.0, -0.0, 1.0, -1.0, 2.0, 0.1, 0.5, 1.5, 2.5, -2.5, 2.675, 1.005, 100.0, 12345.678, -0.25, 1e-300, 5e-324,
    1e15, 985162419.0, 123456789012345.6, 4503599627370497.5,
    1e300, -1e300, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 1 / 3,
)  # fmt: skip
TEXTS = (None, "", "a", "A", "b", "it's", "back\\slash", "温岭", "𠀀", "é", "a ", "~")
DAYS = (
    None,
    date(1, 1, 1),
    date(1999, 12, 31),
    date(2000, 2, 29),
    date(2020, 2, 29),
    date(2021, 2, 28),
    date(9999, 12, 31),
)
TRUTHS = (None, True, False)
VALUES: dict[str, Sequence[Value | None]] = {"number": NUMBERS, "text": TEXTS, "truth": TRUTHS, "day": DAYS}


def names(kind: str, unit: str | None = None) -> list[str]:
    return [v.name for v in VARIABLES.values() if v.kind == kind and (unit is None or v.unit == unit)]


@cache
def literals(kind: str) -> st.SearchStrategy[str]:
    match kind:
        case "number":
            written = ["0", "1", "2", "0.5", "2.5", "10", "100", "0.1", "1e3", "1e300", ".25", "-1", "-0.5", "3"]
            return st.sampled_from(written)
        case "text":
            return st.sampled_from(["'" + text.replace("'", "''") + "'" for text in TEXTS if text is not None])
        case "day":
            return st.sampled_from([f"date '{day.isoformat()}'" for day in DAYS if day is not None])
        case _:
            return st.sampled_from(["true", "false"])


@st.composite
def rules(draw: st.DrawFn, kind: str | None = None, depth: int = 4) -> str:
    """A rule text of a kind (any, where none is said) that parses over VARIABLES."""
    wanted = kind or draw(st.sampled_from(["number", "number", "truth", "truth", "text", "day"]))
    return draw({"number": plain_numbers, "truth": truths, "text": texts, "day": days}[wanted](depth))


@cache
def plain_numbers(depth: int) -> st.SearchStrategy[str]:
    """Numbers without a unit: variables, quotients of two of one sort, and what functions make of them."""
    leaves = st.sampled_from(names("number", "1")) | literals("number")
    if depth <= 0:
        return leaves
    inner = plain_numbers(depth - 1)
    money = money_numbers(depth - 1)
    calendar = days(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["least", "greatest", "coalesce", "nullif"]), inner, inner),
        st.builds("{}({})".format, st.sampled_from(["abs", "floor", "ceil", "round", "sqrt", "-"]), inner),
        st.builds("round({}, {})".format, inner, st.integers(-9, 9)),
        st.builds("({} / {})".format, money, money),
        st.builds("({} - rate)".format, inner),
        st.builds("(days_between({}, {}) / days_between(born, seen))".format, calendar, calendar),
        st.builds("(years_between({}, {}) / years_between(born, seen))".format, calendar, calendar),
        st.builds("({}({}) * 1)".format, st.sampled_from(["year", "month"]), calendar),
        cases(depth, inner),
    )


@cache
def money_numbers(depth: int) -> st.SearchStrategy[str]:
    """Numbers of money, in 元 or 万元: bringing them together is the checker's work."""
    leaves = st.sampled_from(["tax", "yuan"])
    if depth <= 0:
        return leaves
    inner, plain = money_numbers(depth - 1), plain_numbers(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
        st.builds("({} * {})".format, inner, plain),
        st.builds("({} / land * land)".format, inner),
        st.builds("({} * rate)".format, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["least", "greatest", "coalesce", "nullif"]), inner, inner),
        st.builds("round({}, 2)".format, inner),
        cases(depth, inner),
    )


@cache
def truths(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(names("truth")) | literals("truth")
    if depth <= 0:
        return leaves
    inner = truths(depth - 1)
    numbers = plain_numbers(depth - 1)
    compared = [
        st.builds("({0} {1} {2})".format, one, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), one)
        for one in (numbers, money_numbers(depth - 1), texts(depth - 1), days(depth - 1))
    ]
    return st.one_of(
        leaves,
        *compared,
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or", "=", "<>"]), inner),
        st.builds("(not {})".format, inner),
        st.builds("({} is {}null)".format, st.one_of(numbers, inner, texts(0), days(0)), st.sampled_from(["", "not "])),
        st.builds("({} {}between {} and {})".format, numbers, st.sampled_from(["", "not "]), numbers, numbers),
        st.builds("({} {}in ({}, 2.5))".format, numbers, st.sampled_from(["", "not "]), literals("number")),
        st.builds("({} in ({}, {}))".format, texts(depth - 1), literals("text"), literals("text")),
        cases(depth, inner),
    )


@cache
def texts(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(names("text")) | literals("text")
    if depth <= 0:
        return leaves
    inner = texts(depth - 1)
    return st.one_of(
        leaves,
        st.builds("{}({}, {})".format, st.sampled_from(["coalesce", "nullif"]), inner, inner),
        cases(depth, inner),
    )


@cache
def days(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(names("day")) | literals("day")
    if depth <= 0:
        return leaves
    inner = days(depth - 1)
    functions = ["coalesce", "nullif", "least", "greatest"]
    return st.one_of(
        leaves, st.builds("{}({}, {})".format, st.sampled_from(functions), inner, inner), cases(depth, inner)
    )


def cases(depth: int, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    conditions = truths(depth - 1)
    last = st.builds(" else {}".format, values) | st.just("")
    one = st.builds("case when {} then {}{} end".format, conditions, values, last)
    two = st.builds("case when {} then {} when {} then {}{} end".format, conditions, values, conditions, values, last)
    return one | two


@cache
def records() -> st.SearchStrategy[dict[str, Value | None]]:
    """One row, each value drawn from those that engines disagree on, or any finite number."""
    return st.fixed_dictionaries(
        {
            name: st.sampled_from(VALUES[variable.kind])
            | (st.floats(allow_nan=False, allow_infinity=False) if variable.kind == "number" else st.nothing())
            for name, variable in VARIABLES.items()
        }
    )


def is_same(answer: Any, judged: Value | None, *, tolerance: float = 0.0) -> bool:
    """Whether an engine's answer (None or nan: unknown) is the judge's."""
    if judged is None or answer is None:
        return judged is None and (answer is None or (isinstance(answer, float) and math.isnan(answer)))
    if isinstance(judged, float):
        return answer == judged or abs(answer - judged) <= tolerance * abs(judged)
    return bool(answer == judged)
