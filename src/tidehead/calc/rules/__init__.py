"""Rules as data: one small SQL subset, checked, three-valued, explained; the same on a record, a table and Spark."""

from tidehead.calc.rules.columns import evaluate_columns
from tidehead.calc.rules.explaining import Explanation, Part, explain
from tidehead.calc.rules.fewest import Fewest, fewest_data
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
from tidehead.calc.rules.wording import tidy_number, value_text, with_unit

__all__ = [
    "Dialect",
    "DatedParameter",
    "DatedValue",
    "Explanation",
    "Fewest",
    "Kind",
    "Part",
    "Record",
    "Rule",
    "RuleRefused",
    "RuleSet",
    "RuleVersion",
    "Value",
    "Variable",
    "evaluate",
    "evaluate_columns",
    "explain",
    "fewest_data",
    "in_unit",
    "is_usable_name",
    "parameters_on",
    "parse_rule",
    "sql_query",
    "tidy_number",
    "value_text",
    "with_constants",
    "with_unit",
]
