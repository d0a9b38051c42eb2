"""Readers of single values: each takes a node, gives the value, or reports what is wrong and gives BAD."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from tidehead.calc.labels import Label
from tidehead.calc.units import UnitError, measure
from tidehead.packs.nodes import Mapping, Node, Scalar, Sequence
from tidehead.packs.periods import is_period
from tidehead.packs.problems import Problems
from tidehead.packs.schema import FigureKey, Position

BAD: Final = object()  # what a reader gives back after reporting a mistake
LONGEST = 1_000  # characters of one value: own words are short, and documents' sentences do not belong in a pack
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,30})?", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_LOCATOR = re.compile(r"(?:[Lp]\d+(?:-\d+)?|[trc][\w.-]+|fig[\w.-]+|§\S+|title|page)")


@dataclass(frozen=True, slots=True)
class Spot:
    """The key that is being read, in which file, and where to report."""

    file: str
    key: str
    problems: Problems

    def bad(self, line: int, code: str, **values: object) -> Any:
        """Report a mistake about this key; gives BAD, so that a reader can end with it."""
        self.problems.add(Position(self.file, line), code, key=self.key, **values)
        return BAD

    def inside(self, key: str) -> "Spot":
        """The same place, a key further in."""
        return Spot(self.file, f"{self.key}.{key}", self.problems)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, and the words that describe it in the guide's key tables."""

    read: Callable[[Node, Spot], Any]
    form: str


def text(most: int = LONGEST) -> Kind:
    """One line of text."""
    return Kind(lambda node, spot: _text(node, spot, most), "text")


def _text(node: Node, spot: Spot, most: int = LONGEST) -> Any:
    value = _scalar(node, spot, "text")
    if value is BAD:
        return BAD
    if not value:
        return spot.bad(node.line, "no_value")
    if len(value) > most:
        return spot.bad(node.line, "too_long", most=most)
    if value != value.strip():
        return spot.bad(node.line, "spaces")
    return value if value.isprintable() else spot.bad(node.line, "control")


def _scalar(node: Node, spot: Spot, kind: str) -> Any:
    """The scalar's text, if YAML reads it as `kind`."""
    if not isinstance(node, Scalar):
        return spot.bad(node.line, "not_a_value")
    if node.kind in (kind, "cell"):
        return node.text
    if node.kind == "nothing":
        return spot.bad(node.line, "no_value")
    if kind == "text":
        return spot.bad(node.line, "not_text", text=node.text)
    return spot.bad(node.line, "not_a_number" if kind == "number" else "not_truth", text=node.text)


def matching(test: Callable[[str], bool], code: str, form: str) -> Kind:
    """One line of text that passes a test; `code`: the message where it does not."""

    def read(node: Node, spot: Spot) -> Any:
        value = _text(node, spot)
        return value if value is BAD or test(value) else spot.bad(node.line, code, text=value)

    return Kind(read, form)


def _is_unit(value: str) -> bool:
    try:
        measure(value)
    except UnitError:
        return False
    return True


def is_code(value: str) -> bool:
    """Whether a text can be the code of something in a pack."""
    return _CODE.fullmatch(value) is not None


def is_industry(value: str) -> bool:
    """Whether a text has the form taxonomy:member."""
    taxonomy, colon, member = value.partition(":")
    return bool(colon) and is_code(taxonomy) and is_code(member)


CODE = matching(is_code, "not_a_code", "code")
PERIOD = matching(is_period, "not_a_period", "period, quoted")
INDUSTRY = matching(is_industry, "not_a_member", "taxonomy:member")
UNIT = matching(_is_unit, "not_a_unit", "unit as printed")
ADDRESS = matching(lambda value: _ADDRESS.fullmatch(value) is not None, "not_an_address", "web address")
DIGEST = matching(lambda value: _DIGEST.fullmatch(value) is not None, "not_a_digest", "64 hexadecimal digits")
LOCATOR = matching(lambda value: all(_LOCATOR.fullmatch(part) for part in value.split(" ")), "not_a_locator", "locator")


def _day(node: Node, spot: Spot) -> Any:
    value = _text(node, spot)
    if value is BAD:
        return BAD
    try:
        return iso_day(value)
    except ValueError:
        return spot.bad(node.line, "not_a_day", text=value)


