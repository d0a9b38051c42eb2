"""Reads a statement's span again: no span, no fact; and no value that its own words do not give."""

import re
from collections.abc import Iterator
from math import isclose

from tidehead.reading.english_numbers import spoken_values
from tidehead.reading.numbers import parse_numeral
from tidehead.reading.records import Statement
from tidehead.reading.segment import clean

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?")
_FRACTION = re.compile(
    r"(?P<den>[二三四五六七八九十]+|\d+)分之(?P<num>[〇零一二两三四五六七八九十百千]+(?:点[〇零一二三四五六七八九]+)?|\d+)"
)
_MIXED = re.compile(r"(?P<a>\d[\d,]*(?:\.\d+)?)(?P<big>[亿万])(?P<b>\d[\d,]*(?:\.\d+)?)(?P<small>千万|百万|[万千百]?)")
_SIZES = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "百": 1e2, "": 1.0}
# 百 and 千 are multiplied into a value, 万 and 亿 stay in its unit.
_FACTORS = {"十": 10.0, "百": 100.0, "千": 1000.0}


def verify(statement: Statement, text: str) -> bool:
    """Whether ``text`` still says what the statement says: its quote, its figure in it, and the value of that figure.

    A statement without a value (words in place of a number) stands on its words alone.
    """
    s = statement
    if not 0 <= s.start <= s.value_start < s.value_end <= s.end <= len(text):
        return False
    if text[s.start : s.end] != s.quote or text[s.value_start : s.value_end] != s.value_text:
        return False
    given = [value for value in (s.value, s.value_high) if value is not None]
    said = set(values_in(s.value_text)) if given else set()
    return all(any(isclose(value, other, rel_tol=1e-9, abs_tol=1e-12) for other in said) for value in given)


def values_in(words: str) -> Iterator[float]:
    """Every value that the words of a figure can mean: 3.5千 is 3.5 with a unit of thousands, and 3500.

    >>> sorted(values_in("5-7%")), list(values_in("三分之一"))[-1]
    ([5.0, 7.0], 0.3333)
    """
    plain = clean(words)[0]
    factors = [1.0, *(factor for word, factor in _FACTORS.items() if word in plain)]
    half = 0.5 if "半" in plain else 0.0
    for value in (*_figures(plain), *_numerals(plain), *_mixed(plain)):
        yield from (value * factor for factor in factors)
        if half:
            yield value + half
    if half:
        yield half
    if "番" in plain:
        yield 1.0
    for m in _FRACTION.finditer(plain):
        if den := parse_numeral(m["den"]):
            yield round(parse_numeral(m["num"]) / den, 4)
    yield from spoken_values(plain)


def _mixed(plain: str) -> Iterator[float]:
    """3亿2000万 and 3亿2千多万 are 3.2 with a unit of 亿."""
    for m in _MIXED.finditer(re.sub("[多余来]", "", plain)):
        first, then = (float(m[name].replace(",", "")) for name in ("a", "b"))
        yield first + then * _SIZES[m["small"]] / _SIZES[m["big"]]


def _figures(plain: str) -> Iterator[float]:
    negative = bool(re.match(r"\s*[-−(（]", plain))
    for m in _FIGURE.finditer(plain):
        value = float(m.group().replace(",", ""))
        yield value
        if negative:
            yield -value


def _numerals(plain: str) -> Iterator[float]:
    for m in _NUMERAL.finditer(plain):
        for words in {m.group(), m.group().rstrip("万亿"), m.group().rstrip("万亿千百")}:
            yield parse_numeral(words) if words else 1.0
