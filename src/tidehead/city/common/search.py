"""Search over everything, two Chinese characters included, on SQLite (FTS5) and on PostgreSQL (text search).

Both engines index the text with every CJK character as a word of its own and match the query as a phrase, so that
the same query finds the same things on both.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from django.db import connection, transaction
from django.db.models import Q

from tidehead.city.common.models import SearchEntry
from tidehead.city.common.types import SearchHit, SearchText, Text

LONGEST_QUERY = 200  # what is longer is no query, and both engines refuse very long ones
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]")


def grams(text: str) -> str:
    """The searchable words of a text: runs of Latin letters and digits, and single CJK characters.

    >>> grams("R&D 经费")
    'r d 经 费'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


@transaction.atomic
def replace_entries(kind: str, entries: Iterable[SearchText]) -> None:
    """Put the given entries in place of all of that kind."""
    SearchEntry.objects.filter(kind=kind).delete()
    SearchEntry.objects.bulk_create([_row(kind, entry) for entry in entries], batch_size=500)


@transaction.atomic
def put_entry(kind: str, entry: SearchText) -> None:
    """Put one entry in place of the earlier one of the same code. A long text is kept in parts.

    Words of a query that are to be found together have to stand in one part: some ten pages.
    """
    remove_entry(kind, entry.code)
    first, *others = _parts(" ".join(entry.words))
    _row(kind, replace(entry, words=(first,))).save()
    parts = (replace(entry, code=f"{entry.code}{_PART}{nth}", words=(part,)) for nth, part in enumerate(others, 1))
    SearchEntry.objects.bulk_create([_row(kind, part) for part in parts], batch_size=20)


def remove_entry(kind: str, code: str) -> None:
    SearchEntry.objects.filter(Q(code=code) | Q(code__startswith=f"{code}{_PART}"), kind=kind).delete()


_PART = "#"
"""Between a code and the number of a further part of its text; no code of a thing has it."""
_LONGEST_PART = 10_000
"""Characters of one part. PostgreSQL tells no places of words apart beyond 16,383, and keeps 1 MB of them at most."""


def _parts(text: str) -> list[str]:
    """The text in overlapping parts, so that no query falls between two."""
    step = _LONGEST_PART - LONGEST_QUERY
    return [text[start : start + _LONGEST_PART] for start in range(0, max(1, len(text) - LONGEST_QUERY), step)]


def _row(kind: str, entry: SearchText) -> SearchEntry:
    label, detail = entry.label, entry.detail
    return SearchEntry(
        kind=kind,
        code=entry.code,
        label_zh=label.zh[:400],
        label_en=label.en[:400],
        detail_zh=detail.zh,
        detail_en=detail.en,
        url=entry.url,
        weight=entry.weight,
        grams=grams(" ".join([label.zh, label.en, entry.code, detail.zh, detail.en, *entry.words])),
    )


def search(query: str, *, most: int = 50) -> tuple[SearchHit, ...]:
    """What matches every word of the query, the last one as a beginning; heavier kinds and shorter names first."""
    words = [grams(part) for part in query[:LONGEST_QUERY].split()]
    words = [word for word in words if word]
    if not words:
        return ()
    rows = SearchEntry.objects.filter(id__in=_matching(words)).order_by("-weight", "label_zh")
    hits = [
        SearchHit(
            kind=row.kind,
            code=row.code.partition(_PART)[0],
            label=Text(row.label_zh, row.label_en),
            detail=Text(row.detail_zh, row.detail_en),
            url=row.url,
        )
        for row in rows[: most * 4]
    ]
    needle = query.strip().lower()
    hits.sort(key=lambda hit: (needle not in f"{hit.label.zh} {hit.label.en}".lower(),))
    return tuple(hits[:most])


def _matching(phrases: list[str]) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            condition = " AND ".join(["to_tsvector('simple', grams) @@ to_tsquery('simple', %s)"] * len(phrases))
            queries = [" <-> ".join(_prefixed(phrase.split())) for phrase in phrases]
            cursor.execute(
                f"SELECT min(id) FROM common_searchentry WHERE {condition} "  # noqa: S608 - only placeholders
                "GROUP BY kind, split_part(code, '#', 1) ORDER BY max(weight) DESC LIMIT 2000",
                queries,
            )
        else:
            match = " AND ".join(f'"{phrase}"' + ("*" if phrase.isascii() else "") for phrase in phrases)
            cursor.execute(
                "SELECT min(id) FROM common_search_index JOIN common_searchentry ON id = common_search_index.rowid "
                "WHERE common_search_index MATCH %s "
                "GROUP BY kind, substr(code, 1, instr(code || '#', '#') - 1) ORDER BY max(weight) DESC LIMIT 2000",
                [match],
            )
        return [row[0] for row in cursor.fetchall()]


def _prefixed(words: list[str]) -> list[str]:
    return [*words[:-1], words[-1] + (":*" if words[-1].isascii() else "")]
