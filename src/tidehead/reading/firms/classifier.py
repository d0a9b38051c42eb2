"""A firm's industry, cluster, role and place from its name, business scope and address. Pure: no files, no state.

Every phrase of the name and the scope speaks for a code with a weight; sums along the tree of codes decide, first the
activity, then division, group and class. See docs/methods/classification.md.
"""

import re
from collections.abc import Sequence

from tidehead.reading.firms.book import Book
from tidehead.reading.firms.clusters import ClusterFinder
from tidehead.reading.firms.doing import GOODS, Doing, doing
from tidehead.reading.firms.gazetteer import Gazetteer
from tidehead.reading.firms.grammar import Deed, plain
from tidehead.reading.firms.lexicon import Lexicon
from tidehead.reading.firms.names import NameReader
from tidehead.reading.firms.phrases import AS_MACHINE_PART, AS_PART, Phrase, phrases_of
from tidehead.reading.firms.sureness import confidences
from tidehead.reading.firms.types import Activity, Classification, PlaceReading
from tidehead.reading.firms.votes import Voice, Votes, most, voice
from tidehead.reading.firms.weighing import GoodsUses, Weights, code_of, fading

_NOWHERE = PlaceReading()
_FIRST = re.compile("(?<=.{4})[、,;，；。.及和与]")  # where the first item of a scope ends
LONGEST_SCOPE = 200
"""Characters of a scope that are read: what a firm mainly does stands at its beginning."""
_SECTIONS = {
    "A": Activity.FARMING,
    "B": Activity.OTHER,
    "C": Activity.MANUFACTURE,
    "D": Activity.OTHER,
    "E": Activity.CONSTRUCTION,
    "F": Activity.TRADE,
}
_MAKE = int(Deed.MAKE)
TRADE_OF_ALL_KINDS = "51"
COLLECTIVES = "72"
"""Village collectives are called co-operatives too."""


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
        self._voices: dict[Doing, tuple[dict[int, Voice], dict[int, Voice]]] = {}
        self._fading = fading(self.weights, LONGEST_SCOPE)
        self._clusters = ClusterFinder(book, book.taxonomy)
        self._roles = {rule.prefix: rule.role for rule in book.roles}
        self._known_roles: dict[str, str] = {}
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
        """Industry and place of each firm. codes: credit codes, whose authority digits may tell a county.

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
        if not votes.divisions:
            return Classification(place=place)
        first = _FIRST.search(scope)
        return self._decide(votes, f"{name} {scope[: first.start()] if first else scope}", place)

    def _votes(self, name: str, scope: str) -> Votes:
        """What every phrase speaks for."""
        weights, votes = self.weights, Votes()
        phrases = phrases_of(scope, self._scope_words)
        named, name_deeds = self._names.phrases(name)
        does = doing(phrases, named, name_deeds)
        known = self._voices.get(does) or self._voices.setdefault(does, ({}, {}))
        if phrases:
            of_scope = known[0]
            said = [of_scope.get(one.said) or self._voice_in_scope(one, does) for one in phrases]
            votes.hear("scope", phrases, said, self._fading)
        if named:
            of_name = known[1]
            said = [of_name.get(one.said) or self._voice_in_name(one, does) for one in named]
            votes.hear("name", named, said, [*[weights.name_before] * (len(named) - 1), weights.name])
        if does.trades_by_name and not votes.divisions:
            votes.divisions[TRADE_OF_ALL_KINDS] = weights.unsaid
        return votes

    def _voice_in_scope(self, phrase: Phrase, does: Doing) -> Voice:
        """What a phrase of the scope speaks for; remembered, for the same few thousand things are named again."""
        weights, times = self.weights, 1.0
        deeds = does.deeds(phrase)
        code = code_of(phrase, deeds, self._uses)
        if code >= GOODS:
            if does.makes or (does.farms and code[:2] != COLLECTIVES):
                times = weights.aside
        elif deeds & _MAKE:
            times = weights.made
        elif not phrase.deeds:
            times = weights.unsaid
        made = self._voices[does][0][phrase.said] = voice(code, phrase.word.weight, times)
        return made

    def _voice_in_name(self, phrase: Phrase, does: Doing) -> Voice:
        """As `_voice_in_scope`, of a phrase of the name."""
        code = code_of(phrase, does.named(), self._uses)
        times = self.weights.aside if does.makes and code >= GOODS else 1.0
        made = self._voices[does][1][phrase.said] = voice(code, phrase.word.weight, times)
        return made

    def _decide(self, votes: Votes, text: str, place: PlaceReading) -> Classification:
        activities = self._activities
        by_activity: dict[Activity, float] = {}
        for one, weight in votes.divisions.items():
            kind = activities.get(one, Activity.SERVICE)
            by_activity[kind] = by_activity.get(kind, 0.0) + weight
        activity = max(by_activity, key=by_activity.__getitem__)
        division, of_division = "", 0.0
        for one, weight in votes.divisions.items():
            if weight > of_division and activities.get(one, Activity.SERVICE) is activity:
                division, of_division = one, weight
        group, of_group = most(votes.groups, division)
        code, of_code = most(votes.classes, group) if group else ("", 0.0)
        if of_code < self.weights.settled * of_group:
            code = ""
        deepest = code or group or division
        cluster = self._clusters.member(deepest, text)
        total = sum(by_activity.values())
        sure = confidences(
            of_division / total, of_group / total, of_code / total if code else 0.0, by_activity[activity] / total
        )
        role = self._role(votes, deepest, activity)
        label, reasons = self._labels.get(cluster, ""), votes.reasons_for(deepest)
        return Classification(division, group, code, cluster, label, role, activity, sure, reasons, place)

    def _role(self, votes: Votes, code: str, activity: Activity) -> str:
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
        role = self._known_roles.get(code)
        if role is None:
            prefixes = (code[:length] for length in range(len(code), 0, -1))
            role = next((self._roles[one] for one in prefixes if one in self._roles), "")
            self._known_roles[code] = role
        return role
