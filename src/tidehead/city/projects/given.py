"""What is filled in, before it is kept: numbers within bounds, and forms that are sent twice."""

import hashlib
import math

from tidehead.city.accounts.types import Actor
from tidehead.city.cases.filling import LARGEST
from tidehead.city.common.types import Text
from tidehead.city.projects.types import ProjectRefused


def refuse_number(value: float | None) -> None:
    """Raises ProjectRefused for what is no number, below zero or beyond anything a project comes to; unknown passes."""
    if value is not None and not (math.isfinite(value) and 0 <= value <= LARGEST):
        raise ProjectRefused(
            Text("请填写不小于零、不超过一千万亿的数。", "Give a number from zero to a million billion.")
        )


def once(by: Actor, about: str, key: str) -> str | None:
    """What a form that is sent twice is known by: its key, bound to who sent it and what it is about; None without."""
    return hashlib.sha256(f"{by.pk} {about} {key}".encode(errors="replace")).hexdigest() if key else None
