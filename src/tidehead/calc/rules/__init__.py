"""Rules as data: one small SQL subset, checked, three-valued, explained; the same on a record, a table and Spark."""

from tidehead.calc.rules.columns import evaluate_columns
from tidehead.calc.rules.grammar import parse_rule
from tidehead.calc.rules.record import evaluate
from tidehead.calc.rules.sql import Dialect, sql_query
from tidehead.calc.rules.tokens import is_usable_name
from tidehead.calc.rules.tree import Rule, in_unit, with_constants
from tidehead.calc.rules.types import (
    DatedParameter,
    DatedValue,
    Kind,
    Record,
    RuleRefused,
    RuleSet,
    RuleVersion,
    Value,
    Variable,
    parameters_on,
)

__all__ = [
    "Dialect",
    "DatedParameter",
    "DatedValue",
    "Kind",
    "Record",
    "Rule",
    "RuleRefused",
    "RuleSet",
    "RuleVersion",
    "Value",
    "Variable",
    "evaluate",
    "evaluate_columns",
    "in_unit",
    "is_usable_name",
    "parameters_on",
    "parse_rule",
    "sql_query",
    "with_constants",
]
