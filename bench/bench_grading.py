"""A published rule of six ratios to bases, missing emissions taking the mean, places after rounding: on made-up firms.

The rule is that of the pack's scheme huangyan-2022-above; firms come from a fixed seed and are synthetic. Each engine
and size ran in a process of its own (both sizes of Spark in one), which loaded the data into what the engine computes
on (a DuckDB table; a Parquet file for Spark; arrays for the others) and then graded: "seconds" is the grading alone,
best of three (Spark and 10 million: of one), and peak memory that of the process with all it started. A process that
is not done in 90 seconds is ended and its row left out.
Spark is a local cluster of one master and two workers of 1 GB.
The peers compute the same score and place, and the answers are compared before anything is timed: pandas and
scikit-criteria to 1e-9, openfisca-core to 0.1 because it computes in float32. Ratios are the peer's seconds a row over
those of DuckDB on a million rows.
"""

import atexit
import json
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from tidehead.calc.schemes import Entries, Prepared, prepare, score
from tidehead.lake import DuckEngine, SparkEngine, grade, spark_is_missing, spark_session
from tidehead.packs import read_scheme

PACK = Path(__file__).resolve().parent.parent / "packs" / "cn_331000"
SCHEME = "huangyan-2022-above"
DUCK_SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SPARK_SIZES = (10_000, 1_000_000)
MEMORY_SIZES = (10_000, 100_000, 1_000_000)
PEERS = (("pandas", 1_000_000), ("scikit-criteria", 100_000), ("openfisca-core", 1_000_000))
COMPARED = 5_000
LIMIT = 90.0
"""Seconds that a process may take, the whole of Spark included."""
GRACE = 10.0
THREADS = 2
NAME = "grade synthetic firms"
Numbers = dict[str, np.ndarray]


def firms(size: int) -> Numbers:
    """Synthetic firms: what they are is drawn from a fixed seed; every fifth has no emission data."""
    random = np.random.default_rng(20261121)
    added = random.lognormal(7, 1, size)
    return {
        "tax_paid": added * random.uniform(0.05, 0.3, size),
        "land_mu": added / random.lognormal(4.5, 0.6, size),
        "value_added": added,
        "energy_tce": added / random.lognormal(1, 0.5, size),
        "emissions_tonnes": np.where(random.random(size) < 0.2, np.nan, added / random.lognormal(8.5, 0.5, size)),
        "staff": added / random.lognormal(2.8, 0.4, size),
        "rd_spending": added * random.uniform(0, 0.2, size),
        "main_revenue": added * random.uniform(3, 6, size),
    }


def scheme() -> Prepared:
    return prepare(read_scheme(PACK, SCHEME)[0])


def bases(prepared: Prepared) -> list[tuple[float, float]]:
    """Base and weight of each indicator, for the peers."""
    values = {one.name: one.value for one in prepared.scheme.parameters}
    return [(float(values[one.normalisation.base] or 0), one.weight) for one in prepared.scheme.indicators]


# What is measured: each prepares, and gives what has to be timed, which gives scores and places


Work = Callable[[], tuple[np.ndarray, np.ndarray]]


def in_duckdb(size: int) -> Work:
    engine, prepared = DuckEngine(threads=THREADS, memory="8GB"), scheme()
    engine.connection.register("made", {"id": np.arange(size), **firms(size)})
    engine.connection.execute("create table firms as select * from made")
    engine.connection.unregister("made")

    def work() -> tuple[np.ndarray, np.ndarray]:
        graded = grade(engine, prepared, engine.connection.table("firms"))
        engine.connection.execute(f"create or replace table graded as {graded.sql}")
        found = engine.arrays("select score, rank from graded order by id") if size <= COMPARED else {}
        return found.get("score", np.empty(0)), found.get("rank", np.empty(0))

    return work


def in_spark(size: int) -> Work:
    folder = Path(tempfile.mkdtemp(prefix="tidehead-bench-"))
    maker = DuckEngine(threads=THREADS)
    maker.connection.register("made", {"id": np.arange(size), **firms(size)})
    maker.write("select * from made", folder / "firms.parquet")
    maker.close()
    settings = {
        "spark.executor.memory": "1g",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.showConsoleProgress": "false",
    }
    engine, prepared = SparkEngine(spark_session("local-cluster[2,1,1024]", settings=settings)), scheme()
    atexit.register(engine.session.stop)

    def work() -> tuple[np.ndarray, np.ndarray]:
        graded = grade(engine, prepared, folder / "firms.parquet")
        graded.write(folder / "graded")
        if size > COMPARED:
            return np.empty(0), np.empty(0)
        found = engine.session.read.parquet(str(folder / "graded")).select("id", "score", "rank").collect()
        rows = sorted(map(tuple, found))
        return np.array([row[1] for row in rows]), np.array([row[2] for row in rows])

    return work


