"""The firms of a register so that two characters of a name are found in a million at once, and any row by its code.

FTS5 over names split by character, so that every part of a name is a phrase; county, industry and the like stand beside
them as marks, so that a filter is one more word of the question. The rows themselves lie in a file beside, because
Parquet is slow where single rows are wanted; both files are built at the same time, each by a process.
"""

import hashlib
import json
import multiprocessing
import os
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tidehead.lake.register.columns import FIRM_COLUMNS, FORMER_KEYS, NAME_KEY, Firm, as_firm
from tidehead.lake.register.filters import FirmFilter, keys_of, looks_like_code, words_of
from tidehead.lake.register.meta import FIRMS_FOLDER, NAMES_FILE, ROWS_FILE, sync
from tidehead.lake.register.processes import leave_with_parent

MOST_NAMES = 5_000_000
"""Of larger registers names are found by scanning them, on the engine."""
_BATCH = 20_000
_ONE_AFTER_THE_OTHER = 300_000
"""Up to so many firms a second process costs more than it saves."""
_HASH_BYTES = 64 << 20
_MEMORY = "1GB"
_PLAIN = re.compile(r"[0-9a-z]+")
_APART = " zz "  # a word that no split text holds, so that phrases do not run from one name into the next
_MARKED = {
    "county": "c",
    "town": "t",
    "park": "p",
    "division": "d",
    "group_": "g",
    "industry": "i",
    "cluster": "u",
    "role": "r",
    "activity": "a",
    "kind": "k",
    "status": "s",
}
_BY_LENGTH = {2: "division", 3: "group_", 4: "industry"}
_SINGLE = ("town", "park", "cluster", "role", "activity", "kind", "status")
_PLACES = ("county", "town", "park")
_MOST_PLACES = 400
_OTHER = tuple(
    one.name
    for one in fields(FirmFilter)
    if one.name not in {"text", "counties", "places", "industry", "industries", *_SINGLE}
)
_COMMON_SHARE, _SAMPLE, _LONGEST_COMMON = 0.08, 50, 4


@dataclass(frozen=True, slots=True)
class FoundIds:
    """Firms of one page in their order, and how many there are."""

    ids: tuple[int, ...]
    total: int


class NamesIndex:
    """An index that was built beside a version, in its folder. May be asked from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here = threading.local()

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a version has one."""
        return all((folder / name).exists() for name in (NAMES_FILE, ROWS_FILE))

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if not hasattr(self._here, "connection"):
            made = sqlite3.connect(_read_only(self._folder / NAMES_FILE), uri=True)
            made.execute("attach ? as beside", (_read_only(self._folder / ROWS_FILE),))
            self._here.connection = made
        found: list[tuple[Any, ...]] = self._here.connection.execute(sql, values).fetchall()
        return found

    def firms(self, codes: Sequence[str]) -> dict[str, Firm]:
        """Those of the given codes, by code."""
        marks = ", ".join("?" * len(codes))
        rows = self._asked(f"select row from firms where code in ({marks})", codes)  # noqa: S608
        return {firm.code: firm for firm in (_as_firm(row[0]) for row in rows)}

    def search(self, sought: FirmFilter, offset: int, limit: int) -> tuple[tuple[Firm, ...], int] | None:
        """A page of what is wanted and how many there are; None where the index cannot tell and the engine has to."""
        if looks_like_code(sought.text) or not _is_indexed(sought):
            return None
        keys, question = keys_of(sought.text), _question(sought)
        if sought.text.strip() and not keys:
            return (), 0
        if question is None:
            return self._rows(range(offset + 1, offset + limit + 1)), self._size()
        exact = self._exact(keys, question) if keys else ()
        total = self._total(question, sought)
        return self._rows(self._page(question, exact, offset, limit)), total

    def _size(self) -> int:
        return int(self._asked("select max(id) from keys")[0][0] or 0)

    def _exact(self, keys: Sequence[str], question: str) -> tuple[int, ...]:
        marks = ", ".join("?" * len(keys))
        ids = [row[0] for row in self._asked(f"select id from keys where {NAME_KEY} in ({marks}) order by id", keys)]  # noqa: S608
        asked = "select rowid from names where names match ? and rowid = ?"
        return tuple(one for one in ids if self._asked(asked, (question, one)))

    def _total(self, question: str, sought: FirmFilter) -> int:
        words = words_of(sought.text)
        if len(words) == 1 and question == _question(FirmFilter(text=sought.text)):
            kept = self._asked("select total from common where part = ?", words[0][:1])
            if kept:
                return int(kept[0][0])
        return int(self._asked("select count(*) from names where names match ?", (question,))[0][0])

    def _page(self, question: str, exact: Sequence[int], offset: int, limit: int) -> list[int]:
        """Firms of exactly that name first, all others by code."""
        ids = list(exact[offset : offset + limit])
        left = limit - len(ids)
        if left > 0:
            beyond = max(offset - len(exact), 0)
            before = ", ".join(map(str, exact)) or "0"
            others = f"select rowid from names where names match ? and rowid not in ({before})"  # noqa: S608
            sql = f"{others} order by rowid limit ? offset ?"
            ids += [row[0] for row in self._asked(sql, (question, left, beyond))]
        return ids

    def _rows(self, ids: Iterable[int]) -> tuple[Firm, ...]:
        wanted = list(ids)
        marks = ", ".join("?" * len(wanted))
        rows = self._asked(f"select id, row from firms where id in ({marks})", wanted)  # noqa: S608
        found = {row[0]: _as_firm(row[1]) for row in rows}
        return tuple(found[one] for one in wanted if one in found)


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _as_firm(row: bytes) -> Firm:
    values = dict(zip(FIRM_COLUMNS, json.loads(row), strict=True))
    day = values["registered_on"]
    values["registered_on"] = date.fromisoformat(day) if day else None
    return as_firm(values)


