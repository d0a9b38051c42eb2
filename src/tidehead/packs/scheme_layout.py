"""The keys of schemes/*.yaml, and what is built from them; `scheme_text` writes the same form again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tidehead.calc.rules import DatedParameter, RuleRefused, Variable, evaluate, parse_rule
from tidehead.calc.schemes.types import (
    Adjustment,
    Aggregation,
    Assessed,
    Band,
    Boards,
    Case,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Parameter,
    Pillar,
    Scheme,
    SchemeVariable,
    Standing,
    Tier,
    Treatment,
    Veto,
    Weighting,
)
from tidehead.packs.kinds import (
    BAD,
    CODE,
    DAY,
    LABEL,
    NUMBER,
    PERIOD,
    TRUTH,
    UNIT,
    WHOLE,
    Kind,
    Spot,
    list_of,
    matching,
    one_of,
    text,
)
from tidehead.packs.nodes import Mapping, Node, Scalar
from tidehead.packs.periods import parse_period
from tidehead.packs.position import Position
from tidehead.packs.problems import Problems, reasons
from tidehead.packs.rule_rows import SchemeRow
from tidehead.packs.shapes import Shape, may, must

LONGEST_RULE = 4_000
WORDS = text()
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,79}")
IDENTIFIER = matching(lambda value: _NAME.fullmatch(value) is not None, "not_a_name", "name")


def _rule(node: Node, spot: Spot) -> Any:
    """A rule text, over several lines if need be; a bare number is the shortest rule there is."""
    if not isinstance(node, Scalar):
        return spot.bad(node.line, "not_a_value")
    value = node.text.strip()
    if node.kind not in ("text", "number") or not value:
        return spot.bad(node.line, "no_value" if not value or node.kind == "nothing" else "not_a_rule", text=value)
    return value if len(value) <= LONGEST_RULE else spot.bad(node.line, "too_long", most=LONGEST_RULE)


def _day_text(node: Node, spot: Spot) -> Any:
    read = DAY.read(node, spot)
    return BAD if read is BAD else read.isoformat()


def _handed_in(node: Node, spot: Spot) -> Any:
    """A number, a text (in quotes where it looks like a number), true or false, nothing, or "= 50 * 16.6 / 11.6"."""
    if not isinstance(node, Scalar):
        return spot.bad(node.line, "not_a_value")
    if node.kind == "nothing":
        return None
    if node.kind == "truth":
        return TRUTH.read(node, spot)
    if node.kind == "text" and node.text.startswith("="):
        return _worked_out(node, spot)
    return (WORDS if node.kind == "text" else NUMBER).read(node, spot)


def _worked_out(node: Scalar, spot: Spot) -> Any:
    """Arithmetic that shows where the number of a golden case comes from."""
    try:
        found = evaluate(parse_rule(node.text.removeprefix("="), {}), {})
    except RuleRefused as refused:
        return spot.bad(node.line, "not_arithmetic", **reasons(refused.message))
    return found if isinstance(found, float) else spot.bad(node.line, "no_number", text=node.text)


def named(kind: Kind) -> Kind:
    """A mapping with keys of the author's own choosing, in the file's order."""

    def read(node: Node, spot: Spot) -> Any:
        if not isinstance(node, Mapping):
            return spot.bad(node.line, "not_a_mapping")
        values = {key: kind.read(value, spot.inside(key)) for key, value in node.entries.items()}
        return {key: value for key, value in values.items() if value is not BAD}

    return Kind(read, f"{{name: {kind.form}}}")


RULE = Kind(_rule, "rule")
ISO_DAY = Kind(_day_text, "day, quoted")
HANDED_IN = Kind(_handed_in, 'number, text, true, false, null or "= arithmetic"')

TIER = Shape(lambda points, at_least=None: Tier(at_least, points), {"at_least": may(NUMBER), "points": must(NUMBER)})
NORMALISATION = Shape(
    Normalisation,
    {
        "method": must(one_of(Method)),
        "base": may(RULE),
        "floor": may(NUMBER),
        "cap": may(NUMBER),
        "low": may(NUMBER),
        "high": may(NUMBER),
        "target": may(RULE),
        "worst": may(RULE),
        "best": may(RULE),
        "reference": may(WORDS),
        "tiers": may(list_of(TIER.kind())),
    },
)


def _variable(name: str, label: Any, kind: Any = "number", unit: str = "1", **others: Any) -> SchemeVariable:
    return SchemeVariable(Variable(name, kind, unit, label), **others)


VARIABLE = Shape(
    _variable,
    {
        "name": must(IDENTIFIER),
        "label": must(LABEL),
        "kind": may(one_of(("number", "text", "truth", "day"))),
        "unit": may(UNIT),
        "aliases": may(list_of(WORDS, once=True)),
        "indicator": may(CODE),
        "at_least": may(NUMBER),
        "above": may(NUMBER),
    },
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A parameter that is taken over from rules/*.yaml: the value in force at the end of the scheme's period."""

    name: str
    of: str