def in_memory(size: int) -> Work:
    prepared, columns = scheme(), firms(size)
    ids = tuple(map(str, range(size)))
    entries = Entries(ids, ids, columns, synthetic=True)

    def work() -> tuple[np.ndarray, np.ndarray]:
        scoring = score(prepared, entries)
        return scoring.score, scoring.rank

    return work


def in_pandas(size: int) -> Work:
    """As an analyst would write it, column by column."""
    import pandas as pd

    table, wanted = pd.DataFrame(firms(size)), bases(scheme())

    def work() -> tuple[np.ndarray, np.ndarray]:
        marks = ratios_of(table)
        points = pd.DataFrame({at: marks[at] / base * weight for at, (base, weight) in enumerate(wanted)})
        points[3] = points[3].fillna(points[3].mean())
        total = points.sum(axis=1, skipna=False)
        rank = total.round(9).rank(method="min", ascending=False)
        return total.to_numpy(), rank.to_numpy()

    return work


def ratios_of(table: Any) -> list[Any]:
    """The six ratios of a table or a mapping of arrays."""
    return [
        table["tax_paid"] / table["land_mu"],
        table["value_added"] / table["land_mu"],
        table["value_added"] / table["energy_tce"],
        table["value_added"] / table["emissions_tonnes"],
        table["value_added"] / table["staff"],
        table["rd_spending"] / table["main_revenue"],
    ]


def in_scikit_criteria(size: int) -> Work:
    """The ratios to the bases as a decision matrix with the mean filled in, then its weighted sum model."""
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel

    table, wanted = firms(size), bases(scheme())

    def work() -> tuple[np.ndarray, np.ndarray]:
        marks = np.stack([mark / base for mark, (base, _) in zip(ratios_of(table), wanted, strict=True)], axis=1)
        marks[:, 3] = np.where(np.isnan(marks[:, 3]), np.nanmean(marks[:, 3]), marks[:, 3])
        matrix = mkdm(marks, [max] * 6, weights=[weight for _, weight in wanted])
        result = WeightedSumModel().evaluate(matrix)
        return np.asarray(result.e_.score), np.asarray(result.rank_, dtype=np.float64)

    return work


def in_openfisca(size: int) -> Work:
    """The rule as variables with formulas on a tax and benefit system of firms; places by NumPy, which it lacks."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    firm = build_entity(key="firm", plural="firms", label="Firm", is_person=True)
    system = TaxBenefitSystem([firm])
    columns, wanted = firms(size), bases(scheme())
    tops = ("tax_paid", "value_added", "value_added", "value_added", "value_added", "rd_spending")
    bottoms = ("land_mu", "land_mu", "energy_tce", "emissions_tonnes", "staff", "main_revenue")
    pairs = tuple(zip(tops, bottoms, strict=True))

    def variable(name: str, formula: Any = None) -> None:
        parts = {"value_type": float, "entity": firm, "definition_period": DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (Variable,), parts | ({"formula": formula} if formula else {})))

    def points(at: int) -> Any:
        (top, bottom), (base, weight) = pairs[at], wanted[at]

        def formula(firm: Any, period: Any) -> Any:
            made = firm(top, period) / firm(bottom, period) / base * weight
            return np.where(np.isnan(made), np.nanmean(made), made) if at == 3 else made

        return formula

    for name in columns:
        variable(name)
    for at in range(len(pairs)):
        variable(f"points_{at}", points(at))
    variable("total", lambda firm, period: sum(firm(f"points_{at}", period) for at in range(len(pairs))))

    def work() -> tuple[np.ndarray, np.ndarray]:
        simulation = SimulationBuilder().build_default_simulation(system, count=size)
        for name, column in columns.items():
            simulation.set_input(name, "2022", column)
        total = simulation.calculate("total", "2022")
        order = np.sort(np.round(-total, 9))
        return total, np.searchsorted(order, np.round(-total, 9)) + 1.0

    return work


KINDS: dict[str, Callable[[int], Work]] = {
    "DuckDB": in_duckdb,
    "Spark": in_spark,
    "arrays in memory": in_memory,
    "pandas": in_pandas,
    "scikit-criteria": in_scikit_criteria,
    "openfisca-core": in_openfisca,
}


# Measuring, each in a process of its own


@contextmanager
def watched() -> Any:
    """The most memory that this process and all below it held, in MB, looked at ten times a second."""
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        here = psutil.Process()
        while not done.wait(0.1):
            held = 0
            for one in [here, *here.children(recursive=True)]:
                try:
                    held += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], held / 1e6)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def child(kind: str, size: int, answer: Any) -> None:
    """Compare on few firms, then time on many; what was found goes back through the pipe."""
    os.environ["OMP_NUM_THREADS"] = str(THREADS)
    with watched() as peak:
        work = KINDS[kind](size)
        seconds = []
        for _ in range(1 if size >= 10_000_000 else 3):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    answer.send({"seconds": min(seconds), "peak_mb": round(peak[0])})
    answer.close()


def compared(kind: str, answer: Any) -> None:
    """Scores and places of a few firms."""
    answer.send(KINDS[kind](COMPARED)())
    answer.close()


def in_own_process(target: Callable[..., None], *arguments: Any, answers: int = 1) -> list[Any]:
    """What a process of its own answers, at most `answers` times; fewer where it is not done within LIMIT seconds."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*arguments, sender))
    process.start()
    sender.close()
    found: list[Any] = []
    end = time.monotonic() + LIMIT
    try:
        while len(found) < answers and receiver.poll(max(0.0, end - time.monotonic())):
            found.append(receiver.recv())
    except EOFError:
        pass
    process.join(GRACE if len(found) == answers else 0)
    if process.is_alive():
        end_with_all_below(process.pid)
        process.join()
    return found


