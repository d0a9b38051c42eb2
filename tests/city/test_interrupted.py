"""`kill -9` at any moment leaves a state that opens and is whole. Real processes, real kills, seeded moments.

Each test works on a data folder, and on PostgreSQL on a database, of its own, copied from one that was prepared once.
What is looked at afterwards is looked at from outside, without Django.
"""

import contextlib
import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "packs" / "demo"
COMMAND = (sys.executable, "-m", "tidehead.city.cli")
POSTGRES = os.environ.get("TIDEHEAD_DATABASE_URL", "")
KILLS = 3
LONGEST = 60

ACCEPT_ALL = """
import django
django.setup()
from django.utils import timezone
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.evidence.queries import all_facts
from tidehead.city.indicators.actions import accept_fact
from tidehead.city.indicators.types import Mapping
print("ready", flush=True)
for fact in all_facts(state="proposed", limit=100_000):
    period = str(1000 + fact.id)
    mapping = Mapping("gdp", "990000", period, fact.value or 0.0, "亿元", "actual")
    accept_fact(by=SYSTEM, fact_id=fact.id, mapping=mapping, now=timezone.now())
print("done", flush=True)
"""

COMPUTE_RUNS = """
import django
django.setup()
from django.utils import timezone
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.assessments import actions, worker
from tidehead.city.assessments.queries import entry_sets, scheme_families
scheme = next(v for f in scheme_families() for v in f.versions if v.code == "demo-firms-2025")
entries = next(e for e in entry_sets("demo-firms-2025") if e.scheme_code == "demo-firms-2025")
print("ready", flush=True)
for nth in range(1000):
    actions.INLINE_WORK = 0 if nth % 2 else 10**9
    asked = {"scheme_id": scheme.id, "entries_id": entries.id, "draws": 20, "seed": nth}
    actions.start_run(by=SYSTEM, now=timezone.now(), **asked)
    worker.compute_next()
"""

LOAD = """
import sys
from pathlib import Path
import django
django.setup()
from tidehead.city.cli.loading import load_region
load_region(Path(sys.argv[1]), progress=lambda step, n, of: print(step, flush=True))
print("done", flush=True)
"""
STEPS = ("places", "plans", "figures", "search")


# A deployment of its own


@dataclass(frozen=True)
class Deployment:
    """One data folder with its database; `url` is empty on SQLite."""

    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIDEHEAD_")}
        own = {"TIDEHEAD_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "tidehead.city.config.settings"}
        return kept | own | ({"TIDEHEAD_DATABASE_URL": self.url} if self.url else {})

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *words: str, **more: str) -> subprocess.Popen:
        """A process that leads a group of its own, so that all of it can be killed at once."""
        return subprocess.Popen(
            words,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        if self.url:
            with psycopg.connect(self.url) as connection:
                return connection.execute(question).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "tidehead.sqlite3", timeout=20)) as connection:
            return connection.execute(question).fetchall()

    def assert_whole(self) -> None:
        """The database opens; on SQLite it says itself that no page and no reference is broken."""
        if not self.url:
            assert self.rows("PRAGMA integrity_check") == [("ok",)]
            assert self.rows("PRAGMA foreign_key_check") == []
        assert self.rows("SELECT count(*) FROM common_region") == [(1,)]
        assert not self.rows("SELECT id FROM evidence_document WHERE state = 'read' AND text = ''")
        for stored, size, digest in self.rows("SELECT stored_as, size, sha256 FROM evidence_document"):
            content = (self.data / "uploads" / stored).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)


def killed(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
    if process.stdout:
        process.stdout.close()


def until(condition: Callable[[], bool], *, process: subprocess.Popen | None = None) -> bool:
    """Waits for something; False when the process ended first."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if condition():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.01)
    raise AssertionError("waited too long")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The demo region, and Alice with a key for the API, kept in a file."""
    with own_database("prepared") as url:
        base = Deployment(tmp_path_factory.mktemp("prepared"), url)
        base.run("pack", "load", str(DEMO))
        base.run("account", "add", "alice", "--role", "reviewer")
        (base.data / "key.txt").write_text(base.run("account", "token", "alice").splitlines()[-1], encoding="utf-8")
        yield base


@pytest.fixture
def deployment(prepared: Deployment, tmp_path: Path) -> Iterator[Deployment]:
    data = tmp_path / "data"
    shutil.copytree(prepared.data, data)
    with own_database(f"copy_{os.urandom(4).hex()}", template=prepared.url) as url:
        yield Deployment(data, url)


@contextlib.contextmanager
def own_database(name: str, *, template: str = "") -> Iterator[str]:
    """A database of the server that the tests run on; nothing on SQLite, which is a file in the data folder."""
    if not POSTGRES:
        yield ""
        return
    named = f"interrupted_{os.getpid()}_{name}"
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(urlsplit(template).path[1:])) if template else sql.SQL("")
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(named), copied))
    try:
        yield urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{named}"))
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(named)))