# Questions


def _is_indexed(sought: FirmFilter) -> bool:
    plain = FirmFilter()
    others = any(getattr(sought, name) != getattr(plain, name) for name in _OTHER)
    codes = (sought.industry, *sought.industries)
    fine = all(not code or len(code) in _BY_LENGTH for code in codes)
    return not others and fine and (sought.places is None or 0 < len(sought.places) <= _MOST_PLACES)


def _question(sought: FirmFilter) -> str | None:
    """What FTS5 is asked; None where everything is wanted."""
    parts = []
    for keys in words_of(sought.text):
        parts.append("{name} : (" + " OR ".join(f'"{" ".join(key)}"' for key in keys) + ")")
    if sought.counties:
        parts.append(_any_mark(("county", code) for code in sought.counties))
    if sought.places is not None:
        parts.append(_any_mark((column, code) for code in sorted(sought.places) for column in _PLACES))
    codes = sorted({code for code in (sought.industry, *sought.industries) if code})
    if codes:
        parts.append(_any_mark((_BY_LENGTH[len(code)], code) for code in codes))
    parts += [_any_mark(((name, getattr(sought, name)),)) for name in _SINGLE if getattr(sought, name)]
    return " AND ".join(parts) or None


def _any_mark(pairs: Iterable[tuple[str, str]]) -> str:
    return "{marks} : (" + " OR ".join(mark(column, value) for column, value in pairs) + ")"


def mark(column: str, value: str) -> str:
    """The word that stands for a value of a column; small letters and digits as they are, all else as a digest."""
    plain = _PLAIN.fullmatch(value) is not None
    return _MARKED[column] + (value if plain else "x" + hashlib.sha256(value.encode()).hexdigest()[:12])


def _mark_sql(column: str) -> str:
    """As `mark`, in DuckDB's SQL."""
    digest = f"'x' || substr(sha256({column}), 1, 12)"
    plain = f"regexp_full_match({column}, '{_PLAIN.pattern}')"
    return f"'{_MARKED[column]}' || case when {plain} then {column} else {digest} end"


# Building


class OutOfOrder(ValueError):
    """The firms of a version do not lie in the order of their codes."""


def build_names(folder: Path, count: int) -> None:
    """The index of the firms of a version that is being made in a folder, synced. count: of them.

    Raises OSError, such as for a full disk, and OutOfOrder.
    """
    if count <= _ONE_AFTER_THE_OTHER or (os.cpu_count() or 1) == 1:
        _build_rows(folder)
        _build_words(folder)
        return
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, mp_context=context, initializer=leave_with_parent) as pool:
            rows = pool.submit(_build_rows, folder)
            _build_words(folder)
            rows.result()
    except BrokenProcessPool as error:
        raise OSError("the process that writes the rows beside the index of names was ended") from error


