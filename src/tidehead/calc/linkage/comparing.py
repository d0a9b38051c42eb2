"""How alike two rows are in one field: a level, best first; similarity is of characters, never of bytes.

Distances are of code points (rapidfuzz): one wrong Chinese character is one error, as it is one wrong letter.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist
from scipy.sparse import csr_array

from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.linkage.codes import has_valid_check
from tidehead.calc.linkage.table import UNKNOWN, Column, column_of
from tidehead.calc.linkage.types import Field, Flags, Ints, Level, Pairs

Levels = NDArray[np.int8]
BATCH = 1 << 19  # pairs whose texts are held at once


@dataclass(frozen=True)
class Comparison:
    """One field made ready. levels: best first, the last one is "nothing alike"; decide gives the level, -1 unknown.

    terms: for each `Level.term` the column whose shared value tells how rare the agreement is.
    """

    field: Field
    levels: tuple[Level, ...]
    terms: dict[str, Column]
    decide: Callable[[Ints, Ints], Levels] = dataclasses.field(repr=False)

    def compare(self, pairs: Pairs) -> Levels:
        """The level of every pair, in batches so that memory stays bounded."""
        parts = [
            self.decide(pairs.first[at : at + BATCH], pairs.second[at : at + BATCH])
            for at in range(0, len(pairs), BATCH)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int8)


def first_true(*tests: Flags) -> Levels:
    """The number of the first test that holds, one more than the last where none does."""
    found = np.full(len(tests[0]), len(tests), dtype=np.int8)
    for at in range(len(tests) - 1, -1, -1):
        found[tests[at]] = at
    return found


def similarities(
    column: Column,
    first: Ints,
    second: Ints,
    scorer: Callable[..., float],
    *,
    where: Flags,
    cutoff: float | None = None,
) -> Floats:
    """The scorer of the two values where asked, 0 elsewhere; the smaller value first, so that order never matters."""
    found = np.zeros(len(first))
    asked = np.flatnonzero(where)
    if len(asked):
        one, two = column.codes[first[asked]], column.codes[second[asked]]
        left, right = column.values[np.minimum(one, two)].tolist(), column.values[np.maximum(one, two)].tolist()
        found[asked] = cpdist(left, right, scorer=scorer, score_cutoff=cutoff, dtype=np.float32, workers=1)
    return found


def lengths_of(column: Column) -> Ints:
    """How many characters each value has."""
    return np.array([len(value) for value in column.values.tolist()], dtype=np.int64)


def _known(column: Column, first: Ints, second: Ints) -> tuple[Flags, Flags]:
    """Where both are known, and where both are known and equal."""
    one, two = column.codes[first], column.codes[second]
    known = (one >= 0) & (two >= 0)
    return known, known & (one == two)


def _with_unknown(levels: Levels, known: Flags) -> Levels:
    return np.where(known, levels, np.int8(UNKNOWN))


EQUAL = Level("equal", Label("相同", "equal"), term="value")
NOTHING = Level("different", Label("不同", "different"))


def text_like(field: Field, column: Column, cutoffs: Sequence[float] = (0.92, 0.88, 0.7)) -> Comparison:
    """Names and short texts: equal, then Jaro–Winkler similarity from each cut-off on.

    Source: Winkler 1990, Proc. Section on Survey Research Methods, ASA; cut-offs as Splink's name comparison has them.
    """
    levels = tuple(
        Level(f"alike_{round(100 * cut)}", Label(f"相似度不低于{cut:g}", f"similarity from {cut:g}")) for cut in cutoffs
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        alike = similarities(column, first, second, JaroWinkler.similarity, where=known & ~equal)
        return _with_unknown(first_true(equal, *(alike >= cut for cut in cutoffs)), known)

    return Comparison(field, (EQUAL, *levels, NOTHING), {"value": column}, decide)


def person_name(field: Field, given: Column, family: Column) -> Comparison:
    """Given and family name together, so that swapped names are seen and a rare full name says more than its parts."""
    whole = _joined(given, family)
    turned = _joined(family, given)
    levels = (
        Level("equal", Label("姓名相同", "both names equal"), term="whole"),
        Level("swapped", Label("姓与名互换", "names swapped")),
        Level("both_alike", Label("姓与名都相近", "both names alike")),
        Level("family_only_known", Label("姓相同，名缺", "family name equal, given name unknown"), term="family"),
        Level("given_only_known", Label("名相同，姓缺", "given name equal, family name unknown"), term="given"),
        Level("family_equal", Label("姓相同，名不同", "family name equal, given name different"), term="family"),
        Level("given_equal", Label("名相同，姓不同", "given name equal, family name different"), term="given"),
        Level("one_alike", Label("一项相近", "one name alike")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known_given, same_given = _known(given, first, second)
        known_family, same_family = _known(family, first, second)
        near_given = similarities(given, first, second, JaroWinkler.similarity, where=known_given & ~same_given)
        near_family = similarities(family, first, second, JaroWinkler.similarity, where=known_family & ~same_family)
        near_given[same_given], near_family[same_family] = 1.0, 1.0
        one, two = whole.codes[first], turned.codes[second]
        swapped = (one >= 0) & (two >= 0)
        swapped &= (
            whole.values[np.where(swapped, one, 0)] == turned.values[np.where(swapped, two, 0)]
            if swapped.any()
            else False
        )
        found = first_true(
            same_given & same_family,
            swapped,
            (near_given >= _NEAR) & (near_family >= _NEAR),
            same_family & ~known_given,
            same_given & ~known_family,
            same_family,
            same_given,
            (near_given >= _NEAR) | (near_family >= _NEAR),
        )
        return _with_unknown(found, known_given | known_family)

    return Comparison(field, levels, {"whole": whole, "family": family, "given": given}, decide)


_NEAR = 0.88


def _joined(one: Column, two: Column) -> Column:
    """Two columns as one text a row, unknown where either is."""
    key = np.where((one.codes >= 0) & (two.codes >= 0), one.codes * max(len(two.values), 1) + two.codes, UNKNOWN)
    known, rows = np.unique(key, return_inverse=True)
    texts = [
        "" if at < 0 else f"{one.values[at // len(two.values)]} {two.values[at % len(two.values)]}"
        for at in known.tolist()
    ]
    return column_of(texts, rows.astype(np.int64))


def code_like(field: Field, column: Column) -> Comparison:
    """Codes and numbers of papers: equal, one slip, two slips (a slip: a character more, less, other or swapped)."""
    levels = (
        EQUAL,
        Level("one_slip", Label("差一处", "one slip")),
        Level("two_slips", Label("差两处", "two slips")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        slips = _slips(column, first, second, known & ~equal)
        return _with_unknown(first_true(equal, slips <= 1, slips <= 2), known)

    return Comparison(field, levels, {"value": column}, decide)


def _slips(column: Column, first: Ints, second: Ints, asked: Flags) -> Floats:
    """Optimal string alignment up to 2; 3 stands for more, and for what was not asked."""
    found = similarities(column, first, second, OSA.distance, where=asked, cutoff=2)
    found[~asked] = 3
    return found


def unified_code(field: Field, column: Column) -> Comparison:
    """Registration codes with a check character: two different ones that are both valid are two enterprises.

    A nine-character organisation code agrees with the eighteen characters that hold it in places 9 to 17.
    """
    valid = np.array([has_valid_check(value) for value in column.values.tolist()], dtype=np.bool_)
    body = column_of([_organisation(value) for value in column.values.tolist()], column.codes)
    levels = (
        EQUAL,
        Level("organisation", Label("组织机构代码部分相同", "the organisation code within is equal"), term="body"),
        Level("both_valid", Label("两个有效而不同的代码", "two different valid codes"), veto=True),
        Level("one_slip", Label("差一处", "one slip")),
        Level("two_slips", Label("差两处", "two slips")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        within, same_body = _known(body, first, second)
        if not len(valid):
            return np.full(len(first), UNKNOWN, dtype=np.int8)
        both = known & valid[column.codes[first]] & valid[column.codes[second]]
        shorter = within & ~both & same_body
        slips = _slips(column, first, second, known & ~equal & ~both)
        return _with_unknown(first_true(equal, shorter, both, slips <= 1, slips <= 2), known)

    return Comparison(field, levels, {"value": column, "body": body}, decide)


def _organisation(code: str) -> str:
    return code[8:17] if len(code) == 18 else code if len(code) == 9 else ""


def date_like(field: Field, column: Column) -> Comparison:
    """Days: equal, one slip in the digits or day and month swapped, the same year and month, the same year."""
    month = column_of([value[:6] if len(value) == 8 else "" for value in column.values.tolist()], column.codes)
    year = column_of([value[:4] if len(value) >= 4 else "" for value in column.values.tolist()], column.codes)
    turned = _turned_days(column)
    levels = (
        EQUAL,
        Level("one_slip", Label("差一位或月日互换", "one slip, or day and month swapped")),
        Level("month", Label("同年同月", "same month")),
        Level("year", Label("同年", "same year")),
        Level("two_slips", Label("差两位", "two slips")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        slips = _slips(column, first, second, known & ~equal)
        near = slips <= 1
        if len(turned):
            near |= known & (turned[column.codes[first]] == column.codes[second])
        same_month, same_year = _known(month, first, second)[1], _known(year, first, second)[1]
        return _with_unknown(first_true(equal, near, same_month, same_year, slips <= 2), known)

    return Comparison(field, levels, {"value": column}, decide)


def _turned_days(column: Column) -> Ints:
    """For each value the number of the one with day and month swapped; -2 where the column has none."""
    number = {value: at for at, value in enumerate(column.values.tolist())}
    turned = (value[:4] + value[6:] + value[4:6] for value in number)
    return np.fromiter((number.get(value, -2) for value in turned), dtype=np.int64, count=len(number))


def number_like(field: Field, column: Column) -> Comparison:
    """Numbers: equal, within a hundredth, within a tenth of the larger."""
    values = np.array([float(value) for value in column.values.tolist()], dtype=np.float64)
    levels = (
        EQUAL,
        Level("within_1", Label("相差不超过1%", "within 1%")),
        Level("within_10", Label("相差不超过10%", "within 10%")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        if not len(values):
            return np.full(len(first), UNKNOWN, dtype=np.int8)
        one, two = values[column.codes[first]], values[column.codes[second]]
        apart, size = np.abs(one - two), np.maximum(np.abs(one), np.abs(two))
        return _with_unknown(first_true(equal, apart <= 0.01 * size, apart <= 0.1 * size), known)

    return Comparison(field, levels, {"value": column}, decide)


def postcode_like(field: Field, column: Column) -> Comparison:
    """Postcodes: equal, one slip, the same first half, the same first two characters."""
    half = column_of([value[: (len(value) + 1) // 2] for value in column.values.tolist()], column.codes)
    start = column_of([value[:2] for value in column.values.tolist()], column.codes)
    levels = (
        EQUAL,
        Level("one_slip", Label("差一处", "one slip")),
        Level("half", Label("前半相同", "same first half"), term="half"),
        Level("start", Label("开头相同", "same beginning"), term="start"),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        slips = _slips(column, first, second, known & ~equal)
        same_half, same_start = _known(half, first, second)[1], _known(start, first, second)[1]
        return _with_unknown(first_true(equal, slips <= 1, same_half, same_start), known)

    return Comparison(field, levels, {"value": column, "half": half, "start": start}, decide)


def category(field: Field, column: Column) -> Comparison:
    """Equal or not; a rare value that is shared says more."""

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        return _with_unknown(first_true(equal), known)

    return Comparison(field, (EQUAL, NOTHING), {"value": column}, decide)


def address_like(field: Field, column: Column) -> Comparison:
    """Addresses: equal; one holds the other; the same numbers and most pieces; most pieces; half of them.

    Pieces are pairs of neighbouring characters; the share is of the shorter address, because a province or a county is
    often left out. Numbers are those of house and road: two neighbours differ in nothing else.
    """
    numbers = column_of([_numbers(value) for value in column.values.tolist()], column.codes)
    pieces = _pieces(column.values.tolist())
    levels = (
        EQUAL,
        Level("numbers_and_most", Label("门牌号相同且大部分相同", "same numbers and mostly the same")),
        Level("most", Label("大部分相同", "mostly the same")),
        Level("half", Label("约半相同", "about half the same")),
        NOTHING,
    )

    def decide(first: Ints, second: Ints) -> Levels:
        known, equal = _known(column, first, second)
        share = _shares(pieces, column.codes[first], column.codes[second], known & ~equal)
        same_numbers = _known(numbers, first, second)[1]
        found = first_true(equal, same_numbers & (share >= 0.7), share >= 0.8, share >= 0.5)
        return _with_unknown(found, known)

    return Comparison(field, levels, {"value": column}, decide)


def _numbers(address: str) -> str:
    return " ".join("".join(c if c.isdigit() else " " for c in address).split())


def _pieces(addresses: Sequence[str]) -> csr_array:
    """Which pairs of neighbouring characters each address has: 1 in the column of the pair."""
    number: dict[str, int] = {}
    places, ends = [], [0]
    for address in addresses:
        places += [
            number.setdefault(piece, len(number)) for piece in {address[at : at + 2] for at in range(len(address) - 1)}
        ]
        ends.append(len(places))
    shape = (len(addresses), max(len(number), 1))
    found = csr_array((np.ones(len(places), dtype=np.int32), np.array(places, dtype=np.int32), ends), shape=shape)
    found.sort_indices()
    return found


def _shares(pieces: csr_array, one: Ints, two: Ints, asked: Flags) -> Floats:
    """Shared pieces by those of the shorter address, where asked."""
    found = np.zeros(len(one))
    sizes = np.diff(pieces.indptr)
    asked_at = np.flatnonzero(asked)
    for begin in range(0, len(asked_at), _PIECES_AT_ONCE):
        at = asked_at[begin : begin + _PIECES_AT_ONCE]
        left, right = pieces[one[at]], pieces[two[at]]
        fewest = np.minimum(sizes[one[at]], sizes[two[at]])
        found[at] = left.multiply(right).sum(axis=1) / np.maximum(fewest, 1)
    return found


_PIECES_AT_ONCE = 1 << 16
