"""Locators in words, and the passage they point at."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_PART = re.compile(r"(?P<kind>[Lprt§])(?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document with the part that matters in the middle."""

    before: str
    words: str
    after: str


def locator_words(locator: str) -> str:
    """A locator as people say it; what is not in the grammar stays as it is.

    >>> locator_words("L158 t2-1 r5")
    'line 158, table 2-1, row 5'
    """
    return ", ".join(_part_in_words(part) for part in locator.split())


def _part_in_words(part: str) -> str:
    match = _PART.fullmatch(part)
    if match is None:
        return {"title": _("title"), "page": _("the whole page")}.get(part, part)
    rest = match["rest"]
    words = {
        "L": _("line %(number)s"),
        "p": _("page %(number)s"),
        "t": _("table %(number)s"),
        "r": _("row %(number)s"),
        "§": _("section %(number)s"),
    }[match["kind"]]
    if match["kind"] != "§" and not rest[0].isdigit():
        return part
    return words % {"number": rest}


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
