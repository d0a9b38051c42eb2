"""A checked rule: its parts in the order they are computed, each with kind and unit, and nothing that can change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tidehead.calc.labels import Label
from tidehead.calc.rules.refusals import refusal_of_all
from tidehead.calc.rules.types import Kind, Record, Value, Variable
from tidehead.calc.rules.unit_algebra import conversion
from tidehead.calc.rules.values import known_value
from tidehead.calc.units import UnitError

Op: TypeAlias = Literal[
    "literal", "variable", "constant",
    "+", "-", "*", "/", "neg", "times", "over",
    "abs", "round", "floor", "ceil", "power", "ln", "sqrt", "exp",
    "=", "<>", "<", "<=", ">", ">=", "in",
    "and", "or", "not", "unknown", "known",
    "case", "coalesce", "nullif", "least", "greatest",
    "year", "month", "days_between", "years_between",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a rule. args: places of its operands in the rule's `nodes`, all before its own.

    unit: None for numbers written bare, which take the unit of whatever they meet. value: of literals and constants
    (None: unknown), the factor of `times` and `over`, the decimals of `round`. name: of variables and constants.
    case: condition, value, condition, value, …, and last the value where no condition holds.
    """

    op: Op
    args: tuple[int, ...]
    kind: Kind
    unit: str | None
    value: Value | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule text that was checked. nodes: its parts, operands before what uses them; the last is the whole."""

    text: str
    nodes: tuple[Node, ...]
    variables: Mapping[str, Variable]

    @property
    def kind(self) -> Kind:
        """What it gives: a number, text, truth or day."""
        return self.nodes[-1].kind

    @property
    def unit(self) -> str:
        """The unit of the number it gives; "1" for a plain one, "" for what is no number."""
        return (self.nodes[-1].unit or "1") if self.kind == "number" else ""

    @property
    def names(self) -> frozenset[str]:
        """The variables it uses; constants no longer count."""
        return frozenset(node.name for node in self.nodes if node.op == "variable")


def with_constants(rule: Rule, values: Record) -> Rule:
    """The rule with some of its variables fixed: parameters in force, say. None: a parameter that is unknown.

    Explanations go on calling them by their labels. Values are checked as in `evaluate`; names that the rule does not
    use are passed over.
    """
    nodes = tuple(
        replace(node, op="constant", value=known_value(rule.variables[node.name], values[node.name]))
        if node.op == "variable" and node.name in values
        else node
        for node in rule.nodes
    )
    return replace(rule, nodes=nodes)


def in_unit(rule: Rule, unit: str) -> Rule:
    """The rule, giving its number in another unit of the same sort; a bare number is taken to be in that unit.

    Raises RuleRefused where it gives no number, or where the units do not measure the same thing.
    """
    root = rule.nodes[-1]
    if rule.kind != "number":
        raise refusal_of_all(rule.text, f"要的是数（单位：{unit}），规则给出的不是数", f"a number in {unit} is wanted")
    try:
        factor = conversion(rule.unit if root.unit is not None else unit, unit)
    except UnitError:
        raise refusal_of_all(
            rule.text, f"规则算出的单位是“{rule.unit}”，要的是“{unit}”；请改规则或单位",
            f'the rule gives "{rule.unit}", wanted is "{unit}"; change the rule or the unit',
        ) from None  # fmt: skip
    if factor.is_one:
        return replace(rule, nodes=(*rule.nodes[:-1], replace(root, unit=unit)))
    last = len(rule.nodes) - 1
    op: Op = "times" if factor.up != 1 else "over"
    return replace(rule, nodes=(*rule.nodes, Node(op, (last,), "number", unit, factor.up * factor.down)))


def label_of(rule: Rule, name: str) -> Label:
    """A variable's label, or its name where it has none."""
    label = rule.variables[name].label
    return label if label.zh or label.en else Label(name)
