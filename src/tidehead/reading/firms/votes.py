"""What the phrases of a name and a scope speak for, summed along the tree of codes."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tidehead.reading.firms.phrases import Phrase
from tidehead.reading.firms.types import Reason

MOST_REASONS = 4
MOST_REMEMBERED = 50_000

_reason = lru_cache(MOST_REMEMBERED)(Reason)


class Voice(NamedTuple):
    """What a phrase speaks for: a code and the codes above it, empty where the code itself is not so long.

    weight: of its word. times: what comes to it by what the firm does.
    """

    code: str
    division: str
    group: str
    leaf: str
    weight: float
    times: float


def voice(code: str, weight: float, times: float) -> Voice:
    """A Voice by its code of two to four digits."""
    return Voice(code, code[:2], code[:3] if len(code) > 2 else "", code if len(code) > 3 else "", weight, times)


class Votes:
    """Weights of divisions, groups and classes, and the phrases behind them."""

    __slots__ = ("_cast", "classes", "divisions", "groups")

    def __init__(self) -> None:
        self.divisions: dict[str, float] = defaultdict(float)
        self.groups: dict[str, float] = defaultdict(float)
        self.classes: dict[str, float] = defaultdict(float)
        self._cast: list[tuple[float, str, str, Phrase]] = []

    def hear(self, where: str, phrases: list[Phrase], voices: list[Voice], weights: list[float]) -> None:
        """Each phrase speaks, by its own weight, for a code and all codes above it."""
        divisions, groups, classes, cast = self.divisions, self.groups, self.classes, self._cast
        for phrase, (code, division, group, leaf, own, times), weight in zip(phrases, voices, weights, strict=False):
            loud = weight * own * times
            divisions[division] += loud
            if group:
                groups[group] += loud
                if leaf:
                    classes[leaf] += loud
            cast.append((loud, where, code, phrase))

    def loudest(self, code: str) -> Phrase | None:
        """The phrase that speaks loudest for a code or one below it, of equals the first."""
        most, found = 0.0, None
        for loud, _, spoken, phrase in self._cast:
            if loud > most and spoken.startswith(code):
                most, found = loud, phrase
        return found

    def reasons_for(self, code: str) -> tuple[Reason, ...]:
        """The words that spoke for a code or one above or below it, the loudest first, at most four."""
        cast = [one for one in self._cast if one[2].startswith(code) or code.startswith(one[2])]
        if len(cast) > 1:
            cast.sort(key=_loudness)
        return tuple([_reason(where, phrase.text, spoken) for _, where, spoken, phrase in cast[:MOST_REASONS]])


def _loudness(cast: tuple[float, str, str, Phrase]) -> float:
    return -cast[0]


def most(weights: Mapping[str, float], above: str) -> tuple[str, float]:
    """The code below `above` with the most weight, of equals the one named first; ("", 0) where there is none."""
    found, largest = "", 0.0
    for code, weight in weights.items():
        if weight > largest and code.startswith(above):
            found, largest = code, weight
    return found, largest
