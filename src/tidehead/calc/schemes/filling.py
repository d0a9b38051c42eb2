"""Values made comparable, and unknown ones filled in by each indicator's own rule; every filled cell is marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import Peers, Scale, impute, normalise, peers_of, treat
from tidehead.calc.rules import Rule, evaluate_columns
from tidehead.calc.schemes.inputs import numbers_of
from tidehead.calc.schemes.types import Indicator, Method, Missing, Prepared, Truths

MIDDLES = {Missing.MEAN_VALUE: "mean", Missing.MEDIAN_VALUE: "median"}
TOP_OF_BOARD = frozenset({Method.Z_SCORE, Method.RANK, Method.BORDA})
"""Methods without a top of their own: full marks are the best normalised value of the board."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Who is measured against whom. names[board]; code[unit]: -1 where the board is unknown."""

    names: tuple[str, ...]
    peers: Peers

    def of_units(self) -> tuple[str, ...]:
        """Each unit's board, "" where it is unknown or there is only one for all."""
        if not self.names:
            return ("",) * len(self.peers.codes)
        named = np.array([*self.names, ""], dtype=object)  # -1 is the last
        return tuple(named[self.peers.codes].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Comparable:
    """normalised[unit, indicator], after filling; filled: the rule used, "" where known; reweighted: cells whose weight
    goes to the others; short[unit]: too little is known to fill in; undefined[unit, indicator]: known, but without a
    normalised value; changed[indicator]: cells changed by the treatment; limited: cells held at a floor or cap;
    counts: cells by the rule used for them."""

    normalised: Floats
    filled: NDArray[np.object_]
    reweighted: Truths
    short: Truths
    undefined: Truths
    changed: NDArray[np.int64]
    limited: int
    counts: Mapping[Missing, int]


def groups_of(rule: Rule | None, columns: Mapping[str, NDArray[Any]], size: int) -> Groups:
    """The boards that a rule puts units on, in the order of their names; one board for all where there is no rule."""
    if rule is None:
        return Groups((), peers_of(None, size))
    texts = evaluate_columns(rule, columns, size).tolist()
    names = sorted({text for text in texts if text is not None})
    codes = {name: code for code, name in enumerate(names)} | {None: -1}
    return Groups(tuple(names), peers_of(np.fromiter(map(codes.__getitem__, texts), np.int64, size), size))


def comparable(
    prepared: Prepared, values: Floats, columns: Mapping[str, NDArray[Any]], *, boards: Groups, ids: tuple[str, ...]
) -> Comparable:
    """Fill in values, tame outliers, normalise, fill in marks: in this order, board by board.

    Units of no board and those of which too little is known are left out of all that others are measured by.
    """
    known = np.isfinite(values)
    short = known.mean(axis=1) < prepared.scheme.least_coverage
    inside = (boards.peers.codes >= 0) & ~short
    peers = boards.peers
    working = values if inside.all() else np.where(inside[:, None], values, np.nan)
    working = _with_middles(prepared, working, columns, inside=inside, peers=peers)
    treated, changed = _treated(prepared, working, peers)
    normalised, limited = _normalised(prepared, treated, columns, peers=peers, ids=ids)
    marked = np.isfinite(normalised)
    undefined = known & inside[:, None] & ~marked
    counts = dict.fromkeys(Missing, 0)
    filled = np.full(values.shape, "", dtype=object)
    reweighted = np.zeros(values.shape, dtype=np.bool_)
    for place, indicator in enumerate(prepared.scheme.indicators):
        unknown = ~known[:, place]
        filled[unknown, place] = Missing.REFUSE.value
        able = unknown & inside
        if indicator.missing == Missing.REWEIGHT:
            done = reweighted[:, place] = able | undefined[:, place]
        elif able.any():
            _fill(indicator, normalised[:, place], able, peers)
            done = able & np.isfinite(normalised[:, place])
        else:
            done = able
        filled[done, place] = indicator.missing.value
        counts[indicator.missing] += int(done.sum())
        counts[Missing.REFUSE] += int((unknown & ~done).sum())
    undefined &= ~reweighted
    return Comparable(normalised, filled, reweighted, short, undefined, changed, limited, counts)


def full_marks(indicator: Indicator, normalised: Floats, peers: Peers) -> Floats:
    """What a value at the base, the target or the top would give: one number for each unit, or one for all.

    1 for ratios, distances, shares and points; the most points of tiers; the upper end of min–max and goalposts; the
    board's best normalised value for z-scores, ranks and Borda points. Never beyond floor and cap.
    """
    scale = indicator.normalisation
    if scale.method in TOP_OF_BOARD:
        return peers.spread(peers.maximum(normalised))
    most = 1.0
    if scale.method == Method.TIERS:
        most = max(tier.points for tier in scale.tiers)
    elif scale.method in (Method.MIN_MAX, Method.GOALPOSTS):
        most = scale.high
    most = most if scale.cap is None else min(most, scale.cap)
    return np.full(1, most if scale.floor is None else max(most, scale.floor))


def _fill(indicator: Indicator, normalised: Floats, unknown: Truths, peers: Peers) -> None:
    """Write marks for the unknown cells of one indicator; values were filled in before normalising."""
    match indicator.missing:
        case Missing.MEAN_SCORE:
            marks = peers.spread(peers.mean(normalised))
        case Missing.FULL_MARKS:
            marks = full_marks(indicator, normalised, peers)
        case Missing.ZERO:
            marks = np.zeros(1)
        case _:
            return
    normalised[unknown] = np.broadcast_to(marks, unknown.shape)[unknown]


def _with_middles(
    prepared: Prepared, values: Floats, columns: Mapping[str, NDArray[Any]], *, inside: Truths, peers: Peers
) -> Floats:
    """Unknown values of indicators whose rule is a mean or median value, taken from the group on the board."""
    wanted = [
        (place, MIDDLES[one.missing])
        for place, one in enumerate(prepared.scheme.indicators)
        if one.missing in MIDDLES and not np.isfinite(values[:, place]).all()
    ]
    if not wanted:
        return values
    if prepared.group is not None:
        within = groups_of(prepared.group, columns, len(values))
        codes = np.where(
            (peers.codes >= 0) & (within.peers.codes >= 0), peers.codes * len(within.names) + within.peers.codes, -1
        )
        peers = peers_of(codes, len(values))
    result = values.copy()
    for place, method in wanted:
        filled = impute(values[:, [place]], method=method, groups=peers).values[:, 0]
        result[:, place] = np.where(inside, filled, values[:, place])
    return result


def _treated(prepared: Prepared, values: Floats, peers: Peers) -> tuple[Floats, NDArray[np.int64]]:
    """Outliers tamed board by board; how many cells of each indicator were changed."""
    treatment = prepared.scheme.treatment
    changed = np.zeros(values.shape[1], dtype=np.int64)
    if treatment is None:
        return values, changed
    result = values.copy()
    for units in units_by_board(peers):
        done = treat(
            values[units],
            skew=treatment.skew,
            kurtosis_limit=treatment.kurtosis,
            most_winsorised=treatment.most_winsorised,
        )
        result[units] = done.values
        changed += done.changed.sum(axis=0)
    return result, changed


def units_by_board(peers: Peers) -> Iterable[NDArray[np.int64]]:
    """The units of each board in turn."""
    if peers.order is None:
        return [np.arange(len(peers.codes))]
    return np.split(peers.order, peers.starts[1:]) if peers.boards else []


def _normalised(
    prepared: Prepared, values: Floats, columns: Mapping[str, NDArray[Any]], *, peers: Peers, ids: tuple[str, ...]
) -> tuple[Floats, int]:
    result, limited = np.empty(values.shape), 0
    for place, indicator in enumerate(prepared.scheme.indicators):
        settings = {name: _setting(rule, columns, len(values)) for name, rule in prepared.settings[place].items()}
        column = np.ascontiguousarray(values[:, place])
        done = normalise(column, scale_of(indicator, settings, ids), direction=indicator.direction.value, groups=peers)
        marks = np.where(peers.codes >= 0, done.values, np.nan) if peers.order is not None else done.values
        if done.undefined.any():  # among them marks too large for a number, which no mean may take in
            marks = np.where(np.isfinite(marks), marks, np.nan)
        result[:, place] = marks
        limited += int(done.at_floor) + int(done.at_cap)
    return result, limited


def _setting(rule: Rule, columns: Mapping[str, NDArray[Any]], size: int) -> Floats:
    """One number for all where a setting is the same for every unit."""
    return numbers_of(rule, columns, size if rule.names else 1)


def scale_of(indicator: Indicator, settings: Mapping[str, Floats], ids: tuple[str, ...]) -> Scale:
    """How an indicator's values become comparable: what its scheme says, with its settings worked out.

    settings: "base", "target", "worst" and "best" where the method has them, one number for all units or one for each.
    ids: of all units; the reference unit of the scheme has to be among them.
    """
    given = indicator.normalisation
    unknown = np.full(1, np.nan)
    return Scale(
        given.method.value,
        given.low,
        given.high,
        base=settings.get("base", unknown),
        target=settings.get("target", unknown),
        worst=settings.get("worst"),
        best=settings.get("best", unknown),
        reference=ids.index(given.reference) if given.method == Method.DISTANCE_TO_REFERENCE else -1,
        thresholds=tuple(tier.at_least for tier in given.tiers if tier.at_least is not None),
        points=tuple(tier.points for tier in given.tiers),
        floor=given.floor,
        cap=given.cap,
    )
