"""What is filled in, before it is kept: numbers within bounds."""

import math

from tidehead.city.cases.filling import LARGEST
from tidehead.city.common.types import Text
from tidehead.city.projects.types import ProjectRefused


def refuse_number(value: float | None) -> None:
    """Raises ProjectRefused for what is no number, below zero or beyond anything a project comes to; unknown passes."""
    if value is not None and not (math.isfinite(value) and 0 <= value <= LARGEST):
        raise ProjectRefused(
            Text("请填写不小于零、不超过一千万亿的数。", "Give a number from zero to a million billion.")
        )
