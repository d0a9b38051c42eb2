"""What was decided to be taken in becomes a new version of the register, whole or not at all.

Of rows with the same code the one of the more trusted, then the newer source leads; what it does not know is taken from
those behind it, and all of them are kept in the version's history. Firms that were found to be the same become one, and
corrections go before every source.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidehead.lake.engine import DuckEngine
from tidehead.lake.register.columns import (
    FIRM_COLUMNS,
    FIRM_SCHEMA,
    FORMER_KEYS,
    NAME_KEY,
    PANEL_COLUMNS,
    PANEL_SCHEMA,
    Firm,
    PanelRow,
    former_keys,
    name_key,
)
from tidehead.lake.register.merging import COLUMNS, merged_sql, panel_sql
from tidehead.lake.register.meta import (
    FIRMS_FOLDER,
    HISTORY_FOLDER,
    PANEL_FOLDER,
    RegisterMeta,
    read_meta,
    sync,
    sync_folder,
    write_meta,
)
from tidehead.lake.register.names_index import MOST_NAMES, build_names
from tidehead.lake.register.staging import Staged

_ROW_GROUP = 20_480
_MEMORY = "2GB"
_GIVEN = "given"


class Accept(StrEnum):
    """What of a staged file is taken in.

    sound: rows without any fault. known: also rows of which a cell is faulty, that cell as not known (never without
    a name, or with a wrong code). nothing: until the file is mended.
    """

    SOUND = "all sound rows"
    KNOWN = "faulty cells as not known"
    NOTHING = "nothing until mended"


class NothingAccepted(ValueError):
    """Nothing was decided to be taken in, so there is no new version."""


class DecisionRefused(ValueError):
    """Decisions that cannot all hold: a firm that stays because of another that does not, or no such column."""


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """made_at: when, ISO. threads, memory: what DuckDB may use. index_names: whether two characters are found fast.

    aliases: code to the code of the same firm that stays. overrides: code to corrected columns (None changes nothing).
    """

    made_at: str = ""
    index_names: bool = True
    threads: int | None = None
    memory: str = _MEMORY
    aliases: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


DEFAULTS = PublishOptions()


def publish(
    staged: Sequence[tuple[Staged, Accept]],
    out: Path,
    *,
    base: Path | None = None,
    given: Iterable[Firm] = (),
    options: PublishOptions = DEFAULTS,
) -> RegisterMeta:
    """A new version in `out` of what was decided, on top of the version in `base`; without files, decisions alone.

    given: firms that come in no file, beside those of `base`.
    The folder appears when all of it is on the disk. Raises NothingAccepted, DecisionRefused, FileExistsError.
    """
    taken = [(one, accept) for one, accept in staged if accept is not Accept.NOTHING]
    if not taken and (staged or base is None):
        raise NothingAccepted("nothing was decided to be taken in")
    with _Building(out, base, options) as building:
        if rows := list(given):
            building.give(rows, [])
        return building.version(taken)


def write_register(
    firms: Iterable[Firm], out: Path, *, panel: Iterable[PanelRow] = (), options: PublishOptions = DEFAULTS
) -> RegisterMeta:
    """A version out of firms that are known one by one, such as those that a pack names.

    Raises DecisionRefused, FileExistsError.
    """
    with _Building(out, None, options) as building:
        building.give(list(firms), list(panel))
        return building.version([])


class _Building:
    """One version on its way: a folder beside it that is renamed at the end, and removed where that is not reached."""

    def __init__(self, out: Path, base: Path | None, options: PublishOptions) -> None:
        if out.exists():
            raise FileExistsError(out)
        self.out, self.base, self.options = out, base, options
        self.before = read_meta(base) if base is not None else None
        self.folder = out.with_name(f".{out.name}.building")
        self.spill = out.with_name(f".{out.name}.spill")

    def __enter__(self) -> "_Building":
        self._clear()
        self.folder.mkdir(parents=True)
        self.spill.mkdir()
        self.engine = DuckEngine(threads=self.options.threads, memory=self.options.memory, folder=self.spill)
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()
        self._clear()

    def _clear(self) -> None:
        for folder in (self.folder, self.spill):
            shutil.rmtree(folder, ignore_errors=True)

    def give(self, firms: list[Firm], panel: list[PanelRow]) -> None:
        """Rows that come from nowhere else."""
        rows = [
            {name: getattr(firm, name) for name in FIRM_COLUMNS}
            | {NAME_KEY: name_key(firm.name or ""), FORMER_KEYS: former_keys(firm.former_names)}
            for firm in firms
        ]
        pq.write_table(pa.Table.from_pylist(rows, schema=FIRM_SCHEMA), self.spill / f"{_GIVEN}.firms.parquet")
        if panel:
            years = [{name: getattr(one, name) for name in PANEL_COLUMNS} for one in panel]
            pq.write_table(pa.Table.from_pylist(years, schema=PANEL_SCHEMA), self.spill / f"{_GIVEN}.panel.parquet")

    def version(self, taken: Sequence[tuple[Staged, Accept]]) -> RegisterMeta:
        sources = [*(self.before.sources if self.before else ()), *(_as_source(one) for one, _ in taken)]
        self._add_sources(sources)
        self._add_decisions()
        superseded = self._merge_firms([one for one in taken if not one[0].panel])
        self._merge_panel([one for one in taken if one[0].panel])
        as_of = max((str(one.get("as_of", "")) for one in sources), default="")
        return self._finished(tuple(sources), as_of, superseded)

    def _add_sources(self, sources: Sequence[Mapping[str, Any]]) -> None:
        """A source that is taken in again counts as its newest import."""
        ranked = {
            str(one["source"]): (str(one["source"]), int(one.get("precedence", 0)), str(one.get("as_of", "")), at)
            for at, one in enumerate(sources)
        }
        layout = "source varchar, precedence integer, as_of varchar, import_number integer"
        self._table("sources", layout, list(ranked.values()))

    def _add_decisions(self) -> None:
        self._table("aliases", "code varchar, stays varchar", sorted(_resolved(self.options.aliases).items()))
        rows = [_override(code, values) for code, values in sorted(self.options.overrides.items())]
        # Through a file, and without rows without Python's lists: both would load pandas, which takes a second.
        path = self.spill / "overrides.parquet"
        table = pa.Table.from_pylist(rows, schema=FIRM_SCHEMA) if rows else FIRM_SCHEMA.empty_table()
        pq.write_table(table, path)
        self.engine.connection.execute(
            f"create table overrides as select * from read_parquet('{_quoted(path)}')"  # noqa: S608
        )

    def _table(self, name: str, layout: str, rows: Sequence[Sequence[Any]]) -> None:
        self.engine.connection.execute(f"create table {name} ({layout})")
        if rows:
            # As literals: values beside a statement would load pandas.
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
            self.engine.connection.execute(f"insert into {name} values {values}")  # noqa: S608

    def _merge_firms(self, firms: Sequence[tuple[Staged, Accept]]) -> int:
        self._incoming(firms, FIRM_SCHEMA)
        sql = merged_sql()
        for statement in sql.prepare:
            self.engine.connection.execute(statement)
        self._write(FIRMS_FOLDER, sql.firms)
        if self.engine.rows("select count(*) from ranked")[0][0]:
            self._write(HISTORY_FOLDER, sql.history)
        return int(self.engine.rows(sql.count_superseded)[0][0])

    def _incoming(self, staged: Sequence[tuple[Staged, Accept]], schema: pa.Schema) -> None:
        """A view of all rows that are taken in: as they came, those of the version before too."""
        columns, panel = ", ".join(schema.names), schema is PANEL_SCHEMA
        parts = self._of_panel_before(columns) if panel else self._of_firms_before()
        given = self.spill / f"{_GIVEN}.{'panel' if panel else 'firms'}.parquet"
        if given.exists():
            parts.append(f"select {columns} from read_parquet('{_quoted(given)}')")  # noqa: S608
        for one, accept in staged:
            where = "fault_count = 0" if accept is Accept.SOUND else "not fatal"
            path = f"{_quoted(one.folder)}/chunk-*.rows.parquet"
            parts.append(f"select {columns} from read_parquet('{path}') where {where}")  # noqa: S608
        self.engine.connection.execute(f"create or replace view incoming as {' union all '.join(parts)}")

    def _of_firms_before(self) -> list[str]:
        """Firms of one row, and of all others the rows that they were merged from."""
        firms, history = self._of_base(FIRMS_FOLDER), self._of_base(HISTORY_FOLDER)
        if firms is None:
            return []
        columns = ", ".join(COLUMNS)
        rows = f"select {columns} from read_parquet('{_quoted(firms)}/*.parquet')"  # noqa: S608
        if history is None:
            return [rows]
        kept = f"read_parquet('{_quoted(history)}/*.parquet')"
        others = ", ".join(name for name in COLUMNS if name != "code")
        return [
            f"{rows} where code not in (select code from {kept})",  # noqa: S608
            f"select own_code as code, {others} from {kept}",  # noqa: S608
        ]

    def _of_panel_before(self, columns: str) -> list[str]:
        panel = self._of_base(PANEL_FOLDER)
        return [f"select {columns} from read_parquet('{_quoted(panel)}/*.parquet')"] if panel else []  # noqa: S608

    def _merge_panel(self, panel: Sequence[tuple[Staged, Accept]]) -> None:
        if panel or self._of_base(PANEL_FOLDER) or (self.spill / f"{_GIVEN}.panel.parquet").exists():
            self._incoming(panel, PANEL_SCHEMA)
            self._write(PANEL_FOLDER, panel_sql())

    def _of_base(self, name: str) -> Path | None:
        folder = self.base / name if self.base else None
        return folder if folder is not None and folder.is_dir() else None

    def _write(self, name: str, sql: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        path = folder / "part-000.parquet"
        self.engine.connection.execute(
            f"copy ({sql}) to '{_quoted(path)}' (format parquet, compression zstd, row_group_size {_ROW_GROUP})"
        )
        sync(path)

    def _finished(self, sources: tuple[Any, ...], as_of: str, superseded: int) -> RegisterMeta:
        rows, synthetic = self._counted(FIRMS_FOLDER, "count(*), coalesce(bool_or(synthetic), false)")
        there = (self.folder / PANEL_FOLDER).is_dir()
        panel_rows = self._counted(PANEL_FOLDER, "count(*)")[0] if there else 0
        indexed = self.options.index_names and rows <= MOST_NAMES
        if indexed:
            build_names(self.folder, rows)
        meta = RegisterMeta(
            rows, bool(synthetic), self.options.made_at, as_of, superseded, panel_rows, indexed, sources
        )
        write_meta(self.folder, meta)
        for folder in (FIRMS_FOLDER, PANEL_FOLDER, HISTORY_FOLDER):
            if (self.folder / folder).is_dir():
                sync_folder(self.folder / folder)
        self.folder.rename(self.out)
        sync_folder(self.out.parent)
        return meta

    def _counted(self, name: str, what: str) -> tuple[Any, ...]:
        path = _quoted(self.folder / name)
        found: tuple[Any, ...] = self.engine.rows(f"select {what} from read_parquet('{path}/*.parquet')")[0]  # noqa: S608
        return found


def _resolved(aliases: Mapping[str, str]) -> dict[str, str]:
    """Every alias with the code that stays in the end. Raises DecisionRefused for a circle."""
    made = {}
    for code in aliases:
        stays, seen = code, {code}
        while stays in aliases:
            stays = aliases[stays]
            if stays in seen:
                raise DecisionRefused(f"{code} would stay because of itself")
            seen.add(stays)
        made[code] = stays
    return made


def _override(code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of corrections; what follows from them is corrected as well. Raises DecisionRefused."""
    unknown = sorted(set(values) - set(FIRM_COLUMNS) | set(values) & {"code"})
    if unknown:
        raise DecisionRefused(f"{unknown[0]!r} is no column that can be corrected")
    row: dict[str, Any] = {"code": code, **values}
    if values.get("name"):
        row[NAME_KEY] = name_key(values["name"])
    if values.get("former_names"):
        row[FORMER_KEYS] = former_keys(values["former_names"])
    if values.get("industry"):
        row["division"], row["group_"] = values["industry"][:2], values["industry"][:3]
    return row


def _as_source(staged: Staged) -> dict[str, Any]:
    return {
        "source": staged.source,
        "precedence": staged.precedence,
        "as_of": staged.as_of,
        "rows": staged.rows,
        "sound": staged.sound,
        "synthetic": staged.synthetic,
        "personal": staged.personal,
        "left_out": staged.left_out,
        "panel": staged.panel,
    }


def _quoted(text: Path | str) -> str:
    return str(text).replace("'", "''")


def _literal(value: str | int) -> str:
    return f"'{_quoted(value)}'" if isinstance(value, str) else str(value)
