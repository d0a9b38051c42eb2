"""The pictures of a chain: its fishbone with words, where its firms are, and what goes from link to link."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tidehead.calc.chains import Node
from tidehead.city.chains.drawing import LONGEST, Box, Fishbone, fishbone, short, tall_fishbone
from tidehead.city.chains.sheets import firms_text, node_url
from tidehead.city.chains.types import (
    MISSING,
    SINGLE,
    ChainPicture,
)
from tidehead.city.chains.wording import (
    STAGES,
    STATUSES,
    finding,
)
from tidehead.city.places.queries import region_drawing
from tidehead.city.shell.charts import Area, SchematicMap, Spot
from tidehead.city.shell.structures import Flow, FlowNode, Sankey

LIGHTS = {
    "missing": "off_course",
    "single": "behind",
    "weak": "behind",
    "leaking": "ahead",
    "sound": "on_course",
    "unknown": "unknown",
}
"""The shell's colour for a node's status, where a picture of the shell colours it; the word stands beside it."""


# The fishbone


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box of the drawing with what is written into it. `told`: all of it, for readers who hear the page."""

    box: Box
    label: str
    second: str
    status: str
    told: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownBone:
    """The drawing with its words."""

    drawing: Fishbone
    boxes: tuple[ShownBox, ...]
    zones: tuple[tuple[str, float, float], ...]
    title: str


def shown_fishbone(picture: ChainPicture, *, tall: bool = False) -> ShownBone:
    """The drawing of a chain in the reader's language."""
    drawing = tall_fishbone(picture.info.chain) if tall else fishbone(picture.info.chain)
    return ShownBone(
        drawing,
        tuple(_shown(picture, box) for box in drawing.boxes),
        tuple((str(STAGES[zone.stage]), zone.x, zone.y) for zone in drawing.zones),
        finding(picture),
    )


def _shown(picture: ChainPicture, box: Box) -> ShownBox:
    label = str(picture.info.node_label(box.node))
    status = picture.status[box.node]
    firms = firms_text(picture.facts[box.node].firms)
    told = f"{label}: {STATUSES[status]}, {firms}"
    says_how_many = status in (MISSING, SINGLE) and box.node not in picture.overrides
    second = str(STATUSES[status]) if says_how_many else f"{STATUSES[status]} · {firms}"
    return ShownBox(box, short(label, LONGEST - box.depth), second, status, told, node_url(picture.info.code, box.node))


# Map and flows


def layout_map(picture: ChainPicture) -> SchematicMap | None:
    """How many links of the chain, and firms on them, each place of the drawing has."""
    drawing = region_drawing()
    if drawing is None:
        return None
    firms = places_of(picture)
    url = reverse("chains:map", args=[picture.info.code])

    def value(code: str) -> float | None:
        return float(firms[code]) if code in firms else None

    return SchematicMap(
        name="chain-map",
        title=_map_finding(firms),
        areas=tuple(
            Area(
                one.code,
                one.label,
                rings=tuple(tuple((x, -y) for x, y in ring) for ring in one.rings),
                value=value(one.code),
                url=f"{url}?place={one.code}",
            )
            for one in drawing.areas
        ),
        spots=tuple(
            Spot(one.code, one.label, at=(one.at[0], -one.at[1]), value=value(one.code), url=f"{url}?place={one.code}")
            for one in drawing.marks
        ),
        unit="家",
        unit_en="firms",
        synthetic=picture.synthetic,
        schematic=drawing.schematic,
        empty=_("No firm of the chain is known by its place"),
    )


def _map_finding(firms: Counter[str]) -> str:
    return _("Where the firms of the chain are") if firms else _("No firm of the chain is known by its place")


def places_of(picture: ChainPicture) -> Counter[str]:
    """Firms of the chain by the place they are at, each firm once a place."""
    return Counter(
        place
        for place, _code in {(one.place, one.code) for some in picture.firms.values() for one in some if one.place}
    )


def flows(picture: ChainPicture) -> Sankey:
    """What goes from link to link along the needs; each band is as wide as the firms that supply it.

    A link is drawn with those under it as one; what no firm here supplies is left out: the fishbone shows it.
    """
    nodes = {node.id: node for node in picture.info.chain.nodes}
    root = {name: _root(node, nodes) for name, node in nodes.items()}
    firms = {name: _firms_under(picture, [one for one in nodes if root[one] == name]) for name in set(root.values())}
    needs = [(root[name], root[node.id]) for node in nodes.values() for need in node.needs for name in need.nodes]
    pairs = [(a, b) for a, b in dict.fromkeys(needs) if a != b and firms[a] != 0]
    used = {code for pair in pairs for code in pair}
    depth = _layers(pairs)
    return Sankey(
        name="chain-flows",
        title=_("Along the inputs of the chain: firms that supply each link"),
        nodes=tuple(
            FlowNode(
                name,
                str(picture.info.node_label(name)),
                depth[name],
                LIGHTS[picture.status[name]],
                node_url(picture.info.code, name),
            )
            for name in nodes
            if name in used
        ),
        flows=tuple(Flow(a, b, firms[a]) for a, b in pairs if depth[a] < depth[b]),
        unit="家",
        unit_en="firms",
        synthetic=picture.synthetic,
        empty=_("The chain says of no link what it needs"),
    )


def _root(node: Node, nodes: Mapping[str, Node]) -> str:
    """The topmost node above one; itself where parents go round."""
    seen = {node.id}
    while node.parent in nodes and node.parent not in seen:
        node = nodes[node.parent]
        seen.add(node.id)
    return node.id


def _firms_under(picture: ChainPicture, nodes: Iterable[str]) -> float | None:
    """Firms on some nodes, each once; None where nobody knows any of them."""
    some = list(nodes)
    if all(picture.facts[node].firms is None for node in some):
        return None
    return float(len({one.code for node in some for one in picture.firms[node]}))


def _layers(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each node: behind all that supply it; in a circle the layers end at the number of nodes."""
    depth = {code: 0 for pair in pairs for code in pair}
    for _round in range(len(depth)):
        moved = [(b, depth[a] + 1) for a, b in pairs if depth[b] <= depth[a] < len(depth) - 1]
        if not moved:
            break
        for node, layer in moved:
            depth[node] = max(depth[node], layer)
    return depth
