"""Company names compared by their parts; a branch is never its parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from tidehead.calc.labels import Label
from tidehead.calc.linkage.company_names import CompanyName, NameParser
from tidehead.calc.linkage.comparing import Comparison, Levels, first_true, lengths_of, similarities
from tidehead.calc.linkage.folding import sound
from tidehead.calc.linkage.table import UNKNOWN, Column, column_of
from tidehead.calc.linkage.types import Field, Flags, Ints, Level

LEVELS = (
    Level("equal", Label("名称相同", "name equal"), term="plain"),
    Level("other_form", Label("只差公司形式或地名写法", "only form or writing of the place differs"), term="core"),
    Level("former_name", Label("与曾用名相同", "equal to the former name"), term="former"),
    Level("shortened", Label("简称：字号相同，行业词被省略", "short name: brand equal, trade left out"), term="brand"),
    Level("near", Label("字号行业差一字或同音", "one character or the sound apart"), term=""),
    Level("other_place", Label("字号行业相同，地名不同", "brand and trade equal, place different"), term="core"),
    Level("brand", Label("字号相同，行业不同", "brand equal, trade different"), term="brand"),
    Level("alike", Label("名称相近", "names alike")),
    Level("trade", Label("只有行业词相同", "only the trade is equal"), term="trade"),
    Level("branch", Label("一方是分支机构", "one is a branch"), veto=True),
    Level("near_branch", Label("名称相近，一方是分支机构", "names alike, one is a branch"), veto=True),
    Level("different", Label("名称不同", "names different")),
)
EQUAL, OTHER_FORM, FORMER, SHORTENED, NEAR, OTHER_PLACE, BRAND, ALIKE, TRADE, BRANCH, NEAR_BRANCH, DIFFERENT = range(
    len(LEVELS)
)
_ALIKE = 75.0
_ALIKE_WHOLE = 90.0  # the same place and form make whole names more alike


@dataclass(frozen=True)
class Names:
    """Every name of a column taken apart once. column: the names as they are; parsed[value]: their parts."""

    column: Column
    parser: NameParser
    parsed: list[CompanyName]

    def _of(self, texts: Sequence[str]) -> Column:
        return column_of(texts, self.column.codes)

    @cached_property
    def plain(self) -> Column:
        """The whole name folded."""
        return self._of([name.plain for name in self.parsed])

    @cached_property
    def core(self) -> Column:
        """Brand and trade."""
        return self._of([name.core for name in self.parsed])

    @cached_property
    def brand(self) -> Column:
        """What it is called by."""
        return self._of([name.brand for name in self.parsed])

    @cached_property
    def trade(self) -> Column:
        """What it says it does."""
        return self._of([name.trade for name in self.parsed])

    @cached_property
    def branch(self) -> Column:
        """The branch's own words."""
        return self._of([name.branch for name in self.parsed])

    @cached_property
    def sound(self) -> Column:
        """How brand and trade are said."""
        return self._of([sound(name.core) for name in self.parsed])

    @cached_property
    def former(self) -> Column:
        """The core of the former name, where one is told, else of the name."""
        return self._of([self.parser.parse(name.former).core if name.former else name.core for name in self.parsed])

    @cached_property
    def has_former(self) -> Flags:
        """Whether a value tells a former name."""
        return np.array([bool(name.former) for name in self.parsed], dtype=np.bool_)

    @cached_property
    def places(self) -> tuple[Column, Flags]:
        """The narrowest place that a name tells, and whether one of two lies in the other; the last is unknown."""
        column = self._of([_narrowest(name.places) for name in self.parsed])
        codes = column.values.tolist()
        fits = np.ones((len(codes) + 1, len(codes) + 1), dtype=np.bool_)
        for at, one in enumerate(codes):
            for other, two in enumerate(codes):
                fits[at, other] = one.startswith(two) or two.startswith(one)
        return column, fits


def _narrowest(places: frozenset[str]) -> str:
    """The longest code without its trailing zeros; "" where no place is told."""
    return max(sorted(code.rstrip("0") for code in places), key=len, default="")


def company_name(field: Field, names: Names) -> Comparison:
    """The levels of `LEVELS`. Names that fit but for the branch are a branch and its parent, or siblings."""
    terms = {
        "plain": names.plain,
        "core": names.core,
        "brand": names.brand,
        "trade": names.trade,
        "former": names.former,
    }

    def decide(first: Ints, second: Ints) -> Levels:
        return _decided(names, first, second)

    return Comparison(field, LEVELS, terms, decide)


