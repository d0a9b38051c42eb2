"""Stores what a pack says of clusters: definitions, of which former ones stay, and input–output tables."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tidehead.city.clusters.models import DefinitionRow, TableRow
from tidehead.city.common.storing import both
from tidehead.packs.schema import Region
from tidehead.packs.schema_chains import IoTable
from tidehead.packs.schema_industry import ClusterDefinition

SYSTEM = "system"
PACK = "pack"


def load_clusters(region: Region, *, now: datetime) -> None:
    """Store definitions and tables. Tables that people handed in stay as they are."""
    _put_definitions(region.definitions, now)
    _put_tables(region.io_tables, now, synthetic=region.pack.synthetic)


def _put_definitions(definitions: Iterable[ClusterDefinition], now: datetime) -> None:
    """A definition that is what it was makes no row; one that comes back is in force again."""
    named = {one.taxonomy: one for one in definitions}
    DefinitionRow.objects.filter(current=True).exclude(taxonomy__in=named).update(current=False)
    for taxonomy, one in named.items():
        members = [_member(part) for part in one.members]
        digest = hashlib.sha256(json.dumps(members, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        DefinitionRow.objects.filter(taxonomy=taxonomy, current=True).exclude(digest=digest).update(current=False)
        note = both(one.note)
        said = {
            "version": one.version,
            "members": members,
            "standing": one.standing,
            "default": one.default,
            "source": one.source,
            "locator": one.locator,
            "note_zh": note["zh"],
            "note_en": note["en"],
            "current": True,
        }
        DefinitionRow.objects.update_or_create(
            taxonomy=taxonomy, digest=digest, defaults=said, create_defaults={**said, "kept_at": now}
        )


def _member(part: Any) -> dict[str, Any]:
    rules = [{"codes": list(rule.codes), "words": list(rule.words), "weight": rule.weight} for rule in part.rules]
    return {"member": part.member, "rules": rules, "note": both(part.note)}


def _put_tables(tables: Iterable[IoTable], now: datetime, *, synthetic: bool) -> None:
    named = {one.id: one for one in tables}
    TableRow.objects.filter(origin=PACK).exclude(code__in=named).update(current=False)
    for code, one in named.items():
        note = both(one.note)
        said = {
            "label_zh": one.label.zh,
            "label_en": one.label.en,
            "year": one.year,
            "place": one.place,
            "unit": one.unit,
            "content": plain_table(one),
            "origin": PACK,
            "source": one.source,
            "locator": one.locator,
            "note_zh": note["zh"],
            "note_en": note["en"],
            "made_by": SYSTEM,
            "current": True,
            "synthetic": synthetic,
        }
        TableRow.objects.update_or_create(code=code, defaults=said, create_defaults={**said, "made_at": now})


def plain_table(table: IoTable) -> dict[str, Any]:
    """A table as it is stored: figures as lists, names in both languages."""
    content = asdict(table)
    kept = ("kind", "flows", "final", "imports", "added", "output", "tolerance")
    return {name: content[name] for name in kept} | {
        "sectors": [{"id": one.id, "industries": list(one.industries), **both(one.label)} for one in table.sectors],
        "final_parts": [_part(one) for one in table.final_parts],
        "import_parts": [_part(one) for one in table.import_parts],
        "added_parts": [_part(one) for one in table.added_parts],
    }


def _part(part: Any) -> dict[str, str]:
    return {"id": part.id, "kind": part.kind, **both(part.label)}
