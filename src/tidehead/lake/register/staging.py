"""A file on its way into the register: cleaned chunk by chunk, in as many processes as there are processors.

Every finished chunk is a Parquet file, its faults and a note with their digests; an import that was killed goes on
with the first chunk that has no note or whose files are not what the note says.
"""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidehead.lake.engine import DuckEngine
from tidehead.lake.register.chunks import CHUNK_ROWS, Bound, chunk_bounds, chunk_rows
from tidehead.lake.register.cleaning import FAULT_SCHEMA, CleanRows, Fault, Origin, clean_rows
from tidehead.lake.register.forms import TableLook, read_table
from tidehead.lake.register.mapping import ColumnMapping, MappingRefused
from tidehead.lake.register.meta import digest_of, sync, write_whole
from tidehead.lake.register.noting import NOTED
from tidehead.lake.register.processes import leave_with_parent

STAGE_NOTE = "stage.json"
_SMALL_BYTES = 1 << 20
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. rows_total: None until the whole file has been looked through. share: 0-1."""

    rows_done: int
    rows_total: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read and waits for a decision.

    rows: with anything in them. sound: without a fault. faulty: with one; fatal: of these, those that cannot be taken
    in at all. cells: faults in all. left_out: rows by reason ("sole_trader", …). personal: heading to kind, left out.
    repeated: rows whose code (of years: code and year) stands in the file before. noted: what is no fault and still to
    be told, by the names of `noting`.
    """

    folder: Path
    source: str
    rows: int
    sound: int
    faulty: int
    fatal: int
    cells: int
    personal: dict[str, str]
    left_out: dict[str, int]
    masked: int = 0
    without_code: int = 0
    repeated: int = 0
    panel: bool = False
    synthetic: bool = False
    as_of: str = ""
    precedence: int = 0
    noted: dict[str, int] = field(default_factory=dict)

    def faults(self, *, offset: int = 0, most: int | None = None) -> Iterator[Fault]:
        """Every fault in the order of rows, from the so-manieth on, at most so many."""
        passed, given = 0, 0
        for path in sorted(self.folder.glob("chunk-*.faults.parquet")):
            size = pq.read_metadata(path).num_rows
            if passed + size > offset:
                for row in pq.read_table(path).slice(max(offset - passed, 0)).to_pylist():
                    if most is not None and given >= most:
                        return
                    given += 1
                    yield Fault.from_row(row)
            passed += size


class DifferentImport(ValueError):
    """A folder holds the beginning of another import: another file, mapping or way of reading."""


@dataclass(frozen=True, slots=True)
class StageOptions:
    """source: what the register calls where the rows are from. as_of: day the data are of, ISO, "" not known.

    precedence: rows of a source with more of it stay before newer ones. processes: None is one for each processor.
    """

    source: str = ""
    as_of: str = ""
    precedence: int = 0
    synthetic: bool = False
    processes: int | None = None
    chunk_rows: int = CHUNK_ROWS


DEFAULTS = StageOptions()


def stage(
    path: Path,
    mapping: ColumnMapping,
    *,
    out: Path,
    clean: CleanRows,
    options: StageOptions = DEFAULTS,
    progress: Callable[[Progress], None] | None = None,
    resume: bool = True,
) -> Staged:
    """Read a whole file by a mapping into a folder of its own; one that was broken off goes on where it was.

    progress: told after every chunk; what it raises stops the import, which can be taken up again. resume: False
    begins anew. Raises UnreadableFile, MappingRefused, DifferentImport.
    """
    problems = mapping.problems()
    if problems:
        raise MappingRefused(problems[0])
    options = replace(options, source=options.source or path.name)
    staging = _Staging(path, mapping, out, clean, options)
    staging.begin(resume)
    staging.run(progress or _silent)
    return staging.finish()


def staged_in(folder: Path) -> Staged | None:
    """What a folder holds of a finished staging; None where there is none."""
    note = _note_in(folder)
    if note is None or "staged" not in note:
        return None
    return Staged(folder=folder, **note["staged"])