def iso_day(value: str) -> date:
    """Python reads 20250131 and 2025-W05-5 as well; a pack writes days in one way only."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError(value)
    return date.fromisoformat(value)


def is_number(value: str) -> bool:
    """Whether a text is a plain decimal that a pack may hold."""
    return _NUMBER.fullmatch(value) is not None and math.isfinite(float(value))


def _number(node: Node, spot: Spot) -> Any:
    value = _scalar(node, spot, "number")
    if value is BAD:
        return BAD
    if not is_number(value):
        return spot.bad(node.line, "not_a_number", text=value)
    return float(value)


def _whole(node: Node, spot: Spot) -> Any:
    value = _number(node, spot)
    if value is BAD:
        return BAD
    return int(value) if value >= 0 and value.is_integer() else spot.bad(node.line, "not_whole", text=value)


def _truth(node: Node, spot: Spot) -> Any:
    value = _scalar(node, spot, "truth")
    if value is BAD:
        return BAD
    return value == "true" if value in ("true", "false") else spot.bad(node.line, "not_truth", text=value)


def _label(node: Node, spot: Spot) -> Any:
    if not isinstance(node, Mapping):
        return spot.bad(node.line, "not_a_mapping")
    words: dict[str, str] = {}
    for key, value in node.entries.items():
        if key not in ("zh", "en"):
            spot.inside(key).bad(node.lines[key], "unknown_key", known="zh, en")
        elif (read := _text(value, spot.inside(key))) is not BAD:
            words[key] = read
    if "zh" not in node.entries:
        spot.inside("zh").bad(node.line, "missing_key")
    return Label(**words) if "zh" in words else BAD


def _point(node: Node, spot: Spot) -> Any:
    if not isinstance(node, Sequence) or len(node.items) != 2:
        return spot.bad(node.line, "not_a_point")
    longitude, latitude = (_number(item, spot) for item in node.items)
    if longitude is BAD or latitude is BAD:
        return BAD
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return spot.bad(node.line, "not_a_point")
    return (longitude, latitude)


DAY = Kind(_day, "day, quoted")
NUMBER = Kind(_number, "number")
WHOLE = Kind(_whole, "whole number")
TRUTH = Kind(_truth, "true or false")
LABEL = Kind(_label, "{zh, en}")
POINT = Kind(_point, "[longitude, latitude]")


def one_of(choices: type[StrEnum] | Iterable[str]) -> Kind:
    """One of some fixed words."""
    known = {str(choice): choice for choice in choices}

    def read(node: Node, spot: Spot) -> Any:
        value = _text(node, spot)
        if value is BAD:
            return BAD
        if value not in known:
            return spot.bad(node.line, "not_one_of", text=value, known=", ".join(known))
        return known[value]

    return Kind(read, " \\| ".join(known))


def list_of(kind: Kind, *, once: bool = False) -> Kind:
    """A list; items that are wrong are reported and left out. `once`: no item may stand twice."""

    def read(node: Node, spot: Spot) -> Any:
        if not isinstance(node, Sequence):
            return spot.bad(node.line, "not_a_list")
        values: list[Any] = []
        seen: set[Any] = set()
        for item in node.items:
            value = kind.read(item, spot)
            if value is BAD:
                continue
            if once and value in seen:
                spot.bad(item.line, "twice_in_list", text=value)
                continue
            if once:
                seen.add(value)
            values.append(value)
        return tuple(values)

    return Kind(read, f"list of {kind.form}")


def parse_figure_key(value: str) -> FigureKey | None:
    """The figure that "indicator place period [industry=…] [organisation=…]" names; None where it names none."""
    words = value.split(" ")
    plain = [word for word in words if "=" not in word]
    named = dict(word.split("=", 1) for word in words if "=" in word)
    if (
        not 2 <= len(plain) <= 3
        or len(plain) + len(named) != len(words)
        or not named.keys() <= {"industry", "organisation"}
    ):
        return None
    industry, organisation = named.get("industry", ""), named.get("organisation", "")
    fits = (
        all(map(is_code, plain[:2]))
        and (len(plain) == 2 or is_period(plain[2]))
        and ("industry" not in named or is_industry(industry))
        and ("organisation" not in named or is_code(organisation))
    )
    return FigureKey(plain[0], plain[1], plain[2] if len(plain) == 3 else "", industry, organisation) if fits else None


FIGURE = matching(lambda value: parse_figure_key(value) is not None, "not_a_key", "figure key")
