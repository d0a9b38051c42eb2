"""A text as phrases: what is named, whether it is meant whole, as its parts or as machines for it, and what is done.

"汽车配件、水泵制造;五金销售" is 汽车 as parts, made; 水泵, made; 五金, sold. A deed goes to every phrase before it in
its clause that has none of its own; a deed that begins a clause goes to those after it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tidehead.reading.firms.book import IndustryWord
from tidehead.reading.firms.grammar import Deed
from tidehead.reading.firms.lexicon import Lexicon, Token

WHOLE, AS_PART, AS_MACHINE, AS_MACHINE_PART = 0, 1, 2, 3
MOST_PHRASES = 12
_WORD, _PART, _MACHINE, _GOODS = int(Token.WORD), int(Token.PART), int(Token.MACHINE), int(Token.GOODS)
_DEED, _CLAUSE_END, _SILENT = int(Token.DEED), int(Token.CLAUSE_END), int(Token.SILENT)

_SERVE = int(Deed.SERVE)
_FORMS, _DEEDS = 4, 2 * max(map(int, Deed))


class Phrase(NamedTuple):
    """One thing named.

    form: WHOLE, AS_PART, AS_MACHINE or AS_MACHINE_PART (塑料机械配件). text: its characters. said: one number for word,
    form and deeds.
    """

    word: IndustryWord
    form: int
    deeds: int
    text: str
    said: int


_Named = tuple[IndustryWord, int, str]
_Item = tuple[_Named | None, int, int, bool]
"""What stands between two ends: what it names, None for deeds alone, the deeds before and after the name, and whether
it ends its clause."""


def phrases_of(text: str, lexicon: Lexicon) -> list[Phrase]:
    """The phrases of a scope in order, those of the clause in which MOST_PHRASES is reached being the last."""
    found: list[_Named] = []
    done: list[int] = []  # the deeds of each phrase found
    clause = group = 0  # where the clause, and the phrases that share the next deeds, begin
    closed = True  # the group has its deeds
    leading = 0
    for named, ahead, after, ends_clause in _items(text, lexicon):
        if named is not None:
            if closed:
                group, closed = len(found), False
            leading = ahead or leading
            found.append(named)
            done.append(after or leading)
        if after or (named is None and ahead):
            deeds = after | ahead if named is None else after
            if len(found) > clause:
                for at in range(group, len(found)):
                    if deeds != _SERVE or not done[at]:
                        done[at] |= deeds
                closed = True
            else:
                leading |= deeds
        if ends_clause:
            if len(found) >= MOST_PHRASES:
                break
            clause = group = len(found)
            closed, leading = True, 0
    return [phrase(word, form, deeds, said) for (word, form, said), deeds in zip(found, done, strict=True)]


def phrase(word: IndustryWord, form: int, deeds: int, text: str) -> Phrase:
    """A Phrase with its number; words are told apart by where they lie, and a lexicon keeps its words."""
    return Phrase(word, form, deeds, text, (id(word) * _FORMS + form) * _DEEDS + deeds)


def headed(form: int, token: int) -> int:
    """The form of a word after one more head: parts of machines for it are neither parts of it nor machines."""
    if token == _PART:
        return AS_MACHINE_PART if form >= AS_MACHINE else AS_PART
    return AS_MACHINE if token == _MACHINE and form == WHOLE else form


def _items(text: str, lexicon: Lexicon) -> Iterator[_Item]:
    tokens, deeds_of, words = lexicon.tokens, lexicon.deeds, lexicon.words
    named: IndustryWord | None = None
    form = WHOLE
    ahead = deeds = start = end = 0
    for number, first, last in lexicon.walk(text):
        token = tokens[number]
        if token <= _GOODS:
            if named is None:
                named, form, start = words[number], WHOLE, first
                ahead, deeds = deeds, 0
            elif token == _WORD:
                named, form, start = words[number], WHOLE, first
                ahead, deeds = deeds or ahead, 0  # 互联网销售服装: a deed after the first word is done with the next
            else:
                form = headed(form, token)
                deeds = 0
            end = last
        elif token == _DEED:
            deeds |= deeds_of[number]
        elif token != _SILENT:
            if named is not None:
                yield (named, form, text[start:end]), ahead, deeds, token == _CLAUSE_END
            elif deeds or token == _CLAUSE_END:
                yield None, deeds, 0, token == _CLAUSE_END
            named = None
            form, ahead, deeds = WHOLE, 0, 0
    if named is not None or deeds:
        yield (
            None if named is None else (named, form, text[start:end]),
            ahead or deeds * (named is None),
            deeds if named else 0,
            True,
        )
