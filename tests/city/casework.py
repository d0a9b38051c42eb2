"""Kinds of case, people in posts, and cases for the tests of the kernel. All invented, over the demo region."""

import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tidehead.calc.casework.types import (
    CaseField,
    CaseType,
    Choice,
    Clock,
    Duration,
    DurationUnit,
    Phase,
    State,
    Template,
    Transition,
    WorkingCalendar,
)
from tidehead.calc.labels import Label
from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.queries import person_named
from tidehead.city.accounts.types import MEMBER, SYSTEM, Actor
from tidehead.city.cases import actions
from tidehead.city.cases.importing import put_calendar, put_case_type
from tidehead.city.cases.queries import cases_of
from tidehead.city.cases.types import NewCase, NewFile
from tidehead.city.common.region import note_pack_change
from tidehead.city.common.types import Text
from tidehead.city.posts.actions import give_post, make_post
from tidehead.city.posts.queries import acting
from tidehead.city.posts.types import NewPost

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the region
SCIENCE, INDUSTRY, LAMP = "org.science", "org.industry", "org.lamp"
HANDLER, OTHER_HANDLER, OFFICE_POST = "test.handler", "test.other_handler", "test.office"
LEADER_POST, INDUSTRY_POST, FIRM_POST, NEXT_DOOR_POST = "test.leader", "test.industry", "test.firm", "test.next_door"
FIRM, NEXT_DOOR = "demo-firm-01", "demo-firm-05"
PLACE, ELSEWHERE = "990101", "990103"
PEOPLE = {
    "holly": (HANDLER, "handler", SCIENCE, "", ""),
    "hedda": (OTHER_HANDLER, "handler", SCIENCE, "", ""),
    "ines": (INDUSTRY_POST, "handler", INDUSTRY, "", ""),
    "lars": (LEADER_POST, "leader", SCIENCE, "", ELSEWHERE),
    "oona": (OFFICE_POST, "office", LAMP, "", PLACE),
    "femke": (FIRM_POST, "enterprise", "", FIRM, ""),
    "nell": (NEXT_DOOR_POST, "enterprise", "", NEXT_DOOR, ""),
}
"""Who holds which post: the post, its role, organisation, firm and place. Zuri has an account and no post."""


def _both(en: str) -> Label:
    return Label(en, en)


def _way(id: str, sources: str, target: str, by: str, **more: Any) -> Transition:
    return Transition(id, _both(id), tuple(sources.split()), target, tuple(by.split()), **more)


STATES = (
    State("received", _both("received"), Phase.OPEN),
    State("routed", _both("routed"), Phase.OPEN),
    State("working", _both("working"), Phase.OPEN),
    State("waiting", _both("waiting"), Phase.WAITING),
    State("resolved", _both("resolved"), Phase.ANSWERED),
    State("confirmed", _both("confirmed"), Phase.ENDED),
    State("withdrawn", _both("withdrawn"), Phase.ENDED),
)
TRANSITIONS = (
    _way("route", "received", "routed", "dispatcher office", fill=("lead",), message="routed"),
    _way("take", "received routed", "working", "lead owner"),
    _way("ask_back", "working", "waiting", "owner lead", fill=("reason",)),
    _way("go_on", "waiting", "working", "requester owner"),
    _way("resolve", "working", "resolved", "owner lead", fill=("outcome",), attach=("answer",)),
    _way(
        "confirm",
        "resolved",
        "confirmed",
        "requester",
        fill=("satisfaction",),
        rule="satisfaction between 1 and 5",
        rule_words=_both("Satisfaction is from 1 to 5"),
    ),
    _way("refuse", "resolved", "working", "requester", fill=("reason",)),
    _way("withdraw", "received routed working waiting", "withdrawn", "requester office"),
    _way("lapse", "resolved", "confirmed", "system"),
)
FIELDS = (
    CaseField(
        "outcome",
        _both("outcome"),
        "choice",
        choices=(Choice("solved", _both("solved")), Choice("explained", _both("explained"))),
    ),
    CaseField("satisfaction", _both("satisfaction"), "number"),
    CaseField("contact", _both("contact"), "text", sensitive=True),
    CaseField("description", _both("description"), "text"),
    CaseField("wanted_on", _both("wanted on"), "day"),
    CaseField("urgent", _both("urgent"), "truth"),
    CaseField("site", _both("site"), "place"),
)
CLOCKS = (
    Clock(
        "answer",
        _both("answer"),
        Duration(7, DurationUnit.DAYS),
        ("received",),
        ("resolved", "withdrawn"),
        ("waiting",),
        ("refuse",),
        Duration(1, DurationUnit.DAYS),
    ),
    Clock("help", _both("help"), Duration(5, DurationUnit.WORKING_DAYS), (), (), per="co_owner", party="co_owner"),
    Clock(
        "confirm",
        _both("confirm"),
        Duration(7, DurationUnit.DAYS),
        ("resolved",),
        ("confirmed", "working"),
        restarts=("resolve",),
        party="requester",
    ),
)
TEMPLATES = (
    Template(
        "routed",
        ("requester",),
        Label("{number} 已交办", "{number} is routed"),
        Label("{title}：{state}，{url}", "{title}: {state}, {url}"),
    ),
)


