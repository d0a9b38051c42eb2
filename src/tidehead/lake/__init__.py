"""Tables that are handed in or too large for memory: read cell by cell, graded by an embedded or distributed engine."""

from tidehead.lake.engine import (
    DuckEngine,
    Engine,
    NoEngine,
    SparkEngine,
    is_engine_setting,
    open_engine,
    spark_is_missing,
    spark_session,
)
from tidehead.lake.grading import Graded, GradingRefused, grade, grading_sql, not_gradable
from tidehead.lake.headings import Heading
from tidehead.lake.tables import EntriesRead, Fault, read_entries
from tidehead.lake.templates import template

__all__ = [
    "DuckEngine",
    "EntriesRead",
    "Engine",
    "Fault",
    "Graded",
    "GradingRefused",
    "Heading",
    "NoEngine",
    "SparkEngine",
    "grade",
    "grading_sql",
    "is_engine_setting",
    "not_gradable",
    "open_engine",
    "read_entries",
    "spark_is_missing",
    "spark_session",
    "template",
]
