"""A small line as SVG path text, made on the server: it needs no script and prints as sharp as the rest."""

from dataclasses import dataclass

from tidehead.city.shell.charts import Sparkline
from tidehead.city.shell.formatting import is_unknown

_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class SparklineDrawing:
    label: str
    width: int
    height: int
    path: str  # empty where nothing is known
    last_x: str
    last_y: str
    target_y: str  # empty where there is no target


def drawing_of(line: Sparkline) -> SparklineDrawing:
    """Where the pen goes; an unknown value lifts it, so that a gap stays a gap."""
    known = [value for value in line.values if not is_unknown(value)]
    if not known:
        return SparklineDrawing(str(line.label), line.width, line.height, "", "", "", "")
    levels = [*known, *([] if is_unknown(line.target) else [line.target])]
    points = _points(line, low=min(levels), high=max(levels))
    drawn = [point for point in points if point]
    target = "" if is_unknown(line.target) else f"{_height(line, line.target, min(levels), max(levels)):.1f}"
    last = drawn[-1]
    return SparklineDrawing(
        str(line.label), line.width, line.height, _path(points), f"{last[0]:.1f}", f"{last[1]:.1f}", target
    )


def _points(line: Sparkline, *, low: float, high: float) -> list[tuple[float, float] | None]:
    step = (line.width - 2 * _MARGIN) / max(1, len(line.values) - 1)
    return [
        None if is_unknown(value) else (_MARGIN + index * step, _height(line, value, low, high))
        for index, value in enumerate(line.values)
    ]


def _height(line: Sparkline, value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return line.height - _MARGIN - share * (line.height - 2 * _MARGIN)


def _path(points: list[tuple[float, float] | None]) -> str:
    pieces, lifted = [], True
    for point in points:
        if point is None:
            lifted = True
            continue
        pieces.append(f"{'M' if lifted else 'L'}{point[0]:.1f} {point[1]:.1f}")
        lifted = False
    return " ".join(pieces)
