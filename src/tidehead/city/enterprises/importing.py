"""Stores a pack's enterprises, what it calls industries and places, and the first version of the register."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from tidehead.city.common.firm_books import book_of
from tidehead.city.common.storing import put_rows
from tidehead.city.common.types import Text
from tidehead.city.enterprises.building import Part, follow_pack
from tidehead.city.enterprises.ladder_texts import keep_ladders
from tidehead.city.enterprises.lexicons import keep_book, reader_of_rows
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.terms import CLUSTER, DIVISION_OF_LAND, ROLE, store_terms
from tidehead.city.enterprises.types import FROM_PACK, TRADE, TermInfo
from tidehead.city.enterprises.versions import register_folder
from tidehead.city.enterprises.wording import ROLES
from tidehead.city.evidence.queries import source_ids
from tidehead.city.places.queries import place_ids
from tidehead.lake.register import Firm, PublishOptions, write_register
from tidehead.packs.schema import Region
from tidehead.packs.schema_work import EnterpriseRow

_LEVELS = {1: "section", 2: "division", 3: "group", 4: "class"}
_FORM = "2"
"""Raise it when the same pack gives other rows of the register."""


def load_enterprises(region: Region) -> None:
    """Store what the pack says of enterprises; those entered here, which name no source, stay as they are."""
    places, sources = place_ids(), source_ids()
    own = list(Enterprise.objects.filter(source=None, current=True).values_list("id", flat=True))
    rows = (
        _row(row, ordinal, place=places.get(row.place), source=sources[row.source], synthetic=region.pack.synthetic)
        for ordinal, row in enumerate(region.enterprises)
    )
    put_rows(Enterprise, rows)
    Enterprise.objects.filter(id__in=own, source=None).update(current=True)
    store_terms(_terms(region))
    keep_ladders(region)
    digest = keep_book(book_of(region))
    follow_pack(_pack_part(region, digest), as_of=region.pack.as_of, now=timezone.now())


def _row(row: EnterpriseRow, ordinal: int, *, place: int | None, source: int, synthetic: bool) -> Enterprise:
    return Enterprise(
        code=row.code,
        label_zh=row.label.zh,
        label_en=row.label.en,
        short_name=row.short_name,
        place_id=place,
        industry=row.industry,
        size=row.size,
        jobs=row.jobs,
        longitude=row.longitude,
        latitude=row.latitude,
        source_id=source,
        locator=row.locator,
        synthetic=synthetic,
        ordinal=ordinal,
        current=True,
    )


# What things are called


def _terms(region: Region) -> Iterator[TermInfo]:
    for code in region.industry_codes:
        parent = code.section if code.level == 2 else code.parent
        yield TermInfo(_LEVELS[code.level], code.code, Text(code.label, code.label_en), parent)
    default = next((one.taxonomy for one in region.definitions if one.default), "")
    for taxonomy in region.taxonomies:
        if taxonomy.id == default:
            for member in taxonomy.members:
                yield TermInfo(CLUSTER, member.code, Text(member.label.zh, member.label.en), taxonomy.id)
    for role in dict.fromkeys(one.role for one in region.industry_roles):
        yield TermInfo(ROLE, role, ROLES.get(role, Text(role)), "")
    for place in region.divisions:
        yield TermInfo(DIVISION_OF_LAND, place.code, Text(place.name), place.county)


# The first version of the register


def _pack_part(region: Region, book: str) -> Part | None:
    """The pack's firms as a register of their own; found again while neither they nor the book change."""
    if not region.enterprises:
        return None
    said = repr((_FORM, book, region.pack.synthetic, [_said(row) for row in region.enterprises]))
    name = f"pack-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    root = register_folder()
    root.mkdir(parents=True, exist_ok=True)
    if not (root / name).is_dir():
        draft = root / f"{name}.{os.urandom(4).hex()}"
        write_register(_firms(region), draft, options=PublishOptions(threads=1))
        try:
            draft.rename(root / name)
        except OSError:  # somebody else was faster: the same firms lie there
            if not (root / name).is_dir():
                raise
    return Part(FROM_PACK, name, region.pack.id, len(region.enterprises))


def _said(row: EnterpriseRow) -> tuple[object, ...]:
    return row.code, row.label, row.place, row.industry, row.jobs, row.longitude, row.latitude, row.source, row.locator


def _firms(region: Region) -> Iterator[Firm]:
    """The pack's firms, read as the rows of any table are; their place is the pack's own word."""
    rows = region.enterprises
    cells = {
        "code": [row.code for row in rows],
        "name": [row.label.zh for row in rows],
        "scope": [row.industry for row in rows],
    }
    reader = reader_of_rows(region.pack.as_of)
    read = reader(cells, {}).values
    by_name = reader({name: cells[name] for name in ("code", "name")}, {}).values
    places = _standing_of_places(region)
    for at, row in enumerate(rows):
        county, town, park = places.get(row.place, ("", "", ""))
        got = {name: values[at] for name, values in read.items() if name not in {"code", "name", "scope"}}
        got |= _sureness(got, by_name, at)
        got |= {"county": county or got.get("county"), "town": town or None, "park": park or got.get("park")}
        yield Firm(
            code=row.code,
            name=row.label.zh,
            longitude=row.longitude,
            latitude=row.latitude,
            jobs=row.jobs,
            source=row.source,
            source_row=None,
            synthetic=region.pack.synthetic,
            **got,
        )


def _sureness(got: Mapping[str, Any], by_name: Mapping[str, Sequence[Any]], at: int) -> dict[str, Any]:
    """How sure the industry of a firm is: as its name alone makes it; unknown where its source's word for a trade does.

    The curves were fitted on business scopes; a trade in two words, as lists of firms have them, is none.
    """
    if not got.get("division"):
        return {}
    same = got.get("group_") == by_name["group_"][at] and got["division"] == by_name["division"][at]
    because = [
        [TRADE if where == "scope" else where, word, code] for where, word, code in json.loads(got["because"] or "[]")
    ]
    return {
        "confidence": by_name["confidence"][at] if same else None,
        "because": json.dumps(because, ensure_ascii=False) if because else None,
    }


def _standing_of_places(region: Region) -> dict[str, tuple[str, str, str]]:
    """County, town and park of a firm that the pack puts at a place."""
    kinds = {place.code: place.kind for place in region.places}
    within = {place.code: place.within for place in region.places}
    found: dict[str, tuple[str, str, str]] = {}
    for code, kind in kinds.items():
        county, above, seen = "", code, {code}
        while above and not county:
            county = above if kinds.get(above) == "county" else ""
            above = within.get(above, "")
            if above in seen:
                break
            seen.add(above)
        town = code if kind == "town" else ""
        found[code] = (county, town, "" if kind in {"county", "town", "city"} else code)
    return found
