"""A scheme as one query gives the scores, places and grades that `calc.schemes.score` gives."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.lake.schemes import TWO_RATIOS, everything, indicator
from tidehead.calc.labels import Label
from tidehead.calc.schemes import Aggregation, Band, Entries, Method, Missing, Normalisation, Scheme, prepare, score
from tidehead.lake import DuckEngine, GradingRefused, SparkEngine, grade, not_gradable

SIZE = 600
TYPES = {"is_new": "boolean", "opened": "date", "trade": "varchar"}


def firms(size: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Synthetic firms with unknown cells everywhere, equal ones, zeros, and some of no trade."""
    random = np.random.default_rng(seed)

    def some(column: np.ndarray, share: float = 0.1) -> np.ndarray:
        unknown = random.random(size) < share
        return np.where(unknown, np.nan if column.dtype.kind == "f" else None, column)

    days = np.array([date(2020 + int(year), 6, 1) for year in random.integers(0, 6, size)], dtype=object)
    trades = np.array(["pumps", "shoes", "it's"], dtype=object)[random.integers(0, 3, size)]
    return {
        "tax": some(random.integers(0, 40, size) * 10.0),
        "land": some(random.integers(1, 12, size) * 5.0),
        "spent": some(random.integers(0, 10, size) * 1.0),
        "income": some(random.integers(20, 200, size) * 5.0),
        "is_new": some((random.random(size) < 0.3).astype(float)),
        "opened": some(days, 0.2),
        "trade": some(trades, 0.03),
    }


def as_rows(columns: dict[str, np.ndarray]) -> list[tuple[Any, ...]]:
    """For engines: an id, numbers, truths, days and texts, None where unknown."""
    made = []
    for at, row in enumerate(zip(*columns.values(), strict=True)):
        cells = [
            None if cell is None or cell != cell else (float(cell) if isinstance(cell, float) else cell) for cell in row
        ]
        named = dict(zip(columns, cells, strict=True))
        named["is_new"] = None if named["is_new"] is None else bool(named["is_new"])
        made.append((at, *named.values()))
    return made


def in_duckdb(columns: dict[str, np.ndarray]) -> DuckEngine:
    engine = DuckEngine(threads=2)
    layout = ", ".join(f"{name} {TYPES.get(name, 'double')}" for name in columns)
    engine.connection.execute(f"create table firms (id integer, {layout})")
    marks = ", ".join("?" for _ in range(len(columns) + 1))
    engine.connection.executemany(f"insert into firms values ({marks})", as_rows(columns))  # noqa: S608
    return engine


def check(scheme: Scheme, columns: dict[str, np.ndarray], rows: list[dict[str, Any]]) -> None:
    """rows: the graded table, in the order of ids."""
    prepared = prepare(scheme)
    ids = tuple(str(at) for at in range(len(rows)))
    scoring = score(prepared, Entries(ids, ids, columns))
    near = pytest.approx
    for unit, row in enumerate(rows):
        assert row["score"] == (None if np.isnan(scoring.score[unit]) else near(scoring.score[unit], abs=1e-9)), row
        assert row["rank"] == (None if np.isnan(scoring.rank[unit]) else scoring.rank[unit]), row
        assert (row["grade"] or "") == scoring.grade[unit], row
        assert (row["board"] or "") == scoring.board[unit]
        for at, one in enumerate(scheme.indicators):
            points = scoring.points[unit, at]
            assert row[f"{one.id}_points"] == (None if np.isnan(points) else near(points, abs=1e-9)), (one.id, row)


