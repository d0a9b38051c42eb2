"""The keys of rules/*.yaml: numbers that documents set, and named rules in force from a day on, with golden cases."""

from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter, DatedValue, RuleSet, RuleVersion, Variable, is_usable_name
from tidehead.packs.kinds import BAD, CODE, DAY, LABEL, NUMBER, UNIT, Kind, Spot, list_of, matching, one_of, text
from tidehead.packs.nodes import Mapping, Node, Scalar
from tidehead.packs.position import Position
from tidehead.packs.rule_rows import ParameterRow, RuleCase, RuleSetRow
from tidehead.packs.scheme_layout import HANDED_IN, IDENTIFIER, RULE, LinedShape, named
from tidehead.packs.shapes import Shape, may, must

WORDS = text()
DOTTED = matching(is_usable_name, "not_a_name", "name, dotted if you like")


def by_day(shape: Shape) -> Kind:
    """A mapping from the day that something begins on to what it then is, earliest first."""

    def read(node: Node, spot: Spot) -> Any:
        if not isinstance(node, Mapping):
            return spot.bad(node.line, "not_a_mapping")
        if not node.entries:
            return spot.bad(node.line, "too_few", least=1)
        begun = [_begun(key, node, shape, spot) for key in node.entries]
        if any(BAD in pair for pair in begun):
            return BAD
        for (day, _), (later, _), key in zip(begun, begun[1:], list(node.entries)[1:], strict=False):
            if later <= day:
                return spot.bad(node.lines[key], "days_out_of_order")
        return tuple(make(day) for day, make in begun)

    return Kind(read, "{day: mapping, ...}")


def _begun(key: str, node: Mapping, shape: Shape, spot: Spot) -> tuple[Any, Any]:
    day = DAY.read(Scalar(node.lines[key], key, "text"), spot)
    return day, shape.read(node.entries[key], spot.inside(key))


def _dated_value(value: Any, source: str, clause: str = "") -> Any:
    return lambda day: DatedValue(day, value, source, clause)


def _number_or_nothing(node: Node, spot: Spot) -> Any:
    """A number, or null: repealed, or published nowhere."""
    is_nothing = isinstance(node, Scalar) and node.kind == "nothing"
    return None if is_nothing else NUMBER.read(node, spot)


def _version(source: str, rules: dict[str, str], clause: str = "") -> Any:
    return lambda day: RuleVersion(day, rules, source, clause)


def _parameter(position: Position, **cells: Any) -> ParameterRow:
    return ParameterRow(DatedParameter(**cells), position)


def _named_rules(node: Node, spot: Spot) -> Any:
    read = named(RULE).read(node, spot)
    if read is BAD or not isinstance(node, Mapping):
        return BAD
    bad = [
        key for key in node.entries if IDENTIFIER.read(Scalar(node.lines[key], key, "text"), spot.inside(key)) is BAD
    ]
    return BAD if bad else read


def _rule_set(
    id: str,
    label: Label,
    versions: tuple[RuleVersion, ...],
    *,
    position: Position,
    variables: tuple[Variable, ...] = (),
    cases: tuple[RuleCase, ...] = (),
) -> RuleSetRow:
    return RuleSetRow(RuleSet(id, label, versions), variables, cases, position)


VALUE = Shape(
    _dated_value,
    {"value": must(Kind(_number_or_nothing, "number, or null")), "source": must(CODE), "clause": may(WORDS)},
)
PARAMETER_ROW = Shape(
    _parameter,
    {"id": must(DOTTED), "label": must(LABEL), "unit": must(UNIT), "values": must(by_day(VALUE))},
    lends=("parameter", "id"),
    positioned=True,
)
VERSION = Shape(
    _version,
    {"source": must(CODE), "clause": may(WORDS), "rules": must(Kind(_named_rules, "{name: rule, ...}"))},
)
RULE_CASE = Shape(
    RuleCase,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "day": must(DAY),
        "record": must(named(HANDED_IN)),
        "expected": must(named(HANDED_IN)),
        "tolerance": may(NUMBER),
    },
    positioned=True,
)
RULE_VARIABLE = Shape(
    Variable,
    {
        "name": must(IDENTIFIER),
        "label": must(LABEL),
        "kind": may(one_of(("number", "text", "truth", "day"))),
        "unit": may(UNIT),
    },
)
RULE_SET = LinedShape(
    _rule_set,
    {
        "id": must(DOTTED),
        "label": must(LABEL),
        "variables": may(list_of(RULE_VARIABLE.kind())),
        "versions": must(by_day(VERSION)),
        "cases": may(list_of(RULE_CASE.kind())),
    },
    lends=("rule_set", "id"),
    positioned=True,
)
