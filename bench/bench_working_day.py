"""A working day, pressed into minutes: officers, handlers and offices at their cases, over HTTP, from the server that
`tidehead up` starts, on SQLite and on PostgreSQL.

The region is the demo pack with the seeded generator's people and cases (500 officers, 20,000 requests, 2,000
projects; all synthetic). People ask for their inbox, read cases, comment and move them on, sixteen at a time. "seconds"
is the p95 of a kind of request, "per second" how many of all requests were answered; the median stands in the name. The
peer of PostgreSQL is SQLite, p95 against p95. At the end every answer that said "done" is looked for in the logs: one
that is missing or doubled, or a log whose digests do not hold, fails the bench.
"""

import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.bench_pages import ROOT, at, served
from tools.with_postgres import NoPostgres, cluster

PACK = ROOT / "packs" / "demo"
OFFICERS, REQUESTS, PROJECTS = 500, 20_000, 2_000
AT_ONCE, PEOPLE, ROUNDS = 16, 120, 1
SEED = 7
MOVE_FORM = re.compile(r'<form class="form" method="post" action="(/cases/[^"]+/move/)".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'name="(transition|seen)" value="([^"]*)"')
CASE = re.compile(r'<th scope="row"><a href="(/[^"]+)">')
COMMENT = re.compile(r'action="(/cases/[^"]+/comment/)"')


