"""Unknown values filled in by a rule that is named, each cell marked, and what could not be filled counted."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.composite.peers import Groups, Peers, peers_of


class Imputed(NamedTuple):
    """values[unit, indicator]; filled[unit, indicator]: which cells were filled in; left[indicator]: how many stay
    unknown, because nobody of the group is known or the unit has no group."""

    values: Floats
    filled: NDArray[np.bool_]
    left: NDArray[np.int64]


def impute(values: Numbers, *, method: str = "mean", groups: Groups = None) -> Imputed:
    """Fills an unknown value with the mean or the median of the known values of its group, indicator by indicator.

    values[unit, indicator]; groups: a whole number for each unit, None for one group of all.
    method: "mean" or "median". Raises ValueError for another. Filling in hides spread: the doubt of a score grows.
    Source: OECD/JRC Handbook 2008, step 3 (unconditional mean); COINr i_mean, i_median, i_mean_grp, i_median_grp.

    >>> impute([[1.0], [3.0], [float("nan")], [float("nan")]], groups=[0, 0, 0, 1]).values.tolist()
    [[1.0], [3.0], [2.0], [nan]]
    """
    given = floats(values)
    if given.ndim != 2:
        raise ValueError(f"values are [unit, indicator], not {given.shape}")
    peers = peers_of(groups, len(given))
    return _filled(given, peers.spread(_one_of(MIDDLES, method)(given, peers)))


def impute_across(values: Numbers, pillars: Sequence[int], *, method: str = "mean") -> Imputed:
    """Fills an unknown value with the unit's own mean or median over the other indicators of the same pillar.

    values[unit, indicator], comparable (normalised) values; pillars[indicator]: a whole number for each indicator.
    A unit that knows nothing of the pillar stays unknown. Source: COINr Impute by row within `group_level`.

    >>> impute_across([[0.2, 0.4, float("nan"), float("nan")]], [0, 0, 0, 1]).values.round(3).tolist()
    [[0.2, 0.4, 0.3, nan]]
    """
    given = floats(values)
    if given.ndim != 2:
        raise ValueError(f"values are [unit, indicator], not {given.shape}")
    peers = peers_of(np.asarray(pillars, dtype=np.int64), given.shape[1])
    across = peers.spread(_one_of(MIDDLES, method)(np.ascontiguousarray(given.T), peers))
    return _filled(given, across.T)


MIDDLES: Mapping[str, Callable[[Floats, Peers], Floats]] = {
    "mean": lambda values, peers: peers.mean(values),
    "median": lambda values, peers: np.stack([peers.median(column) for column in values.T], axis=-1),
}
"""What an unknown value may be filled with, by name."""


def _one_of(middles: Mapping[str, Callable[[Floats, Peers], Floats]], method: str) -> Callable[[Floats, Peers], Floats]:
    if method not in middles:
        raise ValueError(f"no way to fill in called {method!r}; there are {', '.join(middles)}")
    return middles[method]


def _filled(given: Floats, with_these: Floats) -> Imputed:
    unknown = np.isnan(given)
    values = np.where(unknown, with_these, given)
    filled = unknown & np.isfinite(values)
    return Imputed(values, filled, np.asarray(np.isnan(values).sum(axis=0), dtype=np.int64))
