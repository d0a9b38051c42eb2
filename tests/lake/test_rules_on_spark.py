"""Spark gives the judge's answer to every rule: random rules on hard rows, many of them in one query."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.calc.rules.expressions import DAYS, NUMBERS, TEXTS, TRUTHS, VARIABLES, is_same, records, rules
from tidehead.calc.rules import Record, evaluate, parse_rule, sql_query
from tidehead.lake.engine import SparkEngine

SPARK_TYPES = {"number": "double", "text": "string", "truth": "boolean", "day": "date"}
ALL_AT_ONCE = 40
SCHEMA = "id int, " + ", ".join(f"`{name}` {SPARK_TYPES[v.kind]}" for name, v in VARIABLES.items())
NOT_EXACT = ("power", "exp", "ln")
ULPS = 1e-14


def asked_of_spark(spark: SparkEngine, texts: list[str], rows: list[Record]) -> list[list[Any]]:
    """The answers of every row to every rule, in one query over both workers."""
    table = [(at, *(row[name] for name in VARIABLES)) for at, row in enumerate(rows)]
    spark.add("firms", spark.session.createDataFrame(table, SCHEMA).repartition(2))
    named = {f"r{at}": parse_rule(text, VARIABLES) for at, text in enumerate(texts)}
    query = sql_query(named, "firms", dialect="spark", keep=["id"])
    return [list(row[1:]) for row in sorted(spark.rows(query))] if rows else []


def check(spark: SparkEngine, texts: list[str], rows: list[Record]) -> None:
    answers = asked_of_spark(spark, texts, rows)
    for at, text in enumerate(texts):
        rule = parse_rule(text, VARIABLES)
        tolerance = ULPS if any(word in text for word in NOT_EXACT) else 0.0
        for row, answer in zip(rows, answers, strict=True):
            judged = evaluate(rule, row)
            assert is_same(answer[at], judged, tolerance=tolerance), (text, row, answer[at], judged)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    texts=st.lists(rules(depth=3), min_size=ALL_AT_ONCE, max_size=ALL_AT_ONCE, unique=True),
    rows=st.lists(records(), min_size=6, max_size=12),
)
def test_spark_gives_what_the_judge_gives(spark: SparkEngine, texts: list[str], rows: list[Record]) -> None:
    check(spark, texts, rows)


HARD_RULES = [
    "x / unit.score", "least(x, unit.score)", "greatest(x, unit.score)", "round(x)", "round(x, 2)", "round(x, -2)",
    "floor(x)", "ceil(x)", "sqrt(x)", "x = unit.score", "x <> unit.score", "x in (1, 2.5)", "x not in (1, 2.5)",
    "town = trade", "town < trade", "tax + yuan", "yuan - tax", "tax > yuan", "is_new and is_high", "is_new or is_high",
    "case when is_new then 1 when is_high then 2 else 3 end", "not is_new", "coalesce(x, unit.score, 7)",
    "nullif(x, unit.score)", "days_between(born, seen)", "years_between(born, seen)", "year(born) + month(seen)",
    "x is null or x > 1", "x * x / (unit.score * unit.score)", "1 / (x * 1e300)", "tax * rate / land", "born < seen",
    "coalesce(born, date '2000-01-01')", "ln(x)", "exp(x)", "power(x, 3)", "power(x, unit.score)",
]  # fmt: skip


def test_every_pair_of_hard_values_is_answered_alike(spark: SparkEngine) -> None:
    kinds = {"number": NUMBERS, "text": TEXTS, "day": DAYS, "truth": TRUTHS}
    rows: list[Record] = [
        {
            name: kinds[v.kind][(first if at % 2 else second) % len(kinds[v.kind])]
            for at, (name, v) in enumerate(VARIABLES.items())
        }
        for first in range(len(NUMBERS))
        for second in range(len(NUMBERS))
    ]
    check(spark, HARD_RULES, rows)


@pytest.mark.parametrize("ansi", ["true", "false"])
def test_strict_and_lenient_sessions_answer_alike(spark: SparkEngine, ansi: str) -> None:
    """A session of the office's own may be set either way; neither may stop at a division by zero."""
    before = spark.session.conf.get("spark.sql.ansi.enabled")
    spark.session.conf.set("spark.sql.ansi.enabled", ansi)
    try:
        row: Record = dict.fromkeys(VARIABLES) | {"x": 1e300, "unit.score": 0.0, "town": "a"}
        check(spark, ["x / unit.score", "floor(x * x)", "round(x, 2)", "x * x", "ln(unit.score)", "-x / 0"], [row])
    finally:
        spark.session.conf.set("spark.sql.ansi.enabled", before)
