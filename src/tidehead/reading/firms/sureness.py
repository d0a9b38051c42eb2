"""How likely a reading is right, from how much of all that was said speaks for it.

The curves were fitted on a labelled file; how well they hold is in docs/methods/classification.md.
"""

import math
from functools import cache

from tidehead.reading.firms.types import Confidences

_STEPS = 50
_OF_DIVISION, _OF_GROUP, _OF_CLASS, _OF_ACTIVITY = (-1.5, 5.2), (-0.8, 3.7), (-0.6, 2.4), (-2.8, 7.4)
_OF_CLUSTER, _OF_ROLE = (-0.5, 4.1), (0.7, 2.0)
"""Where each logistic curve begins and how steeply it rises with the share."""


def confidences(division: float, group: float, code: float, activity: float) -> Confidences:
    """Of each reading, from the share of all weight that its own code has. Cluster and role
    are judged by the share of the division."""
    return _of_steps(round(division * _STEPS), round(group * _STEPS), round(code * _STEPS), round(activity * _STEPS))


@cache
def _of_steps(division: int, group: int, code: int, activity: int) -> Confidences:
    return Confidences(
        _curve(_OF_DIVISION, division),
        _curve(_OF_GROUP, group),
        _curve(_OF_CLASS, code),
        _curve(_OF_CLUSTER, division),
        _curve(_OF_ROLE, division),
        _curve(_OF_ACTIVITY, activity),
    )


def _curve(of: tuple[float, float], steps: int) -> float:
    begin, rise = of
    return round(1 / (1 + math.exp(-(begin + rise * steps / _STEPS))), 3) if steps else 0.0
