"""What working with 100,000 cases costs, on SQLite and on PostgreSQL: filling in whole logs, an inbox, lists, a move.

Cases and people are made up from a fixed seed over the demo pack. "seconds" is the p95 of so many calls in one process
(n in the name); the goal of the inbox with its counts and its first page is 0.15. The peer of PostgreSQL is SQLite.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.bench_pages import ROOT, at
from tools.with_postgres import NoPostgres, cluster

CASES, EVENTS = 100_000, 8
CALLS = 40
SEED = 20261121
POSTS = 200


def main() -> list[dict[str, Any]]:
    """Rows for each engine; PostgreSQL is left out where there is none."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    first = _measured("SQLite", "")
    try:
        with cluster() as url:
            second = _measured("PostgreSQL", url)
    except NoPostgres as reason:
        print(f"no PostgreSQL: {reason}", file=sys.stderr)
        return first
    for row, peer in zip(second, first, strict=True):
        row |= {"peer": "SQLite", "ratio": peer["seconds"] / row["seconds"]}
    return [*first, *second]


def _measured(engine: str, url: str) -> list[dict[str, Any]]:
    """A process of its own for each engine: settings are read once a process."""
    with tempfile.TemporaryDirectory(prefix="tidehead-bench-") as folder:
        own = {name: value for name, value in os.environ.items() if not name.startswith("TIDEHEAD_")}
        own |= {"TIDEHEAD_DATA": folder, "DJANGO_SETTINGS_MODULE": "tidehead.city.config.settings"}
        own |= {"TIDEHEAD_DATABASE_URL": url} if url else {}
        own["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        subprocess.run(
            [sys.executable, "-m", "tidehead.city.cli", "pack", "load", str(ROOT / "packs" / "demo")],
            env=own,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        done = subprocess.run(
            [sys.executable, "-m", "bench.bench_cases", engine], env=own, check=True, stdout=subprocess.PIPE, cwd=ROOT
        )
    return list(json.loads(done.stdout))


# In the process of its own


def measure_here(engine: str) -> list[dict[str, Any]]:
    """Fills the database of this process and asks it."""
    from bench.filled_cases import Filled

    filled = Filled(random.Random(SEED), posts=POSTS)  # noqa: S311
    started = time.perf_counter()
    filled.fill(CASES, EVENTS)
    spent = time.perf_counter() - started
    rows = [
        {
            "name": f"{engine}: {CASES} cases of {EVENTS} events stored with their logs",
            "n": CASES,
            "seconds": spent,
            "rate": f"{CASES * EVENTS / spent:,.0f} events/s",
        }
    ]
    return [*rows, *(_timed(f"{engine}: {name}", call) for name, call in filled.calls())]


def _timed(name: str, call: Callable[[], object]) -> dict[str, Any]:
    call()
    taken = []
    for _ in range(CALLS):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    taken.sort()
    median, p95 = at(taken, 0.5), at(taken, 0.95)
    return {"name": f"{name} (median {median * 1000:.0f} ms)", "n": CALLS, "seconds": p95}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure_here(sys.argv[1])))
