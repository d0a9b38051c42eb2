"""Writings of the same text made one: width, case, traditional characters, punctuation."""

import re
import unicodedata
from functools import cache

import opencc
from pypinyin import Style, lazy_pinyin

_CONVERTER = opencc.OpenCC("t2s")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_WORD = re.compile(r"[^\w\u3400-\u9fff]+|_+")
_NOT_CODE = re.compile(r"[^0-9A-Z]+")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
UNKNOWN_WORDS = frozenset({"", "n/a", "na", "nan", "none", "null", "nil", "-", "--", "/", "无", "未知", "不详", "暂无"})


def folded(text: str) -> str:
    """The text in one writing: half width, lower case, simplified characters, words one space apart.

    Chinese loses its spaces and punctuation altogether.

    >>> folded("臺灣ＡＢ（集團）"), folded("  O'Neil,  Smith ")
    ('台湾ab集团', 'o neil smith')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    chinese = _CHINESE.search(plain) is not None
    if chinese:
        plain = _CONVERTER.convert(plain)
    return _NOT_WORD.sub("" if chinese else " ", plain).strip()


def is_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _CHINESE.search(text) is not None


def folded_code(text: str) -> str:
    """Capital letters and digits alone.

    >>> folded_code(" 9111 0000-ma2x ")
    '91110000MA2X'
    """
    return _NOT_CODE.sub("", unicodedata.normalize("NFKC", text).upper())


def folded_date(text: str) -> str:
    """Eight digits, year, month and day; other numbers as they are; "" where there is no number.

    >>> folded_date("1956年4月9日"), folded_date("1956/04/09"), folded_date("19560409")
    ('19560409', '19560409', '19560409')
    """
    parts: list[str] = _DIGITS.findall(unicodedata.normalize("NFKC", text))
    if len(parts) >= 3 and len(parts[0]) == 4:
        return parts[0] + parts[1].zfill(2)[:2] + parts[2].zfill(2)[:2]
    return "".join(parts)[:8]


def folded_number(text: str) -> str:
    """The first number, written one way; "" where there is none.

    >>> folded_number("1,200.50 万元"), folded_number("N/A")
    ('1200.5', '')
    """
    found = _NUMBER.search(unicodedata.normalize("NFKC", text).replace(",", ""))
    return f"{float(found.group()):.12g}" if found else ""


def sound(text: str) -> str:
    """How it is said, without tones, character by character; what is not Chinese stays.

    A character of several readings always gets its first one, so that one name never sounds in two ways.

    >>> sound("鸿达") == sound("宏达")
    True
    """
    return " ".join([_reading(character) for character in text]) if is_chinese(text) else text


@cache
def _reading(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def is_unknown(text: str | None) -> bool:
    """Nothing, or one of the words that people write for nothing."""
    return text is None or text.strip().casefold() in UNKNOWN_WORDS
