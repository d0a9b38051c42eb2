"""What a case's log says, in words; what is sensitive or internal is kept from those it is not for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tidehead.calc.casework.types import CaseField, CaseType, DurationUnit, Event, EventKind, Phase
from tidehead.city.cases.keys import labels_of
from tidehead.city.cases.log import event_of
from tidehead.city.cases.models import CaseEvent
from tidehead.city.cases.types import MASKED, LogLine
from tidehead.city.common.types import Text
from tidehead.city.places.queries import organisations_by_code, places_by_code

INTERNAL_KINDS = frozenset(
    {
        EventKind.OPINION_ASKED,
        EventKind.OPINION_GIVEN,
        EventKind.CO_OWNER_ANSWERED,
        EventKind.LINKED,
        EventKind.UNLINKED,
    }
)
"""Never shown to the firm whose case it is; comments and files say for themselves whether they are internal."""
STAFF = Text("办理单位", "the organisation in charge")
_UNIT_WORDS = {
    DurationUnit.DAYS: Text("天", "days"),
    DurationUnit.WORKING_DAYS: Text("个工作日", "working days"),
    DurationUnit.MONTHS: Text("个月", "months"),
    DurationUnit.HOURS: Text("小时", "hours"),
    DurationUnit.WORKING_HOURS: Text("个工作小时", "working hours"),
}
_RELATIONS = {
    "duplicate_of": Text("重复于", "says the same as"),
    "part_of": Text("属于", "is part of"),
    "caused_by": Text("起因于", "has its cause in"),
    "follows": Text("接续", "follows"),
    "review_of": Text("评审", "reviews"),
}


def is_internal(event: Event) -> bool:
    return event.kind in INTERNAL_KINDS or bool(event.data.get("internal"))


def outside_lines(kind: CaseType, rows: Sequence[CaseEvent], lines: Sequence[LogLine]) -> tuple[LogLine, ...]:
    """The log as the firm whose case it is reads it: nothing internal, no names of staff, no words among offices.

    Reasons are shown of moves that ask or tell the firm something: into waiting, answered and ended states.
    """
    phases = {state.id: state.phase for state in kind.states}
    ours = {way.id for way in kind.transitions if "requester" not in way.by}
    shown = []
    for row, line in zip(rows, lines, strict=True):
        event = event_of(row)
        if is_internal(event) or event.kind is EventKind.ASSIGNED:
            continue
        by_staff = event.kind not in (EventKind.OPENED, EventKind.COMMENTED, EventKind.ATTACHED, EventKind.MOVED)
        by_staff = by_staff or event.data.get("transition") in ours
        tells = event.kind is EventKind.MOVED and phases.get(event.data.get("to", "")) is not Phase.OPEN
        reason = line.reason if tells or not by_staff else ""
        who, post = (str(STAFF), Text("")) if by_staff else (line.who, line.post)
        shown.append(replace(line, who=who, post=post, reason=reason))
    return tuple(shown)


def masked_events(kind: CaseType, events: Iterable[Event]) -> tuple[Event, ...]:
    """The events with what is sensitive in them masked."""
    return tuple(replace(one, data=_masked_data(kind, one.data)) for one in events)


def _masked_data(kind: CaseType, data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "fields": masked_fields(kind, data["fields"])} if "fields" in data else data


def masked_fields(kind: CaseType, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A case's fields with MASKED in place of what is sensitive and filled."""
    hidden = {one.id for one in kind.fields if one.sensitive}
    return {name: MASKED if name in hidden and value is not None else value for name, value in fields.items()}


def log_lines(kind: CaseType, rows: Sequence[CaseEvent]) -> tuple[LogLine, ...]:
    """Events in words, two queries however many there are; sensitive values stay masked."""
    events = [event_of(row) for row in rows]
    posts = {row.by_post for row in rows} | {one.data.get("owner", "") for one in events}
    bodies = {one.data.get("organisation", "") for one in events} | {
        code for one in events for code in one.data.get("co_owners", ())
    }
    names = _Names(kind, labels_of("owner", posts), _organisations(bodies))
    return tuple(
        LogLine(
            seq=row.seq,
            at=row.at,
            who=row.by_name,
            post=names.posts.get(row.by_post, Text("")),
            text=_WORDS[event.kind](names, event.data),
            reason=row.reason,
            kind=str(event.kind),
        )
        for row, event in zip(rows, events, strict=True)
    )


def _organisations(codes: Iterable[str]) -> dict[str, Text]:
    return {code: body.label for code, body in organisations_by_code(codes).items()}


@dataclass(frozen=True, slots=True)
class _Names:
    kind: CaseType
    posts: Mapping[str, Text]
    organisations: Mapping[str, Text]

    def organisation(self, data: Mapping[str, Any]) -> Text:
        code = data.get("organisation", "")
        return self.organisations.get(code, Text(code, code))


def _opened(names: _Names, data: Mapping[str, Any]) -> Text:
    return Text("提出", "opened")


def _moved(names: _Names, data: Mapping[str, Any]) -> Text:
    way = next((one.label for one in names.kind.transitions if one.id == data.get("transition")), None)
    state = next((one.label for one in names.kind.states if one.id == data.get("to")), None)
    zh = f"{way.zh if way else data.get('transition')} → {state.zh if state else data.get('to')}"
    en = f"{way.text('en') if way else data.get('transition')} → {state.text('en') if state else data.get('to')}"
    return Text(zh, en)


