"""What an agreement on benefits pays out: base, shares by year, floor and cap, term."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tidehead.calc.labels import Label
from tidehead.calc.sharing.splitting import Share, SharingRefused, exact_shares, split_amount


class Bound(StrEnum):
    """What decided how much is shared in a year."""

    GAIN = "gain"
    """the gain over the base"""
    NOTHING_GAINED = "nothing_gained"
    FLOOR = "floor"
    CAP = "cap"
    TOTAL_CAP = "total_cap"
    """the term's cap was reached in this year or before"""
    UNKNOWN = "unknown"
    AFTER_UNKNOWN = "after_unknown"
    """an earlier year is unknown, so that nobody can say how much of the term's cap is left"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How benefits of a project, a firm that moved or a park are shared. Amounts in fen.

    first, last: the years of the term. base: what the host had before, each year, and keeps. shares: from which year
    on which shares hold; the first must hold from the first year. floor: at least this is shared in each year of the
    term; cap: at most this; total_cap: at most this over the term; None: no such bound.
    """

    first: int
    last: int
    shares: Mapping[int, Mapping[str, Share]]
    base: int = 0
    floor: int | None = None
    cap: int | None = None
    total_cap: int | None = None


@dataclass(frozen=True, slots=True)
class YearSettled:
    """One year of an agreement. actual, pool: fen, None where unknown; parts: each party's, which add up to pool."""

    year: int
    actual: int | None
    pool: int | None
    parts: Mapping[str, int | None] = field(default_factory=dict)
    bound: Bound = Bound.GAIN


def settle(agreement: Agreement, actual: Mapping[int, int | None]) -> tuple[YearSettled, ...]:
    """What every year of the term shares, and each party's part to the fen.

    actual: fen by year; a year of the term that is missing is unknown, and years outside the term share nothing. The
    pool is the gain over the base, no less than the floor, no more than the cap, nor than what the total cap has left;
    after an unknown year that is not known any more. Raises SharingRefused for a term, bounds or shares that cannot be.

    Base 100; 2025 brings 150, so that 50 are shared in halves; 2026 brings 300, of which the cap lets 120 be shared.

    >>> deal = Agreement(2025, 2026, {2025: {"a": "1/2", "b": "1/2"}}, base=100, cap=120)
    >>> [(each.year, each.pool, dict(each.parts), each.bound.value) for each in settle(deal, {2025: 150, 2026: 300})]
    [(2025, 50, {'a': 25, 'b': 25}, 'gain'), (2026, 120, {'a': 60, 'b': 60}, 'cap')]
    """
    _refuse(agreement)
    left = agreement.total_cap
    lost_count = False
    years = []
    for year in range(agreement.first, agreement.last + 1):
        found = actual.get(year)
        pool, bound = _pool(agreement, found)
        if left is not None and lost_count:
            pool, bound = None, Bound.AFTER_UNKNOWN if found is not None else Bound.UNKNOWN
        elif left is not None and pool is not None:
            pool, bound = (left, Bound.TOTAL_CAP) if pool > left else (pool, bound)
            left -= pool
        lost_count = lost_count or pool is None
        years.append(YearSettled(year, found, pool, _parts(agreement, year, pool), bound))
    return tuple(years)


def shares_in(agreement: Agreement, year: int) -> Mapping[str, Share]:
    """The shares that hold in a year of the term.

    >>> shares_in(Agreement(2025, 2030, {2025: {"a": "1"}, 2028: {"a": "1/2", "b": "1/2"}}), 2027)
    {'a': '1'}
    """
    return agreement.shares[max(start for start in agreement.shares if start <= year)]


def _pool(agreement: Agreement, actual: int | None) -> tuple[int | None, Bound]:
    if actual is None:
        return None, Bound.UNKNOWN
    gain = actual - agreement.base
    pool, bound = (gain, Bound.GAIN) if gain > 0 else (0, Bound.NOTHING_GAINED)
    if agreement.floor is not None and pool < agreement.floor:
        pool, bound = agreement.floor, Bound.FLOOR
    if agreement.cap is not None and pool > agreement.cap:
        pool, bound = agreement.cap, Bound.CAP
    return pool, bound


def _parts(agreement: Agreement, year: int, pool: int | None) -> dict[str, int | None]:
    shares = shares_in(agreement, year)
    if pool is None:
        return dict.fromkeys(sorted(shares))
    return dict(split_amount(pool, shares))


def _refuse(agreement: Agreement) -> None:
    if agreement.last < agreement.first or agreement.first not in agreement.shares:
        raise SharingRefused(
            Label("协议期限或首年份额缺失", "the term ends before it begins, or has no shares in its first year")
        )
    if min(agreement.shares) < agreement.first or max(agreement.shares) > agreement.last:
        raise SharingRefused(Label("份额年份超出协议期限", "shares for a year outside the term"))
    bounds = (agreement.floor, agreement.cap, agreement.total_cap)
    if any(bound is not None and bound < 0 for bound in bounds):
        raise SharingRefused(Label("保底与封顶不能为负", "floor and caps are not below zero"))
    if agreement.floor is not None and agreement.cap is not None and agreement.floor > agreement.cap:
        raise SharingRefused(Label("保底高于封顶", "the floor is above the cap"))
    for shares in agreement.shares.values():
        exact_shares(shares)
