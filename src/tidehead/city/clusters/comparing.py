"""What a cluster is under two definitions: how much of its change is growth, how much only counted in."""

from dataclasses import dataclass

from tidehead.calc.concentration import Growth, definition_and_growth
from tidehead.city.clusters.counting import holes_of, last_full_year, region_codes
from tidehead.city.clusters.definitions import DefinitionInfo, counted_by
from tidehead.city.clusters.measures import SPAN
from tidehead.city.common.remembered import remembered
from tidehead.city.enterprises.queries import current_register
from tidehead.city.indicators.queries import crosswalk
from tidehead.lake.register import Register


@dataclass(frozen=True, slots=True)
class Counted:
    """Firms of each member by one definition, in an earlier and a later year, and now with unknown days."""

    definition: DefinitionInfo
    then: dict[str, int]
    later: dict[str, int]
    now: dict[str, int]


@dataclass(frozen=True, slots=True)
class Split:
    """A member of one definition that became one of another: its published change, and what of it is growth."""

    old: str
    new: str
    relation: str
    old_then: int
    old_now: int
    new_then: int
    new_now: int
    growth: float
    definition: float


def years_compared() -> tuple[int, int] | None:
    """The last full year and five before; None where no day of registration is known."""
    register = current_register()
    last = last_full_year(register) if register else None
    return (last - SPAN, last) if last else None


def missing_years() -> tuple[int, ...]:
    """Years between the two that are compared of which the register knows nothing."""
    register, years = current_register(), years_compared()
    return holes_of(register, years[0] + 1, years[1]) if register and years else ()


def counted(definition: DefinitionInfo) -> Counted | None:
    """Firms by a definition; None before there is a register or any day of registration."""
    register, years = current_register(), years_compared()
    if register is None or years is None:
        return None
    inside = inside_of(register)
    then, later = (counted_by(register, definition.members, year, inside) for year in years)
    return Counted(definition, then, later, counted_by(register, definition.members, None, inside))


def inside_of(register: Register) -> frozenset[str]:
    """Counties of the region that the register knows; none where it knows none of them, so that all are counted."""
    counties = frozenset(register.place_industry("county", "division").labels[0])
    return counties & region_codes()


def split(old: DefinitionInfo, new: DefinitionInfo) -> tuple[Split, ...]:
    """Members of two definitions that stand for each other: the same code, or linked by the crosswalk."""
    before, after = counted(old), counted(new)
    if before is None or after is None:
        return ()
    pairs = _pairs(old, new)
    return tuple(_split(before, after, *pair) for pair in pairs)


def _split(before: Counted, after: Counted, old: str, new: str, relation: str) -> Split:
    counts = {
        "old_then": before.then[old],
        "old_now": before.later[old],
        "new_then": after.then[new],
        "new_now": after.later[new],
    }
    found: Growth = definition_and_growth(**{name: float(value) for name, value in counts.items()})
    return Split(old, new, relation, **counts, growth=float(found.growth), definition=float(found.definition))


def _pairs(old: DefinitionInfo, new: DefinitionInfo) -> tuple[tuple[str, str, str], ...]:
    has, had = {one.member for one in new.members}, {one.member for one in old.members}
    if old.taxonomy == new.taxonomy:
        return tuple((one.member, one.member, "same") for one in old.members if one.member in has)
    found = {}
    for one, other, relation in crosswalk_pairs():
        for (a_taxonomy, a), (b_taxonomy, b) in ((one, other), (other, one)):
            if (a_taxonomy, b_taxonomy) == (old.taxonomy, new.taxonomy) and a in had and b in has:
                found[(a, b)] = relation
    return tuple((a, b, relation) for (a, b), relation in found.items())


@remembered
def crosswalk_pairs() -> tuple[tuple[tuple[str, str], tuple[str, str], str], ...]:
    """Links of the crosswalk as pairs of (taxonomy, member)."""
    return tuple((_parts(one.from_member), _parts(one.to_member), one.relation) for one in crosswalk())


def _parts(code: str) -> tuple[str, str]:
    taxonomy, _colon, member = code.partition(":")
    return taxonomy, member
