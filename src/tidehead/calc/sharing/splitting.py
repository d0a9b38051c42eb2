"""A whole divided so that the parts add up to it: exact shares, and amounts to the last fen."""

import re
from collections.abc import Mapping
from fractions import Fraction

from tidehead.calc.labels import Label

Share = Fraction | int | str
"""An exact share as it is given: a fraction, or text such as "0.4", "40%" or "2/5". Never a float: 0.1 is none."""


_EXACT = re.compile(r"\s*[+-]?(\d{1,9}(\.\d{0,12})?%?|\.\d{1,12}%?|\d{1,9}/\d{1,9})\s*")
"""What a share may be written like. Without bounds the text "1e999999999" would be a number of a billion digits."""


class SharingRefused(ValueError):
    """Shares, an agreement or claims that cannot be; `message` says which and why."""

    def __init__(self, message: Label) -> None:
        """Keep the words in both languages."""
        super().__init__(message.text("en"))
        self.message = message


def exact_shares(shares: Mapping[str, Share]) -> dict[str, Fraction]:
    """The shares as exact fractions, by party in order of their codes.

    Raises SharingRefused where a share is below zero or no number, or they do not add up to exactly 1.

    >>> {party: str(share) for party, share in exact_shares({"host": "60%", "origin": "0.4"}).items()}
    {'host': '3/5', 'origin': '2/5'}
    """
    read = {party: _read(party, shares[party]) for party in sorted(shares)}
    whole = sum(read.values(), Fraction(0))
    if whole != 1:
        raise SharingRefused(
            Label(f"各方份额合计须为 1，现为 {_plain(whole)}", f"shares add up to {_plain(whole)}, not 1")
        )
    return read


def split_amount(amount: int, shares: Mapping[str, Share]) -> dict[str, int]:
    """An amount in fen (or any unit that is not divided further) in parts that add up to it exactly.

    Everyone gets the whole fen below their share; the fen left over go one each to the largest remainders, of equal
    ones to the first code, so that the order of the parties does not matter. A negative amount is the mirror image.
    Raises SharingRefused as `exact_shares`.

    Source: the method of the largest remainder (Hamilton 1792); see Balinski and Young 2001, Fair Representation.

    100 fen in thirds: 33 each, and the fen left over to the first.

    >>> split_amount(100, {"a": "1/3", "b": "1/3", "c": "1/3"})
    {'a': 34, 'b': 33, 'c': 33}
    """
    exact = exact_shares(shares)
    size = abs(amount)
    parts = {party: size * share.numerator // share.denominator for party, share in exact.items()}
    left = size - sum(parts.values())
    by_remainder = sorted(exact, key=lambda party: (parts[party] - size * exact[party], party))
    for party in by_remainder[:left]:
        parts[party] += 1
    return {party: part if amount >= 0 else -part for party, part in parts.items()}


def _read(party: str, share: Share) -> Fraction:
    if isinstance(share, float):
        raise SharingRefused(Label(f"{party} 的份额须为精确数", f"the share of {party} is a float, give text"))
    shown = str(share)[:30]
    if isinstance(share, str) and not _EXACT.fullmatch(share):
        raise SharingRefused(Label(f"{party} 的份额不是数：{shown}", f"no share of {party}: {shown}"))
    text = share.strip() if isinstance(share, str) else share
    try:
        found = Fraction(text[:-1]) / 100 if isinstance(text, str) and text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise SharingRefused(Label(f"{party} 的份额不是数：{shown}", f"no share of {party}: {shown}")) from None
    if found < 0:
        raise SharingRefused(Label(f"{party} 的份额为负", f"the share of {party} is below zero"))
    return found


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"
