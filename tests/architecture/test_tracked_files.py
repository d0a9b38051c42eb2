"""What git may keep: no builds, no addresses of somebody's machine or mirror, no secrets."""

import json
import re
import tomllib
from collections.abc import Iterable

import pytest

from tests.architecture.sources import ROOT, assert_none, name_of, tracked_files, tracked_texts

HERE = "tests/architecture/test_tracked_files.py"
BUILT = re.compile(
    r"(^|/)(node_modules|__pycache__|\.venv|\.stamps|dist|build|staticfiles|static/built|\.hypothesis)/"
    r"|\.(pyc|mo|sqlite3|parquet|log|whl|egg-info)$"
)
REGISTRY = re.compile(r"registry\.|pythonhosted|//pypi\.|npmmirror|//mirrors?\.|/simple/?\b|index-url", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(root|home|work|Users|mnt|opt|srv)/\w|[A-Z]:\\\\?Users\\")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[opsu]_[A-Za-z0-9]{30,}|\bsk-[A-Za-z0-9]{32,}"
    r"|\bxox[bap]-[A-Za-z0-9-]{20,}|postgres(ql)?://\w+:[^@{\s\"'`]{6,}@(?!host)"
)
CONFLICT = re.compile(r"^(<{7} |>{7} )")
LARGEST_KB = 1500


def found_in_texts(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path, text in tracked_texts():
        if name_of(path) == HERE or not pattern.search(text):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:100]}")
    return found


def test_nothing_that_is_built_is_kept() -> None:
    assert_none([name for name in map(name_of, tracked_files()) if BUILT.search(name)])


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(REGISTRY, id="address of a package registry"),
        pytest.param(MACHINE_PATH, id="path on one machine"),
        pytest.param(SECRET, id="secret"),
        pytest.param(CONFLICT, id="unsolved conflict"),
    ],
)
def test_no_file_holds_what_belongs_to_one_machine(pattern: re.Pattern[str]) -> None:
    assert_none(found_in_texts(pattern))


def test_no_file_is_large() -> None:
    large = [name_of(path) for path in tracked_files() if path.stat().st_size > LARGEST_KB * 1024]
    assert_none(large)


def test_text_ends_its_lines_in_one_way() -> None:
    odd = [
        name_of(path)
        for path, text in tracked_texts()
        if "tests" not in path.parts and ("\r" in text or text.startswith("\ufeff"))
    ]
    assert_none(odd)


def test_scripts_can_be_run() -> None:
    started = {"#!"}
    closed = [
        name_of(path) for path, text in tracked_texts() if text[:2] in started and not path.stat().st_mode & 0o100
    ]
    assert_none(closed)


def test_the_lock_file_of_the_front_end_has_no_addresses() -> None:
    lock = ROOT / "frontend" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert_none([name for name, entry in packages.items() if "resolved" in entry])
    assert_none([name for name, entry in packages.items() if name and "integrity" not in entry])


def pins(profile: str) -> set[str]:
    return set((ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("profile", ["run", "dev", "bench", "build", "node", "uv"])
def test_every_requirement_is_pinned(profile: str) -> None:
    assert_none([line for line in pins(profile) if not re.match(r"^[a-z0-9.-]+==[\w.]+( ; .+)?$", line)])


def test_each_profile_holds_the_one_below_so_that_changing_between_them_installs_nothing() -> None:
    assert_none(pins("run") - pins("dev"))
    assert_none(pins("dev") - pins("bench"))


def test_every_library_that_pyproject_asks_for_is_pinned() -> None:
    """A library added to pyproject.toml and not pinned would be missing on a fresh machine."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    assert_none(names_in(project["dependencies"]) - names_in(pins("run")))
    assert_none(names_in(extras["test"] + extras["check"]) - names_in(pins("dev")))
    assert_none(names_in(extras["bench"]) - names_in(pins("bench")))


def names_in(requirements: Iterable[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in requirements}
