"""Runs one benchmark and prints its rows as JSON: `python -m bench.measure reading`.

A benchmark is a module bench/bench_NAME.py with a docstring that says what is measured against what, and `main()`,
which returns rows with the keys in COLUMNS; a key that does not apply is left out or None. It runs in a process of its
own, so that its peak memory is its own.
"""

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("name", "n", "seconds", "rate", "peak_mb", "peer", "ratio")
BYTES_PER_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def names() -> list[str]:
    """Every benchmark there is."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def measure(name: str) -> dict[str, Any]:
    """What the benchmark measures in words, its rows, and the most memory its process held, in MB."""
    module = importlib.import_module(f"bench.bench_{name}")
    rows = module.main()
    for row in rows:
        unknown = row.keys() - set(COLUMNS)
        if unknown:
            raise KeyError(f"bench_{name} has rows with {sorted(unknown)}; known are {COLUMNS}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_RSS_UNIT / 1e6
    return {"about": (module.__doc__ or "").strip(), "rows": rows, "process_peak_mb": round(peak)}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1]), default=float))