def end_with_all_below(pid: int | None) -> None:
    """Java goes on without the process that began it."""
    top = psutil.Process(pid)
    for one in [*top.children(recursive=True), top]:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue


def check_answers(kinds: list[str]) -> None:
    """All give the same scores and places, or nothing is worth timing."""
    for kind in kinds:
        check_answer(kind, in_own_process(compared, kind)[0])


def check_answer(kind: str, answer: tuple[np.ndarray, np.ndarray]) -> None:
    scores, ranks = in_memory(COMPARED)()
    near = 0.1 if kind == "openfisca-core" else 1e-9 * np.abs(scores).max()
    assert np.abs(answer[0] - scores).max() <= near, f"{kind} has other scores"
    if kind != "openfisca-core":
        assert (answer[1] == ranks).all(), f"{kind} has other places"


def on_spark(answer: Any) -> None:
    """The scores of a few firms, then a row a size, all in one session: Spark is slow to start, not to grade."""
    answer.send(in_spark(COMPARED)())
    for size in SPARK_SIZES:
        with watched() as peak:
            work = in_spark(size)
            start = time.perf_counter()
            work()
            seconds = time.perf_counter() - start
        answer.send({"n": size, "seconds": seconds, "peak_mb": round(peak[0])})
    answer.close()


def spark_rows() -> list[dict[str, Any]]:
    """Sizes that Spark did not finish in time are left out."""
    if spark_is_missing():
        return []
    found = in_own_process(on_spark, answers=1 + len(SPARK_SIZES))
    if found:
        check_answer("Spark", found[0])
    return [{"name": f"{NAME}: Spark", "rate": one["n"] / one["seconds"], **one} for one in found[1:]]


def main() -> list[dict[str, Any]]:
    """One row an engine and a size."""
    check_answers(["DuckDB", *(kind for kind, _ in PEERS)])
    rows = [row for size in DUCK_SIZES for row in measured("DuckDB", size)]
    ours = next(row for row in rows if row["n"] == 1_000_000)
    rows += [row for size in MEMORY_SIZES for row in measured("arrays in memory", size)]
    rows += spark_rows()
    for kind, size in PEERS:
        for row in measured(kind, size):
            per_row = row["seconds"] / size
            rows.append(row | {"peer": "DuckDB, 1,000,000", "ratio": per_row / (ours["seconds"] / ours["n"])})
    return rows


def measured(kind: str, size: int) -> list[dict[str, Any]]:
    """One row; none where it was not done in time."""
    found = in_own_process(child, kind, size)
    return [{"name": f"{NAME}: {kind}", "n": size, "rate": size / one["seconds"], **one} for one in found]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
