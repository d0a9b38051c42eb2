"""Which firms of the register make a node: by product words within the node's divisions.

The rule, stated on every page that shows it: a firm is on a node when its name or business scope has one of the node's
product words and its industry lies in a division of the node's codes. A node without words takes the firms of its
exact codes; one without codes those with its words. A node with neither finds nobody, and its firms are unknown
unless a source or a person names them.

Scopes seldom say what a part is called. So firms of the node's codes are counted too, whatever their scopes say, and
those of which only the division or group of such a code is known: any of them may make it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import ibis

from tidehead.calc.chains import Node
from tidehead.lake.register import FirmFilter, Register

_DIVISION, _CLASS = 2, 4
_KEPT = 64
_AT_ONCE = 100
"""Nodes that one reading of the register is asked about."""


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
        return FirmFilter(industries=tuple(code for code in node.industries if len(code) in (2, 3, 4)))
    divisions = tuple(sorted({code[:_DIVISION] for code in node.industries if code[:_DIVISION].isdigit()}))
    return FirmFilter(industries=divisions, words=node.words)


def matches(register: Register, node: Node) -> tuple[Match, ...] | None:
    """Every firm of the register that makes the node, by code; None where nobody can tell."""
    return matches_of(register, (node,))[node.id]


def matches_of(register: Register, nodes: Sequence[Node]) -> dict[str, tuple[Match, ...] | None]:
    """The same for many nodes in one reading of the register; nodes that nobody can tell of are None."""
    asked = {node.id: filter_of(node) for node in nodes}
    filters = tuple(dict.fromkeys(sought for sought in asked.values() if sought is not None))
    found: dict[FirmFilter, tuple[Match, ...]] = {}
    for start in range(0, len(filters), _AT_ONCE):
        found |= _found(register, filters[start : start + _AT_ONCE])
    return {node: None if sought is None else found[sought] for node, sought in asked.items()}


@lru_cache(maxsize=_KEPT)
def _found(register: Register, filters: tuple[FirmFilter, ...]) -> dict[FirmFilter, tuple[Match, ...]]:
    """Kept: a register never changes. One scan says of every firm which of the filters want it."""
    firms = register.firms_table
    firms = firms.mutate(said=firms.name.coalesce("") + "\n" + firms.scope.coalesce(""))
    hits = {f"hit_{nth}": _condition(firms, sought) for nth, sought in enumerate(filters)}
    marked = firms.select("code", "county", "jobs", "output_cny", **hits)
    wanted = marked.filter(reduce(or_, (marked[name] for name in hits)))
    rows = wanted.order_by("code").to_pyarrow().to_pydict()
    columns = zip(rows["code"], rows["county"], rows["jobs"], rows["output_cny"], strict=True)
    every = [Match(code, county or "", jobs, output) for code, county, jobs, output in columns]
    return {
        sought: tuple(one for one, hit in zip(every, rows[f"hit_{nth}"], strict=True) if hit)
        for nth, sought in enumerate(filters)
    }


def of_class(register: Register, nodes: Sequence[Node], local: Collection[str]) -> dict[str, int | None]:
    """How many firms of each node's codes lie in these places, or nobody knows where; None for nodes without codes."""
    codes = {node.id: _class_codes(node) for node in nodes}
    wanted = tuple(dict.fromkeys(some for some in codes.values() if some))
    counted: dict[tuple[str, ...], dict[str, int]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        counted |= _counted(register, wanted[start : start + _AT_ONCE])
    here = {some: sum(n for at, n in places.items() if not at or at in local) for some, places in counted.items()}
    return {node: here[some] if some else None for node, some in codes.items()}


def _class_codes(node: Node) -> tuple[str, ...]:
    return tuple(sorted({code for code in node.industries if code.isdigit() and 2 <= len(code) <= _CLASS}))


@lru_cache(maxsize=_KEPT)
def _counted(register: Register, wanted: tuple[tuple[str, ...], ...]) -> dict[tuple[str, ...], dict[str, int]]:
    """Firms of each set of codes by county, "" unknown. Kept: a register never changes."""
    firms = register.firms_table
    sums = {f"n_{nth}": _may_be_of(firms, codes).sum() for nth, codes in enumerate(wanted)}
    rows = firms.group_by(county=firms.county.coalesce("")).aggregate(**sums).to_pyarrow().to_pydict()
    return {codes: dict(zip(rows["county"], rows[f"n_{nth}"], strict=True)) for nth, codes in enumerate(wanted)}


def _may_be_of(firms: Any, codes: Sequence[str]) -> Any:
    """A firm of one of the codes, or known only by a division or group above one."""
    division, group, industry = (one.coalesce("") for one in (firms.division, firms.group_, firms.industry))
    by_length = {2: division, 3: group, 4: industry}
    fitting = [by_length[len(code)] == code for code in codes]
    fitting += [(industry == "") & (group == code[:3]) for code in codes if len(code) == _CLASS]
    fitting += [(industry == "") & (group == "") & (division == code[:2]) for code in codes if len(code) > _DIVISION]
    return reduce(or_, fitting)


def _condition(firms: Any, sought: FirmFilter) -> Any:
    """A filter as one truth a firm; unknown is no. Words are looked for only where the industry fits: that is dear."""
    said = firms.said.re_search("|".join(map(re.escape, sought.words))) if sought.words else ibis.literal(True)
    if not sought.industries:
        return said
    columns = {2: firms.division, 3: firms.group_, 4: firms.industry}
    by_length = {length: [code for code in sought.industries if len(code) == length] for length in columns}
    fitting = [columns[length].isin(codes) for length, codes in by_length.items() if codes]
    return reduce(or_, fitting).coalesce(False).ifelse(said, False) if fitting else ibis.literal(False)


FEWEST_HERE, FEWEST_THERE = 1_000, 5
"""A list of chosen firms is no count of a region, and a handful elsewhere no measure: below, a quotient is unknown."""


def quotient(here: int, of_here: int, there: int, of_there: int) -> float | None:
    """Location quotient of a node: its part of the firms here ÷ its part of those in the pool.

    None where there are too few to compare.
    """
    if of_here < FEWEST_HERE or there < FEWEST_THERE or not of_there:
        return None
    return (here / of_here) / (there / of_there)
