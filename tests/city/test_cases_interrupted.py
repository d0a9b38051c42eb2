"""`kill -9` of who moves cases, and of the database under them: what was confirmed is there, and every log is whole.

Real processes and real kills at seeded moments, on a data folder and a database of their own.
"""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.city.test_interrupted import COMMAND, DEMO, LONGEST, Deployment, killed, own_database
from tools.with_postgres import (
    Owner,
    find_binaries,
    free_port,
    make_cluster,
    make_database,
    server_owner,
    wait_until_ready,
)

KILLS = 3
MOVE = """
import sys
import django
django.setup()
from django.utils import timezone
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases import actions
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import NewCase
from tidehead.city.places.queries import all_organisations
lead = all_organisations()[0].code
print("ready", flush=True)
while True:
    now = timezone.now()
    new = NewCase(type="request", title="Light in the tunnel", fields={"description": "as it is"})
    case = actions.open_case(by=SYSTEM, new=new, now=now)
    print("confirmed", case, 1, flush=True)
    actions.move_case(by=SYSTEM, case_id=case, transition="route", seen=1, now=now, fields={"lead": lead})
    print("confirmed", case, cases_of([case])[case].seq, flush=True)
    said = actions.comment(by=SYSTEM, case_id=case, words="on it", now=now)
    print("confirmed", case, said, flush=True)
"""


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    with own_database(f"cases_{os.getpid()}") as url:
        made = Deployment(tmp_path / "data", url)
        load_demo_into(made)
        yield made


def load_demo_into(deployment: Deployment) -> None:
    """Loading takes longer than anything else here."""
    process = deployment.start(*COMMAND, "pack", "load", str(DEMO))
    out, _ = process.communicate(timeout=5 * LONGEST)
    assert process.returncode == 0, out


def moving(deployment: Deployment) -> "subprocess.Popen[str]":
    process = deployment.start(sys.executable, "-c", MOVE)
    assert process.stdout.readline() == "ready\n"
    return process


def confirmed(process: "subprocess.Popen[str]") -> set[tuple[int, int]]:
    """What the process said was done: the case and the number of its last event; a line cut short says nothing."""
    lines = [line.split() for line in process.stdout if line.endswith("\n")]
    return {(int(words[1]), int(words[2])) for words in lines if words and words[0] == "confirmed"}


def assert_nothing_lost(deployment: Deployment, told: set[tuple[int, int]]) -> None:
    kept = set(deployment.rows("SELECT case_id, seq FROM cases_caseevent"))
    assert told <= kept
    assert deployment.run("cases", "verify").endswith("logs are whole.")
    behind = (
        "SELECT c.number FROM cases_case c WHERE c.seq <> (SELECT count(*) FROM cases_caseevent e "
        "WHERE e.case_id = c.id) OR NOT EXISTS (SELECT 1 FROM cases_caseclock k WHERE k.case_id = c.id)"
    )
    assert deployment.rows(behind) == []
    numbers = sorted(number for (number,) in deployment.rows("SELECT number FROM cases_case"))
    assert [int(number.rpartition("-")[2]) for number in numbers] == list(range(1, len(numbers) + 1))
    trails = deployment.rows("SELECT count(*) FROM common_trail WHERE verb LIKE 'case.%'")
    steps = "SELECT count(*) FROM cases_caseevent WHERE kind IN ('opened', 'moved', 'commented')"
    assert trails == deployment.rows(steps)


def test_killed_while_cases_are_moved(deployment: Deployment) -> None:
    moments = random.Random(20261126)  # noqa: S311
    told: set[tuple[int, int]] = set()
    for _ in range(KILLS):
        process = moving(deployment)
        time.sleep(moments.uniform(0.2, 1.5))
        told |= ended(process)
        assert_nothing_lost(deployment, told)
    assert told


def ended(process: "subprocess.Popen[str]") -> set[tuple[int, int]]:
    """Kills it, then reads what it had said."""
    out, process.stdout = process.stdout, None
    killed(process)
    process.stdout = out
    try:
        return confirmed(process)
    finally:
        out.close()


# The database itself


def test_the_database_is_killed_while_cases_are_moved(tmp_path: Path) -> None:
    binaries = find_binaries()
    if binaries is None or not os.environ.get("TIDEHEAD_DATABASE_URL"):
        pytest.skip("needs PostgreSQL: run it under tools/with_postgres.py")
    moments = random.Random(20261127)  # noqa: S311
    with own_server(binaries) as server:
        deployment = Deployment(tmp_path / "data", server.url)
        load_demo_into(deployment)
        told: set[tuple[int, int]] = set()
        for _ in range(KILLS):
            process = moving(deployment)
            time.sleep(moments.uniform(0.3, 1.5))
            server.kill()
            process.wait(timeout=LONGEST)
            told |= confirmed(process)
            process.stdout.close()
            server.start()
            assert_nothing_lost(deployment, told)
        assert told


class Server:
    """A PostgreSQL that writes what it confirms before it says so, as it does where it is installed to be used."""

    def __init__(self, binaries: Path, owner: Owner, folder: Path, password: str) -> None:
        self.binaries, self.owner, self.folder, self.port = binaries, owner, folder, free_port()
        self.url = f"postgres://tidehead:{password}@127.0.0.1:{self.port}/tidehead"

    def start(self) -> None:
        words = [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port)]
        words += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        words += ["-c", "fsync=off"]  # its processes are killed, not the machine: what was written to files stays
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.owner.popen
            )
        wait_until_ready(self.binaries, self.process, self.port, log=self.folder / "log")

    def kill(self) -> None:
        """All of it at once; each of its processes leads a group of its own."""
        whole = psutil.Process(self.process.pid)
        for one in [whole, *whole.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(timeout=10)


@contextlib.contextmanager
def own_server(binaries: Path) -> Iterator[Server]:
    owner, password = server_owner(), "only-for-this-test"
    place = Path(tempfile.mkdtemp(prefix="tidehead-cases-"))  # the server's account cannot enter pytest's own
    os.chown(place, owner.uid, owner.gid)
    try:
        make_cluster(binaries, owner, place, password)
        server = Server(binaries, owner, place, password)
        server.start()
        try:
            make_database(binaries, server.port, password)
            with psycopg.connect(server.url) as connection:
                assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(place, ignore_errors=True)
