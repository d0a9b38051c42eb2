"""Which firms of the register make a node: by product words within the node's divisions.

The rule, stated on every page that shows it: a firm is on a node when its name or business scope has one of the node's
product words and its industry lies in a division of the node's codes. A node without words takes the firms of its
exact codes; one without codes those with its words. A node with neither finds nobody, and its firms are unknown
unless a source or a person names them.
"""

from dataclasses import dataclass
from functools import lru_cache

from tidehead.calc.chains import Node
from tidehead.lake.register import FirmFilter, Register
from tidehead.lake.register.filters import wanted

_DIVISION = 2
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Match:
    """A firm that was found. county: "" unknown."""

    code: str
    county: str
    jobs: float | None
    output_cny: float | None


def filter_of(node: Node) -> FirmFilter | None:
    """What the register is asked for a node; None where the node says nothing that firms could be found by."""
    if not node.words and not node.industries:
        return None
    if not node.words:
        return FirmFilter(industries=node.industries)
    divisions = tuple(sorted({code[:_DIVISION] for code in node.industries if code[:_DIVISION].isdigit()}))
    return FirmFilter(industries=divisions, words=node.words)


def matches(register: Register, node: Node) -> tuple[Match, ...] | None:
    """Every firm of the register that makes the node, by code; None where nobody can tell."""
    sought = filter_of(node)
    return None if sought is None else _matches(register, sought)


@lru_cache(maxsize=_KEPT)
def _matches(register: Register, sought: FirmFilter) -> tuple[Match, ...]:
    """Kept: a register never changes."""
    firms = wanted(register.firms_table, sought)
    rows = firms.select("code", "county", "jobs", "output_cny").order_by("code").to_pyarrow().to_pylist()
    return tuple(Match(row["code"], row["county"] or "", row["jobs"], row["output_cny"]) for row in rows)


def quotient(here: int, of_here: int, there: int, of_there: int) -> float | None:
    """Location quotient of a node: its part of the firms here ÷ its part of those in the pool; None where undefined."""
    if not of_here or not of_there or not there:
        return None
    return (here / of_here) / (there / of_there)
