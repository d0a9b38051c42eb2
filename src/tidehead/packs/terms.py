"""The small language of arithmetic checks: what a term may say. Nothing in it is executed; `arithmetic` works it out.

A term is a mapping with one main key:

    {observation: "gdp 990000 2024", source: demo-bulletin-2024}      the newest as_of, of that source where named
    {target: t-rd-2026}
    {value: 1.5, unit: "%"}
    {sum: [term, ...]}  {difference: [a, b]}  {product: [term, ...]}  {quotient: [a, b]}
    {growth: {from: term, to: term, years: 5}}                        compound, per year, in %
    {count: {places: TREE/PARENT}}                                    children of a place; of a bare TREE, its leaves
    {count: {members: TAXONOMY/GROUP}}  {count: {stated: TAXONOMY/GROUP}}   listed members; members the source states
    {count: {commitments: PLAN}}
"""

from typing import Any

from tidehead.packs.kinds import BAD, CODE, FIGURE, NUMBER, UNIT, Kind, Spot, is_code, parse_figure_key
from tidehead.packs.nodes import Mapping, Node, Scalar, Sequence
from tidehead.packs.schema import Combined, Count, FigureKey, Given, Growth, Observed, Targeted, Term

DEEPEST_TERM = 6
MOST_TERMS = 100
COUNTED = ("places", "members", "stated", "commitments")
KNOWN = "observation, target, value, sum, difference, product, quotient, growth, count"


def _read_term(node: Node, spot: Spot) -> Any:
    term = _read(node, spot, 1)
    if term is not BAD and sum(1 for _ in walk(term)) > MOST_TERMS:
        return spot.bad(node.line, "term_many", most=MOST_TERMS)
    return term


TERM = Kind(_read_term, "term")


def walk(term: Term) -> list[Term]:
    """The term and every term inside it."""
    if isinstance(term, Combined):
        return [term, *(inner for part in term.parts for inner in walk(part))]
    if isinstance(term, Growth):
        return [term, *walk(term.start), *walk(term.end)]
    return [term]


def _read(node: Node, spot: Spot, depth: int) -> Any:
    if depth > DEEPEST_TERM:
        return spot.bad(node.line, "term_deep", most=DEEPEST_TERM)
    if not isinstance(node, Mapping):
        return spot.bad(node.line, "term", known=KNOWN)
    keys = set(node.entries)
    if "observation" in keys and keys <= {"observation", "source"}:
        return _observed(node, spot)
    if keys == {"target"}:
        return _built(Targeted, CODE.read(node.entries["target"], spot.inside("target")))
    if keys == {"value", "unit"}:
        return _given(node, spot)
    if len(keys) == 1 and (how := next(iter(keys))) in ("sum", "difference", "product", "quotient"):
        return _combined(how, node.entries[how], spot.inside(how), depth)
    if keys == {"growth"}:
        return _growth(node.entries["growth"], spot.inside("growth"), depth)
    if keys == {"count"}:
        return _count(node.entries["count"], spot.inside("count"))
    return spot.bad(node.line, "term", known=KNOWN)


def _observed(node: Mapping, spot: Spot) -> Any:
    figure = FIGURE.read(node.entries["observation"], spot.inside("observation"))
    source = CODE.read(node.entries["source"], spot.inside("source")) if "source" in node.entries else ""
    return (
        BAD if figure is BAD or source is BAD else Observed(parse_figure_key(figure) or FigureKey("", "", ""), source)
    )


def _given(node: Mapping, spot: Spot) -> Any:
    value = _number(node.entries["value"], spot.inside("value"))
    unit = UNIT.read(node.entries["unit"], spot.inside("unit"))
    return BAD if value is BAD or unit is BAD else Given(value, unit)


def _number(node: Node, spot: Spot) -> Any:
    """A number with or without quotes: terms are written by hand, in both ways."""
    if isinstance(node, Scalar) and node.kind == "text":
        node = Scalar(node.line, node.text, "cell")
    return NUMBER.read(node, spot)


def _combined(how: str, node: Node, spot: Spot, depth: int) -> Any:
    if not isinstance(node, Sequence):
        return spot.bad(node.line, "not_a_list")
    if how in ("difference", "quotient") and len(node.items) != 2:
        return spot.bad(node.line, "term_pair")
    if not node.items:
        return spot.bad(node.line, "term_empty")
    parts = [_read(item, spot, depth + 1) for item in node.items]
    return BAD if BAD in parts else Combined(how, tuple(parts))


def _growth(node: Node, spot: Spot, depth: int) -> Any:
    if not isinstance(node, Mapping) or set(node.entries) != {"from", "to", "years"}:
        return spot.bad(node.line, "term_growth")
    start = _read(node.entries["from"], spot.inside("from"), depth + 1)
    end = _read(node.entries["to"], spot.inside("to"), depth + 1)
    years = _number(node.entries["years"], spot.inside("years"))
    if BAD in (start, end, years):
        return BAD
    return Growth(start, end, years) if years > 0 else spot.bad(node.line, "term_growth")


def _count(node: Node, spot: Spot) -> Any:
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        return spot.bad(node.line, "term_count")
    what, named = next(iter(node.entries.items()))
    if what not in COUNTED or not isinstance(named, Scalar) or named.kind != "text":
        return spot.bad(node.line, "term_count")
    owner, slash, part = named.text.partition("/")
    if not is_code(owner) or (slash and not is_code(part)):
        return spot.bad(named.line, "not_a_code", text=named.text)
    return Count(what, owner, part)


def _built(make: Any, value: Any) -> Any:
    return BAD if value is BAD else make(value)
