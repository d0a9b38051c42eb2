"""The fishbone of a chain: where every bone and box of the drawing goes, wide for a desk and a wall, tall for a phone.

The spine runs from the tail (equipment above, service below) by upstream and midstream to downstream at the head. On
each bone stand nodes of one stage, a node under another one a little to the right of it. Lengths are in the units of
the drawing; nothing is laid out in the browser, so that the picture is the same on screen, on paper and as a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidehead.calc.chains import Chain, Node, Stage

BOX_WIDTH, BOX_HEIGHT = 158.0, 38.0
GAP, INDENT = 8.0, 14.0
BONE_GAP, ZONE_GAP = 14.0, 22.0
MARGIN = 24.0
HEAD = 64.0
MOST_ON_BONE = 7
"""Boxes on one bone before the next bone begins."""
SLANT = 26.0
LONGEST = 10
"""Characters of a label that a box has room for; a Latin letter takes half."""
_ROW = BOX_HEIGHT + GAP
_ALONG = (Stage.UPSTREAM, Stage.MIDSTREAM, Stage.DOWNSTREAM)


@dataclass(frozen=True, slots=True)
class Box:
    """A node of the drawing. depth: 1 for a node under another one. key: a key link of the chain."""

    node: str
    x: float
    y: float
    depth: int
    key: bool

    @property
    def width(self) -> float:
        return BOX_WIDTH - INDENT * self.depth

    @property
    def height(self) -> float:
        return BOX_HEIGHT

    @property
    def middle(self) -> float:
        return self.y + BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A bone (or the spine) from a point to a point, and the small lines that lead to its boxes."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "bone"  # spine | bone | twig


@dataclass(frozen=True, slots=True)
class Zone:
    """The name of a stage, and where it is written."""

    stage: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Fishbone:
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    zones: tuple[Zone, ...]
    head: str = ""  # path of the fish's head
    tail: str = ""


@dataclass(frozen=True, slots=True)
class _Bone:
    """Nodes that stand on one bone, each with its depth."""

    stage: Stage
    nodes: tuple[tuple[Node, int], ...]

    @property
    def length(self) -> float:
        return len(self.nodes) * _ROW + GAP


def fishbone(chain: Chain) -> Fishbone:
    """The wide drawing."""
    zones = [(_bones(chain, (Stage.EQUIPMENT,)), _bones(chain, (Stage.SERVICE,)))]
    for stage in _ALONG:
        bones = _bones(chain, (stage,))
        zones.append((bones[::2], bones[1::2]))
    above = max((bone.length for up, _ in zones for bone in up), default=_ROW) + 2 * MARGIN
    below = max((bone.length for _, down in zones for bone in down), default=_ROW) + 2 * MARGIN
    spine, x = MARGIN + above, MARGIN + HEAD / 2
    boxes: list[Box] = []
    lines: list[Line] = []
    names: list[Zone] = []
    for nth, (up, down) in enumerate(zones):
        if not up and not down:
            continue
        begin = x
        columns = max(len(up), len(down))
        for column in range(columns):
            for bones, direction in ((up, -1), (down, 1)):
                if column < len(bones):
                    _draw(bones[column], (x, spine), direction, boxes=boxes, lines=lines)
            x += SLANT + GAP + BOX_WIDTH + BONE_GAP
        stages = (Stage.EQUIPMENT, Stage.SERVICE) if nth == 0 else (_ALONG[nth - 1],)
        for stage in stages:
            if any(bone.stage is stage for bone in (*up, *down)):
                at = spine + below - MARGIN / 2 if stage is Stage.SERVICE else MARGIN
                names.append(Zone(stage.value, begin, at))
        x += ZONE_GAP
    end = x
    lines.insert(0, Line(MARGIN + HEAD / 2, spine, end, spine, "spine"))
    head = f"M{end:.0f} {spine - HEAD / 2:.0f} Q{end + HEAD:.0f} {spine:.0f} {end:.0f} {spine + HEAD / 2:.0f} Z"
    left, right = MARGIN, MARGIN + HEAD / 2
    tail = f"M{right:.0f} {spine:.0f} L{left:.0f} {spine - HEAD / 3:.0f} L{left:.0f} {spine + HEAD / 3:.0f} Z"
    return Fishbone(end + HEAD, spine + below, tuple(boxes), tuple(lines), tuple(names), head, tail)


def _draw(bone: _Bone, at: tuple[float, float], direction: int, *, boxes: list[Box], lines: list[Line]) -> None:
    """One bone upwards (-1) or downwards (1) from the spine, its nodes as they are read, from the top."""
    x, spine = at
    far = spine + direction * bone.length
    lines.append(Line(x + SLANT, spine, x, far))
    top = far if direction < 0 else spine + 2 * GAP
    for nth, (node, depth) in enumerate(bone.nodes):
        y = top + nth * _ROW
        share = abs(y + BOX_HEIGHT / 2 - spine) / bone.length
        start = x + SLANT * (1 - share)
        left = x + SLANT + GAP + INDENT * depth
        boxes.append(Box(node.id, left, y, depth, node.key))
        lines.append(Line(start, y + BOX_HEIGHT / 2, left, y + BOX_HEIGHT / 2, "twig"))


def tall_fishbone(chain: Chain) -> Fishbone:
    """The drawing for a narrow screen: the spine runs down on the left, stage below stage."""
    boxes: list[Box] = []
    lines: list[Line] = []
    names: list[Zone] = []
    x, y = MARGIN, MARGIN
    begin = y
    for stage in (*_ALONG, Stage.EQUIPMENT, Stage.SERVICE):
        bones = _bones(chain, (stage,))
        if not bones:
            continue
        y += GAP * 2
        names.append(Zone(stage.value, x + SLANT, y))
        y += GAP * 1.5
        for node, depth in (one for bone in bones for one in bone.nodes):
            left = x + SLANT + INDENT * depth
            boxes.append(Box(node.id, left, y, depth, node.key))
            lines.append(Line(x, y + BOX_HEIGHT / 2 - GAP, left, y + BOX_HEIGHT / 2, "twig"))
            y += _ROW
        y += GAP
    lines.insert(0, Line(x, begin, x, y, "spine"))
    return Fishbone(2 * MARGIN + SLANT + BOX_WIDTH, y + MARGIN, tuple(boxes), tuple(lines), tuple(names))


def _bones(chain: Chain, stages: Iterable[Stage]) -> tuple[_Bone, ...]:
    """Families of nodes of some stages, put on bones one after another; a family longer than a bone is split."""
    wanted = tuple(stages)
    families = _families(
        [node for node in chain.nodes if node.stage in wanted], {node.id: node for node in chain.nodes}
    )
    made: list[list[tuple[Node, int]]] = []
    for family in families:
        if made and len(made[-1]) + len(family) <= MOST_ON_BONE:
            made[-1].extend(family)
            continue
        made += [list(family[start : start + MOST_ON_BONE]) for start in range(0, len(family), MOST_ON_BONE)]
    return tuple(_Bone(wanted[0], tuple(nodes)) for nodes in made)


def _families(nodes: Sequence[Node], every: Mapping[str, Node]) -> list[list[tuple[Node, int]]]:
    """Each node that stands under none of these, with those under it; in the chain's order."""
    here = {node.id for node in nodes}
    families: dict[str, list[tuple[Node, int]]] = {}
    for node in nodes:
        root = _root(node, here, every)
        families.setdefault(root, []).append((node, 0 if root == node.id else 1))
    for family in families.values():
        family.sort(key=lambda one: one[1])  # the root first, whatever the order of the rows
    return list(families.values())


def _root(node: Node, here: set[str], every: Mapping[str, Node]) -> str:
    """The topmost node above it among these; itself where its parent is none of them, or parents go round."""
    seen = {node.id}
    while node.parent in here and node.parent not in seen:
        node = every[node.parent]
        seen.add(node.id)
    return node.id


def short(label: str, most: int = LONGEST) -> str:
    """As much of a label as a box has room for: an ideograph counts 1, a Latin letter about a half.

    >>> short("质子交换膜"), short("Proton-exchange membrane for fuel cells")
    ('质子交换膜', 'Proton-exchange m…')
    """
    room, kept = float(most), ""
    for letter in label:
        room -= 0.56 if ord(letter) < 0x2E80 else 1.0
        if room < 0:
            return kept.rstrip() + "…"
        kept += letter
    return kept