def put_documents(deployment: Deployment, count: int, sentences: int) -> None:
    """Documents that wait to be read, put in by the product itself."""
    folder = deployment.data.parent / "to_send"
    folder.mkdir()
    for nth in range(count):
        lines = (f"2025年第{nth}区工业投资{100 + row}.{nth}亿元。" for row in range(sentences))
        (folder / f"{nth}.txt").write_text("\n".join(lines), encoding="utf-8")
    script = (
        "import django, sys; django.setup()\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from django.utils import timezone\n"
        "from tidehead.city.accounts.types import SYSTEM\n"
        "from tidehead.city.evidence.actions import Incoming, receive_document\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()):\n"
        "    with path.open('rb') as content:\n"
        "        file = Incoming(path.name, content)\n"
        "        receive_document(by=SYSTEM, file=file, now=timezone.now(), issued_on=date(2026, 6, 1))\n"
    )
    words = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(
        words, env=deployment.environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert done.returncode == 0, done.stderr


# The kills


def test_killed_while_a_document_is_sent(deployment: Deployment) -> None:
    moments = random.Random(20261121)  # noqa: S311
    key = (deployment.data / "key.txt").read_text(encoding="utf-8")
    for nth in range(KILLS - 1):  # each starts a server, which takes seconds
        port = free_port()
        server = deployment.start(*COMMAND, "up", TIDEHEAD_PORT=str(port))
        try:
            until(lambda port=port: answers(port))
            # A few moments hit the transfer, a few the storing, a few come after it.
            send(port, key, nth, kill=lambda server=server: killed(server), after=moments.uniform(0, 0.25))
        finally:
            killed(server)
        deployment.assert_whole()
    names = {name for (name,) in deployment.rows("SELECT stored_as FROM evidence_document")}
    kept = {path.name for path in (deployment.data / "uploads").glob("*")}
    assert names <= kept


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/account/sign-in/")
        return connection.getresponse().status == 200
    except OSError:
        return False


def send(port: int, key: str, nth: int, *, kill: Callable[[], None], after: float) -> None:
    """Sends two megabytes in pieces and kills the server after so many seconds, wherever that is."""
    boundary = "----tidehead"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{nth}.txt"\r\n\r\n'
    body = head.encode() + f"第{nth}份文件。\n".encode() * 100_000 + f"\r\n--{boundary}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    started = time.monotonic()
    try:
        connection.putrequest("POST", "/api/documents")
        connection.putheader("Authorization", f"Bearer {key}")
        connection.putheader("Content-Type", f"multipart/form-data; boundary={boundary}")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        for at in range(0, len(body), 1 << 16):
            connection.send(body[at : at + (1 << 16)])
            if time.monotonic() - started > after:
                break
        time.sleep(max(0.0, after - (time.monotonic() - started)))
    except OSError:
        pytest.fail("the server refused the upload before it was killed")
    finally:
        kill()
        connection.close()


def test_killed_while_documents_are_read(deployment: Deployment) -> None:
    moments = random.Random(20261122)  # noqa: S311
    put_documents(deployment, count=5, sentences=400)
    for _ in range(KILLS):
        before = finished(deployment)
        worker = deployment.start(*COMMAND, "work", "--once")
        try:
            busy = "SELECT id FROM evidence_document WHERE state = 'reading'"
            until(lambda busy=busy: bool(deployment.rows(busy)), process=worker)
            time.sleep(moments.uniform(0, 1.2))
        finally:
            killed(worker)
        deployment.assert_whole()
        assert no_half_facts(deployment)
        assert finished(deployment) >= before
    deployment.run("work", "--once")
    assert deployment.rows("SELECT DISTINCT state FROM evidence_document") == [("read",)]
    counts = deployment.rows("SELECT count(*) FROM evidence_fact GROUP BY document_id")
    assert len(counts) == 5
    assert len(set(counts)) == 1  # the documents differ by one digit: a half-read one would have fewer facts


def finished(deployment: Deployment) -> set[tuple[int]]:
    return set(deployment.rows("SELECT id FROM evidence_document WHERE state = 'read'"))


def no_half_facts(deployment: Deployment) -> bool:
    """Facts belong to documents that are read, and their ordinals have no gap."""
    early = "SELECT 1 FROM evidence_fact f JOIN evidence_document d ON d.id = f.document_id WHERE d.state <> 'read'"
    gaps = "SELECT document_id FROM evidence_fact GROUP BY document_id HAVING count(*) <> max(ordinal) + 1"
    return not deployment.rows(early) and not deployment.rows(gaps)


def test_killed_while_facts_are_accepted(deployment: Deployment) -> None:
    moments = random.Random(20261123)  # noqa: S311
    put_documents(deployment, count=1, sentences=400)
    deployment.run("work", "--once")
    (found,) = deployment.rows("SELECT count(*) FROM evidence_fact")
    assert found[0] >= 300
    for _ in range(KILLS):
        process = deployment.start(sys.executable, "-c", ACCEPT_ALL)
        try:
            assert process.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.05, 0.5))
        finally:
            killed(process)
        deployment.assert_whole()
        accepted = deployment.rows("SELECT id FROM evidence_fact WHERE state = 'accepted' ORDER BY id")
        stand_on = "fact_id IS NOT NULL AND state = 'accepted'"
        figures = deployment.rows(f"SELECT fact_id FROM indicators_observation WHERE {stand_on} ORDER BY fact_id")  # noqa: S608
        trails = deployment.rows("SELECT count(*) FROM common_trail WHERE verb = 'fact.accepted'")
        assert accepted == figures
        assert trails == [(len(accepted),)]
    assert accepted


