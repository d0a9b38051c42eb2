"""How the tests use the command line: in this process on the tests' database, or as a process with its own folder."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from tidehead.city.cli.main import root

DEMO = Path(__file__).resolve().parents[2] / "packs" / "demo"


def invoke(words: list[str]) -> Result:
    """A command in this process; standard output and standard error apart."""
    return CliRunner().invoke(root, words, prog_name="tidehead")


def own_environment(data: Path, **settings: str) -> dict[str, str]:
    """The environment of a deployment of its own, whatever database the tests themselves run on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIDEHEAD_", "DJANGO_"))}
    return {**kept, "TIDEHEAD_DATA": str(data), **settings}


def command(words: list[str], *, data: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command as people run it, with a data folder of its own and SQLite in it."""
    return subprocess.run(
        [sys.executable, "-m", "tidehead.city.cli", *words],
        env=own_environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
