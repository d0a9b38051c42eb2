"""Measures and writes docs/benchmarks.md: `python -m bench [NAME …]`. Tables of what is not measured again stay."""

import datetime as dt
import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.measure import COLUMNS, names

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "benchmarks.md"
LIMIT_S = 1800
HEADINGS = {
    "name": "what",
    "n": "n",
    "seconds": "seconds",
    "rate": "per second",
    "peak_mb": "peak MB",
    "peer": "against",
    "ratio": "times faster",
}
FRAME = """# Benchmarks

Written by `make bench` (`make bench ONLY=reading` for one part); do not edit by hand. Every part runs in a process of
its own. "Times faster" is the peer's time divided by ours, on the same input and the same machine; below 1 the peer is
faster. A dash means that a column does not apply. How each number is made is in `bench/bench_*.py`.
"""


def main(asked: list[str]) -> int:
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    sections = read_sections()
    failed = []
    for name in asked or names():
        section = run(name)
        if section is None:
            failed.append(name)
        else:
            sections[name] = section
        write(sections)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(name: str) -> str | None:
    """The benchmark's section of the report; None when it failed, with its own words on the screen."""
    print(f"{name} …", flush=True)
    start = time.monotonic()
    words = [sys.executable, "-m", "bench.measure", name]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
    if done.returncode != 0:
        return None
    print(f"  done in {time.monotonic() - start:.0f} s", flush=True)
    return as_section(json.loads(done.stdout.splitlines()[-1]))


def as_section(result: dict[str, Any]) -> str:
    rows = result["rows"]
    columns = [column for column in COLUMNS if any(row.get(column) is not None for row in rows)]
    lines = [
        result["about"],
        "",
        f"{machine()}; the process held at most {result['process_peak_mb']:,} MB.",
        "",
        "| " + " | ".join(HEADINGS[column] for column in columns) + " |",
        "| " + " | ".join("---" if column in {"name", "peer"} else "---:" for column in columns) + " |",
    ]
    lines += ["| " + " | ".join(cell(row.get(column)) for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|")


def number(value: float) -> str:
    """Three digits that mean something, without an exponent."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.6f}"


def machine() -> str:
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    today = dt.datetime.now(dt.UTC).date()
    system = f"{platform.system()} {platform.machine()}"
    return f"{today}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, {system}, Python {platform.python_version()}"


def read_sections() -> dict[str, str]:
    """The sections of the report as it is, by name."""
    if not REPORT.exists():
        return {}
    parts = re.split(r"^## (\w+)\n", REPORT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True) if name in names()}


def write(sections: dict[str, str]) -> None:
    body = "".join(f"\n## {name}\n\n{sections[name]}\n" for name in sorted(sections))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(FRAME + body, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
