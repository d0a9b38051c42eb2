"""What only loading a pack can change is read from the database once a load, not once a request.

The version of the pack's rows is the region's digest and the moment it was loaded; within a request it is asked for
once. A function that is remembered gives frozen values, so that nobody can change what others see.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from tidehead.city.common.models import Region
from tidehead.city.common.types import RegionInfo

P = ParamSpec("P")
T = TypeVar("T")
MOST_ANSWERS = 64
"""Answers kept of one function: a page asks for a handful, and memory must not grow with what strangers type."""

_version: ContextVar[tuple[object, ...] | None] = ContextVar("pack_version", default=None)


def pack_version() -> tuple[object, ...]:
    """What changes whenever a pack has been loaded, and with nothing else."""
    known = _version.get()
    return known if known is not None else _stored_version()


def _stored_version() -> tuple[object, ...]:
    return Region.objects.values_list("digest", "loaded_at").first() or ()


@contextmanager
def one_pack_version(region: RegionInfo | None) -> Iterator[None]:
    """Within it the version is that of the region just read, and is not asked for again."""
    token = _version.set((region.digest, region.loaded_at) if region else None)
    try:
        yield
    finally:
        _version.reset(token)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keep the answers of a function until the next pack is loaded."""
    answers: dict[tuple[object, ...], T] = {}
    lock = Lock()

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        version = pack_version()
        key = (version, args, tuple(sorted(kwargs.items())))
        if version and key in answers:
            return answers[key]
        answer = function(*args, **kwargs)
        with lock:
            if len(answers) >= MOST_ANSWERS or any(kept[0] != version for kept in answers):
                answers.clear()
            answers[key] = answer
        return answer

    return remembering
