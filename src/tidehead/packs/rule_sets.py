"""Named rules of a pack: each may use the set's variables, the pack's parameters, and the rules before it."""

from collections.abc import Iterable, Mapping
from datetime import date

from tidehead.calc.rules import (
    DatedParameter,
    Rule,
    RuleRefused,
    RuleVersion,
    Value,
    Variable,
    evaluate,
    parameters_on,
    parse_rule,
    with_constants,
)
from tidehead.packs.rule_rows import RuleSetRow


class RuleFault(ValueError):
    """A rule of a set that cannot be compiled. `name`: which; `refused`: why."""

    def __init__(self, name: str, refused: RuleRefused) -> None:
        super().__init__(name)
        self.name = name
        self.refused = refused


def compiled_rules(row: RuleSetRow, version: RuleVersion, parameters: Iterable[DatedParameter]) -> dict[str, Rule]:
    """Each rule of a version by its name, in the file's order.

    Raises RuleFault for the first that cannot be compiled.
    """
    names = {one.id: one.variable() for one in parameters} | {one.name: one for one in row.variables}
    compiled: dict[str, Rule] = {}
    for name, text in version.rules.items():
        try:
            compiled[name] = parse_rule(text, names)
        except RuleRefused as refused:
            raise RuleFault(name, refused) from refused
        names[name] = Variable(name, compiled[name].kind, compiled[name].unit or "1")
    return compiled


def rule_results(
    row: RuleSetRow, day: date, record: Mapping[str, Value | None], *, parameters: tuple[DatedParameter, ...] = ()
) -> dict[str, Value | None]:
    """What each rule in force on a day gives for a record, with that day's parameters; empty where none is in force.

    Raises RuleFault for a rule that cannot be compiled, RuleRefused for a value of another kind than its variable.
    """
    version = row.rule_set.in_force(day)
    results: dict[str, Value | None] = {}
    if version is None:
        return results
    constants = parameters_on(parameters, day)
    for name, rule in compiled_rules(row, version, parameters).items():
        results[name] = evaluate(with_constants(rule, constants), {**record, **results})
    return results
