"""What people decided about firms, as a version of the register is written with it."""

from tidehead.city.enterprises.correcting import standing_corrections
from tidehead.city.enterprises.identity import aliases

SURE = 1.0
"""The confidence of what a person said."""


def merged_codes() -> dict[str, str]:
    """Every code that gave way, with the code that stays."""
    return aliases()


def set_right() -> dict[str, dict[str, object]]:
    """Columns that people corrected, by the code that the firm is kept under."""
    stays = aliases()
    found: dict[str, dict[str, object]] = {}
    for code, fields in standing_corrections().items():
        row = found.setdefault(stays.get(code, code), {})
        row.update(fields)
        if "industry" in fields:
            row["confidence"] = SURE
    return found


def are_decisions() -> bool:
    """Whether anything is decided that a register is to be written with."""
    return bool(merged_codes() or set_right())
