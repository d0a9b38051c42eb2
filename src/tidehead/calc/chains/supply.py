"""How much of what a link needs is had here, and how near: reported, estimated or unknown, never mixed in silence."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tidehead.calc.chains.types import Basis, Chain, Node

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
DETOUR = 1.3
"""Roads are longer than the straight line: about 1.3 to 1.4 (Boscoe, Henry & Zdeb 2012, Prof. Geogr. 64(2))."""
SPEED_KM_H = 40.0
"""Lorries between towns, stops included: our own assumption, stated beside every estimate."""


@dataclass(frozen=True, slots=True)
class Bought:
    """One input of a link. weight: its part of what is bought (money or share); rate: how much of it is local, 0–1."""

    node: str
    weight: float | None
    rate: float | None
    basis: Basis = Basis.UNKNOWN


@dataclass(frozen=True, slots=True)
class SupplyRate:
    """A share of inputs, over those that are known on one basis. coverage: their part of all weight, 0–1.

    value None: nothing is known on this basis. coverage None: a weight is unknown, so nobody can say.
    """

    value: float | None
    basis: Basis
    coverage: float | None
    inputs: int = 0


def local_supply_rate(bought: Iterable[Bought], basis: Basis) -> SupplyRate:
    """Σ local input ÷ Σ input, over inputs whose rate is known on one basis.

    Inputs known on another basis, or not at all, count only in the coverage. Equal weights where no weight is known.
    Raises ValueError for a rate outside 0–1, a weight below zero, and for the basis "unknown".

    >>> rows = [Bought("cast", 60.0, 0.9, Basis.REPORTED), Bought("chip", 40.0, 0.1, Basis.ESTIMATED)]
    >>> local_supply_rate(rows, Basis.REPORTED)
    SupplyRate(value=0.9, basis=<Basis.REPORTED: 'reported'>, coverage=0.6, inputs=1)
    """
    if basis is Basis.UNKNOWN:
        raise ValueError("a rate is reported or estimated")
    rows = list(bought)
    for row in rows:
        if row.rate is not None and not 0 <= row.rate <= 1:
            raise ValueError(f"the rate of {row.node} is {row.rate}, not between 0 and 1")
        if row.weight is not None and not row.weight >= 0:
            raise ValueError(f"the weight of {row.node} is {row.weight}")
    nothing_weighed = all(row.weight is None for row in rows)
    weights = [1.0 if nothing_weighed else row.weight for row in rows]
    known = [
        (weight, row.rate)
        for row, weight in zip(rows, weights, strict=True)
        if row.rate is not None and row.basis is basis and weight is not None
    ]
    covered = sum(weight for weight, _ in known)
    whole = None if any(weight is None for weight in weights) else sum(weight or 0.0 for weight in weights)
    value = sum(weight * rate for weight, rate in known) / covered if covered else None
    return SupplyRate(value, basis, covered / whole if whole else None, len(known))


def both_rates(bought: Iterable[Bought]) -> tuple[SupplyRate, SupplyRate]:
    """The reported rate and the estimated one, beside each other."""
    rows = tuple(bought)
    return local_supply_rate(rows, Basis.REPORTED), local_supply_rate(rows, Basis.ESTIMATED)


def inputs_of(node: Node, rates: Mapping[str, tuple[float, Basis]]) -> tuple[Bought, ...]:
    """What a node buys, by its needs; rates: of the inputs, by node.

    Of a one-of need the substitute with the highest rate counts, reported ones before estimated: it is the one that
    is bought here. A need's share is divided evenly among its all-of nodes.
    """
    rows = []
    for need in node.needs:
        if need.any_one:
            best = min(need.nodes, key=lambda name: (_order(rates.get(name)), name))
            rows.append(_bought(best, need.share, rates))
        else:
            part = None if need.share is None else need.share / len(need.nodes)
            rows.extend(_bought(name, part, rates) for name in need.nodes)
    return tuple(rows)


def _order(known: tuple[float, Basis] | None) -> tuple[int, float]:
    if known is None:
        return 2, 0.0
    return (0 if known[1] is Basis.REPORTED else 1), -known[0]


def _bought(name: str, weight: float | None, rates: Mapping[str, tuple[float, Basis]]) -> Bought:
    rate, basis = rates.get(name, (None, Basis.UNKNOWN))
    return Bought(name, weight, rate, basis)


# How near


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points given as degrees (longitude, latitude), by the haversine.

    Source: Sinnott 1984, Sky and Telescope 68(2).

    >>> round(great_circle_km((0.0, 0.0), (0.0, 1.0)), 1)
    111.2
    """
    (lon_a, lat_a), (lon_b, lat_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def estimated_minutes(
    a: tuple[float, float], b: tuple[float, float], *, speed_km_h: float = SPEED_KM_H, detour: float = DETOUR
) -> float:
    """Minutes by lorry between two points, from the straight line: an estimate, to be marked as one.

    Raises ValueError for a speed of zero or a detour below 1.
    """
    if speed_km_h <= 0 or detour < 1:
        raise ValueError("a speed is more than zero, and a road is no shorter than the straight line")
    return great_circle_km(a, b) * detour / speed_km_h * 60


@dataclass(frozen=True, slots=True)
class Nearness:
    """How much of what a link needs is had within some minutes. full_set: minutes until all of it is had."""

    rate: float | None
    coverage: float
    full_set: float | None
    limit: float
    far: tuple[str, ...] = ()  # inputs beyond the limit, or that nobody here makes
    unknown: tuple[str, ...] = ()


def supply_within(node: Node, nearest: Mapping[str, float | None], limit: float = 30.0) -> Nearness:
    """The part of a node's needs that is met by a supplier within so many minutes.

    nearest: minutes to the nearest supplier of each input; math.inf: nobody here makes it; None or left out: unknown.
    A one-of need is met by its nearest known substitute. Needs count by their share, all alike where one has none;
    an all-of need is as far as its farthest node. Unknown needs lower the coverage, not the rate.
    """
    shares = [need.share for need in node.needs]
    weights = [1.0] * len(shares) if any(share is None for share in shares) else [share or 0.0 for share in shares]
    minutes = [_minutes_of(need.nodes, need.any_one, nearest) for need in node.needs]
    known = [(weight, at) for weight, at in zip(weights, minutes, strict=True) if at is not None]
    covered, whole = sum(weight for weight, _ in known), sum(weights)
    near = sum(weight for weight, at in known if at <= limit)
    times = [at for at in minutes if at is not None]
    complete = bool(times) and len(times) == len(minutes) and all(math.isfinite(at) for at in times)
    names = [name for need in node.needs for name in need.nodes]
    return Nearness(
        rate=near / covered if covered else None,
        coverage=covered / whole if whole else 0.0,
        full_set=max(times) if complete else None,
        limit=limit,
        far=tuple(name for name in names if (at := nearest.get(name)) is not None and at > limit),
        unknown=tuple(name for name in names if nearest.get(name) is None),
    )


def _minutes_of(names: Iterable[str], any_one: bool, nearest: Mapping[str, float | None]) -> float | None:
    known = [at for name in names if (at := nearest.get(name)) is not None]
    if any_one:
        finite = [at for at in known if math.isfinite(at)]
        return min(finite) if finite else (math.inf if len(known) == len(tuple(names)) else None)
    if any(math.isinf(at) for at in known):
        return math.inf
    return max(known) if len(known) == len(tuple(names)) else None


def node_rates(chain: Chain, rates: Mapping[str, tuple[float, Basis]]) -> dict[str, tuple[SupplyRate, SupplyRate]]:
    """Reported and estimated local supply rate of what each node with needs buys."""
    return {node.id: both_rates(inputs_of(node, rates)) for node in chain.nodes if node.needs}


def share_by_quotient(quotient: float | None) -> float | None:
    """The part of local demand that local firms meet, estimated from a location quotient: min(1, LQ).

    An estimate, to be marked as one: it takes local firms to sell here first. Source: Miller & Blair 2009,
    Input-Output Analysis, 2nd ed., section 8.2 (simple location quotients).

    >>> share_by_quotient(0.4), share_by_quotient(2.0), share_by_quotient(None)
    (0.4, 1.0, None)
    """
    return None if quotient is None else min(1.0, max(0.0, quotient))
