"""What a move still needs: the right, the state, the fields, the evidence, and the rule that must hold."""

import math
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tidehead.calc.casework.types import CaseField, CaseRecord, CaseType, CaseworkRefused, Lack, Transition
from tidehead.calc.casework.working_days import in_utc
from tidehead.calc.labels import Label
from tidehead.calc.rules import Kind, Record, Rule, Value, Variable, evaluate, explain, fewest_data, parse_rule

DAYS_IN_STATE = Variable("case.days_in_state", "number", "天", Label("在本状态的天数", "days in this state"))
TIMES_BEFORE = Variable(
    "case.times_before", "number", "1", Label("此前进入目标状态的次数", "times it was there before")
)
CASE_VARIABLES = (DAYS_IN_STATE, TIMES_BEFORE)
"""What rules may use beside the fields: how long the case has been where it is, and how often it was there before."""
FILLS = {
    "lead": Label("牵头单位", "organisation in charge"),
    "owner": Label("承办岗位", "post in charge"),
    "reason": Label("理由", "reason"),
}
"""What may be asked for beside the declared fields."""
RULE_KINDS: Mapping[str, Kind] = {
    "number": "number",
    "money": "number",
    "text": "text",
    "choice": "text",
    "place": "text",
    "organisation": "text",
    "day": "day",
    "truth": "truth",
}
"""The kinds of fields, and what rules take them for."""


def lacks(
    kind: CaseType,
    record: CaseRecord,
    transition_id: str,
    *,
    relations: Collection[str],
    fields: Mapping[str, Any] | None = None,
    attaching: Collection[str] = (),
    reason: str = "",
    now: datetime | None = None,
) -> tuple[Lack, ...]:
    """Everything that a move still needs; empty where it may be made.

    relations: of the mover to the case. fields: what is filled with the move, `lead` and `owner` among them; a value of
    None or "" takes one away. attaching: kinds of evidence that come with it. now: for rules about time; without it
    `case.days_in_state` is unknown. A rule that is unknown refuses and names the fewest data that settle it.
    Raises CaseworkRefused where the type has no such transition.

    Order: right, state, fields, evidence, rule.
    """
    transition = _transition(kind, transition_id)
    given = dict(fields or {})
    told = {**record.fields, **{name: value for name, value in given.items() if name not in FILLS}}
    known = {
        "lead": given.get("lead", record.lead),
        "owner": given.get("owner", record.owner),
        "reason": reason.strip(),
    }
    found = [*_right(transition, relations), *_state(kind, transition, record.state)]
    wrong = faulty_fields(kind, {name: value for name, value in given.items() if name not in FILLS})
    found += wrong
    declared = {one.id: one for one in kind.fields}
    for name in transition.fill:
        if _is_empty(known[name] if name in known else told.get(name)):
            label = FILLS.get(name) or (declared[name].label if name in declared else Label(name))
            text = Label(f"请填写“{label.zh}”", f'fill in "{label.text("en")}"')
            found.append(Lack("field", name, text))
    for name in transition.attach:
        if name not in record.attached and name not in attaching:
            found.append(Lack("attachment", name, Label(f"请附上“{name}”", f'attach "{name}"')))
    if transition.rule and not wrong:
        found += _rule(kind, transition, told, record, now)
    return tuple(found)


def faulty_fields(kind: CaseType, fields: Mapping[str, Any]) -> tuple[Lack, ...]:
    """Fields that the type does not have, and values that are not of their field's kind; None and "" are no value.

    number and money: finite numbers; day: ISO text or a date; choice: one of the choices; truth: true or false; all
    else text.
    """
    declared = {one.id: one for one in kind.fields}
    found = []
    for name, value in fields.items():
        if name not in declared:
            found.append(Lack("field", name, Label(f"没有“{name}”这个字段", f'there is no field "{name}"')))
        elif not _is_empty(value) and not _fits(declared[name], value):
            label = declared[name].label
            found.append(
                Lack(
                    "field",
                    name,
                    Label(f"“{label.zh}”填写有误", f'"{label.text("en")}" is not filled in as it should be'),
                )
            )
    return tuple(found)