def request_kind(id: str = "test_request", **changes: Any) -> CaseType:
    """A request with everything a kind can declare: pauses, restarts, evidence, a rule, messages, a sensitive field."""
    parts: dict[str, Any] = {
        "id": id,
        "label": _both("request of the tests"),
        "family": "request",
        "number": "T-{year}-{nth:04}",
        "states": STATES,
        "initial": "received",
        "transitions": TRANSITIONS,
        "fields": FIELDS,
        "clocks": CLOCKS,
        "templates": TEMPLATES,
    }
    return CaseType(**(parts | changes))


def calendar() -> WorkingCalendar:
    """A year with two days off and a worked Saturday."""
    return WorkingCalendar(
        holidays=frozenset({date(2026, 3, 4), date(2026, 3, 5)}),
        workdays=frozenset({date(2026, 3, 7)}),
        known_until=date(2026, 12, 31),
        hours=((time(9), time(12)), (time(13), time(17))),
    )


def set_scene() -> None:
    """The kind, the calendar, and everybody in their posts since the year began."""
    put_calendar(calendar())
    put_case_type(request_kind())
    note_pack_change()
    for name, (code, role, organisation, enterprise, place) in PEOPLE.items():
        user = create_user(username=name, role=MEMBER, now=NOW, display_name=name.capitalize())
        new = NewPost(code, Text(code, code), role, organisation=organisation, enterprise=enterprise, place=place)
        make_post(by=SYSTEM, new=new, now=NOW)
        give_post(by=SYSTEM, post=code, user_id=user, start_on=date(2026, 1, 1), now=NOW)
    create_user(username="zuri", role=MEMBER, now=NOW)


def person(name: str) -> Actor:
    """One of PEOPLE, or Zuri, with the posts held today."""
    found = person_named(name)
    assert found.pk is not None, name
    return acting(found.pk, timezone.localdate())


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def new_request(**changes: Any) -> NewCase:
    said: dict[str, Any] = {"type": "test_request", "title": "A crossing for lorries", "place": PLACE, "party": FIRM}
    return NewCase(**(said | changes))


def opened(**changes: Any) -> int:
    """A request of the firm, opened by its own desk; with a lead or an owner by the office."""
    by = "oona" if changes.keys() & {"lead", "owner", "co_owners"} else "femke"
    return actions.open_case(by=person(by), new=new_request(**changes), now=NOW)


def being_worked_on(**changes: Any) -> int:
    """A request that Holly's post works on."""
    case_id = opened(owner=HANDLER, **changes)
    actions.move_case(by=person("holly"), case_id=case_id, transition="take", seen=None, now=hours(1))
    return case_id


def paper(name: str = "answer.txt", kind: str = "answer", content: bytes = b"as agreed", **more: Any) -> NewFile:
    return NewFile(name, kind, io.BytesIO(content), **more)


def seq_of(case_id: int) -> int:
    return cases_of([case_id])[case_id].seq


def resolve(case_id: int, after: float = 2) -> None:
    actions.move_case(
        by=person("holly"),
        case_id=case_id,
        transition="resolve",
        seen=None,
        now=hours(after),
        fields={"outcome": "solved"},
        files=(paper(),),
    )


def confirm(case_id: int, **fields: object) -> None:
    actions.move_case(by=person("femke"), case_id=case_id, transition="confirm", seen=None, now=hours(3), fields=fields)


def give_time(case_id: int, name: str, due: Duration) -> None:
    actions.change_clock(
        by=person(name), case_id=case_id, clock="answer", due=due, reason="A survey", seen=None, now=hours(2)
    )
