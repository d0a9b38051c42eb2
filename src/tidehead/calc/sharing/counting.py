"""What each party may count of projects that several share: once in the whole, with what is unknown told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from tidehead.calc.labels import Label
from tidehead.calc.sharing.splitting import Share, SharingRefused, exact_shares, split_amount


@dataclass(frozen=True, slots=True)
class Tally:
    """A sum beside its coverage: amount in fen of the known ones (None where none is known), known of count."""

    amount: int | None
    known: int
    count: int
    projects: Fraction = Fraction(0)
    """how many projects, each in the part that is credited"""


@dataclass(frozen=True, slots=True)
class Shared:
    """A project with its amount in fen (None: unknown) and the exact share of each party."""

    project: str
    amount: int | None
    shares: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Credit:
    """What each party and the region count: the parties' tallies add up to the region's."""

    parties: Mapping[str, Tally]
    region: Tally


class Fate(StrEnum):
    """What becomes of a claim to count a project."""

    COUNTED = "counted"
    EARLIER = "earlier"
    """counted already in an earlier year"""
    TWICE = "twice"
    """claimed more than once by one party in the year that counts"""
    CONTESTED = "contested"
    """several parties claim it in the year that counts, without an agreement: the region counts it, none of them"""
    OUTSIDE = "outside"
    """claimed by a party that has no share in the agreement"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One party's claim to count a project in a year; amount in fen, None where unknown."""

    project: str
    party: str
    year: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A project counted once: in which year, for whom with which share (nobody while contested), and which claims fell
    away and why. amount: of the earliest claims, None where unknown or where they name different ones."""

    project: str
    year: int
    shares: Mapping[str, Fraction]
    amount: int | None
    claims: tuple[tuple[Claim, Fate], ...]
    differing: bool = False


@dataclass(frozen=True, slots=True)
class Hosted:
    """A project for mutual counting: where it stands, where it came from ("" or the same: not mutual), its fen."""

    project: str
    host: str
    origin: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Mutual:
    """Mutual counting: parties for their assessment, the region once. twice: what the parties' figures together hold
    more than the region's, so that nobody adds them up."""

    parties: Mapping[str, Tally]
    region: Tally
    twice: Tally = field(default_factory=lambda: Tally(0, 0, 0))


_Project = TypeVar("_Project", Shared, Hosted)


def split_credit(projects: Iterable[Shared]) -> Credit:
    """What each party counts of shared projects, and what the region counts; the parties add up to the region.

    A project counts as one in all: each party's part is its exact share. An unknown amount is told by the coverage and
    is not zero. Raises SharingRefused for a project given twice and as `exact_shares`.

    100 fen, three fifths to the host, and one of unknown amount in halves.

    >>> credit = split_credit([Shared("p", 100, {"a": "3/5", "b": "2/5"}), Shared("q", None, {"a": "1/2", "b": "1/2"})])
    >>> [(party, each.amount, each.known, each.count, str(each.projects)) for party, each in credit.parties.items()]
    [('a', 60, 1, 2, '11/10'), ('b', 40, 1, 2, '9/10')]
    """
    given = _once(projects)
    parts: dict[str, list[tuple[int | None, Fraction]]] = {}
    for each in given:
        exact = exact_shares(each.shares)
        amounts = split_amount(each.amount, each.shares) if each.amount is not None else dict.fromkeys(exact)
        for party, share in exact.items():
            if share:
                parts.setdefault(party, []).append((amounts[party], share))
    whole = _tally([(each.amount, Fraction(1)) for each in given])
    return Credit({party: _tally(parts[party]) for party in sorted(parts)}, whole)


def count_once(
    claims: Iterable[Claim], *, agreed: Mapping[str, Mapping[str, Share]] | None = None
) -> tuple[Counted, ...]:
    """Each project once, in the earliest year claimed; by the agreed shares, else by the one party that claims it.

    agreed: shares by project. Without an agreement a project that several parties claim in that year is contested. The
    order of the claims does not matter, and no claim is dropped without being told. Sorted by project.

    >>> found = count_once([Claim("p", "a", 2025, 100), Claim("p", "b", 2026, 100), Claim("q", "a", 2026)])
    >>> [(each.project, each.year, [(claim.party, fate.value) for claim, fate in each.claims]) for each in found]
    [('p', 2025, [('a', 'counted'), ('b', 'earlier')]), ('q', 2026, [('a', 'counted')])]
    """
    together: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda each: (each.project, each.year, each.party, each.amount or 0)):
        together.setdefault(claim.project, []).append(claim)
    return tuple(_counted(own, (agreed or {}).get(project)) for project, own in together.items())


def mutual_counting(projects: Iterable[Hosted]) -> Mutual:
    """Projects that host and origin both count in full for their assessment, and the region once (招商数据互算).

    Raises SharingRefused for a project given twice.

    >>> found = mutual_counting([Hosted("p", "a", "b", 100), Hosted("q", "a", "", 50), Hosted("r", "b", "a")])
    >>> found.parties["a"].amount, found.parties["b"].amount, found.region.amount, found.twice.amount
    (150, 100, 150, 100)
    """
    given = _once(projects)
    parts: dict[str, list[tuple[int | None, Fraction]]] = {}
    for each in given:
        for party in sorted({each.host, each.origin} - {""}):
            parts.setdefault(party, []).append((each.amount, Fraction(1)))
    mutual = [(each.amount, Fraction(1)) for each in given if each.origin not in ("", each.host)]
    whole = _tally([(each.amount, Fraction(1)) for each in given])
    return Mutual({party: _tally(parts[party]) for party in sorted(parts)}, whole, _tally(mutual))


def _counted(own: Sequence[Claim], agreed: Mapping[str, Share] | None) -> Counted:
    year = own[0].year
    first = [claim for claim in own if claim.year == year]
    shares = exact_shares(agreed) if agreed else {}
    claimants = sorted({claim.party for claim in first})
    if not agreed and len(claimants) == 1:
        shares = {claimants[0]: Fraction(1)}
    amounts = {claim.amount for claim in first if claim.amount is not None}
    fates: list[tuple[Claim, Fate]] = []
    seen: set[str] = set()
    for claim in own:
        fates.append((claim, _fate(claim, year, shares, seen)))
        seen |= {claim.party} if claim.year == year else set()
    amount = amounts.pop() if len(amounts) == 1 else None
    return Counted(own[0].project, year, shares, amount, tuple(fates), differing=bool(amounts))


def _fate(claim: Claim, year: int, shares: Mapping[str, Fraction], seen: set[str]) -> Fate:
    if claim.year > year:
        return Fate.EARLIER
    if claim.party in seen:
        return Fate.TWICE
    if not shares:
        return Fate.CONTESTED
    return Fate.COUNTED if shares.get(claim.party) else Fate.OUTSIDE


def _tally(parts: Sequence[tuple[int | None, Fraction]]) -> Tally:
    known = [amount for amount, _ in parts if amount is not None]
    projects = sum((share for _, share in parts), Fraction(0))
    return Tally(sum(known) if known or not parts else None, len(known), len(parts), projects)


def _once(projects: Iterable[_Project]) -> list[_Project]:
    given = sorted(projects, key=lambda each: each.project)
    for one, other in pairwise(given):
        if one.project == other.project:
            raise SharingRefused(Label(f"项目 {one.project} 出现两次", f"project {one.project} is given twice"))
    return given
