"""Columns of text as numbers: every value once, every row a number; -1 is unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.linkage.folding import folded, folded_code, folded_date, folded_number, is_unknown
from tidehead.calc.linkage.types import Field, Ints, Kind, LinkageRefused, Records

Texts = NDArray[np.object_]
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Column:
    """values: folded, sorted, each once; codes[row]: which one, -1 unknown; counts[value]: rows that have it."""

    values: Texts
    codes: Ints
    counts: Ints


FOLDS: dict[Kind, Callable[[str], str]] = {
    "company_name": str.strip,  # taken apart later, brackets and all
    "person_name": folded,
    "text": folded,
    "address": folded,
    "code": folded_code,
    "unified_code": folded_code,
    "date": folded_date,
    "number": folded_number,
    "postcode": folded_code,
    "category": folded,
}


def column_of(texts: Sequence[str], rows: Ints | None = None) -> Column:
    """Texts already folded, "" unknown; rows: where each row finds its text, by default one text a row."""
    known = sorted(set(texts) - {""})
    number = {value: at for at, value in enumerate(known)}
    codes = np.fromiter((number.get(text, UNKNOWN) for text in texts), dtype=np.int64, count=len(texts))
    if rows is not None:
        codes = np.where(rows >= 0, codes[rows], UNKNOWN) if len(texts) else np.full(len(rows), UNKNOWN)
    values = np.empty(len(known), dtype=np.object_)
    values[:] = known
    return Column(values, codes, np.bincount(codes[codes >= 0], minlength=len(known)).astype(np.int64))


def counted_once(column: Column, entity: Ints) -> Column:
    """The column with every entity counted once for each value that its rows have: how common a value really is."""
    known = np.flatnonzero(column.codes >= 0)
    size = max(len(column.values), 1)
    held = np.unique(entity[known] * size + column.codes[known]) % size
    return Column(column.values, column.codes, np.bincount(held, minlength=len(column.values)).astype(np.int64))


def read_column(records: Records, field: Field, column: str) -> Column:
    """A column of the records, folded as its kind of field asks."""
    if column not in records.columns:
        raise LinkageRefused(f"缺少列“{column}”", f"column “{column}” is missing")
    given = records.columns[column]
    if len(given) != len(records.ids):
        raise LinkageRefused(
            f"列“{column}”的行数不符", f"column “{column}” has {len(given)} rows, not {len(records.ids)}"
        )
    fold = FOLDS[field.kind]
    aliases = {fold(old): fold(new) for old, new in field.aliases.items()}
    told: dict[str | None, str] = {}
    for text in set(given):
        written = "" if text is None or is_unknown(text) else fold(text)
        told[text] = aliases.get(written, written)
    return column_of([told[text] for text in given])


def check_ids(records: Records) -> None:
    """Refuse ids that occur twice."""
    if len(set(records.ids)) != len(records.ids):
        raise LinkageRefused("编号重复", "an id occurs twice")
