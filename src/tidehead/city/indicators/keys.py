"""The text key of a figure, and the first and last day of its period."""

from datetime import date

from tidehead.packs.periods import parse_period


def figure_key(indicator: str, place: str, period: str, *, industry: str = "", organisation: str = "") -> str:
    """One text for what a figure is about: "indicator place period [industry=…] [organisation=…]"."""
    parts = [indicator, place, period or "undated"]
    parts += [f"industry={industry}"] if industry else []
    parts += [f"organisation={organisation}"] if organisation else []
    return " ".join(parts)


def period_dates(period: str) -> tuple[date | None, date | None]:
    """First and last day of a period; both None where the source gives none."""
    if not period:
        return None, None
    parsed = parse_period(period)
    return parsed.start, parsed.end