def _filled(names: _Names, data: Mapping[str, Any]) -> Text:
    declared = {one.id: one for one in names.kind.fields}
    said = [(declared[name], value) for name, value in data.get("fields", {}).items() if name in declared]
    zh = "；".join(f"{one.label.zh}：{_value(one, value).zh}" for one, value in said)
    en = "; ".join(f"{one.label.text('en')}: {_value(one, value).in_language('en')}" for one, value in said)
    return Text(f"填写 {zh}", f"filled in {en}")


def _value(field: CaseField, value: Any) -> Text:
    if value is None:
        return Text("（清空）", "(cleared)")
    if field.sensitive:
        return Text(MASKED, MASKED)
    if field.kind == "truth":
        return Text("是", "yes") if value else Text("否", "no")
    chosen = next((one.label for one in field.choices if one.id == value), None)
    if chosen is not None:
        return Text(chosen.zh, chosen.text("en"))
    named = {"place": places_by_code, "organisation": organisations_by_code}.get(field.kind)
    if named is not None:
        found = named([value])
        return found[value].label if value in found else Text(str(value), str(value))
    unit = f" {field.unit}" if field.unit else ""
    return Text(f"{value}{unit}", f"{value}{unit}")


def _led(names: _Names, data: Mapping[str, Any]) -> Text:
    body = names.organisation(data)
    return Text(f"主办单位：{body.zh}", f"in charge: {body.in_language('en')}")


def _assigned(names: _Names, data: Mapping[str, Any]) -> Text:
    code = data.get("owner", "")
    if not code:
        return Text("撤下承办岗位", "no post works on it any longer")
    post = names.posts.get(code, Text(code, code))
    return Text(f"交给{post.zh}", f"given to {post.in_language('en')}")


def _co_owner(zh: str, en: str) -> Callable[[_Names, Mapping[str, Any]], Text]:
    def words(names: _Names, data: Mapping[str, Any]) -> Text:
        body, said = names.organisation(data), data.get("words", "")
        more = (f"：{said}", f": {said}") if said else ("", "")
        return Text(f"{zh} {body.zh}{more[0]}", f"{en} {body.in_language('en')}{more[1]}")

    return words


def _asked(names: _Names, data: Mapping[str, Any]) -> Text:
    body, said = names.organisation(data), data.get("question", "")
    return Text(f"征求{body.zh}意见：{said}", f"asked {body.in_language('en')} for an opinion: {said}")


def _given(names: _Names, data: Mapping[str, Any]) -> Text:
    body, verdict, said = names.organisation(data), data.get("verdict", ""), data.get("words", "")
    return Text(f"{body.zh}意见：{verdict} {said}".strip(), f"{body.in_language('en')} says: {verdict} {said}".strip())


def _commented(names: _Names, data: Mapping[str, Any]) -> Text:
    return Text(data.get("words", ""), data.get("words", ""))


def _attached(names: _Names, data: Mapping[str, Any]) -> Text:
    return Text(f"附上 {data.get('name', '')}", f"attached {data.get('name', '')}")


def _clock(names: _Names, data: Mapping[str, Any]) -> Text:
    clock = next((one.label for one in names.kind.clocks if one.id == data.get("clock")), None)
    due = data.get("due", {})
    unit = _UNIT_WORDS[DurationUnit(due.get("unit", "days"))]
    zh, en = (clock.zh, clock.text("en")) if clock else (data.get("clock"), data.get("clock"))
    return Text(f"时限“{zh}”改为 {due.get('amount')}{unit.zh}", f'time for "{en}" is now {due.get("amount")} {unit.en}')


def _linked(names: _Names, data: Mapping[str, Any]) -> Text:
    relation = _RELATIONS.get(data.get("relation", ""), Text("关联", "belongs to"))
    return Text(f"{relation.zh} {data.get('case', '')}", f"{relation.en} {data.get('case', '')}")


def _unlinked(names: _Names, data: Mapping[str, Any]) -> Text:
    said = _linked(names, data)
    return Text(f"取消：{said.zh}", f"no longer: {said.en}")


_WORDS: Mapping[EventKind, Callable[[_Names, Mapping[str, Any]], Text]] = {
    EventKind.OPENED: _opened,
    EventKind.MOVED: _moved,
    EventKind.FILLED: _filled,
    EventKind.LED: _led,
    EventKind.ASSIGNED: _assigned,
    EventKind.CO_OWNER_ADDED: _co_owner("请协办：", "asked to help:"),
    EventKind.CO_OWNER_REMOVED: _co_owner("不再协办：", "no longer asked to help:"),
    EventKind.CO_OWNER_ANSWERED: _co_owner("协办答复：", "has done its part:"),
    EventKind.OPINION_ASKED: _asked,
    EventKind.OPINION_GIVEN: _given,
    EventKind.COMMENTED: _commented,
    EventKind.ATTACHED: _attached,
    EventKind.CLOCK_CHANGED: _clock,
    EventKind.LINKED: _linked,
    EventKind.UNLINKED: _unlinked,
}
