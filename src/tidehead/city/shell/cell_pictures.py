"""Pictures small enough for a cell of a table, as SVG made on the server: a range of places, shares, a change."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from django.utils.functional import Promise

from tidehead.city.shell.charts import Sparkline
from tidehead.city.shell.formatting import is_unknown

Words = str | Promise
_HEIGHT = 18
_MARGIN = 4.0
_LETTER = 7.5
"""Width of a digit in what is written beside a picture."""
_LEAST_LETTERS = 6
"""Room for so many is kept in any case, so that the pictures of a column have one scale."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """Where a unit stands on a board of `of` units, and between which places it may stand. 1, the best, is left.

    told: written to the right of the picture, within its width.
    """

    label: Words
    rank: float | None
    low: float | None
    high: float | None
    of: int
    width: int = 120
    told: Words = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares that add up to 1, the best grade first: probabilities of grades. `marked` is the part to stand out."""

    label: Words
    parts: tuple[tuple[str, float], ...]
    marked: str = ""
    width: int = 120


@dataclass(frozen=True, slots=True)
class SignedBar:
    """A gain to the right of the middle, a loss to the left; `most` is the length of half the bar.

    told: written to the right of the picture, within its width.
    """

    label: Words
    value: float | None
    most: float
    width: int = 120
    told: Words = ""


CellPicture = Sparkline | RankRange | Shares | SignedBar


def range_svg(drawn: RankRange) -> str:
    """The range as a bar on a line of all places, the place itself as a dot; empty where there is no place."""
    if is_unknown(drawn.rank):
        return ""
    at = _place_on(drawn)
    middle = _HEIGHT / 2
    line = f'<line class="range__all" x1="{_MARGIN}" x2="{_room(drawn) - _MARGIN}" y1="{middle}" y2="{middle}"/>'
    bar = ""
    if not is_unknown(drawn.low) and not is_unknown(drawn.high):
        left, right = at(drawn.low), at(drawn.high)
        bar = (
            f'<rect class="range__bar" x="{left - 3:.1f}" width="{right - left + 6:.1f}" y="{middle - 4}" height="8" '
            f'rx="4"/>'
        )
    dot = f'<circle class="range__dot" cx="{at(drawn.rank):.1f}" cy="{middle}" r="3.5"/>'
    return _svg("range", drawn.label, drawn.width, line + bar + dot + _beside(drawn))


def _room(drawn: RankRange | SignedBar) -> float:
    """What is left of the width for the picture."""
    return drawn.width - (_LETTER * max(len(str(drawn.told)), _LEAST_LETTERS) + 6 if drawn.told else 0)


def _beside(drawn: RankRange | SignedBar) -> str:
    if not drawn.told:
        return ""
    return f'<text class="cell-picture__told" x="{drawn.width}" y="{_HEIGHT - 5}">{escape(str(drawn.told))}</text>'


def _place_on(drawn: RankRange) -> Callable[[float], float]:
    step = (_room(drawn) - 2 * (_MARGIN + 3)) / max(1, drawn.of - 1)
    return lambda place: _MARGIN + 3 + (min(max(place, 1), max(drawn.of, 1)) - 1) * step


def shares_svg(drawn: Shares) -> str:
    """One bar cut in proportion; a part wide enough carries its name. Empty where nothing is known."""
    known = [(name, share) for name, share in drawn.parts if not is_unknown(share) and share > 0]
    whole = sum(share for _, share in known)
    if not whole:
        return ""
    order = {name: place for place, (name, _) in enumerate(drawn.parts)}
    pieces, left = [], 0.0
    for name, share in known:
        width = share / whole * drawn.width
        pieces.append(_share(name, left, width, shade=_shade(order[name], len(drawn.parts)), drawn=drawn))
        left += width
    return _svg("shares", drawn.label, drawn.width, "".join(pieces))


def _share(name: str, left: float, width: float, *, shade: int, drawn: Shares) -> str:
    marked = " shares__part--marked" if name == drawn.marked else ""
    inner = max(0.0, width - 1)
    rect = (
        f'<rect class="shares__part shares__part--{shade}{marked}" x="{left:.1f}" width="{inner:.1f}" y="1" '
        f'height="{_HEIGHT - 2}" rx="2"/>'
    )
    if width < 9 * len(name) + 4:
        return rect
    middle = left + inner / 2
    word = f'<text class="shares__word shares__word--{shade}" x="{middle:.1f}" y="{_HEIGHT - 5}">{escape(name)}</text>'
    return rect + word


def _shade(place: int, of: int) -> int:
    """1, the strongest, for the best grade, to 4 for the last, however many there are."""
    return 1 if of <= 1 else 1 + int(place * 3 / (of - 1) + 0.49)


def signed_svg(drawn: SignedBar) -> str:
    """A bar from the middle; empty where the value is unknown."""
    if is_unknown(drawn.value):
        return ""
    middle = _room(drawn) / 2
    length = min(1.0, abs(drawn.value) / drawn.most) * (middle - 2) if drawn.most > 0 else 0.0
    way = "gain" if drawn.value >= 0 else "loss"
    left = middle if drawn.value >= 0 else middle - length
    axis = f'<line class="signed__axis" x1="{middle}" x2="{middle}" y1="1" y2="{_HEIGHT - 1}"/>'
    bar = f'<rect class="signed__bar signed__bar--{way}" x="{left:.1f}" width="{length:.1f}" y="4" height="10" rx="2"/>'
    return _svg("signed", drawn.label, drawn.width, bar + axis + _beside(drawn))


def _svg(kind: str, label: Words, width: int, inside: str) -> str:
    size = f'width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}"'
    return f'<svg class="cell-picture {kind}" role="img" aria-label="{escape(str(label))}" {size}>{inside}</svg>'
