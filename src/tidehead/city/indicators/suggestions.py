"""Which indicator, place, industry and period a read fact is most likely about: proposals, never decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tidehead.city.common.types import Text
from tidehead.city.evidence.types import FactInfo
from tidehead.city.indicators.queries import all_indicators, members_by_code
from tidehead.city.indicators.types import Mapping
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.packs.periods import is_period
from tidehead.packs.units import converts

_LIKELY = 62.0
"""Below this share of common characters (rapidfuzz ratio, 0 to 100) nothing is proposed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, with the score it has as a proposal (0 to 100)."""

    code: str
    label_zh: str
    label_en: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the review form is filled with, and the nearest alternatives."""

    mapping: Mapping
    indicators: tuple[Choice, ...]
    places: tuple[Choice, ...]
    sure: bool


class Names:
    """All names that a fact's words can be matched with, read once for a whole document."""

    def __init__(self, root: str) -> None:
        self.root = root
        indicators = all_indicators()
        self.units = {row.code: row.unit for row in indicators}
        self.indicators = [_name(row.code, row.label, row.aliases) for row in indicators]
        self.places = [_name(row.code, row.label, row.aliases) for row in all_places()]
        self.members = [_name(row.code, row.label, ()) for row in members_by_code().values()]
        self.organisations = [_name(row.code, row.label, row.aliases) for row in all_organisations()]

    def suggest(self, fact: FactInfo, *, most: int = 5) -> Suggestion:
        words = f"{fact.subject} {fact.indicator}"
        fitting = [name for name in self.indicators if _fits(fact, self.units[name.code])] or self.indicators
        indicators = _nearest(fact.indicator, fitting, most=most)
        places = _contained(words, self.places) or _nearest(fact.subject, self.places, most=most)
        members, bodies = _contained(words, self.members), _contained(words, self.organisations)
        mapping = Mapping(
            indicator=indicators[0].code if indicators else "",
            place=places[0].code if places else self.root,
            period=fact.time if is_period(fact.time) else "",
            value=fact.value or 0.0,
            value_high=fact.value_high,
            unit=fact.unit,
            kind=fact.kind if fact.kind in {"actual", "target", "annual_target"} else "actual",
            comparator=_COMPARATORS.get(fact.comparator, "eq"),
            industry=members[0].code if members else "",
            organisation=bodies[0].code if bodies and not places else "",
            force=fact.force or "expected",
        )
        sure = bool(indicators and indicators[0].score >= 85 and places)
        return Suggestion(mapping, tuple(indicators), tuple(places[:most]), sure)


_COMPARATORS = {
    "exact": "eq",
    "approx": "approx",
    "at_least": "ge",
    "over": "gt",
    "nearly": "near",
    "at_most": "le",
    "under": "lt",
}


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    label_zh: str
    label_en: str
    words: tuple[str, ...]


def _name(code: str, label: Text, aliases: Sequence[str]) -> _Name:
    return _Name(code, label.zh, label.en, tuple(filter(None, [label.zh, label.en, *aliases])))


def _fits(fact: FactInfo, unit: str) -> bool:
    return not fact.unit or converts(fact.unit, unit, growth=True)


def _nearest(words: str, names: Sequence[_Name], *, most: int) -> list[Choice]:
    if not words.strip():
        return []
    spelled = [(word, name) for name in names for word in name.words]
    hits = process.extract(
        words, [word for word, _ in spelled], scorer=fuzz.WRatio, limit=most * 3, score_cutoff=_LIKELY
    )
    best: dict[str, Choice] = {}
    for _, score, nth in hits:
        name = spelled[nth][1]
        best.setdefault(name.code, Choice(name.code, name.label_zh, name.label_en, score))
    return list(best.values())[:most]


def _contained(words: str, names: Sequence[_Name]) -> list[Choice]:
    """Names that the words hold as they are, the longest first."""
    hits = [(len(word), name) for name in names for word in name.words if len(word) > 1 and word in words]
    hits.sort(key=lambda hit: -hit[0])
    found = {name.code: Choice(name.code, name.label_zh, name.label_en, 100.0) for _, name in hits}
    return list(found.values())
