"""Which indicator, place, industry and period a read fact is most likely about: proposals, never decisions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_LIKELY_PLACE = 91.0
"""A place that is not named in the words must be spelled nearly alike: else the region is proposed."""
_SURE = 92.0
"""From here a name is taken as meant, where no other comes within `_MARGIN`; a mere part of a name scores 90."""
_MARGIN = 4.0
_WHOLE_REGION = re.compile(r"全(?:市|区|县|省|州|域)|我(?:市|区|县|省|州)|本(?:市|区|县|省|州)")
_OF_ANOTHER_KIND = {"yoy", "chain", "growth", "rank", "share"}
"""Changes, shares and ranks of an indicator are not its level: a person decides."""
_NAMED, _MENTIONED = 100.0, 80.0
_MOST_KEPT = 20_000
_KINDS = {"actual", "target", "annual_target"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, with the score it has as a proposal (0 to 100)."""

    code: str
    label: Text
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the review form is filled with, and the nearest alternatives; `confidence` is a score from 0 to 100."""

    mapping: Mapping
    indicators: tuple[Choice, ...]
    places: tuple[Choice, ...]
    sure: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    label: Text
    words: tuple[str, ...]


class Names:
    """All names that a fact's words can be matched with, read once for a loaded region."""

    def __init__(self, root: str) -> None:
        self.root = root
        indicators = all_indicators()
        self.units = {row.code: row.unit for row in indicators}
        self.indicators = [_name(row.code, row.label, row.aliases) for row in indicators]
        self.places = [_name(row.code, row.label, row.aliases) for row in all_places()]
        self.members = [_name(row.code, row.label, ()) for row in members_by_code().values()]
        self.organisations = [_name(row.code, row.label, row.aliases) for row in all_organisations()]
        self._fitting: dict[str, list[_Name]] = {}
        self._scored: dict[tuple[str, str], tuple[Choice, ...]] = {}
        self._suggested: dict[tuple[object, ...], Suggestion] = {}
        self._choices = {
            "indicator": self.indicators,
            "place": self.places,
            "industry": self.members,
            "organisation": self.organisations,
        }
        self._labels = {kind: {name.code: name.label for name in names} for kind, names in self._choices.items()}
        self._codes = {kind: _codes(names) for kind, names in self._choices.items()}

    def choices(self, kind: str) -> tuple[Choice, ...]:
        """All that can be chosen of a kind: indicator, place, industry or organisation."""
        return tuple(Choice(name.code, name.label) for name in self._choices[kind])

    def label(self, kind: str, code: str) -> Text:
        """The name of a code; the code itself where it has none."""
        return self._labels[kind].get(code, Text(code))

    def code_of(self, kind: str, words: str) -> str:
        """The code that a person's words mean: a code, a name in either language or an alias; else the words."""
        words = words.strip()
        return words if words in self._labels[kind] else self._codes[kind].get(words.casefold(), words)

    def suggest(self, fact: FactInfo) -> Suggestion:
        """The likeliest mapping of a fact; the same words get the same answer, worked out once."""
        key = (fact.subject, fact.indicator, fact.unit, fact.time, fact.kind, fact.change, fact.comparator, fact.force)
        key = (*key, fact.value, fact.value_high, _speaks_of_the_region(fact))
        suggestion = self._suggested.get(key)
        if suggestion is None:  # the answer is in hand before it is kept: another thread may clear what is kept
            suggestion = self._suggestion(fact)
            if len(self._suggested) > _MOST_KEPT:
                self._suggested.clear()
            self._suggested[key] = suggestion
        return suggestion

    def _suggestion(self, fact: FactInfo, *, most: int = 5) -> Suggestion:
        words = f"{fact.subject} {fact.indicator}"
        places = _contained(words, self.places, subject=fact.subject)
        named = bool(places and places[0].score == _NAMED) or _speaks_of_the_region(fact)
        places = places or ([] if named else _nearest(fact.subject, self.places, most=most, least=_LIKELY_PLACE))
        indicators = self._indicators(fact, most=most)
        confidence = indicators[0].score if indicators else 0.0
        mapping = self._mapping(fact, indicators, places, words)
        fits = bool(indicators) and converts(fact.unit, self.units[mapping.indicator])
        sure = named and fits and _stands_out(indicators) and _is_plain(fact) and bool(mapping.period)
        return Suggestion(mapping, indicators, tuple(places[:most]), sure, confidence)

    def _indicators(self, fact: FactInfo, *, most: int) -> tuple[Choice, ...]:
        key = (fact.indicator, fact.unit)
        scored = self._scored.get(key)
        if scored is None:
            scored = self._scored[key] = tuple(_nearest(fact.indicator, self._of_unit(fact.unit), most=most))
        return scored

    def _of_unit(self, unit: str) -> list[_Name]:
        """Indicators that can be measured in a unit; all of them where there is none."""
        if unit not in self._fitting:
            fitting = [
                name for name in self.indicators if not unit or converts(unit, self.units[name.code], growth=True)
            ]
            self._fitting[unit] = fitting or self.indicators
        return self._fitting[unit]

    def _mapping(self, fact: FactInfo, indicators: Sequence[Choice], places: Sequence[Choice], words: str) -> Mapping:
        members, bodies = _contained(words, self.members), _contained(words, self.organisations)
        return Mapping(
            indicator=indicators[0].code if indicators else "",
            place=places[0].code if places else self.root,
            period=period_of(fact),
            value=float("nan") if fact.value is None else fact.value,
            value_high=fact.value_high,
            unit=fact.unit,
            kind=fact.kind if fact.kind in _KINDS else "actual",
            comparator=comparator_of(fact),
            industry=members[0].code if members else "",
            organisation=bodies[0].code if bodies and not places else "",
            force=fact.force or "expected",
        )


