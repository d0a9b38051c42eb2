"""What the files about industries say about each other: every code used is a code of the classification, once."""

from collections.abc import Iterable

from tidehead.packs.names import Names
from tidehead.packs.position import Position
from tidehead.packs.problems import Problems
from tidehead.packs.schema import Region
from tidehead.packs.schema_industry import Industries


def industries_of(region: Region) -> Industries:
    """What a whole region says of industries."""
    return Industries(
        region.industry_codes,
        region.industry_words,
        region.goods_uses,
        region.industry_roles,
        region.definitions,
        region.divisions,
    )


def check_industries(industries: Industries, problems: Problems) -> None:
    """Report codes that stand twice, parents and codes that are not in the classification, and words said twice."""
    known = {row.code for row in industries.codes}
    _once(((row.code, row.position) for row in industries.codes), problems)
    _once(((row.code, row.position) for row in industries.divisions), problems)
    _once(((row.prefix, row.position) for row in industries.uses), problems)
    _once(((row.prefix, row.position) for row in industries.roles), problems)
    if "industry_code" in problems.unread:
        return
    for code, where in _used(industries):
        if code and code not in known:
            problems.add(where, "unknown_industry_code", name=code)
    said: set[tuple[str, str]] = set()
    for row in industries.words:
        for word in row.words:
            if (word, row.place) in said:
                problems.add(row.position, "word_twice", name=word)
            said.add((word, row.place))


def check_definitions(region: Region, names: Names) -> None:
    """Report definitions and divisions that name what the region does not have."""
    for one in region.definitions:
        names.need("taxonomy", one.taxonomy, one.position)
        names.need("source", one.source, one.position)
        for part in one.members:
            names.need_member(f"{one.taxonomy}:{part.member}", one.position)
    for row in region.divisions:
        names.need("source", row.source, row.position)
        names.need("place", row.county, row.position)


def _used(industries: Industries) -> Iterable[tuple[str, Position]]:
    for code in industries.codes:
        yield code.parent, code.position
    for word in industries.words:
        for name in (word.code, word.part, word.machine, word.processed):
            yield name, word.position
    for use in industries.uses:
        for name in (use.prefix, use.wholesale, use.retail, use.repair, use.rental, use.installation, use.study):
            yield name, use.position
    for role in industries.roles:
        yield role.prefix, role.position
    for definition in industries.definitions:
        for member in definition.members:
            for rule in member.rules:
                for name in (*rule.codes, *rule.without):
                    yield name, definition.position


def _once(named: Iterable[tuple[str, Position]], problems: Problems) -> None:
    seen: set[str] = set()
    for name, where in named:
        if name in seen:
            problems.add(where, "industry_twice", name=name)
        seen.add(name)
