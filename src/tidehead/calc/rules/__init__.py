"""Rules as data: one small SQL subset, checked, three-valued, explained, and the same on a record, a table and Spark."""

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
    "DatedParameter",
    "DatedValue",
    "Kind",
    "Record",
    "RuleRefused",
    "RuleSet",
    "RuleVersion",
    "Value",
    "Variable",
    "parameters_on",
]
