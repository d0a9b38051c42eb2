"""A real Spark for the tests that need one: a master and two workers, each a process of its own."""

import logging
from collections.abc import Iterator

import pytest

from tidehead.lake.engine import SparkEngine, spark_is_missing, spark_session

TWO_WORKERS = "local-cluster[2,1,1024]"
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.executor.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.ui.showConsoleProgress": "false",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    if missing := spark_is_missing():
        pytest.skip(missing)
    logging.getLogger("py4j").setLevel(logging.ERROR)
    session = spark_session(TWO_WORKERS, settings=SMALL)
    yield SparkEngine(session)
    session.stop()
