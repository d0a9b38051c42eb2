"""`kill -9` of the worker while it reads a table and writes a register: nothing is lost, nothing is there twice.

Real processes and real kills at seeded moments, on a data folder and a database of their own.
"""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.city.test_cases_interrupted import load_demo_into
from tests.city.test_interrupted import COMMAND, LONGEST, Deployment, killed, own_database
from tests.support.enterprises_pages import rows_of_firms, table_of

ROWS = 45_000
KILLS = 3
QUEUE = """
import sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.enterprises import imports
with Path(sys.argv[1]).open("rb") as content:
    sent = imports.IncomingTable(name="firms.csv", content=content)
    number = imports.receive_table(by=SYSTEM, table=sent, now=timezone.now())
columns = {each.heading: each.column for each in imports.import_by_id(number).headings}
imports.map_columns(by=SYSTEM, import_id=number, mapped=imports.Mapped(columns=columns), now=timezone.now())
"""
TAKE = """
import django
django.setup()
from django.utils import timezone
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.enterprises import building
building.take_table(by=SYSTEM, import_id=1, now=timezone.now())
"""


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    with own_database(f"register_{os.getpid()}") as url:
        made = Deployment(tmp_path / "data", url)
        load_demo_into(made)
        yield made


def run_script(deployment: Deployment, script: str, *words: str) -> None:
    process = deployment.start(COMMAND[0], "-c", script, *words)
    out, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, out


def state_of(deployment: Deployment) -> str:
    return str(deployment.rows("SELECT state FROM enterprises_registerimport")[0][0])


def worked(deployment: Deployment) -> "subprocess.Popen[str]":
    return deployment.start(*COMMAND, "work", "--once")


def test_a_table_is_read_once_whole_however_often_its_reader_is_killed(deployment: Deployment, tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    table.write_bytes(table_of(rows_of_firms(ROWS)))
    run_script(deployment, QUEUE, str(table))
    moments = random.Random(20261121)  # noqa: S311
    for _ in range(KILLS):
        process = worked(deployment)
        time.sleep(moments.uniform(3.0, 9.0))
        killed(process)
        deployment.assert_whole()
        assert state_of(deployment) in {"waiting", "staging", "staged"}
    assert worked(deployment).wait(timeout=5 * LONGEST) == 0
    assert state_of(deployment) == "staged"
    told = deployment.rows("SELECT rows_total, sound, faulty FROM enterprises_registerimport")
    assert told == [(ROWS, ROWS, 0)]

    run_script(deployment, TAKE)
    for _ in range(2):
        process = worked(deployment)
        time.sleep(moments.uniform(2.0, 5.0))
        killed(process)
        assert len(deployment.rows("SELECT id FROM enterprises_registerversion WHERE state = 'current'")) == 1
    assert worked(deployment).wait(timeout=5 * LONGEST) == 0
    folder, rows = deployment.rows(
        "SELECT folder, rows FROM enterprises_registerversion WHERE state = 'current' ORDER BY number DESC"
    )[0]
    firms = f"{deployment.data}/register/{folder}/firms/*.parquet"
    counted = duckdb.sql(f"select count(*), count(distinct code) from '{firms}'").fetchall()[0]  # noqa: S608
    assert counted == (rows, rows) and rows > ROWS
