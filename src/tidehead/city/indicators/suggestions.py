"""Which indicator, place, industry and period a read fact is most likely about: proposals, never decisions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from tidehead.calc.units import converts
from tidehead.city.common.types import Text
from tidehead.city.evidence.types import FactInfo
from tidehead.city.indicators.queries import all_indicators, members_by_code
from tidehead.city.indicators.types import Mapping
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.packs.periods import is_period

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
_WHOLE = 93.0
"""A name that stands whole in the words and is at least half of them."""
_PLACE_WORD = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:省|市|县|区|自治州)")
_NO_NAME = re.compile(r"[全我本各该两三城郊园社新老]|开发|高新|工业|示范|先行|试验|功能|街|片|辖|景|专|特|保税|合作")
_FALLING = r"(?:下降|减少|降低|下滑|回落|缩减|萎缩|fell|fall|declin|decreas|drop|down)"
_STEP = re.compile(r"(?:增加|减少|净增|多|少|提高|increased by|rose by|fell by|up by|down by)\s*了?\s*[\d.,]+")
_OF_CHANGE = {
    "yoy": re.compile(r"增速|增长|增幅|growth|change", re.IGNORECASE),
    "chain": re.compile(r"增速|增长|环比|growth|change", re.IGNORECASE),
    "growth": re.compile(r"增速|增长|增幅|growth", re.IGNORECASE),
    "share": re.compile(r"占|比重|比例|份额|率|share|rate|ratio|per ", re.IGNORECASE),
    "rank": re.compile(r"位次|排名|名次|rank", re.IGNORECASE),
}
"""A change, a share or a rank is offered only to indicators that measure one."""
_OF_STEPS = re.compile(r"新增|增加|净增|增量|added|new|increase", re.IGNORECASE)
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
        self._scored: dict[tuple[str, str, str], tuple[Choice, ...]] = {}
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

    def is_of_another_place(self, title: str) -> bool:
        """Whether a document's title names a place, and none of this region: its figures are not taken for ours."""
        named = [word for word in _PLACE_WORD.findall(title) if not _NO_NAME.search(word[:-1])]
        return bool(named) and not _contained(title, self.places)

    def suggest(self, fact: FactInfo, *, foreign: bool = False) -> Suggestion:
        """The likeliest mapping of a fact; the same words get the same answer, worked out once.

        `foreign`: the document is about another place, so that "the whole city" is not this one.
        """
        key = (fact.subject, fact.indicator, fact.unit, fact.time, fact.kind, fact.change, fact.comparator, fact.force)
        key = (*key, fact.value, fact.value_high, _speaks_of_the_region(fact), _falls(fact), _is_step(fact), foreign)
        suggestion = self._suggested.get(key)
        if suggestion is None:  # the answer is in hand before it is kept: another thread may clear what is kept
            suggestion = self._suggestion(fact, foreign=foreign or self.is_of_another_place(fact.subject))
            if len(self._suggested) > _MOST_KEPT:
                self._suggested.clear()
            self._suggested[key] = suggestion
        return suggestion

    def _suggestion(self, fact: FactInfo, *, foreign: bool, most: int = 5) -> Suggestion:
        words = f"{fact.subject} {fact.indicator}"
        places = _contained(words, self.places, subject=fact.subject)
        named = bool(places and places[0].score == _NAMED) or (_speaks_of_the_region(fact) and not foreign)
        places = places or ([] if named else _nearest(fact.subject, self.places, most=most, least=_LIKELY_PLACE))
        indicators = self._indicators(fact, most=most)
        confidence = indicators[0].score if indicators else 0.0
        mapping = self._mapping(fact, indicators, places, words)
        if foreign and not places:
            mapping = replace(mapping, place="")
        fits = bool(indicators) and converts(fact.unit, self.units[mapping.indicator])
        sure = named and fits and _stands_out(indicators) and _is_plain(fact) and bool(mapping.period)
        return Suggestion(mapping, indicators, tuple(places[:most]), sure, confidence)

    def _indicators(self, fact: FactInfo, *, most: int) -> tuple[Choice, ...]:
        wanted = _OF_STEPS if _is_step(fact) else _OF_CHANGE.get(fact.change)
        key = (fact.indicator, fact.unit, wanted.pattern if wanted else "")
        scored = self._scored.get(key)
        if scored is None:
            names = self._of_unit(fact.unit)
            names = [name for name in names if any(map(wanted.search, name.words))] if wanted else names
            scored = self._scored[key] = tuple(_nearest(fact.indicator, names, most=most))
        return scored

    def _of_unit(self, unit: str) -> list[_Name]:
        """Indicators that can be measured in a unit; all of them where there is no unit."""
        if unit not in self._fitting:
            self._fitting[unit] = [
                name for name in self.indicators if not unit or converts(unit, self.units[name.code], growth=True)
            ]
        return self._fitting[unit]

    def _mapping(self, fact: FactInfo, indicators: Sequence[Choice], places: Sequence[Choice], words: str) -> Mapping:
        members, bodies = _contained(words, self.members), _contained(words, self.organisations)
        return Mapping(
            indicator=indicators[0].code if indicators else "",
            place=places[0].code if places else self.root,
            period=period_of(fact),
            value=float("nan") if fact.value is None else -abs(fact.value) if _falls(fact) else fact.value,
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


def _falls(fact: FactInfo) -> bool:
    """Whether the passage says that it fell by this number: "同比下降1.4%" is a growth of -1.4 %."""
    if fact.value is None or fact.change not in {"yoy", "chain", "growth"}:
        return False
    return bool(
        re.search(rf"{_FALLING}\D{{0,12}}{re.escape(f'{abs(fact.value):g}')}(?![\d])", fact.quote, re.IGNORECASE)
    )


def _is_step(fact: FactInfo) -> bool:
    """Whether the number is by how much something grew, in its own unit, and so no level of it."""
    return fact.unit not in {"%", "％", "百分点", "个百分点"} and bool(_STEP.search(fact.quote)) and not fact.change


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
    hits = process.extract(words, [word for word, _ in spelled], scorer=fuzz.ratio, limit=most * 3, score_cutoff=least)
    scored = [(score, spelled[nth][1]) for _, score, nth in hits]
    scored += [
        (_WHOLE, name) for word, name in spelled if 2 * len(word) >= len(words) and len(word) > 2 and word in words
    ]
    best: dict[str, Choice] = {}
    for score, name in sorted(scored, key=lambda hit: -hit[0]):
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
