"""What is no fault and is still to be told of a table: codes that were mended, capital and days that nobody knows."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Any

SMALL_LETTERS, WRITTEN_APART, OLD_NUMBER = "small_letters", "written_apart", "old_number"
FOREIGN_CAPITAL, UNKNOWN_CAPITAL, UNKNOWN_DAY = "foreign_capital", "unknown_capital", "unknown_day"
NOTED = (SMALL_LETTERS, WRITTEN_APART, OLD_NUMBER, FOREIGN_CAPITAL, UNKNOWN_CAPITAL, UNKNOWN_DAY)
_OLD_NUMBER_LENGTH = 15


def noted(
    cells: Mapping[str, Sequence[str]],
    values: Mapping[str, Sequence[Any]],
    *,
    faulty: Container[tuple[int, str]],
    left_out: Container[int],
) -> dict[str, int]:
    """How often each of NOTED is true of rows that are taken, a cell with a fault aside.

    cells: column to texts as they stand; values: as they were read; faulty: places of faults; left_out: rows.
    """
    counts: Counter[str] = Counter()
    for column, tell in (("code", _of_code), ("capital_text", _of_capital), ("registered_on", _of_day)):
        if column in cells and column in values:
            for at, cell in enumerate(cells[column]):
                if at not in left_out and (at, column) not in faulty:
                    counts.update(tell(cell, values, at))
    return dict(counts)


def _of_code(cell: str, values: Mapping[str, Sequence[Any]], at: int) -> tuple[str, ...]:
    code, written = values["code"][at], cell.strip()
    if not code:
        return ()
    told = () if written == code else (SMALL_LETTERS if written.upper() == code else WRITTEN_APART,)
    return (*told, OLD_NUMBER) if len(code) == _OLD_NUMBER_LENGTH else told


def _of_capital(_: str, values: Mapping[str, Sequence[Any]], at: int) -> tuple[str, ...]:
    if "capital_cny" not in values or values["capital_cny"][at] is not None:
        return ()
    return (FOREIGN_CAPITAL if values["capital_text"][at] else UNKNOWN_CAPITAL,)


def _of_day(_: str, values: Mapping[str, Sequence[Any]], at: int) -> tuple[str, ...]:
    return () if values["registered_on"][at] else (UNKNOWN_DAY,)