def graded_by_duckdb(scheme: Scheme, columns: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    engine = in_duckdb(columns)
    graded = grade(engine, prepare(scheme), engine.connection.table("firms"))
    found = engine.connection.execute(f"{graded.sql} order by id")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def plain(scheme: Scheme, **changes: Any) -> Scheme:
    return replace(scheme, **changes)


SCHEMES = {
    "two ratios": TWO_RATIOS,
    "everything": everything(),
    "no boards": plain(everything(), boards=type(everything().boards)()),
    "no grades": plain(everything(), grades=(), vetoes=everything().vetoes[:2]),
    "thresholds": plain(
        TWO_RATIOS, grades=(Band("A", Label("甲"), at_least=80.0), Band("B", Label("乙"), at_least=None)), decimals=2
    ),
}


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_grades_as_calc_does(name: str, seed: int) -> None:
    columns = firms(SIZE, seed)
    check(SCHEMES[name], columns, graded_by_duckdb(SCHEMES[name], columns))


def test_spark_grades_as_calc_does(spark: SparkEngine) -> None:
    columns = firms(SIZE)
    layout = "id int, " + ", ".join(
        f"{name} {TYPES.get(name, 'double').replace('varchar', 'string')}" for name in columns
    )
    table = spark.session.createDataFrame(as_rows(columns), layout).repartition(4)
    for name in ("two ratios", "everything"):
        result = grade(spark, prepare(SCHEMES[name]), table, name="graded_firms").table()
        rows = sorted((row.asDict() for row in result.collect()), key=lambda row: row["id"])
        check(SCHEMES[name], columns, rows)


def test_an_indicator_given_ready_made_stands_in_for_its_formula() -> None:
    columns = firms(50) | {"tax_per_mu": np.full(50, 20.0)}
    del columns["tax"]
    rows = graded_by_duckdb(TWO_RATIOS, columns)
    assert {row["tax_per_mu_points"] for row in rows} == {60.0}  # at the base: the whole weight
    check(TWO_RATIOS, columns, rows)


def test_a_table_is_read_from_parquet_and_written_to_parquet(tmp_path: Path) -> None:
    columns = firms(20)
    engine = in_duckdb(columns)
    engine.write("select * from firms", tmp_path / "firms.parquet")
    grade(engine, prepare(TWO_RATIOS), tmp_path / "firms.parquet").write(tmp_path / "graded.parquet")
    assert len(duckdb.read_parquet(str(tmp_path / "graded.parquet")).fetchall()) == 20


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        (plain(TWO_RATIOS, tree=replace(TWO_RATIOS.tree, aggregation=Aggregation.GEOMETRIC)), "geometric"),
        (
            plain(
                TWO_RATIOS,
                tree=replace(
                    TWO_RATIOS.tree,
                    children=(indicator("a", "甲", "tax", "万元", 100.0, how=Normalisation(Method.MIN_MAX)),),
                ),
            ),
            "min_max",
        ),
        (
            plain(
                TWO_RATIOS,
                tree=replace(
                    TWO_RATIOS.tree,
                    children=(indicator("a", "甲", "tax / land", "万元/亩", 100.0, missing=Missing.MEDIAN_VALUE),),
                ),
            ),
            "median_value",
        ),
    ],
)
def test_what_cannot_be_graded_is_said_before_anything_is_computed(scheme: Scheme, words: str) -> None:
    prepared = prepare(scheme)
    assert words in not_gradable(prepared)[0].en
    engine = in_duckdb(firms(3))
    with pytest.raises(GradingRefused, match=words):
        grade(engine, prepared, engine.connection.table("firms"))


def test_ids_used_twice_and_values_beyond_their_bounds_are_counted_and_refused() -> None:
    engine = in_duckdb(firms(10))
    engine.connection.execute("update firms set id = 0 where id < 3; update firms set land = 0 where id = 5")
    engine.connection.execute("update firms set tax = -1, id = null where id = 7")
    with pytest.raises(GradingRefused) as refused:
        grade(engine, prepare(TWO_RATIOS), engine.connection.table("firms"))
    told = [problem.en for problem in refused.value.problems]
    assert [words.split()[0] for words in told] == ["1", "2", "1", "1"]  # no id, twice, tax below 0, land not above 0
    assert "above 0" in told[3]


def test_a_missing_column_is_named() -> None:
    columns = firms(5)
    del columns["income"]
    engine = in_duckdb(columns)
    with pytest.raises(GradingRefused, match="income"):
        grade(engine, prepare(TWO_RATIOS), engine.connection.table("firms"))
