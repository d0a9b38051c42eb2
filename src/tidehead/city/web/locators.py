"""The passage that a locator points at."""

import re
from dataclasses import dataclass

from tidehead.city.shell.locators import locator_words

__all__ = ["Passage", "lines_of", "locator_words", "marked_line"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document with the part that matters in the middle."""

    before: str
    words: str
    after: str


def lines_of(locator: str) -> tuple[int, ...]:
    """The line numbers that a locator names.

    >>> lines_of("L158-160 t2-1")
    (158, 160)
    """
    return tuple(int(number) for part in locator.split() if part.startswith("L") for number in re.findall(r"\d+", part))


def marked_line(line: str, value: float | None) -> Passage | None:
    """The line with the value's digits marked where they can be found; None for an empty line."""
    if not line.strip():
        return None
    digits = "" if value is None else f"{value:g}"
    for spelled in (digits, f"{value:,.0f}" if value is not None else ""):
        match = re.search(rf"(?<![\d.]){re.escape(spelled)}(?![\d])", line) if spelled else None
        if match:
            return Passage(
                line[max(0, match.start() - 120) : match.start()], match[0], line[match.end() : match.end() + 120]
            )
    return Passage(line[:240], "", "")
