"""What clusters are made of: definitions by codes and words, and how many firms each of them counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from tidehead.city.clusters.models import DefinitionRow
from tidehead.city.common.types import Text
from tidehead.lake.register import Register


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """Beginnings of codes, and words of which a firm needs one where any are given."""

    codes: tuple[str, ...]
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class MemberRules:
    member: str
    rules: tuple[RuleInfo, ...]
    note: Text

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes that suffice without any word."""
        return tuple(dict.fromkeys(code for rule in self.rules if not rule.words for code in rule.codes))

    @property
    def with_words(self) -> tuple[RuleInfo, ...]:
        return tuple(rule for rule in self.rules if rule.words)


@dataclass(frozen=True, slots=True)
class DefinitionInfo:
    """A definition of a taxonomy's members. standing: proposed where no document says so and it is our own."""

    id: int
    taxonomy: str
    version: str
    members: tuple[MemberRules, ...]
    standing: str
    default: bool
    source: str
    locator: str
    note: Text
    kept_at: datetime
    current: bool

    def member(self, code: str) -> MemberRules | None:
        return next((one for one in self.members if one.member == code), None)


def all_definitions() -> tuple[DefinitionInfo, ...]:
    """Those in force first, then former ones, the latest first."""
    rows = DefinitionRow.objects.order_by("-current", "-default", "taxonomy", "-kept_at", "-id")
    return tuple(_info(row) for row in rows)


def default_definition() -> DefinitionInfo | None:
    """The one that firms' clusters are read by."""
    row = DefinitionRow.objects.filter(current=True, default=True).first()
    return _info(row) if row else None


def _info(row: DefinitionRow) -> DefinitionInfo:
    return DefinitionInfo(
        id=row.pk,
        taxonomy=row.taxonomy,
        version=row.version,
        members=tuple(_member(one) for one in row.members),
        standing=row.standing,
        default=row.default,
        source=row.source,
        locator=row.locator,
        note=Text(row.note_zh, row.note_en),
        kept_at=row.kept_at,
        current=row.current,
    )


def _member(kept: dict[str, Any]) -> MemberRules:
    rules = tuple(RuleInfo(tuple(one["codes"]), tuple(one["words"]), one["weight"]) for one in kept["rules"])
    return MemberRules(kept["member"], rules, Text(kept["note"].get("zh", ""), kept["note"].get("en", "")))


# Counting by a definition


@lru_cache(maxsize=64)
def counted_by(
    register: Register, members: tuple[MemberRules, ...], year: int | None, inside: frozenset[str]
) -> dict[str, int]:
    """Firms of the region's counties by member, each in one at most, as the classifier decides between rules.

    The heaviest rule that fits wins, of equal ones that with words, then the longer code, then the first. year: firms
    registered by its end; None: all. inside: the region's places; none: the whole register.
    """
    firms = register.firms_table
    if year is not None:
        firms = firms.filter(firms.registered_on.year() <= year)
    if inside:
        firms = firms.filter(firms.county.isin(sorted(inside)))
    found = firms.group_by(member=_member_of(firms, members)).aggregate(n=firms.count()).to_pyarrow().to_pydict()
    counts = dict(zip(found["member"], found["n"], strict=True))
    return {one.member: int(counts.get(one.member, 0)) for one in members}


def _member_of(firms: Any, members: Iterable[MemberRules]) -> Any:
    """An expression: the member of each firm, "" where no rule fits."""
    ranked = [
        ((rule.weight, bool(rule.words), len(code)), one.member, code, rule.words)
        for one in members
        for rule in one.rules
        for code in rule.codes
    ]
    ranked.reverse()  # of equal ranks the first is asked last, and so decides
    made: Any = ""
    for _rank, member, code, words in sorted(ranked, key=lambda each: each[0]):
        made = _fits(firms, code, words).ifelse(member, made)
    return made if ranked else firms.code.left(0)


def _fits(firms: Any, code: str, words: tuple[str, ...]) -> Any:
    column = {2: firms.division, 3: firms.group_}.get(len(code), firms.industry)
    condition = column == code
    if words:
        named = None
        for word in words:
            has = firms.name.contains(word) | firms.scope.contains(word)
            named = has if named is None else named | has
        condition = condition & named
    return condition.fill_null(False)  # noqa: FBT003
