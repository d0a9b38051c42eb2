"""The words of a Book and of the language as one automaton: a text is walked once, the longest word at each place wins.

Patterns are numbered; what a number means stands in parallel lists, so that the loop over a text stays cheap.
"""

from enum import IntEnum

from ahocorasick_rs import AhoCorasick, MatchKind

from tidehead.reading.firms.book import IndustryWord, WordKind
from tidehead.reading.firms.grammar import (
    CLAUSE_ENDS,
    COLONS,
    DEEDS,
    ITEM_ENDS,
    LEGAL_FORMS,
    NAME_DEEDS,
    PLAIN_WORDS,
    SILENT,
    Deed,
)


class Token(IntEnum):
    """What a pattern is."""

    WORD = 0
    PART = 1
    MACHINE = 2
    GOODS = 3
    DEED = 4
    ITEM_END = 5
    CLAUSE_END = 6
    COLON = 7
    SILENT = 8


_KINDS = {
    WordKind.WORD: Token.WORD,
    WordKind.PART: Token.PART,
    WordKind.MACHINE: Token.MACHINE,
    WordKind.GOODS: Token.GOODS,
}


class Lexicon:
    """The automaton of one kind of text. tokens, deeds and words hold the meaning of each pattern's number.

    A word of the Book that the language knows as a deed keeps it: a 便利店 is an industry, and says that one sells.
    """

    def __init__(self, words: tuple[IndustryWord, ...], place: str) -> None:
        self.patterns: list[str] = []
        self.tokens: list[int] = []
        self.deeds: list[int] = []
        self.words: list[IndustryWord | None] = []
        meant: dict[str, tuple[int, int, IndustryWord | None]] = {}
        for text, token, said in _grammar(place):
            meant[text] = (token, int(said), None)
        for word in words:
            if word.place in ("", place):
                for text in word.words:
                    meant[text] = (_KINDS[word.kind], meant[text][1] if text in meant else 0, word)
        for text, (token, deed, entry) in meant.items():
            self.patterns.append(text)
            self.tokens.append(int(token))
            self.deeds.append(int(deed))
            self.words.append(entry)
        self._automaton = AhoCorasick(self.patterns, matchkind=MatchKind.LeftmostLongest)

    def walk(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the pattern, start, end) of each word of a text, in order."""
        return self._automaton.find_matches_as_indexes(text)


def _grammar(place: str) -> list[tuple[str, int, Deed]]:
    """Words of the language: in a scope deeds and the ends of phrases, in a name deeds and what says nothing."""
    found: list[tuple[str, int, Deed]] = []
    if place == "name":
        for deed, texts in NAME_DEEDS.items():
            found += [(text, Token.DEED, deed) for text in texts]
        return found + [(text, Token.SILENT, Deed.NONE) for text in (*LEGAL_FORMS, *PLAIN_WORDS)]
    for deed, texts in DEEDS.items():
        found += [(text, Token.DEED, deed) for text in texts]
    found += [(text, Token.ITEM_END, Deed.NONE) for text in ITEM_ENDS]
    found += [(text, Token.CLAUSE_END, Deed.NONE) for text in CLAUSE_ENDS]
    found += [(text, Token.COLON, Deed.NONE) for text in COLONS]
    return found + [(text, Token.SILENT, Deed.NONE) for text in SILENT]
