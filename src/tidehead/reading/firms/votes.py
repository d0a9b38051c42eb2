"""What the phrases of a name and a scope speak for, summed along the tree of codes."""

from collections.abc import Mapping

from tidehead.reading.firms.phrases import Phrase
from tidehead.reading.firms.types import Reason

MOST_REASONS = 4


class Votes:
    """Weights of divisions, groups and classes, and the phrases behind them."""

    def __init__(self) -> None:
        self.divisions: dict[str, float] = {}
        self.groups: dict[str, float] = {}
        self.classes: dict[str, float] = {}
        self._cast: list[tuple[float, str, str, str, Phrase]] = []

    def add(self, where: str, phrase: Phrase, code: str, loud: float, text: str) -> None:
        """A phrase speaks for a code and all codes above it."""
        short = code[:2]
        self.divisions[short] = self.divisions.get(short, 0.0) + loud
        if code != short:
            short = code[:3]
            self.groups[short] = self.groups.get(short, 0.0) + loud
            if code != short:
                self.classes[code] = self.classes.get(code, 0.0) + loud
        self._cast.append((loud, where, text, code, phrase))

    def loudest(self, code: str) -> Phrase | None:
        """The phrase that speaks loudest for a code or one below it, of equals the first."""
        most, found = 0.0, None
        for loud, _, _, spoken, phrase in self._cast:
            if loud > most and spoken.startswith(code):
                most, found = loud, phrase
        return found

    def reasons_for(self, code: str) -> tuple[Reason, ...]:
        """The words that spoke for a code or one above or below it, the loudest first, at most four."""
        cast = [one for one in self._cast if one[3].startswith(code) or code.startswith(one[3])]
        if len(cast) > 1:
            cast.sort(key=_loudness)
        return tuple([Reason(where, text, spoken) for _, where, text, spoken, _ in cast[:MOST_REASONS]])


def _loudness(cast: tuple[float, str, str, str, Phrase]) -> float:
    return -cast[0]


def most(weights: Mapping[str, float], above: str) -> tuple[str, float]:
    """The code below `above` with the most weight, of equals the one named first; ("", 0) where there is none."""
    found, largest = "", 0.0
    for code, weight in weights.items():
        if weight > largest and code.startswith(above):
            found, largest = code, weight
    return found, largest
