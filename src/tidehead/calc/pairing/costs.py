"""What a pair costs: how far, how strange the trade, and how much the officer has to do already."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.pairing.types import Firm, Officer, Parts, Weights

EARTH_KM = 6371.0088
NEUTRAL_FIT = 0.5
_BLOCK = 256  # firms whose distances are computed at a time

Truths = NDArray[np.bool_]
Counts = NDArray[np.int64]


def pair_cost(officer: Officer, firm: Firm, *, load: int = 1, weights: Weights | None = None) -> Parts:
    """What it costs that an officer with `load` firms serves this one, by parts; see docs/methods/pairing.md.

    An officer 15 km away (30 km are far: 1.0) with another division of the same section ("C34" for "C3599": 2 of 5
    signs agree, fit 0.4), with 2 of at most 2 firms (0.5 · (0 + 1/2) ÷ 2 each):

    >>> away = Officer("o", 120.0, 30.0 + 15 / 111.1949, frozenset({"C34"}))
    >>> parts = pair_cost(away, Firm("f", 120.0, 30.0, "C3599"), load=2)
    >>> round(parts.distance, 3), round(parts.industry, 3), parts.load, round(parts.km, 2), parts.fit
    (0.5, 0.3, 0.125, 15.0, 0.4)
    """
    counted = weights or Weights()
    km = distance_km(officer.lon, officer.lat, firm.lon, firm.lat)
    fit = industry_fit(officer.industries, firm.industry)
    away = 1.0 if km is None else km / counted.far_km
    share = float(load_costs(officer.most, counted.load)[:load].sum()) / load
    return Parts(counted.distance * away, counted.industry * (1 - fit), share, km, fit)


def distance_km(lon: float | None, lat: float | None, other_lon: float | None, other_lat: float | None) -> float | None:
    """Kilometres along the great circle (haversine); None where a coordinate is unknown.

    >>> round(distance_km(120.0, 30.0, 121.0, 30.0), 1), distance_km(None, 30.0, 121.0, 30.0)
    (96.3, None)
    """
    if lon is None or lat is None or other_lon is None or other_lat is None:
        return None
    found = _haversine(np.array([lon]), np.array([lat]), np.array([other_lon]), np.array([other_lat]))[0]
    return None if math.isnan(found) else float(found)


def industry_fit(industries: frozenset[str], industry: str) -> float:
    """How well an officer's industries fit a firm's: the share of the code's signs in which the best of them agrees.

    An officer's code that the firm's code begins with fits wholly. 0.5 where either is unknown.

    >>> industry_fit(frozenset({"C34", "I65"}), "C3421"), industry_fit(frozenset({"C34"}), "C3599")
    (1.0, 0.4)
    >>> industry_fit(frozenset(), "C3421")
    0.5
    """
    if not industries or not industry:
        return NEUTRAL_FIT
    return max(_agreement(one, industry) for one in industries)


def load_costs(most: int, weight: float) -> Floats:
    """What an officer's 1st, 2nd… firm costs: nothing for the first, then ever more, so that work is shared.

    >>> load_costs(4, 1.0).tolist()
    [0.0, 0.25, 0.5, 0.75]
    """
    costs: Floats = weight * np.arange(most) / max(most, 1)
    return costs


def cost_matrix(officers: Sequence[Officer], firms: Sequence[Firm], weights: Weights) -> Floats:
    """cost[firm, officer] of distance and industry, without load."""
    lon, lat = _coordinates(firms)
    officer_lon, officer_lat = _coordinates(officers)
    cost = np.empty((len(firms), len(officers)))
    for start in range(0, len(firms), _BLOCK):
        block = slice(start, start + _BLOCK)
        km = _haversine(lon[block, None], lat[block, None], officer_lon[None, :], officer_lat[None, :])
        cost[block] = weights.distance * np.where(np.isnan(km), 1.0, km / weights.far_km)
    cost += weights.industry * (1 - _fits(officers, firms))
    return cost


def allowed_pairs(officers: Sequence[Officer], firms: Sequence[Firm]) -> Truths:
    """allowed[firm, officer]: whether the officer may serve the firm's place."""
    kinds = {one: nth for nth, one in enumerate(dict.fromkeys(firm.places for firm in firms))}
    zones = {one: nth for nth, one in enumerate(dict.fromkeys(officer.places for officer in officers))}
    table = np.array([[not zone or not zone.isdisjoint(places) for zone in zones] for places in kinds], dtype=np.bool_)
    rows, columns = [kinds[firm.places] for firm in firms], [zones[one.places] for one in officers]
    found: Truths = table[np.ix_(rows, columns)]
    return found


def _fits(officers: Sequence[Officer], firms: Sequence[Firm]) -> Floats:
    """fit[firm, officer], each combination of trades looked at once."""
    codes = {one: nth for nth, one in enumerate(dict.fromkeys(firm.industry for firm in firms))}
    trades = {one: nth for nth, one in enumerate(dict.fromkeys(officer.industries for officer in officers))}
    table = np.array([[industry_fit(trade, code) for trade in trades] for code in codes], dtype=np.float64)
    rows, columns = [codes[firm.industry] for firm in firms], [trades[one.industries] for one in officers]
    found: Floats = table[np.ix_(rows, columns)]
    return found


def _agreement(known: str, code: str) -> float:
    if code.startswith(known):
        return 1.0
    same = next((at for at, (one, other) in enumerate(zip(known, code, strict=False)) if one != other), len(code))
    return same / len(code)


def _coordinates(people: Sequence[Officer] | Sequence[Firm]) -> tuple[Floats, Floats]:
    lon = np.array([math.nan if one.lon is None else one.lon for one in people], dtype=np.float64)
    lat = np.array([math.nan if one.lat is None else one.lat for one in people], dtype=np.float64)
    return lon, lat


def _haversine(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    phi, other_phi = np.radians(lat), np.radians(other_lat)
    half = np.sin((other_phi - phi) / 2) ** 2
    half = half + np.cos(phi) * np.cos(other_phi) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return km
