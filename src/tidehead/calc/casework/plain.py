"""Kinds of cases and calendars as plain texts, numbers, lists and mappings, and back; and a digest of what they say."""

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from tidehead.calc.casework.types import CaseType, WorkingCalendar

FORMAT = 1
"""Goes into every digest: raised if the plain form ever changes its meaning."""


def case_type_to_plain(kind: CaseType) -> dict[str, Any]:
    """A kind of case as JSON knows it; what is as by default is left out, so that digests outlive new parts."""
    plain: dict[str, Any] = _plain(kind)
    return plain


def case_type_from_plain(plain: Mapping[str, Any]) -> CaseType:
    """The kind that `case_type_to_plain` was given. Raises ValueError, with the place, for what it could not give."""
    kind: CaseType = _whole(plain, CaseType, "case type")
    return kind


def type_digest(kind: CaseType) -> str:
    """SHA-256 over the plain form: two declarations have the same digest where they say the same."""
    said = {"format": FORMAT, "case_type": case_type_to_plain(kind)}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def calendar_to_plain(calendar: WorkingCalendar) -> dict[str, Any]:
    """A working calendar as JSON knows it; days in order."""
    plain: dict[str, Any] = _plain(calendar)
    return plain


def calendar_from_plain(plain: Mapping[str, Any]) -> WorkingCalendar:
    """The calendar that `calendar_to_plain` was given. Raises ValueError, with the place, for anything else."""
    calendar: WorkingCalendar = _whole(plain, WorkingCalendar, "calendar")
    return calendar


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        told = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _plain(each) for one, each in told if each != _default(one)}
    if isinstance(value, frozenset):
        return sorted(_plain(each) for each in value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _whole(plain: Any, kind: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is types.UnionType:
        inner = next(each for each in get_args(kind) if each is not types.NoneType)
        return None if plain is None else _whole(plain, inner, where)
    if origin in (tuple, frozenset) and isinstance(plain, list):
        return origin(_members(plain, get_args(kind), where))
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(plain, Mapping):
        return _record(plain, kind, where)
    if isinstance(kind, type) and kind in (bool, int, str) and type(plain) is kind:
        return plain
    return _from_text(plain, kind, where)


def _members(plain: list[Any], kinds: tuple[Any, ...], where: str) -> list[Any]:
    if len(kinds) == 2 and kinds[1] is not Ellipsis:
        if len(plain) != 2:
            raise ValueError(f"{where}: {plain!r} is no pair")
        return [_whole(each, kind, f"{where}[{at}]") for at, (each, kind) in enumerate(zip(plain, kinds, strict=True))]
    return [_whole(each, kinds[0], f"{where}[{at}]") for at, each in enumerate(plain)]


def _from_text(plain: Any, kind: Any, where: str) -> Any:
    if isinstance(plain, str) and isinstance(kind, type):
        try:
            if issubclass(kind, StrEnum):
                return kind(plain)
            if kind in (date, time):
                return kind.fromisoformat(plain)
        except ValueError:
            pass
    raise ValueError(f"{where}: {plain!r} is not what belongs here")


def _record(plain: Mapping[str, Any], kind: Any, where: str) -> Any:
    hints = _hints(kind)
    strange = sorted(set(map(str, plain)) - set(hints))
    lacking = [one.name for one in fields(kind) if one.name not in plain and _default(one) is MISSING]
    if strange or lacking:
        said = [*(f"no such part: {name}" for name in strange), *(f"{name} is missing" for name in lacking)]
        raise ValueError(f"{where}: {'; '.join(said)}")
    return kind(**{name: _whole(each, hints[name], f"{where}.{name}") for name, each in plain.items()})


def _default(one: "Field[Any]") -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
