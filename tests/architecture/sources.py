"""What the architecture tests look at: the project's own files."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tidehead"
CITY = SOURCE / "city"
FRONT_END = ROOT / "frontend"


def assert_none(found: Iterable[str]) -> None:
    """Fails with everything that was found, one a line; pytest alone would show the first only."""
    listed = sorted(found)
    assert not listed, f"{len(listed)} found:\n" + "\n".join(listed)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def product_files() -> Iterator[Path]:
    """What ships: the code, templates and styles, and what is bundled for the pages. Nothing built."""
    for folder in (SOURCE, FRONT_END):
        for path in sorted(folder.rglob("*")):
            is_built = {"node_modules", "__pycache__", "built"} & set(path.parts) or path.suffix in {".mo", ".pyc"}
            if path.is_file() and not is_built:
                yield path


def python_files() -> list[Path]:
    """All of the project's own Python, tests and tools too."""
    return sorted(path for folder in ("src", "tests", "tools", "bench") for path in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def text_of(folder: str, pattern: str, *, but: str = "") -> str:
    """All the text of the files below a folder, to look words up in."""
    paths = sorted((ROOT / folder).rglob(pattern))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if not but or but not in path.parts)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git keeps. Skips the test where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def tracked_texts() -> tuple[tuple[Path, str], ...]:
    """Every tracked file that is text, and its text."""
    texts = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            texts.append((path, content.decode("utf-8", errors="replace")))
    return tuple(texts)
