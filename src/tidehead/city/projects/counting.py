"""Whether a project counts for something: one rule of the pack over what is known of the project, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidehead.calc.labels import Label
from tidehead.calc.rules import (
    Rule,
    RuleRefused,
    Value,
    Variable,
    evaluate,
    explain,
    parameters_on,
    parse_rule,
    with_constants,
)
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.projects.standards import rule_parameters, rule_sets
from tidehead.city.projects.types import Counter, ProjectInfo

DAYS_OF_STAGES = {
    "signed_on": "signed",
    "registered_on": "registered",
    "land_on": "land",
    "approval_on": "approval",
    "started_on": "started",
    "counted_on": "counted",
    "completed_on": "completed",
    "production_on": "production",
    "full_production_on": "full_production",
}
"""Names that rules use for the day on which a stage was first entered."""
ONCE = ("contract_no", "statistics_code")
"""Fields that tell that two projects are one, any that is filled; without any a project stands for itself."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a project. counted: None where a datum is lacking; amount: where the rule gives a number."""

    counted: bool | None
    amount: float | None
    reason: Text
    lacking: tuple[str, ...]
    rule: str
    source: str = ""
    clause: str = ""


def record_of(
    project: ProjectInfo, days: Mapping[str, date], *, parties: int, counted_before: bool
) -> dict[str, Value | None]:
    """Everything that a rule may ask of a project. Unknown is None, never 0."""
    record: dict[str, Value | None] = {name: _value(value) for name, value in project.case.fields.items()}
    record.update({name: days.get(stage) for name, stage in DAYS_OF_STAGES.items()})
    record.update(
        state=project.case.state,
        pipeline=project.case.type,
        place=project.case.place or None,
        size=project.size or None,
        parties=float(parties),
        counted_before=counted_before,
    )
    return record


def _value(value: object) -> Value | None:
    if isinstance(value, bool | str | date):
        return value or None if isinstance(value, str) else value
    return float(value) if isinstance(value, int | float) else None


def verdict_of(counter: Counter, record: Mapping[str, Value | None], *, on: date, is_told: bool = True) -> Verdict:
    """What the counter's rule in force on a day says of a record, in words of both languages where they are wanted."""
    return judged(counter.rule_set, counter.rule, record, on=on, title=counter.label, is_told=is_told)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule in force on a day, with the numbers of that day in it; `rule` None where there is none, for `refused`."""

    rule: Rule | None
    refused: Text
    text: str = ""
    variables: tuple[Variable, ...] = ()
    source: str = ""
    clause: str = ""


@remembered
def _ready(rule_set: str, name: str, on: date) -> _Ready:
    row = rule_sets().get(rule_set)
    version = row.rule_set.in_force(on) if row else None
    if row is None or version is None or name not in version.rules:
        return _Ready(None, Text("这一天没有有效的规则。", "No rule is in force on this day."))
    names = {one.id: one.variable() for one in rule_parameters()} | {one.name: one for one in row.variables}
    text = inlined(version.rules, name)
    try:
        rule = with_constants(parse_rule(text, names), parameters_on(rule_parameters(), on))
    except RuleRefused as refused:
        return _Ready(None, Text(refused.message.zh, refused.message.en), text)
    return _Ready(rule, Text(""), text, row.variables, version.source, version.clause)


def judged(
    rule_set: str, rule: str, record: Mapping[str, Value | None], *, on: date, title: Text, is_told: bool = True
) -> Verdict:
    """What one rule of a rule set says. A rule that is lacking or cannot be used leaves the question open, in words.

    Without `is_told` its reasons are not worked out, which costs ten times as much as its answer.
    """
    ready = _ready(rule_set, rule, on)
    if ready.rule is None:
        return Verdict(None, None, ready.refused, (), ready.text)
    known = {one.name: _of_kind(record.get(one.name), one.kind) for one in ready.variables}
    try:
        value = evaluate(ready.rule, known)
        reason, lacking = _told(ready, known, title, value) if is_told else (Text(""), ())
    except RuleRefused as refused:
        return Verdict(None, None, Text(refused.message.zh, refused.message.en), (), ready.text)
    return Verdict(
        counted=value if isinstance(value, bool) else None if value is None else bool(value),
        amount=float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None,
        reason=reason,
        lacking=lacking,
        rule=ready.text,
        source=ready.source,
        clause=ready.clause,
    )


def _told(
    ready: _Ready, known: Mapping[str, Value | None], title: Text, value: Value | None
) -> tuple[Text, tuple[str, ...]]:
    if ready.rule is None:
        return ready.refused, ()
    zh, en = (explain(ready.rule, known, language=one, title=Label(title.zh, title.en)) for one in ("zh", "en"))
    labels = {one.name: one.label for one in ready.variables}
    lacking = tuple(name for name in zh.unknown if name in labels) if value is None else ()
    return _reason(zh.text, en.text, [labels[name] for name in lacking]), lacking


def inlined(rules: Mapping[str, str], name: str) -> str:
    """A rule with the rules it rests on written out, so that what is told of it names data and not rules.

    >>> inlined({"large": "sum >= 5", "counts": "large and kind = 'large'"}, "counts")
    "(sum >= 5) and kind = 'large'"
    """
    earlier = list(rules)[: list(rules).index(name)]
    parts = _QUOTED.split(rules[name])
    for nth in range(0, len(parts), 2):
        for other in earlier:
            if re.search(rf"(?<![\w.]){other}(?![\w.])", parts[nth]):
                whole = f"({inlined(rules, other)})"
                parts[nth] = re.sub(rf"(?<![\w.]){other}(?![\w.])", lambda _found, text=whole: text, parts[nth])
    return "".join(parts)


_QUOTED = re.compile(r"('(?:[^']|'')*')")
"""Texts within a rule: what stands in them is no name."""


def _reason(zh: str, en: str, lacking: list[Label]) -> Text:
    if not lacking:
        return Text(zh, en)
    return Text(
        f"{zh}（缺少：{'、'.join(one.zh for one in lacking)}）",
        f"{en} (lacking: {', '.join(one.text('en') for one in lacking)})",
    )


def _of_kind(value: Value | None, kind: str) -> Value | None:
    """The value as the rule's variable wants it; what does not fit is unknown."""
    if kind == "day" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    wanted = {"number": float, "text": str, "truth": bool, "day": date}[kind]
    return value if isinstance(value, wanted) else None


def once_keys(number: str, fields: Mapping[str, object]) -> tuple[str, ...]:
    """What a project is known by: it is the same as whatever shares any of them. Its own number where none is filled.

    >>> once_keys("PRJ-1", {"contract_no": " HT-7", "statistics_code": "S1"})
    ('contract_no:ht-7', 'statistics_code:s1')
    >>> once_keys("PRJ-1", {})
    ('case:PRJ-1',)
    """
    filled = {name: str(fields.get(name) or "").strip().casefold() for name in ONCE}
    return tuple(f"{name}:{text}" for name, text in filled.items() if text) or (f"case:{number}",)


def once_key(project: ProjectInfo) -> str:
    """The first of them, by which the database keeps two from being counted."""
    return once_keys(project.number, project.case.fields)[0]