def _build_rows(folder: Path) -> None:
    """The row of every firm as JSON, by its place in the order of codes and by its code."""
    with _new(folder / ROWS_FILE) as made:
        made.execute("create table firms (id integer primary key, code text not null, row blob not null)")
        row = f"encode(json_array({', '.join(FIRM_COLUMNS)})::varchar)"
        last = ""
        for rows in _batches(folder, f"code, {row}"):
            last = _in_order([last, *(one[0] for one in rows)])
            made.executemany("insert into firms (code, row) values (?, ?)", rows)
        made.execute("create unique index firms_code on firms (code)")


def _in_order(codes: list[str]) -> str:
    """The last of them."""
    if codes != sorted(codes):
        raise OutOfOrder("the firms of a version do not lie in the order of their codes")
    return codes[-1]


def _build_words(folder: Path) -> None:
    with _new(folder / NAMES_FILE) as made:
        made.execute(
            "create virtual table names using fts5(name, marks, content = '', columnsize = 0, "
            'tokenize = "unicode61 remove_diacritics 0")'
        )
        # The more FTS5 holds before it writes a part, the fewer parts have to be merged.
        made.execute("insert into names (names, rank) values ('hashsize', ?)", (_HASH_BYTES,))
        made.execute(f"create table keys (id integer primary key, {NAME_KEY} text)")
        made.execute("create table common (part text primary key, total integer) without rowid")
        sampled: Counter[str] = Counter()
        count = 0
        for rows in _batches(folder, f"{NAME_KEY}, {_split_sql()}, {_marks_sql()}"):
            made.executemany(f"insert into keys ({NAME_KEY}) values (?)", ((row[0],) for row in rows))  # noqa: S608
            texts = ((at, row[1], row[2]) for at, row in enumerate(rows, start=count + 1))
            made.executemany("insert into names (rowid, name, marks) values (?, ?, ?)", texts)
            for row in rows[::_SAMPLE]:
                sampled.update(_parts_of(row[0] or ""))
            count += len(rows)
        made.execute(f"create index keys_key on keys ({NAME_KEY})")
        made.execute("insert into names (names) values ('optimize')")
        _count_common(made, sampled, count)


@contextmanager
def _new(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that nobody reads before it is complete: without a journal, and on the disk when all is in it."""
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as made:
            made.executescript(
                "pragma page_size = 8192; pragma journal_mode = off; pragma synchronous = off;"
                "pragma locking_mode = exclusive; pragma cache_size = -200000; begin;"
            )
            yield made
            made.commit()
    except sqlite3.OperationalError as error:
        raise OSError(f"the index of names cannot be written: {error}") from error
    sync(path)


def _batches(folder: Path, what: str) -> Iterator[list[tuple[Any, ...]]]:
    """Of all firms as they lie in the files of a version, which is the order of codes: they are not sorted again."""
    files = sorted(str(path).replace("'", "''") for path in (folder / FIRMS_FOLDER).glob("*.parquet"))
    listed = ", ".join(f"'{path}'" for path in files)
    settings: dict[str, Any] = {"threads": 1, "memory_limit": _MEMORY, "preserve_insertion_order": True}
    with closing(duckdb.connect(config=settings)) as made:
        made.execute(f"select {what} from read_parquet([{listed}])")  # noqa: S608
        while rows := made.fetchmany(_BATCH):
            yield rows


def _split_sql() -> str:
    """The name of a firm and its former ones, split by character."""
    split = "array_to_string(string_split({}, ''), ' ')"
    former = f"list_transform(string_split({FORMER_KEYS}, ';'), lambda one: {split.format('one')})"
    return (
        f"coalesce({split.format(NAME_KEY)}, '') || coalesce('{_APART}' || array_to_string({former}, '{_APART}'), '')"
    )


def _marks_sql() -> str:
    return f"concat_ws(' ', {', '.join(_mark_sql(column) for column in _MARKED)})"


def _parts_of(key: str) -> set[str]:
    return {key[at : at + size] for size in range(1, _LONGEST_COMMON + 1) for at in range(len(key) - size + 1)}


def _count_common(made: sqlite3.Connection, sampled: "Counter[str]", count: int) -> None:
    """Parts that very many names hold (such as legal forms) are counted now, because counting them takes long."""
    least = max(_COMMON_SHARE * count / _SAMPLE, 20)
    for part, seen in sampled.items():
        if seen >= least:
            question = _question(FirmFilter(text=part))
            total = made.execute("select count(*) from names where names match ?", (question,)).fetchone()[0]
            made.execute("insert into common values (?, ?)", (part, total))