def test_killed_while_runs_are_computed(deployment: Deployment) -> None:
    """A run that has results has all of them, one that waits or is being computed has none, and each left its trail."""
    moments = random.Random(20261125)  # noqa: S311
    for _ in range(KILLS):
        process = deployment.start(sys.executable, "-c", COMPUTE_RUNS)
        try:
            assert process.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.3, 1.5))
        finally:
            killed(process)
        deployment.assert_whole()
        results = "(SELECT count(*) FROM assessments_result r WHERE r.run_id = n.id)"
        whole = deployment.rows(f"SELECT id, units - {results} FROM assessments_run n WHERE state = 'computed'")  # noqa: S608
        rest = deployment.rows(f"SELECT id, {results} FROM assessments_run n WHERE state <> 'computed'")  # noqa: S608
        assert all(lacking == 0 for _id, lacking in [*whole, *rest])
        trails = deployment.rows("SELECT count(*) FROM common_trail WHERE verb = 'run.computed'")
        assert trails == [(len(whole),)]
    assert whole
    deployment.run("work", "--once")
    assert deployment.rows("SELECT DISTINCT state FROM assessments_run") == [("computed",)]


def test_killed_while_a_pack_is_loaded(deployment: Deployment) -> None:
    moments = random.Random(20261124)  # noqa: S311
    old = whole_region(deployment)
    changed = deployment.data.parent / "changed" / "demo"
    shutil.copytree(DEMO, changed)
    for name, before, after in (
        ("pack.yaml", 'version: "2026.06"', 'version: "2026.07"'),
        ("observations/city.csv", "gdp,990000,,,2019,1038.4,,", "gdp,990000,,,2019,1038.5,,"),
    ):
        text = (changed / name).read_text(encoding="utf-8")
        assert before in text
        (changed / name).write_text(text.replace(before, after), encoding="utf-8")
    seen = []
    for _ in range(KILLS):
        process = deployment.start(sys.executable, "-c", LOAD, str(changed))
        step = moments.choice(STEPS)
        assert f"{step}\n" in iter(process.stdout.readline, "")
        time.sleep(moments.uniform(0, 0.15))
        killed(process)
        deployment.assert_whole()
        seen.append(whole_region(deployment))
    deployment.run("pack", "load", str(changed))
    new = whole_region(deployment)
    assert new != old
    assert set(seen) <= {old, new}
    assert json.loads(deployment.run("pack", "load", str(changed)))["unchanged"] is True


def whole_region(deployment: Deployment) -> tuple[object, ...]:
    """What tells one load from another: the version, the figure that changed, and how much there is of everything."""
    (version,) = deployment.rows("SELECT version, digest FROM common_region")
    changed = deployment.rows(
        "SELECT value FROM indicators_observation WHERE key = 'gdp 990000 2019' AND state = 'accepted' ORDER BY value"
    )
    counts = (
        deployment.rows("SELECT count(*) FROM indicators_observation WHERE state = 'accepted'"),
        deployment.rows("SELECT count(*) FROM indicators_target WHERE state = 'accepted'"),
        deployment.rows("SELECT count(*) FROM places_place"),
        deployment.rows("SELECT count(*) FROM plans_commitment"),
        deployment.rows("SELECT count(*) FROM common_searchentry"),
    )
    return version, tuple(changed), *(count[0][0] for count in counts)
