"""What units handed in, in one canonical form: the same cells always give the same bytes and the same digest."""

import gzip
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from tidehead.calc.schemes.types import Column, Entries, Scheme
from tidehead.city.assessments.types import Correction

FORM = 1
Cell = float | str | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The entries of a run with where their cells come from.

    kinds: every column that the scheme knows to "number", "text", "truth" or "day". figures: column to the id of the
    figure of each unit, None where there is none; periods: what those figures are about. source, locator: of a table
    of the pack. rows: each unit's row in the file that was handed in, as a spreadsheet numbers it; headings: column to
    its heading there.
    """

    entries: Entries
    kinds: Mapping[str, str]
    figures: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    periods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""
    locator: str = ""
    rows: tuple[int, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


def with_kinds(entries: Entries, scheme: Scheme, **more: Any) -> Content:
    """The entries with each column's kind as the scheme declares it; an indicator given ready-made is a number."""
    declared = {each.name: str(each.variable.kind) for each in scheme.variables}
    return Content(entries, dict.fromkeys(entries.columns, "number") | declared, **more)


def packed(content: Content) -> tuple[bytes, str]:
    """The bytes to keep, and the digest of what is in them."""
    plain = json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    text = plain.encode()
    return gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()


def _plain(content: Content) -> dict[str, Any]:
    entries = content.entries
    return {
        "form": FORM,
        "ids": list(entries.ids),
        "names": list(entries.names),
        "synthetic": entries.synthetic,
        "columns": {name: _cells(column) for name, column in entries.columns.items()},
        "kinds": dict(content.kinds),
        "figures": {name: list(ids) for name, ids in content.figures.items()},
        "periods": {name: list(told) for name, told in content.periods.items()},
        "source": content.source,
        "locator": content.locator,
        "rows": list(content.rows),
        "headings": dict(content.headings),
    }


def _cells(column: Column) -> list[Any]:
    if column.dtype == object:
        return [cell.isoformat() if isinstance(cell, date) else cell for cell in column]
    return [None if math.isnan(cell) else cell for cell in column.astype(float).tolist()]


def unpacked(content: bytes, digest: str) -> Content:
    """What `packed` kept. Raises ValueError where the bytes are not those of the digest."""
    text = gzip.decompress(content)
    if hashlib.sha256(text).hexdigest() != digest:
        raise ValueError(f"entries {digest[:12]} were changed since they were stored")
    plain = json.loads(text)
    kinds = plain["kinds"]
    columns = {name: _column(cells, kinds[name]) for name, cells in plain["columns"].items()}
    return Content(
        Entries(tuple(plain["ids"]), tuple(plain["names"]), columns, plain["synthetic"]),
        kinds,
        figures={name: tuple(ids) for name, ids in plain["figures"].items()},
        periods={name: tuple(told) for name, told in plain["periods"].items()},
        source=plain["source"],
        locator=plain["locator"],
        rows=tuple(plain["rows"]),
        headings=plain["headings"],
    )


def _column(cells: list[Any], kind: str) -> Column:
    if kind in ("number", "truth"):
        return np.array([math.nan if cell is None else float(cell) for cell in cells], dtype=float)
    column = np.empty(len(cells), dtype=object)
    column[:] = [date.fromisoformat(cell) if cell else None for cell in cells] if kind == "day" else cells
    return column


def cell_of(content: Content, column: str, row: int) -> Cell:
    """One cell as people read it: None unknown, truths as truths, days as ISO text."""
    if column not in content.entries.columns:
        return None
    cell = content.entries.columns[column][row]
    kind = content.kinds[column]
    if kind in ("text", "day"):
        return cell.isoformat() if isinstance(cell, date) else cell
    number = float(cell)
    if math.isnan(number):
        return None
    return bool(number) if kind == "truth" else number


def stored_cell(cell: Cell, kind: str) -> Any:
    """A cell as a column keeps it. Raises ValueError where it is not of that kind."""
    if kind in ("number", "truth"):
        if isinstance(cell, str) or (kind == "truth" and not isinstance(cell, bool | None)):
            raise ValueError(cell)
        return math.nan if cell is None else float(cell)
    if cell is not None and not isinstance(cell, str):
        raise ValueError(cell)
    return date.fromisoformat(cell) if kind == "day" and cell else cell or None


def corrected(content: Content, corrections: Iterable[Correction]) -> Entries:
    """The entries with some cells put right; the content itself is left as it was."""
    entries = content.entries
    columns = dict(entries.columns)
    rows = {unit: nth for nth, unit in enumerate(entries.ids)}
    for each in corrections:
        column = columns.get(each.column)
        column = _empty(len(entries.ids), content.kinds.get(each.column, "number")) if column is None else column.copy()
        column[rows[each.unit]] = stored_cell(each.value, content.kinds.get(each.column, "number"))
        columns[each.column] = column
    return replace(entries, columns=columns)


def _empty(size: int, kind: str) -> Column:
    return np.full(size, math.nan) if kind in ("number", "truth") else np.full(size, None, dtype=object)
