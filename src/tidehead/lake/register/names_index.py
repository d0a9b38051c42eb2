"""The firms of a register so that two characters of a name are found in a million at once, and any row by its code.

FTS5 over names split by character, so that every part of a name is a phrase; county, industry and the like stand beside
them as marks, so that a filter is one more word of the question. The rows themselves lie beside, because Parquet is
slow where single rows are wanted.
"""

import hashlib
import json
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from tidehead.lake.engine import DuckEngine
from tidehead.lake.register.columns import FIRM_COLUMNS, FORMER_KEYS, NAME_KEY, Firm, as_firm
from tidehead.lake.register.filters import FirmFilter, keys_of, looks_like_code, words_of

MOST_NAMES = 5_000_000
"""Of larger registers names are found by scanning them, on the engine."""
_BATCH = 20_000
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
    """An index that was built beside a version. May be asked from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here = threading.local()

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if not hasattr(self._here, "connection"):
            self._here.connection = sqlite3.connect(f"{self._path.as_uri()}?mode=ro&immutable=1", uri=True)
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
        return int(self._asked("select max(id) from firms")[0][0] or 0)

    def _exact(self, keys: Sequence[str], question: str) -> tuple[int, ...]:
        marks = ", ".join("?" * len(keys))
        ids = [row[0] for row in self._asked(f"select id from firms where {NAME_KEY} in ({marks}) order by id", keys)]  # noqa: S608
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


def _as_firm(row: str) -> Firm:
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


def build_names(firms: Path, out: Path, engine: DuckEngine) -> None:
    """The index of the firms of a version, in the order of codes. Raises OSError, such as for a full disk."""
    out.unlink(missing_ok=True)
    try:
        _write_names(firms, out, engine)
    except sqlite3.OperationalError as error:
        raise OSError(f"the index of names cannot be written: {error}") from error


def _write_names(firms: Path, out: Path, engine: DuckEngine) -> None:
    with closing(sqlite3.connect(out)) as made:
        made.executescript(
            "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000;"
            "create virtual table names using fts5(name, marks, content = '', columnsize = 0, "
            'tokenize = "unicode61 remove_diacritics 0");'
            f"create table firms (id integer primary key, code text not null, {NAME_KEY} text, row text not null);"
            "create table common (part text primary key, total integer) without rowid;"
        )
        sampled: Counter[str] = Counter()
        count = 0
        for rows in _batches(firms, engine):
            texts = [(at, row[3], row[4]) for at, row in enumerate(rows, start=count + 1)]
            made.executemany("insert into names (rowid, name, marks) values (?, ?, ?)", texts)
            kept = [(at, *row[:3]) for at, row in enumerate(rows, start=count + 1)]
            made.executemany("insert into firms values (?, ?, ?, ?)", kept)
            for row in rows[::_SAMPLE]:
                sampled.update(_parts_of(row[1] or ""))
            count += len(rows)
        made.execute("create unique index firms_code on firms (code)")
        made.execute(f"create index firms_key on firms ({NAME_KEY})")
        made.execute("insert into names (names) values ('optimize')")
        _count_common(made, sampled, count)
        made.commit()


def _batches(firms: Path, engine: DuckEngine) -> Iterator[list[tuple[Any, ...]]]:
    """code, key, the row as JSON, names split by character, marks: put together by DuckDB, a million in seconds."""
    path = str(firms).replace("'", "''")
    split = f"trim(regexp_replace(coalesce({NAME_KEY}, ''), '(.)', '\\1 ', 'g'))"
    former = f"regexp_replace(replace({FORMER_KEYS}, ';', '\n'), '(.)', '\\1 ', 'g')"
    marks = ", ".join(_mark_sql(column) for column in _MARKED)
    cursor = engine.connection.cursor()
    cursor.execute(
        f"""select code, {NAME_KEY}, json_array({", ".join(FIRM_COLUMNS)})::varchar,
            {split} || coalesce('{_APART}' || replace({former}, '\n', '{_APART}'), ''), concat_ws(' ', {marks})
            from read_parquet('{path}/*.parquet') order by code"""  # noqa: S608
    )
    while rows := cursor.fetchmany(_BATCH):
        yield rows


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
