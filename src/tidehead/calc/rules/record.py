"""One record by the rules' own semantics: this evaluator is the judge that all others have to agree with."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from tidehead.calc.rules.tree import Node, Op, Rule
from tidehead.calc.rules.types import Record, Value
from tidehead.calc.rules.values import known_value

Values: TypeAlias = Sequence[Any]  # of the operands, by kind as the checker has it; None is unknown

ROUNDING = 1 + 2.0**-51  # what lies this close below a half in binary counts as a half: 2.675 is 2.68
NUDGED_BELOW = 1e14  # from here on the factor would reach a half by itself
EXACT_BELOW = 1e15  # from here on doubles have no decimals worth rounding
WHOLE_FROM = 2.0**52  # from here on doubles are whole numbers


def evaluate(rule: Rule, record: Record) -> Value | None:
    """What a rule gives for one record; None is unknown.

    record: variable name to value; a name left out is unknown. Numbers may be whole or not, truths also 1 and 0.
    Raises RuleRefused where a value is of another kind than its variable; nothing else can go wrong.

    >>> from tidehead.calc.rules import Variable, parse_rule
    >>> rule = parse_rule("tax / land", {"tax": Variable("tax", unit="万元"), "land": Variable("land", unit="亩")})
    >>> evaluate(rule, {"tax": 120, "land": 5}), evaluate(rule, {"tax": 120, "land": 0})
    (24.0, None)
    """
    found: Value | None = node_values(rule, record)[-1]
    return found


def node_values(rule: Rule, record: Record) -> list[Any]:
    """The value of every part of a rule, in the order of its nodes."""
    values: list[Any] = []
    for node in rule.nodes:
        match node.op:
            case "variable":
                values.append(known_value(rule.variables[node.name], record.get(node.name)))
            case "literal" | "constant":
                values.append(node.value)
            case _:
                values.append(node_value(node, [values[arg] for arg in node.args]))
    return values


def node_value(node: Node, args: Values) -> Any:
    """The value of one part, from those of its operands."""
    seeing_unknowns = _SEEING_UNKNOWNS.get(node.op)
    if seeing_unknowns is not None:
        return seeing_unknowns(args)
    if any(arg is None for arg in args):
        return None
    if node.op in _WITH_NUMBER:
        return _finite(_WITH_NUMBER[node.op](args[0], node.value))
    result = _STRICT[node.op](*args)
    return _finite(result) if isinstance(result, float) else result


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _quotient(over: float, under: float) -> float | None:
    return over / under if under != 0 else None


def _power(base: float, exponent: float) -> float | None:
    try:
        return math.pow(base, exponent)
    except (ValueError, OverflowError):
        return None


def _exp(number: float) -> float | None:
    try:
        return math.exp(number)
    except OverflowError:
        return None


def _ln(number: float) -> float | None:
    return math.log(number) if number > 0 else None


def _sqrt(number: float) -> float | None:
    return math.sqrt(number) if number >= 0 else None


def _floor(number: float) -> float:
    return float(math.floor(number)) if abs(number) < WHOLE_FROM else number


def _ceil(number: float) -> float:
    return float(math.ceil(number)) if abs(number) < WHOLE_FROM else number


def _rounded(number: float, decimals: float) -> float:
    """Half away from zero, as people do it on paper; see `docs/methods/rules.md`."""
    power: float = 10.0 ** abs(decimals)
    size = abs(number) * power if decimals >= 0 else abs(number) / power
    if size >= EXACT_BELOW:
        return number
    whole = float(math.floor((size * ROUNDING if size < NUDGED_BELOW else size) + 0.5))
    result = whole / power if decimals >= 0 else whole * power
    return -result if number < 0 else result


def _days_between(first: date, second: date) -> float:
    return float((second - first).days)


def _years_between(first: date, second: date) -> float:
    """Whole years that have passed; below zero where the second day is the earlier one."""
    return float(int((_number_of(second) - _number_of(first)) / 10_000))


def _number_of(day: date) -> int:
    """A day as the number yyyymmdd."""
    return (day.year * 100 + day.month) * 100 + day.day


def _and(args: Values) -> bool | None:
    if any(arg is False for arg in args):
        return False
    return None if any(arg is None for arg in args) else True


def _or(args: Values) -> bool | None:
    if any(arg is True for arg in args):
        return True
    return None if any(arg is None for arg in args) else False


def _case(args: Values) -> Any:
    """The value of the first condition that holds; unknown as soon as a condition before it is unknown."""
    for at in range(0, len(args) - 1, 2):
        if args[at] is None:
            return None
        if args[at]:
            return args[at + 1]
    return args[-1]


def _coalesce(args: Values) -> Any:
    return next((arg for arg in args if arg is not None), None)


_SEEING_UNKNOWNS: Mapping[Op, Callable[[Values], Any]] = {
    "and": _and,
    "or": _or,
    "case": _case,
    "coalesce": _coalesce,
    "unknown": lambda args: args[0] is None,
}
_WITH_NUMBER: Mapping[Op, Callable[[float, Any], float]] = {
    "times": lambda number, factor: number * factor,
    "over": lambda number, factor: number / factor,
    "round": _rounded,
}
_STRICT: Mapping[Op, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _quotient,
    "neg": lambda a: -a,
    "abs": abs,
    "floor": _floor,
    "ceil": _ceil,
    "power": _power,
    "ln": _ln,
    "sqrt": _sqrt,
    "exp": _exp,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, *choices: a in choices,
    "not": lambda a: not a,
    "nullif": lambda a, b: None if a == b else a,
    "least": min,
    "greatest": max,
    "year": lambda day: float(day.year),
    "month": lambda day: float(day.month),
    "days_between": _days_between,
    "years_between": _years_between,
}
