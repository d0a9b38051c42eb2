"""What a firm does with the goods that it names: makes, grows, sells, or studies them."""

from typing import NamedTuple

from tidehead.reading.firms.grammar import Deed
from tidehead.reading.firms.phrases import Phrase

_MAKE, _FARM, _STUDY, _SERVE, _TRADE, _SELL = (
    int(Deed.MAKE),
    int(Deed.FARM),
    int(Deed.STUDY),
    int(Deed.SERVE),
    int(Deed.TRADE),
    int(Deed.SELL),
)
_TALK = _STUDY | _SERVE
FARMED = "06"
"""Codes before it are of what is grown, bred or caught."""
GOODS = "44"
"""Codes before it are of something that is grown, dug or made, and so can be traded."""
_SCIENCES = ("73", "74", "75")
_TRADES = ("51", "52")
_FADING = 0.7  # of each phrase against the one before it, where it is asked what is done with most of them
_MOSTLY = 0.4  # goods made against goods traded, from which on a firm is a maker


class Doing(NamedTuple):
    """What a firm does with its goods, phrase by phrase; equal for firms that do the same.

    makes: it says of some that they are made. trades_by_name: its name is a trader's (贸易), which no 制造 in its scope
    outweighs. farms: its name is a grower's (合作社). trades: how its name trades. usual: what it does with
    goods of which it says nothing.
    """

    makes: bool
    trades_by_name: bool
    farms: int
    trades: int
    usual: int

    def deeds(self, phrase: Phrase) -> int:
        """What is done with the goods of a phrase of the scope."""
        deeds = phrase.deeds or self.usual
        if self.trades_by_name and deeds & _MAKE:
            deeds = deeds & ~_MAKE | _SELL
        if deeds & _TRADE == _SELL:
            deeds |= self.trades
        if deeds and not deeds & ~_TALK:
            deeds |= self.usual & (_MAKE | _TRADE)
        if self.farms and phrase.word.code < FARMED:
            deeds |= self.farms
        return deeds

    def named(self) -> int:
        """What is done with the goods of the name."""
        return self.farms or self.usual


def doing(phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> Doing:
    """What a firm does by the phrases of its scope, those of its name and the deeds that its name says."""
    farms, trades = name_deeds & _FARM, name_deeds & _TRADE
    trades_by_name = bool(trades) and not name_deeds & _MAKE
    usual = _usual_deeds(phrases, named, name_deeds)
    makes = bool(usual & _MAKE) and not trades_by_name and not _serves(phrases)
    return Doing(makes, trades_by_name, farms, trades, usual)


def _serves(phrases: list[Phrase]) -> bool:
    """Whether a scope begins with a service; research that comes first is for what is made."""
    return bool(phrases) and phrases[0].word.code >= GOODS and phrases[0].word.code[:2] not in _SCIENCES


def _usual_deeds(phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> int:
    """What is done with goods of which nothing is said: what is done with most others, and what the name says."""
    if name_deeds & _TRADE and not name_deeds & _MAKE:
        return name_deeds
    made = traded = 0.0
    weight = 1.0
    for word, _, deeds, _, _ in phrases:
        if word.code < GOODS:
            if deeds & _MAKE:
                made += weight
            elif deeds & _TRADE:
                traded += weight
        weight *= _FADING
    if made and made >= _MOSTLY * traded:
        return _MAKE | (name_deeds & _FARM)
    if name_deeds:
        return name_deeds
    said_trade = (phrases and phrases[0].word.code[:2] in _TRADES) or (named and named[-1].word.code[:2] in _TRADES)
    return _SELL if traded or said_trade else 0
