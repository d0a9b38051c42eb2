"""Runs all tests in two processes at once, on machines with two cores or more; with arguments, plain pytest.

usage: python tools/test.py [PYTEST ARGUMENT …]

One process takes what asks no pages of a whole region (formulas, reading, packs, lake, published results, browser,
rules of the code), the other all the rest. Each has a data folder and a database of its own. What the first one says is
shown when both are done. The exit status is 0 only where both found nothing wrong.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
BESIDE = {"architecture", "browser", "calc", "config", "golden", "lake", "packs", "reading", "shell"}


def main(arguments: list[str]) -> int:
    if arguments or (os.cpu_count() or 1) < 2:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments])
    folders = {folder.name for folder in TESTS.iterdir() if folder.is_dir() and any(folder.rglob("test_*.py"))}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        beside = subprocess.Popen(pytest_of(folders & BESIDE), stdout=said, stderr=subprocess.STDOUT, text=True)
        try:
            rest = subprocess.call(pytest_of(folders - BESIDE))
            beside.wait()
        finally:
            if beside.poll() is None:
                beside.terminate()
                beside.wait()
        said.seek(0)
        print(f"\nbeside, {', '.join(sorted(folders & BESIDE))}:\n{said.read()}", flush=True)
    return rest or beside.returncode


def pytest_of(folders: set[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *(f"tests/{folder}" for folder in sorted(folders))]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
