"""SYNTHETIC: firms written wrong on purpose, from a seed, so that it is known which rows are one.

Every firm keeps its row; some get copies as other lists would have them (renamed, shortened, traditional characters,
typos, other form, code missing, address written otherwise), some a branch, which is another firm.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import opencc
from pypinyin import Style, lazy_pinyin

from tidehead.calc.linkage import NameParser, Records

_TRADITIONAL = opencc.OpenCC("s2t")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BRANCHES = ("分公司", "第一分公司", "城东分公司", "经营部", "门市部", "第二加工点分公司")
_OTHER_FORMS = {
    "有限公司": ("有限责任公司", "股份有限公司", "有限责任公司"),
    "有限责任公司": ("有限公司",),
    "股份有限公司": ("有限公司", "股份公司"),
}


@dataclass(frozen=True)
class Firm:
    """A real or made-up firm: what a register says of it."""

    name: str
    code: str
    address: str
    day: str


@dataclass
class Made:
    """Rows with their truth. truth[row]: which firm; parent: of a branch, the parent's row; kinds: what was done."""

    records: Records
    truth: list[int]
    parent: dict[int, int]
    kinds: list[frozenset[str]]


class Corruptor:
    """Writes firms as careless lists have them."""

    def __init__(self, firms: Sequence[Firm], places: Mapping[str, str], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.firms = firms
        self.parser = NameParser(places)
        self.homophones = _homophones(firms)
        self.brands = [self.parser.parse(firm.name).brand for firm in firms[:5000]]

    def made(self, *, copied: float = 0.45, branched: float = 0.06) -> Made:
        """All firms, copies of the share `copied` (one to three each) and branches of the share `branched`."""
        rows: list[tuple[Firm, int, frozenset[str]]] = []
        parent: dict[int, int] = {}
        for number, firm in enumerate(self.firms):
            rows.append((firm, number, frozenset()))
            own = len(rows) - 1
            if self.random.random() < copied:
                for _ in range(self.random.choice((1, 1, 1, 2, 2, 3))):
                    copy, kinds = self.copy(firm)
                    rows.append((copy, number, kinds))
            if self.random.random() < branched:
                parent[len(rows)] = own
                rows.append((self.branch(firm), len(self.firms) + number, frozenset({"branch"})))
        order = list(range(len(rows)))
        self.random.shuffle(order)
        return _told(rows, parent, order)

    def copy(self, firm: Firm) -> tuple[Firm, frozenset[str]]:
        """The firm written otherwise, and what was done to it."""
        kinds = set()
        name = firm.name
        for kind, chance in _CHANCES.items():
            if self.random.random() < chance:
                changed = getattr(self, kind)(name)
                if changed != name:
                    kinds.add(kind)
                    name = changed
        code, address, day = firm.code, firm.address, firm.day
        if self.random.random() < (0.25 if "renamed" in kinds else 0.55):
            code = ""
            kinds.add("no_code")
        elif self.random.random() < 0.08:
            code = self.typo_of(code, _ALPHABET)
            kinds.add("code_typo")
        address = self.other_address(address)
        if self.random.random() < 0.3:
            day = ""
        elif self.random.random() < 0.1:
            day = self.typo_of(day.replace("-", ""), "0123456789")
        return Firm(name, code, address, day), frozenset(kinds)

    def branch(self, firm: Firm) -> Firm:
        """A branch: the parent's name and more, a code, an address and a day of its own."""
        other = self.random.choice(self.firms)
        return Firm(firm.name + self.random.choice(_BRANCHES), self.new_code(firm.code), other.address, other.day)

    def new_code(self, like: str) -> str:
        body = (like[:8] or "91000000").ljust(8, "0") + "".join(self.random.choices(_ALPHABET, k=9))
        total = sum(_ALPHABET.index(each) * pow(3, at, 31) for at, each in enumerate(body) if each in _ALPHABET)
        return body + _ALPHABET[-total % 31]

    # What can happen to a name

    def renamed(self, name: str) -> str:
        brand = self.parser.parse(name).brand
        return name.replace(brand, self.random.choice(self.brands), 1) if brand else name

    def other_form(self, name: str) -> str:
        for form, others in _OTHER_FORMS.items():
            if name.endswith(form) and not name.endswith("股份" + form):
                return name[: -len(form)] + self.random.choice(others)
        return name

    def shortened(self, name: str) -> str:
        parts = self.parser.parse(name)
        if parts.branch:  # without it, the name would be the parent's
            return name
        shorter = [parts.place + parts.core, parts.core, parts.brand + parts.form]
        if len(parts.brand) > 2:
            shorter.append(parts.place + parts.brand)
        return self.random.choice(shorter)

    def other_place(self, name: str) -> str:
        parts = self.parser.parse(name)
        if not parts.place or not name.startswith(parts.place):
            return name
        rest = name[len(parts.place) :]
        return self.random.choice((parts.place.replace("市", "").replace("县", "") + rest, rest))

    def homophone(self, name: str) -> str:
        at = self.random.randrange(len(name))
        others = self.homophones.get(name[at], "")
        return name[:at] + self.random.choice(others) + name[at + 1 :] if others else name

    def typo(self, name: str) -> str:
        return self.typo_of(name, name)

    def traditional(self, name: str) -> str:
        return str(_TRADITIONAL.convert(name))

    def dressed(self, name: str) -> str:
        if self.random.random() < 0.5:
            return f" {name} "
        for end in ("有限公司", "厂"):
            if name.endswith(end):
                return name[: -len(end)] + "（集团）" + end if self.random.random() < 0.3 else name + "\u3000"
        return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in name)

    def typo_of(self, text: str, alphabet: str) -> str:
        if len(text) < 4:
            return text
        at = self.random.randrange(len(text) - 1)
        kind = self.random.randrange(3)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:at] + self.random.choice(alphabet) + text[at + 1 :]

    def other_address(self, address: str) -> str:
        chance = self.random.random()
        if chance < 0.15:
            return ""
        if chance < 0.25:
            return self.random.choice(self.firms).address
        if chance < 0.55:
            for end in ("省", "市", "县", "区"):
                head, found, rest = address.partition(end)
                if found and len(head) <= 3 and len(rest) > 6:
                    address = rest
                    break
        if chance > 0.9:
            address = str(_TRADITIONAL.convert(address))
        if chance > 0.8:
            address = address.replace("号", "號" if chance > 0.9 else "")
        return address


