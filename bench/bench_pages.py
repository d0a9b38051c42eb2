"""Every main page on the larger pack, from the server that `tidehead up` starts, asked by one client on one connection.

Each page is asked n times, signed in and compressed. "seconds" is the p95, the goal is 0.1; the median, the queries of
a page (counted in this process on the same data, one warm request) and its compressed bytes stand in its name. The peer
is the sign-in page of the same server: what the frame alone costs, median against median.
"""

import contextlib
import http.client
import math
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "packs" / "cn_331000"
DOCUMENT = ROOT / "tests" / "documents" / "demo-bulletin-2024.txt"
ADDRESS = re.compile(r"http://[^/]+(/account/sign-in/\S+/)")
SIGN_IN = "/account/sign-in/"
REQUESTS, WARM_UP = 100, 5
START_LIMIT_S = 90


def main() -> list[dict[str, Any]]:
    """One row a page; the server is stopped whatever happens, an end from outside included."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="tidehead-bench-") as folder:
        pages, queries = prepared(folder)
        with served(folder) as (port, link):
            stranger = Visitor(port)
            frame = durations(stranger, SIGN_IN)
            rows = [row(stranger, "sign-in page", SIGN_IN, queries[SIGN_IN], frame)]
            visitor = Visitor(port)
            visitor.sign_in(link)
            rows += [row(visitor, name, path, queries[path], frame) for name, path in pages.items()]
            for each in (stranger, visitor):  # the server waits for open connections when it is asked to end
                each.connection.close()
            return rows


def row(visitor: "Visitor", name: str, path: str, queries: int, frame: list[float]) -> dict[str, Any]:
    size = visitor.get(path)
    took = durations(visitor, path)
    words = f"{name}: p50 {1000 * at(took, 0.5):.0f} ms, {queries} queries, {size / 1000:.1f} kB"
    peer = {} if path == SIGN_IN else {"peer": "sign-in page", "ratio": at(frame, 0.5) / at(took, 0.5)}
    return {"name": words, "n": len(took), "seconds": at(took, 0.95), "rate": len(took) / sum(took), **peer}


def durations(visitor: "Visitor", path: str) -> list[float]:
    """How long each of the requests took, in seconds, in order of size."""
    for _ in range(WARM_UP):
        visitor.get(path)
    took = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        visitor.get(path)
        took.append(time.perf_counter() - start)
    return sorted(took)


def at(ordered: list[float], share: float) -> float:
    """The value below which this share of them lies (nearest rank)."""
    return ordered[math.ceil(share * len(ordered)) - 1]


# The server and its client


class Visitor:
    """One browser without pictures: keeps its connection and its cookies, takes pages compressed."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, expected: int = 200) -> int:
        """Asks for a page and gives its compressed size in bytes."""
        return self._ask("GET", path, expected=expected)

    def _ask(self, method: str, path: str, *, expected: int, form: dict[str, str] | None = None) -> int:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Encoding": "gzip", **({"Cookie": cookies} if cookies else {})}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=urlencode(form) if form else None, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{path} answered {answer.status}, not {expected}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return len(body)

    def sign_in(self, link: str) -> None:
        """Opens the one-time address and presses its button; the cookie is what a form without a page repeats."""
        self.get(link)
        self._ask("POST", link, expected=302, form={"csrfmiddlewaretoken": self.cookies["csrftoken"]})


@contextlib.contextmanager
def served(folder: str) -> Iterator[tuple[int, str]]:
    """The running server's port and the path that signs in once; it ends with everything that it started."""
    port, log = free_port(), Path(folder) / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tidehead.city.cli", "up"],
            env={**os.environ, "TIDEHEAD_PORT": str(port), "PYTHONUNBUFFERED": "1"},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield port, sign_in_link(process, log, port)
    except http.client.HTTPException as error:
        raise RuntimeError(f"the server failed: {log.read_text('utf-8')}") from error
    finally:
        stop(process)


def sign_in_link(process: "subprocess.Popen[bytes]", log: Path, port: int) -> str:
    """Waits until the server has printed its sign-in address and answers."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        found = ADDRESS.search(log.read_text("utf-8"))
        if found and answers(port):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8')}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C for its whole group of processes; killed when that takes too long."""
    for sign in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# The data, the pages and their queries


def prepared(folder: str) -> tuple[dict[str, str], dict[str, int]]:
    """The pages by name, and the queries of each path, in a data folder with the pack and a document read."""
    for name in [name for name in os.environ if name.startswith("TIDEHEAD_")]:
        del os.environ[name]
    os.environ |= {"TIDEHEAD_DATA": folder, "TIDEHEAD_PACK": str(PACK)}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tidehead.city.config.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tidehead.city.cli.loading import load_region

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load_region(PACK)
    pages = main_pages()
    queries = queries_of([SIGN_IN, *pages.values()])
    connections.close_all()
    return pages, queries


def main_pages() -> dict[str, str]:
    """The main pages by name; those of one thing are of the first target, its indicator, the region and its plans."""
    from django.urls import reverse

    from tidehead.city.common.region import current_region
    from tidehead.city.indicators.queries import figures, targets
    from tidehead.city.plans.queries import all_plans

    figure, target, plan = figures()[0], targets()[0], max(all_plans(), key=lambda plan: plan.code)
    named = {
        "cockpit": ("web:cockpit", {}),
        "wall": ("web:wall", {}),
        "targets": ("indicators:targets", {}),
        "one target": ("web:target", {"code": target.code}),
        "indicators": ("indicators:indicators", {}),
        "one indicator": ("web:indicator", {"code": figure.subject.indicator}),
        "places": ("places:places", {}),
        "one place": ("web:place", {"code": current_region().root}),
        "plans": ("plans:plans", {}),
        "one plan": ("plans:plan", {"code": plan.code}),
        "schedule": ("plans:schedule", {"code": plan.code}),
        "documents": ("evidence:documents", {}),
        "one document, read": ("web:document", {"document_id": document_read()}),
        "drawer": ("web:figure_source", {"figure_id": figure.id}),
    }
    pages = {name: reverse(view, kwargs=arguments) for name, (view, arguments) in named.items()}
    return pages | {"search": f"{reverse('web:search')}?q={quote('产业')}", "API, figures": "/api/observations"}


def document_read() -> int:
    """The id of a document that an administrator of this bench sent, and that was read."""
    from django.utils import timezone

    from tidehead.city.accounts.actions import create_user
    from tidehead.city.accounts.queries import actor_of
    from tidehead.city.accounts.types import ADMINISTRATOR
    from tidehead.city.evidence.actions import Incoming, receive_document
    from tidehead.city.evidence.reader import read_next

    now = timezone.now()
    create_user(username="bench", role=ADMINISTRATOR, now=now, password=token_urlsafe())
    actor = actor_of(user("bench"))
    file = Incoming(name=DOCUMENT.name, content=BytesIO(DOCUMENT.read_bytes()))
    document_id = receive_document(by=actor, file=file, now=now)
    while read_next():
        pass
    return document_id


def queries_of(paths: list[str]) -> dict[str, int]:
    """How often each page asks the database, for a signed-in reader and when it was shown before."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, counts = Client(HTTP_HOST="localhost"), {}
    for path in paths:
        if path != SIGN_IN and settings.SESSION_COOKIE_NAME not in client.cookies:
            client.force_login(user("bench"), backend="django.contrib.auth.backends.ModelBackend")
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts[path] = len(asked)
    return counts


def user(name: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)
