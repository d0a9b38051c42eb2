"""The parts of a company's name: [place][brand][trade][form][branch], and what it was called before."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tidehead.calc.linkage.folding import folded, is_chinese
from tidehead.calc.linkage.words_of_names import BRANCHES, FORMS, PARENT_ENDS, SURE_BRANCHES, TRADES

_PLACE_ENDS = "省市区县镇乡旗盟"
_LONG_ENDS = ("特别行政区", "自治区", "自治州", "自治县", "开发区", "街道", "新区")
_FORMER = re.compile(
    r"[(（\[【]\s*(?:原名|原|曾用名|曾用|前身|formerly|f/k/a)\s*[:：]?\s*(.+?)[)）\]】]", re.IGNORECASE
)
_LEAST_BRAND = 2
_LONGEST_TRADE = 6


@dataclass(frozen=True, slots=True)
class CompanyName:
    """The parts, folded. plain: the whole name folded; core: brand and trade; places: codes of the places named."""

    plain: str
    place: str
    brand: str
    trade: str
    form: str
    branch: str
    former: str
    places: frozenset[str]

    @property
    def core(self) -> str:
        """Brand and trade: what stays when place, form and branch go."""
        return self.brand + self.trade


@dataclass(frozen=True)
class NameParser:
    """Takes names apart. places: name to code; trades: words of trade besides the usual ones."""

    places: Mapping[str, str] = field(default_factory=dict)
    trades: frozenset[str] = frozenset()

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Folded names of places, also without 省, 市, 县; of two codes for one writing the wider one."""
        found: dict[str, str] = {}
        for name, code in self.places.items():
            for writing in _short_writings(folded(name)):
                found[writing] = code if found.get(writing, code) == code else min(found[writing], code, key=len)
        return found

    @cached_property
    def _longest_place(self) -> int:
        return max((len(name) for name in self._by_name), default=0)

    @cached_property
    def _trades(self) -> frozenset[str]:
        return frozenset(TRADES) | self.trades

    def parse(self, name: str) -> CompanyName:
        """The parts of one name.

        >>> parts = NameParser({"浙江省": "33", "宁波市": "3302"}).parse("浙江省宁波宏达模具（集團）有限公司北仑分公司")
        >>> parts.place, parts.brand, parts.trade, parts.form, parts.branch
        ('浙江省宁波', '宏达', '模具', '集团有限公司', '北仑分公司')
        """
        former = _FORMER.search(unicodedata.normalize("NFKC", name))
        told = _FORMER.sub("", unicodedata.normalize("NFKC", name)) if former else name
        plain = folded(told)
        base, branch = split_branch(plain)
        place, codes, rest = self._split_place(base)
        core, form = split_form(rest)
        brand, trade = self._split_trade(core)
        before = folded(former.group(1)) if former else ""
        return CompanyName(plain, place, brand, trade, form, branch, before, codes)

    def with_trade(self, parts: CompanyName) -> CompanyName:
        """Parts that another parser found, with the trades of this one."""
        brand, trade = self._split_trade(parts.brand)
        if not trade or not is_chinese(parts.brand):
            return parts
        return replace(parts, brand=brand, trade=trade + parts.trade)

    def _split_place(self, text: str) -> tuple[str, frozenset[str], str]:
        """Place names at the beginning, as long as something is left to be called by."""
        at, codes = 0, set()
        chinese = is_chinese(text)
        while True:
            for length in range(min(self._longest_place, len(text) - at), 1, -1):
                word = text[at : at + length]
                if word in self._by_name and (chinese or text[at + length : at + length + 1] == " "):
                    break
            else:
                break
            if len(split_form(text[at + length :])[0]) < _LEAST_BRAND:
                break
            codes.add(self._by_name[word])
            at += length + (0 if chinese else 1)
        return text[:at].strip(), frozenset(codes), text[at:]

    def _split_trade(self, core: str) -> tuple[str, str]:
        """Words of trade at the end, the longest first, until only a brand of two characters would be left."""
        if not is_chinese(core):
            first, _, rest = core.partition(" ")
            return first, rest
        end = len(core)
        while True:
            for length in range(min(_LONGEST_TRADE, end - _LEAST_BRAND), 1, -1):
                if core[end - length : end] in self._trades:
                    break
            else:
                return core[:end], core[end:]
            end -= length


def _short_writings(name: str) -> list[str]:
    """The name, and the name without its kind of place."""
    for end in _LONG_ENDS:
        if name.endswith(end) and len(name) - len(end) >= 2:
            return [name, name[: -len(end)]]
    if len(name) > 2 and name[-1] in _PLACE_ENDS:
        return [name, name[:-1]]
    return [name]


_FORMS = sorted(FORMS, key=len, reverse=True)
_FORM_ENDS = re.compile("(?:" + "|".join(form for form in _FORMS if is_chinese(form)) + ")$")
_LATIN_FORMS = frozenset(form for form in FORMS if not is_chinese(form))
_BRANCH = re.compile(
    "^(.{2,}?(?:"
    + "|".join(PARENT_ENDS)
    + "))(?!有限|股份|责任|公司|总公司|集团|合作|联合)(.*(?:"
    + "|".join(sorted(BRANCHES, key=len, reverse=True))
    + "))$"
)
_SURE_BRANCH = re.compile("^(.{4,}?)(" + "|".join(SURE_BRANCHES) + ")$")


def split_form(text: str) -> tuple[str, str]:
    """The rest and the legal form at its end; a folded name in, "" where none is told.

    >>> split_form("宏达模具有限公司"), split_form("acme tools co ltd")
    (('宏达模具', '有限公司'), ('acme tools', 'co ltd'))
    """
    if is_chinese(text):
        found = _FORM_ENDS.search(text)
        if found is None or found.start() < 1:
            return text, ""
        return text[: found.start()], found.group()
    words = text.split()
    end = len(words)
    while end > 1 and words[end - 1] in _LATIN_FORMS:
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def split_branch(text: str) -> tuple[str, str]:
    """The parent's name and the branch's own words; a folded name in, "" where it is no branch.

    >>> split_branch("宏达机械厂第二门市部"), split_branch("宏达门市部"), split_branch("宏达机械城北分公司")
    (('宏达机械厂', '第二门市部'), ('宏达门市部', ''), ('宏达机械城北', '分公司'))
    """
    for pattern in (_BRANCH, _SURE_BRANCH):
        found = pattern.match(text)
        if found is not None:
            return found.group(1), found.group(2)
    return text, ""


def learned_trades(names: Iterable[CompanyName], least: int = 8) -> frozenset[str]:
    """Words that end the brands of at least `least` names after different beginnings: a register's own trades.

    A word is 2 to 4 characters, and what comes before it at least 2.

    >>> made = [NameParser().parse(f"{brand}袜机有限公司") for brand in ("红星", "东方", "长城", "永久")]
    >>> sorted(learned_trades(made, least=4))
    ['袜机']
    """
    counted: Counter[str] = Counter()
    for core in {parts.brand for parts in names if is_chinese(parts.brand)}:
        for length in range(2, min(4, len(core) - _LEAST_BRAND) + 1):
            counted[core[-length:]] += 1
    return frozenset(word for word, count in counted.items() if count >= least)
