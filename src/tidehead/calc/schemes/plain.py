"""A scheme as plain texts, numbers, lists and mappings, and back; and the digest by which its content is known."""

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from tidehead.calc.schemes.types import Indicator, Pillar, Scheme

Plain: TypeAlias = dict[str, Any] | list[Any] | str | float | bool | None

FORMAT = 1
"""Goes into every digest: raised if the plain form ever changes its meaning."""


def as_plain(scheme: Scheme) -> dict[str, Any]:
    """A scheme as JSON and YAML know it.

    What is as it is by default is left out, so that a scheme keeps its digest when schemes learn something new.
    Numbers are floats, whole counts ints: 30 and 30.0 in a file are the same scheme.
    """
    plain: dict[str, Any] = _plain(scheme, Scheme)
    return plain


def from_plain(plain: Mapping[str, Any]) -> Scheme:
    """The scheme that `as_plain` was given. Raises ValueError, with the place, for what it could not have given."""
    scheme: Scheme = _whole(plain, Scheme, "scheme")
    return scheme


def digest(scheme: Scheme) -> str:
    """SHA-256 over the scheme's plain form: two schemes have the same digest where they say the same.

    The JSON is canonical (keys sorted, no blanks, shortest floats), so that neither the order in a file nor the version
    of Python matters. Raises ValueError where a number is not finite.
    """
    said = {"format": FORMAT, "scheme": as_plain(scheme)}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any, kind: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value.value if isinstance(value, StrEnum) else value
    if is_dataclass(value) and not isinstance(value, type):
        hints = _hints(type(value))
        return {
            one.name: _plain(getattr(value, one.name), hints[one.name])
            for one in fields(value)
            if getattr(value, one.name) != _default(one)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(each, get_args(kind)[1]) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each, get_args(kind)[0]) for each in value]
    return int(value) if kind is int else float(value)


def _whole(plain: Any, kind: Any, where: str) -> Any:
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    if plain is None and types.NoneType in options:
        return None
    if set(options) >= {Pillar, Indicator}:
        options = (Pillar if isinstance(plain, Mapping) and "children" in plain else Indicator,)
    for option in options:
        origin = get_origin(option)
        if isinstance(option, type) and is_dataclass(option) and isinstance(plain, Mapping):
            return _record(plain, option, where)
        if origin is tuple and isinstance(plain, list | tuple):
            return tuple(_whole(each, get_args(option)[0], f"{where}[{at}]") for at, each in enumerate(plain))
        if (
            origin is not None
            and isinstance(origin, type)
            and issubclass(Mapping, origin)
            and isinstance(plain, Mapping)
        ):
            return {str(key): _whole(each, get_args(option)[1], f"{where}.{key}") for key, each in plain.items()}
    return _single(plain, options, where)


def _record(plain: Mapping[str, Any], kind: Any, where: str) -> Any:
    hints = _hints(kind)
    strange = sorted(set(map(str, plain)) - set(hints))
    lacking = [one.name for one in fields(kind) if one.name not in plain and _default(one) is MISSING]
    if strange or lacking:
        raise ValueError(
            f"{where}: "
            + "; ".join(f"no such part: {name}" for name in strange)
            + "; ".join(f"{name} is missing" for name in lacking)
        )
    return kind(**{name: _whole(each, hints[name], f"{where}.{name}") for name, each in plain.items()})


def _single(plain: Any, options: tuple[Any, ...], where: str) -> Any:
    for option in options:
        choices = get_args(option) if get_origin(option) is Literal else ()
        if plain in choices and isinstance(plain, str):
            return plain
        if option is bool and isinstance(plain, bool):
            return plain
        if option is int and isinstance(plain, int) and not isinstance(plain, bool):
            return plain
        if option is float and isinstance(plain, int | float) and not isinstance(plain, bool):
            return float(plain)
        if option is str and isinstance(plain, str):
            return plain
        if isinstance(option, type) and issubclass(option, StrEnum) and plain in {each.value for each in option}:
            return option(plain)
    raise ValueError(f"{where}: {plain!r} is not what belongs here")


def _default(one: "Field[Any]") -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
