"""What the classifier knows of the region, kept so that tables are read without a pack at hand."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache

from tidehead.city.enterprises.models import Lexicon
from tidehead.reading.firms import (
    Book,
    Cluster,
    ClusterRule,
    GoodsUse,
    IndustryCode,
    IndustryWord,
    PlaceName,
    RoleRule,
    WordKind,
)
from tidehead.reading.firms.rows import RowReader

_PARTS = {
    "codes": IndustryCode,
    "words": IndustryWord,
    "uses": GoodsUse,
    "roles": RoleRule,
    "clusters": Cluster,
    "cluster_rules": ClusterRule,
    "places": PlaceName,
}


def keep_book(book: Book) -> str:
    """Keep what the classifier knows; returns its digest."""
    content = asdict(book)
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    if not Lexicon.objects.filter(id=1, digest=digest).exists():
        Lexicon.objects.update_or_create(id=1, defaults={"digest": digest, "content": content})
    return digest


def reader_of_rows(as_of: date | None = None) -> RowReader:
    """What reads the rows of a table. Without a lexicon it reads codes, capital and days only."""
    digest = Lexicon.objects.filter(id=1).values_list("digest", flat=True).first()
    return RowReader(book=kept_book(digest) if digest else None, as_of=as_of)


@lru_cache(maxsize=2)
def kept_book(digest: str) -> Book:
    """The book of a digest, as it is kept."""
    content = Lexicon.objects.get(digest=digest).content
    parts = {name: tuple(_built(kind, row) for row in content[name]) for name, kind in _PARTS.items()}
    former = tuple((old, new) for old, new in content["former_codes"])
    return Book(**parts, taxonomy=content["taxonomy"], former_codes=former)


def _built(kind: type, row: dict[str, object]) -> object:
    """A row of the book: lists are tuples there, and words have a kind."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    if kind is IndustryWord:
        values["kind"] = WordKind(str(values["kind"]))
    return kind(**values)