def _silent(_: Progress) -> None:
    return None


def _note_in(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / STAGE_NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


class _Staging:
    """One import."""

    def __init__(self, path: Path, mapping: ColumnMapping, out: Path, clean: CleanRows, options: StageOptions) -> None:
        self.path, self.mapping, self.out, self.clean, self.options = path, mapping, out, clean, options
        self.identity = _identity(path, mapping, clean, options)
        self.notes: list[dict[str, Any]] = []
        self.rows_total: int | None = None

    def begin(self, resume: bool) -> None:
        self.out.mkdir(parents=True, exist_ok=True)
        kept = _note_in(self.out)
        if kept is not None and kept["identity"] != self.identity:
            if resume:
                raise DifferentImport(f"{self.out.name} holds an import of something else")
            kept = None
        if kept is None or not resume:
            for old in self.out.iterdir():
                if old.is_file():
                    old.unlink()
            write_whole(self.out / STAGE_NOTE, json.dumps({"identity": self.identity}).encode())

    def run(self, progress: Callable[[Progress], None]) -> None:
        self.look = read_table(self.path, workspace=self.out)
        size = max(self.look.plain_path.stat().st_size, 1)
        read = rows = 0
        for bound, note in self._finished():
            self.notes.append(note)
            read += bound.length
            rows += note["rows"]
            progress(Progress(rows, self.rows_total, min(read / size, 1.0)))
        progress(Progress(rows, rows, 1.0))

    def _bounds(self) -> Iterator[Bound]:
        total = 0
        for bound in chunk_bounds(self.look, size=self.options.chunk_rows):
            total += bound.rows
            yield bound
        self.rows_total = total

    def _finished(self) -> Iterator[tuple[Bound, dict[str, Any]]]:
        """Chunks and their notes as they are done; those that were done before are not done again."""
        work = _Work(self.look, self.mapping, self.clean, Origin(self.options.source, self.options.synthetic), self.out)
        processes = self.options.processes or os.cpu_count() or 1
        if processes == 1 or self.look.plain_path.stat().st_size <= _SMALL_BYTES:
            for bound in self._bounds():
                yield bound, _done_before(self.out, bound) or work.chunk(bound)
        else:
            yield from _in_processes(work, self._bounds(), processes)

    def finish(self) -> Staged:
        notes = self.notes
        counts = _added(one["counts"] for one in notes)
        staged = Staged(
            folder=self.out,
            source=self.options.source,
            rows=sum(one["rows"] for one in notes),
            sound=sum(one["sound"] for one in notes),
            faulty=sum(one["faulty"] for one in notes),
            fatal=sum(one["fatal"] for one in notes),
            cells=sum(one["cells"] for one in notes),
            personal=self.mapping.personal,
            left_out={name: count for name, count in counts.items() if name not in _NO_REASONS},
            masked=counts.get("masked", 0),
            without_code=counts.get("without_code", 0),
            repeated=_repeated(self.out, self.mapping.panel),
            panel=self.mapping.panel,
            synthetic=self.options.synthetic,
            as_of=self.options.as_of,
            precedence=self.options.precedence,
            noted={name: counts[name] for name in NOTED if name in counts},
        )
        kept = {name: value for name, value in asdict(staged).items() if name != "folder"}
        write_whole(
            self.out / STAGE_NOTE,
            json.dumps({"identity": self.identity, "staged": kept}, ensure_ascii=False).encode(),
        )
        if self.look.plain_path != self.path:
            self.look.plain_path.unlink(missing_ok=True)
        return staged


def _identity(path: Path, mapping: ColumnMapping, clean: CleanRows, options: StageOptions) -> dict[str, Any]:
    asked = json.dumps([mapping.columns, mapping.units, mapping.panel, clean.fingerprint], ensure_ascii=False)
    return {
        "file": digest_of(path),
        "asked": hashlib.sha256(asked.encode()).hexdigest(),
        "options": {name: value for name, value in asdict(options).items() if name != "processes"},
    }


def _repeated(out: Path, panel: bool) -> int:
    keys = "enterprise, year" if panel else "code"
    path = str(out).replace("'", "''")
    engine = DuckEngine(folder=out / "spill")
    try:
        rows = f"read_parquet('{path}/chunk-*.rows.parquet')"
        distinct = f"select count(*) from (select distinct {keys} from {rows})"  # noqa: S608
        found = engine.rows(f"select count(*) - ({distinct}) from {rows}")  # noqa: S608
    finally:
        engine.close()
    return int(found[0][0])


def _added(counts: Iterator[dict[str, int]]) -> dict[str, int]:
    made: dict[str, int] = {}
    for one in counts:
        for name, value in one.items():
            made[name] = made.get(name, 0) + value
    return made


_NO_REASONS = frozenset({"masked", "without_code", *NOTED})
"""Counts of a chunk that are not of rows left out."""


# Chunks


def _paths(out: Path, bound: Bound) -> tuple[Path, Path, Path]:
    stem = f"chunk-{bound.number:06d}"
    return out / f"{stem}.rows.parquet", out / f"{stem}.faults.parquet", out / f"{stem}.json"


def _done_before(out: Path, bound: Bound) -> dict[str, Any] | None:
    """The note of a chunk whose files are there and are what it says."""
    rows, faults, note = _paths(out, bound)
    try:
        found: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        whole = found["bound"] == asdict(bound) and found["digests"] == [digest_of(rows), digest_of(faults)]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return found if whole else None


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process has to know to read a chunk."""

    look: TableLook
    mapping: ColumnMapping
    clean: CleanRows
    origin: Origin
    out: Path

    def chunk(self, bound: Bound) -> dict[str, Any]:
        """Read one chunk and write what it gave; its note last, so that only whole chunks have one."""
        rows, numbers = chunk_rows(self.look, bound)
        cleaned = clean_rows(rows, numbers, self.mapping, self.clean, self.origin)
        rows_path, faults_path, note_path = _paths(self.out, bound)
        _write_table(cleaned.table, rows_path)
        _write_table(pa.Table.from_pylist([one.as_row() for one in cleaned.faults], schema=FAULT_SCHEMA), faults_path)
        faulty = cleaned.table["fault_count"].to_pylist()
        note = {
            "bound": asdict(bound),
            "digests": [digest_of(rows_path), digest_of(faults_path)],
            "rows": len(rows),
            "sound": sum(1 for count in faulty if not count),
            "faulty": sum(1 for count in faulty if count),
            "fatal": sum(1 for fatal in cleaned.table["fatal"].to_pylist() if fatal),
            "cells": len(cleaned.faults),
            "counts": cleaned.counts,
        }
        write_whole(note_path, json.dumps(note).encode())
        return note


def _write_table(table: pa.Table, path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, draft, compression="zstd")
    sync(draft)
    draft.replace(path)


_work: _Work | None = None


def _take_up(work: _Work) -> None:
    global _work
    _work = work
    leave_with_parent()


def _chunk(bound: Bound) -> dict[str, Any]:
    if _work is None:
        raise RuntimeError("this process was given no work")
    return _work.chunk(bound)


def _in_processes(work: _Work, bounds: Iterator[Bound], processes: int) -> Iterator[tuple[Bound, dict[str, Any]]]:
    """Chunks are handed out while the file is still being looked through."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_take_up, initargs=(work,)) as pool:
        waiting: dict[Future[dict[str, Any]], Bound] = {}
        try:
            for bound in bounds:
                done = _done_before(work.out, bound)
                if done is not None:
                    yield bound, done
                    continue
                waiting[pool.submit(_chunk, bound)] = bound
                if len(waiting) >= processes * _AHEAD:
                    yield from _ready(waiting)
            while waiting:
                yield from _ready(waiting)
        finally:
            for one in waiting:
                one.cancel()


def _ready(waiting: dict[Future[dict[str, Any]], Bound]) -> Iterator[tuple[Bound, dict[str, Any]]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for one in done:
        yield waiting.pop(one), one.result()
