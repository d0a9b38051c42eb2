"""What a reader of firms needs, out of a pack: reading knows no packs, and packs know no reading."""

from collections.abc import Iterable
from pathlib import Path

from tidehead.packs import read_industries
from tidehead.packs.schema import Place, Region, Taxonomy
from tidehead.packs.schema_industry import ClusterDefinition, Industries
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

SITES = ("platform", "park", "block", "site", "area", "group", "core", "corridor")
"""Kinds of a pack's places that lie inside a county and that an address may name."""


def read_book(folder: Path, taxonomy: str = "") -> Book:
    """The Book of a pack's folder, from the few files that bear on it. Raises PackError."""
    industries, pack, places, taxonomies = read_industries(folder)
    return _book(industries, places, taxonomies, taxonomy)


def book_of(region: Region, taxonomy: str = "") -> Book:
    """The Book of a region that has been read. taxonomy: whose members are a firm's cluster; the pack's default."""
    industries = Industries(
        region.industry_codes,
        region.industry_words,
        region.goods_uses,
        region.industry_roles,
        region.definitions,
        region.divisions,
    )
    return _book(industries, region.places, region.taxonomies, taxonomy)


def _book(industries: Industries, places: Iterable[Place], taxonomies: Iterable[Taxonomy], taxonomy: str) -> Book:
    codes = tuple(IndustryCode(one.code, one.label, one.parent, one.section) for one in industries.codes)
    words = tuple(
        IndustryWord(
            one.words,
            one.code,
            WordKind(one.kind),
            one.part,
            one.machine,
            one.processed,
            one.role,
            one.weight,
            one.place,
        )
        for one in industries.words
    )
    uses = tuple(
        GoodsUse(
            one.prefix,
            one.wholesale,
            one.retail,
            one.repair,
            one.rental,
            one.installation,
            one.study,
            one.sold,
        )
        for one in industries.uses
    )
    names = tuple(Cluster(one.id, member.code, member.label.zh) for one in taxonomies for member in one.members)
    rules = tuple(rule for one in industries.definitions for rule in _rules(one))
    default = next((one.taxonomy for one in industries.definitions if one.default), "")
    return Book(
        codes,
        words,
        uses,
        tuple(RoleRule(one.prefix, one.role) for one in industries.roles),
        names,
        rules,
        taxonomy or default,
        _places(industries, places),
        tuple((former, one.code) for one in industries.divisions for former in one.former_codes),
    )


def _rules(definition: ClusterDefinition) -> Iterable[ClusterRule]:
    for part in definition.members:
        for rule in part.rules:
            yield ClusterRule(definition.taxonomy, part.member, rule.codes, rule.words, rule.weight, rule.without)


def _places(industries: Industries, places: Iterable[Place]) -> tuple[PlaceName, ...]:
    """Divisions, then what the pack's places add: cities, and sites that lie in a county."""
    found = [PlaceName(one.code, (one.name, *one.aliases), one.kind, one.county) for one in industries.divisions]
    known = {one.code for one in industries.divisions}
    for place in places:
        names = (place.label.zh, *place.aliases)
        if place.kind in ("city", "county") and place.code not in known:
            found.append(PlaceName(place.code, names, place.kind, place.code if place.kind == "county" else ""))
        elif place.kind in SITES and place.within:
            found.append(PlaceName(place.code, names, "park", place.within))
    return tuple(found)
