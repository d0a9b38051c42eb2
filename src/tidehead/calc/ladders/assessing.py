"""Who can move up: a title's conditions judged for a firm, three-valued, with the data that would decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tidehead.calc.labels import Label
from tidehead.calc.ladders.types import Assessment, Condition, Title, TitleRules, Verdict
from tidehead.calc.rules import (
    DatedParameter,
    Record,
    Rule,
    RuleRefused,
    Variable,
    evaluate,
    explain,
    fewest_data,
    parameters_on,
    parse_rule,
    with_constants,
)


@dataclass(frozen=True, slots=True)
class ReadyTitle:
    """A title with its rules of a day compiled, for any number of firms."""

    title: Title
    rules: tuple[tuple[Condition, Rule], ...]
    variables: tuple[Variable, ...]
    source: str = ""
    clause: str = ""


def ready_title(
    title: Title, rules: TitleRules | None, *, day: date, parameters: tuple[DatedParameter, ...] = ()
) -> ReadyTitle:
    """A title's rules in force on a day. Without rules, or before the first of them, no condition is known.

    Raises RuleRefused for a rule that cannot be compiled, or a condition without a rule.
    """
    version = rules.rule_set.in_force(day) if rules else None
    if rules is None or version is None:
        return ReadyTitle(title, (), ())
    names = {one.id: one.variable() for one in parameters} | {one.name: one for one in rules.variables}
    constants = parameters_on(parameters, day)
    compiled = []
    for condition in title.conditions:
        text = version.rules.get(condition.rule)
        if text is None:
            told = Label(f"规则集中没有“{condition.rule}”", f'the rule set has no rule "{condition.rule}"')
            raise RuleRefused(told)
        compiled.append((condition, with_constants(parse_rule(text, names), constants)))
    return ReadyTitle(title, tuple(compiled), rules.variables, version.source, version.clause)


def assess(ready: ReadyTitle, record: Record, *, language: str = "zh", explained: bool = True) -> Assessment:
    """What each condition of a title says of a firm, and whether all of them hold.

    record: value by the name of a variable; what is left out is unknown. A title without known conditions is unknown.
    Without `explained` texts and missing data are left out, which costs a tenth.
    """
    known = {one.name: record.get(one.name) for one in ready.variables}
    verdicts = tuple(_verdict(condition, rule, known, language, explained) for condition, rule in ready.rules)
    met = _all(verdict.met for verdict in verdicts) if verdicts else None
    missing = dict.fromkeys(name for verdict in verdicts if verdict.met is None for name in verdict.missing)
    labels = {one.name: one.label for one in ready.variables}
    return Assessment(ready.title.id, met, verdicts, tuple(missing), ready.source, ready.clause, labels)


def _verdict(condition: Condition, rule: Rule, known: Record, language: str, explained: bool) -> Verdict:
    value = evaluate(rule, known)
    met = value if isinstance(value, bool) else None
    if not explained:
        return Verdict(condition, met, "")
    told = explain(rule, known, language=language, title=condition.label)
    missing = fewest_data(rule, known).enough if met is None else ()
    return Verdict(condition, met, told.text, missing)


def _all(values: Iterable[bool | None]) -> bool | None:
    """Kleene's and: one False decides, else one unknown leaves it open."""
    found = tuple(values)
    if False in found:
        return False
    return None if None in found else True


def nearest_first(assessments: Mapping[str, Assessment]) -> tuple[str, ...]:
    """Firms by how near they are to a title: eligible ones, then by failed conditions, then by open ones, then code."""
    order = {code: (one.met is not True, len(one.failed), len(one.open), code) for code, one in assessments.items()}
    return tuple(sorted(assessments, key=lambda code: order[code]))
