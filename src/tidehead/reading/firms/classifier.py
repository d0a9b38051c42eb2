"""A firm's industry, cluster, role and place from its name, business scope and address. Pure: no files, no state.

Every phrase of the name and the scope speaks for a code with a weight; sums along the tree of codes decide, first the
activity, then division, group and class. See docs/methods/classification.md.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tidehead.reading.firms.book import Book
from tidehead.reading.firms.clusters import ClusterFinder
from tidehead.reading.firms.gazetteer import Gazetteer
from tidehead.reading.firms.grammar import Deed, plain
from tidehead.reading.firms.lexicon import Lexicon
from tidehead.reading.firms.names import NameReader
from tidehead.reading.firms.phrases import AS_MACHINE_PART, AS_PART, Phrase, phrases_of
from tidehead.reading.firms.types import Activity, Classification, Confidences, PlaceReading, Reason
from tidehead.reading.firms.weighing import GoodsUses, Weights, code_of, is_goods

_NOWHERE = PlaceReading()
_FIRST = re.compile("(?<=.{4})[、,;。.及和与]")  # where the first item of a scope ends
LONGEST_SCOPE = 320
"""Characters of a scope that are read: what a firm mainly does stands at its beginning."""
_SECTIONS = {
    "A": Activity.FARMING,
    "B": Activity.OTHER,
    "C": Activity.MANUFACTURE,
    "D": Activity.OTHER,
    "E": Activity.CONSTRUCTION,
    "F": Activity.TRADE,
}
_MAKE, _FARM, _STUDY, _SERVE = int(Deed.MAKE), int(Deed.FARM), int(Deed.STUDY), int(Deed.SERVE)
_TRADE, _SELL = int(Deed.TRADE), int(Deed.SELL)
TRADE_OF_ALL_KINDS = "51"
_SCIENCES = ("73", "74", "75")
COLLECTIVES = "72"
"""Village collectives are called co-operatives too."""
FARMED = "06"
"""Codes before it are of what is grown, bred or caught."""


class Classifier:
    """Reads firms by a Book. Can be pickled: a process that receives one builds its automata anew."""

    def __init__(self, book: Book, weights: Weights | None = None) -> None:
        self.book = book
        self.weights = weights or Weights()
        self._scope_words = Lexicon(book.words, "scope")
        self._names = NameReader(
            Lexicon(book.words, "name"),
            (name for place in book.places if place.kind in ("city", "county", "province") for name in place.names),
        )
        self._uses = GoodsUses(book)
        self._clusters = ClusterFinder(book, book.taxonomy)
        self._roles = {rule.prefix: rule.role for rule in book.roles}
        self._activities = {
            one.code: _SECTIONS.get(one.section, Activity.SERVICE) for one in book.codes if len(one.code) == 2
        }
        self._labels = {one.member: one.label for one in book.clusters if one.taxonomy == book.taxonomy}
        self.gazetteer = Gazetteer(book.places, book.former_codes)

    def __reduce__(self) -> tuple[type["Classifier"], tuple[Book, Weights]]:
        return Classifier, (self.book, self.weights)

    def classify(
        self,
        names: Sequence[str],
        scopes: Sequence[str],
        addresses: Sequence[str] | None = None,
        codes: Sequence[str] | None = None,
    ) -> list[Classification]:
        """Industry and place of each firm. codes: unified social credit codes, whose authority digits may tell a county.

        Raises ValueError where the sequences differ in length.
        """
        blank = ("",) * len(names)
        rows = zip(names, scopes, addresses or blank, codes or blank, strict=True)
        return [self.one(*row) for row in rows]

    def one(self, name: str, scope: str, address: str = "", code: str = "") -> Classification:
        """As `classify`, of one firm."""
        return self.industry(name, scope, self.gazetteer.locate(address, name, code))

    def industry(self, name: str, scope: str, place: PlaceReading = _NOWHERE) -> Classification:
        """The industry of one firm; all fields empty where neither name nor scope says anything known."""
        name, scope = plain(name), plain(scope[:LONGEST_SCOPE])
        votes = self._votes(name, scope)
        return (
            self._decide(votes, name + " " + _FIRST.split(scope, 1)[0], place)
            if votes.totals
            else Classification(place=place)
        )

    def _votes(self, name: str, scope: str) -> "Votes":
        """What every phrase speaks for."""
        weights, votes = self.weights, Votes()
        phrases = phrases_of(scope, self._scope_words)
        named, name_deeds = self._names.phrases(name)
        does = _Doing(phrases, named, name_deeds)
        weight = 1.0
        for phrase in phrases:
            deeds = does.deeds(phrase)
            loud = weight * phrase.word.weight
            code = code_of(phrase, deeds, self._uses)
            if not is_goods(code):
                loud *= weights.aside if does.makes or (does.farms and code[:2] != COLLECTIVES) else 1.0
            elif deeds & _MAKE:
                loud *= weights.made
            elif not phrase.deeds:
                loud *= weights.unsaid
            votes.add("scope", phrase, code, loud, scope[phrase.start : phrase.end])
            weight = weight * weights.decay if weight < 1.0 else weights.second
        core = self._names.core(name)
        last = len(named) - 1
        for at, phrase in enumerate(named):
            loud = (weights.name if at == last else weights.name_before) * phrase.word.weight
            code = code_of(phrase, does.named(phrase), self._uses)
            if does.makes and not is_goods(code):
                loud *= weights.aside
            votes.add("name", phrase, code, loud, core[phrase.start : phrase.end])
        if not votes.totals and does.trades_by_name:
            votes.totals[TRADE_OF_ALL_KINDS] = weights.unsaid
        return votes

    def _decide(self, votes: "Votes", text: str, place: PlaceReading) -> Classification:
        by_activity: dict[str, float] = defaultdict(float)
        for division, total in votes.totals.items():
            if len(division) == 2:
                by_activity[self._activities.get(division, Activity.SERVICE)] += total
        activity = max(by_activity, key=by_activity.__getitem__)
        division, of_division = votes.best(
            one for one in votes.totals if len(one) == 2 and self._activities.get(one, Activity.SERVICE) == activity
        )
        group, of_group = votes.best(one for one in votes.totals if len(one) == 3 and one.startswith(division))
        code, of_code = votes.best(one for one in votes.totals if len(one) == 4 and group and one.startswith(group))
        if of_code < self.weights.settled * of_group:
            code = ""
        deepest = code or group or division
        cluster = self._clusters.member(deepest, text)
        role = self._role(votes, deepest, activity)
        total = sum(by_activity.values())
        sure = [
            _confidence(share / total, total)
            for share in (of_division, of_group, of_code, of_division, of_division, by_activity[activity])
        ]
        label = self._labels.get(cluster, "")
        reasons = votes.reasons_for(deepest)
        return Classification(division, group, code, cluster, label, role, activity, Confidences(*sure), reasons, place)

    def _role(self, votes: "Votes", code: str, activity: str) -> str:
        if activity == Activity.TRADE:
            return "trade"
        if activity in (Activity.SERVICE, Activity.CONSTRUCTION):
            return "service"
        loudest = votes.loudest(code)
        if loudest is not None:
            if loudest.form in (AS_PART, AS_MACHINE_PART):
                return "component"
            if loudest.word.role:
                return loudest.word.role
        for length in range(len(code), 0, -1):
            if code[:length] in self._roles:
                return self._roles[code[:length]]
        return ""


class Votes:
    """Weights summed along the tree of codes, and the phrases behind them."""

    def __init__(self) -> None:
        self.totals: dict[str, float] = defaultdict(float)
        self._cast: list[tuple[float, str, str, str, Phrase]] = []

    def add(self, where: str, phrase: Phrase, code: str, loud: float, text: str) -> None:
        """A phrase speaks for a code and all codes above it."""
        totals = self.totals
        totals[code[:2]] += loud
        if len(code) > 2:
            totals[code[:3]] += loud
            if len(code) > 3:
                totals[code] += loud
        self._cast.append((loud, where, text, code, phrase))

    def best(self, codes: Iterable[str]) -> tuple[str, float]:
        """The code with the most weight, of equals the one that was named first; ("", 0) where there is none."""
        totals, found, most = self.totals, "", 0.0
        for code in codes:
            if totals[code] > most:
                found, most = code, totals[code]
        return found, most

    def loudest(self, code: str) -> Phrase | None:
        """The phrase that speaks loudest for a code or one below it."""
        cast = [one for one in self._cast if one[3].startswith(code)]
        return max(cast, key=lambda one: one[0])[4] if cast else None

    def reasons_for(self, code: str) -> tuple[Reason, ...]:
        """The words that spoke for a code or one above or below it, the loudest first, at most four."""
        cast = [one for one in self._cast if one[3].startswith(code) or code.startswith(one[3])]
        cast.sort(key=lambda one: -one[0])
        return tuple(Reason(where, text, spoken) for _, where, text, spoken, _ in cast[:4])


class _Doing:
    """What a firm does with the goods that it names.

    makes: it says of some that they are made. trades_by_name: its name is a trader's (贸易), which no 制造 in its scope
    outweighs.
    """

    def __init__(self, phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> None:
        self.trades_by_name = bool(name_deeds & _TRADE) and not name_deeds & _MAKE
        self.farms, self._trades = name_deeds & _FARM, name_deeds & _TRADE
        self.usual = _usual_deeds(phrases, named, name_deeds)
        serves = bool(phrases) and not is_goods(phrases[0].word.code) and phrases[0].word.code[:2] not in _SCIENCES
        self.makes = bool(self.usual & _MAKE) and not self.trades_by_name and not serves

    def deeds(self, phrase: Phrase) -> int:
        """What is done with the goods of a phrase of the scope."""
        deeds = phrase.deeds or self.usual
        if self.trades_by_name and deeds & _MAKE:
            deeds = deeds & ~_MAKE | _SELL
        if deeds & _TRADE == _SELL:
            deeds |= self._trades
        if deeds and not deeds & ~(_STUDY | _SERVE):
            deeds |= self.usual & (_MAKE | _TRADE)
        if self.farms and phrase.word.code < FARMED:
            deeds |= self.farms
        return deeds

    def named(self, phrase: Phrase) -> int:
        """What is done with the goods of a phrase of the name."""
        return self.farms or self.usual


def _is_trade(code: str) -> bool:
    return code[:2] in ("51", "52")


def _usual_deeds(phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> int:
    """What is done with goods of which nothing is said: what is done with most others, and what the name says."""
    made = traded = 0.0
    weight = 1.0
    for phrase in phrases:
        if is_goods(phrase.word.code):
            if phrase.deeds & _MAKE:
                made += weight
            elif phrase.deeds & _TRADE:
                traded += weight
        weight *= 0.7
    if name_deeds & _TRADE and not name_deeds & _MAKE:
        return name_deeds
    if made and made >= 0.4 * traded:
        return _MAKE | (name_deeds & _FARM)
    if name_deeds:
        return name_deeds
    said_trade = any(_is_trade(one.word.code) for one in (*phrases[:1], *named[-1:]))
    return _SELL if traded or said_trade else 0


def _confidence(share: float, total: float) -> float:
    return round(1 / (1 + math.exp(-(4.5 * share + 0.6 * min(total, 3.0) - 2.6))), 3) if share else 0.0
