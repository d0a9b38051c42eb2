"""What was decided to be taken in becomes a new version of the register, whole or not at all.

Of rows with the same code the one of the more trusted, then the newer source leads; what it does not know is taken from
those behind it, and all of them are kept in the version's history.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from tidehead.lake.register.merging import merged_sql, panel_sql
from tidehead.lake.register.meta import (
    FIRMS_FOLDER,
    HISTORY_FOLDER,
    NAMES_FILE,
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
_MANY_IN_MEMORY = "2GB"


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


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """made_at: when, ISO. threads, memory: what DuckDB may use. index_names: whether two characters are found fast."""

    made_at: str = ""
    index_names: bool = True
    threads: int | None = None
    memory: str = _MANY_IN_MEMORY


DEFAULTS = PublishOptions()


def publish(
    staged: Sequence[tuple[Staged, Accept]],
    out: Path,
    *,
    base: Path | None = None,
    options: PublishOptions = DEFAULTS,
) -> RegisterMeta:
    """A new version in `out` of what was decided, on top of the version in `base`.

    The folder appears when all of it is on the disk. Raises NothingAccepted, FileExistsError.
    """
    taken = [(one, accept) for one, accept in staged if accept is not Accept.NOTHING]
    if not taken:
        raise NothingAccepted("nothing was decided to be taken in")
    building = _Building(out, base, options)
    try:
        return building.version(taken)
    finally:
        building.clear()


def write_register(
    firms: Iterable[Firm], out: Path, *, panel: Iterable[PanelRow] = (), options: PublishOptions = DEFAULTS
) -> RegisterMeta:
    """A version out of firms that are known one by one, such as those that a pack names. Raises FileExistsError."""
    building = _Building(out, None, options)
    try:
        return building.of_firms(list(firms), list(panel))
    finally:
        building.clear()


class _Building:
    """One version on its way: a folder beside it that is renamed at the end."""

    def __init__(self, out: Path, base: Path | None, options: PublishOptions) -> None:
        if out.exists():
            raise FileExistsError(out)
        self.out, self.base, self.options = out, base, options
        self.folder = out.with_name(f".{out.name}.building")
        self.clear()
        self.folder.mkdir(parents=True)
        self.engine = DuckEngine(threads=options.threads, memory=options.memory, folder=self.folder / "spill")

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # Out of staged files

    def version(self, taken: Sequence[tuple[Staged, Accept]]) -> RegisterMeta:
        before = read_meta(self.base) if self.base else None
        firms = [(one, accept) for one, accept in taken if not one.panel]
        panel = [(one, accept) for one, accept in taken if one.panel]
        sources = [*(before.sources if before else ()), *(_as_source(one) for one, _ in taken)]
        self._add_sources(sources)
        if firms or self.base is None:
            superseded = self._merge_firms(firms)
        else:
            superseded = before.superseded if before else 0
            self._keep(FIRMS_FOLDER, HISTORY_FOLDER)
        self._merge_panel(panel, before)
        as_of = max((str(one.get("as_of", "")) for one in sources), default="")
        return self._finished(tuple(sources), as_of, superseded)

    def _add_sources(self, sources: Sequence[Any]) -> None:
        ranked = [(str(one["source"]), int(one["precedence"]), str(one["as_of"]), at) for at, one in enumerate(sources)]
        latest = {one[0]: one for one in ranked}  # a source that is taken in again counts as its newest import
        self.engine.connection.execute(
            "create table sources (source varchar, precedence integer, as_of varchar, import_number integer)"
        )
        if latest:
            self.engine.connection.executemany("insert into sources values (?, ?, ?, ?)", list(latest.values()))

    def _merge_firms(self, firms: Sequence[tuple[Staged, Accept]]) -> int:
        self._incoming(firms, FIRM_SCHEMA)
        sql = merged_sql()
        connection = self.engine.connection
        for statement in sql.prepare:
            connection.execute(statement)
        self._write(FIRMS_FOLDER, sql.firms)
        superseded = int(connection.execute(sql.count_history).fetchall()[0][0])
        if superseded or self._of_base(HISTORY_FOLDER):
            self._write(HISTORY_FOLDER, sql.history)
            if old := self._of_base(HISTORY_FOLDER):
                self._link(old, HISTORY_FOLDER)
                superseded += read_meta(self.base).superseded if self.base else 0
        return superseded

    def _incoming(self, staged: Sequence[tuple[Staged, Accept]], schema: pa.Schema) -> None:
        """A view of all rows that are taken in, those of the version before first; import_number orders them."""
        columns = ", ".join(schema.names)
        parts = []
        old = self._of_base(PANEL_FOLDER if schema is PANEL_SCHEMA else FIRMS_FOLDER)
        if old:
            parts.append(f"select {columns} from read_parquet('{_quoted(old)}/*.parquet')")  # noqa: S608
        for one, accept in staged:
            where = "fault_count = 0" if accept is Accept.SOUND else "not fatal"
            parts.append(
                f"select {columns} from read_parquet('{_quoted(one.folder)}/chunk-*.rows.parquet') where {where}"  # noqa: S608
            )
        rows = " union all ".join(parts)
        self.engine.connection.execute(f"create or replace view incoming as {rows}")

    def _merge_panel(self, panel: Sequence[tuple[Staged, Accept]], before: RegisterMeta | None) -> None:
        if panel:
            self._incoming(panel, PANEL_SCHEMA)
            self._write(PANEL_FOLDER, panel_sql())
        elif before is not None and before.panel_rows:
            self._keep(PANEL_FOLDER)

    def _of_base(self, name: str) -> Path | None:
        folder = self.base / name if self.base else None
        return folder if folder is not None and folder.is_dir() else None

    def _keep(self, *names: str) -> None:
        for name in names:
            if old := self._of_base(name):
                self._link(old, name)

    def _link(self, old: Path, name: str) -> None:
        """Files of the version before, which never change, under the new version as well."""
        (self.folder / name).mkdir(exist_ok=True)
        for path in sorted(old.glob("*.parquet")):
            target = self.folder / name / f"before-{path.name}"
            try:
                target.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, target)

    def _write(self, name: str, sql: str) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        path = folder / "part-000.parquet"
        self.engine.connection.execute(
            f"copy ({sql}) to '{_quoted(path)}' (format parquet, compression zstd, row_group_size {_ROW_GROUP})"
        )
        sync(path)

    # Out of firms

    def of_firms(self, firms: list[Firm], panel: list[PanelRow]) -> RegisterMeta:
        rows = [
            {name: getattr(firm, name) for name in FIRM_COLUMNS}
            | {NAME_KEY: name_key(firm.name or ""), FORMER_KEYS: former_keys(firm.former_names)}
            for firm in sorted(firms, key=lambda firm: firm.code)
        ]
        self._write_rows(FIRMS_FOLDER, rows, FIRM_SCHEMA)
        if panel:
            years = [{name: getattr(one, name) for name in PANEL_COLUMNS} for one in panel]
            self._write_rows(
                PANEL_FOLDER, sorted(years, key=lambda one: (one["enterprise"], one["year"])), PANEL_SCHEMA
            )
        return self._finished((), "", 0)

    def _write_rows(self, name: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
        (self.folder / name).mkdir()
        path = self.folder / name / "part-000.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd", row_group_size=_ROW_GROUP)
        sync(path)

    # The end

    def _finished(self, sources: tuple[Any, ...], as_of: str, superseded: int) -> RegisterMeta:
        rows, synthetic = self._counted(FIRMS_FOLDER, "count(*), coalesce(bool_or(synthetic), false)")
        there = (self.folder / PANEL_FOLDER).is_dir()
        panel_rows = self._counted(PANEL_FOLDER, "count(*)")[0] if there else 0
        indexed = self.options.index_names and rows <= MOST_NAMES
        if indexed:
            build_names(self.folder / FIRMS_FOLDER, self.folder / NAMES_FILE, self.engine)
        meta = RegisterMeta(
            rows, bool(synthetic), self.options.made_at, as_of, superseded, panel_rows, indexed, sources
        )
        self.engine.close()
        shutil.rmtree(self.folder / "spill", ignore_errors=True)
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


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