def _both(column: Column, first: Ints, second: Ints) -> Flags:
    result: Flags = (column.codes[first] >= 0) & (column.codes[second] >= 0)
    return result


def _equal(column: Column, first: Ints, second: Ints) -> Flags:
    one, two = column.codes[first], column.codes[second]
    result: Flags = (one == two) & (one >= 0)
    return result


def _decided(names: Names, first: Ints, second: Ints) -> Levels:
    known = (names.column.codes[first] >= 0) & (names.column.codes[second] >= 0)
    if not known.any():
        return np.full(len(first), UNKNOWN, dtype=np.int8)
    plain, core, brand = (_equal(column, first, second) for column in (names.plain, names.core, names.brand))
    trade = _equal(names.trade, first, second)
    places, fits = names.places
    here = fits[places.codes[first], places.codes[second]]
    no_trade = (names.trade.codes[first] < 0) | (names.trade.codes[second] < 0)
    shortened = brand & (no_trade | _holds(names.trade, first, second, where=known & brand & ~trade))
    near = _near(names, first, second, known & ~core)
    likeness = _alike(names.core, first, second, known & ~core, _ALIKE)
    likeness |= _alike(names.plain, first, second, known & ~core & ~likeness, _ALIKE_WHOLE)
    former = _former(names, first, second)
    found = first_true(
        plain,
        core & here,
        former,
        shortened & here,
        near & here,
        core,
        brand,
        likeness,
        trade,
    )
    found[found == TRADE + 1] = DIFFERENT
    other_branch = names.branch.codes[first] != names.branch.codes[second]
    slip = similarities(names.branch, first, second, OSA.distance, where=_both(names.branch, first, second), cutoff=1)
    doubted = other_branch & _both(names.branch, first, second) & (slip <= 1)
    found[doubted & (found <= NEAR)] = ALIKE
    found[other_branch & (found == NEAR)] = NEAR_BRANCH
    found[other_branch & (found < NEAR) & (found != EQUAL)] = BRANCH
    return np.where(known, found, np.int8(UNKNOWN))


def _former(names: Names, first: Ints, second: Ints) -> Flags:
    """One tells a former name, and that is the other's name."""
    told = names.has_former[names.column.codes[first]] | names.has_former[names.column.codes[second]]
    former, core = names.former, names.core
    found = np.zeros(len(first), dtype=np.bool_)
    for at in np.flatnonzero(told).tolist():
        one, two = first[at], second[at]
        before = {former.values[former.codes[one]], core.values[core.codes[one]]}
        found[at] = bool(before & {former.values[former.codes[two]], core.values[core.codes[two]]})
    return found


def _holds(column: Column, first: Ints, second: Ints, *, where: Flags) -> Flags:
    """One text is within the other."""
    found = np.zeros(len(first), dtype=np.bool_)
    asked = np.flatnonzero(where)
    one, two = column.codes[first[asked]], column.codes[second[asked]]
    for at, left, right in zip(asked.tolist(), one.tolist(), two.tolist(), strict=True):
        if left >= 0 and right >= 0:
            short, long = sorted((column.values[left], column.values[right]), key=len)
            found[at] = short in long
    return found


def _near(names: Names, first: Ints, second: Ints, asked: Flags) -> Flags:
    """The same sound, or one slip in brand and trade, or in the whole name, of four characters or more."""
    found = _equal(names.sound, first, second)
    for column in (names.core, names.plain):
        lengths = lengths_of(column)
        one, two = lengths[column.codes[first]], lengths[column.codes[second]]
        can = asked & ~found & (np.abs(one - two) <= 1) & (np.minimum(one, two) >= 4)
        found |= can & (similarities(column, first, second, OSA.distance, where=can, cutoff=1) <= 1)
    result: Flags = asked & found
    return result


def _alike(column: Column, first: Ints, second: Ints, asked: Flags, least: float) -> Flags:
    """A ratio of at least so much; texts of too different length cannot reach it and are not compared."""
    lengths = lengths_of(column)
    one, two = lengths[column.codes[first]], lengths[column.codes[second]]
    can = asked & (200 * np.minimum(one, two) >= least * (one + two))
    result: Flags = can & (similarities(column, first, second, ratio, where=can, cutoff=least) >= least)
    return result
