"""When two values are the same value: arithmetic in floating point must not make a dispute."""

import math

RELATIVE_TOLERANCE = 1e-9
"""Values that differ by less than this share are equal; 2.0 and the 20000 ÷ 10000 of another unit are."""


def same_value(one: float | None, other: float | None) -> bool:
    """Whether two values are equal within the tolerance; unknown is only the same as unknown.

    >>> same_value(0.1 + 0.2, 0.3), same_value(0.3, 0.31), same_value(None, 0.0)
    (True, False, False)
    """
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE)
