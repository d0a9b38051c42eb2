"""How likely a reading is right, from how much of all that was said speaks for it.

The curve was fitted on half of a labelled file; how well it holds is in docs/methods/classification.md.
"""

import math
from functools import cache

from tidehead.reading.firms.types import Confidences

_STEPS = 50
_OF_DIVISION, _OF_GROUP, _OF_CLASS, _OF_ACTIVITY = (-0.6, 4.2), (-0.6, 4.0), (-0.8, 3.4), (-1.0, 6.0)
"""Where each curve begins and how steeply it rises."""


def confidences(division: float, group: float, code: float, activity: float) -> Confidences:
    """Of each reading, from the share of all weight that its own code has. Cluster and role stand with the division."""
    return _of_steps(round(division * _STEPS), round(group * _STEPS), round(code * _STEPS), round(activity * _STEPS))


@cache
def _of_steps(division: int, group: int, code: int, activity: int) -> Confidences:
    of_division = _curve(_OF_DIVISION, division)
    return Confidences(
        of_division,
        _curve(_OF_GROUP, group),
        _curve(_OF_CLASS, code),
        of_division,
        of_division,
        _curve(_OF_ACTIVITY, activity),
    )


def _curve(of: tuple[float, float], steps: int) -> float:
    begin, rise = of
    return round(1 / (1 + math.exp(-(begin + rise * steps / _STEPS))), 3) if steps else 0.0