def _parameter(name: str, **others: Any) -> Parameter | Cited:
    of = others.pop("of", "")
    if of:
        return Cited(name, of)
    return Parameter(name, value=others.pop("value", None), **others)


def _read_parameter(node: Node, spot: Spot) -> Any:
    """By reference with `of`, or in place: then with unit and label."""
    cites = isinstance(node, Mapping) and "of" in node.entries
    return (CITED if cites else PARAMETER).read(node, spot)


PARAMETER = Shape(
    _parameter,
    {
        "name": must(IDENTIFIER),
        "value": may(NUMBER),
        "unit": must(UNIT),
        "label": must(LABEL),
        "source": may(CODE),
        "clause": may(WORDS),
    },
)
CITED = Shape(_parameter, {"name": must(IDENTIFIER), "of": must(CODE)})
INDICATOR = Shape(
    lambda normalise, **others: Indicator(normalisation=normalise, **others),
    {
        "id": must(IDENTIFIER),
        "label": must(LABEL),
        "value": must(RULE),
        "unit": must(UNIT),
        "weight": must(NUMBER),
        "direction": may(one_of(Direction)),
        "normalise": must(NORMALISATION.kind()),
        "missing": may(one_of(Missing)),
        "clause": may(WORDS),
        "reachable_low": may(NUMBER),
        "reachable_high": may(NUMBER),
        "easily_moved": may(TRUTH),
        "noise": may(NUMBER),
    },
)


def _child(node: Node, spot: Spot) -> Any:
    """A pillar where it has children, an indicator where it has a value."""
    is_pillar = isinstance(node, Mapping) and "children" in node.entries
    return (PILLAR if is_pillar else INDICATOR).read(node, spot)


def _children(node: Node, spot: Spot) -> Any:
    read = list_of(Kind(_child, "")).read(node, spot)
    return spot.bad(node.line, "too_few", least=1) if read == () else read


PILLAR = Shape(
    Pillar,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "weight": must(NUMBER),
        "aggregation": may(one_of(Aggregation)),
        "weighting": may(one_of(Weighting)),
        "children": must(Kind(_children, "list of pillars and indicators")),
    },
)


def _adjustment(kind: str, **others: Any) -> Adjustment:
    return Adjustment(is_malus=kind == "malus", **others)