def main() -> list[dict[str, Any]]:
    """One row for each kind of request on each engine, and one for all of them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    first = _day("SQLite", "")
    try:
        with cluster() as url:
            second = _day("PostgreSQL", url)
    except NoPostgres as reason:
        print(f"no PostgreSQL: {reason}", file=sys.stderr)
        return first
    for row, peer in zip(second, first, strict=True):
        row |= {"peer": "SQLite", "ratio": peer["seconds"] / row["seconds"]}
    return [*first, *second]


def _day(engine: str, url: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="tidehead-bench-") as folder:
        environment = _environment(folder, url)
        _run("pack", "load", str(PACK), environment=environment)
        made = time.perf_counter()
        sizes = ["--officers", str(OFFICERS), "--requests", str(REQUESTS), "--projects", str(PROJECTS)]
        _run("synthetic", *sizes, "--seed", str(SEED), environment=environment)
        made = time.perf_counter() - made
        cookies = _python(_SESSIONS, environment).split()
        before = int(_python(_EVENTS, environment))
        with _environ(environment), served(folder) as (port, _link):
            took, done, wall = _work(port, cookies)
        events = int(_python(_EVENTS, environment)) - before
        if events != done:
            raise RuntimeError(f"{engine}: {done} answers said done, and the logs hold {events} more events")
        print(f"{engine}: generated in {made:.0f} s; {done} writes confirmed and found", file=sys.stderr)
    return _rows(engine, took, wall)


def _rows(engine: str, took: dict[str, list[float]], wall: float) -> list[dict[str, Any]]:
    rows = []
    for kind, seconds in sorted(took.items()):
        ordered = sorted(seconds)
        words = f"{engine}, {kind}: p50 {1000 * at(ordered, 0.5):.0f} ms"
        rows.append({"name": words, "n": len(ordered), "seconds": at(ordered, 0.95), "rate": len(ordered) / wall})
    together = sorted(one for seconds in took.values() for one in seconds)
    words = f"{engine}, all, {AT_ONCE} at a time: p50 {1000 * at(together, 0.5):.0f} ms"
    return [*rows, {"name": words, "n": len(together), "seconds": at(together, 0.95), "rate": len(together) / wall}]


# The people


@dataclass
class Day:
    """What all of them share: how long requests took, how many writes were confirmed, what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    done: int = 0
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _work(port: int, cookies: list[str]) -> tuple[dict[str, list[float]], int, float]:
    day, waiting = Day(), list(enumerate(cookies))
    start = time.perf_counter()
    threads = [threading.Thread(target=_shift, args=(port, waiting, day)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if day.failed:
        raise RuntimeError(f"{len(day.failed)} requests failed, the first: {day.failed[0]}")
    return dict(day.took), day.done, time.perf_counter() - start


def _shift(port: int, waiting: list[tuple[int, str]], day: Day) -> None:
    """One pair of hands after another takes the next person, until nobody is left."""
    while True:
        with day.lock:
            if not waiting or day.failed:
                return
            nth, cookie = waiting.pop()
        person = Person(port, cookie, day, random.Random(SEED * 100_003 + nth))  # noqa: S311 - a bench, no secret
        try:
            person.work()
        except (OSError, http.client.HTTPException, RuntimeError) as error:
            day.failed.append(f"{type(error).__name__}: {error}")
        finally:
            person.connection.close()


class Person:
    """Somebody at their cases: reads, says something, moves one on."""

    def __init__(self, port: int, cookie: str, day: Day, chance: random.Random) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {f"tidehead_{port}": cookie}
        self.day, self.chance = day, chance

    def work(self) -> None:
        for _ in range(ROUNDS):
            found = CASE.findall(self.ask("inbox", "/cases/"))
            found = found or CASE.findall(self.ask("inbox", "/cases/?box=organisation"))
            for path in self.chance.sample(found, min(3, len(found))):
                page = self.ask("case", path)
                self.comment(page)
                self.move(page)

    def comment(self, page: str) -> None:
        found = COMMENT.search(page)
        if found:
            self.post("comment", found[1], {"words": "Synthetic: seen, and under way.", "next": "/cases/kinds/"})

    def move(self, page: str) -> None:
        """Take a way on that needs no more than a reason; somebody else may have been quicker, and then is."""
        offers = [
            form for form in MOVE_FORM.finditer(page) if 'type="file"' not in form[0] and "<select" not in form[0]
        ]
        if offers:
            form = self.chance.choice(offers)
            words = dict.fromkeys(re.findall(r'<textarea name="([^"]+)"', form[0]), "Synthetic.")
            given = {
                **words,
                **dict(HIDDEN.findall(form[0])),
                "reason": "Synthetic: in order.",
                "next": "/cases/kinds/",
            }
            self.post("move", form[1], given)

    def ask(self, kind: str, path: str) -> str:
        return self._request(kind, "GET", path, "", (200,))[1]

    def post(self, kind: str, path: str, fields: dict[str, str]) -> None:
        token = self.cookies.get("csrftoken", "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        status, _page = self._request(kind, "POST", path, body, (302, 409, 422))
        if status == 302:
            with self.day.lock:
                self.day.done += 1

    def _request(self, kind: str, method: str, path: str, body: str, expected: tuple[int, ...]) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        took = time.perf_counter() - start
        if answer.status not in expected:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        with self.day.lock:
            self.day.took[kind].append(took)
        return answer.status, page


# The deployment


def _environment(folder: str, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIDEHEAD_")}
    own = {"TIDEHEAD_DATA": folder, "DJANGO_SETTINGS_MODULE": "tidehead.city.config.settings", "TIDEHEAD_THREADS": "8"}
    return {**kept, **own, **({"TIDEHEAD_DATABASE_URL": url} if url else {})}


@contextlib.contextmanager
def _environ(wanted: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _run(*words: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tidehead.city.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"tidehead {' '.join(words)}: {done.stderr[-2000:]}")


def _python(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


_SESSIONS = f"""
import django; django.setup()
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from tidehead.city.accounts.types import HANDLER, OFFICE, SERVICE_OFFICER
from tidehead.city.posts.queries import all_posts
posts = [post for post in all_posts() if post.synthetic and post.role in (HANDLER, OFFICE, SERVICE_OFFICER)]
held = [post for post in posts if post.holders]
step = max(1, len(held) // {PEOPLE})
for post in held[::step][:{PEOPLE}]:
    client = Client()
    user = get_user_model().objects.get(pk=post.holders[0].user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
_EVENTS = """
import django; django.setup()
from django.apps import apps
from tidehead.city.cases.verifying import verify_all_logs
checked, broken = verify_all_logs()
if broken:
    raise SystemExit(f"broken logs: {broken[:5]}")
events = apps.get_model("cases", "CaseEvent").objects.filter(by__isnull=False)  # what people did, not the clockwork
print(events.filter(kind__in=["commented", "moved"]).count())
"""
