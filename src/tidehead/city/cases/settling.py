"""Of people who act at the same moment one goes first, and the others are tried again rather than turned away."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
MOST_TRIES = 8
FIRST_PAUSE_S = 0.02
# serialization_failure, deadlock_detected, lock_not_available: PostgreSQL, appendix A
_PASSING_STATES = frozenset({"40001", "40P01", "55P03"})


def settled(action: Callable[P, T]) -> Callable[P, T]:
    """Run an action in one transaction, again where it was only in another's way.

    Inside somebody else's transaction it runs once: only whoever began the transaction can begin it anew.
    """

    @wraps(action)
    def trying(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        for tries in range(1, MOST_TRIES + 1):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except OperationalError as error:
                if tries == MOST_TRIES or not is_passing(error):
                    raise
                time.sleep(FIRST_PAUSE_S * 2**tries * random.uniform(0.5, 1.5))  # noqa: S311
        raise AssertionError("unreachable")

    return trying


def is_passing(error: OperationalError) -> bool:
    """Whether the database only says that somebody else was in the way, and nothing was stored."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _PASSING_STATES or "database is locked" in str(error) or "table is locked" in str(error)
