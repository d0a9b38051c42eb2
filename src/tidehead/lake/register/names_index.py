"""The names of a register so that two characters are found in a million at once: FTS5 over text split by character."""

from dataclasses import dataclass
from pathlib import Path

from tidehead.lake.engine import DuckEngine
from tidehead.lake.register.filters import FirmFilter

MOST_NAMES = 5_000_000
"""Of larger registers names are found by scanning them, on the engine."""


@dataclass(frozen=True, slots=True)
class FoundCodes:
    codes: tuple[str, ...]
    total: int


class NamesIndex:
    def __init__(self, path: Path) -> None:
        self.path = path

    def search(self, sought: FirmFilter, offset: int, limit: int) -> FoundCodes | None:
        return None


def build_names(firms: Path, out: Path, engine: DuckEngine) -> None:
    pass
