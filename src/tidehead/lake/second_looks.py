"""A second look at a table that was read: ready-made figures that its raw ones contradict, rows that add up others."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.rules import Rule
from tidehead.calc.schemes.inputs import numbers_of
from tidehead.calc.schemes.types import Column, Entries, Prepared

_APART = 0.005
"""How far, as a share, a ready-made figure may be from the raw ones: sources round to three digits."""
_SAME_SUM = 1e-6
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 2


def contradictions(prepared: Prepared, entries: Entries) -> list[Label]:
    """One note for each indicator that is given ready-made and otherwise than its formula makes it of the raw columns.

    The ready-made figures are those that count; figures within 0.5% of each other are the same.
    """
    notes = []
    for one, rule in zip(prepared.scheme.indicators, prepared.values, strict=True):
        if one.id not in entries.columns or not rule.names or not rule.names <= entries.columns.keys():
            continue
        given = np.asarray(entries.columns[one.id], dtype=np.float64)
        count = _apart(given, _worked_out(rule, entries.columns, len(entries.ids)))
        if count:
            notes.append(_contradicted(one.label, count))
    return notes


def _worked_out(rule: Rule, columns: Mapping[str, Column], size: int) -> Floats:
    raw: dict[str, NDArray[Any]] = {name: np.asarray(columns[name]) for name in rule.names}
    with np.errstate(all="ignore"):  # a denominator of zero is told by the check of the entries
        return numbers_of(rule, raw, size)


def _apart(given: Floats, made: Floats) -> int:
    known = np.isfinite(given) & np.isfinite(made)
    have, want = given[known], made[known]
    return int((np.abs(have - want) > _APART * np.maximum(np.abs(have), np.abs(want))).sum())


def _contradicted(label: Label, count: int) -> Label:
    return Label(
        f"“{label.zh}”直接给出的数有 {count} 个与原始数据算出的不符（相差超过0.5%），以直接给出的为准；请核对",
        f'"{label.text("en")}": {count} of the ready-made figures differ from the raw data by more than 0.5%; '
        "the ready-made ones count; check them",
    )


def sums_among(entries: Entries, rows: Sequence[int]) -> list[Label]:
    """A note where all figures of a row, two or more, are those of the other rows added up: perhaps a total."""
    size = len(entries.ids)
    numbers = [np.asarray(one, dtype=np.float64) for one in entries.columns.values() if one.dtype == np.float64]
    if size < _FEWEST_ROWS or len(numbers) < _FEWEST_COLUMNS:
        return []
    alike, known = np.ones(size, dtype=bool), np.zeros(size, dtype=np.int64)
    with np.errstate(over="ignore", invalid="ignore"):
        for column in numbers:
            has = np.isfinite(column) & (column != 0)
            others = np.nansum(column) - column
            alike &= ~has | (np.abs(others - column) <= _SAME_SUM * np.abs(column))
            known += has
    found = np.flatnonzero(alike & (known >= _FEWEST_COLUMNS))
    return [_a_sum(entries.names[unit], rows[unit]) for unit in found[:1].tolist()]


def _a_sum(name: str, row: int) -> Label:
    return Label(
        f"第 {row} 行“{name}”的各项数等于其余各行之和，像是合计行；若是，请删去后重算",
        f'row {row}, "{name}": its figures are those of all other rows added up; if it is a total, delete it',
    )
