"""A mapping's known keys, how each is read, and what is built from them."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tidehead.packs.kinds import BAD, Kind, Spot
from tidehead.packs.nodes import Mapping, Node, Scalar
from tidehead.packs.schema import Position

MOST_HINTS = 20  # in one mapping: looking for the key that was meant takes a while, and a bomb has 100,000


@dataclass(frozen=True, slots=True)
class Key:
    """One known key. A key left out, or without a value, takes the default of what is built."""

    kind: Kind
    required: bool = False


def must(kind: Kind) -> Key:
    """A key that has to be there."""
    return Key(kind, required=True)


def may(kind: Kind) -> Key:
    """A key that can be left out."""
    return Key(kind)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mapping may hold. `lends`: (kind, key) under which a row that cannot be built is still remembered."""

    make: Callable[..., Any]
    keys: dict[str, Key]
    lends: tuple[str, str] = ("", "")
    positioned: bool = False

    def read(self, node: Node, spot: Spot) -> Any:
        """What the mapping says, built; BAD where a required key is missing or wrong."""
        if not isinstance(node, Mapping):
            return spot.bad(node.line, "not_a_mapping")
        self._refuse_unknown(node, spot)
        values = {name: key.kind.read(node.entries[name], _at(spot, name)) for name, key in self._given(node)}
        for name, key in self.keys.items():
            if key.required and name not in values:
                _at(spot, name).bad(node.line, "missing_key")
        good = {name: value for name, value in values.items() if value is not BAD}
        if any(key.required and name not in good for name, key in self.keys.items()):
            self._lend(node, spot)
            return BAD
        if self.positioned:
            good["position"] = Position(spot.file, node.line)
        return self.make(**good)

    def _given(self, node: Mapping) -> list[tuple[str, Key]]:
        return [(name, key) for name, key in self.keys.items() if not _is_empty(node.entries.get(name), key)]

    def _refuse_unknown(self, node: Mapping, spot: Spot) -> None:
        unknown = [name for name in node.entries if name not in self.keys]
        for number, name in enumerate(unknown):
            near = difflib.get_close_matches(name[:80], self.keys, n=3) if number < MOST_HINTS else []
            near = near or list(self.keys)
            _at(spot, name).bad(node.lines[name], "unknown_key", known=", ".join(near))

    def _lend(self, node: Mapping, spot: Spot) -> None:
        """Lend the name as it is written: an unquoted code is still the name that other rows mean."""
        kind, key = self.lends
        name = node.entries.get(key)
        if isinstance(name, Scalar):
            spot.problems.lend(kind, name.text)

    def kind(self, form: str = "mapping") -> Kind:
        """This shape as the kind of a key's value."""
        return Kind(self.read, form)


def _at(spot: Spot, key: str) -> Spot:
    return Spot(spot.file, key, spot.problems)


def _is_empty(node: Node | None, key: Key) -> bool:
    """Left out, or there without a value: an optional key may say so, a required one is then reported by its reader."""
    if node is None:
        return True
    return isinstance(node, Scalar) and (
        (node.kind == "cell" and not node.text) or (node.kind == "nothing" and not key.required)
    )
