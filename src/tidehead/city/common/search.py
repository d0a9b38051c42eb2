"""Search over everything, two Chinese characters included, on SQLite (FTS5) and on PostgreSQL (text search).

Both engines index the text with every CJK character as a word of its own and match the query as a phrase, so that
the same query finds the same things on both.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection, transaction

from tidehead.city.common.models import SearchEntry
from tidehead.city.common.types import SearchHit, SearchText, Text

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
    SearchEntry.objects.filter(kind=kind, code=entry.code).delete()
    _row(kind, entry).save()


def remove_entry(kind: str, code: str) -> None:
    SearchEntry.objects.filter(kind=kind, code=code).delete()


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


LONGEST_QUERY = 200  # what is longer is no query, and both engines refuse very long ones


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
            code=row.code,
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
            cursor.execute(f"SELECT id FROM common_searchentry WHERE {condition} LIMIT 2000", queries)  # noqa: S608
        else:
            match = " AND ".join(f'"{phrase}"' + ("*" if phrase.isascii() else "") for phrase in phrases)
            cursor.execute(
                "SELECT rowid FROM common_search_index WHERE common_search_index MATCH %s LIMIT 2000", [match]
            )
        return [row[0] for row in cursor.fetchall()]


def _prefixed(words: list[str]) -> list[str]:
    return [*words[:-1], words[-1] + (":*" if words[-1].isascii() else "")]
