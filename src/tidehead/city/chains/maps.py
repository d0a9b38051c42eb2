"""A chain as plain values and back: what is kept of a version of its map."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from tidehead.calc.chains import Chain, Need, Node, Stage, Technology
from tidehead.calc.labels import Label


def plain(chain: Chain) -> dict[str, Any]:
    """The chain as JSON keeps it."""
    return asdict(chain)


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of a map, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def chain_of(content: dict[str, Any]) -> Chain:
    """The chain that was kept."""
    return Chain(
        id=content["id"],
        label=Label(**content["label"]),
        nodes=tuple(map(_node, content["nodes"])),
        technologies=tuple(
            Technology(**{**one, "label": Label(**one["label"])}) for one in content.get("technologies", ())
        ),
        clusters=tuple(content.get("clusters", ())),
        draft=content["draft"],
        as_of=content.get("as_of", ""),
        note=_label(content.get("note")),
    )


def _node(kept: dict[str, Any]) -> Node:
    return Node(
        id=kept["id"],
        label=Label(**kept["label"]),
        stage=Stage(kept["stage"]),
        parent=kept.get("parent", ""),
        industries=tuple(kept.get("industries", ())),
        hs=tuple(kept.get("hs", ())),
        words=tuple(kept.get("words", ())),
        needs=tuple(Need(tuple(one["nodes"]), one["any_one"], one["share"]) for one in kept.get("needs", ())),
        key=kept.get("key", False),
        note=_label(kept.get("note")),
        source=kept.get("source", ""),
        locator=kept.get("locator", ""),
    )


def _label(kept: dict[str, str] | None) -> Label | None:
    return Label(**kept) if kept else None