@lru_cache(maxsize=2)
def names_of(root: str, digest: str) -> Names:
    """The names of a region as it was loaded; `digest` is its pack's, so that another load is read anew."""
    del digest
    return Names(root)


_COMPARATORS = {
    "exact": "eq",
    "approx": "approx",
    "at_least": "ge",
    "over": "gt",
    "nearly": "near",
    "at_most": "le",
    "under": "lt",
}


def comparator_of(fact: FactInfo) -> str:
    return "range" if fact.value_high is not None else _COMPARATORS.get(fact.comparator, "eq")


def period_of(fact: FactInfo) -> str:
    """The fact's time as a period of figures: "2016-2020" is the span 2016/2020; empty where it is none."""
    years = re.fullmatch(r"(\d{4})-(\d{4})", fact.time)
    text = f"{years[1]}/{years[2]}" if years else fact.time
    return text if is_period(text) else ""


def _speaks_of_the_region(fact: FactInfo) -> bool:
    """全市, 我市: the whole of it; the reader leaves such words out of the subject, the passage keeps them."""
    return bool(_WHOLE_REGION.search(f"{fact.subject} {fact.quote}"))


def _is_plain(fact: FactInfo) -> bool:
    """A level of the indicator itself, said as a figure or a goal."""
    return fact.kind in _KINDS and fact.value is not None and bool(fact.unit) and fact.change not in _OF_ANOTHER_KIND


def _stands_out(choices: Sequence[Choice]) -> bool:
    if not choices or choices[0].score < _SURE:
        return False
    return len(choices) < 2 or choices[0].score - choices[1].score >= _MARGIN


def _name(code: str, label: Text, aliases: Iterable[str]) -> _Name:
    return _Name(code, label, tuple(filter(None, [label.zh, label.en, *aliases])))


def _codes(names: Sequence[_Name]) -> dict[str, str]:
    """Codes by every spelling; a full name wins over another thing's alias."""
    found = {word.casefold(): name.code for name in reversed(names) for word in name.words}
    return found | {word.casefold(): name.code for name in reversed(names) for word in name.words[:2]}


def _nearest(words: str, names: Sequence[_Name], *, most: int, least: float = _LIKELY) -> list[Choice]:
    if not words.strip():
        return []
    spelled = [(word, name) for name in names for word in name.words]
    hits = process.extract(words, [word for word, _ in spelled], scorer=fuzz.WRatio, limit=most * 3, score_cutoff=least)
    best: dict[str, Choice] = {}
    for _, score, nth in hits:
        name = spelled[nth][1]
        best.setdefault(name.code, Choice(name.code, name.label, score))
    return list(best.values())[:most]


def _contained(words: str, names: Sequence[_Name], *, subject: str = "") -> list[Choice]:
    """Names that the words hold as they are, the longest first.

    Two characters within a longer word may be the beginning of another name: they are no sure mention.
    """
    hits = [(len(word), word, name) for name in names for word in name.words if len(word) > 1 and word in words]
    hits.sort(key=lambda hit: -hit[0])
    found: dict[str, Choice] = {}
    for length, word, name in hits:
        score = _NAMED if length > 2 or word == subject else _MENTIONED
        found.setdefault(name.code, Choice(name.code, name.label, score))
    return list(found.values())
