"""Shapley's value: a change that several factors made together, split so that the parts add up to it."""

from collections.abc import Callable
from math import factorial

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats

MOST_PLAYERS = 12
"""4,096 coalitions; what moves a score is five factors."""


def shapley_parts(values: Numbers) -> Floats:
    """Each player's part of what all players together change.

    values[coalition, …]: what each coalition is worth, in any unit. Coalition number c holds player p where bit p of c
    is set, so 0 is nobody and the last is everybody; there are 2 to the number of players of them, up to 2**12.
    Returns parts[player, …] in the same unit; they add up to values[-1] − values[0]. nan where any coalition's worth
    is unknown. The last rounding error of the sum goes to the largest part.
    Raises ValueError where the number of coalitions is not a power of two, or too large.

    Source: Shapley 1953, in Contributions to the Theory of Games II, 307–317; as a split of changes: Shorrocks 2013,
    J. Econ. Inequal. 11, 99–126.

    Nobody 10, the first alone 14, the second alone 10, both 20: the first gets ((14 − 10) + (20 − 10)) / 2 = 7, the
    second ((10 − 10) + (20 − 14)) / 2 = 3.

    >>> shapley_parts([10.0, 14.0, 10.0, 20.0]).tolist()
    [7.0, 3.0]
    """
    worth = floats(values)
    players = max(worth.shape[0].bit_length() - 1, 0) if worth.ndim else 0
    if not worth.ndim or worth.shape[0] != 1 << players or not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"2 to 2**{MOST_PLAYERS} coalitions, a power of two; not {worth.shape}")
    coalitions = np.arange(1 << players)
    sizes = np.array([int(coalition).bit_count() for coalition in coalitions])
    shares = np.array([factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)])
    parts = np.empty((players, *worth.shape[1:]))
    for player in range(players):
        without = coalitions[coalitions >> player & 1 == 0]
        gained = worth[without | 1 << player] - worth[without]
        parts[player] = np.tensordot(shares[sizes[without]], gained, axes=1)
    return _adding_up(parts, worth[-1] - worth[0])


def shapley_split(worth: Callable[[frozenset[int]], Numbers], players: int) -> Floats:
    """As `shapley_parts`, of a function that says what a set of players (numbered from 0) is worth.

    It is asked once for each of the 2**players sets. Raises ValueError for no players, or too many.

    >>> shapley_split(lambda team: float(len(team)) ** 2, 2).tolist()
    [2.0, 2.0]
    """
    if not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"1 to {MOST_PLAYERS} players, not {players}")
    sets = [frozenset(p for p in range(players) if number >> p & 1) for number in range(1 << players)]
    return shapley_parts(np.stack([floats(worth(each)) for each in sets]))


def _adding_up(parts: Floats, change: Floats) -> Floats:
    """The parts, the largest of which takes what rounding left over, so that their sum is the change."""
    largest = np.argmax(np.abs(np.nan_to_num(parts)), axis=0)
    rest = change - parts.sum(axis=0)
    players = np.arange(len(parts)).reshape(-1, *(1,) * change.ndim)
    return floats(parts + np.where(players == largest, rest, 0.0))
