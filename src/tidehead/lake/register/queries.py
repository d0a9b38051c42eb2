"""A version of the register as it is asked: one firm, firms found, counts, quotients, duplicates, years."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.lake.engine import DuckEngine, Engine, open_engine
from tidehead.lake.register import expressions
from tidehead.lake.register.columns import Firm, PanelRow, as_firm, as_panel_row
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter, wanted
from tidehead.lake.register.meta import FIRMS_FOLDER, HISTORY_FOLDER, PANEL_FOLDER, RegisterMeta, read_meta
from tidehead.lake.register.names_index import NamesIndex

_MOST_CODES = 2000
EXPORTED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """matrix[i, j, …]: firms (int64) or sums of a figure by levels; labels: of each axis, sorted, never empty ones.

    unknown: what is in none of the cells, because a level of it is not known.
    """

    levels: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    matrix: NDArray[Any]
    unknown: float = 0


@dataclass(frozen=True, slots=True)
class Quotients:
    """lq[place, industry]: nan where a place or an industry has nothing; counts[place, industry]."""

    places: tuple[str, ...]
    industries: tuple[str, ...]
    lq: NDArray[np.float64]
    counts: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was searched, and how many there are in all."""

    rows: tuple[Firm, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row that a firm was made from. own_code: the code it came with; place: 1 leads, the others fill."""

    firm: Firm
    own_code: str
    place: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Firms that share a name or a code. codes: of the first ones, sorted."""

    key: str
    count: int
    codes: tuple[str, ...]


class Register:
    """A version of the register: Parquet in a folder, read by DuckDB here or by Spark.

    engine: "duckdb", "local[2]", "spark://host:port", or an engine that is there already. Raises NoRegister, NoEngine.
    May be asked from several threads at once.
    """

    def __init__(self, folder: Path, engine: str | Engine = "duckdb") -> None:
        self.folder = folder
        self.meta: RegisterMeta = read_meta(folder)
        self.engine = open_engine(engine) if isinstance(engine, str) else engine
        self._here = threading.local()

    # Tables

    @property
    def firms_table(self) -> Any:
        """The firms as an Ibis table of this thread."""
        return self._table(FIRMS_FOLDER)

    @property
    def panel_table(self) -> Any:
        """The years of firms as an Ibis table of this thread; None where there are none."""
        return self._table(PANEL_FOLDER)

    def _table(self, name: str) -> Any:
        here = self._here
        if not hasattr(here, "tables"):
            here.backend, here.tables = self.engine.ibis(), {}
        if name not in here.tables:
            there = (self.folder / name).is_dir()
            here.tables[name] = here.backend.read_parquet(str(self.folder / name / "*.parquet")) if there else None
        return here.tables[name]

    def as_table(self, name: str) -> str:
        """The firms as a table of the engine, for its own SQL and for grading; gives the name back."""
        self.engine.add(name, self.folder / FIRMS_FOLDER)
        return name

    @cached_property
    def _names(self) -> NamesIndex | None:
        there = isinstance(self.engine, DuckEngine) and NamesIndex.is_in(self.folder)
        return NamesIndex(self.folder) if there else None

    def _rows(self, expression: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.engine.arrow(expression).to_pylist()
        return found

    # Firms

    def firm(self, code: str) -> Firm | None:
        """The firm of a code."""
        return self.firms((code,)).get(code)

    def firms(self, codes: Iterable[str]) -> dict[str, Firm]:
        """Those of the given codes, by code; a code that nobody has is left out."""
        asked = sorted(set(codes))
        found: dict[str, Firm] = {}
        for start in range(0, len(asked), _MOST_CODES):
            if self._names is not None:
                found |= self._names.firms(asked[start : start + _MOST_CODES])
                continue
            some = self.firms_table.filter(self.firms_table.code.isin(asked[start : start + _MOST_CODES]))
            for row in self._rows(expressions.firm_columns(some)):
                found[row["code"]] = as_firm(row)
        return {code: found[code] for code in asked if code in found}

    def search(
        self,
        sought: FirmFilter = EVERY_FIRM,
        offset: int = 0,
        limit: int = 50,
        *,
        order: str = "",
        descending: bool = False,
    ) -> Found:
        """A page of the firms that are wanted and how many there are; the nearest names first where no order is given.

        order: one of `expressions.ORDERS`. Raises UnknownLevel.
        """
        if self._names is not None and not order:
            found = self._names.search(sought, offset, limit)
            if found is not None:
                return Found(*found)
        ordered = expressions.found_firms(self.firms_table, sought, order, descending=descending)
        codes = [row["code"] for row in self._rows(ordered.select("code").limit(limit, offset=offset))]
        rows = self.firms(codes)
        return Found(tuple(rows[code] for code in codes), self.count(sought))

    def named(self, text: str, limit: int = 20) -> tuple[Firm, ...]:
        """The first firms whose name holds a text or whose code begins with it, for choosing one while typing."""
        return self.search(FirmFilter(text=text), 0, limit).rows if text.strip() else ()

    def facets(
        self, sought: FirmFilter = EVERY_FIRM, columns: Sequence[str] = expressions.FACETS
    ) -> dict[str, tuple[tuple[str | None, int], ...]]:
        """Of each column its values with how many wanted firms have them, the commonest first; None is not known."""
        made: dict[str, list[tuple[str | None, int]]] = {column: [] for column in columns}
        for row in self._rows(expressions.facets(self.firms_table, columns, sought)):
            made[row["column"]].append((row["value"], row["n"]))
        return {column: tuple(values) for column, values in made.items()}

    def rows_for_export(self, sought: FirmFilter = EVERY_FIRM) -> Iterator[Firm]:
        """Every firm that is wanted, in the order of codes, a few thousand in memory at a time."""
        table = wanted(self.firms_table, sought)
        ordered = expressions.firm_columns(table.order_by(table.code))
        for batch in self.engine.batches(ordered, EXPORTED_AT_ONCE):
            yield from map(as_firm, batch.to_pylist())

    # Counts

    def count(self, sought: FirmFilter = EVERY_FIRM) -> int:
        """How many firms are wanted."""
        if sought == EVERY_FIRM:
            return self.meta.rows
        return int(self._rows(expressions.counted(self.firms_table, (), sought))[0]["n"])

    def counts_by(
        self, levels: Sequence[str], sought: FirmFilter = EVERY_FIRM, *, measure: str = expressions.FIRMS
    ) -> Counts:
        """Firms by any levels of `expressions.LEVELS`, such as ("county", "division"). Raises UnknownLevel."""
        found = self.engine.arrow(expressions.counted(self.firms_table, levels, sought, measure=measure)).to_pydict()
        keys = [found[f"level_{at}"] for at in range(len(levels))]
        return _as_counts(tuple(levels), keys, found["n"], whole=measure == expressions.FIRMS)

    def place_industry(
        self,
        place: str = "county",
        industry: str = "division",
        *,
        as_of: int | None = None,
        sought: FirmFilter = EVERY_FIRM,
        measure: str = expressions.FIRMS,
    ) -> Counts:
        """Firms by place and industry; as_of: only those registered in this year or before."""
        return self.counts_by((place, industry), _until(sought, as_of), measure=measure)

    def location_quotients(
        self,
        place: str = "county",
        industry: str = "division",
        *,
        as_of: int | None = None,
        sought: FirmFilter = EVERY_FIRM,
        measure: str = expressions.FIRMS,
    ) -> Quotients:
        """How much more of an industry a place has than all places together; computed by the engine."""
        cells = expressions.quotients(self.firms_table, place, industry, _until(sought, as_of), measure=measure)
        return _as_quotients(self.engine.arrow(cells).to_pydict(), whole=measure == expressions.FIRMS)

    # Duplicates

    def duplicates(
        self, by: str = "name_key", *, sought: FirmFilter = EVERY_FIRM, most: int = 10_000
    ) -> tuple[Alike, ...]:
        """Names (or, by="code", codes) that more than one firm has, at most so many, in the order of names."""
        groups = self._rows(expressions.alike(self.firms_table, by, sought).limit(most))
        if by == "code":
            return tuple(Alike(row["key"], row["n"], (row["key"],)) for row in groups)
        return tuple(Alike(row["key"], row["n"], (row["first"], row["last"])) for row in groups)

    # History

    def history_of(self, code: str) -> tuple[HistoryRow, ...]:
        """The rows that a firm was made from, the leading one first; empty where it is one row as it came."""
        rows = self._table(HISTORY_FOLDER)
        if rows is None:
            return ()
        found = self._rows(rows.filter(rows.code == code).order_by(rows.place))
        return tuple(HistoryRow(as_firm(row), row["own_code"], row["place"]) for row in found)

    def aliases_of(self, code: str) -> tuple[str, ...]:
        """Other codes whose rows were merged into this firm."""
        return tuple(sorted({row.own_code for row in self.history_of(code)} - {code}))

    # Years

    def panel_of(self, code: str) -> tuple[PanelRow, ...]:
        """The years of one firm, the first year first."""
        panel = self.panel_table
        if panel is None:
            return ()
        found = panel.filter(panel.enterprise == code).order_by(panel.year, panel.source)
        return tuple(map(as_panel_row, self._rows(found)))

    def panels_of(self, codes: Iterable[str]) -> dict[str, tuple[PanelRow, ...]]:
        """The years of many firms by code; a firm without any is left out."""
        panel, asked = self.panel_table, sorted(set(codes))
        found: dict[str, list[PanelRow]] = {}
        if panel is None:
            return {}
        for start in range(0, len(asked), _MOST_CODES):
            some = panel.filter(panel.enterprise.isin(asked[start : start + _MOST_CODES]))
            for row in map(as_panel_row, self._rows(some.order_by(some.enterprise, some.year, some.source))):
                found.setdefault(row.enterprise, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    def panel_totals(self, place: str = "county", sought: FirmFilter = EVERY_FIRM) -> tuple[dict[str, Any], ...]:
        """Sums of every figure by place and year, each with how many firms reported it ("jobs_known")."""
        panel = self.panel_table
        if panel is None:
            return ()
        return tuple(self._rows(expressions.panel_totals(panel, self.firms_table, place, sought)))


def _until(sought: FirmFilter, as_of: int | None) -> FirmFilter:
    if as_of is None:
        return sought
    values = {name: getattr(sought, name) for name in FirmFilter.__dataclass_fields__}
    return FirmFilter(**{**values, "as_of": as_of})


def _as_counts(levels: tuple[str, ...], keys: Sequence[Sequence[Any]], values: Sequence[Any], *, whole: bool) -> Counts:
    known = [all(key[at] is not None for key in keys) for at in range(len(values))]
    labels = tuple(tuple(sorted({key[at] for at in range(len(values)) if known[at]})) for key in keys)
    places = [{label: at for at, label in enumerate(axis)} for axis in labels]
    matrix = np.zeros([len(axis) for axis in labels], dtype=np.int64 if whole else np.float64)
    unknown = 0.0
    for at, value in enumerate(values):
        if known[at]:
            matrix[tuple(place[key[at]] for place, key in zip(places, keys, strict=True))] = value
        else:
            unknown += value
    return Counts(levels, labels, matrix, int(unknown) if whole else unknown)


def _as_quotients(found: dict[str, list[Any]], *, whole: bool) -> Quotients:
    counts = _as_counts(("place", "industry"), (found["place"], found["industry"]), found["n"], whole=whole)
    places, industries = counts.labels
    lq = np.zeros(counts.matrix.shape)
    at_place, at_industry = ({label: at for at, label in enumerate(axis)} for axis in counts.labels)
    for place, industry, value in zip(found["place"], found["industry"], found["lq"], strict=True):
        lq[at_place[place], at_industry[industry]] = value
    return Quotients(places, industries, lq, counts.matrix)
