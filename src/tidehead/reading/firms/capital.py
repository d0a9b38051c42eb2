"""Registered capital as registers write it: amount, magnitude and currency in any order of brackets."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from tidehead.calc.labels import Label
from tidehead.reading.firms.unknowns import is_unknown

_CURRENCIES = {
    "CNY": "人民币元 元人民币 人民币 元 圆 rmb cny ¥",
    "USD": "美元 美金 美圆 usd us$ $",
    "HKD": "香港元 港元 港币 港圆 港币元 hkd hk$",
    "EUR": "欧元 欧 eur €",
    "JPY": "日元 日圆 日币 jpy",
    "GBP": "英镑 gbp £",
    "DEM": "德国马克 马克 dem",
    "CAD": "加拿大元 加元 加币 cad",
    "AUD": "澳大利亚元 澳元 澳币 aud",
    "SGD": "新加坡元 新元 新加坡币 sgd",
    "CHF": "瑞士法郎 chf",
    "TWD": "台币 新台币 台湾元 twd",
    "MOP": "澳门元 澳元门 mop",
    "KRW": "韩元 韩币 韩国元 krw",
    "MYR": "马来西亚林吉特 林吉特 myr",
    "SEK": "瑞典克朗 sek",
    "DKK": "丹麦克朗 dkk",
    "NOK": "挪威克朗 nok",
    "NZD": "新西兰元 nzd",
    "THB": "泰铢 泰国铢 thb",
    "FRF": "法国法郎 法郎 frf",
}
_CURRENCY_OF = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_MAGNITUDES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "w": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_SHAPE = re.compile(r"([a-z¥$€£一-龥]*?)(\d+(?:\.\d+)?|\.\d+)(十万|百万|千万|万|亿|千|百|w)?(.*)")
_DUST = re.compile(r"[\s,()\[\]{}:\u200b\ufeff'\"]+")
_LARGEST_CNY = 1e13


@dataclass(frozen=True, slots=True)
class Capital:
    """amount: in whole units of the currency. cny: None for a foreign currency without a rate, and for what is unknown.

    assumed: what was not written and taken for granted. fault: what cannot be read and what to do.
    """

    amount: float | None = None
    currency: str = ""
    cny: float | None = None
    fault: Label | None = None
    assumed: Label | None = None


UNKNOWN = Capital()
NO_RATES: Mapping[str, float] = MappingProxyType({})


def read_capital(text: str | None, *, unit: str = "", rates: Mapping[str, float] = NO_RATES) -> Capital:
    """Registered capital. unit: what the heading says ("万元"), for cells that say none. rates: CNY for one unit.

    >>> read_capital("136.6万人民币").cny, read_capital("15(万美元)"), read_capital("N/A") == UNKNOWN
    (1366000.0, Capital(amount=150000.0, currency='USD', cny=None, fault=None, assumed=None), True)
    """
    found = _read(text or "", unit)
    if found.currency in rates and found.amount is not None and found.currency != "CNY":
        cny = round(found.amount * rates[found.currency], 2)
        return Capital(found.amount, found.currency, cny, assumed=found.assumed)
    return found


@lru_cache(maxsize=65536)
def _read(text: str, unit: str) -> Capital:
    if is_unknown(text):
        return UNKNOWN
    words = _DUST.sub("", unicodedata.normalize("NFKC", text)).casefold()
    found = _SHAPE.fullmatch(words)
    if found is None:
        return Capital(fault=_negative() if words.startswith(("-", "−")) else _NO_AMOUNT)
    before, digits, magnitude, after = found[1], found[2], found[3] or "", found[4]
    assumed = None
    if not magnitude and not after and not before:
        magnitude, after, assumed = _from_heading(unit)
        if not after:
            return Capital(float(digits), fault=_NO_UNIT)
    return _worth(float(digits), magnitude, before + after, assumed)


def _from_heading(unit: str) -> tuple[str, str, Label | None]:
    words = _DUST.sub("", unicodedata.normalize("NFKC", unit)).casefold()
    found = re.fullmatch(r"(十万|百万|千万|万|亿|千|百)?(.*)", words)
    if found is None or not words:
        return "", "", None
    return found[1] or "", found[2] or "元", Label(f"按表头的“{unit}”读", f'read in "{unit}", as the heading says')


def _worth(number: float, magnitude: str, words: str, assumed: Label | None) -> Capital:
    currency = _currency(words)
    if not currency:
        return Capital(fault=Label(f"认不出币种“{words}”；请改写，或留空", f'"{words}" is no known currency; mend it'))
    if not words:
        assumed = Label("没有写币种，按人民币读", "no currency is written: taken as CNY")
    amount = round(number * _MAGNITUDES[magnitude], 4)
    if currency == "CNY" and amount > _LARGEST_CNY:
        return Capital(amount, currency, None, _TOO_LARGE, assumed)
    return Capital(amount, currency, amount if currency == "CNY" else None, None, assumed)


def _currency(words: str) -> str:
    """The currency of words such as 元美元 or 人民币元; "" for none that is known. Nothing written is CNY."""
    if not words:
        return "CNY"
    bare = words.removesuffix("整")
    for one in (bare, bare.removeprefix("元"), bare.removesuffix("元"), bare.removeprefix("元").removesuffix("元")):
        if one in _CURRENCY_OF:
            return _CURRENCY_OF[one]
    return ""


def _negative() -> Label:
    return Label("注册资本不会是负数；请核对", "capital is never negative; check it")


_NO_AMOUNT = Label(
    "读不出注册资本；请写成“500万元”这样的形式，未知请留空",
    "no capital can be read; write it like 500万元, or leave it empty where it is not known",
)
_NO_UNIT = Label(
    "没有写单位，不知是元还是万元；请写明，或在表头注明",
    "no unit: yuan and ten thousand yuan cannot be told apart; write it, or say it in the heading",
)
_TOO_LARGE = Label("注册资本超过十万亿元，多半是单位写错；请核对", "more than 10 trillion yuan: the unit may be wrong")