ADJUSTMENT = Shape(
    _adjustment,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "kind": must(one_of(("bonus", "malus"))),
        "points": must(RULE),
        "ceiling": may(NUMBER),
        "missing": may(one_of((Missing.REFUSE, Missing.ZERO))),
        "clause": may(WORDS),
    },
)
VETO = Shape(
    Veto,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "when": must(RULE),
        "effect": must(one_of(Effect)),
        "grade": may(WORDS),
        "missing": may(one_of((Missing.REFUSE, Missing.ZERO))),
        "clause": may(WORDS),
    },
)
BAND = Shape(Band, {"grade": must(WORDS), "label": must(LABEL), "up_to": may(NUMBER), "at_least": may(NUMBER)})
BOARDS = Shape(Boards, {"by": may(RULE), "labels": may(named(LABEL))})
TREATMENT = Shape(Treatment, {"skew": may(NUMBER), "kurtosis": may(NUMBER), "most_winsorised": may(WHOLE)})
ASSESSED = Shape(
    Assessed,
    {
        "kind": may(one_of(("entries", "places"))),
        "tree": may(CODE),
        "parent": may(CODE),
        "places": may(list_of(CODE, once=True)),
        "noun": may(LABEL),
    },
)
CASE = Shape(
    Case,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "units": must(named(named(HANDED_IN))),
        "expected": must(named(named(HANDED_IN))),
        "tolerance": may(NUMBER),
        "source": may(CODE),
        "locator": may(WORDS),
    },
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A scheme as its file has it: parameters still as `Cited` where rules/*.yaml has them. lines: as in SchemeRow."""

    scheme: Scheme
    parameters: tuple[Parameter | Cited, ...]
    position: Position
    lines: dict[str, int]

    @property
    def id(self) -> str:
        """The scheme's name."""
        return self.scheme.id


def _draft(position: Position, parameters: tuple[Parameter | Cited, ...] = (), **others: Any) -> Draft:
    return Draft(Scheme(**others), parameters, position, {})


class LinedShape(Shape):
    """A shape whose row also keeps the line of everything in it that has a name, as `lines`."""

    def read(self, node: Node, spot: Spot) -> Any:
        """The row with its lines; BAD where a required key is missing or wrong."""
        row = Shape.read(self, node, spot)
        return row if row is BAD else replace(row, lines=lines_in(node))


SCHEME = LinedShape(
    _draft,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "family": must(CODE),
        "standing": must(one_of(Standing)),
        "period": may(PERIOD),
        "in_force_from": may(ISO_DAY),
        "in_force_to": may(ISO_DAY),
        "source": may(CODE),
        "clause": may(WORDS),
        "note": may(LABEL),
        "assessed": may(ASSESSED.kind()),
        "variables": must(list_of(VARIABLE.kind())),
        "parameters": may(list_of(Kind(_read_parameter, "mapping"))),
        "tree": must(PILLAR.kind()),
        "adjustments": may(list_of(ADJUSTMENT.kind())),
        "bonus_ceiling": may(NUMBER),
        "malus_ceiling": may(NUMBER),
        "vetoes": may(list_of(VETO.kind())),
        "boards": may(BOARDS.kind()),
        "filled_within": may(RULE),
        "grades": may(list_of(BAND.kind())),
        "tie_breakers": may(list_of(CODE, once=True)),
        "treatment": may(TREATMENT.kind()),
        "least_coverage": may(NUMBER),
        "difficulty": may(list_of(IDENTIFIER, once=True)),
        "decimals": may(WHOLE),
        "public": may(list_of(WORDS, once=True)),
        "notice_days": may(WHOLE),
        "cases": may(list_of(CASE.kind())),
    },
    lends=("scheme", "id"),
    positioned=True,
)


def lines_in(node: Node) -> dict[str, int]:
    """The line of everything that has an id or a name, of each of its keys as "name.key", and of each named rule."""
    lines: dict[str, int] = {}
    _note_lines(node, lines)
    return lines


def _note_lines(node: Node, lines: dict[str, int]) -> None:
    if isinstance(node, Scalar):
        return
    if isinstance(node, Mapping):
        name = node.entries.get("id") or node.entries.get("name")
        if isinstance(name, Scalar):
            lines.setdefault(name.text, node.line)
            for key, line in node.lines.items():
                lines.setdefault(f"{name.text}.{key}", line)
        if isinstance(rules := node.entries.get("rules"), Mapping):
            for key, line in rules.lines.items():
                lines.setdefault(key, line)
    for inner in node.entries.values() if isinstance(node, Mapping) else node.items:
        _note_lines(inner, lines)


def scheme_rows(drafts: list[Draft], parameters: Iterable[DatedParameter], problems: Problems) -> list[SchemeRow]:
    """Every scheme with its cited parameters' values in place; one with a bad reference is reported and left out."""
    known = {one.id: one for one in parameters}
    finished = ((draft, _finished(draft, known, problems)) for draft in drafts)
    return [SchemeRow(scheme, draft.position, draft.lines) for draft, scheme in finished if scheme is not None]


def _finished(draft: Draft, known: dict[str, DatedParameter], problems: Problems) -> Scheme | None:
    parameters = [
        one if isinstance(one, Parameter) else _taken_over(one, draft, known, problems) for one in draft.parameters
    ]
    found = tuple(one for one in parameters if one is not None)
    if len(found) < len(parameters):
        problems.lend("scheme", draft.id)
        return None
    return replace(draft.scheme, parameters=found)


def _taken_over(cited: Cited, draft: Draft, known: dict[str, DatedParameter], problems: Problems) -> Parameter | None:
    where = Position(draft.position.file, draft.lines.get(cited.name, draft.position.line))
    dated = known.get(cited.of)
    if dated is None:
        if not problems.may_exist("parameter", cited.of):
            problems.add(where, "unknown", what="parameter", what_zh="参数", name=cited.of, file="rules/")
        return None
    if not draft.scheme.period:
        problems.add(where, "cited_without_period", name=cited.name)
        return None
    day = parse_period(draft.scheme.period).end
    value = dated.in_force(day)
    if value is None:
        problems.add(where, "not_yet_set", name=cited.of, day=day.isoformat())
        return None
    return Parameter(cited.name, value.value, dated.unit, dated.label, value.source, value.clause)
