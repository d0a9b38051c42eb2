"""Numbers, units and values as people read them in an explanation."""

from datetime import date
from decimal import Decimal

from tidehead.calc.labels import Label
from tidehead.calc.rules.types import Value

UNKNOWN = Label("未知", "unknown")
_TRUTHS = {True: Label("是", "yes"), False: Label("否", "no")}
_MOST_DECIMALS = 6


def tidy_number(number: float) -> str:
    """A number without the dust of binary arithmetic, with at most six decimals, and exact where `is_tidy` says so.

    >>> tidy_number(0.1 + 0.2), tidy_number(73 / 3), tidy_number(120.0), tidy_number(2.5e-9)
    ('0.3', '24.3333', '120', '2.5e-09')
    """
    number = _without_dust(number)
    if number == 0:
        return "0"
    if not 1e-6 <= abs(number) < 1e15:
        return f"{number:.6g}"
    if _decimals(number) <= _MOST_DECIMALS:
        return _plain(number)
    return _plain(round(number, 4) if abs(number) >= 0.1 else float(f"{number:.4g}"))


def is_tidy(number: float) -> bool:
    """Whether `tidy_number` says all of the number, but for the dust in its last digits."""
    return float(tidy_number(number)) == _without_dust(number)


def with_unit(number: float, unit: str, language: str) -> str:
    """A number and its unit: 24万元/亩, 24 万元/亩 in English; plain numbers stand alone."""
    if unit in ("", "1"):
        return tidy_number(number)
    gap = "" if language.startswith("zh") or unit[0] in "%％‰" else " "
    return f"{tidy_number(number)}{gap}{unit}"


def value_text(value: Value | None, unit: str, language: str) -> str:
    """A value of any kind as people read it."""
    if value is None:
        return UNKNOWN.text(language)
    if isinstance(value, bool):
        return _TRUTHS[value].text(language)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"“{value}”" if language.startswith("zh") else f'"{value}"'
    return with_unit(value, unit, language)


def _without_dust(number: float) -> float:
    return float(f"{number:.12g}")


def _decimals(number: float) -> int:
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _plain(number: float) -> str:
    written = f"{Decimal(repr(number)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
