"""What every phrase speaks for, and how loudly: the first item of a scope and the trade word of a name count most."""

from dataclasses import dataclass

from tidehead.reading.firms.book import Book, GoodsUse, IndustryWord
from tidehead.reading.firms.doing import FARMED, GOODS
from tidehead.reading.firms.grammar import Deed
from tidehead.reading.firms.phrases import AS_MACHINE, AS_PART, Phrase

_MAKE, _FARM, _STUDY, _SERVE, _REPAIR, _RENT, _INSTALL = (
    int(Deed.MAKE),
    int(Deed.FARM),
    int(Deed.STUDY),
    int(Deed.SERVE),
    int(Deed.REPAIR),
    int(Deed.RENT),
    int(Deed.INSTALL),
)
_TRADE, _RETAIL, _WHOLESALE = int(Deed.TRADE), int(Deed.RETAIL), int(Deed.WHOLESALE)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each place of a text counts; found on half of a labelled file, see docs/methods/classification.md."""

    name: float = 1.0
    name_before: float = 0.35  # a word of the name before its last one
    second: float = 0.45  # the second phrase of a scope against its first
    decay: float = 0.62  # each later one against the one before it
    made: float = 1.5  # goods that are made, against goods that are only traded
    unsaid: float = 0.8  # goods with which nothing is said to be done
    settled: float = 0.6  # share of its group that a class has to have to be told
    aside: float = 0.3  # services, research and trade of a firm that makes something


def fading(weights: Weights, count: int) -> list[float]:
    """The weight of each phrase of a scope by its place."""
    made = [1.0]
    while len(made) < count:
        made.append(made[-1] * weights.decay if made[-1] < 1.0 else weights.second)
    return made


class GoodsUses:
    """What else is done with goods: the longest prefix of their code that has such a use."""

    def __init__(self, book: Book) -> None:
        self._uses = {use.prefix: use for use in book.uses}
        self._known: dict[str, GoodsUse | None] = {}

    def of(self, code: str) -> GoodsUse | None:
        """The use of goods of a code; None where none is known."""
        if code not in self._known:
            tried = (self._uses.get(code[:length]) for length in range(len(code), 0, -1))
            self._known[code] = next((use for use in tried if use is not None), None)
        return self._known[code]


def made_code(word: IndustryWord, form: int) -> str:
    """The code of making what a phrase names."""
    if form == AS_PART and word.part:
        return word.part
    return word.machine if form >= AS_MACHINE and word.machine else word.code


def code_of(phrase: Phrase, deeds: int, uses: GoodsUses) -> str:
    """What a phrase speaks for when `deeds` are done with it."""
    word, form = phrase.word, phrase.form
    code = made_code(word, form)
    if code >= GOODS:
        return word.processed if deeds & _MAKE and word.processed else code
    if code < FARMED and not form:
        if deeds & _MAKE and not deeds & _FARM and word.processed:
            return word.processed
        if not deeds & _TRADE or deeds & (_FARM | _MAKE):
            return code
    if not deeds or deeds & _MAKE:
        return code
    use = uses.of(code)
    if use is None:
        return code
    if deeds & _TRADE:
        return _sold(use, deeds)
    if deeds & _REPAIR and use.repair:
        return use.repair
    if deeds & _RENT and use.rental:
        return use.rental
    if deeds & _INSTALL and use.installation:
        return use.installation
    if deeds & (_STUDY | _SERVE) and use.study:
        return use.study
    return code


def _sold(use: GoodsUse, deeds: int) -> str:
    if deeds & _WHOLESALE:
        return use.wholesale or use.retail
    if deeds & _RETAIL or use.sold == "retail":
        return use.retail or use.wholesale
    return use.wholesale or use.retail
