"""A firm's name as phrases: place and legal form taken off, its trade words, and the deed that the name itself says.

Names run [place][own word][trade][form]: the last trade word is what the firm is, those before it say of what.
"""

import re
from collections.abc import Iterable

from tidehead.reading.firms.book import IndustryWord
from tidehead.reading.firms.grammar import PARTS_OF_NAMES
from tidehead.reading.firms.lexicon import Lexicon, Token
from tidehead.reading.firms.phrases import WHOLE, Phrase, headed

_WORD, _GOODS, _DEED = int(Token.WORD), int(Token.GOODS), int(Token.DEED)
_BRANCH = re.compile("(?:" + "|".join(PARTS_OF_NAMES) + ")$")


class NameReader:
    """Reads names; `places` are the names of places with which a firm's name may begin."""

    def __init__(self, lexicon: Lexicon, places: Iterable[str]) -> None:
        self._lexicon = lexicon
        listed = sorted({re.escape(place) for place in places if place}, key=len, reverse=True)
        self._begins = re.compile(f"(?:{'|'.join(listed)})+") if listed else None

    def core(self, name: str) -> str:
        """The name without the places with which it begins."""
        begins = self._begins.match(name) if self._begins is not None else None
        return name[begins.end() :] if begins is not None and begins.end() < len(name) else name

    def phrases(self, name: str) -> tuple[str, list[Phrase], int]:
        """The name without places before it, its phrases in order, and the deeds that it says."""
        lexicon = self._lexicon
        tokens, words = lexicon.tokens, lexicon.words
        found: list[Phrase] = []
        deeds = 0
        core = self.core(name)
        last_end = -1
        for number, start, end in lexicon.walk(core):
            token = tokens[number]
            deeds |= lexicon.deeds[number]
            if token == _DEED:
                continue
            if token == _WORD or (token <= _GOODS and last_end < 0):
                found.append(_phrase(words[number], WHOLE, start, end))
                last_end = end
            elif token <= _GOODS:
                one = found[-1]
                found[-1] = one._replace(form=headed(one.form, token), end=end)
        return core, found, deeds


def _phrase(word: IndustryWord | None, form: int, start: int, end: int) -> Phrase:
    if word is None:
        raise AssertionError("a word's token has no word")
    return Phrase(word, form, 0, start, end)


def is_branch(name: str) -> bool:
    """Whether a name is a branch's: 分公司, 分店, 分厂."""
    return _BRANCH.search(name) is not None