def rule_of(kind: CaseType, transition: Transition) -> Rule:
    """The transition's rule, read and checked, kept for the next time. Raises RuleRefused where it cannot be used."""
    return _parsed(transition.rule, kind.fields)


@lru_cache(maxsize=512)
def _parsed(text: str, fields: tuple[CaseField, ...]) -> Rule:
    variables = {one.name: one for one in CASE_VARIABLES}
    for one in fields:
        rule_kind = RULE_KINDS.get(one.kind, "text")
        unit = (one.unit or "1") if rule_kind == "number" else "1"
        variables[one.id] = Variable(one.id, rule_kind, unit, one.label)
    return parse_rule(text, variables)


def _transition(kind: CaseType, transition_id: str) -> Transition:
    found = next((one for one in kind.transitions if one.id == transition_id), None)
    if found is None:
        raise CaseworkRefused(Label(f"没有叫“{transition_id}”的办理动作", f'there is no transition "{transition_id}"'))
    return found


def _right(transition: Transition, relations: Collection[str]) -> list[Lack]:
    may = bool(relations) if "anyone" in transition.by else any(one in relations for one in transition.by)
    words = Label(f"您无权“{transition.label.zh}”", f'you may not take "{transition.label.text("en")}"')
    return [] if may else [Lack("right", transition.id, words)]


def _state(kind: CaseType, transition: Transition, state: str) -> list[Lack]:
    if state in transition.sources:
        return []
    stands = next((one.label for one in kind.states if one.id == state), Label(state))
    words = Label(
        f"事项处于“{stands.zh}”，不能“{transition.label.zh}”",
        f'it is in "{stands.text("en")}", from where "{transition.label.text("en")}" does not lead',
    )
    return [Lack("state", state, words)]


def _rule(
    kind: CaseType, transition: Transition, told: Mapping[str, Any], record: CaseRecord, now: datetime | None
) -> list[Lack]:
    rule = rule_of(kind, transition)
    seconds = (in_utc(now) - in_utc(record.since)).total_seconds() if now else None
    values: dict[str, Value | None] = {
        DAYS_IN_STATE.name: None if seconds is None else max(seconds, 0.0) / 86_400,
        TIMES_BEFORE.name: float(record.visits.get(transition.target, 0)),
    }
    values |= {one.id: _rule_value(one, told.get(one.id)) for one in kind.fields if one.id in rule.names}
    held = evaluate(rule, values)
    if held is True:
        return []
    return [_unknown(rule, values)] if held is None else [_broken(transition, rule, values)]


def _unknown(rule: Rule, values: Record) -> Lack:
    names = fewest_data(rule, values).enough
    titles = [rule.variables[name] for name in names]
    zh = "、".join(one.title("zh") for one in titles) or "所需数据"
    en = ", ".join(one.title("en") for one in titles) or "what it needs"
    return Lack("rule", names[0] if names else "", Label(f"还不能判断：缺少{zh}", f"undecided: unknown is {en}"))


def _broken(transition: Transition, rule: Rule, values: Record) -> Lack:
    words = transition.rule_words or Label("条件", "The condition")
    zh = explain(rule, values, language="zh", title=Label(words.text("zh"))).text
    en = explain(rule, values, language="en", title=Label(words.text("en"))).text
    return Lack("rule", transition.id, Label(zh, en))


def _rule_value(one: CaseField, value: Any) -> Value | None:
    if _is_empty(value) or not _fits(one, value):
        return None
    if one.kind == "day" and isinstance(value, str):
        return date.fromisoformat(value)
    return float(value) if RULE_KINDS.get(one.kind) == "number" else value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _fits(one: CaseField, value: Any) -> bool:
    match RULE_KINDS.get(one.kind, "text"):
        case "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and math.isfinite(value)
        case "truth":
            return isinstance(value, bool)
        case "day":
            return _is_day(value)
        case _:
            return isinstance(value, str) and (one.kind != "choice" or any(value == each.id for each in one.choices))


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return len(value) == len("2026-01-01")
    return isinstance(value, date) and not isinstance(value, datetime)
