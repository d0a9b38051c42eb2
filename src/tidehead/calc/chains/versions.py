"""What changed between two versions of a chain, and between two lists of who stands on it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from tidehead.calc.chains.types import Chain, Node, Standing


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that both versions have, and which of its parts differ."""

    node: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainChanges:
    """Nodes, technologies and firms (node, enterprise) that came, went or changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[NodeChange, ...]
    technologies_added: tuple[str, ...] = ()
    technologies_removed: tuple[str, ...] = ()
    technologies_changed: tuple[str, ...] = ()
    firms_added: tuple[tuple[str, str], ...] = ()
    firms_removed: tuple[tuple[str, str], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two are the same."""
        return not any(getattr(self, one.name) for one in fields(self))


def changes_between(
    before: Chain, after: Chain, *, firms_before: Iterable[Standing] = (), firms_after: Iterable[Standing] = ()
) -> ChainChanges:
    """What is in the later version and not in the earlier, and the other way round; the order of rows is no change."""
    old, new = {one.id: one for one in before.nodes}, {one.id: one for one in after.nodes}
    tech_old = {one.id: one for one in before.technologies}
    tech_new = {one.id: one for one in after.technologies}
    stood, stand = ({(one.node, one.enterprise) for one in some} for some in (firms_before, firms_after))
    return ChainChanges(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(
            NodeChange(name, parts) for name in new if name in old and (parts := _parts(old[name], new[name]))
        ),
        technologies_added=tuple(name for name in tech_new if name not in tech_old),
        technologies_removed=tuple(name for name in tech_old if name not in tech_new),
        technologies_changed=tuple(name for name in tech_new if tech_old.get(name, tech_new[name]) != tech_new[name]),
        firms_added=tuple(sorted(stand - stood)),
        firms_removed=tuple(sorted(stood - stand)),
    )


def _parts(before: Node, after: Node) -> tuple[str, ...]:
    return tuple(one.name for one in fields(Node) if _bare(before, one.name) != _bare(after, one.name))


def _bare(node: Node, part: str) -> object:
    """A part without the order of what has none."""
    value = getattr(node, part)
    return frozenset(value) if part in ("industries", "hs", "words", "needs") else value
