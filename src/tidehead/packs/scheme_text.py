"""A scheme as the text of its file: what `read_scheme_text` reads again to an equal scheme."""

from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml

from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Adjustment, Assessed, Indicator, Pillar, Scheme, SchemeVariable
from tidehead.packs.kinds import is_number
from tidehead.packs.nodes import reads_as_text
from tidehead.packs.scheme_layout import ADJUSTMENT, INDICATOR, PILLAR, SCHEME, VARIABLE

_ONE_LINE = 200  # characters of a mapping that is written on one
_WIDEST = 1 << 20  # one value a line: text folded over lines is hard to read in Chinese


def scheme_text(scheme: Scheme) -> str:
    """The YAML text of a scheme, with parameters in place; what stands at its default is left out.

    Raises ValueError for a number that no pack can hold: not finite, from 1e18 up, or nearer to 0 than 30 decimals
    show. No scheme that was read has one.
    """
    return yaml.dump(
        _keys(scheme), Dumper=_Writer, allow_unicode=True, default_flow_style=None, sort_keys=False, width=_WIDEST
    )


class _Writer(yaml.SafeDumper):
    """Text that YAML could take for something else stands in double quotes, numbers are plain decimals."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Items of a list stand two further in than its key."""
        super().increase_indent(flow, indentless=False)


def _text_node(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Plain where YAML allows it and this project's stricter reader takes it for text as well."""
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=None if reads_as_text(value) else '"')


def _number_node(writer: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    text = decimal_text(value)
    return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _mapping_node(writer: yaml.SafeDumper, value: dict[str, Any]) -> yaml.MappingNode:
    """On one line where it holds single values and labels only, is short, and is no indicator."""
    node = writer.represent_mapping("tag:yaml.org,2002:map", value.items())
    node.flow_style = _is_short(value)
    return node


def _list_node(writer: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    return writer.represent_sequence(
        "tag:yaml.org,2002:seq", value, flow_style=not any(isinstance(item, dict) for item in value)
    )


def _is_short(value: dict[str, Any]) -> bool:
    if "normalise" in value:
        return False
    inner = [part for part in value.values() if isinstance(part, dict)]
    lists = [part for part in value.values() if isinstance(part, list)]
    if any(isinstance(item, dict) for part in lists for item in part):
        return False
    is_flat = not any(isinstance(part, dict | list) for one in inner for part in one.values())
    return is_flat and len(str(value)) <= _ONE_LINE


_Writer.add_representer(dict, _mapping_node)
_Writer.add_representer(list, _list_node)
_Writer.add_representer(str, _text_node)
_Writer.add_representer(float, _number_node)


def decimal_text(value: float) -> str:
    """The shortest plain decimal that reads as `value` again. Raises ValueError where there is none.

    >>> decimal_text(1e-9), decimal_text(30.0), decimal_text(24.097)
    ('0.000000001', '30', '24.097')
    """
    text = format(Decimal(repr(float(value))), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if not is_number(text):
        raise ValueError(value)
    return text


def _plain(value: Any) -> Any:
    """Dataclasses to mappings, tuples to lists, choices to words."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Label):
        return {"zh": value.zh, "en": value.en} if value.en else {"zh": value.zh}
    if isinstance(value, SchemeVariable):
        both = _keys(value.variable) | {name: part for name, part in _keys(value).items() if name != "variable"}
        return {name: both[name] for name in VARIABLE.keys if name in both}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return _keys(value)
    return {str(name): _plain(part) for name, part in value.items()}


def _keys(one: Any) -> dict[str, Any]:
    """A dataclass's fields that differ from their defaults, under the names that the file has for them."""
    made: dict[str, Any] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if value == _default(field) and (type(one), field.name) not in _ALWAYS:
            continue
        if (type(one), field.name) in _NEVER or value is None:
            continue
        made[_NAMES.get(field.name, field.name)] = _plain(value)
    if isinstance(one, Adjustment):
        made["kind"] = "malus" if one.is_malus else "bonus"
    return {name: made[name] for name in _ORDER.get(type(one), made) if name in made}


# As the guide lists them.
_ORDER = {Scheme: SCHEME.keys, Pillar: PILLAR.keys, Indicator: INDICATOR.keys, Adjustment: ADJUSTMENT.keys}
_NAMES = {"normalisation": "normalise"}
# Said even where it is the default: a reader of the scheme has to know.
_NEVER = {(Adjustment, "is_malus")}
_ALWAYS = {(Indicator, "missing"), (Pillar, "aggregation"), (Pillar, "weighting"), (Assessed, "kind")}


def _default(field: "Field[Any]") -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING
