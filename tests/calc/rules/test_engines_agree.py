"""The Python judge, NumPy columns and DuckDB give the same answer to the same rule, whatever the rule and the row."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calc.rules.expressions import VALUES, VARIABLES, is_same, records, rules
from tidehead.calc.rules import (
    Record,
    Rule,
    RuleRefused,
    evaluate,
    evaluate_columns,
    parse_rule,
    sql_query,
    with_constants,
)

SQL_TYPES = {"number": "double", "text": "varchar", "truth": "boolean", "day": "date"}
ULPS = 1e-14  # for power, exp and ln, which libraries round differently in the last place


def as_columns(rows: Sequence[Record]) -> dict[str, np.ndarray]:
    columns = {}
    for name, variable in VARIABLES.items():
        values = [row[name] for row in rows]
        if variable.kind in ("number", "truth"):
            columns[name] = np.array([np.nan if value is None else float(value) for value in values])  # type: ignore[arg-type]
        else:
            columns[name] = np.array([*values, None], dtype=object)[:-1]
    return columns


def asked_of_columns(rule: Rule, rows: Sequence[Record]) -> list[Any]:
    answers = evaluate_columns(rule, as_columns(rows), len(rows)).tolist()
    return [None if isinstance(one, float) and np.isnan(one) else one for one in answers]


@pytest.fixture(scope="module")
def duck() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    columns = ", ".join(f'"{name}" {SQL_TYPES[v.kind]}' for name, v in VARIABLES.items())
    connection.execute(f"create table firms (id integer, {columns})")
    return connection


def asked_of_duckdb(duck: duckdb.DuckDBPyConnection, rule: Rule, rows: Sequence[Record]) -> list[Any]:
    duck.execute("delete from firms")
    marks = ", ".join("?" for _ in range(len(VARIABLES) + 1))
    duck.executemany(
        f"insert into firms values ({marks})",  # noqa: S608
        [[at, *(row[name] for name in VARIABLES)] for at, row in enumerate(rows)],
    )
    found = duck.execute(sql_query({"answer": rule}, "firms", keep=["id"]) + " order by id").fetchall()
    return [answer for _, answer in found]


@settings(max_examples=250, deadline=None)
@given(text=rules(), rows=st.lists(records(), min_size=1, max_size=8))
def test_columns_give_what_the_judge_gives(text: str, rows: list[Record]) -> None:
    rule = parse_rule(text, VARIABLES)
    judged = [evaluate(rule, row) for row in rows]
    answers = asked_of_columns(rule, rows)
    assert all(is_same(answer, value) for answer, value in zip(answers, judged, strict=True)), (text, answers, judged)


@settings(max_examples=200, deadline=None)
@given(text=rules(), rows=st.lists(records(), min_size=1, max_size=6))
def test_duckdb_gives_what_the_judge_gives(duck: duckdb.DuckDBPyConnection, text: str, rows: list[Record]) -> None:
    rule = parse_rule(text, VARIABLES)
    judged = [evaluate(rule, row) for row in rows]
    answers = asked_of_duckdb(duck, rule, rows)
    assert all(is_same(answer, value) for answer, value in zip(answers, judged, strict=True)), (text, answers, judged)


@settings(max_examples=30, deadline=None)
@given(inner=rules("number", 2), rows=st.lists(records(), min_size=1, max_size=6))
@pytest.mark.parametrize(
    "outer", ["exp({})", "ln({})", "power({}, 3)", "power(2, {})", "power({}, 0.5)", "power({0}, {0})"]
)
def test_power_and_logarithm_differ_in_the_last_place_at_most(
    duck: duckdb.DuckDBPyConnection, outer: str, inner: str, rows: list[Record]
) -> None:
    rule = parse_rule(outer.format(inner), VARIABLES)
    judged = [evaluate(rule, row) for row in rows]
    for answers in (asked_of_columns(rule, rows), asked_of_duckdb(duck, rule, rows)):
        assert all(is_same(a, j, tolerance=ULPS) for a, j in zip(answers, judged, strict=True)), (rule.text, answers)


@settings(max_examples=80, deadline=None)
@given(text=rules(), row=records())
def test_a_rule_with_all_its_variables_fixed_gives_the_same_everywhere(
    duck: duckdb.DuckDBPyConnection, text: str, row: Record
) -> None:
    rule = parse_rule(text, VARIABLES)
    fixed = with_constants(rule, row)
    judged = evaluate(rule, row)
    nothing = dict.fromkeys(VARIABLES)
    assert not fixed.names
    assert evaluate(fixed, {}) == judged
    assert is_same(asked_of_columns(fixed, [nothing])[0], judged)
    assert is_same(asked_of_duckdb(duck, fixed, [nothing])[0], judged)


HARD_RULES = [
    "x / unit.score", "least(x, unit.score)", "greatest(x, unit.score)", "round(x)", "round(x, 2)", "round(x, -2)",
    "round(x, 9)", "round(x, 6)",
    "floor(x)", "ceil(x)", "sqrt(x)", "x = unit.score", "x <> unit.score", "x in (1, 2.5)", "x not in (1, 2.5)",
    "town = trade", "town < trade", "town >= trade", "town in ('a', 'it''s')", "tax + yuan", "yuan - tax", "tax > yuan",
    "case when is_new then 1 when is_high then 2 else 3 end",
    "is_new and is_high", "is_new or is_high", "not is_new",
    "is_new = is_high", "is_new <> is_high", "coalesce(x, unit.score, 7)", "nullif(x, unit.score)",
    "nullif(town, trade)",
    "days_between(born, seen)", "years_between(born, seen)", "year(born) + month(seen)", "least(born, seen)",
    "x is null or x > 1", "(x * x) is null",
    "x * x / (unit.score * unit.score)", "1 / (x * 1e300)", "tax * rate / land",
    "x between 0 and 2", "born < seen", "born = seen", "coalesce(born, date '2000-01-01')", "true", "'a'", "1.5",
    "case when x > 1 then town else trade end", "case when x > 1 then is_new else is_high end", "0.1 + 0.2 = 0.3",
]  # fmt: skip


@pytest.mark.parametrize("text", HARD_RULES)
def test_every_pair_of_hard_values_is_answered_alike(duck: duckdb.DuckDBPyConnection, text: str) -> None:
    rule = parse_rule(text, VARIABLES)
    sizes = [len(VALUES[variable.kind]) for variable in VARIABLES.values()]
    rows: list[Record] = [
        {
            name: VALUES[variable.kind][(first if at % 2 else second) % size]
            for at, ((name, variable), size) in enumerate(zip(VARIABLES.items(), sizes, strict=True))
        }
        for first in range(max(sizes) if {"x", "unit.score", "tax", "yuan"} & rule.names else 12)
        for second in range(max(sizes) if {"x", "unit.score", "tax", "yuan"} & rule.names else 12)
    ]
    judged = [evaluate(rule, row) for row in rows]
    assert all(is_same(a, j) for a, j in zip(asked_of_columns(rule, rows), judged, strict=True))
    assert all(is_same(a, j) for a, j in zip(asked_of_duckdb(duck, rule, rows), judged, strict=True))


def test_all_rules_of_a_query_come_as_columns_beside_those_that_are_kept(duck: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(VARIABLES) | {"tax": 120.0, "land": 5.0, "town": "a"}
    asked_of_duckdb(duck, parse_rule("x", VARIABLES), [row])
    both = {"per_mu": parse_rule("tax / land", VARIABLES), "is_good": parse_rule("tax / land >= 20", VARIABLES)}
    found = duck.execute(sql_query(both, "main.firms", keep=["id", "town"]))
    assert [column[0] for column in found.description or ()] == ["id", "town", "per_mu", "is_good"]
    assert found.fetchall() == [(0, "a", 24.0, True)]  # 120 / 5


def test_sql_grows_with_the_size_of_a_rule_not_with_its_depth() -> None:
    """round mentions its operand seven times: written out, 14 levels would be 7^14 words."""
    sizes = [len(sql_query({"r": parse_rule(nested_rounds(depth), VARIABLES)}, "t")) for depth in (4, 9, 14)]
    assert sizes[2] - sizes[1] <= 1.1 * (sizes[1] - sizes[0])


def nested_rounds(depth: int) -> str:
    text = "x"
    for _ in range(depth):
        text = f"round({text} / unit.score, 2)"
    return text


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_largest_rules_stay_short_in_sql(dialect: Any) -> None:
    text = " and ".join(f"x / unit.score >= {number}" for number in range(55))
    assert len(sql_query({"r": parse_rule(text, VARIABLES)}, "t", dialect=dialect)) < 12_000


def test_a_table_that_is_no_name_and_columns_of_one_name_are_refused() -> None:
    rule = parse_rule("x", VARIABLES)
    for table in ("firms; drop table firms", "firms f", "(select 1)", ""):
        with pytest.raises(RuleRefused, match="table"):
            sql_query({"a": rule}, table)
    for keep in (["a"], ["A"], ["id", "ID"], ["$0"]):
        with pytest.raises(RuleRefused, match="one name"):
            sql_query({"a": rule}, "firms", keep=keep)
    with pytest.raises(RuleRefused, match="no column"):
        sql_query({}, "firms")


def test_kept_columns_are_quoted_whatever_they_are_called() -> None:
    connection = duckdb.connect()
    connection.execute('create table t as select 7 as "a""; select 1 --", 2.5 as x')
    sql = sql_query({"twice": parse_rule("x * 2", VARIABLES)}, "t", keep=['a"; select 1 --'])
    assert connection.execute(sql).fetchall() == [(7, 5.0)]


def test_columns_of_other_types_are_read_as_numbers_and_truths() -> None:
    """Whole numbers and decimals count as numbers, 1 and 0 as truths, other numbers are no truth."""
    connection = duckdb.connect()
    connection.execute(
        "create table t as select * from (values (1, 3::integer, 1.0), (2, 4, 0), (3, null, 2)) as v(id, x, is_new)"
    )
    sql = sql_query({"a": parse_rule("x / 2", VARIABLES), "b": parse_rule("not is_new", VARIABLES)}, "t", keep=["id"])
    assert connection.execute(sql + " order by id").fetchall() == [(1, 1.5, False), (2, 2.0, True), (3, None, None)]


def test_columns_take_whole_numbers_booleans_and_datetimes() -> None:
    size = 2
    x = evaluate_columns(parse_rule("x / 2", VARIABLES), {"x": np.array([3, 4])}, size)
    truth = evaluate_columns(parse_rule("not is_new", VARIABLES), {"is_new": np.array([True, False])}, size)
    born = np.array(["2020-02-29", "NaT"], dtype="datetime64[D]")
    year = evaluate_columns(parse_rule("year(born)", VARIABLES), {"born": born}, size)
    later = evaluate_columns(parse_rule("greatest(born, date '2021-01-01')", VARIABLES), {"born": born}, size)
    assert x.tolist() == [1.5, 2.0]
    assert truth.tolist() == [0.0, 1.0]
    assert year.tolist()[0] == 2020 and np.isnan(year[1])
    assert later.tolist() == [date(2021, 1, 1), None]


def test_a_name_without_a_column_is_unknown_and_a_wrong_column_is_refused() -> None:
    rule = parse_rule("x + 1", VARIABLES)
    assert np.isnan(evaluate_columns(rule, {}, 3)).all()
    for column in (np.array([1.0, 2.0]), np.array(["a", "b", "c"]), np.array(["1", "2", "3"], dtype=object)):
        with pytest.raises(RuleRefused, match="x"):
            evaluate_columns(rule, {"x": column}, 3)


def test_no_rows_give_no_answers() -> None:
    assert evaluate_columns(parse_rule("x + 1", VARIABLES), {"x": np.array([])}, 0).shape == (0,)


def test_blocks_do_not_show() -> None:
    size = 50_001
    x = np.arange(size, dtype=float)
    assert np.array_equal(evaluate_columns(parse_rule("x * 2 + 1", VARIABLES), {"x": x}, size), x * 2 + 1)
