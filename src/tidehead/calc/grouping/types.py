"""Requests that may be the same, or have the same cause, and what was found about them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. topic, place, firm: codes, "" where unknown; day: when it came, None where unknown."""

    id: str
    text: str
    topic: str = ""
    place: str = ""
    firm: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two requests are, part by part, each 0 to 1, 0.5 where something is unknown.

    words: cosine of their weighted character pairs. time: 1 on the same day, 0 from `most_days` on. shared: the words
    that both have, the weightiest first.
    """

    words: float
    firm: float
    topic: float
    place: float
    time: float
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A request that was probably made before. original: the earlier one that it is most like. score: 0 to 1."""

    request: str
    original: str
    score: float
    likeness: Likeness

    @property
    def is_same_firm(self) -> bool:
        """Whether both are of the same firm."""
        return self.likeness.firm == 1.0


@dataclass(frozen=True, slots=True)
class CommonCause:
    """Requests of several firms that ask for the same (类案).

    id: the same from run to run, as long as most of it stays together. exemplar: the request that the others are most
    like. members: in the order in which they came. words: what unites them. cohesion: how like its members are to the
    exemplar, mean of the words' likeness, 0 to 1. topic: that most of them have.
    """

    id: str
    exemplar: str
    members: tuple[str, ...]
    firms: int
    words: tuple[str, ...]
    cohesion: float
    topic: str
    first_day: date | None
    last_day: date | None

    @property
    def size(self) -> int:
        """How many requests it joins."""
        return len(self.members)