_CHANCES = {
    "renamed": 0.08,
    "other_form": 0.25,
    "shortened": 0.25,
    "other_place": 0.2,
    "homophone": 0.15,
    "typo": 0.15,
    "traditional": 0.12,
    "dressed": 0.1,
}


def _homophones(firms: Sequence[Firm]) -> dict[str, str]:
    """For each character of the names the others that sound like it."""
    every = sorted({each for firm in firms for each in firm.name if "\u4e00" <= each <= "\u9fff"})
    by_sound: dict[str, list[str]] = defaultdict(list)
    for each, said in zip(every, lazy_pinyin(every, style=Style.NORMAL), strict=True):
        by_sound[said].append(each)
    return {each: "".join(o for o in group if o != each) for group in by_sound.values() for each in group}


def _told(rows: Sequence[tuple[Firm, int, frozenset[str]]], parent: Mapping[int, int], order: Sequence[int]) -> Made:
    place = {old: new for new, old in enumerate(order)}
    firms = [rows[old][0] for old in order]
    columns = {
        "name": [firm.name for firm in firms],
        "code": [firm.code for firm in firms],
        "address": [firm.address for firm in firms],
        "day": [firm.day for firm in firms],
    }
    return Made(
        Records([f"r{at}" for at in range(len(firms))], columns),
        [rows[old][1] for old in order],
        {place[branch]: place[own] for branch, own in parent.items()},
        [rows[old][2] for old in order],
    )
