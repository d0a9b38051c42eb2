"""A firm's name as phrases: place and legal form taken off, its trade words, and the deed that the name itself says.

Names run [place][own word][trade][form]: the last trade word is what the firm is, those before it say of what.
"""

import re
from collections.abc import Iterable

from tidehead.reading.firms.book import IndustryWord
from tidehead.reading.firms.grammar import PARTS_OF_NAMES
from tidehead.reading.firms.lexicon import Lexicon, Token
from tidehead.reading.firms.phrases import WHOLE, Phrase, headed, phrase

_WORD, _GOODS = int(Token.WORD), int(Token.GOODS)
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

    def phrases(self, name: str) -> tuple[list[Phrase], int]:
        """The phrases of a name without the places before it, in order, and the deeds that it says."""
        lexicon = self._lexicon
        tokens, words, deeds_of = lexicon.tokens, lexicon.words, lexicon.deeds
        found: list[tuple[IndustryWord | None, int, int, int]] = []
        deeds = 0
        core = self.core(name)
        for number, start, end in lexicon.walk(core):
            token = tokens[number]
            deeds |= deeds_of[number]
            if token > _GOODS:
                continue
            if token == _WORD or not found:
                found.append((words[number], WHOLE, start, end))
            else:
                word, form, begin, _ = found[-1]
                found[-1] = word, headed(form, token), begin, end
        return [phrase(word, form, 0, core[start:end]) for word, form, start, end in found if word is not None], deeds


def is_branch(name: str) -> bool:
    """Whether a name is a branch's: 分公司, 分店, 分厂."""
    return _BRANCH.search(name) is not None
