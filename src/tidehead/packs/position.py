"""Where in a pack's files something stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where in which file a row stands: what an error message points at."""

    file: str
    line: int
