"""What a firm does with the goods that it names: makes, grows, sells, or studies them."""

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


class Doing:
    """What a firm does with its goods, phrase by phrase.

    makes: it says of some that they are made. trades_by_name: its name is a trader's (贸易), which no 制造 in its scope
    outweighs. farms: its name is a grower's (合作社).
    """

    __slots__ = ("_trades", "farms", "makes", "trades_by_name", "usual")

    def __init__(self, phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> None:
        self.trades_by_name = bool(name_deeds & _TRADE) and not name_deeds & _MAKE
        self.farms, self._trades = name_deeds & _FARM, name_deeds & _TRADE
        self.usual = _usual_deeds(phrases, named, name_deeds)
        self.makes = bool(self.usual & _MAKE) and not self.trades_by_name and not _serves(phrases)

    def deeds(self, phrase: Phrase) -> int:
        """What is done with the goods of a phrase of the scope."""
        deeds = phrase.deeds or self.usual
        if self.trades_by_name and deeds & _MAKE:
            deeds = deeds & ~_MAKE | _SELL
        if deeds & _TRADE == _SELL:
            deeds |= self._trades
        if deeds and not deeds & ~_TALK:
            deeds |= self.usual & (_MAKE | _TRADE)
        if self.farms and phrase.word.code < FARMED:
            deeds |= self.farms
        return deeds

    def named(self) -> int:
        """What is done with the goods of the name."""
        return self.farms or self.usual


def _serves(phrases: list[Phrase]) -> bool:
    """Whether a scope begins with a service; research that comes first is for what is made."""
    return bool(phrases) and phrases[0].word.code >= GOODS and phrases[0].word.code[:2] not in _SCIENCES


def _usual_deeds(phrases: list[Phrase], named: list[Phrase], name_deeds: int) -> int:
    """What is done with goods of which nothing is said: what is done with most others, and what the name says."""
    if name_deeds & _TRADE and not name_deeds & _MAKE:
        return name_deeds
    made = traded = 0.0
    weight = 1.0
    for phrase in phrases:
        if phrase.word.code < GOODS:
            if phrase.deeds & _MAKE:
                made += weight
            elif phrase.deeds & _TRADE:
                traded += weight
        weight *= _FADING
    if made and made >= _MOSTLY * traded:
        return _MAKE | (name_deeds & _FARM)
    if name_deeds:
        return name_deeds
    said_trade = any(one.word.code[:2] in _TRADES for one in (*phrases[:1], *named[-1:]))
    return _SELL if traded or said_trade else 0
