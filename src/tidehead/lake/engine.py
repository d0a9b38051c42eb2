"""Where large tables are computed: DuckDB in this process, or Spark on as many machines as there are."""

import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import numpy as np
from numpy.typing import NDArray

from tidehead.calc.rules import Dialect

SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
"""What a Spark session of ours is started with; a session that already runs is used as it is."""

_THIS_PACKAGE = {"spark.executorEnv.PYTHONPATH": str(Path(__file__).resolve().parents[2])}
"""Workers on this machine find this package where it is; those of a cluster have it installed."""


class NoEngine(Exception):
    """An engine is not installed on this machine; the message says what is missing."""


class Engine(Protocol):
    """What grading and the register need of an engine. A source is a Parquet or CSV path, or the engine's own table."""

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        ...

    def add(self, name: str, source: Any) -> None:
        """Call a source by a name in later queries."""
        ...

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a named table."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query: small ones only."""
        ...

    def table(self, sql: str) -> Any:
        """A query as the engine's own table (DuckDB relation, Spark DataFrame), computed when it is used."""
        ...

    def write(self, sql: str, path: Path) -> None:
        """The rows of a query as Parquet."""
        ...

    def ibis(self) -> Any:
        """An Ibis backend for the thread that asks for it; tables of one backend can be joined."""
        ...

    def arrow(self, expression: Any) -> Any:
        """What an Ibis expression of its backend gives, as an Arrow table."""
        ...

    def batches(self, expression: Any, size: int) -> Iterator[Any]:
        """The same, so many rows at a time."""
        ...


class DuckEngine:
    """DuckDB in this process: one machine, any number of rows that the disk holds.

    threads, memory ("8GB"): its limits, DuckDB's own where none are given; beyond the memory it works on disk.
    """

    def __init__(self, *, threads: int | None = None, memory: str = "", folder: Path | None = None) -> None:
        settings: dict[str, Any] = {"preserve_insertion_order": False}
        if threads:
            settings["threads"] = threads
        if memory:
            settings["memory_limit"] = memory
        settings["temp_directory"] = str(folder or Path(tempfile.gettempdir()) / "tidehead-lake")
        self.connection = duckdb.connect(config=settings)

    @property
    def dialect(self) -> Dialect:
        """DuckDB's."""
        return "duckdb"

    def add(self, name: str, source: Any) -> None:
        """A path, a DuckDB relation, or columns as NumPy arrays."""
        if isinstance(source, str | Path):
            relation = self._read(Path(source))
        elif isinstance(source, Mapping):
            self.connection.register(f"{name}_arrays", dict(source))
            relation = self.connection.table(f"{name}_arrays")
        else:
            relation = source
        relation.create_view(name, replace=True)

    def _read(self, path: Path) -> duckdb.DuckDBPyRelation:
        if path.suffix == ".csv":
            return self.connection.read_csv(str(path))
        return self.connection.read_parquet(str(path / "*.parquet") if path.is_dir() else str(path))

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a named table."""
        return tuple(self.connection.table(name).columns)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql).fetchall()

    def table(self, sql: str) -> duckdb.DuckDBPyRelation:
        """A DuckDB relation."""
        return self.connection.sql(sql)

    def arrays(self, sql: str) -> dict[str, NDArray[Any]]:
        """A query's columns as NumPy arrays, NULL numbers nan and other NULLs None."""
        found = self.connection.execute(sql).fetchnumpy()
        return {name: _unmasked(column) for name, column in found.items()}

    def write(self, sql: str, path: Path) -> None:
        """One Parquet file."""
        self.connection.sql(sql).write_parquet(str(path), compression="zstd")

    def ibis(self) -> Any:
        """Over a cursor of its own: cursors are what threads may use at the same time."""
        return ibis.duckdb.from_connection(self.connection.cursor())

    def arrow(self, expression: Any) -> Any:
        """Without a detour."""
        return expression.to_pyarrow()

    def batches(self, expression: Any, size: int) -> Iterator[Any]:
        """As they are computed."""
        yield from expression.to_pyarrow_batches(chunk_size=size)

    def close(self) -> None:
        """Let go of memory and threads."""
        self.connection.close()


