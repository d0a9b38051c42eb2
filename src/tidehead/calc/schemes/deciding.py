"""After aggregation: bonus and malus under their ceilings, vetoes, places and grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Peers, places_from_below, ranks
from tidehead.calc.schemes.aggregating import finite
from tidehead.calc.schemes.inputs import numbers_of
from tidehead.calc.schemes.types import Band, Direction, Effect, Missing, Prepared, Scheme, Truths

GUARD = 1e-9
"""A place share that exceeds a band's end by no more than this is inside: 20 of 100 is within 0.2."""

NO_GRADE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """points[unit, adjustment] with their sign, after own ceilings, nan unknown; total[unit] after common ceilings, nan
    where an unknown one could still change it; taken_as_none, below_zero, at_ceiling[adjustment]: units;
    at_common_ceiling: units held by a common ceiling, of bonus and of malus."""

    points: Floats
    total: Floats
    taken_as_none: NDArray[np.int64]
    below_zero: NDArray[np.int64]
    at_ceiling: NDArray[np.int64]
    at_common_ceiling: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Vetoed:
    """met[unit, veto]: 1, 0 or nan undecided. grade[unit]: position of the band that a veto gives, else -1.
    undecided[unit, effect]: whether an undecided veto of that effect (in the order of Effect) could change the result.
    """

    met: Floats
    grade: NDArray[np.int64]
    undecided: Mapping[Effect, Truths]
    zero: Truths
    excluded: Truths


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """rank[unit], nan where not ranked; tied[unit]: how many share the place; ranked[unit]: how many of the board are
    ranked; broken: units whose equal scores the tie breakers told apart."""

    rank: Floats
    tied: Floats
    ranked: Floats
    equal: int
    broken: int


def adjust(prepared: Prepared, columns: Mapping[str, NDArray[Any]], size: int) -> Adjusted:
    """Bonus and malus of every unit.

    Points below 0 count as 0: a bonus never takes, a malus never gives. Where the known bonuses reach the common
    ceiling by themselves, an unknown one changes nothing and the total is known.
    """
    scheme = prepared.scheme
    points = np.zeros((size, len(scheme.adjustments)))
    none, below, at = np.zeros((3, len(scheme.adjustments)), dtype=np.int64)
    for place, (one, rule) in enumerate(zip(scheme.adjustments, prepared.points, strict=True)):
        given = numbers_of(rule, columns, size)
        unknown = np.isnan(given)
        if one.missing != Missing.REFUSE:
            none[place], given = int(unknown.sum()), np.where(unknown, 0.0, given)
        below[place] = int((given < 0).sum())
        given = np.maximum(given, 0.0)
        if one.ceiling is not None:
            at[place] = int((given > one.ceiling).sum())
            given = np.minimum(given, one.ceiling)
        points[:, place] = given
    malus = np.array([one.is_malus for one in scheme.adjustments], dtype=np.bool_)
    bonus_total, bonus_held = _under(points[:, ~malus], scheme.bonus_ceiling)
    malus_total, malus_held = _under(points[:, malus], scheme.malus_ceiling)
    signed = np.where(malus & (points != 0), -points, points)
    with np.errstate(invalid="ignore"):
        total = finite(bonus_total - malus_total)
    return Adjusted(signed, total, none, below, at, (bonus_held, malus_held))


def _under(points: Floats, ceiling: float | None) -> tuple[Floats, int]:
    total = np.zeros(len(points))
    known = np.zeros(len(points))
    with np.errstate(over="ignore"):
        for column in points.T:
            total = total + column
            known = known + np.where(np.isnan(column), 0.0, column)
    if ceiling is None:
        return total, 0
    held = known > ceiling
    return np.where(known >= ceiling, ceiling, total), int(held.sum())


def veto(prepared: Prepared, columns: Mapping[str, NDArray[Any]], size: int) -> Vetoed:
    """What every veto decides. Of several grades the worst counts; an undecided veto that could not make it worse does
    not matter."""
    scheme = prepared.scheme
    met = np.zeros((size, len(scheme.vetoes)))
    position = {band.grade: place for place, band in enumerate(scheme.grades)}
    grade = np.full(size, NO_GRADE, dtype=np.int64)
    possible = np.full(size, NO_GRADE, dtype=np.int64)
    truths = {effect: np.zeros((2, size), dtype=np.bool_) for effect in Effect}
    for place, (one, rule) in enumerate(zip(scheme.vetoes, prepared.conditions, strict=True)):
        given = numbers_of(rule, columns, size)
        if one.missing != Missing.REFUSE:
            given = np.where(np.isnan(given), 0.0, given)
        met[:, place] = given
        truths[one.effect][0] |= given == 1
        truths[one.effect][1] |= np.isnan(given)
        if one.effect == Effect.GRADE:
            grade = np.where(given == 1, np.maximum(grade, position[one.grade]), grade)
            possible = np.where(np.isnan(given), np.maximum(possible, position[one.grade]), possible)
    undecided = {effect: truths[effect][1] & ~truths[effect][0] for effect in (Effect.EXCLUDE, Effect.ZERO)}
    undecided[Effect.GRADE] = possible > grade
    return Vetoed(met, grade, undecided, truths[Effect.ZERO][0], truths[Effect.EXCLUDE][0])


def place_units(scheme: Scheme, scores: Floats, values: Floats, peers: Peers) -> Placed:
    """Places on each board, the highest score first, after rounding; ties by the tie breakers' values, then shared.

    scores[unit]: nan for units that are not ranked. A unit whose tie breaker is unknown stands behind those known.
    """
    placing = ranks(scores, groups=peers, decimals=scheme.decimals)
    equal = int((placing.tied > 1).sum())
    if not equal or not scheme.tie_breakers:
        return Placed(placing.rank, placing.tied, placing.ranked, equal, 0)
    position = {one.id: place for place, one in enumerate(scheme.indicators)}
    sign = {Direction.UP: 1.0, Direction.DOWN: -1.0}
    breakers = [
        values[:, position[name]] * sign[scheme.indicators[position[name]].direction] for name in scheme.tie_breakers
    ]
    everyone = np.full(len(scores), 0)
    # Places instead of values: ranks() rounds breakers to the decimals of the scores, which are not those of values.
    order = np.stack([places_from_below(one, _one_board(everyone)) for one in breakers], axis=-1)
    placing = ranks(scores, groups=peers, decimals=scheme.decimals, tie_breakers=order)
    left = int((placing.tied > 1).sum())
    return Placed(placing.rank, placing.tied, placing.ranked, equal, equal - left)


def _one_board(codes: NDArray[np.int64]) -> Peers:
    return Peers(codes, None, np.zeros(1, dtype=np.int64))


def grade_units(bands: tuple[Band, ...], scores: Floats, placed: Placed, *, decimals: int) -> NDArray[np.int64]:
    """The position of each unit's band, -1 where it is not ranked: by its place's share of the ranked units of its
    board, or by its rounded score."""
    if not bands:
        return np.full(len(scores), NO_GRADE, dtype=np.int64)
    if bands[0].up_to is not None:
        share = placed.rank / np.where(placed.ranked > 0, placed.ranked, np.nan)
        ends = np.array([band.up_to for band in bands], dtype=np.float64)
        found = np.searchsorted(ends, share - GUARD, side="left")
        found = np.minimum(found, len(bands) - 1)
    else:
        edges = np.array([-band.at_least for band in bands if band.at_least is not None])
        found = np.searchsorted(edges, -np.round(scores, decimals), side="left")
    return np.where(np.isnan(placed.rank), NO_GRADE, found).astype(np.int64)
