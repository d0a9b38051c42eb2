"""A copy of the invented region that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tidehead.packs import PackError, Problem, read_pack

DEMO = Path(__file__).parents[2] / "packs" / "demo"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The demo pack in a folder of its own."""
    return Path(shutil.copytree(DEMO, tmp_path / "demo"))


@pytest.fixture
def problems_of() -> Callable[[Path], tuple[Problem, ...]]:
    """Every problem of a pack; none for a pack that can be read."""

    def problems(directory: Path) -> tuple[Problem, ...]:
        try:
            read_pack(directory)
        except PackError as error:
            return error.problems
        return ()

    return problems