def _unmasked(column: "NDArray[Any]") -> "NDArray[Any]":
    if not isinstance(column, np.ma.MaskedArray):
        return column
    unknown = np.ma.getmaskarray(column)
    if column.dtype.kind in "fiu":
        return np.asarray(np.where(unknown, np.nan, np.asarray(column.data, dtype=np.float64)))
    words = np.array(column.data, dtype=np.object_)
    words[unknown] = None
    return words


class SparkEngine:
    """Spark through a session that is given: on this machine, or on a cluster."""

    def __init__(self, session: Any) -> None:
        self.session = session

    @property
    def dialect(self) -> Dialect:
        """Spark's."""
        return "spark"

    def add(self, name: str, source: Any) -> None:
        """A path that every worker can read, or a DataFrame."""
        if isinstance(source, str | Path):
            reader = self.session.read
            csv = Path(source).suffix == ".csv"
            source = reader.csv(str(source), header=True, inferSchema=True) if csv else reader.parquet(str(source))
        source.createOrReplaceTempView(name)

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a named table."""
        return tuple(self.session.table(name).columns)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def table(self, sql: str) -> Any:
        """A DataFrame."""
        return self.session.sql(sql)

    def write(self, sql: str, path: Path) -> None:
        """A folder of Parquet files."""
        self.session.sql(sql).write.mode("overwrite").parquet(str(path))

    def ibis(self) -> Any:
        """Over this session; paths that it reads have to be there for every worker."""
        return ibis.pyspark.connect(self.session)

    def arrow(self, expression: Any) -> Any:
        """Spark's own Arrow: Ibis would go through pandas, whose newer versions it cannot read back."""
        return self.session.sql(str(expression.compile())).toArrow()

    def batches(self, expression: Any, size: int) -> Iterator[Any]:
        """All rows come to this machine first."""
        yield from self.arrow(expression).to_batches(max_chunksize=size)


def spark_is_missing() -> str:
    """Why Spark cannot run here, "" where it can."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (pip install tidehead[spark])"
    return "" if shutil.which("java") else "there is no Java (17 or later) on this machine"


def spark_session(master: str = "local[2]", *, settings: Mapping[str, str] | Sequence[tuple[str, str]] = ()) -> Any:
    """A Spark session: "local[2]", "local-cluster[2,1,1024]" or the address of a cluster's master.

    Raises NoEngine where Spark is not installed.
    """
    if missing := spark_is_missing():
        raise NoEngine(missing)
    sql = importlib.import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master(master).appName("tidehead")
    own = {} if master.startswith("spark://") else _THIS_PACKAGE
    if own:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # Spark asks the environment alone for its Python
    for name, value in {**SPARK_SETTINGS, **own, **dict(settings)}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


_OPEN: dict[str, Engine] = {}
_OPENING = threading.Lock()


def open_engine(setting: str = "duckdb") -> Engine:
    """The engine of a setting: "duckdb", "local[2]", "local-cluster[2,1,1024]" or "spark://host:port".

    One of each for the whole process. Raises NoEngine, also for a setting that means nothing.
    """
    if not is_engine_setting(setting):
        raise NoEngine(f"{setting!r} is no engine: use duckdb, local[2] or spark://host:port")
    with _OPENING:
        if setting not in _OPEN:
            _OPEN[setting] = DuckEngine() if setting == "duckdb" else SparkEngine(spark_session(setting))
        return _OPEN[setting]


def is_engine_setting(setting: str) -> bool:
    """Whether a setting names an engine."""
    return setting == "duckdb" or setting.startswith(("spark://", "local[", "local-cluster["))
