"""What is wrong with the declaration of a kind of case, before any case is opened by it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tidehead.calc.casework.counting import LONGEST
from tidehead.calc.casework.moves import FILLS, RULE_KINDS, rule_of
from tidehead.calc.casework.types import CaseType, Clock, Duration, Phase, Template, Transition
from tidehead.calc.labels import Label
from tidehead.calc.rules import RuleRefused

RELATIONS = frozenset(
    {
        "requester",
        "owner",
        "lead",
        "lead_head",
        "co_owner",
        "dispatcher",
        "office",
        "second_office",
        "administrator",
        "anyone",
        "system",
    }
)
FAMILIES = ("request", "project", "task", "review", "agreement", "other")
STANDINGS = ("in_force", "proposed")
PARTIES = ("lead", "requester", "co_owner")
PLACEHOLDERS = frozenset({"number", "title", "state", "due", "url", "reason"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_type(kind: CaseType) -> tuple[Label, ...]:
    """Faults of a declaration, in words; empty where a case of this kind can be opened and brought to its end.

    Looked for: names used twice or not declared, states that cannot be reached or have no way out to an end, fields and
    rules that cannot be read, clocks that never start, never stop, or contradict themselves, periods that are none,
    messages with unknown places to fill.
    """
    return (
        *_names(kind),
        *_ways(kind),
        *(fault for one in kind.transitions for fault in _transition(kind, one)),
        *(fault for one in kind.clocks for fault in _clock(kind, one)),
        *(fault for one in kind.templates for fault in _template(one)),
    )


def reachable_states(kind: CaseType) -> frozenset[str]:
    """The states that a case can come to from its opening."""
    return _closure(frozenset({kind.initial}), [(one.sources, one.target) for one in kind.transitions])


def _closure(start: frozenset[str], ways: Sequence[tuple[tuple[str, ...], str]]) -> frozenset[str]:
    found = start
    while True:
        more = found | {target for sources, target in ways if found.intersection(sources)}
        if more == found:
            return found
        found = more


def _names(kind: CaseType) -> Iterator[Label]:
    groups = (
        ("状态", "state", [one.id for one in kind.states]),
        ("办理动作", "transition", [one.id for one in kind.transitions]),
        ("字段", "field", [one.id for one in kind.fields]),
        ("时限", "clock", [one.id for one in kind.clocks]),
        ("消息", "template", [one.id for one in kind.templates]),
    )
    for zh, en, ids in groups:
        for name, times in Counter(ids).items():
            if times > 1:
                yield Label(f"{zh}“{name}”出现了{times}次", f'{en} "{name}" is declared {times} times')
    if kind.family not in FAMILIES:
        yield Label(f"类别“{kind.family}”不存在", f'there is no family "{kind.family}"')
    if kind.standing not in STANDINGS:
        yield Label(f"效力“{kind.standing}”不存在", f'there is no standing "{kind.standing}"')
    for one in kind.fields:
        if one.kind not in RULE_KINDS:
            yield Label(f"字段“{one.id}”的种类“{one.kind}”不存在", f'field "{one.id}" is of unknown kind "{one.kind}"')
        if (one.kind == "choice") != bool(one.choices):
            yield Label(f"字段“{one.id}”的选项与种类不符", f'field "{one.id}": choices belong to fields of kind choice')
        if one.id in FILLS:
            yield Label(f"字段不能叫“{one.id}”", f'no field may be called "{one.id}"')


def _ways(kind: CaseType) -> Iterator[Label]:
    states = {one.id for one in kind.states}
    if kind.initial not in states:
        yield Label(f"初始状态“{kind.initial}”不存在", f'the initial state "{kind.initial}" is not declared')
        return
    reached = reachable_states(kind)
    ended = frozenset(one.id for one in kind.states if one.phase is Phase.ENDED)
    if not ended:
        yield Label("没有办结状态", "no state ends a case")
    backwards = [((one.target,), source) for one in kind.transitions for source in one.sources]
    leads_to_end = _closure(ended, backwards)
    for one in kind.states:
        if one.id not in reached:
            yield Label(f"状态“{one.id}”无法到达", f'state "{one.id}" cannot be reached')
        elif one.id not in leads_to_end and ended:
            yield Label(f"状态“{one.id}”没有通往办结的路", f'state "{one.id}" leads to no end')


def _transition(kind: CaseType, one: Transition) -> Iterator[Label]:
    states = {state.id for state in kind.states}
    zh, en = f"办理动作“{one.id}”", f'transition "{one.id}"'
    if not one.sources:
        yield Label(f"{zh}没有起点", f"{en} starts nowhere")
    for name in (*one.sources, one.target):
        if name not in states:
            yield Label(f"{zh}提到的状态“{name}”不存在", f'{en} names the unknown state "{name}"')
    if not one.by:
        yield Label(f"{zh}没有写明谁可以办", f"{en}: nobody may take it")
    for name in one.by:
        if name not in RELATIONS:
            yield Label(f"{zh}提到的身份“{name}”不存在", f'{en} names the unknown relation "{name}"')
    fields = {field.id for field in kind.fields} | set(FILLS)
    for name in one.fill:
        if name not in fields:
            yield Label(f"{zh}要求的字段“{name}”不存在", f'{en} wants the unknown field "{name}"')
    if one.message and one.message not in {template.id for template in kind.templates}:
        yield Label(f"{zh}的消息“{one.message}”不存在", f'{en} sends the unknown template "{one.message}"')
    if one.rule:
        yield from _rule(kind, one, Label(zh, en))


def _rule(kind: CaseType, one: Transition, name: Label) -> Iterator[Label]:
    try:
        rule = rule_of(kind, one)
    except RuleRefused as refused:
        why = refused.message
        yield Label(f"{name.zh}的规则：{why.text('zh')}", f"{name.en}, its rule: {why.text('en')}")
        return
    if rule.kind != "truth":
        yield Label(f"{name.zh}的规则不是条件", f"{name.en}: its rule is no condition")


def _clock(kind: CaseType, one: Clock) -> Iterator[Label]:
    zh, en = f"时限“{one.id}”", f'clock "{one.id}"'
    states = {state.id: state for state in kind.states}
    transitions = {transition.id: transition for transition in kind.transitions}
    for name in dict.fromkeys((*one.starts, *one.stops, *one.pauses)):
        if name not in states:
            yield Label(f"{zh}提到的状态“{name}”不存在", f'{en} names the unknown state "{name}"')
    for name in dict.fromkeys((*one.restarts, *one.stopped_by)):
        if name not in transitions:
            yield Label(f"{zh}提到的办理动作“{name}”不存在", f'{en} names the unknown transition "{name}"')
    for name in dict.fromkeys(name for name in one.stops if name in (*one.starts, *one.pauses)):
        yield Label(f"{zh}在“{name}”既停止又开始或暂停", f'{en} both stops and starts or pauses in "{name}"')
    for name in one.restarts:
        target = transitions[name].target if name in transitions else ""
        if target in one.stops or (target in states and states[target].phase is Phase.ENDED):
            yield Label(f"{zh}重新开始后随即停止（{name}）", f'{en} stops as soon as "{name}" starts it anew')
    for duration in (one.due, one.warn):
        yield from _duration(duration, Label(zh, en))
    if one.per not in ("case", "co_owner"):
        yield Label(f"{zh}的归属“{one.per}”不存在", f'{en} is for each "{one.per}", which is unknown')
    if one.party not in PARTIES:
        yield Label(f"{zh}的当事方“{one.party}”不存在", f'{en} names the unknown party "{one.party}"')
    yield from _course(kind, one, Label(zh, en))


def _course(kind: CaseType, one: Clock, name: Label) -> Iterator[Label]:
    """Whether it starts, and comes to a stop from wherever it starts."""
    ended = frozenset(state.id for state in kind.states if state.phase is Phase.ENDED)
    if one.per == "co_owner":
        if one.restarts:
            yield Label(
                f"{name.zh}属协办单位，再次交办即重新开始，不须写明", f"{name.en} starts anew by being asked again"
            )
        return
    again = {each.target for each in kind.transitions if each.id in one.restarts}
    begins = (set(one.starts) | again) & reachable_states(kind)
    if not begins:
        yield Label(f"{name.zh}从不开始", f"{name.en} never starts")
    for state in sorted(begins & ended):
        yield Label(f"{name.zh}在办结状态“{state}”开始", f'{name.en} starts in "{state}", which ends the case')
    stops = ended.union(one.stops)
    stopping = {source for each in kind.transitions if each.id in one.stopped_by for source in each.sources}
    ways = [(each.sources, each.target) for each in kind.transitions]
    for state in sorted(begins - stops):
        ahead = _closure(frozenset({state}), ways)
        if not ahead & stops and not ahead & stopping:
            yield Label(f"{name.zh}从“{state}”开始后永不停止", f'{name.en} never stops once it started in "{state}"')


def _duration(duration: Duration | None, name: Label) -> Iterator[Label]:
    if duration is not None and not 1 <= duration.amount <= LONGEST:
        yield Label(f"{name.zh}的期限须为1至{LONGEST}", f"{name.en}: a period is a whole number from 1 to {LONGEST}")


def _template(one: Template) -> Iterator[Label]:
    for name in one.to:
        if name not in RELATIONS:
            yield Label(f"消息“{one.id}”的收件身份“{name}”不存在", f'template "{one.id}" goes to the unknown "{name}"')
    words = (one.subject.zh, one.subject.en, one.body.zh, one.body.en)
    for name in dict.fromkeys(found for text in words for found in _PLACEHOLDER.findall(text)):
        if name not in PLACEHOLDERS:
            yield Label(f"消息“{one.id}”中的“{{{name}}}”无法填写", f'template "{one.id}" names the unknown {{{name}}}')
